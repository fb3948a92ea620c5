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

/* --- Its columns --- */

/* In their order; the children's follow. */
enum cell {
	CELL_EDITION, /* of panels */
	CELL_GROUP,
	CELL_RANK,
	CELL_ID,
	CELL_NAME,
	CELL_CLASS,
	CELL_REGION,
	CELL_SCORE,
	CELL_COVERAGE,
	CELL_STATUS,
	CELLS
};

static const char *const cells[CELLS] = {"edition", "group",  "rank",  "id",       "name",
					 "class",   "region", "score", "coverage", "status"};

static bool is_wanted(const struct word_list *wanted, const char *name)
{
	for (size_t i = 0; i < wanted->count; i++)
		if (text_glob(wanted->list[i], name))
			return true;
	return !wanted->count;
}

bool results_league_tells_coverage(const struct narrowing *narrowing)
{
	return is_wanted(&narrowing->columns, cells[CELL_COVERAGE]);
}

static bool has_column(const struct ranking_rule *rule, bool panel, const char *glob)
{
	for (unsigned i = panel ? 0 : CELL_EDITION + 1; i < CELLS; i++)
		if (text_glob(glob, cells[i]))
			return true;
	for (size_t i = 0; i < rule->node->n_children; i++)
		if (text_glob(glob, rule->node->children[i]->id))
			return true;
	return false;
}

const char *results_league_lacks(const struct ranking_rule *rule, bool panel,
				 const struct word_list *wanted, struct text *there)
{
	for (unsigned i = panel ? 0 : CELL_EDITION + 1; i < CELLS; i++)
		text_print(there, "%s%s", there->length ? ", " : "", cells[i]);
	for (size_t i = 0; i < rule->node->n_children; i++)
		text_print(there, ", %s", rule->node->children[i]->id);
	for (size_t i = 0; i < wanted->count; i++)
		if (!has_column(rule, panel, wanted->list[i]))
			return wanted->list[i];
	return NULL;
}

/* --- Its table --- */

struct column {
	const grid **blocks; /* NULL: it is not shown */
	size_t stride;       /* from a row to the next */
};

struct league {
	const struct results *results;
	const struct ranking *ranking;
	struct labels labels;
	bool shows[CELLS];
	/* Coverage and score of the ranked node, scores of its children as first named, as far as they are shown: each by block
	 * of the cohort. */
	struct column *columns;
	size_t n_columns;
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

/* GRID_NONE where there is nothing of a block. */
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

/* Who it is, as far as that is shown. */
struct who {
	const struct csv_cell *edition, *group, *class_id;
	struct words id, name, region;
};

/* The room that it takes is added. Only what is shown is looked up: each lies somewhere else in memory. */
static struct who who_is(const struct league *league, const struct place_in_ranking *place,
			 size_t *room)
{
	const struct cohort *cohort = league->ranking->cohort;
	const bool *shows = league->shows;
	uint32_t row = place->row;
	struct who who = {.edition = league->labels.editions,
			  .group = &league->labels.groups[place->group],
			  .class_id =
			      &league->labels.classes[cohort_agency(cohort, row)->class_index]};

	*room += who.group->length + who.class_id->length;
	if (shows[CELL_EDITION]) {
		who.edition = &league->labels.editions[cohort_edition_index(cohort, row)];
		*room += who.edition->length;
	}
	if (shows[CELL_ID])
		who.id = words(cohort_id(cohort, row), room);
	if (shows[CELL_NAME])
		who.name = words(cohort_name(cohort, row), room);
	if (shows[CELL_REGION])
		who.region = words(cohort_region(cohort, row), room);
	return who;
}

static char *put_who(char *at, const struct league *league, const struct place_in_ranking *place,
		     const struct who *who)
{
	const bool *shows = league->shows;

	if (shows[CELL_EDITION])
		at = csv_put_cell(at, who->edition);
	if (shows[CELL_GROUP])
		at = csv_put_cell(at, who->group);
	if (shows[CELL_RANK])
		at = put_rank(at, place);
	if (shows[CELL_ID])
		at = csv_put_plain(at, who->id.text, who->id.length);
	if (shows[CELL_NAME])
		at = put_words(at, &who->name);
	if (shows[CELL_CLASS])
		at = csv_put_cell(at, who->class_id);
	if (shows[CELL_REGION])
		at = put_words(at, &who->region);
	return at;
}

static void add_place(struct text *out, const struct league *league,
		      const struct place_in_ranking *place, const grid *fetched,
		      struct csv_same *coverage)
{
	const struct ranking_rule *rule = league->ranking->rule;
	size_t room = (2 + league->n_columns) * CSV_NUMBER + CSV_SLACK;
	const struct who who = who_is(league, place, &room);
	char *at = put_who(text_room(out, room), league, place, &who);

