/*
 * input - a file that is read once, from front to back, and hashed on the way where somebody asks for the hash. What gzip or
 * zstd packed is given as it was before; hashed and copied are the bytes of the file as it lies there.
 */
#ifndef JURI_INPUT_H
#define JURI_INPUT_H

#include <sys/stat.h>

#include "problem.h"
#include "sha256.h"
#include "unpack.h"

#define E_NO_FILE "E-IN-001" /* there is no such file, or it may not be read */

struct input {
	const char *file; /* as messages name it; not owned */
	bool failed;      /* a problem was added */
	bool unhashed;    /* nobody asks for the SHA-256: set before the first byte */
	uint64_t taken;   /* bytes of the file so far, packed as they are */
	/* private */
	uint64_t watched; /* of these */
	int descriptor;
	const char *bytes; /* instead of a descriptor: bytes in memory */
	size_t left;
	enum packing packing;
	struct unpacking *unpacking; /* NULL: the file is given as it is */
	bool looked;                 /* at its first bytes */
	int copy; /* gets every byte that is read, and is closed with the input; -1: none */
	struct stat status; /* when it was opened */
	struct sha256 hash;
	struct problems *problems;
};

/*
 * Opens a regular file ("-": standard input, of any kind). False, with a problem
 * added, when there is none, it cannot be opened, or it is a folder, FIFO, device or socket.
 */
bool input_open(struct input *input, const char *file, struct problems *problems);

/* The same over bytes in memory, which must outlive it. */
void input_open_bytes(struct input *input, const char *file, const char *bytes, size_t length,
		      struct problems *problems);

/* Before the first byte: the file is packed so, or PACKED_NOT; a file that is packed otherwise is refused. */
void input_unpack(struct input *input, enum packing packing);

/* All bytes of a file with a NUL behind them, malloc'd, and their SHA-256; NULL with a problem. */
char *input_all(const char *file, char sha256[SHA256_HEX], struct problems *problems);

/* Fills buffer as far as it goes: fewer bytes than asked only at the end, or after a failure. */
size_t input_read(struct input *input, char *buffer, size_t size);

/* Says how far it is, for watch.h: so many bytes of the file. By the thread that others hear, whoever reads. */
void input_watch(struct input *input, uint64_t taken);

/* Ends it and writes the SHA-256 of what was read ("": unhashed). A file that changed meanwhile is a problem. */
void input_close(struct input *input, char sha256[SHA256_HEX]);

/* "found a folder": what stands where a regular file was expected. */
const char *input_kind(mode_t mode);

/* Whether two paths lead to one file or folder that is there. */
bool input_is_same(const char *a, const char *b);

#endif
