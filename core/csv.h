/*
 * csv - strict RFC 4180, record by record, in bounded memory.
 *
 * UTF-8, a header, commas or another declared sign between fields; lines end with LF or CRLF, not both. A BOM is skipped once and
 * blank lines are skipped (in a table of one column refused). A record that is not understood is a problem at its place and is
 * left out; reading goes on with the next line.
 */
#ifndef JURI_CSV_H
#define JURI_CSV_H

#include "input.h"

#define CSV_RECORD_LIMIT ((size_t)1 << 20) /* bytes of one record */

/* One field: without its quotes. Not NUL-terminated. */
struct csv_field {
	const char *data;
	size_t length;
	bool quoted;
};

/* One record; valid until the next call. */
struct csv_record {
	const struct csv_field *fields; /* NULL: it is left out */
	size_t n_fields;
	struct place place; /* line where it starts, and its number; the header is 1 */
	/* left out: where it ends is known, so that it alone is bad; its own problems begin at the mark */
	bool ends;
	struct problem_mark mark;
};

struct csv;

/* Reads what input gives; input and problems outlive it. */
struct csv *csv_open(struct input *input, struct problems *problems);
void csv_close(struct csv *csv);

/* Before the first record: bytes come from read instead of input, which only names them. 0: there are no more. */
void csv_read_by(struct csv *csv, size_t (*read)(void *user, char *buffer, size_t size),
		 void *user);

/* Before the first record: what stands between fields, and the key by which people declare it (NULL: they cannot). */
void csv_delimit(struct csv *csv, char delimiter, const char *key);
/* From here on csv_next gives the records that are left out, too. */
void csv_show_left_out(struct csv *csv);

/*
 * The next record, the header first; NULL at the end. Every record has as many fields
 * as the header. After a header that is not understood there are no records.
 */
const struct csv_record *csv_next(struct csv *csv);

/* Bytes behind the current record that it has got already. */
size_t csv_unread(const struct csv *csv);

/* They are forgotten; behind the current record somebody else has read so many whole lines, each a record. */
void csv_pass(struct csv *csv, size_t lines);

/* Where the next record would begin, were no blank lines before it. */
struct place csv_here(struct csv *csv);

/* Whether the lines above end with CRLF. */
bool csv_has_crlf(const struct csv *csv);

/* What was passed over so far: a byte order mark, blank lines. */
bool csv_has_mark(const struct csv *csv);
size_t csv_blank_lines(const struct csv *csv);

/* Records met so far without the header, those left out included. */
size_t csv_records(const struct csv *csv);

/* The place of one field of the current record; no column when it begins on a later line. */
struct place csv_place(const struct csv *csv, size_t field);

#endif
