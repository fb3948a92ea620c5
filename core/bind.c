#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "criteria.h"
#include "round.h"

/* round_bind: which columns of evidence the criteria use, and what the workers are told. */
struct binder {
	struct round *round;
	struct problems *problems;
	const char **names; /* of the fields */
	size_t n_names;
	const char **globs; /* of list roles */
	size_t n_globs;
	bool has_evidence;
};

static unsigned add_name(struct binder *binder, const char *name)
{
	for (size_t i = 0; i < binder->n_names; i++)
		if (!strcmp(binder->names[i], name))
			return (unsigned)i;
	binder->names = mem_grow(binder->names, binder->n_names, sizeof(*binder->names));
	binder->names[binder->n_names] = name;
	return (unsigned)binder->n_names++;
}

/* Calls visit for every criterion with a method. */
static void each_measured(struct binder *binder, void (*visit)(struct binder *, struct node *))
{
	for (size_t c = 0; c < binder->round->n_categories; c++)
		for (size_t i = 0; i < binder->round->categories[c]->n_nodes; i++)
			if (binder->round->categories[c]->nodes[i]->method)
				visit(binder, binder->round->categories[c]->nodes[i]);
}

/* What the criteria say for a role: fields or globs; none for an optional role that is not written. */
static struct word_list role_words(struct binder *binder, const struct node *node,
				   const juri_role *role)
{
	struct arena *arena = &binder->round->arena;
	const struct ini_key *key = ini_key(node->section, role->name);
	struct word_list words = {0};
	struct text name = {0};

	if (key) {
		value_list(arena, key->value, &words);
	} else if (!(role->flags & JURI_OPTIONAL)) {
		const char **one = arena_alloc(arena, sizeof(*one));

		text_add(&name, node->id);
		if (strcmp(role->name, "value") != 0)
			text_print(&name, ".%s", role->name);
		one[0] = arena_copy(arena, name.data, name.length);
		text_free(&name);
		words = (struct word_list){one, 1};
	}
	return words;
}

static void collect_names(struct binder *binder, struct node *node)
{
	for (unsigned r = 0; r < node->method->n_roles; r++) {
		const juri_role *role = &node->method->roles[r];
		struct word_list words = role_words(binder, node, role);
		bool list = role->flags & JURI_LIST;

		if (!list && (words.count > 1 || (words.count && text_is_glob(words.list[0]))))
			keys_expected(binder->problems, "E-INI-012", node->section,
				      ini_key(node->section, role->name), _("one field"));
		for (size_t i = 0; i < words.count; i++) {
			if (!text_is_glob(words.list[i])) {
				add_name(binder, words.list[i]);
				continue;
			}
			binder->globs =
			    mem_grow(binder->globs, binder->n_globs, sizeof(*binder->globs));
			binder->globs[binder->n_globs++] = words.list[i];
		}
	}
}

