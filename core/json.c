#include "json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "lookup.h"
#include "memory.h"

#define E_EMPTY "E-JSON-001"      /* nothing in the file, or only blanks */
#define E_UNEXPECTED "E-JSON-002" /* another thing is due here */
#define E_CUT "E-JSON-003"        /* the file (or line) ends within a value */
#define E_DEPTH "E-JSON-004"      /* more than JSON_DEPTH open arrays and objects */
#define E_NUMBER "E-JSON-005"     /* not a number as JSON writes it */
#define E_HUGE "E-JSON-006"       /* a number that no double can hold */
#define E_WORD "E-JSON-007"       /* a word other than true, false, null */
#define E_CONTROL "E-JSON-008"    /* an unescaped control character in a text */
#define E_ESCAPE "E-JSON-009"     /* an unknown escape */
#define E_SURROGATE "E-JSON-010"  /* half of a surrogate pair */
#define E_UTF8 "E-JSON-011"       /* not UTF-8 */
#define E_TWICE "E-JSON-012"      /* a name twice in one object */
#define E_CHARACTER "E-JSON-013"  /* NUL or a noncharacter in a text */
#define E_TRAILING "E-JSON-014"   /* something after the end of the document */
#define E_LONG "E-JSON-015"       /* a text beyond JSON_TEXT_LIMIT */
#define E_UTF16 "E-JSON-016"      /* looks like UTF-16 */

#ifndef CHUNK /* tests make it small */
#define CHUNK ((size_t)256 * 1024)
#endif
#define NOTHING (-1) /* the byte after the last one */

enum expect {
	EXPECT_VALUE,
	EXPECT_FIRST_VALUE, /* or the end of the array */
	EXPECT_NAME,
	EXPECT_FIRST_NAME, /* or the end of the object */
	EXPECT_COMMA,      /* or the end of the array or object */
	EXPECT_END         /* of the document or line */
};

/* An open array or object. */
struct frame {
	bool object;
	bool has_child;    /* the current member or element has begun */
	size_t elements;   /* of an array, begun */
	size_t first_name; /* of an object, in names */
};

/* A name of an open object. */
struct name {
	uint32_t hash;
	size_t offset, length; /* in name_texts */
	size_t line, column;
};

struct json {
	struct input *input;
	size_t (*read)(void *user, char *buffer, size_t size);
	void *user;
	struct problems *problems;
	enum json_form form;
	bool begun;

	char *data;
	size_t at, end;
	size_t line, line_start, carried; /* offset in data; bytes of the line in earlier data */
	bool finished;

	enum expect expect;
	struct frame frames[JSON_DEPTH];
	size_t depth, values; /* values: on the outermost level */
	size_t records;
	struct name *names;
	size_t n_names;
	struct text name_texts;
	struct lookup index; /* of names, by hash and depth */

	struct json_token token;
	struct text text; /* of the token */
	bool high;        /* the text has bytes beyond ASCII */
	bool escaped;     /* the text was written with escapes */
	size_t escape;    /* column of the last one */
	struct text pointer;
	bool repeated; /* the token is a name that its object has already */
};

/* --- Bytes --- */

static int refill(struct json *json)
{
	if (json->finished)
		return NOTHING;
	json->carried += json->end - json->line_start;
	json->line_start = json->at = 0;
	json->end = json->read(json->user, json->data, CHUNK);
	json->finished = json->end == 0;
	return json->end ? (unsigned char)json->data[0] : NOTHING;
}

/* The next byte, which stays. */
static inline int peek(struct json *json)
{
	return json->at < json->end ? (unsigned char)json->data[json->at] : refill(json);
}

static size_t column(const struct json *json)
{
	return json->carried + (json->at - json->line_start) + 1;
}

static void pass_line_end(struct json *json)
{
	json->at++;
	json->line++;
	json->line_start = json->at;
	json->carried = 0;
}

/* --- Places and problems --- */

