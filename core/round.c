#include "round.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "criteria.h"
#include "trust.h"

/* The making of a round. */
struct maker {
	struct round *round;
	const struct round_options *options;
	struct problems *problems;
};

static void *take(struct maker *maker, size_t count, size_t size)
{
	return arena_alloc(&maker->round->arena, (count ? count : 1) * size);
}

static const struct ini_section *section_of(const struct maker *maker, const char *kind,
					    const char *id)
{
	return ini_section(maker->round->ini, kind, id);
}

static int choice(const struct ini_section *section, unsigned where, enum value_kind kind,
		  const char *name)
{
	return value_choice(kind, keys_text(section, where, name));
}

/* Complains about a reference: what it should name, and the nearest that there is. */
static void no_such(struct maker *maker, const struct ini_section *section,
		    const struct ini_key *key, const char *what, const char *found,
		    const char *const *names, size_t n)
{
	const char *nearest = text_nearest(found, names, n);

	if (nearest)
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-020", &key->place,
			      _("%s %s: no %s %s here; did you mean %s?"), keys_header(section),
			      key->name, what, text_quoted(found), nearest);
	else
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-020", &key->place,
			      _("%s %s: no %s %s here"), keys_header(section), key->name, what,
			      text_quoted(found));
}

static void contradiction(struct maker *maker, const struct ini_section *section,
			  const char *sentence)
{
	problem_error(maker->problems, EXIT_CONFIG, "E-INI-026", &section->place, "%s: %s",
		      keys_header(section), sentence);
}

/* An ID that stands for something else. */
static void taken(struct maker *maker, const struct ini_section *section, const char *found)
{
	problem_error(maker->problems, EXIT_CONFIG, "E-INI-018", &section->place,
		      _("%s: expected an ID that is free, found %s"), keys_header(section), found);
}

static void read_list(struct maker *maker, const struct ini_section *section, const char *name,
		      const char *const **list, size_t *count)
{
	const struct ini_key *key = ini_key(section, name);
	struct word_list words = {0};

	if (key)
		value_list(&maker->round->arena, key->value, &words);
	*list = words.list;
	*count = words.count;
}

/* --- [round], [evidence], [states], [class] --- */

static void check_states(struct maker *maker, const struct ini_section *section);

static void check_sections(struct maker *maker)
{
	const struct ini *ini = maker->round->ini;

	for (size_t i = 0; i < ini->n_sections; i++) {
		unsigned where = keys_section(ROUND_FILE, &ini->sections[i], maker->problems);

		if (where == IN_STATES)
			check_states(maker, &ini->sections[i]);
		else if (where)
			keys_check(&ini->sections[i], where, NULL, NULL, NULL, 0, maker->problems);
	}
}

static void read_head(struct maker *maker)
{
	struct round *round = maker->round;
	const struct ini_section *section = section_of(maker, "round", "");
	const struct place top = {.file = round->path};
	const char *edition;

	if (!section && !maker->problems->errors)
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-014", &top,
			      _("[round]: a required section is not there"));
	edition = keys_text(section, IN_ROUND, "edition");
	round->title = criteria_title(section);
	round->edition = edition ? edition : "";
	round->precision = (unsigned)(keys_text(section, IN_ROUND, "precision")[0] - '0');
	round->rounding = (enum rounding)choice(section, IN_ROUND, VALUE_ROUNDING, "rounding");
	round->exact = choice(section, IN_ROUND, VALUE_RANK_ON, "rank-on") == 1;
}

/* A plain edition, or those of a panel. */
static void read_editions(struct maker *maker)
{
	struct evidence_rules *rules = &maker->round->evidence;
	struct word_list words = {0};

	rules->edition = maker->round->edition;
	if (!value_list(&maker->round->arena, maker->round->edition, &words) ||
	    (words.count == 1 && !text_is_glob(words.list[0])))
		return;
	rules->editions = words.list;
	rules->n_editions = words.count;
}

/* In evidence two such spellings of one class are an error, too. */
static void check_case(struct maker *maker, const struct ini_section *section,
		       const char *const *ids)
{
	for (unsigned i = 0; i < maker->round->n_classes; i++)
		if (!strcasecmp(ids[i], section->id))
			taken(maker, section, text_quoted(ids[i]));
}

static void read_classes(struct maker *maker)
{
	struct round *round = maker->round;
	const char **ids = take(maker, round->ini->n_sections, sizeof(*ids));

	round->classes = take(maker, round->ini->n_sections, sizeof(*round->classes));
	for (size_t i = 0; i < round->ini->n_sections; i++) {
		const struct ini_section *section = &round->ini->sections[i];

		if (strcmp(section->kind, "class") != 0 || !text_is_id(section->id))
			continue;
		check_case(maker, section, ids);
		ids[round->n_classes] = section->id;
		round->classes[round->n_classes++] =
		    (struct class_rule){section->id, criteria_title(section)};
	}
	round->evidence.classes = ids;
	round->evidence.n_classes = round->n_classes;
}

static char *beside(const char *path, const char *file)
{
	char *copy, *full;

	if (*file == '/' || !strchr(path, '/'))
		return mem_copy(file);
	copy = mem_copy(path);
	full = mem_print("%s/%s", dirname(copy), file);
	free(copy);
	return full;
}

/* The file or folder that a key names, beside the file in which it stands; or NULL. */
static const char *file_beside(struct maker *maker, const struct ini_section *section,
			       const char *name)
{
	const struct ini_key *key = ini_key(section, name);
	const char *kept;
	char *path;

	if (!key || !*key->value)
		return NULL;
	path = beside(key->place.file, key->value);
	kept = arena_copy(&maker->round->arena, path, strlen(path));
	free(path);
	return kept;
}

