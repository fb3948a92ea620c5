/* Writes measures until something gives way. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	volatile double *measure = call->measure;

	for (size_t row = 0; row < (size_t)1 << 40; row++)
		measure[row] = 50;
	return 0;
}

HOSTILE("overrun", hostile)
