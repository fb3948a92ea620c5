/*
 * core/run.h: a round.ini, its criteria, and evidence in any form. What a run gives must hold together: no record is lost,
 * ranks follow from the scores beside them, the tables can be read again, and a second run gives the same bytes.
 */
#include "run.h"

#include <string.h>

#include "csv.h"
#include "fuzz.h"
#include "json.h"
#include "table.h"

/* --- Nothing is lost --- */

static void check_files(const struct cohort *cohort)
{
	for (size_t i = 0; i < cohort->n_files; i++)
		HOLDS(cohort->files[i].rows == cohort->files[i].scored + cohort->files[i].empty);
}

static void check_scores(const struct run *run)
{
	for (size_t c = 0; c < run->scores.n_categories; c++) {
		const struct category_scores *category = &run->scores.categories[c];

		for (size_t n = 0; !category->withheld && n < category->category->n_nodes; n++) {
			const struct node_scores *node = &category->nodes[n];

			for (size_t row = 0; row < run->cohort.rows; row++) {
				bool has = node_outcome(node, row) == OUTCOME_SCORE;
				grid coverage = node_coverage(node, row);

				HOLDS(has || node_score(node, row) == GRID_NONE);
				HOLDS(coverage == GRID_NONE ||
				      (coverage >= 0 && coverage <= 100 * GRID_ONE));
			}
		}
	}
}

/* --- Ranks follow from scores --- */

/* Whether the published score alone decides. */
static bool by_score(const struct run *run, const struct ranking_rule *rule)
{
	for (unsigned c = 0; c < run->round->n_classes; c++)
		if (rule->class_keys[c].count)
			return false;
	return rule->keys.count == 1 && rule->keys.list[0].kind == KEY_SCORE && !rule->exact &&
	       rule->ties != TIES_ORDINAL && rule->node->aggregate != AGGREGATE_NONE;
}

static bool is_better(grid a, grid b, bool ascending)
{
	if (a == GRID_NONE || b == GRID_NONE)
		return a != GRID_NONE && b == GRID_NONE;
	return ascending ? a < b : a > b;
}

static int64_t expected_rank(const struct ranking *ranking, const struct place_in_ranking *place)
{
	bool ascending = ranking->rule->keys.list[0].ascending;
	int64_t better = 0, equal = 0, levels = 0;
	grid last = GRID_NONE, score = place_score(ranking, place);

	for (size_t i = 0; i < ranking->n_places; i++) {
		const struct place_in_ranking *p = &ranking->places[i];

		if (p->group != place->group || p->status != RANKED)
			continue;
		equal += place_score(ranking, p) == score;
		if (!is_better(place_score(ranking, p), score, ascending))
			continue;
		levels += !better || place_score(ranking, p) != last; /* places come by rank */
		last = place_score(ranking, p);
		better++;
	}
	switch (ranking->rule->ties) {
	case TIES_DENSE:
		return 2 * (levels + 1);
	case TIES_MODIFIED:
		return 2 * (better + equal);
	case TIES_FRACTIONAL:
		return 2 * better + equal + 1;
	default:
		return 2 * (better + 1);
	}
}

static void check_order(const struct ranking *ranking, size_t i)
{
	const struct place_in_ranking *place = &ranking->places[i], *before = place - 1;

	HOLDS((place->status == RANKED) == (place->twice_rank > 0));
	HOLDS(place->group < ranking->n_groups);
	if (i == 0 || before->group != place->group)
		return;
	HOLDS(before->group <= place->group);
	HOLDS(place->status != RANKED || before->status == RANKED);
	HOLDS(place->status != RANKED || before->twice_rank <= place->twice_rank);
}

static void check_ranking(const struct run *run, const struct ranking *ranking)
{
	bool *seen = mem_array(run->cohort.rows, sizeof(*seen));

	HOLDS(ranking->n_places == (ranking->withheld ? 0 : run->cohort.rows));
	for (size_t i = 0; i < ranking->n_places; i++) {
		const struct place_in_ranking *place = &ranking->places[i];

		check_order(ranking, i);
		HOLDS(!seen[place->row]);
		seen[place->row] = true;
		if (place->status == RANKED && by_score(run, ranking->rule))
			HOLDS(place->twice_rank == expected_rank(ranking, place));
	}
	free(seen);
}

