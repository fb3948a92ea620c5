#include <cjson/cJSON.h>
#include <libgen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../evidence.h"
#include "../memory.h"
#include "../text.h"
#include "../worker.h"
#include "cli.h"

static struct cli_common common;
static bool as_json;
static int unusable = EXIT_PLUGIN; /* the exit code for the last plugin that was not */

static const char *help(void)
{
	static struct text text;

	text.length = 0;
	text_add(
	    &text,
	    _("juri plugins [list] | describe NAME | check FILE.so | run FILE.so METHOD TABLE\n"
	      "\n"
	      "  list                the plugins that juri finds\n"
	      "  describe NAME       its methods: roles, parameters, units, ranges (--json)\n"
	      "  check FILE.so       whether juri would accept it, and why not\n"
	      "  run FILE.so METHOD TABLE [PARAMETER=VALUE...]\n"
	      "                      the measures of a table (CSV) with a column id and one\n"
	      "                      for each role (a list role: ROLE.1, ROLE.2, ..)\n"
	      "\n"));
	text_add(&text, cli_common_help());
	text_add(&text,
		 _("\n"
		   "  juri plugins describe competency\n"
		   "  juri plugins check build/plugins/nspk.so\n"
		   "\n"
		   "Exit codes: 0 done; 3 the method failed; 65 bad table; 66 no such input;\n"
		   "69 plugin unusable; 77 plugin not trusted.\n"));
	return text.data;
}

