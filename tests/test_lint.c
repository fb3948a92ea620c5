#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "lint.h"
#include "memory.h"

void suite_lint(void);

/* --- Small rounds --- */

/* The round begins with [round], title and edition in its lines 1 to 3, the criteria with [category] in line 1. */
static const char *edition = "1";

static const char *write_files(const char *round, const char *criteria)
{
	char *head =
	    mem_print("[round]\ntitle = R\nedition = %s\n%s%s", edition, round,
		      strstr(round, "[category ") ? "" : "[category c]\ncriteria = c.ini\n");
	char *body = mem_print("[category]\n%s", criteria);
	const char *path = temp_file("r.ini", head);

	temp_file("c.ini", body);
	free(head);
	free(body);
	return path;
}

/* All that lint says; what was wrong before it comes first. */
static const char *lint(const char *round, const char *criteria, const char *evidence)
{
	const struct run_options how = {
	    .round = {.plugin_directories = getenv("JURI_PLUGINS_BUILT"),
		      .worker = {.deadline = 20}},
	    .jobs = 1};
	const char *file = evidence ? temp_file("e.csv", evidence) : NULL, *text;
	struct problems problems = {0};
	struct run run = {0};

	run_read(&run, &how, write_files(round, criteria), &file, file ? 1 : 0);
	if (!run.problems.errors)
		lint_rules(&run, &problems);
	if (!run.problems.errors && file) {
		run_calculate(&run, &how);
		if (!run.problems.errors)
			lint_evidence(&run, &problems);
	}
	problem_move(&run.problems, &problems);
	text = problems_text(&run.problems);
	run_finish(&run);
	return text;
}

/* Exactly these lines. */
static bool says(const char *round, const char *criteria, const char *evidence,
		 const char *expected)
{
	const char *found = lint(round, criteria, evidence);

	if (strcmp(found, expected) != 0)
		fprintf(stderr, "\n  expected:\n%s  found:\n%s", expected, found);
	return !strcmp(found, expected);
}

static bool rules_say(const char *criteria, const char *expected)
{
	return says("", criteria, NULL, expected);
}

static bool silent(const char *criteria)
{
	return rules_say(criteria, "");
}

/* --- Weights --- */

static void near_whole(void)
{
	CU_ASSERT(rules_say("weight-sum = any\n[criteria]\na = 60\nb = 39\n",
			    "c.ini:2:14: W-LINT-001: [category]: the weights of its children add "
			    "up to 99, not to 100, and nothing here would have to add up\n"));
	CU_ASSERT(rules_say("weight-sum = any\n[criteria]\na = 0.6\nb = 0.41\n",
			    "c.ini:2:14: W-LINT-001: [category]: the weights of its children add "
			    "up to 1.01, not to 1, and nothing here would have to add up\n"));
	CU_ASSERT(silent("weight-sum = any\n[criteria]\na = 60\nb = 40\n"));
	CU_ASSERT(silent("weight-sum = any\n[criteria]\na = 60\nb = 35\n"));
	CU_ASSERT(silent("weight-sum = any\n[criteria]\na = 60\nb = 45\n"));
	CU_ASSERT(silent("weight-sum = any\n[criteria]\na = 3\nb = 2\n"));
	CU_ASSERT(
	    says("[overall]\n[category c]\ncriteria = c.ini\nweight = 59\n[category d]\n"
		 "criteria = c.ini\nweight = 40\n",
		 "[criteria]\na =\nb =\n", NULL,
		 "r.ini:4:1: W-LINT-001: [overall]: the weights of its children add up to 99, "
		 "not to 100, and nothing here would have to add up\n"));
	CU_ASSERT(says("[overall]\n[category c]\ncriteria = c.ini\nweight = 60\n[category d]\n"
		       "criteria = c.ini\nweight = 40\n",
		       "[criteria]\na =\nb =\n", NULL, ""));
	CU_ASSERT(silent("weight-sum = 99\n[criteria]\na = 60\nb = 39\n"));
}

static void magnitudes(void)
{
	CU_ASSERT(rules_say("weight-sum = any\n[criteria]\na = 0.3\nb = 40\nc2 = 20\n",
			    "c.ini:4:5: W-LINT-002: [category]: weights of two magnitudes: a has "
			    "0.3, b has 40\n"));
	CU_ASSERT(rules_say("aggregate = sum\nrange = any\n[criteria]\na = 0.4\nb = 40\n",
			    "c.ini:5:5: W-LINT-002: [category]: weights of two magnitudes: a has "
			    "0.4, b has 40\n"));
	CU_ASSERT(silent("weight-sum = any\n[criteria]\na = 0.41\nb = 40\nc2 = 20\n"));
	CU_ASSERT(silent("[criteria]\na = 0.3\nb = 99.7\n"));
	CU_ASSERT(silent("weight-sum = any\n[criteria]\na = 0\nb = 40\nc2 = 20\n"));
}

/* --- Tops --- */

static void short_of_the_top(void)
{
	CU_ASSERT(rules_say("[criteria]\na = 60\nb = 40\n[criterion b]\nscale = steps 80 > 5, 0\n",
			    "c.ini:6:9: W-LINT-003: [criterion b]: 80 at most, and its range goes "
			    "up to 100\n"));
	CU_ASSERT(silent("[criteria]\na = 60\nb = 40\n[criterion b]\nscale = steps 100 > 5, 0\n"));
	/* The step of 100 is beyond the field's range. */
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion a]\nscale = steps 100 > 5, 80 > 3, 0\n"
			    "[field a]\nrange = 0..5\n",
			    "c.ini:5:9: W-LINT-003: [criterion a]: 80 at most, and its range goes "
			    "up to 100\n"));
	CU_ASSERT(silent("[criteria]\na =\n[criterion a]\nscale = steps 100 >= 5, 80 >= 3, 0\n"
			 "[field a]\nrange = 0..5\n"));
	/* Points 0..4 among points 0..100, by range, codes and steps of the field. */
	CU_ASSERT(
	    rules_say("[criteria]\na =\nb =\n[field b]\nrange = 0..4\n",
		      "c.ini:4:4: W-LINT-003: [criterion b]: 4 at most, and its range goes up "
		      "to 100\n"));
	CU_ASSERT(rules_say("[criteria]\nb =\n[field b]\ncodes = A:75, B:50\n",
			    "c.ini:3:4: W-LINT-003: [criterion b]: 75 at most, and its range goes "
			    "up to 100\n"));
	CU_ASSERT(rules_say("[criteria]\nb =\n[field b]\nsteps = 25 > 90, 5\n",
			    "c.ini:3:4: W-LINT-003: [criterion b]: 25 at most, and its range goes "
			    "up to 100\n"));
	CU_ASSERT(silent("[criteria]\nb =\n[field b]\ncodes = A:100, B:50\n"));
	CU_ASSERT(silent("[criteria]\nb =\n[field b]\nrange = 0..4\nfold = sum\n"));
	CU_ASSERT(silent("[criteria]\nb =\n[field b]\nrange = 0..4\nfold = count\n"));
	CU_ASSERT(silent("range = any\n[criteria]\nb =\n[field b]\nrange = 0..4\n"));
}

/* 12 / 0.2 = 60 points; a deduction of 2 leaves 98; a measure clamped to 30. */
static void short_by_other_ways(void)
{
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion a]\nmeasure-range = 0..12\n"
			    "scale = goalposts 0..20\n",
			    "c.ini:6:9: W-LINT-003: [criterion a]: 60 at most, and its range goes "
			    "up to 100\n"));
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion a]\nmeasure-range = 0..12\n"
			    "scale = linear 90, -1\n",
			    "c.ini:6:9: W-LINT-003: [criterion a]: 90 at most, and its range goes "
			    "up to 100\n"));
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion a]\nscale = table 0:10, 5:95, 9:40\n",
			    "c.ini:5:9: W-LINT-003: [criterion a]: 95 at most, and its range goes "
			    "up to 100\n"));
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion a]\ndirection = higher\n"
			    "scale = minmax 10..90\n",
			    "c.ini:6:9: W-LINT-003: [criterion a]: 90 at most, and its range goes "
			    "up to 100\n"));
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion a]\nmeasure-range = 0..12\n"
			    "scale = log-goalposts 1..144\n",
			    "c.ini:6:9: W-LINT-003: [criterion a]: 50 at most, and its range goes "
			    "up to 100\n"));
	CU_ASSERT(rules_say("aggregate = sum\n[criteria]\na =\nb =\n[criterion a]\nrange = 0..60\n"
			    "[criterion b]\nrange = 0..30\n",
			    "c.ini:2:13: W-LINT-003: [category]: 90 at most, and its range goes up "
			    "to 100\n"));
	CU_ASSERT(silent("aggregate = sum\n[criteria]\na =\nb =\n[criterion a]\nrange = 0..60\n"
			 "[criterion b]\nrange = 0..40\n"));
	CU_ASSERT(
	    rules_say("[criteria]\na =\n[criterion d]\nrole = deduction\nscale = steps 5 > 3, "
		      "2\n",
		      "c.ini:1:1: W-LINT-003: [category]: 98 at most, and its range goes up "
		      "to 100\n"
		      "c.ini:1:1: W-LINT-004: [category]: it can come to -5, outside its range "
		      "0..100; then the run fails\n"));
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion k]\nrole = cap\nscale = steps 95 > 3, 2\n",
			    "c.ini:1:1: W-LINT-003: [category]: 95 at most, and its range goes up "
			    "to 100\n"));
	/* A bonus makes up for what the child lacks; only the child is short then. */
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion a]\nscale = flag\nrange = 0..95\n"
			    "[criterion b]\nrole = bonus\nscale = flag\nrange = 0..5\n",
			    ""));
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion a]\nscale = flag\nrange = 0..95\n"
			    "[criterion b]\nrole = bonus\nscale = flag\nrange = 0..4\n",
			    "c.ini:1:1: W-LINT-003: [category]: 99 at most, and its range goes up "
			    "to 100\n"));
	CU_ASSERT(silent("[criteria]\na = 100\nshown = 0\n[criterion shown]\nscale = steps 8 > 3, "
			 "0\n"));
}

