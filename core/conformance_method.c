#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "conformance_parts.h"

#define CALLS 400u   /* in the second half of them memory has settled */
#define GROWTH 65536 /* bytes that this half may cost, for an allocator that settles late */
#define WIDE 300u    /* columns of a list that is long */

/* --- Outcomes --- */

/* Passes without a reason. The reason is now the outcome's. */
static struct outcome fail(char *reason)
{
	return (struct outcome){reason ? VERDICT_FAIL : VERDICT_PASS, reason};
}

static struct outcome skip(const char *reason)
{
	return (struct outcome){VERDICT_SKIPPED, mem_copy(reason)};
}

/* --- Comparing --- */

static bool is_same(double a, double b)
{
	uint64_t bits_a, bits_b;

	memcpy(&bits_a, &a, sizeof(a));
	memcpy(&bits_b, &b, sizeof(b));
	return (isnan(a) && isnan(b)) || bits_a == bits_b;
}

/* A sentence about a row that is the row `usual` of the usual ones; NULL: it has the same measure. */
static char *other_measure(const struct specimen *specimen, const struct answer *before,
			   const struct answer *now, uint32_t row, uint32_t usual)
{
	char found[DECIMAL_TEXT], wanted[DECIMAL_TEXT], *sentence, *problem;

	if (is_same(now->measures[row], before->measures[usual]) &&
	    now->undefined[row] == before->undefined[usual])
		return NULL;
	sentence = mem_print(_("expected the measure %s as before, found %s; a measure depends on "
			       "its own row alone: keep nothing from row to row and from call to "
			       "call"),
			     decimal_print_double(wanted, before->measures[usual]),
			     decimal_print_double(found, now->measures[row]));
	problem = subject_at_row(specimen->subject, &specimen->usual, usual, sentence);
	free(sentence);
	return problem;
}

/* Asks for the usual rows in another choice (NULL: as they are): what differs from the usual answer; NULL: nothing. */
static char *differs(struct specimen *specimen, const uint32_t *which, uint32_t count)
{
	struct answer *answer = mem_alloc(sizeof(*answer));
	struct rows rows = {0};
	char *problem = NULL;

	if (which)
		rows = rows_choose(&specimen->usual, which, count);
	if (!subject_ask(specimen->subject, which ? &rows : &specimen->usual, answer))
		problem = mem_copy(specimen->subject->ended);
	for (uint32_t i = 0; !problem && i < answer->rows; i++)
		problem =
		    other_measure(specimen, specimen->answer, answer, i, which ? which[i] : i);
	rows_free(&rows);
	free(answer);
	return problem;
}

/* What is wrong with the measure of a row by itself; kind: 'n' it is none, 'r' it is out of its range; NULL: nothing. */
static char *bad_measure(const struct subject *subject, const struct rows *rows,
			 const struct answer *answer, uint32_t row, char *kind)
{
	double measure = answer->measures[row];
	char *sentence =
	    answer->undefined[row] ? NULL : plugin_measure_problem(subject->method, measure);
	char *both = sentence ? mem_print("%s; %s", sentence, plugin_measure_mend(measure)) : NULL;
	char *problem = both ? subject_at_row(subject, rows, row, both) : NULL;

	*kind = isfinite(measure) ? 'r' : 'n';
	free(sentence);
	free(both);
	return problem;
}

/* Rows in which something that is needed is absent have no measure, whatever the method wrote. */
static bool is_due(const struct subject *subject, const struct rows *rows, uint32_t row)
{
	if (rows->present)
		return rows->present[row];
	for (unsigned r = 0, c = 0; r < subject->method->n_roles; c += subject->counts[r++])
		for (unsigned i = 0; i < subject->counts[r]; i++)
			if (!(subject->method->roles[r].flags & JURI_OPTIONAL) &&
			    isnan(*rows_cell(rows, c + i, row)))
				return false;
	return true;
}

