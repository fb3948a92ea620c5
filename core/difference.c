#include "difference.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

/* A section of a round, or of the criteria of one of its categories. */
struct part {
	const char *category, *section;
	const struct place *place;
	struct rule *keys;
	size_t n_keys;
	const char *
	    parent; /* of a node: the group, "" for the category itself; else the kind of section */
	size_t index; /* in its book */
};

/* All of a round. */
struct book {
	struct part *parts;
	size_t n_parts;
	bool thawed; /* [evidence] frozen is passed over */
	struct arena arena;
};

static const char *keep(struct book *book, const char *text)
{
	assert(text);
	return arena_copy(&book->arena, text, strlen(text));
}

/* Names of files are no rules. */
static bool is_file(const struct rule *rule)
{
	return !strcmp(rule->name, "criteria") && !*rule->category;
}

static void take(void *user, const struct rule *rule)
{
	struct book *book = user;
	struct part *part;

	if (!rule->name) {
		book->parts = mem_grow(book->parts, book->n_parts, sizeof(*book->parts));
		book->parts[book->n_parts] = (struct part){.category = keep(book, rule->category),
							   .section = keep(book, rule->section),
							   .place = rule->place,
							   .index = book->n_parts};
		book->n_parts++;
		return;
	}
	if (is_file(rule) || !*rule->value || (book->thawed && !strcmp(rule->name, "frozen")))
		return;
	part = &book->parts[book->n_parts - 1];
	part->keys = mem_grow(part->keys, part->n_keys, sizeof(*part->keys));
	part->keys[part->n_keys] = *rule;
	part->keys[part->n_keys].name = keep(book, rule->name);
	part->keys[part->n_keys++].value = keep(book, rule->value);
}

static const struct rule *find_key(const struct part *part, const char *name)
{
	for (size_t i = 0; i < part->n_keys; i++)
		if (!strcmp(part->keys[i].name, name))
			return &part->keys[i];
	return NULL;
}

/* "class" of "[class kota]". */
static const char *kind_of(struct book *book, const struct part *part)
{
	const char *start = part->section + 1;

	return arena_copy(&book->arena, start, strcspn(start, " ]"));
}

static bool is_node(const struct part *part)
{
	return !strncmp(part->section, "[group ", 7) || !strncmp(part->section, "[criterion ", 11);
}

/* Once all parts are there. */
static void find_parents(struct book *book)
{
	for (size_t i = 0; i < book->n_parts; i++) {
		struct part *part = &book->parts[i];
		const struct rule *in = find_key(part, "in");

		part->parent = is_node(part) ? in ? in->value : "" : kind_of(book, part);
	}
}

static void read_book(struct book *book, const struct round *round)
{
	rules_each(round, take, book);
	find_parents(book);
}

/* "file:line" or "default" behind a value. */
static const struct place *place_in(struct book *book, const char *text)
{
	const char *colon = strrchr(text, ':');
	struct place *place;

	if (!colon)
		return NULL;
	place = arena_alloc(&book->arena, sizeof(*place));
	place->file = arena_copy(&book->arena, text, (size_t)(colon - text));
	place->line = strtoul(colon + 1, NULL, 10);
	return place;
}

/* "NAME = VALUE ; WHERE", or with no blank before a value that begins with a semicolon. */
static void take_line(struct book *book, struct rule *rule, const char *line)
{
	const char *equals = strstr(line, " ="), *value = equals ? equals + 2 : "";
	const char *comment;

	value += *value == ' ';
	comment = strstr(value, " ; ");
	if (!equals || !comment || !book->n_parts)
		return;
	rule->name = arena_copy(&book->arena, line, (size_t)(equals - line));
	rule->value = arena_copy(&book->arena, value, (size_t)(comment - value));
	rule->place = place_in(book, comment + 3);
	take(book, rule);
}

/* A line of rules.ini. */
static void read_line(struct book *book, struct rule *rule, const char *line)
{
	static const char criteria[] = "; --- criteria of [category ";

	if (!strncmp(line, criteria, sizeof(criteria) - 1)) {
		line += sizeof(criteria) - 1;
		rule->category = arena_copy(&book->arena, line, strcspn(line, "]"));
	} else if (*line == '[') {
		rule->section = line;
		rule->name = NULL;
		rule->place = NULL;
		take(book, rule);
	} else if (*line && *line != ';') {
		take_line(book, rule, line);
	}
}

static void read_text(struct book *book, const char *text)
{
	struct rule rule = {.category = "", .kind = VALUE_TEXT};

	while (*text) {
		size_t length = strcspn(text, "\n");

		read_line(book, &rule, arena_copy(&book->arena, text, length));
		text += length + (text[length] == '\n');
	}
	find_parents(book);
}

static void free_book(struct book *book)
{
	for (size_t i = 0; i < book->n_parts; i++)
		free(book->parts[i].keys);
	free(book->parts);
	arena_free(&book->arena);
}

