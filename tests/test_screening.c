#include <CUnit/CUnit.h>
#include <string.h>

#include "trial.h"

void suite_screening(void);

#define HEAD "screen = 75%\nmissing = reweight\nscale = minmax\ndirection = higher\n"
#define FOUR "[criteria]\nw =\nx =\ny =\nz =\n"
/* b has 2 of 4, d 2 of 3; its 99 and -5 would stretch every scale. */
#define EVIDENCE                                                                                   \
	"id,competes,w,x,y,z\na,,0,0,0,\nb,,99,99,,\nc,,10,10,10,10\nd,,-5,-5,,!not-applicable\n"  \
	"e,,5,5,5,0\nf,no,7,,,\n"

static void leaves(void)
{
	CU_ASSERT(trial_shows(FOUR_PLACES, HEAD FOUR, EVIDENCE, "w", "score",
			      "0.0000 - 100.0000 - 50.0000 -"));
	CU_ASSERT(trial_shows(FOUR_PLACES, HEAD FOUR, EVIDENCE, "w", "measure", "0 99 10 -5 5 7"));
	CU_ASSERT(trial_shows(FOUR_PLACES, HEAD FOUR, EVIDENCE, "w", "state",
			      "value value value value value value"));
	CU_ASSERT(trial_shows(FOUR_PLACES, HEAD FOUR, EVIDENCE, "c", "score",
			      "0.0000 - 100.0000 - 37.5000 -"));
	CU_ASSERT(trial_shows(FOUR_PLACES, HEAD FOUR, EVIDENCE, "c", "coverage",
			      "75.0000 50.0000 100.0000 66.6667 100.0000 25.0000"));
}

static void status(void)
{
	struct trial trial;

	trial_run(&trial, FOUR_PLACES, HEAD FOUR, EVIDENCE);
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(trial_table(&trial, results_rankings_csv), ",,b,b,,,,50.0000,,screened,2/4,"));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(trial_table(&trial, results_rankings_csv), ",,d,d,,,,66.6667,,screened,2/3,"));
	CU_ASSERT_PTR_NOT_NULL(strstr(trial_table(&trial, results_rankings_csv),
				      ",,f,f,,,,25.0000,,out-of-competition,,"));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(trial_table(&trial, results_rankings_csv), ",3,a,a,,,0.0000,75.0000,,ranked,,"));
	CU_ASSERT_PTR_NOT_NULL(strstr(trial_table(&trial, results_json), "\"screened\":\t2"));
	trial_finish(&trial);
}

/* No policy gives a score to who has left, and no gate speaks of it. */
static void no_policy(void)
{
	static const char criteria[] =
	    "screen = 100%\nmissing = zero\n[criteria]\nx =\ny =\n[criterion g]\nrole = gate\n"
	    "min = 50\nmissing = withhold\n";
	static const char evidence[] = "id,x,y,g\na,1,2,60\nb,1,,60\nc,1,2,10\nd,1,2,\n";
	struct trial trial;

	trial_run(&trial, FOUR_PLACES "[overall]\n", criteria, evidence);
	CU_ASSERT(trial_has(&trial, "c", "score", "1.5000 - 1.5000 -"));
	CU_ASSERT(trial_has(&trial, "y", "score", "2.0000 - 2.0000 -"));
	CU_ASSERT(trial_has(&trial, "overall", "score", "1.5000 0.0000 1.5000 0.0000"));
	CU_ASSERT_PTR_NOT_NULL(strstr(trial_table(&trial, results_rankings_csv),
				      "c,c,,,1.5000,100.0000,,ineligible,g,"));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(trial_table(&trial, results_rankings_csv), "main,overall,1,,2,b,b"));
	trial_finish(&trial);
}

/* Only criteria with a method that count; what is unverified and as-value has its measure. */
static void what_counts(void)
{
	static const char criteria[] =
	    "screen = 60%\nmissing = zero\n[groups]\ng = 100\nshown = 0\n[criteria g]\nx = 50\n"
	    "y = 50\nv = 0\n[criteria shown]\ns1 =\ns2 =\n[criterion z]\nof = x\nweight = 0\n";
	static const char round[] = FOUR_PLACES "[states]\nunverified = as-value\nlate = as-zero\n";

	CU_ASSERT(trial_shows(round, criteria,
			      "id,x,y,v,s1,s2\na,1,1,,,\nb,1,,1,1,1\nc,1,!unverified 5,,,\n"
			      "d,1,!late,1,1,1\ne,!not-applicable,2,,,\n",
			      "c", "score", "1.0000 - 3.0000 - 2.0000"));
}

