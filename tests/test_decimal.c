#include <CUnit/CUnit.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "decimal.h"
#include "helper.h"

void suite_decimal(void);

/* The largest grid value: the last whole number below 2^63 billionths. */
#define LARGEST INT64_C(9223372036000000000)

static void parses(void)
{
	static const struct {
		const char *text;
		grid value;
	} rows[] = {
	    {"0", 0},
	    {"-0", 0},
	    {"-0.000000000", 0},
	    {"1", 1000000000},
	    {"-12.5", -12500000000},
	    {"007.50", 7500000000},
	    {"0.000000001", 1},
	    {"-0.123456789", -123456789},
	    {"100.00", 100000000000},
	    {"9223372036", LARGEST},
	    {"-9223372036.000000000", -LARGEST},
	};
	grid out;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(decimal_parse(rows[i].text, strlen(rows[i].text), &out) &&
			      out == rows[i].value,
			  rows[i].text);
	check_row(decimal_parse("12.5 is more", 4, &out) && out == 12500000000, "a piece");
}

static void refuses(void)
{
	static const char *const rows[] = {"",
					   "-",
					   "+1",
					   ".5",
					   "5.",
					   "-.5",
					   "1.0000000001",
					   "0.0000000000",
					   "1,5",
					   "1.2.3",
					   "1e3",
					   "0x1",
					   " 1",
					   "1 ",
					   "--1",
					   "25%",
					   "1 000",
					   "inf",
					   "nan",
					   "½",
					   "1.-5",
					   "1.5-",
					   "9223372036.000000001",
					   "10000000000",
					   "-9223372036.000000001",
					   "9999999999999",
					   "99999999999999999999999999999999999999999999999999"};
	grid out = 42;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(!decimal_parse(rows[i], strlen(rows[i]), &out) && out == 42, rows[i]);
}

/* Every way of rounding beside its meaning: half to even, half away from 0, to 0, away from 0. */
static void rounds(void)
{
	static const struct {
		grid value;
		unsigned decimals;
		grid rounded[4]; /* half-even, half-up, down, up */
	} rows[] = {
	    {2500000000, 0, {2000000000, 3000000000, 2000000000, 3000000000}},
	    {3500000000, 0, {4000000000, 4000000000, 3000000000, 4000000000}},
	    {-2500000000, 0, {-2000000000, -3000000000, -2000000000, -3000000000}},
	    {-3500000000, 0, {-4000000000, -4000000000, -3000000000, -4000000000}},
	    {499999999, 0, {0, 0, 0, 1000000000}},
	    {500000000, 0, {0, 1000000000, 0, 1000000000}},
	    {500000001, 0, {1000000000, 1000000000, 0, 1000000000}},
	    {-499999999, 0, {0, 0, 0, -1000000000}},
	    {-500000001, 0, {-1000000000, -1000000000, 0, -1000000000}},
	    {64125000000, 2, {64120000000, 64130000000, 64120000000, 64130000000}},
	    {64135000000, 2, {64140000000, 64140000000, 64130000000, 64140000000}},
	    {64125000001, 2, {64130000000, 64130000000, 64120000000, 64130000000}},
	    {64120000001, 2, {64120000000, 64120000000, 64120000000, 64130000000}},
	    {64120000000, 2, {64120000000, 64120000000, 64120000000, 64120000000}},
	    {15, 8, {20, 20, 10, 20}},
	    {25, 8, {20, 30, 20, 30}},
	    {-25, 8, {-20, -30, -20, -30}},
	    {123456789, 9, {123456789, 123456789, 123456789, 123456789}},
	    {0, 3, {0, 0, 0, 0}},
	    {GRID_NONE, 2, {GRID_NONE, GRID_NONE, GRID_NONE, GRID_NONE}},
	};
	char row[40];

	for (size_t i = 0; i < COUNT(rows); i++)
		for (unsigned r = 0; r < 4; r++) {
			snprintf(row, sizeof(row), "row %zu, way %u", i, r);
			check_row(decimal_round(rows[i].value, rows[i].decimals,
						(enum rounding)r) == rows[i].rounded[r],
				  row);
		}
}

