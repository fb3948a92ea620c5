#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../json_out.h"
#include "../text.h"
#include "cli.h"

struct options {
	struct cli_common common;
	enum { AS_CSV, AS_JSON, AS_LIST } form;
};

static const char *help(void)
{
	static struct text text;

	text.length = 0;
	text_add(
	    &text,
	    _("juri template ROUND [options]\n"
	      "\n"
	      "Prints an evidence file to fill in: a row for each agency, a column for each\n"
	      "field.\n"
	      "\n"
	      "  --json             one JSON record instead of a CSV header\n"
	      "  --fields           explain the fields: unit, allowed values, who uses them\n"));
	text_add(&text, cli_common_help());
	text_add(
	    &text,
	    _("\n"
	      "  juri template config/bkn-2023.ini > evidence.csv\n"
	      "  juri template config/bkn-2023.ini --fields\n"
	      "\n"
	      "Exit codes: 0 done; 66 no such input; 69 plugin unusable; 78 bad configuration.\n"));
	return text.data;
}

static void parse(struct options *options, int argc, char **argv)
{
	static const struct option longs[] = {CLI_COMMON_LONG,
					      {"json", no_argument, NULL, 's'},
					      {"fields", no_argument, NULL, 'f'},
					      {NULL, 0, NULL, 0}};
	int option;

	cli_common_init(&options->common);
	while ((option = cli_option(argc, argv, "hj:", longs)) >= 0) {
		if (option == 's')
			options->form = AS_JSON;
		else if (option == 'f')
			options->form = AS_LIST;
		else if (!cli_common_option(&options->common, option,
					    option == 'h' ? help() : NULL))
			exit(EXIT_BAD_USAGE);
	}
}

/* A column of the header, after the delimiter if it is not the first; in quotes where it must be. */
static void add_column(struct text *out, char delimiter, const char *name)
{
	const char quoting[] = {delimiter, '"', '\r', '\n', '\0'};
	bool quoted = strpbrk(name, quoting);

	if (out->length)
		text_add_n(out, &delimiter, 1);
	text_add(out, quoted ? "\"" : "");
	for (; *name; name++)
		text_add_n(out, *name == '"' ? "\"\"" : name, *name == '"' ? 2 : 1);
	text_add(out, quoted ? "\"" : "");
}

static void print_csv(const struct round *round, struct text *out)
{
	const struct evidence_rules *rules = &round->evidence;
	const char *const columns[] = {rules->id,     rules->name, rules->class_id,
				       rules->region, "competes",  "reason"};

	if (rules->n_editions)
		add_column(out, rules->delimiter, rules->edition_column);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		add_column(out, rules->delimiter, columns[i]);
	for (unsigned i = 0; i < round->n_fields; i++)
		add_column(out, rules->delimiter, round->fields[i].id);
	text_add(out, "\n");
}

/* A field may have any name that a column can have, quotation marks, too. */
static void add_missing(struct text *out, const char *field, bool first)
{
	size_t length = strlen(field);

	text_add(out, first ? "\n  " : ",\n  ");
	text_end(out, json_put_text(text_room(out, JSON_ROOM(length)), field, length));
	text_add(out, ": {\"state\": \"missing\"}");
}

static void print_json(const struct round *round, struct text *out)
{
	text_print(out, "[{%s", round->evidence.n_editions ? "\"edition\": \"\", " : "");
	text_add(
	    out,
	    "\"id\": \"\", \"name\": \"\", \"class\": \"\", \"region\": \"\", \"evidence\": {");
	for (unsigned i = 0; i < round->n_fields; i++)
		add_missing(out, round->fields[i].id, i == 0);
	text_add(out, "\n}}]\n");
}

static bool uses(const struct node *node, unsigned field)
{
	const unsigned *fields = node->fields;

	if (node->claim == (int)field)
		return true;
	for (unsigned r = 0; node->method && r < node->method->n_roles; fields += node->counts[r++])
		for (unsigned i = 0; i < node->counts[r]; i++)
			if (fields[i] == field)
				return true;
	return false;
}

static void print_users(const struct round *round, unsigned field, struct text *out)
{
	for (size_t c = 0; c < round->n_categories; c++)
		for (size_t i = 0; i < round->categories[c]->n_nodes; i++) {
			const struct node *node = round->categories[c]->nodes[i];

			if (uses(node, field))
				text_print(out, "    %s/%s: %s\n", round->categories[c]->id,
					   node->id, title_text(&node->title, node->id));
		}
}

static const char *const folds[] = {"", "mean", "sum", "min", "max", "count"};

static void print_field(const struct round *round, unsigned i, struct text *out)
{
	const struct field *field = &round->fields[i];
	char low[DECIMAL_TEXT], high[DECIMAL_TEXT];

	text_print(out, "%s", field->id);
	if (field->unit)
		text_print(out, " (%s)", field->unit);
	if (field->min > -HUGE_VAL)
		text_print(out, " %s..%s", decimal_print_double(low, field->min),
			   decimal_print_double(high, field->max));
	for (size_t c = 0; c < field->n_codes; c++)
		text_print(out, "%s%s", c ? ", " : " ", field->codes[c].text);
	if (field->fold)
		text_print(out, _("; many records per agency: their %s"), folds[field->fold]);
	text_add(out, "\n");
	print_users(round, i, out);
}

/* How many fields match them and how these are called is up to who sends the evidence. */
static void tell_globs(const struct round *round, struct problems *problems)
{
	for (size_t i = 0; i < round->n_globs; i++)
		problem_warning(problems, "W-TPL-001", NULL,
				_("fields that %s matches are not in it: how many there are, and "
				  "their names, is up to who sends evidence"),
				text_quoted(round->globs[i]));
}

int cli_template(int argc, char **argv)
{
	struct options options = {0};
	struct problems problems = {0};
	struct text text = {0};
	struct round *round;
	int code;

	parse(&options, argc, argv);
	if (argc - optind != 1)
		return cli_usage(_("template: expected one ROUND"));
	round = round_read(argv[optind], &options.common.round, &problems);
	if (!problems.errors)
		round_fields(round, &problems);
	if (!problems.errors)
		round_bind(round, NULL, &problems);
	if (!problems.errors)
		tell_globs(round, &problems);
	problem_print(&problems, stderr);
	code = (int)problems.code;
	if (!problems.errors) {
		if (options.form == AS_CSV)
			print_csv(round, &text);
		else if (options.form == AS_JSON)
			print_json(round, &text);
		for (unsigned i = 0; options.form == AS_LIST && i < round->n_fields; i++)
			print_field(round, i, &text);
		code = cli_print(text.data ? text.data : "");
	}
	text_free(&text);
	problem_clear(&problems);
	round_free(round);
	return code;
}
