/*
 * json_out - JSON documents as a run writes them.
 *
 * A thin layer over cJSON: numbers are our own decimal texts, since cJSON prints doubles with
 * loss, and an allocation that fails ends the run instead of losing a member. Characters that are
 * not seen, or that turn others round, are written as \u....
 */
#ifndef JURI_JSON_OUT_H
#define JURI_JSON_OUT_H

#include <cjson/cJSON.h>
#include <string.h>

#include "decimal.h"
#include "sink.h"

/* A new document: an object. */
cJSON *json_document(void);

/* A document that a run of ours wrote, or NULL when it is none; never NULL for want of memory. */
cJSON *json_parse(const char *text);

/* A member of such a document, or NULL; and its text, "" where it has none. object may be NULL. */
const cJSON *json_member(const cJSON *object, const char *name);
const char *json_text_of(const cJSON *object, const char *name);

/* Members of an object; name must be a constant. NULL and GRID_NONE give null. */
void json_text(cJSON *object, const char *name, const char *text);
void json_count(cJSON *object, const char *name, size_t count);
void json_number(cJSON *object, const char *name, const char *number); /* "": null */
void json_bool(cJSON *object, const char *name, bool value);
cJSON *json_list(cJSON *object, const char *name);
cJSON *json_object(cJSON *object, const char *name);

/*
 * A long list, whose entries never stand in the tree: json_long_list marks its place;
 * json_until_mark adds the printed document up to that place, where json_line_... write the entries:
 *
 *     json_line_begin(out, first); json_line_text(out, "id", id); ... json_line_end(out);
 */
void json_long_list(cJSON *object, const char *name);
void json_line_begin(struct text *out, bool first);
void json_line_text(struct text *out, const char *name, const char *text);
void json_line_number(struct text *out, const char *name, const char *number); /* "": null */
void json_line_grid(struct text *out, const char *name, grid value, unsigned decimals);
void json_line_bool(struct text *out, const char *name, bool value);
void json_line_end(struct text *out);

/*
 * Entries of a long list that look as the tree is printed, depth objects and lists deep:
 *
 *     json_branch_begin(out, first); json_branch_text(out, depth, "id", id, true); ... json_branch_end(out, depth);
 */
void json_branch_begin(struct text *out, bool first);
void json_branch_text(struct text *out, unsigned depth, const char *name, const char *text,
		      bool first);
void json_branch_end(struct text *out, unsigned depth);

/*
 * By hand, at a place for which the caller has made room: a text in its quotes, JSON_ROOM of its bytes; returns where it ends.
 * JSON_PUT puts a literal.
 */
#define JSON_ROOM(length) (6 * (length) + 2)
#define JSON_PUT(at, literal)                                                                      \
	((char *)memcpy(at, literal, sizeof(literal) - 1) + sizeof(literal) - 1)
char *json_put_text(char *at, const char *text, size_t length);

/* Adds printed up to the next mark and returns what follows it (NULL: there was none). */
const char *json_until_mark(struct sink *sink, const char *printed);

/* Entries of a list. */
cJSON *json_entry(cJSON *list);
void json_entry_text(cJSON *list, const char *text);

/* Appends the document and a newline, and releases it. */
void json_finish(cJSON *document, struct text *out);

#endif
