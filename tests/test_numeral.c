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

	for (size_t i = 0; i < COUNT(rows); i++) {
		double found = 0;
		bool is_number =
		    numeral_read(rows[i].text, strlen(rows[i].text), rows[i].decimal, &found);

		check_row(isnan(rows[i].number) ? !is_number : is_number && found == rows[i].number,
			  rows[i].text);
	}
}

/* A part of the cell that is behind length is not looked at. */
static void part_of_a_cell(void)
{
	double found = 0;

	CU_ASSERT(numeral_read("12,5,7", 4, ',', &found));
	CU_ASSERT_EQUAL(found, 12.5);
	CU_ASSERT(numeral_read("12,5.7", 4, ',', &found));
	CU_ASSERT_PTR_NULL(numeral_fault("12%", 2, '.'));
}

/* What a scan takes, and what it leaves to numeral_read. */
static void scanned_starts(void)
{
	static const struct {
		const char *text;
		char decimal;
		size_t taken; /* 0: nothing */
		double number;
	} rows[] = {
	    {"12.5,", '.', 4, 12.5},
	    {"12.5,", ',', 2, 12},
	    {"12,5;", ',', 4, 12.5},
	    {"-0\n", '.', 2, -0.0},
	    {"007\n", '.', 3, 7},
	    {"9007199254740991\n", '.', 16, 9007199254740991},
	    {"9007199254740992\n", '.', 0, 0},
	    {"0.000000000000000001\n", '.', 20, 1e-18},
	    {"0.0000000000000000001\n", '.', 0, 0},
	    {"1e3\n", '.', 0, 0},
	    {"1E3\n", '.', 0, 0},
	    {"1.\n", '.', 0, 0},
	    {".5\n", '.', 0, 0},
	    {"-\n", '.', 0, 0},
	    {"+1\n", '.', 0, 0},
	    {"--1\n", '.', 0, 0},
	    {"\n", '.', 0, 0},
	    {"3jp\n", '.', 1, 3},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		double found = 0;
		const char *end = numeral_scan(rows[i].text, rows[i].decimal, &found);

		check_row(end ? end == rows[i].text + rows[i].taken && found == rows[i].number &&
				    signbit(found) == signbit(rows[i].number)
			      : !rows[i].taken,
			  rows[i].text);
	}
}

/* A number with so many digits, and so many of them behind the point. */
static void random_number(char *out, unsigned digits, unsigned decimals)
{
	if (rand() % 4 == 0)
		*out++ = '-';
	for (unsigned left = digits; left; left--) {
		if (left == decimals)
			*out++ = '.';
		*out++ = (char)('0' + rand() % 10);
	}
	*out = '\0';
}

static bool is_read_as(const char *text, double scanned)
{
	double found = 1;

	return numeral_read(text, strlen(text), '.', &found) &&
	       !memcmp(&scanned, &found, sizeof(found));
}

/* What is scanned is bit for bit what strtod makes of it, and every short number is scanned. */
static void scanned_as_read(void)
{
	char room[64] = "12345678", *text = room + 9;
	size_t differ = 0, left = 0;

	srand(1);
	for (unsigned i = 0; i < 300000; i++) {
		unsigned digits = 1 + (unsigned)rand() % 20, decimals = (unsigned)rand() % digits;
		double scanned = 0;
		const char *end;

		random_number(text, digits, decimals);
		end = numeral_scan(text, '.', &scanned);
		left += !end && digits <= 15;
		differ += end && (*end || !is_read_as(text, scanned));
		if (numeral_before(text + strlen(text), strlen(text), decimals ? decimals + 1 : 0,
				   &scanned))
			differ += !is_read_as(text, scanned);
		else
			left += digits <= 8 && *text != '-';
	}
	CU_ASSERT_EQUAL(differ, 0);
	CU_ASSERT_EQUAL(left, 0);
}

/* Whatever stands around it, and whatever bytes it is of: only a number is taken for one. */
static void short_numbers(void)
{
	static const char signs[] = "0123456789.-+eE, :;/\n\xc3";
	char room[32];
	size_t differ = 0, taken = 0;

	srand(1);
	for (unsigned i = 0; i < 300000; i++) {
		size_t length = 1 + (size_t)rand() % 10;
		char *text = room + 9, *end = text + length;
		const char *point;
		double scanned, found;
		bool is_number;

		for (char *c = room; c < room + sizeof(room); c++)
			*c = signs[(size_t)rand() % (rand() % 4 ? 11 : sizeof(signs) - 1)];
		point = memchr(text, '.', length);
		is_number =
		    numeral_before(end, length, point ? (size_t)(end - point) : 0, &scanned);
		taken += is_number;
		differ += is_number && (!numeral_read(text, length, '.', &found) ||
					memcmp(&scanned, &found, sizeof(found)) != 0);
	}
	CU_ASSERT_EQUAL(differ, 0);
	CU_ASSERT(taken > 1000);
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
	CU_ADD_TEST(suite, scanned_starts);
	CU_ADD_TEST(suite, scanned_as_read);
	CU_ADD_TEST(suite, short_numbers);
	CU_ADD_TEST(suite, looks);
}
