/*
 * lookup - finds numbers by hash: the index behind "which row has this id".
 *
 * It knows hashes and numbers only; its owner keeps the things, numbered, and compares them:
 *
 *     for (number = lookup_first(&l, hash, &at); number != LOOKUP_NONE;
 *          number = lookup_next(&l, hash, &at))
 *             if (things[number] is the one) ...
 *
 * Numbers of one hash come in the order in which they were added. Eleven to sixteen bytes per number; eleven where their count was
 * known before.
 */
#ifndef JURI_LOOKUP_H
#define JURI_LOOKUP_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LOOKUP_NONE UINT32_MAX
#define LOOKUP_SEED UINT32_C(2166136261)

struct lookup_slot {
	uint32_t hash, next; /* the number + 1; 0: free */
};

/* All zero is empty. */
struct lookup {
	struct lookup_slot *slots;
	size_t room, count;
};

/* --- Hashes; any thread may compute them --- */

/* FNV-1a of more bytes after those that gave hash; LOOKUP_SEED at the start. For texts that come in parts. */
static inline uint32_t lookup_hash(uint32_t hash, const char *data, size_t length)
{
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)data[i]) * UINT32_C(16777619);
	return hash;
}

/* For texts that come whole: eight bytes at a time. */
static inline uint64_t lookup_mix(uint64_t hash, uint64_t bytes)
{
	unsigned __int128 product =
	    (unsigned __int128)(hash ^ bytes ^ UINT64_C(0x9e3779b97f4a7c15)) *
	    UINT64_C(0xd6e8feb86659fd93);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The bytes whose capital is an ASCII letter, as small ones. */
static inline uint64_t lookup_fold(uint64_t bytes)
{
	const uint64_t each = UINT64_C(0x0101010101010101), high = 0x80 * each;
	uint64_t low = bytes & ~high;
	uint64_t capital =
	    (low + (0x80 - 'A') * each) & ~(low + (0x7f - 'Z') * each) & ~bytes & high;

	return bytes | capital >> 2;
}

static inline uint64_t lookup_load(const char *data)
{
	uint64_t bytes;

	memcpy(&bytes, data, sizeof(bytes));
	return bytes;
}

/* Fewer than eight bytes; with their count they are told from all others. */
static inline uint64_t lookup_load_few(const char *data, size_t count)
{
	uint32_t first, last;

	if (count >= 4) {
		memcpy(&first, data, sizeof(first));
		memcpy(&last, data + count - 4, sizeof(last));
		return (uint64_t)last << 32 | first;
	}
	return count ? (uint64_t)(unsigned char)data[0] |
			   (uint64_t)(unsigned char)data[count / 2] << 8 |
			   (uint64_t)(unsigned char)data[count - 1] << 16
		     : 0;
}

static inline uint64_t lookup_hash_text(const char *text, size_t length)
{
	uint64_t hash = length * UINT64_C(0x9fb21c651e98df25);
	size_t i = 0;

	for (; i + 8 < length; i += 8)
		hash = lookup_mix(hash, lookup_load(text + i));
	return lookup_mix(hash, length < 8 ? lookup_load_few(text, length)
					   : lookup_load(text + length - 8));
}

/* The same for texts that differ in the case of ASCII letters only. */
static inline uint64_t lookup_hash_folded(const char *text, size_t length)
{
	uint64_t hash = length * UINT64_C(0x9fb21c651e98df25);
	size_t i = 0;

	for (; i + 8 < length; i += 8)
		hash = lookup_mix(hash, lookup_fold(lookup_load(text + i)));
	return lookup_mix(hash, lookup_fold(length < 8 ? lookup_load_few(text, length)
						       : lookup_load(text + length - 8)));
}

/* --- Numbers --- */

/* Makes room for so many numbers. */
void lookup_reserve(struct lookup *lookup, size_t count);

/* Adds a number under a hash; a number is added once. */
void lookup_add(struct lookup *lookup, uint32_t hash, uint32_t number);

/* Takes out what lookup_add put in. */
void lookup_remove(struct lookup *lookup, uint32_t hash, uint32_t number);

/* The first and the next number under a hash, LOOKUP_NONE at the end; *at is where the walk stands. */
uint32_t lookup_first(const struct lookup *lookup, uint32_t hash, size_t *at);
uint32_t lookup_next(const struct lookup *lookup, uint32_t hash, size_t *at);

/* Fetches from memory what lookup_first will look at, while something else is done. */
void lookup_await(const struct lookup *lookup, uint32_t hash);

void lookup_free(struct lookup *lookup);

#endif
