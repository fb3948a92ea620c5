#include "feed.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "memory.h"

#define CHUNK ((size_t)256 << 10) /* what a processor has at hand, with its slab */
#define LEAST ((size_t)4)         /* a mark at the start of a file fits in */

struct chunk {
	char *bytes; /* with SCAN_PADDING before and behind them */
	size_t length;
	size_t start;   /* of its first whole line */
	bool failed;    /* the input did; the chunk is empty */
	uint64_t taken; /* bytes of the file up to its end */
	bool scanned;   /* once others help, with the crew's lock */
	struct slab slab;
};

/* Chunks are numbered; number i lies at i % n_chunks. */
struct feed {
	struct input *input, shown;
	struct problems problems; /* of the input, until their turn comes */
	size_t size;              /* of a chunk */
	unsigned jobs;
	const struct scan_plan *plan;
	scanner *scan;
	struct chunk *chunks;
	size_t n_chunks;
	struct pool pool; /* of the chunks */
	char *carried;    /* the beginning of a line whose end comes in the next chunk */
	size_t n_carried;
	bool torn;     /* so does the end of a line that began in the last one */
	bool finished; /* all is read */
	/* where the reader stands */
	size_t now;      /* number of the chunk */
	size_t at;       /* offset in it */
	size_t row, odd; /* the next ones of its slab */
	size_t given;    /* bytes since the last rows */
	/* others who help; all of it with the crew's lock once they do, and so is `now` where it changes */
	struct duty duty;
	bool helped;
	size_t read, taken; /* chunks; a chunk is taken by who scans it, in their order */
	bool filling;       /* somebody reads the next one */
};

/* --- Reading --- */

static struct chunk *chunk_of(const struct feed *feed, size_t number)
{
	return &feed->chunks[number % feed->n_chunks];
}

/* Cuts behind the last line end and keeps the rest for the next chunk, if one comes. */
static void cut(struct feed *feed, struct chunk *chunk, bool last)
{
	const char *end = memrchr(chunk->bytes, '\n', chunk->length);
	size_t whole = end && !last ? (size_t)(end - chunk->bytes) + 1 : chunk->length;

	feed->torn = !end && !last;
	feed->n_carried = chunk->length - whole;
	memcpy(feed->carried, chunk->bytes + whole, feed->n_carried);
	chunk->length = whole;
}

/* Where the first line begins that is not the end of a torn one. */
static size_t first_line(const struct feed *feed, const struct chunk *chunk)
{
	const char *end = feed->torn ? memchr(chunk->bytes, '\n', chunk->length) : NULL;

	return !feed->torn ? 0 : end ? (size_t)(end - chunk->bytes) + 1 : chunk->length;
}

static void make(struct feed *feed, struct chunk *chunk)
{
	if (!chunk->bytes) {
		chunk->bytes = pool_take(&feed->pool, feed->size + 2 * SCAN_PADDING, 1);
		memset(chunk->bytes, '\n', SCAN_PADDING);
		chunk->bytes += SCAN_PADDING;
	}
	if (!chunk->slab.room && feed->plan)
		slab_init(&chunk->slab, feed->plan, feed->size / (2 * (feed->plan->n_fields + 1)),
			  &feed->pool);
}

/* Whether it is the last one. */
static bool fill(struct feed *feed, struct chunk *chunk)
{
	bool last;

	make(feed, chunk);
	memcpy(chunk->bytes, feed->carried, feed->n_carried);
	chunk->length = feed->n_carried;
	chunk->length +=
	    input_read(feed->input, chunk->bytes + chunk->length, feed->size - chunk->length);
	chunk->failed = feed->input->failed;
	chunk->taken = feed->input->taken;
	if (chunk->failed)
		chunk->length = 0;
	last = chunk->failed || chunk->length < feed->size;
	chunk->start = first_line(feed, chunk);
	cut(feed, chunk, last);
	memset(chunk->bytes + chunk->length, '\n', SCAN_PADDING);
	chunk->scanned = false;
	return last;
}

/* --- Scanning --- */

