/* Tries to get out before any method is called; measures as escape.c does. */
#include "hostile.h"

#include "escape.h"

static unsigned worked;

__attribute__((constructor)) static void leave(void)
{
	worked = try_ways(WAYS);
}

static int hostile(const juri_call *call)
{
	copy_all(call);
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] =
		    row ? worked >> 4 * (row - 1) & 15u : (unsigned)__builtin_popcount(worked);
	return 0;
}

HOSTILE("escape-constructor", hostile)
