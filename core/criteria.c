#include "criteria.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"

#define NODE_LIMIT 10000 /* groups and criteria of a category */
#define NODE_DEPTH 32    /* groups in one another */

/* --- Settings --- */

unsigned criteria_where(const struct node *node)
{
	return node->kind == NODE_CATEGORY ? IN_CATEGORY
	       : node->kind == NODE_GROUP  ? IN_GROUP
					   : IN_CRITERION;
}

/* The key on the node itself, if it is there and its value can be used. */
static const struct ini_key *own_key(const struct node *node, const struct key *row)
{
	const struct ini_key *key = ini_key(node->section, row->name);

	return key && value_check(row->kind, key->value) ? key : NULL;
}

const char *criteria_setting(const struct node *node, const char *name, const struct ini_key **from)
{
	const struct ini_key *key = NULL;
	const struct key *row = NULL;
	const char *narrow, *initial = NULL;

	for (const struct node *n = node; n && !key; n = n->parent) {
		row = keys_find(criteria_where(n), name, &narrow);
		if (n == node)
			initial = row->initial;
		if (!row || (n != node && !(row->flags & KEY_BELOW)))
			break;
		key = own_key(n, row);
		if (!(row->flags & KEY_BELOW) || ini_has(n->section, name))
			break;
	}
	if (from)
		*from = key;
	return key ? key->value : initial;
}

const char *criteria_param(const struct node *node, const juri_param *param,
			   const struct ini_key **from)
{
	const struct ini_key *key = NULL;

	for (const struct node *n = node; n && !key; n = n->parent) {
		key = ini_key(n->section, param->name);
		if (ini_has(n->section, "method") || ini_has(n->section, param->name))
			break;
	}
	if (from)
		*from = key;
	return key ? key->value : param->initial;
}

struct title criteria_title(const struct ini_section *section)
{
	const struct ini_key *text = ini_key(section, "title"),
			     *english = ini_key(section, "title.en"),
			     *indonesian = ini_key(section, "title.id");

	return (struct title){text ? text->value : "", english ? english->value : NULL,
			      indonesian ? indonesian->value : NULL};
}

/* --- Making the nodes --- */

struct maker {
	struct round *round;
	struct category *category;
	struct problems *problems;
	struct node **
	    nodes; /* as first named; [0] is the root; until lay_out a node's index is its place here */
	size_t n_nodes;
	bool full;        /* said already */
	char *plugins[2]; /* files that the worker opens, generic first; NULL where there is none */
	size_t n_plugins;
	bool starts; /* the worker, which is not an earlier category's */
};

static struct node *find_node(struct maker *maker, const char *id)
{
	for (size_t i = 1; i < maker->n_nodes; i++)
		if (!strcmp(maker->nodes[i]->id, id))
			return maker->nodes[i];
	return NULL;
}

static struct node *add_node(struct maker *maker, enum node_kind kind, const char *id,
			     const char *section_kind, const struct place *place)
{
	struct node *node = arena_alloc(&maker->round->arena, sizeof(*node));

	node->id = id;
	node->kind = kind;
	node->category = maker->category;
	node->index = maker->n_nodes;
	node->place = *place;
	node->claim = -1;
	node->section = arena_alloc(&maker->round->arena, sizeof(*node->section));
	*node->section = (struct ini_section){.kind = section_kind, .id = id, .place = *place};
	maker->nodes = mem_grow(maker->nodes, maker->n_nodes, sizeof(*maker->nodes));
	maker->nodes[maker->n_nodes++] = node;
	return node;
}

/* Room for one more node; what takes long with the square of their number ends in time. */
static bool has_room(struct maker *maker, const struct place *place)
{
	if (maker->n_nodes <= NODE_LIMIT)
		return true;
	if (!maker->full)
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-034", place,
			      _("[category]: expected at most %d groups and criteria, found more"),
			      NODE_LIMIT);
	maker->full = true;
	return false;
}

/* The node called id, made when it is new; NULL when the ID cannot be. */
static struct node *take_node(struct maker *maker, enum node_kind kind, const char *id,
			      const struct place *place)
{
	struct node *node = find_node(maker, id);

	if (!text_is_id(id) || !strcmp(id, maker->category->id)) {
		problem_error(
		    maker->problems, EXIT_CONFIG, text_is_id(id) ? "E-INI-018" : "E-INI-017", place,
		    text_is_id(id)
			? _("expected an ID that is free, found %s, that of the category")
			: _("expected an ID (letters, digits, - and _, at most 36), found %s"),
		    text_quoted(id));
		return NULL;
	}
	if (node && node->kind != kind) {
		problem_error(
		    maker->problems, EXIT_CONFIG, "E-INI-018", place,
		    _("%s: expected an ID of one group or criterion, found it for both; the first "
		      "is in line %zu"),
		    id, node->place.line);
		return NULL;
	}
	if (!node && !has_room(maker, place))
		return NULL;
	return node ? node
		    : add_node(maker, kind, id, kind == NODE_GROUP ? "group" : "criterion", place);
}

static struct ini_key *raw_key(const struct ini_section *section, const char *name)
{
	for (size_t i = 0; i < section->n_keys; i++)
		if (!strcmp(section->keys[i].name, name))
			return &section->keys[i];
	return NULL;
}