	if (league->shows[CELL_SCORE])
		at = csv_put_published(at, fetched[SCORE * FETCHED], rule->precision,
				       rule->rounding);
	if (league->shows[CELL_COVERAGE])
		at = csv_put_same(at, coverage, coverage_of(league, place->row, fetched),
				  rule->precision, rule->rounding);
	if (league->shows[CELL_STATUS])
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
			if (league->columns[c].blocks)
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
	const char *const texts[CELLS] = {[CELL_EDITION] = refusal->edition,
					  [CELL_GROUP] =
					      results_group_of(league->ranking->rule, refusal),
					  [CELL_ID] = refusal->id,
					  [CELL_NAME] = refusal->name,
					  [CELL_CLASS] = refusal->class_id,
					  [CELL_REGION] = refusal->region,
					  [CELL_STATUS] = refusal_status(refusal->kind)};

	for (unsigned i = 0; i < CELLS; i++)
		if (league->shows[i])
			csv_text(out, texts[i] ? texts[i] : "");
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

static struct column scores_in(const struct node_scores *results)
{
	return (struct column){node_scores_by_block(results), results->stride};
}

static void find_columns(struct league *league, const struct node *node)
{
	const struct results *results = league->results;

	league->columns = mem_array(CHILDREN + node->n_children, sizeof(*league->columns));
	league->n_columns = CHILDREN;
	for (size_t i = 0; i < node->n_children; i++)
		if (is_wanted(&results->narrow.columns, node->children[i]->id))
			league->columns[league->n_columns++] =
			    scores_in(scores_of_node(results->scores, node->children[i]));
	if (league->shows[CELL_COVERAGE])
		league->columns[COVERAGE] =
		    (struct column){node_coverages_by_block(league->ranking->scores), 1};
	if (league->shows[CELL_SCORE])
		league->columns[SCORE] = scores_in(league->ranking->scores);
}

static void find_shown(struct league *league)
{
	const struct results *results = league->results;

	for (unsigned i = 0; i < CELLS; i++)
		league->shows[i] = is_wanted(&results->narrow.columns, cells[i]);
	if (results->cohort->n_editions <= 1)
		league->shows[CELL_EDITION] = false;
}

static void add_head(const struct league *league, const struct node *node, struct sink *sink)
{
	const struct word_list *wanted = &league->results->narrow.columns;
	struct text head = {0};

	for (unsigned i = 0; i < CELLS; i++)
		if (league->shows[i])
			csv_text(&head, cells[i]);
	for (size_t i = 0; i < node->n_children; i++)
		if (is_wanted(wanted, node->children[i]->id))
			csv_text(&head, node->children[i]->id);
	csv_end(&head);
	results_head(league->results, head.data, sink);
	text_free(&head);
}

static void add_places(struct league *league, const struct node *node, struct sink *sink)
{
	const struct results *results = league->results;

	find_columns(league, node);
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
	struct league league = {.results = results};

	if (results_league(results->round, &results->narrow, &rule) != 1)
		return;
	league.ranking = &results->rankings->list[rule - results->round->rankings];
	find_shown(&league);
	add_head(&league, rule->node, sink);
	if (league.ranking->made && !league.ranking->withheld)
		add_places(&league, rule->node, sink);
}
