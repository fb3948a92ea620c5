/* Asks for memory without end; measures how many GiB it got, whole ones. */
#include "hostile.h"

#include <stdlib.h>

static int hostile(const juri_call *call)
{
	void *volatile memory; /* else a compiler takes it as granted */
	double got = 0;

	copy_all(call);
	while (got < 64 && juri_alloc(call, (size_t)1 << 30))
		got++;
	while (got < 64 && (memory = malloc((size_t)1 << 30)))
		got++;
	call->measure[0] = got;
	return 0;
}

HOSTILE("hog", hostile)