/* In class m only 60 of 100 points can be had. */
static void short_in_a_class(void)
{
	static const char round[] = "[class k]\n[class m]\n";
	static const char criteria[] =
	    "aggregate = sum\n[criteria]\na =\nb =\n[criterion a]\n"
	    "range = 0..60\n[criterion b]\nrange = 0..40\napplies = %s\n";
	char text[200];

	snprintf(text, sizeof(text), criteria, "k");
	CU_ASSERT(says(round, text, NULL,
		       "c.ini:2:13: W-LINT-003: [category]: 60 at most (class m), and its range "
		       "goes up to 100\n"));
	snprintf(text, sizeof(text), criteria, "*");
	CU_ASSERT(says(round, text, NULL, ""));
	snprintf(text, sizeof(text), criteria, "edition 2020");
	CU_ASSERT(says("[category c]\ncriteria = c.ini\n", text, NULL,
		       "c.ini:2:13: W-LINT-003: [category]: 60 at most, and its range goes up to "
		       "100\n"
		       "c.ini:10:11: W-LINT-009: [criterion b] applies: to no class and edition "
		       "that this round has here\n"));
}

static bool at_most(const char *keys, const char *points, const char *place)
{
	char criteria[400], expected[200];

	snprintf(criteria, sizeof(criteria), "[criteria]\na =\n[criterion a]\n%s", keys);
	snprintf(expected, sizeof(expected),
		 "c.ini:%s: W-LINT-003: [criterion a]: %s at most, and its range goes up to 100\n",
		 place, points ? points : "");
	return rules_say(criteria, points ? expected : "");
}

/* By every scale; what has no bound is not said to fall short. */
static void short_by_scale(void)
{
	CU_ASSERT(at_most("measure-round = 0 down\nscale = goalposts 0..20\n[field a]\nrange = "
			  "0..12.7\n",
			  "60", "6:9"));
	CU_ASSERT(at_most("round = 0 up\nscale = goalposts 0..20\n[field a]\nrange = 0..12.7\n",
			  "64", "6:9"));
	CU_ASSERT(
	    at_most("per = 0.1\nscale = goalposts 0..50\n[field a]\nrange = 0..4\n", "80", "6:9"));
	CU_ASSERT(at_most("per = 0.1\n[field a]\nrange = 0..10\n", NULL, ""));
	CU_ASSERT(at_most("abs = yes\n[field a]\nrange = -100..20\n", NULL, ""));
	CU_ASSERT(at_most("abs = yes\nscale = goalposts 50..0\n[field a]\nrange = 10..20\n", "80",
			  "6:9"));
	CU_ASSERT(
	    at_most("abs = yes\nscale = goalposts 50..0\n[field a]\nrange = -10..20\n", NULL, ""));
	CU_ASSERT(at_most("outliers = winsor-log 5\n[field a]\nrange = 0..4\n", NULL, ""));
	CU_ASSERT(at_most("outliers = winsor 5\n[field a]\nrange = 0..4\n", "4", "3:4"));
	CU_ASSERT(at_most("scale = linear 0, 2\n", NULL, ""));
	CU_ASSERT(at_most("scale = linear 0, 2\n[field a]\nrange = 0..4\n", "8", "5:9"));
	CU_ASSERT(at_most("scale = goalposts 20..0\n[field a]\nrange = 5..40\n", "75", "5:9"));
	CU_ASSERT(at_most("direction = higher\nscale = share-of-best 90\n", "90", "6:9"));
	CU_ASSERT(at_most("direction = higher\nscale = rank\n", NULL, ""));
	CU_ASSERT(at_most("direction = higher\nscale = percentile\n", NULL, ""));
	CU_ASSERT(at_most("direction = higher\nscale = target 5\n", NULL, ""));
	CU_ASSERT(at_most("direction = higher\nscale = target 5\nclamp = no\n", NULL, ""));
	CU_ASSERT(at_most("direction = higher\nscale = exponential 23\n", NULL, ""));
	CU_ASSERT(
	    at_most("direction = higher\nscale = minmax 10..90\nconstant = 95\n", "95", "6:9"));
	CU_ASSERT(
	    at_most("direction = higher\nscale = minmax 10..90\nconstant = as-is\n", NULL, ""));
	CU_ASSERT(at_most("direction = higher\nscale = minmax 10..90\nreference = frozen\nmin = 0\n"
			  "max = 5\n",
			  "90", "6:9"));
}

static void short_by_aggregate(void)
{
	static const char criteria[] = "aggregate = %s\n[criteria]\na =\nb =\n[criterion a]\n"
				       "range = 0..10\n[criterion b]\nrange = 0..%s\n";
	char text[200];

	snprintf(text, sizeof(text), criteria, "product", "10");
	CU_ASSERT(silent(text));
	snprintf(text, sizeof(text), criteria, "product", "9");
	CU_ASSERT(rules_say(text,
			    "c.ini:2:13: W-LINT-003: [category]: 90 at most, and its range goes "
			    "up to 100\n"));
	/* -9 x -9 = 81, and -9 x 10 lies below 0: nothing is known of such products. */
	CU_ASSERT(silent("aggregate = product\n[criteria]\na =\nb =\n[criterion a]\nrange = -9..9\n"
			 "[criterion b]\nrange = -9..9\n"));
	/* sqrt(10 x 40) = 20; the children's own tops are reached. */
	snprintf(text, sizeof(text), criteria, "geometric", "40");
	CU_ASSERT(rules_say(text,
			    "c.ini:2:13: W-LINT-003: [category]: 20 at most, and its range goes "
			    "up to 100\n"));
	snprintf(text, sizeof(text), criteria, "min", "40");
	CU_ASSERT(rules_say(text,
			    "c.ini:2:13: W-LINT-003: [category]: 10 at most, and its range goes "
			    "up to 100\n"));
	snprintf(text, sizeof(text), criteria, "none", "40");
	CU_ASSERT(silent(text));
}

/* The editions that a panel lists are known, those of a glob are not. */
static void short_in_an_edition(void)
{
	static const char criteria[] =
	    "aggregate = sum\n[criteria]\na =\nb =\n[criterion a]\n"
	    "range = 0..60\n[criterion b]\nrange = 0..40\napplies = edition "
	    "2021\n";

	edition = "2021, 2022";
	CU_ASSERT(rules_say(criteria,
			    "c.ini:2:13: W-LINT-003: [category]: 60 at most (edition 2022), "
			    "and its range goes up to 100\n"));
	edition = "2021, 2*";
	CU_ASSERT(silent(criteria));
	edition = "1";
}

/* In which of two classes and two editions b, without which a has 60 points at most, is not there. */
static bool short_where(const char *applies, const char *where)
{
	char criteria[200], expected[200];

	snprintf(criteria, sizeof(criteria),
		 "aggregate = sum\n[criteria]\na =\nb =\n[criterion a]\nrange = 0..60\n"
		 "[criterion b]\nrange = 0..40\napplies = %s\n",
		 applies);
	snprintf(expected, sizeof(expected),
		 "c.ini:2:13: W-LINT-003: [category]: 60 at most (%s), and its range goes up to "
		 "100\n",
		 where);
	return says("[class k]\n[class m]\n", criteria, NULL, expected);
}

/* The class is named where it decides, and so is the edition. */
static void short_in_a_setting(void)
{
	edition = "2021, 2022";
	CU_ASSERT(short_where("edition 2022", "edition 2021"));
	CU_ASSERT(short_where("edition 2021", "edition 2022"));
	CU_ASSERT(short_where("k", "class m"));
	CU_ASSERT(short_where("m", "class k"));
	edition = "1";
}

/* Only one class in one edition has b, or d beside it: without both the 80 points of a are left. */
static void short_in_some_settings(void)
{
	static const char round[] = "[class k]\n[class m]\n";

	edition = "2021, 2022";
	CU_ASSERT(
	    says(round,
		 "aggregate = sum\n[criteria]\na =\nb =\n[criterion a]\nrange = 0..80\n"
		 "[criterion b]\nrange = 0..20\napplies = k, edition 2022\n",
		 NULL,
		 "c.ini:2:13: W-LINT-003: [category]: 80 at most (edition 2021), and its range "
		 "goes up to 100\n"));
	/* Nobody else of its class or edition is spared. */
	CU_ASSERT(
	    says(round,
		 "aggregate = sum\n[criteria]\na =\nb =\n[criterion a]\nrange = 0..80\n"
		 "[criterion b]\nrange = 0..20\napplies = m, edition 2022\n",
		 NULL,
		 "c.ini:2:13: W-LINT-003: [category]: 80 at most (class k, edition 2021), and its "
		 "range goes up to 100\n"));
	CU_ASSERT(
	    says(round,
		 "aggregate = sum\n[criteria]\na =\nb =\nd =\n[criterion a]\nrange = 0..80\n"
		 "[criterion b]\nrange = 0..20\napplies = k, edition 2022\n"
		 "[criterion d]\nrange = 0..20\napplies = m, edition 2021\n",
		 NULL,
		 "c.ini:2:13: W-LINT-003: [category]: 80 at most (class k, edition 2021), and its "
		 "range goes up to 100\n"));
	edition = "1";
}

