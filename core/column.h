/*
 * column - the values of one criterion or node of all agencies, in blocks of COHORT_BLOCK.
 *
 * Measures are doubles. Scores, and what a later stage makes of them, are long doubles in billionths, since a double does not
 * hold them all. NaN: the agency has none. What is kept of a block need not hold more than its rows.
 */
#ifndef JURI_COLUMN_H
#define JURI_COLUMN_H

#include <assert.h>
#include <math.h>
#include <string.h>

#include "cohort.h"

/* Loops over a block go over whole chunks: arrays of n rows have room for the last one, where anything may stand. */
#define COLUMN_CHUNK 64u
#define COLUMN_ROOM(n) (((n) + COLUMN_CHUNK - 1) / COLUMN_CHUNK * COLUMN_CHUNK)

/* 1.5 * 2^52: what is added to it, below 2^51, loses its fraction, half to even, and is found in the last bits. */
#define COLUMN_MAGIC 6755399441055744.0

static inline int64_t column_bits(double x)
{
	int64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

struct column {
	double **doubles;    /* per block; or NULL */
	long double **wides; /* per block; or NULL */
};

static inline long double column_at(const struct column *column, size_t row)
{
	size_t block = row / COHORT_BLOCK, i = row % COHORT_BLOCK;

	assert(column->doubles || column->wides);
	return column->doubles ? (long double)column->doubles[block][i] : column->wides[block][i];
}

static inline void column_put(const struct column *column, size_t row, long double value)
{
	size_t block = row / COHORT_BLOCK, i = row % COHORT_BLOCK;

	if (column->doubles)
		column->doubles[block][i] = (double)value;
	else
		column->wides[block][i] = value;
}

/* Lists the rows of n whose byte is not `usual`; returns how many there are. */
unsigned column_list(const uint8_t *bytes, unsigned n, uint8_t usual, uint16_t *rows);

#endif
