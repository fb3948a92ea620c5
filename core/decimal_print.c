#include <endian.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"

/* --- Digits --- */

#define POWERS 20

/* clang-format off */
static const uint64_t powers[POWERS] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
	100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
	10000000000000000, 100000000000000000, 1000000000000000000, UINT64_C(10000000000000000000)};
/* clang-format on */

/* Two digits of each number below 100. */
static const char pairs[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
    "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
    "8081828384858687888990919293949596979899";

static void put_pair(char *at, uint32_t number)
{
	memcpy(at, pairs + 2 * number, 2);
}

static void put_eight(char *at, uint32_t number)
{
	uint32_t first = number / 10000, last = number % 10000;

	put_pair(at, first / 100);
	put_pair(at + 2, first % 100);
	put_pair(at + 4, last / 100);
	put_pair(at + 6, last % 100);
}

/* Without zeros that lead: all three in a register, whose first are shifted out; how many they are is nothing to guess. */
static char *put_below_1000(char *at, uint32_t number)
{
	unsigned leading = 0u + (number < 100) + (number < 10);
	uint32_t digits;
	uint16_t pair;

	memcpy(&pair, pairs + 2 * (number % 100), sizeof(pair));
	digits = htole32(((uint32_t)le16toh(pair) << 8 | ('0' + number / 100)) >> 8 * leading);
	memcpy(at, &digits, sizeof(digits));
	return at + 3 - leading;
}

/* The last n digits of a number, from at on; returns their end. */
static char *put_last(char *at, unsigned n, uint64_t number)
{
	for (unsigned i = n; i > 0; i--, number /= 10)
		at[i - 1] = (char)('0' + number % 10);
	return at + n;
}

static char *put_three(char *at, uint32_t number)
{
	*at = (char)('0' + number / 100);
	put_pair(at + 1, number % 100);
	return at + 3;
}

static char *put_whole(char *at, uint64_t number)
{
	return number < 1000 ? put_below_1000(at, (uint32_t)number)
			     : put_three(put_whole(at, number / 1000), (uint32_t)(number % 1000));
}

/* rest / 10^decimals, below 1; what is behind it up to DECIMAL_TEXT is overwritten. */
static char *put_fraction(char *at, uint64_t rest, unsigned decimals)
{
	if (decimals > 16)
		return put_last(at, decimals, rest);
	if (decimals > 8) {
		rest *= powers[16 - decimals];
		put_eight(at, (uint32_t)(rest / 100000000));
		put_eight(at + 8, (uint32_t)(rest % 100000000));
	} else {
		put_eight(at, (uint32_t)(rest * powers[8 - decimals]));
	}
	return at + decimals;
}

/* number / 10^decimals; returns the length. */
static size_t write_fixed(char *out, bool minus, uint64_t number, unsigned decimals)
{
	uint64_t whole = decimals < POWERS ? number / powers[decimals] : 0;
	char *at = out;

	*at = '-';
	at = put_whole(at + minus, whole);
	if (decimals) {
		*at = '.';
		at = put_fraction(at + 1, whole ? number - whole * powers[decimals] : number,
				  decimals);
	}
	return (size_t)(at - out);
}

/* --- The grid --- */

size_t decimal_write_units(char *out, int64_t units, unsigned decimals)
{
	return write_fixed(out, units < 0, units < 0 ? 0 - (uint64_t)units : (uint64_t)units,
			   decimals);
}

size_t decimal_write(char *out, grid value, unsigned decimals)
{
	unsigned shown = decimals < GRID_DECIMALS ? decimals : GRID_DECIMALS;

	if (value == GRID_NONE)
		return 0;
	return decimal_write_units(out, decimal_units(value, shown, ROUND_HALF_EVEN), shown);
}

size_t decimal_write_count(char *out, size_t count)
{
	return write_fixed(out, false, count, 0);
}

char *decimal_print(char out[DECIMAL_TEXT], grid value, unsigned decimals)
{
	out[decimal_write(out, value, decimals)] = '\0';
	return out;
}

char *decimal_print_short(char out[DECIMAL_TEXT], grid value)
{
	size_t length = decimal_write(out, value, GRID_DECIMALS);

	while (length && out[length - 1] == '0')
		length--;
	if (length && out[length - 1] == '.')
		length--;
	out[length] = '\0';
	return out;
}

/* --- Doubles --- */

/* Doubles hold these exactly. */
static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
			      1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};

#define LEAST 1e-4 /* without an exponent */
#define DIGITS 15  /* no two decimals of so many digits have the same nearest double */

