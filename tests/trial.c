#include "trial.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "stream.h"

/* --- Running --- */

static const char *write_round(const char *round)
{
	char *text = mem_print(
	    "[round]\ntitle = T\n%s%s\n%s", strncmp(round, "edition = ", 10) ? "edition = 1\n" : "",
	    round, strstr(round, "[category ") ? "" : "[category c]\ncriteria = c.ini\n");
	const char *path = temp_file("r.ini", text);

	free(text);
	return path;
}

static void write_criteria(const char *criteria)
{
	char *text = mem_print("[category]\ntitle = C\n%s", criteria);

	temp_file("c.ini", text);
	free(text);
}

static void read_round(struct trial *trial, const char *path, const char *const *evidence)
{
	struct round_options options = {.plugin_directories = getenv("JURI_PLUGINS_BUILT"),
					.worker = {.deadline = 20}};

	trial->round = round_read(path, &options, &trial->problems);
	if (!trial->problems.errors)
		round_fields(trial->round, &trial->problems);
	if (trial->problems.errors)
		return;
	cohort_init(&trial->cohort, trial->round->fields, trial->round->n_fields,
		    &trial->round->states);
	evidence_read(&trial->cohort, &trial->round->evidence, evidence, 1, &trial->problems);
	if (!trial->problems.errors)
		round_bind(trial->round, &trial->cohort, &trial->problems);
}

static void calculate(struct trial *trial, unsigned jobs)
{
	const struct round *round = trial->round;
	struct scoring *scoring = stream_end(
	    stream_begin(round, &trial->cohort, jobs, NULL, &trial->measured, &trial->scores));

	scoring_end(scoring, trial->measured.failed, jobs, &trial->problems);
	if (trial->problems.errors)
		return;
	rank_all(round, &trial->cohort, &trial->scores, NULL, 2, &trial->rankings);
	award_all(round, &trial->cohort, &trial->rankings, &trial->awards, &trial->problems);
	tally_all(round, &trial->cohort, &trial->awards, &trial->tally);
	trial->results = (struct results){.round = round,
					  .cohort = &trial->cohort,
					  .measured = &trial->measured,
					  .scores = &trial->scores,
					  .rankings = &trial->rankings,
					  .awards = &trial->awards,
					  .tally = &trial->tally};
}

void trial_run_jobs(struct trial *trial, const char *round, const char *criteria,
		    const char *evidence, unsigned jobs)
{
	const char *path = temp_file("e.csv", evidence), *text;

	*trial = (struct trial){0};
	if (criteria)
		write_criteria(criteria);
	read_round(trial, write_round(round), &path);
	if (!trial->problems.errors)
		calculate(trial, jobs);
	if (!trial->problems.errors)
		return;
	text = problems_text(&trial->problems);
	trial->failure = arena_copy(&trial->arena, text, strlen(text));
}

void trial_run(struct trial *trial, const char *round, const char *criteria, const char *evidence)
{
	trial_run_jobs(trial, round, criteria, evidence, 1);
}

void trial_finish(struct trial *trial)
{
	problem_clear(&trial->problems);
	tally_free(&trial->tally);
	awards_free(&trial->awards);
	rankings_free(&trial->rankings);
	scores_free(&trial->scores);
	measured_free(&trial->measured);
	if (trial->cohort.fields)
		cohort_finish(&trial->cohort);
	round_free(trial->round);
	arena_free(&trial->arena);
}

/* --- Lines --- */

/* Hands the text over to the trial. */
static const char *keep(struct trial *trial, struct text *text)
{
	const char *kept;

	text_add(text, "");
	kept = arena_copy(&trial->arena, text->data, text->length);
	text_free(text);
	return kept;
}

static void add_grid(struct text *line, grid value)
{
	char number[DECIMAL_TEXT];

	text_add(line, value == GRID_NONE ? "-" : decimal_print_short(number, value));
}

static void add_score(struct text *line, const struct trial *trial,
		      const struct node_scores *results, size_t row)
{
	(void)trial;
	if (node_outcome(results, row) == OUTCOME_NOT_APPLICABLE)
		text_add(line, "n/a");
	else
		add_grid(line, node_score(results, row));
}

static void add_passed(struct text *line, const struct trial *trial,
		       const struct node_scores *results, size_t row)
{
	(void)trial;
	add_grid(line, node_passed(results, row));
}

static void add_coverage(struct text *line, const struct trial *trial,
			 const struct node_scores *results, size_t row)
{
	(void)trial;
	add_grid(line, node_coverage(results, row));
}

