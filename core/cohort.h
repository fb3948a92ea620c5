/*
 * cohort - the agencies of a round and their evidence, in column blocks.
 *
 * Rows are agencies, or in a panel agencies in one edition, in the order in which they were first read; by_id lists
 * them in byte order of their ids, and everything that could depend on order uses that or by_edition.
 * Columns are the fields that the round uses. Rows are kept in blocks of COHORT_BLOCK;
 * a block holds, column after column, COHORT_BLOCK doubles (NaN where there is no
 * value) and COHORT_BLOCK states. The doubles of a block live in a file of memory
 * (memfd), so that a worker process can map the very same pages read-only once the cohort is
 * closed. Until then columns may be added: the globs of criteria name fields that only the
 * evidence knows.
 */
#ifndef JURI_COHORT_H
#define JURI_COHORT_H

#include <string.h>
#include <sys/types.h>

#include "decimal.h"
#include "refusal.h"

#define COHORT_BLOCK 4096u

/* States. Own states of a round follow from STATE_OWN. */
enum state {
	STATE_MISSING,
	STATE_VALUE,
	STATE_NOT_APPLICABLE,
	STATE_UNKNOWN,
	STATE_UNVERIFIED,
	STATE_UNDEFINED,
	STATE_OWN,
	STATE_LIMIT = 64
};

/* What becomes of a state. STATE_VALUE has the policy AS_VALUE. */
enum policy { POLICY_AS_MISSING, POLICY_AS_VALUE, POLICY_AS_ZERO, POLICY_LEAVE_OUT };

struct states {
	const char *names[STATE_LIMIT];
	enum policy policies[STATE_LIMIT];
	unsigned count;
};

/* A text that stands for a number. */
struct code {
	const char *text;
	double number;
};

/* A step: number where the value is beyond the bound; the last step has none. */
struct step {
	const char *text; /* the step's name; for scales and fields a number */
	double number;
	double bound;
};

/* Steps: the first that holds. Bounds are all of one kind. */
struct steps {
	struct step *list;
	size_t count;
	enum { STEP_ABOVE, STEP_AT_LEAST, STEP_BELOW, STEP_AT_MOST } kind;
};

/* How the records of one agency become one number. */
enum fold { FOLD_NONE, FOLD_MEAN, FOLD_SUM, FOLD_MIN, FOLD_MAX, FOLD_COUNT };

/* A field of the evidence. A name with a dot is a nested one. */
struct field {
	const char *id;
	const char *unit; /* or NULL */
	double min, max;  /* refused outside; -HUGE_VAL, HUGE_VAL: any */
	struct code *codes;
	size_t n_codes;     /* above 0: values are texts */
	struct steps steps; /* count 0: none */
	enum fold fold;
};

/*
 * 20 bytes: there may be a million, and memory takes time. Of texts that agencies share it has the number: cohort_class_id and
 * its like tell them.
 */
struct agency {
	uint32_t text; /* of id and name, in the pages */
	unsigned class_index, region_index;
	uint32_t file : 28; /* with line: where it was first named; see cohort_place */
	uint32_t site : 2;
	bool competes : 1;
	bool left_out : 1; /* no entrant: it does not compete, and its reason says why */
	uint32_t line;
};

/* COHORT_BLOCK of them, and what few need. */
struct agency_block {
	struct agency list[COHORT_BLOCK];
	unsigned *editions; /* their numbers; NULL: all 0 */
	unsigned *reasons;  /* the same */
};

#define TEXT_PAGE ((size_t)1 << 16)
#define TEXT_NONE SIZE_MAX

struct block {
	int file;        /* memfd with COHORT_BLOCK doubles per column, column after column */
	double *values;  /* the engine's own writable view of it */
	uint8_t *states; /* COHORT_BLOCK per column, column after column */
	unsigned room;   /* which of the rooms that blocks use one after the other; 0: its own */
	unsigned mapped; /* so many rows of each column have memory */
};

#define COHORT_ROOMS 4u /* rooms have numbers below */

/* The text of FIELD.source for one agency. */
struct citation {
	size_t row;
	unsigned field;
	const char *text;
};

/* A field of an agency that a file of made-up content brought. */
struct made_up {
	size_t row;
	unsigned field;
};

/* What one file held; rows = scored + refused + empty, else the run fails. */
struct evidence_file {
	const char *path;
	char sha256[65];    /* "": nobody asks */
	bool made_up;       /* its content, as the rules of the evidence say */
	size_t rows;        /* records read */
	size_t scored;      /* records that brought at least one value or state */
	size_t refused;     /* records that are bad, or of an agency of which one is */
	size_t empty;       /* records that named an agency and nothing else */
	size_t extra;       /* names that the round does not know, passed over as it says */
	size_t blank_lines; /* of CSV, passed over */
	bool has_mark;      /* a byte order mark, passed over */
	dev_t device;       /* with inode: which file it is, whatever its name */
	ino_t inode;
};

