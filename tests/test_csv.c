#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "helper.h"
#include "memory.h"
#include "text.h"

void suite_csv(void);

/* All records of bytes, as "a|b|c\n" with the line and number of each: "1#1 a|b|c\n". */
static const char *records;
static const char *said;

static char delimiter; /* NUL: as csv_open has it */

static void read_bytes(const char *bytes, size_t length)
{
	static struct text out;
	struct problems problems = {0};
	struct input input;
	const struct csv_record *record;
	struct csv *csv;
	char sha256[SHA256_HEX];

	out.length = 0;
	text_add(&out, "");
	input_open_bytes(&input, "x.csv", bytes, length, &problems);
	csv = csv_open(&input, &problems);
	if (delimiter)
		csv_delimit(csv, delimiter, "delimiter");
	while ((record = csv_next(csv))) {
		text_print(&out, "%zu#%zu ", record->place.line, record->place.record);
		for (size_t i = 0; i < record->n_fields; i++) {
			text_add(&out, i ? "|" : "");
			text_add_n(&out, record->fields[i].data, record->fields[i].length);
		}
		text_add(&out, "\n");
	}
	csv_close(csv);
	input_close(&input, sha256);
	records = out.data;
	said = problems_text(&problems);
}

static void read_text(const char *text)
{
	read_bytes(text, strlen(text));
}

/* --- What is read --- */

static void read_delimited(char with, const char *text)
{
	delimiter = with;
	read_text(text);
	delimiter = '\0';
}

