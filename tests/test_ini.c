#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "helper.h"
#include "ini.h"
#include "text.h"

void suite_ini(void);

/* Reads a file; its problems as text. */
static const char *problems_of(const char *path)
{
	struct problems problems = {0};

	ini_free(ini_read(path, NULL, &problems));
	return problems_text(&problems);
}

static const char *problems_in(const char *content)
{
	return problems_of(temp_file("a.ini", content));
}

/* What was read: "[kind id]" and "key=value" in order, each followed by a bar. */
static char *dump(const struct ini *ini)
{
	struct text out = {0};

	text_add(&out, "");
	for (size_t i = 0; i < ini->n_sections; i++) {
		const struct ini_section *section = &ini->sections[i];

		text_print(&out, "[%s%s%s]|", section->kind, *section->id ? " " : "", section->id);
		for (size_t k = 0; k < section->n_keys; k++)
			text_print(&out, "%s=%s|", section->keys[k].name, section->keys[k].value);
	}
	return out.data;
}

/* Reads a file that has nothing wrong in it. */
static struct ini *read_good(const char *path)
{
	struct problems problems = {0};
	struct ini *ini = ini_read(path, NULL, &problems);

	CU_ASSERT_EQUAL(problems.errors, 0);
	if (problems.errors)
		fprintf(stderr, "\n  %s", problems_text(&problems));
	problem_clear(&problems);
	return ini;
}

/* The content of a.ini is read without problems as dumped. */
static void reads_as(const char *path, const char *expected)
{
	struct ini *ini = read_good(path);
	char *dumped = dump(ini);

	if (strcmp(dumped, expected) != 0)
		fprintf(stderr, "\n  read as %s\n", dumped);
	CU_ASSERT_STRING_EQUAL(dumped, expected);
	free(dumped);
	ini_free(ini);
}