/*
 * The first measure that is none is worth the verdict that is given; one out of its range a note, since rows that are made up
 * may mean nothing.
 */
static struct outcome judge_measures(const struct subject *subject, const struct rows *rows,
				     const struct answer *answer, enum verdict none)
{
	struct outcome outcome = {VERDICT_PASS, NULL};

	for (uint32_t row = 0; row < rows->count && outcome.verdict != none; row++) {
		char kind = 0;
		char *problem = is_due(subject, rows, row)
				    ? bad_measure(subject, rows, answer, row, &kind)
				    : NULL;

		if (!problem || (kind == 'r' && outcome.reason)) {
			free(problem);
			continue;
		}
		free(outcome.reason);
		outcome = (struct outcome){kind == 'n' ? none : VERDICT_NOTE, problem};
	}
	return outcome;
}

/* --- Asking for rows of one kind --- */

/* One at a time, to say which row had no answer; NULL: all have one by themselves. */
static char *row_without_answer(struct subject *subject, const struct rows *rows)
{
	struct answer *answer = mem_alloc(sizeof(*answer));
	char *problem = NULL;

	for (uint32_t row = 0; row < rows->count && !problem; row++) {
		struct rows one = rows_choose(rows, &row, 1);

		if (!subject_ask(subject, &one, answer))
			problem = subject_at_row(subject, rows, row, subject->ended);
		rows_free(&one);
	}
	free(answer);
	return problem;
}

/* All in one slice; none: what a measure is worth that is none. The rows are freed. */
static struct outcome ask_and_judge(struct subject *subject, struct rows rows, enum verdict none)
{
	struct answer *answer = mem_alloc(sizeof(*answer));
	struct outcome outcome;
	char *ended;

	if (subject_ask(subject, &rows, answer)) {
		outcome = judge_measures(subject, &rows, answer, none);
	} else {
		ended = mem_copy(subject->ended);
		outcome = fail(subject->hung ? NULL : row_without_answer(subject, &rows));
		if (outcome.reason)
			free(ended);
		else
			outcome = fail(ended);
	}
	free(answer);
	rows_free(&rows);
	return outcome;
}

/* --- The usual rows --- */

static struct outcome try_answers(struct specimen *specimen)
{
	struct subject *subject = specimen->subject;
	struct answer *one = mem_alloc(sizeof(*one));
	struct outcome outcome = {VERDICT_PASS, NULL};

	for (uint32_t row = 0; row < specimen->usual.count && !outcome.reason; row++) {
		struct rows rows = rows_choose(&specimen->usual, &row, 1);

		if (!subject_ask(subject, &rows, one))
			outcome =
			    fail(subject_at_row(subject, &specimen->usual, row, subject->ended));
		specimen->alone->measures[row] = one->measures[0];
		specimen->alone->undefined[row] = one->undefined[0];
		rows_free(&rows);
	}
	free(one);
	specimen->answers = !outcome.reason;
	return outcome;
}

static bool is_usable(const struct specimen *specimen, uint32_t row)
{
	char *wrong =
	    plugin_measure_problem(specimen->subject->method, specimen->alone->measures[row]);

	free(wrong);
	return !wrong;
}

static struct outcome try_range(struct specimen *specimen)
{
	struct outcome outcome =
	    judge_measures(specimen->subject, &specimen->usual, specimen->alone, VERDICT_FAIL);
	uint32_t usable = 0;

	for (uint32_t row = 0; row < specimen->usual.count; row++)
		usable += is_usable(specimen, row);
	if (outcome.verdict == VERDICT_NOTE && specimen->table)
		outcome.verdict = VERDICT_FAIL;
	if (outcome.verdict == VERDICT_FAIL || usable)
		return outcome;
	free(outcome.reason);
	return skip(_("none of the rows that were tried has a measure in range; give a table with "
		      "rows that do"));
}

static struct outcome try_rows(struct specimen *specimen)
{
	char *problem = NULL;

