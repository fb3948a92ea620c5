#include "span.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate.h"
#include "scale.h"

typedef __int128 wide;

/* The least and the greatest measure, or points. */
struct reach {
	double low, high;
};

struct pair {
	grid low, high;
};

static const struct pair nothing = {SPAN_OPEN, -SPAN_OPEN};

/* --- Numbers with an open end --- */

static grid fit(wide value)
{
	return value > SPAN_OPEN ? SPAN_OPEN : value < -SPAN_OPEN ? -SPAN_OPEN : (grid)value;
}

static bool is_open(grid value)
{
	return value == SPAN_OPEN || value == -SPAN_OPEN;
}

static grid lesser(grid a, grid b)
{
	return a < b ? a : b;
}

static grid greater(grid a, grid b)
{
	return a > b ? a : b;
}

static grid plus(grid a, grid b)
{
	return is_open(a) ? a : is_open(b) ? b : fit((wide)a + b);
}

static grid times(grid weight, grid value)
{
	return is_open(value) ? (weight ? value : 0) : fit((wide)weight * value / GRID_ONE);
}

static grid on_grid(double value)
{
	grid out;

	return decimal_from_double(value, &out) ? out : value < 0 ? -SPAN_OPEN : SPAN_OPEN;
}

static double natural(grid value)
{
	return is_open(value) ? (value < 0 ? -HUGE_VAL : HUGE_VAL)
			      : (double)value / (double)GRID_ONE;
}

static void widen(struct pair *pair, grid value)
{
	pair->low = lesser(pair->low, value);
	pair->high = greater(pair->high, value);
}

/* --- Measures --- */

static struct reach of_steps(const struct steps *steps)
{
	struct reach reach = {HUGE_VAL, -HUGE_VAL};

	for (size_t i = 0; i < steps->count; i++) {
		reach.low = fmin(reach.low, steps->list[i].number);
		reach.high = fmax(reach.high, steps->list[i].number);
	}
	return reach;
}

static struct reach of_codes(const struct field *field)
{
	struct reach reach = {HUGE_VAL, -HUGE_VAL};

	for (size_t i = 0; i < field->n_codes; i++) {
		reach.low = fmin(reach.low, field->codes[i].number);
		reach.high = fmax(reach.high, field->codes[i].number);
	}
	return reach;
}

static struct reach common(struct reach a, struct reach b)
{
	return (struct reach){fmax(a.low, b.low), fmin(a.high, b.high)};
}

static struct reach of_field(const struct field *field)
{
	struct reach reach = {field->min, field->max};

	if (field->n_codes)
		reach = common(reach, of_codes(field));
	if (field->steps.count)
		reach = of_steps(&field->steps);
	if (field->fold == FOLD_COUNT)
		return (struct reach){0, HUGE_VAL};
	if (field->fold == FOLD_SUM)
		return (struct reach){reach.low < 0 ? -HUGE_VAL : reach.low,
				      reach.high > 0 ? HUGE_VAL : reach.high};
	return reach;
}

static struct reach without_sign(struct reach reach)
{
	double low = fabs(reach.low), high = fabs(reach.high);

	return (struct reach){reach.low < 0 && reach.high > 0 ? 0 : fmin(low, high),
			      fmax(low, high)};
}

/* Of generic's value it follows from that of the field. */
static struct reach of_method(const struct round *round, const struct node *node)
{
	struct reach reach = {node->method->min, node->method->max}, field;
	struct field_use use;

	if (!node->fields || !node_uses_field(node, &use))
		return reach;
	field = of_field(&round->fields[node->fields[0]]);
	if (use.absolute)
		field = without_sign(field);
	return common(reach, (struct reach){field.low / use.per, field.high / use.per});
}

static double measure_rounded(const struct node *node, double x)
{
	return isfinite(x) ? decimal_round_double(x, node->measure_round.decimals,
						  node->measure_round.rounding)
			   : x;
}

static struct reach finished(const struct node *node, struct reach reach)
{
	struct reach range = {node->measure_min, node->measure_max};

	if (node->has_measure_round)
		reach = (struct reach){measure_rounded(node, reach.low),
				       measure_rounded(node, reach.high)};
	if (node->has_measure_range)
		reach = (struct reach){fmin(fmax(reach.low, range.low), range.high),
				       fmax(fmin(reach.high, range.high), range.low)};
	if (node->outliers.kind == OUTLIERS_WINSOR_LOG)
		reach = (struct reach){-HUGE_VAL, HUGE_VAL};
	return reach;
}

