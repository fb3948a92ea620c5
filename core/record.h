/*
 * record - what one record of evidence says, and how it joins the cohort.
 *
 * A reader (of CSV, of JSON) begins a record, adds what it finds in any order, and ends
 * it; then the agency is found by its id or added, and everything is checked against what
 * earlier records said. For "twice" and "differs" the place of the earlier record is known.
 */
#ifndef JURI_RECORD_H
#define JURI_RECORD_H

#include "evidence.h"
#include "fold.h"
#include "ledger.h"
#include "origins.h"

/* One thing that a record gives. Its place in the file is the reader's to know. */
struct given {
	unsigned index; /* of a field or a part */
	enum state state;
	double value;
	size_t line, column; /* JSON: of the value; CSV: line 0, column the field's number */
	size_t pointer;      /* JSON: offset of the pointer in pointers, 0: follows from the name */
};

/* The text of FIELD.source. */
struct given_source {
	unsigned field;
	size_t offset, length; /* in texts */
};

struct record {
	struct text parts[PARTS];
	struct given part_places[PARTS];
	bool has[PARTS];
	struct given *fields;
	size_t n_fields, fields_room;
	unsigned *empty; /* folded fields that it names without saying anything */
	size_t n_empty, empty_room;
	struct given_source *sources;
	size_t n_sources, sources_room;
	struct text texts, pointers;
	size_t line;    /* where it starts */
	unsigned visit; /* number of the one that it pays, 0: none so far */
};

/* How a reader tells the place of something that the current record gives; NULL: of the record. */
typedef struct place place_of_given(void *reader, const struct given *given, bool is_part);

/* An opened field that the header of a file names. */
struct heading {
	uint32_t file;
	unsigned field;
};

/* The fields that globs opened. */
struct openings {
	struct place *list; /* from the first opened field on */
	size_t count;
	struct lookup spellings; /* of all fields, by their key */
	struct text key, other_key;
};

/* Joins records to a cohort. */
struct joint {
	struct cohort *cohort;
	const struct evidence_rules *rules;
	struct problems *problems;
	size_t errors;              /* before the first record */
	struct evidence_file *file; /* the current one; valid until another is added */
	bool roster;                /* it is the roster: its records only name agencies */
	unsigned n_declared;        /* fields of the round; the others were opened */
	struct heading *headings;
	size_t n_headings;
	struct ledger ledger;
	const char **waiting; /* files that are read when all are known */
	size_t n_waiting;
	struct record record;
	place_of_given *place_of;
	void *reader;
	struct origins *origins; /* where everything came from */
	struct place first[2];   /* records of real evidence, of test evidence; no file: none yet */
	bool mixed;              /* both, said already */
	struct folds folds;
	struct openings openings;
};

void joint_init(struct joint *joint, struct cohort *cohort, const struct evidence_rules *rules,
		struct problems *problems);

/* What only all records together show, and the end of origins. */
void joint_finish(struct joint *joint);

/* A struct names' open: adds a field that the cohort does not have to it, where the round opens the name. */
bool joint_open_field(void *joint, const char *name, unsigned *field);

/* The header of the current file names a field. */
void joint_head(struct joint *joint, unsigned field);

/* Whether the round reads records of an edition. */
bool joint_names_edition(const struct joint *joint, const char *edition);

/* Whether records may give a class: any where the round declares none. */
bool joint_has_class(const struct joint *joint, const char *class_id, size_t length);

/* Something is read next: problems from here on belong to it. */
void record_expect(struct joint *joint);

/* Counts a record of the current file and empties joint->record. */
void record_begin(struct joint *joint, size_t line);

void record_add_part(struct joint *joint, const struct given *given, const char *text,
		     size_t length);
void record_add_field(struct joint *joint, const struct given *given);

/* The record names a field and says nothing of it; that matters to folded fields alone. */
void record_add_empty(struct joint *joint, unsigned field);

/* given says of which field, and where the source stands. */
void record_add_source(struct joint *joint, const struct given *given, const char *text,
		       size_t length);

/* Joins the record to the cohort and counts it as scored, empty or (with errors) refused. */
void record_end(struct joint *joint);

/* Instead of record_end: its agency cannot be told. */
void record_refuse(struct joint *joint);

/* Instead of record_end: something is wrong that concerns the whole file. */
void record_lose(struct joint *joint);

/* --- What a field may hold; false with a problem at the place of given, whose index is the field --- */

/* The number of a text of a field with codes. */
bool field_code(struct joint *joint, const struct given *given, const char *text, size_t length,
		double *out);

/* False, and said: the text is a whole number that its nearest double is not. */
bool field_is_held(struct joint *joint, const struct given *given, const char *text, size_t length,
		   double number);

/* Checks a number against the field's range and puts it through its steps. */
bool field_number(struct joint *joint, const struct given *given, double number, double *out);

/* A state that evidence may name. */
bool field_state(struct joint *joint, const struct given *given, const char *text, size_t length,
		 enum state *out);

/* A value that stands beside a state. */
bool field_may_have_value(struct joint *joint, const struct given *given, enum state state);

#endif
