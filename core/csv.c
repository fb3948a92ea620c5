#include "csv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

#define E_EMPTY "E-CSV-001"        /* no header: nothing in the file, or only blanks */
#define E_BLANK "E-CSV-014"        /* a blank line in a table of one column */
#define E_RAGGED "E-CSV-002"       /* more or fewer fields than the header */
#define E_OPEN "E-CSV-003"         /* a quote that is never closed */
#define E_AFTER "E-CSV-004"        /* text after a closing quote */
#define E_QUOTE "E-CSV-005"        /* a quote in an unquoted field */
#define E_CR "E-CSV-006"           /* CR without LF */
#define E_MIXED "E-CSV-007"        /* LF and CRLF in one file */
#define E_CONTROL "E-CSV-008"      /* NUL or 0x1A */
#define E_UTF8 "E-CSV-009"         /* not UTF-8 */
#define E_SEPARATOR "E-CSV-010"    /* looks like another delimiter than the declared one */
#define E_LONG "E-CSV-011"         /* a record beyond CSV_RECORD_LIMIT */
#define E_UTF16 "E-CSV-012"        /* looks like UTF-16 */
#define E_NONCHARACTER "E-CSV-013" /* a code point that Unicode keeps out of texts */

#ifndef CHUNK /* tests make it small */
#define CHUNK ((size_t)256 * 1024)
#endif

enum scan {
	SCAN_DONE, /* a field, a record */
	SCAN_MORE, /* the buffer ends within it */
	SCAN_BAD   /* a problem was added */
};

enum line_end { LINE_END_UNKNOWN, LINE_END_LF, LINE_END_CRLF };

/* Offsets are into data. Behind the last byte stands a NUL, which stops every scan. */
struct csv {
	struct input *input;
	size_t (*read)(void *user, char *buffer, size_t size);
	void *user;
	struct problems *problems;
	bool begun;
	char *data;
	size_t room, end;
	bool finished; /* the input has no more bytes */
	bool stopped;  /* nothing more is to be read */
	char delimiter;
	const char *key; /* that declares it, or NULL */
	unsigned char stops
	    [256]; /* bytes at which the scan of an unquoted field stops: 1; of a quoted one: 2 */

	size_t start;       /* of the current record */
	size_t next;        /* behind it */
	size_t at;          /* where the scan stands */
	size_t lines;       /* line ends within the record so far */
	bool open;          /* the scan stands within quotes ... */
	size_t quote;       /* ... that opened here ... */
	size_t quote_lines; /* ... after so many line ends of the record */

	size_t line;   /* at start */
	size_t number; /* of the current record */
	size_t width;  /* fields of the header */
	size_t blank_lines;
	enum line_end line_end;
	bool mixed;    /* said already */
	bool has_mark; /* of the order of bytes, at the beginning */

	struct csv_field *fields;
	size_t n_fields, fields_room;
	struct csv_record record;
	bool show_left_out;
};

/* --- Problems --- */

static struct place place_at(const struct csv *csv, size_t offset)
{
	bool first_line = !memchr(csv->data + csv->start, '\n', offset - csv->start);

	return (struct place){.file = csv->input->file,
			      .line = csv->line,
			      .column = first_line ? offset - csv->start + 1 : 0,
			      .record = csv->number};
}

static enum scan bad(struct csv *csv, const char *code, const char *sentence)
{
	struct place place = place_at(csv, csv->at);

	problem_error(csv->problems, EXIT_EVIDENCE, code, &place, "%s", sentence);
	return SCAN_BAD;
}

static enum scan bad_byte(struct csv *csv)
{
	if (csv->data[csv->at] == '\0')
		return bad(csv, E_CONTROL, _("expected text, found a NUL byte"));
	return bad(csv, E_CONTROL,
		   _("expected text, found the byte 0x1A (an old mark for the end of a file)"));
}

static struct place place_of_quote(const struct csv *csv)
{
	size_t start = csv->quote;

	while (start > csv->start && csv->data[start - 1] != '\n')
		start--;
	return (struct place){.file = csv->input->file,
			      .line = csv->line + csv->quote_lines,
			      .column = csv->quote - start + 1,
			      .record = csv->number};
}

static enum scan never_closed(struct csv *csv, const struct place *quote)
{
	problem_error(csv->problems, EXIT_EVIDENCE, E_OPEN, quote,
		      _("the quote that opens here is never closed; the file ended at line %zu"),
		      csv->line + csv->lines);
	csv->stopped = true;
	return SCAN_BAD;
}

/* --- The buffer --- */

static void resize(struct csv *csv, size_t room)
{
	csv->data = mem_resize(csv->data, room + 1, 1);
	csv->room = room;
}

