#include "names.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "evidence_codes.h"
#include "text.h"

static struct known_name *find(struct names *names, uint32_t hash, const char *text, size_t length)
{
	size_t at;

	for (uint32_t i = lookup_first(&names->lookup, hash, &at); i != LOOKUP_NONE;
	     i = lookup_next(&names->lookup, hash, &at)) {
		struct known_name *name = &names->list[i];

		if (name->length == length && !memcmp(name->text, text, length))
			return name;
	}
	return NULL;
}

static struct known_name *add(struct names *names, uint32_t hash, const char *text, size_t length)
{
	struct known_name *name;

	names->list = mem_grow(names->list, names->count, sizeof(*names->list));
	name = &names->list[names->count];
	*name =
	    (struct known_name){.text = arena_copy(&names->arena, text, length), .length = length};
	lookup_add(&names->lookup, hash, (uint32_t)names->count++);
	return name;
}

void names_add(struct names *names, const char *text, enum name_kind kind, unsigned index)
{
	size_t length = strlen(text);
	uint32_t hash = lookup_hash(LOOKUP_SEED, text, length);
	struct known_name *name;

	if (find(names, hash, text, length))
		return;
	name = add(names, hash, text, length);
	name->kind = kind;
	name->index = index;
	names->known = names->count;
}

static bool is_ignored(const struct names *names, const char *text)
{
	for (size_t i = 0; i < names->n_ignore; i++)
		if (text_glob(names->ignore[i], text))
			return true;
	return false;
}

typedef struct known_name *look(struct names *names, uint32_t hash, const char *text,
				size_t length);

static const char ending[] = ".source";

#define ENDING (sizeof(ending) - 1)

/* What FIELD.source means by what a look at FIELD tells: its source, skipped with it, or nothing of the kind. */
static enum name_kind judge_source(struct names *names, look *look_at, const char *text,
				   size_t length, unsigned *index)
{
	const struct known_name *field;
	size_t stem = length - ENDING;

	if (!names->sources || length <= ENDING || strcmp(text + stem, ending))
		return NAME_UNKNOWN;
	field = look_at(names, lookup_hash(LOOKUP_SEED, text, stem), text, stem);
	if (field->kind != NAME_FIELD)
		return field->kind == NAME_IGNORED ? NAME_IGNORED : NAME_UNKNOWN;
	*index = field->index;
	return NAME_SOURCE;
}

static enum name_kind judge(struct names *names, const char *text, size_t length, unsigned *index)
{
	enum name_kind kind = judge_source(names, names_find, text, length, index);

	if (kind != NAME_UNKNOWN)
		return kind;
	return is_ignored(names, text) ? NAME_IGNORED : NAME_UNKNOWN;
}

struct known_name *names_find(struct names *names, uint32_t hash, const char *text, size_t length)
{
	struct known_name *name = find(names, hash, text, length);
	enum name_kind kind;
	unsigned index = 0;
	char *copy;

	if (name)
		return name;
	copy = mem_copy_n(text, length);
	kind = judge(names, copy, length, &index);
	free(copy);
	name = add(names, hash, text, length);
	name->kind = kind;
	name->index = index;
	return name;
}

/* A name that a glob of the criteria may open: all of it shows itself, and it is no misspelt source. */
static bool may_open(const char *text, size_t length)
{
	return !text_has_hidden(text, length) &&
	       (length <= ENDING || strcasecmp(text + length - ENDING, ending) != 0);
}

struct known_name *names_value(struct names *names, uint32_t hash, const char *text, size_t length)
{
	struct known_name *name = names_find(names, hash, text, length);
	const char *kept = name->text;
	unsigned index = 0;
	enum name_kind kind;

	if (name->kind != NAME_UNKNOWN || name->refused)
		return name;
	kind = judge_source(names, names_value, kept, length, &index);
	if (kind == NAME_UNKNOWN && names->open && may_open(kept, length) &&
	    names->open(names->user, kept, &index))
		kind = NAME_FIELD;
	name = find(names, hash, kept, length);
	name->kind = kind;
	name->index = index;
	name->refused = kind == NAME_UNKNOWN;
	return name;
}

static const char *nearest(const struct names *names, const char *text)
{
	const char **known = mem_array(names->known, sizeof(*known)), *found;

	for (size_t i = 0; i < names->known; i++)
		known[i] = names->list[i].text;
	found = text_nearest(text, known, names->known);
	free(known);
	return found;
}

void names_refuse(struct names *names, struct known_name *name, const struct place *place,
		  struct problems *problems)
{
	const char *found;

	if (name->met && !names->always)
		return;
	name->met = true;
	if (names->extra) {
		++*names->extra;
		return;
	}
	found = nearest(names, name->text);
	if (found)
		problem_error(problems, EXIT_EVIDENCE, E_UNKNOWN, place,
			      _("unknown name %s; did you mean %s?"),
			      text_quote(name->text, name->length), text_quoted(found));
	else
		problem_error(problems, EXIT_EVIDENCE, E_UNKNOWN, place,
			      _("unknown name %s; expected a field of the round (others are listed "
				"in [evidence] ignore)"),
			      text_quote(name->text, name->length));
}

void names_free(struct names *names)
{
	free(names->list);
	lookup_free(&names->lookup);
	arena_free(&names->arena);
}
