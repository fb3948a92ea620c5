#include "tally.h"

#include <stdlib.h>
#include <string.h>

static const char *group_of(const struct round *round, const struct cohort *cohort, size_t row)
{
	return round->tally_by_class ? cohort->agencies[row].class_id
				     : cohort->agencies[row].region;
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

void tally_all(const struct round *round, const struct cohort *cohort, const struct awards *awards,
	       struct tally *tally)
{
	bool *seen = mem_array(cohort->rows, sizeof(*seen));

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
		row->agencies += !seen[prize->row];
		seen[prize->row] = true;
	}
	if (tally->count)
		qsort(tally->rows, tally->count, sizeof(*tally->rows), most_first);
	free(seen);
}

void tally_free(struct tally *tally)
{
	for (size_t i = 0; i < tally->count; i++)
		free(tally->rows[i].by_award);
	free(tally->rows);
	*tally = (struct tally){0};
}
