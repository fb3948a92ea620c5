#include "ranking.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One ranking in the making. */
struct ranker {
	const struct round *round;
	const struct cohort *cohort;
	const struct scores *scores;
	const struct ranking_rule *rule;
	struct ranking *ranking;
	size_t *order;            /* per row: its position by id */
	unsigned *groups;         /* per row */
	enum rank_status *status; /* per row */
	grid *
	    keys; /* per row, width values, GRID_NONE for none; the sign of ascending keys is turned */
	size_t width;
};

static const struct ranker *sorting; /* qsort has no argument for it */

const char *rank_status_name(enum rank_status status)
{
	static const char *const names[] = {"ranked",     "out-of-competition", "screened",
					    "ineligible", "no-score",           "not-applicable",
					    "not-entered"};

	return names[status];
}

const char *rank_status_words(enum rank_status status)
{
	switch (status) {
	case OUT_OF_COMPETITION:
		return _("out of competition");
	case SCREENED:
		return _("too few measures");
	case INELIGIBLE:
		return _("not eligible");
	case NO_SCORE:
		return _("no score");
	case NOT_ENTERED:
		return _("did not enter");
	case NOT_APPLICABLE:
		return _("not applicable");
	default:
		return "";
	}
}

char *rank_text(char out[DECIMAL_TEXT], int64_t twice_rank)
{
	out[0] = '\0';
	if (twice_rank)
		snprintf(out, DECIMAL_TEXT, "%lld%s", (long long)(twice_rank / 2),
			 twice_rank % 2 ? ".5" : "");
	return out;
}

/* --- Keys --- */

static const struct key_chain *chain_of(const struct ranker *ranker, size_t row)
{
	const struct ranking_rule *rule = ranker->rule;
	int c = round_class(ranker->round, cohort_class_id(ranker->cohort, row));

	return c >= 0 && rule->class_keys[c].count ? &rule->class_keys[c] : &rule->keys;
}

static grid published(const struct ranking_rule *rule, grid value)
{
	return decimal_round(value, rule->precision, rule->rounding);
}

/* What is compared for one key. */
static grid key_value(const struct ranker *ranker, const struct rank_key *key, size_t row)
{
	const struct ranking_rule *rule = ranker->rule;
	const struct node_scores *results =
	    scores_of_node(ranker->scores, key->kind == KEY_NODE ? key->node : rule->node);
	grid value = key->kind == KEY_COVERAGE ? results->coverage[row] : results->score[row];

	if (value == GRID_NONE)
		return GRID_NONE;
	if (!rule->exact)
		value = published(rule, value);
	return key->ascending ? -value : value;
}

static void fill_keys(struct ranker *ranker)
{
	const struct ranking_rule *rule = ranker->rule;

	ranker->width = rule->keys.count;
	for (unsigned c = 0; c < ranker->round->n_classes; c++)
		if (rule->class_keys[c].count > ranker->width)
			ranker->width = rule->class_keys[c].count;
	ranker->keys = mem_array(ranker->cohort->rows * ranker->width, sizeof(grid));
	for (size_t row = 0; row < ranker->cohort->rows; row++) {
		const struct key_chain *chain = chain_of(ranker, row);

		for (size_t k = 0; k < chain->count; k++)
			ranker->keys[row * ranker->width + k] =
			    key_value(ranker, &chain->list[k], row);
	}
}

/* The first key in which two rows of one group differ, or width. */
static size_t first_difference(const struct ranker *ranker, size_t a, size_t b)
{
	const grid *x = ranker->keys + a * ranker->width, *y = ranker->keys + b * ranker->width;
	size_t k = 0;

	while (k < ranker->width && x[k] == y[k])
		k++;
	return k;
}

/* --- Status and groups --- */

static const char *screened(const struct ranker *ranker, size_t row)
{
	const struct category_scores *category =
	    scores_of(ranker->scores, ranker->rule->node->category);

	return category->screened ? category->screened[row] : NULL;
}

static enum rank_status status_of(const struct ranker *ranker, size_t row)
{
	const struct node *node = ranker->rule->node;
	const struct node_scores *results = scores_of_node(ranker->scores, node);
	bool by_children = node->kind != NODE_CRITERION && node->aggregate == AGGREGATE_NONE;

	if (results->outcome[row] == OUTCOME_NOT_APPLICABLE)
		return NOT_APPLICABLE;
	if (cohort_agency(ranker->cohort, row)->left_out)
		return NOT_ENTERED;
	if (!cohort_agency(ranker->cohort, row)->competes)
		return OUT_OF_COMPETITION;
	if (screened(ranker, row))
		return SCREENED;
	if (results->outcome[row] == OUTCOME_NONE && !(by_children && !results->cause[row]))
		return NO_SCORE;
	return results->gate[row] ? INELIGIBLE : RANKED;
}

