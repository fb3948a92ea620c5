#include "tally.h"

#include <stdlib.h>
#include <string.h>

#include "lookup.h"

/* A tally in the making. */
struct counter {
	const struct round *round;
	const struct cohort *cohort;
	struct tally *tally;
	struct lookup by_group; /* rows */
};

static const char *group_of(const struct counter *counter, size_t row)
{
	return counter->round->tally_by_class ? cohort_class_id(counter->cohort, row)
					      : cohort_region(counter->cohort, row);
}

static uint32_t add_row(struct counter *counter, const char *group, uint32_t hash)
{
	struct tally *tally = counter->tally;
	size_t n = tally->count++;

	tally->rows = mem_grow(tally->rows, n, sizeof(*tally->rows));
	tally->rows[n] = (struct tally_row){
	    .group = group, .by_award = mem_array(counter->round->n_tally_awards, sizeof(size_t))};
	lookup_add(&counter->by_group, hash, (uint32_t)n);
	return (uint32_t)n;
}

/* The number of a group's row. */
static uint32_t row_of(struct counter *counter, const char *group)
{
	uint32_t hash = lookup_hash(LOOKUP_SEED, group, strlen(group)), number;
	size_t at;

	for (number = lookup_first(&counter->by_group, hash, &at); number != LOOKUP_NONE;
	     number = lookup_next(&counter->by_group, hash, &at))
		if (!strcmp(counter->tally->rows[number].group, group))
			return number;
	return add_row(counter, group, hash);
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
	struct counter counter = {.round = round, .cohort = cohort, .tally = tally};
	size_t n = 0;

	*tally = (struct tally){0};
	for (size_t i = 0; i < awards->n_prizes && round->has_tally; i++) {
		const struct prize *prize = &awards->prizes[i];
		size_t column = column_of(round, prize->award);
		uint32_t row;

		if (column == SIZE_MAX)
			continue;
		row = row_of(&counter, group_of(&counter, prize->row));
		tally->rows[row].awards++;
		tally->rows[row].by_award[column]++;
		winners[n++] = (struct winner){row, cohort_id(cohort, prize->row)};
	}
	count_agencies(tally, winners, n);
	if (tally->count)
		qsort(tally->rows, tally->count, sizeof(*tally->rows), most_first);
	lookup_free(&counter.by_group);
	free(winners);
}

void tally_free(struct tally *tally)
{
	for (size_t i = 0; i < tally->count; i++)
		free(tally->rows[i].by_award);
	free(tally->rows);
	*tally = (struct tally){0};
}
