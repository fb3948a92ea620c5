#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "json.h"
#include "lookup.h"
#include "memory.h"

void suite_json(void);

/* The tokens of a text: "[ { name= "text" 12 true } ]". */
static const char *tokens;
static const char *said;

static void add_token(struct text *out, const struct json_token *token)
{
	switch (token->kind) {
	case JSON_END:
		text_add(out, "END");
		break;
	case JSON_BAD:
		text_add(out, "BAD");
		break;
	case JSON_OBJECT:
		text_add(out, "{ ");
		break;
	case JSON_OBJECT_END:
		text_add(out, "} ");
		break;
	case JSON_ARRAY:
		text_add(out, "[ ");
		break;
	case JSON_ARRAY_END:
		text_add(out, "] ");
		break;
	case JSON_NAME:
		text_print(out, "%s= ", token->text);
		break;
	case JSON_TEXT:
		text_print(out, "\"%s\" ", token->text);
		break;
	case JSON_NUMBER:
		text_print(out, "%g ", token->number);
		break;
	case JSON_TRUE:
		text_add(out, "true ");
		break;
	case JSON_FALSE:
		text_add(out, "false ");
		break;
	case JSON_NULL:
		text_add(out, "null ");
		break;
	}
}

static void read_bytes(enum json_form form, const char *bytes, size_t length)
{
	static struct text out;
	struct problems problems = {0};
	struct input input;
	struct json *json;
	const struct json_token *token;
	char sha256[SHA256_HEX];
	bool more = true;

	out.length = 0;
	input_open_bytes(&input, "x.json", bytes, length, &problems);
	json = json_open(&input, form, &problems);
	while (more) {
		token = json_next(json);
		add_token(&out, token);
		more = token->kind != JSON_END &&
		       (token->kind != JSON_BAD ||
			(form == JSON_RECORD_PER_LINE && json_next_line(json)));
	}
	json_close(json);
	input_close(&input, sha256);
	tokens = out.data;
	said = problems_text(&problems);
}

static void read_text(const char *text)
{
	read_bytes(JSON_RECORDS, text, strlen(text));
}

static bool is_valid(const char *text)
{
	struct problems problems = {0};
	struct input input;
	char sha256[SHA256_HEX];
	bool valid;

	input_open_bytes(&input, "x.json", text, strlen(text), &problems);
	valid = json_is_valid(&input, &problems);
	input_close(&input, sha256);
	CU_ASSERT_EQUAL(valid, problems.errors == 0);
	problem_clear(&problems);
	return valid;
}

/* --- What is read --- */

static void all_kinds(void)
{
	read_text(" {\"a\": [1, -2.5e1 ,true,false\t,null, \"t\"],\r\n\"b\":{}, \"c\":[]} \n");
	CU_ASSERT_STRING_EQUAL(tokens, "{ a= [ 1 -25 true false null \"t\" ] b= { } c= [ ] } END");
	CU_ASSERT_STRING_EQUAL(said, "");
}

static void single_values(void)
{
	CU_ASSERT(is_valid("1"));
	CU_ASSERT(is_valid("\"\""));
	CU_ASSERT(is_valid(" null\n"));
	CU_ASSERT_FALSE(is_valid("null null"));
}

static void escapes(void)
{
	read_text("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u0041\\u00e9\\u20AC\\uD834\\uDD1E\"]");
	CU_ASSERT_STRING_EQUAL(
	    tokens, "[ \"\"\\/\b\f\n\r\t\" \"A\xc3\xa9\xe2\x82\xac\xf0\x9d\x84\x9e\" ] END");
	CU_ASSERT_STRING_EQUAL(said, "");
}

static void numbers(void)
{
	static const char *const good[] = {
	    "0", "-0", "0.5", "10", "1e5", "1E+05", "1.25e-3", "123456789012345678901234567890"};
	static const char *const wrong[] = {"01",   "+1",  ".5",  "1.",   "1e", "1e+", "-",
					    "0x10", "1,5", "--1", "1.e2", "00", "-01", "Infinity"};

	for (unsigned i = 0; i < sizeof(good) / sizeof(*good); i++)
		CU_ASSERT(is_valid(good[i]));
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CU_ASSERT_FALSE(is_valid(wrong[i]));
}

static void bom_is_skipped_once(void)
{
	read_text("\xef\xbb\xbf[x]");
	CU_ASSERT(has_line(said, "x.json:1:2: E-JSON-007: "));
	CU_ASSERT(is_valid("\xef\xbb\xbf[]"));
	CU_ASSERT_FALSE(is_valid("\xef\xbb\xbf\xef\xbb\xbf[]"));
}