/* --- Scales --- */

static bool rises(const struct scale *scale)
{
	if (scale->kind == SCALE_LINEAR)
		return scale->b >= 0;
	if (scale->kind == SCALE_MINMAX)
		return !scale->lower;
	return (scale->kind != SCALE_GOALPOSTS && scale->kind != SCALE_LOG_GOALPOSTS) ||
	       scale->b > scale->a;
}

/* Widens points by those of one measure; what the grid does not hold is an open end. */
static void see_measure(const struct scale *scale, double x, struct pair *points)
{
	const struct scaler scaler = {.scale = scale, .unit = 1};
	grid found;

	widen(points, scaler_put(&scaler, 0, (long double)x, &found) == SCALED ? found
		      : (x <= 0) == rises(scale)                               ? -SPAN_OPEN
									       : SPAN_OPEN);
}

/* A measure and its neighbours, where the scale may jump. */
static void see_jump(const struct scale *scale, double x, struct reach reach, struct pair *points)
{
	const double near[] = {nextafter(x, -HUGE_VAL), x, nextafter(x, HUGE_VAL)};

	for (size_t i = 0; i < 3; i++)
		if (near[i] >= reach.low && near[i] <= reach.high)
			see_measure(scale, near[i], points);
}

static struct pair absolute(const struct scale *scale, struct reach reach)
{
	struct pair points = nothing;

	if (scale->kind == SCALE_FLAG)
		return (struct pair){on_grid(scale->low), on_grid(scale->high)};
	if (scale->kind == SCALE_LINEAR && scale->b == 0)
		reach = (struct reach){0, 0};
	if (scale->kind == SCALE_LOG_GOALPOSTS && scale->clamp)
		reach = (struct reach){fmax(reach.low, DBL_MIN), fmax(reach.high, DBL_MIN)};
	for (size_t i = 0; scale->kind == SCALE_STEPS && i + 1 < scale->steps.count; i++)
		see_jump(scale, scale->steps.list[i].bound, reach, &points);
	for (size_t i = 0; scale->kind == SCALE_TABLE && i < scale->n_table; i++)
		see_jump(scale, scale->table_x[i], reach, &points);
	see_measure(scale, reach.low, &points);
	see_measure(scale, reach.high, &points);
	return points;
}

/* Scores of deviations have no bounds; three deviations are met in any large set. */
static struct pair deviations(const struct scale *scale)
{
	struct pair points = {on_grid(scale->a - 3 * scale->b), on_grid(scale->a + 3 * scale->b)};

	return (struct pair){points.low < on_grid(scale->low) ? points.low : -SPAN_OPEN,
			     points.high > on_grid(scale->high) ? points.high : SPAN_OPEN};
}

static struct pair relative(const struct scale *scale)
{
	struct pair points = {on_grid(scale->low), on_grid(scale->high)};

	switch (scale->kind) {
	case SCALE_MINMAX:
		points = nothing;
		widen(&points, on_grid(scale->a));
		widen(&points, on_grid(scale->b));
		return points;
	case SCALE_ZSCORE:
	case SCALE_NORMAL_SCORE:
		return deviations(scale);
	case SCALE_RANK:
		return (struct pair){GRID_ONE, SPAN_OPEN};
	case SCALE_SHARE_OF_BEST:
		return (struct pair){0, on_grid(scale->a)};
	case SCALE_TARGET:
		return scale->clamp ? points : (struct pair){-SPAN_OPEN, SPAN_OPEN};
	default:
		return points;
	}
}

static struct pair scaled(const struct scale *scale, struct reach reach)
{
	struct pair points;

	if (scale->kind < SCALE_MINMAX || scale->reference == REFERENCE_FROZEN)
		return absolute(scale, reach);
	points = relative(scale);
	if (scale->constant.kind == CONSTANT_POINTS)
		widen(&points, scale->constant.points);
	if (scale->constant.kind == CONSTANT_AS_IS) {
		widen(&points, on_grid(reach.low));
		widen(&points, on_grid(reach.high));
	}
	return points;
}

/* --- Ends --- */

static struct ends ends_of(struct pair pair)
{
	return (struct ends){pair.low, pair.high, pair.low, pair.high, pair.high};
}

static void each_end(struct ends *ends, const struct node *node,
		     grid (*change)(const struct node *node, grid value))
{
	ends->low = change(node, ends->low);
	ends->high = change(node, ends->high);
	ends->floor = change(node, ends->floor);
	ends->ceiling = change(node, ends->ceiling);
	ends->top = change(node, ends->top);
}