/* Moves the current record to the front and reads on behind it. */
static void refill(struct csv *csv)
{
	size_t kept = csv->end - csv->start;

	memmove(csv->data, csv->data + csv->start, kept);
	csv->start = csv->next = 0;
	if (kept == csv->room)
		resize(csv, 2 * csv->room);
	csv->end = kept + csv->read(csv->user, csv->data + kept, csv->room - kept);
	csv->finished = csv->end == kept;
	csv->data[csv->end] = '\0';
}

static bool starts_with(const struct csv *csv, const char *bytes, size_t length)
{
	return csv->end - csv->start >= length && !memcmp(csv->data + csv->start, bytes, length);
}

static void begin(struct csv *csv)
{
	struct place place = {.file = csv->input->file, .line = 1, .column = 1};

	csv->begun = true;
	while (csv->end < 3 && !csv->finished)
		refill(csv);
	csv->has_mark = starts_with(csv, "\xef\xbb\xbf", 3);
	if (csv->has_mark)
		csv->start = csv->next = 3;
	if (starts_with(csv, "\xff\xfe", 2) || starts_with(csv, "\xfe\xff", 2)) {
		csv->stopped = true;
		problem_error(csv->problems, EXIT_EVIDENCE, E_UTF16, &place,
			      _("expected UTF-8, found what looks like UTF-16"));
	}
}

void csv_delimit(struct csv *csv, char delimiter, const char *key)
{
	memset(csv->stops, 0, sizeof(csv->stops));
	for (const char *both = "\x1a\"\n"; *both; both++)
		csv->stops[(unsigned char)*both] = 3;
	csv->stops['\0'] = 3;
	csv->stops['\r'] = csv->stops[(unsigned char)delimiter] = 1;
	csv->delimiter = delimiter;
	csv->key = key;
}

static size_t read_input(void *user, char *buffer, size_t size)
{
	struct input *input = user;
	size_t n = input_read(input, buffer, size);

	input_watch(input, input->taken);
	return n;
}

void csv_read_by(struct csv *csv, size_t (*read)(void *user, char *buffer, size_t size), void *user)
{
	csv->read = read;
	csv->user = user;
}

struct csv *csv_open(struct input *input, struct problems *problems)
{
	struct csv *csv = mem_alloc(sizeof(*csv));

	csv->input = input;
	csv->problems = problems;
	csv->line = 1;
	csv_read_by(csv, read_input, input);
	csv_delimit(csv, ',', NULL);
	resize(csv, CHUNK);
	return csv;
}

void csv_close(struct csv *csv)
{
	free(csv->data);
	free(csv->fields);
	free(csv);
}

/* --- One record --- */

static bool at_end(const struct csv *csv)
{
	return csv->at == csv->end;
}

/* At a CR: true when LF follows. */
static enum scan scan_cr(struct csv *csv)
{
	if (csv->at + 1 == csv->end && !csv->finished)
		return SCAN_MORE;
	if (csv->data[csv->at + 1] == '\n')
		return SCAN_DONE;
	return bad(csv, E_CR, _("expected LF after CR, found CR alone"));
}

/* Behind a field: a delimiter, a line end or the end of the file is due; otherwise is not translated yet. */
static enum scan scan_delimiter(struct csv *csv, const char *code, const char *otherwise)
{
	if (csv->data[csv->at] == csv->delimiter)
		return SCAN_DONE;
	switch (csv->data[csv->at]) {
	case '\n':
		return SCAN_DONE;
	case '\r':
		return scan_cr(csv);
	case '\0':
		if (at_end(csv))
			return csv->finished ? SCAN_DONE : SCAN_MORE;
		return bad_byte(csv);
	case 0x1a:
		return bad_byte(csv);
	default:
		return bad(csv, code, _(otherwise));
	}
}

static void add_field(struct csv *csv, size_t start, size_t end, bool quoted)
{
	if (csv->n_fields == csv->fields_room) {
		csv->fields_room = csv->fields_room ? 2 * csv->fields_room : 64;
		csv->fields = mem_resize(csv->fields, csv->fields_room, sizeof(*csv->fields));
	}
	csv->fields[csv->n_fields++] = (struct csv_field){csv->data + start, end - start, quoted};
}

static enum scan scan_plain(struct csv *csv)
{
	size_t start = csv->at;
	enum scan scan;

	while (!(csv->stops[(unsigned char)csv->data[csv->at]] & 1))
		csv->at++;
	scan = scan_delimiter(csv, E_QUOTE,
			      N_("expected the whole field in quotes, found a quote inside it"));
	if (scan == SCAN_DONE)
		add_field(csv, start, csv->at, false);
	return scan;
}

