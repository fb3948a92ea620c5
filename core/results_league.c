#include <stdlib.h>

#include "results_parts.h"

/* --- Which ranking --- */

static bool is_of_root(const struct ranking_rule *rule)
{
	return !strcmp(rule->id, "main") && !rule->node->parent;
}

size_t results_league(const struct round *round, const struct narrowing *narrowing,
		      const struct ranking_rule **rule)
{
	size_t count = 0;

	for (size_t i = 0; i < round->n_rankings; i++) {
		const struct ranking_rule *one = &round->rankings[i];

		if (!is_of_root(one) || !narrowing_has_ranking(narrowing, one))
			continue;
		*rule = one;
		if (one->node->category == round->overall)
			return 1;
		count++;
	}
	return count;
}

/* --- Its table --- */

struct column {
	const grid **blocks;
	size_t stride; /* from a row to the next */
};

struct league {
	const struct results *results;
	const struct ranking *ranking;
	struct labels labels;
	/* Coverage and score of the ranked node, scores of its children as first named: each by block of the cohort. */
	struct column *columns;
	size_t n_columns;
	bool panel; /* rows say their edition */
};

/*
 * Places lie in the order of their ranks, so that what they tell lies anywhere in memory. Of so many places each kind of
 * thing is touched before any is used: a processor waits for many of them at once. Prefetches of the same gained nothing where it was
 * measured: tests/bench/README.md.
 */
#define FETCHED 64u
#define BEHIND 40 /* bytes behind an id, where most names end */

static void touch(const void *at)
{
	(void)*(const volatile char *)at;
}

static void touch_agencies(const struct cohort *cohort, const struct place_in_ranking *places,
			   size_t n)
{
	for (size_t i = 0; i < n; i++)
		touch(cohort_agency(cohort, places[i].row));
	for (size_t i = 0; i < n; i++) {
		const char *id = cohort_id(cohort, places[i].row);

		touch(id);
		__builtin_prefetch(
		    id + BEHIND); /* the name, where it lies in the next line of the cache */
	}
}

/* GRID_NONE where there is no column for a block. */
static void fetch(const struct column *column, const struct place_in_ranking *places, size_t n,
		  grid *out)
{
	for (size_t i = 0; i < n; i++) {
		const grid *block = column->blocks[places[i].row / COHORT_BLOCK];

		out[i] = block ? block[places[i].row % COHORT_BLOCK * column->stride] : GRID_NONE;
	}
}

/* The columns of one place: COVERAGE, SCORE, and the children's from CHILDREN on. */
enum { COVERAGE, SCORE, CHILDREN };

static char *put_children(char *at, const struct league *league, const grid *fetched)
{
	const struct ranking_rule *rule = league->ranking->rule;

	for (size_t c = CHILDREN; c < league->n_columns; c++)
		at = csv_put_published(at, fetched[c * FETCHED], rule->precision, rule->rounding);
	return at;
}

/* Where it is not kept, it follows from the outcome. */
static grid coverage_of(const struct league *league, size_t row, const grid *fetched)
{
	grid coverage = fetched[COVERAGE * FETCHED];

	return coverage == GRID_NONE ? node_coverage(league->ranking->scores, row) : coverage;
}

static void add_place(struct text *out, const struct league *league,
		      const struct place_in_ranking *place, const grid *fetched,
		      struct csv_same *coverage)
{
	const struct ranking *ranking = league->ranking;
	const struct ranking_rule *rule = ranking->rule;
	const struct cohort *cohort = ranking->cohort;
	const struct csv_cell *edition =
	    &league->labels.editions[cohort_edition_index(cohort, place->row)];
	const struct csv_cell *class_id =
	    &league->labels.classes[cohort_agency(cohort, place->row)->class_index];
	const struct csv_cell *group = &league->labels.groups[place->group];
	size_t room = edition->length + group->length + class_id->length +
		      (2 + league->n_columns) * CSV_NUMBER + CSV_SLACK;
	const struct words id = words(cohort_id(cohort, place->row), &room);
	const struct words name = words(cohort_name(cohort, place->row), &room);
	const struct words region = words(cohort_region(cohort, place->row), &room);
	char *at = text_room(out, room);