static const char *column_of(const struct ini_section *section, const char *part)
{
	const struct ini_key *key = ini_key(section, part);

	return key ? key->value : part;
}

/* A column that played two parts would be lost for one of them. */
static void check_columns(struct maker *maker, const struct ini_section *section, const char *part,
			  const char *other)
{
	const struct ini_key *key = ini_key(section, part);

	if (strcmp(column_of(section, part), column_of(section, other)) != 0)
		return;
	if (key)
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-026", &key->place,
			      _("[evidence] %s: expected a column of its own, found %s, which is "
				"that of %s"),
			      part, text_quoted(key->value), text_quoted(other));
	else
		check_columns(maker, section, other, part);
}

static void check_all_columns(struct maker *maker, const struct ini_section *section)
{
	static const char *const parts[] = {"id",      "name", "class",    "region",
					    "edition", "item", "competes", "reason"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		for (size_t k = 0; k < i; k++)
			check_columns(maker, section, parts[i], parts[k]);
}

static void read_evidence_rules(struct maker *maker)
{
	const struct ini_section *section = section_of(maker, "evidence", "");
	struct evidence_rules *rules = &maker->round->evidence;

	rules->id = keys_text(section, IN_EVIDENCE, "id");
	rules->name = keys_text(section, IN_EVIDENCE, "name");
	rules->class_id = keys_text(section, IN_EVIDENCE, "class");
	rules->region = keys_text(section, IN_EVIDENCE, "region");
	rules->edition_column = keys_text(section, IN_EVIDENCE, "edition");
	rules->item = keys_text(section, IN_EVIDENCE, "item");
	rules->delimiter = ",;\t|"[choice(section, IN_EVIDENCE, VALUE_DELIMITER, "delimiter")];
	rules->decimal = ".,"[choice(section, IN_EVIDENCE, VALUE_MARK, "decimal")];
	rules->extra = choice(section, IN_EVIDENCE, VALUE_EXTRA, "extra-fields") == 1;
	check_all_columns(maker, section);
	read_editions(maker);
	read_list(maker, section, "ignore", &rules->ignore, &rules->n_ignore);
	read_list(maker, section, "missing", &rules->missing, &rules->n_missing);
	read_list(maker, section, "not-applicable", &rules->not_applicable,
		  &rules->n_not_applicable);
	rules->roster = file_beside(maker, section, "roster");
	rules->declared = file_beside(maker, section, "declared");
	maker->round->frozen = file_beside(maker, section, "frozen");
}

static void check_states(struct maker *maker, const struct ini_section *section)
{
	for (size_t i = 0; i < section->n_keys; i++) {
		const struct ini_key *key = &section->keys[i];
		int policy = value_choice(VALUE_POLICY, key->value);

		if (!text_is_id(key->name))
			problem_error(maker->problems, EXIT_CONFIG, "E-INI-017", &key->place,
				      _("[states]: expected an ID (letters, digits, - and _, at "
					"most 36), found %s"),
				      text_quoted(key->name));
		else if (!strcmp(key->name, "missing") || !strcmp(key->name, "not-applicable") ||
			 !strcmp(key->name, "value"))
			problem_error(
			    maker->problems, EXIT_CONFIG, "E-INI-026", &key->place,
			    _("[states]: expected a state whose policy can be set, found %s"),
			    text_quoted(key->name));
		else if (*key->value && (policy < 0 || (policy == POLICY_AS_VALUE &&
							!strcmp(key->name, "undefined"))))
			keys_expected(maker->problems, "E-INI-012", section, key,
				      value_rule(VALUE_POLICY));
	}
}

static void read_states(struct maker *maker)
{
	static const char *const names[STATE_OWN] = {"missing", "value",      "not-applicable",
						     "unknown", "unverified", "undefined"};
	const struct ini_section *section = section_of(maker, "states", "");
	struct states *states = &maker->round->states;

	for (unsigned i = 0; i < STATE_OWN; i++)
		states->names[i] = names[i];
	states->policies[STATE_VALUE] = POLICY_AS_VALUE;
	states->policies[STATE_NOT_APPLICABLE] = POLICY_LEAVE_OUT;
	states->count = STATE_OWN;
	for (size_t i = 0; section && i < section->n_keys; i++) {
		const struct ini_key *key = &section->keys[i];
		int policy = value_choice(VALUE_POLICY, key->value);
		unsigned at = 0;

		while (at < states->count && strcmp(states->names[at], key->name) != 0)
			at++;
		if (policy < 0)
			continue;
		if (at == STATE_LIMIT) {
			problem_error(maker->problems, EXIT_CONFIG, "E-INI-034", &key->place,
				      _("[states]: expected at most %d states, found more"),
				      STATE_LIMIT);
			return;
		}
		states->names[at] = key->name;
		states->policies[at] = (enum policy)policy;
		states->count = at < states->count ? states->count : at + 1;
	}
}

/* Why a folder cannot be looked through, or 0. */
static int folder_error(const char *folder)
{
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = 0;

	if (file < 0)
		return errno;
	if (faccessat(file, ".", X_OK, AT_EACCESS) != 0)
		error = errno;
	close(file);
	return error;
}

/* False, with a problem at the key, when there is a folder and it cannot be used. */
static bool read_plugins(struct maker *maker)
{
	const struct ini_section *section = section_of(maker, "round", "");
	const char *folder = file_beside(maker, section, "plugins");
	int error = folder ? folder_error(folder) : 0;
	char *distrusted = folder && !error ? trust_way(folder) : NULL;
	bool good = !error && !distrusted;

	if (error)
		problem_error(maker->problems, EXIT_PLUGIN, E_PLUGIN_FOLDER,
			      &ini_key(section, "plugins")->place,
			      _("[round] plugins: expected a folder, as seen from the file that "
				"says so, found %s: %s"),
			      text_quoted(folder), text_error(error));
	else if (distrusted)
		problem_error(maker->problems, EXIT_TRUST, E_NOT_TRUSTED,
			      &ini_key(section, "plugins")->place, "[round] plugins: %s",
			      distrusted);
	maker->round->plugins = folder;
	free(distrusted);
	return good;
}

/* --- Categories and overall --- */

static void check_class_globs(struct maker *maker, const struct ini_section *section,
			      const char *const *globs, size_t n)
{
	const struct round *round = maker->round;

	for (size_t i = 0; i < n && round->n_classes; i++) {
		bool found = false;

		for (unsigned c = 0; c < round->n_classes && !found; c++)
			found = text_glob(globs[i], round->classes[c].id);
		if (!found)
			no_such(maker, section, ini_key(section, "classes"), _("class"), globs[i],
				round->evidence.classes, round->n_classes);
	}
}

/* A category whose criteria are being read. */
struct reading {
	struct criteria *criteria; /* NULL: it names no file */
	struct category *category;
	const struct ini_key *needs;
	struct problems problems; /* of its own, to be told in the order of the categories */
};

static void open_category(struct maker *maker, const struct ini_section *section,
			  struct reading *reading)
{
	struct round *round = maker->round;
	struct category *category = take(maker, 1, sizeof(*category));
	const struct ini_key *file = ini_key(section, "criteria");
	char *path = file ? beside(file->place.file, file->value) : NULL;

	category->id = section->id;
	category->place = section->place;
	if (!strcmp(section->id, "overall"))
		taken(maker, section, _("that of the node over the categories"));
	read_list(maker, section, "classes", &category->classes, &category->n_classes);
	check_class_globs(maker, section, category->classes, category->n_classes);
	if (!path)
		return;
	round->categories[round->n_categories++] = category;
	reading->category = category;
	reading->needs = ini_key(section, "needs");
	reading->criteria =
	    criteria_open(round, category, path, &file->place, maker->options, maker->problems);
	free(path);
}

static void settle_category(struct reading *reading)
{
	if (!reading->criteria)
		return;
	criteria_settle(reading->criteria);
	if (reading->needs)
		value_needs(reading->needs->value, &reading->category->nodes[0]->needs);
}

static void open_categories(struct maker *maker, struct reading *readings)
{
	struct problems *problems = maker->problems;

	for (size_t i = 0; i < maker->round->ini->n_sections; i++) {
		const struct ini_section *section = &maker->round->ini->sections[i];

		maker->problems = &readings[i].problems;
		if (!strcmp(section->kind, "category") && text_is_id(section->id))
			open_category(maker, section, &readings[i]);
	}
	maker->problems = problems;
}

static void read_categories(struct maker *maker)
{
	struct round *round = maker->round;
	struct reading *readings = mem_array(round->ini->n_sections, sizeof(*readings));
	const struct place top = {.file = round->path};

	round->categories = take(maker, round->ini->n_sections, sizeof(*round->categories));
	open_categories(maker, readings);
	for (size_t i = 0; i < round->ini->n_sections; i++) {
		settle_category(&readings[i]);
		problem_move(maker->problems, &readings[i].problems);
	}
	free(readings);
	if (!round->n_categories && !maker->problems->errors)
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-023", &top,
			      _("[category]: expected at least one category, found none"));
}