/* How many decimals give a value from LEAST up to below 10^DIGITS so many digits. */
static unsigned decimals_for(double value)
{
	unsigned before = 0; /* the point */

	if (value < 1)
		return value < 1e-3 ? 18 : value < 1e-2 ? 17 : value < 1e-1 ? 16 : 15;
	while (value >= tens[before])
		before++;
	return DIGITS - before;
}

/*
 * value as whole / 10^decimals, where at most DIGITS digits do; decimals are given for DIGITS of them. The product is less
 * than a half off, and the quotient is what a reader of the text gets.
 */
static bool find_short(double value, uint64_t *whole, unsigned *decimals)
{
	uint64_t nearest = (uint64_t)(value * tens[*decimals] + 0.5);

	if ((double)nearest / tens[*decimals] != value)
		return false;
	for (; *decimals >= 4 && nearest % 10000 == 0; nearest /= 10000)
		*decimals -= 4;
	for (; *decimals && nearest % 10 == 0; nearest /= 10)
		--*decimals;
	*whole = nearest;
	return true;
}

typedef unsigned __int128 wide;

/* value = mantissa * 2^exponent */
struct parts {
	uint64_t mantissa;
	int exponent;
};

static struct parts take_apart(double value)
{
	struct parts parts;

	parts.mantissa = (uint64_t)ldexp(frexp(value, &parts.exponent), 53);
	parts.exponent -= 53;
	return parts;
}

/*
 * The whole number nearest to value * 10^decimals, exact ties to even; *reads_back: whether whole / 10^decimals has value
 * as its nearest double. That is in units of 2^-bits, where value is mantissa * 5^decimals, and half of the way
 * to its neighbours 5^decimals / 2.
 */
static uint64_t scale_exactly(const struct parts *parts, unsigned decimals, bool *reads_back)
{
	int bits = -(parts->exponent + (int)decimals);
	wide five = 1, exact, whole, rest, twice;

	for (unsigned i = 0; i < decimals; i++)
		five *= 5;
	exact = parts->mantissa * five;
	*reads_back = true;
	if (bits <= 0)
		return (uint64_t)(exact << -bits);
	whole = exact >> bits;
	rest = exact - (whole << bits);
	twice = 2 * rest;
	if (twice > (wide)1 << bits || (twice == (wide)1 << bits && (whole & 1))) {
		whole++;
		twice = ((wide)2 << bits) - twice;
	}
	*reads_back = twice < five; /* the one even, the other odd: never half-way */
	return (uint64_t)whole;
}

/* The fewest digits of any double, by trying. */
static char *print_by_trying(char out[DECIMAL_TEXT], double value)
{
	int more = -1, exponent; /* digits after the first */
	double back;

	do {
		snprintf(out, DECIMAL_TEXT, "%.*e", ++more, value);
	} while (more < 16 && !(decimal_parse_double(out, strlen(out), &back) && back == value));
	exponent = (int)strtol(strchr(out, 'e') + 1, NULL, 10);
	if (exponent >= -4 && exponent < 16)
		snprintf(out, DECIMAL_TEXT, "%.*f", more > exponent ? more - exponent : 0, value);
	return out;
}

/*
 * With one digit more than DIGITS where that reads back, else with two. No power of two comes here, whose neighbours are not
 * equally far: from LEAST up to 10^DIGITS they all have at most DIGITS digits.
 */
static char *print_long(char out[DECIMAL_TEXT], double value, unsigned decimals)
{
	struct parts parts = take_apart(fabs(value));
	uint64_t whole;
	bool reads_back;

	whole = scale_exactly(&parts, ++decimals, &reads_back);
	if (!reads_back)
		whole = scale_exactly(&parts, ++decimals, &reads_back);
	out[write_fixed(out, value < 0, whole, decimals)] = '\0';
	return out;
}

char *decimal_print_double(char out[DECIMAL_TEXT], double value)
{
	double size = fabs(value);
	uint64_t whole;
	unsigned decimals;

	out[0] = '\0';
	if (isnan(value))
		return out;
	if (value == 0)
		return decimal_print(out, 0, 0);
	if (isinf(value)) {
		snprintf(out, DECIMAL_TEXT, "%s", value < 0 ? "-inf" : "inf");
		return out;
	}
	if (size < LEAST || size >= tens[DIGITS])
		return print_by_trying(out, value);
	decimals = decimals_for(size);
	if (!find_short(size, &whole, &decimals))
		return print_long(out, value, decimals);
	out[write_fixed(out, value < 0, whole, decimals)] = '\0';
	return out;
}
