#include "changes.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "csv_out.h"
#include "json_out.h"

static const char *keep(struct changes *changes, const char *text)
{
	return arena_copy(&changes->arena, text, strlen(text));
}

/* --- Files --- */

static bool same_hash(const struct frozen_file *frozen, const struct evidence_file *file)
{
	return !strcmp(frozen->sha256, file->sha256);
}

static bool same_path(const struct frozen_file *frozen, const struct evidence_file *file)
{
	return !strcmp(frozen->path, file->path);
}

static bool same_name(const struct frozen_file *frozen, const struct evidence_file *file)
{
	return !strcmp(text_base_name(frozen->path), text_base_name(file->path));
}

/* Gives every frozen file that has none yet the first file that is alike and belongs to none. */
static void pair_files(struct changes *changes, const struct freeze *freeze,
		       const struct cohort *cohort, bool *taken,
		       bool (*alike)(const struct frozen_file *, const struct evidence_file *))
{
	for (size_t i = 0; i < freeze->n_files; i++) {
		size_t f = 0;

		if (changes->counterparts[i] != SIZE_MAX)
			continue;
		while (f < cohort->n_files &&
		       (taken[f] || !alike(&freeze->files[i], &cohort->files[f])))
			f++;
		if (f == cohort->n_files)
			continue;
		taken[f] = true;
		changes->counterparts[i] = f;
	}
}

static void add_file(struct changes *changes, const struct frozen_file *frozen,
		     const struct evidence_file *file)
{
	changes->files = mem_grow(changes->files, changes->n_files, sizeof(*changes->files));
	changes->files[changes->n_files++] = (struct file_change){frozen, file};
}

static const char *file_name(const struct file_change *change)
{
	return text_base_name(change->file ? change->file->path : change->frozen->path);
}

/* By what is shown, so that neither order nor folders matter. */
static int compare_files(const void *a, const void *b)
{
	const struct file_change *x = a, *y = b;
	int order = strcmp(file_name(x), file_name(y));

	order = order ? order : (x->frozen == NULL) - (y->frozen == NULL);
	return order ? order : (x->file == NULL) - (y->file == NULL);
}

static void list_files(struct changes *changes, const struct freeze *freeze,
		       const struct cohort *cohort, const bool *taken)
{
	for (size_t i = 0; i < freeze->n_files; i++) {
		size_t f = changes->counterparts[i];
		const struct evidence_file *file = f == SIZE_MAX ? NULL : &cohort->files[f];

		if (!file || !same_hash(&freeze->files[i], file))
			add_file(changes, &freeze->files[i], file);
		if (file)
			changes->fresh[f] = !same_hash(&freeze->files[i], file);
	}
	for (size_t f = 0; f < cohort->n_files; f++) {
		if (taken[f])
			continue;
		add_file(changes, NULL, &cohort->files[f]);
		changes->fresh[f] = true;
	}
	if (changes->n_files)
		qsort(changes->files, changes->n_files, sizeof(*changes->files), compare_files);
}

void changes_of_files(struct changes *changes, const struct freeze *freeze,
		      const struct cohort *cohort)
{
	bool *taken = mem_array(cohort->n_files, sizeof(*taken));

	*changes = (struct changes){0};
	changes->fresh = mem_array(cohort->n_files, sizeof(*changes->fresh));
	changes->counterparts = mem_array(freeze->n_files, sizeof(*changes->counterparts));
	for (size_t i = 0; i < freeze->n_files; i++)
		changes->counterparts[i] = SIZE_MAX;
	pair_files(changes, freeze, cohort, taken, same_hash);
	pair_files(changes, freeze, cohort, taken, same_path);
	pair_files(changes, freeze, cohort, taken, same_name);
	list_files(changes, freeze, cohort, taken);
	free(taken);
}

/* --- Values --- */

/* A field by its number in either cohort; UINT_MAX: it does not have it. */
struct twin {
	const char *id;
	unsigned from, to;
};

/* Rows of either cohort. */
struct pair {
	size_t from, to;
};

struct teller {
	struct changes *changes;
	const struct known *from, *to;
	struct twin *fields; /* by id */
	size_t n_fields;
	bool *one; /* per file of to: room for a question about one of them */
};

static struct change *add_change(struct teller *teller, enum change_kind kind,
				 const struct cohort *cohort, size_t row, const char *part)
{
	struct changes *changes = teller->changes;

	changes->list = mem_grow(changes->list, changes->n_list, sizeof(*changes->list));
	changes->list[changes->n_list] =
	    (struct change){.kind = kind,
			    .edition = keep(changes, cohort_edition(cohort, row)),
			    .id = keep(changes, cohort_id(cohort, row)),
			    .part = part,
			    .old = "",
			    .new = ""};
	return &changes->list[changes->n_list++];
}

