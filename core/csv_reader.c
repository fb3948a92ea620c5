#include "readers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bulk.h"
#include "csv.h"
#include "evidence_codes.h"
#include "items.h"
#include "numeral.h"

struct csv_reader {
	struct joint *joint;
	struct feed *feed;
	struct csv *csv;
	const struct csv_record *record;
	struct meaning *columns; /* from the header */
	struct names names;
	bool is_long;
	bool told_lines; /* that a cell that is not read goes over several */
	/* of a long file */
	size_t item_column, source_column; /* SIZE_MAX: none */
	struct items items;
	struct scan_plan plan;
	struct meaning *item; /* of the current row, per column; NULL when the item is no ID */
};

static struct place place_of(void *context, const struct given *given, bool is_part)
{
	const struct csv_reader *reader = context;

	(void)is_part;
	return given ? csv_place(reader->csv, given->column) : reader->record->place;
}

/* --- The header --- */

/* Where unknown names are counted, if the round lets them in. */
static size_t *extra_of(const struct joint *joint)
{
	return joint->rules->extra ? &joint->file->extra : NULL;
}

static void add_parts(struct csv_reader *reader)
{
	const struct evidence_rules *rules = reader->joint->rules;
	struct names *names = &reader->names;

	*names = (struct names){
	    .ignore = rules->ignore, .n_ignore = rules->n_ignore, .extra = extra_of(reader->joint)};
	names_add(names, rules->id, NAME_PART, PART_ID);
	names_add(names, rules->name, NAME_PART, PART_NAME);
	names_add(names, rules->class_id, NAME_PART, PART_CLASS);
	names_add(names, rules->region, NAME_PART, PART_REGION);
	names_add(names, rules->edition_column, NAME_PART, PART_EDITION);
	if (reader->joint->roster)
		return;
	names_add(names, "competes", NAME_PART, PART_COMPETES);
	names_add(names, "reason", NAME_PART, PART_REASON);
	names_add(names, "test", NAME_PART, PART_TEST);
}

static void add_fields(struct csv_reader *reader, struct names *names)
{
	const struct cohort *cohort = reader->joint->cohort;

	names->ignore = reader->joint->rules->ignore;
	names->n_ignore = reader->joint->rules->n_ignore;
	names->sources = true;
	names->extra = extra_of(reader->joint);
	names->always = reader->joint->ledger.allow;
	names->open = joint_open_field;
	names->user = reader->joint;
	for (unsigned i = 0; i < cohort->n_fields; i++)
		names_add(names, cohort->fields[i].id, NAME_FIELD, i);
}

static void refuse_twice(struct csv_reader *reader, struct known_name *name, size_t i)
{
	struct place place = csv_place(reader->csv, i);

	if (name->met && name->kind != NAME_IGNORED) {
		problem_error(reader->joint->problems, EXIT_EVIDENCE, E_COLUMN_TWICE, &place,
			      _("column %s: expected once, found again"),
			      text_quote(name->text, name->length));
		reader->columns[i].kind = NAME_IGNORED; /* its cells would all be refused again */
	}
	name->met = true;
}

static void refuse_roster_column(struct csv_reader *reader, size_t i)
{
	const struct csv_field *cell = &reader->record->fields[i];
	const struct evidence_rules *rules = reader->joint->rules;
	struct place place = csv_place(reader->csv, i);

	problem_error(reader->joint->problems, EXIT_EVIDENCE, E_ROSTER, &place,
		      _("roster: expected the columns %s, %s, %s, %s or %s, found %s"), rules->id,
		      rules->name, rules->class_id, rules->region, rules->edition_column,
		      text_quote(cell->data, cell->length));
}

static void read_column(struct csv_reader *reader, size_t i)
{
	const struct csv_field *cell = &reader->record->fields[i];
	struct place place = csv_place(reader->csv, i);
	struct known_name *name =
	    names_value(&reader->names, lookup_hash(LOOKUP_SEED, cell->data, cell->length),
			cell->data, cell->length);

	reader->columns[i] = (struct meaning){name->kind, name->index};
	if (name->kind == NAME_FIELD || name->kind == NAME_SOURCE)
		joint_head(reader->joint, name->index);
	if (name->kind == NAME_UNKNOWN && reader->joint->roster)
		refuse_roster_column(reader, i);
	else if (name->kind == NAME_UNKNOWN)
		names_refuse(&reader->names, name, &place, reader->joint->problems);
	else
		refuse_twice(reader, name, i);
}

/* --- The header of a long file --- */

