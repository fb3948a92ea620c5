/*
 * scale - how a measure becomes points.
 *
 * A scale is evaluated once per agency in extended precision and put on the grid (half to
 * even). Relative scales first look at their reference sets: the agencies of one class
 * (region, all) that compete and have a value. Formulas: config/README.md, "Scales"; min-max,
 * z-score and the ranks after OECD/JRC, Handbook on Constructing Composite Indicators (2008).
 *
 * Whole blocks of measures are computed in doubles wherever a bound of their error shows that extended precision gives the
 * same number of the grid; whatever lies too near to the middle between two is left to the formula.
 *
 *     scaler_init -> [scaler_compare] -> scaler_put, scaler_put_block ... -> scaler_finish
 */
#ifndef JURI_SCALE_H
#define JURI_SCALE_H

#include "column.h"
#include "reference.h"
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

/* A scale, ready for use. */
struct scaler {
	const struct scale *scale;
	/* Values are in natural units times unit: 1 for measures, GRID_ONE for scores. */
	long double unit;
	struct scale_sets *sets; /* of a relative scale, once it has compared; else NULL */
	struct scale_fast *fast; /* for blocks of measures; NULL where there is nothing faster */
};

void scaler_init(struct scaler *scaler, const struct scale *scale, long double unit);
void scaler_finish(struct scaler *scaler);

/* True where the scale needs the values of others: then comparing comes before everything else. */
bool scale_is_relative(const struct scale *scale);

/*
 * Finds what the reference sets have in their values; references must outlive the scaler. Where constant = error forbids a
 * column without variation that is there, false and *row an agency of it.
 */
bool scaler_compare(struct scaler *scaler, const struct cohort *cohort,
		    const struct reference_numbers *references, const struct column *values,
		    size_t *row);

/* The points of one row of the cohort for a value of it; GRID_NONE where it is not scaled. */
enum scale_result scaler_put(const struct scaler *scaler, size_t row, long double value,
			     grid *points);

/*
 * The points of n rows from `first` on, which are those of a block. Lists the rows (of the block) for which scaler_put must
 * be asked in again and returns how many there are; the points of those and of rows without a value are any.
 * Room of measures and points is COLUMN_ROOM(n).
 */
unsigned scaler_put_block(const struct scaler *scaler, size_t first, const double *measures,
			  unsigned n, grid *points, uint16_t *again);

#endif
