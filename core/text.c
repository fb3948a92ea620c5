#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

#include "memory.h"

#define QUOTE_LIMIT 120 /* bytes of foreign text in a message */
#define QUOTE_SLOTS 8

char *text_room(struct text *text, size_t length)
{
	if (text->length + length + 1 > text->room) {
		text->room = (text->length + length + 1) * 2;
		text->data = mem_resize(text->data, text->room, 1);
	}
	return text->data + text->length;
}

void text_end(struct text *text, char *end)
{
	*end = '\0';
	text->length = (size_t)(end - text->data);
}

void text_add_n(struct text *text, const char *more, size_t length)
{
	char *at = text_room(text, length);

	memcpy(at, more, length);
	text_end(text, at + length);
}

void text_add(struct text *text, const char *more)
{
	text_add_n(text, more, strlen(more));
}

void text_print_list(struct text *text, const char *format, va_list arguments)
{
	char *more;

	if (vasprintf(&more, format, arguments) < 0)
		mem_exhausted(0);
	text_add(text, more);
	free(more);
}

void text_print(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_print_list(text, format, arguments);
	va_end(arguments);
}

void text_free(struct text *text)
{
	free(text->data);
	*text = (struct text){0};
}

const char *text_error(int error)
{
	switch (error) {
	case ENOENT:
		return _("No such file or directory");
	case EACCES:
		return _("Permission denied");
	case EPERM:
		return _("Operation not permitted");
	case EEXIST:
		return _("File exists");
	case EISDIR:
		return _("Is a directory");
	case ENOTDIR:
		return _("Not a directory");
	case ENOTEMPTY:
		return _("Directory not empty");
	case EROFS:
		return _("Read-only file system");
	case ENOSPC:
		return _("No space left on device");
	case EFBIG:
		return _("File too large");
	case EINVAL:
		return _("Invalid argument");
	case EIO:
		return _("Input/output error");
	case EBADF:
		return _("Bad file descriptor");
	case EPIPE:
		return _("Broken pipe");
	case ELOOP:
		return _("Too many levels of symbolic links");
	case ENAMETOOLONG:
		return _("File name too long");
	case EMFILE:
		return _("Too many open files");
	case ENOMEM:
		return _("Cannot allocate memory");
	case EAGAIN:
		return _("Resource temporarily unavailable");
	default:
		return strerror(error);
	}
}

/*
 * Decodes one code point; returns its length in bytes, or 0 when the bytes are not UTF-8 (overlong, surrogate,
 * beyond U+10FFFF, cut).
 */
static size_t decode(const unsigned char *s, size_t left, uint32_t *out)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = s[0] < 0x80   ? 1
		   : s[0] < 0xc2 ? 0
		   : s[0] < 0xe0 ? 2
		   : s[0] < 0xf0 ? 3
		   : s[0] < 0xf5 ? 4
				 : 0;
	uint32_t c = n == 1 ? s[0] : n ? s[0] & (0xffu >> (n + 1)) : 0;

	if (n == 0 || n > left)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fu);
	}
	if (c < least[n] || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff)
		return 0;
	*out = c;
	return n;
}

bool text_is_utf8(const char *data, size_t length, size_t *bad)
{
	uint32_t c;

	for (size_t i = 0, n; i < length; i += n) {
		n = decode((const unsigned char *)data + i, length - i, &c);
		if (!n) {
			*bad = i;
			return false;
		}
	}
	return true;
}

size_t text_point(const char *data, size_t left, uint32_t *out)
{
	return left ? decode((const unsigned char *)data, left, out) : 0;
}

