#include "score.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "imputation.h"
#include "outliers.h"
#include "scale.h"
#include "screening.h"

typedef __int128 wide;

struct scorer {
	const struct round *round;
	const struct cohort *cohort;
	const struct measured *measured;
	struct scores *scores;
	struct problems *problems;
	/* scratch, per row */
	long double *values;
	grid *points;
	uint8_t *results;
	bool *wanted;
};

/* --- Finding results --- */

const struct category_scores *scores_of(const struct scores *scores,
					const struct category *category)
{
	size_t c = 0;

	for (; scores->categories[c].category != category; c++)
		assert(c + 1 < scores->n_categories);
	return &scores->categories[c];
}

const struct node_scores *scores_of_node(const struct scores *scores, const struct node *node)
{
	return &scores_of(scores, node->category)->nodes[node->index];
}

static struct node_scores *results_of(const struct scorer *scorer, const struct node *node)
{
	return (struct node_scores *)scores_of_node(scorer->scores, node);
}

const char *score_state_name(const struct round *round, unsigned state)
{
	return state == STATE_CONSTANT  ? "constant"
	       : state == STATE_IMPUTED ? "imputed"
					: round->states.names[state];
}

const char *score_grade(const struct node *node, grid published)
{
	const struct steps *grades = &node->grades;

	if (!grades->count || published == GRID_NONE)
		return "";
	for (size_t i = 0; i + 1 < grades->count; i++) {
		grid bound;

		if (!decimal_from_double(grades->list[i].bound, &bound))
			continue;
		if (grades->kind == STEP_ABOVE      ? published > bound
		    : grades->kind == STEP_AT_LEAST ? published >= bound
		    : grades->kind == STEP_BELOW    ? published < bound
						    : published <= bound)
			return grades->list[i].text;
	}
	return grades->list[grades->count - 1].text;
}

/* --- Setting results --- */

static void set_none(struct node_scores *results, size_t row, const struct node *cause)
{
	results->outcome[row] = OUTCOME_NONE;
	results->cause[row] = cause;
}

static void set_not_applicable(struct node_scores *results, size_t row)
{
	results->outcome[row] = OUTCOME_NOT_APPLICABLE;
	results->coverage[row] = GRID_NONE;
}

static grid rounded(const struct node *node, grid value)
{
	for (size_t i = 0; i < node->round.count; i++)
		value = decimal_round(value, node->round.list[i].decimals,
				      node->round.list[i].rounding);
	return value;
}

static void set_score(struct node_scores *results, size_t row, grid score)
{
	results->outcome[row] = OUTCOME_SCORE;
	results->score[row] = score;
	results->passed[row] = score;
}

/* The node's path as people name it: CATEGORY or CATEGORY/NODE. */
static const char *node_name(const struct node *node, struct text *text)
{
	text->length = 0;
	text_add(text, node->category->id);
	if (node->parent)
		text_print(text, "/%s", node->id);
	return text->data;
}

/* What a machine wants to know, besides the place in a file. */
static struct place place_of(const struct place *file, const struct node *node)
{
	struct place place = *file;

	place.category = node->category->id;
	place.criterion = node->kind == NODE_CRITERION ? node->id : NULL;
	return place;
}

static void fault(struct scorer *scorer, const struct node *node, size_t row, const char *code,
		  const char *expected, const char *found)
{
	const char *id = cohort_id(scorer->cohort, row);
	struct place at = cohort_place(scorer->cohort, row), place = place_of(&at, node);
	struct text name = {0};

	place.agency = id;
	problem_error(scorer->problems, EXIT_EVIDENCE, code, &place,
		      _("agency %s, %s: expected %s, found %s"), id, node_name(node, &name),
		      expected, found);
	text_free(&name);
}

/* Scores outside of the node's range are faults. */
static void check_range(struct scorer *scorer, const struct node *node)
{
	struct node_scores *results = results_of(scorer, node);
	const struct cohort *cohort = scorer->cohort;
	char low[DECIMAL_TEXT], high[DECIMAL_TEXT], found[DECIMAL_TEXT];

	if (node->range.any)
		return;
	for (size_t i = 0; i < cohort->rows; i++) {
		size_t row = cohort->by_id[i];
		grid score = results->score[row];

		if (results->outcome[row] == OUTCOME_SCORE &&
		    (score < node->range.low || score > node->range.high)) {
			char *expected = mem_print(_("points within %s..%s"),
						   decimal_print_short(low, node->range.low),
						   decimal_print_short(high, node->range.high));

			fault(scorer, node, row, "E-SCO-001", expected,
			      decimal_print_short(found, score));
			set_none(results, row, node); /* the nodes above would only repeat it */
			free(expected);
		}
	}
}

