/*
 * entrants - who may enter: those who won an award in an earlier bundle; and whom that left behind.
 *
 * The earlier results.json is read, its hash checked against the manifest beside it. Everyone there who did not
 * win the way in is listed with rank and reason, after those whom still earlier stages left behind, so that
 * the last stage tells all. Rules: config/README.md, "Stages".
 */
#ifndef JURI_ENTRANTS_H
#define JURI_ENTRANTS_H

#include "lookup.h"
#include "round.h"
#include "sha256.h"

/* The stable codes of problems with an earlier bundle. */
#define E_OTHER_RESULTS "E-ENT-001" /* results.json is not the one that the manifest lists */
#define E_NO_MANIFEST "E-ENT-002"   /* no manifest of a bundle */
#define E_NO_RESULTS "E-ENT-003"    /* results.json is not as in its schema */
#define E_NO_AWARD "E-ENT-004"      /* an award that the earlier bundle does not have */
#define E_NO_ENTRANT "E-ENT-005"    /* nobody won an award that lets in */
#define E_NO_EVIDENCE "E-ENT-006"   /* an entrant without a record */
#define E_NO_SECTION "E-ENT-007"    /* a bundle for a round without [entrants] */
#define E_OTHER_KIND                                                                               \
	"E-ENT-008"            /* test evidence after a stage with real evidence, or the reverse */
#define W_WITHHELD "W-ENT-001" /* the earlier bundle lacks a category or a prize */

/* One row of left_behind.csv; all texts, "" where there is nothing. */
struct left_behind {
	const char *stage, *of, *edition, *group, *rank, *id, *name, *class_id, *region, *status,
	    *reason;
};

struct entrants {
	const char *path;     /* of the earlier results.json */
	const char *manifest; /* of the manifest.json beside it */
	char sha256[SHA256_HEX];
	bool test;        /* it came of test evidence */
	const char **ids; /* in byte order */
	size_t n_ids;
	struct left_behind *rows;
	size_t n_rows;
	struct lookup by_id; /* rows */
	struct arena arena;
};

/*
 * Reads the earlier bundle: folder, or (NULL) the one that the round names. Problems: EXIT_NO_INPUT for what is not
 * there, EXIT_EVIDENCE for what is no bundle or not what its manifest says, EXIT_CONFIG for an award that it does not have.
 */
void entrants_read(struct entrants *entrants, const struct round *round, const char *folder,
		   struct problems *problems);

/*
 * Takes those who are no entrants out of the competition. An entrant without a record is a problem, or (allow_refused)
 * listed as absent.
 */
void entrants_apply(const struct entrants *entrants, struct cohort *cohort, bool allow_refused,
		    struct problems *problems);

/* For people, in the language of the run: why an agency did not enter, as its place says it (place_reason). */
const char *entrants_words(const char *reason);

void entrants_free(struct entrants *entrants);

#endif
