/*
 * competency - development of the competence of civil servants.
 *
 * Shares run from 0 to 1. README.md states every rule.
 */
#include <juri/plugin.h>

/* --- hours-per-head --- */

static const juri_role hours_roles[] = {
    {"hours", "training hours (JP) of the year, all staff together", "hours", +1, 0},
    {"staff", "staff at the end of the year", "heads", -1, 0},
    {"excused", "of them excused from training (study leave, secondment)", "heads", +1,
     JURI_OPTIONAL},
};

static int hours_per_head(const juri_call *call)
{
	const double *hours = juri_column(call, 0), *staff = juri_column(call, 1);
	const double *excused = juri_column(call, 2);

	for (uint32_t row = 0; row < call->rows; row++) {
		double heads = isnan(excused[row]) ? staff[row] : staff[row] - excused[row];

		if (heads <= 0)
			juri_undefined(call, row, "no staff to train");
		else if (hours[row] < 0 || excused[row] < 0)
			juri_undefined(call, row, "fewer than no hours or heads");
		else
			call->measure[row] = hours[row] / heads;
	}
	return 0;
}

/* --- norm-share --- */

static const juri_role norm_roles[] = {
    {"reached", "staff with at least the norm of 20 hours (JP)", "heads", +1, 0},
    {"staff", "staff at the end of the year", "heads", -1, 0},
    {"exempt", "staff in posts that count as done (doctors, teachers, nurses)", "heads", +1,
     JURI_OPTIONAL},
};

static int norm_share(const juri_call *call)
{
	const double *reached = juri_column(call, 0), *staff = juri_column(call, 1);
	const double *exempt = juri_column(call, 2);

	for (uint32_t row = 0; row < call->rows; row++) {
		double done = isnan(exempt[row]) ? reached[row] : reached[row] + exempt[row];

		if (staff[row] <= 0)
			juri_undefined(call, row, "no staff");
		else if (reached[row] < 0 || exempt[row] < 0)
			juri_undefined(call, row, "fewer than no heads");
		else if (reached[row] > staff[row] || exempt[row] > staff[row])
			juri_undefined(call, row, "more heads than staff");
		else
			call->measure[row] = done > staff[row] ? 1 : done / staff[row];
	}
	return 0;
}

/* --- gaps-closed --- */

static const juri_role gap_roles[] = {
    {"before", "competence gap at the start: points below the standard", "points", 0, 0},
    {"after", "the same gap at the end", "points", -1, 0},
};

static int gaps_closed(const juri_call *call)
{
	const double *before = juri_column(call, 0), *after = juri_column(call, 1);

	for (uint32_t row = 0; row < call->rows; row++) {
		if (before[row] == 0)
			juri_undefined(call, row, "no gap to close");
		else if (before[row] < 0 || after[row] < 0)
			juri_undefined(call, row, "a gap below zero");
		else if (after[row] > before[row])
			call->measure[row] = 0;
		else
			call->measure[row] = (before[row] - after[row]) / before[row];
	}
	return 0;
}

/* --- documents --- */

static const juri_role document_roles[] = {
    {"papers", "one per paper: 1 in force, 0 not", NULL, +1, JURI_LIST},
};

static const juri_param document_params[] = {
    {.name = "at-least",
     .text = "fewer papers than this give 0",
     .unit = "papers",
     .initial = "0",
     .max = 1000,
     .type = JURI_NUMBER},
};

static void documents_row(const juri_call *call, uint32_t row)
{
	double due = 0, present = 0;

	for (uint32_t i = 0; i < call->inputs[0].count; i++) {
		double paper = call->inputs[0].columns[i][row];

		if (isnan(paper))
			continue;
		if (paper != 0 && paper != 1) {
			juri_undefined(call, row, "a paper that is neither 0 nor 1");
			return;
		}
		due += 1;
		present += paper;
	}
	call->measure[row] = present < call->params[0] ? 0 : present / due;
}

static int documents(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		documents_row(call, row);
	return 0;
}

/* --- assessment-coverage --- */

static const juri_role assessment_roles[] = {
    {"leaders", "holders of managerial posts", "heads", -1, 0},
    {"leaders-assessed", "of them with a valid competence assessment", "heads", +1, 0},
    {"others", "holders of other posts", "heads", -1, 0},
    {"others-assessed", "of them with a valid competence assessment", "heads", +1, 0},
};

static const juri_param assessment_params[] = {
    {.name = "leaders-count",
     .text = "what the share of the leaders counts; the others' share counts the rest to 1",
     .initial = "0.6",
     .max = 1,
     .type = JURI_NUMBER},
};

static double both_groups(double leaders, double others, double leaders_count)
{
	if (isnan(others))
		return leaders;
	if (isnan(leaders))
		return others;
	return leaders_count * leaders + (1 - leaders_count) * others;
}

static int assessment_coverage(const juri_call *call)
{
	const double *leaders = juri_column(call, 0), *leaders_done = juri_column(call, 1);
	const double *others = juri_column(call, 2), *others_done = juri_column(call, 3);

	for (uint32_t row = 0; row < call->rows; row++) {
		if (leaders[row] == 0 && others[row] == 0)
			juri_undefined(call, row, "nobody to assess");
		else if (leaders_done[row] < 0 || others_done[row] < 0)
			juri_undefined(call, row, "fewer than no heads");
		else if (leaders_done[row] > leaders[row] || others_done[row] > others[row])
			juri_undefined(call, row, "more assessed than there are");
		else /* an empty group is 0 / 0, NaN */
			call->measure[row] =
			    both_groups(leaders_done[row] / leaders[row],
					others_done[row] / others[row], call->params[0]);
	}
	return 0;
}

/* --- The table --- */

static const juri_method methods[] = {
    {.name = "hours-per-head",
     .text = "hours / (staff - excused); norm of 20 hours: IP ASN, PermenPANRB 38/2018",
     .unit = "hours per head",
     .max = HUGE_VAL,
     .roles = hours_roles,
     .n_roles = JURI_COUNT(hours_roles),
     .measure = hours_per_head},
    {.name = "norm-share",
     .text = "(reached + exempt) / staff, at most 1 (exempt posts: bkpsdm.kuduskab.go.id)",
     .unit = "share",
     .max = 1,
     .roles = norm_roles,
     .n_roles = JURI_COUNT(norm_roles),
     .measure = norm_share},
    {.name = "gaps-closed",
     .text = "(before - after) / before, at least 0 (assumption)",
     .unit = "share",
     .max = 1,
     .roles = gap_roles,
     .n_roles = JURI_COUNT(gap_roles),
     .measure = gaps_closed},
    {.name = "documents",
     .text = "papers in force / papers due, 0 below a least number (assumption)",
     .unit = "share",
     .max = 1,
     .roles = document_roles,
     .params = document_params,
     .n_roles = JURI_COUNT(document_roles),
     .n_params = JURI_COUNT(document_params),
     .measure = documents},
    {.name = "assessment-coverage",
     .text = "share assessed, leaders and others weighted (assumption)",
     .unit = "share",
     .max = 1,
     .roles = assessment_roles,
     .params = assessment_params,
     .n_roles = JURI_COUNT(assessment_roles),
     .n_params = JURI_COUNT(assessment_params),
     .measure = assessment_coverage},
};

static const juri_plugin table = {
    .head = JURI_HEAD,
    .name = "competency",
    .version = "1.0",
    .text = "Development of the competence of civil servants",
    .methods = methods,
    .n_methods = JURI_COUNT(methods),
};

JURI_PLUGIN(table)
