/*
 * aggregate - one value from the values of several nodes.
 *
 * Means and sums are exact fractions, put on the grid once; those that need roots are computed in extended precision.
 * Formulas: config/README.md, "From evidence to points".
 */
#ifndef JURI_AGGREGATE_H
#define JURI_AGGREGATE_H

#include "round.h"

/* The values that count for one agency, in file order; order is room to sort them. */
struct counted {
	grid *weights, *values;
	size_t *order;
	size_t n;
};

/* Room for up to n values, and none yet. */
void counted_init(struct counted *counted, size_t n);
void counted_finish(struct counted *counted);

/* The lowest or the highest of 1 or more. */
grid counted_extreme(const struct counted *counted, bool least);

/* Highest less lowest; GRID_NONE without values or where it does not fit the grid. */
grid counted_spread(const struct counted *counted);

/*
 * What a node's aggregate makes of 1 or more values, without bonus, deduction and cap; false when it cannot: a value below
 * 0 under roots, or a result that does not fit the grid.
 */
bool aggregate_counted(const struct node *node, const struct counted *counted, grid *result);

/* The same of n weights and values. */
bool aggregate_values(const struct node *node, grid *weights, grid *values, size_t n, grid *result);

/* True for geometric, harmonic and power, which know no values below 0. */
bool aggregate_has_roots(const struct node *node);

#endif
