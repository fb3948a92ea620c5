/*
 * results - everything that a run found, and its forms for machines and people.
 */
#ifndef JURI_RESULTS_H
#define JURI_RESULTS_H

#include "award.h"
#include "entrants.h"
#include "measure.h"
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
};

/* The tables of config/README.md, "What a run writes", as CSV (RFC 4180, LF). Text cells that a spreadsheet
 * would take for a formula get a leading apostrophe. */
void results_rankings_csv(const struct results *results, struct text *out);
void results_scores_csv(const struct results *results, struct text *out);
void results_awards_csv(const struct results *results, struct text *out);
void results_treated_csv(const struct results *results, struct text *out);
void results_tally_csv(const struct results *results, struct text *out);
void results_left_behind_csv(const struct results *results, struct text *out);
void results_refused_csv(const struct results *results, struct text *out);

/* Of test evidence: adds the column test to a table, so that every row of it says so. */
void results_mark_test(const struct results *results, struct text *table);

/* The document results.json. */
void results_json(const struct results *results, struct text *out);

#endif
