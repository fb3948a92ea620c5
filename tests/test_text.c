#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crew.h"
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
/* Controls, what turns others round, what is not seen, what Unicode keeps out. */
static void hidden(void)
{
	static const uint32_t yes[] = {0,       0x1f,    0x7f,     0x80,    0x9f,   0xad,   0x61c,
				       0x115f,  0x180e,  0x200b,   0x200f,  0x2028, 0x202a, 0x202e,
				       0x2060,  0x2066,  0x2069,   0x3164,  0xe000, 0xf8ff, 0xfdd0,
				       0xfdef,  0xfeff,  0xffa0,   0xfff9,  0xfffe, 0xffff, 0x1fffe,
				       0xe0001, 0xf0000, 0x10fffd, 0x10ffff};
	static const uint32_t no[] = {' ',    '~',    0xa0,   0xac,    0xae,    0x61b,  0x200a,
				      0x2010, 0x2027, 0x202f, 0x2070,  0xd7ff,  0xf900, 0xfdcf,
				      0xfdf0, 0xfefe, 0xfffd, 0x10000, 0x1fffd, 0x1f600};

	for (size_t i = 0; i < COUNT(yes); i++)
		CU_ASSERT(text_is_hidden(yes[i]));
	for (size_t i = 0; i < COUNT(no); i++)
		CU_ASSERT(!text_is_hidden(no[i]));
	CU_ASSERT(text_is_noncharacter(0xfdd0) && text_is_noncharacter(0x10fffe));
	CU_ASSERT(!text_is_noncharacter(0xfffd) && !text_is_noncharacter(0xfdf0));
}

static void controls(void)
{
	static const char *const with[] = {"\x1b", "a\tb", "a\n", "\x7f", "a\xc2\x80", "\xc2\x9f"};
	static const char *const without[] = {"",         "a b", "\xc2\xa0", "\xe2\x80\xae",
					      "\xc3\x80", "\xc2"};

	for (size_t i = 0; i < COUNT(with); i++)
		CU_ASSERT(text_has_control(with[i], strlen(with[i])));
	for (size_t i = 0; i < COUNT(without); i++)
		CU_ASSERT(!text_has_control(without[i], strlen(without[i])));
	CU_ASSERT(text_has_control("a\0b", 3));
}

static void points(void)
{
	uint32_t c = 7;

	CU_ASSERT_EQUAL(text_point("a", 1, &c), 1);
	CU_ASSERT_EQUAL(c, 'a');
	CU_ASSERT_EQUAL(text_point("\xf0\x9f\x98\x80", 4, &c), 4);
	CU_ASSERT_EQUAL(c, 0x1f600);
	CU_ASSERT_EQUAL(text_point("\xf0\x9f\x98\x80", 3, &c), 0);
	CU_ASSERT_EQUAL(text_point("", 0, &c), 0);
}

/* Private use and tags, beyond U+FFFF with eight digits. */
static void escapes_beyond_16_bits(void)
{
	struct text out = {0};

	text_add_escaped(&out, "a\xee\x80\x80\xf3\xa0\x80\x81\xef\xbf\xbf");
	CU_ASSERT_STRING_EQUAL(out.data, "a\\ue000\\U000e0001\\uffff");
	text_free(&out);
}

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
	CU_ASSERT_TRUE(has_line(text, "N-RUN-001: 234 more problems; the first 1000 are listed"));
}

/* What problem_print_as prints as JSON. */
static char *as_json(const struct problems *problems)
{
	size_t length;
	char *text = NULL;
	FILE *stream = open_memstream(&text, &length);

	problem_print_as(problems, PROBLEM_JSON, stream);
	fclose(stream);
	return text;
}

static void expect_json(struct problems *problems, const char *expected)
{
	char *text = as_json(problems);

	CU_ASSERT_STRING_EQUAL(text, expected);
	free(text);
	problem_clear(problems);
}

