#include "scale_parts.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "normal.h"

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

static int by_value(const void *a, const void *b)
{
	wide x = *(const wide *)a, y = *(const wide *)b;

	return (x > y) - (x < y);
}

static int by_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The value with which a row is a member of a set, whose number is *set; NaN: it is none. */
static wide member(const struct scale_sets *sets, const struct column *values, size_t row,
		   unsigned *set)
{
	*set = sets->references->member_of[row];
	return *set < sets->references->count ? column_at(values, row) : (wide)NAN;
}

/* The ends of sets, the last of which takes those out of competition. */
struct ends {
	double min, max;
	size_t n;
};

/* No value, NaN, changes nothing. */
static void widen(struct ends *ends, const unsigned *of, const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct ends *set = &ends[of[i]];

		set->min = x[i] < set->min ? x[i] : set->min;
		set->max = x[i] > set->max ? x[i] : set->max;
		set->n += x[i] == x[i];
	}
}

static void find_ends_of_doubles(struct scale_sets *sets, const struct column *values)
{
	const struct reference_numbers *references = sets->references;
	struct ends *ends = mem_array((size_t)references->count + 1, sizeof(*ends));

	for (unsigned g = 0; g <= references->count; g++)
		ends[g] = (struct ends){HUGE_VAL, -HUGE_VAL, 0};
	for (size_t b = 0; b < sets->cohort->n_blocks; b++)
		widen(ends, references->member_of + b * COHORT_BLOCK, values->doubles[b],
		      cohort_block_rows(sets->cohort, b));
	for (unsigned g = 0; g < references->count; g++) {
		sets->list[g].n = ends[g].n;
		sets->list[g].min = ends[g].min;
		sets->list[g].max = ends[g].max;
	}
	free(ends);
}

static void find_ends_of_wides(struct scale_sets *sets, const struct column *values)
{
	unsigned g;

	for (size_t row = 0; row < sets->cohort->rows; row++) {
		wide x = member(sets, values, row, &g);
		struct scale_set *set = &sets->list[g];

		if (isnan(x))
			continue;
		set->min = set->n && set->min < x ? set->min : x;
		set->max = set->n && set->max > x ? set->max : x;
		set->n++;
	}
}

/* Mean and deviation; sums run in id order, so that no order of files matters. */
static void find_deviations(struct scale_sets *sets, const struct scale *scale,
			    const struct column *values)
{
	unsigned count = sets->references->count, g;

	for (size_t i = 0; i < sets->cohort->rows; i++) {
		wide x = member(sets, values, sets->cohort->by_id[i], &g);

		if (!isnan(x))
			sets->list[g].mean += x;
	}
	for (g = 0; g < count; g++)
		sets->list[g].mean /= sets->list[g].n ? (wide)sets->list[g].n : 1;
	for (size_t i = 0; i < sets->cohort->rows; i++) {
		wide x = member(sets, values, sets->cohort->by_id[i], &g);
		wide off = x - sets->list[g].mean;

		if (!isnan(x))
			sets->list[g].sd += off * off;
	}
	for (g = 0; g < count; g++) {
		struct scale_set *set = &sets->list[g];
		size_t divisor = scale->population ? set->n : set->n - 1;

		set->sd = set->n > 1 ? sqrtl(set->sd / (wide)divisor) : 0;
	}
}

