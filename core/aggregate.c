#include "aggregate.h"

#include <math.h>
#include <stdlib.h>

typedef __int128 wide;

void counted_init(struct counted *counted, size_t n)
{
	*counted = (struct counted){.weights = mem_array(n, sizeof(grid)),
				    .values = mem_array(n, sizeof(grid)),
				    .order = mem_array(n, sizeof(size_t))};
}

void counted_finish(struct counted *counted)
{
	free(counted->weights);
	free(counted->values);
	free(counted->order);
	*counted = (struct counted){0};
}

static bool weighted_sum(const struct counted *counted, wide *sum, wide *weights)
{
	*sum = *weights = 0;
	for (size_t i = 0; i < counted->n; i++) {
		if (__builtin_add_overflow(*sum, (wide)counted->weights[i] * counted->values[i],
					   sum))
			return false;
		*weights += counted->weights[i];
	}
	return true;
}

/* The mean, or the sum where by_weights is false; false when it does not fit. */
static bool exact_sum(const struct counted *counted, bool by_weights, grid *result)
{
	wide sum, weights;

	return weighted_sum(counted, &sum, &weights) &&
	       decimal_quotient(sum, by_weights ? weights : GRID_ONE, result);
}

static bool product(const struct counted *counted, grid *result)
{
	*result = GRID_ONE;
	for (size_t i = 0; i < counted->n; i++)
		if (!decimal_quotient((wide)*result * counted->values[i], GRID_ONE, result))
			return false;
	return true;
}

grid counted_extreme(const struct counted *counted, bool least)
{
	grid result = counted->values[0];

	for (size_t i = 1; i < counted->n; i++)
		if (least ? counted->values[i] < result : counted->values[i] > result)
			result = counted->values[i];
	return result;
}

grid counted_spread(const struct counted *counted)
{
	grid apart;

	if (!counted->n ||
	    !decimal_quotient(
		(wide)counted_extreme(counted, false) - counted_extreme(counted, true), 1, &apart))
		return GRID_NONE;
	return apart;
}

/* Sorts order by value; equal ones stay in file order. Children are few, and mostly in order already. */
static void sort_values(const struct counted *counted)
{
	for (size_t i = 0; i < counted->n; i++) {
		size_t at = i;

		for (; at && counted->values[counted->order[at - 1]] > counted->values[i]; at--)
			counted->order[at] = counted->order[at - 1];
		counted->order[at] = i;
	}
}

static grid median(const struct counted *counted)
{
	const size_t *middle = counted->order + counted->n / 2;

	sort_values(counted);
	if (counted->n % 2)
		return counted->values[*middle];
	return decimal_divide((wide)counted->values[middle[-1]] + counted->values[*middle], 2);
}

/* The mean without the drop lowest and highest, where at least two are left; else of all. */
static grid trimmed_mean(const struct counted *counted, double drop)
{
	wide sum = 0, weights = 0;
	size_t first = 2 * drop + 2 <= (double)counted->n ? (size_t)drop : 0;

	sort_values(counted);
	for (size_t i = first; i < counted->n - first; i++) {
		sum +=
		    (wide)counted->weights[counted->order[i]] * counted->values[counted->order[i]];
		weights += counted->weights[counted->order[i]];
	}
	return decimal_divide(sum, weights);
}

/*
 * (sum(w s^P) / sum(w))^(1/P); P = 0 geometric, P = -1 harmonic. Computed in grid steps: the means are homogeneous, so
 * that whole numbers stay exact. False when a value is below 0.
 */
static bool power_mean(const struct counted *counted, double power, grid *result)
{
	long double sum = 0, weights = 0;

	for (size_t i = 0; i < counted->n; i++) {
		long double w = (long double)counted->weights[i],
			    s = (long double)counted->values[i];

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

bool aggregate_counted(const struct node *node, const struct counted *counted, grid *result)
{
	switch (node->aggregate) {
	case AGGREGATE_MEAN:
	case AGGREGATE_SUM:
		return exact_sum(counted, node->aggregate == AGGREGATE_MEAN, result);
	case AGGREGATE_PRODUCT:
		return product(counted, result);
	case AGGREGATE_TRIMMED:
		*result = trimmed_mean(counted, node->power);
		return true;
	case AGGREGATE_MEDIAN:
		*result = median(counted);
		return true;
	case AGGREGATE_MIN:
	case AGGREGATE_MAX:
		*result = counted_extreme(counted, node->aggregate == AGGREGATE_MIN);
		return true;
	default:
		return power_mean(counted,
				  node->aggregate == AGGREGATE_GEOMETRIC  ? 0
				  : node->aggregate == AGGREGATE_HARMONIC ? -1
									  : node->power,
				  result);
	}
}

/* NOLINTNEXTLINE(readability-non-const-parameter): struct counted, which others fill, holds them */
bool aggregate_values(const struct node *node, grid *weights, grid *values, size_t n, grid *result)
{
	size_t *order = mem_array(n, sizeof(*order));
	const struct counted counted = {weights, values, order, n};
	bool good = aggregate_counted(node, &counted, result);

	free(order);
	return good;
}

bool aggregate_has_roots(const struct node *node)
{
	return node->aggregate == AGGREGATE_GEOMETRIC || node->aggregate == AGGREGATE_HARMONIC ||
	       node->aggregate == AGGREGATE_POWER;
}
