/*
 * scale - how a measure becomes points.
 *
 * A scale is evaluated once per agency in extended precision and put on the grid (half to
 * even). Relative scales first look at their reference sets: the agencies of one class
 * (region, all) that compete and have a value. Formulas: config/README.md, "Scales"; min-max,
 * z-score and the ranks after OECD/JRC, Handbook on Constructing Composite Indicators (2008).
 */
#ifndef JURI_SCALE_H
#define JURI_SCALE_H

#include "round.h"

/* What became of one agency. */
enum scale_result {
	SCALED,
	SCALE_ABSENT,    /* no value came in */
	SCALE_UNDEFINED, /* log of zero or less */
	SCALE_DROPPED,   /* constant = drop */
	SCALED_AS_IS,    /* constant = as-is */
	SCALE_FAULT /* flag: neither 0 nor 1; a value that does not fit the grid; share-of-best below 0 */
};

/* A reference set without variation under constant = error. */
struct scale_constant {
	bool found;
	size_t row; /* an agency of the set */
};

/*
 * Turns values (per row of the cohort, NaN: none) into points and results, per row. A value is in natural units
 * times unit: 1 for measures, GRID_ONE for scores, which are whole numbers then. constant says
 * where a column without variation was met that the rules do not allow.
 */
void scale_apply(const struct scale *scale, const struct cohort *cohort, const long double *values,
		 long double unit, grid *points, uint8_t *results, struct scale_constant *constant);

#endif
