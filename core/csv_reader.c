#include "readers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "evidence_codes.h"
#include "names.h"

/* What a column means, found out once from the header. */
struct column {
	enum name_kind kind;
	unsigned index;
};

struct csv_reader {
	struct joint *joint;
	struct csv *csv;
	const struct csv_record *record;
	struct column *columns;
	struct names names;
};

static struct place place_of(void *context, const struct given *given, bool is_part)
{
	const struct csv_reader *reader = context;

	(void)is_part;
	return given ? csv_place(reader->csv, given->column) : reader->record->place;
}

/* --- The header --- */

static void add_names(struct csv_reader *reader)
{
	const struct evidence_rules *rules = reader->joint->rules;
	const struct cohort *cohort = reader->joint->cohort;
	struct names *names = &reader->names;

	*names = (struct names){.ignore = rules->ignore,
				.n_ignore = rules->n_ignore,
				.sources = true,
				.open = joint_open_field,
				.user = reader->joint};
	names_add(names, rules->id, NAME_PART, PART_ID);
	names_add(names, rules->name, NAME_PART, PART_NAME);
	names_add(names, rules->class_id, NAME_PART, PART_CLASS);
	names_add(names, rules->region, NAME_PART, PART_REGION);
	names_add(names, rules->edition_column, NAME_PART, PART_EDITION);
	names_add(names, "competes", NAME_PART, PART_COMPETES);
	names_add(names, "reason", NAME_PART, PART_REASON);
	for (unsigned i = 0; i < cohort->n_fields; i++)
		names_add(names, cohort->fields[i].id, NAME_FIELD, i);
}

static void read_column(struct csv_reader *reader, size_t i)
{
	const struct csv_field *cell = &reader->record->fields[i];
	struct place place = csv_place(reader->csv, i);
	struct known_name *name =
	    names_value(&reader->names, lookup_hash(LOOKUP_SEED, cell->data, cell->length),
			cell->data, cell->length);

	reader->columns[i] = (struct column){name->kind, name->index};
	if (name->kind == NAME_UNKNOWN) {
		names_refuse(&reader->names, name, &place, reader->joint->problems);
		return;
	}
	if (name->met && name->kind != NAME_IGNORED) {
		problem_error(reader->joint->problems, EXIT_EVIDENCE, E_COLUMN_TWICE, &place,
			      _("column %s: expected once, found again"),
			      text_quote(cell->data, cell->length));
		reader->columns[i].kind = NAME_IGNORED; /* its cells would all be refused again */
	}
	name->met = true;
}

static bool has_id(const struct csv_reader *reader)
{
	for (size_t i = 0; i < reader->record->n_fields; i++)
		if (reader->columns[i].kind == NAME_PART && reader->columns[i].index == PART_ID)
			return true;
	problem_error(reader->joint->problems, EXIT_EVIDENCE, E_NO_ID, &reader->record->place,
		      _("expected a column %s, found none"), text_quoted(reader->joint->rules->id));
	return false;
}

/* False when no record can be read. */
static bool read_header(struct csv_reader *reader)
{
	reader->record = csv_next(reader->csv);
	if (!reader->record)
		return false;
	add_names(reader);
	reader->columns = mem_array(reader->record->n_fields, sizeof(*reader->columns));
	for (size_t i = 0; i < reader->record->n_fields; i++)
		read_column(reader, i);
	return has_id(reader);
}

/* --- Cells --- */

static bool is_listed(const char *const *list, size_t count, const struct csv_field *cell)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == cell->length && !memcmp(list[i], cell->data, cell->length))
			return true;
	return false;
}

static void refuse_number(struct csv_reader *reader, const struct given *given, const char *text,
			  size_t length)
{
	const struct field *field = &reader->joint->cohort->fields[given->index];
	struct place place = place_of(reader, given, false);

	problem_error(reader->joint->problems, EXIT_EVIDENCE, E_NUMBER, &place,
		      _("field %s: expected a number (decimal point, no thousands mark, no unit), "
			"found %s"),
		      text_quoted(field->id), text_quote(text, length));
}

