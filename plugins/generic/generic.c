/*
 * generic - the standard shelf: methods that any category can use.
 *
 * README.md beside this file gives the formulas. Sums run in the order of the fields.
 */
#include <juri/plugin.h>

#include <math.h>

/* --- value --- */

static const juri_role value_roles[] = {
    {.name = "value", .text = "the number that is judged", .direction = +1},
};

static const juri_param value_params[] = {
    {.name = "per",
     .text = "the value is divided by this",
     .type = JURI_NUMBER,
     .initial = "1",
     .min = 1e-9,
     .max = 1e15},
    {.name = "abs", .text = "the sign is dropped", .type = JURI_FLAG, .initial = "no"},
};

static int value(const juri_call *call)
{
	const double *values = juri_column(call, 0);
	double per = call->params[0];
	int absolute = call->params[1] != 0;

	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = (absolute ? fabs(values[row]) : values[row]) / per;
	return 0;
}

/* --- ratio --- */

static const juri_role ratio_roles[] = {
    {.name = "part", .text = "the part", .direction = +1},
    {.name = "whole", .text = "the whole; 0 leaves the ratio undefined", .direction = -1},
};

static int ratio(const juri_call *call)
{
	const double *part = juri_column(call, 0);
	const double *whole = juri_column(call, 1);

	for (uint32_t row = 0; row < call->rows; row++) {
		if (whole[row] == 0)
			juri_undefined(call, row, "the whole is 0");
		else
			call->measure[row] = part[row] / whole[row];
	}
	return 0;
}

/* --- difference --- */

static const juri_role difference_roles[] = {
    {.name = "value", .text = "the number that is judged", .direction = +1},
    {.name = "minus", .text = "what is taken from it", .direction = -1},
};

static int difference(const juri_call *call)
{
	const double *values = juri_column(call, 0);
	const double *minus = juri_column(call, 1);

	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = values[row] - minus[row];
	return 0;
}

/* --- sum, mean, trimmed-mean: over the entries of a list that apply --- */

static const juri_role list_roles[] = {
    {.name = "values", .text = "the numbers", .direction = +1, .flags = JURI_LIST},
};

/* Collects the entries that apply to row, in the order of the fields; returns how many. */
static uint32_t entries(const juri_call *call, uint32_t row, double *out)
{
	const juri_input *list = &call->inputs[0];
	uint32_t n = 0;

	for (uint32_t i = 0; i < list->count; i++)
		if (!isnan(list->columns[i][row]))
			out[n++] = list->columns[i][row];
	return n;
}

static double total(const double *values, uint32_t n)
{
	double sum = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += values[i];
	return sum;
}

/* Runs a function of n values (1 or more) over all rows. */
static int over_lists(const juri_call *call,
		      double (*function)(double *values, uint32_t n, const double *params))
{
	double *values = juri_alloc(call, call->inputs[0].count * sizeof(*values));

	if (!values)
		return 1;
	for (uint32_t row = 0; row < call->rows; row++) {
		uint32_t n = entries(call, row, values);

		if (n == 0)
			juri_undefined(call, row, "no entry of the list applies");
		else
			call->measure[row] = function(values, n, call->params);
	}
	return 0;
}

static double sum_of(double *values, uint32_t n, const double *params)
{
	(void)params;
	return total(values, n);
}

static int sum(const juri_call *call)
{
	return over_lists(call, sum_of);
}

static double mean_of(double *values, uint32_t n, const double *params)
{
	(void)params;
	return total(values, n) / n;
}

static int mean(const juri_call *call)
{
	return over_lists(call, mean_of);
}

static const juri_param trimmed_params[] = {
    {.name = "drop",
     .text = "so many values are left out at each end",
     .type = JURI_NUMBER,
     .initial = "1",
     .min = 0,
     .max = 1000},
    {.name = "from",
     .text = "with fewer values than this none is left out",
     .type = JURI_NUMBER,
     .initial = "4",
     .min = 1,
     .max = 10000},
};

/* Takes one smallest or largest (sign -1) value out, keeping the order of the others. */
static void take_out(double *values, uint32_t n, double sign)
{
	uint32_t at = 0;

	for (uint32_t i = 1; i < n; i++)
		if (sign * values[i] < sign * values[at])
			at = i;
	for (uint32_t i = at + 1; i < n; i++)
		values[i - 1] = values[i];
}

static double trimmed_mean_of(double *values, uint32_t n, const double *params)
{
	uint32_t drop = (uint32_t)params[0], from = (uint32_t)params[1];

	if (n >= from && n > 2 * drop) {
		for (uint32_t i = 0; i < drop; i++) {
			take_out(values, n--, +1);
			take_out(values, n--, -1);
		}
	}
	return total(values, n) / n;
}

static int trimmed_mean(const juri_call *call)
{
	return over_lists(call, trimmed_mean_of);
}

/* --- The table --- */

#define ANY_RANGE .min = -HUGE_VAL, .max = HUGE_VAL

static const juri_method methods[] = {
    {.name = "value",
     .text = "value / per",
     ANY_RANGE,
     .roles = value_roles,
     .n_roles = JURI_COUNT(value_roles),
     .params = value_params,
     .n_params = JURI_COUNT(value_params),
     .measure = value},
    {.name = "ratio",
     .text = "part / whole",
     ANY_RANGE,
     .roles = ratio_roles,
     .n_roles = JURI_COUNT(ratio_roles),
     .measure = ratio},
    {.name = "sum",
     .text = "the sum of the values that apply",
     ANY_RANGE,
     .roles = list_roles,
     .n_roles = JURI_COUNT(list_roles),
     .measure = sum},
    {.name = "mean",
     .text = "the arithmetic mean of the values that apply",
     ANY_RANGE,
     .roles = list_roles,
     .n_roles = JURI_COUNT(list_roles),
     .measure = mean},
    {.name = "difference",
     .text = "value - minus",
     ANY_RANGE,
     .roles = difference_roles,
     .n_roles = JURI_COUNT(difference_roles),
     .measure = difference},
    {.name = "trimmed-mean",
     .text = "the mean without the drop lowest and drop highest, from so many values up",
     ANY_RANGE,
     .roles = list_roles,
     .n_roles = JURI_COUNT(list_roles),
     .params = trimmed_params,
     .n_params = JURI_COUNT(trimmed_params),
     .measure = trimmed_mean},
};

static const juri_plugin plugin = {
    .head = JURI_HEAD,
    .name = "generic",
    .version = "1.0",
    .text = "plain arithmetic on fields, for every category",
    .methods = methods,
    .n_methods = JURI_COUNT(methods),
};

JURI_PLUGIN(plugin)
