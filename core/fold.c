#include "fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

static void widen(struct folds *folds, unsigned n_columns)
{
	size_t size = sizeof(*folds->columns);

	folds->columns = mem_resize(folds->columns, n_columns, size);
	memset(folds->columns + folds->n_columns, 0, (n_columns - folds->n_columns) * size);
	folds->n_columns = n_columns;
}

static void lengthen(struct fold_column *column, size_t rows)
{
	size_t room = column->room ? column->room : 64, size = sizeof(*column->cells);

	while (room < rows)
		room *= 2;
	column->cells = mem_resize(column->cells, room, size);
	memset(column->cells + column->room, 0, (room - column->room) * size);
	column->room = room;
}

static struct fold_cell *cell_of(struct folds *folds, size_t row, unsigned field)
{
	if (field >= folds->n_columns)
		widen(folds, field + 1);
	if (row >= folds->columns[field].room)
		lengthen(&folds->columns[field], row + 1);
	return &folds->columns[field].cells[row];
}

void fold_name(struct folds *folds, size_t row, unsigned field)
{
	cell_of(folds, row, field)->named = true;
}

bool fold_is_named(const struct folds *folds, size_t row, unsigned field)
{
	return field < folds->n_columns && row < folds->columns[field].room &&
	       (folds->columns[field].cells[row].named || folds->columns[field].cells[row].source);
}

static void add_state(struct fold_cell *cell, enum state state)
{
	if (cell->stated && cell->state != state)
		state = STATE_MISSING;
	cell->stated = true;
	cell->state = (uint8_t)state;
}

static void add_number(struct fold_cell *cell, enum fold fold, __int128 number)
{
	bool first = cell->values++ == 0;

	if (fold == FOLD_MIN)
		cell->number = first || number < cell->number ? number : cell->number;
	else if (fold == FOLD_MAX)
		cell->number = first || number > cell->number ? number : cell->number;
	else
		cell->number += number;
}

enum folded fold_add(struct folds *folds, const struct cohort *cohort, size_t row, unsigned field,
		     enum state state, double value)
{
	struct fold_cell *cell = cell_of(folds, row, field);
	bool counts = !isnan(value) && cohort->states->policies[state] == POLICY_AS_VALUE;
	__int128 number;

	if (cell->last == folds->record)
		return FOLDED_TWICE;
	cell->last = folds->record;
	cell->named = true;
	if (!counts)
		add_state(cell, state);
	else if (!decimal_widen(value, &number))
		return FOLDED_TOO_LARGE;
	else
		add_number(cell, cohort->fields[field].fold, number);
	return FOLDED;
}

void fold_cite(struct folds *folds, size_t row, unsigned field, const char *text, size_t length)
{
	struct fold_cell *cell = cell_of(folds, row, field);
	char *copy = mem_copy_n(text, length);

	if (!cell->source || strcmp(copy, cell->source) < 0) {
		free(cell->source);
		cell->source = copy;
	} else {
		free(copy);
	}
}

/* --- The end --- */

static double folded(const struct fold_cell *cell, enum fold fold)
{
	if (fold == FOLD_COUNT)
		return (double)cell->values;
	if (fold == FOLD_MEAN)
		return decimal_narrow(decimal_wide_quotient(cell->number, (__int128)cell->values));
	return decimal_narrow(cell->number);
}

static void set_cell(struct cohort *cohort, size_t row, unsigned field, struct fold_cell *cell)
{
	enum fold fold = cohort->fields[field].fold;

	if (cell->values || (cell->named && fold == FOLD_COUNT))
		cohort_set(cohort, row, field, STATE_VALUE, folded(cell, fold));
	else if (cell->stated)
		cohort_set(cohort, row, field, (enum state)cell->state, (double)NAN);
	if (cell->source)
		cohort_cite(cohort, row, field, cell->source, strlen(cell->source));
	free(cell->source);
}

void fold_finish(struct folds *folds, struct cohort *cohort)
{
	for (unsigned field = 0; field < folds->n_columns; field++) {
		struct fold_column *column = &folds->columns[field];

		for (size_t row = 0; row < column->room && row < cohort->rows; row++)
			set_cell(cohort, row, field, &column->cells[row]);
		free(column->cells);
	}
	free(folds->columns);
	*folds = (struct folds){0};
}
