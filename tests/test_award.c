/*
 * Prizes: cuts, minima, places, mentions. Every expected line is counted by hand from the scores beside it.
 */
#include <CUnit/CUnit.h>

#include "helper.h"
#include "trial.h"

void suite_award(void);

#define X "grades = A >= 80, B >= 60, C\n[criterion x]\n"
#define BEST "[award best]\ntitle = Best\n"

/* scores 90 80 80 70 60 60 in one class */
static const char six[] = "id,x\na,90\nb,80\nc,80\nd,70\ne,60\nf,60\n";

struct award_case {
	const char *round, *evidence, *expected;
};

static void check(const struct award_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct trial trial;

		trial_run(&trial, cases[i].round, X, cases[i].evidence);
		CU_ASSERT(same(trial_awards(&trial), cases[i].expected));
		trial_finish(&trial);
	}
}

#define CHECK(cases) check(cases, sizeof(cases) / sizeof(*(cases)))

static void cuts(void)
{
	static const struct award_case cases[] = {
	    {BEST "first = 1\n", six, "best c a=I"},
	    {BEST "first = 2\n", six, "best c a=I; best c b=II; best c c=II"},
	    {BEST "first = 3\n", six, "best c a=I; best c b=II; best c c=II"},
	    {BEST "first = 4\n", six, "best c a=I; best c b=II; best c c=II; best c d=IV"},
	    {BEST "first = 2\nat-cut = withhold\n", six, "best c a=I"},
	    {BEST "first = 3\nat-cut = withhold\n", six, "best c a=I; best c b=II; best c c=II"},
	    {BEST "first = 9\nat-cut = withhold\n", six,
	     "best c a=I; best c b=II; best c c=II; best c d=IV; best c e=V; best c f=V"},
	    {BEST "first = 2\n", "id,competes,x\na,no,90\nb,yes,80\nc,yes,\nd,yes,70\n",
	     "best c b=I; best c d=II"},
	};

	CHECK(cases);
}

static void withheld_is_reported(void)
{
	struct trial trial;

	trial_run(&trial, BEST "first = 5\nat-cut = withhold\n", X, six);
	CU_ASSERT(same(trial_withheld(&trial), "best c [] e f"));
	CU_ASSERT(same(trial_awards(&trial), "best c a=I; best c b=II; best c c=II; best c d=IV"));
	trial_finish(&trial);
}

/* Each group has a cut of its own. */
static void withheld_per_group(void)
{
	struct trial trial;

	trial_run(&trial, BEST "first = 1\nat-cut = withhold\n", X,
		  "id,class,x\na,p,5\nb,p,5\nc,q,5\nd,q,5\ne,q,5\nf,r,1\n");
	CU_ASSERT(same(trial_withheld(&trial), "best c [p] a b; best c [q] c d e"));
	CU_ASSERT(same(trial_awards(&trial), "best c f=I"));
	trial_finish(&trial);
}

/* Competition positions decide who is in, whatever ties says; the place is the rank. */
static void other_ties(void)
{
	static const struct award_case cases[] = {
	    {"[ranking]\nties = dense\n" BEST "first = 4\n", six,
	     "best c a=I; best c b=II; best c c=II; best c d=III"},
	    {"[ranking]\nties = modified\n" BEST "first = 2\n", six,
	     "best c a=I; best c b=II; best c c=II"},
	    {"[ranking]\nties = fractional\n" BEST "first = 2\n", six,
	     "best c a=I; best c b=II; best c c=II"},
	    {"[ranking]\nties = ordinal\n" BEST "first = 2\n", six,
	     "best c a=I; best c b=II; best c c=III"},
	};

	CHECK(cases);
}

static void minima(void)
{
	static const struct award_case cases[] = {
	    {BEST "first = 3\nmin-score = 80\n", six, "best c a=I; best c b=II; best c c=II"},
	    {BEST "first = 3\nmin-score = 80.01\n", six, "best c a=I"},
	    /* who fails frees no place: e and f would be fourth otherwise */
	    {BEST "first = 1\nmin-score = 95\n", six, ""},
	    {BEST "min-score = 70\n", six, "best c a=; best c b=; best c c=; best c d="},
	    {BEST "min-grade = A\n", six, "best c a=; best c b=; best c c="},
	    {BEST "min-grade = B\nfirst = 1\n", six, "best c a=I"},
	    {BEST "min-grade = B\n", "id,x\na,59.99\nb,60\n", "best c b="},
	    /* published: 79.995 is 80.00 */
	    {BEST "min-score = 80\n", "id,x\na,79.995\nb,79.994\n", "best c a="},
	    {BEST "min-grade = A\n", "id,x\na,79.995\nb,79.994\n", "best c a="},
	};

	CHECK(cases);
}

