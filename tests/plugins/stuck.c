/* Computes without end when it comes to a row that says 77.5, which may be in a late block. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	volatile uint32_t at = copy_until(call, 77.5);

	while (at < call->rows)
		at += 0;
	return 0;
}

HOSTILE("stuck", hostile)
