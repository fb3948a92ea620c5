#include "spelling.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "lookup.h"
#include "memory.h"

/* --- Look-alikes --- */

/*
 * Cyrillic and Greek letters that pass for Latin ones. The pairs follow Unicode's confusables (UTS 39, confusables.txt)
 * as far as they end at one Latin letter; capitals of i are taken for I, not for l. Letters with the same mark are added.
 */
static const struct {
	uint16_t letter, latin;
} look_alikes[] = {
    /* Greek */
    {0x37f, 'J'},
    {0x391, 'A'},
    {0x392, 'B'},
    {0x395, 'E'},
    {0x396, 'Z'},
    {0x397, 'H'},
    {0x399, 'I'},
    {0x39a, 'K'},
    {0x39c, 'M'},
    {0x39d, 'N'},
    {0x39f, 'O'},
    {0x3a1, 'P'},
    {0x3a4, 'T'},
    {0x3a5, 'Y'},
    {0x3a7, 'X'},
    {0x3b1, 'a'},
    {0x3b3, 'y'},
    {0x3b9, 'i'},
    {0x3bd, 'v'},
    {0x3bf, 'o'},
    {0x3c1, 'p'},
    {0x3c3, 'o'},
    {0x3c5, 'u'},
    {0x3dc, 'F'},
    {0x3f2, 'c'},
    {0x3f3, 'j'},
    {0x3f9, 'C'},
    {0x3fa, 'M'},
    /* Cyrillic */
    {0x405, 'S'},
    {0x406, 'I'},
    {0x408, 'J'},
    {0x410, 'A'},
    {0x412, 'B'},
    {0x415, 'E'},
    {0x41a, 'K'},
    {0x41c, 'M'},
    {0x41d, 'H'},
    {0x41e, 'O'},
    {0x420, 'P'},
    {0x421, 'C'},
    {0x422, 'T'},
    {0x423, 'Y'},
    {0x425, 'X'},
    {0x42c, 'b'},
    {0x430, 'a'},
    {0x433, 'r'},
    {0x435, 'e'},
    {0x43e, 'o'},
    {0x440, 'p'},
    {0x441, 'c'},
    {0x443, 'y'},
    {0x445, 'x'},
    {0x455, 's'},
    {0x456, 'i'},
    {0x458, 'j'},
    {0x461, 'w'},
    {0x474, 'V'},
    {0x475, 'v'},
    {0x4ae, 'Y'},
    {0x4af, 'y'},
    {0x4bb, 'h'},
    {0x4bd, 'e'},
    {0x4c0, 'I'},
    {0x4cf, 'i'},
    {0x501, 'd'},
    {0x50c, 'G'},
    {0x51b, 'q'},
    {0x51c, 'W'},
    {0x51d, 'w'},
    /* with a mark */
    {0x386, 0xc1},
    {0x388, 0xc9},
    {0x38a, 0xcd},
    {0x38c, 0xd3},
    {0x38e, 0xdd},
    {0x3ac, 0xe1},
    {0x3af, 0xed},
    {0x3cc, 0xf3},
    {0x3cd, 0xfa},
    {0x400, 0xc8},
    {0x401, 0xcb},
    {0x407, 0xcf},
    {0x450, 0xe8},
    {0x451, 0xeb},
    {0x457, 0xef},
};

#define N_LOOK_ALIKES (sizeof(look_alikes) / sizeof(*look_alikes))

static utf8proc_int32_t latin_of(utf8proc_int32_t c, void *unused)
{
	(void)unused;
	for (size_t i = 0; i < N_LOOK_ALIKES && c >= 0x37f && c <= 0x51d; i++)
		if (look_alikes[i].letter == (uint32_t)c)
			return look_alikes[i].latin;
	return c;
}

/* --- Keys --- */

static bool is_blank(utf8proc_int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);

	return c == '\t' || c == 0x2800 || category == UTF8PROC_CATEGORY_ZS ||
	       category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

