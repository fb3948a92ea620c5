/*
 * Numbers as text beside the C library: every value is written by printf, too, and shortest doubles are found by trying one
 * length after the other. Random and half-way values, and the neighbours of both.
 */
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "helper.h"

void suite_decimal_print(void);

static uint64_t random_state = 1;

static uint64_t any(void)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return random_state ^ random_state >> 31;
}

/* --- The grid --- */

static bool is_printed(grid value, unsigned decimals)
{
	static const long long units[] = {1000000000, 100000000, 10000000, 1000000, 100000,
					  10000,      1000,      100,      10,      1};
	grid rounded = decimal_round(value, decimals, ROUND_HALF_EVEN);
	long long size = llabs((long long)rounded);
	char expected[DECIMAL_TEXT], found[DECIMAL_TEXT + 1];

	if (decimals)
		snprintf(expected, sizeof(expected), "%s%lld.%0*lld", rounded < 0 ? "-" : "",
			 size / 1000000000, (int)decimals, size % 1000000000 / units[decimals]);
	else
		snprintf(expected, sizeof(expected), "%s%lld", rounded < 0 ? "-" : "",
			 size / 1000000000);
	memset(found, '#', sizeof(found));
	return decimal_write(found, value, decimals) == strlen(expected) &&
	       !memcmp(found, expected, strlen(expected)) && found[DECIMAL_TEXT] == '#' &&
	       !strcmp(decimal_print(found, value, decimals), expected);
}

static void all_sizes(void)
{
	const grid last = INT64_MAX / GRID_ONE * GRID_ONE;

	for (unsigned i = 0; i < 40000; i++) {
		grid value = (grid)(any() >> (1 + i % 63));

		value = value > last ? last : value;
		CU_ASSERT(is_printed(any() % 2 ? value : -value, i % 10));
	}
	for (unsigned decimals = 0; decimals < 10; decimals++) {
		CU_ASSERT(is_printed(last, decimals) && is_printed(-last, decimals));
		for (grid power = 1; power < last / 10; power *= 10)
			for (grid by = -1; by <= 1; by++)
				CU_ASSERT(is_printed(power + by, decimals) &&
					  is_printed(-power + by, decimals));
	}
}

static void half_way(void)
{
	for (unsigned decimals = 0; decimals < 9; decimals++) {
		grid unit = GRID_ONE;

		for (unsigned i = 0; i < decimals; i++)
			unit /= 10;
		for (unsigned i = 0; i < 3000; i++) {
			grid value = (grid)(any() % 10000000000u) / unit * unit + unit / 2;

			for (grid by = -1; by <= 1; by++)
				CU_ASSERT(is_printed(value + by, decimals) &&
					  is_printed(-value + by, decimals));
		}
	}
}

/* Units are what decimal_round keeps, counted. */
static void units(void)
{
	for (unsigned i = 0; i < 40000; i++) {
		unsigned decimals = i % 10;
		grid unit = GRID_ONE, value = (grid)(any() >> (2 + i % 60));

		for (unsigned k = 0; k < decimals; k++)
			unit /= 10;
		if (i % 3 == 0)
			value = value / unit * unit + unit / 2;
		value = any() % 2 ? value : -value;
		for (int r = ROUND_HALF_EVEN; r <= ROUND_UP; r++)
			CU_ASSERT(decimal_units(value, decimals, (enum rounding)r) * unit ==
				  decimal_round(value, decimals, (enum rounding)r));
	}
}

static void counts(void)
{
	for (unsigned i = 0; i < 20000; i++) {
		size_t count = any() >> (i % 64);
		char expected[DECIMAL_TEXT], found[DECIMAL_TEXT + 1];

		snprintf(expected, sizeof(expected), "%zu", count);
		found[decimal_write_count(found, count)] = '\0';
		CU_ASSERT_STRING_EQUAL(found, expected);
	}
}

/* --- Doubles --- */

static void print_plainly(char out[64], double value)
{
	int more = -1, exponent;

	do
		snprintf(out, 64, "%.*e", ++more, value);
	while (more < 16 && strtod(out, NULL) != value);
	exponent = (int)strtol(strchr(out, 'e') + 1, NULL, 10);
	if (exponent >= -4 && exponent < 16)
		snprintf(out, 64, "%.*f", more > exponent ? more - exponent : 0, value);
}

static bool is_shortest(double value)
{
	char expected[64], found[DECIMAL_TEXT];

	if (!isfinite(value) || value == 0)
		return true;
	print_plainly(expected, value);
	decimal_print_double(found, value);
	if (strcmp(found, expected) != 0)
		fprintf(stderr, "%.17g: %s, not %s\n", value, found, expected);
	return !strcmp(found, expected);
}

/* A double and those beside it. */
static bool all_shortest(double value)
{
	return is_shortest(value) && is_shortest(nextafter(value, 0)) &&
	       is_shortest(nextafter(value, HUGE_VAL)) && is_shortest(-value);
}

/* What people write: 1 to 17 digits, the point anywhere. */
static void decimals(void)
{
	for (unsigned i = 0; i < 12000; i++) {
		char text[64];
		uint64_t number = any();

		for (unsigned digits = 20; digits > 1 + i % 17; digits--)
			number /= 10;
		snprintf(text, sizeof(text), "%llue-%u", (unsigned long long)number,
			 (unsigned)(any() % 21));
		CU_ASSERT(all_shortest(strtod(text, NULL)));
	}
}

/* What methods make of them. */
static void quotients(void)
{
	for (unsigned i = 0; i < 12000; i++)
		CU_ASSERT(all_shortest((double)(any() >> (30 + i % 30)) /
				       (double)(1 + (any() >> (30 + i % 31)))));
}

static void any_bits(void)
{
	for (unsigned i = 0; i < 6000; i++) {
		uint64_t bits = any();
		double value;

		memcpy(&value, &bits, sizeof(value));
		CU_ASSERT(is_shortest(value));
	}
}

/* Where the number of digits, the exponent or the distance to the neighbours changes. */
static void edges(void)
{
	for (int e = -20; e <= 60; e++)
		CU_ASSERT(all_shortest(ldexp(1, e)) && all_shortest(ldexp(3, e)) &&
			  all_shortest(ldexp((double)0x1fffffffffffff, e - 52)));
	for (int e = -6; e <= 18; e++)
		for (int by = 1; by < 10; by++)
			CU_ASSERT(all_shortest(by * pow(10, e)));
}

void suite_decimal_print(void)
{
	CU_pSuite suite = CU_add_suite("decimal_print", NULL, NULL);

	CU_ADD_TEST(suite, all_sizes);
	CU_ADD_TEST(suite, half_way);
	CU_ADD_TEST(suite, units);
	CU_ADD_TEST(suite, counts);
	CU_ADD_TEST(suite, decimals);
	CU_ADD_TEST(suite, quotients);
	CU_ADD_TEST(suite, any_bits);
	CU_ADD_TEST(suite, edges);
}
