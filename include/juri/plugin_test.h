/*
 * juri/plugin_test.h - tries the methods of a plugin without juri.
 *
 * For a program of the author's, built from this header and the plugin's own source; there is no
 * library to link. It makes the call that juri would make, serves it as juri does, holds what came
 * out against the contract, and then against what the author worked out by hand:
 *
 *     #include <juri/plugin_test.h>
 *
 *     int main(void)
 *     {
 *         static const double hours[] = {1250, 10, NAN}, staff[] = {100, 0, 40};
 *         juri_test test;
 *
 *         juri_test_start(&test, juri_plugin_v1(), "hours-per-head", 3);
 *         juri_test_column(&test, "hours", hours);
 *         juri_test_column(&test, "staff", staff);
 *         juri_test_run(&test);
 *         juri_test_expect(&test, 0, 12.5);
 *         juri_test_expect_undefined(&test, 1, "no staff");
 *         juri_test_expect_absent(&test, 2);
 *         return juri_test_end(&test) != 0;
 *     }
 *
 *     cc $(pkg-config --cflags juri-plugin) -o try try.c example.c -lm && ./try
 *
 * What is not as it should be is said on standard error, with the line of the program, and counted;
 * the program goes on. Beside what it expects itself it is a failure when a method
 *
 *   - does not return 0;
 *   - leaves a measure that is NaN (without juri_undefined), infinite or outside its range for a row
 *     whose needed inputs are there;
 *   - changes its inputs, or writes before or behind them, the measures, or what juri_alloc gave;
 *   - remarks on a row that is not there, or in a text that is NULL or not UTF-8.
 *
 * NaN is what it is for a method: in a needed role an input that is missing, in an optional one an
 * absent one, in a list an entry that does not apply. (One that is missing takes the whole row away in
 * a round, unless the list is optional.) A row without a needed input, or of which no
 * entry of a needed list applies, gets no measure and no remarks, whatever the method did.
 *
 * A method that crashes or hangs takes the program with it: that is for a debugger, valgrind and the
 * sanitizers, which also see what is read behind an input. Whether the table can be used, and whether rows give the same alone, in another order
 * and in two processes, is asked by `juri plugins check`.
 *
 * Compiles alone as C99 or later and C++17 or later. Parameters are read with strtod: leave the
 * locale of numbers as it is at the start of a program.
 */
#ifndef JURI_PLUGIN_TEST_H
#define JURI_PLUGIN_TEST_H 1

#include <juri/plugin.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of a remark. */
#define JURI_TEST_UNDEFINED 0u
#define JURI_TEST_NOTE 1u
#define JURI_TEST_LOG 2u

/* What a method said through a service. */
typedef struct juri_test_remark {
	struct juri_test_remark *next; /* NULL: it is the last */
	uint32_t kind;                 /* JURI_TEST_UNDEFINED, JURI_TEST_NOTE or JURI_TEST_LOG */
	uint32_t row;                  /* UINT32_MAX: of a log */
	char text[201];                /* cut as juri cuts it */
} juri_test_remark;

/* A method that is tried: what a program reads of it, and what is the header's own. */
typedef struct juri_test {
	uint32_t failures;         /* so far */
	size_t memory;             /* bytes that juri_alloc may still give: SIZE_MAX, unless a
				      program says how little there is */
	const double *measure;     /* after a run: a double for each row, NaN where there is none */
	juri_test_remark *remarks; /* of that run, in the order of the calls */

	const juri_method *method;
	uint32_t rows, n_columns;
	struct juri_test_column *columns, *last_column;
	double *params;                 /* by index, NaN where there is no value yet */
	struct juri_test_piece *pieces; /* of memory */
	juri_test_remark **last_remark; /* where the next one goes */
	int ran;                        /* 1: yes; 0: not yet; -1: it cannot, which was said */
	const char *file;               /* of the program, and its line */
	int line;
} juri_test;

/*
 * Begins with the method of that name in a plugin's table, which lives as long as the test, and a
 * number of rows, 1 or more. Each start needs its end.
 */
#define juri_test_start(test, plugin, name, rows)                                                  \
	juri_test_do_start(juri_test_at(test, __FILE__, __LINE__), plugin, name, rows)

/* The same with a method that is in no table. */
#define juri_test_start_method(test, method, rows)                                                 \
	juri_test_do_start_method(juri_test_at(test, __FILE__, __LINE__), method, rows)

