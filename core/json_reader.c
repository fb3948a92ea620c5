#include "readers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bulk.h"
#include "evidence_codes.h"
#include "feed.h"
#include "names.h"

/* A value that is no object, copied; an array stands without what it holds. */
struct scalar {
	enum json_kind kind;
	struct text text; /* of a text or number */
	double number;
	size_t line, column;
};

/* The names that make an object one field, and not a nest of fields. */
enum member { MEMBER_VALUE, MEMBER_STATE, MEMBER_SOURCE, MEMBERS };
static const char *const member_names[] = {"value", "state", "source"};

struct json_reader {
	struct joint *joint;
	struct json *json;
	enum json_form form;
	struct names keys;   /* of a record */
	struct names fields; /* of "evidence" */
	struct text path;    /* name of the current field: nested names joined with dots */
	size_t column;       /* of the record */
	bool nameless;       /* its id was refused */
	struct scalar members[MEMBERS];
	bool has[MEMBERS];
	struct scalar scalar;
	struct text pointer;
	/* of lines */
	struct feed *feed;
	struct scan_plan plan;
	struct scan_names met[2]; /* names of records, of their evidence, until there is a plan */
	bool planned;
};

/* --- Places --- */

static const char *part_key(enum part part)
{
	static const char *const keys[] = {"id",      "name",     "class",  "region",
					   "edition", "competes", "reason", "test"};

	return keys[part];
}

static const char *pointer_of(struct json_reader *reader, const struct given *given, bool is_part)
{
	struct text *pointer = &reader->pointer;
	const char *name;

	if (given && given->pointer)
		return reader->joint->record.pointers.data + given->pointer;
	pointer->length = 0;
	text_add(pointer, "");
	if (reader->form == JSON_RECORDS)
		text_print(pointer, "/%zu", reader->joint->file->rows - 1);
	if (!given)
		return pointer->data;
	name = is_part ? part_key((enum part)given->index)
		       : reader->joint->cohort->fields[given->index].id;
	text_add(pointer, is_part ? "" : "/evidence");
	json_add_name(pointer, name, strlen(name));
	return pointer->data;
}

static struct place place_of(void *context, const struct given *given, bool is_part)
{
	struct json_reader *reader = context;

	return (struct place){.file = reader->joint->file->path,
			      .line = given ? given->line : reader->joint->record.line,
			      .column = given ? given->column : reader->column,
			      .pointer = pointer_of(reader, given, is_part)};
}

/* --- Types --- */

/* What was found, for a message. */
static const char *found_text(enum json_kind kind, const char *text, size_t length)
{
	switch (kind) {
	case JSON_OBJECT:
		return _("an object");
	case JSON_ARRAY:
		return _("an array");
	case JSON_TRUE:
		return "true";
	case JSON_FALSE:
		return "false";
	case JSON_NULL:
		return "null";
	default:
		return text_quote(text, length);
	}
}

static const char *found_kind(enum json_kind kind)
{
	return kind == JSON_TEXT ? _("the text ") : kind == JSON_NUMBER ? _("the number ") : "";
}

static void refuse_type(struct json_reader *reader, const struct place *place, const char *subject,
			const char *expected, const struct json_token *found)
{
	problem_error(reader->joint->problems, EXIT_EVIDENCE, E_TYPE, place,
		      _("%s: expected %s, found %s%s"), subject, expected, found_kind(found->kind),
		      found_text(found->kind, found->text, found->length));
}

/* The same for a value that the scanner stands on; passes it. */
static bool refuse_token(struct json_reader *reader, const char *subject, const char *expected,
			 const struct json_token *found)
{
	struct place place = json_place(reader->json);

	refuse_type(reader, &place, subject, expected, found);
	return json_skip(reader->json);
}

static void copy_scalar(struct scalar *scalar, const struct json_token *token)
{
	scalar->kind = token->kind;
	scalar->number = token->number;
	scalar->line = token->line;
	scalar->column = token->column;
	scalar->text.length = 0;
	if (token->kind == JSON_TEXT || token->kind == JSON_NUMBER)
		text_add_n(&scalar->text, token->text, token->length);
}

/* --- Fields --- */

/* What the path means as the name of a value. */
static struct known_name *find_field(struct json_reader *reader, uint32_t hash)
{
	return names_value(&reader->fields, hash, reader->path.data, reader->path.length);
}

/* Whether the path, which may also be the beginning of nested names, is skipped. */
static bool is_ignored(struct json_reader *reader, uint32_t hash)
{
	return names_find(&reader->fields, hash, reader->path.data, reader->path.length)->kind ==
	       NAME_IGNORED;
}

