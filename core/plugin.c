#include "plugin.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keys.h"
#include "value.h"

/* --- Checks: both sides of the border run them on their own copy --- */

bool plugin_is_name(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return length >= 1 && length <= 36 && !name[length];
}

/* Owners are named: only where something is wrong, since to print their names takes longer than to check them. */
static bool naming;

/* What is checked, for a sentence, malloc'd; "" unless naming. */
__attribute__((format(printf, 1, 2))) static char *print_owner(const char *format, ...)
{
	struct text text = {0};
	va_list arguments;

	text_add(&text, "");
	va_start(arguments, format);
	if (naming)
		text_print_list(&text, _(format), arguments);
	va_end(arguments);
	return text.data;
}

/* The checks return NULL, or a malloc'd sentence. owner: "method \"sum\"". */
static char *check_text(const char *owner, const char *member, const char *text)
{
	size_t length = text ? strlen(text) : 0, bad;

	if (!text)
		return mem_print(_("%s: %s: expected a text, found NULL"), owner, member);
	if (length > PLUGIN_TEXT)
		return mem_print(_("%s: %s: expected at most %u bytes, found more"), owner, member,
				 PLUGIN_TEXT);
	if (!text_is_utf8(text, length, &bad))
		return mem_print(_("%s: %s: expected UTF-8, found other bytes from byte %zu; save "
				   "the source as UTF-8"),
				 owner, member, bad);
	if (text_has_control(text, length))
		return mem_print(_("%s: %s: expected text, found control characters"), owner,
				 member);
	return NULL;
}

static char *check_optional(const char *owner, const char *member, const char *text)
{
	return text ? check_text(owner, member, text) : NULL;
}

static char *check_name(const char *owner, const char *name)
{
	char *wrong = check_text(owner, "name", name);

	if (!wrong && !plugin_is_name(name))
		wrong = mem_print(_("%s: name: expected 1 to 36 of a-z, 0-9 and -, found %s"),
				  owner, text_quoted(name));
	return wrong;
}

/* Criteria would not know whether the key or the plugin is meant. */
static bool is_key(const char *name)
{
	const char *narrow;

	if (keys_find(IN_NODES, name, &narrow))
		return true;
	return !strcmp(name, "remove") || !strcmp(name, "state") || !strcmp(name, "outliers");
}

static char *check_key_name(const char *owner, const char *name)
{
	char *wrong = check_name(owner, name);

	if (!wrong && is_key(name))
		wrong = mem_print(_("%s: name: expected no key of criteria, found %s; give it "
				    "another name"),
				  owner, text_quoted(name));
	return wrong;
}

/* The length of the word at the start of words parted by one space. */
static size_t word_length(const char *words)
{
	return strcspn(words, " ");
}

static int choice_index(const char *choices, const char *word, size_t length)
{
	for (int index = 0;; index++) {
		size_t n = word_length(choices);

		if (n == length && !memcmp(choices, word, n))
			return index;
		if (!choices[n])
			return -1;
		choices += n + 1;
	}
}

static char *check_choices(const char *owner, const char *choices)
{
	const char *word = choices;

	for (int index = 0;; index++) {
		size_t length = word_length(word);
		char *copy = mem_copy_n(word, length);
		bool is_name = plugin_is_name(copy);

		free(copy);
		if (!is_name)
			return mem_print(_("%s: choices: expected words of a-z, 0-9 and - parted "
					   "by one space, found %s"),
					 owner, text_quoted(choices));
		if (choice_index(choices, word, length) != index)
			return mem_print(_("%s: choices: expected each once, found %s twice"),
					 owner, text_quote(word, length));
		if (!word[length])
			return NULL;
		word += length + 1;
	}
}

static char *check_type(const char *owner, const juri_param *param)
{
	if (param->type > JURI_CHOICE)
		return mem_print(
		    _("%s: type: expected JURI_NUMBER, JURI_FLAG or JURI_CHOICE, found %u"), owner,
		    param->type);
	if (param->reserved)
		return mem_print(_("%s: reserved: expected 0, found another number"), owner);
	if ((param->type == JURI_CHOICE) != (param->choices != NULL))
		return mem_print(_("%s: choices: expected them with JURI_CHOICE, and only there, "
				   "found otherwise"),
				 owner);
	if (param->type == JURI_NUMBER && !(param->min <= param->max))
		return mem_print(_("%s: expected min below max, found otherwise"), owner);
	return param->choices ? check_choices(owner, param->choices) : NULL;
}

