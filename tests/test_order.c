/*
 * Rows in the order of their texts, beside what a plain sort makes of them.
 */
#include <CUnit/CUnit.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "order.h"

void suite_order(void);

#define MOST 3000

static char texts[MOST][40];
static unsigned long seed = 1;

static unsigned next(unsigned bound)
{
	seed = seed * 6364136223846793005UL + 1442695040888963407UL;
	return (unsigned)(seed >> 33) % bound;
}

static const char *text_of(const void *context, uint32_t row)
{
	(void)context;
	return texts[row];
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = strcmp(texts[x], texts[y]);

	return order ? order : (x > y) - (x < y);
}

/* The first rows, each once; those of one text by their numbers. */
static bool is_right(size_t count)
{
	static uint32_t rows[MOST], expected[MOST];

	for (uint32_t i = 0; i < count; i++)
		rows[i] = expected[i] = i;
	qsort(expected, count, sizeof(*expected), compare);
	order_rows(rows, count, text_of, NULL);
	return !memcmp(rows, expected, count * sizeof(*rows));
}

/* Letters of few kinds, of all bytes, behind a beginning that all or some share; many are equal. */
static void random_texts(void)
{
	static const char *const starts[] = {"", "kota-", "province-of-the-north-"};
	size_t wrong = 0;

	for (unsigned round = 0; round < 300; round++) {
		size_t count = round < 100 ? next(12) : next(MOST);
		unsigned letters = round % 3 ? 2 : 255, length = 1 + next(12);
		bool all = round % 2;
		unsigned common = next(3);

		for (size_t i = 0; i < count; i++) {
			char *at = stpcpy(texts[i], starts[all ? common : next(3)]);

			for (unsigned n = next(length + 1); n; n--)
				*at++ = (char)(1 + next(letters));
			*at = '\0';
		}
		wrong += !is_right(count);
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

/* In order already, in order but for the last, backwards. */
static void nearly_sorted(void)
{
	for (size_t i = 0; i < MOST; i++)
		snprintf(texts[i], sizeof(texts[i]), "AG%07zu", i);
	CU_ASSERT_TRUE(is_right(0));
	CU_ASSERT_TRUE(is_right(1));
	CU_ASSERT_TRUE(is_right(MOST));
	strcpy(texts[MOST - 1], "AG");
	CU_ASSERT_TRUE(is_right(MOST));
	for (size_t i = 0; i < MOST; i++)
		snprintf(texts[i], sizeof(texts[i]), "AG%07zu", MOST - i);
	CU_ASSERT_TRUE(is_right(MOST));
}

void suite_order(void)
{
	CU_pSuite suite = CU_add_suite("order", NULL, NULL);

	CU_ADD_TEST(suite, random_texts);
	CU_ADD_TEST(suite, nearly_sorted);
}
