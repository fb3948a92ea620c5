/* Wants to be two. */
#include "hostile.h"

#include <sched.h>

static int run(void *unused)
{
	(void)unused;
	for (volatile unsigned i = 0; i + 1; i++)
		;
	return 0;
}

static int hostile(const juri_call *call)
{
	static char stack[65536] __attribute__((aligned(16)));

	copy_all(call);
	call->measure[0] =
	    clone(run, stack + sizeof(stack), CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, NULL) > 0;
	return 0;
}

HOSTILE("threads", hostile)
