/* fails: calls */
/* notes: needs */
/* needs: seccomp */
/* valgrind */
#include "hostile.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
/* Loses memory for each way out that works: under valgrind none does either. */
static void lose_if(int worked)
{
	volatile char *memory = worked ? malloc(16) : NULL;

	if (memory)
		memory[0] = 1;
}
static int m(const juri_call *call)
{
	struct rlimit limits;

	lose_if(open("/etc/passwd", O_RDONLY) >= 0);
	lose_if(open("/tmp/juri-escape", O_WRONLY | O_CREAT, 0600) >= 0);
	lose_if(socket(AF_INET, SOCK_STREAM, 0) >= 0);
	lose_if(kill(getppid(), 0) == 0);
	lose_if(fork() >= 0);
	lose_if(setpriority(PRIO_PROCESS, (id_t)getppid(), 0) == 0);
	lose_if(syscall(SYS_prlimit64, getppid(), RLIMIT_NOFILE, NULL, &limits) == 0);
	lose_if(shmget(IPC_PRIVATE, 1, IPC_CREAT | 0600) >= 0);
	lose_if(fcntl(STDOUT_FILENO, F_SETOWN, getppid()) == 0);
	lose_if(chroot("/") == 0);
	return copy_all(call);
}
HOSTILE("case", m)
