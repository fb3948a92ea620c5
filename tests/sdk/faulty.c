/*
 * faulty - a plugin with one fault in each method, and, beside it, the program that tries them without juri. The first
 * method is good. What the program says stands in faulty.said, what juri says of the same methods in run.
 */
#include <juri/plugin_test.h>

static double *column_of(const juri_call *call)
{
	return (double *)(uintptr_t)juri_column(call, 0);
}

static int good(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = juri_column(call, 0)[row] * call->params[0];
	return 0;
}

static int returns(const juri_call *call)
{
	good(call);
	return 7;
}

static int nothing(const juri_call *call)
{
	good(call);
	call->measure[1] = NAN;
	return 0;
}

static int infinite(const juri_call *call)
{
	good(call);
	call->measure[1] = -HUGE_VAL;
	return 0;
}

static int above(const juri_call *call)
{
	good(call);
	call->measure[1] = 100.5;
	return 0;
}

static int below(const juri_call *call)
{
	good(call);
	call->measure[0] = -0.5;
	return 0;
}

static int changes_input(const juri_call *call)
{
	good(call);
	column_of(call)[1] = 5;
	return 0;
}

static int changes_params(const juri_call *call)
{
	good(call);
	*(double *)(uintptr_t)call->params = 5;
	return 0;
}

static int behind_measures(const juri_call *call)
{
	good(call);
	call->measure[call->rows] = 1;
	return 0;
}

static int behind_input(const juri_call *call)
{
	good(call);
	column_of(call)[call->rows] = 1;
	return 0;
}

static int behind_alloc(const juri_call *call)
{
	char *bytes = (char *)juri_alloc(call, 3);

	good(call);
	if (bytes)
		bytes[3] = 'x';
	return 0;
}

static int before_measures(const juri_call *call)
{
	good(call);
	call->measure[-1] = 1;
	return 0;
}

static int before_alloc(const juri_call *call)
{
	char *bytes = (char *)juri_alloc(call, 3);

	good(call);
	if (bytes)
		bytes[-1] = 'x';
	return 0;
}

static int no_row(const juri_call *call)
{
	good(call);
	juri_undefined(call, call->rows, "a row too much");
	return 0;
}

static int no_text(const juri_call *call)
{
	good(call);
	juri_note(call, 0, NULL);
	return 0;
}

static int bytes(const juri_call *call)
{
	good(call);
	juri_log(call, "\xff");
	return 0;
}

static const juri_role roles[] = {{"x", "a number", NULL, 0, 0}};
static const juri_param params[] = {
    {"times", "a factor", NULL, "1", NULL, 0, 2, JURI_NUMBER, 0},
};

#define METHOD(name, function)                                                                     \
	{                                                                                          \
		name, "-", NULL, 0, 100, roles, params, JURI_COUNT(roles), JURI_COUNT(params),     \
		    function                                                                       \
	}
static const juri_method methods[] = {
    METHOD("good", good),
    METHOD("returns", returns),
    METHOD("nothing", nothing),
    {"infinite", "-", NULL, -HUGE_VAL, HUGE_VAL, roles, params, JURI_COUNT(roles),
     JURI_COUNT(params), infinite},
    METHOD("above", above),
    METHOD("below", below),
    METHOD("changes-input", changes_input),
    METHOD("changes-params", changes_params),
    METHOD("behind-measures", behind_measures),
    METHOD("behind-input", behind_input),
    METHOD("behind-alloc", behind_alloc),
    METHOD("before-measures", before_measures),
    METHOD("before-alloc", before_alloc),
    METHOD("no-row", no_row),
    METHOD("no-text", no_text),
    METHOD("bytes", bytes),
};
static const juri_plugin plugin = {
    JURI_HEAD, "faulty", "1", "one fault in each method", methods, JURI_COUNT(methods), 0,
};
JURI_PLUGIN(plugin)

/* --- The program --- */

static const double numbers[] = {1, 2};

static uint32_t try_method(const char *name)
{
	juri_test test;

	juri_test_start(&test, juri_plugin_v1(), name, 2);
	juri_test_column(&test, "x", numbers);
	juri_test_run(&test);
	return juri_test_end(&test);
}

/* Faults of a program: each must be said, and cost nothing else. */
static uint32_t try_programs(void)
{
	juri_test test;
	uint32_t failures;

	juri_test_start(&test, NULL, "good", 2);
	juri_test_column(&test, "x", numbers);
	juri_test_run(&test);
	juri_test_expect(&test, 0, 1);
	failures = juri_test_end(&test);
	juri_test_start(&test, juri_plugin_v1(), "missing", 2);
	failures += juri_test_end(&test);
	juri_test_start(&test, juri_plugin_v1(), "good", 0);
	failures += juri_test_end(&test);
	juri_test_start_method(&test, &methods[0], 2);
	juri_test_run(&test);
	juri_test_expect(&test, 0, 1);
	juri_test_column(&test, "y", numbers);
	juri_test_column(&test, "x", numbers);
	juri_test_column(&test, "x", numbers);
	juri_test_param(&test, "time", "1");
	juri_test_param(&test, "times", "3");
	juri_test_run(&test);
	juri_test_param(&test, "times", "2");
	juri_test_run(&test);
	juri_test_expect(&test, 0, 2);
	return failures + juri_test_end(&test);
}

