/*
 * measure - the measures of all criteria, from the workers.
 *
 * Asks every category's worker for its criteria in one block of agencies, up to `jobs` of them at once, and hands the
 * measures of the block over; meanwhile the workers go on with the next one. Nothing is kept of them but what methods said.
 * Of a criterion whose measure is its field (generic's value) nobody is asked: the field is taken as it is.
 * A worker that fails costs its own category: the failure is kept and the others go on.
 *
 *     measuring = measuring_begin(round, cohort, jobs, &measured);
 *     for each block, in ascending order:
 *             measures = measuring_block(measuring, block, n_blocks);
 *             measuring_fields(measuring, block, rows);
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

struct measuring;

/* What the watch counts in each block. */
size_t measuring_steps(const struct round *round);

struct measuring *measuring_begin(const struct round *round, const struct cohort *cohort,
				  unsigned jobs, struct measured *measured);

/*
 * Per category of the round the measures of its instances; NULL for one whose worker failed. The list is valid until the
 * next call, the measures until the one after it. ready: so many blocks of the cohort, from the first on, have all their rows; more than block.
 */
const struct measures *const *measuring_block(struct measuring *measuring, size_t block,
					      size_t ready);

#define MEASURE_TAKERS 2 /* threads */

/*
 * Puts those of the criteria of which nobody is asked among the measures of a block that was handed over, before they are
 * looked at; so many rows the block has. Up to MEASURE_TAKERS threads may do so at a time, each with a number of its own and for another block.
 */
void measuring_fields(struct measuring *measuring, unsigned taker, size_t block, uint32_t rows);

/* Frees it; measured is complete then. */
void measuring_end(struct measuring *measuring);

void measured_free(struct measured *measured);

#endif
