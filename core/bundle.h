/*
 * bundle - the folder that a run leaves: results, rules, hashes; enough to recompute it.
 *
 * It appears whole or not at all: everything is written into a new folder beside the target, synced, and
 * exchanged with it by one rename. An existing target is replaced only if it is a bundle of ours.
 */
#ifndef JURI_BUNDLE_H
#define JURI_BUNDLE_H

#include "results.h"

/* Writes the bundle to folder. Problems: EXIT_CREATE, EXIT_IO. exit_code is what the run will end with (0 or 3). */
void bundle_write(const struct results *results, const char *folder, enum exit_code exit_code,
		  struct problems *problems);

/* Writes one file the same way; "-" is standard output. */
void bundle_write_file(const char *path, const char *data, size_t length,
		       struct problems *problems);

#endif