/* 1.111111111 keeps exactly as many ones as decimals; ending in 9s it carries. */
static void rounds_to_every_length(void)
{
	grid unit = 1000000000, carried = 2000000000;

	for (unsigned decimals = 0; decimals <= 9; decimals++, unit /= 10) {
		grid kept = 1111111111 / unit * unit;

		CU_ASSERT_EQUAL(decimal_round(1111111111, decimals, ROUND_HALF_EVEN), kept);
		CU_ASSERT_EQUAL(decimal_round(1111111111, decimals, ROUND_UP),
				kept + (decimals < 9 ? unit : 0));
		CU_ASSERT_EQUAL(decimal_round(1999999999, decimals, ROUND_HALF_UP),
				decimals < 9 ? carried : 1999999999);
	}
}

static void divides_half_to_even(void)
{
	static const struct {
		int64_t numerator, denominator;
		grid quotient;
	} rows[] = {
	    {1, 2, 0},  {3, 2, 2},  {5, 2, 2},    {-1, 2, 0}, {-3, 2, -2}, {-5, 2, -2},
	    {2, 3, 1},  {1, 3, 0},  {-2, 3, -1},  {7, 7, 1},  {0, 9, 0},   {10, 4, 2},
	    {14, 4, 4}, {11, 4, 3}, {-11, 4, -3}, {9, 4, 2},
	};
	char row[40];

	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(row, sizeof(row), "%lld / %lld", (long long)rows[i].numerator,
			 (long long)rows[i].denominator);
		check_row(decimal_divide(rows[i].numerator, rows[i].denominator) ==
			      rows[i].quotient,
			  row);
	}
	/* the numerator may be far beyond 64 bits: 10^18 * 10^18 / 10^36 */
	CU_ASSERT_EQUAL(decimal_divide((__int128)1000000000000000000 * 1000000000000000000,
				       (__int128)1000000000000000000 * 1000000000000000000),
			1);
}

/* Expected: Python's fractions.Fraction(x) * 10**9, rounded half to even. */
static void from_doubles(void)
{
	static const struct {
		double value;
		grid expected;
	} rows[] = {
	    {0, 0},
	    {-0.0, 0},
	    {0.1, 100000000},
	    {0.3, 300000000},
	    {33.335, 33335000000},
	    {2.5e-10, 0},
	    {5e-10, 1},  /* the double is above the half */
	    {1.5e-9, 1}, /* below the half: not 2 */
	    {-1.5e-9, -1},
	    {2.5e-9, 3}, /* above: not 2 */
	    {-2.5e-9, -3},
	    {1.0000000025, 1000000002},
	    {0.0009765625, 976562},  /* 1/1024, 976562.5 billionths: a true half */
	    {0.0029296875, 2929688}, /* 3/1024, 2929687.5 */
	    {0.0048828125, 4882812}, /* 5/1024, 4882812.5 */
	    {-0.0009765625, -976562},
	    {-0.0029296875, -2929688},
	    {1234567.123456789, 1234567123456789},
	    {9007199.254740993, 9007199254740993},
	    {9223372036.0, LARGEST},
	    {4611686018.427387, 4611686018427387238},
	    {4.9e-324, 0},
	    {DBL_MIN, 0},
	};
	char row[40];
	grid out;

	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(row, sizeof(row), "%.17g", rows[i].value);
		check_row(decimal_from_double(rows[i].value, &out) && out == rows[i].expected, row);
	}
}

static void doubles_beyond_the_grid(void)
{
	static const double rows[] = {9.3e9, -9.3e9,   9223372037.0, 1e12,      1e25,
				      1e300, -DBL_MAX, HUGE_VAL,     -HUGE_VAL, NAN};
	grid out = 42;

	for (size_t i = 0; i < COUNT(rows); i++) {
		CU_ASSERT_FALSE(decimal_from_double(rows[i], &out));
		CU_ASSERT_FALSE(decimal_from_scaled((long double)rows[i] * 1e9L, &out));
	}
	CU_ASSERT_EQUAL(out, 42);
}

