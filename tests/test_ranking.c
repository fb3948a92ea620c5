/*
 * Who stands where: ties, chains of keys, groups, statuses. The ranks of 44 42 42 41 41 41 39 are the table of config/README.md
 * (scipy's rankdata gives the same for min, max, dense, ordinal and average).
 */
#include <CUnit/CUnit.h>

#include "helper.h"
#include "trial.h"

void suite_ranking(void);

#define X "[criterion x]\n"

static bool ranked(const char *round, const char *criteria, const char *evidence,
		   const char *expected)
{
	struct trial trial;
	bool good;

	trial_run(&trial, round, criteria, evidence);
	good = same(trial_ranks(&trial, "main", "c"), expected);
	trial_finish(&trial);
	return good;
}

static void five_methods(void)
{
	static const char evidence[] = "id,x\ne,41\na,44\nb,42\ng,39\nc,42\nf,41\nd,41\n";

	CU_ASSERT(ranked("", X, evidence, "a=1 b=2 c=2 d=4 e=4 f=4 g=7"));
	CU_ASSERT(
	    ranked("[ranking]\nties = competition\n", X, evidence, "a=1 b=2 c=2 d=4 e=4 f=4 g=7"));
	CU_ASSERT(
	    ranked("[ranking]\nties = modified\n", X, evidence, "a=1 b=3 c=3 d=6 e=6 f=6 g=7"));
	CU_ASSERT(ranked("[ranking]\nties = dense\n", X, evidence, "a=1 b=2 c=2 d=3 e=3 f=3 g=4"));
	CU_ASSERT(ranked("[ranking]\nties = ordinal\n", X, evidence,
			 "a=1 b=2 c=3<id d=4 e=5<id f=6<id g=7"));
	CU_ASSERT(ranked("[ranking]\nties = fractional\n", X, evidence,
			 "a=1 b=2.5 c=2.5 d=5 e=5 f=5 g=7"));
}

static void all_tied(void)
{
	static const char evidence[] = "id,x\na,5\nb,5\nc,5\n";

	CU_ASSERT(ranked("", X, evidence, "a=1 b=1 c=1"));
	CU_ASSERT(ranked("[ranking]\nties = modified\n", X, evidence, "a=3 b=3 c=3"));
	CU_ASSERT(ranked("[ranking]\nties = fractional\n", X, evidence, "a=2 b=2 c=2"));
	CU_ASSERT(ranked("[ranking]\nties = dense\n", X, evidence, "a=1 b=1 c=1"));
}

/* --- Published and exact --- */

static const char close_scores[] = "id,x\na,50.004\nb,50.0041\nc,49.996\nd,49.99\n";

static void ties_by_precision(void)
{
	struct trial trial;

	CU_ASSERT(ranked("", X, close_scores, "a=1 b=1 c=1 d=4"));
	CU_ASSERT(ranked("precision = 3\n", X, close_scores, "a=1 b=1 c=3 d=4"));
	CU_ASSERT(ranked("precision = 9\n", X, close_scores, "b=1 a=2 c=3 d=4"));
	CU_ASSERT(ranked("rank-on = exact\n", X, close_scores, "b=1 a=2 c=3 d=4"));
	trial_run(&trial, "", X, close_scores);
	CU_ASSERT_EQUAL(trial.rankings.list[0].precision_ties, 3);
	trial_finish(&trial);
	trial_run(&trial, "precision = 3\n", X, close_scores);
	CU_ASSERT_EQUAL(trial.rankings.list[0].precision_ties, 2);
	trial_finish(&trial);
	trial_run(&trial, "[ranking]\nties = ordinal\n", X,
		  close_scores); /* nobody shares a rank */
	CU_ASSERT_EQUAL(trial.rankings.list[0].precision_ties, 0);
	trial_finish(&trial);
	trial_run(&trial, "[ranking]\nrank-by = coverage\n", X,
		  close_scores); /* scores part nobody */
	CU_ASSERT_EQUAL(trial.rankings.list[0].precision_ties, 0);
	trial_finish(&trial);
	trial_run(&trial, "", X, "id,x\na,50\nb,50\n"); /* a true tie */
	CU_ASSERT_EQUAL(trial.rankings.list[0].precision_ties, 0);
	trial_finish(&trial);
}

