/* Writes measures for agencies that it was not asked for. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	volatile double *measure = call->measure;

	for (uint32_t row = call->rows; row < 4096; row++)
		measure[row] = 1e300;
	return copy_all(call);
}

HOSTILE("more-rows", hostile)
