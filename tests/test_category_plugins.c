/*
 * The methods of the category plugins, called directly: expected values are worked out by hand.
 *
 * The shared objects are in the folder that JURI_PLUGINS_BUILT names.
 */
#include <CUnit/CUnit.h>
#include <dlfcn.h>
#include <juri/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void suite_category_plugins(void);

enum { ROWS = 3, ROW = 1, COLUMNS = 8, PARAMS = 5, ROLES = 6 };

/* --- A plugin and a context of our own --- */

static struct {
	unsigned undefined[ROWS], notes;
} heard;

static void hear_undefined(const juri_call *call, uint32_t row, const char *why)
{
	(void)call;
	CU_ASSERT_TRUE(strlen(why) > 0);
	heard.undefined[row]++;
}

static void hear_note(const juri_call *call, uint32_t row, const char *text)
{
	(void)call;
	(void)text;
	heard.notes += row == ROW;
}

static void hear_log(const juri_call *call, const char *text)
{
	(void)call;
	(void)text;
}

static const juri_services services = {
    .size = sizeof(services), .undefined = hear_undefined, .note = hear_note, .log = hear_log};

static const juri_plugin *open_plugin(const char *name)
{
	const char *folder = getenv("JURI_PLUGINS_BUILT");
	char path[1000];
	const juri_plugin *(*table)(void) = NULL;
	void *object;

	snprintf(path, sizeof(path), "%s/%s.so", folder ? folder : ".", name);
	object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (object)
		*(void **)&table = dlsym(object, "juri_plugin_v1");
	if (!table)
		CU_FAIL_FATAL("no plugin: is JURI_PLUGINS_BUILT set?");
	return table();
}

static const juri_method *find_method(const juri_plugin *plugin, const char *name)
{
	for (uint32_t i = 0; i < plugin->n_methods; i++)
		if (strcmp(plugin->methods[i].name, name) == 0)
			return &plugin->methods[i];
	CU_FAIL_FATAL("no such method");
	return NULL;
}

/* --- One agency put before a method --- */

struct agency_case {
	const char *method;
	double inputs[COLUMNS]; /* in the order of the roles */
	unsigned list;          /* length of the list role, which comes last; 0: none */
	const double *params;   /* NULL: the defaults */
	double expected;        /* NaN: undefined */
	unsigned notes;
};

#define NOTHING NAN
#define SET(...) ((const double[]){__VA_ARGS__})

static const double *settings(const juri_method *method, const struct agency_case *agency)
{
	static double initial[PARAMS];

	if (agency->params)
		return agency->params;
	for (uint32_t i = 0; i < method->n_params; i++)
		initial[i] = method->params[i].type == JURI_FLAG
				 ? strcmp(method->params[i].initial, "yes") == 0
				 : strtod(method->params[i].initial, NULL);
	return initial;
}

/* The agency's measure. The rows around it have no evidence at all. */
static double measure(const juri_method *method, const struct agency_case *agency, int *status)
{
	static double cells[COLUMNS][ROWS], measures[ROWS];
	const double *columns[COLUMNS];
	juri_input inputs[ROLES];

	for (unsigned i = 0; i < COLUMNS; i++) {
		cells[i][0] = cells[i][2] = NAN;
		cells[i][ROW] = agency->inputs[i];
		columns[i] = cells[i];
	}
	for (uint32_t i = 0; i < method->n_roles; i++)
		inputs[i] = (juri_input){&columns[i], 1, 1};
	if (agency->list)
		inputs[method->n_roles - 1].count = agency->list;
	memset(&heard, 0, sizeof(heard));
	measures[0] = measures[ROW] = measures[2] = NAN;
	*status = method->measure(&(juri_call){.size = sizeof(juri_call),
					       .rows = ROWS,
					       .n_inputs = method->n_roles,
					       .n_params = method->n_params,
					       .inputs = inputs,
					       .params = settings(method, agency),
					       .measure = measures,
					       .services = &services});
	return measures[ROW];
}

static int is_right(const juri_method *method, const struct agency_case *agency)
{
	int status;
	double found = measure(method, agency, &status);

	if (status != 0 || heard.undefined[0] || heard.undefined[2] || heard.notes != agency->notes)
		return 0;
	if (isnan(agency->expected))
		return isnan(found) && heard.undefined[ROW] == 1;
	return heard.undefined[ROW] == 0 && found >= method->min && found <= method->max &&
	       fabs(found - agency->expected) < 1e-12;
}

