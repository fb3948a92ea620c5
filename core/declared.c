#include "declared.h"

#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "evidence_codes.h"
#include "memory.h"
#include "text.h"

enum column { COLUMN_FILE, COLUMN_ROWS, COLUMN_SHA256, COLUMNS };
static const char *const names[COLUMNS] = {"file", "rows", "sha256"};

struct reader {
	struct cohort *cohort;
	struct problems *problems;
	bool whole;
	struct csv *csv;
	const struct csv_record *record;
	size_t columns[COLUMNS]; /* where they stand; SIZE_MAX: nowhere */
	bool *met;               /* per file of the evidence */
	bool
	    twice; /* two lines are of one file: one of several of that name is declared by neither */
};

/* --- The list --- */

static const struct csv_field *cell(const struct reader *reader, enum column column)
{
	static const struct csv_field none = {.data = ""};

	return reader->columns[column] == SIZE_MAX
		   ? &none
		   : &reader->record->fields[reader->columns[column]];
}

static bool is_text(const struct csv_field *field, const char *text)
{
	return strlen(text) == field->length && !memcmp(text, field->data, field->length);
}

static struct place place_of(const struct reader *reader, enum column column)
{
	return reader->columns[column] == SIZE_MAX
		   ? reader->record->place
		   : csv_place(reader->csv, reader->columns[column]);
}

static void read_column(struct reader *reader, size_t i)
{
	const struct csv_field *field = &reader->record->fields[i];
	struct place place = csv_place(reader->csv, i);
	enum column column = COLUMN_FILE;

	while (column < COLUMNS && !is_text(field, names[column]))
		column++;
	if (column < COLUMNS && reader->columns[column] == SIZE_MAX)
		reader->columns[column] = i;
	else
		problem_error(
		    reader->problems, EXIT_EVIDENCE, E_DECLARED, &place,
		    _("declared: expected the columns \"file\", \"rows\" and \"sha256\", each "
		      "once, found %s"),
		    text_quote(field->data, field->length));
}

static bool read_header(struct reader *reader)
{
	size_t errors = reader->problems->errors;

	reader->record = csv_next(reader->csv);
	if (!reader->record)
		return false;
	for (enum column column = COLUMN_FILE; column < COLUMNS; column++)
		reader->columns[column] = SIZE_MAX;
	for (size_t i = 0; i < reader->record->n_fields; i++)
		read_column(reader, i);
	if (reader->columns[COLUMN_FILE] == SIZE_MAX && reader->problems->errors == errors)
		problem_error(reader->problems, EXIT_EVIDENCE, E_DECLARED, &reader->record->place,
			      _("declared: expected a column \"file\", found none"));
	return reader->problems->errors == errors;
}

/* --- Beside what was read --- */

static void refuse(const struct reader *reader, enum column column, const char *expected)
{
	const struct csv_field *field = cell(reader, column);
	struct place place = place_of(reader, column);

	problem_error(reader->problems, EXIT_EVIDENCE, E_DECLARED, &place,
		      _("%s: expected %s, found %s"), names[column], expected,
		      text_quote(field->data, field->length));
}

/* A whole number of at most 18 digits. */
static bool read_count(const struct csv_field *field, size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < field->length; i++) {
		if (field->data[i] < '0' || field->data[i] > '9')
			return false;
		*count = *count * 10 + (size_t)(field->data[i] - '0');
	}
	return field->length > 0 && field->length <= 18;
}

static void check_rows(const struct reader *reader, const struct evidence_file *file)
{
	const struct csv_field *field = cell(reader, COLUMN_ROWS);
	struct place place = place_of(reader, COLUMN_ROWS);
	size_t rows;

	if (!field->length)
		return;
	if (!read_count(field, &rows))
		refuse(reader, COLUMN_ROWS, _("a whole number of records"));
	else if (reader->whole && rows != file->rows)
		problem_error(reader->problems, EXIT_EVIDENCE, E_ROWS, &place,
			      _("%s: expected %zu records as declared, found %zu"),
			      text_quoted(file->path), rows, file->rows);
}