static void refuse_field_type(struct json_reader *reader, const struct given *given,
			      const char *expected, const struct scalar *scalar)
{
	struct place place = place_of(reader, given, false);
	struct text subject = {0};

	text_print(&subject, _("field %s"),
		   text_quoted(reader->joint->cohort->fields[given->index].id));
	refuse_type(reader, &place, subject.data, expected,
		    &(struct json_token){.kind = scalar->kind,
					 .text = scalar->text.data,
					 .length = scalar->text.length});
	text_free(&subject);
}

/* The number that a scalar stands for; null is no number. */
static bool scalar_number(struct json_reader *reader, struct given *given,
			  const struct scalar *scalar)
{
	const struct field *field = &reader->joint->cohort->fields[given->index];
	double number = scalar->number;

	if (field->n_codes) {
		if (scalar->kind != JSON_TEXT) {
			refuse_field_type(reader, given, _("a text"), scalar);
			return false;
		}
		if (!field_code(reader->joint, given, scalar->text.data, scalar->text.length,
				&number))
			return false;
	} else if (scalar->kind == JSON_TRUE || scalar->kind == JSON_FALSE) {
		number = scalar->kind == JSON_TRUE;
	} else if (scalar->kind != JSON_NUMBER) {
		refuse_field_type(reader, given, _("a number, true or false"), scalar);
		return false;
	} else if (!field_is_held(reader->joint, given, scalar->text.data, scalar->text.length,
				  number)) {
		return false;
	}
	return field_number(reader->joint, given, number, &given->value);
}

/* Keeps the pointer of a value below a field's name; a value right under it needs none. */
static size_t keep_pointer(struct json_reader *reader, const char *pointer)
{
	struct text *pointers = &reader->joint->record.pointers;
	size_t offset;

	if (pointers->length == 0)
		text_add_n(pointers, "", 1); /* offset 0 means none */
	offset = pointers->length;
	text_add_n(pointers, pointer, strlen(pointer) + 1);
	return offset;
}

static struct given given_for(const struct known_name *name, const struct scalar *scalar,
			      size_t pointer)
{
	return (struct given){.index = name->index,
			      .state = STATE_VALUE,
			      .value = NAN,
			      .line = scalar->line,
			      .column = scalar->column,
			      .pointer = pointer};
}

/* A field that is its value alone. */
static void read_plain(struct json_reader *reader, const struct known_name *name,
		       const struct scalar *scalar, size_t pointer)
{
	struct given given = given_for(name, scalar, pointer);

	if (scalar->kind == JSON_NULL)
		given.state = STATE_UNKNOWN;
	else if (!scalar_number(reader, &given, scalar))
		return;
	record_add_field(reader->joint, &given);
}

static void refuse_name(struct json_reader *reader, struct known_name *name,
			const struct place *place)
{
	names_refuse(&reader->fields, name, place, reader->joint->problems);
}

/* --- Objects: one field, or nested ones --- */

static bool read_value(struct json_reader *reader, const struct json_token *token, uint32_t hash,
		       bool nested);

/* Joins a name to the path; returns the hash of the whole. */
static uint32_t enter(struct json_reader *reader, uint32_t hash, const char *name, size_t length)
{
	if (reader->path.length) {
		text_add_n(&reader->path, ".", 1);
		hash = lookup_hash(hash, ".", 1);
	}
	text_add_n(&reader->path, name, length);
	return lookup_hash(hash, name, length);
}

static void leave(struct json_reader *reader, size_t length)
{
	reader->path.length = length;
}

static enum member find_member(const struct json_token *name)
{
	enum member member = MEMBER_VALUE;

	while (member < MEMBERS && strcmp(member_names[member], name->text))
		member++;
	return member;
}

/* The pointer of a member of the object that the scanner stands in, or (left) has just left. */
static size_t pointer_of_member(struct json_reader *reader, enum member member, bool left)
{
	struct text *pointer = &reader->pointer;
	struct place place = json_place(reader->json);
	const char *end = left ? NULL : strrchr(place.pointer, '/');

	pointer->length = 0;
	text_add_n(pointer, place.pointer,
		   end ? (size_t)(end - place.pointer) : strlen(place.pointer));
	json_add_name(pointer, member_names[member], strlen(member_names[member]));
	return keep_pointer(reader, pointer->data);
}

/*
 * value, state and source turn out to be names of nested fields, which the round must know: no glob of it opens them, since another
 * member of the object is rather misspelt.
 */