void json_add_name(struct text *pointer, const char *name, size_t length)
{
	text_add_n(pointer, "/", 1);
	for (size_t i = 0; i < length; i++)
		if (name[i] == '~')
			text_add_n(pointer, "~0", 2);
		else if (name[i] == '/')
			text_add_n(pointer, "~1", 2);
		else
			text_add_n(pointer, name + i, 1);
}

/* The name of the current member of the object that frame is. */
static const struct name *current_name(const struct json *json, size_t frame)
{
	for (size_t inner = frame + 1; inner < json->depth; inner++)
		if (json->frames[inner].object)
			return &json->names[json->frames[inner].first_name - 1];
	return &json->names[json->n_names - 1];
}

static const char *make_pointer(struct json *json)
{
	json->pointer.length = 0;
	text_add(&json->pointer, "");
	for (size_t i = 0; i < json->depth && json->frames[i].has_child; i++) {
		const struct name *name;

		if (!json->frames[i].object) {
			text_print(&json->pointer, "/%zu", json->frames[i].elements - 1);
			continue;
		}
		name = current_name(json, i);
		json_add_name(&json->pointer, json->name_texts.data + name->offset, name->length);
	}
	return json->pointer.data;
}

static struct place place_at(struct json *json, size_t line, size_t at_column)
{
	return (struct place){.file = json->input->file,
			      .line = line,
			      .column = at_column,
			      .pointer = make_pointer(json)};
}

struct place json_place(struct json *json)
{
	return place_at(json, json->token.line, json->token.column);
}

static void say(struct json *json, size_t at_column, const char *code, const char *expected,
		const char *found)
{
	struct place place = place_at(json, json->line, at_column);

	if (!json->input->failed)
		problem_error(json->problems, EXIT_EVIDENCE, code, &place,
			      _("expected %s, found %s"), expected, found);
}

/* A problem that leaves the structure clear: reading goes on. Always true. */
static bool refuse(struct json *json, size_t at_column, const char *code, const char *expected,
		   const char *found)
{
	say(json, at_column, code, expected, found);
	return true;
}

/* A problem behind which nothing is clear. Always false. */
static bool bad(struct json *json, size_t at_column, const char *code, const char *expected,
		const char *found)
{
	say(json, at_column, code, expected, found);
	return false;
}

static const char *expected_text(const struct json *json)
{
	switch (json->expect) {
	case EXPECT_VALUE:
		return _("a value");
	case EXPECT_FIRST_VALUE:
		return _("a value or \"]\"");
	case EXPECT_NAME:
		return _("a name in double quotes");
	case EXPECT_FIRST_NAME:
		return _("a name in double quotes or \"}\"");
	case EXPECT_COMMA:
		return json->frames[json->depth - 1].object ? _("\",\" or \"}\"")
							    : _("\",\" or \"]\"");
	default:
		return _("nothing more");
	}
}

/* The next byte is not what is due. */
static bool unexpected(struct json *json, const char *code, const char *expected)
{
	int c = peek(json);
	char byte = (char)c;

	if (c == NOTHING)
		return bad(json, column(json), E_CUT, expected, _("the end of the file"));
	if (c == '\n')
		return bad(json, column(json), E_CUT, expected, _("the end of the line"));
	return bad(json, column(json), code, expected, text_quote(&byte, 1));
}

/* --- Texts --- */

static bool push(struct json *json, const char *bytes, size_t length)
{
	if (json->text.length + length > JSON_TEXT_LIMIT)
		return bad(json, json->token.column, E_LONG, _("a text of at most 1 MiB"),
			   _("a longer one"));
	text_add_n(&json->text, bytes, length);
	return true;
}