static void beyond(void)
{
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion a]\nscale = steps 110 > 5, 0\n",
			    "c.ini:5:9: W-LINT-004: [criterion a]: it can come to 110, outside its "
			    "range 0..100; then the run fails\n"));
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion a]\nscale = steps 100 > 5, -1\n",
			    "c.ini:5:9: W-LINT-004: [criterion a]: it can come to -1, outside its "
			    "range 0..100; then the run fails\n"));
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion a]\nscale = flag\n[criterion b]\n"
			    "role = bonus\nscale = flag\nrange = 0..5\nweight = 2\n",
			    "c.ini:1:1: W-LINT-004: [category]: it can come to 110, outside its "
			    "range 0..100; then the run fails\n"));
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion a]\ndirection = higher\n"
			    "scale = zscore 50, 20\n",
			    "c.ini:6:9: W-LINT-004: [criterion a]: it can come to 110, outside its "
			    "range 0..100; then the run fails\n"
			    "c.ini:6:9: W-LINT-004: [criterion a]: it can come to -10, outside its "
			    "range 0..100; then the run fails\n"));
	CU_ASSERT(silent("[criteria]\na =\n[criterion a]\ndirection = higher\n"
			 "scale = zscore 50, 10\n"));
	CU_ASSERT(silent("range = any\n[criteria]\na =\n[criterion a]\ndirection = higher\n"
			 "scale = zscore 0, 1\n"));
	CU_ASSERT(rules_say("rescale = normal-score 80, 10\n[criteria]\na =\n",
			    "c.ini:1:1: W-LINT-004: [category]: it can come to 110, outside its "
			    "range 0..100; then the run fails\n"));
	CU_ASSERT(rules_say("aggregate = geometric\nrange = -10..100\n[criteria]\na =\nb =\n",
			    "c.ini:2:13: W-LINT-004: [category]: a child can come below 0, which "
			    "this aggregate does not take; then the run fails\n"));
	CU_ASSERT(silent("aggregate = geometric\n[criteria]\na =\nb =\n"));
	CU_ASSERT(silent("[criteria]\na =\n[criterion a]\nscale = flag\n[criterion b]\n"
			 "role = bonus\nscale = flag\nrange = 0..5\n[criterion k]\nrole = cap\n"
			 "range = 0..100\n"));
}

/* --- Minima and grades --- */

static void gates(void)
{
	CU_ASSERT(
	    rules_say("[criteria]\na =\n[criterion g]\nrole = gate\nmin = 101\n",
		      "c.ini:6:7: W-LINT-005: [criterion g] min: nobody can reach 101: 100 at "
		      "most\n"));
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion g]\nrole = gate\nmin = 0\n"
			    "missing = reweight\nmeant = W-LINT-015\n",
			    "c.ini:6:7: W-LINT-006: [criterion g] min: nobody can miss 0: 0 at "
			    "least\n"));
	CU_ASSERT(silent("[criteria]\na =\n[criterion g]\nrole = gate\nmin = 100\n"));
	CU_ASSERT(silent("[criteria]\na =\n[criterion g]\nrole = gate\nmin = 0.01\n"
			 "missing = reweight\nmeant = W-LINT-015\n"));
	/* Without evidence it stays closed. */
	CU_ASSERT(silent("[criteria]\na =\n[criterion g]\nrole = gate\nmin = 0\n"));
	/* 0.004 is published as 0.00. */
	CU_ASSERT(silent("[criteria]\na =\n[criterion g]\nrole = gate\nmin = 0.004\n"
			 "missing = reweight\nmeant = W-LINT-015\n"));
}

/* A sum from 0 upwards, of which less is better: 0 gets 100 points, 10 gets none, and more less than none. */
static void gates_that_fall(void)
{
	static const char criteria[] =
	    "range = any\nmeant = W-LINT-015\n[groups]\ng =\n[criteria]\nb =\n[criteria g]\na =\n"
	    "[group g]\nrole = gate\nmin = %s\nmissing = reweight\n[criterion a]\nscale = minmax\n"
	    "reference = frozen\nmin = 0\nmax = 10\ndirection = %s\nclamp = no\nmissing = "
	    "withhold\n"
	    "[field a]\nrange = 0..5\nfold = sum\n";
	char text[400];

	snprintf(text, sizeof(text), criteria, "50", "lower");
	CU_ASSERT(silent(text));
	snprintf(text, sizeof(text), criteria, "101", "lower");
	CU_ASSERT(rules_say(text, "c.ini:12:7: W-LINT-005: [group g] min: nobody can reach 101: "
				  "100 at most\n"));
	snprintf(text, sizeof(text), criteria, "0", "higher");
	CU_ASSERT(rules_say(text, "c.ini:12:7: W-LINT-006: [group g] min: nobody can miss 0: 0 at "
				  "least\n"));
}

/* Needs hold below; bonuses and what is only shown do not count. */
static void needs_of_children(void)
{
	static const char applies[] =
	    "needs = 2 children\n[criteria]\na =\nb =\n[criterion b]\napplies = k\n";

	CU_ASSERT(rules_say("needs = 3 children\n[criteria]\na =\nb =\n",
			    "c.ini:2:9: W-LINT-005: [category] needs: nobody can reach 3 children: "
			    "2 at most\n"));
	CU_ASSERT(silent("needs = 2 children\n[criteria]\na =\nb =\n"));
	CU_ASSERT(rules_say("needs = 2 children\nmeant = W-LINT-004\n[criteria]\na = 100\nb = 0\n"
			    "[criterion d]\nrole = bonus\n",
			    "c.ini:2:9: W-LINT-005: [category] needs: nobody can reach 2 children: "
			    "1 at most\n"));
	CU_ASSERT(
	    rules_say("needs = 2 children\n[groups]\ng =\nh =\n[criteria g]\na =\n[criteria h]\n"
		      "b =\nd =\n",
		      "c.ini:2:9: W-LINT-005: [group g] needs: nobody can reach 2 children: 1 at "
		      "most\n"));
	CU_ASSERT(silent("needs = 2 children\naggregate = none\n[criteria]\na =\n"));
	CU_ASSERT(silent("needs = 2 children\nmeant = W-LINT-005\n[criteria]\na =\n"));
	CU_ASSERT(says("[class k]\n[class m]\n", applies, NULL,
		       "c.ini:2:9: W-LINT-005: [category] needs: nobody can reach 2 children "
		       "(class m): 1 at most\n"));
	/* Said in the round, of a root and of overall. */
	CU_ASSERT(says("[category c]\ncriteria = c.ini\nneeds = 2 children\n[overall]\n"
		       "needs = 4 children\n",
		       "[criteria]\na =\n", NULL,
		       "r.ini:6:9: W-LINT-005: [category] needs: nobody can reach 2 children: 1 "
		       "at most\n"
		       "r.ini:8:9: W-LINT-005: [overall] needs: nobody can reach 4 children: 1 at "
		       "most\n"));
}

static void award_minima(void)
{
	static const char criteria[] = "range = 0..80\n[criteria]\na =\n";

	CU_ASSERT(
	    says("[award p]\ntitle = P\nmin-score = 80.01\n", criteria, NULL,
		 "r.ini:6:13: W-LINT-005: [award p] min-score: nobody can reach 80.01 in c: 80 "
		 "at most\n"));
	CU_ASSERT(says("[award p]\ntitle = P\nmin-score = 80\n", criteria, NULL, ""));
	CU_ASSERT(says("[award p]\ntitle = P\nmin-score = 0\n", criteria, NULL,
		       "r.ini:6:13: W-LINT-006: [award p] min-score: nobody can miss 0 in c: 0 at "
		       "least\n"));
	CU_ASSERT(
	    says("meant = W-LINT-006\n[award p]\ntitle = P\nmin-score = 0\n", criteria, NULL, ""));
	CU_ASSERT(says("[award p]\ntitle = P\nmin-coverage = 101\n", criteria, NULL,
		       "r.ini:6:16: W-LINT-005: [award p] min-coverage: nobody can reach 101 in c: "
		       "100 at most\n"));
	CU_ASSERT(
	    says("[award p]\ntitle = P\nfirst = 3\nmin-coverage = 0\n", criteria, NULL,
		 "r.ini:7:16: W-LINT-006: [award p] min-coverage: nobody can miss 0 in c: 0 at "
		 "least\n"));
	CU_ASSERT(says("[award p]\ntitle = P\nmin-coverage = 75\n", criteria, NULL, ""));
	CU_ASSERT(
	    says("[class k]\n[class m]\n[award p]\ntitle = P\nmin-score = 50\n"
		 "min-score.m = 90\n",
		 criteria, NULL,
		 "r.ini:9:15: W-LINT-005: [award p] min-score.m: nobody can reach 90 in c, m: "
		 "80 at most\n"));
	CU_ASSERT(says("[award p]\ntitle = P\nmin-score = 99\n",
		       "aggregate = none\n[criteria]\na =\n", NULL, ""));
	CU_ASSERT(says("[class k]\n[class m]\n[award p]\ntitle = P\nmin-score = 50\n"
		       "min-score.m = 90\nclasses = k\n",
		       criteria, NULL, ""));
}

static void grades(void)
{
	CU_ASSERT(rules_say("grades = A > 100, B > 50, C\n[criteria]\na =\n",
			    "c.ini:2:10: W-LINT-007: [category] grades: nobody can get A\n"));
	CU_ASSERT(silent("grades = A > 99.99, B > 50, C\n[criteria]\na =\n"));
	CU_ASSERT(silent("grades = A >= 100, B >= 50, C\n[criteria]\na =\n"));
	/* No published score lies between 50.001 and 50.009. */
	CU_ASSERT(rules_say("grades = A > 50.009, B > 50.001, C\n[criteria]\na =\n",
			    "c.ini:2:10: W-LINT-007: [category] grades: nobody can get B\n"));
	CU_ASSERT(rules_say("grades = E < 0, D < 50, C < 101, B\n[criteria]\na =\n",
			    "c.ini:2:10: W-LINT-007: [category] grades: nobody can get E, B\n"));
}

