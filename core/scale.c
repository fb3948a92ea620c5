#include "scale.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
		return put(x * ONE / unit, points);
	}
}

/* --- Reference sets --- */

static int by_region(const void *a, const void *b, void *context)
{
	const struct agency *agencies = context;
	const struct agency *x = &agencies[*(const size_t *)a], *y = &agencies[*(const size_t *)b];

	if (x->edition_index != y->edition_index)
		return x->edition_index < y->edition_index ? -1 : 1;
	return strcmp(x->region, y->region);
}

/* Numbers the regions of each edition in the order of their bytes. */
static unsigned number_regions(const struct cohort *cohort, unsigned *groups)
{
	size_t *rows = mem_array(cohort->rows, sizeof(*rows));
	unsigned n = 0;

	for (size_t row = 0; row < cohort->rows; row++)
		rows[row] = row;
	qsort_r(rows, cohort->rows, sizeof(*rows), by_region, cohort->agencies);
	for (size_t i = 0; i < cohort->rows; i++) {
		if (i && by_region(&rows[i], &rows[i - 1], cohort->agencies) != 0)
			n++;
		groups[rows[i]] = n;
	}
	free(rows);
	return n + 1;
}

static unsigned group_of(const struct cohort *cohort, enum reference reference, size_t row)
{
	switch (reference) {
	case REFERENCE_CLASS:
		return cohort_class_in_edition(cohort, row);
	case REFERENCE_CLASS_EDITIONS:
		return cohort->agencies[row].class_index;
	case REFERENCE_ALL_EDITIONS:
		return 0;
	default:
		return cohort->agencies[row].edition_index;
	}
}

/* The set of a row, numbered from 0; returns how many there are. */
static unsigned find_groups(const struct cohort *cohort, enum reference reference, unsigned *groups)
{
	if (reference == REFERENCE_REGION)
		return number_regions(cohort, groups);
	for (size_t row = 0; row < cohort->rows; row++)
		groups[row] = group_of(cohort, reference, row);
	return cohort->n_editions * cohort->n_classes; /* those beyond the last have no member */
}

/* What a relative scale knows of a reference set. */
struct reference_set {
	size_t n;
	wide min, max, mean, sd;
	wide *sorted; /* in ascending order, for ranks */
};

static bool is_member(const struct cohort *cohort, const wide *values, size_t row)
{
	return cohort->agencies[row].competes && !isnan(values[row]);
}

static int by_value(const void *a, const void *b)
{
	wide x = *(const wide *)a, y = *(const wide *)b;

	return (x > y) - (x < y);
}

/* Bounds, mean and deviation; sums run in id order, so that no order of files matters. */
static void describe(struct reference_set *sets, unsigned n_sets, const struct scale *scale,
		     const struct cohort *cohort, const wide *values, const unsigned *groups)
{
	for (size_t i = 0; i < cohort->rows; i++) {
		size_t row = cohort->by_id[i];
		struct reference_set *set = &sets[groups[row]];

		if (!is_member(cohort, values, row))
			continue;
		set->min = set->n && set->min < values[row] ? set->min : values[row];
		set->max = set->n && set->max > values[row] ? set->max : values[row];
		set->mean += values[row];
		set->n++;
	}
	for (unsigned g = 0; g < n_sets; g++)
		sets[g].mean = sets[g].n ? sets[g].mean / (wide)sets[g].n : 0;
	for (size_t i = 0; i < cohort->rows; i++) {
		size_t row = cohort->by_id[i];
		struct reference_set *set = &sets[groups[row]];
		wide off = values[row] - set->mean;

		if (is_member(cohort, values, row))
			set->sd += off * off;
	}
	for (unsigned g = 0; g < n_sets; g++) {
		size_t divisor = scale->population ? sets[g].n : sets[g].n - 1;

		sets[g].sd = sets[g].n > 1 ? sqrtl(sets[g].sd / (wide)divisor) : 0;
	}
}

static void sort_members(struct reference_set *sets, unsigned n_sets, const struct cohort *cohort,
			 const wide *values, const unsigned *groups)
{
	for (unsigned g = 0; g < n_sets; g++) {
		sets[g].sorted = mem_array(sets[g].n, sizeof(wide));
		sets[g].n = 0;
	}
	for (size_t row = 0; row < cohort->rows; row++)
		if (is_member(cohort, values, row))
			sets[groups[row]].sorted[sets[groups[row]].n++] = values[row];
	for (unsigned g = 0; g < n_sets; g++)
		qsort(sets[g].sorted, sets[g].n, sizeof(wide), by_value);
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
			 bool member)
{
	size_t below = count_below(set, x, false), up_to = count_below(set, x, true);
	size_t equal = up_to - below;
	size_t worse = scale->lower ? set->n - up_to : below;

	if (member)
		equal--; /* itself */
	return 2 * (1 + worse) + (scale->mean_ties ? equal : 0);
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

static uint8_t share_of_best(const struct scale *scale, const struct reference_set *set, wide x,
			     wide unit, grid *points)
{
	wide shift = scale->shifted ? scale->lowest * unit - set->min : 0;
	wide min = set->min + shift, max = set->max + shift, shifted = x + shift;

	if (!set->n || (scale->lower ? shifted <= 0 || min <= 0 : shifted < 0 || max <= 0))
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
	if (scale->kind == SCALE_RANK || scale->kind == SCALE_SHARE_OF_BEST)
		return false;
	if (scale->kind == SCALE_PERCENTILE)
		return set->n <= 1;
	return set->n == 0 || set->min == set->max;
}

static uint8_t for_constant(const struct scale *scale, size_t row, grid *points,
			    struct scale_constant *constant)
{
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
		return put((wide)twice_rank(scale, set, x, member) * ONE / 2, points);
	case SCALE_PERCENTILE:
		return put(percentile(scale, set, twice_rank(scale, set, x, member)), points);
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
	unsigned *groups = mem_array(cohort->rows, sizeof(*groups));
	unsigned n_sets = find_groups(cohort, scale->reference, groups);
	struct reference_set *sets = mem_array(n_sets, sizeof(*sets));

	describe(sets, n_sets, scale, cohort, values, groups);
	sort_members(sets, n_sets, cohort, values, groups);
	for (size_t i = 0; i < cohort->rows; i++) {
		size_t row = cohort->by_id[i];
		const struct reference_set *set = &sets[groups[row]];

		points[row] = GRID_NONE;
		if (isnan(values[row]))
			results[row] = SCALE_ABSENT;
		else if (is_constant(scale, set))
			results[row] = for_constant(scale, row, &points[row], constant);
		else
			results[row] = relative(scale, set, values[row], unit,
						is_member(cohort, values, row), &points[row]);
	}
	for (unsigned g = 0; g < n_sets; g++)
		free(sets[g].sorted);
	free(sets);
	free(groups);
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
