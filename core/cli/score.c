#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../bundle.h"
#include "../crew.h"
#include "../input.h"
#include "../since.h"
#include "../table.h"
#include "../timings.h"
#include "cli.h"
#include "progress.h"

struct options {
	struct cli_common common;
	struct table_options table;
	const char *folder, *csv, *wide, *columns, *json, *entrants, *since;
	struct arena arena; /* of what is wanted of the columns */
	struct word_list wanted;
	bool quiet, allow_refused, timings;
};

static const char *help(void)
{
	static struct text text;

	text.length = 0;
	text_add(
	    &text,
	    _("juri score ROUND EVIDENCE... [options]\n"
	      "\n"
	      "Scores, ranks, prints a table. EVIDENCE: .csv, .json and .ndjson files, folders\n"
	      "of them, each also as .gz and .zst; - for CSV on standard input.\n"
	      "\n"
	      "  --entrants DIR     the bundle of the earlier stage, for [entrants]\n"
	      "  --allow-refused    leave out agencies whose evidence is bad, list them, exit 3\n"
	      "  --since DIR        list what changed since the freeze in DIR, what that moved\n"
	      "  -o, --output DIR   write the bundle: tables, results, rules, manifest\n"
	      "  --csv FILE         write the rankings as CSV (- is standard output)\n"
	      "  --wide FILE        write a league table: of overall, or the only category\n"
	      "  --columns NAMES    write only these of its columns: names and globs\n"
	      "  --json FILE        write results.json (- is standard output)\n"
	      "  --category GLOB, --class GLOB   these only: table, --csv, --wide\n"
	      "  --top N, --all     show the first N of each class; those without a rank, too\n"
	      "  -q, --quiet        print no table\n"
	      "  --timings          say on standard error how long each stage took\n"));
	text_add(&text, cli_common_help());
	text_add(
	    &text,
	    _("\n"
	      "  juri score round.ini evidence/ -o results && less results/rankings.csv\n"
	      "\n"
	      "Exit codes: 0 done; 3 something is withheld, refused or changed; all others\n"
	      "(juri --help) write nothing; 75: another run is at work on the same output.\n"));
	return text.data;
}

static void parse(struct options *options, int argc, char **argv)
{
	static const struct option longs[] = {CLI_COMMON_LONG,
					      {"output", required_argument, NULL, 'o'},
					      {"csv", required_argument, NULL, 'c'},
					      {"wide", required_argument, NULL, 'w'},
					      {"columns", required_argument, NULL, 'l'},
					      {"json", required_argument, NULL, 's'},
					      {"entrants", required_argument, NULL, 'e'},
					      {"allow-refused", no_argument, NULL, 'r'},
					      {"since", required_argument, NULL, 'S'},
					      {"category", required_argument, NULL, 'C'},
					      {"class", required_argument, NULL, 'K'},
					      {"top", required_argument, NULL, 't'},
					      {"all", no_argument, NULL, 'a'},
					      {"quiet", no_argument, NULL, 'q'},
					      {"timings", no_argument, NULL, 'm'},
					      {NULL, 0, NULL, 0}};
	int option;

	cli_common_init(&options->common);
	while ((option = cli_option(argc, argv, "hqo:j:", longs)) >= 0) {
		switch (option) {
		case 'o':
			options->folder = optarg;
			break;
		case 'c':
			options->csv = optarg;
			break;
		case 'w':
			options->wide = optarg;
			break;
		case 'l':
			options->columns = optarg;
			break;
		case 'e':
			options->entrants = optarg;
			break;
		case 'r':
			options->allow_refused = true;
			break;
		case 'S':
			options->since = optarg;
			break;
		case 's':
			options->json = optarg;
			break;
		case 'C':
			options->table.category = optarg;
			break;
		case 'K':
			options->table.class_id = optarg;
			break;
		case 't':
			options->table.top = cli_number("--top", optarg);
			break;
		case 'a':
			options->table.unranked = true;
			break;
		case 'q':
			options->quiet = true;
			break;
		case 'm':
			options->timings = true;
			break;
		default:
			if (!cli_common_option(&options->common, option,
					       option == 'h' ? help() : NULL))
				exit(EXIT_BAD_USAGE); /* getopt has said why */
		}
	}
}

/* --- What a run gives --- */

/* What goes to the disk; all of it is made before any of it is put there. */
struct made {
	struct output list[4];
	size_t count;
};

static void make_file(struct made *made, struct run *run, const char *path, bundle_document *make,
		      const struct results *results)
{
	if (!path || run->problems.errors)
		return;
	timings_begin(make == results_json ? "json" : make == results_league_csv ? "wide" : "csv");
	bundle_make_file(&made->list[made->count++], path, make, results, &run->problems);
	timings_end();
}

