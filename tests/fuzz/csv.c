/*
 * core/csv.h, with small buffers, so that every record lies across their ends. A second reader below, written from
 * config/README.md and RFC 4180, which has all bytes before it, must take the same files and find the same fields.
 */
#include "csv.h"
#undef CSV_RECORD_LIMIT
#define CSV_RECORD_LIMIT ((size_t)256)
#define CHUNK 16
#include "../../core/csv.c"

#include "fuzz.h"

/* --- The second reader --- */

enum verdict { GOOD, WRONG, TOO_LONG };

struct simple {
	const char *at, *end;
	size_t width, records;
	bool lf, crlf;
	struct text
	    fields; /* of all records: bytes, then NUL behind a field, 0x1a behind a record */
};

/* 0: none; else its length. */
static size_t line_end_at(const struct simple *s)
{
	if (s->at < s->end && *s->at == '\n')
		return 1;
	return s->end - s->at >= 2 && !memcmp(s->at, "\r\n", 2) ? 2 : 0;
}

static bool is_allowed(char c)
{
	return c != '\0' && c != 0x1a;
}

static bool simple_quoted(struct simple *s)
{
	for (s->at++; s->at < s->end && is_allowed(*s->at); s->at++) {
		if (*s->at == '"' && s->at + 1 < s->end && s->at[1] == '"')
			s->at++;
		else if (*s->at == '"') {
			s->at++;
			return true;
		}
		text_add_n(&s->fields, s->at, 1);
	}
	return false;
}

static bool simple_plain(struct simple *s)
{
	for (; s->at < s->end && *s->at != ',' && !line_end_at(s); s->at++) {
		if (!is_allowed(*s->at) || *s->at == '"' || *s->at == '\r')
			return false;
		text_add_n(&s->fields, s->at, 1);
	}
	return true;
}

static bool simple_header(const char *fields, size_t width)
{
	return width > 1 || (fields[strspn(fields, " \t")] && !strpbrk(fields, ";\t|"));
}

/* In UTF-8: U+FDD0 to U+FDEF, and the last two of each plane. */
static bool has_noncharacter(const char *text, size_t length)
{
	const unsigned char *c = (const unsigned char *)text;

	for (size_t i = 0; i + 2 < length; i++) {
		bool last = (c[i + 1] & 0x3f) == 0x3f && c[i + 2] >= 0xbe && c[i + 2] <= 0xbf;

		if (c[i] == 0xef &&
		    (last || (c[i + 1] == 0xb7 && c[i + 2] >= 0x90 && c[i + 2] <= 0xaf)))
			return true;
		if (i + 3 < length && c[i] >= 0xf0 && (c[i + 1] & 0xf) == 0xf && c[i + 2] == 0xbf &&
		    c[i + 3] >= 0xbe)
			return true;
	}
	return false;
}

static bool simple_record(struct simple *s)
{
	size_t n = 0, bad, first = s->fields.length;
	const char *start = s->at;

	for (;; s->at++) {
		if (s->at < s->end && *s->at == '"' ? !simple_quoted(s) : !simple_plain(s))
			return false;
		text_add_n(&s->fields, "\0", 1);
		n++;
		if (s->at == s->end || *s->at != ',')
			break;
	}
	if ((s->at < s->end && !line_end_at(s)) ||
	    !text_is_utf8(start, (size_t)(s->at - start), &bad) ||
	    has_noncharacter(start, (size_t)(s->at - start)))
		return false;
	if (!s->records++ && !simple_header(s->fields.data + first, s->width = n))
		return false;
	text_add_n(&s->fields, "\x1a", 1);
	return n == s->width;
}

static bool simple_line_end(struct simple *s)
{
	size_t length = line_end_at(s);

	s->lf |= length == 1;
	s->crlf |= length == 2;
	s->at += length;
	return !(s->lf && s->crlf);
}

static enum verdict simple_read(struct simple *s)
{
	bool is_long = false, good = true;

	if (s->end - s->at >= 2 && (!memcmp(s->at, "\xff\xfe", 2) || !memcmp(s->at, "\xfe\xff", 2)))
		return WRONG;
	if (s->end - s->at >= 3 && !memcmp(s->at, "\xef\xbb\xbf", 3))
		s->at += 3;
	while (good && s->at < s->end) {
		const char *start = s->at;

		good = (line_end_at(s) ? s->width != 1 : simple_record(s)) && simple_line_end(s);
		is_long |= (size_t)(s->at - start) >= CSV_RECORD_LIMIT - 2;
	}
	return is_long ? TOO_LONG : good && s->records ? GOOD : WRONG;
}

/* --- Comparing --- */

static void add_record(struct text *fields, const struct csv_record *record)
{
	for (size_t i = 0; i < record->n_fields; i++) {
		text_add_n(fields, record->fields[i].data, record->fields[i].length);
		text_add_n(fields, "\0", 1);
	}
	text_add_n(fields, "\x1a", 1);
}

static void check_places(const struct csv *csv, const struct csv_record *record, size_t *line)
{
	HOLDS(record->place.line > *line && record->place.record > 0);
	*line = record->place.line;
	for (size_t i = 0; i < record->n_fields; i++)
		HOLDS(csv_place(csv, i).line >= record->place.line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct simple simple = {.at = (const char *)data, .end = (const char *)data + size};
	enum verdict verdict = simple_read(&simple);
	struct problems problems = {0};
	struct text fields = {0};
	struct input input;
	struct csv *csv;
	char hash[SHA256_HEX];
	size_t records = 0, line = 0;

	input_open_bytes(&input, "e.csv", (const char *)data, size, &problems);
	csv = csv_open(&input, &problems);
	for (const struct csv_record *record; (record = csv_next(csv)); records++) {
		check_places(csv, record, &line);
		add_record(&fields, record);
	}
	HOLDS(csv_records(csv) + 1 >= records);
	HOLDS(!csv_next(csv));
	csv_close(csv);
	input_close(&input, hash);
	if (verdict == GOOD) {
		HOLDS(!problems.errors);
		HOLDS(fields.length == simple.fields.length);
		HOLDS(!memcmp(fields.data, simple.fields.data, fields.length));
	} else if (verdict == WRONG) {
		HOLDS(problems.errors);
	}
	text_free(&fields);
	text_free(&simple.fields);
	fuzz_problems(&problems);
	return 0;
}
