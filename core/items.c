#include "items.h"

#include <stdlib.h>
#include <string.h>

void items_add_column(struct items *items, const char *name)
{
	items->columns = mem_grow(items->columns, items->n_columns, sizeof(*items->columns));
	items->columns[items->n_columns++] = name;
}

/* What follows the item's name: ".C", for "value" nothing, for "value.source" ".source". */
static const char *tail(const char *column)
{
	return !strcmp(column, "value") || !strcmp(column, "value.source") ? column + 5 : column;
}

static struct known_name *name_of(struct items *items, const char *item, size_t length,
				  const char *column, bool open)
{
	uint32_t hash;
	const char *rest = tail(column);

	items->joined.length = 0;
	text_add_n(&items->joined, item, length);
	text_print(&items->joined, "%s%s", rest == column ? "." : "", rest);
	hash = lookup_hash(LOOKUP_SEED, items->joined.data, items->joined.length);
	return (open ? names_value : names_find)(&items->names, hash, items->joined.data,
						 items->joined.length);
}

static struct item *add(struct items *items, uint32_t hash, const char *id, size_t length)
{
	struct item *item;

	items->list = mem_grow(items->list, items->count, sizeof(*items->list));
	item = &items->list[items->count];
	item->id = arena_copy(&items->arena, id, length);
	item->length = length;
	item->columns = arena_alloc(&items->arena, items->n_columns * sizeof(*item->columns));
	lookup_add(&items->lookup, hash, (uint32_t)items->count++);
	for (size_t i = 0; i < items->n_columns; i++) {
		const struct known_name *name =
		    items->columns[i] ? name_of(items, id, length, items->columns[i], false) : NULL;

		if (name)
			item->columns[i] = (struct meaning){name->kind, name->index};
	}
	return item;
}

struct meaning *items_find(struct items *items, const char *id, size_t length)
{
	uint32_t hash = lookup_hash(LOOKUP_SEED, id, length);
	char copy[64] = "";
	size_t at;

	for (uint32_t i = lookup_first(&items->lookup, hash, &at); i != LOOKUP_NONE;
	     i = lookup_next(&items->lookup, hash, &at))
		if (items->list[i].length == length && !memcmp(items->list[i].id, id, length))
			return items->list[i].columns;
	if (length >= sizeof(copy) || memchr(id, '\0', length))
		return NULL;
	memcpy(copy, id, length);
	return text_is_id(copy) ? add(items, hash, id, length)->columns : NULL;
}

struct meaning items_open(struct items *items, const char *item, size_t length, size_t column)
{
	const struct known_name *name = name_of(items, item, length, items->columns[column], true);

	return (struct meaning){name->kind, name->index};
}

void items_refuse(struct items *items, const char *item, size_t length, size_t column,
		  const struct place *place, struct problems *problems)
{
	names_refuse(&items->names, name_of(items, item, length, items->columns[column], true),
		     place, problems);
}

void items_free(struct items *items)
{
	names_free(&items->names);
	free(items->columns);
	free(items->list);
	lookup_free(&items->lookup);
	arena_free(&items->arena);
	text_free(&items->joined);
}