static void make_bundle(struct made *made, struct run *run, const char *folder, enum exit_code code)
{
	if (!folder)
		return;
	timings_begin("bundle");
	bundle_make(&made->list[made->count++], &run->results, folder, code, &run->problems);
	timings_end();
}

static bool is_stdout(const char *path)
{
	return path && !strcmp(path, "-");
}

static bool uses_stdout(const struct options *options)
{
	return is_stdout(options->csv) || is_stdout(options->wide) || is_stdout(options->json);
}

static struct narrowing narrowing_of(const struct options *options)
{
	return (struct narrowing){options->table.category, options->table.class_id,
				  options->wanted};
}

/* --- Which rankings that needs --- */

static bool is_league(const struct round *round, const struct ranking_rule *rule,
		      const struct options *options)
{
	const struct narrowing narrowing = narrowing_of(options);
	const struct ranking_rule *league = NULL;

	return results_league(round, &narrowing, &league) == 1 && rule == league;
}

static bool prints_table(const struct options *options)
{
	return !options->quiet && !uses_stdout(options);
}

/* The table counts ties of all rankings; where only the groups of --class are asked for, they must be known. */
static bool wants(const struct round *round, const struct ranking_rule *rule, const void *user)
{
	const struct options *options = user;
	const struct narrowing narrowing = narrowing_of(options);

	if (prints_table(options) || options->folder || options->json || options->since)
		return true;
	if (options->wide && is_league(round, rule, options))
		return true;
	return (options->csv || (options->table.class_id && !options->wide)) &&
	       narrowing_has_ranking(&narrowing, rule);
}

/* Of the rankings that are made, what is told; the league table may leave out what it costs to keep. */
static void add_told(struct score_demand *demand, const struct round *round,
		     const struct options *options)
{
	const struct narrowing narrowing = narrowing_of(options);
	bool league_alone = options->wide && !options->csv && !prints_table(options);

	if (league_alone && !results_league_tells_coverage(&narrowing))
		return;
	for (size_t i = 0; i < round->n_rankings; i++)
		if (wants(round, &round->rankings[i], options))
			score_demand_node(demand, round->rankings[i].node, KEEP_RESULT);
}

/* Measures, results of all nodes; or those of the league table. */
static void add_scores(struct score_demand *demand, const struct round *round, const void *user)
{
	const struct options *options = user;
	const struct narrowing narrowing = narrowing_of(options);
	const struct ranking_rule *league = NULL;

	if (options->folder || options->json || options->since)
		score_demand_all(demand, round);
	add_told(demand, round, options);
	if (!options->wide || results_league(round, &narrowing, &league) != 1)
		return;
	for (size_t i = 0; i < league->node->n_children; i++)
		score_demand_node(demand, league->node->children[i], KEEP_SCORE);
}

/* --- Giving it --- */

static int print_table(struct run *run, struct options *options)
{
	struct sink_file sink;
	int code;

	timings_begin("table");
	options->table.width = cli_width();
	sink_file_start(&sink, STDOUT_FILENO, 1, NULL);
	table_print(&run->results, &options->table, &sink.sink);
	timings_count(sink.bytes, "bytes");
	code = cli_printed(sink_file_end(&sink));
	timings_end();
	return code;
}

/* An empty table would look as if nobody had scored. */
static int check_globs(const struct run *run, const struct table_options *options)
{
	struct text there = {0}, escaped = {0};
	const char *option;
	int code = EXIT_DONE;

	text_add(&there, "");
	if (!table_matches(&run->results, options, &option, &there)) {
		text_add_escaped(&escaped, there.data);
		code =
		    cli_usage(_("score: %s matches nothing; there is: %s"), option, escaped.data);
	}
	text_free(&there);
	text_free(&escaped);
	return code;
}

static int print_since(const struct run *run, const struct since *since)
{
	struct text text = {0};
	int code;

	since_print(since, run, &text);
	code = cli_print(text.data);
	text_free(&text);
	return code;
}

/* Where standard output is a table of its own. */
static void tell_since(const struct run *run, const struct since *since)
{
	struct text text = {0};

	since_print(since, run, &text);
	fputs(text.data, stderr);
	text_free(&text);
}

static int print_all(struct run *run, const struct since *since, struct options *options)
{
	int printed = EXIT_DONE;

	if (uses_stdout(options)) {
		if (options->since)
			tell_since(run, since);
		return printed;
	}
	if (!options->quiet)
		printed = print_table(run, options);
	if (!printed && options->since && !options->quiet)
		printed = cli_print("\n");
	if (!printed && options->since)
		printed = print_since(run, since);
	return printed;
}

static void *let_go(void *run)
{
	run_let_go(run);
	return NULL;
}