/* Fields that are declared or claimed, whether a criterion uses them or not. */
static void collect_declared(struct binder *binder)
{
	for (size_t c = 0; c < binder->round->n_categories; c++) {
		struct category *category = binder->round->categories[c];

		for (size_t i = 0; i < category->ini->n_sections; i++) {
			const struct ini_section *section = &category->ini->sections[i];

			if (!strcmp(section->kind, "field") && *section->id &&
			    !text_is_glob(section->id))
				add_name(binder, section->id);
		}
		for (size_t i = 0; i < category->n_nodes; i++) {
			struct node *node = category->nodes[i];
			const struct ini_key *claim =
			    node->kind == NODE_CRITERION ? ini_key(node->section, "claim") : NULL;

			if (claim)
				node->claim = (int)add_name(binder, claim->value);
		}
	}
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t expand(struct binder *binder, const char *glob, const char **sorted, unsigned *fields)
{
	size_t n = 0;

	for (size_t i = 0; i < binder->n_names; i++)
		if (text_glob(glob, sorted[i]))
			fields[n++] = add_name(binder, sorted[i]);
	return n;
}

static void bind_role(struct binder *binder, struct node *node, unsigned r, const char **sorted,
		      size_t *at)
{
	const juri_role *role = &node->method->roles[r];
	struct word_list words = role_words(binder, node, role);
	size_t before = *at;

	for (size_t i = 0; i < words.count; i++) {
		if (text_is_glob(words.list[i]))
			*at += expand(binder, words.list[i], sorted, node->fields + *at);
		else
			node->fields[(*at)++] = add_name(binder, words.list[i]);
	}
	node->counts[r] = (unsigned)(*at - before);
	if (words.count && *at == before && binder->has_evidence)
		problem_error(binder->problems, EXIT_CONFIG, "E-INI-020", &node->place,
			      _("%s %s: no field of the evidence matches %s"),
			      keys_header(node->section), role->name, text_quoted(words.list[0]));
}

static void bind_node(struct binder *binder, struct node *node)
{
	const char **sorted = mem_array(binder->n_names, sizeof(*sorted));
	size_t room = node->method->n_roles, at = 0;

	memcpy(sorted, binder->names, binder->n_names * sizeof(*sorted));
	qsort(sorted, binder->n_names, sizeof(*sorted), by_bytes);
	for (unsigned r = 0; r < node->method->n_roles; r++)
		room += role_words(binder, node, &node->method->roles[r]).count * binder->n_names;
	node->fields = arena_alloc(&binder->round->arena, room * sizeof(unsigned));
	node->counts = arena_alloc(&binder->round->arena, node->method->n_roles * sizeof(unsigned));
	for (unsigned r = 0; r < node->method->n_roles; r++)
		bind_role(binder, node, r, sorted, &at);
	free(sorted);
}

/* --- What is declared of the fields --- */

static const struct ini_section *declaration(const struct ini *ini, const char *name)
{
	const struct ini_section *section = ini_section(ini, "field", name);

	for (size_t i = 0; i < ini->n_sections && !section; i++)
		if (!strcmp(ini->sections[i].kind, "field") && text_glob(ini->sections[i].id, name))
			section = &ini->sections[i];
	return section;
}

static bool same_declaration(const struct ini_section *a, const struct ini_section *b)
{
	for (const struct key *key = key_table; key->name; key++) {
		const struct ini_key *one = ini_key(a, key->name), *other = ini_key(b, key->name);

		if ((key->where & IN_FIELD) &&
		    (!one != !other || (one && strcmp(one->value, other->value))))
			return false;
	}
	return true;
}

static void declare(struct binder *binder, struct field *field)
{
	struct arena *arena = &binder->round->arena;
	const struct ini_section *section = NULL;
	const char *text;

	for (size_t c = 0; c < binder->round->n_categories; c++) {
		const struct ini_section *other =
		    declaration(binder->round->categories[c]->ini, field->id);

		if (section && other && !same_declaration(section, other))
			problem_error(binder->problems, EXIT_CONFIG, "E-INI-026", &other->place,
				      _("%s: declares the field %s otherwise than %s, line %zu"),
				      keys_header(other), field->id, section->place.file,
				      section->place.line);
		section = section ? section : other;
	}
	field->min = -HUGE_VAL;
	field->max = HUGE_VAL;
	field->unit = keys_text(section, IN_FIELD, "unit");
	if ((text = keys_text(section, IN_FIELD, "range")))
		value_range(text, &field->min, &field->max);
	if ((text = keys_text(section, IN_FIELD, "codes")))
		value_codes(arena, text, &field->codes, &field->n_codes);
	if ((text = keys_text(section, IN_FIELD, "steps")))
		value_steps(arena, text, true, &field->steps);
	if (field->min > field->max)
		problem_error(binder->problems, EXIT_CONFIG, "E-INI-012", &section->place,
			      _("%s range: expected the lower end first"), keys_header(section));
}

/* The keys of [field ID] sections, and globs that match nothing. */
static void check_declarations(struct binder *binder)
{
	for (size_t c = 0; c < binder->round->n_categories; c++) {
		const struct ini *ini = binder->round->categories[c]->ini;

		for (size_t i = 0; i < ini->n_sections; i++) {
			const struct ini_section *section = &ini->sections[i];
			bool used = !binder->has_evidence || strcmp(section->kind, "field") != 0;

			if (!strcmp(section->kind, "field"))
				keys_check(section, IN_FIELD, NULL, NULL, NULL, 0,
					   binder->problems);
			for (size_t n = 0; n < binder->n_names && !used; n++)
				used = text_glob(section->id, binder->names[n]);
			if (!used)
				problem_warning(binder->problems, "W-INI-001", &section->place,
						_("%s: matches no field"), keys_header(section));
		}
	}
}

/* --- The workers --- */

static void tell_worker(struct binder *binder, struct category *category)
{
	struct arena *arena = &binder->round->arena;
	size_t n = 0;

	category->instances = arena_alloc(arena, category->n_nodes * sizeof(*category->instances));
	category->measured = arena_alloc(arena, category->n_nodes * sizeof(*category->measured));
	for (size_t i = 0; i < category->n_nodes; i++) {
		struct node *node = category->nodes[i];

		if (!node->method)
			continue;
		category->instances[n] = (struct instance){.plugin = node->plugin,
							   .method = node->method_index,
							   .fields = node->fields,
							   .counts = node->counts,
							   .params = node->params};
		category->measured[n] = node;
		node->instance = n++;
	}
	category->n_instances = n;
	if (n && binder->has_evidence && !binder->problems->errors)
		worker_bind(category->worker, category->instances, n);
}

void round_bind(struct round *round, const char *const *paths, size_t n_paths,
		struct problems *problems)
{
	(void)paths;
	struct binder binder = {.round = round, .problems = problems, .has_evidence = n_paths > 0};

	each_measured(&binder, collect_names);
	collect_declared(&binder);
	each_measured(&binder, bind_node);
	round->n_fields = (unsigned)binder.n_names;
	round->fields = arena_alloc(&round->arena, binder.n_names * sizeof(*round->fields));
	for (size_t i = 0; i < binder.n_names; i++) {
		round->fields[i].id = binder.names[i];
		declare(&binder, &round->fields[i]);
	}
	check_declarations(&binder);
	for (size_t c = 0; c < round->n_categories; c++)
		tell_worker(&binder, round->categories[c]);
	free(binder.names);
	free(binder.globs);
}
