/*
 * fold - one number from the many records of an agency.
 *
 * A field with a fold may come in any number of records. Its values are put on the grid and joined exactly, so that
 * neither the order of records nor that of files matters; memory grows with agencies and fields, never with records.
 * Rules: config/README.md, "Folded fields".
 */
#ifndef JURI_FOLD_H
#define JURI_FOLD_H

#include "cohort.h"

/* What the records of one agency came to so far. */
struct fold_cell {
	__int128 number; /* billionths: the sum, the least or the greatest */
	uint64_t values; /* records with a value */
	uint64_t last;   /* the record that said something last */
	char *source;    /* of all, the first in byte order; NULL: none */
	uint8_t state;   /* what all stated states agree on; STATE_MISSING where they differ */
	bool stated;     /* some record states a state */
	bool named;      /* some record names the field */
};

struct fold_column {
	struct fold_cell *cells; /* per row */
	size_t room;
};

/* All zero is empty. */
struct folds {
	struct fold_column *columns; /* per field; no cells where it has no fold */
	unsigned n_columns;
	uint64_t record; /* the current one, numbered from 1 by whoever reads */
};

enum folded { FOLDED, FOLDED_TWICE /* in one record */, FOLDED_TOO_LARGE };

/* A record names a field of an agency. */
void fold_name(struct folds *folds, size_t row, unsigned field);

bool fold_is_named(const struct folds *folds, size_t row, unsigned field);

/* The same as fold_name, with what it says. */
enum folded fold_add(struct folds *folds, const struct cohort *cohort, size_t row, unsigned field,
		     enum state state, double value);

void fold_cite(struct folds *folds, size_t row, unsigned field, const char *text, size_t length);

/* Sets what has been folded in the cohort, and frees it. */
void fold_finish(struct folds *folds, struct cohort *cohort);

#endif
