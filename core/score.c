#include "score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scale.h"

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
};

/* --- Finding results --- */

const struct category_scores *scores_of(const struct scores *scores,
					const struct category *category)
{
	for (size_t c = 0; c < scores->n_categories; c++)
		if (scores->categories[c].category == category)
			return &scores->categories[c];
	return NULL;
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
	return state == STATE_CONSTANT ? "constant" : round->states.names[state];
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

static void fault(struct scorer *scorer, const struct node *node, size_t row, const char *code,
		  const char *expected, const char *found)
{
	const struct agency *agency = &scorer->cohort->agencies[row];
	struct text name = {0};

	problem_error(scorer->problems, EXIT_EVIDENCE, code, &agency->place,
		      _("agency %s, %s: expected %s, found %s"), agency->id, node_name(node, &name),
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

/* --- Which rows a node applies to --- */

static bool applies_to(const struct node *node, const char *class_id, const char *edition)
{
	const struct category *category = node->category;

	return round_class_in(category->classes, category->n_classes, class_id) &&
	       round_class_in(node->applies, node->n_applies, class_id) &&
	       round_class_in(node->editions, node->n_editions, edition);
}

/* Per class of each edition of the cohort, numbered as by cohort_class_in_edition. */
static bool *applicable_classes(const struct scorer *scorer, const struct node *node)
{
	const struct cohort *cohort = scorer->cohort;
	bool *applies = mem_array((size_t)cohort->n_editions * cohort->n_classes, sizeof(*applies));

	for (unsigned e = 0; e < cohort->n_editions; e++)
		for (unsigned c = 0; c < cohort->n_classes; c++)
			applies[e * cohort->n_classes + c] =
			    applies_to(node, cohort->classes[c], cohort->editions[e]);
	return applies;
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
		set_score(results, row, rounded(node, scorer->points[row]));
		results->coverage[row] = 100 * GRID_ONE;
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

static void fault_constant(struct scorer *scorer, const struct node *node,
			   const struct scale_constant *constant)
{
	struct text name = {0};

	if (!constant->found)
		return;
	problem_error(
	    scorer->problems, EXIT_EVIDENCE, "E-SCO-003", &node->place,
	    _("%s: all agencies compared with %s have the same value, so a relative scale says "
	      "nothing; set constant to points or drop"),
	    node_name(node, &name), scorer->cohort->agencies[constant->row].id);
	text_free(&name);
}

/* Measures from the worker. */
static void take_measures(struct scorer *scorer, const struct node *node,
			  struct node_scores *results)
{
	const struct category *category = node->category;
	const struct measures *measures;
	size_t c = 0;

	while (scorer->round->categories[c] != category)
		c++;
	measures = &scorer->measured->of[c][node->instance];
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

static void score_criterion(struct scorer *scorer, const struct node *node)
{
	struct node_scores *results = results_of(scorer, node);
	const struct cohort *cohort = scorer->cohort;
	struct scale_constant constant = {0};
	bool *applies = applicable_classes(scorer, node);

	if (node->of) {
		take_scores(scorer, node, results);
		finish_of(scorer, node, results);
	} else {
		take_measures(scorer, node, results);
	}
	for (size_t row = 0; row < cohort->rows; row++) {
		if (!applies[cohort_class_in_edition(cohort, row)]) {
			results->state[row] = STATE_NOT_APPLICABLE;
			scorer->values[row] = (long double)NAN;
		}
	}
	scale_apply(&node->scale, cohort, scorer->values, node->of ? (long double)GRID_ONE : 1,
		    scorer->points, scorer->results, &constant);
	fault_constant(scorer, node, &constant);
	for (size_t i = 0; i < cohort->rows; i++) {
		if (constant.found)
			set_none(results, cohort->by_id[i], node);
		else
			set_scaled(scorer, node, results, cohort->by_id[i]);
	}
	check_range(scorer, node);
	free(applies);
}

/* --- Groups --- */

/* What the children of a node are for one agency. */
struct sums {
	size_t n_applicable, n_have;
	wide weight_applicable, weight_have; /* of score children */
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

static bool is_counting(const struct node *child)
{
	return child->role == ROLE_SCORE && child->weight > 0;
}

static void look_at_child(struct sums *sums, const struct node *child,
			  const struct node_scores *results, size_t row)
{
	grid value;

	if (results->outcome[row] == OUTCOME_NOT_APPLICABLE)
		return;
	if (results->outcome[row] == OUTCOME_NONE && child->missing.kind == ABSENT_WITHHOLD &&
	    (is_counting(child) || (child->role != ROLE_SCORE && child->role != ROLE_GATE)) &&
	    !sums->withheld_by)
		sums->withheld_by = results->cause[row];
	if (!is_counting(child))
		return;
	sums->n_applicable++;
	sums->weight_applicable += child->weight;
	sums->weighted_coverage += (wide)child->weight * results->coverage[row];
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

/* The children that count, with weights and values, for one agency. */
struct parts {
	grid *weights, *values;
	size_t n;
};

static grid exact_mean(const struct parts *parts)
{
	wide sum = 0, weights = 0;

	for (size_t i = 0; i < parts->n; i++) {
		sum += (wide)parts->weights[i] * parts->values[i];
		weights += parts->weights[i];
	}
	return decimal_divide(sum, weights);
}

static grid exact_sum(const struct parts *parts)
{
	wide sum = 0;

	for (size_t i = 0; i < parts->n; i++)
		sum += (wide)parts->weights[i] * parts->values[i];
	return decimal_divide(sum, GRID_ONE);
}

static grid product(const struct parts *parts)
{
	grid result = GRID_ONE;

	for (size_t i = 0; i < parts->n; i++)
		result = decimal_divide((wide)result * parts->values[i], GRID_ONE);
	return result;
}

static grid extreme(const struct parts *parts, bool least)
{
	grid result = parts->values[0];

	for (size_t i = 1; i < parts->n; i++)
		if (least ? parts->values[i] < result : parts->values[i] > result)
			result = parts->values[i];
	return result;
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
		*result = exact_mean(parts);
		return true;
	case AGGREGATE_SUM:
		*result = exact_sum(parts);
		return true;
	case AGGREGATE_PRODUCT:
		*result = product(parts);
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

/* Bonus, deduction, then cap. */
static grid adjust(const struct scorer *scorer, const struct node *node, size_t row, grid score)
{
	grid value;

	for (size_t i = 0; i < node->n_children; i++) {
		const struct node *child = node->children[i];
		wide change;

		if ((child->role != ROLE_BONUS && child->role != ROLE_DEDUCTION) ||
		    !counted_value(child, results_of(scorer, child), row, &value))
			continue;
		change = decimal_divide((wide)child->weight * value, GRID_ONE);
		score += (grid)(child->role == ROLE_BONUS ? change : -change);
	}
	for (size_t i = 0; i < node->n_children; i++) {
		const struct node *child = node->children[i];

		if (child->role == ROLE_CAP &&
		    counted_value(child, results_of(scorer, child), row, &value) && value < score)
			score = value;
	}
	return score;
}

/* The first gate below that the agency does not pass. */
static const struct node *failed_gate(const struct scorer *scorer, const struct node *node,
				      size_t row)
{
	for (size_t i = 0; i < node->n_children; i++) {
		const struct node *child = node->children[i];
		const struct node_scores *results = results_of(scorer, child);
		grid value;

		if (child->role == ROLE_SCORE && child->weight == 0)
			continue;
		if (results->gate[row])
			return results->gate[row];
		if (child->role != ROLE_GATE || results->outcome[row] == OUTCOME_NOT_APPLICABLE)
			continue;
		if (!counted_value(child, results, row, &value)) {
			if (child->missing.kind != ABSENT_REWEIGHT)
				return child;
		} else if (decimal_round(
			       results->outcome[row] == OUTCOME_SCORE ? results->score[row] : value,
			       scorer->round->precision,
			       scorer->round->rounding) < child->gate_min) {
			return child;
		}
	}
	return NULL;
}

static void score_row(struct scorer *scorer, const struct node *node, struct node_scores *results,
		      size_t row, struct parts *parts)
{
	struct sums sums = {0};
	grid score;

	for (size_t i = 0; i < node->n_children; i++)
		look_at_child(&sums, node->children[i], results_of(scorer, node->children[i]), row);
	results->gate[row] = failed_gate(scorer, node, row);
	if (!sums.n_applicable) {
		set_not_applicable(results, row);
		return;
	}
	results->coverage[row] = decimal_divide(sums.weighted_coverage, sums.weight_applicable);
	parts->n = 0;
	for (size_t i = 0; i < node->n_children; i++) {
		const struct node *child = node->children[i];

		if (is_counting(child) &&
		    counted_value(child, results_of(scorer, child), row, &parts->values[parts->n]))
			parts->weights[parts->n++] = child->weight;
	}
	if (node->aggregate == AGGREGATE_NONE)
		set_none(results, row, sums.n_have ? NULL : node);
	else if (sums.withheld_by)
		set_none(results, row, sums.withheld_by);
	else if (!needs_are_met(&node->needs, &sums))
		set_none(results, row, node);
	else if (aggregate(node, parts, &score))
		set_score(results, row, adjust(scorer, node, row, score));
	else {
		set_none(results, row, node);
		fault(scorer, node, row, "E-SCO-004", _("values from 0 under this aggregate"),
		      _("one below 0"));
	}
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
			set_not_applicable(results, row);
		else if (scorer->results[row] == SCALED)
			results->score[row] = scorer->points[row];
		if (scorer->results[row] == SCALED && !node->passes_before)
			results->passed[row] = results->score[row];
	}
}

static void score_group(struct scorer *scorer, const struct node *node)
{
	struct node_scores *results = results_of(scorer, node);
	const struct cohort *cohort = scorer->cohort;
	struct parts parts = {.weights = mem_array(node->n_children, sizeof(grid)),
			      .values = mem_array(node->n_children, sizeof(grid))};
	bool *applies = applicable_classes(scorer, node);

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
	for (size_t row = 0; row < rows; row++)
		results->score[row] = results->passed[row] = GRID_NONE;
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
				.results = mem_array(cohort->rows, 1)};
	size_t n = round->n_categories + (round->overall != NULL);

	*scores = (struct scores){mem_array(n, sizeof(struct category_scores)), n};
	for (size_t c = 0; c < n; c++) {
		const struct category *category =
		    c < round->n_categories ? round->categories[c] : round->overall;

		scores->categories[c].category = category;
		scores->categories[c].nodes =
		    mem_array(category->n_nodes, sizeof(struct node_scores));
	}
	find_withheld(&scorer);
	for (size_t i = 0; i < round->n_order; i++)
		score_node(&scorer, round->order[i]);
	free(scorer.values);
	free(scorer.points);
	free(scorer.results);
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
}

void scores_free(struct scores *scores)
{
	for (size_t c = 0; c < scores->n_categories; c++) {
		for (size_t i = 0; i < scores->categories[c].category->n_nodes; i++)
			free_results(&scores->categories[c].nodes[i]);
		free(scores->categories[c].nodes);
	}
	free(scores->categories);
	*scores = (struct scores){0};
}