/* --- Nodes that never matter --- */

static void constant(void)
{
	CU_ASSERT(rules_say("[criteria]\na =\nb =\n[criterion b]\nscale = steps 100 > 5, 100\n",
			    "c.ini:6:9: W-LINT-008: [criterion b]: every measure gets 100 "
			    "points\n"));
	CU_ASSERT(rules_say("[criteria]\na =\nb =\n[criterion b]\nscale = linear 100, 0\n",
			    "c.ini:6:9: W-LINT-008: [criterion b]: every measure gets 100 "
			    "points\n"));
	CU_ASSERT(rules_say("[criteria]\na =\nb =\n[criterion b]\nscale = goalposts 10..5\n"
			    "[field b]\nrange = 0..5\n",
			    "c.ini:6:9: W-LINT-008: [criterion b]: every measure gets 100 "
			    "points\n"));
	CU_ASSERT(silent("[criteria]\na =\nb =\n[criterion b]\nscale = steps 100 > 5, 99\n"));
	CU_ASSERT(
	    silent("[criteria]\na = 100\nb = 0\n[criterion b]\nscale = steps 100 > 5, 100\n"));
}

static void nowhere(void)
{
	static const char round[] = "[class k]\n[class m]\n[category c]\ncriteria = c.ini\n"
				    "classes = k\n";

	CU_ASSERT(
	    says(round, "[criteria]\na =\nb =\n[criterion b]\napplies = m\n", NULL,
		 "c.ini:6:11: W-LINT-009: [criterion b] applies: to no class and edition that "
		 "this round has here\n"));
	CU_ASSERT(says(round, "[criteria]\na =\nb =\n[criterion b]\napplies = k\n", NULL, ""));
	/* A group for k with nothing in it but what is for m; the criterion says it. */
	CU_ASSERT(says("[class k]\n[class m]\n",
		       "[groups]\ng = 50\nh = 50\n[criteria g]\na =\n[criteria h]\nb =\n"
		       "[group g]\napplies = k\n[criterion a]\napplies = m\nmeant = W-LINT-009\n",
		       NULL,
		       "c.ini:10:11: W-LINT-009: [group g] applies: to no class and edition that "
		       "this round has here\n"));
	CU_ASSERT(
	    says("", "[criteria]\na =\nb =\n[criterion b]\napplies = edition 2\n", NULL,
		 "c.ini:6:11: W-LINT-009: [criterion b] applies: to no class and edition that "
		 "this round has here\n"));
	CU_ASSERT(says("", "[criteria]\na =\nb =\n[criterion b]\napplies = edition 1\n", NULL, ""));
}

static void dominated(void)
{
	static const char most[] = "aggregate = max\n[criteria]\na =\nb =\n[criterion a]\n"
				   "range = 0..60\n[criterion b]\nscale = steps 100 > 5, %s\n";
	static const char least[] = "aggregate = min\nrange = 0..40\n[criteria]\na =\nb =\n"
				    "[criterion a]\nscale = flag\nrange = %s..100\n";
	char text[200];

	snprintf(text, sizeof(text), most, "60");
	CU_ASSERT(rules_say(text, "c.ini:4:4: W-LINT-010: [criterion a]: it is never above b, so "
				  "that it decides no maximum\n"));
	snprintf(text, sizeof(text), most, "59");
	CU_ASSERT(silent(text));
	snprintf(text, sizeof(text), most, "60\nmissing = reweight");
	CU_ASSERT(silent(text));
	snprintf(text, sizeof(text), least, "40");
	CU_ASSERT(rules_say(text, "c.ini:5:4: W-LINT-010: [criterion a]: it is never below b, so "
				  "that it decides no minimum\n"));
	snprintf(text, sizeof(text), least, "39");
	CU_ASSERT(silent(text));
}

static void idle(void)
{
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion k]\nrole = cap\nrange = 0..200\n"
			    "scale = steps 200 > 5, 100\n",
			    "c.ini:7:9: W-LINT-011: [criterion k]: a cap that never binds: 100 at "
			    "least, and without it the score is 100 at most\n"));
	CU_ASSERT(silent("[criteria]\na =\n[criterion k]\nrole = cap\nrange = 0..200\n"
			 "scale = steps 200 > 5, 99\n"));
	CU_ASSERT(rules_say("[criteria]\na =\n[criterion b]\nrole = bonus\nweight = 0\n",
			    "c.ini:6:10: W-LINT-012: [criterion b]: it changes nothing: its weight "
			    "or its points are always 0\n"));
	CU_ASSERT(
	    rules_say("[criteria]\na =\n[criterion d]\nrole = deduction\nscale = linear 0, 0\n"
		      "meant = W-LINT-008\n",
		      "c.ini:4:1: W-LINT-012: [criterion d]: it changes nothing: its weight "
		      "or its points are always 0\n"));
	CU_ASSERT(silent("range = -1..101\n[criteria]\na =\n[criterion a]\nrange = 0..100\n"
			 "[criterion d]\nrole = deduction\nrange = 0..1\n"
			 "[criterion b]\nrole = bonus\nrange = 0..1\n"));
}

/* 100 points x 0.00004 = 0.004 of a last place of 0.01. */
static void hidden(void)
{
	CU_ASSERT(
	    rules_say("[criteria]\na = 99.996\nb = 0.004\n",
		      "c.ini:4:5: W-LINT-013: [criterion b]: at most it changes the score of c "
		      "by 0.004, less than half a unit of its last place (0.01)\n"));
	CU_ASSERT(silent("[criteria]\na = 99.995\nb = 0.005\n"));
	CU_ASSERT(says("rank-on = exact\n", "[criteria]\na = 99.996\nb = 0.004\n", NULL, ""));
	CU_ASSERT(says("precision = 3\n", "[criteria]\na = 99.996\nb = 0.004\n", NULL, ""));
	/* The group's round hides it: 100 x 0.4 % = 0.4. */
	CU_ASSERT(
	    rules_say("[groups]\ng = 50\nh = 50\n[criteria g]\na = 99.6\nb = 0.4\n[criteria "
		      "h]\nz =\n[group g]\nround = 0 half-up\n",
		      "c.ini:7:5: W-LINT-013: [criterion b]: at most it changes the score of g "
		      "by 0.4, less than half a unit of its last place (1)\n"));
	/* A group is told, its children are not. */
	CU_ASSERT(
	    rules_say("[groups]\ng = 0.004\nh = 99.996\n[criteria g]\na =\nb =\n[criteria "
		      "h]\nz =\n",
		      "c.ini:3:5: W-LINT-013: [group g]: at most it changes the score of c by "
		      "0.004, less than half a unit of its last place (0.01)\n"));
}

/* --- Missing evidence --- */

static void reweight(void)
{
	CU_ASSERT(rules_say("missing = reweight\n[criteria]\na = 60\nb = 30\nz = 10\n",
			    "c.ini:2:11: W-LINT-014: missing = reweight: without evidence these "
			    "leave their group, which can raise it: a, b, z; without a b weighs 75 "
			    "% instead of 30 %, z weighs 25 % instead of 10 %\n"));
	CU_ASSERT(silent("[criteria]\na = 60\nb = 30\nz = 10\n"));
	CU_ASSERT(silent("missing = reweight\n[criteria]\na =\n"));
	CU_ASSERT(silent("missing = reweight\naggregate = max\n[criteria]\na =\nb =\n"));
	CU_ASSERT(rules_say("missing = reweight\naggregate = median\n[criteria]\na =\nb =\n",
			    "c.ini:2:11: W-LINT-014: missing = reweight: without evidence these "
			    "leave their group, which can raise it: a, b\n"));
	/* A category that leaves overall. */
	CU_ASSERT(
	    says("[overall]\n[category c]\ncriteria = c.ini\nweight = 60\n[category d]\n"
		 "criteria = c.ini\nweight = 40\n",
		 "missing = reweight\n[criteria]\na =\n", NULL,
		 "r.ini:5:1: W-LINT-014: missing = reweight: without evidence these leave their "
		 "group, which can raise it: c, d; without c d weighs 100 % instead of 40 %\n"));
	/* One warning for each key; more than three siblings are counted. */
	CU_ASSERT(rules_say("[criteria]\na =\nb =\nd =\ne =\nf =\n[criterion b]\nmissing = "
			    "reweight\n[criterion e]\nmissing = reweight\n",
			    "c.ini:9:11: W-LINT-014: missing = reweight: without evidence these "
			    "leave their group, which can raise it: b; without b a weighs 25 % "
			    "instead of 20 %, d weighs 25 % instead of 20 %, e weighs 25 % instead "
			    "of 20 % and 1 more\n"
			    "c.ini:11:11: W-LINT-014: missing = reweight: without evidence these "
			    "leave their group, which can raise it: e; without e a weighs 25 % "
			    "instead of 20 %, b weighs 25 % instead of 20 %, d weighs 25 % instead "
			    "of 20 % and 1 more\n"));
}

static void stands_in(void)
{
	CU_ASSERT(rules_say("missing = 20\n[criteria]\na =\nb =\n",
			    "c.ini:2:11: W-LINT-015: missing = 20: with evidence these can have "
			    "less than that: a, b\n"));
	CU_ASSERT(silent("missing = zero\n[criteria]\na =\nb =\n"));
	/* z-scores go below 0. */
	CU_ASSERT(
	    rules_say("range = any\nscale = zscore 0, 1\ndirection = higher\n[criteria]\na "
		      "=\nb =\n[criterion b]\nmissing = zero\n",
		      "c.ini:9:11: W-LINT-015: missing = 0: with evidence these can have less "
		      "than that: b\n"));
	CU_ASSERT(rules_say("missing = median of class\n[criteria]\na =\nb =\n",
			    "c.ini:2:11: W-LINT-015: missing = median of class: who is worse than "
			    "that gains by giving no evidence: a, b\n"));
	CU_ASSERT(silent("missing = 20\n[criteria]\na =\n[criterion a]\nrange = 20..100\n"
			 "scale = flag\nmeant = W-LINT-003\n"));
}

