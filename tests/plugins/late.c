/* Writes to nowhere when it comes to a row that says 77.5, which may be in a late block. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	volatile uint32_t at = 0;

	while (at < call->rows && juri_column(call, 0)[at] != 77.5)
		at++;
	copy_rows(call, 0, at);
	if (at < call->rows)
		*(volatile double *)(uintptr_t)8 = 1;
	return 0;
}

HOSTILE("late", hostile)
