#include "scale.h"

#include <math.h>
#include <stdlib.h>

#include "normal.h"
#include "reference.h"

typedef long double wide;

#define ONE ((wide)GRID_ONE)

static uint8_t put(wide scaled, grid *points)
{
	return decimal_from_scaled(scaled, points) ? SCALED : SCALE_FAULT;
}

static wide clamp(const struct scale *scale, wide scaled, wide low, wide high)
{
	if (!scale->clamp)
		return scaled;
	return scaled < low ? low : scaled > high ? high : scaled;
}

/* low + (high - low) * part / whole on the grid: multiplied before divided, so that plain decimals stay exact. */
static wide between(wide low, wide high, wide part, wide whole)
{
	return low * ONE + (high - low) * ONE * part / whole;
}

/* --- Absolute scales --- */

static wide goalposts(const struct scale *scale, wide x, wide unit)
{
	return clamp(scale,
		     between(scale->low, scale->high, x - scale->a * unit,
			     (scale->b - (wide)scale->a) * unit),
		     scale->low * ONE, scale->high * ONE);
}

static uint8_t log_goalposts(const struct scale *scale, wide x, wide unit, grid *points)
{
	wide floor = logl(scale->a), span = logl(scale->b) - floor;

	if (x <= 0)
		return SCALE_UNDEFINED;
	return put(clamp(scale, between(scale->low, scale->high, logl(x / unit) - floor, span),
			 scale->low * ONE, scale->high * ONE),
		   points);
}

static wide step_value(const struct steps *steps, wide x, wide unit)
{
	for (size_t i = 0; i + 1 < steps->count; i++) {
		wide bound = steps->list[i].bound * unit;
		bool holds = steps->kind == STEP_ABOVE      ? x > bound
			     : steps->kind == STEP_AT_LEAST ? x >= bound
			     : steps->kind == STEP_BELOW    ? x < bound
							    : x <= bound;

		if (holds)
			return steps->list[i].number * ONE;
	}
	return steps->list[steps->count - 1].number * ONE;
}

static wide table_value(const struct scale *scale, wide x, wide unit)
{
	size_t n = scale->n_table, i = 1;
	const double *at = scale->table_x;

	if (x <= at[0] * unit)
		return scale->table[0].number * ONE;
	if (x >= at[n - 1] * unit)
		return scale->table[n - 1].number * ONE;
	while (x > at[i] * unit)
		i++;
	return between(scale->table[i - 1].number, scale->table[i].number, x - at[i - 1] * unit,
		       (at[i] - (wide)at[i - 1]) * unit);
}

static uint8_t flag(const struct scale *scale, wide x, wide unit, grid *points)
{
	if (x != 0 && x != unit)
		return SCALE_FAULT;
	return put((x == 0 ? scale->low : scale->high) * ONE, points);
}

/* A double keeps all its bits on the way to the grid, as a score does. */
static uint8_t as_is(wide x, wide unit, grid *points)
{
	if (unit != 1)
		return put(x, points);
	return decimal_from_double((double)x, points) ? SCALED : SCALE_FAULT;
}

static uint8_t absolute(const struct scale *scale, wide x, wide unit, grid *points)
{
	switch (scale->kind) {
	case SCALE_GOALPOSTS:
		return put(goalposts(scale, x, unit), points);
	case SCALE_LOG_GOALPOSTS:
		return log_goalposts(scale, x, unit, points);
	case SCALE_LINEAR:
		return put(scale->a * ONE + scale->b * ONE * x / unit, points);
	case SCALE_STEPS:
		return put(step_value(&scale->steps, x, unit), points);
	case SCALE_TABLE:
		return put(table_value(scale, x, unit), points);
	case SCALE_FLAG:
		return flag(scale, x, unit, points);
	default:
		return as_is(x, unit, points);
	}
}

/* --- Reference sets --- */

/* What a relative scale knows of a reference set. */
struct reference_set {
	size_t n;
	wide min, max, mean, sd;
	wide *sorted; /* in ascending order, for ranks */
};

static int by_value(const void *a, const void *b)
{
	wide x = *(const wide *)a, y = *(const wide *)b;

	return (x > y) - (x < y);
}

