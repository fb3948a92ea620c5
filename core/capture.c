#include "capture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "memory.h"
#include "text.h"

int capture_open(struct capture *capture)
{
	struct rlimit files;
	int ends[2];

	capture->file = -1;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < CAPTURE_FILES)
		return open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return -1;
	fcntl(ends[0], F_SETPIPE_SZ, CAPTURE_PIPE);
	capture->file = ends[0];
	return ends[1];
}

static void forget(struct capture *capture)
{
	for (size_t i = 0; i < capture->n_lines; i++)
		free(capture->lines[i]);
	free(capture->last);
	*capture = (struct capture){.file = capture->file};
}

static void add_line(struct capture *capture, const char *line, size_t length)
{
	char *sentence = mem_print(_("it printed %s"), text_quote(line, length));

	free(capture->last);
	capture->last = sentence;
	if (capture->n_lines < CAPTURE_LINES)
		capture->lines[capture->n_lines++] = mem_copy(sentence);
	else
		capture->more = true;
}

static void add_lines(struct capture *capture, const char *bytes, size_t length)
{
	while (length) {
		const char *end = memchr(bytes, '\n', length);
		size_t line = end ? (size_t)(end - bytes) : length;

		add_line(capture, bytes, line);
		bytes += line + (end != NULL);
		length -= line + (end != NULL);
	}
}

/* Up to size bytes; fewer where the pipe holds no more. */
static size_t read_some(int file, char *bytes, size_t size)
{
	size_t done = 0;
	ssize_t n = 1;

	while (done < size && n > 0) {
		n = read(file, bytes + done, size - done);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			done += (size_t)n;
	}
	return done;
}

void capture_read(struct capture *capture)
{
	char bytes[CAPTURE_BYTES], rest[CAPTURE_BYTES];
	size_t length;

	forget(capture);
	if (capture->file < 0)
		return;
	length = read_some(capture->file, bytes, sizeof(bytes));
	add_lines(capture, bytes, length);
	/* what a pipe holds, and no more: a writer that does not stop would have it read for ever */
	for (unsigned i = 0;
	     i < CAPTURE_PIPE / CAPTURE_BYTES && read_some(capture->file, rest, sizeof(rest)) > 0;
	     i++)
		capture->more = true;
}

void capture_close(struct capture *capture)
{
	forget(capture);
	if (capture->file >= 0)
		close(capture->file);
	capture->file = -1;
}
