#include "names.h"

#include <math.h>
#include <string.h>

#define FAMILY 16
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* --- The rules --- */

static const char *const ignored[] = {"x*"};
static struct step steps[] = {{"50", 50, 3}, {"0", 0, 1}};

/* A name that begins with n is a field: of percents, with steps, or any number, as its length says. */
static bool open_field(void *user, const char *name, struct field *field)
{
	(void)user;
	*field = (struct field){.min = -HUGE_VAL, .max = HUGE_VAL};
	if (strlen(name) % 5)
		*field = (struct field){.min = 0, .max = 100};
	if (strlen(name) % 5 == 1)
		field->steps =
		    (struct steps){.list = steps, .count = COUNT(steps), .kind = STEP_ABOVE};
	return *name == 'n';
}

const struct sample names_sample = {.name = "names",
				    .files = {"names.ndjson"},
				    .rules = {.id = "id",
					      .name = "name",
					      .class_id = "class",
					      .region = "region",
					      .edition_column = "edition",
					      .edition = "2023",
					      .ignore = ignored,
					      .n_ignore = 1,
					      .extra = true,
					      .open = open_field}};

/* --- Names --- */

struct family {
	char names[FAMILY][NAMES_LONGEST + 1];
	size_t count;
};

/* Of 1 to NAMES_LONGEST bytes; half of them where 16, 32, 48 or 64 bytes end, with quotes and without. */
static size_t any_length(struct dice *dice)
{
	size_t length = 16 * (1 + dice_below(dice, 4)) - 3 + dice_below(dice, 6);

	return dice_below(dice, 2) ? length : 1 + dice_below(dice, NAMES_LONGEST);
}

/* Names of one kind begin alike; one in four has another byte somewhere. */
static void make_name(struct dice *dice, char *name)
{
	size_t length = any_length(dice);

	memset(name, 0, NAMES_LONGEST + 1);
	for (size_t i = 0; i < length; i++)
		name[i] = (char)('a' + i % 19);
	if (!dice_below(dice, 4))
		name[dice_below(dice, length)] = (char)('t' + dice_below(dice, 3));
	name[0] = "nnnnnxxu"[dice_below(dice, 8)];
}

static void make_family(struct dice *dice, struct family *family)
{
	size_t most = 1 + dice_below(dice, FAMILY);

	for (family->count = 0; most; most--) {
		char *name = family->names[family->count];
		size_t same = 0;

		make_name(dice, name);
		while (strcmp(family->names[same], name))
			same++;
		family->count += same == family->count;
	}
}

/* --- Lines --- */

static void add_blank(struct dice *dice, struct text *out)
{
	if (!dice_below(dice, 12))
		text_add_n(out, &" \t\r"[dice_below(dice, 3)], 1);
}

static void add_value(struct dice *dice, char kind, struct text *out)
{
	static const char *const words[] = {"null", "true", "false", "\"a text\""};
	size_t word = dice_below(dice, 16);

	if (word < COUNT(words) - (kind == 'n'))
		text_add(out, words[word]);
	else
		text_print(out, dice_below(dice, 2) ? "%zu" : "%zu.25", dice_below(dice, 100));
}

/* Backwards, from another one on, or as they are. */
static size_t pick(const struct family *family, size_t i, size_t turn, bool backwards)
{
	i = (i + turn) % family->count;
	return backwards ? family->count - 1 - i : i;
}

static void add_line(struct dice *dice, const struct family *family, bool first, struct text *out)
{
	size_t turn = dice_below(dice, 3) ? 0 : dice_below(dice, family->count), had = 0;
	bool backwards = !first && !dice_below(dice, 4);

	text_print(out, "\"evidence\":{");
	for (size_t i = 0; i < family->count; i++) {
		const char *name = family->names[pick(family, i, first ? 0 : turn, backwards)];

		if (!dice_below(dice, first ? 8 : 4))
			continue;
		text_add(out, had++ ? "," : "");
		add_blank(dice, out);
		text_print(out, "\"%s\"", name);
		add_blank(dice, out);
		text_add(out, ":");
		add_blank(dice, out);
		add_value(dice, *name, out);
		add_blank(dice, out);
	}
	text_add(out, "}");
}

void names_write(struct dice *dice, struct text *out)
{
	size_t lines = 2 + dice_below(dice, 5);
	struct family family = {.count = 0};

	make_family(dice, &family);
	for (size_t line = 0; line < lines; line++) {
		text_print(out, "{\"id\":\"k%zu\",", line);
		add_line(dice, &family, !line, out);
		text_add(out, line + 1 < lines || dice_below(dice, 2) ? "}\n" : "}");
	}
}

/* --- Edits --- */