static char *check_initial(const char *owner, const juri_param *param)
{
	char *rule, *wrong;
	double value;

	if (!param->initial || plugin_param_value(param, param->initial, &value))
		return NULL;
	rule = plugin_param_rule(param);
	wrong = mem_print(_("%s: initial: expected %s, found %s"), owner, rule,
			  text_quoted(param->initial));
	free(rule);
	return wrong;
}

static char *check_param_members(const char *owner, const juri_param *param)
{
	char *wrong = check_text(owner, "text", param->text);

	if (!wrong)
		wrong = check_optional(owner, "unit", param->unit);
	if (!wrong)
		wrong = check_optional(owner, "initial", param->initial);
	if (!wrong)
		wrong = check_optional(owner, "choices", param->choices);
	if (!wrong)
		wrong = check_type(owner, param);
	return wrong ? wrong : check_initial(owner, param);
}

static char *check_role_members(const char *owner, const juri_role *role)
{
	char *wrong = check_text(owner, "text", role->text);

	if (!wrong)
		wrong = check_optional(owner, "unit", role->unit);
	if (!wrong && (role->direction < -1 || role->direction > 1))
		wrong = mem_print(_("%s: direction: expected -1, 0 or +1, found %d"), owner,
				  role->direction);
	if (!wrong && role->flags & ~(JURI_OPTIONAL | JURI_LIST))
		wrong = mem_print(
		    _("%s: flags: expected JURI_LIST and JURI_OPTIONAL at most, found 0x%x"), owner,
		    role->flags);
	return wrong;
}

static char *check_role(const char *method, const juri_method *of, unsigned index)
{
	const juri_role *role = &of->roles[index];
	char *owner = print_owner(N_("%s: role %u"), method, index + 1);
	char *wrong = check_key_name(owner, role->name);

	if (!wrong && plugin_role(of, role->name) != (int)index)
		wrong = mem_print(_("%s: name: expected each once, found %s twice"), owner,
				  text_quoted(role->name));
	free(owner);
	if (wrong)
		return wrong;
	owner = print_owner(N_("%s: role \"%s\""), method, role->name);
	wrong = check_role_members(owner, role);
	free(owner);
	return wrong;
}

static char *check_param(const char *method, const juri_method *of, unsigned index)
{
	const juri_param *param = &of->params[index];
	char *owner = print_owner(N_("%s: parameter %u"), method, index + 1);
	char *wrong = check_key_name(owner, param->name);

	if (!wrong &&
	    (plugin_param(of, param->name) != (int)index || plugin_role(of, param->name) >= 0))
		wrong = mem_print(_("%s: name: expected each once, found %s twice"), owner,
				  text_quoted(param->name));
	free(owner);
	if (wrong)
		return wrong;
	owner = print_owner(N_("%s: parameter \"%s\""), method, param->name);
	wrong = check_param_members(owner, param);
	free(owner);
	return wrong;
}

static char *check_counts(const char *owner, const juri_method *method)
{
	if (method->n_roles < 1 || method->n_roles > PLUGIN_ROLES)
		return mem_print(_("%s: n_roles: expected 1 to %u, found %u; say .n_roles = "
				   "JURI_COUNT(roles)"),
				 owner, PLUGIN_ROLES, method->n_roles);
	if (method->n_params > PLUGIN_PARAMS)
		return mem_print(_("%s: n_params: expected at most %u, found %u"), owner,
				 PLUGIN_PARAMS, method->n_params);
	if (!method->roles)
		return mem_print(_("%s: roles: expected an array, found NULL"), owner);
	if (method->n_params && !method->params)
		return mem_print(_("%s: params: expected an array, found NULL"), owner);
	if (!method->n_params && method->params)
		return mem_print(_("%s: n_params: expected the number of params, found 0; say "
				   ".n_params = JURI_COUNT(params)"),
				 owner);
	return NULL;
}