static struct node *make_node(struct maker *maker, struct category *category, enum node_kind kind,
			      const struct ini_section *section)
{
	struct node *node = take(maker, 1, sizeof(*node));

	node->kind = kind;
	node->category = category;
	node->title = criteria_title(section);
	node->source = "";
	node->place = section->place;
	node->section = take(maker, 1, sizeof(*node->section));
	*node->section = *section;
	node->section->keys = NULL; /* those belong to the round */
	node->section->n_keys = 0;
	node->claim = -1;
	node->range.any = true;
	node->index = category->n_nodes;
	node->rescale.kind = SCALE_NONE;
	category->nodes[category->n_nodes++] = node;
	return node;
}

static void add_link(struct maker *maker, struct category *overall, struct category *target)
{
	const struct ini_section *section = section_of(maker, "category", target->id);
	struct node *root = overall->nodes[0];
	struct node *link = make_node(maker, overall, NODE_LINK, section);
	const char *weight = keys_text(section, IN_ENTRY, "weight");

	link->id = target->id;
	link->title = target->nodes[0]->title;
	link->parent = root;
	link->target = target;
	link->missing = target->nodes[0]->missing;
	link->grades = target->nodes[0]->grades;
	link->weight = GRID_ONE;
	if (weight)
		value_weight(weight, &link->weight);
	root->children[root->n_children++] = link;
}

/* All categories have a weight, or none has. */
static void check_entry_weights(struct maker *maker, const struct ini_section *section,
				const struct node *root)
{
	size_t given = 0, counting = 0;

	for (size_t i = 0; i < root->n_children; i++) {
		given +=
		    ini_key(section_of(maker, "category", root->children[i]->id), "weight") != NULL;
		counting += root->children[i]->weight > 0;
	}
	if (given && given < root->n_children)
		problem_error(maker->problems, EXIT_CONFIG, "E-INI-022", &section->place,
			      _("%s: %zu of its %zu children have a weight; expected all or none"),
			      keys_header(section), given, root->n_children);
	if (!counting)
		contradiction(maker, section,
			      _("expected a category with a weight above 0, found none"));
}