static void round_results(struct scorer *scorer, const struct node *node)
{
	struct node_scores *results = results_of(scorer, node);

	for (size_t row = 0; row < scorer->cohort->rows && node->round.count; row++) {
		if (results->outcome[row] != OUTCOME_SCORE)
			continue;
		results->passed[row] = rounded(node, results->passed[row]);
		if (results->passed != results->score && !node->passes_before)
			results->score[row] = results->passed[row];
	}
}

/* --- Criteria --- */

/* A criterion without points of its own making: what its state's policy and its missing say. */
static void set_by_policy(const struct scorer *scorer, const struct node *node,
			  struct node_scores *results, size_t row)
{
	enum policy policy = scorer->round->states.policies[results->state[row]];

	if (policy == POLICY_LEAVE_OUT)
		set_not_applicable(results, row);
	else if (policy == POLICY_AS_ZERO)
		set_score(results, row, 0);
	else if (node->missing.kind == ABSENT_POINTS)
		set_score(results, row, node->missing.points);
	else
		set_none(results, row, node);
}

static void set_scaled(struct scorer *scorer, const struct node *node, struct node_scores *results,
		       size_t row)
{
	char found[DECIMAL_TEXT];

	switch (scorer->results[row]) {
	case SCALED:
	case SCALED_AS_IS:
		set_score(results, row, rounded(node, scorer->points[row]));
		results->coverage[row] = results->state[row] == STATE_IMPUTED ? 0 : 100 * GRID_ONE;
		if (scorer->results[row] == SCALED_AS_IS)
			results->state[row] = STATE_CONSTANT;
		break;
	case SCALE_DROPPED:
		results->state[row] = STATE_CONSTANT;
		set_not_applicable(results, row);
		break;
	case SCALE_UNDEFINED:
		results->state[row] = STATE_UNDEFINED;
		set_by_policy(scorer, node, results, row);
		break;
	case SCALE_ABSENT:
		set_by_policy(scorer, node, results, row);
		break;
	default:
		set_none(results, row, node);
		fault(scorer, node, row, "E-SCO-002", _("a measure that the scale can take"),
		      decimal_print_double(found, results->measure[row]));
	}
}

/* The agencies that have left a node's category, as in struct category_scores. */
static const char *const *screened_of(const struct scorer *scorer, const struct node *node)
{
	return scores_of(scorer->scores, node->category)->screened;
}

/* A criterion of an agency that has left: its evidence is shown, it has no score. */
static void set_screened(const struct scorer *scorer, const struct node *node,
			 struct node_scores *results, size_t row)
{
	unsigned state = results->state[row];

	if (scorer->round->states.policies[state] == POLICY_LEAVE_OUT) {
		set_not_applicable(results, row);
		return;
	}
	set_none(results, row, node->category->nodes[0]);
	results->coverage[row] = state == STATE_VALUE ? 100 * GRID_ONE : 0;
}

static void set_criterion(struct scorer *scorer, const struct node *node,
			  struct node_scores *results, size_t row)
{
	const char *const *screened = screened_of(scorer, node);

	if (screened && screened[row])
		set_screened(scorer, node, results, row);
	else
		set_scaled(scorer, node, results, row);
}

static void fault_constant(struct scorer *scorer, const struct node *node,
			   const struct scale_constant *constant)
{
	struct place place = place_of(&node->place, node);
	struct text name = {0};

	if (!constant->found)
		return;
	problem_error(
	    scorer->problems, EXIT_EVIDENCE, "E-SCO-003", &place,
	    _("%s: expected different values for a relative scale, found the same of all that are "
	      "compared with %s; set constant to points or drop"),
	    node_name(node, &name), cohort_id(scorer->cohort, constant->row));
	text_free(&name);
}

/* The measures of a category, per instance. */
static const struct measures *measures_of(const struct scorer *scorer,
					  const struct category *category)
{
	size_t c = 0;

	while (scorer->round->categories[c] != category)
		c++;
	return scorer->measured->of[c];
}

/* Measures from the worker. */
static void take_measures(struct scorer *scorer, const struct node *node,
			  struct node_scores *results)
{
	const struct measures *measures = &measures_of(scorer, node->category)[node->instance];

