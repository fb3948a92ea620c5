#include <CUnit/CUnit.h>
#include <string.h>

#include "trial.h"

void suite_imputation(void);

#define X "[criterion x]\n"

static void by_class(void)
{
	static const char evidence[] = "id,class,x\na,p,1\nb,p,2\nc,p,\nd,q,\ne,q,\n";
	static const char criteria[] = X "missing = mean of class\n";

	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, evidence, "x", "measure", "1 2 1.5 - -"));
	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, evidence, "x", "state",
			      "value value imputed missing missing"));
	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, evidence, "c", "coverage",
			      "100.0000 100.0000 0.0000 0.0000 0.0000"));
	CU_ASSERT(
	    trial_shows(FOUR_PLACES, criteria, evidence, "c", "score", "1.0000 2.0000 1.5000 - -"));
}

static void medians(void)
{
	static const char evidence[] =
	    "id,class,region,x\na,p,n,1\nb,p,n,2\nc,q,n,10\nd,q,s,90\ne,q,s,\nf,p,n,\ng,p,,\n";

	CU_ASSERT(trial_shows(FOUR_PLACES, X "missing = median of all\n", evidence, "x", "measure",
			      "1 2 10 90 6 6 6"));
	CU_ASSERT(trial_shows(FOUR_PLACES, X "missing = median of region\n", evidence, "x",
			      "measure", "1 2 10 90 90 2 -"));
	CU_ASSERT(trial_shows(FOUR_PLACES, X "missing = mean of region\nmeasure-round = 0 up\n",
			      evidence, "x", "measure", "1 2 10 90 90 4.333333333333333 -"));
	CU_ASSERT(trial_shows(FOUR_PLACES, X "missing = mean of all\nmeasure-range = 2..20\n",
			      evidence, "x", "measure", "2 2 10 20 8.5 8.5 8.5"));
}

/* Others give no measure, but get one. */
static void out_of_competition(void)
{
	static const char evidence[] = "id,competes,x\na,,1\nb,,3\nc,no,80\nd,no,\ne,,\n";

	CU_ASSERT(trial_shows(FOUR_PLACES, X "missing = mean of class\n", evidence, "x", "measure",
			      "1 3 80 2 2"));
}

/* What is left out or zero is not missing; unknown and undefined are. */
static void states(void)
{
	static const char round[] = FOUR_PLACES "[states]\nunverified = as-zero\nlate = as-value\n";
	static const char evidence[] =
	    "id,x\na,4\nb,!not-applicable\nc,!unverified 9\nd,!unknown\ne,!late 6\nf,!late\n";

	CU_ASSERT(trial_shows(round, X "missing = mean of class\n", evidence, "x", "measure",
			      "4 - - 5 6 5"));
	CU_ASSERT(trial_shows(round, X "missing = mean of class\n", evidence, "x", "state",
			      "value not-applicable zero imputed value imputed"));
	CU_ASSERT(trial_shows(round, X "missing = mean of class\n", evidence, "x", "score",
			      "4.0000 - 0.0000 5.0000 6.0000 5.0000"));
}

static void undefined(void)
{
	static const char evidence[] = "id,p,w\na,1,2\nb,3,4\nc,1,0\n";

	CU_ASSERT(trial_shows(FOUR_PLACES,
			      "missing = mean of class\n[criterion x]\nmethod = ratio\npart = p\n"
			      "whole = w\n",
			      evidence, "x", "measure", "0.5 0.75 0.625"));
	CU_ASSERT(
	    trial_shows(FOUR_PLACES, X "missing = mean of class\nscale = log-goalposts 1..10\n",
			"id,x\na,-1\nb,-3\nc,\n", "x", "state", "undefined undefined undefined"));
	CU_ASSERT(trial_shows(FOUR_PLACES "[states]\nundefined = as-zero\n",
			      X "missing = mean of class\nscale = log-goalposts 1..10\n",
			      "id,x\na,-1\nb,-3\nc,\nd,10\n", "x", "score",
			      "0.0000 0.0000 30.1030 100.0000"));
}

/* An imputed measure is one of the reference set: 10, 20, 30 and 20 have a sample deviation of 8.165. */
static void is_compared(void)
{
	CU_ASSERT(trial_shows(FOUR_PLACES,
			      X "missing = mean of class\nscale = zscore 50, 10\n"
				"direction = higher\n",
			      "id,x\na,10\nb,20\nc,30\nd,\n", "x", "exact",
			      "37.752551286 50.000000000 62.247448714 50.000000000"));
}

/* Said above, it holds for the criteria; a group without a value is withheld. */
static void said_above(void)
{
	static const char criteria[] =
	    "missing = mean of class\n[groups]\ng =\nh =\n[criteria g]\nx =\n[criteria h]\ny =\n";

	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, "id,x,y\na,1,\nb,,\nc,3,\n", "g", "score",
			      "1.0000 2.0000 3.0000"));
	CU_ASSERT(
	    trial_shows(FOUR_PLACES, criteria, "id,x,y\na,1,\nb,,\nc,3,\n", "c", "score", "- - -"));
	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, "id,x,y\na,1,4\nb,,\nc,3,8\n", "c", "score",
			      "2.5000 4.0000 5.5000"));
}

/* The value of another node is on the grid, and so is what is imputed for it. */
static void of_a_node(void)
{
	CU_ASSERT(trial_shows(FOUR_PLACES,
			      "missing = reweight\n[criterion x]\nweight = 100\n[criterion z]\n"
			      "of = x\nweight = 0\nmissing = mean of class\n",
			      "id,x\na,1\nb,2\nc,2\nd,\n", "z", "exact",
			      "1.000000000 2.000000000 2.000000000 1.666666667"));
}

static void refused(void)
{
	static const char *const words[] = {"mean", "mean of", "mean of kota", "mode of class",
					    "median of frozen"};

	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++) {
		char criteria[100] = X "missing = ";

		strcat(criteria, words[i]);
		CU_ASSERT(trial_fails(FOUR_PLACES, criteria, "id,x\na,1\n", "E-INI-012"));
	}
}

void suite_imputation(void)
{
	CU_pSuite suite = CU_add_suite("imputation", NULL, NULL);

	CU_add_test(suite, "the mean of the class", by_class);
	CU_add_test(suite, "medians, regions, all", medians);
	CU_add_test(suite, "out of competition", out_of_competition);
	CU_add_test(suite, "states", states);
	CU_add_test(suite, "undefined measures", undefined);
	CU_add_test(suite, "imputed measures are compared", is_compared);
	CU_add_test(suite, "said above", said_above);
	CU_add_test(suite, "the value of a node", of_a_node);
	CU_add_test(suite, "words that are refused", refused);
}
