#include "json_out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

static void take_memory_from_us(void)
{
	cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = mem_alloc, .free_fn = free});
}

cJSON *json_document(void)
{
	take_memory_from_us();
	return cJSON_CreateObject();
}

cJSON *json_parse(const char *text)
{
	take_memory_from_us();
	return cJSON_Parse(text);
}

const cJSON *json_member(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

const char *json_text_of(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(json_member(object, name));

	return text ? text : "";
}

static void add(cJSON *object, const char *name, cJSON *item)
{
	cJSON_AddItemToObjectCS(object, name, item);
}

/* --- Texts --- */

/* Whether some character of a text must not stand as itself; cJSON knows of those below U+0020. */
static bool has_escapes(const char *text)
{
	uint32_t c = 0;

	for (size_t left = strlen(text), n; left; text += n, left -= n) {
		n = text_point(text, left, &c);
		if (n && c >= 0x20 && text_is_hidden(c))
			return true;
		n = n ? n : 1;
	}
	return false;
}

static char *put_unit(char *at, uint32_t unit)
{
	static const char digits[] = "0123456789abcdef";

	*at++ = '\\';
	*at++ = 'u';
	for (int shift = 12; shift >= 0; shift -= 4)
		*at++ = digits[unit >> shift & 15];
	return at;
}

/* \u...., beyond U+FFFF two of them. */
static char *put_escape(char *at, uint32_t c)
{
	if (c > 0xffff) {
		at = put_unit(at, 0xd7c0 + (c >> 10));
		c = 0xdc00 | (c & 0x3ff);
	}
	return put_unit(at, c);
}

/* What stands between the quotes, where it is not plain. */
static char *put_escaped(char *at, const char *text, size_t left)
{
	uint32_t c = 0;

	for (size_t n; left; text += n, left -= n) {
		n = text_point(text, left, &c);
		if (n && (c == '"' || c == '\\' || text_is_hidden(c))) {
			at = put_escape(at, c);
		} else {
			n = n ? n : 1;
			memcpy(at, text, n);
			at += n;
		}
	}
	return at;
}

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static bool is_all_plain(const char *text)
{
	while (is_plain(*text))
		text++;
	return !*text;
}

char *json_put_text(char *at, const char *text, size_t length)
{
	size_t plain = 0;

	while (plain < length && is_plain(text[plain]))
		plain++;
	*at++ = '"';
	memcpy(at, text, plain);
	at = put_escaped(at + plain, text + plain, length - plain);
	*at++ = '"';
	return at;
}

static cJSON *make_text(const char *text)
{
	size_t length = strlen(text);
	struct text quoted = {0};
	cJSON *item;

	if (!has_escapes(text))
		return cJSON_CreateString(text);
	text_end(&quoted, json_put_text(text_room(&quoted, JSON_ROOM(length)), text, length));
	item = cJSON_CreateRaw(quoted.data);
	text_free(&quoted);
	return item;
}

void json_text(cJSON *object, const char *name, const char *text)
{
	add(object, name, text ? make_text(text) : cJSON_CreateNull());
}

void json_number(cJSON *object, const char *name, const char *number)
{
	add(object, name, *number ? cJSON_CreateRaw(number) : cJSON_CreateNull());
}

void json_count(cJSON *object, const char *name, size_t count)
{
	char number[DECIMAL_TEXT];

	snprintf(number, sizeof(number), "%zu", count);
	json_number(object, name, number);
}

void json_bool(cJSON *object, const char *name, bool value)
{
	add(object, name, cJSON_CreateBool(value));
}

cJSON *json_list(cJSON *object, const char *name)
{
	cJSON *list = cJSON_CreateArray();

	add(object, name, list);
	return list;
}

cJSON *json_object(cJSON *object, const char *name)
{
	cJSON *inner = cJSON_CreateObject();

	add(object, name, inner);
	return inner;
}

cJSON *json_entry(cJSON *list)
{
	cJSON *entry = cJSON_CreateObject();

	cJSON_AddItemToArray(list, entry);
	return entry;
}

void json_entry_text(cJSON *list, const char *text)
{
	cJSON_AddItemToArray(list, make_text(text));
}

/* --- Long lists --- */

#define MARK '\1' /* never in a printed document: texts have their control bytes escaped */

void json_long_list(cJSON *object, const char *name)
{
	static const char mark[] = {'[', MARK, ']', '\0'};

	add(object, name, cJSON_CreateRaw(mark));
}

const char *json_until_mark(struct sink *sink, const char *printed)
{
	const char *mark = strchr(printed, MARK);

	sink_add(sink, printed, mark ? (size_t)(mark - printed) : strlen(printed));
	return mark ? mark + 1 : NULL;
}

void json_line_begin(struct text *out, bool first)
{
	text_add(out, first ? "\n{" : ",\n{");
}

void json_line_end(struct text *out)
{
	out->data[out->length - 1] = '}';
}

static char *put(char *at, const char *data, size_t length)
{
	memcpy(at, data, length);
	return at + length;
}

/* "name": */
static char *put_name(char *at, const char *name, size_t length)
{
	*at++ = '"';
	at = put(at, name, length);
	*at++ = '"';
	*at++ = ':';
	return at;
}

void json_line_text(struct text *out, const char *name, const char *text)
{
	size_t name_length = strlen(name), length = strlen(text);
	char *at = text_room(out, name_length + JSON_ROOM(length) + 4);

	at = put_name(at, name, name_length);
	at = json_put_text(at, text, length);
	*at++ = ',';
	text_end(out, at);
}

static void add_value(struct text *out, const char *name, const char *value, size_t value_length)
{
	size_t length = strlen(name);
	char *at = text_room(out, length + value_length + 8);

	at = put_name(at, name, length);
	at = value_length ? put(at, value, value_length) : put(at, "null", 4);
	*at++ = ',';
	text_end(out, at);
}

void json_line_number(struct text *out, const char *name, const char *number)
{
	add_value(out, name, number, strlen(number));
}

void json_line_grid(struct text *out, const char *name, grid value, unsigned decimals)
{
	char number[DECIMAL_TEXT];

	add_value(out, name, number, decimal_write(number, value, decimals));
}

void json_line_bool(struct text *out, const char *name, bool value)
{
	json_line_number(out, name, value ? "true" : "false");
}

/* --- As the tree is printed --- */

static void begin_line(struct text *out, unsigned depth)
{
	text_add_n(out, "\n", 1);
	while (depth--)
		text_add_n(out, "\t", 1);
}

/* What is not plain is printed by cJSON, too. */
static void add_branch_value(struct text *out, const char *text)
{
	size_t length = strlen(text);
	cJSON *item;
	char *printed;

	if (is_all_plain(text)) {
		text_end(out, json_put_text(text_room(out, JSON_ROOM(length)), text, length));
		return;
	}
	item = make_text(text);
	printed = cJSON_PrintUnformatted(item);
	mem_need(printed != NULL);
	text_add(out, printed);
	free(printed);
	cJSON_Delete(item);
}

void json_branch_begin(struct text *out, bool first)
{
	text_add(out, first ? "{" : ", {");
}

void json_branch_text(struct text *out, unsigned depth, const char *name, const char *text,
		      bool first)
{
	if (!first)
		text_add_n(out, ",", 1);
	begin_line(out, depth);
	text_add_n(out, "\"", 1);
	text_add(out, name);
	text_add_n(out, "\":\t", 3);
	if (text)
		add_branch_value(out, text);
	else
		text_add_n(out, "null", 4);
}

void json_branch_end(struct text *out, unsigned depth)
{
	begin_line(out, depth - 1);
	text_add_n(out, "}", 1);
}

void json_finish(cJSON *document, struct text *out)
{
	char *printed = cJSON_Print(document);

	if (!printed) /* beyond cJSON's 2 GB */
		mem_exhausted(0);
	text_add(out, printed);
	text_add_n(out, "\n", 1);
	free(printed);
	cJSON_Delete(document);
}