	results->measure = measures->values;
	memcpy(results->state, measures->states, scorer->cohort->rows);
	for (size_t row = 0; row < scorer->cohort->rows; row++)
		scorer->values[row] = results->state[row] == STATE_VALUE
					  ? (long double)measures->values[row]
					  : (long double)NAN;
}

/* Measures that are another node's passed-up value. */
static void take_scores(struct scorer *scorer, const struct node *node, struct node_scores *results)
{
	const struct node_scores *from = scores_of_node(scorer->scores, node->of);
	double *measures = mem_array(scorer->cohort->rows, sizeof(*measures));

	for (size_t row = 0; row < scorer->cohort->rows; row++) {
		bool there = from->outcome[row] == OUTCOME_SCORE;

		results->state[row] = there ? STATE_VALUE
				      : from->outcome[row] == OUTCOME_NOT_APPLICABLE
					  ? STATE_NOT_APPLICABLE
					  : STATE_MISSING;
		measures[row] = there ? (double)from->passed[row] / (double)GRID_ONE : (double)NAN;
		scorer->values[row] = there ? (long double)from->passed[row] : (long double)NAN;
	}
	results->measure = results->own_measure = measures;
}

static void finish_of(struct scorer *scorer, const struct node *node, struct node_scores *results)
{
	for (size_t row = 0; row < scorer->cohort->rows; row++) {
		grid value;

		if (results->state[row] != STATE_VALUE)
			continue;
		value = (grid)scorer->values[row];
		if (node->has_measure_round)
			value = decimal_round(value, node->measure_round.decimals,
					      node->measure_round.rounding);
		scorer->values[row] = (long double)value;
		if (node->has_measure_range)
			scorer->values[row] = fminl(
			    fmaxl(scorer->values[row], node->measure_min * (long double)GRID_ONE),
			    node->measure_max * (long double)GRID_ONE);
		results->own_measure[row] = (double)(scorer->values[row] / (long double)GRID_ONE);
	}
}

/* Who is missing the criterion, and nothing else. */
static bool lacks(const struct scorer *scorer, unsigned state, size_t row)
{
	enum policy policy = scorer->round->states.policies[state];

	return isnan(scorer->values[row]) && policy != POLICY_LEAVE_OUT && policy != POLICY_AS_ZERO;
}

/* A measure of its own for each agency that is missing the criterion. */
static void impute(struct scorer *scorer, const struct node *node, struct node_scores *results)
{
	const struct cohort *cohort = scorer->cohort;
	double *measures = mem_array(cohort->rows, sizeof(*measures));
	const char *const *screened = screened_of(scorer, node);
	long double unit = node->of ? (long double)GRID_ONE : 1;

	for (size_t row = 0; row < cohort->rows; row++)
		scorer->wanted[row] =
		    lacks(scorer, results->state[row], row) && !(screened && screened[row]);
	imputation_fill(&node->missing, cohort, node->of != NULL, scorer->wanted, scorer->values);
	for (size_t row = 0; row < cohort->rows; row++) {
		bool imputed = scorer->wanted[row] && !isnan(scorer->values[row]);

		measures[row] =
		    imputed ? (double)(scorer->values[row] / unit) : results->measure[row];
		if (imputed)
			results->state[row] = STATE_IMPUTED;
	}
	free(results->own_measure);
	results->measure = results->own_measure = measures;
}

static void treat_outliers(struct scorer *scorer, const struct node *node,
			   struct node_scores *results)
{
	size_t rows = scorer->cohort->rows;
	long double unit = node->of ? (long double)GRID_ONE : 1;

	results->treated = mem_array(rows, sizeof(*results->treated));
	results->treatment = mem_array(rows, 1);
	outliers_treat(&node->outliers, node->scale.reference, scorer->cohort, unit, scorer->values,
		       results->treatment);
	for (size_t row = 0; row < rows; row++)
		results->treated[row] = (double)(scorer->values[row] / unit);
}

/* No values for those to whom the criterion does not apply and those who have left. */
static void blank_others(struct scorer *scorer, const struct node *node,
			 struct node_scores *results)
{
	const struct cohort *cohort = scorer->cohort;
	const char *const *screened = screened_of(scorer, node);
	bool *applies = round_applicable(node, scorer->cohort);

