/*
 * json - strict RFC 8259, token by token, in bounded memory and constant stack.
 *
 * A document, or lines: a value per line (NDJSON). Every token has its place (line, column, and
 * on demand its RFC 6901 pointer). Texts are UTF-8 without lone surrogates; a BOM is skipped
 * once; numbers that overflow a double are refused.
 */
#ifndef JURI_JSON_H
#define JURI_JSON_H

#include <stdint.h>

#include "input.h"
#include "text.h"

#define JSON_DEPTH 64                     /* open arrays and objects */
#define JSON_TEXT_LIMIT ((size_t)1 << 20) /* bytes of one text, name or number */

enum json_form {
	JSON_DOCUMENT, /* one value */
	JSON_RECORDS,  /* one value; names twice in an object, NUL and noncharacters are refused */
	JSON_RECORD_PER_LINE /* the same with a value per line; blank lines are skipped */
};

enum json_kind {
	JSON_END, /* of the document */
	JSON_BAD, /* not understood, a problem was added: only json_next_line can go on */
	JSON_OBJECT,
	JSON_OBJECT_END,
	JSON_ARRAY,
	JSON_ARRAY_END,
	JSON_NAME, /* of a member; its value is the next token */
	JSON_TEXT,
	JSON_NUMBER,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL
};

/* A token; valid until the next call. */
struct json_token {
	enum json_kind kind;
	const char *text; /* name, text (unescaped) or number as written; NUL-terminated */
	size_t length;
	uint32_t hash; /* name: lookup_hash of it */
	double number;
	size_t line, column;
};

struct json;

/* Reads what input gives; input and problems outlive it. A member whose name was refused is passed over. */
struct json *json_open(struct input *input, enum json_form form, struct problems *problems);
void json_close(struct json *json);

/* Before the first token: bytes come from read instead of input, which only names them. 0: there are no more. */
void json_read_by(struct json *json, size_t (*read)(void *user, char *buffer, size_t size),
		  void *user);

const struct json_token *json_next(struct json *json);

/* Passes the rest of a value whose first token was the last one; false when it is bad. */
bool json_skip(struct json *json);

/* Behind a value in JSON_RECORD_PER_LINE: whether its line ends there; JSON_BAD with a problem where it does not. */
bool json_ends_line(struct json *json);

/* Records met so far, bad ones included: elements of the outermost array, or lines that are not blank. */
size_t json_records(const struct json *json);

/* After JSON_BAD in JSON_RECORD_PER_LINE: goes to the next line; false at the end of the file. */
bool json_next_line(struct json *json);

/* --- JSON_RECORD_PER_LINE, behind a record --- */

/* Bytes from the next line on that it has got already; passes the end of the line. */
size_t json_unread(struct json *json);

/* They are forgotten; somebody else has read so many whole lines, each a record. */
void json_pass(struct json *json, size_t lines);

/* Where a record would begin that is at the beginning of the next line. */
struct place json_here(const struct json *json);

/* The place of the last token; the pointer stays valid until the next json_place. */
struct place json_place(struct json *json);

/* Appends "/" and a name, escaped as a pointer wants it. */
void json_add_name(struct text *pointer, const char *name, size_t length);

/* True when the whole input is one valid document; otherwise a problem says where not. */
bool json_is_valid(struct input *input, struct problems *problems);

#endif
