#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "criteria.h"
#include "lint_parts.h"

/* What the scores show: criteria that run against their group, scales that saturate, ties that precision creates. */

#define LEAST_AGENCIES 10 /* fewer show no tendency */
#define LEAST_VALUES 5    /* of a node that can run against others; a question has fewer */

/* --- Against the group --- */

static int by_number(const void *a, const void *b, void *context)
{
	const double *values = context, x = values[*(const size_t *)a],
		     y = values[*(const size_t *)b];

	return (x > y) - (x < y);
}

/* From 0 to n - 1; equal values share their mean rank. */
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

/* The correlation of two lists of such ranks; 0 where one of them is constant. */
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

static double spearman(double *x, double *y, size_t n)
{
	double *ranks_x = mem_array(n, sizeof(double)), *ranks_y = mem_array(n, sizeof(double)),
	       rho;

	rank_values(x, n, ranks_x);
	rank_values(y, n, ranks_y);
	rho = correlation(ranks_x, ranks_y, n);
	free(ranks_x);
	free(ranks_y);
	return rho;
}

/* The children of a group as ranks from 0 to 1, so that none of them speaks louder than the others. */
struct group {
	const struct node *node;
	size_t rows;
	double **ranks; /* per child, per row; NaN: none; NULL: it does not count */
	double *sum;    /* per row, of all children */
	size_t *count;
};

static void rank_child(const struct lint *lint, struct group *group, size_t i)
{
	const struct node_scores *results =
	    scores_of_node(&lint->run->scores, group->node->children[i]);
	double *values = mem_array(group->rows, sizeof(double)),
	       *ranks = mem_array(group->rows, sizeof(double));
	size_t n = 0, at = 0;

	group->ranks[i] = mem_array(group->rows, sizeof(double));
	for (size_t row = 0; row < group->rows; row++)
		if (cohort_agency(&lint->run->cohort, row)->competes &&
		    node_passed(results, row) != GRID_NONE)
			values[n++] = (double)node_passed(results, row);
	rank_values(values, n, ranks);
	for (size_t row = 0; row < group->rows; row++) {
		group->ranks[i][row] = (double)NAN;
		if (!cohort_agency(&lint->run->cohort, row)->competes ||
		    node_passed(results, row) == GRID_NONE)
			continue;
		group->ranks[i][row] = n > 1 ? ranks[at] / (double)(n - 1) : 0;
		group->sum[row] += group->ranks[i][row];
		group->count[row]++;
		at++;
	}
	free(values);
	free(ranks);
}

static void read_group(const struct lint *lint, const struct node *node, struct group *group)
{
	*group = (struct group){.node = node,
				.rows = lint->run->cohort.rows,
				.ranks = mem_array(node->n_children, sizeof(double *)),
				.sum = mem_array(lint->run->cohort.rows, sizeof(double)),
				.count = mem_array(lint->run->cohort.rows, sizeof(size_t))};
	for (size_t i = 0; i < node->n_children; i++)
		if (node_counts(node->children[i]))
			rank_child(lint, group, i);
}

static void free_group(struct group *group)
{
	for (size_t i = 0; i < group->node->n_children; i++)
		free(group->ranks[i]);
	free(group->ranks);
	free(group->sum);
	free(group->count);
}

static bool has_many_values(const double *values, size_t n)
{
	double different[LEAST_VALUES];
	size_t count = 0, at;

	for (size_t i = 0; i < n && count < LEAST_VALUES; i++) {
		for (at = 0; at < count && different[at] != values[i];)
			at++;
		if (at == count)
			different[count++] = values[i];
	}
	return count == LEAST_VALUES;
}

/* One in a hundred by chance, and strong. */
static bool is_against(double rho, size_t n)
{
	return n >= LEAST_AGENCIES && rho <= -0.5 && rho * sqrt((double)n - 1) <= -2.33;
}

static void tell_against(struct lint *lint, const struct node *node, double rho, size_t n)
{
	if (is_against(rho, n) && !lint_is_meant(lint, node, W_BACKWARDS))
		problem_warning(lint->problems, W_BACKWARDS, lint_place(node, "direction"),
				_("%s: it runs against the rest of its group: rank correlation "
				  "%.2f over %zu agencies; is its direction right?"),
				keys_header(node->section), rho, n);
}

