/*
 * Scores up the tree, through whole rounds. Expected values: the sums stand beside them; those of 128 bits and roots come from
 * exact fractions and 80-digit decimals (Python).
 */
#include <CUnit/CUnit.h>

#include "helper.h"
#include "trial.h"

void suite_score(void);

struct score_case {
	const char *criteria, *evidence;
	const char *of, *scores, *coverage; /* coverage NULL: not looked at */
};

static void check(const char *round, const struct score_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct score_case *one = &cases[i];

		CU_ASSERT(trial_gives(round, one->criteria, one->evidence, trial_scores, one->of,
				      one->scores));
		CU_ASSERT(!one->coverage || trial_gives(round, one->criteria, one->evidence,
							trial_coverage, one->of, one->coverage));
	}
}

#define CHECK(round, cases) check(round, cases, sizeof(cases) / sizeof(*(cases)))

#define XYZ "[criteria]\nx =\ny =\nz =\n"
#define XY "[criteria]\nx =\ny =\n"
#define WEIGHTED(a, b) "[criteria]\nx = " #a "\ny = " #b "\n"

/* --- Aggregates --- */

static void means(void)
{
	static const struct score_case cases[] = {
	    {XYZ, "id,x,y,z\na,20,50,80\nb,10,10,10.1\n", "c", "a=50 b=10.033333333",
	     "a=100 b=100"},
	    {WEIGHTED(60, 40), "id,x,y\na,80,50\n", "c", "a=68", NULL},
	    {"weight-sum = any\n" WEIGHTED(1, 2), "id,x,y\na,0,100\n", "c", "a=66.666666667", NULL},
	    {WEIGHTED(0, 100), "id,x,y\na,7,50\n", "c", "a=50", NULL},
	    {WEIGHTED(0, 100), "id,x,y\na,,50\n", "c", "a=50", "a=100"},
	    {"weight-sum = 1\n" WEIGHTED(0.3, 0.7), "id,x,y\na,10,20\n", "c", "a=17", NULL},
	    /* half a billionth: to the even grid value */
	    {XY, "id,x,y\na,0.000000001,0.000000002\nb,0.000000002,0.000000003\n", "c",
	     "a=0.000000002 b=0.000000002", NULL},
	    {"range = any\n" XY, "id,x,y\na,-0.000000001,-0.000000002\n", "c", "a=-0.000000002",
	     NULL},
	};

	CHECK("", cases);
}

/*
 * The sum of weight times value is 8.1e37 billionths squared: far beyond 64 bits. The doubles are 8999999999.999000549...,
 * -9000000000 and 123456789.123456791...; exact fractions give 8999999997.9990005...
 */
static void mean_beyond_64_bits(void)
{
	static const char criteria[] =
	    "weight-sum = any\nrange = any\n[criteria]\nx = 9000000000\ny = 1\nz = 0.000000001\n";

	CU_ASSERT(trial_gives("", criteria,
			      "id,x,y,z\na,8999999999.999,-9000000000,123456789.123456789\n",
			      trial_scores, "c", "a=8999999997.999000548"));
}

