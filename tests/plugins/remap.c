/* Wants its inputs writable; the first measure is how many of three ways worked. */
#include "hostile.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int hostile(const juri_call *call)
{
	const double *column = juri_column(call, 0);
	void *page = (void *)((uintptr_t)column & ~(uintptr_t)4095);
	int ways = mprotect(page, 4096, PROT_READ | PROT_WRITE) == 0;

	ways += syscall(SYS_pkey_mprotect, page, 4096, PROT_READ | PROT_WRITE, -1) == 0;
	for (int file = 0; file < 64; file++)
		ways += mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) != MAP_FAILED;
	copy_all(call);
	call->measure[0] = ways;
	return 0;
}

HOSTILE("remap", hostile)
