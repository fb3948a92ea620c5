/* Tries to get out; the first measure is how many of the 8 ways worked, the second which (as bits). */
#include "hostile.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static int hostile(const juri_call *call)
{
	unsigned ways = 0;
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	ways |= child > 0 ? 1u : 0;
	ways |= open("/etc/passwd", O_RDONLY) >= 0 ? 2u : 0;
	ways |= open("/tmp/juri-escape", O_WRONLY | O_CREAT, 0600) >= 0 ? 4u : 0;
	ways |= socket(AF_INET, SOCK_DGRAM, 0) >= 0 ? 8u : 0;
	ways |= kill(getppid(), 0) == 0 ? 16u : 0;
	ways |= execl("/bin/true", "true", (char *)0) == 0 ? 32u : 0;
	ways |= mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
		     -1, 0) != MAP_FAILED
		    ? 64u
		    : 0;
	ways |= write(1, "x", 1) == 1 ? 128u : 0;
	copy_all(call);
	call->measure[0] = __builtin_popcount(ways);
	call->measure[1] = ways / 3.0; /* the range is 0 to 100 */
	return 0;
}

HOSTILE("escape", hostile)
