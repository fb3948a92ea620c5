/*
 * core/json.h, with small buffers, so that every token lies across their ends. A recogniser below, written from RFC 8259,
 * must take the same documents; what is taken must have the values that cJSON finds; and a file of lines must have as
 * many good lines as there are when each is read alone.
 */
#include "json.h"
#define CHUNK 16
#include "../../core/json.c"

#include <cjson/cJSON.h>
#include <locale.h>

#include "fuzz.h"

/* --- The recogniser --- */

struct simple {
	const uint8_t *at, *end;
	unsigned depth;
	bool long_number; /* cJSON reads 63 bytes of one */
};

static int byte_at(const struct simple *s)
{
	return s->at < s->end ? *s->at : -1;
}

static void simple_blanks(struct simple *s)
{
	while (byte_at(s) > 0 && strchr(" \t\r\n", byte_at(s)))
		s->at++;
}

static bool simple_digits(struct simple *s)
{
	const uint8_t *start = s->at;

	while (byte_at(s) >= '0' && byte_at(s) <= '9')
		s->at++;
	return s->at > start;
}

static bool fits_double(struct simple *s, const uint8_t *start)
{
	char *text = mem_copy_n((const char *)start, (size_t)(s->at - start));
	static locale_t c;
	double value;

	if (!c)
		c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	value = strtod_l(text, NULL, c);
	s->long_number |= strlen(text) > 62;
	free(text);
	return isfinite(value);
}

static bool simple_number(struct simple *s)
{
	const uint8_t *start = s->at;

	s->at += byte_at(s) == '-';
	if (byte_at(s) == '0')
		s->at++;
	else if (!simple_digits(s))
		return false;
	if (byte_at(s) == '.') {
		s->at++;
		if (!simple_digits(s))
			return false;
	}
	if (byte_at(s) == 'e' || byte_at(s) == 'E') {
		s->at++;
		s->at += byte_at(s) == '+' || byte_at(s) == '-';
		if (!simple_digits(s))
			return false;
	}
	return fits_double(s, start);
}

static bool simple_unicode(struct simple *s, unsigned *code)
{
	*code = 0;
	for (unsigned i = 0; i < 4; i++, s->at++) {
		const char *digit =
		    byte_at(s) > 0 ? strchr("0123456789abcdefABCDEF", byte_at(s)) : NULL;
		unsigned value = digit ? (unsigned)(digit - "0123456789abcdefABCDEF") : 0;

		if (!digit)
			return false;
		*code = *code * 16 + (value > 15 ? value - 6 : value);
	}
	return true;
}

static bool simple_escape(struct simple *s)
{
	unsigned code, low;
	int c = byte_at(s);

	if (c <= 0 || !strchr("\"\\/bfnrtu", c))
		return false;
	s->at++;
	if (c != 'u')
		return true;
	if (!simple_unicode(s, &code) || (code >= 0xdc00 && code < 0xe000))
		return false;
	if (code < 0xd800 || code >= 0xe000)
		return true;
	if (s->end - s->at < 2 || memcmp(s->at, "\\u", 2) != 0)
		return false;
	s->at += 2;
	return simple_unicode(s, &low) && low >= 0xdc00 && low < 0xe000;
}

static bool simple_text(struct simple *s)
{
	const uint8_t *start = s->at++;
	size_t bad;

	for (; byte_at(s) >= 0x20 && byte_at(s) != '"';)
		if (*s->at++ == '\\' && !simple_escape(s))
			return false;
	return byte_at(s) == '"' &&
	       text_is_utf8((const char *)start, (size_t)(s->at++ - start), &bad);
}

static bool simple_value(struct simple *s);

static bool simple_member(struct simple *s, bool named)
{
	simple_blanks(s);
	if (named) {
		if (byte_at(s) != '"' || !simple_text(s))
			return false;
		simple_blanks(s);
		if (byte_at(s) != ':')
			return false;
		s->at++;
	}
	return simple_value(s);
}

static bool simple_container(struct simple *s)
{
	bool named = *s->at++ == '{';
	int end = named ? '}' : ']';

	if (++s->depth > JSON_DEPTH)
		return false;
	simple_blanks(s);
	if (byte_at(s) != end) {
		if (!simple_member(s, named))
			return false;
		while (byte_at(s) == ',') {
			s->at++;
			if (!simple_member(s, named))
				return false;
		}
	}
	s->depth--;
	return byte_at(s) == end && s->at++;
}

static bool simple_word(struct simple *s, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(s->end - s->at) < length || memcmp(s->at, word, length) != 0)
		return false;
	s->at += length;
	return true;
}

/* With the blanks on both sides. */
static bool simple_value(struct simple *s)
{
	bool good;

	simple_blanks(s);
	switch (byte_at(s)) {
	case '{':
	case '[':
		good = simple_container(s);
		break;
	case '"':
		good = simple_text(s);
		break;
	case 't':
		good = simple_word(s, "true");
		break;
	case 'f':
		good = simple_word(s, "false");
		break;
	case 'n':
		good = simple_word(s, "null");
		break;
	default:
		good = simple_number(s);
	}
	simple_blanks(s);
	return good;
}

static bool simple_document(struct simple *s)
{
	if (s->end - s->at >= 3 && !memcmp(s->at, "\xef\xbb\xbf", 3))
		s->at += 3;
	return simple_value(s) && s->at == s->end;
}