/* Of what a file and those that it extends say, the nearest holds; one file says it once. */
static void give(struct maker *maker, struct node *node, const char *name, const char *value,
		 const struct place *place)
{
	const struct ini *ini = maker->category->ini;
	struct ini_key *old = raw_key(node->section, name);
	size_t near = ini_distance(ini, place);

	if (!old)
		ini_add_key(node->section, name, value, place);
	else if (near < ini_distance(ini, &old->place) ||
		 (near == ini_distance(ini, &old->place) && !*old->value && !strcmp(name, "in")))
		*old = (struct ini_key){.name = name, .value = value, .place = *place};
	else if (near == ini_distance(ini, &old->place))
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-010", place,
			      _("%s %s: expected each key once, found it again; it also stands in "
				"the line that made the node"),
			      keys_header(node->section), name);
}

/* A line without a parent takes its node out of a group in which a file farther away put it. */
static void give_parent(struct maker *maker, struct node *node, const struct ini_section *lines,
			const struct ini_key *key)
{
	const struct ini *ini = maker->category->ini;
	const struct ini_key *old = raw_key(node->section, "in");

	if (*lines->id)
		give(maker, node, "in", lines->id, &key->place);
	else if (old ? ini_distance(ini, &key->place) < ini_distance(ini, &old->place)
		     : ini->n_files > 1)
		give(maker, node, "in", "", &key->place);
}

/* A title that a nearer file tells is not translated by one farther away. */
static void drop_translations(struct maker *maker, const struct node *node)
{
	static const char *const names[] = {"title.en", "title.id"};
	const struct ini *ini = maker->category->ini;
	const struct ini_key *title = raw_key(node->section, "title");

	for (size_t i = 0; i < 2 && title; i++) {
		struct ini_key *key = raw_key(node->section, names[i]);

		if (key && ini_distance(ini, &title->place) < ini_distance(ini, &key->place))
			key->value = "";
	}
}

/* "ID = WEIGHT | title | title.en" in the section of a parent. */
static void read_line(struct maker *maker, const struct ini_section *lines,
		      const struct ini_key *key)
{
	static const char *const names[] = {"weight", "title", "title.en"};
	enum node_kind kind = !strcmp(lines->kind, "groups") ? NODE_GROUP : NODE_CRITERION;
	struct node *node = take_node(maker, kind, key->name, &key->place);
	const char *rest = key->value;

	if (!node)
		return;
	give_parent(maker, node, lines, key);
	for (size_t i = 0; i < 3 && rest; i++) {
		const char *start = rest + strspn(rest, " \t"), *bar = strchr(start, '|');
		size_t length = bar ? (size_t)(bar - start) : strlen(start);

		while (length && (start[length - 1] == ' ' || start[length - 1] == '\t'))
			length--;
		if (length)
			give(maker, node, names[i], arena_copy(&maker->round->arena, start, length),
			     &key->place);
		rest = bar ? bar + 1 : NULL;
	}
	if (rest)
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-012", &key->place,
			      _("%s %s: expected WEIGHT | title | title.en, found %s"),
			      keys_header(lines), key->name, text_quoted(key->value));
}

static void read_section(struct maker *maker, const struct ini_section *section)
{
	unsigned where = keys_section(CRITERIA_FILE, section, maker->problems);
	struct node *node;

	if (where == IN_LINES)
		for (size_t i = 0; i < section->n_keys; i++)
			read_line(maker, section, &section->keys[i]);
	if (where != IN_CATEGORY && where != IN_GROUP && where != IN_CRITERION)
		return;
	node = where == IN_CATEGORY
		   ? maker->nodes[0]
		   : take_node(maker, where == IN_GROUP ? NODE_GROUP : NODE_CRITERION, section->id,
			       &section->place);
	for (size_t i = 0; node && i < section->n_keys; i++)
		give(maker, node, section->keys[i].name, section->keys[i].value,
		     &section->keys[i].place);
}

/* --- The tree --- */

static void unknown_parent(struct maker *maker, const struct node *node, const struct ini_key *in)
{
	const char **names = mem_array(maker->n_nodes, sizeof(*names)), *nearest;
	size_t n = 0;

	for (size_t i = 1; i < maker->n_nodes; i++)
		if (maker->nodes[i]->kind == NODE_GROUP)
			names[n++] = maker->nodes[i]->id;
	nearest = text_nearest(in->value, names, n);
	problem_error(maker->problems, EXIT_CONFIG, "E-INI-020", &in->place,
		      nearest ? _("%s in: no group %s here; did you mean %s?")
			      : _("%s in: no group %s here"),
		      keys_header(node->section), text_quoted(in->value), nearest);
	free(names);
}

static void find_parent(struct maker *maker, struct node *node)
{
	const struct ini_key *in = ini_key(node->section, "in");
	struct node *parent = in ? find_node(maker, in->value) : maker->nodes[0];

	if (in && (!parent || parent->kind == NODE_CRITERION)) {
		unknown_parent(maker, node, in);
		parent = maker->nodes[0];
	}
	node->parent = parent;
}

/* A group that lies in itself, or too deep, moves to the category, so that the rest can be read. */
static void move_up(struct maker *maker, struct node *node, const char *code, const char *sentence)
{
	const struct ini_key *in = ini_key(node->section, "in");

	if (code)
		problem_error(maker->problems, EXIT_CONFIG, code, &in->place, "%s in: %s",
			      keys_header(node->section), sentence);
	node->parent = maker->nodes[0];
}

static void refuse_circle(struct maker *maker, struct node *node)
{
	char *sentence = mem_print(_("expected a group that does not lie in this one, found %s"),
				   text_quoted(node->parent->id));

	move_up(maker, node, "E-INI-024", sentence);
	free(sentence);
}