static struct place kept_place(struct changes *changes, struct place place)
{
	if (place.file)
		place.file = keep(changes, place.file);
	return place;
}

/* A record of the agency in a file that changed. */
static struct place place_of_row(struct teller *teller, size_t row)
{
	return kept_place(teller->changes,
			  origins_of_row(teller->to->origins, row, teller->changes->fresh));
}

/* The number of the only file that changed; SIZE_MAX: there are more. */
static size_t only_fresh_file(const struct teller *teller)
{
	size_t found = SIZE_MAX;

	for (size_t f = 0; f < teller->to->cohort->n_files; f++) {
		if (!teller->changes->fresh[f])
			continue;
		if (found != SIZE_MAX)
			return SIZE_MAX;
		found = f;
	}
	return found;
}

/* The file that stands for the one in which a value stood. */
static size_t file_of_old(const struct teller *teller, const struct place *old)
{
	const struct cohort *from = teller->from->cohort;

	for (size_t i = 0; i < from->n_files; i++)
		if (from->files[i].path == old->file)
			return teller->changes->counterparts[i];
	return only_fresh_file(teller);
}

/* Where a value that is gone stood: the agency's record there, or the file alone. */
static struct place place_of_gone(struct teller *teller, const struct pair *rows,
				  const struct twin *field)
{
	const struct cohort *to = teller->to->cohort;
	struct place old = {0}, place;
	size_t file;

	if (field->from != UINT_MAX)
		old = origins_of_field(teller->from->origins, rows->from, field->from);
	file = file_of_old(teller, &old);
	if (file == SIZE_MAX)
		return (struct place){0};
	teller->one[file] = true;
	place = old.file ? origins_of_row(teller->to->origins, rows->to, teller->one)
			 : (struct place){0};
	teller->one[file] = false;
	return place.file ? place : (struct place){.file = to->files[file].path};
}

static struct place place_of_field(struct teller *teller, const struct pair *rows,
				   const struct twin *field)
{
	struct place place = {0};

	if (field->to != UINT_MAX)
		place = origins_of_field(teller->to->origins, rows->to, field->to);
	return kept_place(teller->changes, place.file ? place : place_of_gone(teller, rows, field));
}

/* The text of a code that alone stands for this number. */
static const char *code_of(const struct field *field, double value)
{
	const char *found = NULL;

	for (size_t i = 0; i < field->n_codes; i++) {
		if (field->codes[i].number != value)
			continue;
		if (found)
			return NULL;
		found = field->codes[i].text;
	}
	return found;
}

/* As evidence would write it. */
static const char *value_text(struct teller *teller, const struct cohort *cohort, size_t row,
			      unsigned field)
{
	enum state state = field == UINT_MAX ? STATE_MISSING : cohort_state(cohort, row, field);
	double value = field == UINT_MAX ? (double)NAN : cohort_value(cohort, row, field);
	char number[DECIMAL_TEXT], text[2 * DECIMAL_TEXT + 64];
	const char *code;

	if (state == STATE_MISSING)
		return "";
	decimal_print_double(number, value);
	if (state != STATE_VALUE) {
		snprintf(text, sizeof(text), "!%s%s%s", cohort->states->names[state],
			 *number ? " " : "", number);
		return keep(teller->changes, text);
	}
	code = code_of(&cohort->fields[field], value);
	return keep(teller->changes, code ? code : number);
}

static bool same_value(const struct cohort *from, const struct cohort *to, const struct pair *rows,
		       const struct twin *field)
{
	enum state a = STATE_MISSING, b = STATE_MISSING;
	double x = (double)NAN, y = (double)NAN;

	if (field->from != UINT_MAX) {
		a = cohort_state(from, rows->from, field->from);
		x = cohort_value(from, rows->from, field->from);
	}
	if (field->to != UINT_MAX) {
		b = cohort_state(to, rows->to, field->to);
		y = cohort_value(to, rows->to, field->to);
	}
	return a == b && (x == y || (isnan(x) && isnan(y)));
}

static void tell_field(struct teller *teller, const struct pair *rows, const struct twin *field)
{
	const struct cohort *from = teller->from->cohort, *to = teller->to->cohort;
	struct change *change;

	if (same_value(from, to, rows, field))
		return;
	change = add_change(teller, CHANGE_FIELD, to, rows->to, field->id);
	change->old = value_text(teller, from, rows->from, field->from);
	change->new = value_text(teller, to, rows->to, field->to);
	change->place = place_of_field(teller, rows, field);
}