/* Between its quotes. */
struct name {
	size_t start, length;
};

/* The first name from a place on that is in no text; where there is none, one of no bytes at the end. */
static struct name next_name(const char *content, size_t from)
{
	size_t start, end = from;

	for (;;) {
		start = end + strcspn(content + end, "\"");
		if (!content[start])
			return (struct name){start, 0};
		end = ++start;
		while (content[end] != '"')
			end += content[end] == '\\' ? 2 : 1;
		end++;
		if (content[end + strspn(content + end, " \t\r")] == ':')
			return (struct name){start, end - 1 - start};
	}
}

static struct name any_name(struct dice *dice, const char *content)
{
	struct name name = next_name(content, 0);
	size_t count = 0;

	for (; content[name.start]; name = next_name(content, name.start + name.length + 1))
		count++;
	name = next_name(content, 0);
	for (count = dice_below(dice, count); count; count--)
		name = next_name(content, name.start + name.length + 1);
	return name;
}

/* A byte of a name, most likely at its begin or end or where bytes that are compared together do. */
static size_t any_place(struct dice *dice, size_t length)
{
	static const size_t places[] = {0, 14, 15, 29, 30, 31, 32, 46, 47, 62, 63};
	size_t place = places[dice_below(dice, COUNT(places))];

	if (!dice_below(dice, 3))
		return length - !!length;
	return place < length ? place : dice_below(dice, length);
}

/* What another program might write for a byte: the same to a strict reader, or nothing that it takes. */
static void add_escaped(struct dice *dice, char byte, struct text *out)
{
	static const char *const others[] = {"\\n", "\\\"", "\\\\",    "\\/",
					     "\\q", "\\",   "\\u00e9", "\x01"};

	if (dice_below(dice, 2))
		text_print(out, dice_below(dice, 2) ? "\\u%04x" : "\\u%04X",
			   (unsigned)(unsigned char)byte);
	else
		text_add(out, others[dice_below(dice, COUNT(others))]);
}

/* As the names of names_write go on, or otherwise. */
static void add_more(struct dice *dice, size_t length, struct text *out)
{
	for (size_t n = 1 + dice_below(dice, 3); n; n--, length++)
		text_print(out, "%c", dice_below(dice, 4) ? (int)('a' + length % 19) : 'w');
}

/* A letter, as names have them, or what means something in JSON. */
static char any_byte(struct dice *dice)
{
	static const char signs[] = ".:,\"\\ A}";

	return (char)(dice_below(dice, 2) ? 'a' + (int)dice_below(dice, 26)
					  : signs[dice_below(dice, sizeof(signs) - 1)]);
}

enum change { OTHER, CUT, LONGER, BYTE, DROPPED, ESCAPED, QUOTE, OPEN, TWICE, END, CHANGES };

/* What stands for text, a name of this length. */
static void change_name(struct dice *dice, enum change change, const char *text, size_t length,
			struct text *out)
{
	size_t at = any_place(dice, length), rest = at + (length > 0);
	char byte = change == QUOTE ? '"' : any_byte(dice);

	text_add_n(out, text, change == LONGER ? length : at);
	if (change == LONGER)
		add_more(dice, length, out);
	if (change == LONGER || change == CUT)
		return;
	if (change == ESCAPED)
		add_escaped(dice, text[at], out);
	else if (change != DROPPED)
		text_add_n(out, &byte, 1);
	text_add_n(out, text + rest, length - rest);
}

void names_edit(struct dice *dice, const char *content, struct text *edited, struct text *said)
{
	static const char *const changes[CHANGES] = {"another",      "cut",
						     "longer",       "byte changed",
						     "byte dropped", "escaped",
						     "quote in it",  "quote behind it changed",
						     "twice",        "end of the file"};
	enum change change = (enum change)dice_below(dice, CHANGES);
	struct name name = any_name(dice, content), other = any_name(dice, content);
	const char *behind = content + name.start + name.length;

	text_print(said, "name at byte %zu: %s", name.start, changes[change]);
	text_add_n(edited, content, name.start);
	if (change == OTHER)
		text_add_n(edited, content + other.start, other.length);
	else if (change == TWICE)
		text_print(edited, "%.*s\":0,\"%.*s", (int)name.length, content + name.start,
			   (int)name.length, content + name.start);
	else if (change == END)
		text_add_n(edited, content + name.start, dice_below(dice, name.length + 3));
	else if (change == OPEN)
		text_print(edited, "%.*s%c", (int)name.length, content + name.start,
			   any_byte(dice));
	else
		change_name(dice, change, content + name.start, name.length, edited);
	if (change != END)
		text_add(edited, behind + (change == OPEN));
}