	specimen->answers = subject_ask(specimen->subject, &specimen->usual, specimen->answer);
	if (!specimen->answers)
		return fail(mem_copy(specimen->subject->ended));
	for (uint32_t row = 0; row < specimen->usual.count && !problem; row++)
		problem = other_measure(specimen, specimen->alone, specimen->answer, row, row);
	return fail(problem);
}

static struct outcome try_order(struct specimen *specimen)
{
	uint32_t which[COHORT_BLOCK] = {0}, count = specimen->usual.count;

	for (uint32_t i = 0; i < count; i++)
		which[i] = count - 1 - i;
	return fail(differs(specimen, which, count));
}

static struct outcome try_size(struct specimen *specimen)
{
	uint32_t which[COHORT_BLOCK];

	for (uint32_t i = 0; i < COHORT_BLOCK; i++)
		which[i] = i / 2 % specimen->usual.count;
	return fail(differs(specimen, which, COHORT_BLOCK));
}

/* --- Other parameters --- */

static bool has_params(const juri_method *method)
{
	return method->n_params > 0;
}

/* The usual rows with other parameters; false when there is no answer, or no other parameters. */
static bool ask_otherwise(struct specimen *specimen, struct answer *answer)
{
	struct subject *subject = specimen->subject;
	double usual[PLUGIN_PARAMS];
	bool answered;

	memcpy(usual, subject->params, subject->method->n_params * sizeof(*usual));
	answered = subject_change_params(subject) && subject_ask(subject, &specimen->usual, answer);
	memcpy(subject->params, usual, subject->method->n_params * sizeof(*usual));
	return answered;
}

/* Where the usual parameters came first, and where these did. */
static char *other_by_params(const struct specimen *specimen, const struct answer *after,
			     const struct answer *first)
{
	char found[DECIMAL_TEXT], wanted[DECIMAL_TEXT], *sentence, *problem = NULL;

	for (uint32_t row = 0; row < first->rows && !problem; row++) {
		if (is_same(after->measures[row], first->measures[row]) &&
		    after->undefined[row] == first->undefined[row])
			continue;
		sentence = mem_print(_("with other parameters expected the measure %s as in a "
				       "process that knows no others, found %s; keep nothing of "
				       "call->params from call to call"),
				     decimal_print_double(wanted, first->measures[row]),
				     decimal_print_double(found, after->measures[row]));
		problem = subject_at_row(specimen->subject, &specimen->usual, row, sentence);
		free(sentence);
	}
	return problem;
}

/* Criteria ask a method with different parameters in one process. What has no answer is no fault here. */
static struct outcome try_params(struct specimen *specimen)
{
	struct answer *after = mem_alloc(sizeof(*after)), *first = mem_alloc(sizeof(*first));
	char *problem = NULL;

	if (ask_otherwise(specimen, after)) {
		problem = differs(specimen, NULL, 0);
		subject_change_process(specimen->subject);
		if (!problem && ask_otherwise(specimen, first))
			problem = other_by_params(specimen, after, first);
		if (!problem)
			problem = differs(specimen, NULL, 0);
		subject_change_process(
		    specimen->subject); /* what was kept is not held against it again */
	}
	free(after);
	free(first);
	return fail(problem);
}

/* --- Absent inputs --- */

/* The usual rows twice each, the second time without a column. */
static struct rows without(const struct specimen *specimen, unsigned column)
{
	uint32_t which[COHORT_BLOCK] = {0}, count = 2 * specimen->usual.count;
	struct rows rows;

	if (count > COHORT_BLOCK)
		count = COHORT_BLOCK;
	for (uint32_t i = 0; i < count; i++)
		which[i] = i / 2;
	rows = rows_choose(&specimen->usual, which, count);
	free(rows.present); /* that of the rows with the column */
	rows.present = NULL;
	for (uint32_t i = 1; i < count; i += 2)
		*rows_cell(&rows, column, i) = NAN;
	return rows;
}

