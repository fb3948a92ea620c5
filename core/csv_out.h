/*
 * csv_out - CSV as a run writes it: RFC 4180, LF, cell by cell.
 *
 * Every cell is followed by a comma; the end of a row turns the last one into the end of the line. A text is quoted where it
 * must be, and gets a leading apostrophe where a spreadsheet would take it for a formula. Numbers are never touched;
 * GRID_NONE and NaN are nothing.
 */
#ifndef JURI_CSV_OUT_H
#define JURI_CSV_OUT_H

#include <string.h>

#include "decimal.h"
#include "memory.h"
#include "text.h"

void csv_text(struct text *out, const char *cell);
void csv_grid(struct text *out, grid value, unsigned decimals);
void csv_double(struct text *out, double value);
void csv_count(struct text *out, size_t count);

void csv_end(struct text *out);

/*
 * The same for long tables: written at a place for which the caller has made room (text_room), CSV_ROOM for a text of so many
 * bytes, CSV_NUMBER for a number, and CSV_SLACK once. Each returns where it ends.
 */
#define CSV_ROOM(length) (2 * (length) + 4)
#define CSV_NUMBER (DECIMAL_TEXT + 1)
#define CSV_SLACK 32
char *csv_put_text(char *at, const char *cell, size_t length);
char *csv_put_plain(char *at, const char *cell,
		    size_t length); /* of which it is known that it is plain */
char *csv_put_grid(char *at, grid value, unsigned decimals);
char *csv_put_double(char *at, double value);

/* Rounded as it is published. */
char *csv_put_published(char *at, grid value, unsigned decimals, enum rounding rounding);

/* The same for a column whose rows often have the value of the row before; all zero at first. */
struct csv_same {
	grid value;
	size_t length; /* 0: none yet */
	char text[CSV_SLACK];
};
char *csv_put_same(char *at, struct csv_same *last, grid value, unsigned decimals,
		   enum rounding rounding);

/* A cell that comes again and again, or several, as they are written; data has CSV_SLACK bytes at least. */
struct csv_cell {
	const char *data;
	size_t length;
};
struct csv_cell csv_cell(struct arena *arena, const char *text);
struct csv_cell csv_joined(struct arena *arena, const char *const *texts, size_t count);
struct csv_cell *csv_cells(struct arena *arena, const char *const *texts, size_t count);

static inline char *csv_put_cell(char *at, const struct csv_cell *cell)
{
	memcpy(at, cell->data, CSV_SLACK);
	if (cell->length > CSV_SLACK)
		memcpy(at, cell->data, cell->length);
	return at + cell->length;
}

/* Adds a last column to a table or to some whole rows of it: what the first row gets, and what the others do. */
void csv_add_column(struct text *table, const char *first, const char *others);

#endif