static void check(const char *plugin_name, const struct agency_case *agencies, size_t count)
{
	const juri_plugin *plugin = open_plugin(plugin_name);

	for (size_t i = 0; i < count; i++) {
		int right = is_right(find_method(plugin, agencies[i].method), &agencies[i]);

		CU_ASSERT_TRUE(right);
		if (!right)
			fprintf(stderr, "\n%s case %zu (%s)\n", plugin_name, i, agencies[i].method);
	}
}

#define CHECK(plugin, agencies) check(plugin, agencies, sizeof(agencies) / sizeof((agencies)[0]))

/* --- nspk --- */

static void test_checklist_item(void)
{
	const struct agency_case agencies[] = {
	    {"checklist-item", {1, 1, 1}, 0, NULL, 1, 0},
	    {"checklist-item", {1, 1, 2}, 0, SET(3, 0), 2.0 / 3, 0},
	    {"checklist-item", {1, 0, 3}, 0, SET(3, 0), 0, 1},
	    {"checklist-item", {1, 1, 5}, 0, SET(4, 0), 1, 0},
	    {"checklist-item", {1, 1, 0}, 0, SET(0, 0), 1, 0},
	    {"checklist-item", {1, 0.5, 1}, 0, SET(2, 0), 0.25, 1},
	    {"checklist-item", {0, 1, 1}, 0, SET(1, 0), 1, 1},
	    {"checklist-item", {0, 1, 1}, 0, SET(1, 1), 0, 1},
	    {"checklist-item", {1, 0.5, 1}, 0, SET(1, 1), 0.5, 1},
	    {"checklist-item", {1, 1.1, 1}, 0, NULL, NOTHING, 1},
	    {"checklist-item", {-1, 1, 1}, 0, NULL, NOTHING, 1},
	    {"checklist-item", {1, 1, -1}, 0, NULL, NOTHING, 0},
	};
	CHECK("nspk", agencies);
}

static void test_compliance(void)
{
	const struct agency_case agencies[] = {
	    {"compliance", {40, 6, 50}, 0, NULL, 0.86, 0},
	    {"compliance", {50, 0, 50}, 0, NULL, 1, 0},
	    {"compliance", {0, 50, 50}, 0, SET(1, 1), 1, 0},
	    {"compliance", {0, 0, 0}, 0, NULL, NOTHING, 0},
	    {"compliance", {9, 0, 9}, 0, SET(0.5, 10), NOTHING, 0},
	    {"compliance", {9, 0, 10}, 0, SET(0.5, 10), 0.9, 0},
	    {"compliance", {45, 6, 50}, 0, NULL, NOTHING, 0},
	    {"compliance", {-1, 6, 50}, 0, NULL, NOTHING, 0},
	};
	CHECK("nspk", agencies);
}

static void test_follow_up(void)
{
	const struct agency_case agencies[] = {
	    {"follow-up", {4, 3, 2, 4, 2, 1}, 0, NULL, 0.6875, 0},
	    {"follow-up", {0, 0, 2, 0, 0, 2}, 0, NULL, 1, 0},
	    {"follow-up", {5, 0, 1, 5, 0, 0}, 0, SET(1, 2, 5), 0.5, 0},
	    {"follow-up", {3, 0, 0, 0, 0, 0}, 0, NULL, 0, 0},
	    {"follow-up", {0, 0, 0, 0, 0, 0}, 0, NULL, NOTHING, 0},
	    {"follow-up", {4, 3, 2, 4, 2, 3}, 0, NULL, NOTHING, 0},
	    {"follow-up", {4, 3, 2, -1, 2, 1}, 0, NULL, NOTHING, 0},
	};
	CHECK("nspk", agencies);
}

static void test_timeliness(void)
{
	const struct agency_case agencies[] = {
	    {"timeliness", {12}, 0, SET(2, 40), 0.75, 0}, {"timeliness", {-5}, 0, NULL, 1, 0},
	    {"timeliness", {0}, 0, NULL, 1, 0},           {"timeliness", {15}, 0, NULL, 0.5, 0},
	    {"timeliness", {30}, 0, NULL, 0, 0},          {"timeliness", {400}, 0, NULL, 0, 0},
	    {"timeliness", {7}, 0, SET(7, 0), 1, 0},      {"timeliness", {8}, 0, SET(7, 0), 0, 0},
	};
	CHECK("nspk", agencies);
}

