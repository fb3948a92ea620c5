#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "text.h"
#include "watch.h"

#define E_NONE "E-IN-001"    /* there is no such file, or it may not be read */
#define E_KIND "E-IN-002"    /* it is not a regular file */
#define E_READ "E-IN-003"    /* reading failed */
#define E_CHANGED "E-IN-004" /* it changed while it was read */

static bool fail(struct input *input, enum exit_code exit_code, const char *code,
		 const char *sentence, const char *detail)
{
	struct place place = {.file = input->file};

	input->failed = true;
	problem_error(input->problems, exit_code, code, &place, "%s: %s", sentence, detail);
	return false;
}

static const char *kind(mode_t mode)
{
	return S_ISDIR(mode)    ? _("found a folder")
	       : S_ISFIFO(mode) ? _("found a FIFO")
	       : S_ISSOCK(mode) ? _("found a socket")
				: _("found a device");
}

static bool open_descriptor(struct input *input)
{
	if (!strcmp(input->file, "-")) {
		input->descriptor = dup(STDIN_FILENO);
		return input->descriptor >= 0;
	}
	/* O_NONBLOCK: opening a FIFO that nobody writes to must not hang. */
	do
		input->descriptor = open(input->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	while (input->descriptor < 0 && errno == EINTR);
	return input->descriptor >= 0;
}

bool input_open(struct input *input, const char *file, struct problems *problems)
{
	*input = (struct input){.file = file, .descriptor = -1, .problems = problems};
	if (!open_descriptor(input) || fstat(input->descriptor, &input->status) != 0)
		return fail(input, EXIT_NO_INPUT, E_NONE, _("cannot be opened"), text_error(errno));
	if (strcmp(file, "-") && !S_ISREG(input->status.st_mode)) {
		close(input->descriptor);
		return fail(input, EXIT_EVIDENCE, E_KIND, _("expected a regular file"),
			    kind(input->status.st_mode));
	}
	sha256_start(&input->hash);
	return true;
}

void input_open_bytes(struct input *input, const char *file, const char *bytes, size_t length,
		      struct problems *problems)
{
	*input = (struct input){
	    .file = file, .descriptor = -1, .bytes = bytes, .left = length, .problems = problems};
	sha256_start(&input->hash);
}

static size_t read_bytes(struct input *input, char *buffer, size_t size)
{
	size_t taken = size < input->left ? size : input->left;

	memcpy(buffer, input->bytes, taken);
	input->bytes += taken;
	input->left -= taken;
	return taken;
}

static size_t read_descriptor(struct input *input, char *buffer, size_t size)
{
	size_t done = 0;
	ssize_t n;

	while (done < size) {
		n = read(input->descriptor, buffer + done, size - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			fail(input, EXIT_IO, E_READ, _("cannot be read"), text_error(errno));
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	return done;
}

size_t input_read(struct input *input, char *buffer, size_t size)
{
	size_t n = 0;

	if (!input->failed)
		n = input->descriptor < 0 ? read_bytes(input, buffer, size)
					  : read_descriptor(input, buffer, size);
	sha256_add(&input->hash, buffer, n);
	watch_add(n);
	return n;
}

static bool changed(const struct stat *before, const struct stat *after)
{
	return before->st_size != after->st_size ||
	       before->st_mtim.tv_sec != after->st_mtim.tv_sec ||
	       before->st_mtim.tv_nsec != after->st_mtim.tv_nsec;
}

void input_close(struct input *input, char sha256[SHA256_HEX])
{
	struct stat now;

	sha256_finish(&input->hash, sha256);
	if (input->descriptor < 0)
		return;
	if (S_ISREG(input->status.st_mode) && fstat(input->descriptor, &now) == 0 &&
	    changed(&input->status, &now))
		fail(input, EXIT_EVIDENCE, E_CHANGED, _("changed while it was read"),
		     _("read it again when it is complete"));
	close(input->descriptor);
}
