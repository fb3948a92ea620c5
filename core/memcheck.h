/*
 * memcheck - a program that runs a plugin, under valgrind: what the plugin reads, writes and loses where it must not.
 *
 * valgrind is looked for at two fixed places, never in PATH, and reads no file of options. It gets a sandbox of its own
 * (sandbox_program), since it does not go with that of a worker. Of what it finds only that counts in which the plugin had a
 * hand: a frame of the shared object is on the stack, or on that of the allocation.
 */
#ifndef JURI_MEMCHECK_H
#define JURI_MEMCHECK_H

#include <stdbool.h>
#include <stddef.h>

/* Sentences, malloc'd; NULL: nothing of the kind. */
struct memcheck {
	char *skipped; /* why nothing is known */
	char *access;  /* the first address or value that is not there */
	char *leak;    /* the first memory that nobody can free any more */
	size_t n_access, n_leaks;
};

struct memcheck_options {
	const char *const
	    *arguments;     /* the program and its arguments, NULL at the end; absolute paths */
	const char *object; /* the shared object; absolute */
	const char *folder; /* what else the program reads, or NULL */
	bool unprotected;   /* also where a protection is lacking */
};

void memcheck_run(struct memcheck *memcheck, const struct memcheck_options *options);
void memcheck_free(struct memcheck *memcheck);

#endif