/* To the quote that closes; leaves at on it. */
static enum scan scan_to_closing_quote(struct csv *csv)
{
	struct place quote;

	for (;; csv->at++) {
		while (!(csv->stops[(unsigned char)csv->data[csv->at]] & 2))
			csv->at++;
		if (csv->data[csv->at] == '\n') {
			csv->lines++;
		} else if (at_end(csv) && csv->finished) {
			quote = place_of_quote(csv);
			return never_closed(csv, &quote);
		} else if (at_end(csv)) {
			return SCAN_MORE;
		} else if (csv->data[csv->at] != '"') {
			return bad_byte(csv);
		} else if (csv->at + 1 == csv->end && !csv->finished) {
			return SCAN_MORE;
		} else if (csv->data[csv->at + 1] == '"') {
			csv->at++;
		} else {
			return SCAN_DONE;
		}
	}
}

static enum scan scan_quoted(struct csv *csv)
{
	size_t start = csv->at + 1;
	enum scan scan;

	csv->open = true;
	csv->quote = csv->at++;
	csv->quote_lines = csv->lines;
	scan = scan_to_closing_quote(csv);
	if (scan != SCAN_DONE)
		return scan;
	csv->open = false;
	csv->at++;
	scan = scan_delimiter(
	    csv, E_AFTER, N_("expected a delimiter or the end of the line after a closing quote"));
	if (scan == SCAN_DONE)
		add_field(csv, start, csv->at - 1, true);
	return scan;
}

/* The fields of the record at start; next is set behind its line end. */
static enum scan scan_record(struct csv *csv)
{
	enum scan scan;

	csv->at = csv->start;
	csv->n_fields = csv->lines = 0;
	csv->open = false;
	for (;;) {
		scan = csv->data[csv->at] == '"' ? scan_quoted(csv) : scan_plain(csv);
		if (scan != SCAN_DONE)
			return scan;
		if (csv->data[csv->at] != csv->delimiter)
			break;
		csv->at++;
	}
	csv->next = csv->at + (csv->data[csv->at] == '\r') + !at_end(csv);
	return SCAN_DONE;
}

/* --- Going on after a record that is left out --- */

/* Forgets everything up to the end of the buffer and reads on. */
static void drop(struct csv *csv)
{
	csv->line += csv->lines;
	csv->lines = 0;
	csv->start = csv->end;
	refill(csv);
	csv->at = csv->start;
}

/* From at on: the next line becomes the next record. */
static void skip_line(struct csv *csv)
{
	char *end;

	while (!(end = memchr(csv->data + csv->at, '\n', csv->end - csv->at))) {
		csv->stopped = csv->finished;
		if (csv->stopped)
			return;
		drop(csv);
	}
	csv->line += csv->lines + 1;
	csv->start = csv->next = (size_t)(end - csv->data) + 1;
}

/* Looks for the end of a quoted field that is longer than the buffer; what it passes is forgotten. */
static bool skip_quoted(struct csv *csv)
{
	struct place quote = place_of_quote(csv);
	bool inside = true;

	csv->at = csv->quote + 1;
	csv->lines = csv->quote_lines;
	for (;; csv->at++) {
		if (at_end(csv) && !csv->finished)
			drop(csv);
		if (at_end(csv)) /* also where there was nothing more to read */
			break;
		if (csv->data[csv->at] == '"')
			inside = !inside; /* twice for a doubled one */
		else if (!inside)
			return true;
		csv->lines += csv->data[csv->at] == '\n';
	}
	if (inside)
		never_closed(csv, &quote);
	return !inside;
}

static void skip_long_record(struct csv *csv)
{
	struct place place = place_at(csv, csv->start);

	if (csv->open && !skip_quoted(csv))
		return;
	problem_error(csv->problems, EXIT_EVIDENCE, E_LONG, &place,
		      _("expected a record of at most %zu bytes, found a longer one"),
		      CSV_RECORD_LIMIT);
	skip_line(csv);
}

/* --- What every record must be --- */

static void check_line_end(struct csv *csv, enum line_end found, size_t line)
{
	struct place place = {.file = csv->input->file, .line = line};

	if (csv->line_end == LINE_END_UNKNOWN)
		csv->line_end = found;
	if (csv->line_end == found || csv->mixed)
		return;
	csv->mixed = true;
	problem_error(csv->problems, EXIT_EVIDENCE, E_MIXED, &place,
		      found == LINE_END_LF
			  ? _("expected CRLF at the end of the line as above, found LF")
			  : _("expected LF at the end of the line as above, found CRLF"));
}

