/*
 * The worker process: what arrives, what comes back, and that no plugin costs more than its own category.
 *
 * JURI_PLUGINS_BUILT and JURI_TEST_PLUGINS name the folders of the real and of the hostile plugins.
 */
#include <CUnit/CUnit.h>
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"
#include "sha256.h"
#include "worker.h"

void suite_worker(void);

/* --- A cohort of five agencies with three fields, and one of two blocks --- */

enum { ROWS = 5, FIELDS = 3 };

static const double evidence[ROWS][FIELDS] = {
    {10, 1, 100}, {20, 2, NAN}, {30, 3, 300}, {40, NAN, 400}, {50, 5, 500}};

static const struct field fields[FIELDS] = {
    {.id = "a", .min = -HUGE_VAL, .max = HUGE_VAL},
    {.id = "b", .min = -HUGE_VAL, .max = HUGE_VAL},
    {.id = "c", .min = -HUGE_VAL, .max = HUGE_VAL},
};

static const struct states states = {
    .names = {[STATE_MISSING] = "missing", [STATE_VALUE] = "value"},
    .policies = {[STATE_MISSING] = POLICY_AS_MISSING, [STATE_VALUE] = POLICY_AS_VALUE},
    .count = 2,
};

static uint8_t all_present[COHORT_BLOCK];

static void add_agency(struct cohort *cohort, const double values[FIELDS])
{
	char id[20];
	int length = snprintf(id, sizeof(id), "a%zu", cohort->rows);
	size_t row = cohort_add(cohort, id, (size_t)length);

	for (unsigned field = 0; field < FIELDS; field++)
		if (!isnan(values[field]))
			cohort_set(cohort, row, field, STATE_VALUE, values[field]);
}

static void make_cohort(struct cohort *cohort, size_t before)
{
	static const double none[FIELDS] = {7, 7, 7};

	memset(all_present, 1, sizeof(all_present));
	cohort_init(cohort, fields, FIELDS, &states);
	for (size_t i = 0; i < before; i++)
		add_agency(cohort, none);
	for (size_t i = 0; i < ROWS; i++)
		add_agency(cohort, evidence[i]);
	cohort_close(cohort, NULL, 0);
}

/* --- Workers --- */

static struct worker_options options = {.deadline = 20};

static const char *plugin_path(const char *variable, const char *name)
{
	static char paths[4][1000];
	static unsigned next;
	char *path = paths[next++ % 4];
	const char *folder = getenv(variable);

	snprintf(path, sizeof(paths[0]), "%s/%s.so", folder ? folder : "(unset)", name);
	return path;
}

static const char *hostile(const char *name)
{
	return plugin_path("JURI_TEST_PLUGINS", name);
}

static struct worker *start_one(const char *path)
{
	return worker_start(&options, &path, 1);
}

static struct worker *started(const char *path)
{
	struct worker *worker = start_one(path);

	if (worker_failure(worker)) {
		fprintf(stderr, "\n  %s: %s\n", path, worker_failure(worker)->detail);
		CU_FAIL_FATAL("a worker did not start");
	}
	return worker;
}

static bool is_sealed(const struct worker *worker)
{
	return strstr(worker_sandbox(worker), "sanitizer build") == NULL;
}

/* The method "m" of a hostile plugin on field a. */
static const unsigned first_field[] = {0}, one_column[] = {1};
static const struct instance on_first_field = {.fields = first_field, .counts = one_column};

static bool ask(struct worker *worker, const struct cohort *cohort, size_t block,
		const uint8_t *present, struct reply *reply)
{
	return worker_send(worker, cohort, 0, 1, block, present) && worker_receive(worker, reply);
}

static void failed_as(const struct worker *worker, int kind, const char *plugin, size_t instance,
		      size_t row, const char *detail)
{
	const struct worker_failure *failure = worker_failure(worker);

	CU_ASSERT_PTR_NOT_NULL_FATAL(failure);
	CU_ASSERT_EQUAL((int)failure->kind, kind);
	CU_ASSERT_PTR_NOT_NULL_FATAL(failure->plugin);
	CU_ASSERT_STRING_EQUAL(failure->plugin, plugin);
	CU_ASSERT_EQUAL(failure->instance, instance);
	CU_ASSERT_EQUAL(failure->row, row);
	CU_ASSERT_PTR_NOT_NULL_FATAL(failure->detail);
	CU_ASSERT_PTR_NOT_NULL(strstr(failure->detail, detail));
	if ((int)failure->kind != kind || failure->row != row || !strstr(failure->detail, detail))
		fprintf(stderr, "\n  %s: kind %d, row %zd, \"%s\"; wanted %d, %zd, \"%s\"\n",
			plugin, (int)failure->kind, (ssize_t)failure->row, failure->detail, kind,
			(ssize_t)row, detail);
}

/* A hostile plugin measures the second block of a cohort, and fails at a row of it (SIZE_MAX: none). */
static void measuring_fails(const char *name, int kind, size_t row, const char *detail)
{
	struct worker *worker = started(hostile(name));
	struct cohort cohort;
	struct reply reply;

	make_cohort(&cohort, COHORT_BLOCK);
	CU_ASSERT_TRUE(worker_bind(worker, &on_first_field, 1));
	CU_ASSERT_FALSE(ask(worker, &cohort, 1, all_present, &reply));
	failed_as(worker, kind, name, 0, row == SIZE_MAX ? row : COHORT_BLOCK + row, detail);
	CU_ASSERT_FALSE(ask(worker, &cohort, 1, all_present, &reply));
	for (size_t i = 0; i < ROWS; i++)
		CU_ASSERT_EQUAL(cohort_value(&cohort, COHORT_BLOCK + i, 0), evidence[i][0]);
	worker_stop(worker);
	cohort_finish(&cohort);
}

static void opening_fails(const char *name, int kind, const char *detail)
{
	struct worker *worker = start_one(hostile(name));

	failed_as(worker, kind, name, SIZE_MAX, SIZE_MAX, detail);
	worker_stop(worker);
}

