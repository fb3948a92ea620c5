#include "outliers.h"

#include <stdlib.h>

#include "reference.h"

typedef long double wide;

/* One reference set under treatment. */
struct set {
	const struct outliers *rule;
	size_t n;
	wide *values;  /* in id order, as they are now */
	wide *sorted;  /* as they were, in ascending order */
	size_t lowest; /* in sorted: values below and above these two have been moved to them */
	size_t highest;
};

const char *outliers_name(unsigned treatment)
{
	static const char *const names[] = {"", "winsor", "log"};

	return names[treatment];
}

static wide power_sum(const wide *values, size_t n, wide mean, unsigned power)
{
	wide sum = 0;

	for (size_t i = 0; i < n; i++) {
		wide off = values[i] - mean, product = off;

		for (unsigned k = 1; k < power; k++)
			product *= off;
		sum += product;
	}
	return sum / (wide)n;
}

/* Joanes and Gill 1998, The Statistician 47(1), 183-189: G1 and G2, the "type 2" of other tools. */
struct outliers_shape outliers_shape(const long double *values, size_t n)
{
	struct outliers_shape shape = {0};
	wide mean, m2, g1, g2, count = (wide)n;

	if (n < 4)
		return shape;
	mean = power_sum(values, n, 0, 1);
	m2 = power_sum(values, n, mean, 2);
	for (size_t i = 1; i < n; i++)
		shape.defined = shape.defined || values[i] != values[0];
	if (!shape.defined)
		return shape;
	g1 = power_sum(values, n, mean, 3) / (m2 * sqrtl(m2)) * sqrtl(count * (count - 1)) /
	     (count - 2);
	g2 = ((count + 1) * (power_sum(values, n, mean, 4) / (m2 * m2) - 3) + 6) * (count - 1) /
	     ((count - 2) * (count - 3));
	shape.defined = decimal_from_scaled(g1 * (wide)GRID_ONE, &shape.skewness) &&
			decimal_from_scaled(g2 * (wide)GRID_ONE, &shape.kurtosis);
	return shape;
}

static bool passes(const struct outliers *rule, const struct outliers_shape *shape)
{
	return !shape->defined || (shape->skewness < rule->skew && -shape->skewness < rule->skew) ||
	       shape->kurtosis < rule->kurtosis;
}

static int by_value(const void *a, const void *b)
{
	wide x = *(const wide *)a, y = *(const wide *)b;

	return (x > y) - (x < y);
}

static wide within(wide x, wide low, wide high)
{
	return x < low ? low : x > high ? high : x;
}

/* Moves the lowest or the highest to their neighbour; false when that would make all equal. */
static bool step(struct set *set, bool low)
{
	size_t lowest = set->lowest, highest = set->highest;

	if (low)
		while (lowest < highest && set->sorted[lowest] == set->sorted[set->lowest])
			lowest++;
	else
		while (highest > lowest && set->sorted[highest] == set->sorted[set->highest])
			highest--;
	if (set->sorted[lowest] == set->sorted[highest])
		return false;
	set->lowest = lowest;
	set->highest = highest;
	for (size_t i = 0; i < set->n; i++)
		set->values[i] = within(set->values[i], set->sorted[lowest], set->sorted[highest]);
	return true;
}

/* How many have been moved: lowest and highest are the innermost of their equals. */
static size_t moved(const struct set *set)
{
	return set->lowest + (set->n - 1 - set->highest);
}

/* What becomes of a set's agencies. */
struct decision {
	enum treatment treatment;
	bool low_tail;
	wide low, high; /* measures are clamped into these; for the log the lowest and highest */
};

static struct decision decide(struct set *set)
{
	struct outliers_shape shape = outliers_shape(set->values, set->n);
	struct decision decision = {.low_tail = shape.skewness < 0};
	bool more = !passes(set->rule, &shape);

	if (!more)
		return decision;
	while (more && moved(set) < set->rule->most) {
		more = step(set, shape.skewness < 0);
		shape = outliers_shape(set->values, set->n);
		more = more && !passes(set->rule, &shape);
	}
	decision.treatment = TREATED_WINSOR;
	if (set->rule->kind == OUTLIERS_WINSOR_LOG && !passes(set->rule, &shape)) {
		decision.treatment = TREATED_LOG;
		set->lowest = 0;
		set->highest = set->n - 1;
	}
	decision.low = set->sorted[set->lowest];
	decision.high = set->sorted[set->highest];
	return decision;
}

static wide treated_value(const struct decision *decision, wide x, wide unit)
{
	wide inside = within(x, decision->low, decision->high);
	wide a = (decision->high - decision->low) / 100, log;

	if (decision->treatment != TREATED_LOG)
		return inside;
	log = decision->low_tail ? -logl((decision->high - inside + a) / unit)
				 : logl((inside - decision->low + a) / unit);
	return (wide)(double)log * unit;
}

static void load(struct set *set, const struct reference_sets *sets, unsigned g, const wide *values)
{
	set->n = sets->start[g + 1] - sets->start[g];
	for (size_t i = 0; i < set->n; i++)
		set->values[i] = set->sorted[i] = values[sets->members[sets->start[g] + i]];
	qsort(set->sorted, set->n, sizeof(wide), by_value);
	set->lowest = 0;
	set->highest = set->n ? set->n - 1 : 0;
}

static struct decision *decide_all(const struct outliers *rule, const struct reference_sets *sets,
				   size_t rows, const wide *values)
{
	struct decision *decisions = mem_array(sets->count, sizeof(*decisions));
	struct set set = {.rule = rule,
			  .values = mem_array(rows, sizeof(wide)),
			  .sorted = mem_array(rows, sizeof(wide))};

	for (unsigned g = 0; g < sets->count; g++) {
		load(&set, sets, g, values);
		decisions[g] = decide(&set);
	}
	free(set.values);
	free(set.sorted);
	return decisions;
}

void outliers_treat(const struct outliers *rule, enum reference reference,
		    const struct cohort *cohort, long double unit, long double *values,
		    uint8_t *treated)
{
	struct reference_sets sets;
	struct decision *decisions;

	reference_find(&sets, reference, cohort, values);
	decisions = decide_all(rule, &sets, cohort->rows, values);
	for (size_t row = 0; row < cohort->rows; row++) {
		const struct decision *decision = &decisions[sets.of[row]];
		wide before = values[row];

		if (decision->treatment == TREATED_NOT || isnan(before))
			continue;
		values[row] = treated_value(decision, before, unit);
		if (values[row] != before)
			treated[row] = (uint8_t)decision->treatment;
	}
	reference_free(&sets);
	free(decisions);
}
