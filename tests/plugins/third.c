/* The third answer is a segmentation fault, from the second row on. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	static int calls;

	copy_rows(call, 0, 1);
	if (++calls == 3)
		*(volatile int *)(uintptr_t)8 = 1;
	return copy_all(call);
}

HOSTILE("third", hostile)