/* All of these are exact in a long double. */
static void from_scaled(void)
{
	static const struct {
		long double scaled;
		grid expected;
	} rows[] = {
	    {0.5L, 0},
	    {1.5L, 2},
	    {2.5L, 2},
	    {-0.5L, 0},
	    {-1.5L, -2},
	    {0.49999999L, 0},
	    {0.5000001L, 1},
	    {1e18L, 1000000000000000000},
	    {9223372036000000000.0L, LARGEST},
	    {-9223372036000000000.0L, -LARGEST},
	    {4611686018427387904.5L, 4611686018427387904},
	    {4611686018427387905.5L, 4611686018427387906},
	};
	char row[40];
	grid out;

	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(row, sizeof(row), "%.2Lf", rows[i].scaled);
		check_row(decimal_from_scaled(rows[i].scaled, &out) && out == rows[i].expected,
			  row);
	}
	CU_ASSERT_FALSE(decimal_from_scaled(9223372036000000001.0L, &out));
	CU_ASSERT_FALSE(decimal_from_scaled(-9223372036000000001.0L, &out));
}

/* The measure goes on the grid first: 0.3, a little below it as a double, stays 0.3. */
static void rounds_doubles(void)
{
	static const struct {
		double value;
		unsigned decimals;
		enum rounding rounding;
		double expected;
	} rows[] = {
	    {0.3, 1, ROUND_DOWN, 0.3},
	    {0.3, 1, ROUND_UP, 0.3},
	    {0.35, 1, ROUND_HALF_UP, 0.4},
	    {0.25, 1, ROUND_HALF_EVEN, 0.2},
	    {-0.25, 1, ROUND_HALF_UP, -0.3},
	    {2.675, 2, ROUND_HALF_UP, 2.68},
	    {8.449, 1, ROUND_DOWN, 8.4},
	    {-8.449, 1, ROUND_DOWN, -8.4},
	    {8.401, 1, ROUND_UP, 8.5},
	    {-8.401, 1, ROUND_UP, -8.5},
	    {1e-10, 0, ROUND_UP, 0}, /* 0 on the grid */
	    {123456789012.5, 0, ROUND_HALF_EVEN, 123456789012},
	    {-123456789013.5, 0, ROUND_HALF_EVEN, -123456789014},
	    {1.25e18, 0, ROUND_UP, 1.25e18},
	    {1.0000000004, 9, ROUND_UP, 1},
	};
	char row[60];

	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(row, sizeof(row), "%.17g to %u", rows[i].value, rows[i].decimals);
		check_row(decimal_round_double(rows[i].value, rows[i].decimals, rows[i].rounding) ==
			      rows[i].expected,
			  row);
	}
	CU_ASSERT(isnan(decimal_round_double(NAN, 1, ROUND_UP)));
	CU_ASSERT_EQUAL(decimal_round_double(HUGE_VAL, 1, ROUND_UP), HUGE_VAL);
}

static void parses_doubles(void)
{
	static const struct {
		const char *text;
		double value;
	} rows[] = {{"0", 0},
		    {"007", 7},
		    {"-2.50", -2.5},
		    {"1e3", 1000},
		    {"1E+3", 1000},
		    {"25e-2", 0.25},
		    {"0.1", 0.1},
		    {"1e-400", 0},
		    {"0.30000000000000004", 0.1 + 0.2},
		    /* halfway between two doubles: to the even one */
		    {"9007199254740993", 9007199254740992.0}};
	double out;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(decimal_parse_double(rows[i].text, strlen(rows[i].text), &out) &&
			      out == rows[i].value,
			  rows[i].text);
}

static void refuses_doubles(void)
{
	static const char *const rows[] = {"",    "-",     "+1",     ".5",  "5.",  "1.e3", "1e",
					   "1e+", "0x10",  "inf",    "nan", "1,5", "1_0",  "1 ",
					   " 1",  "1e400", "-1e400", "1d3", "12f", "--1"};
	char digits[5000];
	double out = 42;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(!decimal_parse_double(rows[i], strlen(rows[i]), &out) && out == 42,
			  rows[i]);
	memset(digits, '1', sizeof(digits));
	CU_ASSERT_FALSE(decimal_parse_double(digits, sizeof(digits), &out));
	CU_ASSERT_TRUE(decimal_parse_double(digits, 300, &out));
	CU_ASSERT_FALSE(decimal_parse_double(digits, 400, &out)); /* 1.1e399 */
}