static struct outcome judge_missing(const struct specimen *specimen, const struct rows *rows,
				    const struct answer *answer)
{
	struct outcome outcome = {VERDICT_PASS, NULL};

	for (uint32_t i = 0; i < rows->count && !outcome.reason; i++) {
		char kind;

		if (i % 2 == 0) {
			if (!is_same(answer->measures[i], specimen->answer->measures[i / 2]))
				outcome = fail(
				    subject_at_row(specimen->subject, rows, i,
						   _("a row beside it without a value changes "
						     "it; go on after a NaN, and keep nothing from "
						     "row to row")));
		} else if (is_due(specimen->subject, rows, i) && is_usable(specimen, i / 2)) {
			outcome = fail(bad_measure(specimen->subject, rows, answer, i, &kind));
			if (outcome.reason && kind == 'r')
				outcome.verdict = VERDICT_NOTE;
		}
	}
	return outcome;
}

static struct outcome try_missing(struct specimen *specimen)
{
	struct answer *answer = mem_alloc(sizeof(*answer));
	struct outcome outcome = {VERDICT_PASS, NULL};

	for (unsigned c = 0; c < specimen->subject->n_columns && !outcome.reason; c++) {
		struct rows rows = without(specimen, c);

		if (subject_ask(specimen->subject, &rows, answer))
			outcome = judge_missing(specimen, &rows, answer);
		else
			outcome = fail(mem_copy(specimen->subject->ended));
		rows_free(&rows);
	}
	free(answer);
	return outcome;
}

static struct outcome try_empty(struct specimen *specimen)
{
	return ask_and_judge(specimen->subject, rows_empty(specimen->subject->n_columns),
			     VERDICT_FAIL);
}

static bool has_optional(const juri_method *method)
{
	for (unsigned r = 0; r < method->n_roles; r++)
		if (method->roles[r].flags & JURI_OPTIONAL)
			return true;
	return false;
}

static struct outcome try_unbound(struct specimen *specimen)
{
	struct subject *subject = specimen->subject;
	struct outcome outcome;

	subject_shape(subject, 3, false);
	outcome = ask_and_judge(subject, rows_typical(subject->n_columns), VERDICT_FAIL);
	subject_shape(subject, 3, true);
	return outcome;
}

/* --- Lists --- */

static bool has_list(const juri_method *method)
{
	for (unsigned r = 0; r < method->n_roles; r++)
		if (method->roles[r].flags & JURI_LIST)
			return true;
	return false;
}

/* Of lists, every second entry does not apply in these rows; the first one never in the last of them. */
static struct rows with_gaps(const struct subject *subject)
{
	struct rows rows = rows_typical(subject->n_columns);

	rows.present = mem_array(rows.count, 1);
	memset(rows.present, 1, rows.count);
	for (unsigned r = 0, c = 0; r < subject->method->n_roles; c += subject->counts[r++])
		for (unsigned i = 0; subject->counts[r] > 1 && i < subject->counts[r]; i++)
			for (uint32_t row = 0; row < rows.count; row++)
				if ((i + row) % 2)
					*rows_cell(&rows, c + i, row) = NAN;
	return rows;
}

/* Of one entry, of many, and of some that do not apply. */
static struct outcome try_lists(struct specimen *specimen)
{
	struct subject *subject = specimen->subject;
	struct outcome outcome;

	outcome = ask_and_judge(subject, with_gaps(subject), VERDICT_FAIL);
	for (unsigned list = 1; list <= WIDE && outcome.verdict != VERDICT_FAIL; list += WIDE - 1) {
		free(outcome.reason);
		subject_shape(subject, list, true);
		outcome = ask_and_judge(subject, rows_typical(subject->n_columns), VERDICT_FAIL);
	}
	subject_shape(subject, 3, true);
	return outcome;
}

/* --- Numbers that methods stumble over --- */

static struct outcome try_zeros(struct specimen *specimen)
{
	return ask_and_judge(specimen->subject, rows_zeros(specimen->subject->n_columns),
			     VERDICT_FAIL);
}