/* Bounds, mean and deviation of the members; sums run in id order, so that no order of files matters. */
static void describe(struct reference_set *set, const struct scale *scale, const size_t *members,
		     const wide *values)
{
	size_t divisor = scale->population ? set->n : set->n - 1;

	if (!set->n)
		return;
	set->min = set->max = values[members[0]];
	for (size_t i = 0; i < set->n; i++) {
		wide x = values[members[i]];

		set->min = set->min < x ? set->min : x;
		set->max = set->max > x ? set->max : x;
		set->mean += x;
	}
	set->mean /= (wide)set->n;
	for (size_t i = 0; i < set->n; i++) {
		wide off = values[members[i]] - set->mean;

		set->sd += off * off;
	}
	set->sd = set->n > 1 ? sqrtl(set->sd / (wide)divisor) : 0;
}

static void sort_members(struct reference_set *set, const size_t *members, const wide *values)
{
	set->sorted = mem_array(set->n, sizeof(wide));
	for (size_t i = 0; i < set->n; i++)
		set->sorted[i] = values[members[i]];
	qsort(set->sorted, set->n, sizeof(wide), by_value);
}

static struct reference_set *describe_all(const struct scale *scale,
					  const struct reference_sets *sets, const wide *values)
{
	struct reference_set *described = mem_array(sets->count, sizeof(*described));

	for (unsigned g = 0; g < sets->count; g++) {
		const size_t *members = sets->members + sets->start[g];

		described[g].n = sets->start[g + 1] - sets->start[g];
		describe(&described[g], scale, members, values);
		sort_members(&described[g], members, values);
	}
	return described;
}