static char *check_method_members(const char *owner, const juri_method *method)
{
	char *wrong = check_text(owner, "text", method->text);

	if (!wrong)
		wrong = check_optional(owner, "unit", method->unit);
	if (!wrong && !(method->min < method->max))
		wrong = mem_print(_("%s: expected .min below .max, the range of the measure, found "
				    "otherwise (-HUGE_VAL and HUGE_VAL: any)"),
				  owner);
	if (!wrong)
		wrong = check_counts(owner, method);
	for (unsigned i = 0; !wrong && i < method->n_roles; i++)
		wrong = check_role(owner, method, i);
	for (unsigned i = 0; !wrong && i < method->n_params; i++)
		wrong = check_param(owner, method, i);
	return wrong;
}

static char *check_method(const struct plugin *plugin, unsigned index)
{
	const juri_method *method = &plugin->methods[index];
	char *owner = print_owner(N_("method %u"), index + 1);
	char *wrong = check_name(owner, method->name);

	if (!wrong && plugin_method(plugin, method->name) != (int)index)
		wrong = mem_print(_("%s: name: expected each once, found %s twice"), owner,
				  text_quoted(method->name));
	free(owner);
	if (wrong)
		return wrong;
	owner = print_owner(N_("method \"%s\""), method->name);
	wrong = check_method_members(owner, method);
	free(owner);
	return wrong;
}

static char *check_all(const struct plugin *plugin, const char *name)
{
	char *wrong = check_name(_("the table"), plugin->name);

	if (!wrong && strcmp(plugin->name, name) != 0)
		wrong = mem_print(_("the table: name: expected %s as the file has it, found "
				    "\"%s\"; rename one of them"),
				  text_quoted(name), plugin->name);
	if (!wrong)
		wrong = check_text(_("the table"), "version", plugin->version);
	if (!wrong)
		wrong = check_text(_("the table"), "text", plugin->text);
	if (!wrong && (plugin->n_methods < 1 || plugin->n_methods > PLUGIN_METHODS))
		wrong = mem_print(_("the table: n_methods: expected 1 to %u, found %u; say "
				    ".n_methods = JURI_COUNT(methods)"),
				  PLUGIN_METHODS, plugin->n_methods);
	if (!wrong && !plugin->methods)
		wrong = mem_print(_("the table: methods: expected an array, found NULL"));
	for (unsigned i = 0; !wrong && i < plugin->n_methods; i++)
		wrong = check_method(plugin, i);
	return wrong;
}

static char *check_plugin(const struct plugin *plugin, const char *name)
{
	char *wrong = check_all(plugin, name);

	if (!wrong)
		return NULL;
	free(wrong);
	naming = true;
	wrong = check_all(plugin, name);
	naming = false;
	return wrong;
}

/* --- From a plugin's table --- */

/* The structures of contract 1.0, where they ended then: later ones only grow. */
#define END_OF(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
#define LEAST_PLUGIN END_OF(juri_plugin, reserved)
#define LEAST_METHOD END_OF(juri_method, measure)
#define LEAST_ROLE END_OF(juri_role, flags)
#define LEAST_PARAM END_OF(juri_param, reserved)
#define LARGEST 4096u

static char *check_size(const char *member, uint32_t size, size_t least)
{
	if (size >= least && size <= LARGEST)
		return NULL;
	return mem_print(_("the table: head.%s: expected %zu to %u bytes, found %u; say .head = "
			   "JURI_HEAD"),
			 member, least, LARGEST, size);
}

static char *check_head(const juri_head *head, const char *name)
{
	char *wrong;

	if (head->major != JURI_PLUGIN_MAJOR)
		return mem_print(_("plugin %s speaks contract %u, juri speaks %u; say .head = "
				   "JURI_HEAD, and build it with the juri/plugin.h of this juri"),
				 name, head->major, JURI_PLUGIN_MAJOR);
	wrong = check_size("size", head->size, LEAST_PLUGIN);
	if (!wrong)
		wrong = check_size("method_size", head->method_size, LEAST_METHOD);
	if (!wrong)
		wrong = check_size("role_size", head->role_size, LEAST_ROLE);
	if (!wrong)
		wrong = check_size("param_size", head->param_size, LEAST_PARAM);
	return wrong;
}

/* Copies what both sides know and zeroes the rest. */
static void copy_known(void *to, size_t to_size, const void *from, size_t from_size)
{
	memset(to, 0, to_size);
	memcpy(to, from, from_size < to_size ? from_size : to_size);
}