static void refuse_depth(struct maker *maker, struct node *node, bool first)
{
	char *sentence =
	    mem_print(_("expected at most %d groups in one another, found one more"), NODE_DEPTH);

	move_up(maker, node, first ? "E-INI-033" : NULL, sentence);
	free(sentence);
}

#define ON_THE_WAY SIZE_MAX

/* How many nodes lie above each one, from node upwards; every node is passed once. depths: 0 is not known. */
static void find_depth(struct maker *maker, size_t *depths, struct node *node)
{
	struct node *last = node, *n = node;
	size_t depth = 0;

	for (; !depths[n->index]; last = n, n = n->parent, depth++)
		depths[n->index] = ON_THE_WAY;
	if (depths[n->index] == ON_THE_WAY) {
		refuse_circle(maker, last);
		n = maker->nodes[0];
	}
	depth += depths[n->index];
	for (; node != n; node = last, depth--) {
		last = node->parent;
		depths[node->index] = depth;
		if (depth > NODE_DEPTH + 1 + (node->kind == NODE_CRITERION))
			refuse_depth(maker, node, depth == NODE_DEPTH + 2);
	}
}

static void find_depths(struct maker *maker)
{
	size_t *depths = mem_array(maker->n_nodes, sizeof(*depths));

	depths[0] = 1;
	for (size_t i = 1; i < maker->n_nodes; i++)
		find_depth(maker, depths, maker->nodes[i]);
	free(depths);
}

/* Siblings as first named. */
static void find_children(struct maker *maker)
{
	for (size_t i = 1; i < maker->n_nodes; i++)
		maker->nodes[i]->parent->n_children++;
	for (size_t i = 0; i < maker->n_nodes; i++) {
		struct node *node = maker->nodes[i];

		node->children =
		    arena_alloc(&maker->round->arena, node->n_children * sizeof(struct node *));
		node->n_children = 0;
	}
	for (size_t i = 1; i < maker->n_nodes; i++) {
		struct node *parent = maker->nodes[i]->parent;

		parent->children[parent->n_children++] = maker->nodes[i];
	}
}

/* Depth first: a node, then its children. */
static void lay_out(struct category *category, struct node *node)
{
	node->index = category->n_nodes;
	category->nodes[category->n_nodes++] = node;
	for (size_t i = 0; i < node->n_children; i++)
		lay_out(category, node->children[i]);
}

static void make_tree(struct maker *maker)
{
	struct category *category = maker->category;

	for (size_t i = 1; i < maker->n_nodes; i++)
		find_parent(maker, maker->nodes[i]);
	find_depths(maker);
	find_children(maker);
	for (size_t i = 0; i < maker->n_nodes; i++)
		drop_translations(maker, maker->nodes[i]);
	category->nodes = arena_alloc(&maker->round->arena, maker->n_nodes * sizeof(struct node *));
	lay_out(category, maker->nodes[0]);
	for (size_t i = 0; i < category->n_nodes && category->ini->n_sections && !maker->full; i++)
		if (category->nodes[i]->kind != NODE_CRITERION && !category->nodes[i]->n_children)
			problem_error(maker->problems, EXIT_CONFIG, "E-INI-023",
				      &category->nodes[i]->place,
				      _("%s: expected at least one criterion below, found none"),
				      keys_header(category->nodes[i]->section));
}

/* --- Plugins and methods --- */

static void no_plugin(struct maker *maker, const char *name, const struct plugin_places *places,
		      const struct place *place)
{
	size_t n;
	char **names = plugin_names(places, &n), *folders = plugin_places_text(places);
	const char *nearest = text_nearest(name, (const char *const *)names, n);

	if (nearest)
		problem_error(maker->problems, EXIT_PLUGIN, E_NO_PLUGIN, place,
			      _("category %s: no plugin %s is installed; did you mean %s? (looked "
				"in %s)"),
			      maker->category->id, text_quoted(name), nearest, folders);
	else
		problem_error(maker->problems, EXIT_PLUGIN, E_NO_PLUGIN, place,
			      _("category %s: no plugin %s is installed (looked in %s)"),
			      maker->category->id, text_quoted(name), folders);
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
	free(folders);
}

/* The criteria say by its hash which file the category's own plugin is. */
static bool is_pinned(const struct maker *maker, const char *name)
{
	const struct ini_key *key;

	return !strcmp(name, maker->category->plugin) &&
	       criteria_setting(maker->nodes[0], "plugin-sha256", &key);
}

/* A name that is in the round's folder and elsewhere may be the wrong one without anybody seeing it. */
static void check_one(struct maker *maker, const char *name, const char *path, const char *other,
		      const struct place *place)
{
	if (other && !input_is_same(path, other) && !is_pinned(maker, name))
		problem_warning(maker->problems, W_TWO_PLUGINS, place,
				_("category %s: plugin %s is used, and there is %s, too; "
				  "plugin-sha256 in the criteria says which one is meant"),
				maker->category->id, text_quoted(path), text_quoted(other));
}

static char *find_plugin(struct maker *maker, const char *name, const char *directories,
			 const struct place *place)
{
	const struct plugin_places places = {directories, maker->round->plugins};
	char *path = plugin_find(name, &places), *other = plugin_find_other(name, &places);

	if (path)
		check_one(maker, name, path, other, place);
	else
		no_plugin(maker, name, &places, place);
	free(other);
	return path;
}