static void sort_members(struct scale_sets *sets, const struct column *values)
{
	size_t members = 0, size = values->doubles ? sizeof(double) : sizeof(wide);
	unsigned count = sets->references->count, g;

	for (g = 0; g < count; g++)
		members += sets->list[g].n;
	sets->doubles = values->doubles ? mem_array(members, size) : NULL;
	sets->wides = values->doubles ? NULL : mem_array(members, size);
	members = 0;
	for (g = 0; g < count; g++) {
		sets->list[g].first = members;
		members += sets->list[g].n;
		sets->list[g].n = 0;
	}
	for (size_t row = 0; row < sets->cohort->rows; row++) {
		wide x = member(sets, values, row, &g);
		struct scale_set *set = &sets->list[g];

		if (isnan(x))
			continue;
		if (sets->doubles)
			sets->doubles[set->first + set->n++] = (double)x;
		else
			sets->wides[set->first + set->n++] = x;
	}
	for (g = 0; g < count; g++) {
		struct scale_set *set = &sets->list[g];

		set->doubles = sets->doubles ? sets->doubles + set->first : NULL;
		set->wides = sets->wides ? sets->wides + set->first : NULL;
		assert(set->doubles || set->wides); /* of one kind or the other */
		qsort(sets->doubles ? (void *)set->doubles : set->wides, set->n, size,
		      sets->doubles ? by_number : by_value);
	}
}

static bool counts_ranks(const struct scale *scale)
{
	return scale->kind == SCALE_RANK || scale->kind == SCALE_PERCENTILE ||
	       scale->kind == SCALE_NORMAL_SCORE || scale->kind == SCALE_EXPONENTIAL;
}

