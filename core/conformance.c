#include "conformance.h"

#include <assert.h>
#include <fcntl.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf.h"
#include "memory.h"

#define TYPICAL 64u  /* rows that are tried as the usual case */
#define LIST 3u      /* columns of a list role */
#define CALLS 200u   /* until memory that grows is told from memory that has settled */
#define GROWTH 65536 /* bytes that CALLS may cost, for an allocator that settles late */

/* Rows for a method: column after column. */
struct table {
	uint32_t rows;
	unsigned n_columns;
	double *values;
};

/* What a worker said of them. */
struct answer {
	uint32_t rows;
	double measures[COHORT_BLOCK];
	bool undefined[COHORT_BLOCK];
	bool overran;
};

/* A method that is tried. */
struct subject {
	struct conformance *conformance;
	const struct worker_options *options;
	const char *path;
	const juri_method *method;
	struct instance instance;
	unsigned *fields, *counts;
	double *params;
	unsigned n_columns;
	struct worker *worker; /* NULL: to be started */
	struct table typical;  /* rows that get a measure, or are undefined */
	struct answer usual;   /* what comes out for them */
	char *ended;           /* why the last question had no answer; NULL: it had */
	bool bad_measure;      /* because of a measure alone */
	bool overran;
};

/* --- Findings --- */

/* The reason is freed with the rest. */
/* NOLINTBEGIN(readability-non-const-parameter) */
static void add(struct conformance *conformance, const char *check, const juri_method *method,
		const char *meaning, enum verdict verdict, char *reason)
{
	conformance->list =
	    mem_grow(conformance->list, conformance->count, sizeof(*conformance->list));
	conformance->list[conformance->count++] =
	    (struct finding){check, method ? method->name : NULL, meaning, verdict, reason};
	conformance->failed += verdict == VERDICT_FAIL;
}
/* NOLINTEND(readability-non-const-parameter) */

/* Passes without a problem, which is now the conformance's. */
static void judge(struct conformance *conformance, const char *check, const juri_method *method,
		  const char *meaning, char *problem)
{
	add(conformance, check, method, meaning, problem ? VERDICT_FAIL : VERDICT_PASS, problem);
}

/* --- Tables --- */

static double *cell(const struct table *table, unsigned column, uint32_t row)
{
	return &table->values[(size_t)column * table->rows + row];
}

static struct table make_table(uint32_t rows, unsigned n_columns)
{
	return (struct table){rows, n_columns, mem_array((size_t)rows * n_columns, sizeof(double))};
}

static void copy_row(const struct table *from, uint32_t row, const struct table *to, uint32_t at)
{
	for (unsigned c = 0; c < from->n_columns; c++)
		*cell(to, c, at) = *cell(from, c, row);
}

/* The rows of a table in another choice: rows[i] of it becomes row i. */
static struct table choose(const struct table *from, const uint32_t *rows, uint32_t count)
{
	struct table table = make_table(count, from->n_columns);

	for (uint32_t i = 0; i < count; i++)
		copy_row(from, rows[i], &table, i);
	return table;
}

/* --- Asking --- */

static void stop(struct subject *subject)
{
	worker_stop(subject->worker);
	subject->worker = NULL;
}

static void start(struct subject *subject)
{
	if (subject->worker)
		return;
	subject->worker = worker_start(subject->options, &subject->path, 1);
	worker_bind(subject->worker, &subject->instance, 1);
}

static void make_cohort(struct cohort *cohort, const struct states *states,
			const struct table *table)
{
	const struct field field = {.id = "x", .min = -HUGE_VAL, .max = HUGE_VAL};

	cohort_init(cohort, NULL, 0, states);
	for (unsigned c = 0; c < table->n_columns; c++)
		cohort_add_field(cohort, &field);
	for (uint32_t row = 0; row < table->rows; row++) {
		char id[16];

		cohort_add(cohort, id, (size_t)snprintf(id, sizeof(id), "r%u", row));
		for (unsigned c = 0; c < table->n_columns; c++)
			if (!isnan(*cell(table, c, row)))
				cohort_set(cohort, row, c, STATE_VALUE, *cell(table, c, row));
	}
	cohort_close(cohort, NULL, 0);
}

/* Rows in which every needed role has its value; of a list that is not optional, every entry. */
static void find_present(const struct subject *subject, const struct table *table, uint8_t *present)
{
	memset(present, 1, table->rows);
	for (unsigned r = 0, c = 0; r < subject->method->n_roles; c += subject->counts[r++])
		for (unsigned i = 0; i < subject->counts[r]; i++)
			for (uint32_t row = 0; row < table->rows; row++)
				if (!(subject->method->roles[r].flags & JURI_OPTIONAL) &&
				    isnan(*cell(table, c + i, row)))
					present[row] = 0;
}