/* --- What arrives, what comes back --- */

static void hash_file(const char *path, char hex[SHA256_HEX])
{
	FILE *stream = fopen(path, "rb");
	struct sha256 hash;
	char byte;

	CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
	sha256_start(&hash);
	while (fread(&byte, 1, 1, stream) == 1)
		sha256_add(&hash, &byte, 1);
	sha256_finish(&hash, hex);
	fclose(stream);
}

static void test_description(void)
{
	const char *path = plugin_path("JURI_PLUGINS_BUILT", "generic");
	struct worker *worker = started(path);
	const struct plugin *plugin = worker_plugin(worker, 0);
	char sha256[SHA256_HEX];

	hash_file(path, sha256);
	CU_ASSERT_STRING_EQUAL(plugin->name, "generic");
	CU_ASSERT_STRING_EQUAL(plugin->path, path);
	CU_ASSERT_STRING_EQUAL(plugin->sha256, sha256);
	CU_ASSERT_EQUAL(plugin->n_methods, 6);
	CU_ASSERT_EQUAL(plugin_method(plugin, "trimmed-mean"), 5);
	CU_ASSERT_TRUE(plugin->methods[0].measure == NULL);
	CU_ASSERT_EQUAL(plugin->methods[0].min, -HUGE_VAL);
	worker_stop(worker);
}

/* The plugin "services": factor x + extra + sum of many, see its source. */
static const double tell_params[] = {0.5, 1, 1};
static const unsigned tell_fields[] = {1, 0, 1};
static const unsigned tell_counts[] = {1, 0, 2}; /* x = b; extra unbound; many = a, b */
static const struct instance tell = {
    .fields = tell_fields, .counts = tell_counts, .params = tell_params};

static void check_remark(const struct reply *reply, size_t index, uint32_t row, int kind,
			 const char *text)
{
	CU_ASSERT_TRUE_FATAL(index < reply->n_remarks);
	CU_ASSERT_EQUAL(reply->remarks[index].row, row);
	CU_ASSERT_EQUAL((int)reply->remarks[index].kind, kind);
	CU_ASSERT_STRING_EQUAL(reply->remarks[index].text, text);
}

static void services_answer(void)
{
	static const uint8_t present[ROWS] = {1, 0, 1, 0, 1};
	struct worker *worker = started(hostile("services"));
	struct cohort cohort;
	struct reply reply;
	char cut[200];

	make_cohort(&cohort, 0);
	worker_bind(worker, &tell, 1);
	CU_ASSERT_TRUE_FATAL(ask(worker, &cohort, 0, present, &reply));
	CU_ASSERT_EQUAL(reply.instance, 0);
	CU_ASSERT_EQUAL(reply.block, 0);
	CU_ASSERT_EQUAL(reply.rows, ROWS);
	CU_ASSERT_EQUAL(reply.measures[0], 11.5); /* 0.5 + 10 + 1 */
	CU_ASSERT_EQUAL(reply.measures[4], 57.5); /* 2.5 + 50 + 5 */
	CU_ASSERT_TRUE(isnan(reply.measures[1])); /* not present */
	CU_ASSERT_TRUE(isnan(reply.measures[2])); /* undefined, though it also wrote 34.5 */
	CU_ASSERT_TRUE(isnan(reply.measures[3]));
	CU_ASSERT_EQUAL(reply.n_remarks, 3);
	memset(cut, 'a', 199);
	cut[199] = '\0';
	check_remark(&reply, 0, UINT32_MAX, REMARK_LOG, "shout b");
	check_remark(&reply, 1, 0, REMARK_NOTE, cut);
	check_remark(&reply, 2, 2, REMARK_UNDEFINED, "first");
	worker_stop(worker);
	cohort_finish(&cohort);
}

static void test_services(void)
{
	services_answer();
}

static void test_optional_bound(void)
{
	static const unsigned bound_fields[] = {1, 2, 0}, counts[] = {1, 1, 1};
	static const double params[] = {0, 1, 1};
	static const struct instance bound = {
	    .fields = bound_fields, .counts = counts, .params = params};
	static const uint8_t present[ROWS] = {1};
	struct worker *worker = started(hostile("services"));
	struct cohort cohort;
	struct reply reply;

	make_cohort(&cohort, 0);
	cohort_column(&cohort, 0, 2)[0] = -9.5;
	worker_bind(worker, &bound, 1);
	CU_ASSERT_TRUE_FATAL(ask(worker, &cohort, 0, present, &reply));
	CU_ASSERT_EQUAL(reply.measures[0], 0.5); /* 0 x 1 - 9.5 + 10 */
	worker_stop(worker);
	cohort_finish(&cohort);
}

static void test_in_process(void)
{
	options.in_process = true;
	services_answer();
	options.in_process = false;
}

static void test_in_process_failures(void)
{
	options.in_process = true;
	measuring_fails("nan", FAILURE_MEASURE, 2, "found none");
	measuring_fails("returns", FAILURE_RETURN, 2, "returned 7");
	opening_fails("wrong-name", FAILURE_TABLE, "innocent");
	opening_fails("no-entry", FAILURE_OPEN, "juri_plugin_v1");
	options.in_process = false;
}

/* A worker keeps the last block: it must notice another one, also of another cohort. */
static void test_blocks(void)
{
	struct worker *worker = started(plugin_path("JURI_PLUGINS_BUILT", "generic"));
	const double plain[] = {1, 0};
	const struct instance value = {
	    .fields = first_field, .counts = one_column, .params = plain};
	struct cohort small, large;
	struct reply reply;

	make_cohort(&small, 0);
	make_cohort(&large, COHORT_BLOCK);
	worker_bind(worker, &value, 1);
	for (int turn = 0; turn < 3; turn++) {
		CU_ASSERT_TRUE_FATAL(ask(worker, &large, 0, all_present, &reply));
		CU_ASSERT_EQUAL(reply.rows, COHORT_BLOCK);
		CU_ASSERT_EQUAL(reply.measures[COHORT_BLOCK - 1], 7);
		CU_ASSERT_TRUE_FATAL(ask(worker, &large, 1, all_present, &reply));
		CU_ASSERT_EQUAL(reply.rows, ROWS);
		CU_ASSERT_EQUAL(reply.measures[4], 50);
		cohort_column(&small, 0, 0)[4] = turn;
		CU_ASSERT_TRUE_FATAL(ask(worker, &small, 0, all_present, &reply));
		CU_ASSERT_EQUAL(reply.measures[4], turn);
	}
	worker_stop(worker);
	cohort_finish(&small);
	cohort_finish(&large);
}

