#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "memory.h"
#include "text.h"

void suite_text(void);

#define A36 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A63 A36 "aaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void ids(void)
{
	static const char *const good[] = {"a", "Z", "0", "-", "_", "kota-kecil_2", A36};
	static const char *const bad[] = {"",   A36 "a", "a b", "a.b", "a/b", "é",
					  "a*", "a\n",   " a",  "a|b", "a=b"};

	for (size_t i = 0; i < COUNT(good); i++)
		check_row(text_is_id(good[i]), good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		check_row(!text_is_id(bad[i]), bad[i]);
}

static void agency_ids(void)
{
	static const char *const good[] = {"a", "9", "kota.a-1_b", "A..-_", A63};
	static const char *const bad[] = {"", ".a", "-a", "_a", "a b", "a/b", "é", "a,b", A63 "a"};

	for (size_t i = 0; i < COUNT(good); i++)
		check_row(text_is_agency_id(good[i], strlen(good[i])), good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		check_row(!text_is_agency_id(bad[i], strlen(bad[i])), bad[i]);
	CU_ASSERT_TRUE(text_is_agency_id("ab c", 2));
	CU_ASSERT_FALSE(text_is_agency_id("a\0b", 3));
}

static void globs(void)
{
	static const struct {
		const char *glob, *name;
		bool matches;
	} rows[] = {
	    {"", "", true},
	    {"", "a", false},
	    {"a", "a", true},
	    {"a", "A", false},
	    {"a", "ab", false},
	    {"ab", "a", false},
	    {"*", "", true},
	    {"*", "anything", true},
	    {"**", "x", true},
	    {"?", "x", true},
	    {"?", "", false},
	    {"?", "xy", false},
	    {"q*", "q01", true},
	    {"q*", "p01", false},
	    {"q?", "q1", true},
	    {"q?", "q12", false},
	    {"*.solved", "a.solved", true},
	    {"*.solved", "a.solve", false},
	    {"a*b*c", "axbyc", true},
	    {"a*b*c", "abc", true},
	    {"a*b*c", "acb", false},
	    {"*ab", "aab", true},
	    {"*ab", "aaba", false},
	    {"*a?", "aaxab", true},
	    {"a*", "a*", true},
	    {"a.b", "axb", false},
	    {"[ab]", "a", false},
	    {"*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *row = mem_print("%s on %s", rows[i].glob, rows[i].name);

		check_row(text_glob(rows[i].glob, rows[i].name) == rows[i].matches, row);
		free(row);
	}
	CU_ASSERT_TRUE(text_is_glob("a*"));
	CU_ASSERT_TRUE(text_is_glob("?"));
	CU_ASSERT_FALSE(text_is_glob("a.b-c"));
}

/* Distances counted by hand: changed, missing, more, swapped letters cost 1 each. */
static void nearest(void)
{
	static const char *const names[] = {"weight", "weight-sum", "title", "round", "rounding"};
	static const struct {
		const char *word, *found; /* NULL: none */
	} rows[] = {
	    {"weight", "weight"},    {"wieght", "weight"},
	    {"weigth", "weight"},    {"weght", "weight"},
	    {"weiight", "weight"},   {"tilte", "title"},
	    {"ruond", "round"},      {"weightsum", "weight-sum"},
	    {"roundin", "rounding"}, {"ewihgt", "weight"},
	    {"wexyht", "weight"},    {"wexyzt", NULL},
	    {"precision", NULL},     {"", NULL},
	    {"Weight", "weight"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *found = text_nearest(rows[i].word, names, COUNT(names));

		check_row(rows[i].found ? found && !strcmp(found, rows[i].found) : !found,
			  rows[i].word);
	}
	CU_ASSERT_PTR_NULL(text_nearest("a", NULL, 0));
}

/* Equally near: the first. Longer than 64 bytes: not compared. */
static void nearest_of_several(void)
{
	static const char *const same[] = {"cat", "car"}, *const near[] = {A63 "xx"};

	CU_ASSERT_STRING_EQUAL(text_nearest("caz", same, 2), "cat");
	CU_ASSERT_PTR_NULL(text_nearest(A63 "x", near, 1));
	CU_ASSERT_PTR_NULL(text_nearest(A63 "xy", near, 1));
}

static void utf8(void)
{
	static const char *const good[] = {"",
					   "plain",
					   "\xc3\xa9",
					   "\xe2\x82\xac",
					   "\xef\xbf\xbf",
					   "\xf0\x9f\x98\x80",
					   "\xf4\x8f\xbf\xbf",
					   "\xed\x9f\xbf",
					   "\xee\x80\x80",
					   "\x7f\x01"};
	static const struct {
		const char *bytes;
		size_t bad;
	} rows[] = {
	    {"\x80", 0}, /* a continuation alone */
	    {"ab\xff", 2},
	    {"\xc0\xaf", 0}, /* overlong / */
	    {"\xc1\xbf", 0},
	    {"x\xe0\x80\xaf", 1}, /* overlong in three */
	    {"\xe0\x9f\xbf", 0},
	    {"\xf0\x8f\xbf\xbf", 0}, /* overlong in four */
	    {"\xed\xa0\x80", 0},     /* the surrogate D800 */
	    {"\xed\xbf\xbf", 0},
	    {"\xf4\x90\x80\x80", 0}, /* 110000 */
	    {"\xf5\x80\x80\x80", 0},
	    {"\xc3", 0}, /* cut */
	    {"\xe2\x82", 0},
	    {"\xf0\x9f\x98", 0},
	    {"\xc3(", 0},
	    {"ok\xe2\x82(", 2},
	};
	size_t bad = 99;

	for (size_t i = 0; i < COUNT(good); i++)
		check_row(text_is_utf8(good[i], strlen(good[i]), &bad), good[i]);
	CU_ASSERT_EQUAL(bad, 99);
	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(!text_is_utf8(rows[i].bytes, strlen(rows[i].bytes), &bad) &&
			      bad == rows[i].bad,
			  text_quoted(rows[i].bytes));
	CU_ASSERT_TRUE(text_is_utf8("a\0b", 3, &bad));
	CU_ASSERT_FALSE(text_is_utf8("\xe2\x82\xac", 2, &bad)); /* the third byte is not ours */
}

static void quotes(void)
{
	static const struct {
		const char *found, *shown;
	} rows[] = {
	    {"", "\"\""},
	    {"plain \"é\" €", "\"plain \"é\" €\""},
	    {"a\nb\tc\x1b[1m", "\"a\\x0ab\\x09c\\x1b[1m\""},
	    {"\x7f", "\"\\x7f\""},
	    {"\xff\xc3", "\"\\xff\\xc3\""},
	    {"\xc2\x9b", "\"\\x9b\""},       /* a C1 control */
	    {"\xc2\xad", "\"\\xad\""},       /* soft hyphen */
	    {"\xe2\x80\xae", "\"\\u202e\""}, /* right to left */
	    {"\xe2\x80\x8b", "\"\\u200b\""}, /* zero width */
	    {"\xe2\x81\xa6", "\"\\u2066\""}, /* isolate */
	    {"\xef\xbb\xbf", "\"\\ufeff\""},
	    {"\xe2\x80\x90", "\"\xe2\x80\x90\""}, /* a hyphen is shown */
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		CU_ASSERT_STRING_EQUAL(text_quoted(rows[i].found), rows[i].shown);
	CU_ASSERT_STRING_EQUAL(text_quote("a\0b", 3), "\"a\\x00b\"");
}

/* Cut after 120 bytes, never inside a character. */
static void quotes_are_cut(void)
{
	char bytes[200];

	memset(bytes, 'a', sizeof(bytes));
	CU_ASSERT_EQUAL(strlen(text_quote(bytes, 120)), 122);
	CU_ASSERT_EQUAL(strlen(text_quote(bytes, 121)), 125); /* "..." and quotes */
	memcpy(bytes + 119, "\xe2\x82\xac", 3);
	CU_ASSERT_EQUAL(strlen(text_quote(bytes, 200)), 119 + 5);
	CU_ASSERT_STRING_EQUAL(text_quote(bytes, 200) + 119, "a...\"");
}

static void quotes_live_on(void)
{
	const char *first = text_quoted("first");

	for (unsigned i = 0; i < 7; i++)
		text_quoted("other");
	CU_ASSERT_STRING_EQUAL(first, "\"first\"");
}

static void escapes_for_a_terminal(void)
{
	struct text text = {0};

	text_add(&text, "a/");
	text_add_escaped(&text, "b\x1b\n\xe2\x80\xa8é\xff");
	CU_ASSERT_STRING_EQUAL(text.data, "a/b\\x1b\\x0a\\u2028é\\xff");
	text_free(&text);
	CU_ASSERT_PTR_NULL(text.data);
}

static void grows(void)
{
	struct text text = {0};

	for (unsigned i = 0; i < 1000; i++)
		text_print(&text, "%u,", i % 10);
	text_add_n(&text, "endless", 3);
	CU_ASSERT_EQUAL(text.length, 2003);
	CU_ASSERT_EQUAL(strlen(text.data), 2003);
	CU_ASSERT_STRING_EQUAL(text.data + 1996, "8,9,end");
	text_free(&text);
}

static void columns(void)
{
	static const struct {
		const char *text;
		size_t columns;
	} rows[] = {
	    {"", 0},
	    {"abc", 3},
	    {"Jos\xc3\xa9", 4},
	    {"e\xcc\x81", 1},    /* e and a combining accent */
	    {"\xe6\xbc\xa2", 2}, /* wide */
	    {"\xea\xb0\x80x", 3},
	    {"\xef\xbc\xa1", 2}, /* full-width A */
	    {"\xf0\x9f\x98\x80", 2},
	    {"a\xe2\x80\x8b", 1}, /* zero width */
	    {"\xff", 1},
	    {"\xc3", 1},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(text_columns(rows[i].text) == rows[i].columns, rows[i].text);
}

/* --- memory: what texts live in --- */

static void arenas(void)
{
	struct arena arena = {0};
	char *first = arena_copy(&arena, "first and more", 5);
	size_t wrong = 0;

	for (unsigned i = 1; i < 4000; i++) {
		unsigned char *piece = arena_alloc(&arena, i % 97);

		wrong += (uintptr_t)piece % _Alignof(max_align_t) != 0;
		for (unsigned j = 0; j < i % 97; j++)
			wrong += piece[j]; /* zeroed */
		memset(piece, 0xff, i % 97);
	}
	memset(arena_alloc(&arena, 1u << 20), 0xff, 1u << 20); /* more than a page */
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_STRING_EQUAL(first, "first");
	arena_free(&arena);
	CU_ASSERT_PTR_NULL(arena.page);
}

static void growing_arrays(void)
{
	unsigned *array = NULL, wrong = 0;

	for (unsigned i = 0; i < 5000; i++) {
		array = mem_grow(array, i, sizeof(*array));
		array[i] = i * 3;
	}
	for (unsigned i = 0; i < 5000; i++)
		wrong += array[i] != i * 3;
	CU_ASSERT_EQUAL(wrong, 0);
	free(array);
}

static void nothing_is_something(void)
{
	unsigned char *zeros = mem_array(7, 3);
	char *copy = mem_copy_n("abcdef", 3), *print = mem_print("%d-%s", 5, "x");

	for (unsigned i = 0; i < 21; i++)
		CU_ASSERT_EQUAL(zeros[i], 0);
	CU_ASSERT_STRING_EQUAL(copy, "abc");
	CU_ASSERT_STRING_EQUAL(print, "5-x");
	free(zeros);
	free(copy);
	free(print);
	zeros = mem_alloc(0);
	CU_ASSERT_PTR_NOT_NULL(zeros);
	free(zeros);
}

/* --- problem: the shape of a message --- */

static void message_shape(void)
{
	struct problems problems = {0};
	struct place at = {.file = "a\x1b.ini", .line = 3, .column = 7};

	problem_error(&problems, EXIT_CONFIG, "E-X-001", &at, "%s: found %d", "key", 5);
	at = (struct place){.file = "b.csv", .line = 2, .record = 4};
	problem_warning(&problems, "W-X-002", &at, "careful");
	at = (struct place){.file = "c.json", .pointer = ""};
	problem_error(&problems, EXIT_EVIDENCE, "E-X-003", &at, "bad");
	problem_error(&problems, EXIT_IO, "E-X-004", NULL, "nowhere");
	CU_ASSERT_EQUAL(problems.count, 4);
	CU_ASSERT_EQUAL(problems.errors, 3);
	CU_ASSERT_EQUAL(problems.code, EXIT_CONFIG); /* the first one's */
	CU_ASSERT_STRING_EQUAL(problems_text(&problems), "a\\x1b.ini:3:7: E-X-001: key: found 5\n"
							 "b.csv:2: W-X-002: careful (record 4)\n"
							 "c.json: E-X-003: bad (at \"\")\n"
							 "E-X-004: nowhere\n");
	CU_ASSERT_EQUAL(problems.code, EXIT_DONE);
}

static void warnings_do_not_fail(void)
{
	struct problems problems = {0};

	problem_warning(&problems, "W-X-001", NULL, "careful");
	CU_ASSERT_EQUAL(problems.errors, 0);
	CU_ASSERT_EQUAL(problems.code, EXIT_DONE);
	problem_clear(&problems);
}

static void many_messages(void)
{
	struct problems problems = {0};
	const char *text;

	for (unsigned i = 0; i < PROBLEM_LIMIT + 234; i++)
		problem_error(&problems, EXIT_IO, "E-X-001", NULL, "number %u", i);
	CU_ASSERT_EQUAL(problems.errors, PROBLEM_LIMIT + 234);
	text = problems_text(&problems);
	CU_ASSERT_EQUAL(count_lines(text), PROBLEM_LIMIT + 1);
	CU_ASSERT_TRUE(has_line(text, "E-X-001: number 999"));
	CU_ASSERT_TRUE(has_line(text, "... and 234 more"));
}

/* In English the system's own words; in a locale that glibc translates they would be of another language than ours. */
static void errors(void)
{
	for (int error = 1; error < 134; error++)
		check_row(!strcmp(text_error(error), strerror(error)), strerror(error));
}

void suite_text(void)
{
	CU_pSuite suite = CU_add_suite("text", NULL, NULL);

	CU_ADD_TEST(suite, ids);
	CU_ADD_TEST(suite, agency_ids);
	CU_ADD_TEST(suite, globs);
	CU_ADD_TEST(suite, nearest);
	CU_ADD_TEST(suite, nearest_of_several);
	CU_ADD_TEST(suite, utf8);
	CU_ADD_TEST(suite, quotes);
	CU_ADD_TEST(suite, quotes_are_cut);
	CU_ADD_TEST(suite, quotes_live_on);
	CU_ADD_TEST(suite, escapes_for_a_terminal);
	CU_ADD_TEST(suite, grows);
	CU_ADD_TEST(suite, columns);
	CU_ADD_TEST(suite, arenas);
	CU_ADD_TEST(suite, growing_arrays);
	CU_ADD_TEST(suite, nothing_is_something);
	CU_ADD_TEST(suite, message_shape);
	CU_ADD_TEST(suite, warnings_do_not_fail);
	CU_ADD_TEST(suite, many_messages);
	CU_ADD_TEST(suite, errors);
}
