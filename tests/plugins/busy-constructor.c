/* Its constructor tries to leave something behind; the first measure is how many ways worked. */
#include "hostile.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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
	ways += syscall(SYS_tgkill, getppid(), getppid(), 0) == 0;
	ways += open("/tmp/juri-constructor", O_WRONLY | O_CREAT, 0600) >= 0;
	ways += open("/tmp/juri-constructor", O_RDONLY | O_TRUNC) >= 0;
	ways += unlink("/tmp/juri-constructor") == 0;
	ways += mkdir("/tmp/juri-constructor", 0700) == 0;
	ways += rename("/tmp/juri-constructor", "/tmp/juri-constructed") == 0;
	ways += execl("/bin/true", "true", (char *)0) == 0;
}

static int hostile(const juri_call *call)
{
	copy_all(call);
	call->measure[0] = ways;
	return 0;
}

HOSTILE("busy-constructor", hostile)