/* A plugin may not offer a method under a name of generic. */
static void check_reserved(struct maker *maker, const struct place *place)
{
	const struct plugin *generic = worker_plugin(maker->category->worker, 0);
	const struct plugin *own = worker_plugin(maker->category->worker, 1);

	for (unsigned i = 0; i < own->n_methods; i++)
		if (plugin_method(generic, own->methods[i].name) >= 0)
			problem_error(
			    maker->problems, EXIT_PLUGIN, "E-PLG-004", place,
			    _("plugin %s: expected methods that generic does not have, found %s"),
			    own->name, own->methods[i].name);
}

static bool has_param(const juri_method *method, const char *name, uint32_t type,
		      const char *initial)
{
	int i = plugin_param(method, name);
	const juri_param *param = i < 0 ? NULL : &method->params[i];

	return param && param->type == type && param->initial && !strcmp(param->initial, initial) &&
	       (type != JURI_NUMBER || param->min > 0);
}

/*
 * node_uses_field() and takes_fields_only() know what generic's value does without asking; nobody may bring another one. One
 * that has none at all takes no field.
 */
static void check_value(struct maker *maker, const struct place *place)
{
	const struct plugin *generic = worker_plugin(maker->category->worker, 0);
	int m = plugin_method(generic, "value");
	const juri_method *value = m < 0 ? NULL : &generic->methods[m];

	if (value && (value->n_roles != 1 || value->roles[0].flags || value->n_params != 2 ||
		      !has_param(value, "per", JURI_NUMBER, "1") ||
		      !has_param(value, "abs", JURI_FLAG, "no")))
		problem_error(maker->problems, EXIT_PLUGIN, "E-PLG-004", place,
			      _("plugin %s: expected a method value with one field, per = 1 and "
				"abs = no, found another one; use the generic that came with juri"),
			      text_quoted(generic->path));
}

/* The key that says which plugin, or else the category. */
static const struct place *place_of_plugin(const struct maker *maker)
{
	const struct ini_key *key;

	criteria_setting(maker->nodes[0], "plugin", &key);
	return key ? &key->place : &maker->category->place;
}

static void find_plugins(struct maker *maker, const char *directories)
{
	const struct category *category = maker->category;
	char **paths = maker->plugins;

	paths[maker->n_plugins++] = find_plugin(maker, "generic", directories, &category->place);
	if (paths[0] && strcmp(category->plugin, "generic") != 0)
		paths[maker->n_plugins++] =
		    find_plugin(maker, category->plugin, directories, place_of_plugin(maker));
}

/* Its criteria take fields as they are, as far as can be seen before generic has said what it has: node_uses_field() with nothing to do. */
static bool takes_fields_only(const struct maker *maker)
{
	for (size_t i = 0; i < maker->n_nodes; i++) {
		const struct ini_section *section = maker->nodes[i]->section;
		const struct ini_key *method = ini_key(section, "method");

		if ((method && strcmp(method->value, "value") != 0) || ini_key(section, "per") ||
		    ini_key(section, "abs"))
			return false;
	}
	return !strcmp(maker->category->plugin, "generic");
}

/* Categories that ask nothing have one worker between them: it only says what methods there are. */
static void make_worker(struct maker *maker, const struct round_options *options)
{
	struct worker **shared = &maker->round->unasked, *worker;
	struct worker_options how = options->worker;
	bool shares;

	how.pinned = criteria_setting(maker->nodes[0], "plugin-sha256", NULL);
	maker->category->plugin = criteria_setting(maker->nodes[0], "plugin", NULL);
	find_plugins(maker, options->plugin_directories);
	if (!maker->plugins[maker->n_plugins - 1])
		return;
	shares = !how.pinned && takes_fields_only(maker);
	maker->starts = !shares || !*shared;
	worker = maker->starts
		     ? worker_new(&how, (const char *const *)maker->plugins, maker->n_plugins)
		     : *shared;
	if (shares)
		*shared = worker;
	maker->category->worker = worker;
	if (maker->starts)
		worker_launch(worker);
}

static void tell_failure(struct maker *maker, const struct worker_failure *failure)
{
	bool is_generic = failure->plugin && !strcmp(failure->plugin, "generic");

	problem_error(maker->problems, worker_failure_exit(failure), worker_failure_code(failure),
		      place_of_plugin(maker), _("category %s: plugin %s cannot be used: %s"),
		      maker->category->id,
		      text_quoted(maker->plugins[is_generic ? 0 : maker->n_plugins - 1]),
		      failure->detail);
}

static bool worker_is_up(const struct category *category)
{
	return category->worker && !worker_failure(category->worker);
}

static void await_worker(struct maker *maker)
{
	struct worker *worker = maker->category->worker;

	if (maker->starts)
		worker_await(worker);
	if (worker && worker_failure(worker))
		tell_failure(maker, worker_failure(worker));
	else if (worker)
		check_value(maker, place_of_plugin(maker));
	if (worker_is_up(maker->category) && maker->n_plugins == 2)
		check_reserved(maker, place_of_plugin(maker));
	for (size_t i = 0; i < maker->n_plugins; i++)
		free(maker->plugins[i]);
}

static unsigned plugin_count(const struct category *category)
{
	return strcmp(category->plugin, "generic") ? 2 : 1;
}

/* The key is there, and its value was reported. */
static bool is_bad(const struct node *node, const char *name)
{
	const struct ini_key *key;

	criteria_setting(node, name, &key);
	return !key && ini_key(node->section, name);
}

