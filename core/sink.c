#include "sink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crew.h"
#include "memory.h"
#include "output.h"

#define PART 512 /* rows of a range */

void sink_add(struct sink *sink, const char *data, size_t length)
{
	if (!sink->failed && length)
		sink->take(sink, data, length);
}

void sink_add_text(struct sink *sink, const char *text)
{
	sink_add(sink, text, strlen(text));
}

/* --- Rows in parallel --- */

/* Parts in the making: part n stands in slot n % n_slots until it is taken. */
struct slot {
	struct text text;
	bool ready;
};

struct makers {
	struct sink *sink;
	sink_format *format;
	const void *user;
	size_t rows, parts;
	struct slot *slots;
	size_t n_slots;
	/* what follows, and ready, with the crew's lock */
	size_t begun, taken; /* parts */
	bool taking;         /* somebody takes the next */
};

/* Whether there is a part to begin, and a slot for it. */
static bool may_begin(const struct makers *makers)
{
	return makers->begun < makers->parts && makers->begun < makers->taken + makers->n_slots;
}

/* Formats the next part. The lock is held before and after, not meanwhile. */
static void make_part(struct makers *makers)
{
	size_t part = makers->begun++, first = part * PART;
	size_t end = makers->rows - first < PART ? makers->rows : first + PART;
	struct slot *slot = &makers->slots[part % makers->n_slots];

	crew_unlock();
	slot->text.length = 0;
	makers->format(makers->user, first, end, &slot->text);
	crew_lock();
	slot->ready = true;
}

/* Whether the next part can be taken, which one at a time does. */
static bool may_take(const struct makers *makers)
{
	return !makers->taking && makers->slots[makers->taken % makers->n_slots].ready;
}

/* Hands the next part on. The lock as in make_part. */
static void take_part(struct makers *makers)
{
	struct slot *slot = &makers->slots[makers->taken % makers->n_slots];

	makers->taking = true;
	crew_unlock();
	sink_add(makers->sink, slot->text.data, slot->text.length);
	crew_lock();
	makers->taking = slot->ready = false;
	makers->taken++;
	if (makers->sink->failed)
		makers->parts = makers->begun;
}

/* Who has made a part need not wait for another one to write it. */
static bool work(void *user)
{
	struct makers *makers = user;

	if (may_take(makers))
		take_part(makers);
	else if (may_begin(makers))
		make_part(makers);
	else
		return false;
	return true;
}

static void make_all(struct makers *makers, unsigned jobs)
{
	struct duty duty = {.work = work, .user = makers};

	crew_offer(&duty, jobs, true);
	crew_lock();
	while (makers->taken < makers->parts)
		crew_work_or_wait(&duty);
	crew_unlock();
	crew_withdraw(&duty);
}

void sink_rows(struct sink *sink, size_t count, sink_format *format, const void *user)
{
	size_t parts = count / PART + (count % PART > 0);
	unsigned jobs = parts < sink->jobs ? (unsigned)parts : sink->jobs;
	struct makers makers = {.sink = sink,
				.format = format,
				.user = user,
				.rows = count,
				.parts = parts,
				.n_slots = jobs > 1 ? 2 * (size_t)jobs : 1};

	if (sink->failed || !count)
		return;
	makers.slots = mem_array(makers.n_slots, sizeof(*makers.slots));
	make_all(&makers, jobs);
	for (size_t i = 0; i < makers.n_slots; i++)
		text_free(&makers.slots[i].text);
	free(makers.slots);
}

/* --- Into a text --- */

static void take_into_text(struct sink *sink, const char *data, size_t length)
{
	text_add_n(((struct sink_text *)sink)->text, data, length);
}

struct sink_text sink_into(struct text *text)
{
	return (struct sink_text){.sink = {.take = take_into_text}, .text = text};
}

/* --- Into a file --- */

#define BUFFER 65536

#define LOAD ((size_t)8 << 20) /* what the disk is given at once */

/*
 * Has the disk take what is there while more is made, so that who waits for all of it in the end (output.c) waits for the rest. What
 * cannot, a pipe for one, need not; what fails here is not told again there.
 */
static void *sync_meanwhile(void *user)
{
	struct sink_file *sink = user;
	int error = 0;

	pthread_mutex_lock(&sink->lock);
	while (!error) {
		size_t written = sink->written;

		if (written - sink->synced >= LOAD) {
			pthread_mutex_unlock(&sink->lock);
			error = fdatasync(sink->file) == 0 ? 0 : errno;
			pthread_mutex_lock(&sink->lock);
			sink->synced = written;
		} else if (sink->stop) {
			break;
		} else {
			pthread_cond_wait(&sink->changed, &sink->lock);
		}
	}
	sink->sync_error = error == EINVAL || error == EROFS ? 0 : error;
	pthread_mutex_unlock(&sink->lock);
	return NULL;
}

/* Nobody waits for standard output to be on the disk. */
static bool is_awaited(const struct sink_file *sink)
{
	return sink->file != STDOUT_FILENO;
}

static void count_written(struct sink_file *sink, size_t length)
{
	if (!sink->threaded && is_awaited(sink) && sink->written + length >= LOAD)
		sink->threaded = crew_start(&sink->thread, sync_meanwhile, sink);
	pthread_mutex_lock(&sink->lock);
	sink->written += length;
	pthread_cond_signal(&sink->changed);
	pthread_mutex_unlock(&sink->lock);
}

static void stop_thread(struct sink_file *sink)
{
	pthread_mutex_lock(&sink->lock);
	sink->stop = true;
	pthread_cond_signal(&sink->changed);
	pthread_mutex_unlock(&sink->lock);
	if (sink->threaded)
		pthread_join(sink->thread, NULL);
	pthread_mutex_destroy(&sink->lock);
	pthread_cond_destroy(&sink->changed);
}

static void write_out(struct sink_file *sink, const char *data, size_t length)
{
	if (sink->sink.failed)
		return;
	if (!output_write(sink->file, data, length)) {
		sink->error = errno;
		sink->sink.failed = true;
		return;
	}
	count_written(sink, length);
}

static void flush(struct sink_file *sink)
{
	write_out(sink, sink->buffer, sink->used);
	sink->used = 0;
}

static void take_into_file(struct sink *base, const char *data, size_t length)
{
	struct sink_file *sink = (struct sink_file *)base;

	if (sink->hash)
		sha256_add(sink->hash, data, length);
	sink->bytes += length;
	if (length > BUFFER - sink->used)
		flush(sink);
	if (length > BUFFER) {
		write_out(sink, data, length);
		return;
	}
	memcpy(sink->buffer + sink->used, data, length);
	sink->used += length;
}

void sink_file_start(struct sink_file *sink, int file, unsigned jobs, struct sha256 *hash)
{
	*sink = (struct sink_file){.sink = {.take = take_into_file, .jobs = jobs},
				   .file = file,
				   .buffer = mem_resize(NULL, BUFFER, 1),
				   .hash = hash};
	pthread_mutex_init(&sink->lock, NULL);
	pthread_cond_init(&sink->changed, NULL);
	if (hash)
		sha256_start(hash);
}

bool sink_file_end(struct sink_file *sink)
{
	flush(sink);
	stop_thread(sink);
	free(sink->buffer);
	sink->buffer = NULL;
	errno = sink->error ? sink->error : sink->sync_error;
	return !errno;
}
