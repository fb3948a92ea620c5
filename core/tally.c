#include "tally.h"

#include <stdlib.h>
#include <string.h>

static const char *group_of(const struct round *round, const struct cohort *cohort, size_t row)
{
	return round->tally_by_class ? cohort_class_id(cohort, row) : cohort_region(cohort, row);
}

static struct tally_row *row_of(struct tally *tally, const struct round *round, const char *group)
{
	for (size_t i = 0; i < tally->count; i++)
		if (!strcmp(tally->rows[i].group, group))
			return &tally->rows[i];
	tally->rows = mem_grow(tally->rows, tally->count, sizeof(*tally->rows));
	tally->rows[tally->count] = (struct tally_row){
	    .group = group, .by_award = mem_array(round->n_tally_awards, sizeof(size_t))};
	return &tally->rows[tally->count++];
}

/* The column of an award in the tally, or SIZE_MAX. */
static size_t column_of(const struct round *round, const struct award_rule *award)
{
	for (size_t i = 0; i < round->n_tally_awards; i++)
		if (&round->awards[round->tally_awards[i]] == award)
			return i;
	return SIZE_MAX;
}

static int most_first(const void *a, const void *b)
{
	const struct tally_row *x = a, *y = b;

	if (x->awards != y->awards)
		return x->awards > y->awards ? -1 : 1;
	return strcmp(x->group, y->group);
}

/* That a group has a prize, and whose it is. */
struct winner {
	size_t row; /* of the tally */
	const char *id;
};

static int by_row_and_id(const void *a, const void *b)
{
	const struct winner *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* Agencies are ids: one that won in two editions is one. */
static void count_agencies(struct tally *tally, struct winner *winners, size_t n)
{
	if (n)
		qsort(winners, n, sizeof(*winners), by_row_and_id);
	for (size_t i = 0; i < n; i++)
		if (!i || by_row_and_id(&winners[i], &winners[i - 1]) != 0)
			tally->rows[winners[i].row].agencies++;
}

void tally_all(const struct round *round, const struct cohort *cohort, const struct awards *awards,
	       struct tally *tally)
{
	struct winner *winners = mem_array(awards->n_prizes, sizeof(*winners));
	size_t n = 0;

	*tally = (struct tally){0};
	for (size_t i = 0; i < awards->n_prizes && round->has_tally; i++) {
		const struct prize *prize = &awards->prizes[i];
		size_t column = column_of(round, prize->award);
		struct tally_row *row;

		if (column == SIZE_MAX)
			continue;
		row = row_of(tally, round, group_of(round, cohort, prize->row));
		row->awards++;
		row->by_award[column]++;
		winners[n++] =
		    (struct winner){(size_t)(row - tally->rows), cohort_id(cohort, prize->row)};
	}
	count_agencies(tally, winners, n);
	if (tally->count)
		qsort(tally->rows, tally->count, sizeof(*tally->rows), most_first);
	free(winners);
}

void tally_free(struct tally *tally)
{
	for (size_t i = 0; i < tally->count; i++)
		free(tally->rows[i].by_award);
	free(tally->rows);
	*tally = (struct tally){0};
}