/* coverage: x 60, y 40 */
static void min_coverage(void)
{
	static const char criteria[] = "missing = reweight\n[criteria]\nx = 60\ny = 40\n";
	static const char evidence[] = "id,x,y\na,90,\nb,,80\nc,70,70\n";
	static const struct {
		const char *award, *expected;
	} cases[] = {
	    {"min-coverage = 60\n", "best c a=; best c c="},
	    {"min-coverage = 60%\n", "best c a=; best c c="},
	    {"min-coverage = 60.01\n", "best c c="},
	    {"min-coverage = 60.01\nfirst = 2\n", ""},
	    {"min-coverage = 60.01\nfirst = 3\n", "best c c=III"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct trial trial;
		char round[200];

		snprintf(round, sizeof(round), BEST "%s", cases[i].award);
		trial_run(&trial, round, criteria, evidence);
		CU_ASSERT(same(trial_awards(&trial), cases[i].expected));
		trial_finish(&trial);
	}
}

static void places(void)
{
	static const struct award_case cases[] = {
	    {BEST "first = 3\nplaces = gold, silver, bronze\n", six,
	     "best c a=gold; best c b=silver; best c c=silver"},
	    {BEST "first = 2\nplaces = gold, silver\n[ranking]\nties = ordinal\n", six,
	     "best c a=gold; best c b=silver; best c c=3"},
	    {BEST "first = 1\nplaces = gold\n", "id,x\na,5\nb,5\n", "best c a=gold; best c b=gold"},
	};

	CHECK(cases);
	CU_ASSERT(trial_fails(BEST "first = 3\nplaces = gold, silver\n", X, six, "E-INI-0"));
	CU_ASSERT(trial_fails(BEST, X, six, "E-INI-0"));
}

static void roman(void)
{
	static const struct {
		size_t n;
		const char *text;
	} cases[] = {
	    {1, "I"},   {4, "IV"},   {9, "IX"},         {14, "XIV"},         {40, "XL"},
	    {90, "XC"}, {400, "CD"}, {1994, "MCMXCIV"}, {3999, "MMMCMXCIX"}, {4000, "4000"}};
	struct arena arena = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CU_ASSERT(same(award_roman(&arena, cases[i].n, false), cases[i].text));
	CU_ASSERT(same(award_roman(&arena, 4, true), "4"));
	arena_free(&arena);
}

static const char two_classes[] =
    "id,class,x\na,kota,90\nb,kota,80\nc,kota,70\nd,kab,60\ne,kab,50\nf,kab,40\n";

#define CLASSES "[class kota]\ntitle = K\n[class kab]\ntitle = B\n"

static void classes(void)
{
	static const struct award_case cases[] = {
	    {CLASSES BEST "first = 1\n", two_classes, "best c a=I; best c d=I"},
	    {CLASSES BEST "first = 1\nfirst.kab = 2\n", two_classes,
	     "best c a=I; best c d=I; best c e=II"},
	    /* no number for all: the other class has no prize */
	    {CLASSES BEST "first.kab = 1\n", two_classes, "best c d=I"},
	    {CLASSES BEST "first = 2\nmin-score = 75\nmin-score.kab = 55\n", two_classes,
	     "best c a=I; best c b=II; best c d=I"},
	    {CLASSES BEST "first = 1\nclasses = kab\n", two_classes, "best c d=I"},
	    {CLASSES BEST "first = 2\nclasses = ko*\n", two_classes, "best c a=I; best c b=II"},
	    /* d is fourth of all: narrowed by class, but counted in the ranking's group */
	    {CLASSES "[ranking]\nwithin = all\n" BEST "first = 4\nclasses = kab\n", two_classes,
	     "best c d=IV"},
	};

	CHECK(cases);
}

static void several_nodes(void)
{
	static const char criteria[] = "[criteria]\nx = 50\ny = 50\n";
	static const char evidence[] = "id,x,y\na,90,0\nb,80,100\n";
	struct trial trial;

	trial_run(&trial, BEST "first = 1\nof = c/x, c, c/y\n", criteria, evidence);
	CU_ASSERT(same(trial_awards(&trial), "best c/x a=I; best c b=I; best c/y b=I"));
	trial_finish(&trial);
}

static void of_a_further_ranking(void)
{
	static const struct award_case cases[] = {
	    {CLASSES "[ranking world]\nof = c\nwithin = all\n" BEST "first = 2\nranking = world\n",
	     two_classes, "best c a=I; best c b=II"},
	};

	CHECK(cases);
}

/* Order: as in the file; mentions by class and id. */
static void mentions(void)
{
	static const struct award_case cases[] = {
	    {CLASSES "[award jury]\ntitle = J\ngiven-to = e, c, b\nsource = minutes\n" BEST
		     "first = 1\n",
	     two_classes, "jury b=; jury c=; jury e=; best c a=I; best c d=I"},
	};

	CHECK(cases);
	CU_ASSERT(trial_fails("[award jury]\ntitle = J\ngiven-to = a, zz\nsource = s\n", X, six,
			      "given-to: expected an agency of the evidence, found \"zz\""));
	CU_ASSERT(trial_fails("[award jury]\ntitle = J\ngiven-to = a\n", X, six, "E-INI-0"));
}

/* In a panel an agency stands for its last edition, and earlier editions come first. */
static void mentions_of_a_panel(void)
{
	static const char round[] =
	    "edition = 2019, 2021\n[award jury]\ntitle = J\ngiven-to = a, b, c\nsource = minutes\n";
	static const char evidence[] =
	    "edition,id,class,x\n2019,a,k,1\n2021,a,k,1\n2021,c,j,1\n2019,b,z,1\n";
	static const struct award_case cases[] = {{round, evidence, "jury b=; jury c=; jury a="}};

	CHECK(cases);
}

void suite_award(void)
{
	CU_pSuite suite = CU_add_suite("award", NULL, NULL);

	CU_ADD_TEST(suite, cuts);
	CU_ADD_TEST(suite, withheld_is_reported);
	CU_ADD_TEST(suite, withheld_per_group);
	CU_ADD_TEST(suite, other_ties);
	CU_ADD_TEST(suite, minima);
	CU_ADD_TEST(suite, min_coverage);
	CU_ADD_TEST(suite, places);
	CU_ADD_TEST(suite, roman);
	CU_ADD_TEST(suite, classes);
	CU_ADD_TEST(suite, several_nodes);
	CU_ADD_TEST(suite, of_a_further_ranking);
	CU_ADD_TEST(suite, mentions);
	CU_ADD_TEST(suite, mentions_of_a_panel);
}
