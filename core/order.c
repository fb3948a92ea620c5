#include "order.h"

#include <stdlib.h>
#include <string.h>

#include "keysort.h"
#include "memory.h"

/* First texts are compared by a key: the eight bytes behind those that all share, as one number. What is keyed has numbers in before. */
struct sorter {
	order_text *text;
	const void *context;
	const uint32_t *before; /* the rows as they were */
	size_t shared;          /* bytes with which all texts begin */
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

/* --- Of one key: by the rest of the texts --- */

static int by_rest(const void *a, const void *b, void *context)
{
	const struct sorter *sorter = context;
	uint32_t x = ((const struct keyed *)a)->number, y = ((const struct keyed *)b)->number;
	int order = strcmp(sorter->text(sorter->context, sorter->before[x]) + sorter->shared,
			   sorter->text(sorter->context, sorter->before[y]) + sorter->shared);

	return order ? order : (x > y) - (x < y);
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
	struct keyed *list, *spare;
	uint32_t *before;

	if (is_ordered(rows, count, text, context))
		return;
	sorter.shared = shared_bytes(rows, count, text, context);
	sorter.before = before = mem_array(count, sizeof(*before));
	list = mem_array(count, sizeof(*list));
	spare = mem_array(count, sizeof(*spare));
	for (size_t i = 0; i < count; i++) {
		before[i] = rows[i];
		list[i] =
		    (struct keyed){key_of(text(context, rows[i]) + sorter.shared), (uint32_t)i};
	}
	keysort(list, spare, count);
	sort_rests(&sorter, list, count);
	for (size_t i = 0; i < count; i++)
		rows[i] = before[list[i].number];
	free(list);
	free(spare);
	free(before);
}
