/* Tries to get out; the first measure is how many of the ways worked, the others which (four bits each). */
#include "hostile.h"

#include "escape.h"

static int hostile(const juri_call *call)
{
	unsigned worked = try_ways(WAYS + 1);

	copy_all(call);
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] =
		    row ? worked >> 4 * (row - 1) & 15u : (unsigned)__builtin_popcount(worked);
	return 0;
}

HOSTILE("escape", hostile)
