#include "subject.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- Its columns --- */

void subject_shape_as(struct subject *subject, const unsigned *counts)
{
	subject->n_columns = 0;
	for (unsigned r = 0; r < subject->method->n_roles; r++)
		subject->n_columns += subject->counts[r] = counts[r];
	subject->fields = mem_resize(subject->fields, subject->n_columns, sizeof(unsigned));
	for (unsigned c = 0; c < subject->n_columns; c++)
		subject->fields[c] = c;
	subject->instance.fields = subject->fields;
	subject->instance.counts = subject->counts;
}

void subject_shape(struct subject *subject, unsigned list, bool optional)
{
	unsigned counts[PLUGIN_ROLES];

	for (unsigned r = 0; r < subject->method->n_roles; r++) {
		uint32_t flags = subject->method->roles[r].flags;

		counts[r] = flags & JURI_OPTIONAL && !optional ? 0 : flags & JURI_LIST ? list : 1;
	}
	subject_shape_as(subject, counts);
}

/* What a parameter without a default is, nobody but the author knows. */
static double default_param(const juri_param *param)
{
	double value = 0;

	if (param->initial)
		plugin_param_value(param, param->initial, &value);
	else if (param->type == JURI_NUMBER)
		value = isfinite(param->min) ? param->min : isfinite(param->max) ? param->max : 1;
	return value;
}

static double other_number(const juri_param *param, double value)
{
	const double others[] = {value + 1, value - 1, param->min / 2 + param->max / 2, param->min,
				 param->max};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (isfinite(others[i]) && others[i] != value && others[i] >= param->min &&
		    others[i] <= param->max)
			return others[i];
	return value;
}

static double other_choice(const char *choices, double value)
{
	unsigned count = 1;

	for (; *choices; choices++)
		count += *choices == ' ';
	return (double)(((unsigned)value + 1) % count);
}

bool subject_change_params(struct subject *subject)
{
	bool changed = false;

	for (unsigned p = 0; p < subject->method->n_params; p++) {
		const juri_param *param = &subject->method->params[p];
		double value = subject->params[p];

		subject->params[p] = param->type == JURI_NUMBER ? other_number(param, value)
				     : param->type == JURI_FLAG
					 ? 1 - value
					 : other_choice(param->choices, value);
		changed |= subject->params[p] != value;
	}
	return changed;
}

struct subject *subject_start(const struct worker_options *options, const struct plugin *plugin,
			      unsigned index)
{
	struct subject *subject = mem_alloc(sizeof(*subject));
	const juri_method *method = &plugin->methods[index];

	subject->options = options;
	subject->path = plugin->path;
	subject->method = method;
	subject->instance.method = index;
	subject->counts = mem_array(method->n_roles, sizeof(*subject->counts));
	subject->params = mem_array(method->n_params, sizeof(*subject->params));
	for (unsigned p = 0; p < method->n_params; p++)
		subject->params[p] = default_param(&method->params[p]);
	subject->instance.params = subject->params;
	subject_shape(subject, 3, true);
	return subject;
}

void subject_free(struct subject *subject)
{
	if (!subject)
		return;
	subject_change_process(subject);
	free(subject->fields);
	free(subject->counts);
	free(subject->params);
	free(subject->ended);
	free(subject);
}

/* --- Asking --- */

static const struct states states = {.count = STATE_OWN,
				     .policies = {[STATE_VALUE] = POLICY_AS_VALUE}};

static void make_cohort(struct cohort *cohort, const struct rows *rows)
{
	const struct field field = {.id = "x", .min = -HUGE_VAL, .max = HUGE_VAL};

	cohort_init(cohort, NULL, 0, &states);
	for (unsigned c = 0; c < rows->n_columns; c++)
		cohort_add_field(cohort, &field);
	for (uint32_t row = 0; row < rows->count; row++) {
		char id[16];

		cohort_add(cohort, id, (size_t)snprintf(id, sizeof(id), "r%u", row));
		for (unsigned c = 0; c < rows->n_columns; c++)
			if (!isnan(*rows_cell(rows, c, row)))
				cohort_set(cohort, row, c, STATE_VALUE, *rows_cell(rows, c, row));
	}
	cohort_close(cohort, NULL, 0);
}

static void find_present(const struct subject *subject, const struct rows *rows, uint8_t *present)
{
	memset(present, 1, rows->count);
	if (rows->present)
		memcpy(present, rows->present, rows->count);
	for (unsigned r = 0, c = 0; !rows->present && r < subject->method->n_roles;
	     c += subject->counts[r++])
		for (unsigned i = 0; i < subject->counts[r]; i++)
			for (uint32_t row = 0; row < rows->count; row++)
				if (!(subject->method->roles[r].flags & JURI_OPTIONAL) &&
				    isnan(*rows_cell(rows, c + i, row)))
					present[row] = 0;
}