/*
 * Gives a role its column: a double for each row, copied. A list gets one more with each call; an
 * optional role without one is unbound.
 */
#define juri_test_column(test, role, values)                                                       \
	juri_test_do_column(juri_test_at(test, __FILE__, __LINE__), role, values)

/* Gives a parameter its value, written as in the criteria: "3", "25%", "yes", "low". */
#define juri_test_param(test, param, text)                                                         \
	juri_test_do_param(juri_test_at(test, __FILE__, __LINE__), param, text)

/* Calls the method and checks what it did. Once more after other parameters, if wanted. */
#define juri_test_run(test) juri_test_do_run(juri_test_at(test, __FILE__, __LINE__))

/* The row has exactly this measure; NaN: none, for whatever reason. */
#define juri_test_expect(test, row, value) juri_test_expect_near(test, row, value, 0)

/* The row has this measure, or one that is no farther from it than within. */
#define juri_test_expect_near(test, row, value, within)                                            \
	juri_test_do_near(juri_test_at(test, __FILE__, __LINE__), row, value, within)

/* The method said that the row is undefined, in these words (NULL: in any). */
#define juri_test_expect_undefined(test, row, why)                                                 \
	juri_test_do_undefined(juri_test_at(test, __FILE__, __LINE__), row, why)

/* The row lacks a needed input. */
#define juri_test_expect_absent(test, row)                                                         \
	juri_test_do_absent(juri_test_at(test, __FILE__, __LINE__), row)

/* The method noted this of the row. */
#define juri_test_expect_note(test, row, text)                                                     \
	juri_test_do_remark(juri_test_at(test, __FILE__, __LINE__), JURI_TEST_NOTE, row, text)

/* The method logged this. */
#define juri_test_expect_log(test, text)                                                           \
	juri_test_do_remark(juri_test_at(test, __FILE__, __LINE__), JURI_TEST_LOG, UINT32_MAX, text)

/* Ends: frees everything but test itself, and returns the number of failures. */
static inline uint32_t juri_test_end(juri_test *test);

/* --- How it is done -------------------------------------------------------- */

struct juri_test_column {
	struct juri_test_column *next;
	uint32_t role;      /* index */
	double *seen;       /* by the method */
	const double *kept; /* as it was given */
};

/* Memory: the piece with a strip at its end, size bytes for its user, and another strip. Nobody may write to the strips. */
struct juri_test_piece {
	struct juri_test_piece *next;
	const char *what;
	size_t size;
	long double before[4]; /* what lies behind is aligned as this */
};

/* The address sanitizer has strips of its own, where it sees reading, too. */
#if defined(__SANITIZE_ADDRESS__)
#define JURI_TEST_STRIP 0u
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define JURI_TEST_STRIP 0u
#endif
#endif
#ifndef JURI_TEST_STRIP
#define JURI_TEST_STRIP 512u
#endif
#define JURI_TEST_MARK 0xa5
#define JURI_TEST_GIVEN "what juri_alloc gave"

static inline juri_test *juri_test_at(juri_test *test, const char *file, int line)
{
	test->file = file;
	test->line = line;
	return test;
}

#if defined(__GNUC__)
static inline void juri_test_fail(juri_test *test, uint32_t row, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#endif

/* A failure on a row, or (UINT32_MAX) on none. */
static inline void juri_test_fail(juri_test *test, uint32_t row, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s:%d: ", test->file, test->line);
	if (test->method)
		fprintf(stderr, "%s: ", test->method->name);
	if (row != UINT32_MAX)
		fprintf(stderr, "row %lu: ", (unsigned long)row);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	test->failures++;
}

/* A text that reads back as value. */
static inline const char *juri_test_print(char out[40], double value)
{
	if (isnan(value))
		return strcpy(out, "none");
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(out, 40, "%.*g", digits, value);
		if (strtod(out, NULL) == value)
			break;
	}
	return out;
}

/* --- Memory --- */

static inline unsigned char *juri_test_bytes(struct juri_test_piece *piece)
{
	return (unsigned char *)(piece + 1);
}

static inline void juri_test_mark(struct juri_test_piece *piece)
{
	unsigned char *at = juri_test_bytes(piece) + piece->size;

	memset(piece->before, JURI_TEST_MARK, sizeof(piece->before));
	for (const unsigned char *end = at + JURI_TEST_STRIP; at < end; at++)
		*at = JURI_TEST_MARK;
}

