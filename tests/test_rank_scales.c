#include <CUnit/CUnit.h>
#include <string.h>

#include "trial.h"

void suite_rank_scales(void);

#define EVIDENCE "id,x\na,10\nb,20\nc,20\nd,40\n"
#define X "[criterion x]\n"

/* Ranks 1, 2.5, 2.5, 4 of 5; quantiles in 60 digits by the inverse error function. */
static void normal_score(void)
{
	CU_ASSERT(trial_shows(FOUR_PLACES,
			      "range = any\ndirection = higher\nscale = normal-score\n" X, EVIDENCE,
			      "x", "exact", "-0.841621234 0.000000000 0.000000000 0.841621234"));
	CU_ASSERT(trial_shows(FOUR_PLACES, "direction = lower\nscale = normal-score 50, 10\n" X,
			      EVIDENCE, "x", "exact",
			      "58.416212336 50.000000000 50.000000000 41.583787664"));
}

static void exponential(void)
{
	CU_ASSERT(trial_shows(FOUR_PLACES, "direction = higher\nscale = exponential 23\n" X,
			      EVIDENCE, "x", "exact",
			      "0.000000000 10.632270941 10.632270941 31.009143533"));
	CU_ASSERT(
	    trial_shows(FOUR_PLACES, "range = 1..2\ndirection = lower\nscale = exponential 23\n" X,
			EVIDENCE, "x", "exact", "1.310091435 1.106322709 1.106322709 1.000000000"));
}

/* Who does not compete gets a rank from 1 to n. */
static void out_of_competition(void)
{
	static const char evidence[] =
	    "id,competes,x\na,,10\nb,,20\nc,,20\nd,,40\ny,no,99\nz,no,1\n";

	CU_ASSERT(trial_shows(FOUR_PLACES, "direction = higher\nscale = normal-score 50, 10\n" X,
			      evidence, "x", "score",
			      "41.5838 50.0000 50.0000 58.4162 58.4162 41.5838"));
	CU_ASSERT(trial_shows(FOUR_PLACES, "direction = higher\nscale = exponential 23\n" X,
			      evidence, "x", "score",
			      "0.0000 10.6323 10.6323 31.0091 31.0091 0.0000"));
}

static void rescaled(void)
{
	CU_ASSERT(trial_shows(FOUR_PLACES, "rescale = exponential 23\n" X, EVIDENCE, "c", "score",
			      "0.0000 10.6323 10.6323 31.0091"));
	CU_ASSERT(trial_shows(FOUR_PLACES, "range = any\nrescale = normal-score\n" X, EVIDENCE, "c",
			      "score", "-0.8416 0.0000 0.0000 0.8416"));
}

#define TWO_CLASSES "id,class,x\na,p,10\nb,p,30\nc,q,10\nd,q,20\ne,q,50\n"
#define MINMAX "direction = higher\nscale = minmax\n"

static void least(void)
{
	CU_ASSERT(trial_shows(FOUR_PLACES, MINMAX "least = 3\nconstant = 7\n" X, TWO_CLASSES, "x",
			      "score", "7.0000 7.0000 0.0000 25.0000 100.0000"));
	CU_ASSERT(trial_shows(FOUR_PLACES, MINMAX "constant = 7\n" X, TWO_CLASSES, "x", "score",
			      "0.0000 100.0000 0.0000 25.0000 100.0000"));
	CU_ASSERT(trial_fails(FOUR_PLACES, MINMAX "least = 4\n" X, TWO_CLASSES, "E-SCO-003"));
	CU_ASSERT(trial_shows(FOUR_PLACES, "least = 9\nscale = rank\ndirection = higher\n" X,
			      TWO_CLASSES, "x", "score", "1.0000 2.0000 1.0000 2.0000 3.0000"));
	CU_ASSERT(trial_shows(FOUR_PLACES,
			      "least = 3\nscale = percentile\ndirection = higher\n"
			      "constant = drop\n" X,
			      TWO_CLASSES, "x", "state", "constant constant value value value"));
}

