/* Forks without end, in its method and before. */
#include "hostile.h"

#include <unistd.h>

static double children;

__attribute__((constructor)) static void early(void)
{
	children += fork() > 0;
}

static int hostile(const juri_call *call)
{
	for (unsigned i = 0; i < 100000; i++)
		children += fork() > 0;
	copy_all(call);
	call->measure[0] = children;
	return 0;
}

HOSTILE("fork-bomb", hostile)