static void depth_limit(void)
{
	char text[2 * 65 + 1] = "";

	memset(text, '[', 64);
	memset(text + 64, ']', 64);
	CU_ASSERT(is_valid(text));
	memset(text, '[', 65);
	memset(text + 65, ']', 65);
	CU_ASSERT_FALSE(is_valid(text));
	read_text(text);
	CU_ASSERT(has_line(said, "x.json:1:65: E-JSON-004: expected at most 64 levels"));
}

/* As n_structure_100000_opening_arrays of JSONTestSuite. */
static void very_deep(void)
{
	char *text = mem_alloc(100001);

	memset(text, '[', 100000);
	CU_ASSERT_FALSE(is_valid(text));
	free(text);
}

static void texts_across_the_buffer(void)
{
	struct text file = {0};
	const char *found;

	text_add(&file, "[");
	for (int i = 0; i < 100000; i++)
		text_print(&file, "%s{\"n\\u0061me\":%d}", i ? ",\n" : "", i);
	text_add(&file, "]");
	read_bytes(JSON_RECORDS, file.data, file.length);
	CU_ASSERT_STRING_EQUAL(said, "");
	found = strstr(tokens, "{ name= 99999 } ] END");
	CU_ASSERT_PTR_NOT_NULL(found);
	text_free(&file);
}

static void lines(void)
{
	static const char text[] = "{\"a\":1}\n\n  \r\n{\"a\":2}\r\n{\"a\":3}";

	read_bytes(JSON_RECORD_PER_LINE, text, sizeof(text) - 1);
	CU_ASSERT_STRING_EQUAL(tokens, "{ a= 1 } { a= 2 } { a= 3 } END");
	CU_ASSERT_STRING_EQUAL(said, "");
}

static void skipping(void)
{
	static const char text[] = "[{\"a\":{\"b\":[1,{}]},\"c\":2},3]";
	struct problems problems = {0};
	struct input input;
	struct json *json;
	char sha256[SHA256_HEX];

	input_open_bytes(&input, "x.json", text, sizeof(text) - 1, &problems);
	json = json_open(&input, JSON_RECORDS, &problems);
	json_next(json);
	json_next(json);
	CU_ASSERT_STRING_EQUAL(json_next(json)->text, "a");
	CU_ASSERT(json_skip(json)); /* from the name */
	CU_ASSERT_STRING_EQUAL(json_next(json)->text, "c");
	CU_ASSERT_STRING_EQUAL(json_place(json).pointer, "/0/c");
	CU_ASSERT(json_skip(json));
	CU_ASSERT_EQUAL(json_next(json)->kind, JSON_OBJECT_END);
	CU_ASSERT_STRING_EQUAL(json_place(json).pointer, "/0");
	CU_ASSERT_EQUAL(json_next(json)->number, 3);
	CU_ASSERT_EQUAL(json_place(json).column, 27);
	CU_ASSERT_STRING_EQUAL(json_place(json).pointer, "/1");
	json_close(json);
	input_close(&input, sha256);
}

/* --- What is refused --- */

static void names_twice(void)
{
	read_text("[{\"a\":1,\n \"b\":{\"a\":2},\n  \"\\u0061\":3}, {\"a\":4}]");
	CU_ASSERT_STRING_EQUAL(
	    said, "x.json:3:3: E-JSON-012: expected each name once in an object, found "
		  "\"a\" again; first at 1:3 (at /0/a)\n");
	CU_ASSERT_STRING_EQUAL(tokens, "[ { a= 1 b= { a= 2 } } { a= 4 } ] END");
	CU_ASSERT(is_valid("{\"a\":1,\"a\":1}")); /* the syntax allows it */
}

/* Many names in one object take no time that grows with their square. */
static void many_names(void)
{
	struct text file = {0};

	text_add(&file, "{");
	for (int i = 0; i < 200000; i++)
		text_print(&file, "\"n%d\":0,", i);
	text_add(&file, "\"n77\":0}");
	read_bytes(JSON_RECORDS, file.data, file.length);
	CU_ASSERT_EQUAL(count_lines(said), 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "E-JSON-012"));
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "(at /n77)"));
	text_free(&file);
}

static void pointers_are_escaped(void)
{
	read_text("[0,{\"a/b\":{\"m~n\":[true,tru]}}]");
	CU_ASSERT(has_line(said, "x.json:1:24: E-JSON-007: expected a value, found \"tru\" "
				 "(at /1/a~1b/m~0n/1)"));
}