static const char *reason_of(const struct ranker *ranker, size_t row)
{
	const struct node_scores *results = scores_of_node(ranker->scores, ranker->rule->node);

	switch (ranker->status[row]) {
	case OUT_OF_COMPETITION:
	case NOT_ENTERED:
		return cohort_reason(ranker->cohort, row);
	case SCREENED:
		return screened(ranker, row);
	case INELIGIBLE:
		return results->gate[row]->id;
	case NO_SCORE:
		return results->cause[row]->id;
	default:
		return "";
	}
}

static void add_group(struct ranking *ranking, const char *id, const char *edition)
{
	unsigned n = ranking->n_groups++;

	ranking->groups = mem_grow(ranking->groups, n, sizeof(*ranking->groups));
	ranking->editions = mem_grow(ranking->editions, n, sizeof(*ranking->editions));
	ranking->groups[n] = id;
	ranking->editions[n] = edition;
}

static void find_regions(struct ranker *ranker)
{
	const struct cohort *cohort = ranker->cohort;
	struct ranking *ranking = ranker->ranking;
	unsigned n = cohort_number_regions(cohort, ranker->groups);

	while (ranking->n_groups < n)
		add_group(ranking, "", "");
	for (size_t row = 0; row < cohort->rows; row++) {
		ranking->groups[ranker->groups[row]] = cohort_region(cohort, row);
		ranking->editions[ranker->groups[row]] = cohort_edition(cohort, row);
	}
}

static unsigned group_of(const struct ranker *ranker, size_t row)
{
	const struct cohort *cohort = ranker->cohort;

	switch (ranker->rule->within) {
	case WITHIN_CLASS:
		return cohort_class_in_edition(cohort, row);
	case WITHIN_CLASS_EDITIONS:
		return cohort_agency(cohort, row)->class_index;
	case WITHIN_ALL:
		return cohort_edition_index(cohort, row);
	default:
		return 0;
	}
}

/* The groups of classes or of all, of one edition. */
static void add_groups(struct ranker *ranker, const char *edition)
{
	enum within within = ranker->rule->within;
	const struct cohort *cohort = ranker->cohort;
	bool of_classes = within == WITHIN_CLASS || within == WITHIN_CLASS_EDITIONS;

	for (unsigned c = 0; c < cohort->n_classes && of_classes; c++)
		add_group(ranker->ranking, cohort->classes[c], edition);
	if (!of_classes)
		add_group(ranker->ranking, "all", edition);
}

static void find_groups(struct ranker *ranker)
{
	const struct cohort *cohort = ranker->cohort;

	if (ranker->rule->within == WITHIN_REGION) {
		find_regions(ranker);
		return;
	}
	for (unsigned e = 0; e < cohort->n_editions && ranker->rule->within < WITHIN_ALL_EDITIONS;
	     e++)
		add_groups(ranker, cohort->editions[e]);
	if (ranker->rule->within >= WITHIN_ALL_EDITIONS)
		add_groups(ranker, "");
	for (size_t row = 0; row < cohort->rows; row++)
		ranker->groups[row] = group_of(ranker, row);
}

/* --- Order and ranks --- */

/* By group; the ranked first, by keys; then by id. */
static int by_place(const void *a, const void *b)
{
	const struct ranker *r = sorting;
	size_t x = *(const size_t *)a, y = *(const size_t *)b, k;
	bool ranked = r->status[x] == RANKED;

	if (r->groups[x] != r->groups[y])
		return r->groups[x] < r->groups[y] ? -1 : 1;
	if (ranked != (r->status[y] == RANKED))
		return ranked ? -1 : 1;
	k = ranked ? first_difference(r, x, y) : r->width;
	if (k < r->width)
		return r->keys[x * r->width + k] > r->keys[y * r->width + k] ? -1 : 1;
	return r->order[x] < r->order[y] ? -1 : x != y;
}

static void fill_place(const struct ranker *ranker, struct place_in_ranking *place, size_t row)
{
	const struct node *node = ranker->rule->node;
	const struct node_scores *results = scores_of_node(ranker->scores, node);

	*place = (struct place_in_ranking){
	    .row = row,
	    .group = ranker->groups[row],
	    .status = ranker->status[row],
	    .reason = reason_of(ranker, row),
	    .score = published(ranker->rule, results->score[row]),
	    .coverage = published(ranker->rule, results->coverage[row]),
	    .decided_by = "",
	};
	place->grade = score_grade(node, place->score);
}

/* Twice the rank of the places from first to last (excluded), which are equal in all keys. */
static int64_t twice_rank(enum ties ties, size_t better, size_t equal, size_t distinct,
			  size_t position)
{
	switch (ties) {
	case TIES_DENSE:
		return 2 * ((int64_t)distinct + 1);
	case TIES_MODIFIED:
		return 2 * (int64_t)(better + equal);
	case TIES_ORDINAL:
		return 2 * ((int64_t)position + 1);
	case TIES_FRACTIONAL:
		return 2 * (int64_t)better + (int64_t)equal + 1;
	default:
		return 2 * ((int64_t)better + 1);
	}
}