/* How many of the sorted values are below x (or, with equal, at most x). */
static size_t count_below(const struct scale_set *set, wide x, bool equal)
{
	size_t low = 0, high = set->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		wide at = set->doubles ? (wide)set->doubles[middle] : set->wides[middle];

		if (at < x || (equal && at == x))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Twice the rank: 1 for the worst, ties by the least or the mean. */
static size_t twice_rank(const struct scale *scale, const struct scale_set *set, wide x,
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

static wide zscore(const struct scale *scale, const struct scale_set *set, wide x)
{
	wide off = scale->lower ? set->mean - x : x - set->mean;

	return scale->a * ONE + scale->b * ONE * off / set->sd;
}

static wide percentile(const struct scale *scale, const struct scale_set *set, size_t twice)
{
	size_t part = twice - 2, whole = 2 * (set->n - 1);

	return between(scale->low, scale->high, (wide)(part < whole ? part : whole), (wide)whole);
}

/* The rank with fractional ties, not above n. */
static wide mean_rank(const struct scale *scale, const struct scale_set *set, wide x, bool member)
{
	size_t twice = twice_rank(scale, set, x, member, true), most = 2 * set->n;

	return (wide)(twice < most ? twice : most) / 2;
}

static wide normal_score(const struct scale *scale, const struct scale_set *set, wide rank)
{
	return scale->a * ONE + scale->b * ONE * normal_quantile(rank, (wide)set->n + 1);
}

/* The indices of deprivation of England and Scotland stretch their domains so, with K = 23. */
static wide exponential(const struct scale *scale, const struct scale_set *set, wide rank)
{
	wide share = (rank - 1) / (wide)set->n, k = scale->a;

	return between(scale->low, scale->high, -k * log1pl(share * expm1l(-100 / k)), 100);
}

static uint8_t share_of_best(const struct scale *scale, const struct scale_set *set, wide x,
			     wide unit, grid *points)
{
	wide shift = scale->shifted ? scale->lowest * unit - set->min : 0;
	wide min = set->min + shift, max = set->max + shift, shifted = x + shift;

	if (scale->lower ? shifted <= 0 || min <= 0 : shifted < 0 || max <= 0)
		return SCALE_FAULT;
	return put(scale->a * ONE * (scale->lower ? min : shifted) / (scale->lower ? shifted : max),
		   points);
}

static uint8_t target(const struct scale *scale, const struct scale_set *set, wide x, wide unit,
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
static bool is_constant(const struct scale *scale, const struct scale_set *set)
{
	if (!set->n)
		return true;
	if (scale->kind == SCALE_RANK || scale->kind == SCALE_SHARE_OF_BEST)
		return false;
	if (set->n < scale->least)
		return true;
	return scale->kind == SCALE_PERCENTILE ? set->n == 1 : set->min == set->max;
}

static uint8_t for_constant(const struct scale *scale, wide x, wide unit, grid *points)
{
	switch (scale->constant.kind) {
	case CONSTANT_AS_IS:
		return as_is(x, unit, points) == SCALED ? SCALED_AS_IS : SCALE_FAULT;
	case CONSTANT_DROP:
		return SCALE_DROPPED;
	case CONSTANT_POINTS:
		*points = scale->constant.points;
		return SCALED;
	default:
		return SCALE_FAULT;
	}
}

static uint8_t relative(const struct scale *scale, const struct scale_set *set, wide x, wide unit,
			bool member, grid *points)
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

/* --- Scalers --- */

bool scale_is_relative(const struct scale *scale)
{
	return scale->kind >= SCALE_MINMAX && scale->kind < SCALE_NONE &&
	       scale->reference != REFERENCE_FROZEN;
}

void scaler_init(struct scaler *scaler, const struct scale *scale, long double unit)
{
	*scaler = (struct scaler){.scale = scale, .unit = unit};
	if (unit == 1 && !scale_is_relative(scale))
		scaler->fast = scale_fast(scale, NULL);
}

void scaler_finish(struct scaler *scaler)
{
	scale_fast_free(scaler->fast);
	if (scaler->sets) {
		free(scaler->sets->doubles);
		free(scaler->sets->wides);
		free(scaler->sets->list);
		free(scaler->sets);
	}
	*scaler = (struct scaler){0};
}

/* The first agency by id that has a value in a set without variation. */
static bool has_constant(const struct scale_sets *sets, const struct column *values, size_t *row)
{
	for (size_t i = 0; i < sets->cohort->rows; i++) {
		*row = sets->cohort->by_id[i];
		if (sets->list[sets->references->of[*row]].constant &&
		    !isnan(column_at(values, *row)))
			return true;
	}
	return false;
}

bool scaler_compare(struct scaler *scaler, const struct cohort *cohort,
		    const struct reference_numbers *references, const struct column *values,
		    size_t *row)
{
	const struct scale *scale = scaler->scale;
	struct scale_sets *sets = mem_alloc(sizeof(*sets));
	bool constant = false;

	*sets = (struct scale_sets){.cohort = cohort, .references = references};
	sets->list = mem_array((size_t)references->count + 1, sizeof(*sets->list));
	scaler->sets = sets;
	if (values->doubles)
		find_ends_of_doubles(sets, values);
	else
		find_ends_of_wides(sets, values);
	if (scale->kind == SCALE_ZSCORE)
		find_deviations(sets, scale, values);
	if (counts_ranks(scale))
		sort_members(sets, values);
	for (unsigned g = 0; g < references->count; g++) {
		sets->list[g].constant = is_constant(scale, &sets->list[g]);
		constant |= sets->list[g].constant;
	}
	if (values->doubles)
		scaler->fast = scale_fast(scale, sets);
	return !constant || scale->constant.kind != CONSTANT_ERROR ||
	       !has_constant(sets, values, row);
}

static enum scale_result put_relative(const struct scaler *scaler, size_t row, wide x, grid *points)
{
	const struct scale_sets *sets = scaler->sets;
	const struct scale_set *set = &sets->list[sets->references->of[row]];

	if (set->constant)
		return for_constant(scaler->scale, x, scaler->unit, points);
	return relative(scaler->scale, set, x, scaler->unit,
			cohort_agency(sets->cohort, row)->competes, points);
}

enum scale_result scaler_put(const struct scaler *scaler, size_t row, long double value,
			     grid *points)
{
	const struct scale *scale = scaler->scale;

	*points = GRID_NONE;
	if (isnan(value))
		return SCALE_ABSENT;
	if (scaler->sets)
		return put_relative(scaler, row, value, points);
	if (scale->kind == SCALE_MINMAX)
		return put(minmax(scale, value, scale->frozen_min * scaler->unit,
				  scale->frozen_max * scaler->unit),
			   points);
	return absolute(scale, value, scaler->unit, points);
}
