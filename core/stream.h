/*
 * stream - measures and scores the blocks of a cohort one after the other, while others are still read where that can be.
 *
 *     stream = stream_begin(round, &cohort, jobs, &demand, &measured, &scores);
 *     ... stream_while_read(stream) and evidence_read, or a cohort that was read ...
 *     scoring_end(stream_end(stream), measured.failed, jobs, &problems);
 *
 * While it is read a block is given up once it is scored, so that a few of them are in memory however many agencies there
 * are: while one is filled the workers measure the one before.
 */
#ifndef JURI_STREAM_H
#define JURI_STREAM_H

#include "scoring.h"

struct stream;

/* The round is bound; all else is as for measuring_begin and scoring_begin, and outlives it. */
struct stream *stream_begin(const struct round *round, struct cohort *cohort, unsigned jobs,
			    const struct score_demand *demand, struct measured *measured,
			    struct scores *scores);

/*
 * Whether what a round computes lets blocks be scored while others are read: nothing depends on classes and editions that
 * are not known yet, no field is folded from several records, no field is opened by a name that the evidence brings, and no
 * claim is shown beside what was found.
 */
bool stream_is_open(const struct round *round);

/* From now on, until cohort_close, blocks are taken as they fill. The cohort has no rows yet. */
void stream_while_read(struct stream *stream);

/* Takes what is left of the cohort, which is closed, and frees it. measured is complete then. */
struct scoring *stream_end(struct stream *stream);

/* Ends it without results. */
void stream_drop(struct stream *stream);

#endif
