/*
 * What does not work under valgrind, preloaded into its runs (LD_PRELOAD): limits and seccomp, which would hit valgrind's own
 * files and calls in a worker, and pidfd_open, which valgrind 3.19 does not know. Landlock it does not know either.
 */
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>

int seccomp_load(const void *filter);

__attribute__((visibility("default"))) int setrlimit(__rlimit_resource_t resource,
						     const struct rlimit *limits)
{
	(void)resource, (void)limits;
	return 0;
}

__attribute__((visibility("default"))) int seccomp_load(const void *filter)
{
	(void)filter;
	return 0;
}

/* Juri asks for the descriptor of a worker whose socket has ended: the end itself is near. */
__attribute__((visibility("default"))) int pidfd_open(pid_t process, unsigned flags)
{
	siginfo_t end;

	(void)flags;
	waitid(P_PID, (id_t)process, &end, WEXITED | WNOWAIT);
	return eventfd(1, 0); /* readable at once */
}
