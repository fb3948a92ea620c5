/* Computes without end at the second row. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	volatile uint64_t turns = 0;

	copy_rows(call, 0, 1);
	for (;;)
		turns++;
	return 0;
}

HOSTILE("hang", hostile)