/* 2.345 and 2.344 are both 2.34 to even, and 2.35 and 2.34 to half-up. */
static void ties_by_rounding(void)
{
	static const char evidence[] = "id,x\na,2.344\nb,2.345\n";

	CU_ASSERT(ranked("", X, evidence, "a=1 b=1"));
	CU_ASSERT(ranked("rounding = half-up\n", X, evidence, "b=1 a=2"));
}

/* --- Chains --- */

static const char xyz[] = "missing = reweight\n[criteria]\nx = 100\ny = 0\nz = 0\n";
static const char chain_rows[] =
    "id,x,y,z\na,50,10,3\nb,50,20,1\nc,50,20,2\nd,60,0,0\ne,50,,9\nf,50,20,2\n";

static void chains(void)
{
	CU_ASSERT(ranked("", xyz, chain_rows, "d=1 a=2 b=2 c=2 e=2 f=2"));
	CU_ASSERT(ranked("[ranking]\nrank-by = score, y, z\n", xyz, chain_rows,
			 "d=1 c=2 f=2 b=4<z a=5<y e=6<y"));
	CU_ASSERT(ranked("[ranking]\nrank-by = score, y desc, z asc\n", xyz, chain_rows,
			 "d=1 b=2 c=3<z f=3 a=5<y e=6<y"));
	/* low is better, and no value still worse than any */
	CU_ASSERT(ranked("[ranking]\nrank-by = score, y asc, z\n", xyz, chain_rows,
			 "d=1 a=2 c=3<y f=3 b=5<z e=6<y"));
	CU_ASSERT(ranked("[ranking]\nrank-by = y asc, score\n", xyz, chain_rows,
			 "d=1 a=2 b=3 c=3 f=3 e=6"));
	CU_ASSERT(ranked("[ranking]\nrank-by = score, y, z\nties = ordinal\n", xyz, chain_rows,
			 "d=1 c=2 f=3<id b=4<z a=5<y e=6<y"));
}

/* The first key decides between b and a, the second between a and c: decided_by looks one place up only. */
static void decided_by_the_place_above(void)
{
	static const char evidence[] = "id,x,y,z\na,50,9,0\nb,60,1,0\nc,50,3,0\nd,40,7,0\n";

	CU_ASSERT(ranked("[ranking]\nrank-by = score, y\n", xyz, evidence, "b=1 a=2 c=3<y d=4"));
}

static void coverage_as_a_key(void)
{
	static const char criteria[] = "missing = reweight\n[criteria]\nx = 60\ny = 40\n";

	CU_ASSERT(ranked("[ranking]\nrank-by = score, coverage\n", criteria,
			 "id,x,y\na,50,\nb,,50\nc,50,50\n", "c=1 a=2<coverage b=3<coverage"));
}

/* Keys compare published numbers of their own: 1.004 and 1.001 are both 1.00. */
static void keys_are_published(void)
{
	static const char evidence[] = "id,x,y,z\na,50,1.001,5\nb,50,1.004,4\n";

	CU_ASSERT(ranked("[ranking]\nrank-by = score, y, z\n", xyz, evidence, "a=1 b=2<z"));
	CU_ASSERT(ranked("rank-on = exact\n[ranking]\nrank-by = score, y, z\n", xyz, evidence,
			 "b=1 a=2<y"));
}

static void class_chain(void)
{
	static const char round[] = "[class kota]\ntitle = K\nrank-by = score, y asc\n"
				    "[class kab]\ntitle = B\n[ranking]\nrank-by = score, y\n"
				    "[ranking more]\nof = c\nrank-by = score, y\n";
	static const char evidence[] = "id,class,x,y,z\na,kota,50,1,0\nb,kota,50,2,0\n"
				       "c,kab,50,1,0\nd,kab,50,2,0\n";
	struct trial trial;

	trial_run(&trial, round, xyz, evidence);
	CU_ASSERT(same(trial_ranks(&trial, "main", "c"), "[kota] a=1 b=2<y [kab] d=1 c=2<y"));
	CU_ASSERT(same(trial_ranks(&trial, "more", "c"), "[kota] b=1 a=2<y [kab] d=1 c=2<y"));
	trial_finish(&trial);
}

