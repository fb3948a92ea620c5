/*
 * sample - a folder with a round's evidence and its published outcomes.
 *
 * sample.ini says which round, which evidence, and what of it is made up; published.csv lies beside it.
 */
#ifndef JURI_SAMPLE_H
#define JURI_SAMPLE_H

#include "ini.h"
#include "round.h"

#define SAMPLE_FILE_NAME "sample.ini"
#define SAMPLE_PUBLISHED "published.csv"

struct sample {
	struct ini *ini;
	struct title title;
	const char *round;
	const char *const *evidence; /* files and folders */
	size_t n_evidence;
	const char *const *made_up; /* globs over base names of evidence files */
	size_t n_made_up;
	struct place after_place; /* of the key */
	const char *after;     /* sample.ini of the sample whose bundle says who enters, or NULL */
	const char *published; /* published.csv */
	struct arena arena;    /* the texts */
};

/* Reads and checks a sample.ini; problems have EXIT_CONFIG or EXIT_NO_INPUT. */
void sample_read(struct sample *sample, const char *path, struct problems *problems);
void sample_free(struct sample *sample);

/* Where samples are. */
struct sample_place {
	char *name; /* of the folder */
	char *path; /* of its sample.ini */
};

struct sample_places {
	struct sample_place *list;
	size_t count;
};

/*
 * Adds the samples at path: a sample.ini by its name, a folder with one, or else the folders in it that have
 * one, in byte order. None is a problem (EXIT_NO_INPUT).
 */
void sample_find(struct sample_places *places, const char *path, struct problems *problems);
void sample_places_free(struct sample_places *places);

#endif