static void scan(const struct feed *feed, struct chunk *chunk, size_t start)
{
	feed->scan(feed->plan, chunk->bytes, start, chunk->length, &chunk->slab);
}

/* With the lock: scans the next chunk that nobody has taken. */
static void take(struct feed *feed)
{
	struct chunk *chunk = chunk_of(feed, feed->taken++);

	crew_unlock();
	scan(feed, chunk, chunk->start);
	crew_lock();
	chunk->scanned = true;
}

static bool may_fill(const struct feed *feed)
{
	return !feed->finished && !feed->filling && feed->read - feed->now < feed->n_chunks;
}

/* With the lock: reads the next chunk. One thread does so at a time, since bytes come in their order. */
static void fill_next(struct feed *feed)
{
	struct chunk *chunk = chunk_of(feed, feed->read);
	bool last;

	feed->filling = true;
	crew_unlock();
	last = fill(feed, chunk);
	crew_lock();
	feed->filling = false;
	feed->finished = last;
	feed->read++;
}

/* What is to be done, if there is something. */
static bool work(void *user)
{
	struct feed *feed = user;
	bool can_take = feed->plan && feed->taken < feed->read;

	if (can_take)
		take(feed);
	else if (may_fill(feed))
		fill_next(feed);
	else
		return false;
	return true;
}

/* Until the reader's chunk is there and scanned; false: there is none. The reader helps. */
static bool await(struct feed *feed)
{
	const struct chunk *chunk = chunk_of(feed, feed->now);
	bool is_there;

	crew_lock();
	while (feed->now < feed->read ? feed->plan && !chunk->scanned : !feed->finished)
		crew_work_or_wait(&feed->duty);
	is_there = feed->now < feed->read;
	crew_unlock();
	return is_there;
}

/* Room to read ahead, for each thread a chunk that it scans and one that waits. */
static void widen(struct feed *feed)
{
	struct chunk only = feed->chunks[0];

	feed->n_chunks = 2 * feed->jobs;
	free(feed->chunks);
	feed->chunks = mem_array(feed->n_chunks, sizeof(*feed->chunks));
	*chunk_of(feed, feed->now) = only;
}

void feed_scan(struct feed *feed, size_t unread, const struct scan_plan *plan, scanner *with)
{
	struct chunk *chunk;

	assert(unread <= feed->at);
	feed->at -= unread;
	feed->plan = plan;
	feed->scan = with;
	if (feed->jobs > 1 && !feed->finished)
		widen(feed);
	chunk = chunk_of(feed, feed->now);
	make(feed, chunk);
	chunk->start = chunk->start > feed->at ? chunk->start : feed->at;
	feed->taken = feed->now;
	feed->helped = feed->n_chunks > 1;
	if (feed->helped)
		crew_offer(&feed->duty, feed->jobs, false);
	await(feed);
}

/* --- Beginning and end --- */

/* How far the reader has come, and what made the input fail there. */
static void tell_chunk(struct feed *feed)
{
	const struct chunk *chunk = chunk_of(feed, feed->now);

	input_watch(feed->input, chunk->taken);
	if (!chunk->failed)
		return;
	problem_move(feed->shown.problems, &feed->problems);
	feed->shown.failed = true;
}

struct feed *feed_open(struct input *input, unsigned jobs, size_t chunk)
{
	struct feed *feed = mem_alloc(sizeof(*feed));

	feed->input = input;
	feed->shown = (struct input){.file = input->file, .problems = input->problems};
	input->problems = &feed->problems;
	feed->size = !chunk ? CHUNK : chunk > LEAST ? chunk : LEAST;
	feed->jobs = jobs < CREW_MOST ? jobs : CREW_MOST;
	feed->n_chunks = 1;
	feed->chunks = mem_array(feed->n_chunks, sizeof(*feed->chunks));
	feed->carried = mem_resize(NULL, feed->size, 1);
	feed->duty = (struct duty){.work = work, .user = feed};
	await(feed);
	tell_chunk(feed);
	return feed;
}

