#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "lookup.h"
#include "memory.h"
#include "spelling.h"

void suite_spelling(void);

struct spelled {
	const char *text, *expected;
};

typedef void folding(struct text *out, const char *text);

/* The rules: Unicode's NFKC_Casefold; runs of blanks one, none at the ends. */
static void check_all(folding *fold, const struct spelled *rows, size_t count)
{
	struct text out = {0};
	char *row;

	text_add(&out, "what was there");
	for (size_t i = 0; i < count; i++) {
		fold(&out, rows[i].text);
		row = mem_print("%s gives %s, not %s", rows[i].text, out.data, rows[i].expected);
		check_row(!strcmp(out.data, rows[i].expected) && out.length == strlen(out.data),
			  row);
		free(row);
	}
	text_free(&out);
}

static void keys(void)
{
	static const struct spelled rows[] = {
	    {"", ""},
	    {"  ", ""},
	    {"Kota Satu", "kota satu"},
	    {"  Kota \t Satu ", "kota satu"},
	    {"S\xc3\xa9mpu", "s\xc3\xa9mpu"},
	    {"Se\xcc\x81mpu", "s\xc3\xa9mpu"}, /* decomposed */
	    {"Stra\xc3\x9f"
	     "e",
	     "strasse"},                           /* folded to two */
	    {"\xef\xbc\xa1\xef\xbc\xa2", "ab"},    /* fullwidth AB */
	    {"\xef\xac\x81lm", "film"},            /* the ligature fi */
	    {"Kota\xc2\xa0Satu", "kota satu"},     /* no-break space */
	    {"Kota\xe3\x80\x80Satu", "kota satu"}, /* ideographic space */
	    {"Kota\xe2\x80\xa8Satu", "kota satu"}, /* line separator */
	    {"\xc2\xa0Kota \xe2\x80\x83 Satu\xc2\xa0", "kota satu"},
	    {"Sa\xc2\xadtu", "satu"},                 /* soft hyphen */
	    {"Sa\xe2\x80\x8dtu\xe2\x80\x8b", "satu"}, /* zero-width joiner and space */
	    {"Sa\xe2\x80\xaetu", "satu"},             /* right-to-left override */
	    {"\xef\xbb\xbfSatu", "satu"},             /* BOM */
	    {"\xc2\xad\xe2\x80\x8d", ""},
	    {"\xd0\x9a\xd0\x9e\xd0\xa2\xd0\x90",
	     "\xd0\xba\xd0\xbe\xd1\x82\xd0\xb0"},                     /* Cyrillic stays */
	    {"\xce\xa3\xce\xb1\xcf\x82", "\xcf\x83\xce\xb1\xcf\x83"}, /* both sigmas are one */
	    {"\xc0\xaf", "\xc0\xaf"},                                 /* not UTF-8: as it is */
	};

	check_all(spelling_key, rows, COUNT(rows));
}

/* Pairs as in confusables.txt of UTS 39. */
static void skeletons(void)
{
	static const struct spelled rows[] = {
	    {"Kota", "kota"},
	    {"\xd0\x9a\xd0\x9e\xd0\xa2\xd0\x90", "kota"}, /* KOTA in Cyrillic capitals */
	    {"K\xd0\xbet\xd0\xb0", "kota"},               /* o and a in Cyrillic */
	    {"\xce\x92\xce\x91", "ba"},                   /* Greek Beta, Alpha */
	    {"J\xce\xb1wa", "jawa"},                      /* Greek alpha */
	    {"\xd1\x80\xd1\x81\xd1\x83\xd1\x85\xd1\x95\xd1\x96\xd1\x98", "pcyxsij"},
	    {"\xd0\x98\xd0\x96", "\xd0\xb8\xd0\xb6"}, /* letters like no Latin one */
	    {"\xd1\x91", "\xc3\xab"},                 /* io is e with two dots */
	    {"\xd4\x81\xd4\x9b\xd4\x9d", "dqw"},      /* the last of the table */
	    {"\xcd\xbf", "j"},                        /* the first */
	};

	check_all(spelling_skeleton, rows, COUNT(rows));
}

static void long_names(void)
{
	struct text name = {0}, key = {0};

	for (unsigned i = 0; i < 5000; i++)
		text_add(&name, "\xc3\x89");
	spelling_key(&key, name.data);
	CU_ASSERT_EQUAL(key.length, 10000);
	CU_ASSERT(!strncmp(key.data, "\xc3\xa9\xc3\xa9", 4));
	/* one code point that becomes eighteen */
	spelling_key(&key, "\xef\xb7\xba\xef\xb7\xba\xef\xb7\xba\xef\xb7\xba\xef\xb7\xba");
	CU_ASSERT(key.length > 5 * 18);
	text_free(&name);
	text_free(&key);
}

static void intruders(void)
{
	static const struct {
		const char *text;
		uint32_t letter;
	} rows[] = {
	    {"", 0},
	    {"Kota Satu", 0},
	    {"S\xd0\xb0tu", 0x430},
	    {"\xd0\xa1"
	     "atu",
	     'a'},
	    {"J\xce\xb1wa", 0x3b1},
	    {"\xce\xb1\xd0\xb0", 0x430},
	    {"Satu \xd0\xb4\xd0\xb2\xd0\xb0", 0}, /* two words */
	    {"Satu-\xd0\xb4\xd0\xb2\xd0\xb0", 0},
	    {"Sa\xcc\x81\xd0\xb0", 0x430},     /* a mark ends no word */
	    {"Sa\xe2\x80\x8d\xd0\xb0", 0x430}, /* nor a joiner */
	    {"Sa\xd9\x83tu", 0},               /* Arabic is like no Latin letter */
	    {"S\xc3\xa9mpu \xe1\xb9\x81", 0},
	    {"K\xff\xd0\xb0", 0}, /* not UTF-8 */
	};
	char *row;

	for (size_t i = 0; i < COUNT(rows); i++) {
		row =
		    mem_print("intruder of %s: %x", rows[i].text, spelling_intruder(rows[i].text));
		check_row(spelling_intruder(rows[i].text) == rows[i].letter, row);
		free(row);
	}
}

