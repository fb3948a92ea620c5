/*
 * screening - who leaves a category for want of measures, before anything is compared in it.
 *
 * Measures are counted criterion by criterion for a block of agencies. Rules: config/README.md, "Screening".
 */
#ifndef JURI_SCREENING_H
#define JURI_SCREENING_H

#include "round.h"

/* The agencies of one block; all zero: nothing is counted. */
struct screening {
	uint32_t there[COHORT_BLOCK];      /* measures */
	uint32_t applicable[COHORT_BLOCK]; /* criteria that ask for one */
	uint8_t left[COHORT_BLOCK];        /* 1: the agency leaves */
};

/* Whether a criterion counts: not where it is shown only. */
bool screening_asks(const struct node *node);

/*
 * Counts one criterion for n agencies. states: enum state of its measures; applies: per class in edition, whose number
 * classes has per agency; NULL: it applies to all.
 */
void screening_count(struct screening *screening, const struct states *rules, const uint8_t *states,
		     const bool *applies, const unsigned *classes, unsigned n);

/* Sets who leaves: those with less than the share `least` (percent). True where somebody does. */
bool screening_decide(struct screening *screening, grid least, unsigned n);

/* How many of its measures an agency has: "43/49", in the arena. */
const char *screening_share(const struct screening *screening, unsigned i, struct arena *arena);

#endif