static void take(const struct reply *reply, struct answer *answer)
{
	*answer = (struct answer){.rows = reply->rows, .overran = reply->overran};
	memcpy(answer->measures, reply->measures, reply->rows * sizeof(double));
	for (size_t i = 0; i < reply->n_remarks; i++)
		if (reply->remarks[i].kind == REMARK_UNDEFINED)
			answer->undefined[reply->remarks[i].row] = true;
}

static void keep_failure(struct subject *subject)
{
	const struct worker_failure *failure = worker_failure(subject->worker);

	subject->ended = mem_copy(failure->detail);
	subject->bad_measure = failure->kind == FAILURE_MEASURE;
	stop(subject);
}

/* At most a slice of rows; false when there is no answer, ended says why. */
static bool ask(struct subject *subject, const struct table *table, struct answer *answer)
{
	struct states states = {.count = STATE_OWN};
	uint8_t present[COHORT_BLOCK];
	struct cohort cohort;
	struct reply reply;
	bool answered;

	free(subject->ended);
	subject->ended = NULL;
	states.policies[STATE_VALUE] = POLICY_AS_VALUE;
	make_cohort(&cohort, &states, table);
	find_present(subject, table, present);
	start(subject);
	answered = worker_send(subject->worker, &cohort, 0, 1, 0, present) &&
		   worker_receive(subject->worker, &reply);
	if (answered)
		take(&reply, answer);
	else
		keep_failure(subject);
	subject->overran |= answered && answer->overran;
	cohort_finish(&cohort);
	return answered;
}

/* --- Rows --- */