static void other_aggregates(void)
{
	static const struct score_case cases[] = {
	    {"aggregate = geometric\n" XY, "id,x,y\na,4,9\nb,0,50\n", "c", "a=6 b=0", NULL},
	    {"aggregate = geometric\nweight-sum = any\n" WEIGHTED(1, 3), "id,x,y\na,16,81\n", "c",
	     "a=54", NULL}, /* 2 * 27 */
	    {"aggregate = geometric\n" XYZ, "id,x,y,z\na,20,50,80\n", "c", "a=43.088693801", NULL},
	    {"aggregate = harmonic\n" XY, "id,x,y\na,40,60\nb,0,50\n", "c", "a=48 b=0", NULL},
	    {"aggregate = harmonic\nweight-sum = any\n" WEIGHTED(1, 3), "id,x,y\na,20,60\n", "c",
	     "a=40", NULL}, /* 4 / (1/20 + 3/60) */
	    {"aggregate = power 2\n" XYZ, "id,x,y,z\na,20,50,80\n", "c", "a=55.677643628", NULL},
	    {"aggregate = power 2\n" XY, "id,x,y\na,0,50\n", "c", "a=35.355339059", NULL},
	    {"aggregate = power 3\nweight-sum = any\n" WEIGHTED(1, 2), "id,x,y\na,10,20\n", "c",
	     "a=17.828270804", NULL},
	    {"aggregate = power 1\n" XY, "id,x,y\na,10,20\n", "c", "a=15", NULL},
	    {"aggregate = power 0\n" XY, "id,x,y\na,4,9\nb,0,9\n", "c", "a=6 b=0", NULL},
	    {"aggregate = power -1\n" XY, "id,x,y\na,40,60\nb,0,9\n", "c", "a=48 b=0", NULL},
	    {"aggregate = power -2\n" XY, "id,x,y\na,20,50\nb,0,50\n", "c", "a=26.261286572 b=0",
	     NULL},
	    {"aggregate = power 0.5\n" XY, "id,x,y\na,4,16\n", "c", "a=9", NULL}, /* ((2+4)/2)^2 */
	    {"aggregate = min\n" XYZ, "id,x,y,z\na,20,50,8\n", "c", "a=8", NULL},
	    {"aggregate = max\n" XYZ, "id,x,y,z\na,20,50,8\n", "c", "a=50", NULL},
	    {"aggregate = max\nrange = any\n" XY, "id,x,y\na,-20,-50\n", "c", "a=-20", NULL},
	    {"aggregate = sum\n" XY, "id,x,y\na,20,50\n", "c", "a=70", NULL},
	    {"aggregate = sum\n" WEIGHTED(0.5, 2), "id,x,y\na,20,30\n", "c", "a=70", NULL},
	    {"aggregate = product\n" XYZ, "id,x,y,z\na,2,3,4\n", "c", "a=24", NULL},
	    /* 0.333333333 squared is 0.111111110888...: 0.111111111 on the grid, then 0.037037036963 */
	    {"aggregate = product\n" XYZ, "id,x,y,z\na,0.333333333,0.333333333,0.333333333\n", "c",
	     "a=0.037037037", NULL},
	};

	CHECK("", cases);
}

/* Missing under a power mean: both sums are without it (trap 2 of other tools). */
static void reweighted_aggregates(void)
{
	static const char evidence[] = "id,x,y,z\na,20,,80\n";
	static const struct score_case cases[] = {
	    {"missing = reweight\naggregate = power 2\n" XYZ, evidence, "c", "a=58.309518948",
	     "a=66.666666667"}, /* root of (400+6400)/2 */
	    {"missing = reweight\naggregate = geometric\n" XYZ, evidence, "c", "a=40", NULL},
	    {"missing = reweight\naggregate = harmonic\n" XYZ, evidence, "c", "a=32", NULL},
	    {"missing = reweight\naggregate = mean\n" XYZ, evidence, "c", "a=50", NULL},
	    {"missing = reweight\naggregate = min\n" XYZ, evidence, "c", "a=20", NULL},
	};

	CHECK("", cases);
}

static void negative_scores(void)
{
	static const char *const aggregates[] = {"geometric", "harmonic", "power 2", "power -2"};
	char criteria[100];

	for (unsigned i = 0; i < 4; i++) {
		snprintf(criteria, sizeof(criteria), "range = any\naggregate = %s\n" XY,
			 aggregates[i]);
		CU_ASSERT(trial_fails("", criteria, "id,x,y\na,-1,5\nb,0,5\n", "E-SCO-004"));
	}
	CU_ASSERT(trial_fails("", "aggregate = sum\n" XY, "id,x,y\na,60,50\n", "E-SCO-001"));
	CU_ASSERT(trial_fails("", "aggregate = sum\nmissing = reweight\n" XY, "id,x,y\na,1,2\n",
			      "E-INI-026: [criterion x]"));
}

/* The grid ends at 2^63 billionths, 9223372036.85: what is beyond is a fault and never another number. */
static void beyond_the_grid(void)
{
	static const char *const rules[] = {
	    "aggregate = sum\n" XY,
	    "aggregate = sum\n" WEIGHTED(1.6, 0.3),
	    "aggregate = product\n" XY,
	    "[criterion x]\n[criterion y]\nrole = bonus\n",
	    "[criterion x]\n[criterion y]\nrole = bonus\nweight = 2\n",
	    "[criterion x]\nscale = linear 0, -1\n[criterion y]\nrole = deduction\n",
	};
	char criteria[200];

	for (unsigned i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		snprintf(criteria, sizeof(criteria), "range = any\n%s", rules[i]);
		CU_ASSERT(
		    trial_fails("", criteria, "id,x,y\na,5000000000,5000000000\n", "E-SCO-005"));
	}
	CU_ASSERT(trial_gives("", "range = any\naggregate = sum\n" XY,
			      "id,x,y\na,5000000000,4000000000\n", trial_scores, "c",
			      "a=9000000000"));
}