static void read_overall(struct maker *maker)
{
	struct round *round = maker->round;
	const struct ini_section *section = section_of(maker, "overall", "");
	struct category *overall;
	struct node *root;

	if (!section)
		return;
	round->overall = overall = take(maker, 1, sizeof(*overall));
	overall->id = "overall";
	overall->plugin = "";
	overall->place = section->place;
	overall->nodes = take(maker, round->n_categories + 1, sizeof(struct node *));
	root = make_node(maker, overall, NODE_CATEGORY, section);
	root->id = "overall";
	root->children = take(maker, round->n_categories, sizeof(struct node *));
	value_aggregate(keys_text(section, IN_OVERALL, "aggregate"), &root->aggregate,
			&root->power);
	value_needs(keys_text(section, IN_OVERALL, "needs"), &root->needs);
	for (size_t i = 0; i < round->n_categories; i++)
		add_link(maker, overall, round->categories[i]);
	check_entry_weights(maker, section, root);
}

/* --- References between nodes, and the order in which they can be scored --- */

struct node *category_node(const struct category *category, const char *id)
{
	for (size_t i = 0; i < category->n_nodes; i++)
		if (!strcmp(category->nodes[i]->id, id))
			return category->nodes[i];
	return NULL;
}

static struct category *find_category(const struct round *round, const char *id, size_t length)
{
	for (size_t i = 0; i < round->n_categories; i++)
		if (strlen(round->categories[i]->id) == length &&
		    !memcmp(round->categories[i]->id, id, length))
			return round->categories[i];
	if (round->overall && length == 7 && !memcmp(id, "overall", 7))
		return round->overall;
	return NULL;
}

struct node *round_node(const struct round *round, const char *name)
{
	size_t length = strcspn(name, "/");
	struct category *category = find_category(round, name, length);

	if (!category)
		return NULL;
	return name[length] ? category_node(category, name + length + 1) : category->nodes[0];
}

/* What a name means inside a category: a node of it first, then a category, then CATEGORY/NODE. */
static struct node *node_from(const struct round *round, const struct category *category,
			      const char *name)
{
	struct node *node = category_node(category, name);

	if (node && node->kind == NODE_LINK)
		return node->target->nodes[0];
	return node ? node : round_node(round, name);
}

/* All names that a reference could have meant. */
static const char **all_names(const struct round *round, const struct category *category,
			      size_t *count)
{
	const char **names =
	    mem_array(round->n_categories + (category ? category->n_nodes : 0) + 1, sizeof(*names));

	*count = 0;
	for (size_t i = 0; i < round->n_categories; i++)
		names[(*count)++] = round->categories[i]->id;
	for (size_t i = 0; category && i < category->n_nodes; i++)
		names[(*count)++] = category->nodes[i]->id;
	if (round->overall)
		names[(*count)++] = "overall";
	return names;
}

static void no_such_node(struct maker *maker, const struct ini_section *section,
			 const struct ini_key *key, const struct category *category,
			 const char *found)
{
	size_t count;
	const char **names = all_names(maker->round, category, &count);

	no_such(maker, section, key, _("node or category"), found, names, count);
	free(names);
}

static void find_of(struct maker *maker, struct node *node)
{
	const struct ini_key *of = ini_key(node->section, "of");

	if (!of || node->kind != NODE_CRITERION)
		return;
	node->of = node_from(maker->round, node->category, of->value);
	if (!node->of)
		no_such_node(maker, node->section, of, node->category, of->value);
	else if (node->of->kind != NODE_CRITERION && node->of->aggregate == AGGREGATE_NONE)
		keys_expected(maker->problems, "E-INI-026", node->section, of,
			      _("a node that has a score"));
}

#define OF_STEPS 1000 /* of = NODE, whose of = NODE, .. */

enum mark { UNSEEN, OPEN, DONE };

struct visit {
	struct maker *maker;
	enum mark **marks;     /* per category, per node; overall last */
	const struct node *of; /* whose `of` was followed last */
	size_t steps;          /* how many of them lead here */
};

static enum mark *mark_of(struct visit *visit, const struct node *node)
{
	const struct round *round = visit->maker->round;
	size_t c = 0;

	while (c < round->n_categories && round->categories[c] != node->category)
		c++;
	return &visit->marks[c][node->index];
}

static void refuse_of(struct visit *visit, const char *code, const char *sentence)
{
	const struct node *node = visit->of;

	assert(node);
	keys_expected(visit->maker->problems, code, node->section, ini_key(node->section, "of"),
		      sentence);
}

static void put_in_order(struct visit *visit, struct node *node);

static void follow_of(struct visit *visit, struct node *node)
{
	const struct node *before = visit->of;

	visit->of = node;
	if (++visit->steps <= OF_STEPS)
		put_in_order(visit, (struct node *)node->of);
	else if (visit->steps == OF_STEPS + 1)
		refuse_of(visit, "E-INI-033", _("nodes that need at most 1000 others in a row"));
	visit->steps--;
	visit->of = before;
}

/* Puts node behind everything that it needs. A circle is closed by an `of`. */
static void put_in_order(struct visit *visit, struct node *node)
{
	struct round *round = visit->maker->round;
	enum mark *mark = mark_of(visit, node);

	if (*mark == OPEN)
		refuse_of(visit, "E-INI-024", _("a node that does not need this one in turn"));
	if (*mark != UNSEEN)
		return;
	*mark = OPEN;
	for (size_t i = 0; i < node->n_children; i++)
		put_in_order(visit, node->children[i]);
	if (node->of)
		follow_of(visit, node);
	if (node->target)
		put_in_order(visit, node->target->nodes[0]);
	*mark_of(visit, node) = DONE;
	node->order = round->n_order;
	round->order[round->n_order++] = node;
}