static void message_as_json(void)
{
	struct problems problems = {0};
	struct place at = {.file = "a\x1b\xff\"\\.ini", .line = 3, .column = 7};

	problem_error(&problems, EXIT_CONFIG, "E-X-001", &at, "found %s", text_quoted("\n"));
	at = (struct place){.file = "b.csv", .line = 2, .record = 4};
	problem_warning(&problems, "W-X-002", &at, "K\xc3\xb6ln");
	at = (struct place){.file = "c.json", .column = 9, .pointer = "/a\xe2\x80\xae/0"};
	problem_error(&problems, EXIT_EVIDENCE, "E-X-003", &at, "bad");
	at = (struct place){.plugin = "p", .category = "c", .criterion = "k", .agency = "a1"};
	problem_warning(&problems, "N-X-004", &at, "so");
	expect_json(
	    &problems,
	    "{\"severity\":\"error\",\"code\":\"E-X-001\",\"file\":\"a\\u001b\\\\xff\\\"\\\\.ini\","
	    "\"line\":3,\"column\":7,\"message\":\"found \\\"\\\\x0a\\\"\"}\n"
	    "{\"severity\":\"warning\",\"code\":\"W-X-002\",\"file\":\"b.csv\",\"line\":2,"
	    "\"record\":4,"
	    "\"message\":\"K\xc3\xb6ln\"}\n"
	    "{\"severity\":\"error\",\"code\":\"E-X-003\",\"file\":\"c.json\","
	    "\"pointer\":\"/a\\u202e/0\",\"message\":\"bad\"}\n"
	    "{\"severity\":\"note\",\"code\":\"N-X-004\",\"plugin\":\"p\",\"category\":\"c\","
	    "\"criterion\":\"k\",\"agency\":\"a1\",\"message\":\"so\"}\n");
}

static void many_messages_as_json(void)
{
	struct problems problems = {0}, more = {0};
	char *text;

	for (unsigned i = 0; i < PROBLEM_LIMIT - 1; i++)
		problem_warning(&problems, "W-X-001", NULL, "one");
	for (unsigned i = 0; i < 3; i++)
		problem_error(&more, EXIT_IO, "E-X-002", &(struct place){.file = "f"}, "two");
	problem_move(&problems, &more);
	CU_ASSERT_EQUAL(more.count, 0);
	CU_ASSERT_EQUAL(problems.code, EXIT_IO);
	text = as_json(&problems);
	CU_ASSERT_EQUAL(count_lines(text), PROBLEM_LIMIT + 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"code\":\"E-X-002\",\"file\":\"f\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n{\"severity\":\"note\",\"code\":\"N-RUN-001\","));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, ",\"count\":2}\n"));
	free(text);
	problem_clear(&problems);
}

static void excused_messages(void)
{
	struct problems problems = {0};
	struct problem_mark mark;

	problem_error(&problems, EXIT_CONFIG, "E-X-001", NULL, "stays");
	mark = problem_mark(&problems);
	problem_error(&problems, EXIT_EVIDENCE, "E-X-002", NULL, "goes");
	problem_warning(&problems, "W-X-003", NULL, "is none");
	problem_excuse(&problems, mark);
	CU_ASSERT_EQUAL(problems.errors, 1);
	CU_ASSERT_EQUAL(problems.code, EXIT_CONFIG);
	expect_json(&problems,
		    "{\"severity\":\"error\",\"code\":\"E-X-001\",\"message\":\"stays\"}\n"
		    "{\"severity\":\"warning\",\"code\":\"E-X-002\",\"message\":\"goes\","
		    "\"refused\":true}\n"
		    "{\"severity\":\"warning\",\"code\":\"W-X-003\",\"message\":\"is none\"}\n");
	mark = problem_mark(&problems);
	problem_error(&problems, EXIT_EVIDENCE, "E-X-002", NULL, "goes");
	problem_excuse(&problems, mark);
	CU_ASSERT_EQUAL(problems.code, EXIT_DONE);
	CU_ASSERT_STRING_EQUAL(problems_text(&problems), "E-X-002: goes (refused)\n");
}

