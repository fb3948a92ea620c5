/*
 * scan - what a chunk of whole lines says, where all of it is plain.
 *
 * The quick half of reading evidence. A scanner looks at each line by itself: one that it understands wholly, and of which the
 * strict reader of its form (csv_reader.c, json_reader.c) would say nothing, becomes a row of the slab; every other line is odd
 * and left to that reader. A scanner never guesses: taking a line for odd costs time only. It allocates nothing, says nothing,
 * and reads nothing but its plan and its bytes, so that any thread may run it.
 */
#ifndef JURI_SCAN_H
#define JURI_SCAN_H

#include <string.h>

#include "evidence.h"
#include "figures.h"
#include "memory.h"
#include "names.h"

/* Bytes that may be read before a chunk, and from its end on; there the first is a line end. */
#define SCAN_PADDING 64

/* Bytes of the chunk. */
struct scan_span {
	uint32_t offset, length;
};

enum scan_kind {
	SCAN_SKIP, /* CSV: whatever it holds */
	SCAN_PART,
	SCAN_FIELD,
	SCAN_NUMBER, /* CSV: a field whose numbers stand for themselves, and no other text that looks like one */
	SCAN_EMPTY,    /* CSV: a cell that says something is odd */
	SCAN_EVIDENCE, /* JSON: the object of the fields */
	SCAN_END       /* behind the last column */
};

/* What a byte may be. */
enum scan_stop {
	SCAN_STOP = 1,     /* what ends an unquoted cell */
	SCAN_QUOTED = 2,   /* what ends a quoted one */
	SCAN_ID = 4,       /* what an agency's id may go on with */
	SCAN_ID_START = 8, /* what it may begin with */
};

#define SCAN_STEP 4 /* cells of CSV that are marked at once */

/* What a column of CSV means. */
struct scan_column {
	enum scan_kind kind;
	unsigned index;  /* of a part, or into the plan's fields */
	double min, max; /* of a number */
	char stop;       /* what ends its cells */
};

/* A name of JSON: in quotes, as lines write it, and NULs up to SCAN_NAME_ROOM bytes at least. */
struct scan_name {
	const char *text;
	size_t length;
	uint32_t first; /* bits of those of its first SCAN_NAME_ROOM bytes that count */
	/* The same between a comma and a colon, as most lines write it; joined_length 0: that is too long to be compared at once. */
	const char *joined;
	unsigned joined_length;
	enum scan_kind kind;
	unsigned index;  /* of a part, or into the plan's fields */
	double min, max; /* of a number */
};

/* Names that lines may have at one place, in the order in which lines are expected to have them. */
struct scan_names {
	struct scan_name *list;
	unsigned count;
	struct arena arena;
};

#define SCAN_NAMES 512u   /* of one place: lines with others are odd */
#define SCAN_NAME_ROOM 32 /* bytes that are compared at once */

/*
 * Made once per file. Columns of the slab are fields of the cohort, by their numbers there; they are copied, since
 * the cohort may open more of them meanwhile. A file with a field that has a fold is not scanned.
 */
struct scan_plan {
	struct field *fields;
	unsigned *numbers;
	unsigned n_fields;
	bool parts[PARTS]; /* which ones lines may give */
	const struct states *states;
	const struct evidence_rules *rules;
	/* CSV */
	struct scan_column *columns; /* up to SCAN_END */
	char delimiter, decimal;
	bool crlf;
	unsigned char stops[256]; /* of a byte: enum scan_stop */
	unsigned n_columns;
	/* JSON */
	struct scan_names keys, members; /* of a record, of its evidence */
	struct figures figures;
};

/* One or more lines that are left to the reader: from start to the start of the row of this number, or to the slab's end. */
struct scan_odd {
	uint32_t start, row;
};

/* Rows are in the order of their lines. */
struct slab {
	size_t room, rows;
	uint32_t *starts; /* per row: offset of its line */
	/*
	 * Per row; NULL: not in the plan. Length 0: not given; the id always is, and text_is_agency_id. Of PART_COMPETES and
	 * PART_TEST the length is 1, the offset 1 for yes and 0 for no. Texts are UTF-8 without control characters,
	 * noncharacters, escapes.
	 */
	struct scan_span *parts[PARTS];
	double
	    *values; /* column after column, room each; a NaN says why there is none: scan_absent */
	struct scan_odd *odd; /* in their order */
	/* Where cells of the last few lines begin, FIGURES_MOST for each column of CSV; of JSON where numbers begin and end. */
	uint32_t *edges;
	size_t n_odd;
	size_t
	    end; /* behind the last line that was looked at: the slab may be full before the chunk ends */
};

/* What stands for a state without a value; STATE_MISSING: the line does not name the field, or says nothing of it. */
static inline double scan_absent(enum state state)
{
	union {
		uint64_t bits;
		double value;
	} absent = {.bits = UINT64_C(0x7ff8000000000000) | (uint64_t)state};

	return absent.value;
}

/*
 * Scans the lines of bytes from start on; bytes[length] is a line end, which is none of the chunk's. A line that does not
 * end before it is odd. The slab is emptied first.
 */
typedef void scanner(const struct scan_plan *plan, const char *bytes, size_t start, size_t length,
		     struct slab *slab);

scanner scan_csv;
scanner scan_json; /* a record per line */

/* Adds a field of the cohort to the columns of the slab, and tells its number there. */
unsigned scan_add_field(struct scan_plan *plan, const struct cohort *cohort, unsigned field);

/*
 * JSON: adds a name and returns it, valid until another is added: of a number the range is for the caller to set. NULL: it is
 * there, there are enough, or lines could write it in another way only.
 */
struct scan_name *scan_add_name(struct scan_names *names, const char *text, size_t length,
				enum scan_kind kind, unsigned index);

/* Whether a text is UTF-8 that the strict readers take everywhere: no control characters beyond ASCII, no noncharacters. */
bool scan_is_plain(const char *text, size_t length);

/* CSV: makes what columns and other cells end with, once all columns are there. */
void scan_delimit(struct scan_plan *plan);

void scan_plan_free(struct scan_plan *plan);

/* A slab with room for at least so many rows, which belongs to the pool. */
void slab_init(struct slab *slab, const struct scan_plan *plan, size_t room, struct pool *pool);

/* For scanners: where the line after that of start begins, or the end of all. */
static inline const char *scan_next_line(const char *start, const char *end)
{
	const char *behind = memchr(start, '\n', (size_t)(end - start));

	return behind ? behind + 1 : end;
}

/* For scanners: this row and those behind it are none any more; returns the offset of its line. */
size_t slab_take_back(struct slab *slab, size_t row);

/* For scanners: the line from start on, which follows what was looked at last, is odd. */
static inline void slab_add_odd(struct slab *slab, size_t start)
{
	if (!slab->n_odd || slab->odd[slab->n_odd - 1].row != slab->rows)
		slab->odd[slab->n_odd++] = (struct scan_odd){(uint32_t)start, (uint32_t)slab->rows};
}

#endif