	for (size_t row = 0; row < cohort->rows; row++) {
		bool applicable = applies[cohort_class_in_edition(cohort, row)];

		if (!applicable)
			results->state[row] = STATE_NOT_APPLICABLE;
		if (!applicable || (screened && screened[row]))
			scorer->values[row] = (long double)NAN;
	}
	free(applies);
}

static void score_criterion(struct scorer *scorer, const struct node *node)
{
	struct node_scores *results = results_of(scorer, node);
	const struct cohort *cohort = scorer->cohort;
	struct scale_constant constant = {0};

	if (node->of) {
		take_scores(scorer, node, results);
		finish_of(scorer, node, results);
	} else {
		take_measures(scorer, node, results);
	}
	blank_others(scorer, node, results);
	if (node->missing.impute != IMPUTE_NOTHING)
		impute(scorer, node, results);
	if (node->outliers.kind != OUTLIERS_KEEP)
		treat_outliers(scorer, node, results);
	scale_apply(&node->scale, cohort, scorer->values, node->of ? (long double)GRID_ONE : 1,
		    scorer->points, scorer->results, &constant);
	fault_constant(scorer, node, &constant);
	for (size_t i = 0; i < cohort->rows; i++) {
		if (constant.found)
			set_none(results, cohort->by_id[i], node);
		else
			set_criterion(scorer, node, results, cohort->by_id[i]);
	}
	check_range(scorer, node);
}

/* --- Groups --- */

/* What the children of a node are for one agency. */
struct sums {
	size_t n_applicable, n_have, n_scores; /* policies count as having, not as scores */
	wide weight_applicable, weight_have;   /* of score children */
	wide weighted_coverage;
	const struct node *withheld_by;
};

/* The value with which a child counts; false when it counts with none. */
static bool counted_value(const struct node *child, const struct node_scores *results, size_t row,
			  grid *value)
{
	if (results->outcome[row] == OUTCOME_SCORE) {
		*value = results->passed[row];
		return true;
	}
	*value = child->missing.points;
	return results->outcome[row] == OUTCOME_NONE && child->missing.kind == ABSENT_POINTS;
}

/* A child that aggregates none has no score and stands for its own children. */
static bool has_score(const struct node *child, const struct node_scores *results, size_t row)
{
	return results->outcome[row] == OUTCOME_SCORE ||
	       (child->kind != NODE_CRITERION && child->aggregate == AGGREGATE_NONE &&
		results->outcome[row] == OUTCOME_NONE && !results->cause[row]);
}

static void look_at_child(struct sums *sums, const struct node *child,
			  const struct node_scores *results, size_t row)
{
	grid value;

	if (results->outcome[row] == OUTCOME_NOT_APPLICABLE)
		return;
	if (results->outcome[row] == OUTCOME_NONE && child->missing.kind == ABSENT_WITHHOLD &&
	    (node_counts(child) || (child->role != ROLE_SCORE && child->role != ROLE_GATE)) &&
	    !sums->withheld_by)
		sums->withheld_by = results->cause[row];
	if (!node_counts(child))
		return;
	sums->n_applicable++;
	sums->weight_applicable += child->weight;
	sums->weighted_coverage += (wide)child->weight * results->coverage[row];
	sums->n_scores += has_score(child, results, row);
	if (counted_value(child, results, row, &value)) {
		sums->n_have++;
		sums->weight_have += child->weight;
	}
}

static bool needs_are_met(const struct needs *needs, const struct sums *sums)
{
	switch (needs->kind) {
	case NEEDS_WEIGHT:
		return sums->n_have && sums->weight_have * 100 * GRID_ONE >=
					   needs->amount * sums->weight_applicable;
	case NEEDS_SHARE:
		return sums->n_have && (wide)sums->n_have * 100 * GRID_ONE >=
					   (wide)needs->amount * (wide)sums->n_applicable;
	case NEEDS_COUNT:
		return sums->n_have && (wide)sums->n_have * GRID_ONE >= needs->amount;
	case NEEDS_ALL:
		return sums->n_have == sums->n_applicable;
	default:
		return sums->n_have > 0;
	}
}

/* The children that count, with weights and values, for one agency; order is room to sort them. */
struct parts {
	grid *weights, *values;
	size_t *order;
	size_t n;
};

static bool weighted_sum(const struct parts *parts, wide *sum, wide *weights)
{
	*sum = *weights = 0;
	for (size_t i = 0; i < parts->n; i++) {
		if (__builtin_add_overflow(*sum, (wide)parts->weights[i] * parts->values[i], sum))
			return false;
		*weights += parts->weights[i];
	}
	return true;
}