/* --- competency --- */

static void test_hours_per_head(void)
{
	const struct agency_case agencies[] = {
	    {"hours-per-head", {19000, 1000, 50}, 0, NULL, 20, 0},
	    {"hours-per-head", {1250, 100, NAN}, 0, NULL, 12.5, 0},
	    {"hours-per-head", {0, 100, 0}, 0, NULL, 0, 0},
	    {"hours-per-head", {100, 50, 50}, 0, NULL, NOTHING, 0},
	    {"hours-per-head", {0, 0, NAN}, 0, NULL, NOTHING, 0},
	    {"hours-per-head", {100, 50, -1}, 0, NULL, NOTHING, 0},
	};
	CHECK("competency", agencies);
}

static void test_norm_share(void)
{
	const struct agency_case agencies[] = {
	    {"norm-share", {600, 1000, 150}, 0, NULL, 0.75, 0},
	    {"norm-share", {600, 1000, NAN}, 0, NULL, 0.6, 0},
	    {"norm-share", {900, 1000, 150}, 0, NULL, 1, 0},
	    {"norm-share", {0, 1000, 0}, 0, NULL, 0, 0},
	    {"norm-share", {0, 0, 0}, 0, NULL, NOTHING, 0},
	    {"norm-share", {1001, 1000, 0}, 0, NULL, NOTHING, 0},
	    {"norm-share", {100, 1000, 1001}, 0, NULL, NOTHING, 0},
	    {"norm-share", {-1, 1000, NAN}, 0, NULL, NOTHING, 0},
	};
	CHECK("competency", agencies);
}

static void test_gaps_closed(void)
{
	const struct agency_case agencies[] = {
	    {"gaps-closed", {40, 10}, 0, NULL, 0.75, 0},
	    {"gaps-closed", {40, 0}, 0, NULL, 1, 0},
	    {"gaps-closed", {40, 40}, 0, NULL, 0, 0},
	    {"gaps-closed", {40, 55}, 0, NULL, 0, 0},
	    {"gaps-closed", {0, 0}, 0, NULL, NOTHING, 0},
	    {"gaps-closed", {0, 5}, 0, NULL, NOTHING, 0},
	    {"gaps-closed", {5, -1}, 0, NULL, NOTHING, 0},
	};
	CHECK("competency", agencies);
}

static void test_documents(void)
{
	const struct agency_case agencies[] = {
	    {"documents", {1, 1, 0, NAN}, 4, NULL, 2.0 / 3, 0},
	    {"documents", {1, 1, 0, NAN}, 4, SET(3), 0, 0},
	    {"documents", {1, 1, 1, 0}, 4, SET(3), 0.75, 0},
	    {"documents", {0, 0, 1}, 2, NULL, 0, 0},
	    {"documents", {1}, 1, NULL, 1, 0},
	    {"documents", {1, 0.5}, 2, NULL, NOTHING, 0},
	    {"documents", {1, 2}, 2, NULL, NOTHING, 0},
	};
	CHECK("competency", agencies);
}

static void test_assessment_coverage(void)
{
	const struct agency_case agencies[] = {
	    {"assessment-coverage", {50, 45, 600, 300}, 0, NULL, 0.74, 0},
	    {"assessment-coverage", {50, 50, 600, 600}, 0, SET(0.3), 1, 0},
	    {"assessment-coverage", {50, 45, 0, 0}, 0, NULL, 0.9, 0},
	    {"assessment-coverage", {0, 0, 600, 300}, 0, NULL, 0.5, 0},
	    {"assessment-coverage", {0, 0, 0, 0}, 0, NULL, NOTHING, 0},
	    {"assessment-coverage", {50, 51, 600, 300}, 0, NULL, NOTHING, 0},
	    {"assessment-coverage", {50, 45, 600, -1}, 0, NULL, NOTHING, 0},
	};
	CHECK("competency", agencies);
}

/* --- cat --- */

static void test_cat_use(void)
{
	const struct agency_case agencies[] = {
	    {"cat-use", {10, 8, 1000, 950}, 0, NULL, 0.8, 0},
	    {"cat-use", {10, 9, 1000, 250}, 0, NULL, 0.25, 0},
	    {"cat-use", {1, 1, 1, 1}, 0, NULL, 1, 0},
	    {"cat-use", {3, 0, 90, 0}, 0, NULL, 0, 0},
	    {"cat-use", {0, 0, 0, 0}, 0, NULL, NOTHING, 0},
	    {"cat-use", {1, 1, 0, 0}, 0, NULL, NOTHING, 0},
	    {"cat-use", {10, 11, 1000, 950}, 0, NULL, NOTHING, 0},
	    {"cat-use", {10, 9, 1000, -1}, 0, NULL, NOTHING, 0},
	};
	CHECK("cat", agencies);
}

