#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "memory.h"
#include "numeral.h"

void suite_numeral(void);

static void numbers(void)
{
	static const struct {
		const char *text;
		char decimal;
		double number; /* NAN: none */
	} rows[] = {
	    {"12.5", '.', 12.5},         {"12,5", ',', 12.5},
	    {"-0,25", ',', -0.25},       {"12", ',', 12},
	    {"1,5e3", ',', 1500},        {"12,5", '.', (double)NAN},
	    {"12.5", ',', (double)NAN},  {"1,2,3", ',', (double)NAN},
	    {"1.2,3", ',', (double)NAN}, {",5", ',', (double)NAN},
	    {"5,", ',', (double)NAN},    {"", ',', (double)NAN},
	    {"12.5", '\0', 12.5},
	};
	struct text room = {0};

	for (size_t i = 0; i < COUNT(rows); i++) {
		double found = 0;
		bool is_number = numeral_read(&room, rows[i].text, strlen(rows[i].text),
					      rows[i].decimal, &found);

		check_row(isnan(rows[i].number) ? !is_number : is_number && found == rows[i].number,
			  rows[i].text);
	}
	text_free(&room);
}

/* A part of the cell that is behind length is not looked at. */
static void part_of_a_cell(void)
{
	struct text room = {0};
	double found = 0;

	CU_ASSERT(numeral_read(&room, "12,5,7", 4, ',', &found));
	CU_ASSERT_EQUAL(found, 12.5);
	CU_ASSERT(numeral_read(&room, "12,5.7", 4, ',', &found));
	CU_ASSERT_PTR_NULL(numeral_fault("12%", 2, '.'));
	text_free(&room);
}

#define THOUSANDS "a thousands mark: write the digits alone"
#define DATE "a date, a time or a range"

static void looks(void)
{
	static const struct {
		const char *text;
		char decimal;
		const char *start; /* of what it looks like; NULL: of nothing known */
	} rows[] = {
	    {"3,5", '.', "a decimal comma: say decimal = , in [evidence]"},
	    {"3.5", ',', "a decimal point: say decimal = . in [evidence]"},
	    {"-3,5", '.', "a decimal comma: say"},
	    {"+3,5", '.', "a decimal comma: say"},
	    {"1234,567", '.', "a decimal comma: say"}, /* no group has four digits */
	    {"1,25", '.', "a decimal comma: say"},
	    {"1,250", '.', "a thousands mark or a decimal comma"},
	    {"1.250", ',', "a thousands mark or a decimal point"},
	    {"1,250,000", '.', THOUSANDS},
	    {"1.250.000", '.', THOUSANDS},
	    {"1.250.000", ',', THOUSANDS},
	    {"1,250,000", ',', THOUSANDS},
	    {"1.250,5", '.', THOUSANDS},
	    {"1.250,5", ',', THOUSANDS},
	    {"1,250.5", '.', THOUSANDS},
	    {"1 250", '.', THOUSANDS},
	    {"1 250,5", ',', THOUSANDS},
	    {"12 %", '.', "a percentage"},
	    {"12%", ',', "a percentage"},
	    {"1/2", '.', "a fraction or a date"},
	    {"3-Jan", '.', DATE},
	    {"Des-24", '.', DATE},
	    {"3 Agu 2024", '.', DATE},
	    {"2024-01-03", '.', DATE},
	    {"03.01.2024", '.', DATE},
	    {"2024-01-03T10:00:00", '.', DATE},
	    {"3-1", '.', DATE},
	    {"10:30", '.', DATE},
	    {"3-Xyz", '.', NULL},
	    {"S-3", '.', NULL},
	    {" 5", '.', "a number with blanks around it"},
	    {"5 ", ',', "a number with blanks around it"},
	    {"12jp", '.', "a number with its unit"},
	    {"12 jp", '.', "a number with its unit"},
	    {"Rp 12", '.', "a number with its unit"},
	    {"Rp.12", '.', "a number with its unit"},
	    {"yes", '.', NULL},
	    {"", '.', NULL},
	    {"-", '.', NULL},
	    {"123456789012345678901234567890123456789012345678901234567890,1234567", '.', NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *found =
		    numeral_fault(rows[i].text, strlen(rows[i].text), rows[i].decimal);
		char *row = mem_print("%s (%c): %s", rows[i].text, rows[i].decimal,
				      found ? found : "nothing");

		check_row(rows[i].start
			      ? found && !strncmp(found, rows[i].start, strlen(rows[i].start))
			      : !found,
			  row);
		free(row);
	}
	CU_ASSERT_PTR_NULL(numeral_fault("1\0002", 3, '.'));
}

void suite_numeral(void)
{
	CU_pSuite suite = CU_add_suite("numeral", NULL, NULL);

	CU_ADD_TEST(suite, numbers);
	CU_ADD_TEST(suite, part_of_a_cell);
	CU_ADD_TEST(suite, looks);
}
