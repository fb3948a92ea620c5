/* Takes the engine's memory away from itself. */
#include "hostile.h"

#include <sys/mman.h>

static int hostile(const juri_call *call)
{
	return munmap((void *)((uintptr_t)call->measure & ~(uintptr_t)4095), 1 << 22);
}

HOSTILE("unmap", hostile)
