#include "unpack.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "memory.h"
#include "text.h"

#define CHUNK ((size_t)64 << 10) /* packed bytes in memory */

struct unpacking {
	enum packing packing;
	size_t (*read)(void *user, char *buffer, size_t size);
	void *user;
	char *bytes; /* packed ones: those from at to end are still to be unpacked */
	size_t at, end;
	bool finished; /* there are no more behind them */
	bool inside;   /* a member has begun and not ended */
	bool begun;    /* one has ended */
	const char *wrong;
	z_stream gzip;
	ZSTD_DStream *zstd;
};

/* --- What is packed --- */

static const struct {
	const char *ending, *name, *magic;
	size_t length; /* of magic */
} packings[] = {[PACKED_GZIP] = {".gz", "gzip", "\x1f\x8b", 2},
		[PACKED_ZSTD] = {".zst", "zstd", "\x28\xb5\x2f\xfd", 4}};

enum packing unpack_kind(const char *name, size_t *length)
{
	size_t all = strlen(name);

	for (enum packing packing = PACKED_GZIP; packing <= PACKED_ZSTD; packing++) {
		size_t n = strlen(packings[packing].ending);

		*length = all - n;
		if (all > n && !strcasecmp(name + *length, packings[packing].ending))
			return packing;
	}
	*length = all;
	return PACKED_NOT;
}

/* A frame of zstd that holds nothing to read, such as those of pzstd. */
static bool is_skippable(const char *bytes, size_t length)
{
	return length >= 4 && ((unsigned char)bytes[0] & 0xf0) == 0x50 &&
	       !memcmp(bytes + 1, "\x2a\x4d\x18", 3);
}

enum packing unpack_look(const char *bytes, size_t length)
{
	if (is_skippable(bytes, length))
		return PACKED_ZSTD;
	for (enum packing packing = PACKED_GZIP; packing <= PACKED_ZSTD; packing++)
		if (length >= packings[packing].length &&
		    !memcmp(bytes, packings[packing].magic, packings[packing].length))
			return packing;
	return PACKED_NOT;
}

const char *unpack_name(enum packing packing)
{
	return packings[packing].name;
}

/* --- Beginning and end --- */

struct unpacking *unpack_open(enum packing packing,
			      size_t (*read)(void *user, char *buffer, size_t size), void *user)
{
	struct unpacking *unpacking = mem_alloc(sizeof(*unpacking));

	unpacking->packing = packing;
	unpacking->read = read;
	unpacking->user = user;
	unpacking->bytes = mem_resize(NULL, CHUNK, 1);
	if (packing == PACKED_GZIP) {
		mem_need(inflateInit2(&unpacking->gzip, 16 + MAX_WBITS) == Z_OK);
	} else {
		unpacking->zstd = ZSTD_createDStream();
		mem_need(unpacking->zstd != NULL);
		ZSTD_DCtx_setParameter(unpacking->zstd, ZSTD_d_windowLogMax, UNPACK_WINDOW_LOG);
	}
	return unpacking;
}

void unpack_close(struct unpacking *unpacking)
{
	if (!unpacking)
		return;
	if (unpacking->packing == PACKED_GZIP)
		inflateEnd(&unpacking->gzip);
	ZSTD_freeDStream(unpacking->zstd);
	free(unpacking->bytes);
	free(unpacking);
}

const char *unpack_wrong(const struct unpacking *unpacking)
{
	return unpacking->wrong;
}

/* --- Members --- */

static void refill(struct unpacking *unpacking)
{
	if (unpacking->at < unpacking->end || unpacking->finished)
		return;
	unpacking->at = 0;
	unpacking->end = unpacking->read(unpacking->user, unpacking->bytes, CHUNK);
	unpacking->finished = unpacking->end < CHUNK;
}

