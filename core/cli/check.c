#include <stdlib.h>
#include <string.h>

#include "../difference.h"
#include "../keys.h"
#include "../lint.h"
#include "cli.h"

struct options {
	struct cli_common common;
	const char *against; /* another round, or NULL */
	bool quiet, strict, allow_refused;
};

static const char *help(void)
{
	static struct text text;

	text.length = 0;
	text_add(&text,
		 _("juri check ROUND [EVIDENCE...] [options]\n"
		   "\n"
		   "Says all that is wrong with a round and, if given, its evidence; warns of "
		   "what\n"
		   "is valid but probably not meant; prints the rules: key, value, where it is "
		   "from.\n"
		   "\n"
		   "  -q, --quiet        print the summary only\n"
		   "  --strict           exit code 1 when there are warnings\n"
		   "  --against OTHER    print what differs from the effective rules of OTHER\n"
		   "  --allow-refused    say which agencies juri score --allow-refused leaves out\n"
		   "  --keys             print every key that a round or criteria may have\n"));
	text_add(&text, cli_common_help());
	text_add(&text,
		 _("\n"
		   "  juri check config/bkn-2023.ini\n"
		   "  juri check round.ini evidence/ --quiet\n"
		   "\n"
		   "Exit codes: 0 all is well; 1 rules differ (--against), warnings (--strict);\n"
		   "3 a plugin failed, agencies are refused; 65 bad evidence; 66 no such input;\n"
		   "69 plugin unusable; 78 bad configuration.\n"));
	return text.data;
}

/* --- The table of keys --- */

static const struct {
	unsigned where;
	const char *header;
} places[] = {
    {IN_ROUND, "[round]"},
    {IN_EVIDENCE, "[evidence]"},
    {IN_CLASS, "[class ID]"},
    {IN_ENTRY, "[category ID]"},
    {IN_OVERALL, "[overall]"},
    {IN_RANKING, "[ranking]"},
    {IN_FURTHER, "[ranking ID]"},
    {IN_AWARD, "[award ID]"},
    {IN_ENTRANTS, "[entrants]"},
    {IN_TALLY, "[tally]"},
    {IN_CATEGORY, "[category]"},
    {IN_GROUP, "[group ID]"},
    {IN_CRITERION, "[criterion ID]"},
    {IN_FIELD, "[field ID]"},
    {IN_SAMPLE, N_("[sample] of sample.ini")},
};

static int print_keys(void)
{
	struct text text = {0};
	int code;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		text_print(&text, "%s%s\n", i ? "\n" : "", _(places[i].header));
		for (const struct key *key = key_table; key->name; key++)
			if (key->where & places[i].where)
				text_print(&text, "%s = %s ; %s%s%s\n", key->name,
					   key->initial ? key->initial : "", _(key->help),
					   key->flags & KEY_REQUIRED ? _("; required") : "",
					   key->flags & KEY_BELOW ? _("; holds below") : "");
	}
	code = cli_print(text.data);
	text_free(&text);
	exit(code);
}

static void parse(struct options *options, int argc, char **argv)
{
	static const struct option longs[] = {CLI_COMMON_LONG,
					      {"quiet", no_argument, NULL, 'q'},
					      {"against", required_argument, NULL, 'A'},
					      {"keys", no_argument, NULL, 'k'},
					      {"allow-refused", no_argument, NULL, 'r'},
					      {"strict", no_argument, NULL, 'S'},
					      {NULL, 0, NULL, 0}};
	int option;

	cli_common_init(&options->common);
	while ((option = cli_option(argc, argv, "hqj:", longs)) >= 0) {
		if (option == 'q')
			options->quiet = true;
		else if (option == 'A')
			options->against = optarg;
		else if (option == 'k')
			print_keys();
		else if (option == 'r')
			options->allow_refused = true;
		else if (option == 'S')
			options->strict = true;
		else if (!cli_common_option(&options->common, option,
					    option == 'h' ? help() : NULL))
			exit(EXIT_BAD_USAGE);
	}
}

static void add_counts(const struct round *round, struct text *text)
{
	size_t criteria = 0, nodes = 0;

	for (size_t c = 0; c < round->n_categories; c++) {
		for (size_t i = 1; i < round->categories[c]->n_nodes; i++)
			criteria += round->categories[c]->nodes[i]->kind == NODE_CRITERION;
		nodes += round->categories[c]->n_nodes - 1;
	}
	text_print(
	    text,
	    _("; %zu categories, %zu groups, %zu criteria, %u fields, %u classes, %zu awards\n"),
	    round->n_categories, nodes - criteria, criteria, round->n_fields, round->n_classes,
	    round->n_awards);
	text_print(
	    text,
	    _("; %zu of %zu groups and criteria rest on an assumption (source = assumption)\n"),
	    round->assumptions, nodes);
}

static void add_counts_of(const struct evidence_file *file, struct text *text)
{
	text_print(text, _("%zu records read = %zu scored + %zu refused + %zu declared empty\n"),
		   file->rows, file->scored, file->refused, file->empty);
}

