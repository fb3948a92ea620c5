#include "keysort.h"

#include <stdbool.h>
#include <string.h>

#define FEW 32        /* are moved one by one */
#define MANY 8192     /* are worth long digits */
#define LONG_DIGIT 11 /* bits; their counts stay in the nearest cache */
#define SHORT_DIGIT 8

static void insert(struct keyed *list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct keyed one = list[i];
		size_t at = i;

		for (; at && list[at - 1].key > one.key; at--)
			list[at] = list[at - 1];
		list[at] = one;
	}
}

/* Takes the least key off all and returns the greatest that is left. */
static uint64_t lower(struct keyed *list, size_t n, uint64_t *least)
{
	uint64_t low = list[0].key, high = list[0].key;

	for (size_t i = 1; i < n; i++) {
		low = list[i].key < low ? list[i].key : low;
		high = list[i].key > high ? list[i].key : high;
	}
	for (size_t i = 0; i < n; i++)
		list[i].key -= low;
	*least = low;
	return high - low;
}

/* One digit of all keys, from one list to the other; false when it is the same in all of them. */
static bool distribute(const struct keyed *from, struct keyed *to, size_t n, unsigned shift,
		       unsigned bits)
{
	uint32_t at[1u << LONG_DIGIT], sum = 0, mask = (1u << bits) - 1;

	memset(at, 0, (mask + 1) * sizeof(*at));
	for (size_t i = 0; i < n; i++)
		at[from[i].key >> shift & mask]++;
	if (at[from[0].key >> shift & mask] == n)
		return false;
	for (uint32_t digit = 0; digit <= mask; digit++) {
		uint32_t count = at[digit];

		at[digit] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[at[from[i].key >> shift & mask]++] = from[i];
	return true;
}

static void by_digits(struct keyed *list, struct keyed *spare, size_t n, unsigned bits)
{
	unsigned most = n < MANY ? SHORT_DIGIT : LONG_DIGIT, digits = (bits + most - 1) / most;
	unsigned width = digits ? (bits + digits - 1) / digits : 0;
	struct keyed *from = list, *to = spare;

	for (unsigned shift = 0; shift < bits; shift += width)
		if (distribute(from, to, n, shift, width)) {
			struct keyed *other = from;

			from = to;
			to = other;
		}
	if (from != list)
		memcpy(list, from, n * sizeof(*list));
}

void keysort(struct keyed *list, struct keyed *spare, size_t n)
{
	uint64_t least, span;

	if (n <= FEW) {
		insert(list, n);
		return;
	}
	span = lower(list, n, &least);
	by_digits(list, spare, n, span ? 64 - (unsigned)__builtin_clzll(span) : 0);
	for (size_t i = 0; i < n; i++)
		list[i].key += least;
}
