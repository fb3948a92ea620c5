/*
 * performance - management of the performance of civil servants: plan, appraise, rate, act on it.
 *
 * Shares run from 0 to 1. README.md states every rule.
 */
#include <juri/plugin.h>

/* --- plans-in-time --- */

static const juri_role plan_roles[] = {
    {"due", "staff who owe a performance plan (SKP)", "heads", -1, 0},
    {"in-time", "plans agreed by the deadline", "plans", +1, 0},
    {"delayed", "plans agreed in the first, second, ... period after it", "plans", +1, JURI_LIST},
};

static void plans_row(const juri_call *call, uint32_t row)
{
	double due = juri_column(call, 0)[row], plans = juri_column(call, 1)[row];
	double worth = plans;
	const juri_input *delayed = &call->inputs[2];
	int negative = plans < 0;

	for (uint32_t i = 0; i < delayed->count; i++) {
		double late = delayed->columns[i][row];

		if (isnan(late))
			continue;
		negative |= late < 0;
		plans += late;
		worth += late * (delayed->count - i) / (delayed->count + 1);
	}
	if (due <= 0)
		juri_undefined(call, row, "nobody owes a plan");
	else if (negative || plans > due)
		juri_undefined(call, row, "more plans than staff who owe one, or fewer than none");
	else
		call->measure[row] = worth / due;
}

static int plans_in_time(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		plans_row(call, row);
	return 0;
}

/* --- appraisal-coverage --- */

static const juri_role appraisal_roles[] = {
    {"staff", "staff to be appraised in every cycle", "heads", -1, 0},
    {"appraised", "staff appraised, one field for each cycle", "heads", +1, JURI_LIST},
};

static const juri_param appraisal_params[] = {
    {.name = "floor",
     .text = "a cycle that covers a smaller share counts as not held",
     .initial = "0.5",
     .max = 1,
     .type = JURI_NUMBER},
};

static double cycle_share(double appraised, double staff, double floor)
{
	double share = appraised > staff ? 1 : appraised / staff;

	return share < floor ? 0 : share;
}

static void appraisal_row(const juri_call *call, uint32_t row)
{
	double staff = juri_column(call, 0)[row], sum = 0, cycles = 0;

	if (staff <= 0) {
		juri_undefined(call, row, "no staff to appraise");
		return;
	}
	for (uint32_t i = 0; i < call->inputs[1].count; i++) {
		double appraised = call->inputs[1].columns[i][row];

		if (appraised < 0) {
			juri_undefined(call, row, "fewer than none appraised");
			return;
		}
		if (isnan(appraised))
			continue;
		sum += cycle_share(appraised, staff, call->params[0]);
		cycles += 1;
	}
	call->measure[row] = sum / cycles;
}

static int appraisal_coverage(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		appraisal_row(call, row);
	return 0;
}

/* --- distribution-distance --- */

enum { RATINGS = 5 };

static const juri_role rating_roles[] = {
    {"very-good", "staff rated very good", "heads", 0, 0},
    {"good", "staff rated good", "heads", 0, 0},
    {"fair", "staff rated in need of improvement", "heads", 0, 0},
    {"poor", "staff rated poor", "heads", 0, 0},
    {"very-poor", "staff rated very poor", "heads", 0, 0},
};

#define PERMITTED(name_, text_, initial_)                                                          \
	{                                                                                          \
		.name = name_, .text = text_, .unit = "percent", .initial = initial_, .max = 100,  \
		.type = JURI_NUMBER                                                                \
	}

static const juri_param curve_params[] = {
    PERMITTED("curve-very-good", "permitted share rated very good", "20"),
    PERMITTED("curve-good", "permitted share rated good", "60"),
    PERMITTED("curve-fair", "permitted share rated in need of improvement", "15"),
    PERMITTED("curve-poor", "permitted share rated poor", "4"),
    PERMITTED("curve-very-poor", "permitted share rated very poor", "1"),
};

