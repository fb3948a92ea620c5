/*
 * lookup - finds numbers by hash: the index behind "which row has this id".
 *
 * It knows hashes and numbers only; its owner keeps the things, numbered, and compares them:
 *
 *     for (number = lookup_first(&l, hash, &at); number != LOOKUP_NONE;
 *          number = lookup_next(&l, hash, &at))
 *             if (things[number] is the one) ...
 */
#ifndef JURI_LOOKUP_H
#define JURI_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

#define LOOKUP_NONE UINT32_MAX
#define LOOKUP_SEED UINT32_C(2166136261)

struct lookup_slot {
	uint32_t hash, number; /* LOOKUP_NONE: free */
};

/* All zero is empty. */
struct lookup {
	struct lookup_slot *slots;
	size_t room, count; /* room is 0 or a power of two */
};

/* FNV-1a of more bytes after those that gave hash; LOOKUP_SEED at the start. */
static inline uint32_t lookup_hash(uint32_t hash, const char *data, size_t length)
{
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)data[i]) * UINT32_C(16777619);
	return hash;
}

/* Adds a number under a hash; a number is added once. */
void lookup_add(struct lookup *lookup, uint32_t hash, uint32_t number);

/* Takes out what lookup_add put in. */
void lookup_remove(struct lookup *lookup, uint32_t hash, uint32_t number);

/* The first and the next number under a hash, LOOKUP_NONE at the end; *at is where the walk stands. */
uint32_t lookup_first(const struct lookup *lookup, uint32_t hash, size_t *at);
uint32_t lookup_next(const struct lookup *lookup, uint32_t hash, size_t *at);

void lookup_free(struct lookup *lookup);

#endif