static void spared(void)
{
	static const char criteria[] =
	    "meant = W-LINT-004\n[criteria]\na =\n[criterion d]\nrole = %s\nmissing = %s\n";
	char text[200];

	snprintf(text, sizeof(text), criteria, "deduction", "zero");
	CU_ASSERT(says("", text, NULL,
		       "c.ini:7:11: W-LINT-015: missing = zero: deductions, caps and gates that "
		       "spare those without evidence: d\n"));
	snprintf(text, sizeof(text), criteria, "cap", "reweight");
	CU_ASSERT(
	    says("", text, NULL,
		 "c.ini:7:11: W-LINT-015: missing = reweight: deductions, caps and gates that "
		 "spare those without evidence: d\n"));
	snprintf(text, sizeof(text), criteria, "gate\nmin = 50", "60");
	CU_ASSERT(
	    says("", text, NULL,
		 "c.ini:8:11: W-LINT-015: missing = 60: deductions, caps and gates that spare "
		 "those without evidence: d\n"));
	snprintf(text, sizeof(text), criteria, "deduction", "100");
	CU_ASSERT(silent(text));
	snprintf(text, sizeof(text), criteria, "cap", "zero");
	CU_ASSERT(silent(text));
	snprintf(text, sizeof(text), criteria, "gate\nmin = 50", "49");
	CU_ASSERT(silent(text));
	snprintf(text, sizeof(text), criteria, "gate\nmin = 50", "withhold");
	CU_ASSERT(silent(text));
}

static void states(void)
{
	CU_ASSERT(
	    says("[states]\nlate = leave-out\n", "[criteria]\na =\nb =\n", NULL,
		 "r.ini:5:8: W-LINT-016: [states] late = leave-out: a criterion in this state "
		 "leaves its group, which can raise it, and its weight goes to its siblings\n"));
	CU_ASSERT(says("[states]\nlate = as-missing\n", "[criteria]\na =\nb =\n", NULL, ""));
	CU_ASSERT(says("meant = W-LINT-016\n[states]\nlate = leave-out\n", "[criteria]\na =\nb =\n",
		       NULL, ""));
}

/* --- Chains --- */

static void chains(void)
{
	static const char two[] = "[criteria]\na =\nb =\n";
	static const char zero[] = "missing = zero\n[criteria]\na =\nb =\n";

	CU_ASSERT(
	    says("[ranking]\nrank-by = score, a, score\n", two, NULL,
		 "r.ini:5:11: W-LINT-017: rank-by of c: score separates nobody: the key score "
		 "before it has the same value\n"));
	CU_ASSERT(says("[ranking]\nrank-by = score, c\n", two, NULL,
		       "r.ini:5:11: W-LINT-017: rank-by of c: c separates nobody: the key score "
		       "before it has the same value\n"));
	CU_ASSERT(says("[ranking]\nrank-by = score, a, b\n", two, NULL, ""));
	CU_ASSERT(says("[ranking]\nrank-by = score, coverage\n", two, NULL,
		       "r.ini:5:11: W-LINT-017: rank-by of c: coverage separates nobody: who lacks "
		       "evidence has no score here (missing = withhold)\n"));
	CU_ASSERT(says("[ranking]\nrank-by = score, coverage\n", zero, NULL, ""));
	CU_ASSERT(says("[states]\nlate = as-zero\n[ranking]\nrank-by = score, coverage\n", two,
		       NULL, ""));
	/* The only child has its parent's score, and so has what takes it over. */
	CU_ASSERT(says("[ranking]\nrank-by = score, a\n", "[criteria]\na =\n", NULL,
		       "r.ini:5:11: W-LINT-017: rank-by of c: a separates nobody: the key score "
		       "before it has the same value\n"));
	CU_ASSERT(
	    says("[ranking]\nrank-by = score, a\n", "round = 0 down\n[criteria]\na =\n", NULL, ""));
	CU_ASSERT(says("[ranking]\nrank-by = a, z\n",
		       "[criteria]\na = 50\nb = 50\nz = 0\n[criterion z]\nof = a\n", NULL,
		       "r.ini:5:11: W-LINT-017: rank-by of c: z separates nobody: the key a before "
		       "it has the same value\n"));
	CU_ASSERT(
	    says("[ranking]\nrank-by = score, b\n",
		 "[criteria]\na =\nb =\n[criterion b]\nscale = steps 100 > 5, 100\n"
		 "meant = W-LINT-008\n",
		 NULL,
		 "r.ini:5:11: W-LINT-017: rank-by of c: b separates nobody: every measure gets "
		 "the same points\n"));
}

/* What is not the very score may well separate. */
static void other_scores(void)
{
	static const char *const groups[] = {"round = 0 up\n", "rescale = rank\nrange = any\n",
					     "aggregate = sum\nrange = any\n"};
	static const char *const taken[] = {"round = 0 up\n",
					    "scale = linear 0, 1\n",
					    "measure-round = 0 up\n",
					    "measure-range = 0..100\n",
					    "outliers = winsor 5\n",
					    "missing = zero\n",
					    "missing = mean of class\nmeant = W-LINT-015\n"};
	char text[300];

	for (size_t i = 0; i < COUNT(groups); i++) {
		snprintf(text, sizeof(text), "%s[criteria]\na = %s\n", groups[i],
			 i == 2 ? "2" : "");
		CU_ASSERT(says("[ranking]\nrank-by = score, a\n", text, NULL, ""));
	}
	for (size_t i = 0; i < COUNT(taken); i++) {
		snprintf(text, sizeof(text),
			 "[criteria]\na = 50\nb = 50\nz = 0\n[criterion z]\nof = a\n%s", taken[i]);
		CU_ASSERT(says("[ranking]\nrank-by = a, z\n", text, NULL, ""));
	}
	/* A deduction stands between the category and its only child; a group of one child has its score. */
	CU_ASSERT(
	    says("[ranking]\nrank-by = score, a\n",
		 "range = -1..100\n[criteria]\na =\n[criterion a]\nrange = 0..100\n[criterion d]\n"
		 "role = deduction\nrange = 0..1\n",
		 NULL, ""));
	CU_ASSERT(
	    says("[ranking]\nrank-by = g, a\n",
		 "[groups]\ng = 50\nh = 50\n[criteria g]\na =\n[criteria h]\nb =\n", NULL,
		 "r.ini:5:11: W-LINT-017: rank-by of c: a separates nobody: the key g before it "
		 "has the same value\n"));
	CU_ASSERT(
	    says("[ranking]\nrank-by = g, a\n",
		 "[groups]\ng = 50\nh = 50\n[criteria g]\na =\n[criteria h]\nb =\n[criterion a]\n"
		 "missing = 0\n",
		 NULL, ""));
}

/* A list that several rankings share is right where one of them needs it. */
static void shared_chains(void)
{
	static const char criteria[] = "[criteria]\na =\nb =\n";
	static const char both[] =
	    "[category c]\ncriteria = c.ini\n[category d]\ncriteria = c.ini\n"
	    "[ranking]\nrank-by = score, %s\n";
	char text[200];

	snprintf(text, sizeof(text), both, "c");
	CU_ASSERT(says(text, criteria, NULL, ""));
	snprintf(text, sizeof(text), both, "coverage");
	CU_ASSERT(says(text, criteria, NULL,
		       "r.ini:9:11: W-LINT-017: rank-by of c: coverage separates nobody: who lacks "
		       "evidence has no score here (missing = withhold)\n"));
	CU_ASSERT(says("[class k]\nrank-by = score, a, a\n[class m]\n", criteria, NULL,
		       "r.ini:5:11: W-LINT-017: rank-by of c: a separates nobody: the key a before "
		       "it has the same value\n"));
	CU_ASSERT(says("[ranking x]\nof = c\nrank-by = a, b, a\n", criteria, NULL,
		       "r.ini:6:11: W-LINT-017: rank-by of c: a separates nobody: the key a before "
		       "it has the same value\n"));
	CU_ASSERT(says("[overall]\n[ranking x]\nof = overall\nrank-by = score, coverage\n",
		       criteria, NULL,
		       "r.ini:7:11: W-LINT-017: rank-by of overall: coverage separates nobody: who "
		       "lacks evidence has no score here (missing = withhold)\n"));
	CU_ASSERT(says("[overall]\n[ranking x]\nof = overall\nrank-by = score, coverage\n",
		       "missing = zero\n[criteria]\na =\nb =\n", NULL, ""));
	CU_ASSERT(says("[overall]\n[ranking]\nrank-by = score, c\n", criteria, NULL,
		       "r.ini:6:11: W-LINT-017: rank-by of c: c separates nobody: the key score "
		       "before it has the same value\n"));
}

/* --- Columns --- */

