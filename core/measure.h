/*
 * measure - the measures of all criteria, from the workers.
 *
 * Sends every criterion's slices to its category's worker, up to `jobs` at once, and keeps what comes
 * back. A worker that fails costs its own category: the failure is kept and the others go on.
 */
#ifndef JURI_MEASURE_H
#define JURI_MEASURE_H

#include "round.h"

/* The measures of one criterion. */
struct measures {
	double *values; /* per row; NaN where there is none */
	uint8_t
	    *states; /* per row: enum state of the round; STATE_VALUE where the measure is there */
};

/* A remark of a method about an agency, or about none (row SIZE_MAX). */
struct note {
	const struct node *node;
	size_t row;
	const char *text; /* in the arena */
	bool undefined;   /* says why there is no measure */
};

struct measured {
	struct measures **of; /* per category of the round: per instance */
	bool *failed;         /* per category: its worker failed (worker_failure says why) */
	struct note *notes;   /* sorted by category, instance, row */
	size_t n_notes;
	struct arena arena;
};

void measure_all(const struct round *round, const struct cohort *cohort, unsigned jobs,
		 struct measured *measured);
void measured_free(const struct round *round, struct measured *measured);

#endif
