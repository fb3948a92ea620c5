#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../bundle.h"
#include "../table.h"
#include "cli.h"

struct options {
	struct cli_common common;
	struct table_options table;
	const char *folder, *csv, *json;
	bool quiet;
};

/* Everything of a run, in the order in which it is made. */
struct run {
	struct options options;
	struct problems problems;
	struct round *round;
	struct cohort cohort;
	struct measured measured;
	struct scores scores;
	struct rankings rankings;
	struct awards awards;
	struct tally tally;
	struct results results;
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
	      "of them, - for CSV on standard input.\n"
	      "\n"
	      "  -o, --output DIR   write the bundle: tables, results, rules, manifest\n"
	      "  --csv FILE         write the rankings as CSV (- is standard output)\n"
	      "  --json FILE        write results.json (- is standard output)\n"
	      "  --category GLOB    show these categories only\n"
	      "  --class GLOB       show these classes only\n"
	      "  --top N            show the first N of each class only\n"
	      "  --all              show those without a rank, too\n"
	      "  -q, --quiet        print no table\n"));
	text_add(&text, cli_common_help());
	text_add(&text,
		 _("\n"
		   "  juri score config/bkn-2023.ini samples/bkn-2023/evidence --top 5\n"
		   "  juri score round.ini evidence/ -o results && less results/rankings.csv\n"
		   "\n"
		   "Exit codes: 0 done; 3 done, but a category or a prize is withheld; all others\n"
		   "(juri --help) write nothing.\n"));
	return text.data;
}

static void parse(struct options *options, int argc, char **argv)
{
	static const struct option longs[] = {CLI_COMMON_LONG,
					      {"output", required_argument, NULL, 'o'},
					      {"csv", required_argument, NULL, 'c'},
					      {"json", required_argument, NULL, 's'},
					      {"category", required_argument, NULL, 'C'},
					      {"class", required_argument, NULL, 'K'},
					      {"top", required_argument, NULL, 't'},
					      {"all", no_argument, NULL, 'a'},
					      {"quiet", no_argument, NULL, 'q'},
					      {NULL, 0, NULL, 0}};
	int option;

	cli_common_init(&options->common);
	while ((option = getopt_long(argc, argv, "hqo:j:", longs, NULL)) >= 0) {
		switch (option) {
		case 'o':
			options->folder = optarg;
			break;
		case 'c':
			options->csv = optarg;
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
		default:
			if (!cli_common_option(&options->common, option,
					       option == 'h' ? help() : NULL))
				exit(EXIT_BAD_USAGE); /* getopt has said why */
		}
	}
}

static size_t terminal_width(void)
{
	struct winsize size;

	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
	    size.ws_col >= 60)
		return size.ws_col;
	return 80;
}

/* --- What a run does --- */

static void read_input(struct run *run, char **arguments, int count)
{
	struct problems *problems = &run->problems;
	const char *const *paths = (const char *const *)arguments + 1;

	if (run->options.folder && !bundle_may_write(run->options.folder, problems))
		return;
	run->round = round_read(arguments[0], &run->options.common.round, problems);
	if (!problems->errors)
		round_fields(run->round, problems);
	if (problems->errors)
		return;
	cohort_init(&run->cohort, run->round->fields, run->round->n_fields, &run->round->states);
	evidence_read(&run->cohort, &run->round->evidence, paths, (size_t)count - 1, problems);
	if (!problems->errors)
		round_bind(run->round, &run->cohort, problems);
}

static void calculate(struct run *run)
{
	const struct round *round = run->round;

	measure_all(round, &run->cohort, run->options.common.jobs, &run->measured);
	score_all(round, &run->cohort, &run->measured, &run->scores, &run->problems);
	if (run->problems.errors)
		return;
	rank_all(round, &run->cohort, &run->scores, &run->rankings);
	award_all(round, &run->cohort, &run->rankings, &run->awards, &run->problems);
	tally_all(round, &run->cohort, &run->awards, &run->tally);
	run->results = (struct results){.round = round,
					.cohort = &run->cohort,
					.measured = &run->measured,
					.scores = &run->scores,
					.rankings = &run->rankings,
					.awards = &run->awards,
					.tally = &run->tally};
}

/* A plugin that failed, by plugin, category, criterion and agency. */
static void report_failure(const struct run *run, const struct category *category)
{
	const struct worker_failure *failure = worker_failure(category->worker);

	fprintf(stderr, "E-PLG-003: ");
	fprintf(stderr, _("plugin %s, category %s"),
		failure->plugin ? failure->plugin : category->plugin, category->id);
	if (failure->instance != SIZE_MAX)
		fprintf(stderr, _(", criterion %s"), category->measured[failure->instance]->id);
	if (failure->row != SIZE_MAX)
		fprintf(stderr, _(", agency %s"), run->cohort.agencies[failure->row].id);
	fprintf(stderr, ": %s; ", failure->detail);
	fprintf(stderr, _("the category is withheld\n"));
}

static bool anything_withheld(const struct run *run)
{
	bool withheld = run->awards.n_withheld > 0;

	for (size_t c = 0; c < run->round->n_categories; c++) {
		if (run->measured.failed[c]) {
			report_failure(run, run->round->categories[c]);
			withheld = true;
		}
	}
	return withheld;
}

static void write_text(struct run *run, const char *path,
		       void (*make)(const struct results *, struct text *))
{
	struct text text = {0};

	if (!path || run->problems.errors)
		return;
	make(&run->results, &text);
	bundle_write_file(path, text.data ? text.data : "", text.length, &run->problems);
	text_free(&text);
}

static bool uses_stdout(const struct options *options)
{
	return (options->csv && !strcmp(options->csv, "-")) ||
	       (options->json && !strcmp(options->json, "-"));
}

static int give_out(struct run *run)
{
	enum exit_code code = anything_withheld(run) ? EXIT_WITHHELD : EXIT_DONE;
	struct text text = {0};
	int printed = EXIT_DONE;

	if (run->options.folder)
		bundle_write(&run->results, run->options.folder, code, &run->problems);
	write_text(run, run->options.csv, results_rankings_csv);
	write_text(run, run->options.json, results_json);
	if (!run->problems.errors && !run->options.quiet && !uses_stdout(&run->options)) {
		run->options.table.width = terminal_width();
		table_print(&run->results, &run->options.table, &text);
		printed = cli_print(text.data ? text.data : "");
		text_free(&text);
	}
	if (run->problems.errors)
		return (int)run->problems.code;
	return printed ? printed : (int)code;
}

static void finish(struct run *run)
{
	problem_clear(&run->problems);
	tally_free(&run->tally);
	awards_free(&run->awards);
	rankings_free(&run->rankings);
	scores_free(&run->scores);
	if (run->measured.of)
		measured_free(run->round, &run->measured);
	cohort_finish(&run->cohort);
	round_free(run->round);
}

int cli_score(int argc, char **argv)
{
	struct run run = {0};
	int code = EXIT_DONE;

	parse(&run.options, argc, argv);
	if (argc - optind < 2)
		return cli_usage(_("score: expected a ROUND and EVIDENCE"));
	read_input(&run, argv + optind, argc - optind);
	if (!run.problems.errors)
		calculate(&run);
	if (!run.problems.errors)
		code = give_out(&run);
	problem_print(&run.problems, stderr);
	if (run.problems.errors)
		code = (int)run.problems.code;
	finish(&run);
	return code;
}
