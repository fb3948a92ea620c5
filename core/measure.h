/*
 * measure - the measures of all criteria, from the workers.
 *
 * Asks every category's worker for its criteria in one block of agencies, up to `jobs` of them at once, and hands the
 * measures of the block over; meanwhile the workers go on with the next one. Nothing is kept of them but what methods said.
 * Of a criterion whose measure is its field (generic's value) nobody is asked: the field is taken as it is, when it is looked
 * at, into room for one, so that there may be any number of them.
 * A worker that fails costs its own category: the failure is kept and the others go on.
 *
 *     measuring = measuring_begin(round, cohort, jobs, &measured);
 *     for each block, in ascending order:
 *             measured_block = measuring_block(measuring, block, n_blocks);
 *             for each criterion: measures_in(&measured_block, category, node)
 *     measuring_end(measuring);
 */
#ifndef JURI_MEASURE_H
#define JURI_MEASURE_H

#include "round.h"

/* The measures of one criterion in one block; there is room for whole chunks (column.h). */
struct measures {
	double *values;  /* NaN where there is none */
	uint8_t *states; /* enum state of the round; STATE_VALUE where the measure is there */
};

struct measuring;

#define MEASURE_TAKERS 2 /* threads */

/* A block whose workers have answered. */
struct measured_block {
	size_t number;
	unsigned rows;
	unsigned taker; /* who looks at it: below MEASURE_TAKERS, each with a number of its own */
	struct measuring *measuring;
	const struct measures *const *asked; /* see measuring_block */
};

/* A remark of a method about an agency, or about none (row SIZE_MAX). */
struct note {
	const struct node *node;
	size_t row;
	const char *text; /* in the arena */
	bool undefined;   /* says why there is no measure */
};

struct measured {
	bool *failed;       /* per category: its worker failed (worker_failure says why) */
	struct note *notes; /* sorted by category, instance, row */
	size_t n_notes;
	struct arena arena;
};

/* What the watch counts in each block. */
size_t measuring_steps(const struct round *round);

struct measuring *measuring_begin(const struct round *round, const struct cohort *cohort,
				  unsigned jobs, struct measured *measured);

/*
 * The block, to taker 0. asked: per category of the round the measures of its instances, without values for those of which nobody
 * is asked; NULL for one whose worker failed. The list is valid until the next call, the measures until the one after it.
 * ready: so many blocks of the cohort, from the first on, have all their rows; more than block.
 */
struct measured_block measuring_block(struct measuring *measuring, size_t block, size_t ready);

/*
 * The measures of a criterion of a category, by its number, whose worker has not failed. Those of which nobody is asked are valid until the
 * taker's next call; up to MEASURE_TAKERS threads may take of different blocks at a time.
 */
struct measures measures_in(const struct measured_block *block, size_t category,
			    const struct node *node);

/* Frees it; measured is complete then. */
void measuring_end(struct measuring *measuring);

void measured_free(struct measured *measured);

#endif