static int compare_citations(const void *a, const void *b)
{
	const struct citation *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->field > y->field) - (x->field < y->field);
}

static const char *citation_of(const struct cohort *cohort, size_t row, unsigned field)
{
	const struct citation asked = {.row = row, .field = field};
	const struct citation *found = cohort->n_citations
					   ? bsearch(&asked, cohort->citations, cohort->n_citations,
						     sizeof(asked), compare_citations)
					   : NULL;

	return found ? found->text : "";
}

static void tell_source(struct teller *teller, const struct pair *rows, const struct twin *field)
{
	const struct cohort *to = teller->to->cohort;
	const char *old = citation_of(teller->from->cohort, rows->from, field->from);
	const char *new = citation_of(to, rows->to, field->to);
	struct change *change;
	char *part;

	if (!strcmp(old, new))
		return;
	part = mem_print("%s.source", field->id);
	change = add_change(teller, CHANGE_SOURCE, to, rows->to, keep(teller->changes, part));
	change->old = keep(teller->changes, old);
	change->new = keep(teller->changes, new);
	change->place = place_of_field(teller, rows, field);
	free(part);
}

static void tell_part(struct teller *teller, const struct pair *rows, const char *part,
		      const char *old, const char *new)
{
	struct change *change;

	if (!strcmp(old, new))
		return;
	change = add_change(teller, CHANGE_PART, teller->to->cohort, rows->to, part);
	change->old = keep(teller->changes, old);
	change->new = keep(teller->changes, new);
	change->place = place_of_row(teller, rows->to);
}

static const char *yes_no(bool yes)
{
	return yes ? "yes" : "no";
}

static void tell_pair(struct teller *teller, struct pair rows)
{
	const struct agency *a = cohort_agency(teller->from->cohort, rows.from);
	const struct agency *b = cohort_agency(teller->to->cohort, rows.to);

	tell_part(teller, &rows, "name", cohort_name(teller->from->cohort, rows.from),
		  cohort_name(teller->to->cohort, rows.to));
	tell_part(teller, &rows, "class", cohort_class_id(teller->from->cohort, rows.from),
		  cohort_class_id(teller->to->cohort, rows.to));
	tell_part(teller, &rows, "region", cohort_region(teller->from->cohort, rows.from),
		  cohort_region(teller->to->cohort, rows.to));
	if (!a->left_out && !b->left_out) { /* else they say what [entrants] made of it */
		tell_part(teller, &rows, "competes", yes_no(a->competes), yes_no(b->competes));
		tell_part(teller, &rows, "reason", cohort_reason(teller->from->cohort, rows.from),
			  cohort_reason(teller->to->cohort, rows.to));
	}
	for (size_t i = 0; i < teller->n_fields; i++)
		tell_field(teller, &rows, &teller->fields[i]);
	for (size_t i = 0; i < teller->n_fields; i++)
		tell_source(teller, &rows, &teller->fields[i]);
}

/* --- Who is in both --- */

static int compare_agencies(const struct cohort *from, size_t old, const struct cohort *to,
			    size_t new)
{
	int order = strcmp(cohort_edition(from, old), cohort_edition(to, new));

	return order ? order : strcmp(cohort_id(from, old), cohort_id(to, new));
}

/* Both in their order by edition and id. */
static void tell_all(struct teller *teller)
{
	const struct cohort *from = teller->from->cohort, *to = teller->to->cohort;

	for (size_t i = 0, j = 0; i < from->rows || j < to->rows;) {
		size_t old = i < from->rows ? from->by_edition[i] : SIZE_MAX;
		size_t new = j < to->rows ? to->by_edition[j] : SIZE_MAX;
		int order = old == SIZE_MAX   ? 1
			    : new == SIZE_MAX ? -1
					      : compare_agencies(from, old, to, new);

		i += order <= 0;
		j += order >= 0;
		if (order < 0)
			add_change(teller, CHANGE_GONE, from, old, "");
		else if (order > 0)
			add_change(teller, CHANGE_CAME, to, new, "")->place =
			    place_of_row(teller, new);
		else
			tell_pair(teller, (struct pair){old, new});
	}
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct twin *)a)->id, ((const struct twin *)b)->id);
}

