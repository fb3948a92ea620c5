#include "decimal.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

typedef __int128 wide;

static const int64_t powers[] = {1,      10,      100,      1000,      10000,
				 100000, 1000000, 10000000, 100000000, 1000000000};

/* Whether a division whose rest's size is so much goes away from zero. */
static bool goes_away(unsigned __int128 rest, unsigned __int128 unit, bool odd,
		      enum rounding rounding)
{
	switch (rounding) {
	case ROUND_UP:
		return rest != 0;
	case ROUND_HALF_UP:
		return rest >= unit - rest;
	case ROUND_HALF_EVEN:
		return rest > unit - rest || (rest == unit - rest && odd);
	default:
		return false;
	}
}

/* value / unit (above 0) rounded as asked. In 64 bits where both fit: a division of 128 is ten times as long. */
static wide divide(wide value, wide unit, enum rounding rounding)
{
	wide quotient, rest;

	if ((int64_t)value == value && (int64_t)unit == unit) {
		quotient = (int64_t)value / (int64_t)unit;
		rest = (int64_t)value % (int64_t)unit;
	} else {
		quotient = value / unit;
		rest = value % unit;
	}
	if (!goes_away((unsigned __int128)(rest < 0 ? -rest : rest), (unsigned __int128)unit,
		       quotient & 1, rounding))
		return quotient;
	return value < 0 ? quotient - 1 : quotient + 1;
}

/* value / 2^bits (1 to 126), half to even. */
static wide divide_by_power(wide value, int bits)
{
	wide quotient = value >> bits; /* towards minus infinity: what is left is 0 or above */
	wide rest = value - quotient * ((wide)1 << bits), half = ((wide)1 << bits) >> 1;

	return quotient + (rest > half || (rest == half && (quotient & 1)));
}

grid decimal_round(grid value, unsigned decimals, enum rounding rounding)
{
	wide unit;

	if (value == GRID_NONE || decimals >= GRID_DECIMALS)
		return value;
	unit = powers[GRID_DECIMALS - decimals];
	return (grid)(divide(value, unit, rounding) * unit);
}

/* What divide does, with nothing but what a grid value needs. */
int64_t decimal_units(grid value, unsigned decimals, enum rounding rounding)
{
	unsigned kept = decimals < GRID_DECIMALS ? decimals : GRID_DECIMALS;
	int64_t unit = powers[GRID_DECIMALS - kept], quotient = value / unit;
	int64_t rest = value - quotient * unit, size = rest < 0 ? -rest : rest;
	bool away = rounding == ROUND_UP          ? size > 0
		    : rounding == ROUND_HALF_UP   ? 2 * size >= unit
		    : rounding == ROUND_HALF_EVEN ? 2 * size + (quotient & 1) > unit
						  : false;

	return quotient +
	       away * (value < 0 ? -1 : 1); /* half of all are: a jump would be guessed wrong */
}

grid decimal_divide(__int128 numerator, __int128 denominator)
{
	return (grid)divide(numerator, denominator, ROUND_HALF_EVEN);
}

__int128 decimal_wide_quotient(__int128 numerator, __int128 denominator)
{
	return divide(numerator, denominator, ROUND_HALF_EVEN);
}

/* The exact value of mantissa * 2^exponent as a whole number, half to even; |result| < 2^126. */
static bool whole_number(wide mantissa, int exponent, wide *out)
{
	if (exponent >= 0) {
		if (mantissa && exponent > 40)
			return false;
		*out = mantissa * ((wide)1 << exponent);
		return true;
	}
	*out = exponent < -120 ? 0 : divide_by_power(mantissa, -exponent);
	return true;
}

/* The last whole number is the end, so that no rounding leads beyond. */
static bool fits(wide value, grid *out)
{
	const wide end = INT64_MAX / GRID_ONE * GRID_ONE;

	if (value < -end || value > end)
		return false;
	*out = (grid)value;
	return true;
}

bool decimal_quotient(__int128 numerator, __int128 denominator, grid *out)
{
	return fits(divide(numerator, denominator, ROUND_HALF_EVEN), out);
}