/* Zeroed; NULL: none left. */
static inline void *juri_test_try(juri_test *test, const char *what, size_t size)
{
	size_t all = sizeof(struct juri_test_piece) + size + JURI_TEST_STRIP;
	struct juri_test_piece *piece =
	    (struct juri_test_piece *)(all > size ? calloc(1, all) : NULL);

	if (!piece)
		return NULL;
	piece->next = test->pieces;
	piece->what = what;
	piece->size = size;
	juri_test_mark(piece);
	test->pieces = piece;
	return juri_test_bytes(piece);
}

static inline void *juri_test_get(juri_test *test, const char *what, size_t count, size_t size)
{
	void *memory = juri_test_try(test, what, count * size);

	if (!memory) {
		fputs("juri_test: no memory left\n", stderr);
		exit(71);
	}
	return memory;
}

static inline double *juri_test_doubles(juri_test *test, const char *what, const double *values,
					size_t count)
{
	double *copy = (double *)juri_test_get(test, what, count, sizeof(*copy));

	if (count)
		memcpy(copy, values, count * sizeof(*copy));
	return copy;
}

/* Frees what bears this name; NULL: everything. */
static inline void juri_test_free(juri_test *test, const char *what)
{
	struct juri_test_piece **at = &test->pieces, *piece;

	while ((piece = *at) != NULL) {
		if (what && strcmp(piece->what, what) != 0) {
			at = &piece->next;
			continue;
		}
		*at = piece->next;
		free(piece);
	}
}

static inline void juri_test_check_strip_before(juri_test *test,
						const struct juri_test_piece *piece)
{
	const unsigned char *at = (const unsigned char *)piece->before;
	size_t left = sizeof(piece->before);

	while (left && at[left - 1] == JURI_TEST_MARK)
		left--;
	if (left)
		juri_test_fail(test, UINT32_MAX,
			       "expected nothing written before %s, found something", piece->what);
}

static inline void juri_test_check_strips(juri_test *test)
{
	for (struct juri_test_piece *piece = test->pieces; piece; piece = piece->next) {
		unsigned char *at = juri_test_bytes(piece) + piece->size,
			      *end = at + JURI_TEST_STRIP;

		juri_test_check_strip_before(test, piece);
		while (at < end && *at == JURI_TEST_MARK)
			at++;
		if (at < end)
			juri_test_fail(test, UINT32_MAX,
				       "expected nothing written behind %s, found something",
				       piece->what);
		juri_test_mark(piece);
	}
}

/* --- Beginning, inputs --- */

/* "12.5" or "25%"; NaN: no number. */
static inline double juri_test_number(const char *text)
{
	char copy[80], *end;
	size_t length = strspn(text, "0123456789.eE+-");
	const char *first = text + (*text == '-'), *point = strchr(text, '.');
	int percent = !strcmp(text + length, "%");
	double value;

	if (length > 64 || (text[length] && !percent) || !strspn(first, "0123456789") ||
	    (point && !strspn(point + 1, "0123456789")))
		return NAN;
	snprintf(copy, sizeof(copy), "%.*s%s", (int)length, text, percent ? "e-2" : "");
	value = strtod(copy, &end);
	return *end ? NAN : value;
}

/* The index of text among words parted by one space; NaN: it is not there. */
static inline double juri_test_choice(const char *words, const char *text)
{
	size_t length = strlen(text);

	for (double index = 0;; index++) {
		size_t n = strcspn(words, " ");

		if (n == length && !memcmp(words, text, n))
			return index;
		if (!words[n])
			return NAN;
		words += n + 1;
	}
}

/* What a parameter that is written so becomes; NaN: it may not be. */
static inline double juri_test_value(const juri_param *param, const char *text)
{
	double value;

	if (!text)
		return NAN;
	if (param->type != JURI_NUMBER)
		return juri_test_choice(param->type == JURI_FLAG ? "no yes" : param->choices, text);
	value = juri_test_number(text);
	return isfinite(value) && value >= param->min && value <= param->max ? value : NAN;
}

static inline void juri_test_take(juri_test *test, const juri_method *method, uint32_t rows)
{
	test->ran = 0;
	test->method = method;
	test->rows = rows;
	test->params =
	    (double *)juri_test_get(test, "parameters", method->n_params, sizeof(double));
	for (uint32_t i = 0; i < method->n_params; i++)
		test->params[i] = juri_test_value(&method->params[i], method->params[i].initial);
}