/* One run of blanks is one blank, none at the ends; returns how many code points are left. */
static utf8proc_ssize_t trim(utf8proc_int32_t *points, utf8proc_ssize_t n)
{
	utf8proc_ssize_t left = 0;

	for (utf8proc_ssize_t i = 0; i < n; i++)
		if (!is_blank(points[i]))
			points[left++] = points[i];
		else if (left && points[left - 1] != ' ')
			points[left++] = ' ';
	return left && points[left - 1] == ' ' ? left - 1 : left;
}

typedef utf8proc_int32_t mapping(utf8proc_int32_t c, void *user);

static utf8proc_ssize_t decompose(const char *text, utf8proc_int32_t *points, size_t room,
				  mapping *map)
{
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
					  UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;

	return utf8proc_decompose_custom((const utf8proc_uint8_t *)text,
					 (utf8proc_ssize_t)strlen(text), points,
					 (utf8proc_ssize_t)room, options, map, NULL);
}

#define FEW 128 /* code points; most texts have fewer */

static void fold_all(struct text *out, const char *text, mapping *map)
{
	utf8proc_int32_t few[FEW], *points = few, *many = NULL;
	utf8proc_ssize_t n = decompose(text, few, FEW, map);

	if (n >= FEW) {
		points = many = mem_array((size_t)n + 1, sizeof(*many));
		n = decompose(text, many, (size_t)n + 1, map);
	}
	if (n >= 0)
		n = utf8proc_reencode(points, trim(points, n), UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (n >= 0)
		text_add_n(out, (const char *)points, (size_t)n);
	else
		text_add(out, text); /* not UTF-8: said elsewhere */
	free(many);
}

/* --- Keys of Latin texts, which most names are: letter by letter --- */

#define LATIN_FIRST 0x80u
#define LATIN_END 0x250u /* the Latin blocks of two bytes; no letter of them joins one before it */
#define LETTER_BYTES 4

/* What the key makes of a letter beyond ASCII, found when it is first met. */
struct letter {
	bool known;
	uint8_t
	    length; /* 0: not by itself: it becomes nothing, a blank, or letters that are not of these */
	char bytes[LETTER_BYTES];
};

/* The code point of two bytes in the Latin blocks, or 0. */
static unsigned latin_at(const char *text)
{
	unsigned first = (unsigned char)text[0], second = (unsigned char)text[1];
	unsigned c = (first & 0x1f) << 6 | (second & 0x3f);

	return first >= 0xc2 && first < 0xe0 && (second & 0xc0) == 0x80 && c < LATIN_END ? c : 0;
}

static bool is_latin(const char *text)
{
	while (*text > ' ' || latin_at(text))
		text += *text > ' ' ? 1 : 2;
	return !*text;
}

static void find_letter(struct letter *letter, const char *alone)
{
	struct text key = {0};

	fold_all(&key, alone, NULL);
	if (key.length <= LETTER_BYTES && is_latin(key.data)) {
		letter->length = (uint8_t)key.length;
		memcpy(letter->bytes, key.data, key.length);
	}
	__atomic_store_n(&letter->known, true, __ATOMIC_RELEASE);
	text_free(&key);
}

/* Several threads may ask. */
static const struct letter *letter_at(const char *text)
{
	static struct letter letters[LATIN_END - LATIN_FIRST];
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	struct letter *letter = &letters[latin_at(text) - LATIN_FIRST];

	if (__atomic_load_n(&letter->known, __ATOMIC_ACQUIRE))
		return letter;
	pthread_mutex_lock(&lock);
	if (!letter->known)
		find_letter(letter, (const char[]){text[0], text[1], '\0'});
	pthread_mutex_unlock(&lock);
	return letter;
}

static const char *make_room(struct text *out, size_t size)
{
	if (out->room < size) {
		out->room = 2 * size;
		out->data = mem_resize(out->data, out->room, 1);
	}
	return out->data;
}

static char *put_ascii(char *out, char c, const char *start)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c | 0x20);
	if (c == '\t')
		c = ' ';
	if (c != ' ' || (out > start && out[-1] != ' '))
		*out++ = c;
	return out;
}

