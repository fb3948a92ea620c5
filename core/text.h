/*
 * text - bytes that people wrote: checking, quoting, comparing, cutting.
 */
#ifndef JURI_TEXT_H
#define JURI_TEXT_H

#include <libintl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Marks a sentence that an evaluator reads for translation. */
#define _(sentence) gettext(sentence)
/* Marks one in a table, where no call can stand; _() of it translates it where it is used. */
#define N_(sentence) sentence

/* A growing string. All zero is empty; data is NUL-terminated or NULL. */
struct text {
	char *data;
	size_t length, room;
};

void text_add(struct text *text, const char *more);
void text_add_n(struct text *text, const char *more, size_t length);

/* Room for length bytes behind the end, to be written by hand; text_end says where they end then. */
char *text_room(struct text *text, size_t length);
void text_end(struct text *text, char *end);

void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_print_list(struct text *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
void text_free(struct text *text);

/* strerror() in the language of the run, where it is one of the errors that people meet. */
const char *text_error(int error);

/* True when the bytes are UTF-8 (no overlong forms, no surrogates); *bad is the first wrong offset. */
bool text_is_utf8(const char *data, size_t length, size_t *bad);

/* Whether there is a control character (C0, DEL, C1) in UTF-8. */
bool text_has_control(const char *data, size_t length);

/* The code point at the start of UTF-8; returns its length in bytes, 0 when it is none. */
size_t text_point(const char *data, size_t left, uint32_t *out);

/* Noncharacters, which no text may hold. */
bool text_is_noncharacter(uint32_t c);

/* Characters that are not shown as themselves, or that change how others are shown: controls, bidirectional ones, ... */
bool text_is_hidden(uint32_t c);

/* Whether one of them is in UTF-8. */
bool text_has_hidden(const char *data, size_t length);

/*
 * What was found, for a message: in double quotes, control characters, bad
 * UTF-8 and bidirectional controls escaped (\x1b, \u202e), cut after 120 bytes.
 * The result stays valid until the eighth call after this one.
 */
const char *text_quote(const char *data, size_t length);
const char *text_quoted(const char *data); /* NUL-terminated */

/* The same escapes without quotes and without cutting, appended for a terminal. */
void text_add_escaped(struct text *text, const char *data);

/*
 * Writes data as the inside of a JSON text: what is escaped above goes as \u001b and means the same to whoever
 * reads the JSON; a byte that is not UTF-8 as the four characters \xNN. Allocates nothing.
 */
void text_write_json(FILE *stream, const char *data);

/* The number of terminal columns that UTF-8 text takes (wide and combining characters known). */
size_t text_columns(const char *data);

/* True when name matches a glob with * and ? (no classes). */
bool text_glob(const char *glob, const char *name);
bool text_is_glob(const char *glob);

/*
 * The one of names nearest to word (Damerau-Levenshtein distance at most a
 * third of its length; other case is no distance), or NULL; the first of equally near ones. For "did you mean".
 */
const char *text_nearest(const char *word, const char *const *names, size_t count);

/* What stands behind the last slash of a path. */
const char *text_base_name(const char *path);

/* True when id is an ID of criteria: letters, digits, '-', '_', 1 to 36 bytes. */
bool text_is_id(const char *id);

/* True when id is an agency's: [A-Za-z0-9][A-Za-z0-9._-]{0,62}. */
bool text_is_agency_id(const char *id, size_t length);

#endif
