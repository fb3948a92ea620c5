/*
 * cat - use of personnel data, of information systems, and of the computer assisted test (CAT).
 *
 * Shares run from 0 to 1. README.md states every rule.
 */
#include <juri/plugin.h>

/* --- cat-use --- */

static const juri_role use_roles[] = {
    {"selections", "selections held", "selections", -1, 0},
    {"selections-cat", "of them by CAT", "selections", +1, 0},
    {"participants", "participants of all selections", "heads", -1, 0},
    {"participants-cat", "of them examined by CAT", "heads", +1, 0},
};

static double weaker(double a, double b)
{
	return a < b ? a : b;
}

static int cat_use(const juri_call *call)
{
	const double *selections = juri_column(call, 0), *by_cat = juri_column(call, 1);
	const double *participants = juri_column(call, 2), *examined = juri_column(call, 3);

	for (uint32_t row = 0; row < call->rows; row++) {
		if (selections[row] == 0 || participants[row] == 0)
			juri_undefined(call, row, "no selection, or nobody took part");
		else if (by_cat[row] < 0 || by_cat[row] > selections[row] || examined[row] < 0 ||
			 examined[row] > participants[row])
			juri_undefined(call, row, "more by CAT than in all, or fewer than none");
		else
			call->measure[row] = weaker(by_cat[row] / selections[row],
						    examined[row] / participants[row]);
	}
	return 0;
}

/* --- data-quality --- */

enum { FLAWS = 4 };

static const juri_role quality_roles[] = {
    {"records", "personnel records that were checked", "records", +1, 0},
    {"incomplete", "of them with an empty field", "records", -1, 0},
    {"outdated", "of them not brought up to date in time", "records", -1, 0},
    {"wrong", "of them that differ from the document", "records", -1, 0},
    {"conflicting", "of them that contradict themselves or another system", "records", -1, 0},
};

static const juri_param quality_params[] = {
    {.name = "spread",
     .text = "how far the measure may lie above the weakest of the four shares",
     .initial = "0.2",
     .max = 1,
     .type = JURI_NUMBER},
};

static void quality_row(const juri_call *call, uint32_t row)
{
	double records = juri_column(call, 0)[row], sum = 0, weakest = 1;

	if (records <= 0) {
		juri_undefined(call, row, "no records checked");
		return;
	}
	for (uint32_t i = 1; i <= FLAWS; i++) {
		double flawed = juri_column(call, i)[row];

		if (flawed < 0 || flawed > records) {
			juri_undefined(call, row,
				       "more flawed records than checked, or fewer than none");
			return;
		}
		sum += (records - flawed) / records;
		weakest = weaker(weakest, (records - flawed) / records);
	}
	call->measure[row] = weaker(sum / FLAWS, weakest + call->params[0]);
}

static int data_quality(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		quality_row(call, row);
	return 0;
}

/* --- integration-level --- */

static const juri_role integration_roles[] = {
    {"links", "level of each link between systems: a whole number from 0", "level", +1, JURI_LIST},
};

static const juri_param integration_params[] = {
    {.name = "top",
     .text = "the highest level",
     .unit = "level",
     .initial = "5",
     .min = 1,
     .max = 100,
     .type = JURI_NUMBER},
    {.name = "quorum",
     .text = "share of the links that must have reached a level",
     .unit = "percent",
     .initial = "80",
     .min = 1,
     .max = 100,
     .type = JURI_NUMBER},
};

/* How many links stand at level or above; from level -HUGE_VAL: all that apply. */
static uint32_t links_at(const juri_call *call, uint32_t row, double level)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < call->inputs[0].count; i++)
		count += call->inputs[0].columns[i][row] >= level;
	return count;
}

static int level_is_wrong(const juri_call *call, uint32_t row, double top)
{
	for (uint32_t i = 0; i < call->inputs[0].count; i++) {
		double level = call->inputs[0].columns[i][row];

		if (level < 0 || level > top || (!isnan(level) && level != (int)level))
			return 1;
	}
	return 0;
}

static double level_reached(const juri_call *call, uint32_t row, double top, double quorum)
{
	double links = links_at(call, row, -HUGE_VAL);
	double level = (int)top;

	while (level > 0 && links_at(call, row, level) * 100.0 < quorum * links)
		level--;
	return level;
}

static int integration_level(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++) {
		if (level_is_wrong(call, row, call->params[0]))
			juri_undefined(call, row,
				       "a level that is not a whole number from 0 to the top");
		else
			call->measure[row] =
			    level_reached(call, row, call->params[0], call->params[1]);
	}
	return 0;
}

/* --- The table --- */

static const juri_method methods[] = {
    {.name = "cat-use",
     .text = "the weaker of the CAT shares of selections and of participants (assumption)",
     .unit = "share",
     .max = 1,
     .roles = use_roles,
     .n_roles = JURI_COUNT(use_roles),
     .measure = cat_use},
    {.name = "data-quality",
     .text = "mean of complete, timely, accurate, consistent, near the weakest (assumption)",
     .unit = "share",
     .max = 1,
     .roles = quality_roles,
     .params = quality_params,
     .n_roles = JURI_COUNT(quality_roles),
     .n_params = JURI_COUNT(quality_params),
     .measure = data_quality},
    {.name = "integration-level",
     .text = "the highest level that a quorum of the links has reached (assumption)",
     .unit = "level",
     .max = 100,
     .roles = integration_roles,
     .params = integration_params,
     .n_roles = JURI_COUNT(integration_roles),
     .n_params = JURI_COUNT(integration_params),
     .measure = integration_level},
};

static const juri_plugin table = {
    .head = JURI_HEAD,
    .name = "cat",
    .version = "1.0",
    .text = "Use of personnel data, information systems and the computer assisted test (CAT)",
    .methods = methods,
    .n_methods = JURI_COUNT(methods),
};

JURI_PLUGIN(table)