static void order_nodes(struct maker *maker)
{
	struct round *round = maker->round;
	size_t n_all = round->n_categories + (round->overall != NULL), n_nodes = 0;
	struct visit visit = {.maker = maker, .marks = mem_array(n_all, sizeof(enum mark *))};

	for (size_t c = 0; c < n_all; c++) {
		struct category *category =
		    c < round->n_categories ? round->categories[c] : round->overall;

		visit.marks[c] = mem_array(category->n_nodes, sizeof(enum mark));
		n_nodes += category->n_nodes;
		for (size_t i = 0; i < category->n_nodes; i++)
			find_of(maker, category->nodes[i]);
	}
	round->order = take(maker, n_nodes, sizeof(struct node *));
	for (size_t c = 0; c < n_all; c++)
		put_in_order(
		    &visit,
		    (c < round->n_categories ? round->categories[c] : round->overall)->nodes[0]);
	for (size_t c = 0; c < n_all; c++)
		free(visit.marks[c]);
	free(visit.marks);
}

/* --- Rankings --- */

/* A list of keys as written, with what was found of it in any ranking. */
struct chain_text {
	const struct ini_section *section;
	const struct ini_key *key; /* NULL: the default */
	struct word_list words;
	bool *found;
};

static struct chain_text read_chain(struct maker *maker, const struct ini_section *section,
				    unsigned where)
{
	struct chain_text chain = {.section = section};
	const char *text = section ? keys_text(section, where, "rank-by") : "score";

	chain.key = ini_key(section, "rank-by");
	if (text)
		value_list(&maker->round->arena, text, &chain.words);
	chain.found = take(maker, chain.words.count, sizeof(bool));
	return chain;
}

static void add_chain_key(struct key_chain *keys, struct rank_key key)
{
	keys->list[keys->count++] = key;
}

/* A node without a score of its own is ranked by its children. */
static void add_score(struct key_chain *keys, const struct node *node, bool ascending)
{
	if (node->aggregate != AGGREGATE_NONE || node->kind == NODE_CRITERION) {
		add_chain_key(keys, (struct rank_key){KEY_SCORE, NULL, ascending, "score"});
		return;
	}
	for (size_t i = 0; i < node->n_children; i++)
		if (node_counts(node->children[i]))
			add_chain_key(keys, (struct rank_key){KEY_NODE, node->children[i],
							      ascending, node->children[i]->id});
}

static void add_named(struct maker *maker, struct key_chain *keys, struct chain_text *chain,
		      size_t i, const struct node *ranked)
{
	const char *name;
	bool ascending;
	struct node *node;

	value_chain_key(&maker->round->arena, chain->words.list[i], &name, &ascending);
	if (!strcmp(name, "score")) {
		add_score(keys, ranked, ascending);
	} else if (!strcmp(name, "coverage")) {
		add_chain_key(keys, (struct rank_key){KEY_COVERAGE, NULL, ascending, name});
	} else {
		node = node_from(maker->round, ranked->category, name);
		if (!node)
			return;
		if (node->kind != NODE_CRITERION && node->aggregate == AGGREGATE_NONE)
			keys_expected(maker->problems, "E-INI-026", chain->section, chain->key,
				      _("nodes that have a score"));
		add_chain_key(keys, (struct rank_key){KEY_NODE, node, ascending, name});
	}
	chain->found[i] = true;
}

static struct key_chain resolve(struct maker *maker, struct chain_text *chain,
				const struct node *ranked)
{
	size_t room = (chain->words.count + 1) * (ranked->n_children + 1);
	struct key_chain keys = {.list = take(maker, room, sizeof(struct rank_key))};

	for (size_t i = 0; i < chain->words.count; i++)
		add_named(maker, &keys, chain, i, ranked);
	if (chain->words.count && !keys.count)
		add_score(&keys, ranked, false);
	return keys;
}

static void check_found(struct maker *maker, const struct chain_text *chain,
			const struct category *category)
{
	const char *name;
	bool ascending;

	for (size_t i = 0; i < chain->words.count; i++) {
		value_chain_key(&maker->round->arena, chain->words.list[i], &name, &ascending);
		if (!chain->found[i] && chain->key)
			no_such_node(maker, chain->section, chain->key, category, name);
	}
}

/* The chains of the main rankings: of [ranking] and of each class. */
struct main_chains {
	const struct ini_section *section;
	struct chain_text all;
	struct chain_text *by_class;
};

static struct ranking_rule *add_ranking(struct maker *maker, const char *id, const char *of,
					const struct node *node, const struct ini_section *section,
					unsigned where)
{
	struct round *round = maker->round;
	struct ranking_rule *rule = &round->rankings[round->n_rankings++];

	rule->id = id;
	rule->of = of;
	rule->node = node;
	rule->title = node->title;
	rule->precision = round->precision;
	rule->rounding = round->rounding;
	rule->exact = round->exact;
	rule->ties = (enum ties)choice(section, where, VALUE_TIES, "ties");
	rule->within = (enum within)choice(section, where, VALUE_WITHIN, "within");
	rule->class_keys = take(maker, round->n_classes, sizeof(*rule->class_keys));
	return rule;
}

static void add_main(struct maker *maker, struct main_chains *chains, const char *of,
		     const struct node *node)
{
	struct ranking_rule *rule =
	    add_ranking(maker, "main", of, node, chains->section, IN_RANKING);

	rule->keys = resolve(maker, &chains->all, node);
	for (unsigned c = 0; c < maker->round->n_classes; c++)
		rule->class_keys[c] = resolve(maker, &chains->by_class[c], node);
}