static bool is_ascii(const char *data, size_t length)
{
	uint64_t word, all = 0;
	size_t i = 0;

	for (; i + sizeof(word) <= length; i += sizeof(word)) {
		memcpy(&word, data + i, sizeof(word));
		all |= word;
	}
	for (; i < length; i++)
		all |= (unsigned char)data[i];
	return !(all & UINT64_C(0x8080808080808080));
}

/* The record is UTF-8. */
static bool check_characters(struct csv *csv)
{
	struct place place;
	uint32_t c;

	for (size_t at = csv->start, n; at < csv->next; at += n) {
		n = text_point(csv->data + at, csv->next - at, &c);
		if (!text_is_noncharacter(c))
			continue;
		place = place_at(csv, at);
		problem_error(csv->problems, EXIT_EVIDENCE, E_NONCHARACTER, &place,
			      _("expected characters, found the noncharacter U+%04X"), c);
		return false;
	}
	return true;
}

static bool check_utf8(struct csv *csv)
{
	const char *data = csv->data + csv->start;
	size_t length = csv->next - csv->start, wrong;
	struct place place;

	if (is_ascii(data, length))
		return true;
	if (text_is_utf8(data, length, &wrong))
		return check_characters(csv);
	place = place_at(csv, csv->start + wrong);
	problem_error(csv->problems, EXIT_EVIDENCE, E_UTF8, &place,
		      _("expected UTF-8, found the byte %s"), text_quote(data + wrong, 1));
	return false;
}

static bool is_blank(const struct csv_field *field)
{
	for (size_t i = 0; i < field->length; i++)
		if (!strchr(" \t", field->data[i]))
			return false;
	return true;
}

static bool no_header(struct csv *csv, const char *found)
{
	struct place place = {.file = csv->input->file, .line = 1};

	problem_error(csv->problems, EXIT_EVIDENCE, E_EMPTY, &place,
		      _("expected a header and records, found %s"), found);
	return false;
}

/* A delimiter as a message names it. */
static const char *sign(char delimiter)
{
	return delimiter == '\t' ? _("a tab") : text_quote(&delimiter, 1);
}

static bool refuse_delimiter(struct csv *csv, char found)
{
	struct place place = place_at(csv, csv->start);
	struct text advice = {0};

	text_add(&advice, "");
	if (csv->key)
		text_print(&advice, _(": say %s = %s in [evidence]"), csv->key,
			   found == '\t' ? "tab" : (char[]){found, '\0'});
	problem_error(csv->problems, EXIT_EVIDENCE, E_SEPARATOR, &place,
		      _("expected %s between the columns, found a line that looks like %s%s"),
		      sign(csv->delimiter), sign(found), advice.data);
	text_free(&advice);
	return false;
}

/* A sign in a field that other programs part columns with, or NUL; the declared one is in none. */
static char other_delimiter(const struct csv_field *field)
{
	const char *c = ";\t|,";

	while (*c && !memchr(field->data, *c, field->length))
		c++;
	return *c;
}

/* One column whose name holds the delimiter of other programs. */
static bool check_delimiter(struct csv *csv)
{
	const struct csv_field *field = csv->fields;
	char other;

	if (csv->n_fields != 1)
		return true;
	if (is_blank(field))
		return no_header(csv, _("only blanks"));
	other = other_delimiter(field);
	return !other || refuse_delimiter(csv, other);
}

static bool check_width(struct csv *csv)
{
	struct place place = place_at(csv, csv->start);
	char other;

	if (csv->n_fields == csv->width)
		return true;
	place.column = 0;
	other = csv->n_fields == 1 ? other_delimiter(csv->fields) : '\0';
	if (other)
		problem_error(csv->problems, EXIT_EVIDENCE, E_RAGGED, &place,
			      _("expected %zu fields as in the header, found one that looks like "
				"several with %s between them"),
			      csv->width, sign(other));
	else
		problem_error(csv->problems, EXIT_EVIDENCE, E_RAGGED, &place,
			      _("expected %zu fields as in the header, found %zu"), csv->width,
			      csv->n_fields);
	return false;
}

static void undouble_quotes(struct csv *csv, struct csv_field *field)
{
	char *data = csv->data + (field->data - csv->data);
	size_t out = 0;

	if (!field->quoted || !memchr(data, '"', field->length))
		return;
	for (size_t i = 0; i < field->length; i++) {
		data[out++] = data[i];
		i += data[i] == '"';
	}
	field->length = out;
}

/* --- Record by record --- */

