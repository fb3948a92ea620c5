/*
 * screening - who leaves a category for want of measures, before anything is compared in it.
 *
 * Rules: config/README.md, "Screening".
 */
#ifndef JURI_SCREENING_H
#define JURI_SCREENING_H

#include "measure.h"

/*
 * Per row of the cohort: how many of its measures are there ("43/49", in the arena) when the agency leaves, else NULL.
 * measures: per instance of the category. The list is the caller's to free.
 */
const char **screening_find(const struct round *round, const struct cohort *cohort,
			    const struct category *category, const struct measures *measures,
			    struct arena *arena);

#endif
