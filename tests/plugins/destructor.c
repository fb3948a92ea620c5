/* Ends the process its own way when it is unloaded. */
#include "hostile.h"

#include <stdlib.h>
#include <unistd.h>

static void leave(void)
{
	_exit(7);
}

__attribute__((constructor)) static void prepare(void)
{
	atexit(leave);
}

__attribute__((destructor)) static void unload(void)
{
	_exit(8);
}

HOSTILE("destructor", copy_all)
