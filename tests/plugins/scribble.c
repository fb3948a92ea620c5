/* Writes over its inputs. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	copy_rows(call, 0, 1);
	*(volatile double *)(uintptr_t)juri_column(call, 0) = 42;
	return copy_all(call);
}

HOSTILE("scribble", hostile)