static void constant_fields(void)
{
	static const char criteria[] = "[criteria]\na =\nb =\n";

	CU_ASSERT(says("", criteria, "id,a,b\np,1,7\nq,2,7\nr,3,7\ns,4,7\nt,5,7\n",
		       "W-LINT-018: fields with one value for all agencies: b\n"));
	CU_ASSERT(says("", criteria, "id,a,b\np,1,7\nq,2,7\nr,3,7\ns,4,7\nt,5,7.5\n", ""));
	/* The first eight are named. */
	CU_ASSERT(
	    says("", "[criteria]\na =\nb =\nd =\ne =\nf =\ng =\nh =\ni =\nj =\nk =\n",
		 "id,a,b,d,e,f,g,h,i,j,k\np,5,5,5,5,5,5,5,5,5,5\nq,5,5,5,5,5,5,5,5,5,5\n"
		 "r,5,5,5,5,5,5,5,5,5,5\ns,5,5,5,5,5,5,5,5,5,5\nt,5,5,5,5,5,5,5,5,5,5\n",
		 "W-LINT-018: fields with one value for all agencies: a, b, d, e, f, g, h, i and 2 "
		 "more\n"));
	/* Four agencies are too few; a field of an optional role, a claim, a declared field are not needed. */
	CU_ASSERT(says("", criteria, "id,a,b\np,1,7\nq,2,7\nr,3,7\ns,4,7\n", ""));
	CU_ASSERT(says("", "[criteria]\na =\n[field b]\nunit = x\n[criterion a]\nclaim = b\n",
		       "id,a,b\np,1,7\nq,2,7\nr,3,7\ns,4,7\nt,5,7\n", ""));
	/* It is meant at the criterion; at another one it is not. */
	CU_ASSERT(says("", "[criteria]\na =\nb =\n[criterion b]\nmeant = W-LINT-018\n",
		       "id,a,b\np,1,7\nq,2,7\nr,3,7\ns,4,7\nt,5,7\n", ""));
	CU_ASSERT(says("", "[criteria]\na =\nb =\n[criterion a]\nmeant = W-LINT-018\n",
		       "id,a,b\np,1,7\nq,2,7\nr,3,7\ns,4,7\nt,5,7\n",
		       "W-LINT-018: fields with one value for all agencies: b\n"));
}

static void equal_fields(void)
{
	static const char criteria[] = "[criteria]\na =\nb =\nd =\n";

	CU_ASSERT(says("", criteria, "id,a,b,d\np,1,9,1\nq,2,8,2\nr,3,6,3\ns,4,7,4\nt,5,5,5\n",
		       "W-LINT-019: fields that are equal in all agencies: a = d\n"));
	CU_ASSERT(
	    says("", criteria, "id,a,b,d\np,1,9,1\nq,2,8,2\nr,3,6,3\ns,4,7,4\nt,5,5,5.5\n", ""));
	/* One agency lacks one of them; four different values may be chance. */
	CU_ASSERT(says("", criteria,
		       "id,a,b,d\np,1,9,1\nq,2,8,2\nr,3,6,3\ns,4,7,4\nt,5,5,5\nu,6,4,\n", ""));
	CU_ASSERT(
	    says("", criteria, "id,a,b,d\np,1,9,1\nq,2,8,2\nr,3,6,3\ns,4,7,4\nt,4,5,4\n", ""));
}

static void absent_fields(void)
{
	static const char criteria[] = "missing = zero\n[criteria]\na =\nb =\n";

	CU_ASSERT(says("", criteria, "id,a,b\np,1,\nq,2,\nr,3,\n",
		       "W-LINT-020: fields that criteria need and no agency has (a role without "
		       "a line of its own is the field ID.ROLE): b\n"));
	CU_ASSERT(
	    says("", criteria, "id,a,b\np,1,5\nq,2,\nr,3,\n",
		 "W-LINT-020: fields that criteria need and fewer than half of their agencies "
		 "have: b\n"));
	CU_ASSERT(says("", criteria, "id,a,b\np,1,5\nq,2,\n", ""));
	CU_ASSERT(
	    says("", criteria, "id,a,b\np,1,5\nq,2,!not-applicable\nr,3,!not-applicable\n", ""));
	/* Only those count to which the criterion applies. */
	CU_ASSERT(says("[class k]\n[class m]\n",
		       "missing = zero\n[criteria]\na =\nb =\n[criterion b]\napplies = k\n",
		       "id,class,a,b\np,k,1,5\nq,m,2,\nr,m,3,\n", ""));
	CU_ASSERT(
	    says("",
		 "missing = zero\n[criteria]\na =\n[criterion b]\nmethod = ratio\n"
		 "part = x\nwhole = y\nscale = flag\n",
		 "id,a,x,y\np,1,1,1\nq,2,1,\nr,3,,\n",
		 "W-LINT-020: fields that criteria need and fewer than half of their agencies "
		 "have: y\n"));
}

/* --- Neighbours --- */

/* Median of the others 91.5; 91.5 / 0.93 = 98, and (95/88)^2 is far below it. */
static void off_neighbours(void)
{
	static const char criteria[] = "[criteria]\na =\n";

	CU_ASSERT(says("", criteria, "id,a\np,88\nq,90\nr,0.93\ns,93\nt,95\n",
		       "e.csv:4: W-LINT-021: a: of agency r it is 0.93, of the others of its class "
		       "88..95; mixed units? (record 4)\n"));
	CU_ASSERT(says("", criteria, "id,a\np,88\nq,90\nr,9.3\ns,93\nt,95\n",
		       "e.csv:4: W-LINT-021: a: of agency r it is 9.3, of the others of its class "
		       "88..95; mixed units? (record 4)\n"));
	CU_ASSERT(says("", "range = any\n[criteria]\na =\n",
		       "id,a\np,0.88\nq,0.90\nr,93\ns,0.93\nt,0.95\n",
		       "e.csv:4: W-LINT-021: a: of agency r it is 93, of the others of its class "
		       "0.88..0.95; mixed units? (record 4)\n"));
	CU_ASSERT(says("", criteria, "id,a\np,88\nq,90\nr,93\ns,93\nt,95\n", ""));
	CU_ASSERT(says("", criteria, "id,a\np,88\nq,90\nr,31\ns,93\nt,95\n", ""));
	/* The others are not close together: (95/9)^2 = 111 > 98. */
	CU_ASSERT(says("", criteria, "id,a\np,9\nq,90\nr,0.93\ns,93\nt,95\n", ""));
	/* Only three others; 0 is no unit; counts below 10. */
	CU_ASSERT(says("", criteria, "id,a\np,88\nr,0.93\ns,93\nt,95\n", ""));
	CU_ASSERT(says("", criteria, "id,a\np,88\nq,90\nr,0\ns,93\nt,95\n", ""));
	CU_ASSERT(says("", criteria, "id,a\np,10\nq,11\nr,1\ns,10\nt,9\n", ""));
	/* Two of eight, and of the same class only. */
	CU_ASSERT(
	    says("", criteria, "id,a\np,88\nq,90\nr,0.93\ns,93\nt,95\nu,0.95\nv,91\nw,92\n",
		 "e.csv:4: W-LINT-021: a: of agency r and 1 more it is 0.93, of the others of its "
		 "class 88..95; mixed units? (record 4)\n"));
	CU_ASSERT(says("[class k]\n[class m]\n", criteria,
		       "id,class,a\np,k,88\nq,k,90\nr,m,0.93\ns,k,93\nt,k,95\n", ""));
	CU_ASSERT(says("", "meant = W-LINT-021\n[criteria]\na =\n",
		       "id,a\np,88\nq,90\nr,0.93\ns,93\nt,95\n", ""));
	CU_ASSERT(says("",
		       "[criteria]\na =\n[field a]\ncodes = x:88, y:90, z:0.93, w:95\n"
		       "[criterion a]\nmeant = W-LINT-003\n",
		       "id,a\np,x\nq,y\nr,z\ns,w\nt,w\n", ""));
}

/* A panel has its own first lines: edition = 1 is taken back by a list. */
static bool panel_says(const char *criteria, const char *evidence, const char *expected)
{
	const struct run_options how = {
	    .round = {.plugin_directories = getenv("JURI_PLUGINS_BUILT"),
		      .worker = {.deadline = 20}},
	    .jobs = 1};
	const char *file = temp_file("e.csv", evidence), *found;
	struct problems problems = {0};
	struct run run = {0};

	write_files("", criteria);
	run_read(&run, &how,
		 temp_file("p.ini", "[round]\ntitle = P\nedition = *\n[category c]\ncriteria = "
				    "c.ini\n"),
		 &file, 1);
	lint_rules(&run, &problems);
	run_calculate(&run, &how);
	lint_evidence(&run, &problems);
	problem_move(&run.problems, &problems);
	found = problems_text(&run.problems);
	if (strcmp(found, expected) != 0)
		fprintf(stderr, "\n  expected:\n%s  found:\n%s", expected, found);
	run_finish(&run);
	return !strcmp(found, expected);
}

static void off_editions(void)
{
	CU_ASSERT(
	    panel_says("[criteria]\na =\n",
		       "id,edition,a\np,2021,80\np,2022,0.81\np,2023,82\nq,2021,50\nq,2022,51\n"
		       "q,2023,52\n",
		       "e.csv:3: W-LINT-021: a: of agency p 2022 it is 0.81, of its other editions "
		       "80..82; mixed units? (record 3)\n"));
	CU_ASSERT(panel_says("[criteria]\na =\n",
			     "id,edition,a\np,2021,80\np,2022,81\np,2023,82\nq,2021,50\nq,2022,51\n"
			     "q,2023,52\n",
			     ""));
	/* The whole edition: the medians are 65, 66 and 0.675. */
	CU_ASSERT(
	    panel_says("meant = W-LINT-021\n[criteria]\na =\n",
		       "id,edition,a\np,2021,80\np,2022,81\np,2023,0.82\nq,2021,50\nq,2022,51\n"
		       "q,2023,0.53\n",
		       "W-LINT-022: a: its median is 0.675 in the edition 2023, in the others "
		       "65..66; another unit?\n"));
	CU_ASSERT(
	    panel_says("meant = W-LINT-021, W-LINT-022\n[criteria]\na =\n",
		       "id,edition,a\np,2021,80\np,2022,81\np,2023,0.82\nq,2021,50\nq,2022,51\n"
		       "q,2023,0.53\n",
		       ""));
}

