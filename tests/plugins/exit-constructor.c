/* Ends its process with success while it is opened. */
#include "hostile.h"

#include <stdlib.h>

__attribute__((constructor)) static void leave(void)
{
	exit(0);
}

static int hostile(const juri_call *call)
{
	return copy_all(call);
}

HOSTILE("exit-constructor", hostile)