static void test_two_plugins(void)
{
	const char *paths[] = {hostile("services"), plugin_path("JURI_PLUGINS_BUILT", "generic")};
	struct worker *worker = worker_start(&options, paths, 2);
	const double plain[] = {2, 0};
	const struct instance value = {
	    .plugin = 1, .fields = first_field, .counts = one_column, .params = plain};
	struct cohort cohort;
	struct reply reply;

	CU_ASSERT_PTR_NULL_FATAL(worker_failure(worker));
	CU_ASSERT_STRING_EQUAL(worker_plugin(worker, 0)->name, "services");
	CU_ASSERT_STRING_EQUAL(worker_plugin(worker, 1)->name, "generic");
	make_cohort(&cohort, 0);
	worker_bind(worker, &value, 1);
	CU_ASSERT_TRUE_FATAL(ask(worker, &cohort, 0, all_present, &reply));
	CU_ASSERT_EQUAL(reply.measures[1], 10);
	worker_stop(worker);
	cohort_finish(&cohort);
}

/* --- The methods of generic --- */

struct generic_case {
	const char *method;
	double params[2];
	double in[6];
	unsigned n;
	double out; /* NaN: undefined */
};

/* Expected values by hand. */
static const struct generic_case generic_cases[] = {
    {"value", {1, 0}, {-3}, 1, -3},
    {"value", {1000, 1}, {-1500}, 1, 1.5},
    {"ratio", {0}, {3, 4}, 2, 0.75},
    {"ratio", {0}, {0, 0}, 2, NAN},
    {"ratio", {0}, {5, 0}, 2, NAN},
    {"difference", {0}, {15, 12}, 2, 3},
    {"sum", {0}, {3, NAN, 4}, 3, 7},
    {"sum", {0}, {NAN, NAN}, 2, NAN},
    {"sum", {0}, {1e16, 1, -1e16}, 3, 0}, /* in the order of the fields, plain */
    {"mean", {0}, {3, NAN, 4}, 3, 3.5},
    {"mean", {0}, {NAN}, 1, NAN},
    {"trimmed-mean", {1, 4}, {9, 2, 7, 8}, 4, 7.5},
    {"trimmed-mean", {1, 4}, {9, 2, 7}, 3, 6},
    {"trimmed-mean", {1, 4}, {9, NAN, 2, 7}, 4, 6},
    {"trimmed-mean", {2, 4}, {1, 1, 9, 9, 4, 6}, 6, 5},
    {"trimmed-mean", {2, 4}, {1, 2, 3, 6}, 4, 3}, /* none would be left: the mean of all */
    {"trimmed-mean", {1, 1}, {5, 5, 5}, 3, 5},
    {"trimmed-mean", {0, 1}, {1, 2}, 2, 1.5},
};

static void run_generic(struct worker *worker, const struct generic_case *test)
{
	static const struct field columns[6] = {{.id = "a"}, {.id = "b"}, {.id = "c"},
						{.id = "d"}, {.id = "e"}, {.id = "f"}};
	static const unsigned all[] = {0, 1, 2, 3, 4, 5}, ones[] = {1, 1};
	const struct plugin *plugin = worker_plugin(worker, 0);
	int method = plugin_method(plugin, test->method);
	struct instance instance = {
	    .method = (unsigned)method, .fields = all, .counts = ones, .params = test->params};
	struct cohort cohort;
	struct reply reply;

	CU_ASSERT_TRUE_FATAL(method >= 0);
	if (plugin->methods[method].roles[0].flags & JURI_LIST)
		instance.counts = &test->n;
	cohort_init(&cohort, columns, 6, &states);
	cohort_add(&cohort, "x", 1);
	for (unsigned i = 0; i < test->n; i++)
		if (!isnan(test->in[i]))
			cohort_set(&cohort, 0, i, STATE_VALUE, test->in[i]);
	worker_bind(worker, &instance, 1);
	CU_ASSERT_TRUE_FATAL(ask(worker, &cohort, 0, all_present, &reply));
	if (isnan(test->out)) {
		CU_ASSERT_EQUAL_FATAL(reply.n_remarks, 1);
		CU_ASSERT_EQUAL((int)reply.remarks[0].kind, REMARK_UNDEFINED);
	} else {
		CU_ASSERT_EQUAL(reply.n_remarks, 0);
		CU_ASSERT_EQUAL(reply.measures[0], test->out);
	}
	cohort_finish(&cohort);
}

static void test_generic(void)
{
	struct worker *worker = started(plugin_path("JURI_PLUGINS_BUILT", "generic"));

	memset(all_present, 1, sizeof(all_present));
	for (size_t i = 0; i < sizeof(generic_cases) / sizeof(*generic_cases); i++)
		run_generic(worker, &generic_cases[i]);
	worker_stop(worker);
}

/* --- Crashes, hangs, lies --- */

static void test_signals(void)
{
	measuring_fails("segfault", FAILURE_SIGNAL, 2, "SIGSEGV");
	measuring_fails("abort", FAILURE_SIGNAL, 1, "SIGABRT");
	measuring_fails("scribble", FAILURE_SIGNAL, 1, "SIGSEGV");
}

static void test_exit(void)
{
	measuring_fails("exit-measure", FAILURE_EXIT, 1, "exit code 0");
}

static void test_hang(void)
{
	options.deadline = 0.3;
	measuring_fails("hang", FAILURE_TIME, 1, "no reply within 0.3 s");
	options.deadline = 20;
}