static void weights_beyond_the_grid(void)
{
	static const char evidence[] = "id,x,y\na,1,2\n";

	CU_ASSERT(trial_fails("", "weight-sum = any\n" WEIGHTED(5000000000, 5000000000), evidence,
			      "E-INI-021"));
	CU_ASSERT(trial_fails("",
			      "weight-sum = any\n[groups]\ng = sum\n[criteria g]\n"
			      "x = 5000000000\ny = 5000000000\n",
			      evidence, "E-INI-021: [group g]: expected weights"));
	CU_ASSERT(trial_gives("", "weight-sum = any\n" WEIGHTED(5000000000, 4000000000), evidence,
			      trial_scores, "c", "a=1.444444444"));
}

/* --- Missing, not applicable, needs, coverage --- */

static void missing_criteria(void)
{
	static const char evidence[] = "id,x,y\na,,50\nb,,\n";
	static const struct score_case cases[] = {
	    {WEIGHTED(60, 40), evidence, "c", "a=- b=-", "a=40 b=0"},
	    {"missing = reweight\n" WEIGHTED(60, 40), evidence, "c", "a=50 b=-", "a=40 b=0"},
	    {"missing = zero\n" WEIGHTED(60, 40), evidence, "c", "a=20 b=0", "a=40 b=0"},
	    {"missing = 10\n" WEIGHTED(60, 40), evidence, "c", "a=26 b=10", "a=40 b=0"},
	    {"missing = 10\n" WEIGHTED(60, 40), evidence, "c/x", "a=10 b=10", "a=0 b=0"},
	    {"[criteria]\nx = 60\ny = 40\n[criterion x]\nmissing = reweight\n", evidence, "c",
	     "a=50 b=-", "a=40 b=0"},
	    /* of a child that counts nowhere nothing is asked */
	    {WEIGHTED(0, 100), evidence, "c", "a=50 b=-", "a=100 b=0"},
	};

	CHECK("", cases);
}

/* g holds x and y, which leave its sums; what g's missing says acts on the category. */
#define GROUP(missing)                                                                             \
	"[groups]\ng = 60\n[group g]\nmissing = " missing "\n[criteria g]\nx =\ny =\n"             \
	"[criterion x]\nmissing = reweight\n[criterion y]\nmissing = reweight\n"                   \
	"[criteria]\nz = 40\n[criterion z]\nmissing = reweight\n"

static void missing_groups(void)
{
	static const char evidence[] = "id,x,y,z\na,,,50\nb,30,,50\n";
	static const struct score_case cases[] = {
	    {GROUP("withhold"), evidence, "c/g", "a=- b=30", "a=0 b=50"},
	    {GROUP("withhold"), evidence, "c", "a=- b=38", "a=40 b=70"},
	    {GROUP("reweight"), evidence, "c", "a=50 b=38", "a=40 b=70"},
	    {GROUP("zero"), evidence, "c", "a=20 b=38", "a=40 b=70"},
	    {GROUP("90"), evidence, "c", "a=74 b=38", "a=40 b=70"},
	    {GROUP("90"), evidence, "c/g", "a=- b=30", NULL},
	};

	CHECK("", cases);
}

static void not_applicable(void)
{
	static const char evidence[] =
	    "id,x,y,z\na,!not-applicable,!not-applicable,50\nb,!not-applicable,20,50\n";
	static const char all[] = "id,x,y,z\na,!not-applicable,!not-applicable,!not-applicable\n";
	static const struct score_case cases[] = {
	    {GROUP("withhold"), evidence, "c/g", "a=n/a b=20", "a=- b=100"},
	    {GROUP("withhold"), evidence, "c", "a=50 b=32", "a=100 b=100"},
	    {GROUP("zero"), evidence, "c", "a=50 b=32", "a=100 b=100"},
	    {GROUP("90"), all, "c", "a=n/a", "a=-"},
	    {"missing = zero\n" XY, "id,x,y\na,!not-applicable,50\n", "c", "a=50", "a=100"},
	    {"aggregate = sum\n" XY, "id,x,y\na,!not-applicable,50\n", "c", "a=50", "a=100"},
	    {"aggregate = product\n" XY, "id,x,y\na,!not-applicable,50\n", "c", "a=50", "a=100"},
	    {"needs = all\n" XY, "id,x,y\na,!not-applicable,50\n", "c", "a=50", "a=100"},
	    {"[criteria]\nx = 60\ny = 40\n[criterion x]\napplies = kota*\n",
	     "id,class,x,y\na,kota-kecil,100,50\nb,kab,100,50\n", "c", "a=80 b=50", "a=100 b=100"},
	    {"[criteria]\nx = 60\ny = 40\n[criterion x]\napplies = kota*\n",
	     "id,class,x,y\na,kota-kecil,100,50\nb,kab,100,50\n", "c/x", "a=100 b=n/a",
	     "a=100 b=-"},
	    /* x applies where its group does not, and not where it does */
	    {"[groups]\ng =\n[group g]\napplies = k\n[criteria g]\nx =\n[criterion x]\napplies = "
	     "m\n"
	     "[criteria]\ny =\n",
	     "id,class,x,y\na,k,10,50\nb,m,10,50\n", "c/g", "a=n/a b=n/a", "a=- b=-"},
	};

	CHECK("", cases);
}

