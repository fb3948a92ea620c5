/*
 * fuzz - what the targets have in common: a file as an input, a folder for it, and what must hold.
 *
 * A target is one file with LLVMFuzzerTestOneInput: it gives the bytes to a part of the engine and checks what comes
 * out. An input of several files is a text in which a line "--- NAME" begins each; what stands before the first is
 * nobody's.
 */
#ifndef JURI_TESTS_FUZZ_H
#define JURI_TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "problem.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process, so that the input is kept, when something does not hold. */
#define HOLDS(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__,          \
				#condition);                                                       \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/* The path of a file NAME of the input (or of one that is not there), valid until the end. */
const char *fuzz_path(const char *name);

/* Writes a file of this name; it goes away with the next fuzz_files. */
void fuzz_file(const char *name, const void *data, size_t length);

/* Writes the files of an input in place of those of the one before. */
void fuzz_files(const uint8_t *data, size_t size);

/* The names of the files, in the order of their first appearance. */
size_t fuzz_n_files(void);
const char *fuzz_name(size_t index);

/* Prints the problems to nobody (with JURI_FUZZ_VERBOSE to standard error), checks that the print is fit for a terminal, and clears them. */
void fuzz_problems(struct problems *problems);

/* The folder of the plugins, which live in the engine's own process: JURI_PLUGINS_BUILT. */
struct round_options;
void fuzz_options(struct round_options *options);

#endif