static void test_return(void)
{
	measuring_fails("returns", FAILURE_RETURN, 2,
			"measure(): expected 0, found that it returned 7");
}

static void test_measures(void)
{
	measuring_fails("nan", FAILURE_MEASURE, 2,
			"expected a number, as every needed input is there");
	measuring_fails("outside", FAILURE_MEASURE, 1, "expected 0..100, found 1000000000");
	measuring_fails("infinite", FAILURE_MEASURE, 0, "found infinity");
}

/* Where no measure is due, no measure is wrong. */
static void test_measures_not_due(void)
{
	static const uint8_t present[ROWS] = {1, 1, 0, 1, 1};
	struct worker *worker = started(hostile("nan"));
	struct cohort cohort;
	struct reply reply;

	make_cohort(&cohort, 0);
	worker_bind(worker, &on_first_field, 1);
	CU_ASSERT_TRUE_FATAL(ask(worker, &cohort, 0, present, &reply));
	CU_ASSERT_EQUAL(reply.measures[1], 20);
	CU_ASSERT_TRUE(isnan(reply.measures[2]));
	worker_stop(worker);
	cohort_finish(&cohort);
}

/* A row that is not due is not where it crashed. */
static void test_crash_row_not_due(void)
{
	static const uint8_t present[ROWS] = {1, 1, 0, 1, 1};
	struct worker *worker = started(hostile("segfault"));
	struct cohort cohort;
	struct reply reply;

	make_cohort(&cohort, 0);
	worker_bind(worker, &on_first_field, 1);
	CU_ASSERT_FALSE(ask(worker, &cohort, 0, present, &reply));
	failed_as(worker, FAILURE_SIGNAL, "segfault", 0, 3, "SIGSEGV");
	worker_stop(worker);
	cohort_finish(&cohort);
}

static void test_remarks(void)
{
	measuring_fails("row", FAILURE_REPLY, SIZE_MAX, "a row that does not exist");
	measuring_fails("not-utf8", FAILURE_REPLY, SIZE_MAX, "not UTF-8");
}

static void check_printed(const struct reply *reply, const char *const *lines, size_t count)
{
	CU_ASSERT_EQUAL_FATAL(reply->n_remarks, count);
	for (size_t i = 0; i < count; i++)
		check_remark(reply, i, UINT32_MAX, REMARK_LOG, lines[i]);
}

static void test_prints(void)
{
	static const char *const first[] = {"it printed \"opened\"", "it printed \"5 rows\"",
					    "it printed \"\\x1b[2J without an end\""};
	struct worker *worker = started(hostile("prints"));
	struct cohort cohort;
	struct reply reply;

	make_cohort(&cohort, 0);
	worker_bind(worker, &on_first_field, 1);
	CU_ASSERT_TRUE_FATAL(ask(worker, &cohort, 0, all_present, &reply));
	check_printed(&reply, first, 3);
	CU_ASSERT_TRUE_FATAL(ask(worker, &cohort, 0, all_present, &reply));
	check_printed(&reply, first + 1, 2);
	worker_stop(worker);
	cohort_finish(&cohort);
}

/* 1 GiB, of which a pipe's worth arrives and a few lines are kept. */
static void test_printer(void)
{
	struct worker *worker = started(hostile("printer"));
	struct cohort cohort;
	struct reply reply;

	make_cohort(&cohort, 0);
	worker_bind(worker, &on_first_field, 1);
	CU_ASSERT_TRUE_FATAL(ask(worker, &cohort, 0, all_present, &reply));
	CU_ASSERT_EQUAL_FATAL(reply.n_remarks, 2);
	CU_ASSERT_STRING_EQUAL(reply.remarks[1].text, "it printed more");
	CU_ASSERT_EQUAL(strlen(reply.remarks[0].text), strlen("it printed \"...\"") + 120);
	worker_stop(worker);
	cohort_finish(&cohort);
}

static void test_flood(void)
{
	struct worker *worker = started(hostile("flood"));
	struct cohort cohort;
	struct reply reply;
	unsigned long dropped = 0;

	make_cohort(&cohort, 0);
	worker_bind(worker, &on_first_field, 1);
	CU_ASSERT_TRUE_FATAL(ask(worker, &cohort, 0, all_present, &reply));
	CU_ASSERT_TRUE_FATAL(reply.n_remarks > 1000 && reply.n_remarks < 100000);
	CU_ASSERT_TRUE(isnan(reply.measures[ROWS - 1]));
	check_remark(&reply, reply.n_remarks - 2, ROWS - 1, REMARK_UNDEFINED,
		     "said after the flood");
	CU_ASSERT_EQUAL((int)reply.remarks[reply.n_remarks - 1].kind, REMARK_LOG);
	CU_ASSERT_EQUAL(
	    sscanf(reply.remarks[reply.n_remarks - 1].text, "%lu remarks dropped", &dropped), 1);
	CU_ASSERT_EQUAL(dropped + reply.n_remarks - 2, 100000);
	worker_stop(worker);
	cohort_finish(&cohort);
}

static void test_rounding(void)
{
	struct worker *worker = started(hostile("rounding"));
	struct cohort cohort;
	struct reply reply;

	make_cohort(&cohort, 0);
	worker_bind(worker, &on_first_field, 1);
	for (int turn = 0; turn < 2; turn++) {
		CU_ASSERT_TRUE_FATAL(ask(worker, &cohort, 0, all_present, &reply));
		CU_ASSERT_EQUAL(reply.measures[0], 0x1.aaaaaaaaaaaabp+1); /* 10 / 3, nearest */
		CU_ASSERT_EQUAL(reply.measures[1], 0x1.aaaaaaaaaaaabp+2);
		CU_ASSERT_EQUAL(reply.measures[4],
				0x1.0aaaaaaaaaaabp+4); /* up would end in b too */
		CU_ASSERT_EQUAL_FATAL(reply.n_remarks, 1);
		CU_ASSERT_PTR_NOT_NULL(strstr(reply.remarks[0].text, "rounding mode"));
	}
	worker_stop(worker);
	cohort_finish(&cohort);
}

