/* Calls itself until there is no stack. */
#include "hostile.h"

static double deeper(const volatile double *values, unsigned depth)
{
	volatile double copy[1024] = {values[0]};

	if (depth == UINT32_MAX)
		return 0;
	return deeper(copy, depth + 1) + copy[depth % 1024];
}

static int hostile(const juri_call *call)
{
	copy_rows(call, 0, 1);
	call->measure[1] = deeper(call->measure, 0);
	return 0;
}

HOSTILE("stack-overflow", hostile)
