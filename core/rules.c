#include "rules.h"

#include <string.h>

#include "criteria.h"

/* Every rule goes to see; round_print writes it down. */
struct printer {
	void (*see)(void *user, const struct rule *rule);
	void *user;
	const struct round *round;
	struct rule *rule; /* the current section's */
};

/* A path as seen from the round's folder, so that it is the same wherever that folder lies. */
static const char *short_path(const struct round *round, const char *path)
{
	const char *slash = strrchr(round->path, '/');
	size_t length = slash ? (size_t)(slash - round->path) + 1 : 0;

	return strncmp(path, round->path, length) ? path : path + length;
}

static void see_section(const struct printer *to, const char *header, const struct place *place)
{
	to->rule->section = header;
	to->rule->name = NULL;
	to->rule->place = place;
	to->see(to->user, to->rule);
}

static void print_value(const struct printer *to, const char *name, const char *value,
			const struct ini_key *from, enum value_kind kind)
{
	to->rule->name = name;
	to->rule->value = value;
	to->rule->kind = kind;
	to->rule->place = from ? &from->place : NULL;
	to->see(to->user, to->rule);
}

static void print_key(const struct printer *to, const char *name, const char *value,
		      const struct ini_key *from)
{
	print_value(to, name, value, from, VALUE_TEXT);
}

/* Keys narrowed to a language or a class, as given. */
static void print_narrowed(const struct printer *to, const struct ini_section *section,
			   const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; section && i < section->n_keys; i++) {
		const struct ini_key *key = &section->keys[i];

		if (!strncmp(key->name, name, length) && key->name[length] == '.' && *key->value)
			print_key(to, key->name, key->value, key);
	}
}

static void print_section(const struct printer *to, const struct ini_section *section,
			  const char *header, unsigned where)
{
	see_section(to, section ? keys_header(section) : header, section ? &section->place : NULL);
	for (const struct key *key = key_table; key->name; key++) {
		const char *value;

		if (!(key->where & where) || !strcmp(key->name, "extends")) /* done already */
			continue;
		value = keys_text(section, where, key->name);
		if (value)
			print_value(to, key->name, value, ini_key(section, key->name), key->kind);
		print_narrowed(to, section, key->name);
	}
}

static void print_states(const struct printer *to)
{
	static const char *const words[] = {"as-missing", "as-value", "as-zero", "leave-out"};
	const struct ini_section *section = ini_section(to->round->ini, "states", "");

	see_section(to, "[states]", section ? &section->place : NULL);
	for (unsigned s = STATE_UNKNOWN; s < to->round->states.count; s++)
		print_key(to, to->round->states.names[s], words[to->round->states.policies[s]],
			  ini_key(section, to->round->states.names[s]));
}

static void print_all_of(const struct printer *to, const char *kind, unsigned where, bool with_id)
{
	for (size_t i = 0; i < to->round->ini->n_sections; i++) {
		const struct ini_section *section = &to->round->ini->sections[i];

		if (!strcmp(section->kind, kind) && (*section->id != '\0') == with_id)
			print_section(to, section, NULL, where);
	}
}

/* --- Criteria --- */

static void print_fields(const struct printer *to, const char *name, const unsigned *fields,
			 unsigned count, const struct ini_key *from)
{
	struct text list = {0};

	for (unsigned i = 0; i < count; i++)
		text_print(&list, "%s%s", i ? ", " : "", to->round->fields[fields[i]].id);
	print_value(to, name, list.data, from, VALUE_TEXTS);
	text_free(&list);
}

static void print_roles(const struct printer *to, const struct node *node)
{
	const unsigned *fields = node->fields;

	for (unsigned r = 0; r < node->method->n_roles; fields += node->counts[r++]) {
		const char *name = node->method->roles[r].name;
		const struct ini_key *from = ini_key(node->section, name);

		if (node->counts[r]) {
			print_fields(to, name, fields, node->counts[r], from);
		} else if (from) { /* globs that match no field yet */
			print_key(to, name, from->value, from);
		}
	}
}

static void print_method(const struct printer *to, const struct node *node)
{
	print_roles(to, node);
	for (unsigned p = 0; p < node->method->n_params; p++) {
		const struct ini_key *from;
		const char *value = criteria_param(node, &node->method->params[p], &from);

		print_key(to, node->method->params[p].name, value, from);
	}
}

/* An empty key that takes back what stands above, where there is no default to print instead. */
static void print_emptied(const struct printer *to, const struct node *node, const struct key *key)
{
	const struct ini_section *section = node->section;

	for (size_t i = 0; i < section->n_keys && (key->flags & KEY_BELOW); i++)
		if (!strcmp(section->keys[i].name, key->name))
			print_key(to, key->name, "", &section->keys[i]);
}

