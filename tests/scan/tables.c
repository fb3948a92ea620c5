#include "tables.h"

#include <string.h>

#define MOST_COLUMNS 40
#define MOST_LINES 120

/* What all cells of a table follow. */
struct table {
	struct dice *dice;
	struct text *out;
	char delimiter, decimal;
	size_t oddity; /* of so many cells one is no plain number; 0: none */
};

static void add_sign(struct text *out, char c)
{
	text_add_n(out, &c, 1);
}

/* --- Cells --- */

/* 1 to 25 digits, mostly few, the first ones often 0, with a decimal sign between two of them or none. */
static void add_number(const struct table *table)
{
	struct dice *dice = table->dice;
	size_t digits = 1 + dice_below(dice, dice_below(dice, 8) ? 8 : 25);
	size_t at = dice_below(dice, 3) ? dice_below(dice, digits) : 0;
	size_t zeros = dice_below(dice, 4) ? 0 : dice_below(dice, digits);

	for (size_t i = 0; i < digits; i++) {
		if (i && i == at)
			add_sign(table->out, table->decimal);
		add_sign(table->out, i < zeros ? '0' : (char)('0' + dice_below(dice, 10)));
	}
}

/* A number with something before, in or behind it that may make it none. */
static void add_odd_number(const struct table *table)
{
	static const char *const parts[] = {"-",    "+",  ".", ",", "e1", "E-3",      "e",
					    "e400", "\"", " ", "x", "\t", "\xc3\xa9", "\xff",
					    "\x7f", "\r", "0", "!", "%",  ":",        "/"};
	const char *part = parts[dice_below(table->dice, sizeof(parts) / sizeof(*parts))];
	size_t where = dice_below(table->dice, 3);

	if (where == 0)
		text_add(table->out, part);
	add_number(table);
	if (where == 1)
		text_add(table->out, part);
	if (where == 1)
		add_number(table);
	if (where == 2)
		text_add(table->out, part);
}

static void add_quoted_number(const struct table *table)
{
	text_add(table->out, "\"");
	add_number(table);
	text_add(table->out, "\"");
}

/* 0 to 40 bytes of anything. */
static void add_anything(const struct table *table)
{
	static const char signs[] =
	    "0123456789012345678901234567890123456789.,-+e aZ_;\"\n\r\t\x01\xc3\xa9";

	for (size_t n = dice_below(table->dice, 41); n; n--)
		add_sign(table->out, signs[dice_below(table->dice, sizeof(signs) - 1)]);
}

static void add_word(const struct table *table)
{
	static const char *const words[] = {
	    "",     "-",     "n/a", "none", "!late", "!unknown", "!missing",   "!late 5",
	    "\"\"", "\"-\"", "1e5", "0",    "-0",    "100",      "100.0000001"};

	text_add(table->out, words[dice_below(table->dice, sizeof(words) / sizeof(*words))]);
}

static void add_field(const struct table *table)
{
	static void (*const odd[])(const struct table *) = {add_odd_number, add_quoted_number,
							    add_anything, add_word, add_word};

	if (dice_below(table->dice, 20) == 0)
		return;
	if (table->oddity && !dice_below(table->dice, table->oddity))
		odd[dice_below(table->dice, sizeof(odd) / sizeof(*odd))](table);
	else
		add_number(table);
}

/* 0 to 40 bytes that are plain, so that what follows begins everywhere. */
static void add_name(const struct table *table)
{
	size_t quotes = dice_below(table->dice, 8);

	if (!quotes)
		add_sign(table->out, '"');
	for (size_t n = dice_below(table->dice, 41); n; n--)
		text_add(table->out, dice_below(table->dice, 40) ? "n"
				     : quotes                    ? "\xc3\xa9"
								 : ",;");
	if (!quotes)
		add_sign(table->out, '"');
}

/* --- Lines --- */

/* Fields that take any number, beside the sample's own. */
static void add_header(const struct table *table, size_t columns)
{
	static const char *const own[] = {"a",     "b",      "c.d",     "stepped",
					  "coded", "note 1", "a.source"};

	text_add(table->out, "id");
	add_sign(table->out, table->delimiter);
	text_add(table->out, "name");
	for (size_t i = 0; i < columns; i++) {
		add_sign(table->out, table->delimiter);
		if (i % 5 == 4 && i / 5 < sizeof(own) / sizeof(*own))
			text_add(table->out, own[i / 5]);
		else
			text_print(table->out, "o_%zu", i);
	}
}

static void add_line(const struct table *table, size_t columns, size_t number)
{
	text_print(table->out, "t%zu", number);
	add_sign(table->out, table->delimiter);
	add_name(table);
	for (size_t i = 0; i < columns; i++) {
		add_sign(table->out, table->delimiter);
		/* Codes and sources hold no numbers, and some fields have a range. */
		if (i == 34 || (i == 24 && !table->oddity))
			continue;
		if (i == 24)
			text_add(table->out, "A");
		else if (i < 20 && i % 5 == 4 && dice_below(table->dice, 50))
			text_print(table->out, "%zu", dice_below(table->dice, 101));
		else
			add_field(table);
	}
}

/* Bad lines cost their agency only, so that what is right in the others is compared too. */
const struct sample *table_make(struct dice *dice, struct text *content, struct text *said)
{
	static const char *const kinds[] = {"table of commas", "table of semicolons",
					    "table of tabs"};
	const size_t kind = dice_below(dice, 3);
	const size_t columns = 1 + dice_below(dice, MOST_COLUMNS),
		     lines = dice_below(dice, MOST_LINES);
	const struct table table = {dice, content, ",;\t"[kind], ".,."[kind],
				    dice_below(dice, 3) ? 20 + dice_below(dice, 300) : 0};
	const char *end = dice_below(dice, 3) ? "\n" : "\r\n";

	text_add(content, dice_below(dice, 5) ? "" : "\xef\xbb\xbf");
	add_header(&table, columns);
	for (size_t i = 0; i < lines; i++) {
		text_add(content, end);
		add_line(&table, columns, i);
	}
	text_add(content, dice_below(dice, 4) ? end : "");
	text_print(said, "%s, %zu columns, %zu lines", kinds[kind], columns, lines);
	return &table_samples[kind];
}
