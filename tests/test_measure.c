/*
 * From states and policies to measures and their states, for needed, optional and list roles.
 */
#include <CUnit/CUnit.h>
#include <math.h>

#include "helper.h"
#include "trial.h"

void suite_measure(void);

#define POLICIES "[states]\nlate = as-zero\nkept = as-value\nout = leave-out\nlost = as-missing\n"

struct measure_case {
	const char *criterion, *evidence, *states, *scores;
};

static void check(const char *round, const struct measure_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct measure_case *one = &cases[i];
		struct trial trial;

		trial_run(&trial, round, one->criterion, one->evidence);
		CU_ASSERT(same(trial_states(&trial, "c/x"), one->states));
		CU_ASSERT(same(trial_scores(&trial, "c/x"), one->scores));
		trial_finish(&trial);
	}
}

#define CHECK(round, cases) check(round, cases, sizeof(cases) / sizeof(*(cases)))

/* A field as it is nobody is asked for; the method is, where it has something to do: nothing, with numbers above 0. */
static void check_asked(const char *round, const struct measure_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct measure_case asked = cases[i];
		struct text criterion = {0};

		text_print(&criterion, "%sabs = yes\n", cases[i].criterion);
		asked.criterion = criterion.data;
		check(round, &asked, 1);
		text_free(&criterion);
	}
}

#define CHECK_FIELD(round, cases)                                                                  \
	do {                                                                                       \
		CHECK(round, cases);                                                               \
		check_asked(round, cases, sizeof(cases) / sizeof(*(cases)));                       \
	} while (0)

#define ONE "missing = reweight\n[criterion x]\n"

static void one_field(void)
{
	static const struct measure_case cases[] = {
	    {ONE, "id,x\na,5\nb,\nc,!not-applicable\nd,!unknown\ne,!unverified 7\n",
	     "a=value b=missing c=not-applicable d=unknown e=unverified", "a=5 b=- c=n/a d=- e=-"},
	    {ONE, "id,x\na,!late 5\nb,!kept 5\nc,!kept\nd,!out 5\ne,!lost 5\n",
	     "a=late b=value c=kept d=out e=lost", "a=0 b=5 c=- d=n/a e=-"},
	    {"missing = 30\n[criterion x]\n",
	     "id,x\na,!late\nb,\nc,!kept\nd,!out\ne,!unverified 5\n",
	     "a=late b=missing c=kept d=out e=unverified", "a=0 b=30 c=30 d=n/a e=30"},
	};

	CHECK_FIELD(POLICIES, cases);
}

/* Where a plain field is rounded and bounded it is so before it becomes points, and only where there is one. */
static void finished_field(void)
{
	static const struct measure_case cases[] = {
	    {ONE "measure-round = 0 down\nmeasure-range = 2..6\n", "id,x\na,5.7\nb,\nc,1.2\nd,99\n",
	     "a=value b=missing c=value d=value", "a=5 b=- c=2 d=6"},
	};

	CHECK_FIELD("", cases);
}

/* The policies of the states that are always there can be changed. */
static void changed_policies(void)
{
	static const struct measure_case cases[] = {
	    {ONE, "id,x\na,!unverified 7\nb,!unverified\nc,!unknown\nd,\n",
	     "a=value b=unverified c=unknown d=missing", "a=7 b=- c=0 d=-"},
	};

	CHECK_FIELD("[states]\nunverified = as-value\nunknown = as-zero\n", cases);
}

/* A value that counts has evidence behind it; what a policy stands in for has not. */
static void coverage(void)
{
	CU_ASSERT(trial_gives(POLICIES, "missing = 30\n[criterion x]\n",
			      "id,x\na,!kept 5\nb,!late\nc,!out\nd,\ne,5\n", trial_coverage, "c/x",
			      "a=100 b=0 c=- d=0 e=100"));
}

#define RATIO "missing = reweight\n[criterion x]\nmethod = ratio\npart = p\nwhole = w\n"

/* Left out before as-zero before missing, whichever role it is. */
static void two_fields(void)
{
	static const struct measure_case cases[] = {
	    {RATIO, "id,p,w\na,1,2\nb,,2\nc,1,\nd,!out,\ne,,!out\n",
	     "a=value b=missing c=missing d=out e=out", "a=0.5 b=- c=- d=n/a e=n/a"},
	    {RATIO, "id,p,w\na,!late,\nb,,!late\nc,!late,!out\nd,!out,!late\n",
	     "a=late b=late c=out d=out", "a=0 b=0 c=n/a d=n/a"},
	    {RATIO, "id,p,w\na,!kept 1,2\nb,!kept,2\nc,!lost,!unknown\n", "a=value b=kept c=lost",
	     "a=0.5 b=- c=-"},
	    {RATIO, "id,p,w\na,1,0\nb,0,0\nc,0,4\n", "a=undefined b=undefined c=value",
	     "a=- b=- c=0"},
	};

	CHECK(POLICIES, cases);
}

