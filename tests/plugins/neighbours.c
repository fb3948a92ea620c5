/* The first measure: MiB of memory that lie within 64 MiB of its slot, the slot itself (core/answer.h) aside. */
#include "hostile.h"

#include <sys/mman.h>

#define PAGE 4096
#define SLOT (5 << 20)
#define REACH (64 << 20)

static int hostile(const juri_call *call)
{
	char *slot = (char *)call->measure - 64;
	double pages = 0;

	for (long at = -REACH; at < SLOT + REACH; at += PAGE)
		if (at < 0 || at >= SLOT)
			pages += madvise(slot + at, PAGE, MADV_NORMAL) == 0;
	copy_all(call);
	call->measure[0] = pages * PAGE / (1 << 20);
	return 0;
}

HOSTILE("neighbours", hostile)