/* value * 10^9 exactly rounded to a whole number. */
static bool on_wide_grid(double value, wide *out)
{
	int exponent;
	double fraction = frexp(value, &exponent);

	if (!isfinite(value))
		return false;
	return whole_number((wide)ldexp(fraction, 53) * GRID_ONE, exponent - 53, out);
}

bool decimal_from_double(double value, grid *out)
{
	wide number;

	return on_wide_grid(value, &number) && fits(number, out);
}

bool decimal_widen(double value, __int128 *out)
{
	return fabs(value) <= 1e18 && on_wide_grid(value, out);
}

#define EXACT ((wide)1 << 53) /* whole numbers of up to this size are doubles */

double decimal_narrow(__int128 billionths)
{
	unsigned __int128 left =
	    billionths < 0 ? -(unsigned __int128)billionths : (unsigned __int128)billionths;
	char text[64], *at = text + sizeof(text);
	double result = 0;

	if (left <= (unsigned __int128)EXACT) /* one division of two doubles, rounded once */
		return (double)(int64_t)billionths / (double)GRID_ONE;
	for (unsigned n = 0; left || n <= GRID_DECIMALS; n++, left /= 10) {
		if (n == GRID_DECIMALS)
			*--at = '.';
		*--at = (char)('0' + (int)(left % 10));
	}
	decimal_parse_double(at, (size_t)(text + sizeof(text) - at), &result);
	return billionths < 0 ? -result : result;
}

bool decimal_from_scaled(long double scaled, grid *out)
{
	if (!(fabsl(scaled) < 9.3e18L))
		return false;
	return fits((wide)rintl(scaled), out);
}

double decimal_round_double(double value, unsigned decimals, enum rounding rounding)
{
	wide number;
	int64_t unit =
	    powers[GRID_DECIMALS - (decimals < GRID_DECIMALS ? decimals : GRID_DECIMALS)];

	if (!(fabs(value) < 1e18) || !on_wide_grid(value, &number))
		return value;
	return decimal_narrow(divide(number, unit, rounding) * unit);
}

static size_t digits(const char *text, size_t length)
{
	size_t n = 0;

	while (n < length && text[n] >= '0' && text[n] <= '9')
		n++;
	return n;
}

bool decimal_parse(const char *text, size_t length, grid *out)
{
	bool minus = length && text[0] == '-';
	size_t at = minus, before = digits(text + at, length - at), after = 0;
	wide number = 0;

	if (before == 0 || before > 12)
		return false;
	if (at + before < length) {
		after = digits(text + at + before + 1, length - at - before - 1);
		if (text[at + before] != '.' || after == 0 || after > GRID_DECIMALS ||
		    at + before + 1 + after != length)
			return false;
	}
	for (size_t i = 0; i < before; i++)
		number = number * 10 + (text[at + i] - '0');
	for (size_t i = 0; i < GRID_DECIMALS; i++)
		number = number * 10 + (i < after ? text[at + before + 1 + i] - '0' : 0);
	return fits(minus ? -number : number, out);
}

static locale_t c_locale;

static void make_c_locale(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	mem_need(c_locale != (locale_t)0);
}

/* strtod that no setlocale can change. */
static double parse_double(const char *text)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_c_locale);
	return strtod_l(text, NULL, c_locale);
}

/* Length of the JSON number at text, 0 when there is none. Leading zeros ("007") are people's and allowed. */
static size_t number_length(const char *text, size_t length)
{
	size_t at = length && text[0] == '-', n = digits(text + at, length - at);

	if (!n)
		return 0;
	at += n;
	if (at < length && text[at] == '.') {
		n = digits(text + at + 1, length - at - 1);
		if (!n)
			return 0;
		at += 1 + n;
	}
	if (at < length && (text[at] == 'e' || text[at] == 'E')) {
		at++;
		at += at < length && (text[at] == '+' || text[at] == '-');
		n = digits(text + at, length - at);
		if (!n)
			return 0;
		at += n;
	}
	return at;
}

bool decimal_parse_double(const char *text, size_t length, double *out)
{
	char copy[DECIMAL_LONGEST + 1];
	double value;

	if (length == 0 || length > DECIMAL_LONGEST || number_length(text, length) != length)
		return false;
	memcpy(copy, text, length);
	copy[length] = '\0';
	value = parse_double(copy);
	if (!isfinite(value))
		return false;
	*out = value;
	return true;
}
