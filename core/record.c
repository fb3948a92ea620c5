#include "record.h"

#include <stdlib.h>
#include <string.h>

#include "evidence_codes.h"
#include "memory.h"

/* --- Origins: which record gave what --- */

/* A record that named an agency. */
struct visit {
	uint32_t file, line;
	uint32_t previous; /* of the same agency: index + 1 in visits */
};

/* Visits of one agency are numbered from 1; beyond the last number they share it. */
struct origin {
	uint32_t last;         /* index + 1 in visits */
	uint16_t count;        /* of visits */
	uint16_t parts[PARTS]; /* number of the visit that gave it; 0: none did */
};

struct origins {
	struct visit *visits;
	size_t n_visits;
	struct origin *rows;
	uint16_t **cells; /* per block, like its states: number of the visit, 0: none */
	size_t n_cells;
	struct text text;
};

static void add_visit(struct joint *joint, size_t row)
{
	struct origins *origins = joint->origins;
	struct origin *origin = &origins->rows[row];

	origins->visits = mem_grow(origins->visits, origins->n_visits, sizeof(*origins->visits));
	origins->visits[origins->n_visits] =
	    (struct visit){(uint32_t)(joint->file - joint->cohort->files),
			   (uint32_t)joint->record.line, origin->last};
	origin->last = (uint32_t)++origins->n_visits;
	if (origin->count < UINT16_MAX)
		origin->count++;
}

/* The visit of a number. */
static const struct visit *visit_of(const struct origins *origins, size_t row, unsigned number)
{
	const struct origin *origin = &origins->rows[row];
	const struct visit *visit = &origins->visits[origin->last - 1];

	for (unsigned i = origin->count; i > number; i--)
		visit = &origins->visits[visit->previous - 1];
	return visit;
}

/* "FILE:LINE" of a visit; valid until the next call. */
static const char *visit_text(struct joint *joint, size_t row, unsigned number)
{
	struct origins *origins = joint->origins;
	const struct visit *visit = visit_of(origins, row, number);

	origins->text.length = 0;
	text_add_escaped(&origins->text, joint->cohort->files[visit->file].path);
	text_print(&origins->text, ":%u", visit->line);
	return origins->text.data;
}

/* The number of the visit that the current record pays; records that bring nothing but folded fields pay none. */
static uint16_t this_visit(struct joint *joint, size_t row)
{
	if (!joint->record.visited)
		add_visit(joint, row);
	joint->record.visited = true;
	return joint->origins->rows[row].count;
}

static void make_room(struct joint *joint, size_t row)
{
	struct origins *origins = joint->origins;
	const struct cohort *cohort = joint->cohort;

	origins->rows = mem_grow(origins->rows, row, sizeof(*origins->rows));
	origins->rows[row] = (struct origin){0};
	if (origins->n_cells == cohort->n_blocks)
		return;
	origins->cells = mem_grow(origins->cells, origins->n_cells, sizeof(*origins->cells));
	origins->cells[origins->n_cells++] =
	    mem_array((size_t)cohort->n_fields * COHORT_BLOCK, sizeof(**origins->cells));
}

static uint16_t *cell_origin(struct joint *joint, size_t row, unsigned field)
{
	return &joint->origins
		    ->cells[row / COHORT_BLOCK][(size_t)field * COHORT_BLOCK + row % COHORT_BLOCK];
}

static struct place place_of_visit(const struct cohort *cohort, const struct visit *visit)
{
	return (struct place){.file = cohort->files[visit->file].path, .line = visit->line};
}

struct place origins_of_field(const struct cohort *cohort, const struct origins *origins,
			      size_t row, unsigned field)
{
	unsigned number =
	    origins->cells[row / COHORT_BLOCK][(size_t)field * COHORT_BLOCK + row % COHORT_BLOCK];

	if (!number)
		return (struct place){0};
	return place_of_visit(cohort, visit_of(origins, row, number));
}

static bool is_before(const struct place *a, const struct place *b)
{
	int order = strcmp(text_base_name(a->file), text_base_name(b->file));

	return order ? order < 0 : a->line < b->line;
}