/* Moves what is left to the front, and fills up: the first bytes of a member may stand at the end of a chunk. */
static void look_ahead(struct unpacking *unpacking)
{
	size_t left = unpacking->end - unpacking->at;

	if (left >= UNPACK_LOOK || unpacking->finished)
		return;
	memmove(unpacking->bytes, unpacking->bytes + unpacking->at, left);
	unpacking->at = 0;
	unpacking->end =
	    left + unpacking->read(unpacking->user, unpacking->bytes + left, CHUNK - left);
	unpacking->finished = unpacking->end < CHUNK;
}

/* Whether a member begins here; at the end of the file none has to. */
static bool begin(struct unpacking *unpacking)
{
	look_ahead(unpacking);
	if (unpacking->at == unpacking->end) {
		if (!unpacking->begun)
			unpacking->wrong = _("expected what it packed, found nothing");
		return false;
	}
	if (unpack_look(unpacking->bytes + unpacking->at, unpacking->end - unpacking->at) !=
	    unpacking->packing) {
		unpacking->wrong =
		    unpacking->begun
			? _("expected nothing behind what is packed, found other bytes")
			: _("expected what it packed, found other bytes");
		return false;
	}
	unpacking->inside = true;
	return true;
}

static void finish(struct unpacking *unpacking)
{
	unpacking->inside = false;
	unpacking->begun = true;
}

static const char *damaged(void)
{
	return _("expected what it packed, found it damaged");
}

/* How many bytes came. */
static size_t read_gzip(struct unpacking *unpacking, char *buffer, size_t size)
{
	z_stream *gzip = &unpacking->gzip;
	int result;

	gzip->next_in = (unsigned char *)unpacking->bytes + unpacking->at;
	gzip->avail_in = (unsigned)(unpacking->end - unpacking->at);
	gzip->next_out = (unsigned char *)buffer;
	gzip->avail_out = size < CHUNK ? (unsigned)size : (unsigned)CHUNK;
	size = gzip->avail_out;
	result = inflate(gzip, Z_NO_FLUSH);
	mem_need(result != Z_MEM_ERROR);
	unpacking->at = unpacking->end - gzip->avail_in;
	if (result == Z_STREAM_END) {
		finish(unpacking);
		inflateReset(gzip);
	} else if (result != Z_OK && result != Z_BUF_ERROR) {
		unpacking->wrong = damaged();
	}
	return size - gzip->avail_out;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): ZSTD_outBuffer has it written to */
static size_t read_zstd(struct unpacking *unpacking, char *buffer, size_t size)
{
	ZSTD_inBuffer in = {unpacking->bytes, unpacking->end, unpacking->at};
	ZSTD_outBuffer out = {buffer, size, 0};
	size_t result = ZSTD_decompressStream(unpacking->zstd, &out, &in);
	ZSTD_ErrorCode error = ZSTD_getErrorCode(result);

	mem_need(error != ZSTD_error_memory_allocation);
	unpacking->at = in.pos;
	if (error == ZSTD_error_frameParameter_windowTooLarge)
		unpacking->wrong = _("expected a window of at most 128 MiB, found a larger one");
	else if (error)
		unpacking->wrong = damaged();
	else if (result == 0)
		finish(unpacking);
	return out.pos;
}

/* The next bytes; 0: none came from what was packed so far, which is all where it stands still. */
static size_t step(struct unpacking *unpacking, char *buffer, size_t size)
{
	size_t before, got;

	refill(unpacking);
	before = unpacking->at;
	got = unpacking->packing == PACKED_GZIP ? read_gzip(unpacking, buffer, size)
						: read_zstd(unpacking, buffer, size);
	if (!got && unpacking->at == before && unpacking->inside && !unpacking->wrong)
		unpacking->wrong = _("expected what it packed whole, found that it ends too early");
	return got;
}

size_t unpack_read(struct unpacking *unpacking, char *buffer, size_t size)
{
	size_t done = 0;

	while (done < size && !unpacking->wrong && (unpacking->inside || begin(unpacking)))
		done += step(unpacking, buffer + done, size - done);
	return done;
}
