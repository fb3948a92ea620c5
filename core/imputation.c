#include "imputation.h"

#include <stdlib.h>

#include "reference.h"

static int by_value(const void *a, const void *b)
{
	long double x = *(const long double *)a, y = *(const long double *)b;

	return (x > y) - (x < y);
}

static long double mean(const long double *list, size_t n)
{
	long double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += list[i];
	return sum / (long double)n;
}

static long double median(long double *list, size_t n)
{
	qsort(list, n, sizeof(*list), by_value);
	return n % 2 ? list[n / 2] : (list[n / 2 - 1] + list[n / 2]) / 2;
}

/* What the lacking of one set get; list is room for its values. */
static long double substitute(const struct absent *missing, const struct reference_sets *sets,
			      unsigned set, const long double *values, bool whole,
			      long double *list)
{
	size_t n = 0;
	long double value;

	for (size_t i = sets->start[set]; i < sets->start[set + 1]; i++)
		list[n++] = values[sets->members[i]];
	if (!n)
		return (long double)NAN;
	value = missing->impute == IMPUTE_MEAN ? mean(list, n) : median(list, n);
	return whole ? rintl(value) : (long double)(double)value;
}

void imputation_fill(const struct absent *missing, const struct cohort *cohort, bool whole,
		     const bool *wanted, long double *values)
{
	long double *list = mem_array(cohort->rows, sizeof(*list)), *substitutes;
	struct reference_sets sets;

	reference_find(&sets, missing->from, cohort, values);
	substitutes = mem_array(sets.count, sizeof(*substitutes));
	for (unsigned g = 0; g < sets.count; g++)
		substitutes[g] = substitute(missing, &sets, g, values, whole, list);
	for (size_t row = 0; row < cohort->rows; row++)
		if (wanted[row])
			values[row] = substitutes[sets.of[row]];
	reference_free(&sets);
	free(substitutes);
	free(list);
}
