/*
 * feed - one input in chunks of whole lines, which threads scan ahead.
 *
 * Who reads stands somewhere in the input. Where plain rows follow he takes them as they were scanned (feed_rows, feed_pass);
 * everywhere else he reads bytes (feed_read), which end before the next row, unless he wants more. Both go in the
 * order of the input, whatever the threads do.
 *
 * A chunk ends behind a line end; a line that is longer than a chunk is torn, and its pieces are odd. A few chunks are in
 * memory at a time. Bytes are read, hashed and copied (input.h) in their order, by the threads that scan, one at a time.
 */
#ifndef JURI_FEED_H
#define JURI_FEED_H

#include "input.h"
#include "scan.h"

struct feed;

/* Plain rows of one slab that follow upon each other. */
struct feed_rows {
	const struct slab *slab;
	const char *bytes; /* of the chunk, to which the spans of the slab refer */
	size_t first, count;
};

/*
 * Reads input, which outlives it; jobs: threads that scan, the one that calls among them; chunk: bytes in one, 0: as many as
 * do well. What fails is said where the chunk begins in which it did.
 */
struct feed *feed_open(struct input *input, unsigned jobs, size_t chunk);
void feed_close(struct feed *feed);

/* What stands for the input to a strict reader: its name, and whether it failed in what was read so far. */
struct input *feed_input(struct feed *feed);

/* The last so many bytes are unread, and from there on lines are scanned by this plan, which outlives the feed. */
void feed_scan(struct feed *feed, size_t unread, const struct scan_plan *plan, scanner *with);

/* The bytes that follow, at least one and at most size; 0 at the end. user: the feed, for csv_read_by. */
size_t feed_read(void *user, char *buffer, size_t size);

/* Whether plain rows follow once the last so many bytes are unread; then they are, and rows tells which rows. */
bool feed_rows(struct feed *feed, size_t unread, struct feed_rows *rows);

/* So many of these rows are taken: behind them goes on what is read. */
void feed_pass(struct feed *feed, size_t rows);

#endif
