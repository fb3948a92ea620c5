/*
 * What is published of a sample: rows that are read, and cells that a kind must or must not have (samples/README.md).
 */
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "memory.h"
#include "published.h"

void suite_published(void);

#define HEAD "edition,category,node,class,id,kind,value,source,note\n"

static struct published published;

static const char *read_text(const char *content)
{
	struct problems problems = {0};

	published_read(&published, temp_file("published.csv", content), &problems);
	return problems_text(&problems);
}

static void facts(void)
{
	const char *said =
	    read_text(HEAD "2023,c,n,kota,a,score,81.50,s,\n2023,c,,kota,a,rank,2.5,s,\n"
			   "2023,c,,,a,grade,A,s,\n2023,,,,a,award,utama,s,\n"
			   "2023,,,jatim,,count,3,s,\n2023,,,,,text,Juara,s,a note\n");

	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL_FATAL(published.count, 6);
	CU_ASSERT_EQUAL(published.list[0].kind, FACT_SCORE);
	CU_ASSERT_EQUAL(published.list[0].number, 81 * GRID_ONE + GRID_ONE / 2);
	CU_ASSERT_EQUAL(published.list[0].decimals, 2);
	CU_ASSERT_STRING_EQUAL(published.list[0].parts[FACT_NODE], "n");
	CU_ASSERT_EQUAL(published.list[1].number, 5 * GRID_ONE / 2);
	CU_ASSERT_EQUAL(published.list[2].kind, FACT_GRADE);
	CU_ASSERT_EQUAL(published.list[3].kind, FACT_AWARD);
	CU_ASSERT_EQUAL(published.list[4].number, 3 * GRID_ONE);
	CU_ASSERT_EQUAL(published.list[5].line, 7);
	CU_ASSERT_STRING_EQUAL(published.list[5].parts[FACT_NOTE], "a note");
	published_free(&published);
	CU_ASSERT_EQUAL(published.count, 0);
}

/* Each row has one fault: the column where it is, its code, and what is said. */
static void wrong_rows(void)
{
	static const struct {
		const char *row, *said;
	} cases[] = {
	    {"2023,c,,,a,skor,1,s,",
	     "12: E-PUB-003: kind: expected score, rank, grade, award, count or "
	     "text, found \"skor\""},
	    {",c,,,a,score,1,s,",
	     "1: E-PUB-002: edition: expected a text for the kind score, found none"},
	    {"2023,,,,a,score,1,s,", "6: E-PUB-002: category: "},
	    {"2023,c,,,,rank,1,s,", "10: E-PUB-002: id: "},
	    {"2023,c,,,a,grade,,s,", "E-PUB-002: value: "},
	    {"2023,c,,,a,score,1,,", "E-PUB-002: source: "},
	    {"2023,,,,,count,1,s,", "E-PUB-002: class: "},
	    {"2023,,,,,text,x,s,", "E-PUB-002: note: "},
	    {"2023,c,n,jatim,,count,1,s,",
	     "E-PUB-006: node: expected none for the kind count, found \"n\""},
	    {"2023,c,,,a,score,tinggi,s,",
	     "E-PUB-004: value: expected a number with at most 9 decimals, "
	     "found \"tinggi\""},
	    {"2023,c,,,a,score,1.0000000001,s,", "E-PUB-004: value: expected a number"},
	    {"2023,c,,,a,rank,0,s,", "E-PUB-004: value: expected a rank from 1, found \"0\""},
	    {"2023,c,,,a,rank,1.3,s,", "E-PUB-004: value: expected a rank from 1"},
	    {"2023,c,,,a,rank,I,s,", "E-PUB-004: value: expected a rank from 1"},
	    {"2023,,,jatim,,count,-1,s,", "E-PUB-004: value: expected a whole number from 0"},
	    {"2023,,,jatim,,count,1.0,s,", "E-PUB-004: value: expected a whole number from 0"},
	    {"2023,,,jatim,,count,satu,s,", "E-PUB-004: value: expected a whole number from 0"},
	    {"2023,,,,a,award,nomor satu,s,",
	     "E-PUB-004: value: expected the ID of an award, found \"nomor satu\""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = mem_print(HEAD "2023,c,,,a,score,1,s,\n%s\n", cases[i].row);
		const char *said = read_text(text);

		check_row(!strncmp(said, "published.csv:3:", 16) && strstr(said, cases[i].said) &&
			      count_lines(said) == 1,
			  said);
		CU_ASSERT_EQUAL(published.count, 1);
		published_free(&published);
		free(text);
	}
}

static void wrong_files(void)
{
	static const char *const headers[] = {
	    "edition,category,node,class,id,kind,value,source\n",
	    "edition,category,node,class,id,kind,value,source,notes\n",
	    "category,edition,node,class,id,kind,value,source,note\n"};
	struct problems problems = {0};

	for (size_t i = 0; i < COUNT(headers); i++) {
		CU_ASSERT(
		    is_line(read_text(headers[i]),
			    "published.csv:1: E-PUB-001: expected the columns edition,category,"));
		published_free(&published);
	}
	CU_ASSERT(is_line(read_text(HEAD), "published.csv: E-PUB-005: expected at least one fact"));
	published_free(&published);
	CU_ASSERT(is_line(read_text(HEAD "2023,c\n"), "published.csv:2: E-CSV-"));
	published_free(&published);
	published_read(&published, temp_path("tiada.csv"), &problems);
	CU_ASSERT_EQUAL(problems.code, EXIT_NO_INPUT);
	CU_ASSERT_STRING_NOT_EQUAL(problems_text(&problems), "");
	CU_ASSERT_EQUAL(published.count, 0);
	published_free(&published);
}

void suite_published(void)
{
	CU_pSuite suite = CU_add_suite("published", NULL, NULL);

	CU_ADD_TEST(suite, facts);
	CU_ADD_TEST(suite, wrong_rows);
	CU_ADD_TEST(suite, wrong_files);
}
