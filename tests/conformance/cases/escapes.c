/* fails: calls */
/* notes: needs */
/* needs: seccomp */
/* valgrind */
#include "hostile.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
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
	lose_if(open("/etc/passwd", O_RDONLY) >= 0);
	lose_if(open("/tmp/juri-escape", O_WRONLY | O_CREAT, 0600) >= 0);
	lose_if(socket(AF_INET, SOCK_STREAM, 0) >= 0);
	lose_if(kill(getppid(), 0) == 0);
	lose_if(fork() >= 0);
	return copy_all(call);
}
HOSTILE("case", m)
