#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf.h"
#include "memory.h"
#include "output.h"
#include "text.h"
#include "trust.h"

static char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t length = strlen(name);

	if (length > 3 && !strcmp(name + length - 3, ".so"))
		length -= 3;
	return mem_copy_n(name, length);
}

/* Copies and hashes what is left of a file, which may grow meanwhile. */
static bool copy_bytes(int from, int to, char sha256[SHA256_HEX])
{
	char bytes[65536];
	struct sha256 hash;
	ssize_t length;
	size_t all = 0;
	bool copied = true;

	sha256_start(&hash);
	while (copied && (length = read(from, bytes, sizeof(bytes))) != 0) {
		if (length < 0) {
			copied = errno == EINTR;
			continue;
		}
		sha256_add(&hash, bytes, (size_t)length);
		all += (size_t)length;
		errno = E2BIG;
		copied = all <= SOURCE_LIMIT && output_write(to, bytes, (size_t)length);
	}
	sha256_finish(&hash, sha256);
	return copied;
}

static bool is_regular(int file)
{
	struct stat status;

	if (fstat(file, &status) != 0)
		return false;
	errno = S_ISREG(status.st_mode) ? E2BIG : EINVAL;
	return S_ISREG(status.st_mode) && status.st_size <= SOURCE_LIMIT;
}

/* Why the file must not be opened, although it could be; NULL when it may. Sees also whether it is whole. */
static char *distrust(struct source *source, int from)
{
	char *problem = trust_problem(from, source->path);
	struct stat status;
	void *bytes;

	if (problem || fstat(source->file, &status) != 0 || !status.st_size)
		return problem;
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, source->file, 0);
	if (bytes == MAP_FAILED)
		return mem_print(_("cannot be mapped: %s"), text_error(errno));
	problem = elf_problem(bytes, (size_t)status.st_size);
	source->cut = elf_cut(bytes, (size_t)status.st_size);
	munmap(bytes, (size_t)status.st_size);
	return problem;
}

static bool seal_copy(struct source *source, int from)
{
	source->file = memfd_create(source->name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	return source->file >= 0 && copy_bytes(from, source->file, source->sha256) &&
	       fcntl(source->file, F_ADD_SEALS,
		     F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0;
}

static void read_source(struct source *source)
{
	int from;

	do
		from = open(source->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	while (from < 0 && errno == EINTR);
	if (from < 0 || !is_regular(from) || !seal_copy(source, from))
		source->error = errno;
	if (!source->error)
		source->distrust = distrust(source, from);
	else if (from < 0 && source->error == ELOOP)
		source->distrust = mem_print(_("expected the file itself, found a symbolic link"));
	if (from >= 0)
		close(from);
}

static struct source *opened;

struct source *source_open(const char *path)
{
	struct source *source = opened;

	while (source && strcmp(source->path, path) != 0)
		source = source->next;
	if (!source) {
		source = mem_alloc(sizeof(*source));
		*source = (struct source){
		    .path = mem_copy(path), .name = name_of(path), .file = -1, .next = opened};
		opened = source;
		read_source(source);
	}
	source->users++;
	return source;
}

void source_close(struct source *source)
{
	struct source **link = &opened;

	if (!source || --source->users)
		return;
	while (*link != source)
		link = &(*link)->next;
	*link = source->next;
	if (source->file >= 0)
		close(source->file);
	free(source->distrust);
	free(source->cut);
	free(source->path);
	free(source->name);
	free(source);
}