static const struct part *find_part(const struct book *book, const char *category,
				    const char *section)
{
	for (size_t i = 0; i < book->n_parts; i++)
		if (!strcmp(book->parts[i].section, section) &&
		    !strcmp(book->parts[i].category, category))
			return &book->parts[i];
	return NULL;
}

/* --- Values --- */

static bool same_list(const char *a, const char *b)
{
	struct arena arena = {0};
	struct word_list one, other;
	bool same = value_list(&arena, a, &one) && value_list(&arena, b, &other) &&
		    one.count == other.count;

	for (size_t i = 0; same && i < one.count; i++)
		same = !strcmp(one.list[i], other.list[i]);
	arena_free(&arena);
	return same;
}

/* 25 and 25.0 are one weight, "a,b" and "a, b" one list. */
static bool same_value(enum value_kind kind, const char *a, const char *b)
{
	grid one, other;

	if (!strcmp(a, b))
		return true;
	switch (kind) {
	case VALUE_WEIGHT:
	case VALUE_GROUP_WEIGHT:
	case VALUE_WEIGHT_SUM:
		return value_weight(a, &one) && value_weight(b, &other) && one == other;
	case VALUE_POINTS:
		return value_points(a, &one) && value_points(b, &other) && one == other;
	case VALUE_IDS:
	case VALUE_GLOBS:
	case VALUE_TEXTS:
	case VALUE_CHAIN:
	case VALUE_CODES:
	case VALUE_GRADES:
	case VALUE_STEPS:
	case VALUE_WARNINGS:
		return same_list(a, b);
	default:
		return false;
	}
}

/* --- In words --- */

struct teller {
	const struct book *from, *to;
	struct text *out;
	size_t count;
};

/* "file:line", or that it is the default. */
static void add_place(struct text *out, const struct place *place)
{
	if (!place) {
		text_add(out, _("default"));
		return;
	}
	text_add_escaped(out, place->file);
	text_print(out, ":%zu", place->line);
}

static void add_part(struct teller *teller, const struct part *part)
{
	if (*part->category)
		text_print(teller->out, _("criteria of %s, "), part->category);
	text_add_escaped(teller->out, part->section);
	teller->count++;
}

static void add_value(struct text *out, const struct rule *key)
{
	if (!key) {
		text_add(out, _("none"));
		return;
	}
	text_add(out, "\"");
	text_add_escaped(out, key->value);
	text_add(out, "\"");
}

/* "[criterion jam] weight: from "50" to "60" (a.ini:3, b.ini:4)" */
static void tell_key(struct teller *teller, const struct part *part, const struct rule *from,
		     const struct rule *to)
{
	struct text *out = teller->out, old = {0}, new = {0};
	const struct rule *either = from ? from : to;

	assert(either); /* a key that one of them has */
	add_part(teller, part);
	text_print(out, " %s: ", either->name);
	add_value(&old, from);
	add_value(&new, to);
	text_print(out, _("from %s to %s"), old.data, new.data);
	text_free(&old);
	text_free(&new);
	text_add(out, " (");
	if (from)
		add_place(out, from->place);
	text_add(out, from && to ? ", " : "");
	if (to)
		add_place(out, to->place);
	text_add(out, ")\n");
}

static void add_parent(struct text *out, const struct rule *in)
{
	if (in)
		text_print(out, _("the group %s"), in->value);
	else
		text_add(out, _("the category itself"));
}

static void tell_move(struct teller *teller, const struct part *part, const struct rule *from,
		      const struct rule *to)
{
	struct text old = {0}, new = {0};

	add_part(teller, part);
	add_parent(&old, from);
	add_parent(&new, to);
	text_print(teller->out, _(": moved from %s to %s ("), old.data, new.data);
	text_free(&old);
	text_free(&new);
	add_place(teller->out, to ? to->place : part->place);
	text_add(teller->out, ")\n");
}

/* The node above, where keys may be said that hold below; NULL: none. */
static const struct part *above(const struct book *book, const struct part *part)
{
	const struct part *group = NULL;
	char *section;

	if (!is_node(part))
		return NULL;
	section = mem_print("[group %s]", part->parent);
	if (*part->parent)
		group = find_part(book, part->category, section);
	free(section);
	return *part->parent ? group : find_part(book, part->category, "[category]");
}

static bool same_place(const struct rule *a, const struct rule *b)
{
	if (!a || !b || !a->place || !b->place)
		return (!a || !a->place) && (!b || !b->place);
	return !strcmp(a->place->file, b->place->file) && a->place->line == b->place->line &&
	       a->place->column == b->place->column;
}

/* Whether a key of a part holds only because it is said above. */
static bool is_from_above(const struct book *book, const struct part *part, const struct rule *key,
			  const char *name)
{
	const struct part *parent = above(book, part);

	return parent && same_place(key, find_key(parent, name));
}

