#include <stdlib.h>
#include <string.h>

#include "../reproduce.h"
#include "cli.h"
#include "progress.h"

enum form { FORM_TABLE, FORM_CSV, FORM_JSON, FORM_JUNIT };

struct options {
	struct cli_common common;
	enum form form;
	bool all;
};

static const char *help(void)
{
	static struct text text;

	text.length = 0;
	text_add(
	    &text,
	    _("juri reproduce DIR|FILE... [options]\n"
	      "\n"
	      "Runs samples and compares what comes out with what was published. A sample is\n"
	      "a folder with sample.ini, evidence and published.csv; DIR is one or holds some.\n"
	      "\n"
	      "  --format FORM      table (default), csv, json or junit\n"
	      "  --all              table: also the facts that are the same\n"));
	text_add(&text, cli_common_help());
	text_add(
	    &text,
	    _("\n"
	      "--jobs is here how many samples run at once.\n"
	      "\n"
	      "  juri reproduce samples\n"
	      "  juri reproduce samples/bkn-2023 --format junit >bkn-2023.xml\n"
	      "\n"
	      "Exit codes: 0 nothing differs; 1 something differs; 65 bad evidence; 66 no such\n"
	      "input; 69 plugin unusable; 78 bad configuration.\n"));
	return text.data;
}

static enum form form_of(const char *word)
{
	static const char *const forms[] = {"table", "csv", "json", "junit"};

	for (unsigned i = 0; i < 4; i++)
		if (!strcmp(word, forms[i]))
			return (enum form)i;
	exit(cli_usage_as(E_OPTION_VALUE,
			  _("--format: expected table, csv, json or junit, found %s"),
			  text_quoted(word)));
}

static void parse(struct options *options, int argc, char **argv)
{
	static const struct option longs[] = {CLI_COMMON_LONG,
					      {"format", required_argument, NULL, 'f'},
					      {"all", no_argument, NULL, 'a'},
					      {NULL, 0, NULL, 0}};
	int option;

	cli_common_init(&options->common);
	while ((option = getopt_long(argc, argv, "hj:", longs, NULL)) >= 0) {
		if (option == 'f')
			options->form = form_of(optarg);
		else if (option == 'a')
			options->all = true;
		else if (!cli_common_option(&options->common, option,
					    option == 'h' ? help() : NULL))
			exit(EXIT_BAD_USAGE);
	}
}

static void print_problem(const char *sample, const struct report_problem *problem)
{
	if (!problem_is_json()) {
		fprintf(stderr, "%s: %s\n", sample, problem->line);
		return;
	}
	fputs("{\"sample\":\"", stderr);
	text_write_json(stderr, sample);
	fprintf(stderr, "\",%s\n", problem->object + 1); /* behind its brace */
}

/* Every problem with the name of its sample. */
static void print_problems(const struct reports *reports)
{
	for (size_t i = 0; i < reports->count; i++)
		for (size_t p = 0; p < reports->list[i].n_problems; p++)
			print_problem(reports->list[i].name, &reports->list[i].problems[p]);
}

static int print(const struct reports *reports, const struct options *options)
{
	struct text text = {0};
	int code;

	if (options->form == FORM_TABLE)
		reports_table(reports, options->all, cli_width(), &text);
	else if (options->form == FORM_CSV)
		reports_csv(reports, &text);
	else if (options->form == FORM_JSON)
		reports_json(reports, &text);
	else
		reports_junit(reports, &text);
	code = cli_print(text.data);
	text_free(&text);
	return code;
}

static int reproduce(const struct sample_places *places, const struct options *options)
{
	const struct run_options how = {.round = options->common.round,
					.jobs = options->common.jobs};
	struct reports reports;
	int code;

	progress_start();
	reproduce_all(places, &how, &reports);
	progress_stop();
	print_problems(&reports);
	code = print(&reports, options);
	if (code == EXIT_DONE)
		code = (int)reports_code(&reports);
	reproduce_free(&reports);
	return code;
}

int cli_reproduce(int argc, char **argv)
{
	struct options options = {0};
	struct problems problems = {0};
	struct sample_places places = {0};
	int code;

	parse(&options, argc, argv);
	if (optind == argc)
		return cli_usage(_("reproduce: expected a folder of samples or a sample"));
	for (int i = optind; i < argc; i++)
		sample_find(&places, argv[i], &problems);
	problem_print(&problems, stderr);
	code = problems.errors ? (int)problems.code : reproduce(&places, &options);
	problem_clear(&problems);
	sample_places_free(&places);
	return code;
}
