#include <errno.h>
#include <libgen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../conformance.h"
#include "../evidence.h"
#include "../input.h"
#include "../json_out.h"
#include "../memory.h"
#include "../text.h"
#include "../worker.h"
#include "cli.h"

static struct cli_common common;
static bool as_json, as_ini;
static struct problems problems;

static const char *help(void)
{
	static struct text text;

	text.length = 0;
	text_add(
	    &text,
	    _("juri plugins [list] | describe NAME | check FILE.so | run FILE.so METHOD [TABLE]\n"
	      "\n"
	      "  list                the plugins that juri finds (--json)\n"
	      "  describe NAME       its methods: roles, parameters, units (--json; --ini: a\n"
	      "                      criteria file with all of them)\n"
	      "  check FILE.so       whether it keeps the contract: the file, the table, each\n"
	      "                      method on many kinds of rows (--json)\n"
	      "  run FILE.so METHOD [TABLE [PARAMETER=VALUE...]]\n"
	      "                      the measures of a table (CSV; - is standard input) with a\n"
	      "                      column id and one for each role (of a list ROLE.1, ..)\n"
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
	static const struct option longs[] = {CLI_COMMON_LONG,
					      {"json", no_argument, NULL, 's'},
					      {"ini", no_argument, NULL, 'i'},
					      {NULL, 0, NULL, 0}};
	int option;

	cli_common_init(&common);
	while ((option = cli_option(argc, argv, "hj:", longs)) >= 0) {
		if (option == 's')
			as_json = true;
		else if (option == 'i')
			as_ini = true;
		else if (!cli_common_option(&common, option, option == 'h' ? help() : NULL))
			exit(EXIT_BAD_USAGE);
	}
}

static void refuse(const char *path, const struct worker_failure *failure)
{
	problem_error(&problems, worker_failure_exit(failure), worker_failure_code(failure),
		      &(struct place){.plugin = path}, _("plugin %s cannot be used: %s"),
		      text_quoted(path), failure->detail);
}

/* A worker for one file; says what is wrong and returns NULL when it cannot be used. */
static struct worker *start(const char *path)
{
	struct worker *worker = worker_start(&common.round.worker, &path, 1);

	if (!worker_failure(worker))
		return worker;
	refuse(path, worker_failure(worker));
	worker_stop(worker);
	return NULL;
}

static void list_one(const struct plugin *plugin, cJSON *list, struct text *out)
{
	cJSON *entry;

	if (!as_json) {
		text_print(out, "%-14s %-6s %s\n", plugin->name, plugin->version, plugin->text);
		return;
	}
	entry = json_entry(list);
	json_text(entry, "name", plugin->name);
	json_text(entry, "version", plugin->version);
	json_text(entry, "text", plugin->text);
	json_text(entry, "path", plugin->path);
	json_text(entry, "sha256", plugin->sha256);
}

static int list(void)
{
	struct text text = {0};
	cJSON *document = json_document(), *plugins = json_list(document, "plugins");
	size_t count;
	char **names = plugin_names(common.round.plugin_directories, &count);
	int code = EXIT_DONE;

	for (size_t i = 0; i < count; i++) {
		char *path = plugin_find(names[i], common.round.plugin_directories);
		struct worker *worker = start(path);

		if (worker)
			list_one(worker_plugin(worker, 0), plugins, &text);
		else
			code = EXIT_PLUGIN;
		worker_stop(worker);
		free(path);
		free(names[i]);
	}
	free(names);
	if (as_json)
		json_finish(document, &text);
	else
		cJSON_Delete(document);
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
	cJSON *root = json_document(), *methods;

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
	json_finish(root, out);
}

/* --- describe --ini: a criteria file with every method, to be cut down --- */

static void ini_role(const juri_role *role, struct text *out)
{
	const char *comment = role->flags & JURI_OPTIONAL ? "; " : "";

	if (role->flags & JURI_LIST)
		text_print(out, "%s%s = %s_1, %s_2", comment, role->name, role->name, role->name);
	else
		text_print(out, "%s%s = %s", comment, role->name, role->name);
	text_print(out, " ; %s%s%s%s\n", role->text, role->unit ? " (" : "",
		   role->unit ? role->unit : "", role->unit ? ")" : "");
}

/* What has a default holds without its line. */
static void ini_param(const juri_param *param, struct text *out)
{
	const char *word = param->choices ? param->choices : "yes";
	int length = (int)strcspn(word, " ");
	char number[DECIMAL_TEXT];

	if (param->initial)
		text_print(out, "; %s = %s", param->name, param->initial);
	else if (param->type == JURI_NUMBER)
		text_print(out, "%s = %s", param->name,
			   decimal_print_double(number, isfinite(param->min) ? param->min : 0));
	else
		text_print(out, "%s = %.*s", param->name, length, word);
	text_print(out, " ; %s\n", param->text);
}

/* Points from 0 to 100 where the measure has a range. */
static void ini_scale(const juri_method *method, struct text *out)
{
	char low[DECIMAL_TEXT], high[DECIMAL_TEXT];

	if (isfinite(method->min) && isfinite(method->max) && method->min < method->max)
		text_print(out, "scale = goalposts %s..%s\n",
			   decimal_print_double(low, method->min),
			   decimal_print_double(high, method->max));
	else
		text_add(out, "scale = goalposts 0..1 ; floor and target are yours to choose\n");
}

static void describe_ini(const struct plugin *plugin, struct text *out)
{
	text_print(out, "; %s %s: %s\n[category]\ntitle = %s\n", plugin->name, plugin->version,
		   plugin->text, plugin->name);
	if (strcmp(plugin->name, "generic") != 0)
		text_print(out, "plugin = %s\n", plugin->name);
	for (unsigned m = 0; m < plugin->n_methods; m++) {
		const juri_method *method = &plugin->methods[m];

		text_print(out, "\n; %s%s%s\n[criterion %s]\nmethod = %s\n", method->text,
			   method->unit ? ": " : "", method->unit ? method->unit : "", method->name,
			   method->name);
		for (unsigned r = 0; r < method->n_roles; r++)
			ini_role(&method->roles[r], out);
		for (unsigned p = 0; p < method->n_params; p++)
			ini_param(&method->params[p], out);
		ini_scale(method, out);
	}
}

static int describe(const char *name)
{
	char *path = plugin_find(name, common.round.plugin_directories);
	struct text text = {0};
	struct worker *worker;
	const struct plugin *plugin;
	int code;

	if (!path)
		problem_error(&problems, EXIT_PLUGIN, "E-PLG-001", NULL,
			      _("no plugin %s is installed"), text_quoted(name));
	worker = path ? start(path) : NULL;
	free(path);
	if (!worker)
		return EXIT_PLUGIN;
	plugin = worker_plugin(worker, 0);
	if (as_json) {
		describe_json(plugin, &text);
	} else if (as_ini) {
		describe_ini(plugin, &text);
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
	char *real = mem_real(path);

	if (!real)
		problem_error(&problems, EXIT_NO_INPUT, E_NO_FILE, &(struct place){.file = path},
			      _("cannot be opened: %s"), text_error(errno));
	return real;
}

static const char *const verdicts[] = {N_("pass"), N_("FAIL"), N_("note")};

static void check_text(const struct conformance *conformance, struct text *out)
{
	const struct plugin *plugin = worker_plugin(conformance->worker, 0);
	const char *method = NULL;

	text_print(out, _("%s %s: %u methods; the table is well formed; runs with: %s\n"),
		   plugin->name, plugin->version, plugin->n_methods,
		   _(worker_sandbox(conformance->worker)));
	for (size_t i = 0; i < conformance->count; i++) {
		const struct finding *finding = &conformance->list[i];

		if (finding->method != method)
			text_print(out, "\n%s\n", finding->method);
		method = finding->method;
		text_print(out, "  %s  %-10s %s\n", _(verdicts[finding->verdict]), finding->check,
			   finding->meaning);
		if (finding->reason)
			text_print(out, "        %s\n", finding->reason);
	}
	text_print(out, _("\n%zu checks, %zu failed\n"), conformance->count, conformance->failed);
}

static void check_json(const struct conformance *conformance, struct text *out)
{
	static const char *const words[] = {"pass", "fail", "note"};
	const struct plugin *plugin = worker_plugin(conformance->worker, 0);
	cJSON *document = json_document(), *list;

	json_text(document, "juri", JURI_VERSION);
	json_text(document, "name", plugin->name);
	json_text(document, "version", plugin->version);
	json_text(document, "path", plugin->path);
	json_text(document, "sha256", plugin->sha256);
	json_text(document, "sandbox", worker_sandbox(conformance->worker));
	json_count(document, "failed", conformance->failed);
	list = json_list(document, "checks");
	for (size_t i = 0; i < conformance->count; i++) {
		const struct finding *finding = &conformance->list[i];
		cJSON *entry = json_entry(list);

		json_text(entry, "check", finding->check);
		json_text(entry, "method", finding->method);
		json_text(entry, "verdict", words[finding->verdict]);
		json_text(entry, "meaning", finding->meaning);
		json_text(entry, "reason", finding->reason);
	}
	json_finish(document, out);
}

static int check(const char *file)
{
	char *path = absolute(file);
	struct conformance conformance;
	struct text text = {0};
	int code;

	if (!path)
		return EXIT_NO_INPUT;
	conformance_check(&conformance, &common.round.worker, path);
	if (worker_failure(conformance.worker)) {
		refuse(path, worker_failure(conformance.worker));
		code = (int)problems.code;
	} else {
		(as_json ? check_json : check_text)(&conformance, &text);
		code = cli_print(text.data);
		if (!code && conformance.failed)
			code = EXIT_PLUGIN;
	}
	text_free(&text);
	conformance_free(&conformance);
	free(path);
	return code;
}

/* A method that is tried on a table. */
struct trial {
	const char *table;
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
			problem_error(&problems, EXIT_EVIDENCE, "E-PLG-006",
				      &(struct place){.file = trial->table},
				      _("expected a column %s, found none"), roles[r].name);
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

/* What the method said of a row, or to whoever runs it. */
static void add_remark(const struct trial *trial, size_t block, const struct remark *remark)
{
	const char *id = remark->row == UINT32_MAX
			     ? NULL
			     : cohort_id(&trial->cohort, block * COHORT_BLOCK + remark->row);
	struct place place = {.criterion = trial->method->name, .agency = id};

	if (id)
		problem_warning(&problems, "N-PLG-001", &place, _("method %s, agency %s: %s"),
				trial->method->name, id, text_quoted(remark->text));
	else
		problem_warning(&problems, "W-PLG-001", &place, _("method %s: %s"),
				trial->method->name, text_quoted(remark->text));
}

static void add_measures(const struct trial *trial, const struct reply *reply, struct text *out)
{
	char number[DECIMAL_TEXT];

	for (uint32_t i = 0; i < reply->rows; i++)
		text_print(out, "%s,%s\n",
			   cohort_id(&trial->cohort, reply->block * COHORT_BLOCK + i),
			   decimal_print_double(number, reply->measures[i]));
	for (size_t i = 0; i < reply->n_remarks; i++)
		add_remark(trial, reply->block, &reply->remarks[i]);
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
		problem_warning(
		    &problems, "E-PLG-003", &(struct place){.criterion = trial->method->name},
		    _("method %s failed: %s"), trial->method->name, worker_failure(worker)->detail);
	else
		code = cli_print(text.data);
	text_free(&text);
	return code;
}

static int run_method(struct worker *worker, char **arguments, int count)
{
	const struct plugin *plugin = worker_plugin(worker, 0);
	const char *table = count > 1 ? arguments[1] : "-";
	struct trial trial = {.table = table};
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
		return cli_usage(_("plugins run: expected a method of %s, found %s"), plugin->name,
				 text_quoted(arguments[0]));
	trial.method = &plugin->methods[m];
	make_trial(&trial);
	if (set_params(&trial, arguments + 2, count > 2 ? count - 2 : 0)) {
		evidence_read(&trial.cohort, &rules, &table, 1, &problems);
		code = EXIT_EVIDENCE;
		if (!problems.errors && bind_columns(&trial))
			code = run_blocks(worker, &trial, (unsigned)m);
	}
	free_trial(&trial);
	return code;
}

static int run(char **arguments, int count)
{
	char *path = absolute(arguments[0]);
	struct worker *worker = path ? start(path) : NULL;
	int code = EXIT_PLUGIN;

	if (worker)
		code = run_method(worker, arguments + 1, count - 1);
	worker_stop(worker);
	free(path);
	return code;
}

static int do_what(const char *what, char **arguments, int count)
{
	if (!strcmp(what, "list") && count <= 0)
		return list();
	if (!strcmp(what, "describe") && count == 1)
		return describe(arguments[0]);
	if (!strcmp(what, "check") && count == 1)
		return check(arguments[0]);
	if (!strcmp(what, "run") && count >= 2)
		return run(arguments, count);
	return cli_usage(_("plugins: expected list, describe NAME, check FILE.so or run FILE.so "
			   "METHOD TABLE.csv"));
}

int cli_plugins(int argc, char **argv)
{
	int code;

	parse(argc, argv);
	code = do_what(optind < argc ? argv[optind] : "list", argv + optind + 1, argc - optind - 1);
	problem_print(&problems, stderr);
	if (problems.errors)
		code = (int)problems.code;
	problem_clear(&problems);
	return code;
}