static void add_measure(struct text *line, const struct trial *trial,
			const struct node_scores *results, size_t row)
{
	char number[DECIMAL_TEXT];

	(void)trial;
	text_add(line, isnan(node_measure(results, row))
			   ? "-"
			   : decimal_print_double(number, node_measure(results, row)));
}

static void add_state(struct text *line, const struct trial *trial,
		      const struct node_scores *results, size_t row)
{
	text_add(line, score_state_name(trial->round, node_state(results, row)));
}

static const char *by_agency(struct trial *trial, const char *name,
			     void (*add)(struct text *, const struct trial *,
					 const struct node_scores *, size_t))
{
	struct text line = {0};
	const struct node *node;

	if (trial->failure)
		return trial->failure;
	node = round_node(trial->round, name);
	for (size_t i = 0; node && i < trial->cohort.rows; i++) {
		size_t row = trial->cohort.by_id[i];

		text_print(&line, "%s%s=", i ? " " : "", cohort_id(&trial->cohort, row));
		add(&line, trial, scores_of_node(&trial->scores, node), row);
	}
	return node ? keep(trial, &line) : "no such node";
}

const char *trial_scores(struct trial *trial, const char *node)
{
	return by_agency(trial, node, add_score);
}

const char *trial_passed(struct trial *trial, const char *node)
{
	return by_agency(trial, node, add_passed);
}

/* The published score of a root or a node, with its grade. */
const char *trial_published(struct trial *trial, const char *name)
{
	const struct round *round = trial->round;
	struct text line = {0};
	char number[DECIMAL_TEXT];

	for (size_t i = 0; !trial->failure && i < trial->cohort.rows; i++) {
		const struct node *node = round_node(round, name);
		size_t row = trial->cohort.by_id[i];
		grid score = decimal_round(node_score(scores_of_node(&trial->scores, node), row),
					   round->precision, round->rounding);

		text_print(&line, "%s%s=%s:%s", i ? " " : "", cohort_id(&trial->cohort, row),
			   decimal_print(number, score, round->precision),
			   score_grade(node, score));
	}
	return trial->failure ? trial->failure : keep(trial, &line);
}

const char *trial_coverage(struct trial *trial, const char *node)
{
	return by_agency(trial, node, add_coverage);
}

const char *trial_measures(struct trial *trial, const char *node)
{
	return by_agency(trial, node, add_measure);
}

const char *trial_states(struct trial *trial, const char *node)
{
	return by_agency(trial, node, add_state);
}

static void add_place(struct text *line, const struct ranking *ranking,
		      const struct place_in_ranking *place)
{
	char rank[DECIMAL_TEXT];

	text_print(line, "%s=", cohort_id(ranking->cohort, place->row));
	if (place->status == RANKED)
		text_add(line, rank_text(rank, place->twice_rank));
	else
		text_print(line, "%s:%s", rank_status_name(place->status),
			   place_reason(ranking, place));
	if (*place_decided_by(ranking, place))
		text_print(line, "<%s", place_decided_by(ranking, place));
}

static const char *places_line(struct trial *trial, const struct ranking *ranking)
{
	struct text line = {0};

	for (size_t i = 0; i < ranking->n_places; i++) {
		const struct place_in_ranking *place = &ranking->places[i];

		text_add(&line, i ? " " : "");
		if (ranking->n_groups > 1 && (!i || place->group != place[-1].group))
			text_print(&line, "[%s] ", ranking->groups[place->group]);
		add_place(&line, ranking, place);
	}
	return keep(trial, &line);
}

const char *trial_ranks(struct trial *trial, const char *ranking, const char *of)
{
	for (size_t i = 0; !trial->failure && i < trial->rankings.count; i++) {
		const struct ranking *one = &trial->rankings.list[i];

		if (!strcmp(one->rule->id, ranking) && !strcmp(one->rule->of, of))
			return places_line(trial, one);
	}
	return trial->failure ? trial->failure : "no such ranking";
}

const char *trial_awards(struct trial *trial)
{
	struct text line = {0};

	for (size_t i = 0; i < trial->awards.n_prizes; i++) {
		const struct prize *prize = &trial->awards.prizes[i];

		text_print(&line, "%s%s %s%s%s=%s", i ? "; " : "", prize->award->id,
			   prize->ranking ? prize->ranking->rule->of : "",
			   prize->ranking ? " " : "", cohort_id(&trial->cohort, prize->row),
			   prize->name);
	}
	return trial->failure ? trial->failure : keep(trial, &line);
}

