#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "criteria.h"
#include "lint_parts.h"

/* What the scores show: criteria that run against their group, scales that saturate, ties that precision creates. */

#define LEAST_AGENCIES 10 /* fewer show no tendency */

static const struct node_scores *results_of(const struct lint *lint, const struct node *node)
{
	const struct category_scores *scores = scores_of(&lint->run->scores, node->category);

	return scores->withheld ? NULL : &scores->nodes[node->index];
}

/* --- Against the group --- */

/* Two numbers of each agency, and the ranks that are made of them. */
struct pairs {
	double *x, *y, *ranks_x, *ranks_y;
	size_t n;
};

static int by_number(const void *a, const void *b, void *context)
{
	const double *values = context, x = values[*(const size_t *)a],
		     y = values[*(const size_t *)b];

	return (x > y) - (x < y);
}

/* Mean ranks of equal values. */
static void rank_values(double *values, size_t n, double *ranks)
{
	size_t *order = mem_array(n, sizeof(*order));

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof(*order), by_number, values);
	for (size_t first = 0, last; first < n; first = last) {
		for (last = first + 1; last < n && values[order[last]] == values[order[first]];)
			last++;
		for (size_t i = first; i < last; i++)
			ranks[order[i]] = (double)(first + last - 1) / 2;
	}
	free(order);
}