/* Nobody wrote it: it follows from another difference, or is told of the node above. */
static bool goes_without_saying(const struct teller *teller, const struct part *part,
				const struct rule *from, const struct rule *to)
{
	const struct rule *either = from ? from : to;
	const struct part *old = find_part(teller->from, part->category, part->section);

	assert(old && either); /* a part that both rounds have, a key that one of them has */
	if (!(from && from->place) && !(to && to->place))
		return !from || !to;
	return is_from_above(teller->from, old, from, either->name) &&
	       is_from_above(teller->to, part, to, either->name);
}

static void tell_pair(struct teller *teller, const struct part *part, const struct rule *from,
		      const struct rule *to)
{
	if ((from && to && same_value(to->kind, from->value, to->value)) ||
	    goes_without_saying(teller, part, from, to))
		return;
	if (is_node(part) && !strcmp(from ? from->name : to->name, "in"))
		tell_move(teller, part, from, to);
	else
		tell_key(teller, part, from, to);
}

static void tell_keys(struct teller *teller, const struct part *from, const struct part *to)
{
	for (size_t i = 0; i < from->n_keys; i++)
		tell_pair(teller, to, &from->keys[i], find_key(to, from->keys[i].name));
	for (size_t i = 0; i < to->n_keys; i++)
		if (!find_key(from, to->keys[i].name))
			tell_pair(teller, to, NULL, &to->keys[i]);
}

/* A section that is new or gone, with what stands in it. */
static void tell_whole(struct teller *teller, const struct book *book, const struct part *part,
		       const char *what)
{
	const char *comma = "";

	add_part(teller, part);
	text_print(teller->out, ": %s", what);
	if (part->place) {
		text_add(teller->out, " (");
		add_place(teller->out, part->place);
		text_add(teller->out, ")");
	}
	for (size_t i = 0; i < part->n_keys; i++) {
		if (!part->keys[i].place ||
		    is_from_above(book, part, &part->keys[i], part->keys[i].name))
			continue;
		text_print(teller->out, "%s%s = ", *comma ? comma : ": ", part->keys[i].name);
		text_add_escaped(teller->out, part->keys[i].value);
		comma = "; ";
	}
	text_add(teller->out, "\n");
}

/* The criteria of a category that is new or gone go without saying. */
static bool has_category(const struct book *book, const char *category)
{
	return !*category || find_part(book, category, "[category]");
}

/* --- Order --- */

/* The next part beside one that the other book has beside it, too. */
static const struct part *next_beside(const struct book *book, const struct book *other,
				      const struct part *part, const char *category,
				      const char *parent)
{
	for (size_t i = part ? part->index + 1 : 0; i < book->n_parts; i++) {
		const struct part *p = &book->parts[i], *same;

		if (strcmp(p->category, category) != 0 || strcmp(p->parent, parent) != 0)
			continue;
		same = find_part(other, category, p->section);
		if (same && !strcmp(same->parent, parent))
			return p;
	}
	return NULL;
}

/* Whether no earlier part has the same parent: each row of siblings is looked at once. */
static bool is_first(const struct book *book, const struct part *part)
{
	for (size_t i = 0; i < part->index; i++)
		if (!strcmp(book->parts[i].category, part->category) &&
		    !strcmp(book->parts[i].parent, part->parent))
			return false;
	return true;
}

static void tell_order(struct teller *teller, const struct part *first)
{
	const struct part *a = NULL, *b = NULL;

	do {
		a = next_beside(teller->from, teller->to, a, first->category, first->parent);
		b = next_beside(teller->to, teller->from, b, first->category, first->parent);
	} while (a && b && !strcmp(a->section, b->section));
	if (!a || !b)
		return;
	add_part(teller, b);
	text_print(teller->out, _(": now in front of %s ("), a->section);
	add_place(teller->out, b->place);
	text_add(teller->out, ")\n");
}

/* --- All --- */

static size_t tell_all(const struct book *a, const struct book *b, struct text *out)
{
	struct teller teller = {a, b, out, 0};

	for (size_t i = 0; i < a->n_parts; i++) {
		const struct part *part = &a->parts[i];
		const struct part *other = find_part(b, part->category, part->section);

		if (other)
			tell_keys(&teller, part, other);
		else if (has_category(b, part->category))
			tell_whole(&teller, a, part, _("removed"));
		if (is_first(a, part))
			tell_order(&teller, part);
	}
	for (size_t i = 0; i < b->n_parts; i++) {
		const struct part *part = &b->parts[i];

		if (!find_part(a, part->category, part->section) && has_category(a, part->category))
			tell_whole(&teller, b, part, _("added"));
	}
	return teller.count;
}

size_t difference_print(const struct round *from, const struct round *to, struct text *out)
{
	struct book a = {0}, b = {0};
	size_t count;

	read_book(&a, from);
	read_book(&b, to);
	count = tell_all(&a, &b, out);
	free_book(&a);
	free_book(&b);
	return count;
}

size_t difference_from_text(const char *from, const struct round *to, struct text *out)
{
	struct book a = {.thawed = true}, b = {.thawed = true};
	size_t count;

	read_text(&a, from);
	read_book(&b, to);
	count = tell_all(&a, &b, out);
	free_book(&a);
	free_book(&b);
	return count;
}
