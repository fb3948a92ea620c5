/*
 * Scales, through whole rounds: what a criterion's measures become. Expected points are worked out by hand from the formulas of
 * config/README.md; those with more than four decimals by decimal arithmetic of 60 digits (Python's decimal).
 */
#include <CUnit/CUnit.h>

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "trial.h"

void suite_scale(void);

struct scale_case {
	const char *keys;     /* of the criterion x, between bars */
	const char *measures; /* of the agencies a, b, c ... */
	const char *expected; /* points, or a problem's code */
};

/* "id,x" and one line per measure. */
static char *evidence_of(const char *measures)
{
	struct text text = {0};
	char id = 'a';

	text_add(&text, "id,x\n");
	for (const char *at = measures; *at; id++) {
		size_t length = strcspn(at, " ");

		text_print(&text, "%c,%.*s\n", id, (int)length, at);
		at += length + (at[length] == ' ');
	}
	return text.data;
}

static char *criteria_of(const char *keys)
{
	char *text = mem_print("range = any\nmissing = reweight\n[criterion x]\n%s\n", keys);

	for (char *at = text; (at = strchr(at, '|'));)
		*at = '\n';
	return text;
}

static bool holds(const struct scale_case *one)
{
	char *criteria = criteria_of(one->keys), *evidence = evidence_of(one->measures);
	bool good = *one->expected == 'E'
			? trial_fails("", criteria, evidence, one->expected)
			: trial_gives("", criteria, evidence, trial_scores, "c/x", one->expected);

	free(criteria);
	free(evidence);
	return good;
}

static void check(const struct scale_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		CU_ASSERT(holds(&cases[i]));
}

#define CHECK(cases) check(cases, sizeof(cases) / sizeof(*(cases)))

static void as_is(void)
{
	static const struct scale_case cases[] = {
	    {"", "12.5 0 -3 0.1", "a=12.5 b=0 c=-3 d=0.1"},
	    {"", "!missing 5", "a=- b=5"},
	    /* 1/1024 and 3/1024 lie half way between two grid values: to the even one */
	    {"", "0.0009765625 0.0029296875 -0.0009765625",
	     "a=0.000976562 b=0.002929688 c=-0.000976562"},
	    {"", "9000000000", "a=9000000000"},
	    /* the double is 8999999999.99900054931640625: 64 bits would not hold it in billionths */
	    {"", "8999999999.999", "a=8999999999.999000549"},
	    {"", "9223372036 -9223372036", "a=9223372036 b=-9223372036"},
	    {"", "9223372036.5", "E-SCO-002"}, /* rounded up it would not fit */
	    {"", "-9223372036.5", "E-SCO-002"},
	    {"", "9300000000", "E-SCO-002"}, /* beyond the grid: 2^63 billionths are 9.22e9 */
	    {"range = 0..100", "100.5", "E-SCO-001"},
	    {"range = 0..100", "-0.000000001", "E-SCO-001"},
	    {"range = 0..100", "100 0", "a=100 b=0"},
	};

	CHECK(cases);
}

static void goalposts(void)
{
	static const struct scale_case cases[] = {
	    {"scale = goalposts 20..85", "20 85 52.5 19 90 33", "a=0 b=100 c=50 d=0 e=100 f=20"},
	    {"scale = goalposts 20..85|clamp = no", "13.5 91.5", "a=-10 b=110"},
	    {"scale = goalposts 85..20", "85 20 52.5 90 10", "a=0 b=100 c=50 d=0 e=100"},
	    {"scale = goalposts 85..20|clamp = no", "91.5 13.5", "a=-10 b=110"},
	    {"scale = goalposts 0..10|range = 1..5", "0 5 10 -1 11", "a=1 b=3 c=5 d=1 e=5"},
	    {"scale = goalposts -10..10", "-10 0 5", "a=0 b=50 c=75"},
	    {"scale = goalposts 0..3", "1 2", "a=33.333333333 b=66.666666667"},
	};

	CHECK(cases);
}

