#include <CUnit/CUnit.h>
#include <math.h>
#include <string.h>

#include "helper.h"
#include "reading.h"

void suite_items(void);

enum { JAM, Q1, Q1_VERDICT, Q2_VERDICT, Q2_NOTE, STAFF, FIELDS };

static const struct field fields[] = {
    [JAM] = {.id = "jam", .min = -HUGE_VAL, .max = HUGE_VAL},
    [Q1] = {.id = "q1", .min = 0, .max = 10},
    [Q1_VERDICT] = {.id = "q1.verdict", .min = -HUGE_VAL, .max = HUGE_VAL},
    [Q2_VERDICT] = {.id = "q2.verdict", .min = -HUGE_VAL, .max = HUGE_VAL},
    [Q2_NOTE] = {.id = "q2.note", .min = -HUGE_VAL, .max = HUGE_VAL},
    [STAFF] = {.id = "staff.count", .min = -HUGE_VAL, .max = HUGE_VAL, .fold = FOLD_COUNT},
};

static const char *const ignored[] = {"remark", "*.skip"};

/* *.verdict and x* */
static bool open_names(void *user, const char *name, struct field *field)
{
	size_t length = strlen(name);

	(void)user;
	*field = (struct field){.min = -HUGE_VAL, .max = HUGE_VAL};
	return *name == 'x' || (length > 8 && !strcmp(name + length - 8, ".verdict"));
}

static void read_paths(const char *const *paths, size_t n)
{
	struct evidence_rules rules = usual_rules();

	rules.item = "soal";
	rules.ignore = ignored;
	rules.n_ignore = 2;
	rules.open = open_names;
	read_evidence(fields, FIELDS, &rules, paths, n);
}

static void read_one(const char *content)
{
	const char *path = temp_file("long.csv", content);

	read_paths(&path, 1);
}