/* How many of the sorted values are below x (or, with equal, at most x). */
static size_t count_below(const struct reference_set *set, wide x, bool equal)
{
	size_t low = 0, high = set->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (set->sorted[middle] < x || (equal && set->sorted[middle] == x))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Twice the rank: 1 for the worst, ties by the least or the mean. */
static size_t twice_rank(const struct scale *scale, const struct reference_set *set, wide x,
			 bool member, bool mean_ties)
{
	size_t below = count_below(set, x, false), up_to = count_below(set, x, true);
	size_t equal = up_to - below;
	size_t worse = scale->lower ? set->n - up_to : below;

	if (member)
		equal--; /* itself */
	return 2 * (1 + worse) + (mean_ties ? equal : 0);
}

/* --- Relative scales --- */

static wide minmax(const struct scale *scale, wide x, wide min, wide max)
{
	wide scaled = between(scale->a, scale->b, scale->lower ? max - x : x - min, max - min);

	return clamp(scale, scaled, scale->a * ONE, scale->b * ONE);
}

static wide zscore(const struct scale *scale, const struct reference_set *set, wide x)
{
	wide off = scale->lower ? set->mean - x : x - set->mean;

	return scale->a * ONE + scale->b * ONE * off / set->sd;
}

static wide percentile(const struct scale *scale, const struct reference_set *set, size_t twice)
{
	size_t part = twice - 2, whole = 2 * (set->n - 1);

	return between(scale->low, scale->high, (wide)(part < whole ? part : whole), (wide)whole);
}

/* The rank with fractional ties, not above n. */
static wide mean_rank(const struct scale *scale, const struct reference_set *set, wide x,
		      bool member)
{
	size_t twice = twice_rank(scale, set, x, member, true), most = 2 * set->n;

	return (wide)(twice < most ? twice : most) / 2;
}

static wide normal_score(const struct scale *scale, const struct reference_set *set, wide rank)
{
	return scale->a * ONE + scale->b * ONE * normal_quantile(rank, (wide)set->n + 1);
}

/* The indices of deprivation of England and Scotland stretch their domains so, with K = 23. */
static wide exponential(const struct scale *scale, const struct reference_set *set, wide rank)
{
	wide share = (rank - 1) / (wide)set->n, k = scale->a;

	return between(scale->low, scale->high, -k * log1pl(share * expm1l(-100 / k)), 100);
}

static uint8_t share_of_best(const struct scale *scale, const struct reference_set *set, wide x,
			     wide unit, grid *points)
{
	wide shift = scale->shifted ? scale->lowest * unit - set->min : 0;
	wide min = set->min + shift, max = set->max + shift, shifted = x + shift;

	if (scale->lower ? shifted <= 0 || min <= 0 : shifted < 0 || max <= 0)
		return SCALE_FAULT;
	return put(scale->a * ONE * (scale->lower ? min : shifted) / (scale->lower ? shifted : max),
		   points);
}

static uint8_t target(const struct scale *scale, const struct reference_set *set, wide x, wide unit,
		      grid *points)
{
	wide goal = scale->a * unit;
	wide part = scale->lower ? set->max - x : x - set->min;
	wide whole = scale->lower ? set->max - goal : goal - set->min;

	if (whole <= 0)
		return SCALE_FAULT;
	return put(clamp(scale, between(scale->low, scale->high, part, whole), scale->low * ONE,
			 scale->high * ONE),
		   points);
}

/* A set in which everybody is equal has no information for most scales. */
static bool is_constant(const struct scale *scale, const struct reference_set *set)
{
	if (!set->n)
		return true;
	if (scale->kind == SCALE_RANK || scale->kind == SCALE_SHARE_OF_BEST)
		return false;
	if (set->n < scale->least)
		return true;
	return scale->kind == SCALE_PERCENTILE ? set->n == 1 : set->min == set->max;
}

static uint8_t for_constant(const struct scale *scale, size_t row, wide x, grid *points,
			    struct scale_constant *constant)
{
	if (scale->constant.kind == CONSTANT_AS_IS)
		return decimal_from_scaled(x * ONE, points) ? SCALED_AS_IS : SCALE_FAULT;
	if (scale->constant.kind == CONSTANT_DROP)
		return SCALE_DROPPED;
	if (scale->constant.kind == CONSTANT_POINTS) {
		*points = scale->constant.points;
		return SCALED;
	}
	if (!constant->found)
		*constant = (struct scale_constant){true, row};
	return SCALE_FAULT;
}

static uint8_t relative(const struct scale *scale, const struct reference_set *set, wide x,
			wide unit, bool member, grid *points)
{
	switch (scale->kind) {
	case SCALE_MINMAX:
		return put(minmax(scale, x, set->min, set->max), points);
	case SCALE_ZSCORE:
		return put(zscore(scale, set, x), points);
	case SCALE_RANK:
		return put((wide)twice_rank(scale, set, x, member, scale->mean_ties) * ONE / 2,
			   points);
	case SCALE_PERCENTILE:
		return put(
		    percentile(scale, set, twice_rank(scale, set, x, member, scale->mean_ties)),
		    points);
	case SCALE_NORMAL_SCORE:
		return put(normal_score(scale, set, mean_rank(scale, set, x, member)), points);
	case SCALE_EXPONENTIAL:
		return put(exponential(scale, set, mean_rank(scale, set, x, member)), points);
	case SCALE_SHARE_OF_BEST:
		return share_of_best(scale, set, x, unit, points);
	default:
		return target(scale, set, x, unit, points);
	}
}

static void apply_relative(const struct scale *scale, const struct cohort *cohort,
			   const wide *values, wide unit, grid *points, uint8_t *results,
			   struct scale_constant *constant)
{
	struct reference_set *described;
	struct reference_sets sets;

	reference_find(&sets, scale->reference, cohort, values);
	described = describe_all(scale, &sets, values);
	for (size_t i = 0; i < cohort->rows; i++) {
		size_t row = cohort->by_id[i];
		const struct reference_set *set = &described[sets.of[row]];

		points[row] = GRID_NONE;
		if (isnan(values[row]))
			results[row] = SCALE_ABSENT;
		else if (is_constant(scale, set))
			results[row] =
			    for_constant(scale, row, values[row] / unit, &points[row], constant);
		else
			results[row] =
			    relative(scale, set, values[row], unit,
				     reference_member(cohort, values, row), &points[row]);
	}
	for (unsigned g = 0; g < sets.count; g++)
		free(described[g].sorted);
	free(described);
	reference_free(&sets);
}

static void apply_alone(const struct scale *scale, const struct cohort *cohort, const wide *values,
			wide unit, grid *points, uint8_t *results)
{
	bool frozen = scale->kind == SCALE_MINMAX;

	for (size_t row = 0; row < cohort->rows; row++) {
		points[row] = GRID_NONE;
		if (isnan(values[row]))
			results[row] = SCALE_ABSENT;
		else if (frozen)
			results[row] = put(minmax(scale, values[row], scale->frozen_min * unit,
						  scale->frozen_max * unit),
					   &points[row]);
		else
			results[row] = absolute(scale, values[row], unit, &points[row]);
	}
}

void scale_apply(const struct scale *scale, const struct cohort *cohort, const long double *values,
		 long double unit, grid *points, uint8_t *results, struct scale_constant *constant)
{
	if (scale->kind >= SCALE_MINMAX && scale->reference != REFERENCE_FROZEN)
		apply_relative(scale, cohort, values, unit, points, results, constant);
	else
		apply_alone(scale, cohort, values, unit, points, results);
}
