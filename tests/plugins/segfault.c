/* Writes to nowhere when it comes to the third row. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	volatile int *volatile nowhere = NULL;

	copy_rows(call, 0, 2);
	*nowhere = 1;
	return 0;
}

HOSTILE("segfault", hostile)
