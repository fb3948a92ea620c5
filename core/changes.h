/*
 * changes - what evidence says otherwise than it did when it was frozen: files, agencies, values.
 *
 * Files are matched by their content, then by their path, then by their base name, so that another order or another
 * folder is no change. Values are compared as the round understands them, agency by agency.
 */
#ifndef JURI_CHANGES_H
#define JURI_CHANGES_H

#include "freeze.h"

/* A file that changed (both are there), is missing (no file) or is more (no frozen one). */
struct file_change {
	const struct frozen_file *frozen;
	const struct evidence_file *file;
};

enum change_kind {
	CHANGE_CAME,  /* the agency was not there */
	CHANGE_GONE,  /* it is no longer there */
	CHANGE_PART,  /* name, class, region, competes, reason */
	CHANGE_FIELD, /* a field */
	CHANGE_SOURCE /* the text of FIELD.source */
};

/* One change of one agency (in one edition). */
struct change {
	enum change_kind kind;
	const char *edition, *id;
	const char *part; /* of what: a part or a field; "" for an agency that came or is gone */
	const char *old, *new; /* as evidence writes it: "12.5", "!unknown", "" */
	struct place place;    /* of the new one; file NULL: not known */
};

struct changes {
	struct file_change *files; /* by base name */
	size_t n_files;
	struct change *list; /* by edition, id, kind, part */
	size_t n_list;
	bool panel; /* there are several editions */
	struct arena arena;
	/* private */
	size_t *counterparts; /* per frozen file: the number of the file, or SIZE_MAX */
	bool *fresh;          /* per file: changed or more */
};

/* Agencies, and where their evidence came from. */
struct known {
	const struct cohort *cohort;
	const struct origins *origins;
};

/* The files of a cohort beside those of a freeze; what they point to outlives changes. */
void changes_of_files(struct changes *changes, const struct freeze *freeze,
		      const struct cohort *cohort);

/* After that, what they say: from is the evidence of the freeze, in its order. */
void changes_of_values(struct changes *changes, const struct known *from, const struct known *to);

void changes_free(struct changes *changes);

/* Every change as a problem (EXIT_EVIDENCE). */
void changes_refuse(const struct changes *changes, struct problems *problems);

/* For a person; the rows of changes.csv with their header; the entries of "changes" in results.json. */
void changes_print(const struct changes *changes, struct text *out);
void changes_csv(const struct changes *changes, struct text *out);
void changes_json(const struct changes *changes, struct text *out);

#endif