/* False: the text has other letters. */
static bool fold_latin(struct text *out, const char *text)
{
	const char *start = make_room(out, 2 * strlen(text) + LETTER_BYTES + 1);
	char *end = out->data;

	while (*text) {
		const struct letter *letter;

		if (!(*text & 0x80)) {
			end = put_ascii(end, *text++, start);
			continue;
		}
		letter = latin_at(text) ? letter_at(text) : NULL;
		if (!letter || !letter->length)
			return false;
		memcpy(end, letter->bytes, LETTER_BYTES);
		end += letter->length;
		text += 2;
	}
	end -= end > start && end[-1] == ' ';
	*end = '\0';
	out->length = (size_t)(end - start);
	return true;
}

/* Whether the text is Latin, for which there are no look-alikes. */
static bool fold(struct text *out, const char *text, mapping *map)
{
	bool latin = fold_latin(out, text);

	if (!latin) {
		out->length = 0;
		fold_all(out, text, map);
	}
	return latin;
}

void spelling_key(struct text *out, const char *text)
{
	fold(out, text, NULL);
}

void spelling_skeleton(struct text *out, const char *text)
{
	fold(out, text, latin_of);
}

/* --- Hashes --- */

#define EACH UINT64_C(0x0101010101010101)

/* The high bit of each byte that is c, of eight that are ASCII. */
static uint64_t bytes_that_are(uint64_t bytes, unsigned char c)
{
	return ~((bytes ^ c * EACH) + 0x7f * EACH) & 0x80 * EACH;
}

/* False: some byte is not ASCII, or a blank that is not one between others. *blank: the byte before is one; then the last. */
static bool are_folded(uint64_t bytes, bool *blank)
{
	uint64_t blanks = bytes_that_are(bytes, ' ');
	bool good = !(bytes & 0x80 * EACH) && !bytes_that_are(bytes, '\t') &&
		    !(blanks & (blanks << 8 | (*blank ? 0x80u : 0u)));

	*blank = blanks >> 63;
	return good;
}

/* Whether a text of at least eight bytes is ASCII and its own key but for case; false also where that is not seen at once. */
static bool is_folded(const char *text, size_t length)
{
	bool good = true, blank = true;

	for (size_t i = 0; i + 8 < length && good; i += 8)
		good = are_folded(lookup_load(text + i), &blank);
	return good && are_folded(lookup_load(text + length - 8), &blank) && !blank;
}

uint64_t spelling_hash(struct text *room, const char *text, bool *plain)
{
	size_t length = strlen(text);

	*plain = true;
	if (length >= 8 && is_folded(text, length))
		return lookup_hash_folded(text, length);
	*plain = fold(room, text, latin_of) && room->length;
	return lookup_hash_folded(room->data, room->length);
}

/* --- Marks --- */

/* The next code point; invalid bytes are passed over. */
static const char *next_point(const char *text, utf8proc_int32_t *c)
{
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, c);

	return text + (n > 0 ? n : 1);
}

bool spelling_is_stacked(const char *text, size_t length)
{
	utf8proc_int32_t c;
	unsigned marks = 0;

	for (size_t i = 0; i < length && marks <= SPELLING_MARKS;) {
		utf8proc_category_t category;

		if (!(text[i] & 0x80)) {
			marks = 0;
			i++;
			continue;
		}
		i += (size_t)(next_point(text + i, &c) - (text + i));
		category = utf8proc_category(c);
		marks = category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME
			    ? marks + 1
			    : 0;
	}
	return marks > SPELLING_MARKS;
}

/* --- Scripts --- */

/* Those that have letters like Latin ones; words of others are not mixed by mistake. */
enum script {
	SCRIPT_NONE,
	SCRIPT_OTHER,
	SCRIPT_LATIN,
	SCRIPT_GREEK,
	SCRIPT_CYRILLIC,
	SCRIPT_ARMENIAN,
	SCRIPT_GEORGIAN,
	SCRIPT_CHEROKEE,
	SCRIPT_COPTIC,
	SCRIPT_LISU
};

