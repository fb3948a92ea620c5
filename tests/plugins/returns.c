/* Measures two rows and returns 7. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	copy_rows(call, 0, 2);
	return 7;
}

HOSTILE("returns", hostile)