/* What is no record and no fault. */
static void add_passed_over(const struct evidence_file *file, struct text *text)
{
	if (file->has_mark)
		text_add(text, _(";   begins with a byte order mark, which is passed over\n"));
	if (file->blank_lines)
		text_print(text, _(";   %zu blank lines, which are passed over\n"),
			   file->blank_lines);
}

static void add_evidence(const struct cohort *cohort, struct text *text)
{
	const struct evidence_file all = cohort_counts(cohort);

	for (size_t i = 0; i < cohort->n_files; i++) {
		text_add(text, "; ");
		text_add_escaped(text, cohort->files[i].path);
		text_add(text, ": ");
		add_counts_of(&cohort->files[i], text);
		add_passed_over(&cohort->files[i], text);
	}
	text_print(text, _("; evidence: %zu agencies in %zu files; "), cohort->rows,
		   cohort->n_files);
	add_counts_of(&all, text);
	text_add(text, cohort->declared.path ? _("; row counts and hashes are as declared\n")
					     : _("; row counts not declared\n"));
	if (all.extra)
		text_print(text,
			   _("; %zu columns and fields that the round does not know are passed "
			     "over (extra-fields = ignore)\n"),
			   all.extra);
	if (cohort->test)
		text_add(text, _("; all of it is TEST EVIDENCE\n"));
}

static void add_refused(const struct refusals *refusals, struct text *text)
{
	struct text line = {0};

	if (!refusals->count)
		return;
	text_add(text, "; ");
	refusals_line(refusals, text);
	for (size_t i = 0; i < refusals->count; i++) {
		line.length = 0;
		refusal_line(&refusals->list[i], &line);
		text_add(text, "\n;   ");
		text_add_escaped(text, line.data);
	}
	text_add(text, "\n");
	text_free(&line);
}

static int print_rules(const struct run *run, bool quiet)
{
	struct text text = {0};
	int code;

	if (!quiet)
		round_show(run->round, &text);
	add_counts(run->round, &text);
	if (run->cohort.n_files)
		add_evidence(&run->cohort, &text);
	add_refused(&run->cohort.refusals, &text);
	if (run->problems.warnings)
		text_print(&text,
			   _("; %zu warnings; those of what is meant are silenced by the "
			     "key meant\n"),
			   run->problems.warnings);
	code = cli_print(text.data);
	text_free(&text);
	if (code == EXIT_DONE && run->cohort.refusals.count)
		code = EXIT_WITHHELD;
	return code;
}

/* What ROUND has otherwise than the other round. */
static int print_differences(const struct run *run, const struct options *options)
{
	struct run other = {0};
	struct text text = {0};
	size_t count;
	int code;

	run_read(&other, &(struct run_options){.round = options->common.round}, options->against,
		 NULL, 0);
	problem_print(&other.problems, stderr);
	code = (int)other.problems.code;
	if (!other.problems.errors) {
		count = difference_print(other.round, run->round, &text);
		text_print(&text, _("; %zu differences from %s to %s\n"), count, options->against,
			   run->round->path);
		code = cli_print(text.data);
		if (code == EXIT_DONE && count)
			code = EXIT_DIFFERS;
	}
	text_free(&text);
	run_finish(&other);
	return code;
}

/* What is probably not meant. Scoring the evidence may find errors, and plugins may fail at it. */
static int look_closer(struct run *run, const struct run_options *how)
{
	lint_rules(run, &run->problems);
	if (!run->cohort.n_files)
		return EXIT_DONE;
	run_calculate(run, how);
	if (run->problems.errors)
		return (int)run->problems.code;
	lint_evidence(run, &run->problems);
	for (size_t c = 0; c < run->round->n_categories; c++)
		if (run->measured.failed[c])
			return EXIT_WITHHELD;
	return EXIT_DONE;
}

int cli_check(int argc, char **argv)
{
	struct options options = {0};
	struct run_options how;
	struct run run = {0};
	int code = EXIT_DONE, printed;

	parse(&options, argc, argv);
	if (argc - optind < 1)
		return cli_usage(_("check: expected a ROUND"));
	if (options.against && argc - optind > 1)
		return cli_usage(_("check: --against compares rules, without EVIDENCE"));
	how = (struct run_options){.round = options.common.round,
				   .jobs = options.common.jobs,
				   .allow_refused = options.allow_refused,
				   .unhashed = true};
	run_read(&run, &how, argv[optind], (const char *const *)argv + optind + 1,
		 (size_t)(argc - optind) - 1);
	if (!run.problems.errors && !options.against)
		code = look_closer(&run, &how);
	problem_print(&run.problems, stderr);
	if (run.problems.errors)
		code = (int)run.problems.code;
	else if (options.against)
		code = print_differences(&run, &options);
	else if ((printed = print_rules(&run, options.quiet)) != EXIT_DONE)
		code = printed;
	if (code == EXIT_DONE && options.strict && run.problems.warnings)
		code = EXIT_DIFFERS;
	run_finish(&run);
	return code;
}