struct cohort {
	struct field *fields; /* what they point to belongs to the round */
	unsigned n_fields;
	const struct states *states; /* of the round; not owned */
	size_t rows;
	struct agency_block **agencies; /* block by block */
	size_t n_agency_blocks;
	char **pages; /* ids and names; TEXT_PAGE bytes each, some of them one behind the other */
	size_t n_pages, text_end;
	/* The last text, if there is no name behind the id yet; else TEXT_NONE. */
	size_t text_unnamed;
	struct pool pool;     /* of the agencies, their ids and names */
	struct block *blocks; /* (rows + COHORT_BLOCK - 1) / COHORT_BLOCK */
	size_t n_blocks;
	/* Where blocks go while others come, see cohort_stream. */
	void (*on_full)(void *user, size_t block);
	void *user;
	struct block spare; /* room for the next; values NULL: none */
	unsigned n_rooms;
	size_t
	    taken; /* so many blocks, the first ones, have cells that somebody looks at, or looked */
	size_t given_up; /* so many have none any more */
	size_t emptied;  /* so many rows, the first ones, have cells: what was given, or nothing */
	size_t promised; /* so many will, by who adds them (cohort_promise) */
	bool lost;       /* a record came for an agency of a taken one */
	uint32_t *by_id; /* rows, in byte order of the ids, then of the editions */
	uint32_t
	    *by_edition; /* rows, in byte order of the editions, then of the ids; may be by_id */
	/* Ids, "" for none. Once closed: in declared order, else byte order, and "" only where it is needed. */
	const char **classes;
	unsigned n_classes;
	const char **editions; /* as met; once closed in byte order, at least one */
	unsigned n_editions;
	const char **regions; /* as met; the first is "", for none */
	unsigned n_regions;
	const char **reasons; /* the same: why agencies do not compete */
	unsigned n_reasons;
	struct citation *citations; /* by (row, field) */
	size_t n_citations;
	struct made_up *marks; /* by (row, field) */
	size_t n_marks;
	bool test; /* all of it is test evidence */
	struct evidence_file *files;
	size_t n_files;
	struct evidence_file roster;   /* path NULL: there is none */
	struct evidence_file declared; /* the same */
	struct refusals refusals;      /* who is not among the agencies */
	struct cohort_index *index;    /* id -> row, and all other texts */
};

/* An empty cohort for these fields, which are copied, and states, which must outlive it. */
void cohort_init(struct cohort *cohort, const struct field *fields, unsigned n_fields,
		 const struct states *states);
void cohort_finish(struct cohort *cohort);

/* The row of an agency (of one of its editions), or SIZE_MAX. */
size_t cohort_find(const struct cohort *cohort, const char *id, size_t length);

/* The row of an agency in one edition, or SIZE_MAX. */
size_t cohort_find_in(const struct cohort *cohort, const char *id, size_t length,
		      const char *edition);

/* The row of an agency whose id differs in case only, or SIZE_MAX. */
size_t cohort_find_other_case(const struct cohort *cohort, const char *id, size_t length);

/* A copy of a text that lives as long as the cohort. */
const char *cohort_keep(struct cohort *cohort, const char *text, size_t length);

/* Adds an agency (all fields missing) and returns its row. id is copied. */
size_t cohort_add(struct cohort *cohort, const char *id, size_t length);

/* The same in an edition, which is copied. */
size_t cohort_add_in(struct cohort *cohort, const char *id, size_t length, const char *edition);

/* Whether ids came in order and this one comes behind them: then no row has it, in whatever letters and edition. */
bool cohort_is_behind_all(const struct cohort *cohort, const char *id, size_t length);

/* As cohort_add_in, where it is known that the id comes behind all. */
size_t cohort_add_behind(struct cohort *cohort, const char *id, size_t length, const char *edition);

/* Gives an agency its name, which is its id unless it has another. */
void cohort_set_name(struct cohort *cohort, size_t row, const char *name, size_t length);

/* Gives an agency its class (not after cohort_close), its region, the reason why it does not compete. */
void cohort_set_class(struct cohort *cohort, size_t row, const char *class_id, size_t length);
void cohort_set_region(struct cohort *cohort, size_t row, const char *region, size_t length);
void cohort_set_reason(struct cohort *cohort, size_t row, const char *reason, size_t length);

/* Where an agency was first named: a place in this file (of the cohort's files, or its roster). */
void cohort_set_place(struct cohort *cohort, size_t row, const struct evidence_file *file,
		      const struct place *place);
struct place cohort_place(const struct cohort *cohort, size_t row);

/* The number of an edition, which is added when it is new. */
unsigned cohort_number_edition(struct cohort *cohort, const char *edition);

/* Who adds the next so many rows fills their cells in all fields, and so they need not be emptied before; 0: no longer. */
void cohort_promise(struct cohort *cohort, size_t rows);

/* Adds a column, missing for all agencies, and returns its number; not after cohort_close. */
unsigned cohort_add_field(struct cohort *cohort, const struct field *field);

/* Sets one field of one agency. value counts where the state's policy is AS_VALUE; else NaN is kept. */
void cohort_set(struct cohort *cohort, size_t row, unsigned field, enum state state, double value);

/* Adds the text of FIELD.source of one agency; it is copied. */
void cohort_cite(struct cohort *cohort, size_t row, unsigned field, const char *text,
		 size_t length);