static void read_members_as_fields(struct json_reader *reader, uint32_t hash)
{
	size_t length = reader->path.length;

	for (enum member member = MEMBER_VALUE; member < MEMBERS; member++) {
		struct scalar *scalar = &reader->members[member];
		struct known_name *name;
		struct given given;
		uint32_t full;

		if (!reader->has[member])
			continue;
		full = enter(reader, hash, member_names[member], strlen(member_names[member]));
		name = names_find(&reader->fields, full, reader->path.data, reader->path.length);
		given = given_for(name, scalar, pointer_of_member(reader, member, false));
		if (name->kind == NAME_UNKNOWN) {
			struct place place = place_of(reader, &given, false);

			refuse_name(reader, name, &place);
		} else if (name->kind == NAME_FIELD) {
			read_plain(reader, name, scalar, given.pointer);
		}
		leave(reader, length);
		reader->has[member] = false;
	}
}

static bool member_is_text(struct json_reader *reader, const struct known_name *name,
			   enum member member)
{
	const struct scalar *scalar = &reader->members[member];
	struct given given;

	if (scalar->kind == JSON_TEXT)
		return true;
	given = given_for(name, scalar, pointer_of_member(reader, member, true));
	refuse_field_type(reader, &given, _("a text"), scalar);
	return false;
}

/* The value of an object that is one field, with or without a state. */
static bool read_member_value(struct json_reader *reader, struct given *given)
{
	const struct scalar *scalar = &reader->members[MEMBER_VALUE];

	if (scalar->kind == JSON_NULL) {
		if (given->state == STATE_VALUE)
			given->state = STATE_UNKNOWN;
		return true;
	}
	if (given->state != STATE_VALUE &&
	    !field_may_have_value(reader->joint, given, given->state))
		return false;
	return scalar_number(reader, given, scalar);
}

/* value and state of an object that is one field. */
static void read_value_and_state(struct json_reader *reader, const struct known_name *name)
{
	enum member first = reader->has[MEMBER_VALUE] ? MEMBER_VALUE : MEMBER_STATE;
	const struct text *state = &reader->members[MEMBER_STATE].text;
	struct given given;

	if (!reader->has[first])
		return;
	given = given_for(name, &reader->members[first], pointer_of_member(reader, first, true));
	if (reader->has[MEMBER_STATE] &&
	    (!member_is_text(reader, name, MEMBER_STATE) ||
	     !field_state(reader->joint, &given, state->data, state->length, &given.state)))
		return;
	if (!reader->has[MEMBER_VALUE] || read_member_value(reader, &given))
		record_add_field(reader->joint, &given);
}

static void read_members(struct json_reader *reader, const struct known_name *name)
{
	const struct text *source = &reader->members[MEMBER_SOURCE].text;
	struct given given;

	read_value_and_state(reader, name);
	if (!reader->has[MEMBER_SOURCE] || !member_is_text(reader, name, MEMBER_SOURCE) ||
	    !source->length)
		return;
	given = given_for(name, &reader->members[MEMBER_SOURCE],
			  pointer_of_member(reader, MEMBER_SOURCE, true));
	record_add_source(reader->joint, &given, source->data, source->length);
}

/* The end of an object none of whose members was a nested field. */
static void close_object(struct json_reader *reader, uint32_t hash)
{
	struct known_name *name = find_field(reader, hash);
	struct place place;

	if (name->kind == NAME_FIELD) {
		read_members(reader, name);
	} else if (name->kind == NAME_UNKNOWN) {
		place = json_place(reader->json);
		refuse_name(reader, name, &place);
	}
}

/* A member that makes the object a nest of fields. */
static bool read_nested(struct json_reader *reader, const struct json_token *name, uint32_t hash)
{
	size_t length = reader->path.length;
	uint32_t full = enter(reader, hash, name->text, name->length);
	bool clear = read_value(reader, json_next(reader->json), full, length > 0);

	leave(reader, length);
	return clear;
}

/* value, state or source, as long as they may be one field. */
static bool read_own_member(struct json_reader *reader, enum member member, uint32_t hash,
			    bool *nested)
{
	const struct json_token *token = json_next(reader->json);
	size_t length = reader->path.length;
	bool clear;

	if (token->kind != JSON_OBJECT) {
		copy_scalar(&reader->members[member], token);
		reader->has[member] = token->kind != JSON_BAD;
		return json_skip(reader->json);
	}
	*nested = true;
	read_members_as_fields(reader, hash);
	clear = read_value(reader, token,
			   enter(reader, hash, member_names[member], strlen(member_names[member])),
			   true);
	leave(reader, length);
	return clear;
}

