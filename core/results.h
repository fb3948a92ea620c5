/*
 * results - everything that a run found, and its forms for machines and people.
 */
#ifndef JURI_RESULTS_H
#define JURI_RESULTS_H

#include "award.h"
#include "entrants.h"
#include "sink.h"
#include "tally.h"

struct freeze;
struct changes;
struct moves;

struct results {
	const struct round *round;
	const struct cohort *cohort;
	const struct measured *measured;
	const struct scores *scores;
	const struct rankings *rankings;
	const struct awards *awards;
	const struct tally *tally;
	const struct entrants *entrants; /* NULL: all entered */
	/* Beside a run of the evidence of a freeze; NULL: nobody asked */
	const struct freeze *freeze;
	const struct changes *changes;
	const struct moves *moves;
	unsigned jobs; /* threads that write; 0 is 1 */
};

/*
 * The tables of config/README.md, "What a run writes", as CSV (RFC 4180, LF). Text cells that a spreadsheet would take for a
 * formula get a leading apostrophe. Tables of test evidence have the column test, so that every row says so.
 */
void results_rankings_csv(const struct results *results, struct sink *sink);
void results_scores_csv(const struct results *results, struct sink *sink);
void results_awards_csv(const struct results *results, struct sink *sink);
void results_treated_csv(const struct results *results, struct sink *sink);
void results_tally_csv(const struct results *results, struct sink *sink);
void results_left_behind_csv(const struct results *results, struct sink *sink);
void results_refused_csv(const struct results *results, struct sink *sink);

/* A table that is there already. */
void results_table(const struct results *results, struct text *table, struct sink *sink);

/* The document results.json. */
void results_json(const struct results *results, struct sink *sink);

#endif