struct place origins_of_row(const struct cohort *cohort, const struct origins *origins, size_t row,
			    const bool *asked)
{
	struct place first = {0}, place;

	for (uint32_t i = origins->rows[row].last; i; i = origins->visits[i - 1].previous) {
		if (!asked[origins->visits[i - 1].file])
			continue;
		place = place_of_visit(cohort, &origins->visits[i - 1]);
		if (!first.file || is_before(&place, &first))
			first = place;
	}
	return first;
}

/* --- What a record gives --- */

void record_begin(struct joint *joint, size_t line)
{
	struct record *record = &joint->record;

	joint->file->rows++;
	memset(record->has, 0, sizeof(record->has));
	record->n_fields = record->n_sources = record->n_empty = 0;
	record->visited = false;
	record->texts.length = record->pointers.length = 0;
	record->line = line;
	record->errors = joint->problems->errors;
}

void record_add_part(struct joint *joint, const struct given *given, const char *text,
		     size_t length)
{
	struct record *record = &joint->record;

	record->has[given->index] = true;
	record->part_places[given->index] = *given;
	record->parts[given->index].length = 0;
	text_add_n(&record->parts[given->index], text, length);
}

void record_add_field(struct joint *joint, const struct given *given)
{
	struct record *record = &joint->record;

	if (record->n_fields == record->fields_room) {
		record->fields_room = record->fields_room ? 2 * record->fields_room : 64;
		record->fields =
		    mem_resize(record->fields, record->fields_room, sizeof(*record->fields));
	}
	record->fields[record->n_fields++] = *given;
}

void record_add_empty(struct joint *joint, unsigned field)
{
	struct record *record = &joint->record;

	if (!joint->cohort->fields[field].fold)
		return;
	if (record->n_empty == record->empty_room) {
		record->empty_room = record->empty_room ? 2 * record->empty_room : 16;
		record->empty =
		    mem_resize(record->empty, record->empty_room, sizeof(*record->empty));
	}
	record->empty[record->n_empty++] = field;
}

void record_add_source(struct joint *joint, unsigned field, const char *text, size_t length)
{
	struct record *record = &joint->record;

	if (record->n_sources == record->sources_room) {
		record->sources_room = record->sources_room ? 2 * record->sources_room : 16;
		record->sources =
		    mem_resize(record->sources, record->sources_room, sizeof(*record->sources));
	}
	record->sources[record->n_sources++] =
	    (struct given_source){field, record->texts.length, length};
	text_add_n(&record->texts, text, length);
}

/* --- Joining --- */

static struct place place_of_part(struct joint *joint, enum part part)
{
	return joint->place_of(joint->reader, &joint->record.part_places[part], true);
}

static bool check_id(struct joint *joint)
{
	const struct text *id = &joint->record.parts[PART_ID];
	struct place place;

	if (!joint->record.has[PART_ID]) {
		place = joint->place_of(joint->reader, NULL, false);
		problem_error(joint->problems, EXIT_EVIDENCE, E_NO_ID, &place,
			      _("expected an id, found none"));
		return false;
	}
	if (text_is_agency_id(id->data, id->length))
		return true;
	place = place_of_part(joint, PART_ID);
	problem_error(
	    joint->problems, EXIT_EVIDENCE, E_ID, &place,
	    _("id: expected 1 to 63 letters, digits, \".\", \"_\" or \"-\", a letter or digit "
	      "first, found %s"),
	    text_quote(id->data, id->length));
	return false;
}

static bool names_edition(const struct evidence_rules *rules, const char *edition)
{
	for (size_t i = 0; i < rules->n_editions; i++)
		if (text_glob(rules->editions[i], edition))
			return true;
	return !rules->n_editions && !strcmp(rules->edition, edition);
}

/* The edition of the record; NULL: refused. */
static const char *edition_of_record(struct joint *joint)
{
	const struct evidence_rules *rules = joint->rules;
	const struct text *edition = &joint->record.parts[PART_EDITION];
	struct place place;

	if (!joint->record.has[PART_EDITION]) {
		if (!rules->n_editions)
			return rules->edition;
		place = joint->place_of(joint->reader, NULL, false);
		problem_error(joint->problems, EXIT_EVIDENCE, E_NO_EDITION, &place,
			      _("edition: expected one in each record, found none"));
		return NULL;
	}
	if (names_edition(rules, edition->data))
		return edition->data;
	place = place_of_part(joint, PART_EDITION);
	problem_error(joint->problems, EXIT_EVIDENCE, E_EDITION, &place,
		      _("edition: expected %s as in the round, found %s"),
		      text_quoted(rules->edition), text_quote(edition->data, edition->length));
	return NULL;
}