/* A child against the mean rank of the others. */
static void see_child(struct lint *lint, const struct group *group, size_t i)
{
	double *own = mem_array(group->rows, sizeof(double)),
	       *rest = mem_array(group->rows, sizeof(double));
	size_t n = 0;

	for (size_t row = 0; row < group->rows; row++) {
		double rank = group->ranks[i][row];

		if (isnan(rank) || group->count[row] < 2)
			continue;
		own[n] = rank;
		rest[n++] = (group->sum[row] - rank) / (double)(group->count[row] - 1);
	}
	if (has_many_values(own, n))
		tell_against(lint, group->node->children[i], spearman(own, rest, n), n);
	free(own);
	free(rest);
}

/* Of two children each is against the other: the second is told. */
static void see_group(struct lint *lint, const struct node *node)
{
	size_t counting = 0, first = 0;
	struct group group;

	if (!node->n_children || node->children[0]->kind == NODE_LINK ||
	    !lint_is_scored(lint, node))
		return;
	read_group(lint, node, &group);
	for (size_t i = node->n_children; i-- > 0;)
		if (group.ranks[i]) {
			counting++;
			first = i;
		}
	for (size_t i = 0; i < node->n_children && counting > 1; i++)
		if (group.ranks[i] && !(counting == 2 && i == first))
			see_child(lint, &group, i);
	free_group(&group);
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
	const struct node_scores *results = scores_of_node(&lint->run->scores, node);
	struct end end = {0};
	grid at;

	*all = 0;
	if (!decimal_from_double(upper ? node->scale.high : node->scale.low, &at))
		return 0;
	for (size_t row = 0; row < lint->run->cohort.rows; row++) {
		if (node_state(results, row) != STATE_VALUE ||
		    node_score(results, row) == GRID_NONE)
			continue;
		++*all;
		if (node_score(results, row) == at)
			count_end(&end, node_measure(results, row));
	}
	return *all >= LEAST_AGENCIES && 2 * end.n > *all && end.differs ? end.n : 0;
}

static void see_saturated(struct lint *lint, const struct node *node)
{
	size_t n, all;

	if (node->kind != NODE_CRITERION || !lint_is_scored(lint, node) || !node->scale.clamp ||
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
	int c = round_class(lint->round, cohort_class_id(&lint->run->cohort, row));

	return c < 0 ? &award->limits : &award->class_limits[c];
}

/* Whether the tie to which a place belongs lies across the cut of its class. */
static bool is_at_own_cut(const struct lint *lint, const struct award_rule *award,
			  const struct place_in_ranking *place)
{
	const struct class_limits *limits = limits_of(lint, award, place->row);

	return place->status == RANKED && limits->has_first && place->better < limits->first &&
	       limits->first < place->better + place->equal &&
	       round_class_in(award->classes, award->n_classes,
			      cohort_class_id(&lint->run->cohort, place->row));
}

/* Whether a tie that begins at a place lies across a cut: each of the classes in it may have another. */
static bool is_at_cut(const struct lint *lint, const struct award_rule *award,
		      const struct place_in_ranking *first)
{
	for (size_t i = 0; i < first->equal; i++)
		if (is_at_own_cut(lint, award, &first[i]))
			return true;
	return false;
}

/* Whether exact scores would part a tie that begins at a place. */
static bool is_made(const struct lint *lint, const struct ranking *ranking,
		    const struct place_in_ranking *first)
{
	const struct node_scores *exact = scores_of_node(&lint->run->scores, ranking->rule->node);

	for (size_t i = 1; i < first->equal; i++)
		if (node_score(exact, first[i].row) != node_score(exact, first->row))
			return true;
	return false;
}

static void tell_prize(struct lint *lint, const struct award_rule *award,
		       const struct ranking *ranking, const struct place_in_ranking *first)
{
	struct text where = {0};

	ranking_add_group(ranking, first->group, &where);
	problem_warning(lint->problems, W_PRIZE_TIED, &award->place,
			_("award %s, %s: %zu agencies are tied at the cut, and their unrounded "
			  "scores would part them"),
			award->id, where.data, (size_t)first->equal);
	text_free(&where);
}

static void see_prize(struct lint *lint, const struct award_rule *award,
		      const struct ranking *ranking)
{
	for (size_t i = 0; i < ranking->n_places; i++) {
		const struct place_in_ranking *place = &ranking->places[i];
		bool begins =
		    !i || place[-1].group != place->group || place[-1].better != place->better;

		if (begins && is_at_cut(lint, award, place) && is_made(lint, ranking, place))
			tell_prize(lint, award, ranking, place);
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
	see_group(lint, node);
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
