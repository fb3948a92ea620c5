/* Stops itself: a process that is asleep for good. */
#include "hostile.h"

#include <signal.h>

static int hostile(const juri_call *call)
{
	copy_rows(call, 0, 1);
	raise(SIGSTOP);
	return copy_all(call);
}

HOSTILE("stop", hostile)