/* The row of the record's id, added when it is new; SIZE_MAX: refused. */
static size_t find_row(struct joint *joint, const char *edition)
{
	const struct text *id = &joint->record.parts[PART_ID];
	size_t row = cohort_find_in(joint->cohort, id->data, id->length, edition), other;
	struct place place;

	if (row != SIZE_MAX)
		return row;
	other = cohort_find_other_case(joint->cohort, id->data, id->length);
	if (other != SIZE_MAX) {
		place = place_of_part(joint, PART_ID);
		problem_error(
		    joint->problems, EXIT_EVIDENCE, E_ID_CASE, &place,
		    _("id: expected ids that differ in more than case, found %s; %s is at %s"),
		    text_quote(id->data, id->length),
		    text_quoted(joint->cohort->agencies[other].id), visit_text(joint, other, 1));
		return SIZE_MAX;
	}
	row = cohort_add_in(joint->cohort, id->data, id->length, edition);
	place = joint->place_of(joint->reader, NULL, false);
	place.file = joint->file->path;
	place.pointer = NULL;
	joint->cohort->agencies[row].place = place;
	make_room(joint, row);
	this_visit(joint, row);
	return row;
}

static bool check_class(struct joint *joint)
{
	const struct evidence_rules *rules = joint->rules;
	const struct text *text = &joint->record.parts[PART_CLASS];
	struct place place = place_of_part(joint, PART_CLASS);
	const char *nearest;

	if (rules->n_classes == 0)
		return true;
	for (unsigned i = 0; i < rules->n_classes; i++)
		if (!strcmp(rules->classes[i], text->data))
			return true;
	nearest = text_nearest(text->data, rules->classes, rules->n_classes);
	if (nearest)
		problem_error(
		    joint->problems, EXIT_EVIDENCE, E_CLASS, &place,
		    _("class: expected one that the round declares, found %s; did you mean %s?"),
		    text_quote(text->data, text->length), text_quoted(nearest));
	else
		problem_error(joint->problems, EXIT_EVIDENCE, E_CLASS, &place,
			      _("class: expected one that the round declares, found %s"),
			      text_quote(text->data, text->length));
	return false;
}

static const char *part_name(enum part part)
{
	static const char *const names[] = {"id",      "name",     "class", "region",
					    "edition", "competes", "reason"};

	return names[part];
}

/* What earlier records said. */
static const char *part_of_agency(const struct agency *agency, enum part part)
{
	switch (part) {
	case PART_NAME:
		return agency->name;
	case PART_CLASS:
		return agency->class_id;
	case PART_REGION:
		return agency->region;
	case PART_COMPETES:
		return agency->competes ? "yes" : "no";
	default:
		return agency->reason;
	}
}

static void set_part(struct joint *joint, struct agency *agency, enum part part)
{
	const struct text *text = &joint->record.parts[part];

	if (part == PART_COMPETES) {
		agency->competes = !strcmp(text->data, "yes");
		return;
	}
	*(part == PART_NAME     ? &agency->name
	  : part == PART_CLASS  ? &agency->class_id
	  : part == PART_REGION ? &agency->region
				: &agency->reason) =
	    cohort_keep(joint->cohort, text->data, text->length);
}

static void refuse_part(struct joint *joint, size_t row, enum part part)
{
	const struct agency *agency = &joint->cohort->agencies[row];
	const struct text *text = &joint->record.parts[part];
	struct place place = place_of_part(joint, part);

	problem_error(joint->problems, EXIT_EVIDENCE, E_DISAGREE, &place,
		      _("%s of agency %s: expected %s as at %s, found %s"), part_name(part),
		      text_quoted(agency->id), text_quoted(part_of_agency(agency, part)),
		      visit_text(joint, row, joint->origins->rows[row].parts[part]),
		      text_quote(text->data, text->length));
}