/* The mean, or the sum where by_weights is false; false when it does not fit. */
static bool exact_sum(const struct parts *parts, bool by_weights, grid *result)
{
	wide sum, weights;

	return weighted_sum(parts, &sum, &weights) &&
	       decimal_quotient(sum, by_weights ? weights : GRID_ONE, result);
}

static bool product(const struct parts *parts, grid *result)
{
	*result = GRID_ONE;
	for (size_t i = 0; i < parts->n; i++)
		if (!decimal_quotient((wide)*result * parts->values[i], GRID_ONE, result))
			return false;
	return true;
}

static grid extreme(const struct parts *parts, bool least)
{
	grid result = parts->values[0];

	for (size_t i = 1; i < parts->n; i++)
		if (least ? parts->values[i] < result : parts->values[i] > result)
			result = parts->values[i];
	return result;
}

/* Sorts order by value; equal ones stay in file order. Children are few, and mostly in order already. */
static void sort_parts(const struct parts *parts)
{
	for (size_t i = 0; i < parts->n; i++) {
		size_t at = i;

		for (; at && parts->values[parts->order[at - 1]] > parts->values[i]; at--)
			parts->order[at] = parts->order[at - 1];
		parts->order[at] = i;
	}
}

static grid median(const struct parts *parts)
{
	const size_t *middle = parts->order + parts->n / 2;

	sort_parts(parts);
	if (parts->n % 2)
		return parts->values[*middle];
	return decimal_divide((wide)parts->values[middle[-1]] + parts->values[*middle], 2);
}

/* The mean without the drop lowest and highest, where at least two are left; else of all. */
static grid trimmed_mean(const struct parts *parts, double drop)
{
	wide sum = 0, weights = 0;
	size_t first = 2 * drop + 2 <= (double)parts->n ? (size_t)drop : 0;

	sort_parts(parts);
	for (size_t i = first; i < parts->n - first; i++) {
		sum += (wide)parts->weights[parts->order[i]] * parts->values[parts->order[i]];
		weights += parts->weights[parts->order[i]];
	}
	return decimal_divide(sum, weights);
}

/*
 * (sum(w s^P) / sum(w))^(1/P); P = 0 geometric, P = -1 harmonic. Computed in grid steps: the means are homogeneous, so
 * that whole numbers stay exact. False when a value is below 0.
 */
static bool power_mean(const struct parts *parts, double power, grid *result)
{
	long double sum = 0, weights = 0;

	for (size_t i = 0; i < parts->n; i++) {
		long double w = (long double)parts->weights[i], s = (long double)parts->values[i];

		if (s < 0)
			return false;
		if (s == 0 && power <= 0) {
			*result = 0;
			return true;
		}
		sum += w * (power == 0 ? logl(s) : power == -1 ? 1 / s : powl(s, power));
		weights += w;
	}
	sum /= weights;
	return decimal_from_scaled(power == 0    ? expl(sum)
				   : power == -1 ? 1 / sum
						 : powl(sum, 1 / (long double)power),
				   result);
}

static bool aggregate(const struct node *node, const struct parts *parts, grid *result)
{
	switch (node->aggregate) {
	case AGGREGATE_MEAN:
	case AGGREGATE_SUM:
		return exact_sum(parts, node->aggregate == AGGREGATE_MEAN, result);
	case AGGREGATE_PRODUCT:
		return product(parts, result);
	case AGGREGATE_TRIMMED:
		*result = trimmed_mean(parts, node->power);
		return true;
	case AGGREGATE_MEDIAN:
		*result = median(parts);
		return true;
	case AGGREGATE_MIN:
	case AGGREGATE_MAX:
		*result = extreme(parts, node->aggregate == AGGREGATE_MIN);
		return true;
	default:
		return power_mean(parts,
				  node->aggregate == AGGREGATE_GEOMETRIC  ? 0
				  : node->aggregate == AGGREGATE_HARMONIC ? -1
									  : node->power,
				  result);
	}
}

/* NOLINTNEXTLINE(readability-non-const-parameter): struct parts, which others fill, holds them */
bool score_aggregate(const struct node *node, grid *weights, grid *values, size_t n, grid *result)
{
	size_t *order = mem_array(n, sizeof(*order));
	const struct parts parts = {weights, values, order, n};
	bool good = aggregate(node, &parts, result);

	free(order);
	return good;
}

