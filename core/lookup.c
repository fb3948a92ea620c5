#include "lookup.h"

#include <stdlib.h>

#include "memory.h"

#define FIRST_ROOM 16u

static size_t home(const struct lookup *lookup, uint32_t hash)
{
	return (hash ^ hash >> 15) & (lookup->room - 1);
}

static size_t after(const struct lookup *lookup, size_t at)
{
	return (at + 1) & (lookup->room - 1);
}

static void put(struct lookup *lookup, struct lookup_slot slot)
{
	size_t at = home(lookup, slot.hash);

	while (lookup->slots[at].number != LOOKUP_NONE)
		at = after(lookup, at);
	lookup->slots[at] = slot;
}

static void resize(struct lookup *lookup, size_t room)
{
	struct lookup old = *lookup;

	lookup->room = room;
	lookup->slots = mem_array(room, sizeof(*lookup->slots));
	for (size_t i = 0; i < room; i++)
		lookup->slots[i].number = LOOKUP_NONE;
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i].number != LOOKUP_NONE)
			put(lookup, old.slots[i]);
	free(old.slots);
}

void lookup_add(struct lookup *lookup, uint32_t hash, uint32_t number)
{
	if (2 * (lookup->count + 1) > lookup->room)
		resize(lookup, lookup->room ? 2 * lookup->room : FIRST_ROOM);
	put(lookup, (struct lookup_slot){hash, number});
	lookup->count++;
}

/* Moves later members of a chain into the gap, so that no walk ends too early. */
static void close_gap(struct lookup *lookup, size_t gap)
{
	size_t mask = lookup->room - 1;

	for (size_t at = after(lookup, gap); lookup->slots[at].number != LOOKUP_NONE;
	     at = after(lookup, at)) {
		size_t start = home(lookup, lookup->slots[at].hash);

		if (((at - start) & mask) >= ((at - gap) & mask)) {
			lookup->slots[gap] = lookup->slots[at];
			gap = at;
		}
	}
	lookup->slots[gap].number = LOOKUP_NONE;
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
	while (lookup->slots[*at].number != LOOKUP_NONE && lookup->slots[*at].hash != hash)
		*at = after(lookup, *at);
	return lookup->slots[*at].number;
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

void lookup_free(struct lookup *lookup)
{
	free(lookup->slots);
	*lookup = (struct lookup){0};
}
