#include "stream.h"

#include <stdlib.h>

#include "timings.h"
#include "watch.h"

struct stream {
	const struct round *round;
	struct cohort *cohort;
	struct measured *measured;
	struct scores *scores;
	struct measuring *measuring;
	struct scoring *scoring;
	struct scoring_scratch *scratch;
	size_t next; /* block */
	bool gives_up;
};

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
	stream->scratch = scoring_scratch(stream->scoring);
	return stream;
}

/* --- Block by block --- */

/* ready: so many blocks have all their rows. */
static void take_next(struct stream *stream, size_t ready)
{
	size_t block = stream->next++;
	const struct measures *const *measures = measuring_block(stream->measuring, block, ready);

	timings_begin("score");
	scoring_block(stream->scoring, stream->scratch, block,
		      cohort_block_rows(stream->cohort, block), measures);
	timings_end();
	if (stream->gives_up)
		cohort_give_up(stream->cohort, block);
}

/* The one before the last that is full: the workers go on with that while the next is filled. */
static void take_full(void *user, size_t block)
{
	struct stream *stream = user;

	timings_begin("measure");
	while (stream->next < block)
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
	measuring_end(stream->measuring);
	scoring_drop(stream->scoring);
	scores_free(stream->scores);
	measured_free(stream->measured);
	free(stream);
}
