/* Sleeps without end while it is opened. */
#include "hostile.h"

#include <unistd.h>

__attribute__((constructor)) static void stay(void)
{
	for (;;)
		sleep(1000);
}

static int hostile(const juri_call *call)
{
	return copy_all(call);
}

HOSTILE("hang-constructor", hostile)
