/*
 * keys - the declared table of every section and key that people may write.
 *
 * One row gives a key's kind, default, help and where it may stand. Checking, unknown-key errors,
 * the printed effective rules and `juri check --keys` all read this table and nothing else.
 */
#ifndef JURI_KEYS_H
#define JURI_KEYS_H

#include "ini.h"
#include "value.h"

/* Where a key may stand, as bits. */
enum key_where {
	IN_ROUND = 1 << 0,
	IN_EVIDENCE = 1 << 1,
	IN_STATES = 1 << 2,
	IN_CLASS = 1 << 3,
	IN_ENTRY = 1 << 4, /* [category ID] of a round */
	IN_OVERALL = 1 << 5,
	IN_RANKING = 1 << 6,
	IN_FURTHER = 1 << 7, /* [ranking ID] */
	IN_AWARD = 1 << 8,
	IN_TALLY = 1 << 9,
	IN_CATEGORY = 1 << 10, /* [category] of criteria */
	IN_GROUP = 1 << 11,
	IN_CRITERION = 1 << 12,
	IN_FIELD = 1 << 13,
	IN_LINES = 1 << 14, /* [groups], [criteria]: every key is a node */
	IN_SAMPLE = 1 << 15,
	IN_ENTRANTS = 1 << 16
};

#define IN_NODES ((unsigned)IN_CATEGORY | IN_GROUP | IN_CRITERION)
#define IN_INNER ((unsigned)IN_CATEGORY | IN_GROUP)

enum key_flag {
	KEY_BELOW = 1, /* said above, holds below */
	KEY_REQUIRED = 2,
	KEY_LANGUAGE = 4, /* may be narrowed to a language */
	KEY_BY_CLASS = 8  /* may be narrowed to a class */
};

struct key {
	const char *name;
	unsigned where;
	enum value_kind kind;
	const char *initial; /* the default as text, or NULL: none */
	unsigned flags;
	const char *help; /* one line, English; shown by juri check --keys */
};

/* The rows, ended by one without a name. */
extern const struct key key_table[];

enum document { ROUND_FILE, CRITERIA_FILE, SAMPLE_FILE };

/* Which section this is in such a file; 0 when there is none of that kind or its ID is wrong, which is then reported. */
unsigned keys_section(enum document document, const struct ini_section *section,
		      struct problems *problems);

/* The row of a key at one place, or NULL; a narrowed name ("title.en") finds its key, *narrow its tail or NULL. */
const struct key *keys_find(unsigned where, const char *name, const char **narrow);

/*
 * Checks every key of a section: known, of the right kind, required ones there. extra (may be NULL) says whether
 * another name is known too, and then checks it itself; names (n) are added to the candidates for the nearest name.
 */
void keys_check(const struct ini_section *section, unsigned where,
		bool (*extra)(void *user, const struct ini_key *key), void *user,
		const char *const *names, size_t n_names, struct problems *problems);

/* The value of a key: as given, else its default, else NULL. name must be in the table. A value that
 * keys_check refused is replaced by the default. */
const char *keys_text(const struct ini_section *section, unsigned where, const char *name);

/* Complains about a value: file:line:col: code: [section] key: expected X, found "Y". */
void keys_expected(struct problems *problems, const char *code, const struct ini_section *section,
		   const struct ini_key *key, const char *expected);

/* "[criterion jam]"; valid until the fourth call after this one. */
const char *keys_header(const struct ini_section *section);

#endif