struct input *feed_input(struct feed *feed)
{
	return &feed->shown;
}

void feed_close(struct feed *feed)
{
	if (feed->helped)
		crew_withdraw(&feed->duty);
	feed->input->problems = feed->shown.problems;
	problem_clear(&feed->problems);
	free(feed->chunks);
	pool_free(&feed->pool);
	free(feed->carried);
	free(feed);
}

/* --- Where the reader stands --- */

/* Goes to the next chunk; false: there is none. */
static bool advance(struct feed *feed)
{
	crew_lock();
	feed->now++;
	crew_tell(); /* there is room for another one */
	crew_unlock();
	if (!await(feed)) {
		feed->now--;
		return false;
	}
	feed->at = feed->row = feed->odd = 0;
	tell_chunk(feed);
	return true;
}

/* Whether there is a byte where the reader stands. */
static bool stands(struct feed *feed)
{
	while (feed->at == chunk_of(feed, feed->now)->length)
		if (!advance(feed))
			return false;
	return true;
}

#define FEW ((size_t)4 << 10) /* bytes: a heading, as a rule */

/* Where bytes end that are given: before the next row, else after a few; but each time that more are asked for twice as far. */
static size_t end_of_bytes(const struct feed *feed)
{
	const struct chunk *chunk = chunk_of(feed, feed->now);
	const struct slab *slab = &chunk->slab;
	size_t row = feed->row, end = feed->plan ? chunk->length : feed->at + FEW;

	while (feed->plan && row < slab->rows && slab->starts[row] <= feed->at)
		row++;
	if (feed->plan && row < slab->rows)
		end = slab->starts[row];
	if (end < feed->at + feed->given)
		end = feed->at + feed->given;
	return end < chunk->length ? end : chunk->length;
}

size_t feed_read(void *user, char *buffer, size_t size)
{
	struct feed *feed = user;
	size_t n;

	if (!stands(feed))
		return 0;
	n = end_of_bytes(feed) - feed->at;
	n = n < size ? n : size;
	memcpy(buffer, chunk_of(feed, feed->now)->bytes + feed->at, n);
	feed->at += n;
	feed->given += n;
	return n;
}

/* The slab may have been full before the chunk ended. */
static void scan_rest(struct feed *feed, size_t at)
{
	struct chunk *chunk = chunk_of(feed, feed->now);

	if (at < chunk->slab.end || at == chunk->length)
		return;
	scan(feed, chunk, at);
	feed->row = feed->odd = 0;
}

/* Finds the row at an offset, if there is one, and the odd lines behind it. */
static bool find_row(struct feed *feed, const struct slab *slab, size_t at)
{
	while (feed->row < slab->rows && slab->starts[feed->row] < at)
		feed->row++;
	while (feed->odd < slab->n_odd && slab->odd[feed->odd].row <= feed->row)
		feed->odd++;
	return feed->row < slab->rows && slab->starts[feed->row] == at;
}

bool feed_rows(struct feed *feed, size_t unread, struct feed_rows *rows)
{
	const struct chunk *chunk;
	const struct slab *slab;

	feed->given = 0;
	if (!feed->plan || (!unread && !stands(feed)))
		return false;
	chunk = chunk_of(feed, feed->now);
	slab = &chunk->slab;
	assert(unread <= feed->at);
	scan_rest(feed, feed->at - unread);
	if (!find_row(feed, slab, feed->at - unread))
		return false;
	feed->at -= unread;
	*rows = (struct feed_rows){
	    slab, chunk->bytes, feed->row,
	    (feed->odd < slab->n_odd ? slab->odd[feed->odd].row : slab->rows) - feed->row};
	return true;
}

void feed_pass(struct feed *feed, size_t rows)
{
	const struct slab *slab = &chunk_of(feed, feed->now)->slab;

	feed->row += rows;
	if (feed->odd < slab->n_odd && slab->odd[feed->odd].row == feed->row)
		feed->at = slab->odd[feed->odd].start;
	else
		feed->at = feed->row < slab->rows ? slab->starts[feed->row] : slab->end;
}