/* The value of a text: a code's number, or a number. */
static bool read_value(struct csv_reader *reader, struct given *given, const char *text,
		       size_t length)
{
	struct joint *joint = reader->joint;
	double number;

	if (joint->cohort->fields[given->index].n_codes) {
		if (!field_code(joint, given, text, length, &number))
			return false;
	} else if (!decimal_parse_double(text, length, &number)) {
		refuse_number(reader, given, text, length);
		return false;
	}
	return field_number(joint, given, number, &given->value);
}

/* "!STATE" or "!STATE VALUE", text behind the mark. */
static bool read_state(struct csv_reader *reader, struct given *given, const char *text,
		       size_t length)
{
	const char *blank = memchr(text, ' ', length);
	size_t name = blank ? (size_t)(blank - text) : length;

	if (!field_state(reader->joint, given, text, name, &given->state))
		return false;
	return !blank || (field_may_have_value(reader->joint, given, given->state) &&
			  read_value(reader, given, blank + 1, length - name - 1));
}

static void read_field(struct csv_reader *reader, size_t column, unsigned field)
{
	const struct csv_field *cell = &reader->record->fields[column];
	const struct evidence_rules *rules = reader->joint->rules;
	struct given given = {.index = field, .state = STATE_VALUE, .value = NAN, .column = column};

	if (cell->length == 0 || is_listed(rules->missing, rules->n_missing, cell)) {
		record_add_empty(reader->joint, field);
		return;
	}
	if (is_listed(rules->not_applicable, rules->n_not_applicable, cell))
		given.state = STATE_NOT_APPLICABLE;
	else if (!(cell->data[0] == '!'
		       ? read_state(reader, &given, cell->data + 1, cell->length - 1)
		       : read_value(reader, &given, cell->data, cell->length)))
		return;
	record_add_field(reader->joint, &given);
}

static void read_part(struct csv_reader *reader, size_t column, enum part part)
{
	const struct csv_field *cell = &reader->record->fields[column];
	struct given given = {.index = part, .column = column};
	struct place place;

	if (cell->length == 0)
		return;
	if (part == PART_COMPETES && !is_listed((const char *[]){"yes", "no"}, 2, cell)) {
		place = place_of(reader, &given, true);
		problem_error(reader->joint->problems, EXIT_EVIDENCE, E_COMPETES, &place,
			      _("competes: expected yes or no, found %s"),
			      text_quote(cell->data, cell->length));
		return;
	}
	record_add_part(reader->joint, &given, cell->data, cell->length);
}

static void read_cell(struct csv_reader *reader, size_t i)
{
	const struct csv_field *cell = &reader->record->fields[i];
	const struct column *column = &reader->columns[i];

	switch (column->kind) {
	case NAME_PART:
		read_part(reader, i, (enum part)column->index);
		break;
	case NAME_FIELD:
		read_field(reader, i, column->index);
		break;
	case NAME_SOURCE:
		if (cell->length)
			record_add_source(reader->joint, column->index, cell->data, cell->length);
		break;
	default:
		break;
	}
}

static void read_records(struct csv_reader *reader)
{
	while ((reader->record = csv_next(reader->csv))) {
		record_begin(reader->joint, reader->record->place.line);
		for (size_t i = 0; i < reader->record->n_fields; i++)
			read_cell(reader, i);
		record_end(reader->joint);
	}
	reader->joint->file->rows = csv_records(reader->csv);
}

/* A spreadsheet drops what is beyond its last row without a word. */
static void check_rows(const struct csv_reader *reader)
{
	static const size_t limits[] = {65536, 1048576};
	struct place place = {.file = reader->joint->file->path};
	size_t rows = reader->joint->file->rows;

	for (unsigned i = 0; i < 2; i++)
		if (rows == limits[i] || rows + 1 == limits[i])
			problem_warning(reader->joint->problems, W_SPREADSHEET, &place,
					_("%zu records: a spreadsheet may have cut the file after "
					  "its last row"),
					rows);
}

void read_csv(struct joint *joint, struct input *input)
{
	struct csv_reader reader = {.joint = joint, .csv = csv_open(input, joint->problems)};

	joint->place_of = place_of;
	joint->reader = &reader;
	if (read_header(&reader))
		read_records(&reader);
	check_rows(&reader);
	names_free(&reader.names);
	free(reader.columns);
	csv_close(reader.csv);
}