#define NEEDS(what) "missing = reweight\nneeds = " what "\n"

static void needs_by_weight(void)
{
	static const char evidence[] = "id,x,y\na,50,\nb,,50\nc,50,50\nd,,\n";
	static const struct score_case cases[] = {
	    {NEEDS("any") WEIGHTED(75, 25), evidence, "c", "a=50 b=50 c=50 d=-", NULL},
	    {NEEDS("75%") WEIGHTED(75, 25), evidence, "c", "a=50 b=- c=50 d=-", NULL},
	    {NEEDS("75.000000001%") WEIGHTED(75, 25), evidence, "c", "a=- b=- c=50 d=-", NULL},
	    {NEEDS("25%") WEIGHTED(75, 25), evidence, "c", "a=50 b=50 c=50 d=-", NULL},
	    {NEEDS("25.000000001%") WEIGHTED(75, 25), evidence, "c", "a=50 b=- c=50 d=-", NULL},
	    {NEEDS("all") WEIGHTED(75, 25), evidence, "c", "a=- b=- c=50 d=-", NULL},
	};

	CHECK("", cases);
}

static void needs_by_children(void)
{
	static const char evidence[] = "id,x,y,z\na,50,,\nb,50,60,\nc,50,60,70\n";
	static const char one_out[] = "id,x,y,z\na,50,!not-applicable,\n";
	static const struct score_case cases[] = {
	    {NEEDS("2 children") XYZ, evidence, "c", "a=- b=55 c=60", NULL},
	    {NEEDS("66.666666666% of children") XYZ, evidence, "c", "a=- b=55 c=60", NULL},
	    {NEEDS("66.666666667% of children") XYZ, evidence, "c", "a=- b=- c=60", NULL},
	    {NEEDS("50% of children") XYZ, one_out, "c", "a=50", "a=50"}, /* 1 of 2 */
	    {NEEDS("51% of children") XYZ, one_out, "c", "a=-", "a=50"},
	    /* policies included: z has its points */
	    {NEEDS("2 children") XYZ "[criterion z]\nmissing = 10\n", evidence, "c",
	     "a=30 b=40 c=60", NULL},
	    {NEEDS("all") XYZ "[criterion y]\nmissing = zero\n[criterion z]\nmissing = zero\n",
	     evidence, "c", "a=16.666666667 b=36.666666667 c=60", NULL},
	};

	CHECK("", cases);
}

/* g: 3/4 of its weight seen, h: all: 0.4 * 75 + 0.6 * 100 = 90. */
static void coverage_goes_down(void)
{
	static const struct score_case cases[] = {
	    {"missing = zero\n[groups]\ng = 40\nh = 60\n[criteria g]\nx = 75\ny = 25\n"
	     "[criteria h]\nz =\n",
	     "id,x,y,z\na,10,,10\n", "c", "a=9", "a=90"}, /* .4 * .75 * 10 + 6 */
	    {"missing = reweight\n[groups]\ng = 40\nh = 60\n[criteria g]\nx = 75\ny = 25\n"
	     "[criteria h]\nz =\n",
	     "id,x,y,z\na,10,,10\n", "c", "a=10", "a=90"},
	    {"missing = zero\naggregate = product\n[criteria]\nx =\ny =\n", "id,x,y\na,5,\n", "c",
	     "a=0", "a=50"},
	    {"missing = zero\naggregate = none\nweight-sum = any\n[criteria]\nx = 3\ny = 1\n",
	     "id,x,y\na,5,\n", "c", "a=-", "a=75"},
	};

	CHECK("", cases);
}

/* --- Roles --- */

#define ROLE_B(keys) XY "[criterion b]\n" keys

