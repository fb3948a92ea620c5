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
#include <sys/syscall.h>
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

/* By the kernel itself: a test may make the calls of the C library fail. */
static void *map(void *at, size_t size, int flags)
{
	return (void *)syscall(SYS_mmap, at, size, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags,
			       -1, 0);
}

__attribute__((constructor)) static void share_counters(void)
{
	size_t size = (size_t)(counters_end - counters_begin);
	void *before = map(NULL, size, MAP_PRIVATE);

	memcpy(before, counters_begin, size);
	map(counters_begin, size, MAP_SHARED | MAP_FIXED);
	memcpy(counters_begin, before, size);
	syscall(SYS_munmap, before, size);
	pthread_atfork(NULL, NULL, leave_writing);
}
