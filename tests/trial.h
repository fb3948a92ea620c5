/*
 * trial - a whole run over texts, and its outcome as one line per question.
 *
 *     trial_run(&trial, "precision = 1\n", "[criteria]\nx = 60\ny = 40\n", "id,x,y\na,50,60\n");
 *     CU_ASSERT(same(trial_scores(&trial, "c"), "a=54"));
 *     trial_finish(&trial);
 *
 * Lines read "a=54 b=- c=n/a". Where the run failed, every line is its problems instead.
 */
#ifndef JURI_TESTS_TRIAL_H
#define JURI_TESTS_TRIAL_H

#include "results.h"

struct trial {
	struct problems problems;
	struct round *round;
	struct cohort cohort;
	struct measured measured;
	struct scores scores;
	struct rankings rankings;
	struct awards awards;
	struct tally tally;
	struct results results;
	struct arena arena;  /* the lines */
	const char *failure; /* the problems, or NULL */
};

/*
 * round follows "[round]", title and edition (unless it begins with one); without a category in it, it gets the category c, criteria c.ini.
 * criteria is the file c.ini and follows "[category]" and a title; NULL leaves c.ini alone. evidence is CSV. Further
 * files are written before with temp_file.
 */
void trial_run(struct trial *trial, const char *round, const char *criteria, const char *evidence);
void trial_run_jobs(struct trial *trial, const char *round, const char *criteria,
		    const char *evidence, unsigned jobs);
void trial_finish(struct trial *trial);

/* Per agency, by id, for the node CATEGORY, CATEGORY/NODE or overall; numbers as short as they are exact. */
const char *trial_scores(struct trial *trial, const char *node);
const char *trial_passed(struct trial *trial, const char *node);
const char *trial_coverage(struct trial *trial, const char *node);
const char *trial_published(struct trial *trial, const char *node); /* "a=80.00:A" */
const char *trial_measures(struct trial *trial, const char *node);
const char *trial_states(struct trial *trial, const char *node);

/*
 * The places of a ranking: "[kota] a=1 b=2<y c=no-score:x": rank, or status and reason; after "<" what decided.
 * A group's name stands before its first place where the ranking has several.
 */
const char *trial_ranks(struct trial *trial, const char *ranking, const char *of);

/* "best c a=I; best c b=II; thanks a=" */
const char *trial_awards(struct trial *trial);

/* Ties at a cut, withheld: "best c [kota] b c; best c [kab] f g" */
const char *trial_withheld(struct trial *trial);

/* "west 2/3 (2 1); east 1/1 (0 1)": agencies/awards (by award) */
const char *trial_tally(struct trial *trial);

/* A column of scores.csv for a node, by id: "1.5000 - 2.0000". */
const char *trial_cells(struct trial *trial, const char *node, const char *column);

/* A table or results.json. */
const char *trial_table(struct trial *trial, void (*make)(const struct results *, struct sink *));

/* Runs, asks for one line and compares it. */
bool trial_gives(const char *round, const char *criteria, const char *evidence,
		 const char *(*line)(struct trial *, const char *), const char *of,
		 const char *expected);

/* Whether a column of scores.csv has these cells; the second runs for it alone. */
bool trial_has(struct trial *trial, const char *node, const char *column, const char *cells);
bool trial_shows(const char *round, const char *criteria, const char *evidence, const char *node,
		 const char *column, const char *cells);

/* Most of what trial_shows shows is published; this is how finely. */
#define FOUR_PLACES "precision = 4\n"

/* Runs and looks for a code ("E-SCO-001") among the problems, which must be there once. */
bool trial_fails(const char *round, const char *criteria, const char *evidence, const char *code);

/* Whether two texts are equal; shows both where they are not. */
bool same(const char *found, const char *expected);

#endif