static uint32_t try_expectations(void)
{
	static const double with_gap[] = {0.1, NAN};
	juri_test test;

	juri_test_start(&test, juri_plugin_v1(), "good", 2);
	juri_test_column(&test, "x", with_gap);
	juri_test_expect(&test, 0, 0.1);
	juri_test_run(&test);
	juri_test_expect(&test, 0, 0.1);
	juri_test_expect_near(&test, 0, 0.11, 0.011);
	juri_test_expect_absent(&test, 1);
	juri_test_expect(&test, 1, NAN);
	juri_test_expect(&test, 0, NAN);
	juri_test_expect(&test, 0, 0.30000000000000004);
	juri_test_expect_near(&test, 0, 0.11, 0.001);
	juri_test_expect_near(&test, 0, 0.09, 0.001);
	juri_test_expect(&test, 1, 0);
	juri_test_expect(&test, 2, 0);
	juri_test_expect_absent(&test, 0);
	juri_test_expect_undefined(&test, 0, "no staff");
	juri_test_expect_undefined(&test, 1, NULL);
	juri_test_expect_note(&test, 0, "late");
	juri_test_expect_log(&test, "late");
	return juri_test_end(&test);
}

/* --- Services that are used well --- */

static int services(const juri_call *call)
{
	const juri_input *list = &call->inputs[1];
	unsigned char *memory = (unsigned char *)juri_alloc(call, 1000);
	static char text[302];

	memset(text, 'x', 199);
	memcpy(text + 199, "\xc3\xa9", 3); /* a letter that would be cut in half */
	juri_log(call, memory ? "memory" : "no memory");
	for (uint32_t row = 0; row < call->rows; row++) {
		double sum = 0;

		for (uint32_t i = 0; i < list->count; i++)
			sum += isnan(list->columns[i][row]) ? 0 : list->columns[i][row];
		juri_note(call, row, text);
		if (sum == 0) {
			juri_undefined(call, row, "nothing");
			juri_undefined(call, row, "said later");
		}
		call->measure[row] = juri_round(call, sum, (uint32_t)call->params[0]);
	}
	return call->inputs[2].bound || call->inputs[2].count != 1 ||
	       !isnan(call->inputs[2].columns[0][0]) || (memory && memory[999]);
}

static uint32_t try_services(void)
{
	static const juri_role some[] = {{"x", "a number", NULL, 0, 0},
					 {"list", "numbers", NULL, 0, JURI_LIST},
					 {"more", "a number", NULL, 0, JURI_OPTIONAL}};
	static const juri_param decimals[] = {
	    {"decimals", "how many", NULL, NULL, "none one two", 0, 0, JURI_CHOICE, 0}};
	static const juri_method method = {"services",       "-", NULL,    0, 100, some, decimals,
					   JURI_COUNT(some), 1,   services};
	static const double x[] = {1, 1, 1, NAN, 1}, one[] = {2.675, NAN, NAN, 1, 0},
			    two[] = {NAN, 1.005, NAN, 1, 0};
	char cut[201];
	uint32_t undefined = 0;
	juri_test test;

	memset(cut, 'x', 199);
	cut[199] = '\0';
	juri_test_start_method(&test, &method, 5);
	juri_test_column(&test, "x", x);
	juri_test_column(&test, "list", one);
	juri_test_column(&test, "list", two);
	juri_test_param(&test, "decimals", "two");
	test.memory = 1500;
	juri_test_run(&test);
	juri_test_expect_log(&test, "memory");
	juri_test_expect(&test, 0, 2.68);
	juri_test_expect(&test, 1, 1.01);
	juri_test_expect_absent(&test, 2);
	juri_test_expect_absent(&test, 3);
	juri_test_expect_undefined(&test, 4, "nothing");
	juri_test_expect_note(&test, 0, cut);
	juri_test_run(&test);
	juri_test_expect_log(&test, "no memory");
	for (const juri_test_remark *remark = test.remarks; remark; remark = remark->next) {
		test.failures += remark->row == 2 || remark->row == 3;
		undefined += remark->kind == JURI_TEST_UNDEFINED;
	}
	test.failures += undefined != 1; /* what is said first holds */
	return juri_test_end(&test);
}

int main(void)
{
	uint32_t failures = 0, caught = 0;

	for (uint32_t i = 0; i < JURI_COUNT(methods); i++)
		caught += try_method(methods[i].name) > 0;
	failures += caught != JURI_COUNT(methods) - 1;
	fputs("--- programs\n", stderr);
	failures += try_programs() != 9;
	fputs("--- expectations\n", stderr);
	failures += try_expectations() != 12;
	fputs("--- services\n", stderr);
	failures += try_services();
	return failures != 0;
}