static void off_scale(void)
{
	static const char criteria[] = "[criteria]\na =\n[criterion a]\nscale = %s\n"
				       "meant = W-LINT-024\n";
	static const char shares[] = "id,a\np,0.1\nq,0.2\nr,0.5\ns,0.9\nt,1\n";
	static const char percent[] = "id,a\np,10\nq,20\nr,50\ns,90\nt,100\n";
	char text[200];

	snprintf(text, sizeof(text), criteria, "goalposts 0..100");
	CU_ASSERT(
	    says("", text, shares,
		 "c.ini:5:9: W-LINT-022: [criterion a]: its measures lie in 0.1..1, its scale "
		 "speaks of numbers up to 100; another unit?\n"));
	CU_ASSERT(says("", text, percent, ""));
	/* The median is 50. */
	snprintf(text, sizeof(text), criteria, "goalposts 0..1");
	CU_ASSERT(
	    says("", text, percent,
		 "c.ini:5:9: W-LINT-022: [criterion a]: its measures lie in 10..100, its scale "
		 "speaks of numbers up to 1; another unit?\n"));
	CU_ASSERT(says("", text, shares, ""));
	snprintf(text, sizeof(text), criteria, "table 0:0, 100:100");
	CU_ASSERT(
	    says("", text, shares,
		 "c.ini:5:9: W-LINT-022: [criterion a]: its measures lie in 0.1..1, its scale "
		 "speaks of numbers up to 100; another unit?\n"));
	snprintf(text, sizeof(text), criteria, "steps 100 > 100, 0");
	CU_ASSERT(
	    says("", text, shares,
		 "c.ini:5:9: W-LINT-022: [criterion a]: its measures lie in 0.1..1, its scale "
		 "speaks of numbers up to 100; another unit?\n"));
	snprintf(text, sizeof(text), criteria,
		 "minmax\ndirection = higher\nreference = frozen\nmin = 0\nmax = 100");
	CU_ASSERT(
	    says("", text, shares,
		 "c.ini:5:9: W-LINT-022: [criterion a]: its measures lie in 0.1..1, its scale "
		 "speaks of numbers up to 100; another unit?\n"));
	CU_ASSERT(says("", text, "id,a\np,0.1\nq,0.2\nr,0.5\ns,0.9\n", ""));
	/* As they are they fill a hundredth of 0..100, or of the field's range. */
	snprintf(text, sizeof(text), criteria, "as-is");
	CU_ASSERT(
	    says("", text, shares,
		 "c.ini:5:9: W-LINT-022: [criterion a]: its measures lie in 0.1..1, its scale "
		 "speaks of numbers up to 100; another unit?\n"));
	CU_ASSERT(says("", text, percent, ""));
	CU_ASSERT(says("", "aggregate = sum\n[criteria]\na =\n", shares, ""));
	CU_ASSERT(says("", "range = any\n[criteria]\na =\n[field a]\nrange = 0..100\n", shares,
		       "W-LINT-022: a: its values lie in 0.1..1, its range goes up to 100; another "
		       "unit?\n"));
	CU_ASSERT(says("", "range = any\n[criteria]\na =\n[field a]\nrange = 0..99\n", shares, ""));
	CU_ASSERT(says("", "range = any\n[criteria]\na =\n[field a]\nrange = 0..1000\n",
		       "id,a\np,1\nq,2\nr,5\ns,9\nt,10\n", ""));
	CU_ASSERT(says("",
		       "range = any\nmeant = W-LINT-022\n[criteria]\na =\n[field a]\nrange = "
		       "0..100\n",
		       shares, ""));
}

/* --- Scores --- */

/* b falls as a and d rise: -1 over ten agencies, -1 x 3 below -2.33. */
static void backwards(void)
{
	static const char criteria[] = "[criteria]\na =\nb =\nd =\n[criterion b]\n"
				       "scale = minmax\ndirection = %s\n";
	static const char evidence[] =
	    "id,a,b,d\np0,11,1,21\np1,12,2,22\np2,13,3,24\np3,14,4,23\np4,15,5,26\np5,16,6,25\n"
	    "p6,17,7,27\np7,18,8,28\np8,19,9,29\n";
	char text[200], more[400];

	snprintf(text, sizeof(text), criteria, "lower");
	snprintf(more, sizeof(more), "%sp9,20,10,30\n", evidence);
	CU_ASSERT(
	    says("", text, more,
		 "c.ini:8:13: W-LINT-023: [criterion b]: it runs against the rest of its group: "
		 "rank correlation -1.00 over 10 agencies; is its direction right?\n"));
	CU_ASSERT(says("", text, evidence, ""));
	snprintf(text, sizeof(text), criteria, "higher");
	CU_ASSERT(says("", text, more, ""));
	snprintf(text, sizeof(text), criteria, "lower\nmeant = W-LINT-023");
	CU_ASSERT(says("", text, more, ""));
}

/* Spearman by hand: ranks of b against a: 10 9 8 7 6 5 4 3 1 2, sum of d^2 = 328: rho = 1 - 6 x 328 / 990 = -0.99. */
static void correlation_by_hand(void)
{
	CU_ASSERT(
	    says("", "[criteria]\na =\nb =\n",
		 "id,a,b\np0,11,30\np1,12,29\np2,13,28\np3,14,27\np4,15,26\np5,16,25\np6,17,24\n"
		 "p7,18,23\np8,19,21\np9,20,22\n",
		 "c.ini:4:4: W-LINT-023: [criterion b]: it runs against the rest of its group: "
		 "rank correlation -0.99 over 10 agencies; is its direction right?\n"));
	/* Of an agency out of competition nothing is asked: nine are left. */
	CU_ASSERT(says("", "[criteria]\na =\nb =\n",
		       "id,competes,a,b\np0,,11,30\np1,,12,29\np2,,13,28\np3,,14,27\np4,,15,26\n"
		       "p5,,16,25\np6,,17,24\np7,,18,23\np8,,19,21\np9,no,20,22\n",
		       ""));
	/* 6 8 10 9 7 5 4 3 1 2: sum of d^2 = 302, rho = -0.83. 4 8 10 9 7 6 5 3 2 1: 282, -0.71: by chance. */
	CU_ASSERT(
	    says("", "[criteria]\na =\nb =\n",
		 "id,a,b\np0,11,36\np1,12,38\np2,13,40\np3,14,39\np4,15,37\np5,16,35\np6,17,34\np7,"
		 "18,33\np8,19,31\np9,20,32\n",
		 "c.ini:4:4: W-LINT-023: [criterion b]: it runs against the rest of its group: "
		 "rank correlation -0.83 over 10 agencies; is its direction right?\n"));
	CU_ASSERT(says("", "[criteria]\na =\nb =\n",
		       "id,a,b\np0,11,34\np1,12,38\np2,13,40\np3,14,39\np4,15,37\np5,16,36\np6,17,"
		       "35\np7,18,33\np8,19,32\np9,20,31\n",
		       ""));
	/* Four values in perfect disorder: a question, not a quantity. Five are enough; d^2 by mean ranks: rho = -0.98. */
	CU_ASSERT(
	    says("", "[criteria]\na =\nb =\n",
		 "id,a,b\np0,11,34\np1,12,34\np2,13,34\np3,14,33\np4,15,33\np5,16,33\np6,17,32\n"
		 "p7,18,32\np8,19,31\np9,20,31\n",
		 ""));
	CU_ASSERT(
	    says("", "[criteria]\na =\nb =\n",
		 "id,a,b\np0,11,35\np1,12,35\np2,13,34\np3,14,34\np4,15,33\np5,16,33\np6,17,32\n"
		 "p7,18,32\np8,19,31\np9,20,31\n",
		 "c.ini:4:4: W-LINT-023: [criterion b]: it runs against the rest of its group: "
		 "rank correlation -0.98 over 10 agencies; is its direction right?\n"));
}

static void saturated(void)
{
	static const char criteria[] = "[criteria]\na =\n[criterion a]\nscale = goalposts %s\n";
	static const char evidence[] =
	    "id,a\np0,1\np1,2\np2,3\np3,4\np4,5\np5,6\np6,7\np7,8\np8,9\n"
	    "p9,10\n";
	char text[200];

	/* 5 to 10 lie at 100 or beyond. */
	snprintf(text, sizeof(text), criteria, "0..5");
	CU_ASSERT(
	    says("", text, evidence,
		 "c.ini:5:9: W-LINT-024: [criterion a]: 6 of 10 agencies lie at the upper end of "
		 "the scale although their measures differ\n"));
	snprintf(text, sizeof(text), criteria, "0..6");
	CU_ASSERT(says("", text, evidence, ""));
	snprintf(text, sizeof(text), criteria, "5..0");
	CU_ASSERT(
	    says("", text, evidence,
		 "c.ini:5:9: W-LINT-024: [criterion a]: 6 of 10 agencies lie at the lower end of "
		 "the scale although their measures differ\n"));
	CU_ASSERT(says("",
		       "range = any\n[criteria]\na =\n[criterion a]\nscale = goalposts 0..5\n"
		       "clamp = no\n",
		       evidence, ""));
	/* A question that most answer alike is no scale that saturates. */
	snprintf(text, sizeof(text), criteria, "0..1");
	CU_ASSERT(says("", text,
		       "id,a\np0,1\np1,1\np2,1\np3,1\np4,1\np5,1\np6,1\np7,0\np8,0\np9,0\n", ""));
	snprintf(text, sizeof(text), criteria, "0..5\nmeant = W-LINT-024");
	CU_ASSERT(says("", text, evidence, ""));
}

