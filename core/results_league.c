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

struct league {
	const struct results *results;
	const struct ranking *ranking;
	struct labels labels;
	const struct node_scores **children; /* of the ranked node, as first named */
	size_t n_children;
	bool panel; /* rows say their edition */
};

static char *put_scores(char *at, const struct league *league, size_t row)
{
	const struct ranking_rule *rule = league->ranking->rule;

	for (size_t i = 0; i < league->n_children; i++)
		at = csv_put_published(at, node_score(league->children[i], row), rule->precision,
				       rule->rounding);
	return at;
}

static void add_place(struct text *out, const struct league *league,
		      const struct place_in_ranking *place, struct csv_same *coverage)
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
		      (4 + league->n_children) * CSV_NUMBER + CSV_SLACK;
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
	at = csv_put_published(at, node_score(ranking->scores, place->row), rule->precision,
			       rule->rounding);
	at = csv_put_same(at, coverage, node_coverage(ranking->scores, place->row), rule->precision,
			  rule->rounding);
	at = csv_put_cell(at, &league->labels.statuses[place->status]);
	at = put_scores(at, league, place->row);
	at[-1] = '\n';
	text_end(out, at);
}

#define AHEAD 16u /* places: what they tell lies anywhere in memory */

/* What place p tells, and the texts of the one half way to it. */
static void await_place(const struct league *league, size_t p, size_t nearer)
{
	const struct ranking *ranking = league->ranking;
	size_t row = ranking->places[p].row;

	__builtin_prefetch(cohort_agency(ranking->cohort, row));
	/* the name lies behind it */
	__builtin_prefetch(cohort_id(ranking->cohort, ranking->places[nearer].row));
	node_await_score(ranking->scores, row);
	node_await_coverage(ranking->scores, row);
	for (size_t i = 0; i < league->n_children; i++)
		node_await_score(league->children[i], row);
}

static void format_places(const void *user, size_t first, size_t end, struct text *out)
{
	const struct league *league = user;
	struct csv_same coverage = {0};

	for (size_t p = first; p < end; p++) {
		const struct place_in_ranking *place = &league->ranking->places[p];

		if (p + AHEAD < end)
			await_place(league, p + AHEAD, p + AHEAD / 2);
		if (league->labels.shown[place->group])
			add_place(out, league, place, &coverage);
	}
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
	for (size_t i = 0; i < league->n_children; i++)
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

static void add_places(struct league *league, const struct node *node, struct sink *sink)
{
	const struct results *results = league->results;

	league->n_children = node->n_children;
	league->children = mem_array(node->n_children, sizeof(*league->children));
	for (size_t i = 0; i < node->n_children; i++)
		league->children[i] = scores_of_node(results->scores, node->children[i]);
	labels_make(&league->labels, results, league->ranking);
	results_rows(results, league->ranking->n_places, format_places, league, sink);
	results_rows(results, results->cohort->refusals.count, format_refusals, league, sink);
	arena_free(&league->labels.arena);
	free(league->children);
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