static void structure(void)
{
	static const char *const wrong[] = {"[1,]",       "[,1]",     "[1 2]",   "{\"a\":1,}",
					    "{\"a\" 1}",  "{a:1}",    "{'a':1}", "{1:1}",
					    "[1}",        "{\"a\":}", "[",       "{\"a\":1",
					    "]",          "[1]]",     "/**/1",   "[1]//",
					    "[\"a\"\n\"", "{,}",      "[\"a\",", "{\"a\":1 \"b\"}"};

	for (unsigned i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CU_ASSERT_FALSE(is_valid(wrong[i]));
	read_text("[1,\n 2,\n]");
	CU_ASSERT(
	    has_line(said, "x.json:3:1: E-JSON-002: expected a value, found \"]\" (at \"\")"));
	read_text("[{\"a\":[1 2]}]");
	CU_ASSERT(has_line(
	    said, "x.json:1:10: E-JSON-002: expected \",\" or \"]\", found \"2\" (at /0/a/0)"));
	read_text("{\"a\"}");
	CU_ASSERT(has_line(
	    said, "x.json:1:5: E-JSON-002: expected \":\" after the name, found \"}\" (at /a)"));
}

static void cut_files(void)
{
	read_text("[{\"id\":\"x\"");
	CU_ASSERT(has_line(said,
			   "x.json:1:11: E-JSON-003: expected \",\" or \"}\", found the end of the "
			   "file (at /0/id)"));
	read_text("[\"abc");
	CU_ASSERT(has_line(said, "x.json:1:6: E-JSON-003: "));
	read_text("[\"ab\nc\"]");
	CU_ASSERT(has_line(said, "x.json:1:5: E-JSON-003: "));
}

static void nothing_in_it(void)
{
	static const char *const files[] = {"", " \n\t\n", "\xef\xbb\xbf"};

	for (unsigned i = 0; i < 3; i++) {
		read_text(files[i]);
		CU_ASSERT_PTR_NOT_NULL(strstr(said, ": E-JSON-001: "));
		read_bytes(JSON_RECORD_PER_LINE, files[i], strlen(files[i]));
		CU_ASSERT_PTR_NOT_NULL(strstr(said, ": E-JSON-001: "));
		CU_ASSERT_EQUAL(count_lines(said), 1);
	}
}

static void trailing(void)
{
	read_text("[1]\n[2]");
	CU_ASSERT(has_line(said, "x.json:2:1: E-JSON-014: expected nothing more, found \"[\""));
}

static void huge_numbers(void)
{
	read_text("[1e308, 1e309, -1e999]");
	CU_ASSERT(has_line(said, "x.json:1:9: E-JSON-006: "));
	CU_ASSERT(has_line(said, "x.json:1:16: E-JSON-006: "));
	CU_ASSERT_EQUAL(count_lines(said), 2);
	read_text("[01]");
	CU_ASSERT(has_line(said, "x.json:1:2: E-JSON-005: "));
}

static void words(void)
{
	read_text("[NaN]");
	CU_ASSERT(has_line(
	    said, "x.json:1:2: E-JSON-007: expected a value or \"]\", found \"NaN\" (at /0)"));
	CU_ASSERT_FALSE(is_valid("True"));
	CU_ASSERT_FALSE(is_valid("nul"));
	CU_ASSERT_FALSE(is_valid("truex"));
}

static void bad_texts(void)
{
	read_text("[\"a\tb\"]");
	CU_ASSERT(has_line(said, "x.json:1:4: E-JSON-008: "));
	read_text("[\"\\x41\"]");
	CU_ASSERT(has_line(said, "x.json:1:4: E-JSON-009: "));
	read_text("[\"\\u12g4\"]");
	CU_ASSERT(has_line(said, "x.json:1:7: E-JSON-009: "));
	read_text("[\"ab\xc3(\"]");
	CU_ASSERT(
	    has_line(said, "x.json:1:5: E-JSON-011: expected UTF-8, found \"\\xc3\" (at /0)"));
	read_text("[\"\xed\xa0\x80\"]"); /* a surrogate in UTF-8 */
	CU_ASSERT(has_line(said, "x.json:1:3: E-JSON-011: "));
}

static void lone_surrogates(void)
{
	read_text("[\"ab\\ud800\", \"\\udc00\", \"\\ud800\\n\", \"\\ud800\\ud834\\udd1e\"]");
	CU_ASSERT(has_line(
	    said, "x.json:1:5: E-JSON-010: expected a pair of surrogates, found half of one "
		  "(at /0)"));
	CU_ASSERT(has_line(said, "x.json:1:15: E-JSON-010: "));
	CU_ASSERT(has_line(said, "x.json:1:25: E-JSON-010: "));
	CU_ASSERT(has_line(said, "x.json:1:37: E-JSON-010: "));
	CU_ASSERT_EQUAL(count_lines(said), 4);
}

static void nul_and_noncharacters(void)
{
	read_text("[\"a\\u0000b\", \"\\uffff\", \"\xf0\x9f\xbf\xbe\", \"\xef\xb7\x90\", "
		  "\"\xef\xbf\xbd\"]");
	CU_ASSERT(has_line(said, "x.json:1:4: E-JSON-013: expected text, found \\u0000 (at /0)"));
	CU_ASSERT_EQUAL(count_lines(said), 4);
	CU_ASSERT(is_valid("[\"\\u0000\\uffff\"]")); /* the syntax allows them */
}

static void utf16(void)
{
	static const char big[] = "\xfe\xff\0[\0]", bare[] = "[\0]\0";

	read_bytes(JSON_RECORDS, big, sizeof(big) - 1);
	CU_ASSERT(
	    has_line(said, "x.json:1:1: E-JSON-016: expected UTF-8, found what looks like UTF-16"));
	read_bytes(JSON_RECORDS, bare, sizeof(bare) - 1);
	CU_ASSERT(has_line(said, "x.json:1:1: E-JSON-016: "));
	CU_ASSERT_EQUAL(count_lines(said), 1);
}

static void bad_lines_are_passed(void)
{
	static const char text[] = "{\"a\":1}\n{\"a\":}\n\n{\"a\":\n2}\n{\"a\":3} x\n{\"a\":4}\n";

	read_bytes(JSON_RECORD_PER_LINE, text, sizeof(text) - 1);
	CU_ASSERT(has_line(said, "x.json:2:6: E-JSON-002: expected a value, found \"}\" (at /a)"));
	CU_ASSERT(
	    has_line(said, "x.json:4:6: E-JSON-003: expected a value, found the end of the line"));
	CU_ASSERT(has_line(said, "x.json:5:2: E-JSON-014: "));
	CU_ASSERT(has_line(said, "x.json:6:9: E-JSON-014: expected nothing more, found \"x\""));
	CU_ASSERT_EQUAL(count_lines(said), 4);
	CU_ASSERT_PTR_NOT_NULL(strstr(tokens, "{ a= 4 } END"));
}

static void text_too_long(void)
{
	char *text = mem_alloc((1 << 20) + 10);

	memset(text, 'a', (1 << 20) + 5);
	text[0] = '"';
	text[(1 << 20) + 4] = '"';
	read_text(text);
	CU_ASSERT(has_line(said, "x.json:1:1: E-JSON-015: "));
	free(text);
}

void suite_json(void)
{
	CU_pSuite suite = CU_add_suite("json", NULL, NULL);

	CU_ADD_TEST(suite, all_kinds);
	CU_ADD_TEST(suite, single_values);
	CU_ADD_TEST(suite, escapes);
	CU_ADD_TEST(suite, numbers);
	CU_ADD_TEST(suite, bom_is_skipped_once);
	CU_ADD_TEST(suite, depth_limit);
	CU_ADD_TEST(suite, very_deep);
	CU_ADD_TEST(suite, texts_across_the_buffer);
	CU_ADD_TEST(suite, lines);
	CU_ADD_TEST(suite, skipping);
	CU_ADD_TEST(suite, names_twice);
	CU_ADD_TEST(suite, many_names);
	CU_ADD_TEST(suite, pointers_are_escaped);
	CU_ADD_TEST(suite, structure);
	CU_ADD_TEST(suite, cut_files);
	CU_ADD_TEST(suite, nothing_in_it);
	CU_ADD_TEST(suite, trailing);
	CU_ADD_TEST(suite, huge_numbers);
	CU_ADD_TEST(suite, words);
	CU_ADD_TEST(suite, bad_texts);
	CU_ADD_TEST(suite, lone_surrogates);
	CU_ADD_TEST(suite, nul_and_noncharacters);
	CU_ADD_TEST(suite, utf16);
	CU_ADD_TEST(suite, bad_lines_are_passed);
	CU_ADD_TEST(suite, text_too_long);
}