static void delimiters(void)
{
	read_delimited(';', "id;a,b\nx;\"1;2\"\ny;3,4\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a,b\n2#2 x|1;2\n3#3 y|3,4\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	read_delimited('\t', "id\ta\nx\t\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n2#2 x|\n");
	read_delimited('|', "id|a\r\n|;\r\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n2#2 |;\n");
	CU_ASSERT_STRING_EQUAL(said, "");
}

static void other_delimiters(void)
{
	static const struct {
		char declared;
		const char *header, *expected;
	} rows[] = {
	    {'\0', "id;a\n",
	     "\",\" between the columns, found a line that looks like \";\" (record 1)\n"},
	    {',', "id;a\n",
	     "\",\" between the columns, found a line that looks like \";\": say delimiter = ; in "
	     "[evidence] (record 1)\n"},
	    {',', "id\ta\n",
	     "\",\" between the columns, found a line that looks like a tab: say delimiter = tab "
	     "in [evidence] (record 1)\n"},
	    {'\t', "id,a\n",
	     "a tab between the columns, found a line that looks like \",\": say delimiter = , in "
	     "[evidence] (record 1)\n"},
	    {';', "id|a\n",
	     "\";\" between the columns, found a line that looks like \"|\": say delimiter = | in "
	     "[evidence] (record 1)\n"},
	};
	struct text line = {0};

	for (size_t i = 0; i < COUNT(rows); i++) {
		read_delimited(rows[i].declared, rows[i].header);
		line.length = 0;
		text_print(&line, "x.csv:1:1: E-CSV-010: expected %s", rows[i].expected);
		check_row(!strcmp(said, line.data), said);
		CU_ASSERT_STRING_EQUAL(records, "");
	}
	text_free(&line);
}

static void noncharacters(void)
{
	read_text("id,a\nx,\xef\xbf\xbf\ny,\xef\xbf\xbd\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n3#3 y|\xef\xbf\xbd\n");
	CU_ASSERT_STRING_EQUAL(said, "x.csv:2:3: E-CSV-013: expected characters, found the "
				     "noncharacter U+FFFF (record 2)\n");
}

static void plain_records(void)
{
	read_text("id,a,b\nx,1,2\ny,3,4\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a|b\n2#2 x|1|2\n3#3 y|3|4\n");
	CU_ASSERT_STRING_EQUAL(said, "");
}

static void crlf_and_last_line_open(void)
{
	read_text("id,a\r\nx,1\r\ny,");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n2#2 x|1\n3#3 y|\n");
	CU_ASSERT_STRING_EQUAL(said, "");
}

static void quotes(void)
{
	read_text("id,a,b\n\"x\",\"1,\"\"2\"\"\",\"\"\ny,\"line\nbreak\",\"\"\"\"\nz,3,4\n");
	CU_ASSERT_STRING_EQUAL(records,
			       "1#1 id|a|b\n2#2 x|1,\"2\"|\n3#3 y|line\nbreak|\"\n5#4 z|3|4\n");
	CU_ASSERT_STRING_EQUAL(said, "");
}

static void bom_is_skipped_once(void)
{
	read_text("\xef\xbb\xbfid\nx\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id\n2#2 x\n");
	read_text("\xef\xbb\xbf\xef\xbb\xbfid\nx\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 \xef\xbb\xbfid\n2#2 x\n");
}

static void blank_lines_count_for_lines_only(void)
{
	read_text("\n\nid,a\n\nx,1\n\n\ny,2\n\n");
	CU_ASSERT_STRING_EQUAL(records, "3#1 id|a\n5#2 x|1\n8#3 y|2\n");
	CU_ASSERT_STRING_EQUAL(said, "");
}

static void blanks_around_cells_stay(void)
{
	read_text("id,a\n x , 1\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n2#2  x | 1\n");
}

/* Records across the borders of the reader's buffer, longer than it, and quoted ones among them. */
static void long_files(void)
{
	struct text file = {0};
	char *cell = mem_alloc(600001);
	const char *last;

	memset(cell, 'c', 600000);
	text_add(&file, "id,a\n");
	for (int i = 0; i < 30000; i++)
		text_print(&file, "agency-%d,\"value \"\"%d\"\"\"\n", i, i);
	text_print(&file, "long,\"%s\"\nlast,1\n", cell);
	read_bytes(file.data, strlen(file.data));
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_PTR_NOT_NULL(strstr(records, "\n20002#20002 agency-20000|value \"20000\"\n"));
	last = strstr(records, "\n30003#30003 last|1\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(last);
	CU_ASSERT_EQUAL(strspn(strstr(records, "long|") + 5, "c"), 600000);
	text_free(&file);
	free(cell);
}

/* --- What is refused --- */

static void ragged_records(void)
{
	read_text("id,a,b\nx,1\ny,1,2,3\nz,1,2\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a|b\n4#4 z|1|2\n");
	CU_ASSERT_STRING_EQUAL(
	    said, "x.csv:2: E-CSV-002: expected 3 fields as in the header, found 2 (record 2)\n"
		  "x.csv:3: E-CSV-002: expected 3 fields as in the header, found 4 (record 3)\n");
}

static void quote_never_closed(void)
{
	read_text("id,a\nx,1\ny,\"2\nz,3\nw,4\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n2#2 x|1\n");
	CU_ASSERT_STRING_EQUAL(said,
			       "x.csv:3:3: E-CSV-003: the quote that opens here is never closed; "
			       "the file ended at line 6 (record 3)\n");
}

/* The place is right even when the rest of the file is larger than any record may be. */
static void quote_never_closed_in_a_large_file(void)
{
	struct text file = {0};

	text_add(&file, "id,a\nx,\"first\nline\"\ny,\"open\n");
	for (int i = 0; i < 300000; i++)
		text_add(&file, "agency,1\n");
	read_bytes(file.data, file.length);
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n2#2 x|first\nline\n");
	CU_ASSERT(has_line(said, "x.csv:4:3: E-CSV-003: the quote that opens here is never closed; "
				 "the file ended at line 300005 (record 3)"));
	CU_ASSERT_EQUAL(count_lines(said), 1);
	text_free(&file);
}

/* The file ends where the reader's buffer does. */
static void quote_never_closed_to_the_end_of_the_buffer(void)
{
	size_t record = CSV_RECORD_LIMIT, length = 5 + record;
	char *file = mem_alloc(length + 1);

	memset(file, 'c', length);
	memcpy(file, "id,a\ny,\"", 8);
	read_bytes(file, length);
	CU_ASSERT(is_line(said, "x.csv:2:3: E-CSV-003: the quote that opens here is never closed; "
				"the file ended at line 2 (record 2)"));
	free(file);
}

static void text_after_closing_quote(void)
{
	read_text("id,a\nx,\"1\" \ny,2\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n3#3 y|2\n");
	CU_ASSERT(has_line(said, "x.csv:2:6: E-CSV-004: "));
}

static void quote_in_unquoted_field(void)
{
	read_text("id,a\nx,5\" disk\ny,2\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n3#3 y|2\n");
	CU_ASSERT(has_line(said, "x.csv:2:4: E-CSV-005: "));
}

static void cr_alone(void)
{
	read_text("id,a\nx\ry,1\nz,2\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n3#3 z|2\n");
	CU_ASSERT(has_line(said, "x.csv:2:2: E-CSV-006: expected LF after CR"));
	read_text("id,a\rx,1\r");
	CU_ASSERT_STRING_EQUAL(records, "");
	CU_ASSERT(has_line(said, "x.csv:1:5: E-CSV-006: "));
	CU_ASSERT_EQUAL(count_lines(said), 1);
}

static void mixed_line_ends(void)
{
	read_text("id,a\nx,1\r\ny,2\nz,3\r\n");
	CU_ASSERT_STRING_EQUAL(said,
			       "x.csv:2: E-CSV-007: expected LF at the end of the line as above, "
			       "found CRLF\n");
	read_text("id,a\r\nx,\"1\n2\"\r\n\ny,2\r\n");
	CU_ASSERT(has_line(said, "x.csv:4: E-CSV-007: "));
}

static void nul_and_1a(void)
{
	static const char nul[] = "id,a\nx,\0001\ny,2\n", inside[] = "id,a\nx,\"1\0\"\ny,2\n";

	read_bytes(nul, sizeof(nul) - 1);
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n3#3 y|2\n");
	CU_ASSERT(has_line(said, "x.csv:2:3: E-CSV-008: "));
	read_bytes(inside, sizeof(inside) - 1);
	CU_ASSERT(has_line(said, "x.csv:2:5: E-CSV-008: "));
	read_text("id,a\nx,1\n\x1a");
	CU_ASSERT(has_line(said, "x.csv:3:1: E-CSV-008: "));
}

static void not_utf8(void)
{
	read_text("id,a\nx,caf\xe9\ny,2\n");
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n3#3 y|2\n");
	CU_ASSERT(has_line(said, "x.csv:2:6: E-CSV-009: expected UTF-8, found the byte \"\\xe9\""));
	read_text("id,a\nx,\xc0\xaf\n"); /* overlong */
	CU_ASSERT(has_line(said, "x.csv:2:3: E-CSV-009: "));
}

static void utf16(void)
{
	static const char little[] = "\xff\xfei\0d\0";

	read_bytes(little, sizeof(little) - 1);
	CU_ASSERT(has_line(said, "x.csv:1:1: E-CSV-012: "));
	CU_ASSERT_EQUAL(count_lines(said), 1);
}

static void nothing_in_it(void)
{
	static const char *const files[] = {"", "\n\n", "\xef\xbb\xbf", "   \n  \n", " "};

	for (unsigned i = 0; i < sizeof(files) / sizeof(*files); i++) {
		read_text(files[i]);
		CU_ASSERT_STRING_EQUAL(records, "");
		CU_ASSERT(has_line(said, "x.csv:1: E-CSV-001: "));
		CU_ASSERT_EQUAL(count_lines(said), 1);
	}
}

static void record_too_long(void)
{
	struct text file = {0};

	text_add(&file, "id,a\nx,\"");
	for (int i = 0; i < 300000; i++)
		text_add(&file, "a line\n");
	text_add(&file, "\"\ny,2\n");
	read_bytes(file.data, file.length);
	CU_ASSERT_STRING_EQUAL(records, "1#1 id|a\n300003#3 y|2\n");
	CU_ASSERT(
	    has_line(said, "x.csv:2:1: E-CSV-011: expected a record of at most 1048576 bytes"));
	CU_ASSERT_EQUAL(count_lines(said), 1);
	text_free(&file);
}

static void header_that_is_not_understood(void)
{
	read_text("id,\"a\nx,1\n");
	CU_ASSERT(has_line(said, "x.csv:1:4: E-CSV-003: "));
	read_text("id,\"a\"b\nx,1\n");
	CU_ASSERT_STRING_EQUAL(records, "");
	CU_ASSERT(has_line(said, "x.csv:1:7: E-CSV-004: "));
	CU_ASSERT_EQUAL(count_lines(said), 1);
}

void suite_csv(void)
{
	CU_pSuite suite = CU_add_suite("csv", NULL, NULL);

	CU_ADD_TEST(suite, delimiters);
	CU_ADD_TEST(suite, other_delimiters);
	CU_ADD_TEST(suite, noncharacters);
	CU_ADD_TEST(suite, plain_records);
	CU_ADD_TEST(suite, crlf_and_last_line_open);
	CU_ADD_TEST(suite, quotes);
	CU_ADD_TEST(suite, bom_is_skipped_once);
	CU_ADD_TEST(suite, blank_lines_count_for_lines_only);
	CU_ADD_TEST(suite, blanks_around_cells_stay);
	CU_ADD_TEST(suite, long_files);
	CU_ADD_TEST(suite, ragged_records);
	CU_ADD_TEST(suite, quote_never_closed);
	CU_ADD_TEST(suite, quote_never_closed_in_a_large_file);
	CU_ADD_TEST(suite, quote_never_closed_to_the_end_of_the_buffer);
	CU_ADD_TEST(suite, text_after_closing_quote);
	CU_ADD_TEST(suite, quote_in_unquoted_field);
	CU_ADD_TEST(suite, cr_alone);
	CU_ADD_TEST(suite, mixed_line_ends);
	CU_ADD_TEST(suite, nul_and_1a);
	CU_ADD_TEST(suite, not_utf8);
	CU_ADD_TEST(suite, utf16);
	CU_ADD_TEST(suite, nothing_in_it);
	CU_ADD_TEST(suite, record_too_long);
	CU_ADD_TEST(suite, header_that_is_not_understood);
}