	if (league->panel)
		at = csv_put_cell(at, edition);
	at = csv_put_cell(at, group);
	at = put_rank(at, place);
	at = csv_put_plain(at, id.text, id.length);
	at = put_words(at, &name);
	at = csv_put_cell(at, class_id);
	at = put_words(at, &region);
	at = csv_put_published(at, fetched[SCORE * FETCHED], rule->precision, rule->rounding);
	at = csv_put_same(at, coverage, coverage_of(league, place->row, fetched), rule->precision,
			  rule->rounding);
	at = csv_put_cell(at, &league->labels.statuses[place->status]);
	at = put_children(at, league, fetched);
	at[-1] = '\n';
	text_end(out, at);
}

static void format_places(const void *user, size_t first, size_t end, struct text *out)
{
	const struct league *league = user;
	grid *fetched = mem_array(league->n_columns * FETCHED, sizeof(*fetched));
	struct csv_same coverage = {0};

	for (size_t p = first, n; p < end; p += n) {
		const struct place_in_ranking *places = &league->ranking->places[p];

		n = end - p < FETCHED ? end - p : FETCHED;
		touch_agencies(league->ranking->cohort, places, n);
		for (size_t c = 0; c < league->n_columns; c++)
			fetch(&league->columns[c], places, n, fetched + c * FETCHED);
		for (size_t i = 0; i < n; i++)
			if (league->labels.shown[places[i].group])
				add_place(out, league, &places[i], fetched + i, &coverage);
	}
	free(fetched);
}

/* Somebody whose evidence was refused, or who is absent. */
static void add_refusal(struct text *out, const struct league *league,
			const struct refusal *refusal)
{
	if (league->panel)
		csv_text(out, refusal->edition);
	csv_text(out, results_group_of(league->ranking->rule, refusal));
	csv_text(out, "");
	csv_text(out, refusal->id);
	csv_text(out, refusal->name);
	csv_text(out, refusal->class_id);
	csv_text(out, refusal->region);
	text_add_n(out, ",,", 2);
	csv_text(out, refusal_status(refusal->kind));
	for (size_t c = CHILDREN; c < league->n_columns; c++)
		csv_text(out, "");
	csv_end(out);
}

static void format_refusals(const void *user, size_t first, size_t end, struct text *out)
{
	const struct league *league = user;
	const struct refusal *list = league->results->cohort->refusals.list;

	for (size_t i = first; i < end; i++)
		if (results_lists(league->results, league->ranking->rule, &list[i]))
			add_refusal(out, league, &list[i]);
}

static void add_head(const struct league *league, const struct node *node, struct sink *sink)
{
	struct text head = {0};

	text_add(&head, league->panel ? "edition," : "");
	text_add(&head, "group,rank,id,name,class,region,score,coverage,status,");
	for (size_t i = 0; i < node->n_children; i++)
		csv_text(&head, node->children[i]->id);
	csv_end(&head);
	results_head(league->results, head.data, sink);
	text_free(&head);
}

static struct column scores_in(const struct node_scores *results)
{
	return (struct column){node_scores_by_block(results), results->stride};
}

static void add_places(struct league *league, const struct node *node, struct sink *sink)
{
	const struct results *results = league->results;

	league->n_columns = CHILDREN + node->n_children;
	league->columns = mem_array(league->n_columns, sizeof(*league->columns));
	league->columns[COVERAGE] =
	    (struct column){node_coverages_by_block(league->ranking->scores), 1};
	league->columns[SCORE] = scores_in(league->ranking->scores);
	for (size_t i = 0; i < node->n_children; i++)
		league->columns[CHILDREN + i] =
		    scores_in(scores_of_node(results->scores, node->children[i]));
	labels_make(&league->labels, results, league->ranking);
	results_rows(results, league->ranking->n_places, format_places, league, sink);
	results_rows(results, results->cohort->refusals.count, format_refusals, league, sink);
	arena_free(&league->labels.arena);
	for (size_t i = 0; i < league->n_columns; i++)
		free(league->columns[i].blocks);
	free(league->columns);
}

void results_league_csv(const struct results *results, struct sink *sink)
{
	const struct ranking_rule *rule = NULL;
	struct league league = {.results = results, .panel = results->cohort->n_editions > 1};

	if (results_league(results->round, &results->narrow, &rule) != 1)
		return;
	league.ranking = &results->rankings->list[rule - results->round->rankings];
	add_head(&league, rule->node, sink);
	if (league.ranking->made && !league.ranking->withheld)
		add_places(&league, rule->node, sink);
}