static void add_fields(struct teller *teller, const struct cohort *cohort, bool is_from)
{
	for (unsigned i = 0; i < cohort->n_fields; i++) {
		teller->fields =
		    mem_grow(teller->fields, teller->n_fields, sizeof(*teller->fields));
		teller->fields[teller->n_fields++] =
		    (struct twin){keep(teller->changes, cohort->fields[i].id),
				  is_from ? i : UINT_MAX, is_from ? UINT_MAX : i};
	}
}

/* The fields of both cohorts, each once. */
static void pair_fields(struct teller *teller)
{
	size_t kept = 0;

	add_fields(teller, teller->from->cohort, true);
	add_fields(teller, teller->to->cohort, false);
	if (teller->n_fields)
		qsort(teller->fields, teller->n_fields, sizeof(*teller->fields), by_id);
	for (size_t i = 0; i < teller->n_fields; i++) {
		struct twin *last = kept ? &teller->fields[kept - 1] : NULL;
		const struct twin *field = &teller->fields[i];

		if (!last || strcmp(last->id, field->id) != 0) {
			teller->fields[kept++] = *field;
			continue;
		}
		last->from = last->from != UINT_MAX ? last->from : field->from;
		last->to = last->to != UINT_MAX ? last->to : field->to;
	}
	teller->n_fields = kept;
}

void changes_of_values(struct changes *changes, const struct known *from, const struct known *to)
{
	struct teller teller = {.changes = changes, .from = from, .to = to};

	changes->panel = from->cohort->n_editions > 1 || to->cohort->n_editions > 1;
	teller.one = mem_array(to->cohort->n_files, sizeof(*teller.one));
	pair_fields(&teller);
	tell_all(&teller);
	free(teller.fields);
	free(teller.one);
}

void changes_free(struct changes *changes)
{
	free(changes->files);
	free(changes->list);
	free(changes->counterparts);
	free(changes->fresh);
	arena_free(&changes->arena);
	*changes = (struct changes){0};
}

/* --- As problems --- */

static void refuse_file(const struct file_change *change, struct problems *problems)
{
	struct place place = {.file = change->file     ? change->file->path
				      : change->frozen ? change->frozen->path
						       : NULL};

	if (!change->file)
		problem_error(problems, EXIT_EVIDENCE, E_FILE_MISSING, &place,
			      _("expected this file as it was frozen, found none with its content "
				"or name"));
	else if (!change->frozen)
		problem_error(problems, EXIT_EVIDENCE, E_FILE_MORE, &place,
			      _("expected only the files that were frozen, found another"));
	else
		problem_error(problems, EXIT_EVIDENCE, E_FILE_CHANGED, &place,
			      _("expected the bytes that were frozen, found others (another "
				"SHA-256)"));
}

/* In a panel with the edition; malloc'd. */
static char *who(const struct changes *changes, const struct change *change)
{
	return changes->panel ? mem_print("%s (%s)", change->id, change->edition)
			      : mem_copy(change->id);
}

static void refuse_change(const struct changes *changes, const struct change *change,
			  struct problems *problems)
{
	char *id = who(changes, change);

	if (change->kind == CHANGE_CAME)
		problem_error(problems, EXIT_EVIDENCE, E_CHANGE, &change->place,
			      _("agency %s: expected none as it was frozen, found one"),
			      text_quoted(id));
	else if (change->kind == CHANGE_GONE)
		problem_error(problems, EXIT_EVIDENCE, E_CHANGE, &change->place,
			      _("agency %s: expected one as it was frozen, found none"),
			      text_quoted(id));
	else
		problem_error(problems, EXIT_EVIDENCE, E_CHANGE, &change->place,
			      _("%s of agency %s: expected %s as it was frozen, found %s"),
			      text_quoted(change->part), text_quoted(id), text_quoted(change->old),
			      text_quoted(change->new));
	free(id);
}

void changes_refuse(const struct changes *changes, struct problems *problems)
{
	for (size_t i = 0; i < changes->n_files; i++)
		refuse_file(&changes->files[i], problems);
	for (size_t i = 0; i < changes->n_list; i++)
		refuse_change(changes, &changes->list[i], problems);
}

/* --- In words, as a table, as JSON --- */

static void print_place(const struct place *place, struct text *out)
{
	if (place->file) {
		text_add(out, " (");
		text_add_escaped(out, place->file);
		if (place->line)
			text_print(out, ":%zu", place->line);
		text_add(out, ")");
	}
	text_add(out, "\n");
}

static void print_file(const struct file_change *change, struct text *out)
{
	text_add(out, "  ");
	text_add_escaped(out, change->file ? change->file->path : change->frozen->path);
	text_print(out, ": %s\n",
		   !change->file     ? _("missing")
		   : !change->frozen ? _("not frozen")
				     : _("changed"));
}