static bool push_code(struct json *json, uint32_t code)
{
	char bytes[4];

	json->high |= code >= 0x80;
	if (code < 0x80) {
		bytes[0] = (char)code;
		return push(json, bytes, 1);
	}
	if (code < 0x800) {
		bytes[0] = (char)(0xc0 | code >> 6);
		bytes[1] = (char)(0x80 | (code & 0x3f));
		return push(json, bytes, 2);
	}
	if (code < 0x10000) {
		bytes[0] = (char)(0xe0 | code >> 12);
		bytes[1] = (char)(0x80 | (code >> 6 & 0x3f));
		bytes[2] = (char)(0x80 | (code & 0x3f));
		return push(json, bytes, 3);
	}
	bytes[0] = (char)(0xf0 | code >> 18);
	bytes[1] = (char)(0x80 | (code >> 12 & 0x3f));
	bytes[2] = (char)(0x80 | (code >> 6 & 0x3f));
	bytes[3] = (char)(0x80 | (code & 0x3f));
	return push(json, bytes, 4);
}

static int hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool scan_hex(struct json *json, uint32_t *code)
{
	*code = 0;
	for (int i = 0; i < 4; i++, json->at++) {
		int digit = hex_digit(peek(json));

		if (digit < 0)
			return unexpected(json, E_ESCAPE, _("four hex digits after \\u"));
		*code = *code << 4 | (uint32_t)digit;
	}
	return true;
}

static bool lone_surrogate(struct json *json)
{
	return refuse(json, json->escape, E_SURROGATE, _("a pair of surrogates"),
		      _("half of one")) &&
	       push_code(json, 0xfffd);
}

static bool scan_escape(struct json *json);

/* Behind \u. */
static bool scan_unicode(struct json *json)
{
	uint32_t code, low;
	size_t second;

	if (!scan_hex(json, &code))
		return false;
	while (code >= 0xd800 && code < 0xdc00) {
		if (peek(json) != '\\')
			return lone_surrogate(json);
		second = column(json);
		json->at++;
		if (peek(json) != 'u')
			return lone_surrogate(json) && scan_escape(json);
		json->at++;
		if (!scan_hex(json, &low))
			return false;
		if (low >= 0xdc00 && low < 0xe000)
			return push_code(json, 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
		lone_surrogate(json);
		json->escape = second;
		code = low;
	}
	if (code >= 0xdc00 && code < 0xe000)
		return lone_surrogate(json);
	if (code == 0 && json->form != JSON_DOCUMENT)
		refuse(json, json->escape, E_CHARACTER, _("text"), "\\u0000");
	return push_code(json, code);
}

/* Behind a backslash that no pair of surrogates took. */
static bool scan_escape(struct json *json)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	int c = peek(json);
	const char *letter = c > 0 ? strchr(letters, c) : NULL;

	if (c == 'u') {
		json->at++;
		return scan_unicode(json);
	}
	if (!letter)
		return unexpected(json, E_ESCAPE, _("one of \" \\ / b f n r t u after \"\\\""));
	json->at++;
	return push(json, &meanings[letter - letters], 1);
}

/* Code points that Unicode sets aside for no character. data is UTF-8. */
static bool has_noncharacter(const char *data, size_t length)
{
	const unsigned char *s = (const unsigned char *)data;

	for (size_t i = 0; i + 2 < length; i++) {
		if (s[i] == 0xef && ((s[i + 1] == 0xb7 && s[i + 2] >= 0x90 && s[i + 2] <= 0xaf) ||
				     (s[i + 1] == 0xbf && s[i + 2] >= 0xbe)))
			return true;
		if (s[i] >= 0xf0 && (s[i + 1] & 0xf) == 0xf && s[i + 2] == 0xbf && s[i + 3] >= 0xbe)
			return true;
	}
	return false;
}

/* What only the whole text shows. */
static bool check_text(struct json *json)
{
	size_t wrong;

	if (!json->high)
		return true;
	if (!text_is_utf8(json->text.data, json->text.length, &wrong))
		return refuse(json, json->token.column + (json->escaped ? 0 : wrong + 1), E_UTF8,
			      "UTF-8", text_quote(json->text.data + wrong, 1));
	if (json->form != JSON_DOCUMENT && has_noncharacter(json->text.data, json->text.length))
		return refuse(json, json->token.column, E_CHARACTER, _("text"),
			      _("a Unicode noncharacter"));
	return true;
}