/* Staff with a rating, or -1 when a count is negative. */
static double rated_staff(const juri_call *call, uint32_t row)
{
	double rated = 0;

	for (uint32_t i = 0; i < RATINGS; i++) {
		if (juri_column(call, i)[row] < 0)
			return -1;
		rated += juri_column(call, i)[row];
	}
	return rated;
}

static double distance(const juri_call *call, uint32_t row, double rated, double permitted)
{
	double sum = 0;

	for (uint32_t i = 0; i < RATINGS; i++) {
		double beyond = juri_column(call, i)[row] / rated - call->params[i] / permitted;

		sum += beyond < 0 ? -beyond : beyond;
	}
	return sum > 2 ? 1 : sum / 2;
}

static int distribution_distance(const juri_call *call)
{
	double permitted = 0;

	for (uint32_t i = 0; i < RATINGS; i++)
		permitted += call->params[i];
	if (permitted == 0) {
		juri_log(call, "the permitted curve is empty: all five shares are 0");
		return 1;
	}
	for (uint32_t row = 0; row < call->rows; row++) {
		double rated = rated_staff(call, row);

		if (rated <= 0)
			juri_undefined(call, row, "nobody rated, or fewer than none");
		else
			call->measure[row] = distance(call, row, rated, permitted);
	}
	return 0;
}

/* --- consequences --- */

static const juri_role consequence_roles[] = {
    {"top", "staff rated at the top", "heads", -1, 0},
    {"top-rewarded", "of them rewarded", "heads", +1, 0},
    {"low", "staff rated at the bottom", "heads", -1, 0},
    {"low-coached", "of them coached or moved", "heads", +1, 0},
};

static double harmonic(double a, double b)
{
	if (isnan(b))
		return a;
	if (isnan(a))
		return b;
	return a + b == 0 ? 0 : 2 * a * b / (a + b);
}

static int consequences(const juri_call *call)
{
	const double *top = juri_column(call, 0), *rewarded = juri_column(call, 1);
	const double *low = juri_column(call, 2), *coached = juri_column(call, 3);

	for (uint32_t row = 0; row < call->rows; row++) {
		if (top[row] == 0 && low[row] == 0)
			juri_undefined(call, row, "nobody rated at the top or the bottom");
		else if (rewarded[row] < 0 || rewarded[row] > top[row] || coached[row] < 0 ||
			 coached[row] > low[row])
			juri_undefined(call, row,
				       "more consequences than rated staff, or fewer than none");
		else /* an empty end is 0 / 0, NaN */
			call->measure[row] =
			    harmonic(rewarded[row] / top[row], coached[row] / low[row]);
	}
	return 0;
}

/* --- The table --- */

static const juri_method methods[] = {
    {.name = "plans-in-time",
     .text = "plans / due, a late plan worth less with every period (assumption)",
     .unit = "share",
     .max = 1,
     .roles = plan_roles,
     .n_roles = JURI_COUNT(plan_roles),
     .measure = plans_in_time},
    {.name = "appraisal-coverage",
     .text = "mean share appraised over the cycles, thin cycles as 0 (assumption)",
     .unit = "share",
     .max = 1,
     .roles = appraisal_roles,
     .params = appraisal_params,
     .n_roles = JURI_COUNT(appraisal_roles),
     .n_params = JURI_COUNT(appraisal_params),
     .measure = appraisal_coverage},
    {.name = "distribution-distance",
     .text = "half the sum of |share rated - share permitted| (curve: assumption)",
     .unit = "share",
     .max = 1,
     .roles = rating_roles,
     .params = curve_params,
     .n_roles = JURI_COUNT(rating_roles),
     .n_params = JURI_COUNT(curve_params),
     .measure = distribution_distance},
    {.name = "consequences",
     .text = "harmonic mean of top staff rewarded and low staff coached (assumption)",
     .unit = "share",
     .max = 1,
     .roles = consequence_roles,
     .n_roles = JURI_COUNT(consequence_roles),
     .measure = consequences},
};

static const juri_plugin table = {
    .head = JURI_HEAD,
    .name = "performance",
    .version = "1.0",
    .text = "Management of the performance of civil servants",
    .methods = methods,
    .n_methods = JURI_COUNT(methods),
};

JURI_PLUGIN(table)