/* Criteria refuse such evidence by the range of a field, so that a measure that is none is worth a note. */
static struct outcome try_extremes(struct specimen *specimen)
{
	return ask_and_judge(specimen->subject, rows_extreme(specimen->subject->n_columns),
			     VERDICT_NOTE);
}

/* --- Directions --- */

/* The usual rows with more of one column. */
static struct rows with_more(const struct specimen *specimen, unsigned column, double step)
{
	uint32_t which[COHORT_BLOCK] = {0};
	struct rows more;

	for (uint32_t i = 0; i < specimen->usual.count; i++)
		which[i] = i;
	more = rows_choose(&specimen->usual, which, specimen->usual.count);
	for (uint32_t row = 0; row < more.count; row++)
		*rows_cell(&more, column, row) += step;
	return more;
}

/* Whether the measure of a row goes against a direction; where one of the two is none, nothing can be said. */
static bool is_against(const struct specimen *specimen, const struct answer *answer, uint32_t row,
		       int direction)
{
	const juri_method *method = specimen->subject->method;
	char *wrong = plugin_measure_problem(method, answer->measures[row]);
	bool good = !wrong && is_usable(specimen, row);

	free(wrong);
	return good && (answer->measures[row] - specimen->answer->measures[row]) * direction < 0;
}

static char *against(struct specimen *specimen, const juri_role *role, unsigned column, int step)
{
	struct answer *answer = mem_alloc(sizeof(*answer));
	struct rows more = with_more(specimen, column, step);
	char *problem = NULL, *sentence;

	if (!subject_ask(specimen->subject, &more, answer))
		problem = mem_copy(specimen->subject->ended);
	for (uint32_t row = 0; row < more.count && !problem; row++) {
		if (!is_against(specimen, answer, row, role->direction))
			continue;
		sentence = mem_print(_("%d more of %s moves the measure against its direction %+d; "
				       "mend .direction (0: neither) or the formula"),
				     step, role->name, (int)role->direction);
		problem = subject_at_row(specimen->subject, &specimen->usual, row, sentence);
		free(sentence);
	}
	rows_free(&more);
	free(answer);
	return problem;
}

static bool has_direction(const juri_method *method)
{
	for (unsigned r = 0; r < method->n_roles; r++)
		if (method->roles[r].direction)
			return true;
	return false;
}

static struct outcome try_directions(struct specimen *specimen)
{
	const struct subject *subject = specimen->subject;
	char *problem = NULL;

	for (unsigned r = 0, c = 0; r < subject->method->n_roles; c += subject->counts[r++]) {
		const juri_role *role = &subject->method->roles[r];

		for (unsigned i = 0; role->direction && i < subject->counts[r]; i++)
			for (int step = 1; step <= 100 && !problem; step *= 10)
				problem = against(specimen, role, c + i, step);
	}
	return fail(problem);
}

/* --- The process --- */

static const char *one_process(void)
{
	return _("--in-process: there is no process of its own");
}

/* By how much the process grows when a quarter of a slice is asked for again and again. */
static size_t growth_of(const struct specimen *specimen)
{
	uint32_t which[COHORT_BLOCK / 4];
	struct rows rows;
	size_t growth;

	for (uint32_t i = 0; i < COHORT_BLOCK / 4; i++)
		which[i] = i % specimen->usual.count;
	rows = rows_choose(&specimen->usual, which, COHORT_BLOCK / 4);
	growth = subject_growth(specimen->subject, &rows, CALLS);
	rows_free(&rows);
	return growth;
}

static struct outcome try_memory(struct specimen *specimen)
{
	size_t growth;