static bool is_hash(const struct csv_field *field)
{
	for (size_t i = 0; i < field->length; i++)
		if (!strchr("0123456789abcdef", field->data[i]))
			return false;
	return field->length == SHA256_HEX - 1;
}

static void check_hash(const struct reader *reader, const struct evidence_file *file)
{
	const struct csv_field *field = cell(reader, COLUMN_SHA256);
	struct place place = place_of(reader, COLUMN_SHA256);

	if (!field->length)
		return;
	if (!is_hash(field))
		refuse(reader, COLUMN_SHA256, _("64 digits 0-9 and a-f"));
	else if (reader->whole && !is_text(field, file->sha256))
		problem_error(reader->problems, EXIT_EVIDENCE, E_HASH, &place,
			      _("%s: expected the SHA-256 %.64s as declared, found %s"),
			      text_quoted(file->path), field->data, file->sha256);
}

/* The first file of that base name; SIZE_MAX: none. */
static size_t find_file(const struct reader *reader)
{
	const struct cohort *cohort = reader->cohort;

	for (size_t i = 0; i < cohort->n_files; i++)
		if (is_text(cell(reader, COLUMN_FILE), text_base_name(cohort->files[i].path)))
			return i;
	return SIZE_MAX;
}

static void read_line(struct reader *reader)
{
	const struct csv_field *name = cell(reader, COLUMN_FILE);
	struct place place = place_of(reader, COLUMN_FILE);
	size_t file = find_file(reader);

	if (!cell(reader, COLUMN_ROWS)->length && !cell(reader, COLUMN_SHA256)->length)
		problem_error(reader->problems, EXIT_EVIDENCE, E_DECLARED, &place,
			      _("file %s: expected rows or sha256, found neither"),
			      text_quote(name->data, name->length));
	if (file == SIZE_MAX) {
		problem_error(reader->problems, EXIT_EVIDENCE, E_NOT_THERE, &place,
			      _("file %s: expected it among the evidence, found none of that name"),
			      text_quote(name->data, name->length));
		return;
	}
	if (reader->met[file]) {
		reader->twice = true;
		problem_error(reader->problems, EXIT_EVIDENCE, E_DECLARED, &place,
			      _("file %s: expected once, found again"),
			      text_quote(name->data, name->length));
	}
	reader->met[file] = true;
	check_rows(reader, &reader->cohort->files[file]);
	check_hash(reader, &reader->cohort->files[file]);
}

/* Two files of one name are one declaration too few. */
static void check_files(const struct reader *reader)
{
	for (size_t i = 0; i < reader->cohort->n_files; i++) {
		struct place place = {.file = reader->cohort->files[i].path};

		if (!reader->met[i])
			problem_error(reader->problems, EXIT_EVIDENCE, E_NOT_DECLARED, &place,
				      _("expected a file that %s declares, found one that it does "
					"not"),
				      text_quoted(reader->cohort->declared.path));
	}
}

static void read_lines(struct reader *reader)
{
	bool clear = read_header(reader); /* no line was passed over */
	size_t errors = reader->problems->errors;

	while (clear && (reader->record = csv_next(reader->csv))) {
		clear = reader->problems->errors == errors;
		read_line(reader);
		errors = reader->problems->errors;
	}
	if (clear && reader->problems->errors == errors && !reader->twice)
		check_files(reader);
}

void declared_check(const char *path, struct cohort *cohort, bool whole, struct problems *problems)
{
	struct reader reader = {.cohort = cohort, .problems = problems, .whole = whole};
	struct evidence_file *file = &cohort->declared;
	struct input input;

	if (!input_open(&input, path, problems))
		return;
	*file = (struct evidence_file){.path = cohort_keep(cohort, path, strlen(path))};
	input.file = file->path;
	reader.met = mem_array(cohort->n_files, sizeof(bool));
	reader.csv = csv_open(&input, problems);
	read_lines(&reader);
	csv_close(reader.csv);
	input_close(&input, file->sha256);
	free(reader.met);
}
