#include "sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
#define LOAD ((size_t)8 << 20)  /* from so many bytes on a thread writes */
#define BLOCK ((size_t)1 << 20) /* what that writes at once */
#define ALIGNED                                                                                    \
	((size_t)4096) /* where memory, lengths and places in the file begin that go past the cache */

/*
 * What is long goes past the system's cache, block by block, from a thread that has little else to do than to wait for the disk:
 * nothing is copied, no page is taken from others for what juri does not read again, and whoever waits in the end until all of it
 * is on the disk (output.c) waits for the rest. Where that cannot be, the disk is made to take what is there now and then.
 */

static bool set_direct(int file, bool direct)
{
	int flags = fcntl(file, F_GETFL);

	return flags >= 0 &&
	       fcntl(file, F_SETFL, direct ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
}

static bool may_be_direct(int file)
{
	struct stat status;
	off_t at = lseek(file, 0, SEEK_CUR);

	return fstat(file, &status) == 0 && S_ISREG(status.st_mode) && at >= 0 &&
	       (size_t)at % ALIGNED == 0;
}

/* A disk whose blocks are larger than thought refuses a part that is no whole one: the cache takes the rest. */
static bool write_rest(struct sink_file *sink, const char *block, off_t start)
{
	off_t at;

	if (errno != EINVAL || !sink->direct)
		return false;
	at = lseek(sink->file, 0, SEEK_CUR);
	if (at < start || !set_direct(sink->file, false))
		return false;
	sink->direct = false;
	return output_write(sink->file, block + (at - start), BLOCK - (size_t)(at - start));
}

/* What cannot be waited for, a pipe for one, need not; what fails here is not told again in the end. */
static int sync_now(struct sink_file *sink)
{
	sink->unsynced = 0;
	return fdatasync(sink->file) == 0 || errno == EINVAL || errno == EROFS ? 0 : errno;
}

/* An error, or 0. */
static int write_block(struct sink_file *sink, const char *block)
{
	off_t start = lseek(sink->file, 0, SEEK_CUR);

	if (!output_write(sink->file, block, BLOCK) && !write_rest(sink, block, start))
		return errno;
	sink->unsynced += sink->direct ? 0 : BLOCK;
	return sink->unsynced >= LOAD ? sync_now(sink) : 0;
}

static void *write_blocks(void *user)
{
	struct sink_file *sink = user;

	pthread_mutex_lock(&sink->lock);
	while (!sink->stop || sink->taken < sink->filled) {
		const char *block = sink->blocks[sink->taken % SINK_BLOCKS];
		int error = sink->error;

		if (sink->taken == sink->filled) {
			pthread_cond_wait(&sink->changed, &sink->lock);
			continue;
		}
		pthread_mutex_unlock(&sink->lock);
		error = error ? error : write_block(sink, block);
		pthread_mutex_lock(&sink->lock);
		sink->error = error;
		sink->taken++;
		pthread_cond_broadcast(&sink->changed);
	}
	pthread_mutex_unlock(&sink->lock);
	return NULL;
}

static void free_blocks(struct sink_file *sink)
{
	for (unsigned i = 0; i < SINK_BLOCKS; i++)
		free(sink->blocks[i]);
	memset(sink->blocks, 0, sizeof(sink->blocks));
}

/* What cannot be had is done without. */
static void start_thread(struct sink_file *sink)
{
	bool all = true;

	for (unsigned i = 0; i < SINK_BLOCKS && all; i++) {
		sink->blocks[i] = aligned_alloc(ALIGNED, BLOCK);
		all = sink->blocks[i] != NULL;
	}
	sink->direct = all && may_be_direct(sink->file) && set_direct(sink->file, true);
	sink->threaded = all && crew_start(&sink->thread, write_blocks, sink);
	if (!sink->threaded) {
		free_blocks(sink);
		sink->direct = sink->direct && !set_direct(sink->file, false);
		return;
	}
	sink->now = sink->blocks[0];
	sink->room = BLOCK;
}

/* Everything that was handed over is written. */
static void stop_thread(struct sink_file *sink)
{
	pthread_mutex_lock(&sink->lock);
	sink->stop = true;
	pthread_cond_broadcast(&sink->changed);
	pthread_mutex_unlock(&sink->lock);
	pthread_join(sink->thread, NULL);
	if (sink->direct)
		set_direct(sink->file, false);
}

static void hand_over(struct sink_file *sink)
{
	pthread_mutex_lock(&sink->lock);
	sink->filled++;
	pthread_cond_broadcast(&sink->changed);
	while (sink->filled - sink->taken == SINK_BLOCKS)
		pthread_cond_wait(&sink->changed, &sink->lock);
	sink->sink.failed = sink->error != 0;
	pthread_mutex_unlock(&sink->lock);
	sink->now = sink->blocks[sink->filled % SINK_BLOCKS];
}

static void write_out(struct sink_file *sink)
{
	if (!sink->sink.failed && !output_write(sink->file, sink->now, sink->used)) {
		sink->error = errno;
		sink->sink.failed = true;
	}
}

/* Nobody waits for standard output to be on the disk. */
static bool is_long(const struct sink_file *sink)
{
	return sink->bytes >= LOAD && sink->file != STDOUT_FILENO;
}

/* It is full. Only whole buffers are written before the end, so that what follows begins where blocks may. */
static void flush(struct sink_file *sink)
{
	if (sink->threaded)
		hand_over(sink);
	else
		write_out(sink);
	sink->used = 0;
	if (!sink->threaded && !sink->tried && is_long(sink) && !sink->sink.failed) {
		sink->tried = true;
		start_thread(sink);
	}
}

static void take_into_file(struct sink *base, const char *data, size_t length)
{
	struct sink_file *sink = (struct sink_file *)base;

	if (sink->hash)
		sha256_add(sink->hash, data, length);
	sink->bytes += length;
	while (length && !sink->sink.failed) {
		size_t left = sink->room - sink->used, n = length < left ? length : left;

		memcpy(sink->now + sink->used, data, n);
		sink->used += n;
		data += n;
		length -= n;
		if (sink->used == sink->room)
			flush(sink);
	}
}

void sink_file_start(struct sink_file *sink, int file, unsigned jobs, struct sha256 *hash)
{
	*sink = (struct sink_file){.sink = {.take = take_into_file, .jobs = jobs},
				   .file = file,
				   .buffer = mem_resize(NULL, BUFFER, 1),
				   .room = BUFFER,
				   .hash = hash};
	sink->now = sink->buffer;
	pthread_mutex_init(&sink->lock, NULL);
	pthread_cond_init(&sink->changed, NULL);
	if (hash)
		sha256_start(hash);
}

bool sink_file_end(struct sink_file *sink)
{
	if (sink->threaded)
		stop_thread(sink);
	sink->sink.failed = sink->sink.failed || sink->error;
	write_out(sink);
	pthread_mutex_destroy(&sink->lock);
	pthread_cond_destroy(&sink->changed);
	free_blocks(sink);
	free(sink->buffer);
	sink->buffer = NULL;
	errno = sink->error;
	return !errno;
}