/* The calls, so that a process that is about to go is not the only one to know them. */
static void note_refused(struct subject *subject)
{
	worker_refused(subject->worker, subject->refused);
}

void subject_change_process(struct subject *subject)
{
	if (subject->worker)
		note_refused(subject);
	worker_stop(subject->worker);
	subject->worker = NULL;
}

static void keep_failure(struct subject *subject)
{
	const struct worker_failure *failure = worker_failure(subject->worker);

	subject->ended = failure->mend ? mem_print("%s; %s", failure->detail, failure->mend)
				       : mem_copy(failure->detail);
	subject->hung = failure->kind == FAILURE_TIME;
	subject_change_process(subject);
}

static void take(struct subject *subject, const struct reply *reply, struct answer *answer)
{
	answer->rows = reply->rows;
	memcpy(answer->measures, reply->measures, reply->rows * sizeof(double));
	memset(answer->undefined, 0, sizeof(answer->undefined));
	for (size_t i = 0; i < reply->n_remarks; i++)
		if (reply->remarks[i].kind == REMARK_UNDEFINED)
			answer->undefined[reply->remarks[i].row] = true;
	subject->overran |= reply->overran;
	subject->rounded |= reply->rounding_changed;
	subject->printed |= reply->printed;
}

struct worker *subject_worker(struct subject *subject)
{
	if (!subject->worker)
		subject->worker = worker_start(subject->options, &subject->path, 1);
	return subject->worker;
}

static bool ask(struct subject *subject, const struct cohort *cohort, const uint8_t *present,
		struct answer *answer)
{
	struct reply reply;

	free(subject->ended);
	subject->ended = NULL;
	subject->hung = false;
	worker_bind(subject_worker(subject), &subject->instance, 1);
	if (!worker_send(subject->worker, cohort, 0, 1, 0, present) ||
	    !worker_receive(subject->worker, &reply)) {
		keep_failure(subject);
		return false;
	}
	note_refused(subject);
	take(subject, &reply, answer);
	return true;
}

bool subject_ask(struct subject *subject, const struct rows *rows, struct answer *answer)
{
	uint8_t present[COHORT_BLOCK];
	struct cohort cohort;
	bool answered;

	find_present(subject, rows, present);
	make_cohort(&cohort, rows);
	/* inputs never lie where those of the call before did, which are still there: who kept a pointer to them finds the old ones */
	cohort.blocks[0].room = subject->asked++ % COHORT_ROOMS;
	answered = ask(subject, &cohort, present, answer);
	cohort_finish(&cohort);
	return answered;
}

size_t subject_growth(struct subject *subject, const struct rows *rows, unsigned times)
{
	struct answer *answer = mem_alloc(sizeof(*answer));
	uint8_t present[COHORT_BLOCK];
	struct cohort cohort;
	size_t before = 0, after = 0;
	bool answered = true;

	find_present(subject, rows, present);
	make_cohort(&cohort, rows);
	for (unsigned i = 0; answered && i < times; i++) {
		if (i == times / 2 && subject->worker)
			before = worker_memory(subject->worker);
		answered = ask(subject, &cohort, present, answer);
	}
	if (answered)
		after = worker_memory(subject->worker);
	cohort_finish(&cohort);
	free(answer);
	return after > before ? after - before : 0;
}

/* --- Saying where --- */

#define SHOWN 8u /* inputs of a row */

static void add_input(const struct subject *subject, double value, unsigned role, unsigned column,
		      struct text *out)
{
	char number[DECIMAL_TEXT];

	if (column < SHOWN)
		text_print(out, "%s%s %s", column ? ", " : "", subject->method->roles[role].name,
			   isnan(value) ? _("absent") : decimal_print_double(number, value));
	else if (column == SHOWN)
		text_add(out, ", ..");
}

char *subject_at_row(const struct subject *subject, const struct rows *rows, uint32_t row,
		     const char *sentence)
{
	struct text text = {0};

	text_print(&text, "%s (", sentence);
	for (unsigned r = 0, c = 0; r < subject->method->n_roles; r++)
		for (unsigned i = 0; i < subject->counts[r]; i++, c++)
			add_input(subject, *rows_cell(rows, c, row), r, c, &text);
	text_add(&text, ")");
	return text.data;
}
