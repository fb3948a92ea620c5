/* Leaves NaN in the third row without a word. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	copy_all(call);
	call->measure[2] = NAN;
	return 0;
}

HOSTILE("nan", hostile)
