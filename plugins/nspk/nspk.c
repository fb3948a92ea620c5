/*
 * nspk - how far norms, standards, procedures and criteria of personnel management are applied.
 *
 * Shares run from 0 to 1. README.md states every rule.
 */
#include <juri/plugin.h>

/* --- checklist-item --- */

static const juri_role checklist_roles[] = {
    {"answer", "the agency's answer: 1 yes, 0 no, between: partly", NULL, 0, 0},
    {"verdict", "the evaluator's verdict: 1 yes, 0 no, between: partly", NULL, +1, 0},
    {"present", "required documents that were found", "documents", +1, 0},
};

static const juri_param checklist_params[] = {
    {.name = "required",
     .text = "documents that prove a yes; 0: none",
     .unit = "documents",
     .initial = "1",
     .max = 1000,
     .type = JURI_NUMBER},
    {.name = "claimed-only",
     .text = "yes: never more than the agency claimed",
     .initial = "no",
     .type = JURI_FLAG},
};

static double proven_share(double present, double required)
{
	if (required == 0 || present >= required)
		return 1;
	return present / required;
}

static void note_disagreement(const juri_call *call, uint32_t row, double answer, double verdict)
{
	if (answer > verdict)
		juri_note(call, row, "the evaluator granted less than the agency claimed");
	else if (answer < verdict)
		juri_note(call, row, "the evaluator granted more than the agency claimed");
}

static int checklist_item(const juri_call *call)
{
	const double *answer = juri_column(call, 0), *verdict = juri_column(call, 1);
	const double *present = juri_column(call, 2);
	double required = call->params[0];
	int claimed_only = call->params[1] == 1;

	for (uint32_t row = 0; row < call->rows; row++) {
		double yes =
		    claimed_only && answer[row] < verdict[row] ? answer[row] : verdict[row];

		note_disagreement(call, row, answer[row], verdict[row]);
		if (answer[row] < 0 || answer[row] > 1 || verdict[row] < 0 || verdict[row] > 1)
			juri_undefined(call, row, "answer or verdict is not between 0 and 1");
		else if (present[row] < 0)
			juri_undefined(call, row, "fewer than no documents");
		else
			call->measure[row] = yes * proven_share(present[row], required);
	}
	return 0;
}

/* --- compliance --- */

static const juri_role compliance_roles[] = {
    {"conforming", "audited decisions that conform", "decisions", +1, 0},
    {"corrected", "audited decisions that conform after correction", "decisions", +1, 0},
    {"audited", "decisions that were audited", "decisions", -1, 0},
};

static const juri_param compliance_params[] = {
    {.name = "credit",
     .text = "what a corrected decision is worth",
     .initial = "0.5",
     .max = 1,
     .type = JURI_NUMBER},
    {.name = "sample",
     .text = "fewest audited decisions that allow a statement",
     .unit = "decisions",
     .initial = "1",
     .min = 1,
     .max = 1e9,
     .type = JURI_NUMBER},
};

static int compliance(const juri_call *call)
{
	const double *conforming = juri_column(call, 0), *corrected = juri_column(call, 1);
	const double *audited = juri_column(call, 2);
	double credit = call->params[0], sample = call->params[1];

	for (uint32_t row = 0; row < call->rows; row++) {
		if (audited[row] < sample)
			juri_undefined(call, row, "too few decisions audited");
		else if (conforming[row] < 0 || corrected[row] < 0)
			juri_undefined(call, row, "fewer than no decisions");
		else if (conforming[row] + corrected[row] > audited[row])
			juri_undefined(call, row, "more decisions conform than were audited");
		else
			call->measure[row] =
			    (conforming[row] + credit * corrected[row]) / audited[row];
	}
	return 0;
}

/* --- follow-up --- */

enum { SEVERITIES = 3 };

static const juri_role follow_up_roles[] = {
    {"light", "light findings", "findings", -1, 0},
    {"medium", "medium findings", "findings", -1, 0},
    {"severe", "severe findings", "findings", -1, 0},
    {"light-done", "light findings followed up", "findings", +1, 0},
    {"medium-done", "medium findings followed up", "findings", +1, 0},
    {"severe-done", "severe findings followed up", "findings", +1, 0},
};

#define SEVERITY(name_, text_, initial_)                                                           \
	{                                                                                          \
		.name = name_, .text = text_, .initial = initial_, .min = 0.001, .max = 1000,      \
		.type = JURI_NUMBER                                                                \
	}

static const juri_param follow_up_params[] = {
    SEVERITY("light-counts", "how much a light finding counts", "1"),
    SEVERITY("medium-counts", "how much a medium finding counts", "2"),
    SEVERITY("severe-counts", "how much a severe finding counts", "3"),
};

static void follow_up_row(const juri_call *call, uint32_t row)
{
	double found = 0, done = 0;

	for (uint32_t i = 0; i < SEVERITIES; i++) {
		double all = juri_column(call, i)[row];
		double closed = juri_column(call, SEVERITIES + i)[row];

		if (closed < 0 || closed > all) {
			juri_undefined(call, row,
				       "more findings followed up than found, or fewer than none");
			return;
		}
		found += call->params[i] * all;
		done += call->params[i] * closed;
	}
	if (found == 0)
		juri_undefined(call, row, "no findings");
	else
		call->measure[row] = done / found;
}

static int follow_up(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		follow_up_row(call, row);
	return 0;
}

/* --- timeliness --- */

static const juri_role timeliness_roles[] = {
    {"late", "days after the deadline; below 0: early", "days", -1, 0},
};

static const juri_param timeliness_params[] = {
    {.name = "tolerance",
     .text = "days after the deadline that cost nothing",
     .unit = "days",
     .initial = "0",
     .max = 3660,
     .type = JURI_NUMBER},
    {.name = "grace",
     .text = "days in which the measure then falls from 1 to 0; 0: at once",
     .unit = "days",
     .initial = "30",
     .max = 3660,
     .type = JURI_NUMBER},
};

static double timely(double beyond, double grace)
{
	if (beyond <= 0)
		return 1;
	if (beyond >= grace)
		return 0;
	return 1 - beyond / grace;
}

static int timeliness(const juri_call *call)
{
	const double *late = juri_column(call, 0);

	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = timely(late[row] - call->params[0], call->params[1]);
	return 0;
}

/* --- The table --- */

#define SHARE(name_, text_, items_, function_)                                                     \
	{                                                                                          \
		.name = name_, .text = text_, .unit = "share", .max = 1, .roles = items_##_roles,  \
		.params = items_##_params, .n_roles = JURI_COUNT(items_##_roles),                  \
		.n_params = JURI_COUNT(items_##_params), .measure = function_                      \
	}

static const juri_method methods[] = {
    SHARE("checklist-item",
	  "verdict x present / required, at most the verdict (evidence rule: assumption)",
	  checklist, checklist_item),
    SHARE("compliance", "(conforming + credit x corrected) / audited (assumption)", compliance,
	  compliance),
    SHARE("follow-up", "findings followed up / found, weighted by severity (assumption)", follow_up,
	  follow_up),
    SHARE("timeliness", "1 until the deadline, then falling in a line to 0 (assumption)",
	  timeliness, timeliness),
};

static const juri_plugin table = {
    .head = JURI_HEAD,
    .name = "nspk",
    .version = "1.0",
    .text = "Application of norms, standards, procedures and criteria of personnel management",
    .methods = methods,
    .n_methods = JURI_COUNT(methods),
};

JURI_PLUGIN(table)