static void log_goalposts(void)
{
	static const struct scale_case cases[] = {
	    {"scale = log-goalposts 100..75000", "100 75000 50 80000 7500",
	     "a=0 b=100 c=0 d=100 e=65.218132471"}, /* 100 ln 75 / ln 750 */
	    {"scale = log-goalposts 1..10000", "100 10 1000", "a=50 b=25 c=75"},
	    {"scale = log-goalposts 10000..1", "100 10 20000", "a=50 b=75 c=0"},
	    {"scale = log-goalposts 1..10000|clamp = no", "0.01 1000000", "a=-50 b=150"},
	    {"scale = log-goalposts 1..10000|missing = 7", "0 -5 100", "a=7 b=7 c=50"},
	    {"scale = log-goalposts 1..10000", "0 100", "a=- b=50"},
	    {"scale = log-goalposts 1..10000|range = 1..5", "100", "a=3"},
	};

	CHECK(cases);
}

static void undefined_shows_its_measure(void)
{
	static const char criteria[] =
	    "missing = reweight\n[criterion x]\nscale = log-goalposts 1..10000\n";

	CU_ASSERT(trial_gives("", criteria, "id,x\na,-5\nb,100\n", trial_states, "c/x",
			      "a=undefined b=value"));
	CU_ASSERT(
	    trial_gives("", criteria, "id,x\na,-5\nb,100\n", trial_measures, "c/x", "a=-5 b=100"));
	CU_ASSERT(trial_gives("[states]\nundefined = as-zero\n", criteria, "id,x\na,-5\nb,100\n",
			      trial_scores, "c/x", "a=0 b=50"));
	CU_ASSERT(trial_gives("[states]\nundefined = leave-out\n", criteria, "id,x\na,-5\nb,100\n",
			      trial_scores, "c/x", "a=n/a b=50"));
}

static void linear(void)
{
	static const struct scale_case cases[] = {
	    {"scale = linear 0.5, 0.5", "1 -3 0", "a=1 b=-1 c=0.5"},
	    {"scale = linear 100, -2", "10 50 60", "a=80 b=0 c=-20"},
	};

	CHECK(cases);
}

static void steps(void)
{
	static const struct scale_case cases[] = {
	    {"scale = steps 30 > 90, 15 > 60, 5", "90 90.5 60 60.5 -1", "a=15 b=30 c=5 d=15 e=5"},
	    {"scale = steps 30 >= 90, 15 >= 60, 5", "90 89.5 60 59.5", "a=30 b=15 c=15 d=5"},
	    {"scale = steps 30 < 1, 15 < 2, 5", "1 0.5 2 1.5", "a=15 b=30 c=5 d=15"},
	    {"scale = steps 30 <= 1, 15 <= 2, 5", "1 1.5 2 2.5", "a=30 b=15 c=15 d=5"},
	};

	CHECK(cases);
}

static void table(void)
{
	static const struct scale_case cases[] = {
	    {"scale = table 0:0, 12:50, 12.1:51", "-1 0 6 12 12.05 12.1 20",
	     "a=0 b=0 c=25 d=50 e=50.5 f=51 g=51"},
	    {"scale = table 0:100, 10:20, 20:60", "5 15 10", "a=60 b=40 c=20"},
	};

	CHECK(cases);
}

static void flag(void)
{
	static const struct scale_case cases[] = {
	    {"scale = flag", "1 0", "a=100 b=0"},   {"scale = flag|range = 1..4", "1 0", "a=4 b=1"},
	    {"scale = flag", "1 0.5", "E-SCO-002"}, {"scale = flag", "-1", "E-SCO-002"},
	    {"scale = flag", "2", "E-SCO-002"},
	};

	CHECK(cases);
}

static void minmax(void)
{
	static const struct scale_case cases[] = {
	    {"scale = minmax|direction = higher", "10 30 15", "a=0 b=100 c=25"},
	    {"scale = minmax|direction = lower", "10 30 15", "a=100 b=0 c=75"},
	    {"scale = minmax 1..100|direction = higher", "10 20 30", "a=1 b=50.5 c=100"},
	    {"scale = minmax 1..100|direction = lower", "10 20 30", "a=100 b=50.5 c=1"},
	    {"scale = minmax|direction = higher|range = 1..5", "10 20 30", "a=1 b=3 c=5"},
	    {"scale = minmax|direction = higher", "-3 0 !missing", "a=0 b=100 c=-"},
	    {"scale = minmax|direction = higher", "0 1 3", "a=0 b=33.333333333 c=100"},
	};

	CHECK(cases);
}

