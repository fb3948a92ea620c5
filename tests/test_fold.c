#include <CUnit/CUnit.h>
#include <math.h>
#include <string.h>

#include "helper.h"
#include "reading.h"

void suite_fold(void);

enum { MEAN, SUM, MIN, MAX, COUNT, LEVEL, PLAIN, NESTED, FIELDS };

static struct code levels[] = {{"S1", 1}, {"S2", 3}};

static const struct field fields[] = {
    [MEAN] = {.id = "mean", .min = -HUGE_VAL, .max = HUGE_VAL, .fold = FOLD_MEAN},
    [SUM] = {.id = "sum", .min = -HUGE_VAL, .max = HUGE_VAL, .fold = FOLD_SUM},
    [MIN] = {.id = "min", .min = -HUGE_VAL, .max = HUGE_VAL, .fold = FOLD_MIN},
    [MAX] = {.id = "max", .min = -HUGE_VAL, .max = HUGE_VAL, .fold = FOLD_MAX},
    [COUNT] = {.id = "count", .min = -HUGE_VAL, .max = HUGE_VAL, .fold = FOLD_COUNT},
    [LEVEL] = {.id = "level",
	       .min = -HUGE_VAL,
	       .max = HUGE_VAL,
	       .codes = levels,
	       .n_codes = 2,
	       .fold = FOLD_MEAN},
    [PLAIN] = {.id = "plain", .min = -HUGE_VAL, .max = HUGE_VAL},
    [NESTED] = {.id = "st.sum", .min = -HUGE_VAL, .max = HUGE_VAL, .fold = FOLD_SUM},
};

static void read_paths(const char *const *paths, size_t n)
{
	const struct evidence_rules rules = usual_rules();

	read_evidence(fields, FIELDS, &rules, paths, n);
}

static void read_one(const char *name, const char *content)
{
	const char *path = temp_file(name, content);

	read_paths(&path, 1);
}