/* --- Opening --- */

static void test_constructors(void)
{
	opening_fails("exit-constructor", FAILURE_EXIT, "exit code 0");
	options.deadline = 0.3;
	opening_fails("hang-constructor", FAILURE_TIME, "no reply within 0.3 s");
	options.deadline = 20;
}

static void test_tables(void)
{
	opening_fails("major", FAILURE_TABLE, "plugin major speaks contract 3, juri speaks 1");
	opening_fails("wrong-name", FAILURE_TABLE, "expected \"wrong-name\"");
	opening_fails("null-measure", FAILURE_TABLE,
		      "method \"m\": measure: expected a function, found NULL");
	opening_fails("null-table", FAILURE_TABLE, "found NULL");
	opening_fails("wild-table", FAILURE_SIGNAL, "SIGSEGV");
	opening_fails("no-entry", FAILURE_OPEN, "expected juri_plugin_v1() in it, found none");
}

static void opening_file_fails(const char *path, const char *plugin, const char *detail)
{
	struct worker *worker = start_one(path);

	failed_as(worker, FAILURE_OPEN, plugin, SIZE_MAX, SIZE_MAX, detail);
	CU_ASSERT_PTR_NULL(strstr(worker_failure(worker)->detail, "/proc/"));
	worker_stop(worker);
}

static void test_no_plugin(void)
{
	char path[] = "/tmp/juri-test-XXXXXX.so";
	int file = mkstemps(path, 3);

	CU_ASSERT_TRUE_FATAL(file >= 0);
	CU_ASSERT_EQUAL_FATAL(write(file, "not ELF at all\n", 15), 15);
	close(file);
	path[strlen(path) - 3] = '\0';
	char *name = mem_copy(strrchr(path, '/') + 1);
	path[strlen(path)] = '.';
	opening_file_fails(path, name, "file too short");
	unlink(path);
	free(name);
	opening_file_fails("/tmp/there-is-none.so", "there-is-none", "No such file");
	opening_file_fails("/tmp", "tmp", "expected a file, found a folder");
}

/* Of two plugins the one that fails is named. */
static void test_second_plugin_fails(void)
{
	const char *paths[] = {plugin_path("JURI_PLUGINS_BUILT", "generic"),
			       hostile("exit-constructor")};
	struct worker *worker = worker_start(&options, paths, 2);

	failed_as(worker, FAILURE_EXIT, "exit-constructor", SIZE_MAX, SIZE_MAX, "exit code 0");
	worker_stop(worker);
}

/* What the engine does at its exit must not happen when a plugin calls exit(). */
static pid_t engine;
static char marker[] = "/tmp/juri-marker-XXXXXX";

static void at_exit(void)
{
	if (getpid() != engine)
		unlink(marker);
}

static void test_exit_handlers(void)
{
	int file = mkstemp(marker);

	CU_ASSERT_TRUE_FATAL(file >= 0);
	close(file);
	engine = getpid();
	atexit(at_exit);
	opening_fails("exit-constructor", FAILURE_EXIT, "exit code 0");
	CU_ASSERT_EQUAL(access(marker, F_OK), 0);
	unlink(marker);
}

/* --- The sandbox --- */

static void first_measures(const char *name, double *first, double *second)
{
	struct worker *worker = started(hostile(name));
	struct cohort cohort;
	struct reply reply;

	make_cohort(&cohort, 0);
	worker_bind(worker, &on_first_field, 1);
	CU_ASSERT_TRUE_FATAL(ask(worker, &cohort, 0, all_present, &reply));
	*first = reply.measures[0];
	*second = reply.measures[1];
	worker_stop(worker);
	cohort_finish(&cohort);
}

static void test_escape(void)
{
	struct worker *worker = started(hostile("escape"));
	bool sealed = is_sealed(worker);
	double ways, which;

	CU_ASSERT_PTR_NOT_NULL(strstr(worker_sandbox(worker), "no-new-privs"));
	CU_ASSERT_PTR_NOT_NULL(strstr(worker_sandbox(worker), "rlimits"));
	if (sealed)
		CU_ASSERT_PTR_NOT_NULL(strstr(worker_sandbox(worker), "seccomp"));
	worker_stop(worker);
	if (!sealed)
		return;
	first_measures("escape", &ways, &which);
	CU_ASSERT_EQUAL(ways, 0);
	CU_ASSERT_EQUAL(which, 0);
	first_measures("escape-constructor", &ways, &which);
	CU_ASSERT_EQUAL(ways, 0);
	CU_ASSERT_EQUAL(which, 0);
	first_measures("busy-constructor", &ways, &which);
	CU_ASSERT_EQUAL(ways, 0);
}

static void test_inherits_nothing(void)
{
	double descriptors, variables;

	first_measures("inherit", &descriptors, &variables);
	CU_ASSERT_EQUAL(descriptors, 0);
	CU_ASSERT_EQUAL(variables, 0);
}

static void test_memory(void)
{
	struct worker *worker = started(hostile("services"));
	bool sealed = is_sealed(worker);
	double gibibytes, second;

	worker_stop(worker);
	if (!sealed)
		return;
	first_measures("hog", &gibibytes, &second);
	CU_ASSERT_TRUE(gibibytes < 2);
}

/* --- Several workers, and none left over --- */