/* Behind "{" of a field whose name is path. */
static bool read_object(struct json_reader *reader, uint32_t hash)
{
	bool nested = false, clear = true;

	memset(reader->has, 0, sizeof(reader->has));
	while (clear) {
		const struct json_token *token = json_next(reader->json);
		enum member member;

		if (token->kind != JSON_NAME) {
			clear = token->kind == JSON_OBJECT_END;
			break;
		}
		member = nested ? MEMBERS : find_member(token);
		if (member < MEMBERS) {
			clear = read_own_member(reader, member, hash, &nested);
			continue;
		}
		if (!nested)
			read_members_as_fields(reader, hash);
		nested = true;
		clear = read_nested(reader, token, hash);
	}
	if (clear && !nested)
		close_object(reader, hash);
	return clear;
}

/* The value of the field whose name is path; false when the scanner lost its way. */
static bool read_value(struct json_reader *reader, const struct json_token *token, uint32_t hash,
		       bool nested)
{
	struct known_name *name;
	struct place place;

	if (token->kind == JSON_BAD)
		return false;
	if (is_ignored(reader, hash))
		return json_skip(reader->json);
	if (token->kind == JSON_OBJECT)
		return read_object(reader, hash);
	name = find_field(reader, hash);
	if (name->kind == NAME_UNKNOWN) {
		place = json_place(reader->json);
		refuse_name(reader, name, &place);
		return json_skip(reader->json);
	}
	copy_scalar(&reader->scalar, token);
	read_plain(reader, name, &reader->scalar,
		   nested ? keep_pointer(reader, json_place(reader->json).pointer) : 0);
	return json_skip(reader->json);
}

/* --- What is plain goes another way --- */

enum { MET_KEYS, MET_MEMBERS };

/* The order in which lines have their names. */
static void meet(struct json_reader *reader, unsigned where, const struct json_token *name)
{
	if (reader->feed && !reader->planned)
		scan_add_name(&reader->met[where], name->text, name->length, SCAN_SKIP, 0);
}

/* A name that is unknown, and that nobody will say so of again. */
static bool is_passed(const struct names *names, const struct known_name *name)
{
	return name->kind == NAME_IGNORED ||
	       (name->kind == NAME_UNKNOWN && name->met && !names->always);
}

static void plan_key(struct json_reader *reader, const struct known_name *name)
{
	struct scan_names *keys = &reader->plan.keys;

	if (name->kind == NAME_PART)
		reader->plan.parts[name->index] = true;
	if (name->kind == NAME_PART)
		scan_add_name(keys, name->text, name->length, SCAN_PART, name->index);
	else if (name->kind == NAME_EVIDENCE)
		scan_add_name(keys, name->text, name->length, SCAN_EVIDENCE, 0);
	else if (is_passed(&reader->keys, name))
		scan_add_name(keys, name->text, name->length, SCAN_SKIP, 0);
}

/* Folded fields are added up record by record. */
static void plan_member(struct json_reader *reader, const struct known_name *name)
{
	const struct cohort *cohort = reader->joint->cohort;
	struct scan_names *members = &reader->plan.members;
	const struct field *field;
	struct scan_name *added;

	if (name->kind != NAME_FIELD) {
		if (is_passed(&reader->fields, name))
			scan_add_name(members, name->text, name->length, SCAN_SKIP, 0);
		return;
	}
	field = &cohort->fields[name->index];
	if (field->fold)
		return;
	added = scan_add_name(members, name->text, name->length,
			      field->n_codes || field->steps.count ? SCAN_FIELD : SCAN_NUMBER,
			      reader->plan.n_fields);
	if (!added)
		return;
	added->min = field->min;
	added->max = field->max;
	scan_add_field(&reader->plan, cohort, name->index);
}

/* First the names that lines were seen to have, then all others that are known. */
static void plan_names(struct json_reader *reader, unsigned where, struct names *names,
		       void (*plan)(struct json_reader *reader, const struct known_name *name))
{
	const struct scan_names *met = &reader->met[where];

	for (unsigned i = 0; i < met->count; i++) {
		const char *text = met->list[i].text + 1;
		size_t length = met->list[i].length - 2;

		plan(reader,
		     names_find(names, lookup_hash(LOOKUP_SEED, text, length), text, length));
	}
	for (size_t i = 0; i < names->count; i++)
		plan(reader, &names->list[i]);
}