static void rows_are_items(void)
{
	read_one("id,name,soal,verdict,value,note,remark\n"
		 "a,Badan A,q1,1,4,,x\n"
		 "a,,q2,!unverified 0,,7,\n"
		 "b,Badan B,q2,2,,,y\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(cohort.rows, 2);
	CU_ASSERT_EQUAL(value("a", Q1), 4);
	CU_ASSERT_EQUAL(value("a", Q1_VERDICT), 1);
	CU_ASSERT_EQUAL(value("a", Q2_VERDICT), 0);
	CU_ASSERT_EQUAL(state("a", Q2_VERDICT), STATE_UNVERIFIED);
	CU_ASSERT_EQUAL(value("a", Q2_NOTE), 7);
	CU_ASSERT_EQUAL(value("b", Q2_VERDICT), 2);
	CU_ASSERT(isnan(value("b", Q1_VERDICT)));
	CU_ASSERT_STRING_EQUAL(cohort_name(&cohort, row_of("b")), "Badan B");
	CU_ASSERT_EQUAL(cohort.files[0].rows, 3);
	CU_ASSERT_EQUAL(cohort.files[0].scored, 3);
}

static void check_citation(size_t i, const char *id, unsigned field, const char *text)
{
	CU_ASSERT_EQUAL(cohort.citations[i].row, row_of(id));
	CU_ASSERT_EQUAL(cohort.citations[i].field, field);
	CU_ASSERT_STRING_EQUAL(cohort.citations[i].text, text);
}

static void sources(void)
{
	read_one("soal,id,verdict,value,source,note.source,value.source\n"
		 "q1,a,1,4,LKj p. 1,,\nq2,a,,,p. 9,,\nq2,b,3,,p. 2,p. 3,\nq1,c,,1,,,p. 4\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL_FATAL(cohort.n_citations, 5);
	check_citation(0, "a", Q1, "LKj p. 1");
	check_citation(1, "a", Q1_VERDICT, "LKj p. 1");
	check_citation(2, "b", Q2_VERDICT, "p. 2");
	check_citation(3, "b", Q2_NOTE, "p. 3");
	check_citation(4, "c", Q1, "p. 4");
}

/* The globs of criteria open items of which only the evidence knows, where a cell says something. */
static void opened(void)
{
	read_one("id,soal,verdict,value\na,q7,1,\nb,x1,,3\nc,q8,,\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL_FATAL(cohort.n_fields, FIELDS + 2);
	CU_ASSERT_STRING_EQUAL(cohort.fields[FIELDS].id, "q7.verdict");
	CU_ASSERT_STRING_EQUAL(cohort.fields[FIELDS + 1].id, "x1");
	CU_ASSERT_EQUAL(value("a", FIELDS), 1);
	CU_ASSERT_EQUAL(value("b", FIELDS + 1), 3);
}

static void unknown_names(void)
{
	read_one("id,soal,verdict,note,skip\n"
		 "a,q1,1,,9\na,q2,1,2,9\nb,q1,1,5,9\nc,q1,1,6,9\nc,q3,1,7,9\n");
	CU_ASSERT(has_line(said, "long.csv:4:8: E-EVI-004: unknown name \"q1.note\"; did you mean "
				 "\"q2.note\"? (record 4)"));
	CU_ASSERT(has_line(said, "long.csv:6:8: E-EVI-004: unknown name \"q3.note\""));
	CU_ASSERT_EQUAL(count_lines(said), 2);
}

static void refused(void)
{
	read_one("id,soal,verdict\na,,1\nb,q 1,1\nc,q1234567890123456789012345678901234567,1\n");
	CU_ASSERT(has_line(said, "long.csv:2:3: E-EVI-023: item: expected an ID (letters, digits, "
				 "- and _, at most 36), found \"\" (record 2)"));
	CU_ASSERT(has_line(said, "long.csv:3:3: E-EVI-023: "));
	CU_ASSERT(has_line(said, "long.csv:4:3: E-EVI-023: "));
	CU_ASSERT_EQUAL(count_lines(said), 3);
	read_one("id,soal,verdict,verdict,soal\na,q1,1,1,q1\n");
	CU_ASSERT(has_line(said, "long.csv:1:17: E-EVI-005: column \"verdict\": expected once"));
	CU_ASSERT(has_line(said, "long.csv:1:25: E-EVI-005: column \"soal\": expected once"));
	read_one("soal,verdict\nq1,1\n");
	CU_ASSERT(has_line(said, "long.csv:1: E-EVI-006: expected a column \"id\""));
	read_one("id,soal,\na,q1,\n");
	CU_ASSERT(has_line(said, "long.csv:1:9: E-EVI-004: unknown name \"\""));
	read_one("id,soal,verdict\na,q1,1\na,q1,2\n");
	CU_ASSERT(has_line(said, "long.csv:3:6: E-EVI-013: field \"q1.verdict\" of agency \"a\": "
				 "expected once, found again; first at long.csv:2"));
}

static void forms_mix(void)
{
	const char *paths[] = {temp_file("1.csv", "id,jam,q1.verdict\na,3,1\nb,4,\n"),
			       temp_file("2.csv", "id,soal,verdict,count\na,q2,2,\nb,q1,5,\n"
						  "a,staff,,1\na,staff,,1\n"),
			       temp_file("3.json",
					 "[{\"id\":\"b\",\"evidence\":{\"q2\":{\"note\":6,"
					 "\"verdict\":7}}}]")};

	read_paths(paths, 3);
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(value("a", Q1_VERDICT), 1);
	CU_ASSERT_EQUAL(value("a", Q2_VERDICT), 2);
	CU_ASSERT_EQUAL(value("b", Q1_VERDICT), 5);
	CU_ASSERT_EQUAL(value("b", Q2_NOTE), 6);
	CU_ASSERT_EQUAL(value("b", JAM), 4);
	CU_ASSERT_EQUAL(value("a", STAFF), 2);
	CU_ASSERT_EQUAL(state("b", STAFF), STATE_MISSING);
}

void suite_items(void)
{
	CU_pSuite suite = CU_add_suite("items", NULL, forget_evidence);

	CU_ADD_TEST(suite, rows_are_items);
	CU_ADD_TEST(suite, sources);
	CU_ADD_TEST(suite, opened);
	CU_ADD_TEST(suite, unknown_names);
	CU_ADD_TEST(suite, refused);
	CU_ADD_TEST(suite, forms_mix);
}
