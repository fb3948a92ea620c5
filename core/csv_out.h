/*
 * csv_out - CSV as a run writes it: RFC 4180, LF, cell by cell.
 *
 * Every cell is followed by a comma; csv_end turns the last one of a row into the end of the line.
 */
#ifndef JURI_CSV_OUT_H
#define JURI_CSV_OUT_H

#include "decimal.h"
#include "text.h"

/* A text: quoted where it must be, and with a leading apostrophe where a spreadsheet would take it
 * for a formula. */
void csv_text(struct text *out, const char *cell);

/* Numbers, and nothing for GRID_NONE and NaN. They are never touched. */
void csv_grid(struct text *out, grid value, unsigned decimals);
void csv_double(struct text *out, double value);
void csv_count(struct text *out, size_t count);

void csv_end(struct text *out);

/* Adds a last column to a whole table: its name, and one cell that is the same in every row. */
void csv_add_column(struct text *table, const char *name, const char *cell);

#endif
