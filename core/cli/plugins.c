#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../conformance.h"
#include "../input.h"
#include "../json_out.h"
#include "../memory.h"
#include "../text.h"
#include "../trial.h"
#include "../worker.h"
#include "cli.h"

static struct cli_common common;
static struct plugin_places places;
static bool as_json, as_ini, without_valgrind;
static struct problems problems;

static const char *help(void)
{
	static struct text text;

	text.length = 0;
	text_add(
	    &text,
	    _("juri plugins [list] | describe PLUGIN | check PLUGIN [FOLDER] |\n"
	      "             run PLUGIN METHOD [TABLE] | try PLUGIN [FOLDER]\n"
	      "PLUGIN: a name, looked for where juri finds plugins; or a path with a /: ./x.so\n"
	      "\n"
	      "  list                the plugins that juri finds (--json)\n"
	      "  describe PLUGIN     its methods: roles, parameters, units (--json; --ini: a\n"
	      "                      criteria file with all of them)\n"
	      "  check PLUGIN        whether it keeps the contract (--json): file and table,\n"
	      "                      each method on rows of many kinds, also on the tables in\n"
	      "                      FOLDER: METHOD[,PARAMETER=VALUE].csv and .measures; under\n"
	      "                      valgrind, too, where there is one (--no-valgrind: without)\n"
	      "  run PLUGIN METHOD [TABLE] [PARAMETER=VALUE...]\n"
	      "                      the measures of a table (CSV; - is standard input) with a\n"
	      "                      column id and one for each role (of a list ROLE.1, ..)\n"
	      "  try PLUGIN          asks the same once and is silent, for valgrind and others\n"
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
					      {"no-valgrind", no_argument, NULL, 'v'},
					      {NULL, 0, NULL, 0}};
	int option;

	cli_common_init(&common);
	while ((option = cli_option(argc, argv, "hj:", longs)) >= 0) {
		if (option == 's')
			as_json = true;
		else if (option == 'i')
			as_ini = true;
		else if (option == 'v')
			without_valgrind = true;
		else if (!cli_common_option(&common, option, option == 'h' ? help() : NULL))
			exit(EXIT_BAD_USAGE);
	}
	places.given = common.round.plugin_directories;
}

/* --- Which plugin --- */

static void no_plugin(const char *name)
{
	char *folders = plugin_places_text(&places), *here = mem_print("./%s", name);

	if (access(here, F_OK) == 0)
		problem_error(&problems, EXIT_PLUGIN, E_NO_PLUGIN, NULL,
			      _("no plugin %s is installed (looked in %s); the file here is %s"),
			      text_quoted(name), folders, text_quoted(here));
	else
		problem_error(&problems, EXIT_PLUGIN, E_NO_PLUGIN, NULL,
			      _("no plugin %s is installed (looked in %s)"), text_quoted(name),
			      folders);
	free(folders);
	free(here);
}

static void no_plugins(void)
{
	char *folders = plugin_places_text(&places);

	problem_error(&problems, EXIT_PLUGIN, E_NO_PLUGIN, NULL,
		      _("no plugin is installed (looked in %s)"), folders);
	free(folders);
}

/* The path of what the user calls it; a name without a slash is no file of the current folder. NULL, and said: there is none. */
static char *find(const char *name)
{
	bool is_path = strchr(name, '/') != NULL;
	char *path = is_path ? plugin_absolute(name) : plugin_find(name, &places);
	struct stat status;

	if (!path)
		no_plugin(name);
	if (!path || !is_path || lstat(path, &status) == 0)
		return path;
	problem_error(&problems, EXIT_NO_INPUT, E_NO_FILE, &(struct place){.file = name},
		      _("cannot be opened: %s"), text_error(errno));
	free(path);
	return NULL;
}

static void refuse_as(const char *path, const struct worker_failure *failure, const char *why)
{
	problem_error(&problems, worker_failure_exit(failure), worker_failure_code(failure),
		      &(struct place){.plugin = path}, _("plugin %s cannot be used: %s"),
		      text_quoted(path), why);
}

/* What is wrong, and what its author looks for; malloc'd. */
static char *why_of(const struct worker_failure *failure)
{
	if (!failure->mend)
		return mem_copy(failure->detail);
	return mem_print("%s; %s", failure->detail, failure->mend);
}

static void refuse(const char *path, const struct worker_failure *failure)
{
	char *why = why_of(failure);

	refuse_as(path, failure, why);
	free(why);
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
	char **names = plugin_names(&places, &count);
	int code = EXIT_DONE;

	for (size_t i = 0; i < count; i++) {
		char *path = plugin_find(names[i], &places);
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
	if (!count)
		no_plugins();
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
	char *path = find(name);
	struct text text = {0};
	struct worker *worker;
	const struct plugin *plugin;
	int code;

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

static const char *const verdicts[] = {N_("pass"), N_("FAIL"), N_("note"), N_("skip")};

static bool is_same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* before: the finding above it, or NULL. */
static void add_finding(const struct finding *finding, const struct finding *before,
			const char *plugin, struct text *out)
{
	bool other = before && (!is_same(finding->method, before->method) ||
				!is_same(finding->table, before->table));

	if (other)
		text_print(out, "\n%s\n",
			   finding->table    ? finding->table
			   : finding->method ? finding->method
					     : plugin);
	text_print(out, "  %s  %-10s %s\n", _(verdicts[finding->verdict]), finding->check,
		   finding->meaning);
	if (finding->reason && (other || !before || finding->verdict == VERDICT_FAIL ||
				!is_same(finding->reason, before->reason)))
		text_print(out, "        %s\n", finding->reason);
}

static void check_text(const struct conformance *conformance, struct text *out)
{
	const struct plugin *plugin = worker_plugin(conformance->worker, 0);

	text_print(out, _("%s %s: %u methods; the table is well formed; runs with: %s\n"),
		   plugin->name, plugin->version, plugin->n_methods,
		   _(worker_sandbox(conformance->worker)));
	for (size_t i = 0; i < conformance->count; i++)
		add_finding(&conformance->list[i], i ? &conformance->list[i - 1] : NULL,
			    plugin->name, out);
	text_print(out, _("\n%zu checks, %zu failed, %zu skipped\n"), conformance->count,
		   conformance->failed, conformance->skipped);
}

static void add_findings(const struct conformance *conformance, cJSON *list)
{
	static const char *const words[] = {"pass", "fail", "note", "skipped"};

	for (size_t i = 0; i < conformance->count; i++) {
		const struct finding *finding = &conformance->list[i];
		cJSON *entry = json_entry(list);

		json_text(entry, "check", finding->check);
		json_text(entry, "method", finding->method);
		json_text(entry, "table", finding->table);
		json_text(entry, "verdict", words[finding->verdict]);
		json_text(entry, "meaning", finding->meaning);
		json_text(entry, "reason", finding->reason);
	}
}

/* core/conformance.schema.json. A plugin that cannot be opened has a report, too. */
static void check_json(const struct conformance *conformance, struct text *out)
{
	bool opened = !worker_failure(conformance->worker);
	const struct plugin *plugin = worker_plugin(conformance->worker, 0);
	cJSON *document = json_document();

	json_text(document, "juri", JURI_VERSION);
	json_text(document, "name", opened ? plugin->name : NULL);
	json_text(document, "version", opened ? plugin->version : NULL);
	json_text(document, "path", opened ? plugin->path : conformance->path);
	json_text(document, "sha256", opened ? plugin->sha256 : NULL);
	json_text(document, "sandbox", worker_sandbox(conformance->worker));
	json_count(document, "failed", conformance->failed);
	json_count(document, "skipped", conformance->skipped);
	add_findings(conformance, json_list(document, "checks"));
	json_finish(document, out);
}

/* What was found, and the exit code for it. */
static int report(const struct conformance *conformance)
{
	const struct worker_failure *failure = worker_failure(conformance->worker);
	struct text text = {0};
	int code = EXIT_DONE;

	if (failure)
		refuse_as(conformance->path, failure, conformance->list[0].reason);
	if (as_json)
		check_json(conformance, &text);
	else if (!failure)
		check_text(conformance, &text);
	if (text.data)
		code = cli_print(text.data);
	text_free(&text);
	return !code && conformance->failed ? EXIT_PLUGIN : code;
}

static int check(const char *file, const char *folder)
{
	char *path = find(file), *tables = folder ? absolute(folder) : NULL;
	const struct conformance_options options = {
	    .worker = &common.round.worker, .folder = tables, .valgrind = !without_valgrind};
	struct conformance conformance;
	int code = EXIT_NO_INPUT;

	if (path && (tables || !folder)) {
		conformance_check(&conformance, &options, path, &problems);
		code = report(&conformance);
		conformance_free(&conformance);
	}
	free(path);
	free(tables);
	return code;
}

static bool trying;

/* A plugin may call exit(0), after which nothing would tell that not all was tried. */
static void leave_trial(void)
{
	if (trying)
		_exit(EXIT_PLUGIN);
}

/* For whoever looks at the process from outside: nothing is printed but what keeps it from being tried. */
static int try(const char *file, const char *folder)
{
	char *path = find(file);
	struct worker *worker = path ? start(path) : NULL;
	int code = worker ? EXIT_DONE : EXIT_PLUGIN;

	trying = worker && atexit(leave_trial) == 0;
	if (worker)
		conformance_try(&common.round.worker, path, folder, &problems);
	trying = false;
	worker_stop(worker);
	free(path);
	return code;
}

/* --- run --- */

static void tell_failure(const struct trial *trial, const struct worker_failure *failure)
{
	const char *method = trial->method->name;
	struct place place = {.criterion = method};
	char *why = why_of(failure);

	if (failure->row != SIZE_MAX)
		place.agency = cohort_id(&trial->cohort, failure->row);
	if (place.agency)
		problem_warning(&problems, "E-PLG-003", &place,
				_("method %s failed at agency %s: %s"), method, place.agency, why);
	else
		problem_warning(&problems, "E-PLG-003", &place, _("method %s failed: %s"), method,
				why);
	free(why);
}

static int measure(struct trial *trial, struct worker *worker)
{
	struct text text = {0};
	int code = EXIT_DONE;

	if (trial_measure(trial, worker, &problems, &text))
		code = cli_print(text.data);
	else
		code = EXIT_WITHHELD;
	if (code == EXIT_WITHHELD)
		tell_failure(trial, worker_failure(worker));
	text_free(&text);
	return code;
}

/* Whether the argument behind the method names a table; else it is a parameter, and the table comes on standard input. */
static bool names_table(const char *argument)
{
	return !strchr(argument, '=') || access(argument, F_OK) == 0;
}

static int run_method(struct worker *worker, char **arguments, int count)
{
	const struct plugin *plugin = worker_plugin(worker, 0);
	bool named = count > 1 && names_table(arguments[1]);
	const char *const *params = (const char *const *)(arguments + 1 + named);
	int m = plugin_method(plugin, arguments[0]), code = EXIT_EVIDENCE;
	struct trial *trial;
	char *wrong;

	if (m < 0)
		return cli_usage(_("plugins run: expected a method of %s, found %s"), plugin->name,
				 text_quoted(arguments[0]));
	trial = trial_start(plugin, (unsigned)m);
	wrong = trial_set(trial, params, (size_t)(count - 1 - named));
	if (wrong)
		code = cli_usage("plugins run: %s", wrong);
	else if (trial_read(trial, named ? arguments[1] : "-", &problems))
		code = measure(trial, worker);
	trial_free(trial);
	free(wrong);
	return code;
}

static int run(char **arguments, int count)
{
	char *path = find(arguments[0]);
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
	if (!strcmp(what, "check") && (count == 1 || count == 2))
		return check(arguments[0], arguments[1]);
	if (!strcmp(what, "try") && (count == 1 || count == 2))
		return try(arguments[0], arguments[1]);
	if (!strcmp(what, "run") && count >= 2)
		return run(arguments, count);
	return cli_usage(_("plugins: expected list, describe PLUGIN, check PLUGIN, try PLUGIN or "
			   "run PLUGIN METHOD TABLE.csv"));
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
