/*
 * rows - evidence for one method as bare numbers: made up, or chosen from other rows.
 *
 * Whoever tries a method out does not know what its roles mean. The made-up rows are the usual case (whole and broken numbers
 * from 1 to 100, equal, rising and falling from role to role) and what methods stumble over: 0, extremes, nothing at all.
 */
#ifndef JURI_ROWS_H
#define JURI_ROWS_H

#include <stdint.h>

#include "memory.h"

struct rows {
	uint32_t count;
	unsigned n_columns;
	double *values; /* column after column, NaN where there is none */
	uint8_t *
	    present; /* per row, 1 where every needed input is there; NULL: where no needed column is NaN */
};

/* All zero. */
struct rows rows_make(uint32_t count, unsigned n_columns);

/* Row i is row which[i] of the others. */
struct rows rows_choose(const struct rows *from, const uint32_t *which, uint32_t count);

void rows_free(struct rows *rows);

double *rows_cell(const struct rows *rows, unsigned column, uint32_t row);

struct rows rows_typical(unsigned n_columns); /* 64 */
struct rows rows_zeros(unsigned n_columns);   /* all 0, then typical ones with one 0 each */
struct rows rows_extreme(unsigned n_columns); /* 128: negative, huge, tiny */
struct rows rows_empty(unsigned n_columns);   /* 3 without any value */

#endif