static const char *decided_by(const struct ranker *ranker, size_t above, size_t row)
{
	size_t k = first_difference(ranker, above, row);

	if (k == ranker->width)
		return ranker->rule->ties == TIES_ORDINAL ? "id" : "";
	return k ? chain_of(ranker, row)->list[k].text : "";
}

/* Agencies of one rank that their exact scores would have parted. */
static size_t made_equal(const struct ranker *ranker, const struct place_in_ranking *places,
			 size_t equal)
{
	const grid *exact = scores_of_node(ranker->scores, ranker->rule->node)->score;

	for (size_t i = 1; i < equal; i++)
		if (exact[places[i].row] != exact[places[0].row])
			return equal;
	return 0;
}

/* Ranks the places [0, n) of one group, all of them ranked. */
static void rank_group(struct ranker *ranker, struct place_in_ranking *places, size_t n)
{
	size_t distinct = 0;

	for (size_t first = 0, last; first < n; first = last, distinct++) {
		for (last = first + 1; last < n; last++)
			if (first_difference(ranker, places[first].row, places[last].row) <
			    ranker->width)
				break;
		for (size_t i = first; i < last; i++) {
			places[i].better = first;
			places[i].equal = last - first;
			places[i].twice_rank =
			    twice_rank(ranker->rule->ties, first, last - first, distinct, i);
			if (i)
				places[i].decided_by =
				    decided_by(ranker, places[i - 1].row, places[i].row);
		}
		ranker->ranking->precision_ties += made_equal(ranker, places + first, last - first);
	}
}

static void rank_groups(struct ranker *ranker)
{
	struct ranking *ranking = ranker->ranking;

	for (size_t first = 0, last; first < ranking->n_places; first = last) {
		const struct place_in_ranking *start = &ranking->places[first];

		for (last = first + 1; last < ranking->n_places; last++)
			if (ranking->places[last].group != start->group ||
			    (ranking->places[last].status == RANKED) != (start->status == RANKED))
				break;
		if (start->status == RANKED)
			rank_group(ranker, &ranking->places[first], last - first);
	}
}

static void make_places(struct ranker *ranker)
{
	struct ranking *ranking = ranker->ranking;
	size_t rows = ranker->cohort->rows, *sorted = mem_array(rows, sizeof(*sorted));

	for (size_t row = 0; row < rows; row++)
		sorted[row] = row;
	sorting = ranker;
	qsort(sorted, rows, sizeof(*sorted), by_place);
	ranking->places = mem_array(rows, sizeof(*ranking->places));
	ranking->n_places = rows;
	for (size_t i = 0; i < rows; i++)
		fill_place(ranker, &ranking->places[i], sorted[i]);
	free(sorted);
}

/* The ranked node's category, or one whose node is a key, was withheld. */
static bool is_withheld(const struct ranker *ranker)
{
	const struct ranking_rule *rule = ranker->rule;
	bool withheld = scores_of(ranker->scores, rule->node->category)->withheld;

	for (unsigned c = 0; c <= ranker->round->n_classes; c++) {
		const struct key_chain *chain = c ? &rule->class_keys[c - 1] : &rule->keys;

		for (size_t k = 0; k < chain->count; k++)
			if (chain->list[k].kind == KEY_NODE)
				withheld = withheld ||
					   scores_of(ranker->scores, chain->list[k].node->category)
					       ->withheld;
	}
	return withheld;
}

static void rank_one(struct ranker *ranker)
{
	size_t rows = ranker->cohort->rows;

	ranker->ranking->rule = ranker->rule;
	ranker->ranking->withheld = is_withheld(ranker);
	if (ranker->ranking->withheld)
		return;
	ranker->groups = mem_array(rows, sizeof(*ranker->groups));
	ranker->status = mem_array(rows, sizeof(*ranker->status));
	for (size_t row = 0; row < rows; row++)
		ranker->status[row] = status_of(ranker, row);
	find_groups(ranker);
	fill_keys(ranker);
	make_places(ranker);
	rank_groups(ranker);
	free(ranker->groups);
	free(ranker->status);
	free(ranker->keys);
}

void rank_all(const struct round *round, const struct cohort *cohort, const struct scores *scores,
	      struct rankings *rankings)
{
	size_t *order = mem_array(cohort->rows, sizeof(*order));

	*rankings = (struct rankings){mem_array(round->n_rankings, sizeof(struct ranking)),
				      round->n_rankings};
	for (size_t i = 0; i < cohort->rows; i++)
		order[cohort->by_id[i]] = i;
	for (size_t i = 0; i < round->n_rankings; i++) {
		struct ranker ranker = {.round = round,
					.cohort = cohort,
					.scores = scores,
					.rule = &round->rankings[i],
					.ranking = &rankings->list[i],
					.order = order};

		rank_one(&ranker);
	}
	free(order);
}

void rankings_free(struct rankings *rankings)
{
	for (size_t i = 0; i < rankings->count; i++) {
		free(rankings->list[i].groups);
		free(rankings->list[i].editions);
		free(rankings->list[i].places);
	}
	free(rankings->list);
	*rankings = (struct rankings){0};
}