static void add_further(struct maker *maker, const struct ini_section *section)
{
	const struct ini_key *of = ini_key(section, "of");
	const char *precision = keys_text(section, IN_FURTHER, "precision");
	struct chain_text chain = read_chain(maker, section, IN_FURTHER);
	const struct node *node = of ? round_node(maker->round, of->value) : NULL;
	struct ranking_rule *rule;

	if (!strcmp(section->id, "main"))
		taken(maker, section, _("that of the rankings of [ranking]"));
	if (!of)
		return;
	if (!node || node->kind == NODE_LINK) {
		no_such_node(maker, section, of, NULL, of->value);
		return;
	}
	rule = add_ranking(maker, section->id, of->value, node, section, IN_FURTHER);
	rule->keys = resolve(maker, &chain, node);
	if (precision)
		rule->precision = (unsigned)(precision[0] - '0');
	if (keys_text(section, IN_FURTHER, "rounding"))
		rule->rounding =
		    (enum rounding)choice(section, IN_FURTHER, VALUE_ROUNDING, "rounding");
	if (keys_text(section, IN_FURTHER, "rank-on"))
		rule->exact = choice(section, IN_FURTHER, VALUE_RANK_ON, "rank-on") == 1;
	check_found(maker, &chain, node->category);
}

/* The ranking that an award names, NULL for the main one, be it written or not. */
static const struct ini_key *further_ranking(const struct ini_section *section)
{
	const struct ini_key *key = ini_key(section, "ranking");

	return key && strcmp(key->value, "main") ? key : NULL;
}

static int find_ranking(const struct round *round, const char *id, const char *of)
{
	for (size_t i = 0; i < round->n_rankings; i++)
		if (!strcmp(round->rankings[i].id, id) &&
		    (!of || !strcmp(round->rankings[i].of, of)))
			return (int)i;
	return -1;
}

/* Awards of a node have a main ranking of that node. */
static void add_award_rankings(struct maker *maker, struct main_chains *chains)
{
	struct round *round = maker->round;

	for (size_t i = 0; i < round->ini->n_sections; i++) {
		const struct ini_section *section = &round->ini->sections[i];
		const char *const *of;
		size_t n;

		if (strcmp(section->kind, "award") != 0 || further_ranking(section))
			continue;
		read_list(maker, section, "of", &of, &n);
		for (size_t j = 0; j < n; j++) {
			const struct node *node = round_node(round, of[j]);

			if (!node || node->kind == NODE_LINK)
				no_such_node(maker, section, ini_key(section, "of"), NULL, of[j]);
			else if (find_ranking(round, "main", of[j]) < 0)
				add_main(maker, chains, of[j], node);
		}
	}
}

static size_t most_rankings(const struct round *round)
{
	size_t most = round->n_categories + 1 + round->ini->n_sections;

	for (size_t i = 0; i < round->ini->n_sections; i++)
		for (const struct ini_key *of = ini_key(&round->ini->sections[i], "of"); of;
		     of = NULL)
			most += strlen(of->value);
	return most;
}

static void read_rankings(struct maker *maker)
{
	struct round *round = maker->round;
	struct main_chains chains = {.section = section_of(maker, "ranking", "")};

	round->rankings = take(maker, most_rankings(round), sizeof(*round->rankings));
	chains.all = read_chain(maker, chains.section, IN_RANKING);
	chains.by_class = take(maker, round->n_classes, sizeof(*chains.by_class));
	for (unsigned c = 0; c < round->n_classes; c++)
		chains.by_class[c] =
		    read_chain(maker, section_of(maker, "class", round->classes[c].id), IN_CLASS);
	for (size_t i = 0; i < round->n_categories; i++)
		add_main(maker, &chains, round->categories[i]->id, round->categories[i]->nodes[0]);
	if (round->overall)
		add_main(maker, &chains, "overall", round->overall->nodes[0]);
	add_award_rankings(maker, &chains);
	for (size_t i = 0; i < round->ini->n_sections; i++)
		if (!strcmp(round->ini->sections[i].kind, "ranking") && *round->ini->sections[i].id)
			add_further(maker, &round->ini->sections[i]);
	check_found(maker, &chains.all, NULL);
	for (unsigned c = 0; c < round->n_classes; c++) {
		check_found(maker, &chains.by_class[c], NULL);
		if (chains.by_class[c].words.count && round->n_rankings &&
		    round->rankings[0].within != WITHIN_CLASS &&
		    round->rankings[0].within != WITHIN_CLASS_EDITIONS)
			contradiction(maker, chains.by_class[c].section,
				      _("expected within = class in [ranking] with rank-by of a "
					"class, found another"));
	}
}

/* --- Awards and tally --- */

/* A key of an award, narrowed ("" or ".CLASS"), or NULL. */
static const struct ini_key *limit_key(const struct ini_section *section, const char *name,
				       const char *class_id)
{
	char *full = mem_print("%s%s%s", name, *class_id ? "." : "", class_id);
	const struct ini_key *key = ini_key(section, full);

	free(full);
	return key;
}

/* Sets what the keys for a class ("": for all) say. */
static void read_limits(const struct ini_section *section, const char *class_id,
			struct class_limits *limits)
{
	const struct ini_key *first = limit_key(section, "first", class_id);
	const struct ini_key *score = limit_key(section, "min-score", class_id);
	const struct ini_key *grade = limit_key(section, "min-grade", class_id);
	const struct ini_key *coverage = limit_key(section, "min-coverage", class_id);