/* Imputation comes after: who has left gives nothing and gets nothing. */
static void before_imputation(void)
{
	CU_ASSERT(trial_shows(FOUR_PLACES,
			      "screen = 50%\nmissing = mean of class\n[criteria]\nx =\ny =\n",
			      "id,x,y\na,1,\nb,3,5\nc,,\nd,,7\n", "y", "measure", "6 5 - 7"));
	CU_ASSERT(trial_shows(FOUR_PLACES,
			      "screen = 51%\nmissing = mean of class\n[criteria]\nx =\ny =\n",
			      "id,x,y\na,1,\nb,3,5\nc,,\nd,,7\n", "y", "measure", "- 5 - 7"));
}

static void rules(const struct results *results, struct sink *sink)
{
	struct text out = {0};

	round_print(results->round, &out);
	sink_add(sink, out.data, out.length);
	text_free(&out);
}

static void outliers(void)
{
	static const char criteria[] =
	    "outliers = winsor 5\nscale = minmax\ndirection = higher\n[criteria]\nx =\n";
	static const char evidence[] = "id,x\na,1\nb,2\nc,3\nd,4\ne,5\nf,6\ng,7\nh,8\ni,9\n"
				       "j,10\nk,30\nl,100\n";
	struct trial trial;

	trial_run(&trial, FOUR_PLACES, criteria, evidence);
	CU_ASSERT(trial_has(&trial, "x", "score",
			    "0.0000 3.4483 6.8966 10.3448 13.7931 17.2414 20.6897 24.1379 27.5862 "
			    "31.0345 100.0000 100.0000"));
	CU_ASSERT(trial_has(&trial, "x", "measure", "1 2 3 4 5 6 7 8 9 10 30 100"));
	CU_ASSERT_STRING_EQUAL(trial_table(&trial, results_treated_csv),
			       "category,node,edition,id,from,to,how\nc,x,1,l,100,30,winsor\n");
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(trial_table(&trial, results_json), "\"from\":100,\"to\":30,\"how\":\"winsor\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(trial_table(&trial, rules), "\nskew = 2 ; default\n"));
	trial_finish(&trial);
	CU_ASSERT(trial_shows(FOUR_PLACES, "outliers = winsor 5\nskew = 3.1\n[criteria]\nx =\n",
			      evidence, "x", "score",
			      "1.0000 2.0000 3.0000 4.0000 5.0000 6.0000 7.0000 8.0000 9.0000 "
			      "10.0000 30.0000 100.0000"));
	CU_ASSERT(trial_shows(FOUR_PLACES,
			      "outliers = winsor 5\n[criterion z]\nof = x\n[criterion x]\n"
			      "outliers = keep\n",
			      evidence, "z", "score",
			      "1.0000 2.0000 3.0000 4.0000 5.0000 6.0000 7.0000 8.0000 9.0000 "
			      "10.0000 30.0000 30.0000"));
}

static void refused(void)
{
	static const char *const keys[] = {"screen = 0\n",          "screen = 101%\n",
					   "screen = half\n",       "outliers = winsor\n",
					   "outliers = winsor 0\n", "outliers = winsor-log\n",
					   "outliers = log 5\n",    "skew = 0\n",
					   "kurtosis = -1\n"};
	char criteria[200];

	for (unsigned i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		strcpy(criteria, keys[i]);
		strcat(criteria, FOUR);
		CU_ASSERT(trial_fails(FOUR_PLACES, criteria, EVIDENCE, "E-INI-012"));
	}
	CU_ASSERT(trial_fails(FOUR_PLACES, FOUR "[group g]\nscreen = 50%\n[criteria g]\nq =\n",
			      EVIDENCE, "E-INI-013"));
	CU_ASSERT(trial_fails(FOUR_PLACES,
			      "outliers = winsor 5\nreference = frozen\nscale = minmax\n"
			      "direction = higher\n[criterion w]\nmin = 0\nmax = 1\n",
			      EVIDENCE, "E-INI-026"));
}

void suite_screening(void)
{
	CU_pSuite suite = CU_add_suite("screening", NULL, NULL);

	CU_add_test(suite, "who has too little leaves", leaves);
	CU_add_test(suite, "status and reason", status);
	CU_add_test(suite, "no policy brings them back", no_policy);
	CU_add_test(suite, "which criteria count", what_counts);
	CU_add_test(suite, "before imputation", before_imputation);
	CU_add_test(suite, "outliers, from evidence to table", outliers);
	CU_add_test(suite, "values that are refused", refused);
}
