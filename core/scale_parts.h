/*
 * scale_parts - what the files of scale share: scale.c (formulas, reference sets) and scale_block.c (blocks in doubles).
 */
#ifndef JURI_SCALE_PARTS_H
#define JURI_SCALE_PARTS_H

#include "scale.h"

/* What a relative scale knows of a reference set. */
struct scale_set {
	size_t n;
	long double min, max, mean, sd;
	bool constant;   /* everybody is equal, or there are too few */
	double *doubles; /* its values in ascending order, for ranks; or */
	long double *wides;
	size_t first; /* in those of all sets */
};

struct scale_sets {
	const struct cohort *cohort;
	const struct reference_numbers *references;
	struct scale_set *list; /* one more than there are sets */
	double *doubles;        /* of all sets; or */
	long double *wides;
};

/* What there is for blocks of measures, by the scale alone or by its sets; NULL: nothing. */
struct scale_fast *scale_fast(const struct scale *scale, const struct scale_sets *sets);
void scale_fast_free(struct scale_fast *fast);

#endif
