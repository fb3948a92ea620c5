/*
 * run - the one way through the engine: from a round and its evidence to results.
 *
 *     struct run run = {0};
 *     run_read(&run, &options, "round.ini", paths, n_paths);
 *     if (!run.problems.errors)
 *             run_calculate(&run, &options);
 *     ... run.results while run.problems has no errors ...
 *     run_finish(&run);
 */
#ifndef JURI_RUN_H
#define JURI_RUN_H

#include "changes.h"
#include "results.h"

struct run_options {
	struct round_options round;
	unsigned jobs;                      /* how many workers are busy at once */
	const struct rank_demand *rankings; /* which are made; NULL: all */
	const struct score_wish *scores;    /* kept beside what rankings look at; NULL: all */
	const char *const
	    *made_up; /* globs over the base names of evidence files that are made up */
	size_t n_made_up;
	const char *entrants; /* the bundle that says who enters, or NULL */
	bool allow_refused;   /* bad evidence costs its agency, not the run */
	bool keep_origins;    /* for who asks afterwards where evidence came from */
	bool unhashed;        /* no bundle is written, in whose manifest hashes of evidence stand */
	bool any_evidence;    /* whatever [evidence] frozen says */
	bool frozen_copies;   /* the evidence is that of a freeze, whose names nobody declared */
	bool streams;         /* nobody asks for evidence once it is scored */
	const char *since;    /* a freeze beside which the evidence is read, or NULL; likewise */
	/* As in struct evidence_rules; NULL: no copies. */
	int (*copy)(void *copier, const char *path);
	void *copier;
};

/* Everything of a run, in the order in which it is made. All zero is a run that has not begun. */
struct run {
	struct problems problems;
	struct round *round;
	struct freeze freeze; /* that the round or since names; folder NULL: none */
	struct cohort cohort;
	struct origins *origins; /* of the cohort, where there is a freeze */
	struct entrants entrants;
	struct stream *stream; /* blocks that are scored already, or NULL */
	struct measured measured;
	struct scores scores;
	struct rankings rankings;
	struct awards awards;
	struct tally tally;
	struct results results; /* the parts above, once they are calculated */
};

/* Reads the round and its evidence (n_paths 0: none) and binds the one to the other. */
void run_read(struct run *run, const struct run_options *options, const char *round,
	      const char *const *paths, size_t n_paths);

/*
 * Measures, scores, ranks, gives awards; after a run_read without errors. What is withheld (a category whose plugin
 * failed, a prize of tied agencies) is among the problems, and no error.
 */
void run_calculate(struct run *run, const struct run_options *options);

/* True when a category (its plugin failed), a prize (a tie at the cut) or an agency (its evidence) is withheld. */
bool run_is_withheld(const struct run *run);

/* Frees what takes much memory, once all is told: agencies, scores and ranks. Problems are still there. */
void run_let_go(struct run *run);

void run_finish(struct run *run);

#endif