static void test_data_quality(void)
{
	const struct agency_case agencies[] = {
	    {"data-quality", {1000, 100, 50, 150, 0}, 0, NULL, 0.925, 0},
	    {"data-quality", {1000, 100, 50, 500, 0}, 0, NULL, 0.7, 0},
	    {"data-quality", {1000, 100, 50, 500, 0}, 0, SET(0), 0.5, 0},
	    {"data-quality", {1000, 0, 0, 0, 1000}, 0, SET(1), 0.75, 0},
	    {"data-quality", {8, 0, 0, 0, 0}, 0, SET(0), 1, 0},
	    {"data-quality", {0, 0, 0, 0, 0}, 0, NULL, NOTHING, 0},
	    {"data-quality", {1000, 0, 1001, 0, 0}, 0, NULL, NOTHING, 0},
	    {"data-quality", {1000, 0, 0, 0, -1}, 0, NULL, NOTHING, 0},
	};
	CHECK("cat", agencies);
}

static void test_integration_level(void)
{
	const struct agency_case agencies[] = {
	    {"integration-level", {5, 4, 4, 3, 1}, 5, NULL, 3, 0},
	    {"integration-level", {5, 4, 4, 3, 1}, 5, SET(5, 100), 1, 0},
	    {"integration-level", {5, 4, 4, 3, 1}, 5, SET(5, 60), 4, 0},
	    {"integration-level", {5, NAN, 5}, 3, NULL, 5, 0},
	    {"integration-level", {0, 5}, 2, NULL, 0, 0},
	    {"integration-level", {3, 3}, 2, SET(3.9, 80), 3, 0},
	    {"integration-level", {5, 4.5}, 2, NULL, NOTHING, 0},
	    {"integration-level", {6, 4}, 2, NULL, NOTHING, 0},
	    {"integration-level", {5, -1}, 2, NULL, NOTHING, 0},
	};
	CHECK("cat", agencies);
}

/* --- performance --- */

static void test_plans_in_time(void)
{
	const struct agency_case agencies[] = {
	    {"plans-in-time", {100, 70, 12, 8, 4}, 3, NULL, 0.84, 0},
	    {"plans-in-time", {100, 70, 12, NAN, 4}, 3, NULL, 0.8, 0},
	    {"plans-in-time", {100, 100, 0}, 1, NULL, 1, 0},
	    {"plans-in-time", {100, 0, 100}, 1, NULL, 0.5, 0},
	    {"plans-in-time", {0, 0, 0}, 1, NULL, NOTHING, 0},
	    {"plans-in-time", {100, 90, 11}, 1, NULL, NOTHING, 0},
	    {"plans-in-time", {100, 90, -1}, 1, NULL, NOTHING, 0},
	};
	CHECK("performance", agencies);
}

static void test_appraisal_coverage(void)
{
	const struct agency_case agencies[] = {
	    {"appraisal-coverage", {200, 200, 180, 90, 150}, 4, NULL, 0.6625, 0},
	    {"appraisal-coverage", {200, 200, 180, 90, 150}, 4, SET(0), 0.775, 0},
	    {"appraisal-coverage", {200, 210, NAN}, 2, NULL, 1, 0},
	    {"appraisal-coverage", {200, 100}, 1, NULL, 0.5, 0},
	    {"appraisal-coverage", {200, 99}, 1, NULL, 0, 0},
	    {"appraisal-coverage", {0, 10}, 1, NULL, NOTHING, 0},
	    {"appraisal-coverage", {200, -1}, 1, NULL, NOTHING, 0},
	};
	CHECK("performance", agencies);
}

