#include "lookup.h"

#include <stdlib.h>

#include "memory.h"

#define FIRST_ROOM 16u

/*
 * Hashes of a larger room keep their order, so that moving to it reads and writes from front to back. The factor spreads
 * hashes that are small numbers or differ in few bits.
 */
static size_t home(const struct lookup *lookup, uint32_t hash)
{
	return (size_t)((uint64_t)(hash * UINT32_C(0x9e3779b1)) * lookup->room >> 32);
}

static size_t after(const struct lookup *lookup, size_t at)
{
	return at + 1 == lookup->room ? 0 : at + 1;
}

static void put(struct lookup *lookup, struct lookup_slot slot)
{
	size_t at = home(lookup, slot.hash);

	while (lookup->slots[at].next)
		at = after(lookup, at);
	lookup->slots[at] = slot;
}

/* Begins behind a free slot: what was put round the end comes after what it had to pass. */
static void move_all(struct lookup *lookup, const struct lookup *old)
{
	size_t start = 0;

	while (start < old->room && old->slots[start].next)
		start++;
	for (size_t i = 0; i < old->room; i++) {
		const struct lookup_slot *slot =
		    &old->slots[start + i < old->room ? start + i : start + i - old->room];

		if (slot->next)
			put(lookup, *slot);
	}
}

static void resize(struct lookup *lookup, size_t room)
{
	struct lookup old = *lookup;

	lookup->room = room;
	lookup->slots = mem_array(room, sizeof(*lookup->slots));
	move_all(lookup, &old);
	free(old.slots);
}

void lookup_reserve(struct lookup *lookup, size_t count)
{
	size_t room = count + count / 3 + FIRST_ROOM, more = lookup->room + lookup->room / 2;

	if (room > lookup->room)
		resize(lookup, room > more ? room : more);
}

void lookup_add(struct lookup *lookup, uint32_t hash, uint32_t number)
{
	if (4 * (lookup->count + 1) > 3 * lookup->room)
		resize(lookup, lookup->room ? lookup->room + lookup->room / 2 : FIRST_ROOM);
	put(lookup, (struct lookup_slot){hash, number + 1});
	lookup->count++;
}

/* How far a slot is behind another, round the end. */
static size_t distance(const struct lookup *lookup, size_t from, size_t to)
{
	return to >= from ? to - from : to + lookup->room - from;
}

/* Moves later members of a chain into the gap, so that no walk ends too early. */
static void close_gap(struct lookup *lookup, size_t gap)
{
	for (size_t at = after(lookup, gap); lookup->slots[at].next; at = after(lookup, at)) {
		size_t start = home(lookup, lookup->slots[at].hash);

		if (distance(lookup, start, at) >= distance(lookup, gap, at)) {
			lookup->slots[gap] = lookup->slots[at];
			gap = at;
		}
	}
	lookup->slots[gap].next = 0;
}

void lookup_remove(struct lookup *lookup, uint32_t hash, uint32_t number)
{
	size_t at;
	uint32_t found = lookup_first(lookup, hash, &at);

	while (found != LOOKUP_NONE && found != number)
		found = lookup_next(lookup, hash, &at);
	if (found == LOOKUP_NONE)
		return;
	lookup->count--;
	close_gap(lookup, at);
}

/* From at on: the first slot of this hash. */
static uint32_t seek(const struct lookup *lookup, uint32_t hash, size_t *at)
{
	while (lookup->slots[*at].next && lookup->slots[*at].hash != hash)
		*at = after(lookup, *at);
	return lookup->slots[*at].next - 1;
}

uint32_t lookup_first(const struct lookup *lookup, uint32_t hash, size_t *at)
{
	*at = 0;
	if (!lookup->room)
		return LOOKUP_NONE;
	*at = home(lookup, hash);
	return seek(lookup, hash, at);
}

uint32_t lookup_next(const struct lookup *lookup, uint32_t hash, size_t *at)
{
	*at = after(lookup, *at);
	return seek(lookup, hash, at);
}

void lookup_await(const struct lookup *lookup, uint32_t hash)
{
	if (lookup->room)
		__builtin_prefetch(&lookup->slots[home(lookup, hash)]);
}

void lookup_free(struct lookup *lookup)
{
	free(lookup->slots);
	*lookup = (struct lookup){0};
}
