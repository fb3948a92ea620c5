#include "csv_out.h"

#include <string.h>

static bool is_formula(const char *cell, size_t length)
{
	return length && strchr("=+-@\t\r", *cell);
}

/* Whether one of eight bytes is c; those are repeated c. */
static bool holds(uint64_t bytes, uint64_t c)
{
	uint64_t other = bytes ^ c;

	return ((other - UINT64_C(0x0101010101010101)) & ~other & UINT64_C(0x8080808080808080)) !=
	       0;
}

/* Each byte of eight. */
#define EIGHT(c) (UINT64_C(0x0101010101010101) * (unsigned char)(c))

static bool needs_quotes(const char *cell, size_t length)
{
	size_t i = 0;

	for (; i + 8 <= length; i += 8) {
		uint64_t bytes;

		memcpy(&bytes, cell + i, 8);
		if (holds(bytes, EIGHT(',')) || holds(bytes, EIGHT('"')) ||
		    holds(bytes, EIGHT('\r')) || holds(bytes, EIGHT('\n')))
			return true;
	}
	for (; i < length; i++)
		if (cell[i] == ',' || cell[i] == '"' || cell[i] == '\r' || cell[i] == '\n')
			return true;
	return false;
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
	size_t length = strlen(text);
	char *data = arena_alloc(arena, CSV_ROOM(length)), *end = csv_put_text(data, text, length);

	return (struct csv_cell){data, (size_t)(end - data)};
}

struct csv_cell *csv_cells(struct arena *arena, const char *const *texts, size_t count)
{
	struct csv_cell *cells = arena_alloc(arena, count * sizeof(*cells));

	for (size_t i = 0; i < count; i++)
		cells[i] = csv_cell(arena, texts[i]);
	return cells;
}

char *csv_put_cell(char *at, const struct csv_cell *cell)
{
	memcpy(at, cell->data, cell->length);
	return at + cell->length;
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
