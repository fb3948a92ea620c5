/*
 * tally - prizes counted per region or class.
 */
#ifndef JURI_TALLY_H
#define JURI_TALLY_H

#include "award.h"

struct tally_row {
	const char *group; /* region or class; "" when an agency has none */
	size_t agencies;   /* with at least one prize */
	size_t awards;     /* prizes in all */
	size_t *by_award;  /* as round->tally_awards */
};

struct tally {
	struct tally_row
	    *rows; /* only groups with a prize; most prizes first, then by bytes of the group */
	size_t count;
};

void tally_all(const struct round *round, const struct cohort *cohort, const struct awards *awards,
	       struct tally *tally);
void tally_free(struct tally *tally);

#endif
