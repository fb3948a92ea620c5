#include "whole.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "results.h"

static char *make_table(const struct results *results,
			void (*make)(const struct results *, struct text *))
{
	struct text text = {0};

	make(results, &text);
	return text.data;
}

static void rules(const struct results *results, struct text *out)
{
	round_print(results->round, out);
}

static void make_tables(struct whole *whole, const struct results *results)
{
	whole->scores = make_table(results, results_scores_csv);
	whole->rankings = make_table(results, results_rankings_csv);
	whole->treated = make_table(results, results_treated_csv);
	whole->json = make_table(results, results_json);
	whole->rules = make_table(results, rules);
}

/* Everything after the scores. */
static void rank(struct whole *whole, const struct round *round, const struct cohort *cohort,
		 const struct measured *measured, const struct scores *scores,
		 struct problems *problems)
{
	struct rankings rankings = {0};
	struct awards awards = {0};
	struct tally tally = {0};
	struct results results = {.round = round,
				  .cohort = cohort,
				  .measured = measured,
				  .scores = scores,
				  .rankings = &rankings,
				  .awards = &awards,
				  .tally = &tally};

	rank_all(round, cohort, scores, &rankings);
	award_all(round, cohort, &rankings, &awards, problems);
	tally_all(round, cohort, &awards, &tally);
	make_tables(whole, &results);
	tally_free(&tally);
	awards_free(&awards);
	rankings_free(&rankings);
}

static void score(struct whole *whole, struct round *round, const char *evidence,
		  struct problems *problems)
{
	struct cohort cohort;
	struct measured measured;
	struct scores scores;

	cohort_init(&cohort, round->fields, round->n_fields, &round->states);
	evidence_read(&cohort, &round->evidence, &evidence, 1, problems);
	if (!problems->errors)
		round_bind(round, &cohort, problems);
	if (!problems->errors) {
		measure_all(round, &cohort, 1, &measured);
		score_all(round, &cohort, &measured, &scores, problems);
		if (!problems->errors)
			rank(whole, round, &cohort, &measured, &scores, problems);
		scores_free(&scores);
		measured_free(round, &measured);
	}
	cohort_finish(&cohort);
}

void whole_run(struct whole *whole, const char *round_text, const char *criteria,
	       const char *evidence)
{
	const struct round_options options = {.plugin_directories = getenv("JURI_PLUGINS_BUILT"),
					      .worker = {.deadline = 10}};
	char *text = mem_print("[round]\ntitle = T\nedition = 1\nprecision = 4\n%s\n"
			       "[category c]\ncriteria = c.ini\n",
			       round_text);
	char *tree = mem_print("[category]\n%s", criteria);
	const char *path = temp_file("whole/round.ini", text);
	const char *data = temp_file("whole/evidence.csv", evidence);
	struct problems problems = {0};
	struct round *round;

	*whole = (struct whole){0};
	temp_file("whole/c.ini", tree);
	round = round_read(path, &options, &problems);
	if (!problems.errors)
		round_fields(round, &problems);
	if (!problems.errors)
		score(whole, round, data, &problems);
	whole->problems = mem_copy(problems_text(&problems));
	round_free(round);
	free(text);
	free(tree);
}

void whole_finish(struct whole *whole)
{
	free(whole->problems);
	free(whole->scores);
	free(whole->rankings);
	free(whole->treated);
	free(whole->json);
	free(whole->rules);
}

/* Cell number n of a line, copied into cell. */
static void take_cell(const char *line, unsigned n, char cell[64])
{
	while (n--)
		line += strcspn(line, ",\n") + 1;
	snprintf(cell, 64, "%.*s", (int)strcspn(line, ",\n"), line);
}

static unsigned column_number(const char *table, const char *column)
{
	char cell[64];
	unsigned n = 0;

	for (take_cell(table, n, cell); strcmp(cell, column) != 0; take_cell(table, ++n, cell))
		if (n > 20)
			abort(); /* no such column: the test is wrong */
	return n;
}

bool whole_is(const struct whole *whole, const char *node, const char *column, const char *cells)
{
	char found[1000] = "", cell[64];
	const char *line = whole->scores;

	for (; line && *line; line += strcspn(line, "\n") + 1) {
		take_cell(line, 1, cell);
		if (strcmp(cell, node) != 0)
			continue;
		take_cell(line, column_number(whole->scores, column), cell);
		snprintf(found + strlen(found), sizeof(found) - strlen(found), "%s%s",
			 *found ? " " : "", *cell ? cell : "-");
	}
	if (strcmp(found, cells) != 0)
		printf("\n%s %s: expected %s, found %s %s\n", node, column, cells, found,
		       whole->problems);
	return !strcmp(found, cells);
}

bool whole_gives(const char *round, const char *criteria, const char *evidence, const char *node,
		 const char *column, const char *cells)
{
	struct whole whole;
	bool good;

	whole_run(&whole, round, criteria, evidence);
	good = whole_is(&whole, node, column, cells);
	whole_finish(&whole);
	return good;
}

bool whole_fails(const char *round, const char *criteria, const char *evidence, const char *code)
{
	struct whole whole;
	bool found;

	whole_run(&whole, round, criteria, evidence);
	found = strstr(whole.problems, code) != NULL;
	if (!found)
		printf("\nexpected %s, found %s\n", code, whole.problems);
	whole_finish(&whole);
	return found;
}
