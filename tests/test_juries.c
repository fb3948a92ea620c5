#include <CUnit/CUnit.h>
#include <string.h>

#include "trial.h"

void suite_juries(void);

#define JUDGES "[criteria]\nj1 =\nj2 =\nj3 =\nj4 =\nj5 =\n"
#define MARKS                                                                                      \
	"id,j1,j2,j3,j4,j5\na,10,20,30,40,90\nb,50,50,50,50,50\nc,80,!not-applicable,60,,70\n"     \
	"d,1,2,!not-applicable,!not-applicable,!not-applicable\n"                                  \
	"e,7,!not-applicable,!not-applicable,!not-applicable,!not-applicable\n"

static void median(void)
{
	static const char criteria[] = "missing = reweight\naggregate = median\n" JUDGES;

	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, MARKS, "c", "score",
			      "30.0000 50.0000 70.0000 1.5000 7.0000"));
	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, MARKS, "c", "spread",
			      "80.0000 0.0000 20.0000 1.0000 0.0000"));
	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, MARKS, "c", "coverage",
			      "100.0000 100.0000 75.0000 100.0000 100.0000"));
}

/* Between two billionths: half to even. */
static void median_on_the_grid(void)
{
	CU_ASSERT(trial_shows(FOUR_PLACES, "aggregate = median\n[criteria]\nx =\ny =\n",
			      "id,x,y\na,0.000000001,0.000000002\nb,0.000000003,0.000000002\n"
			      "c,0.000000003,0.000000004\n",
			      "c", "exact", "0.000000002 0.000000002 0.000000004"));
}

static void no_weights(void)
{
	CU_ASSERT(trial_fails(FOUR_PLACES, "aggregate = median\n[criteria]\nx = 100\ny = 0\n",
			      "id,x,y\na,1,2\n", "E-INI-026"));
	CU_ASSERT(trial_shows(FOUR_PLACES, "aggregate = median\n[criteria]\nx =\ny =\nz = 0\n",
			      "id,x,y,z\na,1,2,90\n", "c", "score", "1.5000"));
}

static void trimmed(void)
{
	static const char criteria[] = "missing = reweight\naggregate = trimmed 1\n" JUDGES;

	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, MARKS, "c", "score",
			      "30.0000 50.0000 70.0000 1.5000 7.0000"));
	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, MARKS, "c", "spread",
			      "80.0000 0.0000 20.0000 1.0000 0.0000"));
	CU_ASSERT(trial_shows(FOUR_PLACES, "missing = reweight\naggregate = trimmed 2\n" JUDGES,
			      MARKS, "c", "exact",
			      "38.000000000 50.000000000 70.000000000 1.500000000 7.000000000"));
	CU_ASSERT(trial_shows(
	    FOUR_PLACES,
	    "missing = reweight\naggregate = trimmed 1\n[criteria]\nx =\ny =\nz =\nw =\n",
	    "id,w,x,y,z\na,10,20,40,90\nb,10,20,,90\n", "c", "score", "30.0000 40.0000"));
	CU_ASSERT(trial_shows(FOUR_PLACES, "missing = reweight\naggregate = trimmed 3\n" JUDGES,
			      MARKS, "c", "score", "38.0000 50.0000 70.0000 1.5000 7.0000"));
}

/* a: (30 30 + 20 20 + 25 10) / 75, b: (30 5 + 20 8 + 25 9) / 75: of equal ones the first in the file is the lowest. */
static void trimmed_weights(void)
{
	CU_ASSERT(trial_shows(FOUR_PLACES,
			      "aggregate = trimmed 1\n[criteria]\nu = 10\nv = 30\nw = 20\nx = 25\n"
			      "y = 15\n",
			      "id,u,v,w,x,y\na,10,30,20,10,90\nb,5,5,8,9,9\n", "c", "exact",
			      "20.666666667 7.133333333"));
	CU_ASSERT(trial_fails(FOUR_PLACES, "aggregate = trimmed 1\n[criteria]\nu = 10\nv = 30\n",
			      "id,u,v\na,10,30\n", "E-INI-021"));
}

