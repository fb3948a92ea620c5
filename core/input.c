#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "again.h"
#include "memory.h"
#include "output.h"
#include "text.h"
#include "watch.h"

#define E_KIND "E-IN-002"    /* it is not a regular file */
#define E_READ "E-IN-003"    /* reading failed */
#define E_CHANGED "E-IN-004" /* it changed while it was read */
#define E_COPY "E-IN-005"    /* its copy could not be written */
#define E_PACKED                                                                                   \
	"E-IN-006" /* packed bytes that are not whole, or another packing than its name says */

static bool fail(struct input *input, enum exit_code exit_code, const char *code,
		 const char *sentence, const char *detail)
{
	struct place place = {.file = input->file};

	input->failed = true;
	problem_error(input->problems, exit_code, code, &place, "%s: %s", sentence, detail);
	return false;
}

const char *input_kind(mode_t mode)
{
	return S_ISDIR(mode)    ? _("found a folder")
	       : S_ISFIFO(mode) ? _("found a FIFO")
	       : S_ISSOCK(mode) ? _("found a socket")
				: _("found a device");
}

static bool is_standard(const struct input *input)
{
	return !strcmp(input->file, "-");
}

static bool open_descriptor(struct input *input)
{
	if (is_standard(input)) {
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
	*input = (struct input){
	    .file = file, .descriptor = -1, .looked = true, .copy = -1, .problems = problems};
	if (!open_descriptor(input) || fstat(input->descriptor, &input->status) != 0)
		return fail(input, EXIT_NO_INPUT, E_NO_FILE, _("cannot be opened"),
			    text_error(errno));
	if (!is_standard(input) && !S_ISREG(input->status.st_mode)) {
		close(input->descriptor);
		return fail(input, EXIT_EVIDENCE, E_KIND, _("expected a regular file"),
			    input_kind(input->status.st_mode));
	}
	sha256_start(&input->hash);
	return true;
}

void input_open_bytes(struct input *input, const char *file, const char *bytes, size_t length,
		      struct problems *problems)
{
	*input = (struct input){.file = file,
				.descriptor = -1,
				.copy = -1,
				.bytes = bytes,
				.left = length,
				.looked = true,
				.problems = problems};
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

static void write_copy(struct input *input, const char *buffer, size_t size)
{
	if (!input->failed && !output_write(input->copy, buffer, size))
		fail(input, EXIT_IO, E_COPY, _("cannot be copied"), text_error(errno));
}

/* On the disk when this returns. */
static void close_copy(struct input *input)
{
	bool good = fsync(input->copy) == 0;

	if ((close(input->copy) < 0 || !good) && !input->failed)
		fail(input, EXIT_IO, E_COPY, _("cannot be copied"), text_error(errno));
	input->copy = -1;
}

/* Bytes of the file as it lies there. */
static size_t read_file(void *user, char *buffer, size_t size)
{
	struct input *input = user;
	size_t n = 0;

	if (!input->failed)
		n = input->descriptor < 0 ? read_bytes(input, buffer, size)
					  : read_descriptor(input, buffer, size);
	if (is_standard(input))
		again_keep(buffer, n);
	if (!input->unhashed)
		sha256_add(&input->hash, buffer, n);
	if (input->copy >= 0)
		write_copy(input, buffer, n);
	input->taken += n;
	return n;
}

/* --- What is packed --- */

void input_unpack(struct input *input, enum packing packing)
{
	input->looked = false;
	input->packing = packing;
	if (packing != PACKED_NOT)
		input->unpacking = unpack_open(packing, read_file, input);
}

static void fail_packed(struct input *input, const char *sentence, const char *detail)
{
	if (!input->failed)
		fail(input, EXIT_EVIDENCE, E_PACKED, sentence, detail);
}

static size_t read_packed(struct input *input, char *buffer, size_t size)
{
	size_t n = unpack_read(input->unpacking, buffer, size);

	if (unpack_wrong(input->unpacking))
		fail_packed(input, unpack_name(input->packing), unpack_wrong(input->unpacking));
	return n;
}

/* What is packed and does not say so would be refused all the same, as bytes that are no text. */
static void look(struct input *input, const char *buffer, size_t n)
{
	enum packing packing = unpack_look(buffer, n);

	input->looked = true;
	if (packing == PACKED_NOT)
		return;
	fail_packed(input, unpack_name(packing),
		    input->unpacking ? _("expected it to be packed once, found it packed again")
		    : is_standard(input)
			? _("expected standard input unpacked, found it packed; unpack it on "
			    "its way here")
			: _("expected a file that is not packed, found a packed one; its name "
			    "should say so"));
}

size_t input_read(struct input *input, char *buffer, size_t size)
{
	size_t n =
	    input->unpacking ? read_packed(input, buffer, size) : read_file(input, buffer, size);

	if (!input->looked)
		look(input, buffer, n);
	return input->failed ? 0 : n;
}

void input_watch(struct input *input, uint64_t taken)
{
	watch_add(taken - input->watched);
	input->watched = taken;
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

	if (input->unhashed)
		*sha256 = '\0';
	else
		sha256_finish(&input->hash, sha256);
	unpack_close(input->unpacking);
	if (input->copy >= 0)
		close_copy(input);
	if (input->descriptor < 0)
		return;
	if (S_ISREG(input->status.st_mode) && fstat(input->descriptor, &now) == 0 &&
	    changed(&input->status, &now))
		fail(input, EXIT_EVIDENCE, E_CHANGED, _("changed while it was read"),
		     _("read it again when it is complete"));
	close(input->descriptor);
}

char *input_all(const char *file, char sha256[SHA256_HEX], struct problems *problems)
{
	size_t room = 1 << 16, length = 0, errors = problems->errors;
	struct input input;
	char *bytes;

	if (!input_open(&input, file, problems))
		return NULL;
	bytes = mem_alloc(room);
	for (size_t n; (n = input_read(&input, bytes + length, room - length - 1)) > 0;) {
		length += n;
		if (length == room - 1)
			bytes = mem_resize(bytes, room *= 2, 1);
	}
	bytes[length] = '\0';
	input_close(&input, sha256);
	if (problems->errors == errors)
		return bytes;
	free(bytes);
	return NULL;
}

bool input_is_same(const char *a, const char *b)
{
	struct stat one, other;

	return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_ino == other.st_ino &&
	       one.st_dev == other.st_dev;
}