static void unknown_method(struct maker *maker, const struct node *node, const char *name,
			   const struct ini_key *key)
{
	const struct category *category = maker->category;
	const char *names[2 * PLUGIN_METHODS], *nearest;
	size_t n = 0;

	if (is_bad(maker->nodes[0], "plugin"))
		return; /* the plugin that would have it was not understood */
	for (unsigned p = 0; p < plugin_count(category); p++)
		for (unsigned m = 0; m < worker_plugin(category->worker, p)->n_methods; m++)
			names[n++] = worker_plugin(category->worker, p)->methods[m].name;
	nearest = text_nearest(name, names, n);
	problem_error(maker->problems, EXIT_CONFIG, "E-INI-027", key ? &key->place : &node->place,
		      nearest
			  ? _("%s method: neither generic nor %s has a method %s; did you mean %s?")
			  : _("%s method: neither generic nor %s has a method %s"),
		      keys_header(node->section), category->plugin, text_quoted(name), nearest);
}

static void find_method(struct maker *maker, struct node *node)
{
	const struct category *category = maker->category;
	const struct ini_key *key;
	const char *name = criteria_setting(node, "method", &key);

	for (unsigned p = 0; p < plugin_count(category) && !node->method; p++) {
		const struct plugin *plugin = worker_plugin(category->worker, p);
		int m = plugin_method(plugin, name);

		if (m >= 0) {
			node->plugin = p;
			node->method_index = (unsigned)m;
			node->method = &plugin->methods[m];
		}
	}
	if (!node->method)
		unknown_method(maker, node, name, key);
}

bool node_uses_field(const struct node *node, struct field_use *use)
{
	const juri_method *method = node->method;
	int absolute, per;

	if (!method || node->plugin != 0 || strcmp(method->name, "value") != 0)
		return false;
	absolute = plugin_param(method, "abs");
	per = plugin_param(method, "per");
	if (absolute < 0 || per < 0) /* another's: see check_value() */
		return false;
	*use =
	    (struct field_use){.absolute = node->params[absolute] != 0, .per = node->params[per]};
	return true;
}

static void refuse_param(struct maker *maker, const struct node *node, const juri_param *param,
			 const struct ini_key *key)
{
	char *rule = plugin_param_rule(param);

	keys_expected(maker->problems, "E-INI-012", node->section, key, rule);
	free(rule);
}

/* Checks and keeps the parameters of a criterion. */
static void read_params(struct maker *maker, struct node *node)
{
	const juri_method *method = node->method;

	node->params = arena_alloc(&maker->round->arena, (method->n_params + 1) * sizeof(double));
	for (unsigned i = 0; i < method->n_params; i++) {
		const struct ini_key *key;
		const char *text = criteria_param(node, &method->params[i], &key);

		if (!text)
			problem_error(
			    maker->problems, EXIT_CONFIG, "E-INI-014", &node->place,
			    _("%s %s: a required parameter of the method %s is not there"),
			    keys_header(node->section), method->params[i].name, method->name);
		else if (!plugin_param_value(&method->params[i], text, &node->params[i]))
			refuse_param(maker, node, &method->params[i], key);
	}
}

/* --- Unknown keys, with the names that methods add --- */

struct known {
	const struct maker *maker;
	const struct node *node;
};

static bool is_any_param(const struct category *category, const char *name)
{
	for (unsigned p = 0; worker_is_up(category) && p < plugin_count(category); p++) {
		const struct plugin *plugin = worker_plugin(category->worker, p);

		for (unsigned m = 0; m < plugin->n_methods; m++)
			if (plugin_param(&plugin->methods[m], name) >= 0)
				return true;
	}
	return !worker_is_up(category);
}

static bool is_known(void *user, const struct ini_key *key)
{
	const struct known *known = user;
	const struct node *node = known->node;

	if (node->kind != NODE_CRITERION)
		return is_any_param(known->maker->category, key->name);
	if (!node->method) /* said already, or no method at all (of) */
		return !ini_key(node->section, "of");
	return plugin_role(node->method, key->name) >= 0 ||
	       plugin_param(node->method, key->name) >= 0;
}

static void check_keys(struct maker *maker, struct node *node)
{
	const char *names[PLUGIN_ROLES + PLUGIN_PARAMS];
	size_t n = 0;

	for (unsigned i = 0; node->method && i < node->method->n_roles; i++)
		names[n++] = node->method->roles[i].name;
	for (unsigned i = 0; node->method && i < node->method->n_params; i++)
		names[n++] = node->method->params[i].name;
	keys_check(node->section, criteria_where(node), is_known,
		   &(struct known){.maker = maker, .node = node}, names, n, maker->problems);
}

/* --- Settling --- */

static int choice(const struct node *node, enum value_kind kind, const char *name)
{
	return value_choice(kind, criteria_setting(node, name, NULL));
}

static void contradiction(struct maker *maker, const struct node *node, const char *sentence)
{
	problem_error(maker->problems, EXIT_CONFIG, "E-INI-026", &node->place, "%s: %s",
		      keys_header(node->section), sentence);
}

static double grid_double(grid value)
{
	return (double)value / (double)GRID_ONE;
}

static void settle_range_of_scale(const struct node *node, struct scale *scale)
{
	scale->low = node->range.any ? 0 : grid_double(node->range.low);
	scale->high = node->range.any ? 100 : grid_double(node->range.high);
	if (scale->kind == SCALE_MINMAX && !scale->has_range) {
		scale->a = scale->low;
		scale->b = scale->high;
	}
	if (scale->kind == SCALE_SHARE_OF_BEST && !scale->has_range)
		scale->a = scale->high;
}