static void join_part(struct joint *joint, size_t row, enum part part)
{
	struct agency *agency = &joint->cohort->agencies[row];
	struct origin *origin = &joint->origins->rows[row];
	const char *text = joint->record.parts[part].data;

	if (!joint->record.has[part])
		return;
	if (origin->parts[part]) {
		if (strcmp(text, part_of_agency(agency, part)))
			refuse_part(joint, row, part);
		return;
	}
	origin->parts[part] = this_visit(joint, row);
	if (part != PART_CLASS || check_class(joint))
		set_part(joint, agency, part);
}

static void refuse_folded(struct joint *joint, const struct given *given, enum folded folded)
{
	const char *name = text_quoted(joint->cohort->fields[given->index].id);
	struct place place = joint->place_of(joint->reader, given, false);
	char found[DECIMAL_TEXT];

	if (folded == FOLDED_TWICE)
		problem_error(joint->problems, EXIT_EVIDENCE, E_FIELD_TWICE, &place,
			      _("field %s: expected once in a record, found again"), name);
	else
		problem_error(joint->problems, EXIT_EVIDENCE, E_FOLD, &place,
			      _("field %s: expected at most 1e18 where there is a fold, found %s"),
			      name, decimal_print_double(found, given->value));
}

static void join_folded(struct joint *joint, size_t row, const struct given *given)
{
	enum folded folded =
	    fold_add(&joint->folds, joint->cohort, row, given->index, given->state, given->value);

	if (folded != FOLDED)
		refuse_folded(joint, given, folded);
}

static void join_field(struct joint *joint, size_t row, const struct given *given)
{
	uint16_t *origin = cell_origin(joint, row, given->index);
	struct place place;

	if (joint->cohort->fields[given->index].fold) {
		join_folded(joint, row, given);
		return;
	}
	if (*origin) {
		place = joint->place_of(joint->reader, given, false);
		problem_error(joint->problems, EXIT_EVIDENCE, E_FIELD_TWICE, &place,
			      _("field %s of agency %s: expected once, found again; first at %s"),
			      text_quoted(joint->cohort->fields[given->index].id),
			      text_quoted(joint->cohort->agencies[row].id),
			      visit_text(joint, row, *origin));
		return;
	}
	*origin = this_visit(joint, row);
	cohort_set(joint->cohort, row, given->index, given->state, given->value);
}

static void join_source(struct joint *joint, size_t row, const struct given_source *source)
{
	const char *text = joint->record.texts.data + source->offset;

	if (joint->cohort->fields[source->field].fold)
		fold_cite(&joint->folds, row, source->field, text, source->length);
	else
		cohort_cite(joint->cohort, row, source->field, text, source->length);
}

static void join(struct joint *joint, size_t row)
{
	const struct record *record = &joint->record;

	joint->folds.record++;
	if (!record->n_fields && !record->n_empty)
		this_visit(joint, row); /* whatever was read before it */
	for (enum part part = PART_NAME; part < PARTS; part++)
		if (part != PART_EDITION)
			join_part(joint, row, part);
	for (size_t i = 0; i < record->n_fields; i++)
		join_field(joint, row, &record->fields[i]);
	for (size_t i = 0; i < record->n_empty; i++)
		fold_name(&joint->folds, row, record->empty[i]);
	for (size_t i = 0; i < record->n_sources; i++)
		join_source(joint, row, &record->sources[i]);
	for (size_t i = 0; i < record->n_fields && joint->file->made_up; i++)
		cohort_mark(joint->cohort, row, record->fields[i].index);
}

void record_end(struct joint *joint)
{
	bool has_id = check_id(joint);
	const char *edition = edition_of_record(joint);
	size_t row = has_id && edition ? find_row(joint, edition) : SIZE_MAX;

	if (row != SIZE_MAX)
		join(joint, row);
	if (joint->problems->errors != joint->record.errors)
		return;
	if (joint->record.n_fields)
		joint->file->scored++;
	else
		joint->file->empty++;
}

/* --- Beginning and end --- */

void joint_init(struct joint *joint, struct cohort *cohort, const struct evidence_rules *rules,
		struct problems *problems)
{
	*joint = (struct joint){
	    .cohort = cohort, .rules = rules, .problems = problems, .errors = problems->errors};
	joint->origins = mem_alloc(sizeof(*joint->origins));
}

