/*
 * The league table, written by hand: which ranking it is of, what stands in its rows, and whom --class leaves in it.
 */
#include <CUnit/CUnit.h>
#include <string.h>

#include "helper.h"
#include "trial.h"

void suite_league(void);

static struct narrowing narrow;

static void league(const struct results *results, struct sink *sink)
{
	struct results narrowed = *results;

	narrowed.narrow = narrow;
	results_league_csv(&narrowed, sink);
}

static void rankings(const struct results *results, struct sink *sink)
{
	struct results narrowed = *results;

	narrowed.narrow = narrow;
	results_rankings_csv(&narrowed, sink);
}

/* What a table narrowed so says. */
static bool says(const char *round, const char *evidence, struct narrowing by,
		 void (*make)(const struct results *, struct sink *), const char *expected)
{
	struct trial trial;
	bool good;

	narrow = by;
	trial_run(&trial, round, NULL, evidence);
	good = same(trial_table(&trial, make), expected);
	trial_finish(&trial);
	return good;
}

static int write_criteria(void)
{
	temp_file("k.ini", "[category]\ntitle = K\n[criteria]\nx = 60\ny = 40\n");
	temp_file("l.ini", "[category]\ntitle = L\nmissing = reweight\n[criteria]\nz =\n");
	return 0;
}

#define CATEGORIES                                                                                 \
	"[category k]\ncriteria = k.ini\nweight = 1\n[category l]\ncriteria = l.ini\nweight = 3\n"
#define OVERALL CATEGORIES "[overall]\ntitle = O\n"

/* overall: (k + 3 l) / 4; k = 0.6 x + 0.4 y. The name of c would be a formula, that of b needs quotes. */
static void of_overall(void)
{
	static const char evidence[] = "id,name,class,region,competes,reason,x,y,z\n"
				       "a,Anna,p,west,yes,,50,100,10\n"
				       "b,\"B, \"\"b\"\"\",q,,yes,,100,100,20\n"
				       "c,=c,p,\"w,e\",yes,,100,0,60\n"
				       "d,D,p,west,no,host,100,100,100\n"
				       "e,E,p,,yes,,,,30\n";

	CU_ASSERT(says(OVERALL, evidence, (struct narrowing){0}, league,
		       "group,rank,id,name,class,region,score,coverage,status,k,l\n"
		       "p,1,c,'=c,p,\"w,e\",60.00,100.00,ranked,60.00,60.00\n"
		       "p,2,a,Anna,p,west,25.00,100.00,ranked,70.00,10.00\n"
		       "p,,d,D,p,west,100.00,100.00,out-of-competition,100.00,100.00\n"
		       "p,,e,E,p,,,75.00,no-score,,30.00\n"
		       "q,1,b,\"B, \"\"b\"\"\",q,,40.00,100.00,ranked,100.00,20.00\n"));
}

/* By region, ties in half ranks, another precision. */
static void by_region(void)
{
	CU_ASSERT(says("precision = 1\n" OVERALL "[ranking]\nwithin = region\nties = fractional\n",
		       "id,class,region,x,y,z\na,p,west,50,50,50\nb,q,west,50,50,50\n"
		       "c,q,,50,50,50.25\n",
		       (struct narrowing){0}, league,
		       "group,rank,id,name,class,region,score,coverage,status,k,l\n"
		       ",1,c,c,q,,50.2,100.0,ranked,50.0,50.2\n"
		       "west,1.5,a,a,p,west,50.0,100.0,ranked,50.0,50.0\n"
		       "west,1.5,b,b,q,west,50.0,100.0,ranked,50.0,50.0\n"));
}

static const char pair[] = "id,class,x,y,z\na,p,50,100,10\nb,q,100,100,20\n";

/* Without overall the only category, with its own children; of several the one that is chosen. */
static void of_a_category(void)
{
	static const char only[] = "[category k]\ncriteria = k.ini\n[ranking other]\nof = k/x\n";

	CU_ASSERT(says(only, "id,x,y\na,50,100\n", (struct narrowing){0}, league,
		       "group,rank,id,name,class,region,score,coverage,status,x,y\n"
		       ",1,a,a,,,70.00,100.00,ranked,50.00,100.00\n"));
	CU_ASSERT(says(CATEGORIES, pair, (struct narrowing){.category = "l*"}, league,
		       "group,rank,id,name,class,region,score,coverage,status,z\n"
		       "p,1,a,a,p,,10.00,100.00,ranked,10.00\n"
		       "q,1,b,b,q,,20.00,100.00,ranked,20.00\n"));
	CU_ASSERT(says(OVERALL, pair, (struct narrowing){.category = "k", .class_id = "q"}, league,
		       "group,rank,id,name,class,region,score,coverage,status,x,y\n"
		       "q,1,b,b,q,,100.00,100.00,ranked,100.00,100.00\n"));
	CU_ASSERT(says(CATEGORIES, pair, (struct narrowing){0}, league, ""));
}

/* Whether a round has so many rankings of which the table could be, and which. */
static bool chooses(const char *round, const char *category, size_t count, const char *of)
{
	const struct narrowing by = {.category = category};
	const struct ranking_rule *rule = NULL;
	struct trial trial;
	bool good;

	trial_run(&trial, round, NULL, pair);
	good = !trial.failure && results_league(trial.round, &by, &rule) == count &&
	       (count != 1 || !strcmp(rule->of, of));
	trial_finish(&trial);
	return good;
}