static void constant_columns(void)
{
	static const struct scale_case cases[] = {
	    {"scale = minmax|direction = higher", "7 7 7", "E-SCO-003"},
	    {"scale = minmax|direction = higher", "7", "E-SCO-003"},
	    {"scale = minmax|direction = higher|constant = 40", "7 7", "a=40 b=40"},
	    {"scale = minmax|direction = higher|constant = 40", "7", "a=40"},
	    {"scale = minmax|direction = higher|constant = drop", "7 7 !missing",
	     "a=n/a b=n/a c=-"},
	    {"scale = zscore 50, 10|direction = higher", "7 7", "E-SCO-003"},
	    {"scale = zscore 50, 10|direction = higher|constant = 50", "7", "a=50"},
	    {"scale = target 9|direction = higher", "7 7", "E-SCO-003"},
	    {"scale = target 9|direction = higher|constant = 1", "7 7", "a=1 b=1"},
	    {"scale = percentile|direction = higher", "7", "E-SCO-003"},
	    {"scale = percentile|direction = higher|constant = 33", "7", "a=33"},
	    {"scale = percentile|direction = higher|constant = drop", "7", "a=n/a"},
	    /* never constant: percentile of several, rank, share-of-best */
	    {"scale = percentile|direction = higher", "7 7 7", "a=0 b=0 c=0"},
	    {"scale = percentile|direction = higher|rank-ties = mean", "7 7 7", "a=50 b=50 c=50"},
	    {"scale = rank|direction = higher|constant = 40", "7 7", "a=1 b=1"},
	    {"scale = rank|direction = higher|constant = 40", "7", "a=1"},
	    {"scale = share-of-best 80|direction = higher|constant = 40", "7 7", "a=80 b=80"},
	};

	CHECK(cases);
}

static void frozen(void)
{
	static const struct scale_case cases[] = {
	    {"scale = minmax|direction = higher|reference = frozen|min = 0|max = 40", "10 50 -1 7",
	     "a=25 b=100 c=0 d=17.5"},
	    {"scale = minmax|direction = higher|reference = frozen|min = 0|max = 40|clamp = no",
	     "50 -10", "a=125 b=-25"},
	    {"scale = minmax|direction = lower|reference = frozen|min = 0|max = 40", "10 40 0",
	     "a=75 b=0 c=100"},
	    {"scale = minmax 1..5|direction = higher|reference = frozen|min = 0|max = 40", "20",
	     "a=3"},
	};

	CHECK(cases);
}

/* 2 4 4 4 5 5 7 9: mean 5, squares of what is off 9 1 1 1 0 0 4 16 = 32; 32/8 = 2 squared; sample: root of 32/7. */
static void zscore(void)
{
	static const struct scale_case cases[] = {
	    {"scale = zscore 50, 10|direction = higher|sd = population", "2 4 4 4 5 5 7 9",
	     "a=35 b=45 c=45 d=45 e=50 f=50 g=60 h=70"},
	    {"scale = zscore 50, 10|direction = higher", "2 4 4 4 5 5 7 9",
	     "a=35.9687848 b=45.322928267 c=45.322928267 d=45.322928267 e=50 f=50 "
	     "g=59.354143467 h=68.708286934"},
	    {"scale = zscore 50, 10|direction = higher", "1 2 3", "a=40 b=50 c=60"},
	    {"scale = zscore 50, 10|direction = lower", "1 2 3", "a=60 b=50 c=40"},
	    {"scale = zscore 50, 10|direction = higher|sd = population", "1 2 3",
	     "a=37.752551286 b=50 c=62.247448714"},
	    {"scale = zscore 0, 1|direction = higher|sd = sample", "1 3 2", "a=-1 b=1 c=0"},
	};

	CHECK(cases);
}

static void ranks(void)
{
	static const struct scale_case cases[] = {
	    {"scale = rank|direction = higher", "5 3 1 3", "a=4 b=2 c=1 d=2"},
	    {"scale = rank|direction = higher|rank-ties = mean", "5 3 1 3", "a=4 b=2.5 c=1 d=2.5"},
	    {"scale = rank|direction = lower", "5 3 1 3", "a=1 b=2 c=4 d=2"},
	    {"scale = rank|direction = lower|rank-ties = mean", "3 3 3 1", "a=2 b=2 c=2 d=4"},
	    {"scale = rank|direction = higher", "5 !missing 1", "a=2 b=- c=1"},
	};

	CHECK(cases);
}