/* Appends bytes up to a quote, a backslash, a control character or the end of data. */
static bool scan_run(struct json *json)
{
	const unsigned char *data = (const unsigned char *)json->data;
	size_t start = json->at, i = start;
	unsigned char all = 0;

	while (i < json->end && data[i] >= 0x20 && data[i] != '"' && data[i] != '\\')
		all |= data[i++];
	json->at = i;
	json->high |= all >= 0x80;
	return push(json, json->data + start, i - start);
}

/* Behind the opening quote. */
static bool scan_text(struct json *json)
{
	json->text.length = 0;
	json->high = json->escaped = false;
	for (;;) {
		int c = peek(json);

		if (c == '"') {
			json->at++;
			return push(json, "", 0) && check_text(json);
		}
		if (c == '\\') {
			json->escaped = true;
			json->escape = column(json);
			json->at++;
			if (!scan_escape(json))
				return false;
		} else if (c == NOTHING || c == '\n') {
			return unexpected(json, E_CONTROL, _("the end of the text (a quote)"));
		} else if (c < 0x20) {
			return unexpected(json, E_CONTROL, _("an escape (such as \\t)"));
		} else if (!scan_run(json)) {
			return false;
		}
	}
}

/* --- Numbers and words --- */

/* Appends bytes while they are among these. */
static bool scan_while(struct json *json, const char *bytes)
{
	json->text.length = 0;
	for (int c = peek(json); c > 0 && strchr(bytes, c); c = peek(json)) {
		char byte = (char)c;

		if (!push(json, &byte, 1))
			return false;
		json->at++;
	}
	return true;
}

static const char *pass_digits(const char *at)
{
	return at + strspn(at, "0123456789");
}

/* RFC 8259, section 6. */
static bool is_number(const char *at)
{
	const char *start = at += *at == '-';

	at = pass_digits(at);
	if (at == start || (*start == '0' && at > start + 1))
		return false;
	if (*at == '.') {
		start = ++at;
		at = pass_digits(at);
		if (at == start)
			return false;
	}
	if (*at == 'e' || *at == 'E') {
		at++;
		start = at += *at == '+' || *at == '-';
		at = pass_digits(at);
		if (at == start)
			return false;
	}
	return !*at;
}

static bool scan_number(struct json *json)
{
	if (!scan_while(json, "0123456789+-.eE"))
		return false;
	if (!is_number(json->text.data))
		return bad(json, json->token.column, E_NUMBER,
			   _("a number as JSON writes it (such as -12.5)"),
			   text_quote(json->text.data, json->text.length));
	if (!decimal_parse_double(json->text.data, json->text.length, &json->token.number)) {
		json->token.number = NAN;
		refuse(json, json->token.column, E_HUGE, _("a number within +-1.79e308"),
		       text_quote(json->text.data, json->text.length));
	}
	json->token.kind = JSON_NUMBER;
	return true;
}

