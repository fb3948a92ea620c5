/*
 * manifest - what a bundle was made from and what it holds: all that may differ between two equal runs.
 */
#ifndef JURI_MANIFEST_H
#define JURI_MANIFEST_H

#include "results.h"
#include "sha256.h"

#define MANIFEST_NAME "manifest.json"
#define FROZEN_NAME "frozen.json" /* what a freeze (freeze.h) has instead */

#define MANIFEST_TIME 32

/* The time of day, "2024-05-31T12:00:00Z". Returns out. */
char *manifest_time(char out[MANIFEST_TIME]);

/* A file of the bundle. */
struct manifest_file {
	const char *name;
	size_t bytes;
	char sha256[SHA256_HEX];
};

/* The document: versions, inputs with their hashes, plugins with theirs and their sandbox, counts, files, failures. */
void manifest_json(const struct results *results, const struct manifest_file *files, size_t n_files,
		   enum exit_code code, struct text *out);

/*
 * The names of the files that the manifest in a folder lists, and its own, malloc'd like the list. NULL when there is no
 * manifest or it is none of juri's.
 */
char **manifest_names(int folder, size_t *count);

#endif