static const char *quoted_or_none(const char *text)
{
	return *text ? text_quoted(text) : _("none");
}

static void print_change(const struct changes *changes, const struct change *change,
			 struct text *out)
{
	char *id = who(changes, change);

	text_print(out, "  %s", id);
	free(id);
	if (change->kind == CHANGE_CAME)
		text_print(out, ": %s", _("new"));
	else if (change->kind == CHANGE_GONE)
		text_print(out, ": %s", _("gone"));
	else
		text_print(out, _(", %s: from %s to %s"), change->part, quoted_or_none(change->old),
			   quoted_or_none(change->new));
	print_place(&change->place, out);
}

void changes_print(const struct changes *changes, struct text *out)
{
	for (size_t i = 0; i < changes->n_files; i++)
		print_file(&changes->files[i], out);
	if (changes->n_list)
		text_print(out, "\n%s\n", _("Values"));
	for (size_t i = 0; i < changes->n_list; i++)
		print_change(changes, &changes->list[i], out);
	if (changes->n_files && !changes->n_list)
		text_print(out, "  %s\n", _("no value that this round uses is another"));
}

static const char *const kinds[] = {[CHANGE_CAME] = "came",
				    [CHANGE_GONE] = "gone",
				    [CHANGE_PART] = "part",
				    [CHANGE_FIELD] = "field",
				    [CHANGE_SOURCE] = "source"};

static const char *file_part(const struct file_change *change)
{
	return !change->file ? "missing" : !change->frozen ? "more" : "changed";
}

/* One row, of a file or of an agency. */
struct row {
	const char *change, *edition, *id, *part, *old, *new, *file;
	size_t line;
	bool numbers; /* old and new may be numbers */
};

static struct row row_of_file(const struct file_change *change)
{
	return (struct row){.change = "file",
			    .edition = "",
			    .id = "",
			    .part = file_part(change),
			    .old = change->frozen ? text_base_name(change->frozen->path) : "",
			    .new = change->file ? text_base_name(change->file->path) : "",
			    .file = change->file ? text_base_name(change->file->path) : ""};
}

static struct row row_of_change(const struct change *change)
{
	return (struct row){.change = kinds[change->kind],
			    .edition = change->edition,
			    .id = change->id,
			    .part = change->part,
			    .old = change->old,
			    .new = change->new,
			    .file = change->place.file ? text_base_name(change->place.file) : "",
			    .line = change->place.line,
			    .numbers = change->kind == CHANGE_FIELD};
}

static void csv_value(struct text *out, const char *value, bool may_be_number)
{
	double number;

	if (may_be_number && decimal_parse_double(value, strlen(value), &number))
		csv_double(out, number);
	else
		csv_text(out, value);
}

static void csv_row(struct text *out, const struct row *row)
{
	csv_text(out, row->change);
	csv_text(out, row->edition);
	csv_text(out, row->id);
	csv_text(out, row->part);
	csv_value(out, row->old, row->numbers);
	csv_value(out, row->new, row->numbers);
	csv_text(out, row->file);
	if (row->line)
		csv_count(out, row->line);
	else
		csv_text(out, "");
	csv_end(out);
}

static void json_row(struct text *out, const struct row *row, bool first)
{
	char line[DECIMAL_TEXT];

	snprintf(line, sizeof(line), "%zu", row->line);
	json_line_begin(out, first);
	json_line_text(out, "change", row->change);
	json_line_text(out, "edition", row->edition);
	json_line_text(out, "id", row->id);
	json_line_text(out, "part", row->part);
	json_line_text(out, "old", row->old);
	json_line_text(out, "new", row->new);
	json_line_text(out, "file", row->file);
	json_line_number(out, "line", row->line ? line : "");
	json_line_end(out);
}

static struct row row_at(const struct changes *changes, size_t i)
{
	return i < changes->n_files ? row_of_file(&changes->files[i])
				    : row_of_change(&changes->list[i - changes->n_files]);
}

void changes_csv(const struct changes *changes, struct text *out)
{
	text_add(out, "change,edition,id,part,old,new,file,line\n");
	for (size_t i = 0; i < changes->n_files + changes->n_list; i++) {
		struct row row = row_at(changes, i);

		csv_row(out, &row);
	}
}

void changes_json(const struct changes *changes, struct text *out)
{
	for (size_t i = 0; i < changes->n_files + changes->n_list; i++) {
		struct row row = row_at(changes, i);

		json_row(out, &row, i == 0);
	}
}
