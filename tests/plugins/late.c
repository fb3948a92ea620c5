/* Writes to nowhere when it comes to a row that says 77.5, which may be in a late block. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	if (copy_until(call, 77.5) < call->rows)
		*(volatile double *)(uintptr_t)8 = 1;
	return 0;
}

HOSTILE("late", hostile)