	if (specimen->subject->options->in_process)
		return skip(one_process());
	/* the address sanitizer gives nothing back at once, to see whether it is used again */
	if (SANDBOX_SANITIZED)
		return skip(_("a build with sanitizers keeps what was freed, and grows by it"));
	growth = growth_of(specimen);
	if (growth <= GROWTH)
		return fail(NULL);
	return fail(mem_print(_("the process grew by %zu bytes in %u calls; free what a call "
				"allocates, or use juri_alloc()"),
			      growth, CALLS / 2));
}

static struct outcome try_bounds(struct specimen *specimen)
{
	if (!specimen->subject->overran)
		return fail(NULL);
	return fail(mem_print(_("a measure was written for a row that is not there, before the "
				"first or behind the last; rows are numbered from 0 to "
				"call->rows - 1")));
}

static struct outcome try_calls(struct specimen *specimen)
{
	uint64_t calls[SANDBOX_CALLS / 64];
	struct text names = {0};
	struct outcome outcome = {VERDICT_PASS, NULL};

	for (size_t i = 0; i < SANDBOX_CALLS / 64; i++)
		calls[i] = specimen->subject->refused[i] & ~specimen->opening[i];
	sandbox_name_calls(calls, &names);
	if (names.length)
		outcome =
		    fail(mem_print(_("it tried %s; the sandbox refuses it in every run: what a "
				     "method needs comes in its columns and parameters"),
				   names.data));
	text_free(&names);
	return outcome;
}

static struct outcome try_float(struct specimen *specimen)
{
	if (!specimen->subject->rounded)
		return fail(NULL);
	return (struct outcome){VERDICT_NOTE,
				mem_print(_("it leaves another rounding mode behind, which is set "
					    "back after each call and becomes a remark of the "
					    "round; set it back with fesetround()"))};
}

static struct outcome try_prints(struct specimen *specimen)
{
	if (!specimen->subject->printed)
		return fail(NULL);
	return (struct outcome){VERDICT_NOTE,
				mem_print(_("it prints; of each answer at most ten lines become "
					    "remarks of the round, and each costs time: use "
					    "juri_note() or juri_log()"))};
}

/* --- The author's rows --- */

/* The first line that differs; NULL: none does. */
static char *first_difference(const char *wanted, const char *found)
{
	for (size_t line = 1; *wanted || *found; line++) {
		size_t w = strcspn(wanted, "\n"), f = strcspn(found, "\n");

		if (w != f || memcmp(wanted, found, w) != 0)
			return mem_print(_("line %zu: expected %s, found %s"), line,
					 text_quote(wanted, w), text_quote(found, f));
		wanted += w + (wanted[w] == '\n');
		found += f + (found[f] == '\n');
	}
	return NULL;
}

static struct outcome try_measures(struct specimen *specimen)
{
	if (!specimen->expected)
		return skip(_("there is no file of that name that ends with .measures"));
	if (!specimen->found)
		return fail(mem_print(_("the method gives no answer to the table")));
	return fail(first_difference(specimen->expected, specimen->found));
}

/* --- All of them --- */

/* Which rows a check is for. */
enum { MADE_UP = 1, TABLES = 2, ALL = 3 };

