/*
 * source - a shared object as it was when the engine read it.
 *
 * It is read once, into a memory file that is then sealed: what is checked and hashed is what will be opened. Workers
 * that are being started at the same time share what was read, so that all of a round have the same bytes of a plugin.
 */
#ifndef JURI_SOURCE_H
#define JURI_SOURCE_H

#include "sha256.h"

#define SOURCE_LIMIT (256 << 20) /* bytes that a shared object may have: its copy is in memory */

struct source {
	char *path;
	char *name;     /* the file's without ".so" */
	int error;      /* why it could not be read, else 0 (as errno) */
	char *cut;      /* why it cannot be opened: its end is not there; one sentence, or NULL */
	char *distrust; /* why it must not be opened although it can be, in one sentence, or NULL */
	char sha256[SHA256_HEX];
	int file; /* the memory file, or -1 */
	unsigned users;
	struct source *next; /* of those that are open */
};

/* The source at a path: an open one, else it is read. Never NULL. */
struct source *source_open(const char *path);

/* Forgets it when nobody else has it open; NULL is allowed. */
void source_close(struct source *source);

#endif