static void bonus_and_deduction(void)
{
	static const char evidence[] = "id,x,y,b\na,40,60,8\n";
	static const char none[] = "id,x,y,b\na,40,60,\n", out[] = "id,x,y,b\na,40,60,"
								   "!not-applicable\n";
	static const struct score_case cases[] = {
	    {ROLE_B("role = bonus\n"), evidence, "c", "a=58", "a=100"},
	    {ROLE_B("role = bonus\nweight = 0.25\n"), evidence, "c", "a=52", NULL},
	    {ROLE_B("role = deduction\n"), evidence, "c", "a=42", NULL},
	    {ROLE_B("role = deduction\nweight = 0.5\n"), evidence, "c", "a=46", NULL},
	    {ROLE_B("role = bonus\n"), none, "c", "a=-", "a=100"},
	    {ROLE_B("role = bonus\nmissing = reweight\n"), none, "c", "a=50", "a=100"},
	    {ROLE_B("role = bonus\nmissing = zero\n"), none, "c", "a=50", NULL},
	    {ROLE_B("role = deduction\nmissing = 20\n"), none, "c", "a=30", NULL},
	    {ROLE_B("role = bonus\n"), out, "c", "a=50", NULL},
	    {ROLE_B("role = deduction\nmissing = 20\n"), out, "c", "a=50", NULL},
	};

	CHECK("", cases);
	CU_ASSERT(trial_fails("", ROLE_B("role = bonus\n"), "id,x,y,b\na,90,90,11\n", "E-SCO-001"));
}

static void caps(void)
{
	static const char evidence[] = "id,x,y,b\na,40,60,30\nb,40,60,50\nc,40,60,70\n";
	static const char none[] = "id,x,y,b\na,40,60,\n";
	static const struct score_case cases[] = {
	    {ROLE_B("role = cap\n"), evidence, "c", "a=30 b=50 c=50", "a=100 b=100 c=100"},
	    {ROLE_B("role = cap\n"), none, "c", "a=-", NULL},
	    {ROLE_B("role = cap\nmissing = reweight\n"), none, "c", "a=50", NULL},
	    {ROLE_B("role = cap\nmissing = 45\n"), none, "c", "a=45", NULL},
	    {ROLE_B("role = cap\nmissing = zero\n"), none, "c", "a=0", NULL},
	    {ROLE_B("role = cap\n"), "id,x,y,b\na,40,60,!not-applicable\n", "c", "a=50", NULL},
	    /* the cap comes last, also where it stands first: 50 + 30 - 5 is more than 60 */
	    {"[criterion b]\nrole = cap\n" XY
	     "[criterion p]\nrole = bonus\n[criterion m]\nrole = deduction\n",
	     "id,x,y,b,p,m\na,40,60,60,30,5\nb,40,60,90,30,5\n", "c", "a=60 b=75", NULL},
	};

	CHECK("", cases);
}

#define GATE(keys) XY "[criterion g]\nrole = gate\nmin = 60\n" keys
#define GATED "id,x,y,g\na,40,60,60\nb,90,90,59.99\n"

