/*
 * Numbers by hash: chains whose members are taken out, in any order, beside a list that is searched from front to back.
 */
#include <CUnit/CUnit.h>
#include <stdbool.h>
#include <string.h>

#include "lookup.h"

void suite_lookup(void);

/* How many times a number is found under a hash. */
static unsigned times(const struct lookup *lookup, uint32_t hash, uint32_t number)
{
	unsigned found = 0;
	size_t at;

	for (uint32_t i = lookup_first(lookup, hash, &at); i != LOOKUP_NONE;
	     i = lookup_next(lookup, hash, &at))
		found += i == number;
	return found;
}

static void empty(void)
{
	struct lookup lookup = {0};

	CU_ASSERT_EQUAL(times(&lookup, 1, 1), 0);
	lookup_remove(&lookup, 1, 1);
	CU_ASSERT_EQUAL(times(&lookup, 1, 1), 0);
	lookup_add(&lookup, 1, 1);
	lookup_remove(&lookup, 1, 2);
	lookup_remove(&lookup, 2, 1);
	CU_ASSERT_EQUAL(times(&lookup, 1, 1), 1);
	lookup_free(&lookup);
}

/* Four hashes for many numbers: long chains that run into one another and around the end of the table. */
static void chains(void)
{
	enum { NUMBERS = 60 };
	static const uint32_t hashes[] = {0, 1, 0xfffffffe, 0xffffffff};
	bool there[NUMBERS];
	struct lookup lookup = {0};
	unsigned long random = 1;

	for (uint32_t i = 0; i < NUMBERS; i++) {
		lookup_add(&lookup, hashes[i % 4], i);
		there[i] = true;
	}
	for (unsigned step = 0; step < 2000; step++) {
		uint32_t number;

		random = random * 6364136223846793005UL + 1442695040888963407UL;
		number = (uint32_t)(random >> 33) % NUMBERS;
		if (there[number])
			lookup_remove(&lookup, hashes[number % 4], number);
		else
			lookup_add(&lookup, hashes[number % 4], number);
		there[number] = !there[number];
		for (uint32_t i = 0; i < NUMBERS; i++)
			CU_ASSERT_EQUAL(times(&lookup, hashes[i % 4], i), there[i]);
	}
	lookup_free(&lookup);
}

/* Numbers of one hash keep their order, whatever comes between them and however the table grows. */
static void in_order(void)
{
	static const uint32_t hashes[] = {0, 7, 0xffffffff, 0x80000000};
	struct lookup lookup = {0};
	size_t at, wrong = 0;

	lookup_reserve(&lookup, 5);
	for (uint32_t i = 0; i < 4000; i++) {
		lookup_add(&lookup, i % 8 < 4 ? hashes[i % 4] : i * 2654435761u, i);
		if (i == 1000)
			lookup_reserve(&lookup, 2000);
	}
	for (uint32_t h = 0; h < 4; h++) {
		uint32_t expected = h;

		for (uint32_t i = lookup_first(&lookup, hashes[h], &at); i != LOOKUP_NONE;
		     i = lookup_next(&lookup, hashes[h], &at), expected += 8)
			wrong += i != expected;
		CU_ASSERT_EQUAL(expected, 4000 + h);
	}
	CU_ASSERT_EQUAL(wrong, 0);
	lookup_free(&lookup);
}

/* Every byte at every place of texts of every length: the case of ASCII letters alone makes no difference. */
static void hashes_of_texts(void)
{
	char text[40], other[40];
	size_t wrong = 0;

	for (size_t length = 1; length <= sizeof(text); length++)
		for (size_t i = 0; i < length; i++)
			for (unsigned byte = 0; byte < 256; byte++) {
				bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';

				memset(text, 'Q', length);
				memset(other, 'q', length);
				text[i] = (char)byte;
				other[i] = (char)(byte ^ 0x20);
				wrong += lookup_hash_text(text, length) ==
					 lookup_hash_text(other, length);
				wrong += (lookup_hash_folded(text, length) ==
					  lookup_hash_folded(other, length)) != letter;
				wrong += lookup_hash_folded(text, length) ==
					 lookup_hash_folded(text, length - 1);
			}
	CU_ASSERT_EQUAL(wrong, 0);
}

void suite_lookup(void)
{
	CU_pSuite suite = CU_add_suite("lookup", NULL, NULL);

	CU_ADD_TEST(suite, empty);
	CU_ADD_TEST(suite, chains);
	CU_ADD_TEST(suite, in_order);
	CU_ADD_TEST(suite, hashes_of_texts);
}