static void as_is(void)
{
	static const char criteria[] = MINMAX "least = 3\nconstant = as-is\n" X;

	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, TWO_CLASSES, "x", "exact",
			      "10.000000000 30.000000000 0.000000000 25.000000000 100.000000000"));
	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, TWO_CLASSES, "x", "state",
			      "constant constant value value value"));
	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, TWO_CLASSES, "x", "coverage",
			      "100.0000 100.0000 100.0000 100.0000 100.0000"));
	/* the nearest double is 5.5e-14 above 2.0000045085 */
	CU_ASSERT(trial_shows(FOUR_PLACES, MINMAX "constant = as-is\n" X,
			      "id,class,x\na,p,2.0000045085\nb,p,2.0000045085\n", "x", "exact",
			      "2.000004509 2.000004509"));
	CU_ASSERT(
	    trial_shows(FOUR_PLACES, "rescale = zscore 50, 10\nleast = 3\nconstant = as-is\n" X,
			TWO_CLASSES, "c", "score", "10.0000 30.0000 41.9936 46.7974 61.2090"));
}

/* A class of agencies out of competition: nobody to be compared with, whatever the scale. */
static void nobody(void)
{
	static const char evidence[] = "id,class,competes,x\na,p,,10\nb,p,,20\nz,q,no,15\n";
	static const char *const scales[] = {"minmax",       "zscore 0, 1",   "rank",
					     "percentile",   "share-of-best", "target 30",
					     "normal-score", "exponential 23"};

	for (unsigned i = 0; i < sizeof(scales) / sizeof(*scales); i++) {
		char criteria[200] =
		    "range = any\nconstant = 7\nleast = 1\ndirection = higher\n" X "scale = ";
		struct trial trial;

		strcat(criteria, scales[i]);
		trial_run(&trial, FOUR_PLACES, criteria, evidence);
		CU_ASSERT_PTR_NOT_NULL(strstr(trial_table(&trial, results_scores_csv),
					      "c,x,criterion,score,1,z,,15,value,7.000000000,"));
		trial_finish(&trial);
	}
	CU_ASSERT(trial_fails(FOUR_PLACES, "direction = higher\nscale = rank\n" X, evidence,
			      "E-SCO-003"));
}

static void constant(void)
{
	static const char evidence[] = "id,x\na,5\nb,5\nc,5\n";

	CU_ASSERT(trial_fails(FOUR_PLACES, "direction = higher\nscale = exponential 23\n" X,
			      evidence, "E-SCO-003"));
	CU_ASSERT(trial_fails(FOUR_PLACES,
			      "range = any\ndirection = higher\nscale = normal-score\n" X, evidence,
			      "E-SCO-003"));
}

static void refused(void)
{
	static const char *const scales[] = {
	    "exponential",     "exponential 0",      "exponential -3", "exponential 1, 2",
	    "normal-score 50", "normal-score 50, 0", "normal-scores",  "exponential x"};

	for (unsigned i = 0; i < sizeof(scales) / sizeof(*scales); i++) {
		char criteria[100] = "direction = higher\n" X "scale = ";

		strcat(criteria, scales[i]);
		CU_ASSERT(trial_fails(FOUR_PLACES, criteria, EVIDENCE, "E-INI-012"));
	}
	CU_ASSERT(trial_fails(FOUR_PLACES, X "scale = exponential 23\n", EVIDENCE, "E-INI-025"));
	CU_ASSERT(trial_fails(FOUR_PLACES, "least = 0\n" X, EVIDENCE, "E-INI-012"));
}

void suite_rank_scales(void)
{
	CU_pSuite suite = CU_add_suite("rank scales", NULL, NULL);

	CU_add_test(suite, "normal-score", normal_score);
	CU_add_test(suite, "exponential", exponential);
	CU_add_test(suite, "out of competition", out_of_competition);
	CU_add_test(suite, "as rescale", rescaled);
	CU_add_test(suite, "sets that are too small", least);
	CU_add_test(suite, "constant = as-is", as_is);
	CU_add_test(suite, "nobody to be compared with", nobody);
	CU_add_test(suite, "all equal", constant);
	CU_add_test(suite, "arguments that are refused", refused);
}