static void settle_frozen(struct maker *maker, struct node *node, struct scale *scale)
{
	const struct ini_key *min = ini_key(node->section, "min"),
			     *max = ini_key(node->section, "max");

	if (scale->reference != REFERENCE_FROZEN || node->kind != NODE_CRITERION) {
		if (max || (min && node->role != ROLE_GATE))
			contradiction(maker, node,
				      _("expected min and max with role = gate or reference = "
					"frozen only, found them without"));
		return;
	}
	if (scale->kind != SCALE_MINMAX || node->role == ROLE_GATE || !min || !max ||
	    !value_number(min->value, &scale->frozen_min) ||
	    !value_number(max->value, &scale->frozen_max) || scale->frozen_min >= scale->frozen_max)
		contradiction(
		    maker, node,
		    _("expected scale = minmax, min below max and no role = gate with reference = "
		      "frozen, found otherwise"));
}

/* A group has no minimum of its own to be compared with. */
static void check_rescale(struct maker *maker, struct node *node)
{
	if (node->rescale.reference == REFERENCE_FROZEN)
		contradiction(
		    maker, node,
		    _("expected class, region or all as the reference of rescale, found frozen"));
}

/* True when the node or one above it has the key, even with a value that cannot be used. */
static bool is_written(const struct node *node, const char *name)
{
	while (node && !ini_has(node->section, name))
		node = node->parent;
	return node && ini_key(node->section, name);
}

/* The keys around a relative scale. */
static void settle_relative(struct maker *maker, struct node *node, struct scale *scale)
{
	const char *lowest = criteria_setting(node, "lowest", NULL);
	const char *direction = criteria_setting(node, "direction", NULL);

	scale->reference = (enum reference)choice(node, VALUE_REFERENCE, "reference");
	scale->population = choice(node, VALUE_SD, "sd") == 1;
	scale->mean_ties = choice(node, VALUE_RANK_TIES, "rank-ties") == 1;
	scale->shifted = lowest && value_number(lowest, &scale->lowest);
	value_constant(criteria_setting(node, "constant", NULL), scale);
	value_count(criteria_setting(node, "least", NULL), &scale->least);
	if (node->kind != NODE_CRITERION)
		return;
	scale->lower = direction && !strcmp(direction, "lower");
	if (!direction && !is_written(node, "direction"))
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-025", &node->place,
			      _("%s direction: expected higher or lower (which measure is better), "
				"as the scale is "
				"relative; found none"),
			      keys_header(node->section));
}

static void settle_scale(struct maker *maker, struct node *node, const char *name,
			 struct scale *scale)
{
	const char *text = criteria_setting(node, name, NULL);

	if (!strcmp(text, "none")) {
		scale->kind = SCALE_NONE;
	} else {
		value_scale(&maker->round->arena, text, scale);
		settle_range_of_scale(node, scale);
		scale->clamp = choice(node, VALUE_FLAG, "clamp") == 1;
		if (scale->kind >= SCALE_MINMAX)
			settle_relative(maker, node, scale);
	}
	settle_frozen(maker, node, scale);
}

static void settle_role(struct maker *maker, struct node *node)
{
	const struct ini_key *min = ini_key(node->section, "min");

	node->role = (enum node_role)choice(node, VALUE_ROLE, "role");
	if (node->role == ROLE_GATE && !(min && value_points(min->value, &node->gate_min)))
		contradiction(maker, node,
			      _("expected min, the least score, with role = gate, found none"));
}

static void check_missing(struct maker *maker, const struct node *node)
{
	const struct ini_key *key;

	criteria_setting(node, "missing", &key);
	if (node->missing.kind == ABSENT_POINTS && !node->range.any && key &&
	    (node->missing.points < node->range.low || node->missing.points > node->range.high))
		keys_expected(maker->problems, "E-INI-012", node->section, key,
			      _("points within the range of the node"));
}

/* "edition GLOB" names editions, all else classes. */
static void settle_applies(struct maker *maker, struct node *node, const char *text)
{
	static const char word[] = "edition ";
	struct word_list words = {0};
	const char **classes, **editions;

	value_list(&maker->round->arena, text, &words);
	classes = arena_alloc(&maker->round->arena, (words.count + 1) * sizeof(*classes));
	editions = arena_alloc(&maker->round->arena, (words.count + 1) * sizeof(*editions));
	for (size_t i = 0; i < words.count; i++) {
		const char *rest = words.list[i] + sizeof(word) - 1;

		if (strncmp(words.list[i], word, sizeof(word) - 1) != 0)
			classes[node->n_applies++] = words.list[i];
		else
			editions[node->n_editions++] = rest + strspn(rest, " ");
	}
	node->applies = classes;
	node->editions = editions;
}

static void settle_node(struct maker *maker, struct node *node)
{
	struct arena *arena = &maker->round->arena;
	const char *text;

	node->title = criteria_title(node->section);
	node->source = (text = criteria_setting(node, "source", NULL)) ? text : "";
	node->assumption = !strcmp(node->source, "assumption");
	value_bounds(criteria_setting(node, "range", NULL), &node->range);
	value_missing(criteria_setting(node, "missing", NULL), &node->missing);
	if (node->kind != NODE_CRITERION) /* for the criteria below */
		node->missing.impute = IMPUTE_NOTHING;
	if ((text = criteria_setting(node, "round", NULL)))
		value_rounds(arena, text, &node->round);
	if ((text = criteria_setting(node, "grades", NULL)))
		value_steps(arena, text, false, &node->grades);
	if ((text = criteria_setting(node, "applies", NULL)))
		settle_applies(maker, node, text);
	if (node->kind != NODE_CATEGORY)
		settle_role(maker, node);
	check_missing(maker, node);
}

