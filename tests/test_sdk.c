/*
 * What the installed header plugin_test.h does instead of the engine, beside what the engine does.
 */
#include <CUnit/CUnit.h>
#include <juri/plugin_test.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "helper.h"
#include "plugin.h"
#include "text.h"

void suite_sdk(void);

static bool same_bits(double a, double b)
{
	return !memcmp(&a, &b, sizeof(a));
}

/* Worked out by hand: to billionths, half to even, then half away from 0. */
static void rounds(void)
{
	static const struct {
		double value;
		uint32_t decimals;
		double rounded;
	} rows[] = {
	    {2.675, 2, 2.68},
	    {-2.675, 2, -2.68},
	    {1.005, 2, 1.01},
	    {0.615, 2, 0.62},
	    {2.5, 0, 3},
	    {-2.5, 0, -3},
	    {0.5, 0, 1},
	    {0.49999, 0, 0},
	    {-0.4, 0, 0}, /* not -0 */
	    {-0.0, 2, 0},
	    {999.995, 2, 1000},
	    {9.999999999, 8, 10},
	    {9.9999999996, 9, 10},
	    {0.0049999999996, 2, 0.01}, /* 0.005 on the billionths */
	    {0.004999999, 2, 0},
	    {0.123456789, 9, 0.123456789},
	    {0.123456789, 12, 0.123456789},
	    {0.1234567894, UINT32_MAX, 0.123456789},
	    {1e-10, 9, 0},
	    {0.5 / 1024 / 1024 / 512, 9, 1e-9}, /* 2^-30 */
	    {123456789012345.67, 1, 123456789012345.7},
	    {999999999999999872.0, 2, 999999999999999872.0},
	    {1e18, 2, 1e18},
	    {-1.5e300, 0, -1.5e300},
	    {HUGE_VAL, 2, HUGE_VAL},
	};
	char row[40];

	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(row, sizeof(row), "row %zu", i);
		check_row(same_bits(juri_test_serve_round(NULL, rows[i].value, rows[i].decimals),
				    rows[i].rounded) &&
			      same_bits(decimal_round_double(rows[i].value, rows[i].decimals,
							     ROUND_HALF_UP),
					rows[i].rounded),
			  row);
	}
	CU_ASSERT_TRUE(isnan(juri_test_serve_round(NULL, NAN, 2)));
}

static uint64_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state ^ (*state >> 33);
}

/* Doubles of every size, and such as people write: a whole number over a power of ten. */
static double any_double(uint64_t *state, unsigned i)
{
	static const double tens[] = {1, 10, 100, 1000, 1e4, 1e5, 1e8, 1e9, 1e10, 1e12};
	uint64_t bits = next_random(state);
	double value;

	if (i % 2)
		return (double)(int64_t)(bits % 2000000001 - 1000000000) /
		       tens[bits / 2000000001 % COUNT(tens)];
	memcpy(&value, &bits, sizeof(value));
	return isnan(value) ? 0 : value;
}

static void rounds_like_the_engine(void)
{
	uint64_t state = 1;
	unsigned differ = 0;

	for (unsigned i = 0; i < 200000; i++) {
		double value = any_double(&state, i);
		uint32_t decimals = (uint32_t)(next_random(&state) % 11);
		double other = decimal_round_double(value, decimals, ROUND_HALF_UP);

		differ += !same_bits(juri_test_serve_round(NULL, value, decimals), other);
	}
	CU_ASSERT_EQUAL(differ, 0);
}

static void takes_the_same_texts(void)
{
	static const char pieces[] =
	    "a\x7f\x80\xbf\xc0\xc2\xdf\xe0\xa0\x9f\xed\xef\xf0\x90\xf4\xf5";
	uint64_t state = 2;
	unsigned differ = 0, good = 0;

	for (unsigned i = 0; i < 200000; i++) {
		char text[5] = "";
		size_t length = next_random(&state) % 5, bad;
		bool is_utf8;

		for (size_t n = 0; n < length; n++)
			text[n] = pieces[next_random(&state) % (sizeof(pieces) - 1)];
		is_utf8 = text_is_utf8(text, length, &bad);
		differ += is_utf8 != (juri_test_is_utf8(text) != 0);
		good += is_utf8;
	}
	CU_ASSERT_EQUAL(differ, 0);
	CU_ASSERT_TRUE(good > 100 && good < 190000);
}

/* The values of parameters, and texts that are none. */
static void takes_the_same_parameters(void)
{
	static const juri_param params[] = {
	    {.name = "n", .min = -10, .max = 1000, .type = JURI_NUMBER},
	    {.name = "any", .min = -HUGE_VAL, .max = HUGE_VAL, .type = JURI_NUMBER},
	    {.name = "f", .type = JURI_FLAG},
	    {.name = "c", .choices = "low mid high", .type = JURI_CHOICE},
	};
	static const char *const texts[] = {
	    "",      "0",   "-3",   "12.5", "1e2",     "1E+2",  "1e-2", "25%", "33.3%", "0.7%",
	    "1e3%",  "007", "+1",   ".5",   "5.",      "1e",    "1,5",  " 1",  "1 ",    "0x10",
	    "nan",   "inf", "%",    "-",    "--1",     "1e999", "1001", "-11", "yes",   "no",
	    "maybe", "low", "high", "mi",   "low mid", "1.2.3", "1-2",  "Yes",
	};
	char row[80];

	for (size_t p = 0; p < COUNT(params); p++)
		for (size_t t = 0; t < COUNT(texts); t++) {
			double engine = 0, found = juri_test_value(&params[p], texts[t]);
			bool taken = plugin_param_value(&params[p], texts[t], &engine);

			snprintf(row, sizeof(row), "%s = \"%s\"", params[p].name, texts[t]);
			check_row(taken ? same_bits(found, engine) : isnan(found), row);
		}
}

void suite_sdk(void)
{
	CU_pSuite suite = CU_add_suite("sdk", NULL, NULL);

	CU_add_test(suite, "rounds as worked out by hand", rounds);
	CU_add_test(suite, "rounds like the engine", rounds_like_the_engine);
	CU_add_test(suite, "takes the same texts for UTF-8", takes_the_same_texts);
	CU_add_test(suite, "takes the same values of parameters", takes_the_same_parameters);
}
