/* Its constructor tries to leave something behind; the first measure is how many ways worked. */
#include "hostile.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static double ways;

__attribute__((constructor)) static void leave_something(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	ways += child > 0;
	ways += socket(AF_INET, SOCK_DGRAM, 0) >= 0;
	ways += kill(getppid(), 0) == 0;
	ways += setpgid(0, getppid()) == 0;
	ways += execl("/bin/true", "true", (char *)0) == 0;
}

static int hostile(const juri_call *call)
{
	copy_all(call);
	call->measure[0] = ways;
	return 0;
}

HOSTILE("busy-constructor", hostile)