/* A none node stands by its children. */
static void none(void)
{
	static const char criteria[] =
	    "missing = reweight\naggregate = none\n[criteria]\nx =\ny =\n";

	CU_ASSERT(ranked("", criteria, "id,x,y\na,5,1\nb,5,2\nc,9,0\nd,,99\ne,,\nf,5,2\n",
			 "c=1 b=2 f=2 a=4<y d=5 e=no-score:c"));
}

/* --- Groups --- */

static const char groups_rows[] = "id,class,region,x\na,q,west,10\nb,q,east,20\nc,p,west,30\n"
				  "d,p,east,5\ne,p,,40\n";

static void groups(void)
{
	CU_ASSERT(ranked("", X, groups_rows, "[p] e=1 c=2 d=3 [q] b=1 a=2"));
	CU_ASSERT(ranked("[class q]\ntitle = Q\n[class p]\ntitle = P\n", X, groups_rows,
			 "[q] b=1 a=2 [p] e=1 c=2 d=3"));
	CU_ASSERT(ranked("[ranking]\nwithin = region\n", X, groups_rows,
			 "[] e=1 [east] b=1 d=2 [west] c=1 a=2"));
	CU_ASSERT(ranked("[ranking]\nwithin = all\n", X, groups_rows, "e=1 c=2 b=3 a=4 d=5"));
}

/* A further ranking has the defaults of the table, not those of [ranking]. */
static void further_ranking(void)
{
	static const char round[] = "[ranking]\nties = dense\nwithin = all\nrank-by = score, y\n"
				    "[ranking more]\nof = c\n[ranking fine]\nof = c/y\n"
				    "precision = 0\nwithin = all\nties = modified\n";
	static const char evidence[] = "id,class,x,y,z\na,p,50,1.4,0\nb,p,50,0.6,0\nc,q,50,2,0\n";
	struct trial trial;

	trial_run(&trial, round, xyz, evidence);
	CU_ASSERT(same(trial_ranks(&trial, "main", "c"), "c=1 a=2<y b=3<y"));
	CU_ASSERT(same(trial_ranks(&trial, "more", "c"), "[p] a=1 b=1 [q] c=1"));
	CU_ASSERT(same(trial_ranks(&trial, "fine", "c/y"), "c=1 a=3 b=3")); /* 2, 1, 1 */
	trial_finish(&trial);
}

/* Scores and coverage are published once, with the ranking's own precision: 65.495 is 65, not 65.50 and then 66. */
static void own_precision(void)
{
	static const char criteria[] = "missing = reweight\n[criteria]\nx = 65.495\ny = 34.505\n";
	static const struct {
		const char *keys;
		grid score, coverage;
	} cases[] = {
	    {"", 12340000000, 65500000000},
	    {"precision = 0\n", 12000000000, 65000000000},
	    {"precision = 1\nrounding = half-up\n", 12300000000, 65500000000},
	    {"precision = 2\nrounding = half-up\n", 12350000000, 65500000000},
	    {"precision = 4\n", 12345000000, 65495000000},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct ranking *own;
		struct trial trial;
		char round[100];

		snprintf(round, sizeof(round), "[ranking own]\nof = c\n%s", cases[i].keys);
		trial_run(&trial, round, criteria, "id,x,y\na,12.345,\n");
		CU_ASSERT_PTR_NULL(trial.failure);
		own = &trial.rankings.list[1];
		CU_ASSERT_EQUAL(place_score(own, own->places), cases[i].score);
		CU_ASSERT_EQUAL(place_coverage(own, own->places), cases[i].coverage);
		trial_finish(&trial);
	}
}

/* --- Statuses --- */

#define STATUS                                                                                     \
	"[criterion x]\napplies = p\n[criterion g]\nrole = gate\nmin = 50\n"                       \
	"[criterion h]\nrole = gate\nmin = 50\n"

