/*
 * bundle - the folder that a run leaves: tables, results, effective rules.
 *
 * The folder must be new; each file appears by one rename after fsync.
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
