#include "edit.h"

#include <ctype.h>
#include <string.h>

uint64_t dice_throw(struct dice *dice)
{
	uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

size_t dice_below(struct dice *dice, size_t end)
{
	return end ? (size_t)(dice_throw(dice) % end) : 0;
}

/* A part of the text. */
struct part {
	size_t start, end;
};

static bool is_token(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_.-!%", c)) || (unsigned char)c >= 0x80;
}

/* The run of letters and digits, or of other bytes, at a place. */
static struct part token_at(const char *text, size_t length, size_t at)
{
	struct part part = {at, at};
	bool kind = at < length && is_token(text[at]);

	while (part.start && is_token(text[part.start - 1]) == kind)
		part.start--;
	while (part.end < length && is_token(text[part.end]) == kind)
		part.end++;
	return part;
}

/* With its line end. */
static struct part line_at(const char *text, size_t length, size_t at)
{
	struct part part = {at, at};

	while (part.start && text[part.start - 1] != '\n')
		part.start--;
	while (part.end < length && text[part.end++] != '\n')
		;
	return part;
}

/* The next digit; nothing where there is none. */
static struct part digit_from(const char *text, size_t length, size_t at)
{
	while (at < length && !isdigit((unsigned char)text[at]))
		at++;
	return (struct part){at, at < length ? at + 1 : at};
}

/* Any byte, or one of those that mean something. */
static char any_byte(struct dice *dice)
{
	static const char signs[] = "0123456789.,;:=-+%!\"'[]{}()|<>*?/\\ \t\r\n#eEnaN_";

	return dice_below(dice, 3) ? signs[dice_below(dice, sizeof(signs) - 1)]
				   : (char)dice_throw(dice);
}

/* text with what lies in part replaced. */
static void replace(const char *text, size_t length, struct part part, const char *new,
		    size_t new_length, struct text *edited)
{
	text_add_n(edited, text, part.start);
	text_add_n(edited, new, new_length);
	text_add_n(edited, text + part.end, length - part.end);
}

static void swap(const char *text, size_t length, struct part a, struct part b, struct text *edited)
{
	if (a.start > b.start) {
		struct part c = a;

		a = b;
		b = c;
	}
	if (a.end > b.start) /* the same one */
		b = (struct part){a.end, a.end};
	text_add_n(edited, text, a.start);
	text_add_n(edited, text + b.start, b.end - b.start);
	text_add_n(edited, text + a.end, b.start - a.end);
	text_add_n(edited, text + a.start, a.end - a.start);
	text_add_n(edited, text + b.end, length - b.end);
}

static void twice(const char *text, size_t length, struct part part, struct text *edited)
{
	replace(text, length, (struct part){part.end, part.end}, text + part.start,
		part.end - part.start, edited);
}

void edit_make(struct dice *dice, const char *text, size_t length, struct text *edited,
	       struct text *said)
{
	static const char *const names[] = {"byte changed",   "byte inserted", "byte dropped",
					    "bit flipped",    "token doubled", "token dropped",
					    "tokens swapped", "line doubled",  "line dropped",
					    "lines swapped",  "digit changed"};
	size_t kind = dice_below(dice, sizeof(names) / sizeof(*names));
	size_t at = dice_below(dice, length), other = dice_below(dice, length);
	struct part byte = {at, at + (length > 0)}, token = token_at(text, length, at);
	struct part line = line_at(text, length, at);
	char c = any_byte(dice);

	text_print(said, "%s at byte %zu of %zu", names[kind], at, length);
	switch (kind) {
	case 0:
		replace(text, length, byte, &c, 1, edited);
		break;
	case 1:
		replace(text, length, (struct part){at, at}, &c, 1, edited);
		break;
	case 2:
		replace(text, length, byte, "", 0, edited);
		break;
	case 3:
		c = (char)(length ? text[at] ^ (1 << (other & 7)) : 1);
		replace(text, length, byte, &c, 1, edited);
		break;
	case 4:
		twice(text, length, token, edited);
		break;
	case 5:
		replace(text, length, token, "", 0, edited);
		break;
	case 6:
		swap(text, length, token, token_at(text, length, other), edited);
		break;
	case 7:
		twice(text, length, line, edited);
		break;
	case 8:
		replace(text, length, line, "", 0, edited);
		break;
	case 9:
		swap(text, length, line, line_at(text, length, other), edited);
		break;
	default:
		byte = digit_from(text, length, at);
		c = (char)('0' + dice_below(dice, 10));
		replace(text, length, byte, &c, byte.end > byte.start, edited);
	}
}