/* False when the score does not fit any more. */
static bool change_score(const struct node *child, grid value, grid *score)
{
	grid change;

	if (!decimal_quotient((wide)child->weight * value, GRID_ONE, &change))
		return false;
	return decimal_quotient((wide)*score + (child->role == ROLE_BONUS ? change : -change), 1,
				score);
}

/* Bonus, deduction, then cap. */
static bool adjust(const struct scorer *scorer, const struct node *node, size_t row, grid *score)
{
	grid value;

	for (size_t i = 0; i < node->n_children; i++) {
		const struct node *child = node->children[i];

		if ((child->role == ROLE_BONUS || child->role == ROLE_DEDUCTION) &&
		    counted_value(child, results_of(scorer, child), row, &value) &&
		    !change_score(child, value, score))
			return false;
	}
	for (size_t i = 0; i < node->n_children; i++) {
		const struct node *child = node->children[i];

		if (child->role == ROLE_CAP &&
		    counted_value(child, results_of(scorer, child), row, &value) && value < *score)
			*score = value;
	}
	return true;
}

/* The aggregates that can refuse without a value below 0 are those whose result may not fit. */
static void fault_aggregate(struct scorer *scorer, const struct node *node, size_t row,
			    const struct parts *parts)
{
	bool roots = node->aggregate == AGGREGATE_GEOMETRIC ||
		     node->aggregate == AGGREGATE_HARMONIC || node->aggregate == AGGREGATE_POWER;

	if (roots && extreme(parts, true) < 0)
		fault(scorer, node, row, "E-SCO-004", _("values from 0 under this aggregate"),
		      _("one below 0"));
	else
		fault(scorer, node, row, "E-SCO-005",
		      _("a score between -9223372036 and 9223372036"), _("one beyond"));
}

static bool is_failed(const struct scorer *scorer, const struct node *gate, size_t row)
{
	const struct node_scores *results = results_of(scorer, gate);
	grid value;

	if (gate->role != ROLE_GATE || results->outcome[row] == OUTCOME_NOT_APPLICABLE)
		return false;
	if (!counted_value(gate, results, row, &value))
		return gate->missing.kind != ABSENT_REWEIGHT;
	if (results->outcome[row] == OUTCOME_SCORE)
		value = results->score[row];
	return decimal_round(value, scorer->round->precision, scorer->round->rounding) <
	       gate->gate_min;
}

/* The first gate below, a node before its children, that the agency does not pass. */
static const struct node *failed_gate(const struct scorer *scorer, const struct node *node,
				      size_t row)
{
	for (size_t i = 0; i < node->n_children; i++) {
		const struct node *child = node->children[i];

		if (child->role == ROLE_SCORE && child->weight == 0)
			continue;
		if (is_failed(scorer, child, row))
			return child;
		if (results_of(scorer, child)->gate[row])
			return results_of(scorer, child)->gate[row];
	}
	return NULL;
}

static void gather_parts(const struct scorer *scorer, const struct node *node, size_t row,
			 struct parts *parts)
{
	parts->n = 0;
	for (size_t i = 0; i < node->n_children; i++) {
		const struct node *child = node->children[i];

		if (node_counts(child) &&
		    counted_value(child, results_of(scorer, child), row, &parts->values[parts->n]))
			parts->weights[parts->n++] = child->weight;
	}
}

/* How far the children that count are apart; a spread that does not fit the grid is not shown. */
static grid spread(const struct parts *parts)
{
	wide apart;

	if (!parts->n)
		return GRID_NONE;
	apart = (wide)extreme(parts, false) - extreme(parts, true);
	return apart <= INT64_MAX ? (grid)apart : GRID_NONE;
}

static void score_row(struct scorer *scorer, const struct node *node, struct node_scores *results,
		      size_t row, struct parts *parts)
{
	const char *const *screened = screened_of(scorer, node);
	bool has_left = screened && screened[row];
	struct sums sums = {0};
	grid score;

	for (size_t i = 0; i < node->n_children; i++)
		look_at_child(&sums, node->children[i], results_of(scorer, node->children[i]), row);
	if (!has_left)
		results->gate[row] = failed_gate(scorer, node, row);
	if (!sums.n_applicable) {
		set_not_applicable(results, row);
		return;
	}
	results->coverage[row] = decimal_divide(sums.weighted_coverage, sums.weight_applicable);
	gather_parts(scorer, node, row, parts);
	if (results->spread && !has_left)
		results->spread[row] = spread(parts);
	if (has_left)
		set_none(results, row, node->category->nodes[0]);
	else if (node->aggregate == AGGREGATE_NONE)
		set_none(results, row, sums.n_scores ? NULL : node);
	else if (sums.withheld_by)
		set_none(results, row, sums.withheld_by);
	else if (!needs_are_met(&node->needs, &sums))
		set_none(results, row, node);
	else if (aggregate(node, parts, &score) && adjust(scorer, node, row, &score))
		set_score(results, row, score);
	else {
		set_none(results, row, node);
		fault_aggregate(scorer, node, row, parts);
	}
}

