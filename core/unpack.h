/*
 * unpack - what was packed by gzip or zstd, as it was before.
 *
 * A packed file is one or more members (frames) and nothing else; each has to be whole, and what it holds has to have the checksum
 * that it states. Memory does not grow with what is packed: 128 KiB for gzip, for zstd the window that the file asks
 * for, at most 2^UNPACK_WINDOW_LOG bytes.
 */
#ifndef JURI_UNPACK_H
#define JURI_UNPACK_H

#include <stddef.h>

#define UNPACK_WINDOW_LOG 27 /* as much as zstd itself takes by default */

enum packing { PACKED_NOT, PACKED_GZIP, PACKED_ZSTD };

/* By the ending of a name (.gz, .zst; in small letters and capitals); length: of the name without it. */
enum packing unpack_kind(const char *name, size_t *length);

/* The same by what the first bytes of a file look like. */
#define UNPACK_LOOK 4
enum packing unpack_look(const char *bytes, size_t length);

const char *unpack_name(enum packing packing); /* "gzip", "zstd" */

struct unpacking;

/* Packed bytes come from read, which fills its buffer as far as they go. */
struct unpacking *unpack_open(enum packing packing,
			      size_t (*read)(void *user, char *buffer, size_t size), void *user);
void unpack_close(struct unpacking *unpacking); /* NULL is allowed */

/* Fills buffer as far as it goes: fewer bytes than asked only at the end, or where unpack_wrong says what is wrong. */
size_t unpack_read(struct unpacking *unpacking, char *buffer, size_t size);

/* NULL: nothing so far. */
const char *unpack_wrong(const struct unpacking *unpacking);

#endif