static double seconds_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void test_wait(void)
{
	struct worker *workers[3];
	struct cohort cohort;
	struct reply reply;
	double start = seconds_now();

	make_cohort(&cohort, 0);
	options.deadline = 0.5;
	workers[0] = started(hostile("hang"));
	options.deadline = 20;
	workers[1] = started(hostile("nan")); /* idle */
	workers[2] = started(hostile("rounding"));
	worker_bind(workers[0], &on_first_field, 1);
	worker_bind(workers[2], &on_first_field, 1);
	CU_ASSERT_TRUE(worker_send(workers[0], &cohort, 0, 1, 0, all_present));
	CU_ASSERT_TRUE(worker_send(workers[2], &cohort, 0, 1, 0, all_present));
	CU_ASSERT_EQUAL_FATAL(worker_wait(workers, 3), 2);
	CU_ASSERT_TRUE(worker_receive(workers[2], &reply));
	CU_ASSERT_EQUAL_FATAL(worker_wait(workers, 3), 0);
	CU_ASSERT_FALSE(worker_receive(workers[0], &reply));
	failed_as(workers[0], FAILURE_TIME, "hang", 0, 1, "0.5 s");
	CU_ASSERT_TRUE(seconds_now() - start >= 0.5);
	CU_ASSERT_TRUE(seconds_now() - start < 15);
	for (int i = 0; i < 3; i++)
		worker_stop(workers[i]);
	cohort_finish(&cohort);
}

/* Somebody else kills an idle worker: the next request says so. */
static void test_killed_while_idle(void)
{
	struct worker *worker = started(hostile("nan"));
	struct cohort cohort;
	struct reply reply;
	siginfo_t end = {0};
	char path[100];
	pid_t child = 0;
	FILE *stream;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	stream = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
	CU_ASSERT_EQUAL_FATAL(fscanf(stream, "%d", &child), 1);
	fclose(stream);
	kill(child, SIGTERM);
	waitid(P_PID, (id_t)child, &end, WEXITED | WNOWAIT);
	make_cohort(&cohort, 0);
	worker_bind(worker, &on_first_field, 1);
	CU_ASSERT_FALSE(ask(worker, &cohort, 0, all_present, &reply));
	failed_as(worker, FAILURE_SIGNAL, "nan", 0, 0, "SIGTERM");
	worker_stop(worker);
	cohort_finish(&cohort);
}

/* --- Requests for several slices --- */

enum { MANY = 4 };

/* Instance i is field i % 2 divided by i + 1, in generic. */
static const unsigned fields_of[2][1] = {{0}, {1}};
static const double params_of[MANY][2] = {{1, 0}, {2, 0}, {3, 0}, {4, 0}};

static void make_many(struct instance many[MANY])
{
	for (unsigned i = 0; i < MANY; i++)
		many[i] = (struct instance){
		    .fields = fields_of[i % 2], .counts = one_column, .params = params_of[i]};
}

/* Asked for together, slices are answered as if they had been asked for one by one; the rest can be asked for again. */
static void several_slices(void)
{
	/* not due: row 3 where the field is b; row 0 in the last slice */
	static const uint8_t present[MANY * ROWS] = {1, 1, 1, 1, 1, 1, 1, 1, 0, 1,
						     1, 1, 1, 1, 1, 0, 1, 1, 0, 1};
	struct worker *worker = started(plugin_path("JURI_PLUGINS_BUILT", "generic"));
	struct instance many[MANY];
	struct cohort cohort;
	struct reply reply;

	make_many(many);
	make_cohort(&cohort, 0);
	worker_bind(worker, many, MANY);
	CU_ASSERT_TRUE_FATAL(worker_send(worker, &cohort, 0, MANY, 0, present));
	for (size_t i = 0; i < MANY; i++) {
		CU_ASSERT_EQUAL_FATAL(worker_wait(&worker, 1), 0);
		CU_ASSERT_TRUE_FATAL(worker_receive(worker, &reply));
		CU_ASSERT_EQUAL(reply.instance, i);
		CU_ASSERT_EQUAL_FATAL(reply.more, i + 1 < MANY);
		for (size_t row = 0; row < ROWS; row++)
			CU_ASSERT(present[i * ROWS + row]
				      ? reply.measures[row] ==
					    evidence[row][i % 2] / (double)(i + 1)
				      : isnan(reply.measures[row]));
	}
	CU_ASSERT_TRUE_FATAL(worker_send(worker, &cohort, 1, 2, 0, present + ROWS));
	CU_ASSERT_TRUE_FATAL(worker_receive(worker, &reply));
	CU_ASSERT_EQUAL(reply.instance, 1);
	CU_ASSERT_EQUAL(reply.measures[0], 0.5);
	worker_stop(worker); /* in the middle of a request */
	cohort_finish(&cohort);
}

static void test_several_slices(void)
{
	several_slices();
	options.in_process = true;
	several_slices();
	options.in_process = false;
}

/* As many as there is room for: the measures of eight columns of a block, or 256 slices. */
static void test_room(void)
{
	CU_ASSERT_EQUAL(worker_room(1), 256);
	CU_ASSERT_EQUAL(worker_room(COHORT_BLOCK), 8);
	CU_ASSERT_EQUAL(worker_room(COHORT_BLOCK / 2), 16);
	CU_ASSERT_EQUAL(worker_room(600), 57);
}

/* A worker of a hostile plugin that was asked for all of MANY slices. */
static struct worker *asked(const char *name, const struct cohort *cohort)
{
	static struct instance same[MANY];
	struct worker *worker = started(hostile(name));

	for (unsigned i = 0; i < MANY; i++)
		same[i] = on_first_field;
	worker_bind(worker, same, MANY);
	CU_ASSERT_TRUE_FATAL(worker_send(worker, cohort, 0, MANY, 0, all_present));
	return worker;
}

/* What is printed belongs to the slice that printed it, so that no other is measured before it was read. */
static void test_slices_print(void)
{
	struct cohort cohort;
	struct worker *worker;
	struct reply reply;

	make_cohort(&cohort, 0);
	worker = asked("prints", &cohort);
	for (size_t i = 0; i < MANY; i++) {
		CU_ASSERT_TRUE_FATAL(worker_receive(worker, &reply));
		CU_ASSERT_EQUAL(reply.instance, i);
		CU_ASSERT_FALSE_FATAL(reply.more);
		CU_ASSERT_EQUAL(reply.n_remarks, i ? 2 : 3);
		if (i + 1 < MANY)
			CU_ASSERT_TRUE_FATAL(
			    worker_send(worker, &cohort, i + 1, MANY - i - 1, 0, all_present));
	}
	worker_stop(worker);
	cohort_finish(&cohort);
}

