/* Measures x / 3 and leaves the processor rounding upwards. */
#include "hostile.h"

#include <fenv.h>

static int hostile(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = juri_column(call, 0)[row] / 3;
	fesetround(FE_UPWARD);
	return 0;
}

HOSTILE("rounding", hostile)