static void widen_origins(struct origins *origins, unsigned n_fields)
{
	size_t old = (size_t)n_fields * COHORT_BLOCK, size = sizeof(**origins->cells);

	for (size_t i = 0; i < origins->n_cells; i++) {
		origins->cells[i] = mem_resize(origins->cells[i], old + COHORT_BLOCK, size);
		memset(origins->cells[i] + old, 0, COHORT_BLOCK * size);
	}
}

bool joint_open_field(void *context, const char *name, unsigned *field)
{
	struct joint *joint = context;
	struct field opened = {0};

	if (!joint->rules->open || !joint->rules->open(joint->rules->user, name, &opened))
		return false;
	opened.id = cohort_keep(joint->cohort, name, strlen(name));
	widen_origins(joint->origins, joint->cohort->n_fields);
	*field = cohort_add_field(joint->cohort, &opened);
	return true;
}

static void check_classes(struct joint *joint)
{
	const struct cohort *cohort = joint->cohort;

	for (size_t row = 0; row < cohort->rows && joint->rules->n_classes; row++)
		if (!joint->origins->rows[row].parts[PART_CLASS])
			problem_error(joint->problems, EXIT_EVIDENCE, E_NO_CLASS,
				      &cohort->agencies[row].place,
				      _("class of agency %s: expected one that the round declares, "
					"found none"),
				      text_quoted(cohort->agencies[row].id));
}

/* Citations are in order here. */
static void check_citations(struct joint *joint)
{
	const struct cohort *cohort = joint->cohort;

	for (size_t i = 1; i < cohort->n_citations; i++) {
		const struct citation *a = &cohort->citations[i - 1], *b = a + 1;

		if (a->row == b->row && a->field == b->field)
			problem_error(
			    joint->problems, EXIT_EVIDENCE, E_FIELD_TWICE,
			    &cohort->agencies[a->row].place,
			    _("source of field %s of agency %s: expected once, found again"),
			    text_quoted(cohort->fields[a->field].id),
			    text_quoted(cohort->agencies[a->row].id));
	}
}

static void free_record(struct record *record)
{
	for (enum part part = PART_ID; part < PARTS; part++)
		text_free(&record->parts[part]);
	free(record->fields);
	free(record->empty);
	free(record->sources);
	text_free(&record->texts);
	text_free(&record->pointers);
}

void origins_free(struct origins *origins)
{
	if (!origins)
		return;
	for (size_t i = 0; i < origins->n_cells; i++)
		free(origins->cells[i]);
	free(origins->cells);
	free(origins->rows);
	free(origins->visits);
	text_free(&origins->text);
	free(origins);
}

/* What a panel names must be there; a file that could not be read is said already. */
static void check_editions(struct joint *joint)
{
	const struct cohort *cohort = joint->cohort;

	for (size_t i = 0; i < joint->rules->n_editions && joint->problems->errors == joint->errors;
	     i++) {
		bool found = false;

		for (unsigned e = 0; e < cohort->n_editions && !found; e++)
			found = text_glob(joint->rules->editions[i], cohort->editions[e]);
		if (!found)
			problem_error(joint->problems, EXIT_EVIDENCE, E_NO_EDITION, NULL,
				      _("evidence: expected records of the edition %s, found none"),
				      text_quoted(joint->rules->editions[i]));
	}
}

void joint_finish(struct joint *joint)
{
	check_classes(joint);
	check_editions(joint);
	fold_finish(&joint->folds, joint->cohort);
	cohort_close(joint->cohort, joint->rules->classes, joint->rules->n_classes);
	check_citations(joint);
	free_record(&joint->record);
	if (joint->rules->origins)
		*joint->rules->origins = joint->origins;
	else
		origins_free(joint->origins);
}

/* --- What a field may hold --- */

static bool same(const char *known, const char *text, size_t length)
{
	return strlen(known) == length && !memcmp(known, text, length);
}

static const struct field *field_of(const struct joint *joint, const struct given *given)
{
	return &joint->cohort->fields[given->index];
}

