#include "csv_out.h"

#include <string.h>

static bool is_formula(const char *cell, size_t length)
{
	char c = length ? *cell : 'a';

	return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
}

/* Eight times a byte. */
#define EIGHT(c) (UINT64_C(0x0101010101010101) * (unsigned char)(c))

/* Not 0 where one of the bytes is c. */
static uint64_t equal(uint64_t bytes, char c)
{
	uint64_t other = bytes ^ EIGHT(c);

	return (other - EIGHT(1)) & ~other & EIGHT(0x80);
}

static bool eight_need_quotes(const char *cell)
{
	uint64_t bytes;

	memcpy(&bytes, cell, sizeof(bytes));
	return (equal(bytes, ',') | equal(bytes, '"') | equal(bytes, '\r') | equal(bytes, '\n')) !=
	       0;
}

/* Eight bytes at a time, at the end some of them a second time. */
static bool needs_quotes(const char *cell, size_t length)
{
	if (length < 8)
		return cell[strcspn(cell, ",\"\r\n")] != '\0';
	for (size_t i = 0; i + 8 < length; i += 8)
		if (eight_need_quotes(cell + i))
			return true;
	return eight_need_quotes(cell + length - 8);
}

static char *put_doubling_quotes(char *at, const char *cell, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		*at++ = cell[i];
		if (cell[i] == '"')
			*at++ = '"';
	}
	return at;
}

char *csv_put_plain(char *at, const char *cell, size_t length)
{
	memcpy(at, cell, length);
	at[length] = ',';
	return at + length + 1;
}

char *csv_put_text(char *at, const char *cell, size_t length)
{
	bool quoted = needs_quotes(cell, length);

	if (quoted)
		*at++ = '"';
	if (is_formula(cell, length))
		*at++ = '\'';
	if (!quoted)
		return csv_put_plain(at, cell, length);
	at = put_doubling_quotes(at, cell, length);
	*at++ = '"';
	*at++ = ',';
	return at;
}

char *csv_put_grid(char *at, grid value, unsigned decimals)
{
	at += decimal_write(at, value, decimals);
	*at++ = ',';
	return at;
}

char *csv_put_published(char *at, grid value, unsigned decimals, enum rounding rounding)
{
	if (value != GRID_NONE)
		at += decimal_write_units(at, decimal_units(value, decimals, rounding), decimals);
	*at++ = ',';
	return at;
}

char *csv_put_same(char *at, struct csv_same *last, grid value, unsigned decimals,
		   enum rounding rounding)
{
	if (!last->length || last->value != value) {
		char text[CSV_NUMBER];

		last->value = value;
		last->length = (size_t)(csv_put_published(text, value, decimals, rounding) - text);
		memcpy(last->text, text, sizeof(last->text));
	}
	memcpy(at, last->text, sizeof(last->text));
	return at + last->length;
}

char *csv_put_double(char *at, double value)
{
	size_t length = strlen(decimal_print_double(at, value));

	at[length] = ',';
	return at + length + 1;
}

/* --- Into a text --- */

void csv_text(struct text *out, const char *cell)
{
	size_t length = strlen(cell);

	text_end(out, csv_put_text(text_room(out, CSV_ROOM(length)), cell, length));
}

void csv_grid(struct text *out, grid value, unsigned decimals)
{
	text_end(out, csv_put_grid(text_room(out, CSV_NUMBER), value, decimals));
}

void csv_double(struct text *out, double value)
{
	text_end(out, csv_put_double(text_room(out, CSV_NUMBER), value));
}

void csv_count(struct text *out, size_t count)
{
	char *at = text_room(out, CSV_NUMBER);

	at += decimal_write_count(at, count);
	*at++ = ',';
	text_end(out, at);
}

void csv_end(struct text *out)
{
	out->data[out->length - 1] = '\n';
}

/* --- Cells that come again --- */

struct csv_cell csv_cell(struct arena *arena, const char *text)
{
	return csv_joined(arena, &text, 1);
}

struct csv_cell csv_joined(struct arena *arena, const char *const *texts, size_t count)
{
	struct text cells = {0};
	struct csv_cell cell;
	char *data;

	for (size_t i = 0; i < count; i++)
		csv_text(&cells, texts[i]);
	cell.length = cells.length;
	cell.data = data = arena_alloc(arena, cells.length + CSV_SLACK);
	memcpy(data, cells.data, cells.length);
	text_free(&cells);
	return cell;
}

struct csv_cell *csv_cells(struct arena *arena, const char *const *texts, size_t count)
{
	struct csv_cell *cells = arena_alloc(arena, count * sizeof(*cells));

	for (size_t i = 0; i < count; i++)
		cells[i] = csv_cell(arena, texts[i]);
	return cells;
}

/* --- One column more --- */

void csv_add_column(struct text *table, const char *first, const char *others)
{
	struct text wide = {0};
	const char *cell = first, *begin = table->data;
	bool quoted = false;

	for (const char *c = begin; c && *c; c++) {
		quoted ^= *c == '"';
		if (*c != '\n' || quoted)
			continue;
		text_add_n(&wide, begin, (size_t)(c - begin));
		text_add_n(&wide, ",", 1);
		text_add(&wide, cell);
		text_add_n(&wide, "\n", 1);
		begin = c + 1;
		cell = others;
	}
	if (begin)
		text_add(&wide, begin);
	text_free(table);
	*table = wide;
}