	/* Also where what it says is no number: that is told already. */
	limits->has_first |= first != NULL;
	limits->has_score |= score != NULL;
	limits->has_coverage |= coverage != NULL;
	limits->has_grade |= grade != NULL;
	if (first)
		value_count(first->value, &limits->first);
	if (score)
		value_points(score->value, &limits->min_score);
	if (coverage)
		value_weight(coverage->value, &limits->min_coverage);
	if (grade)
		limits->min_grade = grade->value;
}

/* Classes after the dot of a key must be declared. */
static void check_narrowing(struct maker *maker, const struct ini_section *section)
{
	const struct round *round = maker->round;
	const char *narrow;

	for (size_t i = 0; i < section->n_keys; i++) {
		const struct key *row = keys_find(IN_AWARD, section->keys[i].name, &narrow);

		if (row && narrow && (row->flags & KEY_BY_CLASS) && round_class(round, narrow) < 0)
			no_such(maker, section, &section->keys[i], _("class"), narrow,
				round->evidence.classes, round->n_classes);
	}
}

static bool has_grade(const struct node *node, const char *grade)
{
	for (size_t i = 0; i < node->grades.count; i++)
		if (!strcmp(node->grades.list[i].text, grade))
			return true;
	return false;
}

/* What is given for a class ("": for all) and not above it. */
static void check_limits(struct maker *maker, const struct ini_section *section,
			 const struct award_rule *award, const struct class_limits *limits,
			 const char *class_id)
{
	const struct ini_key *grade = limit_key(section, "min-grade", class_id);

	if (limit_key(section, "first", class_id) && award->n_places &&
	    award->n_places < limits->first)
		contradiction(maker, section,
			      _("places: expected as many names as first says, found fewer"));
	for (size_t i = 0; grade && i < award->n_rankings; i++)
		if (!has_grade(maker->round->rankings[award->rankings[i]].node, grade->value))
			no_such(maker, section, grade, _("grade"), grade->value, NULL, 0);
}

static void read_award_rankings(struct maker *maker, const struct ini_section *section,
				struct award_rule *award)
{
	struct round *round = maker->round;
	const char *id = keys_text(section, IN_AWARD, "ranking");
	const struct ini_key *further = further_ranking(section);
	const char *const *of;
	size_t n_of, n = 0, *rankings;
	int found;

	read_list(maker, section, "of", &of, &n_of);
	rankings = take(maker, n_of + round->n_rankings, sizeof(*rankings));
	for (size_t i = 0; i < n_of; i++) {
		found = find_ranking(round, id, of[i]);
		if (found >= 0)
			rankings[n++] = (size_t)found;
		else if (further)
			contradiction(maker, section,
				      _("expected of and ranking to name one ranking, found two"));
	}
	if (!n_of && further) {
		found = find_ranking(round, id, NULL);
		if (found >= 0)
			rankings[n++] = (size_t)found;
		else
			no_such(maker, section, further, _("ranking"), id, NULL, 0);
	} else if (!n_of && !award->n_given_to) {
		for (size_t i = 0; i < round->n_categories; i++)
			rankings[n++] =
			    (size_t)find_ranking(round, "main", round->categories[i]->id);
	}
	award->rankings = rankings;
	award->n_rankings = n;
}

static bool has_twice(const char *const *list, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(list[i], list[k]))
				return true;
	return false;
}

/* Rankings of one node, however it is called. */
static bool ranks_twice(const struct round *round, const struct award_rule *award)
{
	for (size_t i = 1; i < award->n_rankings; i++)
		for (size_t k = 0; k < i; k++)
			if (round->rankings[award->rankings[i]].node ==
			    round->rankings[award->rankings[k]].node)
				return true;
	return false;
}

/* Who would win the same prize twice. */
static void check_repeats(struct maker *maker, const struct ini_section *section,
			  const struct award_rule *award)
{
	if (has_twice(award->given_to, award->n_given_to))
		contradiction(maker, section,
			      _("given-to: expected each agency once, found one twice"));
	if (ranks_twice(maker->round, award))
		contradiction(maker, section, _("of: expected each ranking once, found one twice"));
}

static void check_award(struct maker *maker, const struct ini_section *section,
			const struct award_rule *award)
{
	const struct class_limits *all = &award->limits;
	bool some = all->has_first || all->has_score || all->has_grade || all->has_coverage;

	check_narrowing(maker, section);
	check_class_globs(maker, section, award->classes, award->n_classes);
	check_limits(maker, section, award, all, "");
	for (unsigned c = 0; c < maker->round->n_classes; c++) {
		const struct class_limits *limits = &award->class_limits[c];

		check_limits(maker, section, award, limits, maker->round->classes[c].id);
		some = some || limits->has_first || limits->has_score || limits->has_grade ||
		       limits->has_coverage;
	}
	if (award->n_given_to && some)
		contradiction(maker, section,
			      _("expected no first and no minima with given-to, found some"));
	if (award->n_given_to && !*award->source)
		problem_error(
		    maker->problems, EXIT_CONFIG, "E-INI-014", &section->place,
		    _("%s source: expected where the choice of given-to was published, found none"),
		    keys_header(section));
	if (!award->n_given_to && !some)
		contradiction(maker, section,
			      _("expected first, a minimum or given-to, found none"));
}