static bool cell_is(const struct csv_field *cell, const char *text)
{
	return text && strlen(text) == cell->length && !memcmp(text, cell->data, cell->length);
}

static bool is_long(const struct csv_reader *reader)
{
	for (size_t i = 0; i < reader->record->n_fields && !reader->joint->roster; i++)
		if (cell_is(&reader->record->fields[i], reader->joint->rules->item))
			return true;
	return false;
}

static enum name_kind long_kind(struct csv_reader *reader, const struct known_name *name,
				const struct csv_field *cell)
{
	if (cell_is(cell, reader->joint->rules->item)) /* whatever ignore says: the file is long */
		return NAME_ITEM;
	if (name->kind != NAME_UNKNOWN)
		return name->kind;
	return cell_is(cell, "source") ? NAME_ROW_SOURCE : NAME_OF_ITEM;
}

static void read_long_column(struct csv_reader *reader, size_t i)
{
	const struct csv_field *cell = &reader->record->fields[i];
	struct known_name *name =
	    names_find(&reader->names, lookup_hash(LOOKUP_SEED, cell->data, cell->length),
		       cell->data, cell->length);
	enum name_kind kind = long_kind(reader, name, cell);
	struct place place = csv_place(reader->csv, i);

	reader->columns[i] = (struct meaning){kind, name->index};
	if (kind == NAME_ITEM)
		reader->item_column = i;
	else if (kind == NAME_ROW_SOURCE)
		reader->source_column = i;
	if (!cell->length)
		names_refuse(&reader->names, name, &place, reader->joint->problems);
	else
		refuse_twice(reader, name, i);
	items_add_column(&reader->items, kind == NAME_OF_ITEM ? name->text : NULL);
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
	reader->columns = mem_array(reader->record->n_fields, sizeof(*reader->columns));
	reader->item_column = reader->source_column = SIZE_MAX;
	add_parts(reader);
	reader->is_long = is_long(reader);
	if (!reader->joint->roster)
		add_fields(reader, reader->is_long ? &reader->items.names : &reader->names);
	for (size_t i = 0; i < reader->record->n_fields; i++) {
		if (reader->is_long)
			read_long_column(reader, i);
		else
			read_column(reader, i);
	}
	return has_id(reader);
}

/* --- Cells --- */

static bool is_listed(const char *const *list, size_t count, const struct csv_field *cell)
{
	for (size_t i = 0; i < count; i++)
		if (cell_is(cell, list[i]))
			return true;
	return false;
}

/* Whether a cell says nothing. */
static bool is_empty(const struct csv_reader *reader, const struct csv_field *cell)
{
	const struct evidence_rules *rules = reader->joint->rules;

	return cell->length == 0 || is_listed(rules->missing, rules->n_missing, cell);
}

