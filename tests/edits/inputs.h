/*
 * inputs - rounds that score, file by file, to be edited.
 */
#ifndef JURI_TESTS_INPUTS_H
#define JURI_TESTS_INPUTS_H

#include "run.h"
#include "text.h"

#define INPUT_FILES 16

/* What a file is for its round. */
enum file_kind { FILE_END, FILE_INI, FILE_EVIDENCE, FILE_BUNDLE };

struct input_file {
	enum file_kind kind;
	const char *from; /* where it is copied from; of a bundle: NULL, it is made */
	const char *name; /* in the folder of the input */
	char *path;
	struct text content;
};

/* The first file is the round. */
struct input_set {
	const char *name;
	const char *bundle;    /* where the bundle of the stage before lies, or NULL */
	const char *bundle_of; /* the name of the input of that stage */
	struct input_file files[INPUT_FILES];
	size_t n_files;
	const char *paths[INPUT_FILES]; /* of the evidence */
	size_t n_paths;
};

extern struct input_set *input_sets;
extern size_t n_input_sets;

/*
 * Lays all inputs out in a folder and makes the bundles; ends the program when one does not score. generated: a folder
 * of folders made by tests/counter/generate.py, which are inputs, too; or NULL.
 */
void inputs_lay_out(const char *folder, const char *generated);
void inputs_free(void);

/* Runs an input as it lies there. */
void inputs_run(const struct input_set *set, struct run *run);

/* Writes a file of an input. */
void inputs_write(const struct input_file *file, const char *data, size_t length);

#endif