static bool scan_word(struct json *json)
{
	static const char *const words[] = {"true", "false", "null"};

	if (!scan_while(json, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
		return false;
	for (unsigned i = 0; i < 3; i++)
		if (!strcmp(words[i], json->text.data)) {
			json->token.kind = (enum json_kind)(JSON_TRUE + (int)i);
			return true;
		}
	return bad(json, json->token.column, E_WORD, expected_text(json),
		   text_quote(json->text.data, json->text.length));
}

/* --- Structure --- */

static void end_value(struct json *json)
{
	json->values += json->depth == 0;
	json->expect = json->depth ? EXPECT_COMMA : EXPECT_END;
}

static void begin_value(struct json *json)
{
	struct frame *frame = json->depth ? &json->frames[json->depth - 1] : NULL;

	if (!frame || frame->object)
		return;
	frame->elements++;
	frame->has_child = true;
}

static bool open_container(struct json *json, bool object)
{
	if (json->depth == JSON_DEPTH)
		return bad(json, column(json), E_DEPTH, _("at most 64 levels"), _("one more"));
	json->at++;
	json->frames[json->depth++] = (struct frame){.object = object, .first_name = json->n_names};
	json->expect = object ? EXPECT_FIRST_NAME : EXPECT_FIRST_VALUE;
	json->token.kind = object ? JSON_OBJECT : JSON_ARRAY;
	return true;
}

/* The same name at another depth is another name. */
static uint32_t hash_at(uint32_t hash, size_t depth)
{
	return hash ^ (uint32_t)depth * UINT32_C(0x9e3779b1);
}

/* Closes the innermost array or object and forgets its names. */
static void pop(struct json *json)
{
	struct frame *frame = &json->frames[json->depth - 1];

	while (frame->object && json->n_names > frame->first_name) {
		struct name *name = &json->names[--json->n_names];

		lookup_remove(&json->index, hash_at(name->hash, json->depth),
			      (uint32_t)json->n_names);
		json->name_texts.length = name->offset;
	}
	json->depth--;
}

static bool close_container(struct json *json)
{
	bool object = json->frames[json->depth - 1].object;

	json->at++;
	pop(json);
	end_value(json);
	json->token.kind = object ? JSON_OBJECT_END : JSON_ARRAY_END;
	return true;
}

static uint32_t find_name(const struct json *json, uint32_t hash)
{
	size_t at, first = json->frames[json->depth - 1].first_name;
	uint32_t full = hash_at(hash, json->depth), i = lookup_first(&json->index, full, &at);

	for (; i != LOOKUP_NONE; i = lookup_next(&json->index, full, &at)) {
		const struct name *name = &json->names[i];

		if (i >= first && name->length == json->text.length &&
		    !memcmp(json->name_texts.data + name->offset, json->text.data, name->length))
			break;
	}
	return i;
}

static void add_name(struct json *json, uint32_t hash)
{
	json->names = mem_grow(json->names, json->n_names, sizeof(*json->names));
	json->names[json->n_names] = (struct name){hash, json->name_texts.length, json->text.length,
						   json->token.line, json->token.column};
	text_add_n(&json->name_texts, json->text.data, json->text.length);
	lookup_add(&json->index, hash_at(hash, json->depth), (uint32_t)json->n_names);
	json->n_names++;
	json->frames[json->depth - 1].has_child = true;
}

static void refuse_twice(struct json *json, const struct name *first)
{
	struct place place = json_place(json);

	problem_error(json->problems, EXIT_EVIDENCE, E_TWICE, &place,
		      _("expected each name once in an object, found %s again; first at %zu:%zu"),
		      text_quote(json->text.data, json->text.length), first->line, first->column);
}

static bool scan_scalar(struct json *json, int c)
{
	begin_value(json);
	if (c == '"') {
		json->at++;
		json->token.kind = JSON_TEXT;
		if (!scan_text(json))
			return false;
	} else if (!(c == '-' || (c >= '0' && c <= '9') ? scan_number(json) : scan_word(json))) {
		return false;
	}
	end_value(json);
	return true;
}

static bool is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool scan_value(struct json *json, int c)
{
	if (c == '{' || c == '[') {
		if (json->depth < JSON_DEPTH)
			begin_value(json);
		return open_container(json, c == '{');
	}
	if (c == '"' || c == '-' || (c >= '0' && c <= '9') || is_letter(c))
		return scan_scalar(json, c);
	return unexpected(json, E_UNEXPECTED, expected_text(json));
}

/* --- Between tokens --- */

/* Within a record of JSON_RECORD_PER_LINE a line end is no blank. */
static bool may_pass_line_end(const struct json *json)
{
	return json->form != JSON_RECORD_PER_LINE || json->depth == 0;
}

/* The next byte that is not blank. */
static int pass_blanks(struct json *json)
{
	for (;;) {
		int c = peek(json);

		if (c == '\n' && may_pass_line_end(json)) {
			pass_line_end(json);
			if (json->expect == EXPECT_END && json->form == JSON_RECORD_PER_LINE)
				json->expect = EXPECT_VALUE;
		} else if (c == ' ' || c == '\t' || c == '\r') {
			json->at++;
		} else {
			return c;
		}
	}
}

/* A name and the colon behind it. */
static bool scan_name(struct json *json)
{
	uint32_t first;

	json->at++;
	if (!scan_text(json))
		return false;
	json->token.kind = JSON_NAME;
	json->token.hash = lookup_hash(LOOKUP_SEED, json->text.data, json->text.length);
	first = json->form == JSON_DOCUMENT ? LOOKUP_NONE : find_name(json, json->token.hash);
	add_name(json, json->token.hash);
	json->repeated = first != LOOKUP_NONE;
	if (json->repeated)
		refuse_twice(json, &json->names[first]);
	if (pass_blanks(json) != ':')
		return unexpected(json, E_UNEXPECTED, _("\":\" after the name"));
	json->at++;
	json->expect = EXPECT_VALUE;
	return true;
}

/* --- Tokens --- */

static int pass_comma(struct json *json)
{
	struct frame *frame = &json->frames[json->depth - 1];

	json->at++;
	frame->has_child = false;
	json->expect = frame->object ? EXPECT_NAME : EXPECT_VALUE;
	return pass_blanks(json);
}

static bool scan_end(struct json *json)
{
	json->token.kind = JSON_END;
	return json->values || bad(json, 0, E_EMPTY, _("a JSON value"), _("nothing but blanks"));
}

static bool closes(const struct json *json, int c)
{
	if (json->expect == EXPECT_VALUE || json->expect == EXPECT_NAME || !json->depth)
		return false;
	return c == (json->frames[json->depth - 1].object ? '}' : ']');
}

/* Before a token that does not close: it is the first one of a record. */
static bool begins_record(const struct json *json, int c)
{
	size_t depth = json->form == JSON_RECORD_PER_LINE ? 0 : 1;

	return json->form != JSON_DOCUMENT && json->depth == depth && c != NOTHING &&
	       (json->expect == EXPECT_VALUE || json->expect == EXPECT_FIRST_VALUE) &&
	       !(depth && json->frames[0].object);
}

static bool scan_token(struct json *json)
{
	int c = pass_blanks(json);

	if (json->expect == EXPECT_COMMA && c == ',')
		c = pass_comma(json);
	json->token.line = json->line;
	json->token.column = column(json);
	if (json->depth == 0 && c == NOTHING)
		return scan_end(json);
	if (closes(json, c))
		return close_container(json);
	json->records += begins_record(json, c);
	switch (json->expect) {
	case EXPECT_VALUE:
	case EXPECT_FIRST_VALUE:
		return scan_value(json, c);
	case EXPECT_NAME:
	case EXPECT_FIRST_NAME:
		return c == '"' ? scan_name(json)
				: unexpected(json, E_UNEXPECTED, expected_text(json));
	case EXPECT_COMMA:
		return unexpected(json, E_UNEXPECTED, expected_text(json));
	case EXPECT_END:
		break;
	}
	return unexpected(json, E_TRAILING, expected_text(json));
}

static void next_token(struct json *json)
{
	if (json->token.kind == JSON_BAD || json->token.kind == JSON_END)
		return;
	if (!scan_token(json))
		json->token.kind = JSON_BAD;
	json->token.text = json->text.data;
	json->token.length = json->text.length;
}

static void begin(struct json *json);

const struct json_token *json_next(struct json *json)
{
	if (!json->begun)
		begin(json);
	do {
		json->repeated = false;
		next_token(json);
	} while (json->repeated && json_skip(json));
	return &json->token;
}

bool json_skip(struct json *json)
{
	enum json_kind kind = json->token.kind;
	size_t depth;

	if (kind == JSON_NAME)
		kind = json_next(json)->kind;
	depth = json->depth;
	if (kind == JSON_OBJECT || kind == JSON_ARRAY)
		while (json->depth >= depth && kind != JSON_BAD)
			kind = json_next(json)->kind;
	return kind != JSON_BAD;
}

bool json_ends_line(struct json *json)
{
	int c;

	while ((c = peek(json)) == ' ' || c == '\t' || c == '\r')
		json->at++;
	return c == '\n' || c == NOTHING || json_next(json)->kind != JSON_BAD;
}

size_t json_records(const struct json *json)
{
	return json->records;
}

bool json_next_line(struct json *json)
{
	int c;

	while (json->depth)
		pop(json);
	while ((c = peek(json)) != '\n' && c != NOTHING)
		json->at++;
	if (c == NOTHING)
		return false;
	pass_line_end(json);
	json->values++; /* it was no empty file */
	json->expect = EXPECT_VALUE;
	json->token.kind = JSON_NULL;
	return true;
}

/* --- Lines that somebody else reads --- */

size_t json_unread(struct json *json)
{
	if (json->depth == 0 && peek(json) == '\n') {
		pass_line_end(json);
		json->expect = EXPECT_VALUE;
	}
	return json->end - json->at;
}

void json_pass(struct json *json, size_t lines)
{
	json->line += lines;
	json->records += lines;
	json->at = json->end = json->line_start = json->carried = 0;
	json->finished = false;
}

struct place json_here(const struct json *json)
{
	return (struct place){
	    .file = json->input->file, .line = json->line, .column = 1, .pointer = ""};
}

/* --- From open to close --- */

static bool starts_with(const struct json *json, const char *bytes, size_t length)
{
	return json->end >= length && !memcmp(json->data, bytes, length);
}

static void begin(struct json *json)
{
	size_t more;

	json->begun = true;
	do {
		more = json->read(json->user, json->data + json->end, CHUNK - json->end);
		json->end += more;
	} while (more && json->end < 3);
	json->finished = json->end == 0;
	if (starts_with(json, "\xef\xbb\xbf", 3))
		json->at = json->line_start = 3;
	if (!starts_with(json, "\xff\xfe", 2) && !starts_with(json, "\xfe\xff", 2) &&
	    (json->end < 2 || (json->data[0] && json->data[1])))
		return;
	bad(json, 1, E_UTF16, "UTF-8", _("what looks like UTF-16"));
	json->token.kind = JSON_BAD;
	json->at = json->end = 0;
	json->finished = true;
}

static size_t read_input(void *user, char *buffer, size_t size)
{
	struct input *input = user;
	size_t n = input_read(input, buffer, size);

	input_watch(input, input->taken);
	return n;
}

void json_read_by(struct json *json, size_t (*read)(void *user, char *buffer, size_t size),
		  void *user)
{
	json->read = read;
	json->user = user;
}

struct json *json_open(struct input *input, enum json_form form, struct problems *problems)
{
	struct json *json = mem_alloc(sizeof(*json));

	json->input = input;
	json->problems = problems;
	json->form = form;
	json->data = mem_alloc(CHUNK);
	json->line = 1;
	json->token.kind = JSON_NULL;
	json_read_by(json, read_input, input);
	return json;
}

void json_close(struct json *json)
{
	free(json->data);
	free(json->names);
	text_free(&json->name_texts);
	lookup_free(&json->index);
	text_free(&json->text);
	text_free(&json->pointer);
	free(json);
}

bool json_is_valid(struct input *input, struct problems *problems)
{
	struct json *json = json_open(input, JSON_DOCUMENT, problems);
	size_t errors = problems->errors;
	enum json_kind kind;

	do
		kind = json_next(json)->kind;
	while (kind != JSON_END && kind != JSON_BAD);
	json_close(json);
	return kind == JSON_END && problems->errors == errors;
}
