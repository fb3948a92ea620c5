#include "order.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

/* What is compared first: the eight bytes behind those that all texts share, as one number. */
struct keyed {
	uint64_t key;
	uint32_t row;
	uint32_t at; /* where it was */
};

struct sorter {
	order_text *text;
	const void *context;
	size_t shared; /* bytes with which all texts begin */
};

static bool is_ordered(const uint32_t *rows, size_t count, order_text *text, const void *context)
{
	for (size_t i = 1; i < count; i++)
		if (strcmp(text(context, rows[i - 1]), text(context, rows[i])) > 0)
			return false;
	return true;
}

static size_t shared_bytes(const uint32_t *rows, size_t count, order_text *text,
			   const void *context)
{
	const char *first = text(context, rows[0]);
	size_t shared = strlen(first);

	for (size_t i = 1; i < count && shared; i++) {
		const char *other = text(context, rows[i]);
		size_t same = 0;

		while (same < shared && first[same] == other[same])
			same++;
		shared = same;
	}
	return shared;
}

/* Ends with zeros where the text ends. */
static uint64_t key_of(const char *text)
{
	uint64_t key = 0;

	for (unsigned i = 0; i < 8; i++)
		key = key << 8 | (*text ? (unsigned char)*text++ : 0u);
	return key;
}

/* --- By their keys: byte by byte from the last, passing bytes that all have in common --- */

#define DIGITS 8
#define VALUES 256

static void count_digits(const struct keyed *list, size_t count, size_t counts[DIGITS][VALUES])
{
	for (size_t i = 0; i < count; i++)
		for (unsigned d = 0; d < DIGITS; d++)
			counts[d][list[i].key >> 8 * d & 0xff]++;
}

/* False: all have the same byte there. */
static bool make_starts(size_t *counts, size_t count)
{
	size_t start = 0;

	for (size_t v = 0; v < VALUES; v++) {
		size_t here = counts[v];

		if (here == count)
			return false;
		counts[v] = start;
		start += here;
	}
	return true;
}

/* The sorted list is one of the two. */
static struct keyed *sort_keys(struct keyed *list, struct keyed *other, size_t count)
{
	static size_t counts[DIGITS][VALUES];

	memset(counts, 0, sizeof(counts));
	count_digits(list, count, counts);
	for (unsigned d = 0; d < DIGITS; d++) {
		struct keyed *sorted = other;

		if (!make_starts(counts[d], count))
			continue;
		for (size_t i = 0; i < count; i++)
			sorted[counts[d][list[i].key >> 8 * d & 0xff]++] = list[i];
		other = list;
		list = sorted;
	}
	return list;
}

/* --- Of one key: by the rest of the texts --- */

static int by_rest(const void *a, const void *b, void *context)
{
	const struct sorter *sorter = context;
	const struct keyed *x = a, *y = b;
	int order = strcmp(sorter->text(sorter->context, x->row) + sorter->shared,
			   sorter->text(sorter->context, y->row) + sorter->shared);

	return order ? order : (x->at > y->at) - (x->at < y->at);
}

static void sort_rests(struct sorter *sorter, struct keyed *list, size_t count)
{
	size_t end;

	for (size_t i = 0; i < count; i = end) {
		for (end = i + 1; end < count && list[end].key == list[i].key; end++)
			;
		if (end - i > 1 && (list[i].key & 0xff)) /* else the texts end there */
			qsort_r(list + i, end - i, sizeof(*list), by_rest, sorter);
	}
}

void order_rows(uint32_t *rows, size_t count, order_text *text, const void *context)
{
	struct sorter sorter = {.text = text, .context = context};
	struct keyed *list, *other, *sorted;

	if (is_ordered(rows, count, text, context))
		return;
	sorter.shared = shared_bytes(rows, count, text, context);
	list = mem_array(count, sizeof(*list));
	other = mem_array(count, sizeof(*other));
	for (size_t i = 0; i < count; i++)
		list[i] = (struct keyed){key_of(text(context, rows[i]) + sorter.shared), rows[i],
					 (uint32_t)i};
	sorted = sort_keys(list, other, count);
	sort_rests(&sorter, sorted, count);
	for (size_t i = 0; i < count; i++)
		rows[i] = sorted[i].row;
	free(list);
	free(other);
}
