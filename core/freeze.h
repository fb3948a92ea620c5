/*
 * freeze - the evidence of a round as it was on the day that it was frozen: a folder that juri freeze writes.
 *
 * It holds frozen.json (every file with its SHA-256), the files themselves, byte for byte and in their order, and the
 * effective rules of that day. A folder that does not fit its own frozen.json is refused.
 * Rules: config/README.md, "Frozen evidence".
 */
#ifndef JURI_FREEZE_H
#define JURI_FREEZE_H

#include "round.h"
#include "sha256.h"

/* The stable codes of problems with a freeze. */
#define E_NO_FREEZE "E-FRZ-001"      /* frozen.json is none of juri's */
#define E_FREEZE_TRUST "E-FRZ-002"   /* others may write it */
#define E_FREEZE_DAMAGED "E-FRZ-003" /* a copy is not what frozen.json says */
#define E_FREEZE_EXISTS "E-FRZ-004"  /* a freeze would be replaced */
#define E_FILE_CHANGED "E-FRZ-005"   /* evidence: a file is not as it was frozen */
#define E_FILE_MISSING "E-FRZ-006"   /* evidence: a frozen file is not there */
#define E_FILE_MORE "E-FRZ-007"      /* evidence: a file that was not frozen */
#define E_CHANGE "E-FRZ-008"         /* what the changed files say otherwise */
#define E_FREEZE_RULES "E-FRZ-009" /* the frozen evidence does not go through the rules of today */
#define W_NOT_COMPARED "W-FRZ-001" /* a category of which a plugin failed */

/* One file of evidence, as it was. */
struct frozen_file {
	const char *path; /* as it was named then */
	const char *copy; /* its copy in the folder */
	size_t bytes, rows;
	char sha256[SHA256_HEX];
};

struct freeze {
	const char *folder;      /* NULL: none was read */
	char sha256[SHA256_HEX]; /* of frozen.json */
	const char *written;     /* when */
	struct frozen_file *files;
	size_t n_files;
	const char *rules; /* rules.ini */
	struct arena arena;
};

/*
 * Reads the freeze in folder and checks that it holds what it says. Problems: EXIT_NO_INPUT for what is not there,
 * EXIT_EVIDENCE for what is no freeze or damaged, EXIT_TRUST for one that others may write.
 */
bool freeze_read(struct freeze *freeze, const char *folder, struct problems *problems);
void freeze_free(struct freeze *freeze);

/* The paths of its copies, in their order; free() the list. */
const char **freeze_paths(const struct freeze *freeze);

/* Whether what was read from freeze_paths is what was frozen: copies may change after freeze_read looked at them. */
bool freeze_is_read(const struct freeze *freeze, const struct cohort *cohort);

/* --- A freeze in the making --- */

struct freezing;

/* Says whether a freeze may be put at folder: a new name, an empty folder or, with replace, a freeze. */
bool freeze_may_write(const char *folder, bool replace, struct problems *problems);

/* Begins one; its copies are made while the evidence is read: freeze_copy is the copy of struct evidence_rules. */
struct freezing *freeze_begin(const char *folder, bool replace, struct problems *problems);
int freeze_copy(void *user, const char *path);

/* Adds rules.ini and frozen.json, whose SHA-256 it gives; the evidence was read without errors. */
void freeze_complete(struct freezing *freezing, const struct round *round,
		     const struct cohort *cohort, char sha256[SHA256_HEX]);

/* Puts it at its place. */
void freeze_publish(struct freezing *freezing);
void freeze_end(struct freezing *freezing);

#endif
