/*
 * imputation - a measure for those that have none, from those that have one.
 *
 * The mean or median of the measures of an agency's class (region, all). Rules: config/README.md, "Imputation".
 */
#ifndef JURI_IMPUTATION_H
#define JURI_IMPUTATION_H

#include "round.h"

/*
 * Fills values (per row, NaN: none) of the rows for which wanted is true; those whose set has no value stay without.
 * whole: values are whole numbers (scores in billionths) and stay so; else doubles.
 */
void imputation_fill(const struct absent *missing, const struct cohort *cohort, bool whole,
		     const bool *wanted, long double *values);

#endif