/* A text that is too long stays so by one byte: the check says it. */
static void copy_text(struct arena *arena, const char **text)
{
	if (*text)
		*text = arena_copy(arena, *text, strnlen(*text, PLUGIN_TEXT + 1));
}

/* Our array of count elements from theirs of this stride; NULL where the check will refuse it anyway. */
static void *copy_array(struct arena *arena, const void *from, uint32_t stride, uint32_t count,
			uint32_t limit, size_t size)
{
	char *to;

	if (!from || count > limit)
		return NULL;
	to = arena_alloc(arena, count * size);
	for (size_t i = 0; i < count; i++)
		copy_known(to + i * size, size, (const char *)from + i * stride, stride);
	return to;
}

static void copy_roles(struct arena *arena, juri_method *method, const juri_head *head)
{
	juri_role *roles = copy_array(arena, method->roles, head->role_size, method->n_roles,
				      PLUGIN_ROLES, sizeof(*roles));

	for (uint32_t i = 0; roles && i < method->n_roles; i++) {
		copy_text(arena, &roles[i].name);
		copy_text(arena, &roles[i].text);
		copy_text(arena, &roles[i].unit);
	}
	method->roles = roles;
}

static void copy_params(struct arena *arena, juri_method *method, const juri_head *head)
{
	juri_param *params = copy_array(arena, method->params, head->param_size, method->n_params,
					PLUGIN_PARAMS, sizeof(*params));

	for (uint32_t i = 0; params && i < method->n_params; i++) {
		copy_text(arena, &params[i].name);
		copy_text(arena, &params[i].text);
		copy_text(arena, &params[i].unit);
		copy_text(arena, &params[i].initial);
		copy_text(arena, &params[i].choices);
	}
	method->params = params;
}

static void copy_methods(struct plugin *plugin, const juri_plugin *table)
{
	struct arena *arena = &plugin->arena;

	plugin->n_methods = table->n_methods;
	plugin->methods = copy_array(arena, table->methods, table->head.method_size,
				     table->n_methods, PLUGIN_METHODS, sizeof(*plugin->methods));
	for (uint32_t i = 0; plugin->methods && i < table->n_methods; i++) {
		juri_method *method = &plugin->methods[i];

		copy_text(arena, &method->name);
		copy_text(arena, &method->text);
		copy_text(arena, &method->unit);
		copy_roles(arena, method, &table->head);
		copy_params(arena, method, &table->head);
	}
}

static char *check_functions(const struct plugin *plugin)
{
	for (unsigned i = 0; i < plugin->n_methods; i++)
		if (!plugin->methods[i].measure)
			return mem_print(
			    _("method \"%s\": measure: expected a function, found NULL"),
			    plugin->methods[i].name);
	return NULL;
}

char *plugin_copy(struct plugin *plugin, const juri_plugin *table, const char *name)
{
	juri_plugin known;
	char *wrong;

	*plugin = (struct plugin){0};
	if (!table)
		return mem_print(_("juri_plugin_v1(): expected a table, found NULL"));
	wrong = check_head(&table->head, name);
	if (wrong)
		return wrong;
	copy_known(&known, sizeof(known), table, table->head.size);
	plugin->minor = known.head.minor;
	plugin->name = known.name;
	plugin->version = known.version;
	plugin->text = known.text;
	copy_text(&plugin->arena, &plugin->name);
	copy_text(&plugin->arena, &plugin->version);
	copy_text(&plugin->arena, &plugin->text);
	copy_methods(plugin, &known);
	wrong = check_plugin(plugin, name);
	return wrong ? wrong : check_functions(plugin);
}

/* --- As bytes. One walk over the members serves both ways, so that they cannot differ --- */

#define NO_TEXT UINT32_MAX

struct frame {
	struct text *out; /* packing; NULL: unpacking */
	const char *at;
	size_t left;
	bool bad;
	struct arena *arena;
};

static void frame_bytes(struct frame *frame, void *data, size_t size)
{
	if (frame->out) {
		text_add_n(frame->out, data, size);
		return;
	}
	frame->bad = frame->bad || frame->left < size;
	if (frame->bad) {
		memset(data, 0, size);
		return;
	}
	memcpy(data, frame->at, size);
	frame->at += size;
	frame->left -= size;
}