/* Each slice has room for as many remarks as if it were alone. */
static void test_slices_flood(void)
{
	size_t n_remarks = 0, answered = 0;
	struct cohort cohort;
	struct worker *worker;
	struct reply reply = {.more = true};

	make_cohort(&cohort, 0);
	worker = asked("flood", &cohort);
	for (; reply.more; answered++) {
		CU_ASSERT_TRUE_FATAL(worker_receive(worker, &reply));
		n_remarks = answered ? n_remarks : reply.n_remarks;
		CU_ASSERT_EQUAL(reply.n_remarks, n_remarks);
		check_remark(&reply, reply.n_remarks - 2, ROWS - 1, REMARK_UNDEFINED,
			     "said after the flood");
	}
	CU_ASSERT(answered >= 1 && answered < MANY);
	worker_stop(worker);
	cohort_finish(&cohort);
}

static void test_slice_that_crashes(void)
{
	struct cohort cohort;
	struct worker *worker;
	struct reply reply;

	make_cohort(&cohort, 0);
	worker = asked("third", &cohort);
	CU_ASSERT_FALSE(worker_receive(worker, &reply));
	failed_as(worker, FAILURE_SIGNAL, "third", 2, 1, "SIGSEGV");
	worker_stop(worker);
	cohort_finish(&cohort);
}

/* The deadline is for each slice: three that take 0.3 s have 0.6 s each, the one that hangs is named. */
static void test_slice_that_hangs(void)
{
	double start = seconds_now();
	struct cohort cohort;
	struct worker *worker;
	struct reply reply;

	make_cohort(&cohort, 0);
	options.deadline = 0.6;
	worker = asked("slow", &cohort);
	CU_ASSERT_EQUAL(worker_wait(&worker, 1), 0);
	CU_ASSERT_FALSE(worker_receive(worker, &reply));
	failed_as(worker, FAILURE_TIME, "slow", 3, 2, "0.6 s");
	CU_ASSERT_TRUE(seconds_now() - start >= 3 * 0.3 + 0.6);
	CU_ASSERT_TRUE(seconds_now() - start < 15);
	options.deadline = 20;
	worker_stop(worker);
	cohort_finish(&cohort);
}

/* Whatever it says of its progress, it gets no more time than so many slices have. */
static void test_slices_forged(void)
{
	double start = seconds_now();
	struct cohort cohort;
	struct worker *worker;
	struct reply reply;

	make_cohort(&cohort, 0);
	options.deadline = 0.3;
	worker = asked("forge-progress", &cohort);
	options.deadline = 20;
	CU_ASSERT_FALSE(worker_receive(worker, &reply));
	CU_ASSERT_EQUAL((int)worker_failure(worker)->kind, FAILURE_TIME);
	CU_ASSERT(worker_failure(worker)->instance < MANY);
	CU_ASSERT_TRUE(seconds_now() - start < 15);
	worker_stop(worker);
	cohort_finish(&cohort);
	measuring_fails("forge-slices", FAILURE_REPLY, SIZE_MAX, "an answer to something else");
	measuring_fails("forge-sums", FAILURE_REPLY, SIZE_MAX, "a remark that is not one");
}

/* Who answers for ever and takes no request: the engine does not wait until there is room for one more. */
static void test_answers_unasked(void)
{
	struct worker *worker = started(hostile("eager"));
	struct reply reply;
	struct cohort cohort;
	unsigned asked = 0;

	make_cohort(&cohort, 0);
	worker_bind(worker, &on_first_field, 1);
	alarm(60);
	while (asked < 100000 && ask(worker, &cohort, 0, all_present, &reply))
		asked++;
	alarm(0);
	failed_as(worker, FAILURE_REPLY, "eager", 0, SIZE_MAX, "answers to what was not asked yet");
	worker_stop(worker);
	cohort_finish(&cohort);
}

/* --- Several workers that start together --- */

/* One of them cannot, and another hangs: the others do not notice, and no deadline begins before its worker is awaited. */
static void test_start_together(void)
{
	static const char *const names[] = {"nan", "exit-constructor", "hang-constructor",
					    "rounding"};
	static const int kinds[] = {FAILURE_NONE, FAILURE_EXIT, FAILURE_TIME, FAILURE_NONE};
	struct worker *workers[4];

	for (int i = 0; i < 4; i++) {
		const char *path = hostile(names[i]);

		options.deadline = i == 2 ? 0.5 : 20;
		workers[i] = worker_new(&options, &path, 1);
	}
	options.deadline = 20;
	for (int i = 0; i < 4; i++)
		worker_launch(workers[i]);
	for (int i = 0; i < 4; i++) {
		const struct worker_failure *failure;

		worker_await(workers[i]);
		failure = worker_failure(workers[i]);
		CU_ASSERT_EQUAL(failure ? (int)failure->kind : FAILURE_NONE, kinds[i]);
	}
	for (int i = 0; i < 4; i++)
		worker_stop(workers[i]);
}

/* No worker has the memory of another, whichever was made first: four slots have more than 16 MiB. */
static void test_neighbours(void)
{
	const char *path = hostile("neighbours");
	struct worker *workers[5];
	struct cohort cohort;
	struct reply reply;

	make_cohort(&cohort, 0);
	for (int i = 0; i < 5; i++)
		workers[i] = worker_new(&options, &path, 1);
	for (int i = 0; i < 5; i++)
		worker_launch(workers[i]);
	for (int i = 0; i < 5; i++) {
		worker_await(workers[i]);
		worker_bind(workers[i], &on_first_field, 1);
		CU_ASSERT_TRUE_FATAL(ask(workers[i], &cohort, 0, all_present, &reply));
		if (is_sealed(workers[i]))
			CU_ASSERT_TRUE(reply.measures[0] < 10);
	}
	for (int i = 0; i < 5; i++)
		worker_stop(workers[i]);
	cohort_finish(&cohort);
}