static void test_distribution_distance(void)
{
	const struct agency_case agencies[] = {
	    {"distribution-distance", {300, 600, 80, 15, 5}, 0, NULL, 0.1, 0},
	    {"distribution-distance", {20, 60, 15, 4, 1}, 0, NULL, 0, 0},
	    {"distribution-distance", {7, 0, 0, 0, 0}, 0, SET(0, 100, 0, 0, 0), 1, 0},
	    {"distribution-distance", {3, 1, 0, 0, 0}, 0, SET(1, 3, 0, 0, 0), 0.5, 0},
	    {"distribution-distance", {0, 0, 0, 0, 0}, 0, NULL, NOTHING, 0},
	    {"distribution-distance", {10, -1, 0, 0, 0}, 0, NULL, NOTHING, 0},
	};
	CHECK("performance", agencies);
}

static void test_empty_curve_fails(void)
{
	const juri_method *method =
	    find_method(open_plugin("performance"), "distribution-distance");
	const struct agency_case agency = {"", {1, 1, 1, 1, 1}, 0, SET(0, 0, 0, 0, 0), 0, 0};
	int status;

	measure(method, &agency, &status);
	CU_ASSERT_NOT_EQUAL(status, 0);
}

static void test_consequences(void)
{
	const struct agency_case agencies[] = {
	    {"consequences", {100, 80, 10, 4}, 0, NULL, 8.0 / 15, 0},
	    {"consequences", {100, 100, 10, 10}, 0, NULL, 1, 0},
	    {"consequences", {100, 0, 10, 0}, 0, NULL, 0, 0},
	    {"consequences", {100, 80, 0, 0}, 0, NULL, 0.8, 0},
	    {"consequences", {0, 0, 10, 4}, 0, NULL, 0.4, 0},
	    {"consequences", {0, 0, 0, 0}, 0, NULL, NOTHING, 0},
	    {"consequences", {100, 101, 10, 4}, 0, NULL, NOTHING, 0},
	    {"consequences", {100, 80, 10, -4}, 0, NULL, NOTHING, 0},
	};
	CHECK("performance", agencies);
}

/* --- What all of them must keep to --- */

/* Keys of criteria, and the methods of generic: a name says one thing. */
static const char *const taken =
    " title source weight weight-sum round grades range role applies method of missing direction "
    "scale reference constant clamp sd lowest claim min max state value in aggregate needs rescale "
    "passes plugin measure-round measure-range rank-ties unit codes steps remove extends ratio sum "
    "mean difference trimmed-mean ";

static void check_name(const char *name)
{
	char word[100];

	snprintf(word, sizeof(word), " %s ", name);
	CU_ASSERT_PTR_NULL(strstr(taken, word));
}

static void check_method(const juri_method *method)
{
	check_name(method->name);
	CU_ASSERT_TRUE(strlen(method->text) > 0 && strlen(method->unit) > 0);
	CU_ASSERT_TRUE(method->min < method->max);
	for (uint32_t i = 0; i < method->n_roles; i++)
		check_name(method->roles[i].name);
	for (uint32_t i = 0; i < method->n_params; i++)
		check_name(method->params[i].name);
}

static void test_tables(void)
{
	static const char *const names[] = {"nspk", "competency", "cat", "performance"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const juri_plugin *plugin = open_plugin(names[i]);

		CU_ASSERT_STRING_EQUAL(plugin->name, names[i]);
		CU_ASSERT_EQUAL(plugin->head.major, JURI_PLUGIN_MAJOR);
		for (uint32_t j = 0; j < plugin->n_methods; j++)
			check_method(&plugin->methods[j]);
	}
}

void suite_category_plugins(void)
{
	CU_pSuite suite = CU_add_suite("category plugins", NULL, NULL);

	CU_ADD_TEST(suite, test_checklist_item);
	CU_ADD_TEST(suite, test_compliance);
	CU_ADD_TEST(suite, test_follow_up);
	CU_ADD_TEST(suite, test_timeliness);
	CU_ADD_TEST(suite, test_hours_per_head);
	CU_ADD_TEST(suite, test_norm_share);
	CU_ADD_TEST(suite, test_gaps_closed);
	CU_ADD_TEST(suite, test_documents);
	CU_ADD_TEST(suite, test_assessment_coverage);
	CU_ADD_TEST(suite, test_cat_use);
	CU_ADD_TEST(suite, test_data_quality);
	CU_ADD_TEST(suite, test_integration_level);
	CU_ADD_TEST(suite, test_plans_in_time);
	CU_ADD_TEST(suite, test_appraisal_coverage);
	CU_ADD_TEST(suite, test_distribution_distance);
	CU_ADD_TEST(suite, test_empty_curve_fails);
	CU_ADD_TEST(suite, test_consequences);
	CU_ADD_TEST(suite, test_tables);
}