static void unpack_text(struct frame *frame, const char **text, uint32_t length)
{
	*text = NULL;
	if (frame->bad || length == NO_TEXT)
		return;
	if (length > PLUGIN_TEXT || length > frame->left || memchr(frame->at, 0, length)) {
		frame->bad = true;
		return;
	}
	*text = arena_copy(frame->arena, frame->at, length);
	frame->at += length;
	frame->left -= length;
}

static void frame_text(struct frame *frame, const char **text)
{
	uint32_t length = frame->out && *text ? (uint32_t)strlen(*text) : NO_TEXT;

	frame_bytes(frame, &length, sizeof(length));
	if (!frame->out)
		unpack_text(frame, text, length);
	else if (*text)
		text_add_n(frame->out, *text, length);
}

/* The length of an array; when unpacking also the array itself, zeroed. */
static void frame_array(struct frame *frame, uint32_t *count, uint32_t limit, const void **array,
			size_t size)
{
	frame_bytes(frame, count, sizeof(*count));
	if (frame->out)
		return;
	if (*count > limit) {
		frame->bad = true;
		*count = 0;
	}
	*array = *count ? arena_alloc(frame->arena, *count * size) : NULL;
}

static void frame_role(struct frame *frame, juri_role *role)
{
	frame_text(frame, &role->name);
	frame_text(frame, &role->text);
	frame_text(frame, &role->unit);
	frame_bytes(frame, &role->direction, sizeof(role->direction));
	frame_bytes(frame, &role->flags, sizeof(role->flags));
}

static void frame_param(struct frame *frame, juri_param *param)
{
	frame_text(frame, &param->name);
	frame_text(frame, &param->text);
	frame_text(frame, &param->unit);
	frame_text(frame, &param->initial);
	frame_text(frame, &param->choices);
	frame_bytes(frame, &param->min, sizeof(param->min));
	frame_bytes(frame, &param->max, sizeof(param->max));
	frame_bytes(frame, &param->type, sizeof(param->type));
}

static void frame_method(struct frame *frame, juri_method *method)
{
	frame_text(frame, &method->name);
	frame_text(frame, &method->text);
	frame_text(frame, &method->unit);
	frame_bytes(frame, &method->min, sizeof(method->min));
	frame_bytes(frame, &method->max, sizeof(method->max));
	frame_array(frame, &method->n_roles, PLUGIN_ROLES, (const void **)&method->roles,
		    sizeof(*method->roles));
	for (uint32_t i = 0; i < method->n_roles; i++)
		frame_role(frame, (juri_role *)&method->roles[i]);
	frame_array(frame, &method->n_params, PLUGIN_PARAMS, (const void **)&method->params,
		    sizeof(*method->params));
	for (uint32_t i = 0; i < method->n_params; i++)
		frame_param(frame, (juri_param *)&method->params[i]);
}

static void frame_plugin(struct frame *frame, struct plugin *plugin)
{
	frame_text(frame, &plugin->name);
	frame_text(frame, &plugin->version);
	frame_text(frame, &plugin->text);
	frame_bytes(frame, &plugin->minor, sizeof(plugin->minor));
	frame_array(frame, &plugin->n_methods, PLUGIN_METHODS, (const void **)&plugin->methods,
		    sizeof(*plugin->methods));
	for (uint32_t i = 0; i < plugin->n_methods; i++)
		frame_method(frame, &plugin->methods[i]);
}

void plugin_pack(const struct plugin *plugin, struct text *bytes)
{
	struct frame frame = {.out = bytes};

	frame_plugin(&frame, (struct plugin *)plugin);
}

char *plugin_unpack(struct plugin *plugin, const char *bytes, size_t length, const char *name)
{
	struct frame frame = {.at = bytes, .left = length, .arena = &plugin->arena};

	*plugin = (struct plugin){0};
	frame_plugin(&frame, plugin);
	if (frame.bad || frame.left)
		return mem_print(_("plugin %s: expected its description, found other bytes"), name);
	return check_plugin(plugin, name);
}

void plugin_free(struct plugin *plugin)
{
	arena_free(&plugin->arena);
	*plugin = (struct plugin){0};
}

/* --- Looking up --- */

int plugin_method(const struct plugin *plugin, const char *name)
{
	for (unsigned i = 0; i < plugin->n_methods; i++)
		if (!strcmp(plugin->methods[i].name, name))
			return (int)i;
	return -1;
}

