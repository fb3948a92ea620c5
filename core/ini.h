/*
 * ini - sections and keys as people wrote them, each with its place.
 *
 * inih splits lines; everything that inih would lose in silence (long lines, NUL bytes,
 * lone CRs, cut section names, doubled sections and keys, continuation lines) is checked by our
 * own reader in front of it. `extends` is resolved here: the result is one list of sections, the parent's
 * first, each key with the file and line that it came from.
 */
#ifndef JURI_INI_H
#define JURI_INI_H

#include "memory.h"
#include "problem.h"

#define INI_LINE 1000       /* bytes of a line */
#define INI_SECTION 49      /* bytes between the brackets */
#define INI_FILE (4u << 20) /* bytes of a file */
#define INI_ENTRIES 20000   /* keys and sections of a file */

struct ini_key {
	const char *name;
	const char *value;  /* trimmed, comments cut; "" means back to the default */
	struct place place; /* of the value */
};

struct ini_section {
	const char *kind; /* first word of the header */
	const char *id;   /* the rest, "" when there is none */
	struct ini_key *keys;
	size_t n_keys;
	struct place place;
};

/* A file that was read: the round's or a parent's. */
struct ini_file {
	const char *path;
	size_t bytes;
	char sha256[65];
};

struct ini {
	struct ini_section *sections;
	size_t n_sections;
	struct ini_file *files;
	size_t n_files;
	struct arena arena; /* all texts */
};

/*
 * Reads path and what it extends. Never NULL; problems (EXIT_CONFIG, EXIT_NO_INPUT, EXIT_TRUST) say
 * what is wrong, and the rest is there; no section where one of the files cannot be read. named_by: the key that named
 * the file, or NULL; a file that cannot be read is reported there.
 */
struct ini *ini_read(const char *path, const struct place *named_by, struct problems *problems);
void ini_free(struct ini *ini);

/* The section of this kind and id, or NULL. */
struct ini_section *ini_section(const struct ini *ini, const char *kind, const char *id);

/* The key of this name, or NULL. An empty value counts as not given: NULL. */
const struct ini_key *ini_key(const struct ini_section *section, const char *name);

/* True when the key stands there, even empty. */
bool ini_has(const struct ini_section *section, const char *name);

/* How many files one that extends others lies above the one of a place of its keys: 0 for its own. */
size_t ini_distance(const struct ini *ini, const struct place *place);

/* Appends a key; the texts must outlive the ini. */
void ini_add_key(struct ini_section *section, const char *name, const char *value,
		 const struct place *place);

#endif
