/*
 * names - the names that a file of evidence may use, and what each means.
 *
 * Filled with the known ones before a file is read. A name that is met and is not
 * known is judged once (skipped by a glob of [evidence] ignore, a field that the criteria
 * name by a glob, or unknown) and remembered, so that later records cost one look into a hash.
 */
#ifndef JURI_NAMES_H
#define JURI_NAMES_H

#include "lookup.h"
#include "memory.h"
#include "problem.h"

/* What a record says of its agency besides fields. */
enum part {
	PART_ID,
	PART_NAME,
	PART_CLASS,
	PART_REGION,
	PART_EDITION,
	PART_COMPETES,
	PART_REASON,
	PART_TEST, /* of the record, not of the agency */
	PARTS
};

enum name_kind {
	NAME_PART,       /* id, name, class, ...: index is an enum part */
	NAME_FIELD,      /* index into the fields of the round */
	NAME_SOURCE,     /* FIELD.source: index of the field */
	NAME_EVIDENCE,   /* JSON: the object that holds the fields */
	NAME_ITEM,       /* CSV: the column that makes a file long */
	NAME_OF_ITEM,    /* a column of a long file whose meaning depends on the item */
	NAME_ROW_SOURCE, /* source of all that the row of a long file says */
	NAME_IGNORED,
	NAME_UNKNOWN
};

/* What a name turned out to mean. */
struct meaning {
	enum name_kind kind;
	unsigned index;
};

struct known_name {
	const char *text;
	size_t length;
	enum name_kind kind;
	unsigned index;
	bool met;     /* CSV: a column has it; unknown names: said already */
	bool refused; /* an unknown name that was not opened */
};

struct names {
	struct known_name *list;
	size_t count;
	size_t known; /* the first of the list, which were added */
	struct lookup lookup;
	struct arena arena;
	const char *const *ignore; /* globs */
	size_t n_ignore;
	bool sources;  /* FIELD.source is a name */
	size_t *extra; /* where unknown names are counted instead of refused, or NULL */
	bool always;   /* an unknown name is refused each time that it is met */
	/* Makes a field of a name, where it can be one; its number. NULL: there are no others. */
	bool (*open)(void *user, const char *name, unsigned *index);
	void *user;
};

/* Adds a known name, unless it is there. */
void names_add(struct names *names, const char *text, enum name_kind kind, unsigned index);

/* What a name means so far; hash is its lookup_hash. Valid until the next call. */
struct known_name *names_find(struct names *names, uint32_t hash, const char *text, size_t length);

/* The same for the name of a value, which becomes a field where open says so. */
struct known_name *names_value(struct names *names, uint32_t hash, const char *text, size_t length);

/* Says once that a name is unknown, with the nearest known one, or counts it. */
void names_refuse(struct names *names, struct known_name *name, const struct place *place,
		  struct problems *problems);

void names_free(struct names *names);

#endif
