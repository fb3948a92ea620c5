/* Gives 1e9 in the second row and -1 in the third; its range is 0 to 100. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	copy_all(call);
	call->measure[1] = 1e9;
	call->measure[2] = -1;
	return 0;
}

HOSTILE("outside", hostile)
