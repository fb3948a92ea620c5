#include <stdlib.h>
#include <string.h>

#include "../bundle.h"
#include "../run.h"
#include "cli.h"
#include "progress.h"

struct options {
	struct cli_common common;
	const char *folder;
	bool replace;
};

static const char *help(void)
{
	static struct text text;

	text.length = 0;
	text_add(
	    &text,
	    _("juri freeze ROUND EVIDENCE... -o DIR [options]\n"
	      "\n"
	      "Reads and checks the evidence and keeps it: DIR gets each file as it is, its\n"
	      "SHA-256 and the effective rules. With [evidence] frozen = DIR in the round, juri\n"
	      "refuses any other evidence; juri score --since DIR lists what changed instead.\n"
	      "\n"
	      "  -o, --output DIR   a new name or an empty folder\n"
	      "  --replace          DIR may be an older freeze, too\n"));
	text_add(&text, cli_common_help());
	text_add(&text, _("\n"
			  "  juri freeze round.ini evidence/ -o frozen\n"
			  "  juri score round.ini evidence/ --since frozen\n"
			  "\n"
			  "Exit codes: 0 frozen; 65 bad evidence; 66 no such input; 69 plugin "
			  "unusable;\n"
			  "73, 74 cannot write DIR; 75 another run does; 78 bad configuration.\n"));
	return text.data;
}

static void parse(struct options *options, int argc, char **argv)
{
	static const struct option longs[] = {CLI_COMMON_LONG,
					      {"output", required_argument, NULL, 'o'},
					      {"replace", no_argument, NULL, 'r'},
					      {NULL, 0, NULL, 0}};
	int option;

	cli_common_init(&options->common);
	while ((option = getopt_long(argc, argv, "ho:j:", longs, NULL)) >= 0) {
		if (option == 'o')
			options->folder = optarg;
		else if (option == 'r')
			options->replace = true;
		else if (!cli_common_option(&options->common, option,
					    option == 'h' ? help() : NULL))
			exit(EXIT_BAD_USAGE);
	}
}

static int print_frozen(const struct run *run, const char *folder, const char *sha256)
{
	struct text text = {0}, name = {0};
	size_t rows = 0;
	int code;

	for (size_t i = 0; i < run->cohort.n_files; i++)
		rows += run->cohort.files[i].rows;
	text_add_escaped(&name, folder);
	text_print(&text,
		   _("%s: frozen: %zu files, %zu records, %zu agencies\n"
		     "frozen.json has the SHA-256 %s\n"),
		   name.data, run->cohort.n_files, rows, run->cohort.rows, sha256);
	code = cli_print(text.data);
	text_free(&text);
	text_free(&name);
	return code;
}

static void check_inputs(struct run *run, const char *folder)
{
	struct place place = {.file = folder};

	for (size_t i = 0; i < run->cohort.n_files; i++)
		if (cli_is_inside(folder, run->cohort.files[i].path))
			problem_error(&run->problems, EXIT_CREATE, "E-OUT-003", &place,
				      _("expected another folder for the freeze, found one with "
					"an input of this run"));
}

/* What can be lost goes first: where standard output fails, there is no freeze. */
static int give_out(struct run *run, struct freezing *freezing, const char *folder)
{
	char sha256[SHA256_HEX];
	int printed = EXIT_DONE;

	freeze_complete(freezing, run->round, &run->cohort, sha256);
	if (!run->problems.errors)
		printed = print_frozen(run, folder, sha256);
	if (!run->problems.errors && !printed)
		freeze_publish(freezing);
	return printed;
}

static int freeze(struct run *run, const struct options *options, char **arguments, int count)
{
	struct freezing *freezing = freeze_begin(options->folder, options->replace, &run->problems);
	const struct run_options how = {.round = options->common.round,
					.any_evidence = true,
					.copy = freeze_copy,
					.copier = freezing};
	int code = EXIT_DONE;

	progress_start();
	if (!run->problems.errors)
		run_read(run, &how, arguments[0], (const char *const *)arguments + 1,
			 (size_t)count - 1);
	progress_stop();
	if (!run->problems.errors)
		check_inputs(run, options->folder);
	if (!run->problems.errors)
		code = give_out(run, freezing, options->folder);
	freeze_end(freezing);
	return code;
}

int cli_freeze(int argc, char **argv)
{
	struct options options = {0};
	struct run run = {0};
	int code = EXIT_DONE;

	parse(&options, argc, argv);
	if (argc - optind < 2)
		return cli_usage(_("freeze: expected a ROUND and EVIDENCE"));
	if (!options.folder)
		return cli_usage(_("freeze: expected -o DIR"));
	if (bundle_claim(options.folder, &run.problems) &&
	    freeze_may_write(options.folder, options.replace, &run.problems))
		code = freeze(&run, &options, argv + optind, argc - optind);
	output_release();
	problem_print(&run.problems, stderr);
	if (run.problems.errors)
		code = (int)run.problems.code;
	run_finish(&run);
	return code;
}