const char *trial_withheld(struct trial *trial)
{
	struct text line = {0};

	for (size_t i = 0; i < trial->awards.n_withheld; i++) {
		const struct withheld_prize *tie = &trial->awards.withheld[i];

		text_print(&line, "%s%s %s [%s]", i ? "; " : "", tie->award->id,
			   tie->ranking->rule->of, tie->ranking->groups[tie->group]);
		for (size_t p = tie->first_place; p < tie->first_place + tie->count; p++)
			text_print(&line, " %s",
				   cohort_id(&trial->cohort, tie->ranking->places[p].row));
	}
	return trial->failure ? trial->failure : keep(trial, &line);
}

const char *trial_tally(struct trial *trial)
{
	struct text line = {0};

	for (size_t i = 0; i < trial->tally.count; i++) {
		const struct tally_row *row = &trial->tally.rows[i];

		text_print(&line, "%s%s %zu/%zu (", i ? "; " : "", row->group, row->agencies,
			   row->awards);
		for (size_t a = 0; a < trial->round->n_tally_awards; a++)
			text_print(&line, "%s%zu", a ? " " : "", row->by_award[a]);
		text_add(&line, ")");
	}
	return trial->failure ? trial->failure : keep(trial, &line);
}

const char *trial_table(struct trial *trial, void (*make)(const struct results *, struct sink *))
{
	struct text table = {0};
	struct sink_text into = sink_into(&table);

	if (trial->failure)
		return trial->failure;
	make(&trial->results, &into.sink);
	return keep(trial, &table);
}

/* Cell number n of a line of CSV without quotes, copied into cell; false where the line has fewer. */
static bool take_cell(const char *line, unsigned n, char cell[64])
{
	while (n--) {
		line += strcspn(line, ",\n");
		if (*line++ != ',')
			return false;
	}
	snprintf(cell, 64, "%.*s", (int)strcspn(line, ",\n"), line);
	return true;
}

static unsigned column_number(const char *table, const char *column)
{
	char cell[64];
	unsigned n = 0;

	while (take_cell(table, n, cell) && strcmp(cell, column) != 0)
		n++;
	return n; /* none so called: no line has that many cells */
}

const char *trial_cells(struct trial *trial, const char *node, const char *column)
{
	const char *table = trial_table(trial, results_scores_csv), *line = table;
	unsigned number = column_number(table, column);
	struct text cells = {0};
	char cell[64];

	if (trial->failure)
		return trial->failure;
	for (; *line; line += strcspn(line, "\n") + 1)
		if (take_cell(line, 1, cell) && !strcmp(cell, node) &&
		    take_cell(line, number, cell))
			text_print(&cells, "%s%s", cells.length ? " " : "", *cell ? cell : "-");
	return keep(trial, &cells);
}

/* --- Judging --- */

bool trial_gives(const char *round, const char *criteria, const char *evidence,
		 const char *(*line)(struct trial *, const char *), const char *of,
		 const char *expected)
{
	struct trial trial;
	bool good;

	trial_run(&trial, round, criteria, evidence);
	good = same(line(&trial, of), expected);
	if (!good)
		fprintf(stderr, "  with:\n%s%s", criteria, evidence);
	trial_finish(&trial);
	return good;
}

bool trial_has(struct trial *trial, const char *node, const char *column, const char *cells)
{
	return same(trial_cells(trial, node, column), cells);
}

bool trial_shows(const char *round, const char *criteria, const char *evidence, const char *node,
		 const char *column, const char *cells)
{
	struct trial trial;
	bool good;

	trial_run(&trial, round, criteria, evidence);
	good = trial_has(&trial, node, column, cells);
	if (!good)
		fprintf(stderr, "  with:\n%s%s", criteria, evidence);
	trial_finish(&trial);
	return good;
}

bool trial_fails(const char *round, const char *criteria, const char *evidence, const char *code)
{
	struct trial trial;
	const char *at;
	bool good;

	trial_run(&trial, round, criteria, evidence);
	at = trial.failure ? strstr(trial.failure, code) : NULL;
	good = at && !strstr(at + 1, code);
	if (!good)
		fprintf(stderr, "expected one %s, found:\n%s  with:\n%s%s", code,
			trial.failure ? trial.failure : "no problem\n", criteria, evidence);
	trial_finish(&trial);
	return good;
}

bool same(const char *found, const char *expected)
{
	bool equal = !strcmp(found, expected);

	if (!equal)
		fprintf(stderr, "expected \"%s\"\nfound    \"%s\"\n", expected, found);
	return equal;
}
