/* Gives infinity in the first row. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	copy_all(call);
	call->measure[0] = HUGE_VAL;
	return 0;
}

HOSTILE("infinite", hostile)