/* Keys that mean nothing here are left out: method beside of, what relative scales need beside others. */
static bool is_idle(const struct node *node, const char *name)
{
	static const char *const relative[] = {"direction", "reference", "constant", "rank-ties",
					       "sd",        "lowest",    "least"};
	static const char *const of_measures[] = {"method", "scale", "clamp", "outliers"};
	bool is_relative = node->kind == NODE_CRITERION ? node->scale.kind >= SCALE_MINMAX
							: node->rescale.kind != SCALE_NONE;

	if (!strcmp(name, "extends") || (node->of && !strcmp(name, "method")))
		return true;
	for (size_t i = 0; i < sizeof(of_measures) / sizeof(*of_measures); i++)
		if (node->kind != NODE_CRITERION && !strcmp(name, of_measures[i]))
			return true;
	if (!strcmp(name, "skew") || !strcmp(name, "kurtosis"))
		return node->outliers.kind == OUTLIERS_KEEP;
	if (!strcmp(name, "reference") && node->outliers.kind != OUTLIERS_KEEP)
		return false;
	for (size_t i = 0; i < sizeof(relative) / sizeof(*relative); i++)
		if (!strcmp(name, relative[i]))
			return !is_relative;
	return false;
}

static void print_node(const struct printer *to, const struct node *node)
{
	unsigned where = criteria_where(node);

	see_section(to, node->kind == NODE_CATEGORY ? "[category]" : keys_header(node->section),
		    &node->place);
	for (const struct key *key = key_table; key->name; key++) {
		const struct ini_key *from;
		const char *value;

		if (!(key->where & where) || is_idle(node, key->name))
			continue;
		value = criteria_setting(node, key->name, &from);
		if (value)
			print_value(to, key->name, value, from, key->kind);
		else
			print_emptied(to, node, key);
		if (key->flags & KEY_LANGUAGE)
			print_narrowed(to, node->section, key->name);
	}
	if (node->method)
		print_method(to, node);
}

static void print_category(const struct printer *to, const struct category *category)
{
	to->rule->category = category->id;
	for (size_t i = 0; i < category->n_nodes; i++)
		print_node(to, category->nodes[i]);
	for (size_t i = 0; i < category->ini->n_sections; i++)
		if (!strcmp(category->ini->sections[i].kind, "field"))
			print_section(to, &category->ini->sections[i], NULL, IN_FIELD);
}

void rules_each(const struct round *round, void (*see)(void *user, const struct rule *rule),
		void *user)
{
	struct rule rule = {.category = ""};
	const struct printer printer = {see, user, round, &rule}, *to = &printer;

	print_section(to, ini_section(round->ini, "round", ""), "[round]", IN_ROUND);
	print_section(to, ini_section(round->ini, "evidence", ""), "[evidence]", IN_EVIDENCE);
	print_states(to);
	print_all_of(to, "class", IN_CLASS, true);
	print_all_of(to, "category", IN_ENTRY, true);
	print_all_of(to, "overall", IN_OVERALL, false);
	print_section(to, ini_section(round->ini, "ranking", ""), "[ranking]", IN_RANKING);
	print_all_of(to, "ranking", IN_FURTHER, true);
	print_all_of(to, "award", IN_AWARD, true);
	print_all_of(to, "entrants", IN_ENTRANTS, false);
	print_all_of(to, "tally", IN_TALLY, false);
	for (size_t c = 0; c < round->n_categories; c++)
		print_category(to, round->categories[c]);
}

/* --- Writing them down --- */

struct writer {
	struct text *out;
	const struct round *round;
	const char *category; /* the last one */
	bool translated;      /* the comments; in a bundle they are the same in every run */
};

static const char *word(const struct writer *to, const char *english)
{
	return to->translated ? _(english) : english;
}

/* The comment in front of a category's criteria. */
static void write_category(const struct writer *to, const char *id)
{
	const struct ini *ini = round_node(to->round, id)->category->ini;

	text_print(to->out, word(to, N_("\n; --- criteria of [category %s]: %s\n")), id,
		   ini->n_files ? short_path(to->round, ini->files[0].path) : "");
}

static void write_rule(void *user, const struct rule *rule)
{
	struct writer *to = user;

	if (strcmp(to->category, rule->category) != 0)
		write_category(to, rule->category);
	to->category = rule->category;
	if (!rule->name) {
		text_print(to->out, "\n%s\n", rule->section);
		return;
	}
	/* a ; behind a blank would be read as a comment */
	text_print(to->out, "%s =%s%s", rule->name, *rule->value == ';' ? "" : " ", rule->value);
	if (rule->place)
		text_print(to->out, " ; %s:%zu\n", short_path(to->round, rule->place->file),
			   rule->place->line);
	else
		text_add(to->out, word(to, N_(" ; default\n")));
}

static void write_all(const struct round *round, bool translated, struct text *out)
{
	struct writer writer = {out, round, "", translated};

	text_print(
	    out,
	    word(&writer,
		 N_("; The effective rules of %s: every key, its value, where it came from.\n")),
	    short_path(round, round->path));
	rules_each(round, write_rule, &writer);
}

void round_print(const struct round *round, struct text *out)
{
	write_all(round, false, out);
}

void round_show(const struct round *round, struct text *out)
{
	write_all(round, true, out);
}
