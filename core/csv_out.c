#include "csv_out.h"

#include <stdio.h>
#include <string.h>

static bool is_formula(const char *cell)
{
	return *cell && strchr("=+-@\t\r", *cell);
}

/* rest: what stands between the quotes. */
static void add_doubling_quotes(struct text *out, const char *rest)
{
	for (const char *quote; (quote = strchr(rest, '"')); rest = quote + 1) {
		text_add_n(out, rest, (size_t)(quote - rest));
		text_add_n(out, "\"\"", 2);
	}
	text_add(out, rest);
}

void csv_text(struct text *out, const char *cell)
{
	bool quoted = cell[strcspn(cell, ",\"\r\n")] != '\0';

	if (quoted)
		text_add_n(out, "\"", 1);
	if (is_formula(cell))
		text_add_n(out, "'", 1);
	add_doubling_quotes(out, cell);
	text_add_n(out, quoted ? "\"," : ",", quoted ? 2 : 1);
}

static void add_number(struct text *out, const char *number)
{
	text_add(out, number);
	text_add_n(out, ",", 1);
}

void csv_grid(struct text *out, grid value, unsigned decimals)
{
	char number[DECIMAL_TEXT];

	add_number(out, value == GRID_NONE ? "" : decimal_print(number, value, decimals));
}

void csv_double(struct text *out, double value)
{
	char number[DECIMAL_TEXT];

	add_number(out, decimal_print_double(number, value));
}

void csv_count(struct text *out, size_t count)
{
	char number[DECIMAL_TEXT];

	snprintf(number, sizeof(number), "%zu", count);
	add_number(out, number);
}

void csv_end(struct text *out)
{
	out->data[out->length - 1] = '\n';
}

void csv_add_column(struct text *table, const char *name, const char *cell)
{
	struct text wide = {0};
	const char *last = name;
	bool quoted = false;

	for (const char *c = table->data; c && *c; c++) {
		quoted ^= *c == '"';
		if (*c == '\n' && !quoted) {
			text_print(&wide, ",%s", last);
			last = cell;
		}
		text_add_n(&wide, c, 1);
	}
	text_free(table);
	*table = wide;
}