static void settle_inner(struct maker *maker, struct node *node)
{
	value_aggregate(criteria_setting(node, "aggregate", NULL), &node->aggregate, &node->power);
	value_needs(criteria_setting(node, "needs", NULL), &node->needs);
	node->passes_before = choice(node, VALUE_PASSES, "passes") == 1;
	settle_scale(maker, node, "rescale", &node->rescale);
	check_rescale(maker, node);
	if (node->kind == NODE_CATEGORY && criteria_setting(node, "screen", NULL))
		value_weight(criteria_setting(node, "screen", NULL), &node->screen);
}

static void settle_outliers(struct maker *maker, struct node *node)
{
	struct outliers *outliers = &node->outliers;

	value_outliers(criteria_setting(node, "outliers", NULL), outliers);
	if (outliers->kind == OUTLIERS_KEEP)
		return;
	value_points(criteria_setting(node, "skew", NULL), &outliers->skew);
	value_points(criteria_setting(node, "kurtosis", NULL), &outliers->kurtosis);
	node->scale.reference = (enum reference)choice(node, VALUE_REFERENCE, "reference");
	if (node->scale.reference == REFERENCE_FROZEN)
		contradiction(maker, node,
			      _("expected another reference with outliers (a set that they are "
				"looked for in), "
				"found frozen"));
}

static void settle_criterion(struct maker *maker, struct node *node)
{
	const char *text;

	settle_scale(maker, node, "scale", &node->scale);
	settle_outliers(maker, node);
	text = criteria_setting(node, "measure-round", NULL);
	node->has_measure_round = text && value_round(text, &node->measure_round);
	text = criteria_setting(node, "measure-range", NULL);
	node->has_measure_range = text && value_range(text, &node->measure_min, &node->measure_max);
	if (node->has_measure_range && node->measure_min > node->measure_max)
		keys_expected(maker->problems, "E-INI-012", node->section,
			      ini_key(node->section, "measure-range"),
			      _("a range with the lower end first"));
	if (!ini_key(node->section, "of") && worker_is_up(maker->category))
		find_method(maker, node);
	if (node->method)
		read_params(maker, node);
}

/* --- Weights --- */

static bool weights_multiply(const struct node *parent)
{
	return parent->aggregate == AGGREGATE_SUM;
}

static grid own_weight(struct maker *maker, struct node *node, bool *given);

/* A total that does not fit is said when the parent's own weights are settled. */
static grid children_total(struct maker *maker, struct node *parent)
{
	grid total = 0;
	bool given;

	for (size_t i = 0; i < parent->n_children; i++)
		if (parent->children[i]->role == ROLE_SCORE)
			(void)!__builtin_add_overflow(
			    total, own_weight(maker, parent->children[i], &given), &total);
	return total;
}

static grid own_weight(struct maker *maker, struct node *node, bool *given)
{
	const struct ini_key *key = NULL;
	const char *text = criteria_setting(node, "weight", &key);
	grid weight = GRID_ONE;

	*given = text != NULL;
	if (text && node->kind == NODE_GROUP && !strcmp(text, "sum"))
		return children_total(maker, node);
	if (text)
		value_weight(text, &weight);
	return weight;
}

static void check_weight_sum(struct maker *maker, const struct node *parent, grid total)
{
	const struct ini_key *key;
	const char *text = criteria_setting(parent, "weight-sum", &key);
	char found[DECIMAL_TEXT];
	grid wanted;

	if (!total)
		problem_error(
		    maker->problems, EXIT_CONFIG, "E-INI-021", &parent->place,
		    _("%s: expected weights of its children that add up to more than 0, found 0"),
		    keys_header(parent->section));
	else if (strcmp(text, "any") != 0 && value_weight(text, &wanted) && total != wanted)
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-021", &parent->place,
			      _("%s: the weights of its children add up to %s, expected %s (or "
				"weight-sum = any)"),
			      keys_header(parent->section), decimal_print_short(found, total),
			      text);
}

/* A total beyond the grid would be another number. */
static void add_weight(struct maker *maker, const struct node *parent, grid weight, grid *total)
{
	if (!__builtin_add_overflow(*total, weight, total))
		return;
	problem_error(maker->problems, EXIT_CONFIG, "E-INI-021", &parent->place,
		      _("%s: expected weights of its children that add up to at most 9223372036, "
			"found more"),
		      keys_header(parent->section));
	*total = weight;
}

