/*
 * numeral - a number as a cell of CSV writes it, with the decimal sign that the round declares.
 *
 * A sign, digits, decimals, an exponent; no thousands mark, no unit, no blank. What is something
 * else is refused; what it looks like is told, never guessed.
 */
#ifndef JURI_NUMERAL_H
#define JURI_NUMERAL_H

#include <endian.h>
#include <float.h>
#include <string.h>

#include "text.h"

/* The double nearest to the text; decimal is '.' or ','. False: it is no number. */
bool numeral_read(const char *data, size_t length, char decimal, double *out);

/*
 * The same for the number that text begins with, where it is short and has no exponent: what stands behind it. Else NULL, and
 * numeral_read has to say. Behind text must stand something that is not a digit.
 */
static inline const char *numeral_scan(const char *text, char decimal, double *out)
{
	/* Both powers and whole numbers up to 2^53 are doubles, so that one division rounds once (Clinger 1990). */
	static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,
					1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19};
	const char *first = text + (*text == '-'), *at = first;
	size_t whole, decimals = 0;
	uint64_t digits = 0;
	double number;

	for (; *at >= '0' && *at <= '9'; at++)
		digits = digits * 10 + (uint64_t)(*at - '0');
	whole = (size_t)(at - first);
	if (*at == decimal) {
		for (first = ++at; *at >= '0' && *at <= '9'; at++)
			digits = digits * 10 + (uint64_t)(*at - '0');
		decimals = (size_t)(at - first);
		if (!decimals)
			return NULL;
	}
	if (FLT_EVAL_METHOD != 0 || !whole || whole + decimals > 19 || digits >> 53 ||
	    (*at | 0x20) == 'e')
		return NULL;
	number = (double)digits / powers[decimals];
	*out = *text == '-' ? -number : number;
	return at;
}

/* Eight digits as numbers, the first in the lowest byte. */
static inline uint64_t numeral_of_eight(uint64_t digits)
{
	const uint64_t mask = UINT64_C(0x000000ff000000ff);

	digits = digits * 10 + (digits >> 8);
	return ((digits & mask) * UINT64_C(0x000f424000000064) +
		((digits >> 16) & mask) * UINT64_C(0x0000271000000001)) >>
	       32;
}

/*
 * The same for a text of length bytes before end whose decimal sign stands tail bytes before it (0: it has none), where it has no
 * sign and at most eight digits; false: numeral_scan has to look. 9 bytes before end may be read. All digits at once: a loop
 * that ends now after two of them, now after four costs more than the number.
 */
static inline bool numeral_before(const char *end, size_t length, size_t tail, double *out)
{
	static const double powers[] = {1, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};
	static const uint64_t last[] = {0,
					UINT64_C(0xff) << 56,
					UINT64_C(0xffff) << 48,
					UINT64_C(0xffffff) << 40,
					UINT64_C(0xffffffff) << 32,
					~(UINT64_MAX >> 40),
					~(UINT64_MAX >> 48),
					~(UINT64_MAX >> 56),
					UINT64_MAX};
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t n = length - (tail > 0);
	uint64_t digits, before, behind;

	if (FLT_EVAL_METHOD != 0 || n - 1 > 7 || n < tail || tail == 1)
		return false;
	/* Those before the sign go up by a byte to where it stands. */
	memcpy(&behind, end - 8, sizeof(behind));
	memcpy(&before, end - 9, sizeof(before));
	behind = le64toh(behind);
	before = le64toh(before);
	digits = before ^ ((before ^ behind) & last[tail ? tail - 1 : 8]);
	digits = (digits ^ ones * '0') & last[n];
	if (((digits + ones * 0x76) | digits) & ones * 0x80)
		return false;
	*out = (double)(int64_t)numeral_of_eight(digits) / powers[tail];
	return true;
}

/*
 * Whether what is written as a whole number is the value that was read: beyond 2^53 it may be the nearest that a double holds. With a
 * point or an exponent the nearest double is meant, by rule.
 */
bool numeral_is_held(const char *data, size_t length, double value);

/* What a text that is no number looks like, and what to do, translated; NULL when it looks like nothing known. */
const char *numeral_fault(const char *data, size_t length, char decimal);

#endif