static void which_ranking(void)
{
	CU_ASSERT(chooses(OVERALL, NULL, 1, "overall"));
	CU_ASSERT(chooses(OVERALL, "*", 1, "overall"));
	CU_ASSERT(chooses(OVERALL, "overall", 1, "overall"));
	CU_ASSERT(chooses(OVERALL, "l", 1, "l"));
	CU_ASSERT(chooses(OVERALL, "?", 2, ""));
	CU_ASSERT(chooses(OVERALL, "m", 0, ""));
	CU_ASSERT(chooses(CATEGORIES, NULL, 2, ""));
	CU_ASSERT(chooses(CATEGORIES "[award a]\ntitle = A\nof = k/x\nfirst = 1\n"
				     "[ranking r]\nof = l\n",
			  "k", 1, "k"));
}

static struct narrowing of_columns(size_t count, const char *const *columns)
{
	return (struct narrowing){.columns = {columns, count}};
}

/* Columns that were asked for, in the order of the table; of those who have no place, too. */
static void some_columns(void)
{
	static const char *const names[] = {"l", "id", "s*"}, *const few[] = {"rank", "id"};
	static const char *const scores[] = {"?", "coverage"};
	static const char evidence[] = "id,class,competes,reason,x,y,z\na,p,yes,,50,100,10\n"
				       "b,q,yes,,100,100,20\nc,q,no,host,100,0,60\n";

	CU_ASSERT(says(OVERALL, evidence, of_columns(3, names), league,
		       "id,score,status,l\na,25.00,ranked,10.00\nb,40.00,ranked,20.00\n"
		       "c,60.00,out-of-competition,60.00\n"));
	CU_ASSERT(says(OVERALL, evidence, of_columns(2, few), league, "rank,id\n1,a\n1,b\n,c\n"));
	CU_ASSERT(says(OVERALL, evidence, of_columns(2, scores), league,
		       "coverage,k,l\n100.00,70.00,10.00\n100.00,100.00,20.00\n"
		       "100.00,60.00,60.00\n"));
	CU_ASSERT(says("edition = 1, 2\n" OVERALL, "id,edition,x,y,z\na,1,50,50,50\na,2,60,60,60\n",
		       of_columns(1, (const char *const[]){"e*"}), league, "edition\n1\n2\n"));
	CU_ASSERT(says(OVERALL, "id,test,x,y,z\na,yes,50,50,50\n", of_columns(2, few), league,
		       "rank,id,test\n1,a,yes\n"));
}

/* Several editions: each row says its own. */
static void of_a_panel(void)
{
	CU_ASSERT(says("edition = 1, 2\n" OVERALL,
		       "id,edition,x,y,z\na,1,50,50,50\na,2,60,60,60\nb,2,70,70,70\n",
		       (struct narrowing){0}, league,
		       "edition,group,rank,id,name,class,region,score,coverage,status,k,l\n"
		       "1,,1,a,a,,,50.00,100.00,ranked,50.00,50.00\n"
		       "2,,1,b,b,,,70.00,100.00,ranked,70.00,70.00\n"
		       "2,,2,a,a,,,60.00,100.00,ranked,60.00,60.00\n"));
}

static void of_test_evidence(void)
{
	CU_ASSERT(says(OVERALL, "id,test,x,y,z\na,yes,50,50,50\n", (struct narrowing){0}, league,
		       "group,rank,id,name,class,region,score,coverage,status,k,l,test\n"
		       ",1,a,a,,,50.00,100.00,ranked,50.00,50.00,yes\n"));
}

static void narrowed_rankings(void)
{
	static const char head[] = "ranking,of,edition,group,rank,id,name,class,region,score,"
				   "coverage,grade,status,reason,decided_by\n";
	char expected[1000];

	snprintf(expected, sizeof(expected),
		 "%smain,k,1,q,1,b,b,q,,100.00,100.00,,ranked,,\n"
		 "fine,k/x,1,q,1,b,b,q,,100.00,100.00,,ranked,,\n",
		 head);
	CU_ASSERT(says(OVERALL "[ranking fine]\nof = k/x\n[ranking all]\nof = k\nwithin = all\n",
		       pair, (struct narrowing){.category = "k", .class_id = "q"}, rankings,
		       expected));
	snprintf(expected, sizeof(expected), "%smain,overall,1,p,1,a,a,p,,25.00,100.00,,ranked,,\n",
		 head);
	CU_ASSERT(says(OVERALL, pair, (struct narrowing){.category = "over*", .class_id = "p"},
		       rankings, expected));
}

void suite_league(void)
{
	CU_pSuite suite = CU_add_suite("league", write_criteria, NULL);

	CU_ADD_TEST(suite, of_overall);
	CU_ADD_TEST(suite, by_region);
	CU_ADD_TEST(suite, of_a_category);
	CU_ADD_TEST(suite, which_ranking);
	CU_ADD_TEST(suite, some_columns);
	CU_ADD_TEST(suite, of_a_panel);
	CU_ADD_TEST(suite, of_test_evidence);
	CU_ADD_TEST(suite, narrowed_rankings);
}