static inline void juri_test_clear(juri_test *test)
{
	const char *file = test->file;
	int line = test->line;

	memset(test, 0, sizeof(*test));
	juri_test_at(test, file, line);
	test->memory = SIZE_MAX;
	test->last_remark = &test->remarks;
	test->ran = -1;
}

static inline void juri_test_do_start_method(juri_test *test, const juri_method *method,
					     uint32_t rows)
{
	juri_test_clear(test);
	if (!method || !method->measure || method->n_roles < 1 || method->n_roles > 64)
		juri_test_fail(test, UINT32_MAX,
			       "expected a method with 1 to 64 roles, found none");
	else if (rows < 1)
		juri_test_fail(test, UINT32_MAX, "expected 1 row or more, found none");
	else
		juri_test_take(test, method, rows);
}

static inline void juri_test_do_start(juri_test *test, const juri_plugin *plugin, const char *name,
				      uint32_t rows)
{
	uint32_t i = 0, count = 0;

	juri_test_clear(test);
	if (plugin && plugin->head.major == JURI_PLUGIN_MAJOR &&
	    plugin->head.method_size == sizeof(juri_method))
		count = plugin->n_methods;
	while (i < count && strcmp(plugin->methods[i].name, name) != 0)
		i++;
	if (i < count)
		juri_test_do_start_method(test, &plugin->methods[i], rows);
	else
		juri_test_fail(test, UINT32_MAX, "expected a method of the plugin, found %s", name);
}

static inline uint32_t juri_test_count(const juri_test *test, uint32_t role)
{
	uint32_t n = 0;

	for (const struct juri_test_column *column = test->columns; column; column = column->next)
		n += column->role == role;
	return n;
}

static inline void juri_test_add_column(juri_test *test, uint32_t role, const double *values)
{
	struct juri_test_column *column =
	    (struct juri_test_column *)juri_test_get(test, "a column", 1, sizeof(*column));

	column->role = role;
	column->seen = juri_test_doubles(test, "an input", values, test->rows);
	column->kept = juri_test_doubles(test, "a copy", values, test->rows);
	if (test->last_column)
		test->last_column->next = column;
	else
		test->columns = column;
	test->last_column = column;
	test->n_columns++;
}

static inline void juri_test_do_column(juri_test *test, const char *name, const double *values)
{
	uint32_t i = 0, count;

	if (!test->method)
		return;
	count = test->method->n_roles;
	while (i < count && strcmp(test->method->roles[i].name, name) != 0)
		i++;
	if (i == count)
		juri_test_fail(test, UINT32_MAX, "expected a role of the method, found %s", name);
	else if (juri_test_count(test, i) && !(test->method->roles[i].flags & JURI_LIST))
		juri_test_fail(test, UINT32_MAX, "role %s: expected one column, found another",
			       name);
	else
		juri_test_add_column(test, i, values);
}

static inline void juri_test_do_param(juri_test *test, const char *name, const char *text)
{
	uint32_t i = 0, count;

	if (!test->method)
		return;
	count = test->method->n_params;
	while (i < count && strcmp(test->method->params[i].name, name) != 0)
		i++;
	if (i < count)
		test->params[i] = juri_test_value(&test->method->params[i], text);
	if (i == count)
		juri_test_fail(test, UINT32_MAX, "expected a parameter of the method, found %s",
			       name);
	else if (isnan(test->params[i]))
		juri_test_fail(test, UINT32_MAX, "parameter %s: expected what it allows, found %s",
			       name, text);
}

/* --- Services --- */

/* The length of the character at s; 0: it is none of UTF-8. */
static inline size_t juri_test_character(const unsigned char *s)
{
	unsigned long c = s[0];
	size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;

	if (n > 1)
		c &= 0xffu >> (n + 1);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fu);
	}
	if ((n == 3 && c < 0x800) || (n == 4 && c < 0x10000) || (c >= 0xd800 && c < 0xe000) ||
	    c > 0x10ffff)
		return 0;
	return n;
}

static inline int juri_test_is_utf8(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n = 1;

	for (; n && *s; s += n)
		n = juri_test_character(s);
	return n != 0;
}