static void statuses(void)
{
	static const char evidence[] = "id,class,competes,reason,x,g,h\n"
				       "a,p,yes,,10,50,50\n"
				       "b,p,yes,,90,49,50\n"
				       "c,p,yes,,90,49,49\n" /* the first gate is the reason */
				       "d,p,yes,,90,50,49\n"
				       "e,p,yes,,,50,50\n"
				       "f,p,no,host,90,50,50\n"
				       "g,q,yes,,90,50,50\n";

	CU_ASSERT(ranked("", STATUS, evidence,
			 "[p] a=1 b=ineligible:g c=ineligible:g d=ineligible:h e=no-score:x "
			 "f=out-of-competition:host [q] g=not-applicable:"));
}

/* not-applicable before out-of-competition before no-score before ineligible. */
static void precedence(void)
{
	static const char evidence[] = "id,class,competes,reason,x,g,h\n"
				       "a,p,no,host,,0,0\n"
				       "b,p,yes,,,0,0\n"
				       "c,q,no,host,,0,0\n"
				       "d,p,no,,90,0,0\n";

	CU_ASSERT(ranked("", STATUS, evidence,
			 "[p] a=out-of-competition:host b=no-score:x d=out-of-competition: "
			 "[q] c=not-applicable:"));
}

/* The reason of a node that is withheld is its first withholding child's; of needs, the node itself. */
static void reasons(void)
{
	static const char tree[] =
	    "[groups]\ng =\nh =\n[criteria g]\nx =\ny =\n[criteria h]\nz =\n";
	static const char needy[] = "missing = reweight\n[groups]\ng =\n[group g]\nneeds = all\n"
				    "missing = withhold\n[criteria g]\nx =\ny =\n"
				    "[criterion x]\nmissing = reweight\n"
				    "[criterion y]\nmissing = reweight\n[criteria]\nz =\n";

	CU_ASSERT(ranked("", tree, "id,x,y,z\na,1,,\nb,,,\nc,1,1,\nd,1,1,1\n",
			 "d=1 a=no-score:y b=no-score:x c=no-score:z"));
	CU_ASSERT(ranked("", needy, "id,x,y,z\na,1,,1\nb,1,1,1\n", "b=1 a=no-score:g"));
	CU_ASSERT(ranked("", "missing = reweight\n[criteria]\nx =\ny =\n", "id,x,y\na,,\nb,1,\n",
			 "b=1 a=no-score:c"));
}

/* Who is not ranked takes no place. */
static void unranked_take_no_place(void)
{
	CU_ASSERT(ranked("", X, "id,competes,x\na,no,99\nb,yes,50\nc,yes,50\nd,yes,10\ne,yes,\n",
			 "b=1 c=1 d=3 a=out-of-competition: e=no-score:x"));
}

static void rank_texts(void)
{
	char text[DECIMAL_TEXT];

	CU_ASSERT(same(rank_text(text, 0), ""));
	CU_ASSERT(same(rank_text(text, 2), "1"));
	CU_ASSERT(same(rank_text(text, 5), "2.5"));
	CU_ASSERT(same(rank_text(text, 21), "10.5"));
	CU_ASSERT(same(rank_status_name(RANKED), "ranked"));
	CU_ASSERT(same(rank_status_name(NOT_APPLICABLE), "not-applicable"));
}

void suite_ranking(void)
{
	CU_pSuite suite = CU_add_suite("ranking", NULL, NULL);

	CU_ADD_TEST(suite, five_methods);
	CU_ADD_TEST(suite, all_tied);
	CU_ADD_TEST(suite, ties_by_precision);
	CU_ADD_TEST(suite, ties_by_rounding);
	CU_ADD_TEST(suite, chains);
	CU_ADD_TEST(suite, decided_by_the_place_above);
	CU_ADD_TEST(suite, coverage_as_a_key);
	CU_ADD_TEST(suite, keys_are_published);
	CU_ADD_TEST(suite, class_chain);
	CU_ADD_TEST(suite, none);
	CU_ADD_TEST(suite, groups);
	CU_ADD_TEST(suite, further_ranking);
	CU_ADD_TEST(suite, own_precision);
	CU_ADD_TEST(suite, statuses);
	CU_ADD_TEST(suite, precedence);
	CU_ADD_TEST(suite, reasons);
	CU_ADD_TEST(suite, unranked_take_no_place);
	CU_ADD_TEST(suite, rank_texts);
}