static void drop_score(struct node_scores *results, size_t row)
{
	set_not_applicable(results, row);
	results->score[row] = results->passed[row] = GRID_NONE;
	if (results->spread)
		results->spread[row] = GRID_NONE;
}

/* A relative scale on the scores of a node. */
static void rescale(struct scorer *scorer, const struct node *node, struct node_scores *results)
{
	const struct cohort *cohort = scorer->cohort;
	struct scale_constant constant = {0};
	char found[DECIMAL_TEXT];

	for (size_t row = 0; row < cohort->rows; row++)
		scorer->values[row] = results->outcome[row] == OUTCOME_SCORE
					  ? (long double)results->score[row]
					  : (long double)NAN;
	scale_apply(&node->rescale, cohort, scorer->values, (long double)GRID_ONE, scorer->points,
		    scorer->results, &constant);
	fault_constant(scorer, node, &constant);
	for (size_t i = 0; i < cohort->rows && !constant.found; i++) {
		size_t row = cohort->by_id[i];

		if (scorer->results[row] == SCALE_FAULT)
			fault(scorer, node, row, "E-SCO-002", _("a score that the scale can take"),
			      decimal_print_short(found, results->score[row]));
		else if (scorer->results[row] == SCALE_DROPPED)
			drop_score(results, row);
		else if (scorer->results[row] == SCALED || scorer->results[row] == SCALED_AS_IS)
			results->score[row] = scorer->points[row];
		if ((scorer->results[row] == SCALED || scorer->results[row] == SCALED_AS_IS) &&
		    !node->passes_before)
			results->passed[row] = results->score[row];
	}
}

static void score_group(struct scorer *scorer, const struct node *node)
{
	struct node_scores *results = results_of(scorer, node);
	const struct cohort *cohort = scorer->cohort;
	struct parts parts = {.weights = mem_array(node->n_children, sizeof(grid)),
			      .values = mem_array(node->n_children, sizeof(grid)),
			      .order = mem_array(node->n_children, sizeof(size_t))};
	bool *applies = round_applicable(node, scorer->cohort);

	for (size_t i = 0; i < cohort->rows; i++) {
		size_t row = cohort->by_id[i];

		if (applies[cohort_class_in_edition(cohort, row)])
			score_row(scorer, node, results, row, &parts);
		else
			set_not_applicable(results, row);
	}
	if (node->rescale.kind != SCALE_NONE)
		rescale(scorer, node, results);
	check_range(scorer, node);
	round_results(scorer, node);
	free(applies);
	free(parts.weights);
	free(parts.values);
	free(parts.order);
}

/* --- The whole --- */

static void make_room(const struct scorer *scorer, const struct node *node)
{
	struct node_scores *results = results_of(scorer, node);
	size_t rows = scorer->cohort->rows;

	results->score = mem_array(rows, sizeof(grid));
	results->passed = mem_array(rows, sizeof(grid));
	results->coverage = mem_array(rows, sizeof(grid));
	results->outcome = mem_array(rows, 1);
	results->cause = mem_array(rows, sizeof(*results->cause));
	results->gate = mem_array(rows, sizeof(*results->gate));
	results->state = node->kind == NODE_CRITERION ? mem_array(rows, 1) : NULL;
	if (node->kind != NODE_CRITERION &&
	    (node->aggregate == AGGREGATE_MEDIAN || node->aggregate == AGGREGATE_TRIMMED))
		results->spread = mem_array(rows, sizeof(grid));
	for (size_t row = 0; row < rows; row++)
		results->score[row] = results->passed[row] = GRID_NONE;
	for (size_t row = 0; row < rows && results->spread; row++)
		results->spread[row] = GRID_NONE;
}

/* A link shows the results of its category's root. */
static void link_results(const struct scorer *scorer, const struct node *node)
{
	struct node_scores *results = results_of(scorer, node);

	*results = *scores_of_node(scorer->scores, node->target->nodes[0]);
	results->borrowed = true;
}