static grid rounded(const struct node *node, grid value)
{
	for (size_t i = 0; i < node->round.count && !is_open(value); i++)
		value = decimal_round(value, node->round.list[i].decimals,
				      node->round.list[i].rounding);
	return value;
}

static grid within(const struct node *node, grid value)
{
	return lesser(greater(value, node->range.low), node->range.high);
}

static void include(struct ends *ends, grid value)
{
	ends->floor = lesser(ends->floor, value);
	ends->ceiling = greater(ends->ceiling, value);
}

bool span_is_judged(const struct node *node)
{
	const struct node *parent = node->parent;

	if (!parent)
		return node->aggregate != AGGREGATE_NONE;
	return node->kind != NODE_LINK && node_counts(node) && parent->aggregate < AGGREGATE_SUM;
}

/* A score outside its range is a fault, so that it is never passed up. */
static void look_at_range(const struct node *node, struct span *span)
{
	span->score = span->raw;
	if (!node->range.any)
		each_end(&span->score, node, within);
	if (!node->range.any && span_is_judged(node))
		span->score.top = node->range.high;
}

/* --- Nodes --- */

struct finder {
	struct spans *spans;
	const struct setting *setting;
	struct span *list; /* of the setting */
};

static size_t position(const struct spans *spans, const struct node *node)
{
	size_t c = 0;

	while (c < spans->round->n_categories && spans->round->categories[c] != node->category)
		c++;
	return spans->first[c] + node->index;
}

static struct span *found(const struct finder *finder, const struct node *node)
{
	return &finder->list[position(finder->spans, node)];
}

static bool applies(const struct finder *finder, const struct node *node)
{
	const struct setting *setting = finder->setting;
	const struct category *category = node->category;

	return (!setting->class_id ||
		(round_class_in(category->classes, category->n_classes, setting->class_id) &&
		 round_class_in(node->applies, node->n_applies, setting->class_id))) &&
	       (!setting->edition ||
		round_class_in(node->editions, node->n_editions, setting->edition));
}

static struct reach measures(const struct finder *finder, const struct node *node)
{
	if (!node->of)
		return finished(node, of_method(finder->spans->round, node));
	return finished(node, (struct reach){natural(found(finder, node->of)->passed.low),
					     natural(found(finder, node->of)->passed.high)});
}

static bool has_zero_state(const struct states *states)
{
	for (unsigned s = 0; s < states->count; s++)
		if (states->policies[s] == POLICY_AS_ZERO)
			return true;
	return false;
}

static void find_criterion(const struct finder *finder, const struct node *node, struct span *span)
{
	struct pair points = scaled(&node->scale, measures(finder, node));

	span->constant = points.low == points.high && node->scale.kind < SCALE_MINMAX;
	span->raw = ends_of(points);
	each_end(&span->raw, node, rounded);
	if (node->missing.kind == ABSENT_POINTS)
		include(&span->raw, node->missing.points);
	if (has_zero_state(&finder->spans->round->states))
		include(&span->raw, 0);
	look_at_range(node, span);
	span->passed = span->score;
}

/* What a child is to its parent: a group without a value may count with points. */
static struct ends counted(const struct finder *finder, const struct node *child)
{
	struct ends ends = found(finder, child)->passed;

	if (child->missing.kind == ABSENT_POINTS)
		include(&ends, child->missing.points);
	return ends;
}

/* The children of a node that count in a setting. */
struct parts {
	grid *weights, *values;
	struct ends *ends;
	size_t n;
};

static void gather(const struct finder *finder, const struct node *node, struct parts *parts)
{
	parts->n = 0;
	parts->weights = mem_array(node->n_children, sizeof(grid));
	parts->values = mem_array(node->n_children, sizeof(grid));
	parts->ends = mem_array(node->n_children, sizeof(*parts->ends));
	for (size_t i = 0; i < node->n_children; i++) {
		const struct node *child = node->children[i];

		if (!node_counts(child) || !found(finder, child)->applies)
			continue;
		parts->weights[parts->n] = child->weight;
		parts->ends[parts->n++] = counted(finder, child);
	}
}

