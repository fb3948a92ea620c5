/* Calls abort(). */
#include "hostile.h"

#include <stdlib.h>

static int hostile(const juri_call *call)
{
	copy_rows(call, 0, 1);
	abort();
}

HOSTILE("abort", hostile)
