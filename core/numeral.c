#include "numeral.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "decimal.h"

/* With a comma, the same with a point. */
static bool read_comma(const char *data, size_t length, double *out)
{
	char copy[DECIMAL_LONGEST], *comma;

	if (length > sizeof(copy) || memchr(data, '.', length))
		return false;
	memcpy(copy, data, length);
	comma = memchr(copy, ',', length);
	if (comma)
		*comma = '.';
	return decimal_parse_double(copy, length, out);
}

bool numeral_read(const char *data, size_t length, char decimal, double *out)
{
	return decimal == ',' ? read_comma(data, length, out)
			      : decimal_parse_double(data, length, out);
}

#define HELD 9007199254740992.0 /* 2^53: up to here doubles hold all whole numbers */

bool numeral_is_held(const char *data, size_t length, double value)
{
	char exact[DBL_MAX_10_EXP + 3];
	size_t digits = 0;

	if (fabs(value) < HELD)
		return true;
	for (; length && (*data == '-' || *data == '+' || *data == '0'); length--)
		data++;
	while (digits < length && data[digits] >= '0' && data[digits] <= '9')
		digits++;
	snprintf(exact, sizeof(exact), "%.0f", fabs(value));
	return digits < length || (strlen(exact) == length && !memcmp(exact, data, length));
}

/* --- What it looks like --- */

#define DIGITS "0123456789"

/* The text in the form of its signs: digits become 9 (one for a run of them), letters a. */
static void shape_of(char *shape, size_t room, const char *data, size_t length)
{
	size_t n = 0;

	for (size_t i = 0; i < length && n + 1 < room; i++) {
		unsigned char c = (unsigned char)data[i];
		char sign = c >= '0' && c <= '9'                     ? '9'
			    : (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? 'a'
								     : (char)c;

		if (!n || shape[n - 1] != sign || !strchr("9a", sign))
			shape[n++] = sign;
	}
	shape[n] = '\0';
}

/* Groups of three behind the first: "1.250.000", and with decimals behind other. */
static bool is_grouped(const char *text, char mark, char other)
{
	size_t groups = 0, digits = strspn(text, DIGITS);

	if (digits < 1 || digits > 3)
		return false;
	for (text += digits; *text == mark; text += 4, groups++)
		if (strspn(text + 1, DIGITS) != 3)
			return false;
	if (*text == other)
		text += 1 + strspn(text + 1, DIGITS);
	return groups && !*text;
}

static bool is_one_of(const char *shape, const char *const *shapes)
{
	while (*shapes && strcmp(*shapes, shape) != 0)
		shapes++;
	return *shapes;
}

static const char *const dates[] = {"9-a",       "a-9",       "9-a-9",   "9 a 9",       "9/9/9",
				    "9-9-9",     "9.9.9",     "9-9",     "9:9",         "9:9:9",
				    "9/9/9 9:9", "9-9-9 9:9", "9-9-9a9", "9-9-9a9:9:9", NULL};

/* The first letters of text are a month's, in English or Indonesian. */
static bool has_month(const char *text)
{
	const char *letters = text + strspn(text, DIGITS "-/ ");
	static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "mei",
					     "jun", "jul", "aug", "agu", "sep", "oct",
					     "okt", "nov", "dec", "des"};

	for (size_t i = 0; i < sizeof(months) / sizeof(*months); i++)
		if (!strncasecmp(letters, months[i], 3))
			return true;
	return false;
}

static bool is_date(const char *text, const char *shape)
{
	return is_one_of(shape, dates) &&
	       (!strpbrk(shape, "a") || has_month(text) || strstr(shape, "9a9"));
}

/* A thousands mark without a doubt: "1.250,5", "1,250,000"; a single other mark may be a decimal one. */
static bool has_thousands(const char *text, char decimal)
{
	char other = decimal == ',' ? '.' : ',';

	if (is_grouped(text, decimal, other) || is_grouped(text, ' ', decimal))
		return true;
	return is_grouped(text, other, decimal) &&
	       (strchr(text, decimal) || strchr(text, other) != strrchr(text, other));
}

/* Digits, the other mark, digits: three of them may be thousands. */
static const char *look_of_mark(const char *text, char decimal)
{
	if (is_grouped(text, decimal == ',' ? '.' : ',', decimal))
		return decimal == ','
			   ? _("a thousands mark or a decimal point: write the digits alone, or "
			       "say decimal = . in [evidence]")
			   : _("a thousands mark or a decimal comma: write the digits alone, or "
			       "say decimal = , in [evidence]");
	return decimal == ',' ? _("a decimal point: say decimal = . in [evidence]")
			      : _("a decimal comma: say decimal = , in [evidence]");
}

/* text without its sign, and its shape. */
static const char *look(const char *text, const char *shape, char decimal)
{
	if (strchr(shape, '%'))
		return _("a percentage: write the number alone");
	if (!strcmp(shape, "9/9"))
		return _("a fraction or a date: write a decimal number");
	if (has_thousands(text, decimal))
		return _("a thousands mark: write the digits alone");
	if (is_date(text, shape))
		return _(
		    "a date, a time or a range, which a spreadsheet may have made of a number");
	if (!strcmp(shape, decimal == ',' ? "9.9" : "9,9"))
		return look_of_mark(text, decimal);
	if (*text == ' ' || text[strlen(text) - 1] == ' ')
		return _("a number with blanks around it: take them away");
	if (!strcmp(shape, "9 a") || !strcmp(shape, "9a") || !strncmp(shape, "a 9", 3) ||
	    !strncmp(shape, "a.9", 3))
		return _("a number with its unit: write the number alone");
	return NULL;
}

const char *numeral_fault(const char *data, size_t length, char decimal)
{
	char shape[32], text[64];

	if (length && (*data == '-' || *data == '+')) {
		data++;
		length--;
	}
	if (!length || length >= sizeof(text) || memchr(data, '\0', length))
		return NULL;
	memcpy(text, data, length);
	text[length] = '\0';
	shape_of(shape, sizeof(shape), data, length);
	return look(text, shape, decimal ? decimal : '.'); /* a NUL ends a text */
}