bool text_is_noncharacter(uint32_t c)
{
	return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/* In UTF-8 C1 is C2 80 to C2 9F. */
bool text_has_control(const char *data, size_t length)
{
	const unsigned char *s = (const unsigned char *)data;

	for (size_t i = 0; i < length; i++)
		if (s[i] < 0x20 || s[i] == 0x7f ||
		    (s[i] == 0xc2 && i + 1 < length && s[i + 1] < 0xa0))
			return true;
	return false;
}

static bool is_private(uint32_t c)
{
	return (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
}

bool text_is_hidden(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
	    {0xad, 0xad},       /* soft hyphen */
	    {0x34f, 0x34f},     /* grapheme joiner */
	    {0x61c, 0x61c},     /* Arabic letter mark */
	    {0x115f, 0x1160},   /* Hangul fillers */
	    {0x180b, 0x180f},   /* Mongolian selectors */
	    {0x200b, 0x200f},   /* zero width, marks of direction */
	    {0x2028, 0x202e},   /* separators, embeddings, overrides */
	    {0x2060, 0x206f},   /* word joiner, isolates */
	    {0x2800, 0x2800},   /* Braille without a dot */
	    {0x3164, 0x3164},   /* Hangul filler */
	    {0xfe00, 0xfe0f},   /* selectors of variants */
	    {0xfeff, 0xfeff},   /* BOM */
	    {0xffa0, 0xffa0},   /* Hangul filler */
	    {0xfff0, 0xfffb},   /* interlinear annotation */
	    {0xe0000, 0xe0fff}, /* tags */
	};

	if (c < 0x80)
		return is_control(c);
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return is_control(c) || text_is_noncharacter(c) || is_private(c);
}

bool text_has_hidden(const char *data, size_t length)
{
	uint32_t c;

	for (size_t i = 0, n; i < length; i += n ? n : 1) {
		n = text_point(data + i, length - i, &c);
		if (n && text_is_hidden(c))
			return true;
	}
	return false;
}

/* How many bytes from the start are ASCII that shows itself. */
static size_t plain(const char *data, size_t length)
{
	size_t n = 0;

	while (n < length && data[n] >= 0x20 && data[n] < 0x7f)
		n++;
	return n;
}

static void add_escaped(struct text *out, const char *data, size_t length)
{
	size_t begin = plain(data, length);
	uint32_t c;

	text_add_n(out, data, begin);
	for (size_t i = begin, n; i < length; i += n ? n : 1) {
		n = decode((const unsigned char *)data + i, length - i, &c);
		if (!n)
			text_print(out, "\\x%02x", (unsigned char)data[i]);
		else if (text_is_hidden(c))
			text_print(out,
				   c < 0x100     ? "\\x%02x"
				   : c < 0x10000 ? "\\u%04x"
						 : "\\U%08x",
				   c);
		else
			text_add_n(out, data + i, n);
	}
}

void text_add_escaped(struct text *text, const char *data)
{
	add_escaped(text, data, strlen(data));
}

/* \u1234, beyond 16 bits as a pair of surrogates. */
static void write_code(FILE *stream, uint32_t c)
{
	if (c < 0x10000)
		fprintf(stream, "\\u%04x", c);
	else
		fprintf(stream, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
			0xdc00 + (c & 0x3ff));
}

void text_write_json(FILE *stream, const char *data)
{
	size_t left = strlen(data);
	uint32_t c;

	for (size_t n; left; data += n, left -= n) {
		n = decode((const unsigned char *)data, left, &c);
		if (!n)
			fprintf(stream, "\\\\x%02x", (unsigned char)*data);
		else if (c == '"' || c == '\\')
			fprintf(stream, "\\%c", (char)c);
		else if (text_is_hidden(c))
			write_code(stream, c);
		else
			fwrite(data, 1, n, stream);
		n = n ? n : 1;
	}
}

const char *text_quote(const char *data, size_t length)
{
	static struct text slots[QUOTE_SLOTS];
	static unsigned next;
	struct text *slot = &slots[next++ % QUOTE_SLOTS];
	size_t shown = length;

	if (length > QUOTE_LIMIT)
		for (shown = QUOTE_LIMIT; shown && ((unsigned char)data[shown] & 0xc0) == 0x80;)
			shown--;
	slot->length = 0;
	text_add(slot, "\"");
	add_escaped(slot, data, shown);
	text_add(slot, shown < length ? "...\"" : "\"");
	return slot->data;
}

const char *text_quoted(const char *data)
{
	return text_quote(data, strlen(data));
}

/* wcwidth would need a locale; these ranges are enough for names. */
static size_t width(uint32_t c)
{
	if ((c >= 0x300 && c <= 0x36f) || (c >= 0x1ab0 && c <= 0x1aff) ||
	    (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe00 && c <= 0xfe0f) ||
	    (c >= 0x200b && c <= 0x200f))
		return 0;
	if ((c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
	    (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
	    (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
	    (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd))
		return 2;
	return 1;
}

size_t text_columns(const char *data)
{
	size_t left = strlen(data), columns = plain(data, left);
	uint32_t c;

	data += columns;
	left -= columns;

	for (size_t n; left; data += n, left -= n) {
		n = decode((const unsigned char *)data, left, &c);
		columns += n ? width(c) : 1;
		n = n ? n : 1;
	}
	return columns;
}

bool text_glob(const char *glob, const char *name)
{
	const char *star = NULL, *resume = NULL;

	while (*name) {
		if (*glob == '*') {
			star = glob++;
			resume = name;
		} else if (*glob == '?' || *glob == *name) {
			glob++;
			name++;
		} else if (star) {
			glob = star + 1;
			name = ++resume;
		} else {
			return false;
		}
	}
	while (*glob == '*')
		glob++;
	return !*glob;
}

bool text_is_glob(const char *glob)
{
	return strpbrk(glob, "*?") != NULL;
}

#define NEAR_LIMIT 64 /* longer words are not compared */

/* Damerau-Levenshtein distance (adjacent swaps count once). */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t rows[3][NEAR_LIMIT + 1], *before = rows[0], *last = rows[1], *row = rows[2], *spare;

	for (size_t j = 0; j <= m; j++)
		before[j] = last[j] = j;
	for (size_t i = 1; i <= n; i++) {
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);

			best = last[j] + 1 < best ? last[j] + 1 : best;
			best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			row[j] = best;
		}
		spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[m];
}

const char *text_nearest(const char *word, const char *const *names, size_t count)
{
	size_t n = strlen(word), best = n < 3 ? 1 : n / 3;
	const char *nearest = NULL;

	if (n > NEAR_LIMIT)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t m = strlen(names[i]), d;

		if (!strcasecmp(word, names[i]))
			return names[i];
		if (m > NEAR_LIMIT)
			continue;
		d = distance(word, n, names[i], m);
		if (d <= best && (d < best || !nearest)) {
			best = d;
			nearest = names[i];
		}
	}
	return nearest;
}

const char *text_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool text_is_id(const char *id)
{
	size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

	return n >= 1 && n <= 36 && !id[n];
}

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool text_is_agency_id(const char *id, size_t length)
{
	if (length < 1 || length > 63 || !is_letter_or_digit(id[0]))
		return false;
	for (size_t i = 1; i < length; i++)
		if (!is_letter_or_digit(id[i]) && id[i] != '.' && id[i] != '_' && id[i] != '-')
			return false;
	return true;
}
