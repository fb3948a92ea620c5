/* The first measure counts the descriptors beyond its socket, the second the environment. */
#include "hostile.h"

#include <fcntl.h>
#include <unistd.h>

static double descriptors, variables;

extern char **environ;

/* Before the sandbox, which would not let it look. */
__attribute__((constructor)) static void look(void)
{
	for (int i = 5; i < 1000; i++)
		descriptors += fcntl(i, F_GETFD) >= 0;
	for (char **at = environ; at && *at; at++)
		variables++;
}

static int hostile(const juri_call *call)
{
	copy_all(call);
	call->measure[0] = descriptors;
	call->measure[1] = variables;
	return 0;
}

HOSTILE("inherit", hostile)