/* True when all bytes of the record at start are in the buffer and its fields are known. */
static bool read_fields(struct csv *csv)
{
	enum scan scan = scan_record(csv);

	while (scan == SCAN_MORE && csv->end - csv->start < CSV_RECORD_LIMIT) {
		refill(csv);
		scan = scan_record(csv);
	}
	if (scan == SCAN_MORE)
		skip_long_record(csv);
	else if (scan == SCAN_BAD && !csv->stopped)
		skip_line(csv);
	return scan == SCAN_DONE;
}

static bool read_record(struct csv *csv)
{
	bool good;

	csv->record = (struct csv_record){
	    .place = {.file = csv->input->file, .line = csv->line, .record = csv->number}};
	if (!read_fields(csv))
		return false;
	if (!at_end(csv))
		check_line_end(csv, csv->data[csv->at] == '\r' ? LINE_END_CRLF : LINE_END_LF,
			       csv->line + csv->lines);
	csv->record.ends = true;
	csv->record.mark = problem_mark(csv->problems);
	good = check_utf8(csv);
	if (csv->number == 1) {
		good = good && check_delimiter(csv);
		csv->width = csv->n_fields;
	}
	if (!good || !check_width(csv))
		return false;
	csv->record.fields = csv->fields;
	csv->record.n_fields = csv->n_fields;
	for (size_t i = 0; i < csv->n_fields; i++)
		undouble_quotes(csv, &csv->fields[i]);
	return true;
}

/* Leaves the current record behind. */
static void advance(struct csv *csv)
{
	if (csv->next > csv->start)
		csv->line += csv->lines + 1;
	csv->start = csv->next;
}

/* A blank line is nothing, but where there is one column it could be an empty field. */
static void pass_blank(struct csv *csv)
{
	struct place place = {.file = csv->input->file, .line = csv->line, .column = 1};

	if (csv->width == 1)
		problem_error(csv->problems, EXIT_EVIDENCE, E_BLANK, &place,
			      _("expected no blank line in a table of one column, found one; an "
				"empty field is \"\""));
	csv->blank_lines++;
	csv->start += csv->data[csv->start] == '\r' ? 2 : 1;
	csv->next = csv->start;
}

/* Whether what the buffer has does not tell a blank line. */
static bool is_open(const struct csv *csv)
{
	return csv->start == csv->end ||
	       (csv->start + 1 == csv->end && csv->data[csv->start] == '\r');
}

/* Passes blank lines; false at the end of the file. */
static bool find_record(struct csv *csv)
{
	for (;; csv->line++) {
		while (is_open(csv) && !csv->finished)
			refill(csv);
		if (starts_with(csv, "\n", 1))
			check_line_end(csv, LINE_END_LF, csv->line);
		else if (starts_with(csv, "\r\n", 2))
			check_line_end(csv, LINE_END_CRLF, csv->line);
		else
			break;
		pass_blank(csv);
	}
	return csv->start < csv->end;
}

const struct csv_record *csv_next(struct csv *csv)
{
	if (!csv->begun)
		begin(csv);
	while (!csv->stopped && !csv->input->failed) {
		advance(csv);
		if (!find_record(csv)) {
			csv->stopped = true;
			if (csv->number == 0 && !csv->input->failed)
				no_header(csv, _("nothing"));
			break;
		}
		csv->number++;
		if (read_record(csv))
			return &csv->record;
		csv->stopped |= csv->number == 1;
		if (csv->show_left_out && csv->number > 1)
			return &csv->record;
	}
	return NULL;
}

size_t csv_unread(const struct csv *csv)
{
	return csv->stopped ? 0 : csv->end - csv->next;
}

void csv_pass(struct csv *csv, size_t lines)
{
	advance(csv);
	csv->line += lines;
	csv->number += lines;
	csv->start = csv->next = csv->end = 0;
	csv->data[0] = '\0';
	csv->finished = false;
}

struct place csv_here(struct csv *csv)
{
	advance(csv);
	return (struct place){
	    .file = csv->input->file, .line = csv->line, .record = csv->number + 1};
}

bool csv_has_crlf(const struct csv *csv)
{
	return csv->line_end == LINE_END_CRLF;
}

void csv_show_left_out(struct csv *csv)
{
	csv->show_left_out = true;
}

bool csv_has_mark(const struct csv *csv)
{
	return csv->has_mark;
}

size_t csv_blank_lines(const struct csv *csv)
{
	return csv->blank_lines;
}

size_t csv_records(const struct csv *csv)
{
	return csv->number ? csv->number - 1 : 0;
}

struct place csv_place(const struct csv *csv, size_t field)
{
	const struct csv_field *f = &csv->fields[field];

	return place_at(csv, (size_t)(f->data - csv->data) - f->quoted);
}
