#include "record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_codes.h"
#include "field.h"
#include "memory.h"
#include "namesakes.h"
#include "numeral.h"
#include "spelling.h"

static struct visit visit(const struct joint *joint)
{
	return (struct visit){joint->roster ? ORIGINS_ROSTER
					    : (uint32_t)(joint->file - joint->cohort->files),
			      (uint32_t)joint->record.line};
}

/* The number of the visit that the current record pays; records that bring nothing but folded fields pay none. */
static unsigned this_visit(struct joint *joint, size_t row)
{
	if (!joint->record.visit)
		joint->record.visit = origins_visit(joint->origins, row, visit(joint));
	return joint->record.visit;
}

/* --- What a record gives --- */

void record_expect(struct joint *joint)
{
	ledger_mark(&joint->ledger);
}

void record_begin(struct joint *joint, size_t line)
{
	struct record *record = &joint->record;

	record_expect(joint);
	joint->file->rows++;
	memset(record->has, 0, sizeof(record->has));
	record->n_fields = record->n_sources = record->n_empty = 0;
	record->visit = 0;
	record->texts.length = record->pointers.length = 0;
	record->line = line;
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

static void refuse_source(struct joint *joint, const struct given *given, const char *text,
			  size_t length)
{
	struct place place = joint->place_of(joint->reader, given, false);

	problem_error(joint->problems, EXIT_EVIDENCE, E_UNSEEN, &place,
		      _("source of field %s: expected a text without control characters, found %s"),
		      text_quoted(joint->cohort->fields[given->index].id),
		      text_quote(text, length));
}

void record_add_source(struct joint *joint, const struct given *given, const char *text,
		       size_t length)
{
	struct record *record = &joint->record;

	if (text_has_control(text, length)) {
		refuse_source(joint, given, text, length);
		return;
	}
	if (record->n_sources == record->sources_room) {
		record->sources_room = record->sources_room ? 2 * record->sources_room : 16;
		record->sources =
		    mem_resize(record->sources, record->sources_room, sizeof(*record->sources));
	}
	record->sources[record->n_sources++] =
	    (struct given_source){given->index, record->texts.length, length};
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

bool joint_names_edition(const struct joint *joint, const char *edition)
{
	const struct evidence_rules *rules = joint->rules;

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
	if (joint_names_edition(joint, edition->data))
		return edition->data;
	place = place_of_part(joint, PART_EDITION);
	problem_error(joint->problems, EXIT_EVIDENCE, E_EDITION, &place,
		      _("edition: expected %s as in the round, found %s"),
		      text_quoted(rules->edition), text_quote(edition->data, edition->length));
	return NULL;
}

static void keep_place(struct joint *joint, size_t row)
{
	struct place place = joint->place_of(joint->reader, NULL, false);

	cohort_set_place(joint->cohort, row, joint->file, &place);
}

static size_t add_row(struct joint *joint, const char *edition)
{
	const struct text *id = &joint->record.parts[PART_ID];
	size_t row = cohort_add_in(joint->cohort, id->data, id->length, edition);

	ledger_add_row(&joint->ledger);
	keep_place(joint, row);
	origins_add_row(joint->origins, visit(joint));
	joint->record.visit = 1;
	return row;
}

static void refuse_case(struct joint *joint, size_t other)
{
	const struct text *id = &joint->record.parts[PART_ID];
	struct place place = place_of_part(joint, PART_ID);

	problem_error(joint->problems, EXIT_EVIDENCE, E_ID_CASE, &place,
		      _("id: expected ids that differ in more than case, found %s; %s is at %s"),
		      text_quote(id->data, id->length),
		      text_quoted(cohort_id(joint->cohort, other)),
		      origins_text(joint->origins, other, 1));
}

/* Who of the two is meant is not known: both are refused, in all editions. */
static size_t add_both(struct joint *joint, const char *edition, size_t other)
{
	struct ledger *ledger = &joint->ledger;
	struct heard before = ledger_put_aside(ledger);
	size_t row = SIZE_MAX;

	refuse_case(joint, other);
	if (ledger->allow) {
		ledger_blame(ledger, other);
		row = add_row(joint, edition);
		ledger->rows[row].wide = ledger->rows[other].wide = true;
	}
	ledger_take_back(ledger, &before);
	return row;
}

static void check_expected(struct joint *joint)
{
	const struct text *id = &joint->record.parts[PART_ID];
	struct place place = place_of_part(joint, PART_ID);

	if (joint->cohort->roster.path && !joint->roster)
		problem_error(joint->problems, EXIT_EVIDENCE, E_NOT_EXPECTED, &place,
			      _("id: expected an agency of the roster, found %s"),
			      text_quote(id->data, id->length));
}

/* The row of the record's id, added when it is new; SIZE_MAX: refused. */
static size_t find_row(struct joint *joint, const char *edition)
{
	const struct text *id = &joint->record.parts[PART_ID];
	size_t row = cohort_find_in(joint->cohort, id->data, id->length, edition), other;

	if (row != SIZE_MAX && cohort_is_taken(joint->cohort, row)) {
		joint->cohort->lost = true; /* whatever is done from here on, it is done again */
		return SIZE_MAX;
	}
	if (row != SIZE_MAX) {
		if (!joint->ledger.rows[row].came)
			keep_place(joint, row);
		return row;
	}
	other = cohort_find_other_case(joint->cohort, id->data, id->length);
	if (other != SIZE_MAX)
		return add_both(joint, edition, other);
	check_expected(joint);
	return add_row(joint, edition);
}

bool joint_has_class(const struct joint *joint, const char *class_id, size_t length)
{
	const struct evidence_rules *rules = joint->rules;
	unsigned i = 0;

	while (i < rules->n_classes && !(strlen(rules->classes[i]) == length &&
					 !memcmp(rules->classes[i], class_id, length)))
		i++;
	return !rules->n_classes || i < rules->n_classes;
}

static bool check_class(struct joint *joint)
{
	const struct evidence_rules *rules = joint->rules;
	const struct text *text = &joint->record.parts[PART_CLASS];
	struct place place = place_of_part(joint, PART_CLASS);
	const char *nearest;

	if (joint_has_class(joint, text->data, text->length))
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
	static const char *const names[] = {"id",      "name",     "class",  "region",
					    "edition", "competes", "reason", "test"};

	return names[part];
}

/* What earlier records said. */
static const char *part_of_agency(const struct cohort *cohort, size_t row, enum part part)
{
	switch (part) {
	case PART_NAME:
		return cohort_name(cohort, row);
	case PART_CLASS:
		return cohort_class_id(cohort, row);
	case PART_REGION:
		return cohort_region(cohort, row);
	case PART_COMPETES:
		return cohort_agency(cohort, row)->competes ? "yes" : "no";
	default:
		return cohort_reason(cohort, row);
	}
}

static void set_part(struct joint *joint, size_t row, enum part part)
{
	struct cohort *cohort = joint->cohort;
	const struct text *text = &joint->record.parts[part];

	switch (part) {
	case PART_NAME:
		cohort_set_name(cohort, row, text->data, text->length);
		break;
	case PART_CLASS:
		cohort_set_class(cohort, row, text->data, text->length);
		break;
	case PART_REGION:
		cohort_set_region(cohort, row, text->data, text->length);
		break;
	case PART_COMPETES:
		cohort_agency(cohort, row)->competes = !strcmp(text->data, "yes");
		break;
	default:
		cohort_set_reason(cohort, row, text->data, text->length);
	}
}

/* What the records of an agency say of it and do not agree on is not shown. */
static void dispute(struct joint *joint, size_t row, enum part part)
{
	static const uint8_t of_parts[PARTS] = {[PART_NAME] = DISPUTE_NAME,
						[PART_CLASS] = DISPUTE_CLASS,
						[PART_REGION] = DISPUTE_REGION};

	struct ledger_row *of = &joint->ledger.rows[row];

	of->disputed = (of->disputed | of_parts[part]) & 7u;
}

static void refuse_part(struct joint *joint, size_t row, enum part part)
{
	const struct text *text = &joint->record.parts[part];
	struct place place = place_of_part(joint, part);

	dispute(joint, row, part);
	problem_error(joint->problems, EXIT_EVIDENCE, E_DISAGREE, &place,
		      _("%s of agency %s: expected %s as at %s, found %s"), part_name(part),
		      text_quoted(cohort_id(joint->cohort, row)),
		      text_quoted(part_of_agency(joint->cohort, row, part)),
		      origins_text(joint->origins, row, origins_part(joint->origins, row, part)),
		      text_quote(text->data, text->length));
}

/* A terminal obeys control characters, and a table that people print passes them on. */
static bool check_controls(struct joint *joint, enum part part)
{
	const struct text *text = &joint->record.parts[part];
	struct place place;

	if (spelling_is_stacked(text->data, strlen(text->data))) {
		place = place_of_part(joint, part);
		problem_error(joint->problems, EXIT_EVIDENCE, E_MARKS, &place,
			      _("%s: expected at most %d marks on a letter, found more in %s"),
			      part_name(part), SPELLING_MARKS,
			      text_quote(text->data, text->length));
		return false;
	}
	if (!text_has_control(text->data, strlen(text->data))) /* NUL is refused already */
		return true;
	place = place_of_part(joint, part);
	problem_error(joint->problems, EXIT_EVIDENCE, E_UNSEEN, &place,
		      _("%s: expected a text without control characters, found %s"),
		      part_name(part), text_quote(text->data, text->length));
	return false;
}

static void join_part(struct joint *joint, size_t row, enum part part)
{
	const char *text = joint->record.parts[part].data;

	if (!joint->record.has[part])
		return;
	if (origins_part(joint->origins, row, part)) {
		if (!strcmp(text, part_of_agency(joint->cohort, row, part)))
			return;
		refuse_part(joint, row, part);
	} else {
		origins_give_part(joint->origins, row, part, this_visit(joint, row));
		if (!check_controls(joint, part))
			return;
		set_part(joint, row, part);
	}
	if (part == PART_CLASS && !check_class(joint))
		dispute(joint, row, part);
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
	struct origins *origins = joint->origins;
	struct place place;
	unsigned number;

	if (joint->cohort->fields[given->index].fold) {
		join_folded(joint, row, given);
		return;
	}
	number = origins_cell(origins, row, given->index);
	if (number) {
		place = joint->place_of(joint->reader, given, false);
		problem_error(joint->problems, EXIT_EVIDENCE, E_FIELD_TWICE, &place,
			      _("field %s of agency %s: expected once, found again; first at %s"),
			      text_quoted(joint->cohort->fields[given->index].id),
			      text_quoted(cohort_id(joint->cohort, row)),
			      origins_text(origins, row, number));
		return;
	}
	origins_give_cell(origins, row, given->index, this_visit(joint, row), given->state);
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
	origins_join(joint->origins, row);
	if (!record->n_fields && !record->n_empty)
		this_visit(joint, row); /* whatever was read before it */
	for (enum part part = PART_NAME; part < PARTS; part++)
		if (part != PART_EDITION && part != PART_TEST)
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

/* --- Test evidence --- */

/* A run is all of one kind. */
static void note_kind(struct joint *joint)
{
	bool test =
	    joint->record.has[PART_TEST] && !strcmp(joint->record.parts[PART_TEST].data, "yes");
	struct place place = joint->place_of(joint->reader, NULL, false);
	const struct place *other = &joint->first[!test];

	if (!joint->first[test].file)
		joint->first[test] = (struct place){.file = joint->file->path, .line = place.line};
	if (!other->file || joint->mixed)
		return;
	joint->mixed = true;
	problem_error(joint->problems, EXIT_EVIDENCE, E_TEST, &place,
		      test ? _("test: expected real evidence as at %s:%zu, found test evidence; a "
			       "run is all test or all real")
			   : _("test: expected test evidence as at %s:%zu, found real evidence; a "
			       "run is all test or all real"),
		      other->file, other->line);
}

/* The row of an agency of whose edition the record says nothing good; it may be any. */
static size_t row_of_no_edition(struct joint *joint)
{
	const struct text *id = &joint->record.parts[PART_ID];
	const char *edition = joint->rules->n_editions ? "" : joint->rules->edition;
	size_t row = cohort_find_in(joint->cohort, id->data, id->length, edition), other;

	if (row == SIZE_MAX) {
		other = cohort_find_other_case(joint->cohort, id->data, id->length);
		row = other == SIZE_MAX ? add_row(joint, edition) : add_both(joint, edition, other);
	}
	joint->ledger.rows[row].wide = true;
	return row;
}

static void expect_agency(struct joint *joint, size_t row)
{
	const struct text *id = &joint->record.parts[PART_ID];
	struct place place = place_of_part(joint, PART_ID);

	if (joint->ledger.rows[row].expected)
		problem_error(joint->problems, EXIT_EVIDENCE, E_ROSTER_TWICE, &place,
			      _("id: expected each agency once on the roster, found %s again"),
			      text_quote(id->data, id->length));
	joint->ledger.rows[row].expected = true;
	joint->file->scored++;
}

static void end_record(struct joint *joint, size_t row)
{
	if (joint->roster && row != SIZE_MAX)
		expect_agency(joint, row);
	else if (row != SIZE_MAX && !ledger_heard(&joint->ledger))
		ledger_take(&joint->ledger, joint->file, row, !joint->record.n_fields);
	else if (row != SIZE_MAX)
		ledger_refuse(&joint->ledger, joint->file, row);
	else
		ledger_refuse_record(&joint->ledger, joint->file);
}

void record_end(struct joint *joint)
{
	bool has_id = check_id(joint);
	const char *edition = edition_of_record(joint);
	size_t row = SIZE_MAX;
	bool good;

	if (has_id && edition)
		row = find_row(joint, edition);
	if (row != SIZE_MAX)
		join(joint, row);
	else if (has_id && joint->ledger.allow && !joint->roster)
		row = row_of_no_edition(joint);
	good = row != SIZE_MAX && !joint->roster && !ledger_heard(&joint->ledger);
	end_record(joint, row);
	if (good)
		note_kind(joint); /* last: that a run is mixed is no fault of one record */
}

void record_refuse(struct joint *joint)
{
	ledger_refuse_record(&joint->ledger, joint->file);
}

void record_lose(struct joint *joint)
{
	ledger_lose(joint->file);
}

/* --- Beginning and end --- */

void joint_init(struct joint *joint, struct cohort *cohort, const struct evidence_rules *rules,
		struct problems *problems)
{
	*joint = (struct joint){
	    .cohort = cohort, .rules = rules, .problems = problems, .errors = problems->errors};
	joint->origins = origins_start(cohort);
	joint->n_declared = cohort->n_fields;
	ledger_init(&joint->ledger, cohort, problems);
}

/* --- Fields that globs open --- */

static uint32_t field_hash(struct joint *joint, unsigned field)
{
	struct text *key = &joint->openings.key;

	spelling_key(key, joint->cohort->fields[field].id);
	return lookup_hash(LOOKUP_SEED, key->data, key->length);
}

static void refuse_spelling(struct joint *joint, unsigned field, unsigned other)
{
	const struct field *fields = joint->cohort->fields;
	struct place place = joint->place_of(joint->reader, NULL, false);
	const struct openings *openings = &joint->openings;
	struct text found = {0};

	text_print(&found, _("%s and %s"), text_quoted(fields[field].id),
		   text_quoted(fields[other].id));
	if (other >= joint->n_declared)
		text_print(&found, _(" at %s:%zu"), openings->list[other - joint->n_declared].file,
			   openings->list[other - joint->n_declared].line);
	problem_error(joint->problems, EXIT_EVIDENCE, E_SPELLING, &place,
		      _("field: expected one spelling, found %s"), found.data);
	text_free(&found);
}

/* Puts a field among the known spellings; an opened one must not be another's. */
static void add_spelling(struct joint *joint, unsigned field, bool opened)
{
	struct openings *openings = &joint->openings;
	uint32_t hash = field_hash(joint, field);
	size_t at;

	for (uint32_t i = lookup_first(&openings->spellings, hash, &at); i != LOOKUP_NONE && opened;
	     i = lookup_next(&openings->spellings, hash, &at)) {
		spelling_key(&openings->other_key, joint->cohort->fields[i].id);
		if (!strcmp(openings->key.data, openings->other_key.data)) {
			refuse_spelling(joint, field, i);
			break;
		}
	}
	lookup_add(&openings->spellings, hash, field);
}

static void note_opened(struct joint *joint, unsigned field)
{
	struct openings *openings = &joint->openings;
	struct place place = joint->place_of(joint->reader, NULL, false);

	if (!openings->count)
		for (unsigned i = 0; i < joint->n_declared; i++)
			add_spelling(joint, i, false);
	openings->list = mem_grow(openings->list, openings->count, sizeof(*openings->list));
	openings->list[openings->count++] =
	    (struct place){.file = joint->file->path, .line = place.line};
	add_spelling(joint, field, true);
}

static void free_openings(struct openings *openings)
{
	free(openings->list);
	lookup_free(&openings->spellings);
	text_free(&openings->key);
	text_free(&openings->other_key);
}

bool joint_open_field(void *context, const char *name, unsigned *field)
{
	struct joint *joint = context;
	struct field opened = {0};

	if (!joint->rules->open || !joint->rules->open(joint->rules->user, name, &opened))
		return false;
	opened.id = cohort_keep(joint->cohort, name, strlen(name));
	*field = cohort_add_field(joint->cohort, &opened);
	origins_widen(joint->origins);
	note_opened(joint, *field);
	return true;
}

void joint_head(struct joint *joint, unsigned field)
{
	if (field < joint->n_declared || !joint->ledger.allow)
		return;
	joint->headings = mem_grow(joint->headings, joint->n_headings, sizeof(*joint->headings));
	joint->headings[joint->n_headings++] =
	    (struct heading){(uint32_t)(joint->file - joint->cohort->files), field};
}

/* Nobody sent anything for an agency of the roster. */
static void check_roster(struct joint *joint)
{
	const struct cohort *cohort = joint->cohort;
	struct place place;

	for (size_t row = 0; row < cohort->rows; row++) {
		if (joint->ledger.rows[row].came)
			continue;
		ledger_mark(&joint->ledger);
		place = cohort_place(cohort, row);
		problem_error(joint->problems, EXIT_EVIDENCE, E_ABSENT, &place,
			      _("agency %s: expected evidence as the roster says, found no record"),
			      text_quoted(cohort_id(cohort, row)));
		ledger_miss(&joint->ledger, row);
	}
}

static void check_classes(struct joint *joint)
{
	const struct cohort *cohort = joint->cohort;
	struct place place;

	for (size_t row = 0; row < cohort->rows && joint->rules->n_classes; row++) {
		if (origins_part(joint->origins, row, PART_CLASS) ||
		    !origins_is_joined(joint->origins, row) || !joint->ledger.rows[row].came)
			continue;
		ledger_mark(&joint->ledger);
		place = cohort_place(cohort, row);
		problem_error(joint->problems, EXIT_EVIDENCE, E_NO_CLASS, &place,
			      _("class of agency %s: expected one that the round declares, "
				"found none"),
			      text_quoted(cohort_id(cohort, row)));
		ledger_blame(&joint->ledger, row);
	}
}

static void check_citations(struct joint *joint)
{
	struct cohort *cohort = joint->cohort;
	struct place place;

	cohort_order_citations(cohort);
	for (size_t i = 1; i < cohort->n_citations; i++) {
		const struct citation *a = &cohort->citations[i - 1], *b = a + 1;

		if (a->row != b->row || a->field != b->field)
			continue;
		ledger_mark(&joint->ledger);
		place = cohort_place(cohort, a->row);
		problem_error(joint->problems, EXIT_EVIDENCE, E_FIELD_TWICE, &place,
			      _("source of field %s of agency %s: expected once, found again"),
			      text_quoted(cohort->fields[a->field].id),
			      text_quoted(cohort_id(cohort, a->row)));
		ledger_blame(&joint->ledger, a->row);
	}
}

/* --- Leaving out whom the ledger refuses --- */

static bool is_cited(const struct cohort *cohort, unsigned field, const bool *leaves)
{
	for (size_t i = 0; i < cohort->n_citations; i++)
		if (cohort->citations[i].field == field && !leaves[cohort->citations[i].row])
			return true;
	return false;
}

/* Whether the header of a file names a field; a file of which no record stays counts as not sent. */
static bool is_headed(const struct joint *joint, unsigned field)
{
	for (size_t i = 0; i < joint->n_headings; i++) {
		const struct evidence_file *file = &joint->cohort->files[joint->headings[i].file];

		if (joint->headings[i].field == field &&
		    (file->scored || file->empty || !file->rows))
			return true;
	}
	return false;
}

/* Whether a field is named by a record of someone who stays. */
static bool is_named(struct joint *joint, unsigned field, const bool *leaves)
{
	const struct cohort *cohort = joint->cohort;

	for (size_t row = 0; row < cohort->rows; row++)
		if (!leaves[row] && (origins_cell(joint->origins, row, field) ||
				     fold_is_named(&joint->folds, row, field)))
			return true;
	return is_cited(cohort, field, leaves);
}

/* The fields that only records of refused agencies opened go with them: else a criterion's glob would find them. */
static bool *leaving_fields(struct joint *joint, const bool *leaves)
{
	unsigned n = joint->cohort->n_fields;
	bool *fields = mem_array(n, sizeof(*fields));

	for (unsigned field = joint->n_declared; field < n; field++)
		fields[field] = !is_headed(joint, field) && !is_named(joint, field, leaves);
	return fields;
}

static void check_agencies(struct joint *joint)
{
	if (joint->cohort->rows == 0 && joint->problems->errors == joint->errors)
		problem_error(joint->problems, EXIT_EVIDENCE, E_NO_AGENCY, NULL,
			      _("evidence: expected at least one agency, found none"));
}

/* Of the record that gave it; of the agency's first one where none did. */
static struct place place_of_given_naming(void *context, size_t row, enum naming naming)
{
	static const enum part parts[] = {PART_NAME, PART_CLASS, PART_REGION};
	const struct joint *joint = context;
	unsigned number = origins_part(joint->origins, row, parts[naming]);

	if (number < 2)
		return cohort_place(joint->cohort, row);
	return origins_place(joint->origins, row, number);
}

/* Of those who stay: what two of them share is no fault of one, so nobody is refused for it. */
static void check_namesakes(struct joint *joint, const bool *leaves)
{
	const struct namesakes_rules rules = {.cohort = joint->cohort,
					      .leaves = leaves,
					      .jobs = joint->rules->jobs,
					      .classes_declared = joint->rules->n_classes > 0,
					      .place_of = place_of_given_naming,
					      .user = joint};

	ledger_mark(&joint->ledger);
	namesakes_check(&rules, joint->problems);
}

/* Sets what was folded, and drops those who leave. */
static void settle(struct joint *joint)
{
	bool *leaves = ledger_close(&joint->ledger);
	bool *fields = leaves ? leaving_fields(joint, leaves) : NULL;

	check_namesakes(joint, leaves);
	fold_finish(&joint->folds, joint->cohort);
	if (!leaves)
		return;
	origins_drop(joint->origins, leaves, fields);
	cohort_drop(joint->cohort, leaves, fields);
	free(leaves);
	free(fields);
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
	joint->cohort->test = joint->first[1].file && !joint->first[0].file;
	check_classes(joint);
	check_roster(joint);
	check_citations(joint);
	settle(joint);
	check_agencies(joint);
	check_editions(joint);
	cohort_close(joint->cohort, joint->rules->classes, joint->rules->n_classes);
	free_record(&joint->record);
	ledger_free(&joint->ledger);
	free(joint->headings);
	free_openings(&joint->openings);
	if (joint->rules->origins)
		*joint->rules->origins = joint->origins;
	else
		origins_free(joint->origins);
}

/* --- What a field may hold --- */

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

	if (field_decode(field, text, length, out))
		return true;
	text_add(&found, text_quote(text, length));
	refuse_code(joint, given, found.data);
	text_free(&found);
	return false;
}

bool field_is_held(struct joint *joint, const struct given *given, const char *text, size_t length,
		   double number)
{
	char nearest[DECIMAL_TEXT];
	struct text found = {0};

	if (isnan(number) || numeral_is_held(text, length, number)) /* NaN: refused already */
		return true;
	text_print(&found, _("%s, to which the nearest one is %s"), text_quote(text, length),
		   decimal_print_double(nearest, number));
	refuse_field(
	    joint, given, E_HELD,
	    _("a whole number that is held digit by digit (up to 9007199254740992 each is)"),
	    found.data);
	text_free(&found);
	return false;
}

bool field_number(struct joint *joint, const struct given *given, double number, double *out)
{
	const struct field *field = field_of(joint, given);
	char low[DECIMAL_TEXT], high[DECIMAL_TEXT], found[DECIMAL_TEXT], expected[2 * DECIMAL_TEXT];

	if (!isnan(number) && !field_holds(field, number)) { /* NaN: refused already */
		snprintf(expected, sizeof(expected), "%s..%s",
			 decimal_print_double(low, field->min),
			 decimal_print_double(high, field->max));
		return refuse_field(joint, given, E_RANGE, expected,
				    decimal_print_double(found, number));
	}
	*out = field_step(field, number);
	return true;
}

static void refuse_state(struct joint *joint, const struct given *given, const char *word)
{
	const struct states *states = joint->cohort->states;
	const char *names[STATE_LIMIT], *nearest;
	struct text found = {0};
	size_t n = 0;

	for (unsigned i = 0; i < states->count; i++)
		if (states_may_be_named(i))
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
	char *word;

	if (states_find(joint->cohort->states, text, length, out))
		return true;
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
