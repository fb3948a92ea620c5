/*
 * What comes back from the process of a sample: a whole report, or what is left of one whose process died. The bytes are
 * written here by hand: texts that end in NUL, a letter in front of each record.
 */
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "memory.h"
#include "report.h"

void suite_report(void);

#define EXITED(code) ((code) << 8) /* as waitpid tells */
#define KILLED(signal) (signal)
#define BYTES(text) text, sizeof(text)

static struct report parsed(const char *bytes, size_t length, int status)
{
	struct report report = {0};
	char *copy = mem_alloc(length);

	memcpy(copy, bytes, length);
	report_parse(&report, copy, length, status);
	return report;
}

#define FACT                                                                                       \
	"F\0002\0002023\0c\0n\0kota\0a\0score\0001.00\0001.01\0differs\0real\0node score\0a "      \
	"c/n\0detail\0src\0note\0"

static void whole(void)
{
	struct report report = parsed(
	    BYTES("T\0Judul\0002023\0P\0x.csv:1: E-X\0{\"code\":\"E-X\"}\0" FACT "E\0001"), 0);
	struct report_counts counts = {0};

	CU_ASSERT_STRING_EQUAL(report.title, "Judul");
	CU_ASSERT_STRING_EQUAL(report.edition, "2023");
	CU_ASSERT_EQUAL(report.code, EXIT_DIFFERS);
	CU_ASSERT_EQUAL_FATAL(report.n_problems, 1);
	CU_ASSERT_STRING_EQUAL(report.problems[0].line, "x.csv:1: E-X");
	CU_ASSERT_STRING_EQUAL(report.problems[0].object, "{\"code\":\"E-X\"}");
	CU_ASSERT_EQUAL_FATAL(report.n_facts, 1);
	CU_ASSERT_STRING_EQUAL(report.facts[0].parts[REPORT_NOTE], "note");
	report_count(&report, &counts);
	CU_ASSERT_EQUAL(report_all(&counts, DIFFERS), 1);
	CU_ASSERT_EQUAL(report_same(&counts, BASIS_REAL), 0);
	report_free(&report);
}

/* The last problem of a report that ends too early says how its process ended. */
static void died(void)
{
	static const struct {
		const char *bytes;
		size_t length;
		int status;
		const char *said;
		enum exit_code code;
	} cases[] = {
	    {BYTES(""), KILLED(9), "found that it ended by signal 9", EXIT_FAULT},
	    {BYTES("T\0Judul\0002023\0P\0x"), EXITED(70), "ended with code 70", EXIT_FAULT},
	    {BYTES("T\0Judul"), EXITED(71), "ended with code 71", EXIT_MEMORY},
	    {BYTES("T\0Judul\0002023\0" FACT), KILLED(11), "by signal 11", EXIT_FAULT},
	    {BYTES("T\0Judul\0002023\0F\0001"), EXITED(0), "with code 0", EXIT_FAULT},
	    {BYTES("P"), EXITED(0), "with code 0", EXIT_FAULT},
	    {BYTES("E"), EXITED(1), "with code 1", EXIT_FAULT},
	    {"T\0Judul\0002023", 11, EXITED(74), "with code 74", EXIT_FAULT},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct report report = parsed(cases[i].bytes, cases[i].length, cases[i].status);
		struct reports reports = {&report, 1};
		const char *last =
		    report.n_problems ? report.problems[report.n_problems - 1].line : "";

		check_row(strstr(last, "E-SAM-003: ") && strstr(last, cases[i].said), last);
		CU_ASSERT_EQUAL(report.code, cases[i].code);
		CU_ASSERT_EQUAL(reports_code(&reports), cases[i].code);
		report_free(&report);
	}
}

/* A word that is no result, and one that is no basis. */
static void nonsense(void)
{
	static const char *const words[] = {"sama", "real"}, *const bases[] = {"real", "nyata"};

	for (size_t i = 0; i < COUNT(words); i++) {
		struct text bytes = {0};
		const char *const parts[] = {"F",
					     "2",
					     "2023",
					     "c",
					     "",
					     "",
					     "a",
					     "score",
					     "1",
					     "1",
					     i ? "differs" : words[i],
					     bases[i],
					     "",
					     "",
					     "",
					     "",
					     ""};
		struct report report;

		for (size_t p = 0; p < COUNT(parts); p++)
			text_add_n(&bytes, parts[p], strlen(parts[p]) + 1);
		report = parsed(bytes.data, bytes.length, EXITED(0));
		CU_ASSERT_EQUAL(report.n_facts, 0);
		CU_ASSERT_EQUAL(report.code, EXIT_FAULT);
		report_free(&report);
		text_free(&bytes);
	}
}

/* A sample that could not be run goes before one that differs, whichever comes first. */
static void codes(void)
{
	struct report list[3] = {
	    {.code = EXIT_DONE}, {.code = EXIT_DIFFERS}, {.code = EXIT_CONFIG}};

	CU_ASSERT_EQUAL(reports_code(&(struct reports){list, 1}), EXIT_DONE);
	CU_ASSERT_EQUAL(reports_code(&(struct reports){list, 2}), EXIT_DIFFERS);
	CU_ASSERT_EQUAL(reports_code(&(struct reports){list, 3}), EXIT_CONFIG);
}

void suite_report(void)
{
	CU_pSuite suite = CU_add_suite("report", NULL, NULL);

	CU_ADD_TEST(suite, whole);
	CU_ADD_TEST(suite, died);
	CU_ADD_TEST(suite, nonsense);
	CU_ADD_TEST(suite, codes);
}
