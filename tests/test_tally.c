/*
 * Prizes counted by region and by class.
 */
#include <CUnit/CUnit.h>

#include "trial.h"

void suite_tally(void);

#define AWARDS                                                                                     \
	"[award best]\ntitle = B\nfirst = 1\nof = c, c/x\n[award good]\ntitle = G\n"               \
	"min-score = 50\nof = c\n[award jury]\ntitle = J\ngiven-to = d, e\nsource = s\n"

/* score (x + y) / 2: a 85, b 75, c 55, d 20, e 40 */
static const char criteria[] = "[criteria]\nx = 50\ny = 50\n";
static const char evidence[] = "id,class,region,x,y\na,p,west,90,80\nb,p,east,70,80\n"
			       "c,q,west,60,50\nd,q,north,10,30\ne,q,,40,40\n";

/*
 * best of c: a, c; of c/x: a, c; good: a, b, c; jury: d, e. So west has a (best twice, good) and c (best twice,
 * good): 2 agencies, 6 awards; east, north and no region one each, by bytes of the name.
 */
static void tallied(const char *keys, const char *expected)
{
	struct trial trial;
	char round[500];

	snprintf(round, sizeof(round), AWARDS "%s", keys);
	trial_run(&trial, round, criteria, evidence);
	CU_ASSERT(same(trial_tally(&trial), expected));
	trial_finish(&trial);
}

static void by_region(void)
{
	tallied("[tally]\n", "west 2/6 (4 2 0);  1/1 (0 0 1); east 1/1 (0 1 0); north 1/1 (0 0 1)");
	tallied("[tally]\nby = region\n",
		"west 2/6 (4 2 0);  1/1 (0 0 1); east 1/1 (0 1 0); north 1/1 (0 0 1)");
}

/* p: a three, b one; q: c three, d and e one each. */
static void by_class(void)
{
	tallied("[tally]\nby = class\n", "q 3/5 (2 1 2); p 2/4 (2 2 0)");
}

static void some_awards(void)
{
	tallied("[tally]\nawards = good\n", "west 2/2 (2); east 1/1 (1)");
	tallied("[tally]\nawards = j*, best\n", "west 2/4 (4 0);  1/1 (0 1); north 1/1 (0 1)");
}

/* "costarring" and "liquid" have the same hash (FNV-1a, 32 bits), and are two regions all the same. */
static void same_hash(void)
{
	struct trial trial;

	trial_run(&trial, AWARDS "[tally]\nawards = best\n", criteria,
		  "id,class,region,x,y\na,p,costarring,90,80\nc,q,liquid,60,50\n"
		  "d,q,liquid,10,30\ne,r,costarring,4,4\n");
	CU_ASSERT(same(trial_tally(&trial), "costarring 2/4 (4); liquid 1/2 (2)"));
	trial_finish(&trial);
}

static void without_tally(void)
{
	tallied("", "");
}

void suite_tally(void)
{
	CU_pSuite suite = CU_add_suite("tally", NULL, NULL);

	CU_ADD_TEST(suite, by_region);
	CU_ADD_TEST(suite, by_class);
	CU_ADD_TEST(suite, some_awards);
	CU_ADD_TEST(suite, same_hash);
	CU_ADD_TEST(suite, without_tally);
}
