/*
 * decimal - exact decimals: points, scores and weights.
 *
 * The grid: a number is a whole count of billionths in an int64_t and ends at
 * +-9223372036. GRID_NONE stands for "no value" and is below every value.
 * A double meets the grid once, by rounding its exact value half to even.
 */
#ifndef JURI_DECIMAL_H
#define JURI_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t grid;
#define GRID_ONE INT64_C(1000000000)
#define GRID_NONE INT64_MIN
#define GRID_DECIMALS 9

enum rounding { ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_DOWN, ROUND_UP };

/* value to decimals (0 to 9). Down is towards zero, up away from it, half-up: halves away from it. */
grid decimal_round(grid value, unsigned decimals, enum rounding rounding);

/* The same as a count of the last decimal: 12.345 to 2 decimals is 1234 (half to even). Not for GRID_NONE. */
int64_t decimal_units(grid value, unsigned decimals, enum rounding rounding);

/* numerator / denominator (above 0), half to even. */
grid decimal_divide(__int128 numerator, __int128 denominator);

/* The same; false when it does not fit. */
bool decimal_quotient(__int128 numerator, __int128 denominator, grid *out);

/* A double on the grid; false when it is not finite or does not fit. */
bool decimal_from_double(double value, grid *out);

/* A double of up to 1e18 in size in billionths, for exact sums; half to even. */
bool decimal_widen(double value, __int128 *out);

/* The double nearest to a number of billionths. */
double decimal_narrow(__int128 billionths);

/* numerator / denominator (above 0), half to even, for numbers beyond the grid. */
__int128 decimal_wide_quotient(__int128 numerator, __int128 denominator);

/* scaled is a value times GRID_ONE in extended precision: rounded half to even. False as above. */
bool decimal_from_scaled(long double scaled, grid *out);

/* value with its first 9 decimals rounded as asked; for measures of any size (|value| < 1e18). */
double decimal_round_double(double value, unsigned decimals, enum rounding rounding);

/* "-12.5": sign, digits, at most 9 decimals; false when it is anything else or does not fit. */
bool decimal_parse(const char *text, size_t length, grid *out);

/*
 * The double nearest to the text of a decimal number as JSON writes it (sign, digits,
 * fraction, exponent); a leading '+', hex, nan and inf are no numbers. False when the
 * text is something else or overflows. Independent of the locale.
 */
#define DECIMAL_LONGEST 4096 /* bytes of such a text */
bool decimal_parse_double(const char *text, size_t length, double *out);

/* --- As text: decimal_print.c --- */

#define DECIMAL_TEXT 40 /* room for any of them; what of it is not used may be overwritten */

/*
 * value with exactly decimals decimals ("64.00", "-0.5"), rounded half to even if need be; nothing for GRID_NONE. Writes
 * no NUL and returns the length.
 */
size_t decimal_write(char *out, grid value, unsigned decimals);

/* The same for a count of the last decimal, as decimal_units gives it. */
size_t decimal_write_units(char *out, int64_t units, unsigned decimals);

/* A count. The same. */
size_t decimal_write_count(char *out, size_t count);

/* decimal_write with a NUL. Returns out. */
char *decimal_print(char out[DECIMAL_TEXT], grid value, unsigned decimals);

/* value with as many decimals as it needs ("12.5", "100"). */
char *decimal_print_short(char out[DECIMAL_TEXT], grid value);

/*
 * The shortest decimal text that reads back as the same double; "" for NaN, "inf" and "-inf". Without an exponent
 * from 0.0001 up to below 1e16 ("12.5", "100"), with one elsewhere ("1.5e-07").
 */
char *decimal_print_double(char out[DECIMAL_TEXT], double value);

#endif