/* A mark by policy is a value like others. */
static void policy(void)
{
	CU_ASSERT(trial_shows(FOUR_PLACES, "missing = zero\naggregate = trimmed 1\n" JUDGES, MARKS,
			      "c", "spread", "80.0000 0.0000 80.0000 1.0000 0.0000"));
	CU_ASSERT(trial_shows(FOUR_PLACES, "missing = zero\naggregate = trimmed 1\n" JUDGES, MARKS,
			      "c", "score", "30.0000 50.0000 65.0000 1.5000 7.0000"));
	CU_ASSERT(trial_shows(FOUR_PLACES, "aggregate = trimmed 1\n" JUDGES, MARKS, "c", "spread",
			      "80.0000 0.0000 20.0000 1.0000 0.0000"));
	CU_ASSERT(trial_shows(FOUR_PLACES, JUDGES, MARKS, "c", "spread", "- - - - -"));
}

/* The grid ends at 9223372036: a is apart by so much, b by a half more, c by twice as much. */
static void wide_spread(void)
{
	CU_ASSERT(trial_shows(
	    "precision = 0\n", "range = any\naggregate = median\n[criteria]\nx =\ny =\n",
	    "id,x,y\na,0,9223372036\nb,-0.5,9223372036\nc,-9223372036,9223372036\n", "c", "spread",
	    "9223372036 - -"));
}

/*
 * Severity: j2's 60, 70, 80 become 70, 75, 80. j1 has two marks only and j3 the same for all: both stay as they are. c
 * is left out by j1.
 */
static void severity(void)
{
	static const char criteria[] =
	    "aggregate = trimmed 1\nscale = zscore 75, 5\ndirection = higher\nleast = 3\n"
	    "constant = as-is\n[criteria]\nj1 =\nj2 =\nj3 =\n";
	static const char marks[] = "id,j1,j2,j3\na,50,60,66\nb,90,70,66\n"
				    "c,!not-applicable,80,66\n";

	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, marks, "j1", "exact",
			      "50.000000000 90.000000000 -"));
	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, marks, "j2", "exact",
			      "70.000000000 75.000000000 80.000000000"));
	CU_ASSERT(
	    trial_shows(FOUR_PLACES, criteria, marks, "j3", "state", "constant constant constant"));
	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, marks, "c", "exact",
			      "62.000000000 77.000000000 73.000000000"));
	CU_ASSERT(
	    trial_shows(FOUR_PLACES, criteria, marks, "c", "spread", "20.0000 24.0000 14.0000"));
	CU_ASSERT(trial_shows(FOUR_PLACES, criteria, marks, "c", "coverage",
			      "100.0000 100.0000 100.0000"));
}

static void refused(void)
{
	CU_ASSERT(trial_fails(FOUR_PLACES, "aggregate = trimmed\n" JUDGES, MARKS, "E-INI-012"));
	CU_ASSERT(trial_fails(FOUR_PLACES, "aggregate = trimmed 0\n" JUDGES, MARKS, "E-INI-012"));
	CU_ASSERT(trial_fails(FOUR_PLACES, "aggregate = trimmed 1.5\n" JUDGES, MARKS, "E-INI-012"));
	CU_ASSERT(trial_fails(FOUR_PLACES, "aggregate = mediam\n" JUDGES, MARKS, "E-INI-012"));
}

void suite_juries(void)
{
	CU_pSuite suite = CU_add_suite("juries", NULL, NULL);

	CU_add_test(suite, "median", median);
	CU_add_test(suite, "median, half to even", median_on_the_grid);
	CU_add_test(suite, "a median has no weights", no_weights);
	CU_add_test(suite, "trimmed", trimmed);
	CU_add_test(suite, "trimmed with weights", trimmed_weights);
	CU_add_test(suite, "marks by policy; spread", policy);
	CU_add_test(suite, "a spread beyond the grid", wide_spread);
	CU_add_test(suite, "severity, few and constant marks", severity);
	CU_add_test(suite, "words that are refused", refused);
}
