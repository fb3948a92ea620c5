#include "published.h"

#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "text.h"

#define E_HEADER "E-PUB-001" /* the columns */
#define E_ABSENT "E-PUB-002" /* a cell that must be there is empty */
#define E_KIND "E-PUB-003"   /* no such kind */
#define E_VALUE "E-PUB-004"  /* a value that its kind does not have */
#define E_EMPTY "E-PUB-005"  /* not one fact */
#define E_EXTRA "E-PUB-006"  /* a cell that its kind does not have */

const char *const fact_parts[FACT_PARTS] = {"edition", "category", "node",   "class", "id",
					    "kind",    "value",    "source", "note"};

static const char *const kinds[] = {"score", "rank", "grade", "award", "count", "text"};

#define N_KINDS (sizeof(kinds) / sizeof(*kinds))

struct reader {
	struct published *published;
	struct problems *problems;
	const char *path;
	struct csv *csv;
	const struct csv_record *record;
};

/* A problem with one cell of the current record. */
#define complain(reader, part, code, ...)                                                          \
	do {                                                                                       \
		struct place at_ = csv_place((reader)->csv, part);                                 \
		problem_error((reader)->problems, EXIT_EVIDENCE, code, &at_, __VA_ARGS__);         \
	} while (0)

/* --- The header --- */

static bool is_named(const struct csv_field *field, const char *name)
{
	return field->length == strlen(name) && !memcmp(field->data, name, field->length);
}

static bool check_header(const struct reader *reader)
{
	bool good = reader->record->n_fields == FACT_PARTS;

	for (size_t i = 0; i < FACT_PARTS && good; i++)
		good = is_named(&reader->record->fields[i], fact_parts[i]);
	if (!good)
		problem_error(reader->problems, EXIT_EVIDENCE, E_HEADER, &reader->record->place,
			      _("expected the columns edition,category,node,class,id,kind,value,"
				"source,note, found others"));
	return good;
}

/* --- A row --- */

static bool read_kind(const struct reader *reader, struct fact *fact)
{
	const char *kind = fact->parts[FACT_KIND];

	for (size_t i = 0; i < N_KINDS; i++) {
		if (!strcmp(kinds[i], kind)) {
			fact->kind = (enum fact_kind)i;
			return true;
		}
	}
	complain(reader, FACT_KIND, E_KIND,
		 _("kind: expected score, rank, grade, award, count or text, found %s"),
		 text_quoted(kind));
	return false;
}

static void need(const struct reader *reader, const struct fact *fact, enum fact_part part)
{
	if (!*fact->parts[part])
		complain(reader, part, E_ABSENT,
			 _("%s: expected a text for the kind %s, found none"), fact_parts[part],
			 kinds[fact->kind]);
}

static void refuse(const struct reader *reader, const struct fact *fact, enum fact_part part)
{
	if (*fact->parts[part])
		complain(reader, part, E_EXTRA, _("%s: expected none for the kind %s, found %s"),
			 fact_parts[part], kinds[fact->kind], text_quoted(fact->parts[part]));
}

/* Whether a kind must have a cell, in the order of the columns. */
static bool is_needed(const struct fact *fact, enum fact_part part)
{
	bool of_agency = fact->kind != FACT_TEXT && fact->kind != FACT_COUNT;

	switch (part) {
	case FACT_CATEGORY:
		return of_agency && fact->kind != FACT_AWARD;
	case FACT_CLASS:
		return fact->kind == FACT_COUNT && !*fact->parts[FACT_ID];
	case FACT_ID:
		return of_agency;
	case FACT_NODE:
		return false;
	case FACT_NOTE:
		return fact->kind == FACT_TEXT;
	default:
		return true;
	}
}

static void check_presence(const struct reader *reader, const struct fact *fact)
{
	for (enum fact_part part = FACT_EDITION; part < FACT_PARTS; part++) {
		if (is_needed(fact, part))
			need(reader, fact, part);
		if (part == FACT_NODE && fact->kind == FACT_COUNT)
			refuse(reader, fact, part);
	}
}

static unsigned decimals_of(const char *number)
{
	const char *point = strchr(number, '.');

	return point ? (unsigned)strlen(point + 1) : 0;
}

/* A rank is whole or, where ranks are fractional, ends in .5. */
static bool is_rank(grid number)
{
	return number >= GRID_ONE && number % (GRID_ONE / 2) == 0;
}

static void read_value(const struct reader *reader, struct fact *fact)
{
	const char *value = fact->parts[FACT_VALUE];
	bool number;

	fact->number = GRID_NONE;
	if (!*value)
		return;
	number = decimal_parse(value, strlen(value), &fact->number);
	fact->decimals = decimals_of(value);
	if (fact->kind == FACT_SCORE && !number)
		complain(reader, FACT_VALUE, E_VALUE,
			 _("value: expected a number with at most 9 decimals, found %s"),
			 text_quoted(value));
	if (fact->kind == FACT_RANK && (!number || !is_rank(fact->number)))
		complain(reader, FACT_VALUE, E_VALUE, _("value: expected a rank from 1, found %s"),
			 text_quoted(value));
	if (fact->kind == FACT_COUNT && (!number || fact->decimals || fact->number < 0))
		complain(reader, FACT_VALUE, E_VALUE,
			 _("value: expected a whole number from 0, found %s"), text_quoted(value));
	if (fact->kind == FACT_AWARD && !text_is_id(value))
		complain(reader, FACT_VALUE, E_VALUE,
			 _("value: expected the ID of an award, found %s"), text_quoted(value));
}

static void read_fact(const struct reader *reader)
{
	struct published *published = reader->published;
	struct fact fact = {.line = reader->record->place.line};
	size_t errors = reader->problems->errors;

	for (size_t i = 0; i < FACT_PARTS; i++)
		fact.parts[i] = arena_copy(&published->arena, reader->record->fields[i].data,
					   reader->record->fields[i].length);
	if (!read_kind(reader, &fact))
		return;
	check_presence(reader, &fact);
	read_value(reader, &fact);
	if (reader->problems->errors != errors)
		return;
	published->list = mem_grow(published->list, published->count, sizeof(*published->list));
	published->list[published->count++] = fact;
}

static void read_facts(struct reader *reader)
{
	size_t errors = reader->problems->errors;

	reader->record = csv_next(reader->csv);
	if (!reader->record || !check_header(reader))
		return;
	while ((reader->record = csv_next(reader->csv)))
		read_fact(reader);
	if (!reader->published->count && reader->problems->errors == errors) {
		struct place place = {.file = reader->path};

		problem_error(reader->problems, EXIT_EVIDENCE, E_EMPTY, &place,
			      _("expected at least one fact, found none"));
	}
}

void published_read(struct published *published, const char *path, struct problems *problems)
{
	struct reader reader = {.published = published, .problems = problems, .path = path};
	char sha256[SHA256_HEX];
	struct input input;

	*published = (struct published){0};
	if (!input_open(&input, path, problems))
		return;
	reader.csv = csv_open(&input, problems);
	read_facts(&reader);
	csv_close(reader.csv);
	input_close(&input, sha256);
}

void published_free(struct published *published)
{
	free(published->list);
	arena_free(&published->arena);
	*published = (struct published){0};
}
