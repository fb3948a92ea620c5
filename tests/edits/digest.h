/*
 * digest - what a run decided, as hashes: scores and places for each agency, and all prizes and tallies.
 *
 * Titles, names and reasons are left out: they decide nothing.
 */
#ifndef JURI_TESTS_DIGEST_H
#define JURI_TESTS_DIGEST_H

#include "run.h"

struct digest {
	uint64_t *scores, *places; /* by row of the cohort; of its prizes, too */
	uint64_t rest;             /* tallies, withheld prizes */
};

void digest_take(struct digest *digest, const struct run *run);
void digest_free(struct digest *digest);

/* Whether both runs gave the same agencies the same scores, ranks, prizes, and the same tallies. */
bool digest_is_same(const struct run *a, const struct digest *of_a, const struct run *b,
		    const struct digest *of_b);

#endif