/* The aggregate of one end of all parts: the same function that scores. */
static grid combined(const struct node *node, const struct parts *parts, bool *negative)
{
	bool roots = aggregate_has_roots(node);
	grid result;

	for (size_t i = 0; i < parts->n; i++) {
		grid value = parts->values[i];

		*negative |= roots && value < 0 && !is_open(value);
		if (roots && value < 0)
			return 0;
		if (is_open(value) && node->aggregate != AGGREGATE_MIN &&
		    node->aggregate != AGGREGATE_MAX)
			return value;
	}
	if (!aggregate_values(node, parts->weights, parts->values, parts->n, &result))
		return SPAN_OPEN;
	return result;
}

static grid combined_low(const struct node *node, struct parts *parts, bool *negative)
{
	for (size_t i = 0; i < parts->n; i++)
		parts->values[i] = parts->ends[i].low;
	return combined(node, parts, negative);
}

static grid combined_high(const struct node *node, struct parts *parts, bool top)
{
	bool negative = false;

	for (size_t i = 0; i < parts->n; i++)
		parts->values[i] = top ? parts->ends[i].top : parts->ends[i].high;
	return combined(node, parts, &negative);
}

/* Whichever of the parts are there. */
static void add_extremes(const struct node *node, const struct parts *parts, struct ends *ends)
{
	bool sum = node->aggregate == AGGREGATE_SUM;
	struct pair pair = sum ? (struct pair){0, 0} : nothing;

	for (size_t i = 0; i < parts->n; i++) {
		const struct ends *part = &parts->ends[i];

		if (sum) {
			pair.low = plus(pair.low, times(parts->weights[i], lesser(part->floor, 0)));
			pair.high =
			    plus(pair.high, times(parts->weights[i], greater(part->ceiling, 0)));
		} else {
			widen(&pair, part->floor);
			widen(&pair, part->ceiling);
		}
	}
	ends->floor = lesser(pair.low, ends->low);
	ends->ceiling = greater(pair.high, ends->high);
	if (node->aggregate == AGGREGATE_PRODUCT && pair.low < 0)
		*ends = (struct ends){-SPAN_OPEN, SPAN_OPEN, -SPAN_OPEN, SPAN_OPEN, SPAN_OPEN};
	else if (node->aggregate == AGGREGATE_PRODUCT)
		*ends = (struct ends){ends->low, ends->high, 0, SPAN_OPEN, ends->top};
}

static void add_bonus(struct ends *ends, const struct ends *bonus, grid weight)
{
	ends->low = plus(ends->low, times(weight, bonus->low));
	ends->high = plus(ends->high, times(weight, bonus->high));
	ends->top = plus(ends->top, times(weight, bonus->high));
	ends->floor = plus(ends->floor, times(weight, lesser(bonus->floor, 0)));
	ends->ceiling = plus(ends->ceiling, times(weight, greater(bonus->ceiling, 0)));
}

static void add_deduction(struct ends *ends, const struct ends *deduction, grid weight)
{
	const struct ends turned = {.low = -deduction->high,
				    .high = -deduction->low,
				    .floor = -deduction->ceiling,
				    .ceiling = -deduction->floor};

	add_bonus(ends, &turned, weight);
}

static void add_cap(struct ends *ends, const struct ends *cap)
{
	ends->low = lesser(ends->low, cap->low);
	ends->high = lesser(ends->high, cap->high);
	ends->top = lesser(ends->top, cap->high);
	ends->floor = lesser(ends->floor, cap->floor);
}

static void adjust(const struct finder *finder, const struct node *node, struct span *span)
{
	for (unsigned caps = 0; caps < 2; caps++) {
		for (size_t i = 0; i < node->n_children; i++) {
			const struct node *child = node->children[i];
			struct ends ends;

			if (!found(finder, child)->applies)
				continue;
			ends = counted(finder, child);
			if (caps && child->role == ROLE_CAP)
				add_cap(&span->raw, &ends);
			else if (!caps && child->role == ROLE_BONUS)
				add_bonus(&span->raw, &ends, child->weight);
			else if (!caps && child->role == ROLE_DEDUCTION)
				add_deduction(&span->raw, &ends, child->weight);
		}
		if (!caps)
			span->uncapped = span->raw.ceiling;
	}
}

static void rescale(const struct node *node, struct span *span)
{
	const struct reach reach = {natural(span->raw.low), natural(span->raw.high)};

	if (node->rescale.kind != SCALE_NONE)
		span->raw = ends_of(scaled(&node->rescale, reach));
}