static void good_lines(void)
{
	static const struct {
		const char *content, *expected;
	} rows[] = {
	    {"", ""},
	    {"\n; only\n# comments\n  ; indented\n", ""},
	    {"[a]\nk = v\n", "[a]|k=v|"},
	    {"[a]\nk=v", "[a]|k=v|"},
	    {"\xef\xbb\xbf[a]\nk = v\n", "[a]|k=v|"},
	    {"[a]\r\nk = v\r\n", "[a]|k=v|"},
	    {"[a b]\n[a   c-1 ]\n[\ta\td]\n", "[a b]|[a c-1]|[a d]|"},
	    {"[a] ; a comment\nk = v\n  [b]\n", "[a]|k=v|[b]|"},
	    {"[a]\nk = v ; a comment\n", "[a]|k=v|"},
	    {"[a]\nk = v\t; a comment\n", "[a]|k=v|"},
	    {"[a]\nk = x;y\n", "[a]|k=x;y|"},
	    {"[a]\nk = 5 # five\nl = #ff0000\n", "[a]|k=5 # five|l=#ff0000|"},
	    {"[a]\nk = \"a\" = b: c\n", "[a]|k=\"a\" = b: c|"},
	    {"[a]\nk =\nl =   \nm = ; nothing\n", "[a]|k=|l=|m=|"},
	    {"[a]\n  k   =   v w  \n", "[a]|k=v w|"},
	    {"[a]\nk = v\n  l = w\n\n  m = x\n", "[a]|k=v|l=w|m=x|"},
	    {"[a]\nk = v\n; said\n  l = w\n", "[a]|k=v|l=w|"},
	    {"[a]\ntitle.en = \xe2\x82\xac 5 \xc3\xa9\n", "[a]|title.en=\xe2\x82\xac 5 \xc3\xa9|"},
	    {"[a]\nk = [x]\n", "[a]|k=[x]|"},
	    {"[a]\nk = 1\n[b]\nk = 2\n[a b]\nk = 3\n", "[a]|k=1|[b]|k=2|[a b]|k=3|"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		reads_as(temp_file("a.ini", rows[i].content), rows[i].expected);
}

/* One thing is wrong; the message begins as the row says and is the only one. */
static void bad_lines(void)
{
	static const struct {
		const char *content, *message;
	} rows[] = {
	    {"[a]\nnoequals\n",
	     "a.ini:2:1: E-INI-006: line: expected a comment, [KIND ID] or key = "
	     "value, found \"noequals\""},
	    {"[a]\nk = a,\n    b, c\n", "a.ini:3:5: E-INI-006: "},
	    {"[a]\n= v\n", "a.ini:2:1: E-INI-006: "},
	    {"[a]\n   = v\n", "a.ini:2:4: E-INI-006: "},
	    {"[a]\nk: v\n", "a.ini:2:1: E-INI-006: "},
	    {"[a]\nk: v = w\n", "a.ini:2:1: E-INI-006: "},
	    {"[a]\nk ; old = v\n", "a.ini:2:1: E-INI-006: "},
	    {"[a]\nk\t;l = v\n", "a.ini:2:1: E-INI-006: "},
	    {"k = v\n", "a.ini:1:1: E-INI-016: line: expected [KIND] or [KIND ID] before the first "
			"key, found \"k = v\""},
	    {"; c\n\n k = v\n[a]\n", "a.ini:3:2: E-INI-016: "},
	    {"[]\n", "a.ini:1:1: E-INI-007: "},
	    {"[a\n", "a.ini:1:1: E-INI-007: section: expected [KIND] or [KIND ID], found \"[a\""},
	    {"  [a\n", "a.ini:1:3: E-INI-007: "},
	    {"[a] junk\n", "a.ini:1:1: E-INI-007: "},
	    {"[a] # junk\n", "a.ini:1:1: E-INI-007: "},
	    {"[a]]\n", "a.ini:1:1: E-INI-007: "},
	    {"[a] k = v\n", "a.ini:1:1: E-INI-007: "},
	    {"[a]\n[b]\n[ a ]\n", "a.ini:3:1: E-INI-009: [a]: expected each section once, found it "
				  "again; the first is in line 1"},
	    {"[a b]\nk = 1\n\n[a  b]\n", "a.ini:4:1: E-INI-009: [a b]: expected each section once, "
					 "found it again; the first is in line 1"},
	    {"[a x]\nk = 1\nl = 2\nk =   3\n", "a.ini:4:7: E-INI-010: [a x] k: expected each key "
					       "once, found it again; the first is in line 2"},
	    {"[a]\nk = 1\n  k = 2\n", "a.ini:3:7: E-INI-010: "},
	    {"[a]\nk =\nk = 2\n", "a.ini:3:5: E-INI-010: "},
	    {"[a]\nk = v\rw\n", "a.ini:2:6: E-INI-004: line: expected LF after CR, found CR alone"},
	    {"[a]\rk = v\r", "a.ini:1:4: E-INI-004: "},
	    {"[a]\nk = v\r", "a.ini:2:6: E-INI-004: "},
	    {"[a]\nk = v\xff\n", "a.ini:2:6: E-INI-005: line: expected UTF-8, found \"\\xff\""},
	    {"[a]\n; Jos\xe9\n", "a.ini:2:6: E-INI-005: "},
	    {"[a]\nk = \xed\xa0\x80\n", "a.ini:2:5: E-INI-005: "},
	};
	const char *text;

	for (size_t i = 0; i < COUNT(rows); i++) {
		text = problems_in(rows[i].content);
		check_row(has_line(text, rows[i].message) && count_lines(text) == 1,
			  rows[i].content);
	}
}

/* Several at once: all are said, in the order of the file, and the rest is read. */
static void goes_on(void)
{
	struct problems problems = {0};
	struct ini *ini =
	    ini_read(temp_file("a.ini", "[a]\nbad\nk = 1\n[b\n[c]\nk = 2\nk = 3\nl = 4\n[d\n"),
		     NULL, &problems);

	CU_ASSERT_EQUAL(problems.code, EXIT_CONFIG);
	CU_ASSERT_EQUAL(problems.errors, 4);
	CU_ASSERT_STRING_EQUAL(ini_key(ini_section(ini, "a", ""), "k")->value, "1");
	CU_ASSERT_STRING_EQUAL(ini_key(ini_section(ini, "c", ""), "k")->value, "2");
	CU_ASSERT_STRING_EQUAL(ini_key(ini_section(ini, "c", ""), "l")->value, "4");
	CU_ASSERT_STRING_EQUAL(
	    problems_text(&problems),
	    "a.ini:2:1: E-INI-006: line: expected a comment, [KIND ID] or key = value, found "
	    "\"bad\"\n"
	    "a.ini:4:1: E-INI-007: section: expected [KIND] or [KIND ID], found \"[b\"\n"
	    "a.ini:7:5: E-INI-010: [c] k: expected each key once, found it again; the first is in "
	    "line 6\n"
	    "a.ini:9:1: E-INI-007: section: expected [KIND] or [KIND ID], found \"[d\"\n");
	ini_free(ini);
}

/* A file of one section and "k = xxx", whose second line has so many bytes, then "l = 1". */
static const char *long_line(size_t bytes, const char *end)
{
	struct text text = {0};
	const char *path;

	text_print(&text, "[a]%sk = ", end);
	for (size_t i = 4; i < bytes; i++)
		text_add(&text, "x");
	text_print(&text, "%sl = 1%s", end, end);
	path = temp_file("a.ini", text.data);
	text_free(&text);
	return path;
}

static void long_lines(void)
{
	struct ini *ini = read_good(long_line(1000, "\n"));

	CU_ASSERT_EQUAL(strlen(ini_key(ini_section(ini, "a", ""), "k")->value), 996);
	ini_free(ini);
	ini_free(read_good(long_line(1000, "\r\n")));
	CU_ASSERT_STRING_EQUAL(problems_of(long_line(1001, "\n")),
			       "a.ini:2:1001: E-INI-002: line: expected at most 1000 bytes, found "
			       "1001; nothing is cut\n");
	CU_ASSERT_STRING_EQUAL(problems_of(long_line(70000, "\n")),
			       "a.ini:2:1001: E-INI-002: line: expected at most 1000 bytes, found "
			       "70000; nothing is cut\n");
}

/* Nothing of a long line comes in as a key of its own, and the next line does. */
static void long_lines_make_no_keys(void)
{
	struct problems problems = {0};
	struct ini *ini = ini_read(long_line(1500, "\n"), NULL, &problems);
	char *dumped = dump(ini);

	CU_ASSERT_STRING_EQUAL(dumped, "[a]|l=1|");
	free(dumped);
	ini_free(ini);
	problem_clear(&problems);
}

static void nul_bytes(void)
{
	static const char content[] = "[a]\nk = v\0w\nl = 1\n";
	struct problems problems = {0};
	struct ini *ini =
	    ini_read(temp_file_n("a.ini", content, sizeof(content) - 1), NULL, &problems);
	char *dumped = dump(ini);

	CU_ASSERT_STRING_EQUAL(dumped, "[a]|l=1|");
	CU_ASSERT_STRING_EQUAL(problems_text(&problems),
			       "a.ini:2:6: E-INI-003: line: expected text, found a NUL byte\n");
	free(dumped);
	ini_free(ini);
}

static void utf16(void)
{
	static const char content[] = "\xff\xfe[\0a\0]\0\n\0";

	CU_ASSERT_TRUE(
	    has_line(problems_of(temp_file_n("a.ini", content, sizeof(content) - 1)),
		     "a.ini:1:1: E-INI-031: expected UTF-8, found what looks like UTF-16"));
}

static void long_sections(void)
{
	/* 45 x and 4 bytes before them: 49 */
	static const char fits[] = "[abc xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]\n";
	static const char over[] = "[abc xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]\nk = 1\n";

	ini_free(read_good(temp_file("a.ini", fits)));
	CU_ASSERT_STRING_EQUAL(problems_in(over),
			       "a.ini:1:1: E-INI-008: section: expected at most 49 bytes between "
			       "the brackets, found 50\n");
}

static void not_files(void)
{
	const char *fifo = temp_path("fifo.ini");

	temp_file("folder.ini/x", "");
	mkfifo(fifo, 0600);
	CU_ASSERT_TRUE(has_line(problems_of(temp_path("none.ini")),
				"none.ini: E-INI-001: cannot be read: No such file"));
	CU_ASSERT_TRUE(has_line(problems_of(temp_path("folder.ini")),
				"folder.ini: E-INI-001: cannot be read: expected a regular file"));
	CU_ASSERT_TRUE(has_line(problems_of(fifo),
				"fifo.ini: E-INI-001: cannot be read: expected a regular file"));
}

static void too_large(void)
{
	size_t length = (4u << 20) + 1;
	char *content = malloc(length);
	const char *path;

	memset(content, '\n', length);
	ini_free(read_good(temp_file_n("a.ini", content, length - 1)));
	path = temp_file_n("a.ini", content, length);
	CU_ASSERT_STRING_EQUAL(problems_of(path),
			       "a.ini: E-INI-030: expected at most 4194304 bytes, found more\n");
	free(content);
}

static void positions(void)
{
	struct ini *ini = read_good(temp_file("a.ini", "; c\n  [a b]\n\nk =   v\n\tlong-key= w\n"));
	const struct ini_section *section = ini_section(ini, "a", "b");

	CU_ASSERT_EQUAL(section->place.line, 2);
	CU_ASSERT_EQUAL(section->place.column, 3);
	CU_ASSERT_EQUAL(ini_key(section, "k")->place.line, 4);
	CU_ASSERT_EQUAL(ini_key(section, "k")->place.column, 7); /* of the value */
	CU_ASSERT_EQUAL(ini_key(section, "long-key")->place.line, 5);
	CU_ASSERT_EQUAL(ini_key(section, "long-key")->place.column, 12);
	CU_ASSERT_STRING_EQUAL(section->place.file, temp_path("a.ini"));
	ini_free(ini);
}

static void given_and_empty(void)
{
	struct ini *ini = read_good(temp_file("a.ini", "[a]\nk = v\nempty =\n"));
	const struct ini_section *section = ini_section(ini, "a", "");

	CU_ASSERT_PTR_NULL(ini_key(section, "empty"));
	CU_ASSERT_TRUE(ini_has(section, "empty"));
	CU_ASSERT_FALSE(ini_has(section, "other"));
	CU_ASSERT_PTR_NULL(ini_key(NULL, "k"));
	CU_ASSERT_FALSE(ini_has(NULL, "k"));
	CU_ASSERT_PTR_NULL(ini_section(ini, "a", "k"));
	ini_free(ini);
}

/* --- extends --- */

static void child_over_parent(void)
{
	temp_file("base.ini", "[a]\nk = 1\nl = 2\n[b x]\nm = 3\n");
	reads_as(temp_file("a.ini", "[a]\nextends = base.ini\nl = 9\nn = 4\n[c]\no = 5\n"),
		 "[a]|k=1|l=9|extends=base.ini|n=4|[b x]|m=3|[c]|o=5|");
}

static void whose_key_it_is(void)
{
	struct ini *ini;
	const struct ini_section *section;

	temp_file("base.ini", "[a]\nk = 1\nl = 2\n");
	ini = read_good(temp_file("a.ini", "\n\n[a]\nextends = base.ini\nl = 9\n"));
	section = ini_section(ini, "a", "");
	CU_ASSERT_STRING_EQUAL(ini_key(section, "k")->place.file, temp_path("base.ini"));
	CU_ASSERT_EQUAL(ini_key(section, "k")->place.line, 2);
	CU_ASSERT_STRING_EQUAL(ini_key(section, "l")->place.file, temp_path("a.ini"));
	CU_ASSERT_EQUAL(ini_key(section, "l")->place.line, 5);
	CU_ASSERT_EQUAL(ini->n_files, 2);
	ini_free(ini);
}

static void chains(void)
{
	temp_file("sub/one.ini", "[a]\nk = 1\nl = 1\nm = 1\n");
	temp_file("sub/two.ini", "[a]\nextends = one.ini\nl = 2\nm = 2\n");
	reads_as(temp_file("a.ini", "[a]\nextends = sub/two.ini\nm = 3\n"),
		 "[a]|k=1|l=2|m=3|extends=sub/two.ini|");
	temp_file("sub/up.ini", "[a]\nextends = ../base.ini\nl = 2\n");
	temp_file("base.ini", "[a]\nk = 1\n");
	reads_as(temp_path("sub/up.ini"), "[a]|k=1|extends=../base.ini|l=2|");
}

/* The message stands in file and names the chain, whose links are so many. */
static void leads_back(const char *content, const char *file, size_t links)
{
	const char *said = problems_in(content);
	char *start = mem_print("%s:2:11: E-INI-015: [a] extends: expected a file that does not "
				"lead back, found ",
				file);
	size_t found = 0;

	CU_ASSERT_TRUE(is_line(said, start));
	for (const char *link = said; (link = strstr(link, " > ")); link++)
		found++;
	CU_ASSERT_EQUAL(found, links);
	free(start);
}

static void loops(void)
{
	temp_file("b.ini", "[a]\nextends = a.ini\n");
	leads_back("[a]\nextends = b.ini\n", "b.ini", 2);
	leads_back("[a]\nextends = ./a.ini\n", "a.ini", 1);
}

static void no_parent(void)
{
	CU_ASSERT_TRUE(
	    has_line(problems_in("[a]\nextends = none.ini\n"),
		     "a.ini:2:11: E-INI-001: \"none.ini\": cannot be read: No such file"));
	reads_as(temp_file("a.ini", "[a]\nextends =\nk = 1\n"), "[a]|extends=|k=1|");
}

/* Elsewhere than in the first section it would do nothing, in silence. */
static void extends_comes_first(void)
{
	temp_file("base.ini", "[a]\nk = 1\n");
	CU_ASSERT_STRING_EQUAL(problems_in("[b]\nk = 1\n[a]\nextends = base.ini\n"),
			       "a.ini:4:11: E-INI-032: extends: expected in the first section of "
			       "the file, found in [a]\n");
}

static void back_to_the_default(void)
{
	struct ini *ini;

	temp_file("base.ini", "[a]\nk = 1\nl = 2\n");
	ini = read_good(temp_file("a.ini", "[a]\nextends = base.ini\nk =\n"));
	CU_ASSERT_PTR_NULL(ini_key(ini_section(ini, "a", ""), "k"));
	CU_ASSERT_PTR_NOT_NULL(ini_key(ini_section(ini, "a", ""), "l"));
	ini_free(ini);
}

static void removes_sections(void)
{
	temp_file("base.ini", "[a]\nk = 1\n[b x]\nm = 3\n[b y]\nm = 4\n");
	reads_as(temp_file("a.ini", "[a]\nextends = base.ini\n[b x]\nremove = yes\n"),
		 "[a]|k=1|extends=base.ini|[b y]|m=4|");
	CU_ASSERT_STRING_EQUAL(problems_in("[a]\nextends = base.ini\n[b z]\nremove = yes\nk = 1\n"),
			       "a.ini:4:10: E-INI-029: [b z] remove: expected a section of what "
			       "this file extends, found none\n");
}

/* A node that a line made goes with its line; one of the other kind stays. */
static void removes_lines(void)
{
	temp_file("base.ini", "[category]\n[groups]\ng = 40\nx = 60\n[criteria g]\nx = 1\ny = 2\n");
	reads_as(
	    temp_file("a.ini", "[category]\nextends = base.ini\n[criterion x]\nremove = yes\n"),
	    "[category]|extends=base.ini|[groups]|g=40|x=60|[criteria g]|y=2|");
	reads_as(temp_file("a.ini", "[category]\nextends = base.ini\n[group x]\nremove = yes\n"),
		 "[category]|extends=base.ini|[groups]|g=40|[criteria g]|x=1|y=2|");
}

/* The same section in two files is one; twice in one file is an error, in the parent as well. */
static void twice_in_a_parent(void)
{
	temp_file("base.ini", "[a]\nk = 1\nk = 2\n");
	CU_ASSERT_STRING_EQUAL(problems_in("[a]\nextends = base.ini\nk = 3\n"),
			       "base.ini:3:5: E-INI-010: [a] k: expected each key once, found it "
			       "again; the first is in line 2\n");
}

/* From sha256sum. */
static void hashes(void)
{
	struct ini *ini = read_good(temp_file("a.ini", "[a]\nk = v\n"));

	CU_ASSERT_EQUAL_FATAL(ini->n_files, 1);
	CU_ASSERT_STRING_EQUAL(ini->files[0].path, temp_path("a.ini"));
	CU_ASSERT_STRING_EQUAL(ini->files[0].sha256,
			       "ed1a201d8c6dd4ee18bfb04990ff0cd807b1ea05124bd3fc0bcd1ac8a9ebd906");
	ini_free(ini);
}

void suite_ini(void)
{
	CU_pSuite suite = CU_add_suite("ini", NULL, NULL);

	CU_ADD_TEST(suite, good_lines);
	CU_ADD_TEST(suite, bad_lines);
	CU_ADD_TEST(suite, goes_on);
	CU_ADD_TEST(suite, long_lines);
	CU_ADD_TEST(suite, long_lines_make_no_keys);
	CU_ADD_TEST(suite, nul_bytes);
	CU_ADD_TEST(suite, utf16);
	CU_ADD_TEST(suite, long_sections);
	CU_ADD_TEST(suite, not_files);
	CU_ADD_TEST(suite, too_large);
	CU_ADD_TEST(suite, positions);
	CU_ADD_TEST(suite, given_and_empty);
	CU_ADD_TEST(suite, child_over_parent);
	CU_ADD_TEST(suite, whose_key_it_is);
	CU_ADD_TEST(suite, chains);
	CU_ADD_TEST(suite, loops);
	CU_ADD_TEST(suite, no_parent);
	CU_ADD_TEST(suite, extends_comes_first);
	CU_ADD_TEST(suite, back_to_the_default);
	CU_ADD_TEST(suite, removes_sections);
	CU_ADD_TEST(suite, removes_lines);
	CU_ADD_TEST(suite, twice_in_a_parent);
	CU_ADD_TEST(suite, hashes);
}