/* The first remark of a kind on a row, in these words if there are any; or NULL. */
static inline const juri_test_remark *juri_test_find(const juri_test *test, uint32_t kind,
						     uint32_t row, const char *text)
{
	const juri_test_remark *remark = test->remarks;

	while (remark && (remark->kind != kind || remark->row != row ||
			  (text && strcmp(remark->text, text) != 0)))
		remark = remark->next;
	return remark;
}

/* At most 200 bytes, and no half character. */
static inline void juri_test_cut(char out[201], const char *text)
{
	size_t length = strlen(text);

	if (length > 200)
		for (length = 200; length && (text[length] & 0xc0) == 0x80;)
			length--;
	memcpy(out, text, length);
	out[length] = '\0';
}

static inline void juri_test_add_remark(juri_test *test, uint32_t kind, uint32_t row,
					const char *text)
{
	juri_test_remark *remark =
	    (juri_test_remark *)juri_test_get(test, "remark", 1, sizeof(*remark));

	remark->kind = kind;
	remark->row = row;
	juri_test_cut(remark->text, text ? text : "");
	if (!text || !juri_test_is_utf8(remark->text))
		juri_test_fail(test, row, "a remark: expected a text in UTF-8, found %s",
			       text ? "other bytes" : "NULL");
	*test->last_remark = remark;
	test->last_remark = &remark->next;
}

static inline void juri_test_serve_log(const juri_call *call, const char *text)
{
	juri_test_add_remark((juri_test *)call->engine, JURI_TEST_LOG, UINT32_MAX, text);
}

static inline void juri_test_on_row(const juri_call *call, uint32_t kind, uint32_t row,
				    const char *text)
{
	juri_test *test = (juri_test *)call->engine;

	if (row < test->rows)
		juri_test_add_remark(test, kind, row, text);
	else
		juri_test_fail(test, row, "a remark: expected a row below %lu",
			       (unsigned long)test->rows);
}

static inline void juri_test_serve_note(const juri_call *call, uint32_t row, const char *text)
{
	juri_test_on_row(call, JURI_TEST_NOTE, row, text);
}

/* What is said first holds. */
static inline void juri_test_serve_undefined(const juri_call *call, uint32_t row, const char *why)
{
	if (!juri_test_find((const juri_test *)call->engine, JURI_TEST_UNDEFINED, row, NULL))
		juri_test_on_row(call, JURI_TEST_UNDEFINED, row, why);
}

static inline void *juri_test_serve_alloc(const juri_call *call, size_t size)
{
	juri_test *test = (juri_test *)call->engine;

	if (size > test->memory)
		return NULL;
	if (test->memory != SIZE_MAX)
		test->memory -= size;
	return juri_test_try(test, JURI_TEST_GIVEN, size);
}

/*
 * As juri does it: the exact value to billionths, half to even (which is what printf does), and then
 * digit by digit, half away from zero.
 */
static inline double juri_test_serve_round(const juri_call *call, double value, uint32_t decimals)
{
	char text[64] = "0"; /* room for a carry */
	int up = 0, any = 0, place = 9;

	(void)call;
	if (!(value > -1e18 && value < 1e18))
		return value;
	snprintf(text + 1, sizeof(text) - 1, "%.9f", value < 0 ? -value : value);
	for (char *at = text + strlen(text); at-- > text;) {
		if (*at < '0' || *at > '9')
			continue; /* the decimal point */
		if (place > 0 && (uint32_t)place > decimals) {
			up = (uint32_t)place == decimals + 1 && *at >= '5';
			*at = '0';
		} else if (up) {
			up = *at == '9';
			*at = up ? '0' : (char)(*at + 1);
		}
		any |= *at != '0';
		place--;
	}
	return !any ? 0.0 : value < 0 ? -strtod(text, NULL) : strtod(text, NULL);
}

static inline const juri_services *juri_test_services(void)
{
	static const juri_services services = {
	    (uint32_t)sizeof(juri_services),
	    0,
	    juri_test_serve_undefined,
	    juri_test_serve_note,
	    juri_test_serve_log,
	    juri_test_serve_alloc,
	    juri_test_serve_round,
	};

	return &services;
}

/* --- Running --- */