int plugin_role(const juri_method *method, const char *name)
{
	for (unsigned i = 0; i < method->n_roles; i++)
		if (!strcmp(method->roles[i].name, name))
			return (int)i;
	return -1;
}

int plugin_param(const juri_method *method, const char *name)
{
	for (unsigned i = 0; i < method->n_params; i++)
		if (!strcmp(method->params[i].name, name))
			return (int)i;
	return -1;
}

bool plugin_param_value(const juri_param *param, const char *text, double *value)
{
	double number = -1;

	switch (param->type) {
	case JURI_NUMBER:
		if (!value_number(text, &number) || number < param->min || number > param->max)
			return false;
		break;
	case JURI_FLAG:
		number = value_choice(VALUE_FLAG, text);
		break;
	case JURI_CHOICE:
		number = choice_index(param->choices, text, strlen(text));
		break;
	}
	if (param->type != JURI_NUMBER && number < 0)
		return false;
	*value = number;
	return true;
}

char *plugin_param_rule(const juri_param *param)
{
	char low[DECIMAL_TEXT], high[DECIMAL_TEXT];

	if (param->type == JURI_FLAG)
		return mem_print("%s (%s)", _("yes or no"), param->text);
	if (param->type == JURI_CHOICE)
		return mem_print(_("one of: %s (%s)"), param->choices, param->text);
	return mem_print(_("a number in %s..%s (%s)"),
			 isinf(param->min) ? "" : decimal_print_double(low, param->min),
			 isinf(param->max) ? "" : decimal_print_double(high, param->max),
			 param->text);
}

char *plugin_measure_problem(const juri_method *method, double measure)
{
	char found[DECIMAL_TEXT], min[DECIMAL_TEXT], max[DECIMAL_TEXT];

	if (isnan(measure))
		return mem_print(_("the measure: expected a number, as every needed input is there "
				   "and the method did not "
				   "say that it is undefined; found none"));
	if (isinf(measure))
		return mem_print(_("the measure: expected a number, found infinity"));
	if (measure >= method->min && measure <= method->max)
		return NULL;
	return mem_print(_("the measure: expected %s..%s, found %s"),
			 isinf(method->min) ? "" : decimal_print_double(min, method->min),
			 isinf(method->max) ? "" : decimal_print_double(max, method->max),
			 decimal_print_double(found, measure));
}

const char *plugin_measure_mend(double measure)
{
	if (isnan(measure))
		return _("write every row; ask isnan() of optional roles and lists; call "
			 "juri_undefined() for 0 of 0");
	if (isinf(measure))
		return _("ask whether the divisor is 0, and call juri_undefined() there");
	return _("mend the formula, or .min and .max of the method");
}

/* --- Finding --- */

struct directories {
	char **list;
	size_t count;
};

static void add_directory(struct directories *directories, char *path)
{
	directories->list =
	    mem_grow(directories->list, directories->count, sizeof(*directories->list));
	directories->list[directories->count++] = path;
}

static void free_directories(struct directories *directories)
{
	for (size_t i = 0; i < directories->count; i++)
		free(directories->list[i]);
	free(directories->list);
}

char *plugin_program_folder(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length <= 0)
		return NULL;
	path[length] = '\0';
	return mem_copy_n(path, (size_t)(strrchr(path, '/') - path));
}

char *plugin_absolute(const char *path)
{
	char *folder, *absolute;

	if (*path == '/')
		return mem_copy(path);
	while (!strncmp(path, "./", 2))
		path += 2 + strspn(path + 2, "/");
	folder = mem_real(".");
	absolute = folder ? mem_print("%s/%s", folder, path) : mem_copy(path);
	free(folder);
	return absolute;
}

/* path without slashes at its end, and absolute. */
static char *folder_path(const char *path, size_t length)
{
	char *copy, *absolute;

	while (length > 1 && path[length - 1] == '/')
		length--;
	copy = mem_copy_n(path, length);
	absolute = plugin_absolute(copy);
	free(copy);
	return absolute;
}

static void add_given(struct directories *directories, const char *given)
{
	while (given && *given) {
		size_t length = strcspn(given, ":");

		if (length)
			add_directory(directories, folder_path(given, length));
		given += length + (given[length] == ':');
	}
}