static const struct {
	utf8proc_int32_t first, last;
	enum script script;
} scripts[] = {
    {'A', 'Z', SCRIPT_LATIN},          {'a', 'z', SCRIPT_LATIN},
    {0xc0, 0x2af, SCRIPT_LATIN},       {0x370, 0x3ff, SCRIPT_GREEK},
    {0x400, 0x52f, SCRIPT_CYRILLIC},   {0x1c80, 0x1c8f, SCRIPT_CYRILLIC},
    {0x1e00, 0x1eff, SCRIPT_LATIN},    {0x1f00, 0x1fff, SCRIPT_GREEK},
    {0x2c60, 0x2c7f, SCRIPT_LATIN},    {0x2de0, 0x2dff, SCRIPT_CYRILLIC},
    {0xa640, 0xa69f, SCRIPT_CYRILLIC}, {0xa720, 0xa7ff, SCRIPT_LATIN},
    {0xfb00, 0xfb06, SCRIPT_LATIN},    {0xff21, 0xff5a, SCRIPT_LATIN},
    {0x531, 0x58f, SCRIPT_ARMENIAN},   {0x10a0, 0x10ff, SCRIPT_GEORGIAN},
    {0x13a0, 0x13ff, SCRIPT_CHEROKEE}, {0x1c90, 0x1cbf, SCRIPT_GEORGIAN},
    {0x2c80, 0x2cff, SCRIPT_COPTIC},   {0x2d00, 0x2d2f, SCRIPT_GEORGIAN},
    {0xa4d0, 0xa4ff, SCRIPT_LISU},     {0xab70, 0xabbf, SCRIPT_CHEROKEE},
};

/* SCRIPT_NONE ends a word. */
static enum script script_of(utf8proc_int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);

	if (category < UTF8PROC_CATEGORY_LU || category > UTF8PROC_CATEGORY_ME)
		return category == UTF8PROC_CATEGORY_CF ? SCRIPT_OTHER : SCRIPT_NONE;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++)
		if (c >= scripts[i].first && c <= scripts[i].last)
			return scripts[i].script;
	return SCRIPT_OTHER;
}

uint32_t spelling_intruder(const char *text)
{
	enum script word = SCRIPT_NONE, script;
	utf8proc_int32_t c;

	while (*text) {
		text = next_point(text, &c);
		script = script_of(c);
		if (script > SCRIPT_OTHER && word > SCRIPT_OTHER && script != word)
			return (uint32_t)c;
		if (script != SCRIPT_OTHER)
			word = script;
	}
	return 0;
}

/* --- Differences --- */

#define POINT_TEXT 32

/* The code point at the start of text. */
static const char *point_text(char out[POINT_TEXT], const char *text)
{
	utf8proc_int32_t c;

	if (!*text)
		return _("nothing");
	next_point(text, &c);
	snprintf(out, POINT_TEXT, "U+%04X", (unsigned)c);
	return out;
}

/* Moves both to the first code points that differ, in more than case if fold; false: there are none. */
static bool find_difference(const char **a, const char **b, bool fold)
{
	utf8proc_int32_t c, d;

	while (**a && **b) {
		const char *next_a = next_point(*a, &c), *next_b = next_point(*b, &d);

		if (fold ? utf8proc_tolower(c) != utf8proc_tolower(d) : c != d)
			return true;
		*a = next_a;
		*b = next_b;
	}
	return **a || **b;
}

void spelling_difference(struct text *out, const char *a, const char *b)
{
	const char *at = a, *other = b;
	char mine[POINT_TEXT], theirs[POINT_TEXT];

	if (!find_difference(&at, &other, true)) {
		at = a;
		other = b;
		find_difference(&at, &other, false);
	}
	text_print(out, _("%s here, %s there"), point_text(mine, at), point_text(theirs, other));
}