static struct category_scores *category_results(const struct scores *scores,
						const struct category *category)
{
	return (struct category_scores *)scores_of(scores, category);
}

/* The withheld category that a node needs, or NULL. */
static const struct category_scores *needs_withheld(const struct scores *scores,
						    const struct node *node)
{
	const struct category *other = node->of ? node->of->category : NULL;

	if (node->kind == NODE_LINK && node->weight > 0)
		other = node->target;
	if (!other || !scores_of(scores, other)->withheld)
		return NULL;
	return scores_of(scores, other);
}

/* Categories whose plugin failed, and those that need them. */
static void find_withheld(const struct scorer *scorer)
{
	const struct round *round = scorer->round;
	bool more = true;

	for (size_t c = 0; c < round->n_categories; c++) {
		scorer->scores->categories[c].withheld = scorer->measured->failed[c];
		scorer->scores->categories[c].because = round->categories[c];
	}
	while (more) {
		more = false;
		for (size_t i = 0; i < round->n_order; i++) {
			struct category_scores *own =
			    category_results(scorer->scores, round->order[i]->category);
			const struct category_scores *other =
			    needs_withheld(scorer->scores, round->order[i]);

			if (!own->withheld && other) {
				own->withheld = more = true;
				own->because = other->because;
			}
		}
	}
}

/* Who leaves a category before anything is compared in it. */
static void find_screened(const struct scorer *scorer)
{
	for (size_t c = 0; c < scorer->round->n_categories; c++) {
		struct category_scores *scores = &scorer->scores->categories[c];

		if (scores->category->nodes[0]->screen && !scores->withheld)
			scores->screened = screening_find(
			    scorer->round, scorer->cohort, scores->category,
			    measures_of(scorer, scores->category), &scorer->scores->arena);
	}
}

static void score_node(struct scorer *scorer, const struct node *node)
{
	if (scores_of(scorer->scores, node->category)->withheld)
		return;
	if (node->kind == NODE_LINK) {
		if (!scores_of(scorer->scores, node->target)->withheld)
			link_results(scorer, node);
		else
			make_room(
			    scorer,
			    node); /* weight 0: all not applicable would be a lie, so nothing */
		return;
	}
	make_room(scorer, node);
	if (node->kind == NODE_CRITERION)
		score_criterion(scorer, node);
	else
		score_group(scorer, node);
}

void score_all(const struct round *round, const struct cohort *cohort,
	       const struct measured *measured, struct scores *scores, struct problems *problems)
{
	struct scorer scorer = {.round = round,
				.cohort = cohort,
				.measured = measured,
				.scores = scores,
				.problems = problems,
				.values = mem_array(cohort->rows, sizeof(long double)),
				.points = mem_array(cohort->rows, sizeof(grid)),
				.results = mem_array(cohort->rows, 1),
				.wanted = mem_array(cohort->rows, sizeof(bool))};
	size_t n = round->n_categories + (round->overall != NULL);

	*scores = (struct scores){.categories = mem_array(n, sizeof(struct category_scores)),
				  .n_categories = n};
	for (size_t c = 0; c < n; c++) {
		const struct category *category =
		    c < round->n_categories ? round->categories[c] : round->overall;

		scores->categories[c].category = category;
		scores->categories[c].nodes =
		    mem_array(category->n_nodes, sizeof(struct node_scores));
	}
	find_withheld(&scorer);
	find_screened(&scorer);
	for (size_t i = 0; i < round->n_order; i++)
		score_node(&scorer, round->order[i]);
	free(scorer.values);
	free(scorer.points);
	free(scorer.results);
	free(scorer.wanted);
}

static void free_results(struct node_scores *results)
{
	if (results->borrowed)
		return;
	free(results->score);
	free(results->passed);
	free(results->coverage);
	free(results->outcome);
	free(results->cause);
	free(results->gate);
	free(results->state);
	free(results->own_measure);
	free(results->treated);
	free(results->treatment);
	free(results->spread);
}

void scores_free(struct scores *scores)
{
	for (size_t c = 0; c < scores->n_categories; c++) {
		for (size_t i = 0; i < scores->categories[c].category->n_nodes; i++)
			free_results(&scores->categories[c].nodes[i]);
		free(scores->categories[c].nodes);
		free(scores->categories[c].screened);
	}
	free(scores->categories);
	arena_free(&scores->arena);
	*scores = (struct scores){0};
}