static void check_prizes(const struct awards *awards)
{
	for (size_t i = 0; i < awards->n_prizes; i++) {
		const struct prize *prize = &awards->prizes[i];

		HOLDS(!prize->place || prize->place->status == RANKED);
		HOLDS(!prize->place || prize->place->row == prize->row);
	}
}

/* --- What is written --- */

static void read_table(const struct results *results,
		       void (*make)(const struct results *, struct sink *), struct text *all)
{
	struct problems problems = {0};
	struct text text = {0};
	struct sink_text into = sink_into(&text);
	struct input input;
	char hash[SHA256_HEX];
	struct csv *csv;

	make(results, &into.sink);
	input_open_bytes(&input, "t.csv", text.data, text.length, &problems);
	csv = csv_open(&input, &problems);
	while (csv_next(csv))
		;
	csv_close(csv);
	input_close(&input, hash);
	HOLDS(!problems.errors);
	text_add_n(all, text.data, text.length);
	text_free(&text);
}

static void read_document(const struct results *results, struct text *all)
{
	struct problems problems = {0};
	struct text text = {0};
	struct sink_text into = sink_into(&text);
	struct input input;
	char hash[SHA256_HEX];

	results_json(results, &into.sink);
	input_open_bytes(&input, "r.json", text.data, text.length, &problems);
	HOLDS(json_is_valid(&input, &problems));
	input_close(&input, hash);
	text_add_n(all, text.data, text.length);
	text_free(&text);
}

static void write_all(const struct run *run, struct text *all)
{
	const struct table_options options = {.width = 80, .unranked = true};
	struct text table = {0};
	struct sink_text into = sink_into(&table);

	read_table(&run->results, results_rankings_csv, all);
	read_table(&run->results, results_scores_csv, all);
	read_table(&run->results, results_awards_csv, all);
	read_table(&run->results, results_treated_csv, all);
	if (run->round->has_tally)
		read_table(&run->results, results_tally_csv, all);
	read_document(&run->results, all);
	table_print(&run->results, &options, &into.sink);
	for (size_t i = 0; i < table.length; i++)
		HOLDS((unsigned char)table.data[i] >= 0x20 || table.data[i] == '\n');
	text_add(all, table.data ? table.data : "");
	text_free(&table);
}

static void check(const struct run *run, struct text *all)
{
	check_files(&run->cohort);
	check_scores(run);
	for (size_t i = 0; i < run->rankings.count; i++)
		check_ranking(run, &run->rankings.list[i]);
	check_prizes(&run->awards);
	write_all(run, all);
}

/* --- Runs --- */

static bool is_evidence(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (!strcmp(dot, ".csv") || !strcmp(dot, ".json") || !strcmp(dot, ".ndjson"));
}

/* Whether there are results, which are appended to all. */
static bool run_once(const char *const *paths, size_t n_paths, struct text *all)
{
	struct run_options options = {.jobs = 1};
	struct run run = {0};
	bool done;

	fuzz_options(&options.round);
	run_read(&run, &options, fuzz_path("round.ini"), paths, n_paths);
	if (!run.problems.errors)
		run_calculate(&run, &options);
	done = !run.problems.errors;
	if (done)
		check(&run, all);
	fuzz_problems(&run.problems);
	run_finish(&run);
	return done;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text first = {0}, second = {0};
	const char *paths[8];
	size_t n = 0;

	fuzz_files(data, size);
	for (size_t i = 0; i < fuzz_n_files(); i++)
		if (is_evidence(fuzz_name(i)))
			paths[n++] = fuzz_path(fuzz_name(i));
	if (n && run_once(paths, n, &first)) {
		for (size_t i = 0; i < n / 2; i++) { /* the order of files changes nothing */
			const char *path = paths[i];

			paths[i] = paths[n - 1 - i];
			paths[n - 1 - i] = path;
		}
		HOLDS(run_once(paths, n, &second));
		HOLDS(first.length == second.length &&
		      !memcmp(first.data, second.data, first.length));
	}
	text_free(&first);
	text_free(&second);
	return 0;
}
