/* Divides whole numbers by 0. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	volatile int nothing = 0;

	copy_rows(call, 0, 2);
	call->measure[2] = 7 / nothing;
	return copy_all(call);
}

HOSTILE("divide", hostile)