/* 70.004 and 70.001 are both 70.00. */
static void precision_ties(void)
{
	static const char award[] = "[award best]\ntitle = Best\nfirst = %s\n";
	static const char tied[] = "id,a\np,80\nq,70.004\nr,70.001\ns,60\n";
	char text[200];

	snprintf(text, sizeof(text), award, "2");
	CU_ASSERT(
	    says(text, "[criteria]\na =\n", tied,
		 "r.ini:1:1: W-LINT-025: ranking main of c: 2 agencies share a rank that their "
		 "unrounded scores would part (precision = 2)\n"
		 "r.ini:4:1: W-LINT-026: award best, c: 2 agencies are tied at the cut, and "
		 "their unrounded scores would part them\n"));
	snprintf(text, sizeof(text), award, "3");
	CU_ASSERT(
	    says(text, "[criteria]\na =\n", tied,
		 "r.ini:1:1: W-LINT-025: ranking main of c: 2 agencies share a rank that their "
		 "unrounded scores would part (precision = 2)\n"));
	CU_ASSERT(says(text, "[criteria]\na =\n", "id,a\np,80\nq,70.014\nr,70.001\ns,60\n", ""));
	snprintf(text, sizeof(text), "precision = 3\n[award best]\ntitle = Best\nfirst = 2\n");
	CU_ASSERT(says(text, "[criteria]\na =\n", tied, ""));
	/* Truly equal. */
	snprintf(text, sizeof(text), award, "2");
	CU_ASSERT(says(text, "[criteria]\na =\n", "id,a\np,80\nq,70\nr,70\ns,60\n", ""));
	CU_ASSERT(says("precision = 2\nmeant = W-LINT-025, W-LINT-026\n[award best]\ntitle = "
		       "B\nfirst = 2\n",
		       "[criteria]\na =\n", tied, ""));
	/* A class, and a ranking of its own precision. */
	CU_ASSERT(says(
	    "[class k]\n[class m]\n[award best]\ntitle = Best\nfirst.k = 1\nranking = x\n"
	    "[ranking x]\nof = c\nprecision = 0\n",
	    "[criteria]\na =\n", "id,class,a\np,k,80.2\nq,k,80.3\nr,k,20\ns,m,70.1\nt,m,70.2\n",
	    "r.ini:12:13: W-LINT-025: ranking x of c: 4 agencies share a rank that their "
	    "unrounded scores would part (precision = 0)\n"
	    "r.ini:6:1: W-LINT-026: award best, c, k: 2 agencies are tied at the cut, and "
	    "their unrounded scores would part them\n"));
}

/* In a panel each edition has a cut of its own; a ranking of all editions has one. */
static void ties_of_editions(void)
{
	static const char round[] = "meant = W-LINT-025\n[ranking]\nwithin = %s\n"
				    "[award best]\ntitle = Best\nfirst = 1\n"
				    "[category c]\ncriteria = c.ini\n";
	static const char evidence[] = "id,edition,class,a\np,1,k,80\nq,1,k,80.001\n"
				       "p,2,k,80\nq,2,k,80.001\n";
	char text[200];

	edition = "1, 2";
	snprintf(text, sizeof(text), round, "class");
	CU_ASSERT(says(text, "[criteria]\na =\n", evidence,
		       "r.ini:7:1: W-LINT-026: award best, c, k, 1: 2 agencies are tied at the "
		       "cut, and their unrounded scores would part them\n"
		       "r.ini:7:1: W-LINT-026: award best, c, k, 2: 2 agencies are tied at the "
		       "cut, and their unrounded scores would part them\n"));
	snprintf(text, sizeof(text), round, "all-editions");
	CU_ASSERT(says(text, "[criteria]\na =\n", evidence,
		       "r.ini:7:1: W-LINT-026: award best, c, all: 4 agencies are tied at the "
		       "cut, and their unrounded scores would part them\n"));
	edition = "1";
}

/* The first place goes to class k alone; who leads the tie by id does not matter. */
static void ties_of_classes(void)
{
	static const char round[] =
	    "meant = W-LINT-025\n[class k]\n[class l]\n[ranking]\nwithin = all\n"
	    "[award best]\ntitle = Best\nfirst.k = 1\n"
	    "[category c]\ncriteria = c.ini\n";
	static const char said[] =
	    "r.ini:9:1: W-LINT-026: award best, c, all: 3 agencies are tied at the cut, and "
	    "their unrounded scores would part them\n";

	CU_ASSERT(
	    says(round, "[criteria]\na =\n", "id,class,a\np,l,80.001\nq,k,80\nr,k,80.001\n", said));
	CU_ASSERT(
	    says(round, "[criteria]\na =\n", "id,class,a\np,k,80.001\nq,k,80\nr,l,80.001\n", said));
	CU_ASSERT(
	    says(round, "[criteria]\na =\n", "id,class,a\np,l,80.001\nq,l,80\nr,l,80.001\n", ""));
}

/* --- What is meant --- */

static void meant(void)
{
	CU_ASSERT(
	    silent("weight-sum = any\nmeant = W-LINT-002, W-LINT-001\n[criteria]\na = 60\nb = "
		   "39\n"));
	CU_ASSERT(says("meant = W-LINT-001\n", "weight-sum = any\n[criteria]\na = 60\nb = 39\n",
		       NULL, ""));
	/* Said above, holds below; another code does not silence it; empty takes it back. */
	CU_ASSERT(
	    silent("meant = W-LINT-003\n[criteria]\na =\n[criterion a]\nscale = steps 80 > 5, "
		   "0\n"));
	CU_ASSERT(
	    rules_say("meant = W-LINT-004\n[criteria]\na =\n[criterion a]\nscale = steps 80 > "
		      "5, 0\n",
		      "c.ini:6:9: W-LINT-003: [criterion a]: 80 at most, and its range goes up "
		      "to 100\n"));
	CU_ASSERT(
	    rules_say("meant = W-LINT-003\n[criteria]\na =\n[criterion a]\nscale = steps 80 > "
		      "5, 0\nmeant =\n",
		      "c.ini:6:9: W-LINT-003: [criterion a]: 80 at most, and its range goes up "
		      "to 100\n"));
	CU_ASSERT(rules_say("meant = W-LINT-027\n[criteria]\na =\n",
			    "c.ini:2:9: E-INI-012: [category] meant: expected a list of codes from "
			    "W-LINT-001 to W-LINT-026, found \"W-LINT-027\"\n"));
	CU_ASSERT(is_line(lint("", "meant = W-LINT-000\n[criteria]\na =\n", NULL),
			  "c.ini:2:9: E-INI-012: "));
	CU_ASSERT(is_line(lint("", "meant = W-LINT-1\n[criteria]\na =\n", NULL),
			  "c.ini:2:9: E-INI-012: "));
	CU_ASSERT(
	    is_line(lint("", "meant = lint\n[criteria]\na =\n", NULL), "c.ini:2:9: E-INI-012: "));
	CU_ASSERT(is_line(lint("", "meant = W-LINT-026,\n[criteria]\na =\n", NULL),
			  "c.ini:2:9: E-INI-012: "));
	CU_ASSERT(silent("meant = W-LINT-026\n[criteria]\na =\n"));
}

void suite_lint(void)
{
	CU_pSuite suite = CU_add_suite("lint", NULL, NULL);

	CU_add_test(suite, "sums near a whole", near_whole);
	CU_add_test(suite, "weights of two magnitudes", magnitudes);
	CU_add_test(suite, "tops out of reach", short_of_the_top);
	CU_add_test(suite, "tops out of reach, by scale and by role", short_by_other_ways);
	CU_add_test(suite, "tops out of reach in one class", short_in_a_class);
	CU_add_test(suite, "tops out of reach, by scale", short_by_scale);
	CU_add_test(suite, "tops out of reach, by aggregate", short_by_aggregate);
	CU_add_test(suite, "tops out of reach in one edition", short_in_an_edition);
	CU_add_test(suite, "tops out of reach by class and by edition", short_in_a_setting);
	CU_add_test(suite, "tops out of reach in some settings", short_in_some_settings);
	CU_add_test(suite, "beyond the range", beyond);
	CU_add_test(suite, "gates", gates);
	CU_add_test(suite, "gates on scales that fall", gates_that_fall);
	CU_add_test(suite, "needs of more children than there are", needs_of_children);
	CU_add_test(suite, "minima of awards", award_minima);
	CU_add_test(suite, "grades", grades);
	CU_add_test(suite, "constant points", constant);
	CU_add_test(suite, "applies nowhere", nowhere);
	CU_add_test(suite, "dominated", dominated);
	CU_add_test(suite, "caps and bonuses without effect", idle);
	CU_add_test(suite, "hidden by rounding", hidden);
	CU_add_test(suite, "reweight", reweight);
	CU_add_test(suite, "what stands in for evidence", stands_in);
	CU_add_test(suite, "who is spared", spared);
	CU_add_test(suite, "states that leave out", states);
	CU_add_test(suite, "idle keys", chains);
	CU_add_test(suite, "keys that are not idle", other_scores);
	CU_add_test(suite, "idle keys in shared lists", shared_chains);
	CU_add_test(suite, "constant fields", constant_fields);
	CU_add_test(suite, "equal fields", equal_fields);
	CU_add_test(suite, "absent fields", absent_fields);
	CU_add_test(suite, "values off their neighbours", off_neighbours);
	CU_add_test(suite, "values off other editions", off_editions);
	CU_add_test(suite, "columns off their scale", off_scale);
	CU_add_test(suite, "against the group", backwards);
	CU_add_test(suite, "rank correlations by hand", correlation_by_hand);
	CU_add_test(suite, "saturated scales", saturated);
	CU_add_test(suite, "ties that precision creates", precision_ties);
	CU_add_test(suite, "ties of editions", ties_of_editions);
	CU_add_test(suite, "ties across classes", ties_of_classes);
	CU_add_test(suite, "what is meant", meant);
}