/* Whether each needed role has its input in this row, of a list one entry at least. */
static inline int juri_test_is_due(const juri_test *test, uint32_t row)
{
	uint64_t there = 0; /* a bit for each role: a method has 64 at most */

	for (const struct juri_test_column *column = test->columns; column; column = column->next)
		if (!isnan(column->kept[row]))
			there |= UINT64_C(1) << column->role;
	for (uint32_t i = 0; i < test->method->n_roles; i++)
		if (!(there >> i & 1) && !(test->method->roles[i].flags & JURI_OPTIONAL))
			return 0;
	return 1;
}

/* Whether everything that the method needs was given. */
static inline int juri_test_is_ready(juri_test *test)
{
	const juri_method *method = test->method;
	uint32_t before = test->failures;

	if (!method)
		return 0;
	for (uint32_t i = 0; i < method->n_roles; i++)
		if (!juri_test_count(test, i) && !(method->roles[i].flags & JURI_OPTIONAL))
			juri_test_fail(test, UINT32_MAX, "role %s: expected a column, found none",
				       method->roles[i].name);
	for (uint32_t i = 0; i < method->n_params; i++)
		if (isnan(test->params[i]))
			juri_test_fail(test, UINT32_MAX,
				       "parameter %s: expected a value, found none",
				       method->params[i].name);
	test->ran = test->failures == before ? 1 : -1;
	return test->ran == 1;
}

/* The columns of all roles, one after the other; of a role without one that of nothing. */
static inline juri_input *juri_test_inputs(juri_test *test, const double *nothing)
{
	uint32_t n_roles = test->method->n_roles;
	juri_input *inputs = (juri_input *)juri_test_get(test, "inputs", n_roles, sizeof(*inputs));
	const double **at = (const double **)juri_test_get(
	    test, "inputs", (size_t)test->n_columns + n_roles, sizeof(*at));

	for (uint32_t i = 0; i < n_roles; i++) {
		inputs[i].columns = at;
		inputs[i].bound = juri_test_count(test, i) > 0;
		for (const struct juri_test_column *c = test->columns; c; c = c->next)
			if (c->role == i)
				*at++ = c->seen;
		if (!inputs[i].bound)
			*at++ = nothing;
		inputs[i].count = (uint32_t)(at - inputs[i].columns);
	}
	return inputs;
}

/* Where the test stands whose method is running. */
static inline juri_test **juri_test_running(void)
{
	static juri_test *running;

	return &running;
}

/* A method that ends the program would end all tests with it, and with 0 as if they had been good. */
static inline void juri_test_at_exit(void)
{
	if (!*juri_test_running())
		return;
	juri_test_fail(*juri_test_running(), UINT32_MAX,
		       "expected the method to return, found that it ended the program");
	_Exit(EXIT_FAILURE);
}

static inline void juri_test_watch_exit(juri_test *test)
{
	static int watched;

	if (!watched)
		watched = atexit(juri_test_at_exit) == 0;
	*juri_test_running() = test;
}

/* Makes the call; returns what the method returned. */
static inline int juri_test_call(juri_test *test, double *measure, const double *params)
{
	juri_call call;
	int returned;

	call.size = (uint32_t)sizeof(call);
	call.rows = test->rows;
	call.n_inputs = test->method->n_roles;
	call.n_params = test->method->n_params;
	call.inputs =
	    juri_test_inputs(test, juri_test_doubles(test, "inputs", measure, test->rows));
	call.params = params;
	call.measure = measure;
	call.services = juri_test_services();
	call.engine = test;
	juri_test_watch_exit(test);
	returned = test->method->measure(&call);
	*juri_test_running() = NULL;
	return returned;
}

/* Whether the method left its inputs as they were. */
static inline void juri_test_check_inputs(juri_test *test, const double *params)
{
	const juri_method *method = test->method;
	int same = 1;

	for (const struct juri_test_column *column = test->columns; column; column = column->next)
		same &= !memcmp(column->seen, column->kept, test->rows * sizeof(double));
	same &= !memcmp(params, test->params, method->n_params * sizeof(double));
	if (!same)
		juri_test_fail(test, UINT32_MAX,
			       "expected inputs and parameters as they were, found "
			       "them changed");
}

/* Drops what was said of rows that have no inputs. */
static inline void juri_test_drop_remarks(juri_test *test)
{
	juri_test_remark **at = &test->remarks;

	while (*at) {
		if ((*at)->kind == JURI_TEST_LOG || juri_test_is_due(test, (*at)->row))
			at = &(*at)->next;
		else
			*at = (*at)->next;
	}
	test->last_remark = at;
}