static void read_award(struct maker *maker, const struct ini_section *section)
{
	struct round *round = maker->round;
	struct award_rule *award = &round->awards[round->n_awards++];
	const char *source = keys_text(section, IN_AWARD, "source");
	const struct ini_key *given_to = ini_key(section, "given-to");

	award->id = section->id;
	award->place = given_to ? given_to->place : section->place;
	award->title = criteria_title(section);
	award->source = source ? source : "";
	award->withhold = choice(section, IN_AWARD, VALUE_CUT, "at-cut") == 1;
	read_list(maker, section, "places", &award->places, &award->n_places);
	read_list(maker, section, "classes", &award->classes, &award->n_classes);
	read_list(maker, section, "given-to", &award->given_to, &award->n_given_to);
	read_award_rankings(maker, section, award);
	read_limits(section, "", &award->limits);
	award->class_limits = take(maker, round->n_classes, sizeof(*award->class_limits));
	for (unsigned c = 0; c < round->n_classes; c++) {
		award->class_limits[c] = award->limits;
		read_limits(section, round->classes[c].id, &award->class_limits[c]);
	}
	check_award(maker, section, award);
	check_repeats(maker, section, award);
}

static void read_awards(struct maker *maker)
{
	struct round *round = maker->round;

	round->awards = take(maker, round->ini->n_sections, sizeof(*round->awards));
	for (size_t i = 0; i < round->ini->n_sections; i++)
		if (!strcmp(round->ini->sections[i].kind, "award") &&
		    text_is_id(round->ini->sections[i].id))
			read_award(maker, &round->ini->sections[i]);
}

static void read_tally(struct maker *maker)
{
	struct round *round = maker->round;
	const struct ini_section *section = section_of(maker, "tally", "");
	const char *const *globs;
	size_t n;

	if (!section)
		return;
	round->has_tally = true;
	round->tally_by_class = choice(section, IN_TALLY, VALUE_TALLY, "by") == 1;
	read_list(maker, section, "awards", &globs, &n);
	round->tally_awards = take(maker, round->n_awards, sizeof(size_t));
	for (size_t i = 0; i < round->n_awards; i++)
		if (round_class_in(globs, n, round->awards[i].id))
			round->tally_awards[round->n_tally_awards++] = i;
	if (!round->n_tally_awards)
		contradiction(maker, section,
			      _("expected an award that can be counted, found none"));
}

/* --- Entrants --- */

static void read_entrants(struct maker *maker)
{
	const struct ini_section *section = section_of(maker, "entrants", "");
	const struct ini_key *bundle = ini_key(section, "bundle"),
			     *award = ini_key(section, "award");
	struct entrants_rule *rule = &maker->round->entrants;

	if (!bundle || !award)
		return;
	rule->bundle = file_beside(maker, section, "bundle");
	rule->place = award->place;
	read_list(maker, section, "award", &rule->awards, &rule->n_awards);
}

/* --- The whole --- */

bool round_class_in(const char *const *globs, size_t n, const char *class_id)
{
	for (size_t i = 0; i < n; i++)
		if (text_glob(globs[i], class_id))
			return true;
	return n == 0;
}

static bool applies_to(const struct node *node, const char *class_id, const char *edition)
{
	const struct category *category = node->category;

	return round_class_in(category->classes, category->n_classes, class_id) &&
	       round_class_in(node->applies, node->n_applies, class_id) &&
	       round_class_in(node->editions, node->n_editions, edition);
}

bool *round_applicable(const struct node *node, const struct cohort *cohort)
{
	bool *applies = mem_array((size_t)cohort->n_editions * cohort->n_classes, sizeof(*applies));

	for (unsigned e = 0; e < cohort->n_editions; e++)
		for (unsigned c = 0; c < cohort->n_classes; c++)
			applies[e * cohort->n_classes + c] =
			    applies_to(node, cohort->classes[c], cohort->editions[e]);
	return applies;
}

int round_class(const struct round *round, const char *class_id)
{
	for (unsigned c = 0; c < round->n_classes; c++)
		if (!strcmp(round->classes[c].id, class_id))
			return (int)c;
	return -1;
}

const char *title_text(const struct title *title, const char *id)
{
	bool indonesian = !strcmp(_("(language) en"), "(language) id");
	const char *first = indonesian ? title->indonesian : title->english;
	const char *other = indonesian ? title->english : title->indonesian;

	if (first)
		return first;
	if (title->text && *title->text)
		return title->text;
	return other ? other : id;
}

/* Without the criteria of a category whatever names something of them would be wrong, too. */
static bool lacks_criteria(const struct round *round)
{
	for (size_t i = 0; i < round->n_categories; i++)
		if (!round->categories[i]->ini->n_sections)
			return true;
	return !round->n_categories;
}

struct round *round_read(const char *path, const struct round_options *options,
			 struct problems *problems)
{
	struct round *round = mem_alloc(sizeof(*round));
	struct maker maker = {.round = round, .options = options, .problems = problems};

	round->ini = ini_read(path, NULL, problems);
	round->path = arena_copy(&round->arena, path, strlen(path));
	if (problems->code == EXIT_NO_INPUT)
		return round;
	check_sections(&maker);
	read_head(&maker);
	read_classes(&maker);
	read_evidence_rules(&maker);
	read_states(&maker);
	if (read_plugins(&maker))
		read_categories(&maker);
	if (lacks_criteria(round)) /* said already; the rest would only repeat it */
		return round;
	read_overall(&maker);
	order_nodes(&maker);
	read_rankings(&maker);
	read_awards(&maker);
	read_tally(&maker);
	read_entrants(&maker);
	return round;
}

static void free_category(const struct round *round, struct category *category)
{
	if (category->worker != round->unasked)
		worker_stop(category->worker);
	for (size_t i = 0; i < category->n_nodes; i++)
		if (category->nodes[i]->section)
			free(category->nodes[i]->section->keys);
	ini_free(category->ini);
}

void round_free(struct round *round)
{
	if (!round)
		return;
	for (size_t i = 0; i < round->n_categories; i++)
		free_category(round, round->categories[i]);
	worker_stop(round->unasked);
	ini_free(round->ini);
	arena_free(&round->arena);
	free(round->globs);
	free(round);
}