/* FOLDER/plugins and, one up, lib/juri/plugins. */
static void add_installed(struct directories *directories)
{
	char *folder = plugin_program_folder();

	if (!folder)
		return;
	add_directory(directories, mem_print("%s/plugins", folder));
	*(strrchr(folder, '/') ? strrchr(folder, '/') : folder) = '\0';
	add_directory(directories, mem_print("%s/lib/juri/plugins", folder));
	free(folder);
}

bool plugin_is_installed(const char *folder)
{
	struct directories installed = {0};
	bool is = false;

	add_installed(&installed);
	for (size_t i = 0; i < installed.count; i++)
		is |= !strcmp(installed.list[i], folder);
	free_directories(&installed);
	return is;
}

static struct directories search_path(const struct plugin_places *places)
{
	struct directories directories = {0};

	add_given(&directories, places->given);
	if (places->round)
		add_directory(&directories, folder_path(places->round, strlen(places->round)));
	add_installed(&directories);
	return directories;
}

/*
 * The path of a plugin in a folder, malloc'd, or NULL when there is nothing of that name. Whatever is there is it, also
 * what is no plain file, and what cannot be seen: else another one would take its place unsaid.
 */
static char *file_in(const char *folder, const char *name)
{
	char *path = mem_print("%s/%s.so", folder, name);
	struct stat status;

	if (lstat(path, &status) == 0 || errno == EACCES)
		return path;
	free(path);
	return NULL;
}

char *plugin_find(const char *name, const struct plugin_places *places)
{
	struct directories search;
	char *path = NULL;

	if (!plugin_is_name(name))
		return NULL;
	search = search_path(places);
	for (size_t i = 0; !path && i < search.count; i++)
		path = file_in(search.list[i], name);
	free_directories(&search);
	return path;
}

char *plugin_find_other(const char *name, const struct plugin_places *places)
{
	const struct plugin_places installed = {0};
	char *folder = places->round ? folder_path(places->round, strlen(places->round)) : NULL;
	char *own = folder && plugin_is_name(name) ? file_in(folder, name) : NULL;
	char *found = own ? plugin_find(name, places) : NULL;

	if (found && !strcmp(own, found)) {
		free(own);
		own = plugin_find(name, &installed);
	}
	free(folder);
	free(found);
	return own;
}

char *plugin_places_text(const struct plugin_places *places)
{
	struct directories search = search_path(places);
	char *folder = plugin_program_folder();
	struct text text = {0};

	text_add(&text, "");
	for (size_t i = 0; i < search.count; i++)
		text_print(&text, "%s%s", i ? ", " : "", text_quoted(search.list[i]));
	if (!folder)
		text_print(&text, "%s%s", search.count ? ", " : "",
			   _("no folder of the program, as /proc is not there"));
	free_directories(&search);
	free(folder);
	return text.data;
}

/* The name of a plugin from that of its file, malloc'd, or NULL. */
static char *name_of_file(const char *file)
{
	size_t length = strlen(file);
	char *name;

	if (length < 4 || strcmp(file + length - 3, ".so") != 0)
		return NULL;
	name = mem_copy_n(file, length - 3);
	if (plugin_is_name(name))
		return name;
	free(name);
	return NULL;
}

struct names {
	char **list;
	size_t count;
};

static void add_name(struct names *names, char *name)
{
	for (size_t i = 0; i < names->count; i++) {
		if (!strcmp(names->list[i], name)) {
			free(name);
			return;
		}
	}
	names->list = mem_grow(names->list, names->count, sizeof(*names->list));
	names->list[names->count++] = name;
}

static void add_names_in(struct names *names, const char *folder)
{
	DIR *stream = opendir(folder);
	struct dirent *entry;

	if (!stream && errno == ENOMEM)
		mem_exhausted(0);
	while (stream && (entry = readdir(stream))) {
		char *name = name_of_file(entry->d_name);

		if (name)
			add_name(names, name);
	}
	if (stream)
		closedir(stream);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **plugin_names(const struct plugin_places *places, size_t *count)
{
	struct directories search = search_path(places);
	struct names names = {0};

	for (size_t i = 0; i < search.count; i++)
		add_names_in(&names, search.list[i]);
	free_directories(&search);
	if (names.count)
		qsort(names.list, names.count, sizeof(*names.list), compare_names);
	*count = names.count;
	return names.list;
}