static uint32_t next_number(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Equal, rising or falling from column to column; whole numbers first. */
static void fill_typical(const struct table *table)
{
	uint32_t state = 1;

	for (uint32_t row = 0; row < table->rows; row++) {
		double start = 1 + next_number(&state) % 50, broken = row % 2 ? 0.25 : 0;
		double step = row % 3 == 0 ? 0 : (double)(next_number(&state) % 5 + 1);

		for (unsigned c = 0; c < table->n_columns; c++) {
			unsigned place = row % 3 == 1 ? c : table->n_columns - c;

			*cell(table, c, row) = start + broken + step * place;
		}
	}
}

static void fill_extreme(const struct table *table)
{
	static const double extremes[] = {0,       -1,       1e308,  -1e308,  DBL_MAX, -DBL_MAX,
					  DBL_MIN, 4.9e-324, 0x1p53, -0x1p63, 1e-300,  0.1};
	uint32_t state = 7;

	for (uint32_t row = 0; row < table->rows; row++)
		for (unsigned c = 0; c < table->n_columns; c++)
			*cell(table, c, row) =
			    row < 12 ? extremes[row] : extremes[next_number(&state) % 12];
}

static char *describe_row(const struct subject *subject, const struct table *table, uint32_t row)
{
	struct text text = {0};
	char number[DECIMAL_TEXT];

	for (unsigned r = 0, c = 0; r < subject->method->n_roles; r++)
		for (unsigned i = 0; i < subject->counts[r]; i++, c++)
			text_print(&text, "%s%s %s", c ? ", " : "", subject->method->roles[r].name,
				   decimal_print_double(number, *cell(table, c, row)));
	return text.data ? text.data : mem_copy("");
}

/* A problem at a row: the sentence and what the roles were. */
static char *at_row(const struct subject *subject, const struct table *table, uint32_t row,
		    const char *sentence)
{
	char *roles = describe_row(subject, table, row);
	char *problem = mem_print(_("%s (%s)"), sentence, roles);

	free(roles);
	return problem;
}

static bool is_same(double a, double b)
{
	uint64_t bits_a, bits_b;

	memcpy(&bits_a, &a, sizeof(a));
	memcpy(&bits_b, &b, sizeof(b));
	return (isnan(a) && isnan(b)) || bits_a == bits_b;
}

/*
 * Asks again and holds row i of the answer against row rows[i] of the usual one (NULL: row i). NULL, or what differs.
 */
static char *differs(struct subject *subject, const struct table *table, const uint32_t *rows)
{
	struct answer *answer = mem_alloc(sizeof(*answer));
	char *problem = NULL, found[DECIMAL_TEXT], usual[DECIMAL_TEXT], *sentence;

	if (!ask(subject, table, answer))
		problem = mem_copy(subject->ended);
	for (uint32_t i = 0; !problem && i < answer->rows; i++) {
		uint32_t row = rows ? rows[i] : i;

		if (is_same(answer->measures[i], subject->usual.measures[row]) &&
		    answer->undefined[i] == subject->usual.undefined[row])
			continue;
		sentence = mem_print(_("expected the measure %s as before, found %s"),
				     decimal_print_double(usual, subject->usual.measures[row]),
				     decimal_print_double(found, answer->measures[i]));
		problem = at_row(subject, table, i, sentence);
		free(sentence);
	}
	free(answer);
	return problem;
}

/* --- The usual case --- */

/* Keeps the rows that have an answer of their own; *problem: what killed the worker, but for bad measures. */
static uint32_t keep_usable(struct subject *subject, const struct table *all, uint32_t *kept,
			    char **problem, char **note)
{
	struct answer *answer = mem_alloc(sizeof(*answer));
	uint32_t count = 0;

	for (uint32_t row = 0; row < all->rows && !*problem; row++) {
		struct table one = choose(all, &row, 1);

		if (ask(subject, &one, answer))
			kept[count++] = row;
		else if (!subject->bad_measure)
			*problem = at_row(subject, all, row, subject->ended);
		else if (!*note)
			*note = at_row(subject, all, row, subject->ended);
		free(one.values);
	}
	free(answer);
	return count;
}

static bool find_typical(struct subject *subject)
{
	struct table all = make_table(TYPICAL, subject->n_columns);
	uint32_t kept[TYPICAL], count;
	char *problem = NULL, *note = NULL;

	fill_typical(&all);
	count = keep_usable(subject, &all, kept, &problem, &note);
	subject->typical = choose(&all, kept, count);
	free(all.values);
	judge(subject->conformance, "answers", subject->method,
	      _("one row at a time: an answer to each"), problem);
	if (note)
		add(subject->conformance, "range", subject->method,
		    _("measures within the declared range"), VERDICT_NOTE, note);
	else
		judge(subject->conformance, "range", subject->method,
		      _("measures within the declared range"), NULL);
	if (!problem && !count)
		add(subject->conformance, "rows", subject->method,
		    _("the same in a slice as alone"), VERDICT_NOTE,
		    mem_print(_("none of the rows that were tried has a measure")));
	return !problem && count;
}

static void check_rows(struct subject *subject)
{
	char *problem = NULL;

	if (!ask(subject, &subject->typical, &subject->usual))
		problem = mem_copy(subject->ended);
	for (uint32_t row = 0; !problem && row < subject->typical.rows; row++) {
		struct table one = choose(&subject->typical, &row, 1);

		problem = differs(subject, &one, &row);
		free(one.values);
	}
	judge(subject->conformance, "rows", subject->method, _("the same in a slice as alone"),
	      problem);
}

/* --- The same rows otherwise --- */

static void check_choice(struct subject *subject, const char *check, const char *meaning,
			 const uint32_t *rows, uint32_t count)
{
	struct table table = choose(&subject->typical, rows, count);

	judge(subject->conformance, check, subject->method, meaning,
	      differs(subject, &table, rows));
	free(table.values);
}

static void check_order(struct subject *subject)
{
	uint32_t rows[COHORT_BLOCK] = {0}, count = subject->typical.rows;

	assert(count && count <= COHORT_BLOCK);
	for (uint32_t i = 0; i < count; i++)
		rows[i] = count - 1 - i;
	check_choice(subject, "order", _("the same in another order"), rows, count);
	for (uint32_t i = 0; i < COHORT_BLOCK; i++)
		rows[i] = i / 2 % count;
	check_choice(subject, "size", _("the same in a full slice, each row twice"), rows,
		     COHORT_BLOCK);
}

static void check_purity(struct subject *subject)
{
	char *problem = differs(subject, &subject->typical, NULL);

	stop(subject);
	if (!problem)
		problem = differs(subject, &subject->typical, NULL);
	judge(subject->conformance, "pure", subject->method,
	      _("the same when asked again, and in another process"), problem);
}

/* --- Absent inputs --- */

/* Every other row without a column: the rest is as usual. */
static void check_missing(struct subject *subject)
{
	char *problem = NULL;

	for (unsigned c = 0; c < subject->n_columns && !problem; c++) {
		struct table table = make_table(2 * subject->typical.rows, subject->n_columns);
		uint32_t *rows = mem_array(table.rows, sizeof(*rows));
		struct answer *answer = mem_alloc(sizeof(*answer));

		for (uint32_t i = 0; i < table.rows; i++) {
			rows[i] = i / 2;
			copy_row(&subject->typical, i / 2, &table, i);
			if (i % 2)
				*cell(&table, c, i) = NAN;
		}
		if (!ask(subject, &table, answer))
			problem = mem_copy(subject->ended);
		for (uint32_t i = 0; i < table.rows && !problem; i += 2)
			if (!is_same(answer->measures[i], subject->usual.measures[i / 2]))
				problem = at_row(subject, &table, i,
						 _("a row beside it without a value changes it"));
		free(answer);
		free(rows);
		free(table.values);
	}
	judge(subject->conformance, "missing", subject->method,
	      _("rows without a value, beside others"), problem);
}

static void check_unbound(struct subject *subject)
{
	struct table table = subject->typical;
	unsigned counts[PLUGIN_ROLES], fields[PLUGIN_ROLES * LIST], at = 0, optional = 0;
	struct answer *answer = mem_alloc(sizeof(*answer));
	struct instance bound = subject->instance;

	for (unsigned r = 0, c = 0; r < subject->method->n_roles; c += subject->counts[r++]) {
		bool out = subject->method->roles[r].flags & JURI_OPTIONAL;

		optional += out;
		counts[r] = out ? 0 : subject->counts[r];
		for (unsigned i = 0; i < counts[r]; i++)
			fields[at++] = c + i;
	}
	subject->instance.counts = counts;
	subject->instance.fields = fields;
	if (optional)
		judge(subject->conformance, "optional", subject->method,
		      _("no field for optional roles"),
		      ask(subject, &table, answer) ? NULL : mem_copy(subject->ended));
	subject->instance = bound;
	stop(subject);
	free(answer);
}

/* --- Extremes --- */

static void check_extremes(struct subject *subject)
{
	struct table all = make_table(2 * TYPICAL, subject->n_columns);
	uint32_t kept[2 * TYPICAL];
	char *problem = NULL, *note = NULL;

	fill_extreme(&all);
	keep_usable(subject, &all, kept, &problem, &note);
	if (note && !problem)
		add(subject->conformance, "extremes", subject->method,
		    _("0, negative, huge and tiny numbers"), VERDICT_NOTE, note);
	else
		judge(subject->conformance, "extremes", subject->method,
		      _("0, negative, huge and tiny numbers"), problem);
	if (problem)
		free(note);
	free(all.values);
}

/* --- Directions --- */

/* A row whose measure goes against the direction of a role when more of it is there. */
static char *against(struct subject *subject, unsigned role, unsigned column)
{
	struct table more = make_table(1, subject->n_columns);
	struct answer *answer = mem_alloc(sizeof(*answer));
	const juri_role *declared = &subject->method->roles[role];
	char *problem = NULL, *sentence;

	for (uint32_t row = 0; row < subject->typical.rows && !problem; row++) {
		double usual = subject->usual.measures[row];

		copy_row(&subject->typical, row, &more, 0);
		*cell(&more, column, 0) += 1;
		if (!ask(subject, &more, answer) ||
		    !((answer->measures[0] - usual) * declared->direction < 0))
			continue;
		sentence =
		    mem_print(_("one more of %s moves the measure against its direction %+d"),
			      declared->name, (int)declared->direction);
		problem = at_row(subject, &subject->typical, row, sentence);
		free(sentence);
	}
	free(answer);
	free(more.values);
	return problem;
}

static void check_directions(struct subject *subject)
{
	char *problem = NULL;

	for (unsigned r = 0, c = 0; r < subject->method->n_roles; c += subject->counts[r++])
		if (subject->method->roles[r].direction && !problem)
			problem = against(subject, r, c);
	judge(subject->conformance, "direction", subject->method,
	      _("measures move as the roles declare"), problem);
}

/* --- Memory --- */

static char *growth(struct subject *subject, const struct table *table, struct answer *answer)
{
	size_t before = 0, after;

	for (unsigned i = 0; i < 2 * CALLS; i++) {
		if (!ask(subject, table, answer))
			return mem_copy(subject->ended);
		if (i == CALLS)
			before = worker_memory(subject->worker);
	}
	after = worker_memory(subject->worker);
	if (after <= before + GROWTH)
		return NULL;
	return mem_print(_("the process grew by %zu bytes in %u calls"), after - before, CALLS);
}

static void check_memory(struct subject *subject)
{
	struct answer *answer = mem_alloc(sizeof(*answer));
	uint32_t rows[COHORT_BLOCK];
	struct table table;

	for (uint32_t i = 0; i < COHORT_BLOCK; i++)
		rows[i] = i % subject->typical.rows;
	table = choose(&subject->typical, rows, COHORT_BLOCK / 4);
	judge(subject->conformance, "memory", subject->method, _("memory does not grow"),
	      growth(subject, &table, answer));
	judge(subject->conformance, "bounds", subject->method,
	      _("nothing is written behind the measures"),
	      subject->overran ? mem_print(_("a measure was written for a row that is not there"))
			       : NULL);
	free(table.values);
	free(answer);
}

/* --- One method --- */

/* NULL where a parameter has no default: nobody but the author knows one. */
static double *default_params(const juri_method *method)
{
	double *params = mem_array(method->n_params, sizeof(*params));

	for (unsigned p = 0; p < method->n_params; p++) {
		const juri_param *param = &method->params[p];

		if (param->initial)
			plugin_param_value(param, param->initial, &params[p]);
		else if (param->type == JURI_NUMBER)
			params[p] = isfinite(param->min)   ? param->min
				    : isfinite(param->max) ? param->max
							   : 1;
	}
	return params;
}

static void bind(struct subject *subject)
{
	const juri_method *method = subject->method;

	subject->counts = mem_array(method->n_roles, sizeof(*subject->counts));
	subject->fields = mem_array((size_t)method->n_roles * LIST, sizeof(*subject->fields));
	subject->params = default_params(method);
	for (unsigned r = 0; r < method->n_roles; r++)
		subject->counts[r] = method->roles[r].flags & JURI_LIST ? LIST : 1;
	for (unsigned r = 0; r < method->n_roles; r++)
		for (unsigned i = 0; i < subject->counts[r]; i++, subject->n_columns++)
			subject->fields[subject->n_columns] = subject->n_columns;
	subject->instance.fields = subject->fields;
	subject->instance.counts = subject->counts;
	subject->instance.params = subject->params;
}

static void check_method(struct conformance *conformance, const struct worker_options *options,
			 const char *path, unsigned index)
{
	struct subject *subject = mem_alloc(sizeof(*subject));

	subject->conformance = conformance;
	subject->options = options;
	subject->path = path;
	subject->method = &worker_plugin(conformance->worker, 0)->methods[index];
	subject->instance.method = index;
	bind(subject);
	if (find_typical(subject)) {
		check_rows(subject);
		check_order(subject);
		check_missing(subject);
		check_directions(subject);
		check_unbound(subject);
		check_extremes(subject);
		check_purity(subject);
		check_memory(subject);
	}
	stop(subject);
	free(subject->typical.values);
	free(subject->fields);
	free(subject->counts);
	free(subject->params);
	free(subject->ended);
	free(subject);
}

/* --- The file --- */

static void check_bytes(struct conformance *conformance, const char *bytes, size_t length)
{
	judge(conformance, "exports", NULL, _("no symbol for others but juri_plugin_v1"),
	      elf_exports(bytes, length, "juri_plugin_v1"));
	judge(conformance, "stack", NULL, _("a stack that cannot be executed"),
	      elf_stack(bytes, length));
	judge(conformance, "code", NULL, _("code that can be shared"),
	      elf_relocations(bytes, length));
}

static void check_file(struct conformance *conformance, const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *bytes = MAP_FAILED;

	if (file >= 0 && fstat(file, &status) == 0 && status.st_size > 0)
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	if (bytes != MAP_FAILED) {
		check_bytes(conformance, bytes, (size_t)status.st_size);
		munmap(bytes, (size_t)status.st_size);
	}
	if (file >= 0)
		close(file);
}

void conformance_check(struct conformance *conformance, const struct worker_options *options,
		       const char *path)
{
	*conformance = (struct conformance){.worker = worker_start(options, &path, 1)};
	if (worker_failure(conformance->worker))
		return;
	check_file(conformance, path);
	judge(conformance, "float", NULL, _("the floating-point unit is left as it was"),
	      worker_float_changed(conformance->worker)
		  ? mem_print(_("opening it makes small numbers 0, or rounds otherwise; build "
				"without -ffast-math"))
		  : NULL);
	for (unsigned m = 0; m < worker_plugin(conformance->worker, 0)->n_methods; m++)
		check_method(conformance, options, path, m);
}

void conformance_free(struct conformance *conformance)
{
	for (size_t i = 0; i < conformance->count; i++)
		free(conformance->list[i].reason);
	free(conformance->list);
	worker_stop(conformance->worker);
	*conformance = (struct conformance){0};
}