static void copy_file(const char *from, const char *to)
{
	char bytes[65536];
	FILE *source = fopen(from, "rb"), *target = fopen(to, "wb");
	size_t n;

	CU_ASSERT_FATAL(source && target);
	while ((n = fread(bytes, 1, sizeof(bytes), source)) > 0)
		CU_ASSERT_EQUAL(fwrite(bytes, 1, n, target), n);
	fclose(source);
	fclose(target);
}

/* What workers that start together open is what was read once; what starts later is read anew. */
static void test_same_bytes(void)
{
	char folder[] = "/tmp/juri-test-XXXXXX", hex[SHA256_HEX], *path;
	struct worker *workers[3];

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	path = mem_print("%s/nan.so", folder);
	copy_file(hostile("nan"), path);
	hash_file(path, hex);
	workers[0] = worker_new(&options, (const char *const *)&path, 1);
	copy_file(hostile("rounding"), path);
	workers[1] = worker_new(&options, (const char *const *)&path, 1);
	for (int i = 0; i < 2; i++)
		worker_launch(workers[i]);
	for (int i = 0; i < 2; i++) {
		worker_await(workers[i]);
		CU_ASSERT_PTR_NULL_FATAL(worker_failure(workers[i]));
		CU_ASSERT_STRING_EQUAL(worker_plugin(workers[i], 0)->sha256, hex);
	}
	workers[2] = start_one(path);
	failed_as(workers[2], FAILURE_TABLE, "nan", SIZE_MAX, SIZE_MAX, "rounding");
	for (int i = 0; i < 3; i++)
		worker_stop(workers[i]);
	unlink(path);
	rmdir(folder);
	free(path);
}

/* A worker that is dismissed is dead soon, and can still be told of. */
static void test_dismissed(void)
{
	struct worker *worker = started(hostile("nan"));
	siginfo_t end = {0};

	worker_dismiss(worker);
	CU_ASSERT_EQUAL(waitid(P_ALL, 0, &end, WEXITED | WNOWAIT), 0);
	CU_ASSERT_EQUAL(end.si_status, SIGKILL);
	CU_ASSERT_PTR_NULL(worker_failure(worker));
	CU_ASSERT_STRING_EQUAL(worker_plugin(worker, 0)->name, "nan");
	worker_stop(worker);
}

static unsigned count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	unsigned count = 0;

	while (folder && readdir(folder))
		count++;
	if (folder)
		closedir(folder);
	return count;
}

static void test_nothing_left(void)
{
	unsigned before = count_descriptors();

	worker_stop(NULL);
	worker_stop(started(hostile("nan")));
	worker_stop(start_one(hostile("major")));
	worker_stop(start_one("/tmp/there-is-none.so"));
	test_signals();
	test_start_together();
	CU_ASSERT_EQUAL(count_descriptors(), before);
	CU_ASSERT_EQUAL(waitpid(-1, NULL, WNOHANG), -1);
	CU_ASSERT_EQUAL(errno, ECHILD);
}

void suite_worker(void)
{
	CU_pSuite suite = CU_add_suite("worker", NULL, NULL);

	CU_add_test(suite, "a plugin is described", test_description);
	CU_add_test(suite, "services, remarks, absent rows", test_services);
	CU_add_test(suite, "an optional role that is bound", test_optional_bound);
	CU_add_test(suite, "in process: the same answers", test_in_process);
	CU_add_test(suite, "in process: the same failures", test_in_process_failures);
	CU_add_test(suite, "blocks and cohorts change", test_blocks);
	CU_add_test(suite, "two plugins in one worker", test_two_plugins);
	CU_add_test(suite, "the methods of generic", test_generic);
	CU_add_test(suite, "signals: segfault, abort, scribbling on inputs", test_signals);
	CU_add_test(suite, "exit(0) is no success", test_exit);
	CU_add_test(suite, "hanging", test_hang);
	CU_add_test(suite, "another return than 0", test_return);
	CU_add_test(suite, "NaN, infinite, outside the range", test_measures);
	CU_add_test(suite, "a row that is not due cannot be wrong", test_measures_not_due);
	CU_add_test(suite, "the row of a crash is one that is due", test_crash_row_not_due);
	CU_add_test(suite, "remarks on no row, not UTF-8", test_remarks);
	CU_add_test(suite, "a flood of remarks", test_flood);
	CU_add_test(suite, "what a plugin prints", test_prints);
	CU_add_test(suite, "a gigabyte of output", test_printer);
	CU_add_test(suite, "another rounding mode", test_rounding);
	CU_add_test(suite, "constructors that exit or hang", test_constructors);
	CU_add_test(suite, "unusable tables", test_tables);
	CU_add_test(suite, "no plugin at all", test_no_plugin);
	CU_add_test(suite, "the second of two plugins fails", test_second_plugin_fails);
	CU_add_test(suite, "exit() runs nothing of the engine's", test_exit_handlers);
	CU_add_test(suite, "no way out of the sandbox", test_escape);
	CU_add_test(suite, "no descriptor, no environment", test_inherits_nothing);
	CU_add_test(suite, "memory has a limit", test_memory);
	CU_add_test(suite, "waiting for several", test_wait);
	CU_add_test(suite, "killed while idle", test_killed_while_idle);
	CU_add_test(suite, "several slices, in both forms", test_several_slices);
	CU_add_test(suite, "room for slices", test_room);
	CU_add_test(suite, "slices that print", test_slices_print);
	CU_add_test(suite, "slices that flood", test_slices_flood);
	CU_add_test(suite, "a slice that crashes", test_slice_that_crashes);
	CU_add_test(suite, "a slice that hangs", test_slice_that_hangs);
	CU_add_test(suite, "forged slices, forged progress", test_slices_forged);
	CU_add_test(suite, "answers that nobody asked for", test_answers_unasked);
	CU_add_test(suite, "workers that start together", test_start_together);
	CU_add_test(suite, "workers that start together have the same bytes", test_same_bytes);
	CU_add_test(suite, "no memory of other workers", test_neighbours);
	CU_add_test(suite, "dismissed", test_dismissed);
	CU_add_test(suite, "no process, no descriptor left", test_nothing_left);
}