/* --- Values as cJSON finds them --- */

static void compare_value(struct json *json, const cJSON *item);

static bool same_text(const struct json_token *token, const char *text)
{
	return !strcmp(token->text, text); /* up to the first NUL */
}

static void compare_members(struct json *json, const cJSON *item, enum json_kind end)
{
	const cJSON *child;

	cJSON_ArrayForEach(child, item)
	{
		if (end == JSON_OBJECT_END) {
			const struct json_token *name = json_next(json);

			HOLDS(name->kind == JSON_NAME && same_text(name, child->string));
		}
		json_next(json);
		compare_value(json, child);
	}
	HOLDS(json_next(json)->kind == end);
}

/* The token at which json stands begins the value. */
static void compare_value(struct json *json, const cJSON *item)
{
	const struct json_token *token = &json->token;

	switch (token->kind) {
	case JSON_OBJECT:
		HOLDS(cJSON_IsObject(item));
		compare_members(json, item, JSON_OBJECT_END);
		break;
	case JSON_ARRAY:
		HOLDS(cJSON_IsArray(item));
		compare_members(json, item, JSON_ARRAY_END);
		break;
	case JSON_TEXT:
		HOLDS(cJSON_IsString(item) && same_text(token, item->valuestring));
		break;
	case JSON_NUMBER:
		HOLDS(cJSON_IsNumber(item) && item->valuedouble == token->number);
		break;
	default:
		HOLDS(cJSON_IsTrue(item)    ? token->kind == JSON_TRUE
		      : cJSON_IsFalse(item) ? token->kind == JSON_FALSE
					    : cJSON_IsNull(item) && token->kind == JSON_NULL);
	}
}

static void compare_values(const char *data, size_t size)
{
	struct problems problems = {0};
	struct input input;
	char hash[SHA256_HEX];
	struct json *json;
	size_t bom =
	    size > 3 && !memcmp(data, "\xef\xbb\xbf", 3) ? 3 : 0; /* cJSON misses short ones */
	cJSON *tree = cJSON_ParseWithLength(data + bom, size - bom);

	HOLDS(tree);
	input_open_bytes(&input, "e.json", data, size, &problems);
	json = json_open(&input, JSON_DOCUMENT, &problems);
	json_next(json);
	compare_value(json, tree);
	HOLDS(json_next(json)->kind == JSON_END && !problems.errors);
	json_close(json);
	input_close(&input, hash);
	cJSON_Delete(tree);
}

/* --- Records --- */

/* That is said at the beginning. */
static bool looks_like_utf16(const char *data, size_t size)
{
	return size >= 2 && (!memcmp(data, "\xff\xfe", 2) || !memcmp(data, "\xfe\xff", 2) ||
			     !data[0] || !data[1]);
}

/* How many records were read without a problem. */
static size_t count_records(const char *data, size_t size, enum json_form form,
			    struct problems *problems)
{
	size_t good = 0, line = 0;
	bool was_good = false;
	struct input input;
	char hash[SHA256_HEX];
	struct json *json;

	input_open_bytes(&input, "e.ndjson", data, size, problems);
	json = json_open(&input, form, problems);
	for (;;) {
		size_t errors = problems->errors;
		enum json_kind kind = json_next(json)->kind;
		size_t begun = json->token.line;

		if (kind == JSON_END)
			break;
		HOLDS(json_place(json).line >= line);
		if (kind == JSON_BAD || !json_skip(json)) {
			HOLDS(problems->errors > errors || looks_like_utf16(data, size));
			good -= was_good && begun == line; /* something behind it */
			was_good = false;
			if (form != JSON_RECORD_PER_LINE)
				good = 0; /* the rest of the document is bad, too */
			if (form != JSON_RECORD_PER_LINE || !json_next_line(json))
				break;
			continue;
		}
		was_good = problems->errors == errors;
		good += was_good;
		line = begun;
	}
	json_close(json);
	input_close(&input, hash);
	return good;
}

static size_t count_lines(const char *data, size_t size)
{
	size_t good = 0, length;

	for (size_t i = 0, first = 1; i < size; i += length + 1, first = 0) {
		const char *line = data + i, *end = memchr(line, '\n', size - i);
		struct problems problems = {0};

		length = end ? (size_t)(end - line) : size - i;
		if (first || length < 3 || memcmp(line, "\xef\xbb\xbf", 3) != 0)
			good += count_records(line, length, JSON_RECORDS, &problems);
		problem_clear(&problems);
	}
	return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *data = (const char *)bytes;
	struct problems problems = {0};
	struct simple simple = {.at = bytes, .end = bytes + size};
	struct input input;
	char hash[SHA256_HEX];
	bool valid;

	input_open_bytes(&input, "e.json", data, size, &problems);
	valid = json_is_valid(&input, &problems);
	input_close(&input, hash);
	HOLDS(valid == !problems.errors);
	HOLDS(valid == simple_document(&simple));
	if (valid && !simple.long_number)
		compare_values(data, size);
	fuzz_problems(&problems);

	HOLDS(count_records(data, size, JSON_RECORDS, &problems) <= 1);
	HOLDS(valid || problems.errors);
	fuzz_problems(&problems);

	if (!looks_like_utf16(data, size))
		HOLDS(count_records(data, size, JSON_RECORD_PER_LINE, &problems) ==
		      count_lines(data, size));
	fuzz_problems(&problems);
	return 0;
}