/* Puts everything where it belongs. Meanwhile the memory of what was told is given back: both take long where there is much. */
static void put_all(struct made *made, struct run *run, const struct options *options)
{
	pthread_t thread = 0;
	bool threaded = options->common.jobs > 1 && crew_start(&thread, let_go, run);

	bundle_put(made->list, made->count, &run->problems);
	if (threaded)
		pthread_join(thread, NULL);
}

/* What can be lost goes first: where standard output fails, nothing is put anywhere. */
static int give_out(struct run *run, const struct since *since, struct options *options)
{
	bool told = run_is_withheld(run) || since_is_changed(since);
	enum exit_code code = told ? EXIT_WITHHELD : EXIT_DONE;
	struct results narrowed = run->results;
	struct made made = {0};
	int printed = check_globs(run, &options->table);

	if (printed)
		return printed;
	narrowed.narrow = narrowing_of(options);
	printed = print_all(run, since, options);
	if (printed)
		return printed;
	make_bundle(&made, run, options->folder, code);
	make_file(&made, run, options->json, results_json, &run->results);
	make_file(&made, run, options->csv, results_rankings_csv, &narrowed);
	make_file(&made, run, options->wide, results_league_csv, &narrowed);
	timings_begin("put");
	put_all(&made, run, options);
	timings_end();
	return run->problems.errors ? (int)run->problems.code : (int)code;
}

/* --- Outputs that are inputs --- */

/* Whether an output touches an input: input_is_same of files, cli_is_inside of a folder and what lies in it. */
typedef bool touches(const char *output, const char *input);

static bool any_of_ini(const struct ini *ini, touches *meets, const char *output)
{
	for (size_t i = 0; ini && i < ini->n_files; i++)
		if (meets(output, ini->files[i].path))
			return true;
	return false;
}

static bool is_list(const struct evidence_file *list, touches *meets, const char *output)
{
	return list->path && meets(output, list->path);
}

/* Of the bundle of the stage before. */
static bool is_of_entrants(const struct entrants *entrants, touches *meets, const char *output)
{
	return entrants->path &&
	       (meets(output, entrants->path) || meets(output, entrants->manifest));
}

static bool any_input(const struct run *run, touches *meets, const char *output)
{
	bool found = any_of_ini(run->round->ini, meets, output) ||
		     is_of_entrants(&run->entrants, meets, output);

	for (size_t c = 0; c < run->round->n_categories; c++)
		found = found || any_of_ini(run->round->categories[c]->ini, meets, output);
	for (size_t i = 0; i < run->cohort.n_files; i++)
		found = found || meets(output, run->cohort.files[i].path);
	return found || is_list(&run->cohort.roster, meets, output) ||
	       is_list(&run->cohort.declared, meets, output);
}

static bool is_input(const struct run *run, const char *path)
{
	return cli_is_inside(run->freeze.folder, path) || any_input(run, input_is_same, path);
}

static void check_output(struct run *run, const char *path)
{
	struct place place = {.file = path};

	if (path && strcmp(path, "-") != 0 && is_input(run, path))
		problem_error(
		    &run->problems, EXIT_CREATE, "E-OUT-003", &place,
		    _("expected another file for the output, found an input of this run"));
}

/*
 * A bundle takes the place of a folder. Whoever works in that folder would be left in the old one, which is
 * removed.
 */
static bool is_elsewhere(const char *folder, struct problems *problems)
{
	struct place place = {.file = folder};

	if (!input_is_same(folder, "."))
		return true;
	problem_error(
	    problems, EXIT_CREATE, "E-OUT-006", &place,
	    _("expected a folder whose place the bundle can take, found the current one"));
	return false;
}

/* The bundle of the stage before, or one with evidence in it, which would be gone; a freeze, which would be no longer what it was. */
static void check_folder(struct run *run, const char *folder)
{
	struct place place = {.file = folder};

	if (folder && is_of_entrants(&run->entrants, cli_is_inside, folder))
		problem_error(
		    &run->problems, EXIT_CREATE, "E-OUT-003", &place,
		    _("expected another folder for the bundle, found that of the stage before"));
	else if (folder && any_input(run, cli_is_inside, folder))
		problem_error(&run->problems, EXIT_CREATE, "E-OUT-003", &place,
			      _("expected another folder for the bundle, found one with an input "
				"of this run"));
	if (folder && cli_is_inside(run->freeze.folder, folder))
		problem_error(
		    &run->problems, EXIT_CREATE, "E-OUT-003", &place,
		    _("expected another folder for the bundle, found one inside the freeze"));
}

/* Before all else: whoever cannot have the place should not have worked in vain. */
static bool claim_outputs(const struct options *options, struct problems *problems)
{
	return bundle_claim(options->folder, problems) && bundle_claim(options->csv, problems) &&
	       bundle_claim(options->wide, problems) && bundle_claim(options->json, problems) &&
	       (!options->folder || (is_elsewhere(options->folder, problems) &&
				     bundle_may_write(options->folder, problems)));
}