/* Notes that one field of one agency is made up, and tells it after cohort_close. */
void cohort_mark(struct cohort *cohort, size_t row, unsigned field);
bool cohort_is_marked(const struct cohort *cohort, size_t row, unsigned field);

/*
 * Takes out the agencies of these rows, before cohort_close, and the columns of these fields (among those that were added
 * by cohort_add_field), as if they had never been added. Rows are numbered anew.
 */
void cohort_drop(struct cohort *cohort, const bool *rows, const bool *fields);

/* Citations by (row, field), also before cohort_close. */
void cohort_order_citations(struct cohort *cohort);

/* What all files held together; its path is NULL. */
struct evidence_file cohort_counts(const struct cohort *cohort);

/*
 * Puts by_id and classes in order once all rows are in (declared classes come first, in their order), and seals the
 * blocks: nobody else can map them writable.
 */
void cohort_close(struct cohort *cohort, const char *const *declared, unsigned n_declared);

/* Once closed: numbers the regions of each edition in the order of their bytes: per row, from 0. Returns how many there are. */
unsigned cohort_number_regions(const struct cohort *cohort, unsigned *of);

/*
 * While records come, on_full hears of every block whose rows are all there as soon as others follow. Before anybody looks at the
 * cells of the first so many blocks these are taken: from then on they must not change. One that nobody looks at any more may
 * be given up, in ascending order, and its room serves a later one. Fields are not added any more. Where a record comes for an
 * agency whose cells are taken, the cohort is lost and has to be read again without this.
 */
void cohort_stream(struct cohort *cohort, void (*on_full)(void *user, size_t block), void *user);
void cohort_take(struct cohort *cohort, size_t blocks);
void cohort_give_up(struct cohort *cohort, size_t block);

static inline bool cohort_is_taken(const struct cohort *cohort, size_t row)
{
	return row / COHORT_BLOCK < cohort->taken;
}

static inline double *cohort_column(const struct cohort *cohort, size_t block, unsigned field)
{
	return cohort->blocks[block].values + (size_t)field * COHORT_BLOCK;
}

static inline double cohort_value(const struct cohort *cohort, size_t row, unsigned field)
{
	return cohort_column(cohort, row / COHORT_BLOCK, field)[row % COHORT_BLOCK];
}

static inline enum state cohort_state(const struct cohort *cohort, size_t row, unsigned field)
{
	return (enum state)cohort->blocks[row / COHORT_BLOCK]
	    .states[(size_t)field * COHORT_BLOCK + row % COHORT_BLOCK];
}

static inline struct agency *cohort_agency(const struct cohort *cohort, size_t row)
{
	return &cohort->agencies[row / COHORT_BLOCK]->list[row % COHORT_BLOCK];
}

/* Ids and names stay where they are for as long as the cohort lives. */
static inline const char *cohort_id(const struct cohort *cohort, size_t row)
{
	size_t text = cohort_agency(cohort, row)->text;

	return cohort->pages[text / TEXT_PAGE] + text % TEXT_PAGE;
}

static inline const char *cohort_name(const struct cohort *cohort, size_t row)
{
	const char *id = cohort_id(cohort, row), *name = id + strlen(id) + 1;

	return *name ? name : id;
}

static inline const char *cohort_class_id(const struct cohort *cohort, size_t row)
{
	return cohort->classes[cohort_agency(cohort, row)->class_index];
}

/* Where it lies; "" when not given. */
static inline const char *cohort_region(const struct cohort *cohort, size_t row)
{
	return cohort->regions[cohort_agency(cohort, row)->region_index];
}

/* In the cohort's editions. */
static inline unsigned cohort_edition_index(const struct cohort *cohort, size_t row)
{
	const unsigned *editions = cohort->agencies[row / COHORT_BLOCK]->editions;

	return editions ? editions[row % COHORT_BLOCK] : 0;
}

static inline unsigned cohort_reason_index(const struct cohort *cohort, size_t row)
{
	const unsigned *reasons = cohort->agencies[row / COHORT_BLOCK]->reasons;

	return reasons ? reasons[row % COHORT_BLOCK] : 0;
}

/* Why it does not compete; "" when not given. */
static inline const char *cohort_reason(const struct cohort *cohort, size_t row)
{
	return cohort->reasons[cohort_reason_index(cohort, row)];
}

static inline const char *cohort_edition(const struct cohort *cohort, size_t row)
{
	return cohort->editions[cohort_edition_index(cohort, row)];
}

/* The number of a row's class in its edition: there are n_editions * n_classes, edition by edition. */
static inline unsigned cohort_class_in_edition(const struct cohort *cohort, size_t row)
{
	return cohort_edition_index(cohort, row) * cohort->n_classes +
	       cohort_agency(cohort, row)->class_index;
}

/* Rows in a block: COHORT_BLOCK but for the last. */
static inline uint32_t cohort_block_rows(const struct cohort *cohort, size_t block)
{
	size_t left = cohort->rows - block * COHORT_BLOCK;
	return (uint32_t)(left < COHORT_BLOCK ? left : COHORT_BLOCK);
}

#endif
