#include <string.h>

#include "criteria.h"
#include "round.h"

/* round_print: the effective rules, from the same table of keys that checks them. */

static void print_origin(struct text *out, const struct ini_key *from)
{
	if (from)
		text_print(out, " ; %s:%zu\n", from->place.file, from->place.line);
	else
		text_add(out, " ; default\n");
}

static void print_key(struct text *out, const char *name, const char *value,
		      const struct ini_key *from)
{
	text_print(out, "%s = %s", name, value);
	print_origin(out, from);
}

/* Keys narrowed to a language or a class, as given. */
static void print_narrowed(struct text *out, const struct ini_section *section, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; section && i < section->n_keys; i++) {
		const struct ini_key *key = &section->keys[i];

		if (!strncmp(key->name, name, length) && key->name[length] == '.' && *key->value)
			print_key(out, key->name, key->value, key);
	}
}

static void print_section(struct text *out, const struct ini_section *section, const char *header,
			  unsigned where)
{
	text_print(out, "\n%s\n", section ? keys_header(section) : header);
	for (const struct key *key = key_table; key->name; key++) {
		const char *value;

		if (!(key->where & where))
			continue;
		value = keys_text(section, where, key->name);
		if (value)
			print_key(out, key->name, value, ini_key(section, key->name));
		print_narrowed(out, section, key->name);
	}
}

static void print_states(struct text *out, const struct round *round)
{
	static const char *const words[] = {"as-missing", "as-value", "as-zero", "leave-out"};
	const struct ini_section *section = ini_section(round->ini, "states", "");

	text_add(out, "\n[states]\n");
	for (unsigned s = STATE_UNKNOWN; s < round->states.count; s++)
		print_key(out, round->states.names[s], words[round->states.policies[s]],
			  ini_key(section, round->states.names[s]));
}

static void print_all_of(struct text *out, const struct round *round, const char *kind,
			 unsigned where, bool with_id)
{
	for (size_t i = 0; i < round->ini->n_sections; i++) {
		const struct ini_section *section = &round->ini->sections[i];

		if (!strcmp(section->kind, kind) && (*section->id != '\0') == with_id)
			print_section(out, section, NULL, where);
	}
}

/* --- Criteria --- */

static void print_roles(struct text *out, const struct round *round, const struct node *node)
{
	const unsigned *fields = node->fields;

	for (unsigned r = 0; r < node->method->n_roles; fields += node->counts[r++]) {
		const char *name = node->method->roles[r].name;

		if (!node->counts[r])
			continue;
		text_print(out, "%s = ", name);
		for (unsigned i = 0; i < node->counts[r]; i++)
			text_print(out, "%s%s", i ? ", " : "", round->fields[fields[i]].id);
		print_origin(out, ini_key(node->section, name));
	}
}

static void print_method(struct text *out, const struct round *round, const struct node *node)
{
	print_roles(out, round, node);
	for (unsigned p = 0; p < node->method->n_params; p++) {
		const struct ini_key *from;
		const char *value = criteria_param(node, &node->method->params[p], &from);

		print_key(out, node->method->params[p].name, value, from);
	}
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

static void print_node(struct text *out, const struct round *round, const struct node *node)
{
	unsigned where = criteria_where(node);

	text_print(out, "\n%s\n",
		   node->kind == NODE_CATEGORY ? "[category]" : keys_header(node->section));
	for (const struct key *key = key_table; key->name; key++) {
		const struct ini_key *from;
		const char *value;

		if (!(key->where & where) || is_idle(node, key->name))
			continue;
		value = criteria_setting(node, key->name, &from);
		if (value)
			print_key(out, key->name, value, from);
		if (key->flags & KEY_LANGUAGE)
			print_narrowed(out, node->section, key->name);
	}
	if (node->method)
		print_method(out, round, node);
}

static void print_category(struct text *out, const struct round *round,
			   const struct category *category)
{
	text_print(out, "\n; --- criteria of [category %s]: %s\n", category->id,
		   category->ini->n_files ? category->ini->files[0].path : "");
	for (size_t i = 0; i < category->n_nodes; i++)
		print_node(out, round, category->nodes[i]);
	for (size_t i = 0; i < category->ini->n_sections; i++)
		if (!strcmp(category->ini->sections[i].kind, "field"))
			print_section(out, &category->ini->sections[i], NULL, IN_FIELD);
}

void round_print(const struct round *round, struct text *out)
{
	text_print(out, "; The effective rules of %s: every key, its value, where it came from.\n",
		   round->path);
	print_section(out, ini_section(round->ini, "round", ""), "[round]", IN_ROUND);
	print_section(out, ini_section(round->ini, "evidence", ""), "[evidence]", IN_EVIDENCE);
	print_states(out, round);
	print_all_of(out, round, "class", IN_CLASS, true);
	print_all_of(out, round, "category", IN_ENTRY, true);
	print_all_of(out, round, "overall", IN_OVERALL, false);
	print_section(out, ini_section(round->ini, "ranking", ""), "[ranking]", IN_RANKING);
	print_all_of(out, round, "ranking", IN_FURTHER, true);
	print_all_of(out, round, "award", IN_AWARD, true);
	print_all_of(out, round, "tally", IN_TALLY, false);
	for (size_t c = 0; c < round->n_categories; c++)
		print_category(out, round, round->categories[c]);
}