/* The correlation of two lists with the same mean; 0 where one of them is constant. */
static double correlation(const double *x, const double *y, size_t n)
{
	double mean = ((double)n - 1) / 2, xy = 0, xx = 0, yy = 0;

	for (size_t i = 0; i < n; i++) {
		xy += (x[i] - mean) * (y[i] - mean);
		xx += (x[i] - mean) * (x[i] - mean);
		yy += (y[i] - mean) * (y[i] - mean);
	}
	return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

static double spearman(const struct pairs *pairs)
{
	rank_values(pairs->x, pairs->n, pairs->ranks_x);
	rank_values(pairs->y, pairs->n, pairs->ranks_y);
	return correlation(pairs->ranks_x, pairs->ranks_y, pairs->n);
}

/* The weighted mean of the siblings that have a value; NaN where none has. */
static double rest_of_group(const struct lint *lint, const struct node *node, size_t row)
{
	double sum = 0, weights = 0;

	for (size_t i = 0; i < node->parent->n_children; i++) {
		const struct node *other = node->parent->children[i];
		grid value;

		if (other == node || !node_counts(other))
			continue;
		value = results_of(lint, other)->passed[row];
		if (value == GRID_NONE)
			continue;
		sum += (double)other->weight * (double)value;
		weights += (double)other->weight;
	}
	return weights > 0 ? sum / weights : (double)NAN;
}

static void gather_pairs(const struct lint *lint, const struct node *node, struct pairs *pairs)
{
	const struct node_scores *results = results_of(lint, node);
	const struct cohort *cohort = &lint->run->cohort;

	for (size_t row = 0; row < cohort->rows; row++) {
		double rest;

		if (!cohort->agencies[row].competes || results->passed[row] == GRID_NONE)
			continue;
		rest = rest_of_group(lint, node, row);
		if (isnan(rest))
			continue;
		pairs->x[pairs->n] = (double)results->passed[row];
		pairs->y[pairs->n++] = rest;
	}
}

/* One in a hundred by chance, and strong. */
static bool is_against(double rho, size_t n)
{
	return n >= LEAST_AGENCIES && rho <= -0.5 && rho * sqrt((double)n - 1) <= -2.33;
}

/* Of two children each is against the other: the second is told. */
static bool is_first_of_two(const struct node *node)
{
	size_t counting = 0, before = 0;

	for (size_t i = 0; i < node->parent->n_children; i++) {
		counting += node_counts(node->parent->children[i]);
		before += node_counts(node->parent->children[i]) &&
			  node->parent->children[i]->index < node->index;
	}
	return counting == 2 && !before;
}

static void see_against(struct lint *lint, const struct node *node)
{
	size_t rows = lint->run->cohort.rows;
	struct pairs pairs = {0};
	double rho;

	if (node->kind == NODE_LINK || !node->parent || !node_counts(node) ||
	    !results_of(lint, node) || is_first_of_two(node) ||
	    lint_is_meant(lint, node, W_BACKWARDS))
		return;
	pairs = (struct pairs){mem_array(rows, sizeof(double)), mem_array(rows, sizeof(double)),
			       mem_array(rows, sizeof(double)), mem_array(rows, sizeof(double)), 0};
	gather_pairs(lint, node, &pairs);
	rho = spearman(&pairs);
	if (is_against(rho, pairs.n))
		problem_warning(lint->problems, W_BACKWARDS, lint_place(node, "direction"),
				_("%s: it runs against the rest of its group: rank correlation "
				  "%.2f over %zu agencies; is its direction right?"),
				keys_header(node->section), rho, pairs.n);
	free(pairs.x);
	free(pairs.y);
	free(pairs.ranks_x);
	free(pairs.ranks_y);
}

/* --- Saturation --- */

/* Agencies at one end of a scale, and whether their measures differ. */
struct end {
	size_t n;
	double measure;
	bool differs;
};

static void count_end(struct end *end, double measure)
{
	end->differs |= end->n && measure != end->measure;
	end->measure = measure;
	end->n++;
}

/* The end at which most agencies lie although their measures differ; all is how many there are. */
static size_t count_saturated(const struct lint *lint, const struct node *node, bool upper,
			      size_t *all)
{
	const struct node_scores *results = results_of(lint, node);
	struct end end = {0};
	grid at;

	*all = 0;
	if (!decimal_from_double(upper ? node->scale.high : node->scale.low, &at))
		return 0;
	for (size_t row = 0; row < lint->run->cohort.rows; row++) {
		if (results->state[row] != STATE_VALUE || results->score[row] == GRID_NONE)
			continue;
		++*all;
		if (results->score[row] == at)
			count_end(&end, results->measure[row]);
	}
	return *all >= LEAST_AGENCIES && 2 * end.n > *all && end.differs ? end.n : 0;
}

static void see_saturated(struct lint *lint, const struct node *node)
{
	size_t n, all;

	if (node->kind != NODE_CRITERION || !results_of(lint, node) || !node->scale.clamp ||
	    (node->scale.kind != SCALE_GOALPOSTS && node->scale.kind != SCALE_LOG_GOALPOSTS) ||
	    lint_is_meant(lint, node, W_SATURATED))
		return;
	for (unsigned upper = 0; upper < 2; upper++) {
		n = count_saturated(lint, node, upper, &all);
		if (n)
			problem_warning(
			    lint->problems, W_SATURATED, lint_place(node, "scale"),
			    upper ? _("%s: %zu of %zu agencies lie at the upper end of the scale "
				      "although their measures differ")
				  : _("%s: %zu of %zu agencies lie at the lower end of the scale "
				      "although their measures differ"),
			    keys_header(node->section), n, all);
	}
}

/* --- Ties that precision creates --- */

static const struct place *ranking_place(const struct lint *lint, const struct ranking_rule *rule)
{
	const struct ini *ini = lint->round->ini;
	const struct ini_section *further = ini_section(ini, "ranking",
							strcmp(rule->id, "main") ? rule->id : "-"),
				 *section = further ? further : ini_section(ini, "round", "");
	const struct ini_key *key = ini_key(section, "precision");

	return key ? &key->place : section ? &section->place : NULL;
}

static void see_ties(struct lint *lint, const struct ranking *ranking)
{
	const struct ranking_rule *rule = ranking->rule;

	if (!ranking->precision_ties || lint_is_meant(lint, rule->node, W_PRECISION_TIES))
		return;
	problem_warning(lint->problems, W_PRECISION_TIES, ranking_place(lint, rule),
			_("ranking %s of %s: %zu agencies share a rank that their unrounded scores "
			  "would part (precision = %u)"),
			rule->id, rule->of, ranking->precision_ties, rule->precision);
}

static const struct class_limits *limits_of(const struct lint *lint, const struct award_rule *award,
					    size_t row)
{
	int c = round_class(lint->round, lint->run->cohort.agencies[row].class_id);

	return c < 0 ? &award->limits : &award->class_limits[c];
}

/* Whether the tie to which a place belongs lies across the cut. */
static bool is_at_cut(const struct lint *lint, const struct award_rule *award,
		      const struct place_in_ranking *place)
{
	const struct class_limits *limits = limits_of(lint, award, place->row);

	return place->status == RANKED && limits->has_first && place->better < limits->first &&
	       limits->first < place->better + place->equal &&
	       round_class_in(award->classes, award->n_classes,
			      lint->run->cohort.agencies[place->row].class_id);
}

/* Whether exact scores would part a tie that begins at a place. */
static bool is_made(const struct lint *lint, const struct ranking *ranking,
		    const struct place_in_ranking *first)
{
	const grid *exact = results_of(lint, ranking->rule->node)->score;

	for (size_t i = 1; i < first->equal; i++)
		if (exact[first[i].row] != exact[first->row])
			return true;
	return false;
}

static void see_prize(struct lint *lint, const struct award_rule *award,
		      const struct ranking *ranking)
{
	for (size_t i = 0; i < ranking->n_places; i++) {
		const struct place_in_ranking *place = &ranking->places[i];
		bool begins =
		    !i || place[-1].group != place->group || place[-1].better != place->better;

		if (!begins || !is_at_cut(lint, award, place) || !is_made(lint, ranking, place))
			continue;
		problem_warning(lint->problems, W_PRIZE_TIED, &award->place,
				_("award %s, %s, %s: %zu agencies are tied at the cut, and their "
				  "unrounded scores would part them"),
				award->id, ranking->rule->of, ranking->groups[place->group],
				place->equal);
	}
}

static void see_award(struct lint *lint, const struct award_rule *award)
{
	for (size_t i = 0; i < award->n_rankings; i++) {
		const struct ranking *ranking = &lint->run->rankings.list[award->rankings[i]];

		if (!ranking->withheld && !lint_is_meant(lint, ranking->rule->node, W_PRIZE_TIED))
			see_prize(lint, award, ranking);
	}
}

static void see_node(struct lint *lint, const struct node *node)
{
	see_against(lint, node);
	see_saturated(lint, node);
}

void lint_scores(struct lint *lint)
{
	lint_each(lint, see_node);
	for (size_t i = 0; i < lint->run->rankings.count; i++)
		see_ties(lint, &lint->run->rankings.list[i]);
	for (size_t i = 0; i < lint->round->n_awards; i++)
		see_award(lint, &lint->round->awards[i]);
}
