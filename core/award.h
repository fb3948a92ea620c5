/*
 * award - prizes: the first n of a group, those above a threshold, mentions decided by people.
 */
#ifndef JURI_AWARD_H
#define JURI_AWARD_H

#include "ranking.h"

struct prize {
	const struct award_rule *award;
	const struct ranking *ranking;        /* NULL for a mention */
	const struct place_in_ranking *place; /* NULL for a mention */
	size_t row;
	const char *name; /* of the place ("II"); "" where it is unranked */
};

/* A tie at the cut under at-cut = withhold: nobody of the tied wins. */
struct withheld_prize {
	const struct award_rule *award;
	const struct ranking *ranking;
	unsigned group;
	size_t first_place; /* index of the first tied place in the ranking */
	size_t count;       /* how many are tied */
};

/* One who was in the first n, or needed not be, and failed a minimum. */
struct failed_minimum {
	const struct award_rule *award;
	const struct ranking *ranking;
	const struct place_in_ranking *place;
};

struct awards {
	struct prize *prizes; /* by award, ranking, group, rank, id */
	size_t n_prizes;
	struct failed_minimum *failed; /* in the order of prizes */
	size_t n_failed;
	struct withheld_prize *withheld;
	size_t n_withheld;
	struct arena arena;
};

/* A mention of an unknown agency is a problem (EXIT_CONFIG). */
void award_all(const struct round *round, const struct cohort *cohort,
	       const struct rankings *rankings, struct awards *awards, struct problems *problems);
void awards_free(struct awards *awards);

/* n as a roman numeral, where it has one and as_number is not asked for; else in digits. */
const char *award_roman(struct arena *arena, size_t n, bool as_number);

#endif