/* A gate never changes a score; what it does shows in the ranking. */
static void gates(void)
{
	static const struct {
		const char *round, *criteria, *evidence, *ranks;
	} cases[] = {
	    {"", GATE(""), GATED, "a=1 b=ineligible:g"},
	    {"precision = 1\n", GATE(""), GATED, "b=1 a=2"}, /* 59.99 is published as 60.0 */
	    {"precision = 0\n", GATE(""), "id,x,y,g\na,40,60,59.5\nb,90,90,59.49\n",
	     "a=1 b=ineligible:g"},
	    {"", GATE(""), "id,x,y,g\na,40,60,\n", "a=ineligible:g"},
	    {"", GATE("missing = reweight\n"), "id,x,y,g\na,40,60,\n", "a=1"},
	    {"", GATE("missing = 60\n"), "id,x,y,g\na,40,60,\n", "a=1"},
	    {"", GATE("missing = 59\n"), "id,x,y,g\na,40,60,\n", "a=ineligible:g"},
	    {"", GATE("missing = zero\n"), "id,x,y,g\na,40,60,\n", "a=ineligible:g"},
	    {"", GATE(""), "id,x,y,g\na,40,60,!not-applicable\n", "a=1"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct trial trial;

		trial_run(&trial, cases[i].round, cases[i].criteria, cases[i].evidence);
		CU_ASSERT(same(trial_ranks(&trial, "main", "c"), cases[i].ranks));
		trial_finish(&trial);
	}
	CU_ASSERT(trial_gives("", GATE(""), GATED, trial_scores, "c", "a=50 b=90"));
	CU_ASSERT(trial_gives("", GATE(""), GATED, trial_coverage, "c", "a=100 b=100"));
}

/* Under a group that counts, gates act above it; under one of weight 0 they do not. */
static void gates_below(void)
{
	static const char gate[] = "[criterion q]\nin = g\nrole = gate\nmin = 1\n";
	static const char evidence[] = "id,x,y,q\na,40,60,0\n";
	char criteria[300];
	struct trial trial;

	for (unsigned weight = 0; weight <= 50; weight += 50) {
		snprintf(criteria, sizeof(criteria),
			 "weight-sum = any\n[groups]\ng = %u\n[criteria g]\nx =\n[criteria]\n"
			 "y = 50\n%s",
			 weight, gate);
		trial_run(&trial, "", criteria, evidence);
		CU_ASSERT(
		    same(trial_ranks(&trial, "main", "c"), weight ? "a=ineligible:q" : "a=1"));
		trial_finish(&trial);
	}
}

/* --- Rounding, rescale, grades --- */

static void round_lists(void)
{
	static const char evidence[] = "id,x\na,2.45\nb,2.449\nc,2.5\n";
	static const struct score_case cases[] = {
	    {"[criterion x]\nround = 0 half-up\n", evidence, "c/x", "a=2 b=2 c=3", NULL},
	    {"[criterion x]\nround = 0 half-even\n", evidence, "c/x", "a=2 b=2 c=2", NULL},
	    {"[criterion x]\nround = 1 half-up, 0 half-up\n", evidence, "c/x", "a=3 b=2 c=3", NULL},
	    {"[criterion x]\nround = 0 down\n", evidence, "c/x", "a=2 b=2 c=2", NULL},
	    {"[criterion x]\nround = 1 up\n", evidence, "c/x", "a=2.5 b=2.5 c=2.5", NULL},
	    {"range = any\n[criterion x]\nround = 0 down\n", "id,x\na,-2.9\nb,2.9\n", "c/x",
	     "a=-2 b=2", NULL},
	    {"range = any\n[criterion x]\nround = 0 up\n", "id,x\na,-2.1\nb,2.1\n", "c/x",
	     "a=-3 b=3", NULL},
	    {"range = any\n[criterion x]\nround = 1 half-up\n", "id,x\na,-2.25\nb,2.25\n", "c/x",
	     "a=-2.3 b=2.3", NULL},
	    /* groups: 33.333... to 33.3, and 0.5 * 33.3 + 0.5 * 50 */
	    {"[groups]\ng =\n[group g]\nround = 1 half-up\n[criteria g]\nx =\ny =\nz =\n"
	     "[criteria]\nw =\n",
	     "id,x,y,z,w\na,100,0,0,50\n", "c", "a=41.65", NULL},
	};

	CHECK("", cases);
}

/* x of 20, 60, 40 rescaled to 0, 100, 50; with 80 beside it. */
#define RESCALED(keys)                                                                             \
	"[groups]\ng =\n[group g]\nrescale = minmax\n" keys "[criteria g]\nx =\n[criteria]\ny =\n"

static void rescale_and_passes(void)
{
	static const char evidence[] = "id,x,y\na,20,80\nb,60,80\nc,40,80\n";

	CU_ASSERT(trial_gives("", RESCALED(""), evidence, trial_scores, "c/g", "a=0 b=100 c=50"));
	CU_ASSERT(trial_gives("", RESCALED(""), evidence, trial_scores, "c", "a=40 b=90 c=65"));
	CU_ASSERT(trial_gives("", RESCALED("passes = before\n"), evidence, trial_scores, "c/g",
			      "a=0 b=100 c=50"));
	CU_ASSERT(trial_gives("", RESCALED("passes = before\n"), evidence, trial_passed, "c/g",
			      "a=20 b=60 c=40"));
	CU_ASSERT(trial_gives("", RESCALED("passes = before\n"), evidence, trial_scores, "c",
			      "a=50 b=70 c=60"));
	CU_ASSERT(trial_gives("", RESCALED("direction = lower\n"), evidence, trial_scores, "c/g",
			      "a=0 b=100 c=50"));
}

/* round acts on the value passed up, and on the score unless passes = before. */
static void round_and_passes(void)
{
	static const char evidence[] = "id,x,y\na,0.5,9\nb,10.5,9\nc,3.75,9\n";
	static const char after[] = RESCALED("round = 0 down\n");
	static const char before[] = RESCALED("passes = before\nround = 0 down\n");

	/* (3.75 - 0.5) / 10 */
	CU_ASSERT(trial_gives("", after, evidence, trial_scores, "c/g", "a=0 b=100 c=32"));
	CU_ASSERT(trial_gives("", after, evidence, trial_passed, "c/g", "a=0 b=100 c=32"));
	CU_ASSERT(trial_gives("", before, evidence, trial_scores, "c/g", "a=0 b=100 c=32.5"));
	CU_ASSERT(trial_gives("", before, evidence, trial_passed, "c/g", "a=0 b=10 c=3"));
}

static void published_halves(void)
{
	static const char evidence[] = "id,x\na,2.345\nb,2.355\nc,2.3450001\nd,-2.345\n";
	static const char criteria[] = "range = any\n[criterion x]\n";

	CU_ASSERT(trial_gives("", criteria, evidence, trial_published, "c",
			      "a=2.34: b=2.36: c=2.35: d=-2.34:"));
	CU_ASSERT(trial_gives("rounding = half-up\n", criteria, evidence, trial_published, "c",
			      "a=2.35: b=2.36: c=2.35: d=-2.35:"));
	CU_ASSERT(trial_gives("precision = 9\n", criteria, evidence, trial_published, "c",
			      "a=2.345000000: b=2.355000000: c=2.345000100: d=-2.345000000:"));
	CU_ASSERT(trial_gives("precision = 0\n", criteria, "id,x\na,2.5\nb,3.5\n", trial_published,
			      "c", "a=2: b=4:"));
}

/* 79.995 is published as 80.00, 79.994 as 79.99. */
static void grades_of_published_scores(void)
{
	static const char evidence[] = "id,x\na,79.995\nb,79.994\nc,60\nd,0\n";

	CU_ASSERT(trial_gives("", "grades = A >= 80, B >= 60.01, C\n[criterion x]\n", evidence,
			      trial_published, "c", "a=80.00:A b=79.99:B c=60.00:C d=0.00:C"));
	CU_ASSERT(trial_gives("precision = 3\n", "grades = A >= 80, B >= 60, C\n[criterion x]\n",
			      evidence, trial_published, "c",
			      "a=79.995:B b=79.994:B c=60.000:B d=0.000:C"));
}

/* --- Values of other nodes; overall --- */

static void of_nodes(void)
{
	static const struct score_case cases[] = {
	    /* g passes 33.3 up; y is 100 - 33.3 */
	    {"[groups]\ng = 50\n[group g]\nround = 1 half-up\n[criteria g]\nx =\nz =\nw =\n"
	     "[criterion y]\nweight = 50\nof = g\nscale = linear 100, -1\n",
	     "id,x,z,w\na,100,0,0\n", "c", "a=50", "a=100"},
	    {"[groups]\ng = 50\n[group g]\nround = 1 half-up\n[criteria g]\nx =\nz =\nw =\n"
	     "[criterion y]\nweight = 50\nof = g\nscale = linear 100, -1\n",
	     "id,x,z,w\na,100,0,0\n", "c/y", "a=66.7", "a=100"},
	    {"missing = reweight\n[criterion x]\n[criterion y]\nof = x\n"
	     "scale = goalposts 0..50\n",
	     "id,x\na,20\nb,\nc,!not-applicable\nd,80\n", "c/y", "a=40 b=- c=n/a d=100", NULL},
	    {"[criterion x]\n[criterion y]\nof = x\nmeasure-round = 0 down\n"
	     "measure-range = 0..50\n",
	     "id,x\na,20.9\nb,80\n", "c/y", "a=20 b=50", NULL},
	};

	CHECK("", cases);
}

#define TWO                                                                                        \
	"[category c]\ncriteria = c.ini\nweight = 60\n[category d]\ncriteria = d.ini\n"            \
	"weight = 40\n[overall]\ntitle = All\n"

static void overall(void)
{
	static const struct score_case cases[] = {
	    {"[criterion x]\n", "id,x,y\na,50,100\nb,50,\n", "overall", "a=70 b=-", "a=100 b=60"},
	};
	static const struct score_case reweighted[] = {
	    {"missing = reweight\n[criterion x]\n", "id,x,y\na,50,100\nb,,100\n", "overall",
	     "a=70 b=100", "a=100 b=40"},
	};
	static const struct score_case one_class[] = {
	    {"[criterion x]\n", "id,class,x,y\na,p,50,100\nb,q,50,100\n", "overall", "a=70 b=50",
	     "a=100 b=100"},
	};

	temp_file("d.ini", "[category]\ntitle = D\n[criterion y]\n");
	CHECK(TWO, cases);
	CHECK(TWO, reweighted);
	CHECK("[category c]\ncriteria = c.ini\nweight = 60\n[category d]\ncriteria = d.ini\n"
	      "weight = 40\nclasses = p\n[overall]\ntitle = All\n",
	      one_class);
	CHECK(TWO "aggregate = min\n",
	      ((const struct score_case[]){
		  {"[criterion x]\n", "id,x,y\na,50,100\n", "overall", "a=50", NULL}}));
	CHECK(TWO "needs = 75%\n",
	      ((const struct score_case[]){{"missing = reweight\n[criterion x]\n",
					    "id,x,y\na,,100\nb,50,100\n", "overall", "a=- b=70",
					    NULL}}));
}

/* --- Order --- */

/* Permuted rows, another order of columns, several workers: the same scores for the same agencies. */
static void rows_in_any_order(void)
{
	static const char criteria[] =
	    "missing = reweight\nconstant = 50\naggregate = power 2\n[criteria]\nx = 30\ny = 30\nz "
	    "= 40\n"
	    "[criterion x]\nscale = zscore 50, 10\ndirection = higher\nreference = all\n"
	    "[criterion y]\nscale = percentile\ndirection = lower\nreference = region\n";
	static const char *const evidence[] = {
	    "id,region,x,y,z\na,p,0.1,5,10\nb,q,0.2,,20\nc,p,0.7,3,30\nd,q,1e6,2,\ne,p,,5,50\n",
	    "id,region,x,y,z\ne,p,,5,50\nc,p,0.7,3,30\na,p,0.1,5,10\nd,q,1e6,2,\nb,q,0.2,,20\n",
	    "y,z,id,region,x\n,20,b,q,0.2\n2,,d,q,1e6\n5,10,a,p,0.1\n5,50,e,p,\n3,30,c,p,0.7\n"};
	static const char round[] = "[award best]\ntitle = B\nfirst = 2\n[award jury]\ntitle = J\n"
				    "given-to = e, a\nsource = s\n[tally]\n";
	struct trial trials[3];

	for (unsigned i = 0; i < 3; i++) {
		trial_run_jobs(&trials[i], round, criteria, evidence[i], i + 1);
		CU_ASSERT_PTR_NULL(trials[i].failure);
	}
	for (unsigned i = 1; i < 3; i++) {
		CU_ASSERT(same(trial_scores(&trials[i], "c"), trial_scores(&trials[0], "c")));
		CU_ASSERT(same(trial_ranks(&trials[i], "main", "c"),
			       trial_ranks(&trials[0], "main", "c")));
		CU_ASSERT(same(trial_awards(&trials[i]), trial_awards(&trials[0])));
		CU_ASSERT(same(trial_tally(&trials[i]), trial_tally(&trials[0])));
		CU_ASSERT(same(trial_table(&trials[i], results_scores_csv),
			       trial_table(&trials[0], results_scores_csv)));
		CU_ASSERT(same(trial_table(&trials[i], results_json),
			       trial_table(&trials[0], results_json)));
	}
	for (unsigned i = 0; i < 3; i++)
		trial_finish(&trials[i]);
}

void suite_score(void)
{
	CU_pSuite suite = CU_add_suite("score", NULL, NULL);

	CU_ADD_TEST(suite, means);
	CU_ADD_TEST(suite, mean_beyond_64_bits);
	CU_ADD_TEST(suite, other_aggregates);
	CU_ADD_TEST(suite, reweighted_aggregates);
	CU_ADD_TEST(suite, negative_scores);
	CU_ADD_TEST(suite, beyond_the_grid);
	CU_ADD_TEST(suite, weights_beyond_the_grid);
	CU_ADD_TEST(suite, missing_criteria);
	CU_ADD_TEST(suite, missing_groups);
	CU_ADD_TEST(suite, not_applicable);
	CU_ADD_TEST(suite, needs_by_weight);
	CU_ADD_TEST(suite, needs_by_children);
	CU_ADD_TEST(suite, coverage_goes_down);
	CU_ADD_TEST(suite, bonus_and_deduction);
	CU_ADD_TEST(suite, caps);
	CU_ADD_TEST(suite, gates);
	CU_ADD_TEST(suite, gates_below);
	CU_ADD_TEST(suite, round_lists);
	CU_ADD_TEST(suite, rescale_and_passes);
	CU_ADD_TEST(suite, round_and_passes);
	CU_ADD_TEST(suite, published_halves);
	CU_ADD_TEST(suite, grades_of_published_scores);
	CU_ADD_TEST(suite, of_nodes);
	CU_ADD_TEST(suite, overall);
	CU_ADD_TEST(suite, rows_in_any_order);
}
