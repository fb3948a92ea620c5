/*
 * results - everything that a run found, and its forms for machines and people.
 */
#ifndef JURI_RESULTS_H
#define JURI_RESULTS_H

#include "award.h"
#include "entrants.h"
#include "measure.h"
#include "sink.h"
#include "tally.h"
#include "value.h"

struct freeze;
struct changes;
struct moves;

/*
 * Narrows what is shown to the rankings of some categories and the groups of some names: globs; NULL: all. And the league table to
 * columns of some names: a list of globs; count 0: all.
 */
struct narrowing {
	const char *category, *class_id;
	struct word_list columns;
};

bool narrowing_has_ranking(const struct narrowing *narrowing, const struct ranking_rule *rule);
bool narrowing_has_group(const struct narrowing *narrowing, const char *group);

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
	unsigned jobs;           /* threads that write; 0 is 1 */
	struct narrowing narrow; /* of rankings.csv and the league table */
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

/*
 * One ranking as it is published: a league table with a row for each agency and a column for each child of the ranked node.
 * Which one: results_league. There is no table where that is not one.
 */
void results_league_csv(const struct results *results, struct sink *sink);

/*
 * How many rankings a league table could be of: the main one of overall, else those of the categories, as far as they are
 * shown. *rule is the one, where it is one.
 */
size_t results_league(const struct round *round, const struct narrowing *narrowing,
		      const struct ranking_rule **rule);

/* Whether it has the column coverage. */
bool results_league_tells_coverage(const struct narrowing *narrowing);

/* The first of the names that are wanted of its columns that none of them has, or NULL; there: which it has. Panels have an edition. */
const char *results_league_lacks(const struct ranking_rule *rule, bool panel,
				 const struct word_list *wanted, struct text *there);

/* A table that is there already. */
void results_table(const struct results *results, struct text *table, struct sink *sink);

/* The document results.json. */
void results_json(const struct results *results, struct sink *sink);

#endif
