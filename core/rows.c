#include "rows.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct rows rows_make(uint32_t count, unsigned n_columns)
{
	return (struct rows){.count = count,
			     .n_columns = n_columns,
			     .values = mem_array((size_t)count * n_columns, sizeof(double))};
}

void rows_free(struct rows *rows)
{
	free(rows->values);
	free(rows->present);
	*rows = (struct rows){0};
}

double *rows_cell(const struct rows *rows, unsigned column, uint32_t row)
{
	return &rows->values[(size_t)column * rows->count + row];
}

struct rows rows_choose(const struct rows *from, const uint32_t *which, uint32_t count)
{
	struct rows rows = rows_make(count, from->n_columns);

	for (unsigned c = 0; c < from->n_columns; c++)
		for (uint32_t i = 0; i < count; i++)
			*rows_cell(&rows, c, i) = *rows_cell(from, c, which[i]);
	if (from->present)
		rows.present = mem_array(count, 1);
	for (uint32_t i = 0; from->present && i < count; i++)
		rows.present[i] = from->present[which[i]];
	return rows;
}

/* --- Made-up rows --- */

static uint32_t next_number(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Equal, rising or falling from column to column; whole numbers first. */
struct rows rows_typical(unsigned n_columns)
{
	struct rows rows = rows_make(64, n_columns);
	uint32_t state = 1;

	for (uint32_t row = 0; row < rows.count; row++) {
		double start = 1 + next_number(&state) % 50, broken = row % 2 ? 0.25 : 0;
		double step = row % 3 == 0 ? 0 : (double)(next_number(&state) % 5 + 1);

		for (unsigned c = 0; c < n_columns; c++) {
			unsigned place = row % 3 == 1 ? c : n_columns - c;

			*rows_cell(&rows, c, row) = start + broken + step * place;
		}
	}
	return rows;
}

struct rows rows_zeros(unsigned n_columns)
{
	struct rows rows = rows_make(n_columns + 1, n_columns), typical = rows_typical(n_columns);

	for (uint32_t row = 1; row < rows.count; row++)
		for (unsigned c = 0; c < n_columns; c++)
			*rows_cell(&rows, c, row) =
			    c + 1 == row ? 0 : *rows_cell(&typical, c, row % typical.count);
	rows_free(&typical);
	return rows;
}

struct rows rows_extreme(unsigned n_columns)
{
	static const double extremes[] = {-1,       1e308,  -1e308,  DBL_MAX, -DBL_MAX, DBL_MIN,
					  4.9e-324, 0x1p53, -0x1p63, 1e-300,  0.1,      0};
	struct rows rows = rows_make(128, n_columns);
	uint32_t state = 7;

	for (uint32_t row = 0; row < rows.count; row++)
		for (unsigned c = 0; c < n_columns; c++)
			*rows_cell(&rows, c, row) =
			    row < 12 ? extremes[row] : extremes[next_number(&state) % 12];
	return rows;
}

struct rows rows_empty(unsigned n_columns)
{
	struct rows rows = rows_make(3, n_columns);

	for (size_t i = 0; i < (size_t)rows.count * n_columns; i++)
		rows.values[i] = NAN;
	return rows;
}
