/*
 * samples - small evidence of every kind that a scan meets, and the rules by which it is read.
 */
#ifndef JURI_TESTS_SAMPLES_H
#define JURI_TESTS_SAMPLES_H

#include "evidence.h"

#define SAMPLE_FILES 3

struct sample {
	const char *name;
	const char *files[SAMPLE_FILES];    /* names: .csv or .ndjson; NULL: no more */
	const char *contents[SAMPLE_FILES]; /* good ones */
	const char *roster;                 /* content, or NULL */
	struct evidence_rules rules;
};

extern const struct sample samples[];
extern const size_t n_samples;

/* By which random tables are read, of commas, semicolons and tabs; without content. */
extern const struct sample table_samples[3];

/* Of every sample. */
extern const struct field sample_fields[];
extern const unsigned n_sample_fields;
extern const struct states sample_states;

#endif