/* Gives the children of a node their weights. */
static void settle_weights(struct maker *maker, struct node *parent)
{
	size_t n_score = 0, n_given = 0;
	grid total = 0;
	bool given, bad = false;

	for (size_t i = 0; i < parent->n_children; i++) {
		struct node *child = parent->children[i];

		child->weight = own_weight(maker, child, &given);
		if (child->role != ROLE_SCORE)
			continue;
		n_score++;
		n_given += given;
		bad |= is_bad(child, "weight"); /* sums over it would only repeat that */
		add_weight(maker, parent, child->weight, &total);
		if (given && child->weight &&
		    (parent->aggregate == AGGREGATE_PRODUCT ||
		     parent->aggregate == AGGREGATE_MEDIAN))
			contradiction(maker, child,
				      _("expected no weight but 0 (shown only) below a product or "
					"a median, found one"));
	}
	if (weights_multiply(parent) || parent->aggregate == AGGREGATE_PRODUCT ||
	    parent->aggregate == AGGREGATE_MEDIAN || !n_score || bad)
		return;
	if (n_given && n_given < n_score)
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-022", &parent->place,
			      _("%s: %zu of its %zu children have a weight; expected all or none"),
			      keys_header(parent->section), n_given, n_score);
	else if (n_given && parent->aggregate <= AGGREGATE_TRIMMED)
		check_weight_sum(maker, parent, total);
}

static void check_children(struct maker *maker, struct node *parent)
{
	size_t counting = 0;

	for (size_t i = 0; i < parent->n_children; i++) {
		struct node *child = parent->children[i];
		bool counts = child->role == ROLE_SCORE && child->weight > 0;

		counting += counts;
		if (counts && child->missing.kind == ABSENT_REWEIGHT &&
		    (parent->aggregate == AGGREGATE_SUM || parent->aggregate == AGGREGATE_PRODUCT))
			contradiction(
			    maker, child,
			    _("expected another missing below a sum or a product, found reweight"));
		if (child->kind == NODE_GROUP && child->aggregate == AGGREGATE_NONE &&
		    (child->role != ROLE_SCORE || child->weight))
			contradiction(maker, child,
				      _("expected weight 0, as aggregate = none gives no score, "
					"found another"));
	}
	if (parent->n_children && !counting)
		contradiction(
		    maker, parent,
		    _("expected a child of role score with a weight above 0, found none"));
}

/* --- The whole --- */

static void unknown_class(struct maker *maker, const struct node *node, const struct ini_key *key,
			  const char *found)
{
	const struct evidence_rules *rules = &maker->round->evidence;
	const char *nearest = text_nearest(found, rules->classes, rules->n_classes);

	problem_error(maker->problems, EXIT_CONFIG, "E-INI-020", &key->place,
		      nearest ? _("%s applies: no class %s; did you mean %s?")
			      : _("%s applies: no class %s"),
		      keys_header(node->section), text_quoted(found), nearest);
}

/* What two files include, criteria are read with; a wrong class name is found where classes are declared. */
static void check_classes(struct maker *maker, const struct node *node)
{
	const struct round *round = maker->round;
	const struct ini_key *key;

	criteria_setting(node, "applies", &key);
	for (size_t i = 0; i < node->n_applies && ini_has(node->section, "applies"); i++) {
		bool found = !round->n_classes;

		for (unsigned c = 0; c < round->n_classes && !found; c++)
			found = text_glob(node->applies[i], round->classes[c].id);
		if (!found)
			unknown_class(maker, node, key, node->applies[i]);
	}
}

static void settle(struct maker *maker)
{
	struct category *category = maker->category;

	for (size_t i = 0; i < category->n_nodes; i++) {
		settle_node(maker, category->nodes[i]);
		check_classes(maker, category->nodes[i]);
		maker->round->assumptions += category->nodes[i]->assumption && i > 0;
	}
	for (size_t i = 0; i < category->n_nodes; i++) {
		if (category->nodes[i]->kind == NODE_CRITERION)
			settle_criterion(maker, category->nodes[i]);
		else
			settle_inner(maker, category->nodes[i]);
		check_keys(maker, category->nodes[i]);
	}
	for (size_t i = 0; i < category->n_nodes; i++)
		if (category->nodes[i]->kind != NODE_CRITERION)
			settle_weights(maker, category->nodes[i]);
	for (size_t i = 0; i < category->n_nodes; i++)
		if (category->nodes[i]->kind != NODE_CRITERION)
			check_children(maker, category->nodes[i]);
}

static void read_tree(struct maker *maker, const char *path, const struct place *named_by)
{
	struct category *category = maker->category;
	size_t before = maker->problems->errors;
	struct place top = {.file = arena_copy(&maker->round->arena, path, strlen(path))};
	const struct ini_section *section;

	category->ini = ini_read(path, named_by, maker->problems);
	section = ini_section(category->ini, "category", "");
	add_node(maker, NODE_CATEGORY, category->id, "category", section ? &section->place : &top);
	maker->nodes[0]->section->id = ""; /* as the file has it */
	if (!section && maker->problems->errors == before)
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-014", &top,
			      _("[category]: a required section is not there"));
	for (size_t i = 0; i < category->ini->n_sections && !maker->full; i++)
		read_section(maker, &category->ini->sections[i]);
	while (maker->full && maker->n_nodes > 1) /* what was not read would be missed everywhere */
		free(maker->nodes[--maker->n_nodes]->section->keys);
	make_tree(maker);
}

struct criteria {
	struct maker maker;
};

struct criteria *criteria_open(struct round *round, struct category *category, const char *path,
			       const struct place *named_by, const struct round_options *options,
			       struct problems *problems)
{
	struct criteria *criteria = mem_alloc(sizeof(*criteria));

	criteria->maker =
	    (struct maker){.round = round, .category = category, .problems = problems};
	category->plugin = "generic";
	read_tree(&criteria->maker, path, named_by);
	make_worker(&criteria->maker, options);
	return criteria;
}

void criteria_settle(struct criteria *criteria)
{
	await_worker(&criteria->maker);
	settle(&criteria->maker);
	free(criteria->maker.nodes);
	free(criteria);
}
