/*
 * reference - who is compared with whom.
 *
 * The reference sets of a criterion: its agencies of one class (region, all), of one edition or of all. Every agency has a
 * set; members of it are only those that compete and have a value.
 */
#ifndef JURI_REFERENCE_H
#define JURI_REFERENCE_H

#include <math.h>

#include "round.h"

struct reference_sets {
	unsigned count;
	unsigned *of;    /* per row of the cohort: its set */
	size_t *start;   /* count + 1: where the members of a set begin in members */
	size_t *members; /* rows, set after set, each in byte order of the ids */
};

/* Who is compared with whom, whatever the values; per row of the cohort. */
struct reference_numbers {
	unsigned count;      /* of sets, some of which may have no agency */
	unsigned *of;        /* the number of its set, from 0 */
	unsigned *member_of; /* the same; count for those out of competition */
};

void reference_number(struct reference_numbers *numbers, enum reference reference,
		      const struct cohort *cohort);
void reference_numbers_free(struct reference_numbers *numbers);

/* The sets for values (per row, NaN: none). */
void reference_find(struct reference_sets *sets, enum reference reference,
		    const struct cohort *cohort, const long double *values);
void reference_free(struct reference_sets *sets);

static inline bool reference_member(const struct cohort *cohort, const long double *values,
				    size_t row)
{
	return cohort_agency(cohort, row)->competes && !isnan(values[row]);
}

#endif
