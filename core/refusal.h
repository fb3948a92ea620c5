/*
 * refusal - who is left out of a run that goes on all the same, and why: bad evidence, or none.
 *
 * With --allow-refused bad evidence of one agency costs that agency, not the run; what is refused, and who of the
 * roster is absent, is listed on the face of every output. Rules: config/README.md, "Refused evidence".
 */
#ifndef JURI_REFUSAL_H
#define JURI_REFUSAL_H

#include "problem.h"
#include "text.h"

enum refusal_kind {
	REFUSED_AGENCY, /* with all of its records */
	REFUSED_RECORD, /* whose agency cannot be told */
	ABSENT_AGENCY,  /* expected, and not one record came */
	REFUSAL_KINDS
};

/* All texts are kept by the cohort; "" where something is not known, or disputed. */
struct refusal {
	enum refusal_kind kind;
	const char *id, *edition, *name, *class_id, *region;
	size_t records; /* that are refused with it */
	/* Of its problems the one with the least code, of these the first. */
	const char *code, *sentence;
	struct place place;
};

struct refusals {
	struct refusal *list; /* in order: agencies, records, absent ones; see refusals_sort */
	size_t count;
};

void refusals_add(struct refusals *refusals, struct refusal refusal);

/* By kind; agencies by edition and id, records by the base name of the file and line. */
void refusals_sort(struct refusals *refusals);

size_t refusals_count(const struct refusals *refusals, enum refusal_kind kind);

/* Whether this agency was refused or is absent, in whatever edition. */
bool refusals_have(const struct refusals *refusals, const char *id);

/* The last edition (bytes) in which it was refused or is absent; NULL: none. */
const char *refusals_last_edition(const struct refusals *refusals, const char *id);

void refusals_free(struct refusals *refusals);

/* One line for a person: who, where, what was wrong; and one with the counts of them all. */
void refusal_line(const struct refusal *refusal, struct text *out);
void refusals_line(const struct refusals *refusals, struct text *out);

/* "refused", "absent", for tables of machines. */
const char *refusal_status(enum refusal_kind kind);

#endif
