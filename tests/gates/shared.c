/*
 * Coverage of all processes. gcc's counters are written to files when a process ends by exit; a worker is killed, or ends
 * by _exit in a sandbox that opens no file. So the counters, which counters.ld puts into pages of their own, are memory that
 * forked processes share: the first one writes down what all of them ran. Nothing in core/ knows of it, and nothing of the
 * sandbox is switched off.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern char counters_begin[], counters_end[];

static void leave(int status, void *unused)
{
	(void)unused;
	fflush(NULL);
	_exit(status);
}

/* The first process writes; who merged the same counters again would double them. */
static void leave_writing(void)
{
	on_exit(leave, NULL);
}

__attribute__((constructor)) static void share_counters(void)
{
	size_t size = (size_t)(counters_end - counters_begin);
	void *before = malloc(size);

	if (!before)
		abort();
	memcpy(before, counters_begin, size);
	if (mmap(counters_begin, size, PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		abort();
	memcpy(counters_begin, before, size);
	free(before);
	pthread_atfork(NULL, NULL, leave_writing);
}
