#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "criteria.h"
#include "round.h"

/* The fields that the criteria use: which there are, what is declared of them, and the roles that they play. */
struct binder {
	struct round *round;
	struct problems *problems;
	bool has_evidence;
	/* fields so far, or of the cohort */
	struct field *fields;
	unsigned n_fields;
	unsigned *sorted; /* in byte order of the names */
};

/* Calls visit for every criterion with a method. */
static void each_measured(struct binder *binder, void (*visit)(struct binder *, struct node *))
{
	for (size_t c = 0; c < binder->round->n_categories; c++)
		for (size_t i = 0; i < binder->round->categories[c]->n_nodes; i++)
			if (binder->round->categories[c]->nodes[i]->method)
				visit(binder, binder->round->categories[c]->nodes[i]);
}

/* Calls visit for every [field ID] section. */
static void each_declaration(struct binder *binder,
			     void (*visit)(struct binder *, const struct ini_section *))
{
	for (size_t c = 0; c < binder->round->n_categories; c++) {
		const struct category *category = binder->round->categories[c];

		for (size_t i = 0; i < category->n_field_sections; i++)
			visit(binder, category->field_sections[i]);
	}
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

/* --- What is declared of a field --- */

/* Sections are many where criteria are, and fields as many: those of fields are found once. */
static void find_field_sections(struct round *round, struct category *category)
{
	const struct ini *ini = category->ini;

	category->field_sections =
	    arena_alloc(&round->arena, ini->n_sections * sizeof(*category->field_sections));
	for (size_t i = 0; i < ini->n_sections; i++)
		if (!strcmp(ini->sections[i].kind, "field") && *ini->sections[i].id)
			category->field_sections[category->n_field_sections++] = &ini->sections[i];
}

/* The section of its very name, else the first whose glob means it. */
static const struct ini_section *declaration(const struct category *category, const char *name)
{
	const struct ini_section *by_glob = NULL;

	for (size_t i = 0; i < category->n_field_sections; i++) {
		if (!strcmp(category->field_sections[i]->id, name))
			return category->field_sections[i];
		if (!by_glob && text_glob(category->field_sections[i]->id, name))
			by_glob = category->field_sections[i];
	}
	return by_glob;
}

/* As the first category that declares it says. */
static void declare(struct round *round, const char *name, struct field *field)
{
	const struct ini_section *section = NULL;
	const char *text;

	for (size_t c = 0; c < round->n_categories && !section; c++)
		section = declaration(round->categories[c], name);
	*field = (struct field){.id = name, .min = -HUGE_VAL, .max = HUGE_VAL};
	field->unit = keys_text(section, IN_FIELD, "unit");
	if ((text = keys_text(section, IN_FIELD, "range")))
		value_range(text, &field->min, &field->max);
	if ((text = keys_text(section, IN_FIELD, "codes")))
		value_codes(&round->arena, text, &field->codes, &field->n_codes);
	if ((text = keys_text(section, IN_FIELD, "steps")))
		value_steps(&round->arena, text, true, &field->steps);
	field->fold = (enum fold)value_choice(VALUE_FOLD, keys_text(section, IN_FIELD, "fold"));
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

/* All categories that declare a field declare it alike. */
static void check_agreement(struct binder *binder, const char *name)
{
	const struct ini_section *first = NULL;

	for (size_t c = 0; c < binder->round->n_categories; c++) {
		const struct ini_section *other = declaration(binder->round->categories[c], name);

		if (first && other && !same_declaration(first, other))
			problem_error(binder->problems, EXIT_CONFIG, "E-INI-026", &other->place,
				      _("%s: expected the field %s as %s, line %zu, declares it, "
					"found otherwise"),
				      keys_header(other), name, first->place.file,
				      first->place.line);
		first = first ? first : other;
	}
}

static void check_declaration(struct binder *binder, const struct ini_section *section)
{
	const struct ini_key *range = ini_key(section, "range");
	double min, max;

	keys_check(section, IN_FIELD, NULL, NULL, NULL, 0, binder->problems);
	if (range && value_range(range->value, &min, &max) && min > max)
		keys_expected(binder->problems, "E-INI-012", section, range,
			      _("a range with the lower end first"));
}

static void check_use(struct binder *binder, const struct ini_section *section)
{
	for (unsigned i = 0; i < binder->n_fields; i++)
		if (text_glob(section->id, binder->fields[i].id))
			return;
	problem_warning(binder->problems, "W-INI-001", &section->place,
			_("%s: expected a field that it matches, found none"),
			keys_header(section));
}

/* --- Which fields there are --- */

static unsigned find_field(const struct binder *binder, const char *name)
{
	unsigned i = 0;

	while (i < binder->n_fields && strcmp(binder->fields[i].id, name) != 0)
		i++;
	return i;
}

static unsigned add_field(struct binder *binder, const char *name)
{
	unsigned found = find_field(binder, name);

	if (found == binder->n_fields) {
		binder->fields =
		    mem_grow(binder->fields, binder->n_fields, sizeof(*binder->fields));
		declare(binder->round, name, &binder->fields[binder->n_fields++]);
	}
	return found;
}

static void add_word(struct binder *binder, const char *word)
{
	struct round *round = binder->round;

	if (!text_is_glob(word)) {
		add_field(binder, word);
		return;
	}
	round->globs = mem_grow(round->globs, round->n_globs, sizeof(*round->globs));
	round->globs[round->n_globs++] = word;
}

static void add_inputs(struct binder *binder, struct node *node)
{
	for (unsigned r = 0; r < node->method->n_roles; r++) {
		const juri_role *role = &node->method->roles[r];
		struct word_list words = role_words(binder, node, role);
		bool list = role->flags & JURI_LIST;

		if (!list && (words.count > 1 || (words.count && text_is_glob(words.list[0]))))
			keys_expected(binder->problems, "E-INI-012", node->section,
				      ini_key(node->section, role->name), _("one field"));
		for (size_t i = 0; i < words.count; i++)
			add_word(binder, words.list[i]);
	}
}

/* Declared fields are there whether a criterion uses them or not. */
static void add_declared(struct binder *binder, const struct ini_section *section)
{
	add_word(binder, section->id);
}

static void add_claims(struct binder *binder)
{
	for (size_t c = 0; c < binder->round->n_categories; c++) {
		struct category *category = binder->round->categories[c];

		for (size_t i = 0; i < category->n_nodes; i++) {
			struct node *node = category->nodes[i];
			const struct ini_key *claim =
			    node->kind == NODE_CRITERION ? ini_key(node->section, "claim") : NULL;

			if (claim)
				node->claim = (int)add_field(binder, claim->value);
		}
	}
}

/* struct evidence_rules' open: a name that a glob of the criteria means. */
static bool open_field(void *user, const char *name, struct field *field)
{
	struct round *round = user;

	for (size_t i = 0; i < round->n_globs; i++) {
		if (text_glob(round->globs[i], name)) {
			declare(round, name, field);
			return true;
		}
	}
	return false;
}

/* No column of the evidence can bring it. */
static void refuse_field(struct binder *binder, const char *id)
{
	const struct ini_section *section = ini_section(binder->round->ini, "evidence", "");

	problem_error(binder->problems, EXIT_CONFIG, "E-INI-026",
		      section ? &section->place : &(struct place){.file = binder->round->path},
		      _("[evidence]: expected a column that is no field of the criteria, found %s"),
		      text_quoted(id));
}

/* FIELD.source says where a field is from. */
static bool is_citation(struct binder *binder, const char *id)
{
	size_t length = strlen(id), ending = strlen(".source");
	bool cites = length > ending && !strcmp(id + length - ending, ".source");
	char *of = cites ? mem_copy_n(id, length - ending) : NULL;

	cites = cites && find_field(binder, of) < binder->n_fields;
	free(of);
	return cites;
}

/* A column plays one part: that of [evidence], one that is always called so, or a field. */
static void check_columns(struct binder *binder)
{
	const struct evidence_rules *rules = &binder->round->evidence;
	const char *const columns[] = {
	    rules->id,  rules->name, rules->class_id, rules->region, rules->edition_column,
	    "competes", "reason",    "test",          "item"};

	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		if (find_field(binder, columns[i]) < binder->n_fields)
			refuse_field(binder, columns[i]);
	for (unsigned i = 0; i < binder->n_fields; i++)
		if (is_citation(binder, binder->fields[i].id))
			refuse_field(binder, binder->fields[i].id);
}

void round_fields(struct round *round, struct problems *problems)
{
	struct binder binder = {.round = round, .problems = problems};
	struct field *fields;

	for (size_t c = 0; c < round->n_categories; c++)
		find_field_sections(round, round->categories[c]);
	each_declaration(&binder, check_declaration);
	each_measured(&binder, add_inputs);
	each_declaration(&binder, add_declared);
	add_claims(&binder);
	check_columns(&binder);
	fields = arena_alloc(&round->arena, (binder.n_fields + 1) * sizeof(*fields));
	for (unsigned i = 0; i < binder.n_fields; i++)
		fields[i] = binder.fields[i];
	round->fields = fields;
	round->n_fields = binder.n_fields;
	round->evidence.open = open_field;
	round->evidence.user = round;
	free(binder.fields);
}

/* --- Which roles they play --- */

static int by_name(const void *a, const void *b, void *context)
{
	const struct field *fields = context;

	return strcmp(fields[*(const unsigned *)a].id, fields[*(const unsigned *)b].id);
}

static void sort_fields(struct binder *binder)
{
	binder->sorted = mem_array(binder->n_fields, sizeof(*binder->sorted));
	for (unsigned i = 0; i < binder->n_fields; i++)
		binder->sorted[i] = i;
	qsort_r(binder->sorted, binder->n_fields, sizeof(*binder->sorted), by_name, binder->fields);
}

static size_t expand(const struct binder *binder, const char *word, unsigned *fields)
{
	size_t n = 0;

	if (!text_is_glob(word)) {
		fields[0] = find_field(binder, word);
		return 1;
	}
	for (unsigned i = 0; i < binder->n_fields; i++)
		if (text_glob(word, binder->fields[binder->sorted[i]].id))
			fields[n++] = binder->sorted[i];
	return n;
}

static void bind_role(struct binder *binder, struct node *node, unsigned r, size_t *at)
{
	const juri_role *role = &node->method->roles[r];
	struct word_list words = role_words(binder, node, role);
	size_t before = *at;

	for (size_t i = 0; i < words.count; i++)
		*at += expand(binder, words.list[i], node->fields + *at);
	node->counts[r] = (unsigned)(*at - before);
	if (words.count && *at == before && binder->has_evidence)
		problem_error(
		    binder->problems, EXIT_CONFIG, "E-INI-020", &node->place,
		    _("%s %s: expected a field of the evidence that %s matches, found none"),
		    keys_header(node->section), role->name, text_quoted(words.list[0]));
}

/* How many fields the words of a role can stand for, at most. */
static size_t role_room(struct binder *binder, const struct node *node, const juri_role *role)
{
	struct word_list words = role_words(binder, node, role);
	size_t room = 0;

	for (size_t i = 0; i < words.count; i++)
		room += text_is_glob(words.list[i]) ? binder->n_fields : 1;
	return room;
}

static void bind_node(struct binder *binder, struct node *node)
{
	size_t room = node->method->n_roles, at = 0;

	for (unsigned r = 0; r < node->method->n_roles; r++)
		room += role_room(binder, node, &node->method->roles[r]);
	node->fields = arena_alloc(&binder->round->arena, room * sizeof(unsigned));
	node->counts = arena_alloc(&binder->round->arena, node->method->n_roles * sizeof(unsigned));
	for (unsigned r = 0; r < node->method->n_roles; r++)
		bind_role(binder, node, r, &at);
}

/* --- The workers --- */

static bool is_its_field(const struct node *node)
{
	struct field_use use;

	return node_uses_field(node, &use) && use.per == 1 && !use.absolute;
}

static void add_instance(struct category *category, struct node *node)
{
	node->instance = category->n_instances++;
	category->measured[node->instance] = node;
	category->instances[node->instance] = (struct instance){.plugin = node->plugin,
								.method = node->method_index,
								.fields = node->fields,
								.counts = node->counts,
								.params = node->params};
}

/* Those that are asked for, or the others. */
static void add_instances(struct category *category, bool asked)
{
	for (size_t i = 0; i < category->n_nodes; i++)
		if (category->nodes[i]->method && is_its_field(category->nodes[i]) != asked)
			add_instance(category, category->nodes[i]);
}

static void tell_worker(struct binder *binder, struct category *category)
{
	struct arena *arena = &binder->round->arena;

	category->instances = arena_alloc(arena, category->n_nodes * sizeof(*category->instances));
	category->measured = arena_alloc(arena, category->n_nodes * sizeof(*category->measured));
	category->n_instances = 0;
	add_instances(category, true);
	category->n_asked = category->n_instances;
	add_instances(category, false);
	if (!category->n_asked || !binder->has_evidence || binder->problems->errors)
		return;
	assert(category->worker != binder->round->unasked);
	worker_bind(category->worker, category->instances, category->n_asked);
}

void round_bind(struct round *round, const struct cohort *cohort, struct problems *problems)
{
	struct binder binder = {.round = round, .problems = problems, .has_evidence = cohort};

	if (cohort) {
		round->fields = cohort->fields;
		round->n_fields = cohort->n_fields;
	}
	binder.fields = (struct field *)round->fields;
	binder.n_fields = round->n_fields;
	sort_fields(&binder);
	each_measured(&binder, bind_node);
	for (unsigned i = 0; i < binder.n_fields; i++)
		check_agreement(&binder, binder.fields[i].id);
	if (cohort)
		each_declaration(&binder, check_use);
	for (size_t c = 0; c < round->n_categories; c++)
		tell_worker(&binder, round->categories[c]);
	free(binder.sorted);
}