static void prints(void)
{
	static const struct {
		grid value;
		unsigned decimals;
		const char *fixed, *shortest;
	} rows[] = {
	    {0, 0, "0", "0"},
	    {0, 2, "0.00", "0"},
	    {64000000000, 2, "64.00", "64"},
	    {-500000000, 1, "-0.5", "-0.5"},
	    {12500000000, 3, "12.500", "12.5"},
	    {100000000000, 0, "100", "100"},
	    {64125000000, 2, "64.12", "64.125"},
	    {64135000000, 2, "64.14", "64.135"},
	    {-4000000, 2, "0.00", "-0.004"},
	    {1, 9, "0.000000001", "0.000000001"},
	    {-1, 12, "-0.000000001", "-0.000000001"},
	    {10, 9, "0.000000010", "0.00000001"},
	    {LARGEST, 9, "9223372036.000000000", "9223372036"},
	    {-LARGEST, 9, "-9223372036.000000000", "-9223372036"},
	    {GRID_NONE, 2, "", ""},
	};
	char out[DECIMAL_TEXT];

	for (size_t i = 0; i < COUNT(rows); i++) {
		CU_ASSERT_STRING_EQUAL(decimal_print(out, rows[i].value, rows[i].decimals),
				       rows[i].fixed);
		CU_ASSERT_STRING_EQUAL(decimal_print_short(out, rows[i].value), rows[i].shortest);
	}
}

/* Expected: Python's repr(), which is also the shortest text, in our notation. */
static void prints_doubles(void)
{
	static const struct {
		double value;
		const char *text;
	} rows[] = {
	    {0, "0"},
	    {-0.0, "0"},
	    {NAN, ""},
	    {0.1, "0.1"},
	    {0.1 + 0.2, "0.30000000000000004"},
	    {100, "100"},
	    {-12.5, "-12.5"},
	    {1.0 / 3, "0.3333333333333333"},
	    {0.0001, "0.0001"},
	    {0.00012345678901234567, "0.00012345678901234567"},
	    {0.00009, "9e-05"},
	    {1.5e-7, "1.5e-07"},
	    {9999999999999998, "9999999999999998"},
	    {1e16, "1e+16"},
	    {123456789012345680, "1.2345678901234568e+17"},
	    {DBL_MAX, "1.7976931348623157e+308"},
	    {4.9e-324, "5e-324"},
	    {HUGE_VAL, "inf"},
	    {-HUGE_VAL, "-inf"},
	};
	char out[DECIMAL_TEXT];

	for (size_t i = 0; i < COUNT(rows); i++)
		CU_ASSERT_STRING_EQUAL(decimal_print_double(out, rows[i].value), rows[i].text);
}

/* A comma as the locale's decimal point changes nothing. */
static void no_locale(void)
{
	char out[DECIMAL_TEXT];
	double value = 0;

	setlocale(LC_NUMERIC, "id_ID.UTF-8");
	CU_ASSERT_TRUE(decimal_parse_double("12.5", 4, &value));
	CU_ASSERT_FALSE(decimal_parse_double("12,5", 4, &value));
	setlocale(LC_NUMERIC, "C");
	CU_ASSERT_EQUAL(value, 12.5);
	CU_ASSERT_STRING_EQUAL(decimal_print(out, 12500000000, 2), "12.50");
}

void suite_decimal(void)
{
	CU_pSuite suite = CU_add_suite("decimal", NULL, NULL);

	CU_ADD_TEST(suite, parses);
	CU_ADD_TEST(suite, refuses);
	CU_ADD_TEST(suite, rounds);
	CU_ADD_TEST(suite, rounds_to_every_length);
	CU_ADD_TEST(suite, divides_half_to_even);
	CU_ADD_TEST(suite, from_doubles);
	CU_ADD_TEST(suite, doubles_beyond_the_grid);
	CU_ADD_TEST(suite, from_scaled);
	CU_ADD_TEST(suite, rounds_doubles);
	CU_ADD_TEST(suite, parses_doubles);
	CU_ADD_TEST(suite, refuses_doubles);
	CU_ADD_TEST(suite, prints);
	CU_ADD_TEST(suite, prints_doubles);
	CU_ADD_TEST(suite, no_locale);
}
