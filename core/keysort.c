#include "keysort.h"

#include <stdbool.h>
#include <string.h>

#define FEW 32        /* are moved one by one */
#define MANY 8192     /* are worth long digits */
#define LARGE 32768u  /* are cut into parts */
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
	uint64_t low = list[0].key, high = low;

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

/* The lowest bits of all keys, digit by digit. */
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

static void by_bits(struct keyed *list, struct keyed *spare, size_t n, unsigned bits);

/* Cuts what no cache holds by its highest digit into parts that one does. */
static void by_parts(struct keyed *list, struct keyed *spare, size_t n, unsigned bits)
{
	unsigned shift = bits > SHORT_DIGIT ? bits - SHORT_DIGIT : 0;
	const struct keyed *from = distribute(list, spare, n, shift, bits - shift) ? spare : list;

	for (size_t first = 0, end; first < n; first = end) {
		for (end = first + 1;
		     end < n && from[end].key >> shift == from[first].key >> shift;)
			end++;
		if (from == spare)
			memcpy(list + first, spare + first, (end - first) * sizeof(*list));
		by_bits(list + first, spare + first, end - first, shift);
	}
}

/* By the lowest bits; all others are the same. */
static void by_bits(struct keyed *list, struct keyed *spare, size_t n, unsigned bits)
{
	if (n <= FEW)
		insert(list, n);
	else if (n <= LARGE || bits <= LONG_DIGIT)
		by_digits(list, spare, n, bits);
	else
		by_parts(list, spare, n, bits);
}

void keysort(struct keyed *list, struct keyed *spare, size_t n)
{
	uint64_t least, span;

	if (n <= FEW) {
		insert(list, n);
		return;
	}
	span = lower(list, n, &least);
	by_bits(list, spare, n, span ? 64 - (unsigned)__builtin_clzll(span) : 0);
	for (size_t i = 0; i < n; i++)
		list[i].key += least;
}
