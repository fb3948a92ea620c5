/* fails: calls */
/* notes: needs */
/* needs: seccomp */
#include "hostile.h"
#include <sys/socket.h>
__attribute__((constructor)) static void connect_early(void)
{
	socket(AF_INET, SOCK_STREAM, 0);
}
HOSTILE("case", copy_all)