static void parse(int argc, char **argv)
{
	static const struct option longs[] = {
	    CLI_COMMON_LONG, {"json", no_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
	int option;

	cli_common_init(&common);
	while ((option = getopt_long(argc, argv, "hj:", longs, NULL)) >= 0) {
		if (option == 's')
			as_json = true;
		else if (!cli_common_option(&common, option, option == 'h' ? help() : NULL))
			exit(EXIT_BAD_USAGE);
	}
}

/* A worker for one file; says what is wrong and returns NULL when it cannot be used. */
static struct worker *start(const char *path)
{
	struct worker *worker = worker_start(&common.round.worker, &path, 1);
	const struct worker_failure *failure = worker_failure(worker);

	if (!failure)
		return worker;
	unusable = (int)worker_failure_exit(failure);
	fputs(failure->kind == FAILURE_TRUST ? "E-PLG-005: " : "E-PLG-002: ", stderr);
	fprintf(stderr, _("plugin %s cannot be used: %s\n"), text_quoted(path), failure->detail);
	worker_stop(worker);
	return NULL;
}

static int list(void)
{
	struct text text = {0};
	size_t count;
	char **names = plugin_names(common.round.plugin_directories, &count);
	int code = EXIT_DONE;

	for (size_t i = 0; i < count; i++) {
		char *path = plugin_find(names[i], common.round.plugin_directories);
		struct worker *worker = start(path);

		if (worker)
			text_print(&text, "%-14s %-6s %s\n", names[i],
				   worker_plugin(worker, 0)->version,
				   worker_plugin(worker, 0)->text);
		else
			code = unusable;
		worker_stop(worker);
		free(path);
		free(names[i]);
	}
	free(names);
	if (text.data && cli_print(text.data))
		code = EXIT_IO;
	text_free(&text);
	return code;
}

/* --- describe --- */

static void add_range(struct text *out, double min, double max)
{
	char low[DECIMAL_TEXT], high[DECIMAL_TEXT];

	if (isinf(min) && isinf(max))
		return;
	text_print(out, "  %s..%s", isinf(min) ? "" : decimal_print_double(low, min),
		   isinf(max) ? "" : decimal_print_double(high, max));
}

static void describe_method(const juri_method *method, struct text *out)
{
	text_print(out, "\n%s%s%s%s", method->name, method->unit ? " (" : "",
		   method->unit ? method->unit : "", method->unit ? ")" : "");
	add_range(out, method->min, method->max);
	text_print(out, "\n  %s\n", method->text);
	for (unsigned r = 0; r < method->n_roles; r++) {
		const juri_role *role = &method->roles[r];

		text_print(out, "  %-12s %s%s%s%s%s%s\n", role->name, role->text,
			   role->unit ? " (" : "", role->unit ? role->unit : "",
			   role->unit ? ")" : "", role->flags & JURI_LIST ? _("; list") : "",
			   role->flags & JURI_OPTIONAL ? _("; optional") : "");
	}
	for (unsigned p = 0; p < method->n_params; p++) {
		const juri_param *param = &method->params[p];

		text_print(out, "  %s = %s  %s\n", param->name,
			   param->initial ? param->initial : "?", param->text);
	}
}

static void add_number(cJSON *object, const char *name, double value)
{
	char text[DECIMAL_TEXT];

	if (isfinite(value))
		cJSON_AddRawToObject(object, name, decimal_print_double(text, value));
}

static void add_text(cJSON *object, const char *name, const char *text)
{
	if (text)
		cJSON_AddStringToObject(object, name, text);
}

static void add_role(cJSON *list, const juri_role *role)
{
	cJSON *object = cJSON_CreateObject();

	add_text(object, "name", role->name);
	add_text(object, "text", role->text);
	add_text(object, "unit", role->unit);
	add_number(object, "direction", role->direction);
	cJSON_AddBoolToObject(object, "list", (role->flags & JURI_LIST) != 0);
	cJSON_AddBoolToObject(object, "optional", (role->flags & JURI_OPTIONAL) != 0);
	cJSON_AddItemToArray(list, object);
}

static void add_param(cJSON *list, const juri_param *param)
{
	static const char *const types[] = {"number", "flag", "choice"};
	cJSON *object = cJSON_CreateObject();

	add_text(object, "name", param->name);
	add_text(object, "text", param->text);
	add_text(object, "unit", param->unit);
	add_text(object, "type", types[param->type]);
	add_text(object, "default", param->initial);
	add_text(object, "choices", param->choices);
	if (param->type == JURI_NUMBER) {
		add_number(object, "min", param->min);
		add_number(object, "max", param->max);
	}
	cJSON_AddItemToArray(list, object);
}

static void describe_json(const struct plugin *plugin, struct text *out)
{
	cJSON *root = cJSON_CreateObject(), *methods;
	char *printed;

	add_text(root, "name", plugin->name);
	add_text(root, "version", plugin->version);
	add_text(root, "text", plugin->text);
	methods = cJSON_AddArrayToObject(root, "methods");
	for (unsigned m = 0; m < plugin->n_methods; m++) {
		const juri_method *method = &plugin->methods[m];
		cJSON *object = cJSON_CreateObject(), *roles, *params;

		add_text(object, "name", method->name);
		add_text(object, "text", method->text);
		add_text(object, "unit", method->unit);
		add_number(object, "min", method->min);
		add_number(object, "max", method->max);
		roles = cJSON_AddArrayToObject(object, "roles");
		for (unsigned r = 0; r < method->n_roles; r++)
			add_role(roles, &method->roles[r]);
		params = cJSON_AddArrayToObject(object, "parameters");
		for (unsigned p = 0; p < method->n_params; p++)
			add_param(params, &method->params[p]);
		cJSON_AddItemToArray(methods, object);
	}
	printed = cJSON_Print(root);
	text_print(out, "%s\n", printed ? printed : "");
	free(printed);
	cJSON_Delete(root);
}

static int describe(const char *name)
{
	char *path = plugin_find(name, common.round.plugin_directories);
	struct text text = {0};
	struct worker *worker;
	const struct plugin *plugin;
	int code;

	if (!path) {
		fprintf(stderr, _("juri: no plugin %s is installed\n"), text_quoted(name));
		return EXIT_PLUGIN;
	}
	worker = start(path);
	free(path);
	if (!worker)
		return unusable;
	plugin = worker_plugin(worker, 0);
	if (as_json) {
		describe_json(plugin, &text);
	} else {
		text_print(&text, "%s %s: %s\n", plugin->name, plugin->version, plugin->text);
		for (unsigned m = 0; m < plugin->n_methods; m++)
			describe_method(&plugin->methods[m], &text);
	}
	code = cli_print(text.data);
	text_free(&text);
	worker_stop(worker);
	return code;
}

/* --- check, run --- */

static char *absolute(const char *path)
{
	char *real = realpath(path, NULL);

	if (!real)
		fprintf(stderr, _("juri: %s: no such file\n"), text_quoted(path));
	return real;
}

static int check(const char *file)
{
	char *path = absolute(file);
	struct worker *worker = path ? start(path) : NULL;
	struct text text = {0};
	int code = path ? unusable : EXIT_NO_INPUT;

	if (worker) {
		const struct plugin *plugin = worker_plugin(worker, 0);

		text_print(&text, _("%s %s: %u methods; the table is well formed; runs with: %s\n"),
			   plugin->name, plugin->version, plugin->n_methods,
			   _(worker_sandbox(worker)));
		code = cli_print(text.data);
	}
	text_free(&text);
	worker_stop(worker);
	free(path);
	return code;
}

/* A method that is tried on a table. */
struct trial {
	const juri_method *method;
	unsigned *columns, *counts; /* as in struct instance */
	double *params;
	struct states states;
	struct cohort cohort;
};

/* Whether a column is for a role: ROLE, and for a list role ROLE.1, ROLE.2, .. */
static bool is_for(const juri_role *role, const char *name)
{
	size_t length = strlen(role->name);

	return !strncmp(name, role->name, length) &&
	       (!name[length] || (name[length] == '.' && (role->flags & JURI_LIST)));
}

/* struct evidence_rules' open: any column that is for a role. */
static bool open_column(void *user, const char *name, struct field *field)
{
	const struct trial *trial = user;

	*field = (struct field){.min = -HUGE_VAL, .max = HUGE_VAL};
	for (unsigned r = 0; r < trial->method->n_roles; r++)
		if (is_for(&trial->method->roles[r], name))
			return true;
	return false;
}

/* The columns of each role; false when a needed role has none. */
static bool bind_columns(struct trial *trial)
{
	const juri_role *roles = trial->method->roles;
	unsigned at = 0;

	trial->counts = mem_array(trial->method->n_roles, sizeof(unsigned));
	trial->columns = mem_array(trial->cohort.n_fields, sizeof(unsigned));
	for (unsigned r = 0; r < trial->method->n_roles; r++) {
		unsigned before = at;

		for (unsigned i = 0; i < trial->cohort.n_fields; i++)
			if (is_for(&roles[r], trial->cohort.fields[i].id))
				trial->columns[at++] = i;
		trial->counts[r] = at - before;
		if (at == before && !(roles[r].flags & JURI_OPTIONAL)) {
			fprintf(stderr, _("juri: the table has no column %s: %s\n"), roles[r].name,
				roles[r].text);
			return false;
		}
	}
	return true;
}

static void make_trial(struct trial *trial)
{
	static const char *const names[] = {"missing", "value",      "not-applicable",
					    "unknown", "unverified", "undefined"};

	for (unsigned i = 0; i < STATE_OWN; i++)
		trial->states.names[i] = names[i];
	trial->states.policies[STATE_VALUE] = POLICY_AS_VALUE;
	trial->states.policies[STATE_NOT_APPLICABLE] = POLICY_LEAVE_OUT;
	trial->states.count = STATE_OWN;
	cohort_init(&trial->cohort, NULL, 0, &trial->states);
}

static bool set_params(struct trial *trial, char **arguments, int count)
{
	const juri_method *method = trial->method;

	trial->params = mem_array(method->n_params, sizeof(double));
	for (unsigned p = 0; p < method->n_params; p++) {
		const char *value = method->params[p].initial;
		size_t length = strlen(method->params[p].name);

		for (int i = 0; i < count; i++)
			if (!strncmp(arguments[i], method->params[p].name, length) &&
			    arguments[i][length] == '=')
				value = arguments[i] + length + 1;
		if (!value || !plugin_param_value(&method->params[p], value, &trial->params[p])) {
			cli_usage(_("%s: expected %s, found %s"), method->params[p].name,
				  method->params[p].text, text_quoted(value ? value : ""));
			return false;
		}
	}
	return true;
}

static void free_trial(struct trial *trial)
{
	cohort_finish(&trial->cohort);
	free(trial->columns);
	free(trial->counts);
	free(trial->params);
}

/* Where every needed input is there. */
static void find_present(const struct trial *trial, size_t block, uint8_t *present)
{
	uint32_t rows = cohort_block_rows(&trial->cohort, block);

	memset(present, 1, rows);
	for (unsigned r = 0, f = 0; r < trial->method->n_roles; f += trial->counts[r++])
		for (unsigned i = 0; i < trial->counts[r]; i++)
			for (uint32_t row = 0; row < rows; row++)
				if (!(trial->method->roles[r].flags & JURI_OPTIONAL) &&
				    isnan(cohort_column(&trial->cohort, block, f + i)[row]))
					present[row] = 0;
}

static void add_measures(const struct trial *trial, const struct reply *reply, struct text *out)
{
	char number[DECIMAL_TEXT];

	for (uint32_t i = 0; i < reply->rows; i++)
		text_print(out, "%s,%s\n",
			   trial->cohort.agencies[reply->block * COHORT_BLOCK + i].id,
			   decimal_print_double(number, reply->measures[i]));
	for (size_t i = 0; i < reply->n_remarks; i++)
		fprintf(stderr, "%s: %s\n",
			reply->remarks[i].row == UINT32_MAX
			    ? trial->method->name
			    : trial->cohort
				  .agencies[reply->block * COHORT_BLOCK + reply->remarks[i].row]
				  .id,
			text_quoted(reply->remarks[i].text));
}

static int run_blocks(struct worker *worker, struct trial *trial, unsigned m)
{
	const struct instance instance = {.method = m,
					  .fields = trial->columns,
					  .counts = trial->counts,
					  .params = trial->params};
	uint8_t present[COHORT_BLOCK];
	struct text text = {0};
	struct reply reply;
	int code = EXIT_DONE;

	text_add(&text, "id,measure\n");
	worker_bind(worker, &instance, 1);
	for (size_t block = 0; block < trial->cohort.n_blocks && !code; block++) {
		find_present(trial, block, present);
		if (worker_send(worker, &trial->cohort, 0, block, present) &&
		    worker_receive(worker, &reply))
			add_measures(trial, &reply, &text);
		else
			code = EXIT_WITHHELD;
	}
	if (code)
		fprintf(stderr, "E-PLG-003: %s: %s\n", trial->method->name,
			worker_failure(worker)->detail);
	else
		code = cli_print(text.data);
	text_free(&text);
	return code;
}

static int run_method(struct worker *worker, char **arguments, int count)
{
	const struct plugin *plugin = worker_plugin(worker, 0);
	const char *table = arguments[1];
	struct problems problems = {0};
	struct trial trial = {0};
	const struct evidence_rules rules = {.id = "id",
					     .name = "name",
					     .class_id = "class",
					     .region = "region",
					     .edition_column = "edition",
					     .edition = "",
					     .open = open_column,
					     .user = &trial};
	int m = plugin_method(plugin, arguments[0]), code = EXIT_BAD_USAGE;

	if (m < 0)
		return cli_usage(_("plugin %s has no method %s"), plugin->name,
				 text_quoted(arguments[0]));
	trial.method = &plugin->methods[m];
	make_trial(&trial);
	if (set_params(&trial, arguments + 2, count - 2)) {
		evidence_read(&trial.cohort, &rules, &table, 1, &problems);
		problem_print(&problems, stderr);
		code = (int)problems.code;
		if (!problems.errors)
			code = bind_columns(&trial) ? EXIT_DONE : EXIT_EVIDENCE;
		if (!code)
			code = run_blocks(worker, &trial, (unsigned)m);
	}
	problem_clear(&problems);
	free_trial(&trial);
	return code;
}

static int run(char **arguments, int count)
{
	char *path = absolute(arguments[0]);
	struct worker *worker = path ? start(path) : NULL;
	int code = path ? unusable : EXIT_NO_INPUT;

	if (worker)
		code = run_method(worker, arguments + 1, count - 1);
	worker_stop(worker);
	free(path);
	return code;
}

int cli_plugins(int argc, char **argv)
{
	const char *what;
	int left;

	parse(argc, argv);
	what = optind < argc ? argv[optind] : "list";
	left = argc - optind - 1;
	if (!strcmp(what, "list") && left <= 0)
		return list();
	if (!strcmp(what, "describe") && left == 1)
		return describe(argv[optind + 1]);
	if (!strcmp(what, "check") && left == 1)
		return check(argv[optind + 1]);
	if (!strcmp(what, "run") && left >= 3)
		return run(argv + optind + 1, left);
	return cli_usage(_("plugins: expected list, describe NAME, check FILE.so or run FILE.so "
			   "METHOD TABLE.csv"));
}