/* The measure of a row as juri takes it. */
static inline void juri_test_check_row(juri_test *test, uint32_t row, double *measure)
{
	const juri_method *method = test->method;
	char found[40], min[40], max[40];

	if (!juri_test_is_due(test, row) || juri_test_find(test, JURI_TEST_UNDEFINED, row, NULL))
		*measure = NAN;
	else if (isnan(*measure))
		juri_test_fail(test, row, "expected a measure, or juri_undefined; found neither");
	else if (isinf(*measure) || *measure < method->min || *measure > method->max)
		juri_test_fail(test, row, "expected a measure within %s..%s, found %s",
			       juri_test_print(min, method->min), juri_test_print(max, method->max),
			       juri_test_print(found, *measure));
}

static inline void juri_test_do_run(juri_test *test)
{
	double *measure, *params;
	int returned;

	test->remarks = NULL;
	test->last_remark = &test->remarks;
	if (!juri_test_is_ready(test))
		return;
	measure = (double *)juri_test_get(test, "the measures", test->rows, sizeof(*measure));
	for (uint32_t row = 0; row < test->rows; row++)
		measure[row] = NAN;
	params = juri_test_doubles(test, "the parameters", test->params, test->method->n_params);
	returned = juri_test_call(test, measure, params);
	if (returned)
		juri_test_fail(test, UINT32_MAX, "expected that it returns 0, found %d", returned);
	juri_test_check_strips(test);
	juri_test_free(test, JURI_TEST_GIVEN);
	juri_test_check_inputs(test, params);
	juri_test_drop_remarks(test);
	for (uint32_t row = 0; row < test->rows && !returned; row++)
		juri_test_check_row(test, row, &measure[row]);
	test->measure = measure;
}

/* --- Expecting --- */

/* Whether there was a run, and this row in it. */
static inline int juri_test_has(juri_test *test, uint32_t row)
{
	int has = test->ran == 1 && row < test->rows;

	if (!has && test->ran >= 0)
		juri_test_fail(test, row, "expected juri_test_run before this, and a row of it");
	return has;
}

/* What came out for a row: "12.5", "none", "undefined: no staff". */
static inline const char *juri_test_found(const juri_test *test, uint32_t row, char out[240])
{
	const juri_test_remark *why = juri_test_find(test, JURI_TEST_UNDEFINED, row, NULL);

	if (!why)
		return juri_test_print(out, test->measure[row]);
	snprintf(out, 240, "undefined: %s", why->text);
	return out;
}

static inline void juri_test_do_near(juri_test *test, uint32_t row, double value, double within)
{
	char wanted[40], found[240];

	if (juri_test_has(test, row) && !(isnan(value) && isnan(test->measure[row])) &&
	    !(test->measure[row] >= value - within && test->measure[row] <= value + within))
		juri_test_fail(test, row, "expected %s, found %s", juri_test_print(wanted, value),
			       juri_test_found(test, row, found));
}

static inline void juri_test_do_undefined(juri_test *test, uint32_t row, const char *why)
{
	char found[240];

	if (juri_test_has(test, row) && !juri_test_find(test, JURI_TEST_UNDEFINED, row, why))
		juri_test_fail(test, row, "expected undefined: %s, found %s", why ? why : "..",
			       juri_test_found(test, row, found));
}

static inline void juri_test_do_absent(juri_test *test, uint32_t row)
{
	char found[240];

	if (juri_test_has(test, row) && juri_test_is_due(test, row))
		juri_test_fail(test, row, "expected that an input is missing, found %s",
			       juri_test_found(test, row, found));
}

static inline void juri_test_do_remark(juri_test *test, uint32_t kind, uint32_t row,
				       const char *text)
{
	if (juri_test_has(test, kind == JURI_TEST_LOG ? 0 : row) &&
	    !juri_test_find(test, kind, row, text))
		juri_test_fail(test, row, "expected the %s \"%s\", found none such",
			       kind == JURI_TEST_LOG ? "log" : "note", text);
}

static inline uint32_t juri_test_end(juri_test *test)
{
	juri_test_free(test, NULL);
	test->columns = test->last_column = NULL;
	test->remarks = NULL;
	test->measure = NULL;
	test->method = NULL;
	test->ran = -1;
	return test->failures;
}

#ifdef __cplusplus
}
#endif

#endif
