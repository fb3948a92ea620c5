#include "stream.h"

#include <stdlib.h>

#include "crew.h"
#include "timings.h"
#include "watch.h"

/* Who scores: the one that also reads, and whoever has time where there may be more than one. */
enum scorer { READER, OTHER, SCORERS };

_Static_assert(SCORERS <= MEASURE_TAKERS, "each takes fields on its own");

struct stream {
	const struct round *round;
	struct cohort *cohort;
	struct measured *measured;
	struct scores *scores;
	struct measuring *measuring;
	struct scoring *scoring;
	struct scoring_scratch *scratches[SCORERS];
	size_t next; /* block */
	size_t done; /* the last block that was given to be scored; SIZE_MAX: none yet */
	bool gives_up;
	/* what others do; its state with the crew's lock */
	bool helped;
	struct duty duty;
	enum { NO_JOB, WAITS, AT_WORK } state;
	struct measured_block job;
	const struct measures **asked; /* of the job */
};

/* --- Scoring --- */

static void score(struct stream *stream, enum scorer scorer, struct measured_block *job)
{
	if (!stream->scratches[scorer])
		stream->scratches[scorer] = scoring_scratch(stream->scoring);
	job->taker = scorer;
	scoring_block(stream->scoring, stream->scratches[scorer], job);
}

/* The job that waits, if one does. */
static bool score_job(void *user)
{
	struct stream *stream = user;

	if (stream->state != WAITS)
		return false;
	stream->state = AT_WORK;
	crew_unlock();
	score(stream, OTHER, &stream->job);
	crew_lock();
	stream->state = NO_JOB;
	return true;
}

static bool has_job(struct stream *stream)
{
	bool has;

	crew_lock();
	has = stream->state != NO_JOB;
	crew_unlock();
	return has;
}

/* Until all blocks so far are scored. */
static void await_score(struct stream *stream)
{
	crew_lock();
	while (stream->state != NO_JOB)
		crew_work_or_wait(&stream->duty);
	crew_unlock();
	if (stream->gives_up && stream->done != SIZE_MAX &&
	    stream->done >= stream->cohort->given_up)
		cohort_give_up(stream->cohort, stream->done);
}

static void hand_over(struct stream *stream, const struct measured_block *job)
{
	crew_lock();
	stream->job = *job;
	for (size_t c = 0; c < stream->round->n_categories; c++)
		stream->asked[c] = job->asked[c];
	stream->job.asked = stream->asked;
	stream->state = WAITS;
	crew_tell();
	crew_unlock();
}

/* While the block before is not done, the reader does this one: else it would wait. */
static void give(struct stream *stream, struct measured_block *job)
{
	bool own = !stream->helped || has_job(stream);

	if (own)
		score(stream, READER, job);
	await_score(stream);
	if (!own)
		hand_over(stream, job);
	stream->done = job->number;
}

/* Nothing is left to be scored. */
static void stop(struct stream *stream)
{
	await_score(stream);
	if (stream->helped)
		crew_withdraw(&stream->duty);
	free(stream->asked);
}

struct stream *stream_begin(const struct round *round, struct cohort *cohort, unsigned jobs,
			    const struct score_demand *demand, struct measured *measured,
			    struct scores *scores)
{
	struct stream *stream = mem_alloc(sizeof(*stream));

	*stream = (struct stream){.round = round,
				  .cohort = cohort,
				  .measured = measured,
				  .scores = scores,
				  .measuring = measuring_begin(round, cohort, jobs, measured),
				  .scoring = scoring_begin(round, cohort, demand, scores)};
	stream->done = SIZE_MAX;
	stream->asked = mem_array(round->n_categories, sizeof(*stream->asked));
	stream->duty = (struct duty){.work = score_job, .user = stream};
	stream->helped = jobs > 1;
	if (stream
		->helped) /* before others read ahead: the reader waits for nothing else in the end */
		crew_offer(&stream->duty, jobs, true);
	return stream;
}

/* --- Block by block --- */

/* ready: so many blocks have all their rows. The block before is scored while this one is measured. */
static void take_next(struct stream *stream, size_t ready)
{
	struct measured_block job;

	cohort_take(stream->cohort, ready);
	job = measuring_block(stream->measuring, stream->next++, ready);
	timings_begin("score");
	give(stream, &job);
	timings_end();
}

static bool asks(const struct round *round)
{
	for (size_t c = 0; c < round->n_categories; c++)
		if (round->categories[c]->n_asked)
			return true;
	return false;
}

/* The one before the last that is full: the workers go on with that while the next is filled. Where they have nothing to do, the last. */
static void take_full(void *user, size_t block)
{
	struct stream *stream = user;

	timings_begin("measure");
	while (stream->next < block + !asks(stream->round))
		take_next(stream, block + 1);
	timings_end();
}

static bool is_claimed(const struct round *round)
{
	for (size_t i = 0; i < round->n_order; i++)
		if (round->order[i]->claim >= 0)
			return true;
	return false;
}

static bool is_folded(const struct round *round)
{
	for (unsigned i = 0; i < round->n_fields; i++)
		if (round->fields[i].fold != FOLD_NONE)
			return true;
	return false;
}

/* Classes and editions have no numbers before the cohort is closed. */
static bool is_for_some(const struct round *round)
{
	for (size_t i = 0; i < round->n_order; i++) {
		const struct node *node = round->order[i];

		if (node->n_applies || node->n_editions || node->category->n_classes)
			return true;
	}
	return false;
}

bool stream_is_open(const struct round *round)
{
	return !is_for_some(round) && !round->n_globs && !is_folded(round) && !is_claimed(round);
}

void stream_while_read(struct stream *stream)
{
	stream->gives_up = true;
	cohort_stream(stream->cohort, take_full, stream);
}

/* --- The end --- */

struct scoring *stream_end(struct stream *stream)
{
	struct scoring *scoring = stream->scoring;
	size_t n_blocks = stream->cohort->n_blocks;

	timings_begin("measure");
	watch_begin(_("measuring"), measuring_steps(stream->round) * (n_blocks - stream->next));
	while (stream->next < n_blocks)
		take_next(stream, n_blocks);
	stop(stream);
	watch_end();
	timings_count(stream->cohort->rows, "agencies");
	timings_end();
	measuring_end(stream->measuring);
	free(stream);
	return scoring;
}

void stream_drop(struct stream *stream)
{
	size_t full = stream->cohort->rows / COHORT_BLOCK;

	/* what was asked of the workers is waited for */
	while (stream->next < full)
		take_next(stream, full);
	stop(stream);
	measuring_end(stream->measuring);
	scoring_drop(stream->scoring);
	scores_free(stream->scores);
	measured_free(stream->measured);
	free(stream);
}
