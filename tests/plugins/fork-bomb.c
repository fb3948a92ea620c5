/*
 * Forks again and again, in its method and before. Where it can (a test without a sandbox) its children end at once: nobody
 * should lose a machine to a test.
 */
#include "hostile.h"

#include <unistd.h>

static double children;

static void have_child(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	children += child > 0;
}

__attribute__((constructor)) static void early(void)
{
	have_child();
}

static int hostile(const juri_call *call)
{
	for (unsigned i = 0; i < 1000; i++)
		have_child();
	copy_all(call);
	call->measure[0] = children;
	return 0;
}

HOSTILE("fork-bomb", hostile)
