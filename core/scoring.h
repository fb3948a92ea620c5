/*
 * scoring - from measures to scores, up every tree, block by block.
 *
 * Whatever looks at one agency alone is computed for a block of agencies at a time, node by node in the round's order, while
 * the block is in cache. A node that needs all agencies (a relative scale, imputation, outliers) parts the work into passes:
 * its values of all blocks come first, then everybody is compared, and what depends on it follows in the next pass. Rounds
 * without such nodes have one pass. The rules are those of config/README.md, "From evidence to points".
 *
 *     scoring = scoring_begin(round, cohort, demand, &scores);
 *     ... for every block, in any order: scoring_block(scoring, scratch, &measured_block) ...
 *     scoring_end(scoring, failed, jobs, problems);
 *
 * Blocks may be scored by several threads, each with a scratch of its own, and while further rows join the cohort. What is wrong
 * is collected and told at the end, in the round's order of nodes and then by id, whatever the order of blocks was.
 */
#ifndef JURI_SCORING_H
#define JURI_SCORING_H

#include "measure.h"
#include "score.h"

struct scoring;
struct scoring_scratch;

/* demand NULL: all is kept. The cohort is closed, or its rows are of no class and edition to the round (stream_is_open). */
struct scoring *scoring_begin(const struct round *round, const struct cohort *cohort,
			      const struct score_demand *demand, struct scores *scores);

/* Room for one thread; it belongs to the scoring. */
struct scoring_scratch *scoring_scratch(struct scoring *scoring);

/* The first pass over a block. Its measures are not needed afterwards. */
void scoring_block(struct scoring *scoring, struct scoring_scratch *scratch,
		   const struct measured_block *measured);

/*
 * The other passes, in up to `jobs` threads, once the cohort is closed and all blocks were there; frees the scoring.
 * failed: per category of the round, its worker failed. Faults of evidence and rules (points outside their range, a constant
 * column that is an error, a flag that is neither) are problems with EXIT_EVIDENCE; scores can be used when there are none.
 */
void scoring_end(struct scoring *scoring, const bool *failed, unsigned jobs,
		 struct problems *problems);

/* Frees it; the scores have no results of it. */
void scoring_drop(struct scoring *scoring);

#endif