static void one_number(void)
{
	read_one("f.csv", "id,name,mean,sum,min,max,count\n"
			  "a,Badan A,1,0.1,-2,-2,7\n"
			  "b,,5,,4,4,\n"
			  "a,,0,0.2,-3.5,-3.5,7\n"
			  "a,Badan A,0,0.3,1,1,!not-applicable\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(cohort.rows, 2);
	CU_ASSERT_EQUAL(value("a", MEAN), 0.333333333);
	CU_ASSERT_EQUAL(value("a", SUM),
			0.6); /* 0.1 + 0.2 + 0.3 in doubles is 0.6000000000000001 */
	CU_ASSERT_EQUAL(value("a", MIN), -3.5);
	CU_ASSERT_EQUAL(value("a", MAX), 1);
	CU_ASSERT_EQUAL(value("a", COUNT), 2);
	CU_ASSERT_EQUAL(value("b", MEAN), 5);
	CU_ASSERT_EQUAL(value("b", COUNT), 0);
	CU_ASSERT_EQUAL(state("b", SUM), STATE_MISSING);
	CU_ASSERT_EQUAL(cohort.files[0].rows, 4);
	CU_ASSERT_EQUAL(cohort.files[0].scored, 4);
}

/* The mean is rounded once, half to even; values beyond the grid of scores are summed all the same. */
static void on_the_grid(void)
{
	read_one("f.csv", "id,mean,sum,min\n"
			  "a,0.000000001,1000000000000000000,0.0000000004\n"
			  "a,0,0.000000001,9\n"
			  "b,0.000000003,-1000000000000000000,0.0000000006\n"
			  "b,0,-0.000000001,9\n"
			  "c,-0.000000001,10000000000000,\n"
			  "c,-0.000000002,0.5,\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(value("a", MEAN), 0);
	CU_ASSERT_EQUAL(value("b", MEAN), 0.000000002);
	CU_ASSERT_EQUAL(value("c", MEAN), -0.000000002);
	CU_ASSERT_EQUAL(value("a", SUM), 1e18);
	CU_ASSERT_EQUAL(value("b", SUM), -1e18);
	CU_ASSERT_EQUAL(value("c", SUM), 10000000000000.5);
	CU_ASSERT_EQUAL(value("a", MIN), 0);
	CU_ASSERT_EQUAL(value("b", MIN), 0.000000001);
	read_one("f.csv", "id,sum\na,1\na,1000000000000000256\n");
	CU_ASSERT_STRING_EQUAL(said, "f.csv:3:3: E-EVI-022: field \"sum\": expected at most 1e18 "
				     "where there is a fold, found 1.0000000000000003e+18 "
				     "(record 3)\n");
}

static void states_and_empty_cells(void)
{
	read_one("f.csv", "id,mean,count\n"
			  "a,!not-applicable,!not-applicable\na,,\na,!not-applicable,-\n"
			  "b,!not-applicable,\nb,!unknown,\n"
			  "c,!missing,\nc,!unknown,\n"
			  "d,!unverified 4,!unverified 4\nd,!unknown,\nd,6,6\n"
			  "e,-,-\n"
			  "f,!unverified,!unverified\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(state("a", MEAN), STATE_NOT_APPLICABLE);
	CU_ASSERT_EQUAL(state("b", MEAN), STATE_MISSING);
	CU_ASSERT_EQUAL(state("c", MEAN), STATE_MISSING);
	CU_ASSERT_EQUAL(state("d", MEAN), STATE_VALUE);
	CU_ASSERT_EQUAL(value("d", MEAN), 5);
	CU_ASSERT_EQUAL(value("d", COUNT), 2);
	CU_ASSERT_EQUAL(state("e", MEAN), STATE_MISSING);
	CU_ASSERT_EQUAL(value("e", COUNT), 0);
	CU_ASSERT_EQUAL(state("f", MEAN), STATE_UNVERIFIED);
	CU_ASSERT(isnan(value("f", MEAN)));
	CU_ASSERT_EQUAL(value("f", COUNT), 0);
	CU_ASSERT_EQUAL(cohort.files[0].rows, 12);
	CU_ASSERT_EQUAL(cohort.files[0].scored, 10);
	CU_ASSERT_EQUAL(cohort.files[0].empty, 2);
}

/* A record that does not name the field says nothing of it: nothing delivered is not 0 delivered. */
static void named_or_not(void)
{
	const char *paths[] = {
	    temp_file("agencies.csv", "id,plain\na,1\nb,2\n"),
	    temp_file("staff.json", "[{\"id\":\"a\",\"evidence\":{\"count\":null}},"
				    "{\"id\":\"c\",\"evidence\":{\"count\":5,\"sum\":2}},"
				    "{\"id\":\"c\",\"evidence\":{\"level\":\"S2\"}}]"),
	    temp_file("t.csv", "id,count\nd,\n"), temp_file("u.csv", "id,plain\ne,1\n")};

	read_paths(paths, 4);
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(value("a", COUNT), 0);
	CU_ASSERT_EQUAL(state("b", COUNT), STATE_MISSING);
	CU_ASSERT_EQUAL(value("c", COUNT), 1);
	CU_ASSERT_EQUAL(value("d", COUNT), 0);
	CU_ASSERT_EQUAL(state("e", COUNT), STATE_MISSING);
	CU_ASSERT_EQUAL(value("c", LEVEL), 3);
}

static void codes_and_sources(void)
{
	read_one("f.csv", "id,level,level.source,plain\n"
			  "a,S1,p. 2,\na,S2,p. 1,4\na,S2,p. 3,\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(value("a", LEVEL), 2.333333333);
	CU_ASSERT_EQUAL(value("a", PLAIN), 4);
	CU_ASSERT_EQUAL_FATAL(cohort.n_citations, 1);
	CU_ASSERT_STRING_EQUAL(cohort.citations[0].text, "p. 1");
}

/* Names still agree, plain fields still come once, and in one record a folded field comes once too. */
static void what_stays_an_error(void)
{
	read_one("f.csv", "id,region,sum,plain\nb,r,1,\na,r,1,1\nb,r,1,\na,s,1,\na,r,1,2\n");
	CU_ASSERT(has_line(said, "f.csv:5:3: E-EVI-012: region of agency \"a\": expected \"r\" as "
				 "at f.csv:3, found \"s\""));
	CU_ASSERT(has_line(said, "f.csv:6:7: E-EVI-013: field \"plain\" of agency \"a\": expected "
				 "once, found again; first at f.csv:3"));
	CU_ASSERT_EQUAL(count_lines(said), 2);
	read_one("f.json", "[{\"id\":\"a\",\"evidence\":{\"st.sum\":1,\"st\":{\"sum\":1}}}]");
	CU_ASSERT(
	    has_line(said, "f.json:1:47: E-EVI-013: field \"st.sum\": expected once in a record"));
}

/* Whatever the order of rows and files. */
static void order_does_not_matter(void)
{
	const char *first = temp_file("1.csv", "id,mean,sum\na,1e17,0.1\na,0.3,!unknown\n"),
		   *second = temp_file("2.csv", "id,mean,sum\na,-1e17,0.2\na,0.000000001,0.7\n");
	double mean[2], sum[2];

	for (unsigned turn = 0; turn < 2; turn++) {
		read_paths((const char *[]){turn ? second : first, turn ? first : second}, 2);
		CU_ASSERT_STRING_EQUAL(said, "");
		mean[turn] = value("a", MEAN);
		sum[turn] = value("a", SUM);
	}
	CU_ASSERT_EQUAL(mean[0], 0.075); /* 0.300000001 / 4 = 0.07500000025 */
	CU_ASSERT_EQUAL(mean[0], mean[1]);
	CU_ASSERT_EQUAL(sum[0], 1);
	CU_ASSERT_EQUAL(sum[0], sum[1]);
}

void suite_fold(void)
{
	CU_pSuite suite = CU_add_suite("fold", NULL, forget_evidence);

	CU_ADD_TEST(suite, one_number);
	CU_ADD_TEST(suite, on_the_grid);
	CU_ADD_TEST(suite, states_and_empty_cells);
	CU_ADD_TEST(suite, named_or_not);
	CU_ADD_TEST(suite, codes_and_sources);
	CU_ADD_TEST(suite, what_stays_an_error);
	CU_ADD_TEST(suite, order_does_not_matter);
}
