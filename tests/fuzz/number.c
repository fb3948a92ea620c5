/*
 * core/decimal.h, core/value.h, core/text.h: the input is a text; its first 24 bytes are also numbers. What comes out is
 * compared with exact arithmetic on the digits that printf gives, so that a wrong value is found, not only a crash.
 */
#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "decimal.h"
#include "fuzz.h"
#include "value.h"

typedef __int128 wide;

static const grid grid_end = INT64_MAX / GRID_ONE * GRID_ONE;

/* --- Exact digits --- */

static double read_double(const char *text)
{
	static locale_t c;

	if (!c)
		c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	return strtod_l(text, NULL, c);
}

/* A double below 1e19 in size, in billionths; half to even by its exact digits. */
static wide exact_billionths(double value)
{
	static char text[1200];
	const char *rest, *at = text;
	wide number = 0;
	bool more;

	snprintf(text, sizeof(text), "%.1074f", fabs(value));
	for (; *at != '.'; at++)
		number = number * 10 + (*at - '0');
	for (at++, rest = at + 9; at < rest; at++)
		number = number * 10 + (*at - '0');
	more = rest[1 + strspn(rest + 1, "0")];
	if (*rest > '5' || (*rest == '5' && (more || number % 2)))
		number++;
	return value < 0 ? -number : number;
}

/* value in units, rounded by comparing what is below with half a unit. */
static wide round_to(wide value, wide unit, enum rounding rounding)
{
	wide size = value < 0 ? -value : value, below = size % unit, floor = size - below;
	bool away;

	switch (rounding) {
	case ROUND_DOWN:
		away = false;
		break;
	case ROUND_UP:
		away = below > 0;
		break;
	case ROUND_HALF_UP:
		away = below >= unit - below;
		break;
	default:
		away = below > unit - below || (below == unit - below && floor / unit % 2);
	}
	floor += away ? unit : 0;
	return value < 0 ? -floor : floor;
}

static wide unit_of(unsigned decimals)
{
	wide unit = GRID_ONE;

	for (; decimals && unit > 1; decimals--)
		unit /= 10;
	return unit;
}

static void print_wide(char out[64], wide billionths)
{
	wide size = billionths < 0 ? -billionths : billionths;

	snprintf(out, 64, "%s%llu%010llu.%09llu", billionths < 0 ? "-" : "",
		 (unsigned long long)(size / GRID_ONE / 10000000000),
		 (unsigned long long)(size / GRID_ONE % 10000000000),
		 (unsigned long long)(size % GRID_ONE));
}

/* --- Texts --- */

static size_t count_digits(const char *text)
{
	return strspn(text, "0123456789");
}

/* As decimal_parse says: sign, digits, at most 9 decimals. */
static bool simple_decimal(const char *text, wide *out)
{
	bool minus = *text == '-';
	size_t before = count_digits(text += minus), after = 0;

	if (!before)
		return false;
	if (text[before] == '.')
		after = count_digits(text + before + 1);
	if (text[before] == '.' ? !after || after > 9 || text[before + 1 + after] : text[before])
		return false;
	*out = 0;
	for (size_t i = 0; i < before; i++) {
		*out = *out * 10 + (text[i] - '0');
		if (*out > grid_end)
			return false;
	}
	for (size_t i = 0; i < 9; i++)
		*out = *out * 10 + (i < after ? text[before + 1 + i] - '0' : 0);
	*out = minus ? -*out : *out;
	return *out >= -grid_end && *out <= grid_end;
}

static void check_decimal(const char *text, size_t length)
{
	grid found = 77;
	wide expected = 0;
	bool simple = strlen(text) == length && simple_decimal(text, &expected);

	/* the engine takes at most 12 digits before the point, zeros included */
	if (simple && count_digits(text + (*text == '-')) > 12)
		return;
	HOLDS(decimal_parse(text, length, &found) == simple);
	HOLDS(found == (simple ? (grid)expected : 77));
}

