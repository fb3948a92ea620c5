#include "again.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"

/* There is one standard input. */
static struct {
	bool regular;
	off_t begin; /* where the regular file stood */
	int kept;    /* descriptor, or -1 */
	int error;   /* why not all of it is kept, as errno, or 0 */
} again = {.kept = -1};

static int open_nameless(void)
{
	const char *given = getenv("TMPDIR");

	return open(given && *given ? given : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

void again_begin(void)
{
	struct stat status;

	again.error = 0;
	again.regular = fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode);
	if (again.regular) {
		again.begin = lseek(STDIN_FILENO, 0, SEEK_CUR);
		return;
	}
	again.kept = open_nameless();
	if (again.kept < 0)
		again.error = errno;
}

static void give_up(void)
{
	again.error = errno;
	close(again.kept);
	again.kept = -1;
}

void again_keep(const char *bytes, size_t n)
{
	if (again.kept >= 0 && !output_write(again.kept, bytes, n))
		give_up();
}

/* What the reader, which stopped, has not read. */
static void keep_rest(void)
{
	char bytes[1 << 16];
	ssize_t n = 1;

	while (again.kept >= 0 && n) {
		n = read(STDIN_FILENO, bytes, sizeof(bytes));
		if (n > 0)
			again_keep(bytes, (size_t)n);
		else if (n < 0 && errno != EINTR)
			give_up();
	}
}

bool again_rewind(void)
{
	bool good;

	keep_rest();
	good = !again.error;
	errno = again.error;
	if (good && again.regular)
		good = lseek(STDIN_FILENO, again.begin, SEEK_SET) >= 0;
	else if (good)
		good = lseek(again.kept, 0, SEEK_SET) == 0 &&
		       dup2(again.kept, STDIN_FILENO) == STDIN_FILENO;
	again_end();
	return good;
}

void again_end(void)
{
	int error = errno;

	if (again.kept >= 0)
		close(again.kept);
	again.kept = -1;
	errno = error;
}