/* Always false. */
static bool refuse_field(struct joint *joint, const struct given *given, const char *code,
			 const char *expected, const char *found)
{
	struct place place = joint->place_of(joint->reader, given, false);

	problem_error(joint->problems, EXIT_EVIDENCE, code, &place,
		      _("field %s: expected %s, found %s"), text_quoted(field_of(joint, given)->id),
		      expected, found);
	return false;
}

static void refuse_code(struct joint *joint, const struct given *given, const char *found)
{
	const struct field *field = field_of(joint, given);
	struct text expected = {0};

	text_add(&expected, _("one of "));
	for (size_t i = 0; i < field->n_codes && i < 8; i++) {
		text_add(&expected, i ? ", " : "");
		text_add(&expected, text_quoted(field->codes[i].text));
	}
	if (field->n_codes > 8)
		text_add(&expected, ", ...");
	refuse_field(joint, given, E_CODE, expected.data, found);
	text_free(&expected);
}

bool field_code(struct joint *joint, const struct given *given, const char *text, size_t length,
		double *out)
{
	const struct field *field = field_of(joint, given);
	struct text found = {0};

	for (size_t i = 0; i < field->n_codes; i++)
		if (same(field->codes[i].text, text, length)) {
			*out = field->codes[i].number;
			return true;
		}
	text_add(&found, text_quote(text, length));
	refuse_code(joint, given, found.data);
	text_free(&found);
	return false;
}

static bool holds(const struct steps *steps, size_t i, double number)
{
	double bound = steps->list[i].bound;

	if (i + 1 == steps->count)
		return true;
	switch (steps->kind) {
	case STEP_ABOVE:
		return number > bound;
	case STEP_AT_LEAST:
		return number >= bound;
	case STEP_BELOW:
		return number < bound;
	case STEP_AT_MOST:
		return number <= bound;
	}
	return false;
}

static double stepped(const struct steps *steps, double number)
{
	size_t i = 0;

	while (i < steps->count && !holds(steps, i, number))
		i++;
	return i < steps->count ? steps->list[i].number : number;
}

bool field_number(struct joint *joint, const struct given *given, double number, double *out)
{
	const struct field *field = field_of(joint, given);
	char low[DECIMAL_TEXT], high[DECIMAL_TEXT], found[DECIMAL_TEXT], expected[2 * DECIMAL_TEXT];

	if (number < field->min || number > field->max) {
		snprintf(expected, sizeof(expected), "%s..%s",
			 decimal_print_double(low, field->min),
			 decimal_print_double(high, field->max));
		return refuse_field(joint, given, E_RANGE, expected,
				    decimal_print_double(found, number));
	}
	*out = stepped(&field->steps, number);
	return true;
}

static bool may_be_named(unsigned state)
{
	return state != STATE_VALUE && state != STATE_UNDEFINED;
}

static void refuse_state(struct joint *joint, const struct given *given, const char *word)
{
	const struct states *states = joint->cohort->states;
	const char *names[STATE_LIMIT], *nearest;
	struct text found = {0};
	size_t n = 0;

	for (unsigned i = 0; i < states->count; i++)
		if (may_be_named(i))
			names[n++] = states->names[i];
	nearest = text_nearest(word, names, n);
	text_add(&found, text_quoted(word));
	if (nearest)
		text_print(&found, _("; did you mean %s?"), text_quoted(nearest));
	refuse_field(joint, given, E_STATE, _("a state of the round"), found.data);
	text_free(&found);
}

bool field_state(struct joint *joint, const struct given *given, const char *text, size_t length,
		 enum state *out)
{
	const struct states *states = joint->cohort->states;
	char *word;

	for (unsigned i = 0; i < states->count; i++)
		if (may_be_named(i) && same(states->names[i], text, length)) {
			*out = (enum state)i;
			return true;
		}
	word = mem_copy_n(text, length);
	refuse_state(joint, given, word);
	free(word);
	return false;
}

bool field_may_have_value(struct joint *joint, const struct given *given, enum state state)
{
	const char *name = joint->cohort->states->names[state];

	if (state != STATE_MISSING && state != STATE_NOT_APPLICABLE)
		return true;
	return refuse_field(joint, given, E_STATE_VALUE, _("no value beside a state without one"),
			    text_quoted(name));
}