static void find_group(const struct finder *finder, const struct node *node, struct span *span)
{
	struct parts parts;
	struct ends before;

	gather(finder, node, &parts);
	span->applies = parts.n > 0;
	if (parts.n && node->aggregate != AGGREGATE_NONE) {
		span->raw.low = combined_low(node, &parts, &span->roots_below_0);
		span->raw.high = combined_high(node, &parts, false);
		span->raw.top = combined_high(node, &parts, true);
		add_extremes(node, &parts, &span->raw);
		adjust(finder, node, span);
		before = span->raw;
		rescale(node, span);
		look_at_range(node, span);
		span->passed = node->passes_before ? before : span->score;
		each_end(&span->passed, node, rounded);
		if (!node->passes_before)
			span->score = span->passed;
	}
	free(parts.weights);
	free(parts.values);
	free(parts.ends);
}

static void find_node(const struct finder *finder, const struct node *node)
{
	struct span *span = found(finder, node);

	span->applies = applies(finder, node);
	if (!span->applies)
		return;
	if (node->kind == NODE_LINK)
		*span = *found(finder, node->target->nodes[0]);
	else if (node->kind == NODE_CRITERION)
		find_criterion(finder, node, span);
	else
		find_group(finder, node, span);
}

/* --- Settings --- */

static size_t list_classes(const struct round *round, const struct cohort *cohort,
			   const char **classes)
{
	if (cohort) {
		for (unsigned c = 0; c < cohort->n_classes; c++)
			classes[c] = cohort->classes[c];
		return cohort->n_classes;
	}
	for (unsigned c = 0; c < round->n_classes; c++)
		classes[c] = round->classes[c].id;
	classes[round->n_classes] = NULL;
	return round->n_classes ? round->n_classes : 1;
}

/* Editions that are told by a glob are known with the evidence only. */
static size_t list_editions(const struct round *round, const struct cohort *cohort,
			    const char **editions)
{
	const struct evidence_rules *rules = &round->evidence;
	bool plain = true;

	for (unsigned e = 0; cohort && e < cohort->n_editions; e++)
		editions[e] = cohort->editions[e];
	if (cohort)
		return cohort->n_editions;
	for (size_t e = 0; e < rules->n_editions; e++) {
		plain = plain && !text_is_glob(rules->editions[e]);
		editions[e] = rules->editions[e];
	}
	if (rules->n_editions && plain)
		return rules->n_editions;
	editions[0] = rules->n_editions ? NULL : round->edition;
	return 1;
}

static void list_settings(struct spans *spans, const struct cohort *cohort)
{
	const struct round *round = spans->round;
	size_t room = round->n_classes + round->evidence.n_editions + 1 +
		      (cohort ? (size_t)cohort->n_classes + cohort->n_editions : 0);
	const char **classes = mem_array(room, sizeof(*classes)),
		   **editions = mem_array(room, sizeof(*editions));
	size_t n_classes = list_classes(round, cohort, classes),
	       n_editions = list_editions(round, cohort, editions);

	spans->n_settings = n_classes * n_editions;
	spans->settings = mem_array(spans->n_settings, sizeof(*spans->settings));
	for (size_t i = 0; i < spans->n_settings; i++)
		spans->settings[i] =
		    (struct setting){classes[i % n_classes], editions[i / n_classes]};
	free(classes);
	free(editions);
}

static void number_nodes(struct spans *spans)
{
	const struct round *round = spans->round;

	spans->first = mem_array(round->n_categories + 1, sizeof(*spans->first));
	for (size_t c = 0; c < round->n_categories; c++) {
		spans->first[c] = spans->n_nodes;
		spans->n_nodes += round->categories[c]->n_nodes;
	}
	spans->first[round->n_categories] = spans->n_nodes;
	spans->n_nodes += round->overall ? round->overall->n_nodes : 0;
}

void spans_find(struct spans *spans, const struct round *round, const struct cohort *cohort)
{
	*spans = (struct spans){.round = round};
	list_settings(spans, cohort);
	number_nodes(spans);
	spans->list = mem_array(spans->n_settings * spans->n_nodes, sizeof(*spans->list));
	for (size_t s = 0; s < spans->n_settings; s++) {
		const struct finder finder = {spans, &spans->settings[s],
					      spans->list + s * spans->n_nodes};

		for (size_t i = 0; i < round->n_order; i++)
			find_node(&finder, round->order[i]);
	}
}

void spans_free(struct spans *spans)
{
	free(spans->settings);
	free(spans->first);
	free(spans->list);
	*spans = (struct spans){0};
}

const struct span *span_of(const struct spans *spans, size_t setting, const struct node *node)
{
	return &spans->list[setting * spans->n_nodes + position(spans, node)];
}