/* A JSON number, but for leading zeros, which people write. */
static bool is_double(const char *text)
{
	size_t n;

	text += *text == '-';
	if (!(n = count_digits(text)))
		return false;
	text += n;
	if (*text == '.') {
		if (!(n = count_digits(++text)))
			return false;
		text += n;
	}
	if (*text == 'e' || *text == 'E') {
		text++;
		text += *text == '+' || *text == '-';
		if (!(n = count_digits(text)))
			return false;
		text += n;
	}
	return !*text;
}

static bool same_double(double a, double b)
{
	return !memcmp(&a, &b, sizeof(a));
}

static void check_double(const char *text, size_t length)
{
	double found = 77, expected = 77;
	bool good = length <= 4096 && strlen(text) == length && is_double(text);

	if (good)
		good = isfinite(expected = read_double(text));
	HOLDS(decimal_parse_double(text, length, &found) == good);
	HOLDS(same_double(found, good ? expected : 77));
}

static bool is_utf8_as_tabled(const uint8_t *s, size_t left)
{
	/* Unicode, table 3-7: first byte, least and greatest second byte, length */
	static const uint8_t table[][5] = {
	    {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
	    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
	    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};

	while (left) {
		size_t row = 0, n = 0;

		while (row < 9 && (*s < table[row][0] || *s > table[row][1]))
			row++;
		n = row < 9 ? table[row][4] : 0;
		if (!n || n > left || (n > 1 && (s[1] < table[row][2] || s[1] > table[row][3])))
			return false;
		for (size_t i = 2; i < n; i++)
			if (s[i] < 0x80 || s[i] > 0xbf)
				return false;
		s += n;
		left -= n;
	}
	return true;
}

static bool is_shown(const char *text)
{
	size_t bad;

	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return false;
	return text_is_utf8(text, strlen(text), &bad);
}

static void check_text(const char *text, size_t length)
{
	struct text escaped = {0};
	size_t bad = 0;
	bool good = text_is_utf8(text, length, &bad);

	HOLDS(good == is_utf8_as_tabled((const uint8_t *)text, length));
	HOLDS(good || (bad < length && is_utf8_as_tabled((const uint8_t *)text, bad)));
	HOLDS(is_shown(text_quote(text, length)) && strlen(text_quote(text, length)) < 800);
	text_add(&escaped, "");
	text_add_escaped(&escaped, text);
	HOLDS(is_shown(escaped.data));
	text_columns(text);
	text_free(&escaped);
}

static bool simple_glob(const char *glob, const char *name, unsigned *steps)
{
	if (!(*steps)--) {
		*steps = 0;
		return false;
	}
	if (*glob == '*')
		return simple_glob(glob + 1, name, steps) ||
		       (*name && simple_glob(glob, name + 1, steps));
	if (!*glob || !*name)
		return !*glob && !*name;
	return (*glob == '?' || *glob == *name) && simple_glob(glob + 1, name + 1, steps);
}

/* "GLOB=NAME" */
static void check_glob(const char *text)
{
	const char *names[] = {"weight", "method", "title.en", text};
	char *glob = mem_copy(text), *name = strchr(glob, '=');
	unsigned steps = 10000;
	bool found;

	if (name)
		*name++ = '\0';
	found = simple_glob(glob, name ? name : "", &steps);
	if (steps)
		HOLDS(text_glob(glob, name ? name : "") == found);
	HOLDS(text_nearest(text, names, 4) || strlen(text) > 64); /* itself, at least */
	free(glob);
}

static void check_values(const char *text)
{
	struct arena arena = {0};
	struct steps steps;
	struct scale scale;
	struct code *codes;
	size_t n;
	grid points, weight;
	double number, low, high;
	struct bounds bounds;

	for (unsigned kind = 0; kind < VALUE_KINDS; kind++)
		value_check((enum value_kind)kind, text);
	if (value_points(text, &points))
		HOLDS(points >= -grid_end && points <= grid_end);
	if (value_weight(text, &weight))
		HOLDS(weight >= 0 && weight <= grid_end);
	if (value_number(text, &number))
		HOLDS(isfinite(number));
	if (value_range(text, &low, &high))
		HOLDS(isfinite(low) && isfinite(high) && low != high);
	if (value_bounds(text, &bounds))
		HOLDS(bounds.any || bounds.low <= bounds.high);
	if (value_steps(&arena, text, true, &steps))
		HOLDS(steps.count > 0);
	if (value_codes(&arena, text, &codes, &n))
		HOLDS(n > 0);
	value_scale(&arena, text, &scale);
	arena_free(&arena);
}

/* --- Numbers --- */

static void check_on_grid(double value)
{
	bool small = isfinite(value) && fabs(value) < 1e19;
	wide expected = small ? exact_billionths(value) : 0, widened = 77;
	grid found = 77;

	HOLDS(decimal_from_double(value, &found) ==
	      (small && expected >= -grid_end && expected <= grid_end));
	HOLDS(found == 77 || found == expected);
	HOLDS(decimal_widen(value, &widened) == (small && fabs(value) <= 1e18));
	HOLDS(widened == 77 || widened == expected);
}

static void check_rounded_double(double value, unsigned decimals, enum rounding rounding)
{
	double found = decimal_round_double(value, decimals, rounding), expected = value;
	char text[64];

	if (fabs(value) < 1e18) {
		print_wide(text, round_to(exact_billionths(value), unit_of(decimals), rounding));
		expected = read_double(text);
	}
	HOLDS(found == expected || (isnan(found) && isnan(expected)));
}

static void check_printed_double(double value)
{
	char text[DECIMAL_TEXT];

	decimal_print_double(text, value);
	if (!isfinite(value))
		return;
	HOLDS(value == 0 ? !strcmp(text, "0") : same_double(read_double(text), value));
	if (value != 0)
		HOLDS((fabs(value) < 1e-4 || fabs(value) >= 1e16) == !!strchr(text, 'e'));
	HOLDS(is_double(text) || strchr(text, 'e'));
}

static void check_grid(grid value, unsigned decimals, enum rounding rounding)
{
	char text[DECIMAL_TEXT];
	grid back;

	HOLDS(decimal_round(value, decimals, rounding) ==
	      round_to(value, unit_of(decimals), rounding));
	decimal_print(text, value, decimals);
	HOLDS(decimal_parse(text, strlen(text), &back));
	HOLDS(back == round_to(value, unit_of(decimals), ROUND_HALF_EVEN));
	decimal_print_short(text, value);
	HOLDS(decimal_parse(text, strlen(text), &back));
	HOLDS(back == value);
}

static void check_quotient(wide numerator, wide denominator)
{
	wide found = decimal_wide_quotient(numerator, denominator);
	wide rest = numerator - found * denominator, twice = 2 * (rest < 0 ? -rest : rest);
	grid narrow = 77;

	HOLDS(twice < denominator || (twice == denominator && found % 2 == 0));
	HOLDS(decimal_quotient(numerator, denominator, &narrow) ==
	      (found >= -grid_end && found <= grid_end));
	HOLDS(narrow == 77 || narrow == found);
}

/* No double lies nearer to the number than the one that was found. */
static void check_narrow(wide billionths)
{
	double found = decimal_narrow(billionths);
	char text[64];

	print_wide(text, billionths);
	HOLDS(found == read_double(text));
}

static void check_numbers(const uint8_t *data)
{
	double value;
	int64_t whole;
	wide large;
	unsigned decimals = data[23] & 15;
	enum rounding rounding = (enum rounding)(data[22] & 3);

	memcpy(&value, data, sizeof(value));
	memcpy(&whole, data + 8, sizeof(whole));
	memcpy(&large, data + 8, sizeof(large));
	check_on_grid(value);
	check_rounded_double(value, decimals, rounding);
	check_printed_double(value);
	check_grid(whole % grid_end, decimals, rounding);
	large >>= 8 + (data[21] & 63);
	check_narrow(large);
	check_quotient(large, (wide)(uint64_t)whole + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_copy_n((const char *)data, size);

	if (size >= 24)
		check_numbers(data);
	check_decimal(text, size);
	check_double(text, size);
	check_text(text, size);
	if (size < 400) {
		check_glob(text);
		check_values(text);
	}
	free(text);
	return 0;
}