static void undefined_policies(void)
{
	static const struct measure_case zero[] = {
	    {RATIO, "id,p,w\na,1,0\nb,1,4\n", "a=undefined b=value", "a=0 b=0.25"}};
	static const struct measure_case out[] = {
	    {RATIO, "id,p,w\na,1,0\nb,1,4\n", "a=undefined b=value", "a=n/a b=0.25"}};

	CHECK("[states]\nundefined = as-zero\n", zero);
	CHECK("[states]\nundefined = leave-out\n", out);
	CU_ASSERT(
	    trial_fails("[states]\nundefined = as-value\n", RATIO, "id,p,w\na,1,1\n", "E-INI-0"));
}

#define MEAN "missing = reweight\n[criterion x]\nmethod = mean\nvalues = u, v, w\n"

/* In a list entries left out are passed over; all of them: not applicable; one missing is missing. */
static void lists(void)
{
	static const struct measure_case cases[] = {
	    {MEAN, "id,u,v,w\na,1,2,6\nb,!out,2,6\nc,!out,!not-applicable,6\nd,!out,!out,!out\n",
	     "a=value b=value c=value d=out", "a=3 b=4 c=6 d=n/a"},
	    {MEAN, "id,u,v,w\na,1,,6\nb,!out,,6\nc,!late,,6\nd,,!late,!out\n",
	     "a=missing b=missing c=late d=late", "a=- b=- c=0 d=0"},
	    {MEAN, "id,u,v,w\na,!kept 1,2,6\nb,!kept,2,6\n", "a=value b=kept", "a=3 b=-"},
	};

	CHECK(POLICIES, cases);
}

/* --- Many rows, several workers --- */

enum { ROWS = 9000 }; /* three blocks */

static void add_row(struct text *evidence, unsigned i)
{
	text_print(evidence, "a%05u,%u,%u\n", i, i % 101, i % 7 ? 2 * i : 0);
}

/* Row i has x = i mod 101 and y = i / 2i, undefined every seventh time, whatever the number of jobs. */
static void many_rows(void)
{
	static const char two[] =
	    "[category c]\ncriteria = c.ini\n[category d]\ncriteria = d.ini\n";
	struct text evidence = {0};

	temp_file("d.ini", "[category]\ntitle = D\nmissing = reweight\n[criterion y]\n"
			   "method = ratio\npart = i\nwhole = w\n");
	text_add(&evidence, "id,i,w\n");
	for (unsigned i = 0; i < ROWS; i++)
		add_row(&evidence, i);
	for (unsigned jobs = 1; jobs <= 3; jobs += 2) {
		struct trial trial;
		const struct node_scores *x, *y;
		unsigned wrong = 0;

		trial_run_jobs(&trial, two, "[criterion x]\nvalue = i\n", evidence.data, jobs);
		CU_ASSERT_PTR_NULL(trial.failure);
		x = scores_of_node(&trial.scores, round_node(trial.round, "c/x"));
		y = scores_of_node(&trial.scores, round_node(trial.round, "d/y"));
		for (unsigned i = 0; i < ROWS && !trial.failure; i++) {
			double half = (double)(i % 101) / (2 * i);

			wrong += node_measure(x, i) != i % 101 || node_state(x, i) != STATE_VALUE ||
				 node_state(y, i) != (i % 7 ? STATE_VALUE : STATE_UNDEFINED) ||
				 (i % 7 ? node_measure(y, i) != half : !isnan(node_measure(y, i)));
		}
		CU_ASSERT_EQUAL(wrong, 0);
		CU_ASSERT_EQUAL(trial.measured.n_notes, (ROWS + 6) / 7);
		trial_finish(&trial);
	}
	text_free(&evidence);
}

/* Why there is no measure is kept with its agency. */
static void notes(void)
{
	struct trial trial;

	trial_run(&trial, "", RATIO, "id,p,w\na,1,2\nb,1,0\n");
	CU_ASSERT_EQUAL(trial.measured.n_notes, 1);
	if (trial.measured.n_notes == 1) {
		CU_ASSERT(trial.measured.notes[0].undefined);
		CU_ASSERT_EQUAL(trial.measured.notes[0].row, 1);
		CU_ASSERT_STRING_EQUAL(trial.measured.notes[0].node->id, "x");
	}
	trial_finish(&trial);
}

void suite_measure(void)
{
	CU_pSuite suite = CU_add_suite("measure", NULL, NULL);

	CU_ADD_TEST(suite, one_field);
	CU_ADD_TEST(suite, finished_field);
	CU_ADD_TEST(suite, changed_policies);
	CU_ADD_TEST(suite, coverage);
	CU_ADD_TEST(suite, two_fields);
	CU_ADD_TEST(suite, undefined_policies);
	CU_ADD_TEST(suite, lists);
	CU_ADD_TEST(suite, many_rows);
	CU_ADD_TEST(suite, notes);
}