/* Those that are excused leave room for as many that are not, and the other way round. */
static void many_excused_messages(void)
{
	struct problems problems = {0};
	const char *text;

	for (unsigned i = 0; i < PROBLEM_LIMIT + 5; i++) {
		struct problem_mark mark = problem_mark(&problems);

		problem_error(&problems, EXIT_EVIDENCE, "E-X-001", NULL, "refused %u", i);
		problem_excuse(&problems, mark);
	}
	for (unsigned i = 0; i < PROBLEM_LIMIT + 7; i++)
		problem_warning(&problems, "W-X-002", NULL, "warning %u", i);
	CU_ASSERT_EQUAL(problems.errors, 0);
	text = problems_text(&problems);
	CU_ASSERT_EQUAL(count_lines(text), 2 * PROBLEM_LIMIT + 1);
	CU_ASSERT_TRUE(has_line(text, "N-RUN-001: 12 more problems; the first 1000 are listed"));
}

static void hear_one(void *user, enum exit_code exit_code, const char *code,
		     const struct place *place, const char *sentence)
{
	(void)place;
	text_print(user, "%d %s %s;", (int)exit_code, code, sentence);
}

static void heard_messages(void)
{
	struct text heard = {0};
	struct problems problems = {.hear = hear_one, .user = &heard};

	problem_error(&problems, EXIT_EVIDENCE, "E-X-001", NULL, "number %u", 7u);
	problem_warning(&problems, "W-X-002", NULL, "not an error");
	CU_ASSERT_STRING_EQUAL(heard.data, "65 E-X-001 number 7;");
	text_free(&heard);
	problem_clear(&problems);
}

/* The end of a process that asks for more than there can be; what it said is in text. */
static int ask_for_too_much(enum problem_form form, char text[256])
{
	int files[2], status = 0;
	ssize_t length;
	pid_t child;

	CU_ASSERT_EQUAL_FATAL(pipe(files), 0);
	crew_end(); /* a sanitizer looks for its threads in the child, too, and says that they are not there */
	child = fork();
	if (child == 0) {
		dup2(files[1], STDERR_FILENO);
		problem_form(form);
		mem_array(SIZE_MAX, 2);
	}
	close(files[1]);
	CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
	length = read(files[0], text, 255);
	text[length > 0 ? length : 0] = '\0';
	close(files[0]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void no_memory(void)
{
	char text[256];

	CU_ASSERT_EQUAL(ask_for_too_much(PROBLEM_TEXT, text), EXIT_MEMORY);
	CU_ASSERT_STRING_EQUAL(text,
			       "juri: E-MEM-001: no memory: 18446744073709551615 bytes wanted\n");
	CU_ASSERT_EQUAL(ask_for_too_much(PROBLEM_JSON, text), EXIT_MEMORY);
	CU_ASSERT_STRING_EQUAL(
	    text, "{\"severity\":\"error\",\"code\":\"E-MEM-001\",\"message\":\"no memory: "
		  "18446744073709551615 bytes wanted\"}\n");
}

/* In English the system's own words; in a locale that glibc translates they would be of another language than ours. */
static void errors(void)
{
	for (int error = 1; error < 134; error++) {
		char *said = mem_copy(text_error(error)); /* it may be in the memory of strerror */

		check_row(!strcmp(said, strerror(error)), said);
		free(said);
	}
}

void suite_text(void)
{
	CU_pSuite suite = CU_add_suite("text", NULL, NULL);

	CU_ADD_TEST(suite, ids);
	CU_ADD_TEST(suite, agency_ids);
	CU_ADD_TEST(suite, globs);
	CU_ADD_TEST(suite, hidden);
	CU_ADD_TEST(suite, controls);
	CU_ADD_TEST(suite, points);
	CU_ADD_TEST(suite, escapes_beyond_16_bits);
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
	CU_ADD_TEST(suite, message_as_json);
	CU_ADD_TEST(suite, many_messages_as_json);
	CU_ADD_TEST(suite, excused_messages);
	CU_ADD_TEST(suite, many_excused_messages);
	CU_ADD_TEST(suite, heard_messages);
	CU_ADD_TEST(suite, no_memory);
	CU_ADD_TEST(suite, errors);
}