static int check_columns(const struct run *run, const struct options *options,
			 const struct ranking_rule *league)
{
	struct text there = {0};
	bool panel = run->cohort.n_editions > 1;
	const char *lacking = results_league_lacks(league, panel, &options->wanted, &there);
	int code = EXIT_DONE;

	if (lacking)
		code =
		    cli_usage(_("score: --columns: expected columns that there are (%s), found %s"),
			      there.data, text_quoted(lacking));
	text_free(&there);
	return code;
}

/* Before the work, too. */
static int check_league(const struct run *run, const struct options *options)
{
	const struct round *round = run->round;
	const struct narrowing narrowing = narrowing_of(options);
	const struct ranking_rule *league = NULL;
	struct text there = {0};
	size_t count = options->wide ? results_league(round, &narrowing, &league) : 1;
	int code = EXIT_DONE;

	if (count == 1)
		return options->wide ? check_columns(run, options, league) : code;
	for (size_t c = 0; c < round->n_categories; c++)
		text_print(&there, "%s%s", c ? ", " : "", round->categories[c]->id);
	code = cli_usage(_("score: --wide: expected one ranking, of overall or of a category that "
			   "--category chooses, found %zu; there is: %s"),
			 count, there.data);
	text_free(&there);
	return code;
}

static void check_outputs(struct run *run, const struct options *options)
{
	check_output(run, options->csv);
	check_output(run, options->wide);
	check_output(run, options->json);
	check_folder(run, options->folder);
}

/* Up to the results; returns what is wrong with the options. */
static int calculate(struct run *run, struct since *since, const struct run_options *how,
		     const struct options *options)
{
	int code = check_league(run, options);

	if (!code)
		check_outputs(run, options);
	if (!code && !run->problems.errors)
		run_calculate(run, how);
	if (code || run->problems.errors || !options->since)
		return code;
	timings_begin("since");
	since_find(since, run, how);
	timings_end();
	return code;
}

static int score(struct options *options, char **arguments, int count)
{
	const struct rank_demand demand = {wants, options};
	const struct score_wish wish = {add_scores, options};
	const struct run_options how = {.round = options->common.round,
					.jobs = options->common.jobs,
					.rankings = &demand,
					.scores = &wish,
					.entrants = options->entrants,
					.allow_refused = options->allow_refused,
					.unhashed = !options->folder,
					.streams = !options->since,
					.since = options->since};
	struct run run = {0};
	struct since since = {0};
	int code = EXIT_DONE;

	if (options->timings)
		timings_start();
	progress_start();
	if (claim_outputs(options, &run.problems))
		run_read(&run, &how, arguments[0], (const char *const *)arguments + 1,
			 (size_t)count - 1);
	if (!run.problems.errors)
		code = calculate(&run, &since, &how, options);
	progress_stop();
	if (!run.problems.errors && !code)
		code = give_out(&run, &since, options);
	output_release();
	problem_print(&run.problems, stderr);
	if (run.problems.errors)
		code = (int)run.problems.code;
	timings_begin("finish");
	since_finish(&since);
	run_finish(&run);
	timings_end();
	timings_print(stderr);
	return code;
}

/* Two of the files that are one and the same by their names. */
static int check_files(const struct options *options)
{
	const struct {
		const char *option, *path;
	} files[] = {{"--csv", options->csv}, {"--wide", options->wide}, {"--json", options->json}};

	for (size_t i = 0; i < 3; i++)
		for (size_t k = i + 1; k < 3; k++)
			if (files[i].path && files[k].path && !strcmp(files[i].path, files[k].path))
				return cli_usage(
				    _("score: %s and %s: expected two files, found one"),
				    files[i].option, files[k].option);
	return EXIT_DONE;
}

/* The names of --columns, one by one. */
static int read_columns(struct options *options)
{
	if (!options->columns)
		return EXIT_DONE;
	if (!options->wide)
		return cli_usage(_("score: --columns: expected --wide, whose columns it chooses"));
	if (!value_list(&options->arena, options->columns, &options->wanted))
		return cli_usage(_("score: --columns: expected names with commas, found %s"),
				 text_quoted(options->columns));
	return EXIT_DONE;
}

int cli_score(int argc, char **argv)
{
	struct options options = {0};
	int code;

	parse(&options, argc, argv);
	if (argc - optind < 2)
		return cli_usage(_("score: expected a ROUND and EVIDENCE"));
	code = check_files(&options);
	code = code ? code : read_columns(&options);
	code = code ? code : score(&options, argv + optind, argc - optind);
	arena_free(&options.arena);
	return code;
}