static void percentile(void)
{
	static const struct scale_case cases[] = {
	    {"scale = percentile|direction = higher", "5 3 1 3",
	     "a=100 b=33.333333333 c=0 d=33.333333333"},
	    {"scale = percentile|direction = higher|rank-ties = mean", "5 3 1 3",
	     "a=100 b=50 c=0 d=50"},
	    {"scale = percentile|direction = lower", "5 3 1", "a=0 b=50 c=100"},
	    {"scale = percentile|direction = higher|range = 1..5", "5 3 1", "a=5 b=3 c=1"},
	};

	CHECK(cases);
}

static void share_of_best(void)
{
	static const struct scale_case cases[] = {
	    {"scale = share-of-best 100|direction = higher", "50 25 0 20", "a=100 b=50 c=0 d=40"},
	    {"scale = share-of-best 60|direction = lower", "2 4 8", "a=60 b=30 c=15"},
	    {"scale = share-of-best 100|direction = higher", "-1 3", "E-SCO-002"},
	    /* shifted by 4: 1 4 9 */
	    {"scale = share-of-best 100|direction = higher|lowest = 1", "-3 0 5",
	     "a=11.111111111 b=44.444444444 c=100"},
	    {"scale = share-of-best 100|direction = lower|lowest = 1", "-3 0 5",
	     "a=100 b=25 c=11.111111111"},
	    {"scale = share-of-best 90|direction = higher", "7", "a=90"},
	};

	CHECK(cases);
	CU_ASSERT(trial_fails("", "[criterion x]\nscale = share-of-best 100\ndirection = higher\n",
			      "id,x\na,0\n", "E-SCO-002"));
	CU_ASSERT(trial_fails("", "[criterion x]\nscale = share-of-best 100\ndirection = lower\n",
			      "id,x\na,2\nb,0\n", "agency b,"));
}

static void target(void)
{
	static const struct scale_case cases[] = {
	    {"scale = target 40|direction = higher", "10 20 30",
	     "a=0 b=33.333333333 c=66.666666667"},
	    {"scale = target 20|direction = higher", "10 15 30", "a=0 b=50 c=100"},
	    {"scale = target 20|direction = higher|clamp = no", "10 15 30", "a=0 b=50 c=200"},
	    {"scale = target 20|direction = higher|range = 1..5", "10 15 30", "a=1 b=3 c=5"},
	    {"scale = target 10|direction = lower", "30 20 15 5", "a=0 b=50 c=75 d=100"},
	    {"scale = target 10|direction = lower|clamp = no", "30 0", "a=0 b=150"},
	};

	CHECK(cases);
	CU_ASSERT(trial_fails("", "[criterion x]\nscale = target 5\ndirection = higher\n",
			      "id,x\na,5\nb,5\nc,6\nd,\n", "agency a,"));
	CU_ASSERT(trial_fails("", "[criterion x]\nscale = target 6\ndirection = lower\n",
			      "id,x\na,5\nb,6\n", "agency b,"));
}

/* --- Reference sets --- */

static const char sets[] = "id,class,region,x\n"
			   "a,kota,west,0\n"
			   "b,kota,east,10\n"
			   "c,kab,west,20\n"
			   "d,kab,east,40\n";

static bool scaled(const char *keys, const char *evidence, const char *expected)
{
	char *criteria = criteria_of(keys);
	bool good = trial_gives("", criteria, evidence, trial_scores, "c/x", expected);

	free(criteria);
	return good;
}

static void references(void)
{
	CU_ASSERT(scaled("scale = minmax|direction = higher", sets, "a=0 b=100 c=0 d=100"));
	CU_ASSERT(scaled("scale = minmax|direction = higher|reference = class", sets,
			 "a=0 b=100 c=0 d=100"));
	CU_ASSERT(scaled("scale = minmax|direction = higher|reference = region", sets,
			 "a=0 b=0 c=100 d=100"));
	CU_ASSERT(scaled("scale = minmax|direction = higher|reference = all", sets,
			 "a=0 b=25 c=50 d=100"));
	CU_ASSERT(
	    scaled("scale = rank|direction = lower|reference = all", sets, "a=4 b=3 c=2 d=1"));
}

/* Who does not compete is measured against the others and changes nothing for them. */
static void out_of_competition(void)
{
	static const char evidence[] = "id,competes,x\na,yes,10\nb,yes,30\nc,no,50\nd,no,20\n";

	CU_ASSERT(scaled("scale = minmax|direction = higher", evidence, "a=0 b=100 c=100 d=50"));
	CU_ASSERT(scaled("scale = minmax|direction = higher|clamp = no", evidence,
			 "a=0 b=100 c=200 d=50"));
	CU_ASSERT(scaled("scale = rank|direction = higher", evidence, "a=1 b=2 c=3 d=2"));
	CU_ASSERT(
	    scaled("scale = percentile|direction = higher", evidence, "a=0 b=100 c=100 d=100"));
	CU_ASSERT(scaled("scale = rank|direction = higher|rank-ties = mean",
			 "id,competes,x\na,yes,10\nb,yes,30\nc,no,30\n", "a=1 b=2 c=2.5"));
}

