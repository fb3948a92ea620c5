/*
 * Order by keys beside the order of comparisons: numbers of every size, few and many, with many alike.
 */
#include <CUnit/CUnit.h>
#include <stdbool.h>
#include <stdlib.h>

#include "keysort.h"

void suite_keysort(void);

static uint64_t random_state = 1;

static uint64_t any(void)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return random_state ^ random_state >> 29;
}

/* Numbers are given in order, so that they tell equal keys apart. */
static int by_key_and_number(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

/* n keys of at most bits, from low on. */
static bool sorts(size_t n, unsigned bits, uint64_t low)
{
	struct keyed *list = malloc((n + 1) * sizeof(*list)),
		     *spare = malloc((n + 1) * sizeof(*list));
	struct keyed *plain = malloc((n + 1) * sizeof(*list));
	bool good = true;

	for (size_t i = 0; i < n; i++) {
		list[i] = (struct keyed){low + (bits ? any() >> (64 - bits) : 0), (uint32_t)i};
		plain[i] = list[i];
	}
	qsort(plain, n, sizeof(*plain), by_key_and_number);
	keysort(list, spare, n);
	for (size_t i = 0; i < n; i++)
		good = good && list[i].key == plain[i].key && list[i].number == plain[i].number;
	free(list);
	free(spare);
	free(plain);
	return good;
}

static void all_sizes(void)
{
	static const size_t sizes[] = {0, 1, 2, 31, 32, 33, 34, 300, 8191, 8192, 20000};

	for (size_t s = 0; s < sizeof(sizes) / sizeof(*sizes); s++)
		for (unsigned bits = 0; bits <= 64; bits++)
			CU_ASSERT(sorts(sizes[s], bits, 0));
}

/* Where keys begin far above 0, and where they go up to the last one. */
static void far_up(void)
{
	for (unsigned bits = 1; bits < 64; bits += 5) {
		CU_ASSERT(sorts(1000, bits, (uint64_t)1 << 63));
		CU_ASSERT(sorts(1000, bits, UINT64_MAX - (((uint64_t)1 << bits) - 1)));
		CU_ASSERT(sorts(9000, bits, UINT64_MAX - (((uint64_t)1 << bits) - 1)));
	}
}

/* One that is far from the others, first, last or between. */
static void one_far(void)
{
	for (size_t n = 30; n < 60; n += 7)
		for (size_t at = 0; at < n; at += n / 2 - 1) {
			struct keyed list[64], spare[64];
			bool good = true;

			for (size_t i = 0; i < n; i++)
				list[i] = (struct keyed){i == at ? UINT64_MAX : 5, (uint32_t)i};
			keysort(list, spare, n);
			for (size_t i = 0; i + 1 < n; i++)
				good = good && list[i].number == i + (i >= at);
			CU_ASSERT(good && list[n - 1].number == at);
		}
}

void suite_keysort(void)
{
	CU_pSuite suite = CU_add_suite("keysort", NULL, NULL);

	CU_ADD_TEST(suite, all_sizes);
	CU_ADD_TEST(suite, far_up);
	CU_ADD_TEST(suite, one_far);
}
