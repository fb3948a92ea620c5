/*
 * evidence - reads what is known of the agencies into a cohort.
 *
 * CSV, JSON and NDJSON files and folders of them; agencies are joined by id. Reading
 * is strict: what is not understood is refused with its place, and every record
 * is accounted for (ledger.h). The readers of each form (csv.h, json.h)
 * know syntax and positions; this module knows what a record means.
 */
#ifndef JURI_EVIDENCE_H
#define JURI_EVIDENCE_H

#include "cohort.h"

struct origins; /* which record gave what; see below */

/* How the round wants its evidence read. All texts outlive the reading. */
struct evidence_rules {
	const char *id, *name, *class_id, *region, *edition_column,
	    *item;                 /* column names; JSON keys are fixed */
	char delimiter;            /* CSV: between fields; NUL: the comma */
	char decimal;              /* CSV: '.' or ','; NUL: the point */
	bool extra;                /* unknown columns and fields are counted, not refused */
	const char *const *ignore; /* globs of columns and fields to skip */
	size_t n_ignore;
	/* Says whether a name that no field has is one all the same (the globs of the criteria), and how it is declared. */
	bool (*open)(void *user, const char *name, struct field *field);
	void *user;
	const char *const
	    *made_up; /* globs over the base names of files whose content is made up */
	size_t n_made_up;
	const char *const *missing; /* cell texts that mean missing (the empty cell always does) */
	size_t n_missing;
	const char *const *not_applicable; /* cell texts that mean not-applicable */
	size_t n_not_applicable;
	const char *edition; /* of the round: another one is refused */
	const char *const
	    *editions;     /* of a panel: texts and globs, one of which each record needs */
	size_t n_editions; /* 0: edition alone */
	const char *const *classes; /* declared classes; n_classes 0: any class */
	unsigned n_classes;
	const char *roster;   /* file with the agencies that are expected, or NULL */
	const char *declared; /* file with the rows and hashes of the evidence files, or NULL */
	bool allow_refused;   /* bad evidence costs its agency, not the run */
	/* Opens the file that gets a copy of the bytes of one that is read; -1 with a problem. NULL: no copies. */
	int (*copy)(void *copier, const char *path);
	void *copier;
	bool unhashed;  /* nobody asks for the SHA-256 of files */
	unsigned jobs;  /* threads that read at once; 0: one */
	size_t chunk;   /* for tests: bytes that are read at once; 0: as many as do well */
	bool unscanned; /* for tests: every line goes through the strict readers */
	struct origins **origins; /* gets where everything came from; NULL: nobody asks */
};

/*
 * Reads all paths (files by their endings .csv .json .ndjson, packed with .gz or .zst behind; folders: the regular files
 * in them with these endings, by name, not hidden, not deeper: what is left out is told; "-" is CSV on standard input) into cohort, which
 * was initialised and is closed (cohort_close) at the end. Problems are added with
 * EXIT_EVIDENCE, EXIT_NO_INPUT or EXIT_IO; the caller looks at problems->errors. Where refusing is allowed, files are
 * read in the order of their names, whatever that of paths.
 */
void evidence_read(struct cohort *cohort, const struct evidence_rules *rules,
		   const char *const *paths, size_t n_paths, struct problems *problems);

/* --- Where everything came from, once it was read --- */

/* The record that gave a field of an agency; file NULL: none, or it is folded. */
struct place origins_of_field(const struct origins *origins, size_t row, unsigned field);

/*
 * Of the records that name an agency in the files that are asked for (by their numbers in the cohort) the first by base
 * name and line; file NULL: none of them does.
 */
struct place origins_of_row(const struct origins *origins, size_t row, const bool *asked);

void origins_free(struct origins *origins); /* NULL is allowed */

#endif