/* Nobody of its class competes: an empty set is constant under every relative scale. */
static void empty_reference(void)
{
	static const char evidence[] = "id,class,competes,x\na,p,yes,1\nb,p,yes,2\nc,q,no,5\n";

	CU_ASSERT(scaled("scale = minmax|direction = higher|constant = drop", evidence,
			 "a=0 b=100 c=n/a"));
	CU_ASSERT(scaled("scale = percentile|direction = higher|constant = 9", evidence,
			 "a=0 b=100 c=9"));
	CU_ASSERT(scaled("scale = rank|direction = higher|constant = 9", evidence, "a=1 b=2 c=9"));
	CU_ASSERT(trial_fails("", "[criterion x]\nscale = minmax\ndirection = higher\n", evidence,
			      "E-SCO-003"));
	CU_ASSERT(trial_fails("", "[criterion x]\nscale = share-of-best 10\ndirection = higher\n",
			      evidence, "E-SCO-003"));
}

static void dropped_is_constant(void)
{
	static const char criteria[] =
	    "[criterion x]\nscale = minmax\ndirection = higher\nconstant = drop\n[criterion y]\n";
	static const char evidence[] = "id,x,y\na,5,60\nb,5,80\n";

	CU_ASSERT(
	    trial_gives("", criteria, evidence, trial_states, "c/x", "a=constant b=constant"));
	CU_ASSERT(trial_gives("", criteria, evidence, trial_measures, "c/x", "a=5 b=5"));
	CU_ASSERT(trial_gives("", criteria, evidence, trial_scores, "c", "a=60 b=80"));
	CU_ASSERT(trial_gives("", criteria, evidence, trial_coverage, "c", "a=100 b=100"));
}

/* Before the scale: 0.26 to one decimal 0.3, then clamped into 0..0.25. */
static void measure_keys(void)
{
	static const struct scale_case cases[] = {
	    {"measure-round = 1 down", "0.39 0.3 -0.39", "a=0.3 b=0.3 c=-0.3"},
	    {"measure-round = 1 up", "0.31 0.3 -0.31", "a=0.4 b=0.3 c=-0.4"},
	    {"measure-round = 1 half-up", "0.25 0.35 -0.25", "a=0.3 b=0.4 c=-0.3"},
	    {"measure-round = 1 half-even", "0.25 0.35", "a=0.2 b=0.4"},
	    {"measure-round = 1 half-up|measure-range = 0..0.25", "0.24 0.26 -1",
	     "a=0.2 b=0.25 c=0"},
	    {"measure-round = 0 down|scale = goalposts 0..10", "7.9", "a=70"},
	    {"measure-range = 0..10|scale = goalposts 0..20", "15 5", "a=50 b=25"},
	};

	CHECK(cases);
}

void suite_scale(void)
{
	CU_pSuite suite = CU_add_suite("scale", NULL, NULL);

	CU_ADD_TEST(suite, as_is);
	CU_ADD_TEST(suite, goalposts);
	CU_ADD_TEST(suite, log_goalposts);
	CU_ADD_TEST(suite, undefined_shows_its_measure);
	CU_ADD_TEST(suite, linear);
	CU_ADD_TEST(suite, steps);
	CU_ADD_TEST(suite, table);
	CU_ADD_TEST(suite, flag);
	CU_ADD_TEST(suite, minmax);
	CU_ADD_TEST(suite, constant_columns);
	CU_ADD_TEST(suite, frozen);
	CU_ADD_TEST(suite, zscore);
	CU_ADD_TEST(suite, ranks);
	CU_ADD_TEST(suite, percentile);
	CU_ADD_TEST(suite, share_of_best);
	CU_ADD_TEST(suite, target);
	CU_ADD_TEST(suite, references);
	CU_ADD_TEST(suite, out_of_competition);
	CU_ADD_TEST(suite, empty_reference);
	CU_ADD_TEST(suite, dropped_is_constant);
	CU_ADD_TEST(suite, measure_keys);
}