static const struct {
	const char *check, *meaning;
	struct outcome (*run)(struct specimen *specimen);
	bool (*applies)(const juri_method *method); /* NULL: to all methods */
	unsigned rows;
	bool always; /* also where the method gives no answer */
} tries[] = {
    {"answers", N_("one row at a time: an answer to each"), try_answers, NULL, ALL, true},
    {"measures", N_("the measures that its author expects"), try_measures, NULL, TABLES, true},
    {"range", N_("measures that are numbers, within the declared range"), try_range, NULL, ALL,
     false},
    {"rows", N_("the same in a slice as alone"), try_rows, NULL, ALL, false},
    {"order", N_("the same in another order"), try_order, NULL, ALL, false},
    {"size", N_("the same in a full slice, each row twice"), try_size, NULL, ALL, false},
    {"parameters", N_("the same before and after other parameters"), try_params, has_params, ALL,
     false},
    {"missing", N_("rows without a value, beside others"), try_missing, NULL, MADE_UP, false},
    {"empty", N_("rows without any value"), try_empty, NULL, MADE_UP, false},
    {"optional", N_("no field for optional roles"), try_unbound, has_optional, MADE_UP, false},
    {"lists", N_("lists of one entry, of 300, of some that do not apply"), try_lists, has_list,
     MADE_UP, false},
    {"zeros", N_("0 in each role"), try_zeros, NULL, MADE_UP, false},
    {"extremes", N_("negative, huge and tiny numbers"), try_extremes, NULL, MADE_UP, false},
    {"direction", N_("measures move as the roles declare"), try_directions, has_direction, ALL,
     false},
    {"memory", N_("memory does not grow"), try_memory, NULL, MADE_UP, false},
    {"bounds", N_("nothing is written before or behind the measures"), try_bounds, NULL, ALL,
     false},
    {"float", N_("the floating-point unit is left as it was"), try_float, NULL, MADE_UP, false},
    {"calls", N_("no call that the sandbox refuses"), try_calls, NULL, ALL, true},
    {"prints", N_("nothing is printed"), try_prints, NULL, MADE_UP, false},
};

static bool applies(size_t try, const struct specimen *specimen)
{
	return tries[try].rows & (specimen->table ? TABLES : MADE_UP) &&
	       (!tries[try].applies || tries[try].applies(specimen->subject->method));
}

static const char *pure_meaning(void)
{
	return _("the same when asked again, and later in another process, after all methods");
}

static struct outcome no_answer(void)
{
	return skip(_("the method gives no answer to all rows"));
}

void conformance_method(struct conformance *conformance, struct specimen *specimen)
{
	specimen->answers = true;
	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++)
		if (applies(i, specimen))
			conformance_add(conformance, tries[i].check, specimen, _(tries[i].meaning),
					specimen->answers || tries[i].always
					    ? tries[i].run(specimen)
					    : no_answer());
	specimen->pure =
	    conformance_add(conformance, "pure", specimen, pure_meaning(),
			    specimen->answers ? fail(differs(specimen, NULL, 0)) : no_answer());
	subject_change_process(specimen->subject);
}

void conformance_later(struct conformance *conformance, struct specimen *specimen,
		       struct worker **worker)
{
	struct subject *subject = specimen->subject;

	if (conformance->list[specimen->pure].verdict != VERDICT_PASS)
		return;
	subject->worker = *worker;
	conformance_change(conformance, specimen->pure,
			   subject->options->in_process ? skip(one_process())
							: fail(differs(specimen, NULL, 0)));
	*worker = subject->worker;
	subject->worker = NULL;
}

void conformance_ask(struct specimen *specimen)
{
	static struct outcome (*const asking[])(struct specimen *) = {
	    try_empty, try_unbound, try_lists, try_zeros, try_extremes};
	bool answered = subject_ask(specimen->subject, &specimen->usual, specimen->answer);

	free(answered ? try_missing(specimen).reason : NULL);
	for (size_t i = 0; !specimen->table && i < sizeof(asking) / sizeof(*asking); i++)
		free(asking[i](specimen).reason);
}

/* --- Specimens --- */

struct specimen *specimen_start(const struct worker_options *options, const struct plugin *plugin,
				unsigned method)
{
	struct specimen *specimen = mem_alloc(sizeof(*specimen));

	specimen->subject = subject_start(options, plugin, method);
	specimen->usual = rows_typical(specimen->subject->n_columns);
	specimen->answer = mem_alloc(sizeof(*specimen->answer));
	specimen->alone = mem_alloc(sizeof(*specimen->alone));
	return specimen;
}

void specimen_free(struct specimen *specimen)
{
	if (!specimen)
		return;
	subject_free(specimen->subject);
	rows_free(&specimen->usual);
	free(specimen->answer);
	free(specimen->alone);
	free(specimen->table);
	free(specimen->expected);
	free(specimen->found);
	free(specimen);
}