static void refuse_number(struct csv_reader *reader, const struct given *given, const char *text,
			  size_t length)
{
	const char *name = text_quoted(reader->joint->cohort->fields[given->index].id);
	char decimal = reader->joint->rules->decimal;
	const char *fault = numeral_fault(text, length, decimal);
	struct place place = place_of(reader, given, false);
	struct text found = {0};

	text_add(&found, text_quote(text, length));
	if (fault)
		text_print(&found, _("; it looks like %s"), fault);
	problem_error(
	    reader->joint->problems, EXIT_EVIDENCE, E_NUMBER, &place,
	    decimal == ','
		? _("field %s: expected a number (decimal comma, no thousands mark, no unit), "
		    "found %s")
		: _("field %s: expected a number (decimal point, no thousands mark, no unit), "
		    "found %s"),
	    name, found.data);
	text_free(&found);
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
	} else if (!numeral_read(text, length, joint->rules->decimal, &number)) {
		refuse_number(reader, given, text, length);
		return false;
	} else if (!field_is_held(joint, given, text, length, number)) {
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

	if (is_empty(reader, cell)) {
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
	if ((part == PART_COMPETES || part == PART_TEST) &&
	    !is_listed((const char *[]){"yes", "no"}, 2, cell)) {
		place = place_of(reader, &given, true);
		problem_error(
		    reader->joint->problems, EXIT_EVIDENCE, part == PART_TEST ? E_TEST : E_COMPETES,
		    &place, _("%s: expected yes or no, found %s"),
		    part == PART_TEST ? "test" : "competes", text_quote(cell->data, cell->length));
		return;
	}
	record_add_part(reader->joint, &given, cell->data, cell->length);
}

/* The name ITEM.C of a cell is unknown. */
static void refuse_name(struct csv_reader *reader, size_t i)
{
	const struct csv_field *item = &reader->record->fields[reader->item_column];
	struct place place = csv_place(reader->csv, i);

	if (!is_empty(reader, &reader->record->fields[i]))
		items_refuse(&reader->items, item->data, item->length, i, &place,
			     reader->joint->problems);
}

/* A cell that says something opens the name that a glob of the criteria means. */
static const struct meaning *meaning_for_item(struct csv_reader *reader, size_t i)
{
	const struct csv_field *item = &reader->record->fields[reader->item_column];
	struct meaning *meaning = &reader->item[i];

	if (meaning->kind == NAME_UNKNOWN && !is_empty(reader, &reader->record->fields[i]))
		*meaning = items_open(&reader->items, item->data, item->length, i);
	return meaning;
}

static void read_source(struct csv_reader *reader, unsigned field, size_t column)
{
	const struct csv_field *cell = &reader->record->fields[column];
	const struct given given = {.index = field, .column = column};

	if (cell->length)
		record_add_source(reader->joint, &given, cell->data, cell->length);
}

/* A quote that is closed some lines too late hides what stands on them, and what is not read cannot tell. Said once in a file. */
static void look_for_lines(struct csv_reader *reader, size_t i)
{
	const struct csv_field *cell = &reader->record->fields[i];
	const char *end = cell->length ? memchr(cell->data, '\n', cell->length) : NULL;
	struct place place;

	if (!end || reader->told_lines)
		return;
	reader->told_lines = true;
	place = csv_place(reader->csv, i);
	problem_warning(
	    reader->joint->problems, W_LINES, &place,
	    _("expected a cell of one line in a column that is not read, found several; "
	      "records are lost if its quote is closed too late"));
}

static void read_cell(struct csv_reader *reader, size_t i)
{
	const struct meaning *column = &reader->columns[i];

	if (column->kind == NAME_OF_ITEM && reader->item)
		column = meaning_for_item(reader, i);
	switch (column->kind) {
	case NAME_PART:
		read_part(reader, i, (enum part)column->index);
		break;
	case NAME_FIELD:
		read_field(reader, i, column->index);
		break;
	case NAME_SOURCE:
		read_source(reader, column->index, i);
		break;
	case NAME_UNKNOWN:
		if (reader->is_long)
			refuse_name(reader, i);
		look_for_lines(reader, i);
		break;
	case NAME_IGNORED:
		look_for_lines(reader, i);
		break;
	default:
		break;
	}
}

/* What the columns mean for the row's item. */
static void read_item(struct csv_reader *reader)
{
	const struct csv_field *cell = &reader->record->fields[reader->item_column];
	struct place place;

	reader->item = items_find(&reader->items, cell->data, cell->length);
	if (reader->item)
		return;
	place = csv_place(reader->csv, reader->item_column);
	problem_error(reader->joint->problems, EXIT_EVIDENCE, E_ITEM, &place,
		      _("item: expected an ID (letters, digits, - and _, at most 36), found %s"),
		      text_quote(cell->data, cell->length));
}

/* The source of a row of a long file, for every field that the row gives. */
static void read_row_source(struct csv_reader *reader)
{
	const struct csv_field *cell = &reader->record->fields[reader->source_column];
	const struct record *record = &reader->joint->record;

	for (size_t i = 0; i < record->n_fields && cell->length; i++)
		read_source(reader, record->fields[i].index, reader->source_column);
}

static void read_record(struct csv_reader *reader)
{
	record_begin(reader->joint, reader->record->place.line);
	if (reader->is_long)
		read_item(reader);
	for (size_t i = 0; i < reader->record->n_fields; i++)
		read_cell(reader, i);
	if (reader->source_column != SIZE_MAX)
		read_row_source(reader);
	record_end(reader->joint);
}

/* --- What is plain goes another way --- */

static bool is_numeral(const struct scan_plan *plan, const char *const *list, size_t count)
{
	double number;

	for (size_t i = 0; i < count; i++)
		if (numeral_read(list[i], strlen(list[i]), plan->decimal, &number))
			return true;
	return false;
}

/* Whether a cell that begins with a number and ends behind it says that number. */
static bool is_number(const struct scan_plan *plan, const struct field *field)
{
	const struct evidence_rules *rules = plan->rules;

	return !field->n_codes && !field->steps.count && plan->decimal != plan->delimiter &&
	       !is_numeral(plan, rules->missing, rules->n_missing) &&
	       !is_numeral(plan, rules->not_applicable, rules->n_not_applicable);
}

static struct scan_column plan_field(const struct csv_reader *reader, struct scan_plan *plan,
				     unsigned field)
{
	const struct cohort *cohort = reader->joint->cohort;
	const struct field *of = &cohort->fields[field];

	return (struct scan_column){.kind = is_number(plan, of) ? SCAN_NUMBER : SCAN_FIELD,
				    .index = scan_add_field(plan, cohort, field),
				    .min = of->min,
				    .max = of->max};
}

static struct scan_column plan_column(const struct csv_reader *reader, struct scan_plan *plan,
				      const struct meaning *column)
{
	switch (column->kind) {
	case NAME_PART:
		plan->parts[column->index] = true;
		return (struct scan_column){.kind = SCAN_PART, .index = column->index};
	case NAME_FIELD:
		return plan_field(reader, plan, column->index);
	case NAME_SOURCE:
		return (struct scan_column){.kind = SCAN_EMPTY};
	default:
		return (struct scan_column){.kind = SCAN_SKIP};
	}
}

static bool has_fold(const struct csv_reader *reader)
{
	for (size_t i = 0; i < reader->record->n_fields; i++)
		if (reader->columns[i].kind == NAME_FIELD &&
		    reader->joint->cohort->fields[reader->columns[i].index].fold)
			return true;
	return false;
}

/* Behind the header. */
static void plan_scan(struct csv_reader *reader)
{
	const struct evidence_rules *rules = reader->joint->rules;
	struct scan_plan *plan = &reader->plan;
	size_t n = reader->record->n_fields;

	*plan = (struct scan_plan){.states = reader->joint->cohort->states,
				   .rules = rules,
				   .delimiter = rules->delimiter ? rules->delimiter : ',',
				   .decimal = rules->decimal ? rules->decimal : '.',
				   .crlf = csv_has_crlf(reader->csv)};
	if (rules->unscanned || reader->is_long || reader->joint->roster || has_fold(reader))
		return;
	plan->columns = mem_array(n + 1, sizeof(*plan->columns));
	for (size_t i = 0; i < n; i++)
		plan->columns[i] = plan_column(reader, plan, &reader->columns[i]);
	plan->columns[n].kind = SCAN_END;
	scan_delimit(plan);
	feed_scan(reader->feed, csv_unread(reader->csv), plan, scan_csv);
	csv_pass(reader->csv, 0);
}

/* What follows of plain rows. */
static void read_plain(struct csv_reader *reader)
{
	struct feed_rows rows;
	size_t joined;

	do {
		if (!feed_rows(reader->feed, csv_unread(reader->csv), &rows))
			return;
		csv_pass(reader->csv, 0);
		joined = bulk_join(reader->joint, &reader->plan, &rows, csv_here(reader->csv));
		feed_pass(reader->feed, joined);
		csv_pass(reader->csv, joined);
	} while (joined == rows.count);
}

static void leave_out(struct joint *joint, const struct csv_record *record)
{
	if (!record->ends) {
		record_lose(joint);
		return;
	}
	joint->ledger.mark = record->mark;
	record_refuse(joint);
}

static void read_records(struct csv_reader *reader)
{
	csv_show_left_out(reader->csv);
	while (!reader->joint->cohort->lost) {
		read_plain(reader);
		record_expect(reader->joint);
		reader->record = csv_next(reader->csv);
		if (!reader->record)
			break;
		if (reader->record->fields)
			read_record(reader);
		else
			leave_out(reader->joint, reader->record);
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
	struct csv_reader reader = {.joint = joint};

	reader.feed = feed_open(input, joint->rules->jobs, joint->rules->chunk);
	reader.csv = csv_open(feed_input(reader.feed), joint->problems);
	csv_read_by(reader.csv, feed_read, reader.feed);
	joint->place_of = place_of;
	joint->reader = &reader; /* cppcheck-suppress autoVariables ; for as long as this reads */
	csv_delimit(reader.csv, joint->rules->delimiter ? joint->rules->delimiter : ',',
		    "delimiter");
	if (read_header(&reader)) {
		plan_scan(&reader);
		read_records(&reader);
	}
	check_rows(&reader);
	joint->file->blank_lines = csv_blank_lines(reader.csv);
	joint->file->has_mark = csv_has_mark(reader.csv);
	names_free(&reader.names);
	items_free(&reader.items);
	free(reader.columns);
	csv_close(reader.csv);
	feed_close(reader.feed);
	scan_plan_free(&reader.plan);
}