/* Behind the first record. */
static void plan_scan(struct json_reader *reader)
{
	reader->planned = true;
	if (reader->joint->rules->unscanned)
		return;
	figures_init(&reader->plan.figures, '.', scan_absent(STATE_MISSING));
	plan_names(reader, MET_KEYS, &reader->keys, plan_key);
	plan_names(reader, MET_MEMBERS, &reader->fields, plan_member);
	feed_scan(reader->feed, json_unread(reader->json), &reader->plan, scan_json);
	json_pass(reader->json, 0);
}

/* What follows of plain lines. */
static void read_plain_lines(struct json_reader *reader)
{
	struct feed_rows rows;
	size_t joined;

	if (!json_records(reader->json))
		return;
	if (!reader->planned)
		plan_scan(reader);
	do {
		if (!feed_rows(reader->feed, json_unread(reader->json), &rows))
			return;
		json_pass(reader->json, 0);
		joined = bulk_join(reader->joint, &reader->plan, &rows, json_here(reader->json));
		feed_pass(reader->feed, joined);
		json_pass(reader->json, joined);
	} while (joined == rows.count);
}

/* --- Records --- */

static bool read_evidence(struct json_reader *reader, const struct json_token *token)
{
	const struct json_token *name;

	if (token->kind == JSON_BAD)
		return false;
	if (token->kind != JSON_OBJECT)
		return refuse_token(reader, "evidence", _("an object"), token);
	for (;;) {
		name = json_next(reader->json);
		if (name->kind != JSON_NAME)
			return name->kind == JSON_OBJECT_END;
		meet(reader, MET_MEMBERS, name);
		reader->path.length = 0;
		if (!read_nested(reader, name, LOOKUP_SEED))
			return false;
	}
}

/* The type of a part, for a message; NULL: the token has it. An edition may be written as a number. */
static const char *wrong_part(enum part part, enum json_kind kind)
{
	if (part == PART_COMPETES || part == PART_TEST)
		return kind == JSON_TRUE || kind == JSON_FALSE ? NULL : _("true or false");
	if (kind == JSON_TEXT || (part == PART_EDITION && kind == JSON_NUMBER))
		return NULL;
	return _("a text");
}

static bool read_part(struct json_reader *reader, const struct json_token *token, enum part part)
{
	struct given given = {.index = part, .line = token->line, .column = token->column};
	const char *expected = wrong_part(part, token->kind);

	if (token->kind == JSON_BAD)
		return false;
	reader->nameless |= expected && part == PART_ID;
	if (expected)
		return refuse_token(reader, part_key(part), expected, token);
	if (part == PART_COMPETES || part == PART_TEST)
		record_add_part(reader->joint, &given, token->kind == JSON_TRUE ? "yes" : "no",
				token->kind == JSON_TRUE ? 3 : 2);
	else if (token->length)
		record_add_part(reader->joint, &given, token->text, token->length);
	return true;
}

/* A member of a record; token is its name. */
static bool read_key(struct json_reader *reader, const struct json_token *token)
{
	struct known_name *name =
	    names_find(&reader->keys, token->hash, token->text, token->length);
	struct place place;

	meet(reader, MET_KEYS, token);
	switch (name->kind) {
	case NAME_PART:
		return read_part(reader, json_next(reader->json), (enum part)name->index);
	case NAME_EVIDENCE:
		return read_evidence(reader, json_next(reader->json));
	case NAME_UNKNOWN:
		place = json_place(reader->json);
		names_refuse(&reader->keys, name, &place, reader->joint->problems);
		break;
	default:
		break;
	}
	return json_skip(reader->json);
}

static bool read_keys(struct json_reader *reader)
{
	for (;;) {
		const struct json_token *token = json_next(reader->json);

		if (token->kind != JSON_NAME)
			return token->kind == JSON_OBJECT_END;
		if (!read_key(reader, token))
			return false;
	}
}

/* A record whose first token is this one; false when the scanner lost its way. */
static bool read_record(struct json_reader *reader, const struct json_token *token)
{
	bool is_object = token->kind == JSON_OBJECT;

	record_begin(reader->joint, token->line);
	reader->column = token->column;
	reader->nameless = !is_object;
	if (!(is_object ? read_keys(reader)
			: refuse_token(reader, _("record"), _("an object"), token)))
		return false;
	if (reader->form == JSON_RECORD_PER_LINE && !json_ends_line(reader->json))
		return false;
	if (reader->nameless)
		record_refuse(reader->joint);
	else
		record_end(reader->joint);
	return true;
}