static void differences(void)
{
	static const struct {
		const char *a, *b, *expected;
	} rows[] = {
	    {"Satu", "Sate", "U+0075 here, U+0065 there"},
	    {"SATU", "Satu", "U+0041 here, U+0061 there"},
	    {"SATU ", "Satu", "U+0020 here, nothing there"}, /* more than case first */
	    {"Satu", "Satu2", "nothing here, U+0032 there"},
	    {"k\xc3\xa9", "ke\xcc\x81", "U+00E9 here, U+0065 there"},
	    {"S\xd0\xb0tu", "satu", "U+0430 here, U+0061 there"},
	    {"a\xf0\x9f\x98\x80", "ab", "U+1F600 here, U+0062 there"},
	};
	struct text out = {0};

	for (size_t i = 0; i < COUNT(rows); i++) {
		out.length = 0;
		spelling_difference(&out, rows[i].a, rows[i].b);
		check_row(!strcmp(out.data, rows[i].expected), out.data);
	}
	text_free(&out);
}

/* What names are made of, and what is hard: blanks, controls, letters of two bytes, of other scripts, marks, bad UTF-8. */
static const char *const pieces[] = {"a",
				     "Z",
				     "q",
				     "@",
				     "[",
				     "`",
				     "{",
				     "0",
				     " ",
				     "  ",
				     "\t",
				     "\x01",
				     "\x7f",
				     "\xc3\xa9",
				     "\xc3\x89",
				     "\xc3\x9f",
				     "\xc4\xb0",
				     "\xc4\xb1",
				     "\xc5\x89",
				     "\xc7\x84",
				     "\xc9\x8f",
				     "\xc9\x90",
				     "\xc2\xa0",
				     "\xc2\xad",
				     "\xc2\xaa",
				     "\xc2\xb5",
				     "\xc2\xb8",
				     "\xc2\x85",
				     "\xcc\x81",
				     "\xd0\xbe",
				     "\xce\xa3",
				     "\xe2\x80\x8d",
				     "\xef\xac\x81",
				     "\xff",
				     "\xc3"};

/* Joined, up to most of them. */
static void make_text(char *text, unsigned most, unsigned kinds, unsigned long *random)
{
	unsigned n;

	*random = *random * 6364136223846793005UL + 1442695040888963407UL;
	n = (unsigned)(*random >> 33) % (most + 1);
	*text = '\0';
	while (n--) {
		*random = *random * 6364136223846793005UL + 1442695040888963407UL;
		strcat(text, pieces[(*random >> 33) % kinds]);
	}
}

static bool is_ascii(const char *text)
{
	while (*text > 0)
		text++;
	return !*text;
}

/* The hash is that of the skeleton, and what is plain has nothing to be warned of. */
static void hashes(void)
{
	struct text skeleton = {0}, room = {0};
	unsigned long random = 1;
	size_t wrong = 0, plain_ones = 0;
	char text[128];

	for (unsigned i = 0; i < 300000; i++) {
		bool plain;
		uint64_t hash;

		make_text(text, i % 3 ? 20 : 9, i % 2 ? COUNT(pieces) : 14, &random);
		hash = spelling_hash(&room, text, &plain);
		spelling_skeleton(&skeleton, text);
		plain_ones += plain;
		wrong += hash != lookup_hash_folded(skeleton.data, skeleton.length);
		wrong += plain && (!skeleton.length || spelling_intruder(text));
		wrong += !plain && skeleton.length && is_ascii(text);
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT(plain_ones > 100000);
	text_free(&skeleton);
	text_free(&room);
}

/* The quick way with letters of two bytes gives what the long way makes of all of a text, which a letter beyond them forces. */
static void latin_letters(void)
{
	struct text quick = {0}, slow = {0};
	unsigned long random = 1;
	size_t wrong = 0;
	char text[128];

	for (unsigned c = 0x80; c < 0x250; c++) { /* each, between two letters */
		snprintf(text, sizeof(text), "a%c%cB", (char)(0xc0 | c >> 6),
			 (char)(0x80 | (c & 0x3f)));
		spelling_key(&quick, text);
		strcat(text, "\xe6\xbc\xa2");
		spelling_key(&slow, text);
		wrong += slow.length < 3 || quick.length != slow.length - 3 ||
			 memcmp(quick.data, slow.data, quick.length) != 0;
	}
	CU_ASSERT_EQUAL(wrong, 0);
	for (unsigned i = 0; i < 100000; i++) {
		make_text(text, 12, 28, &random);
		strcat(text, "z");
		spelling_key(&quick, text);
		strcat(text, "\xe6\xbc\xa2");
		spelling_key(&slow, text);
		wrong += slow.length < 3 || quick.length != slow.length - 3 ||
			 memcmp(quick.data, slow.data, quick.length) != 0;
	}
	CU_ASSERT_EQUAL(wrong, 0);
	text_free(&quick);
	text_free(&slow);
}

void suite_spelling(void)
{
	CU_pSuite suite = CU_add_suite("spelling", NULL, NULL);

	CU_ADD_TEST(suite, keys);
	CU_ADD_TEST(suite, skeletons);
	CU_ADD_TEST(suite, long_names);
	CU_ADD_TEST(suite, hashes);
	CU_ADD_TEST(suite, latin_letters);
	CU_ADD_TEST(suite, intruders);
	CU_ADD_TEST(suite, differences);
}
