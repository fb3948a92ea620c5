/*
 * items - what the columns of a long file mean for each of its items.
 *
 * A row of a long file is one item of an agency: column C is the field ITEM.C, column "value" the field ITEM
 * itself. What the columns mean is found out once per item; later rows cost one look into a hash.
 */
#ifndef JURI_ITEMS_H
#define JURI_ITEMS_H

#include "names.h"
#include "text.h"

struct item {
	const char *id;
	size_t length;
	struct meaning *columns; /* NAME_FIELD, NAME_SOURCE, NAME_IGNORED or NAME_UNKNOWN */
};

/* All zero is empty; names is filled with the fields of the round. */
struct items {
	struct names names;
	const char **columns; /* names of all columns; NULL where the item does not matter */
	size_t n_columns;
	struct item *list;
	size_t count;
	struct lookup lookup;
	struct arena arena;
	struct text joined;
};

/* The next column; name must outlive it. */
void items_add_column(struct items *items, const char *name);

/*
 * The meaning of every column for this item so far, valid until the next call; NULL when it is no ID. A name that a glob of
 * the criteria would open stays unknown until a cell says something: items_open.
 */
struct meaning *items_find(struct items *items, const char *id, size_t length);

/* The meaning of one column for an item where a cell says something. */
struct meaning items_open(struct items *items, const char *item, size_t length, size_t column);

/* Says once that a field ITEM.C is unknown. */
void items_refuse(struct items *items, const char *item, size_t length, size_t column,
		  const struct place *place, struct problems *problems);

void items_free(struct items *items);

#endif