/* --- Files --- */

/* Where a document is lost, one record may have begun. */
static void lose_record(struct json_reader *reader)
{
	const struct evidence_file *file = reader->joint->file;

	if (json_records(reader->json) > file->scored + file->refused + file->empty)
		record_lose(reader->joint);
}

static void read_array(struct json_reader *reader)
{
	const struct json_token *token = json_next(reader->json);
	struct place place;

	if (token->kind != JSON_ARRAY) {
		place = json_place(reader->json);
		if (token->kind != JSON_BAD)
			problem_error(reader->joint->problems, EXIT_EVIDENCE, E_NO_RECORDS, &place,
				      _("document: expected an array of records, found %s%s"),
				      found_kind(token->kind),
				      found_text(token->kind, token->text, token->length));
		return;
	}
	while (!reader->joint->cohort->lost) {
		token = json_next(reader->json);
		if (token->kind == JSON_ARRAY_END) {
			json_next(reader->json); /* nothing may follow */
			return;
		}
		if (token->kind == JSON_BAD || !read_record(reader, token)) {
			lose_record(reader);
			return;
		}
	}
}

/* One bad line costs its record; a file of which no line has begun is no file of lines. */
static void refuse_line(struct json_reader *reader, size_t records)
{
	if (json_records(reader->json) > records)
		record_refuse(reader->joint);
}

static void read_lines(struct json_reader *reader)
{
	while (!reader->joint->cohort->lost) {
		const struct json_token *token;
		size_t records;

		read_plain_lines(reader);
		records = json_records(reader->json);
		record_expect(reader->joint);
		token = json_next(reader->json);
		if (token->kind == JSON_END)
			return;
		if (token->kind != JSON_BAD && read_record(reader, token))
			continue;
		refuse_line(reader, records);
		if (!json_next_line(reader->json))
			return;
	}
}

static void add_names(struct json_reader *reader)
{
	const struct evidence_rules *rules = reader->joint->rules;
	const struct cohort *cohort = reader->joint->cohort;

	reader->keys.ignore = reader->fields.ignore = rules->ignore;
	reader->keys.n_ignore = reader->fields.n_ignore = rules->n_ignore;
	reader->keys.extra = reader->fields.extra =
	    rules->extra ? &reader->joint->file->extra : NULL;
	reader->keys.always = reader->fields.always = reader->joint->ledger.allow;
	reader->fields.open = joint_open_field;
	reader->fields.user = reader->joint;
	for (enum part part = PART_ID; part < PARTS; part++)
		names_add(&reader->keys, part_key(part), NAME_PART, part);
	names_add(&reader->keys, "evidence", NAME_EVIDENCE, 0);
	for (unsigned i = 0; i < cohort->n_fields; i++)
		names_add(&reader->fields, cohort->fields[i].id, NAME_FIELD, i);
}

static void free_reader(struct json_reader *reader)
{
	names_free(&reader->keys);
	names_free(&reader->fields);
	text_free(&reader->path);
	for (enum member member = MEMBER_VALUE; member < MEMBERS; member++)
		text_free(&reader->members[member].text);
	text_free(&reader->scalar.text);
	text_free(&reader->pointer);
	for (unsigned where = 0; where < 2; where++) {
		free(reader->met[where].list);
		arena_free(&reader->met[where].arena);
	}
	json_close(reader->json);
}

#define CHUNK ((size_t)1 << 20) /* as many lines as in one of CSV, which names nothing */

void read_json(struct joint *joint, struct input *input, enum json_form form)
{
	struct json_reader reader = {.joint = joint, .form = form};
	size_t chunk = joint->rules->chunk ? joint->rules->chunk : CHUNK;

	if (form == JSON_RECORD_PER_LINE)
		reader.feed = feed_open(input, joint->rules->jobs, chunk);
	reader.json =
	    json_open(reader.feed ? feed_input(reader.feed) : input, form, joint->problems);
	if (reader.feed)
		json_read_by(reader.json, feed_read, reader.feed);

	joint->place_of = place_of;
	joint->reader = &reader; /* cppcheck-suppress autoVariables ; for as long as this reads */
	add_names(&reader);
	if (form == JSON_RECORDS)
		read_array(&reader);
	else
		read_lines(&reader);
	joint->file->rows = json_records(reader.json);
	free_reader(&reader);
	if (reader.feed)
		feed_close(reader.feed);
	scan_plan_free(&reader.plan);
}
