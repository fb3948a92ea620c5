/*
 * sink - where a long document goes while it is made, part by part, so that memory does not grow with it.
 *
 * Rows are formatted in ranges, by several threads where there are jobs for them, and taken in their order: the bytes are
 * the same whatever the jobs. What goes wrong on the way is remembered; whoever makes the document need not ask.
 */
#ifndef JURI_SINK_H
#define JURI_SINK_H

#include <pthread.h>
#include <stdbool.h>

#include "sha256.h"
#include "text.h"

struct sink {
	void (*take)(struct sink *sink, const char *data, size_t length);
	unsigned jobs; /* threads that format, the caller's among them; 0 is 1 */
	bool failed;   /* what comes is lost */
};

void sink_add(struct sink *sink, const char *data, size_t length);
void sink_add_text(struct sink *sink, const char *text);

/* Appends the rows from first up to end. In any thread: it may neither translate nor use static memory. */
typedef void sink_format(const void *user, size_t first, size_t end, struct text *out);

void sink_rows(struct sink *sink, size_t count, sink_format *format, const void *user);

/* Into a text: sink_into(&text).sink is the sink. */
struct sink_text {
	struct sink sink;
	struct text *text;
};
struct sink_text sink_into(struct text *text);

#define SINK_BLOCKS 4u

/* Into a file: through a buffer of fixed size, and, where much is written, through a few blocks that a thread writes. */
struct sink_file {
	struct sink sink;
	int file;
	char *buffer;
	char *now; /* the buffer or the block that is filled */
	size_t room, used;
	size_t bytes;        /* in all */
	struct sha256 *hash; /* of all that came; NULL: nobody asks */
	int error;           /* of the first write that failed; with the lock */
	/* blocks, which are numbered: number i is at i % SINK_BLOCKS */
	char *blocks[SINK_BLOCKS];
	bool tried, threaded;
	pthread_t thread;
	bool
	    direct; /* past the system's cache; the thread's, as are the bytes that the disk may not have yet */
	size_t unsynced;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	size_t filled, taken; /* blocks */
	bool stop;
};

/* It stays where it is until its end. The descriptor stays the caller's; hash is started here and finished there. */
void sink_file_start(struct sink_file *sink, int file, unsigned jobs, struct sha256 *hash);

/* Writes what is left and frees; false with errno when something was lost. */
bool sink_file_end(struct sink_file *sink);

#endif
