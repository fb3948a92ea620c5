#include "cohort.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lookup.h"
#include "memory.h"
#include "order.h"
#include "text.h"

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

/* A place that an agency's file and line alone do not tell. */
struct site {
	size_t line, column, record;
	const char *pointer;
};

struct cohort_index {
	struct lookup rows; /* by id, letters folded to one case, and edition */
	struct lookup classes, editions, regions, reasons; /* numbers of texts */
	struct site *sites;
	size_t n_sites;
	struct arena texts;
};

/* --- Texts that many share --- */

const char *cohort_keep(struct cohort *cohort, const char *text, size_t length)
{
	return arena_copy(&cohort->index->texts, text, length);
}

static bool same(const char *known, const char *text, size_t length)
{
	return !strncmp(known, text, length) && !known[length];
}

/* Texts in a list, found by hash. */
struct texts {
	const char ***list;
	unsigned *count;
	struct lookup *lookup;
};

/* The number of a text, which is added when it is new. */
static unsigned number_of(struct cohort *cohort, struct texts texts, const char *text,
			  size_t length)
{
	uint32_t hash = (uint32_t)lookup_hash_text(text, length);
	unsigned count = *texts.count;
	size_t at;

	for (uint32_t i = lookup_first(texts.lookup, hash, &at); i != LOOKUP_NONE;
	     i = lookup_next(texts.lookup, hash, &at))
		if (same((*texts.list)[i], text, length))
			return i;
	*texts.list = mem_grow(*texts.list, count, sizeof(**texts.list));
	(*texts.list)[count] = cohort_keep(cohort, text, length);
	lookup_add(texts.lookup, hash, count);
	return (*texts.count)++;
}

unsigned cohort_number_class(struct cohort *cohort, const char *class_id, size_t length)
{
	return number_of(
	    cohort, (struct texts){&cohort->classes, &cohort->n_classes, &cohort->index->classes},
	    class_id, length);
}

unsigned cohort_number_edition(struct cohort *cohort, const char *edition)
{
	return number_of(
	    cohort,
	    (struct texts){&cohort->editions, &cohort->n_editions, &cohort->index->editions},
	    edition, strlen(edition));
}

unsigned cohort_number_region(struct cohort *cohort, const char *region, size_t length)
{
	return number_of(
	    cohort, (struct texts){&cohort->regions, &cohort->n_regions, &cohort->index->regions},
	    region, length);
}

static unsigned number_reason(struct cohort *cohort, const char *reason, size_t length)
{
	return number_of(
	    cohort, (struct texts){&cohort->reasons, &cohort->n_reasons, &cohort->index->reasons},
	    reason, length);
}

void cohort_init(struct cohort *cohort, const struct field *fields, unsigned n_fields,
		 const struct states *states)
{
	*cohort = (struct cohort){.n_fields = n_fields, .states = states};
	for (unsigned i = 0; i < n_fields; i++) {
		cohort->fields = mem_grow(cohort->fields, i, sizeof(*cohort->fields));
		cohort->fields[i] = fields[i];
	}
	cohort->index = mem_alloc(sizeof(*cohort->index));
	cohort_number_class(cohort, "", 0);
	cohort_number_region(cohort, "", 0);
	number_reason(cohort, "", 0);
}

/* --- Blocks --- */

static size_t cells(const struct cohort *cohort)
{
	return (size_t)(cohort->n_fields ? cohort->n_fields : 1) * COHORT_BLOCK;
}

static _Noreturn void no_block(size_t size)
{
	problem_say("E-MEM-002", _("no shared memory for evidence: %zu bytes wanted: %s"), size,
		    text_error(errno));
	exit(EXIT_MEMORY);
}

static int make_file(size_t size)
{
	int file = memfd_create("juri-cohort", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (file < 0 || ftruncate(file, (off_t)size) != 0)
		no_block(size);
	return file;
}

static void empty_column(struct block *block, unsigned field)
{
	double *column = block->values + (size_t)field * COHORT_BLOCK;

	for (size_t i = 0; i < COHORT_BLOCK; i++)
		column[i] = NAN;
	memset(block->states + (size_t)field * COHORT_BLOCK, STATE_MISSING, COHORT_BLOCK);
}

static struct block make_block(const struct cohort *cohort)
{
	size_t size = cells(cohort) * sizeof(double);
	struct block block = {.file = make_file(size)};

	block.values = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, block.file, 0);
	if (block.values == MAP_FAILED)
		no_block(size);
	block.states = mem_array(cells(cohort), 1);
	for (unsigned field = 0; field < cohort->n_fields; field++)
		empty_column(&block, field);
	return block;
}

static void widen_block(struct block *block, size_t old, size_t wanted)
{
	size_t size = wanted * sizeof(double);

	if (ftruncate(block->file, (off_t)size) != 0)
		no_block(size);
	block->values = mremap(block->values, old * sizeof(double), size, MREMAP_MAYMOVE);
	if (block->values == MAP_FAILED)
		no_block(size);
	block->states = mem_resize(block->states, wanted, 1);
}

unsigned cohort_add_field(struct cohort *cohort, const struct field *field)
{
	size_t old = cells(cohort);
	unsigned added = cohort->n_fields++;

	cohort->fields = mem_grow(cohort->fields, added, sizeof(*cohort->fields));
	cohort->fields[added] = *field;
	for (size_t i = 0; i < cohort->n_blocks; i++) {
		widen_block(&cohort->blocks[i], old, cells(cohort));
		empty_column(&cohort->blocks[i], added);
	}
	return added;
}

/* Of fixed size from here on, and nobody else can map it writable; kernels before 5.1 do not know the last seal. */
static void seal_block(const struct block *block)
{
	if (fcntl(block->file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0)
		no_block(0);
	fcntl(block->file, F_ADD_SEALS, F_SEAL_FUTURE_WRITE | F_SEAL_SEAL);
}

static void free_block(const struct cohort *cohort, struct block *block)
{
	munmap(block->values, cells(cohort) * sizeof(double));
	close(block->file);
	free(block->states);
}

static void free_orders(struct cohort *cohort)
{
	if (cohort->by_edition != cohort->by_id)
		free(cohort->by_edition);
	free(cohort->by_id);
}

void cohort_finish(struct cohort *cohort)
{
	for (size_t i = 0; i < cohort->n_blocks; i++)
		free_block(cohort, &cohort->blocks[i]);
	free(cohort->blocks);
	free(cohort->fields);
	free(cohort->agencies);
	free_orders(cohort);
	free(cohort->classes);
	free(cohort->editions);
	free(cohort->regions);
	free(cohort->reasons);
	free(cohort->citations);
	free(cohort->marks);
	free(cohort->files);
	refusals_free(&cohort->refusals);
	if (cohort->index) {
		lookup_free(&cohort->index->rows);
		lookup_free(&cohort->index->classes);
		lookup_free(&cohort->index->editions);
		lookup_free(&cohort->index->regions);
		lookup_free(&cohort->index->reasons);
		free(cohort->index->sites);
		arena_free(&cohort->index->texts);
		free(cohort->index);
	}
	*cohort = (struct cohort){0};
}

/* --- Agencies --- */

static char folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

uint32_t cohort_hash(const char *id, size_t length)
{
	return (uint32_t)(lookup_hash_folded(id, length) >> 32);
}

static uint32_t hash_in(uint32_t hash, const char *edition)
{
	return hash ^ (uint32_t)lookup_hash_text(edition, strlen(edition));
}

static bool same_folded(const char *known, const char *id, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!known[i] || folded(known[i]) != folded(id[i]))
			return false;
	return !known[length];
}

/* Of one edition the first row of this very id, or (exact false) of one that differs in case. */
static size_t find_in(const struct cohort *cohort, const char *id, size_t length, uint32_t hash,
		      const char *edition, bool exact)
{
	const struct lookup *rows = &cohort->index->rows;
	size_t at;

	hash = hash_in(hash, edition);
	for (uint32_t row = lookup_first(rows, hash, &at); row != LOOKUP_NONE;
	     row = lookup_next(rows, hash, &at)) {
		const char *known = cohort->agencies[row].id;

		if (same_folded(known, id, length) && same(known, id, length) == exact &&
		    !strcmp(cohort_edition(cohort, row), edition))
			return row;
	}
	return SIZE_MAX;
}

/* The same of all editions. */
static size_t find(const struct cohort *cohort, const char *id, size_t length, bool exact)
{
	uint32_t hash = cohort_hash(id, length);
	size_t first = SIZE_MAX;

	for (unsigned e = 0; e < cohort->n_editions; e++) {
		size_t row = find_in(cohort, id, length, hash, cohort->editions[e], exact);

		first = row < first ? row : first;
	}
	return first;
}

size_t cohort_find(const struct cohort *cohort, const char *id, size_t length)
{
	return find(cohort, id, length, true);
}

size_t cohort_find_other_case(const struct cohort *cohort, const char *id, size_t length)
{
	return find(cohort, id, length, false);
}

size_t cohort_find_in(const struct cohort *cohort, const char *id, size_t length,
		      const char *edition)
{
	return find_in(cohort, id, length, cohort_hash(id, length), edition, true);
}

static void add_block(struct cohort *cohort)
{
	cohort->blocks = mem_grow(cohort->blocks, cohort->n_blocks, sizeof(*cohort->blocks));
	cohort->blocks[cohort->n_blocks++] = make_block(cohort);
}

static size_t add_row(struct cohort *cohort, const char *id, size_t length, uint32_t hash,
		      unsigned edition)
{
	size_t row = cohort->rows++;
	const char *kept = cohort_keep(cohort, id, length);

	cohort->agencies = mem_grow(cohort->agencies, row, sizeof(*cohort->agencies));
	cohort->agencies[row] =
	    (struct agency){.id = kept, .name = kept, .edition_index = edition, .competes = true};
	lookup_add(&cohort->index->rows, hash_in(hash, cohort->editions[edition]), (uint32_t)row);
	if (row % COHORT_BLOCK == 0)
		add_block(cohort);
	return row;
}

size_t cohort_add(struct cohort *cohort, const char *id, size_t length)
{
	return cohort_add_in(cohort, id, length, "");
}

size_t cohort_add_in(struct cohort *cohort, const char *id, size_t length, const char *edition)
{
	return add_row(cohort, id, length, cohort_hash(id, length),
		       cohort_number_edition(cohort, edition));
}

void cohort_reserve(struct cohort *cohort, size_t rows)
{
	lookup_reserve(&cohort->index->rows, cohort->rows + rows);
}

void cohort_await(const struct cohort *cohort, uint32_t hash, unsigned edition)
{
	lookup_await(&cohort->index->rows, hash_in(hash, cohort->editions[edition]));
}

/* Whether a row of this edition has this id, in whatever letters. */
static bool is_taken(const struct cohort *cohort, const char *id, size_t length, uint32_t hash,
		     unsigned edition)
{
	const struct lookup *rows = &cohort->index->rows;
	size_t at;

	hash = hash_in(hash, cohort->editions[edition]);
	for (uint32_t row = lookup_first(rows, hash, &at); row != LOOKUP_NONE;
	     row = lookup_next(rows, hash, &at))
		if (same_folded(cohort->agencies[row].id, id, length) &&
		    cohort->agencies[row].edition_index == edition)
			return true;
	return false;
}

size_t cohort_admit(struct cohort *cohort, const char *id, size_t length, uint32_t hash,
		    unsigned edition)
{
	if (is_taken(cohort, id, length, hash, edition))
		return SIZE_MAX;
	for (unsigned e = 0; e < cohort->n_editions; e++)
		if (e != edition &&
		    find_in(cohort, id, length, hash, cohort->editions[e], false) != SIZE_MAX)
			return SIZE_MAX;
	return add_row(cohort, id, length, hash, edition);
}

void cohort_set_class(struct cohort *cohort, size_t row, const char *class_id, size_t length)
{
	cohort->agencies[row].class_index = cohort_number_class(cohort, class_id, length);
}

void cohort_set_region(struct cohort *cohort, size_t row, const char *region, size_t length)
{
	cohort->agencies[row].region_index = cohort_number_region(cohort, region, length);
}

void cohort_set_reason(struct cohort *cohort, size_t row, const char *reason, size_t length)
{
	cohort->agencies[row].reason_index = number_reason(cohort, reason, length);
}

/* How much of a place file and line tell. */
enum site_kind {
	SITE_NONE,
	SITE_RECORD, /* a record on each line: their numbers are the same */
	SITE_LINE,   /* a value at the beginning of the line */
	SITE_KEPT    /* line is a number in sites */
};

#define ROSTER_FILE ((1u << 28) - 1)

_Static_assert(sizeof(struct agency) == 40, "see cohort.h");

static enum site_kind site_of(const struct place *place)
{
	if (place->line > UINT32_MAX)
		return SITE_KEPT;
	if (!place->column && !place->pointer && place->record == place->line)
		return SITE_RECORD;
	if (place->column == 1 && place->pointer && !*place->pointer && !place->record)
		return SITE_LINE;
	return SITE_KEPT;
}

static uint32_t keep_site(struct cohort *cohort, const struct place *place)
{
	struct cohort_index *index = cohort->index;
	const char *pointer = place->pointer;

	index->sites = mem_grow(index->sites, index->n_sites, sizeof(*index->sites));
	index->sites[index->n_sites] =
	    (struct site){place->line, place->column, place->record,
			  pointer ? cohort_keep(cohort, pointer, strlen(pointer)) : NULL};
	return (uint32_t)index->n_sites++;
}

void cohort_set_place(struct cohort *cohort, size_t row, const struct evidence_file *file,
		      const struct place *place)
{
	struct agency *agency = &cohort->agencies[row];
	enum site_kind kind = site_of(place);

	agency->file =
	    file == &cohort->roster ? ROSTER_FILE : (uint32_t)(file - cohort->files) & ROSTER_FILE;
	agency->site = kind & 3;
	agency->line = kind == SITE_KEPT ? keep_site(cohort, place) : (uint32_t)place->line;
}

struct place cohort_place(const struct cohort *cohort, size_t row)
{
	const struct agency *agency = &cohort->agencies[row];
	struct place place = {.line = agency->line};

	if (agency->site == SITE_NONE)
		return place;
	place.file =
	    agency->file == ROSTER_FILE ? cohort->roster.path : cohort->files[agency->file].path;
	if (agency->site == SITE_KEPT) {
		const struct site *site = &cohort->index->sites[agency->line];

		place.line = site->line;
		place.column = site->column;
		place.record = site->record;
		place.pointer = site->pointer;
	} else if (agency->site == SITE_RECORD) {
		place.record = agency->line;
	} else {
		place.column = 1;
		place.pointer = "";
	}
	return place;
}

void cohort_set(struct cohort *cohort, size_t row, unsigned field, enum state state, double value)
{
	struct block *block = &cohort->blocks[row / COHORT_BLOCK];
	size_t cell = (size_t)field * COHORT_BLOCK + row % COHORT_BLOCK;

	block->states[cell] = (uint8_t)state;
	block->values[cell] = cohort->states->policies[state] == POLICY_AS_VALUE ? value : NAN;
}

void cohort_cite(struct cohort *cohort, size_t row, unsigned field, const char *text, size_t length)
{
	cohort->citations =
	    mem_grow(cohort->citations, cohort->n_citations, sizeof(*cohort->citations));
	cohort->citations[cohort->n_citations++] =
	    (struct citation){row, field, cohort_keep(cohort, text, length)};
}

void cohort_mark(struct cohort *cohort, size_t row, unsigned field)
{
	cohort->marks = mem_grow(cohort->marks, cohort->n_marks, sizeof(*cohort->marks));
	cohort->marks[cohort->n_marks++] = (struct made_up){row, field};
}

/* --- Dropping: as if some had never been added --- */

#define DROPPED SIZE_MAX

/* Where everything that stays goes: its new number, or DROPPED. */
static size_t *renumber(const bool *drop, size_t count, size_t *kept)
{
	size_t *numbers = mem_array(count, sizeof(*numbers));

	*kept = 0;
	for (size_t i = 0; i < count; i++)
		numbers[i] = drop[i] ? DROPPED : (*kept)++;
	return numbers;
}

static void move_row(struct cohort *cohort, size_t from, size_t to)
{
	const struct block *source = &cohort->blocks[from / COHORT_BLOCK];
	const struct block *target = &cohort->blocks[to / COHORT_BLOCK];

	cohort->agencies[to] = cohort->agencies[from];
	for (size_t field = 0; field < cohort->n_fields; field++) {
		size_t a = field * COHORT_BLOCK + from % COHORT_BLOCK;
		size_t b = field * COHORT_BLOCK + to % COHORT_BLOCK;

		target->values[b] = source->values[a];
		target->states[b] = source->states[a];
	}
}

/* What lies behind the rows of the last block is as in a block that was just made. */
static void empty_rest(struct cohort *cohort)
{
	size_t used = cohort->rows % COHORT_BLOCK;
	struct block *last = cohort->n_blocks ? &cohort->blocks[cohort->n_blocks - 1] : NULL;

	for (size_t field = 0; last && field < cohort->n_fields && used; field++)
		for (size_t i = used; i < COHORT_BLOCK; i++) {
			last->values[field * COHORT_BLOCK + i] = NAN;
			last->states[field * COHORT_BLOCK + i] = STATE_MISSING;
		}
}

static void drop_rows(struct cohort *cohort, const size_t *rows, size_t kept)
{
	size_t n_blocks = (kept + COHORT_BLOCK - 1) / COHORT_BLOCK;

	for (size_t row = 0; row < cohort->rows; row++)
		if (rows[row] != DROPPED && rows[row] != row)
			move_row(cohort, row, rows[row]);
	cohort->rows = kept;
	while (cohort->n_blocks > n_blocks)
		free_block(cohort, &cohort->blocks[--cohort->n_blocks]);
	empty_rest(cohort);
}

static void narrow_block(struct block *block, size_t old, size_t wanted)
{
	size_t size = wanted * sizeof(double);

	block->values = mremap(block->values, old * sizeof(double), size, MREMAP_MAYMOVE);
	if (block->values == MAP_FAILED || ftruncate(block->file, (off_t)size) != 0)
		no_block(size);
	block->states = mem_resize(block->states, wanted, 1);
}

static void move_column(const struct block *block, size_t from, size_t to)
{
	memcpy(block->values + to * COHORT_BLOCK, block->values + from * COHORT_BLOCK,
	       COHORT_BLOCK * sizeof(double));
	memcpy(block->states + to * COHORT_BLOCK, block->states + from * COHORT_BLOCK,
	       COHORT_BLOCK);
}

static void drop_fields(struct cohort *cohort, const size_t *fields, size_t kept)
{
	size_t old = cells(cohort);

	if (kept == cohort->n_fields)
		return;
	for (size_t field = 0; field < cohort->n_fields; field++) {
		if (fields[field] == DROPPED || fields[field] == field)
			continue;
		cohort->fields[fields[field]] = cohort->fields[field];
		for (size_t i = 0; i < cohort->n_blocks; i++)
			move_column(&cohort->blocks[i], field, fields[field]);
	}
	cohort->n_fields = (unsigned)kept;
	for (size_t i = 0; i < cohort->n_blocks; i++)
		narrow_block(&cohort->blocks[i], old, cells(cohort));
}

static void drop_citations(struct cohort *cohort, const size_t *rows, const size_t *fields)
{
	size_t kept = 0;

	for (size_t i = 0; i < cohort->n_citations; i++) {
		struct citation citation = cohort->citations[i];

		if (rows[citation.row] == DROPPED)
			continue;
		citation.row = rows[citation.row];
		citation.field = (unsigned)fields[citation.field];
		cohort->citations[kept++] = citation;
	}
	cohort->n_citations = kept;
}

static void drop_marks(struct cohort *cohort, const size_t *rows, const size_t *fields)
{
	size_t kept = 0;

	for (size_t i = 0; i < cohort->n_marks; i++) {
		const struct made_up mark = cohort->marks[i];

		if (rows[mark.row] != DROPPED)
			cohort->marks[kept++] =
			    (struct made_up){rows[mark.row], (unsigned)fields[mark.field]};
	}
	cohort->n_marks = kept;
}

/* The index and the editions of the rows that are there. */
static void index_again(struct cohort *cohort)
{
	const char **editions = cohort->editions;
	uint32_t hash;

	lookup_free(&cohort->index->rows);
	lookup_free(&cohort->index->editions);
	cohort->editions = NULL;
	cohort->n_editions = 0;
	for (size_t row = 0; row < cohort->rows; row++) {
		struct agency *agency = &cohort->agencies[row];

		agency->edition_index =
		    cohort_number_edition(cohort, editions[agency->edition_index]);
		hash = hash_in(cohort_hash(agency->id, strlen(agency->id)),
			       cohort_edition(cohort, row));
		lookup_add(&cohort->index->rows, hash, (uint32_t)row);
	}
	free(editions);
}

void cohort_drop(struct cohort *cohort, const bool *rows, const bool *fields)
{
	size_t kept_rows, kept_fields;
	size_t *new_rows = renumber(rows, cohort->rows, &kept_rows);
	size_t *new_fields = renumber(fields, cohort->n_fields, &kept_fields);

	drop_citations(cohort, new_rows, new_fields);
	drop_marks(cohort, new_rows, new_fields);
	drop_rows(cohort, new_rows, kept_rows);
	drop_fields(cohort, new_fields, kept_fields);
	index_again(cohort);
	free(new_rows);
	free(new_fields);
}

/* --- Closing: everything gets its order --- */

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *id_of(const void *cohort, uint32_t row)
{
	return ((const struct cohort *)cohort)->agencies[row].id;
}

/* Rows by the number of their edition, from 0; those of one edition stay in the order in which they are. */
static uint32_t *sort_by_edition(const struct cohort *cohort, const uint32_t *rows)
{
	uint32_t *sorted = mem_array(cohort->rows, sizeof(*sorted));
	size_t *starts = mem_array((size_t)cohort->n_editions + 1, sizeof(*starts));

	for (size_t i = 0; i < cohort->rows; i++)
		starts[cohort->agencies[i].edition_index + 1]++;
	for (unsigned e = 0; e < cohort->n_editions; e++)
		starts[e + 1] += starts[e];
	for (size_t i = 0; i < cohort->rows; i++)
		sorted[starts[cohort->agencies[rows[i]].edition_index]++] = rows[i];
	free(starts);
	return sorted;
}

static uint32_t *all_rows(const struct cohort *cohort)
{
	uint32_t *rows = mem_array(cohort->rows, sizeof(*rows));

	for (size_t row = 0; row < cohort->rows; row++)
		rows[row] = (uint32_t)row;
	return rows;
}

static void sort_rows(struct cohort *cohort)
{
	uint32_t *rows = all_rows(cohort);

	free_orders(cohort);
	cohort->by_id = cohort->n_editions == 1 ? rows : sort_by_edition(cohort, rows);
	order_rows(cohort->by_id, cohort->rows, id_of, cohort);
	cohort->by_edition =
	    cohort->n_editions == 1 ? rows : sort_by_edition(cohort, cohort->by_id);
	if (cohort->n_editions > 1)
		free(rows);
}

/* Per text of an old list its number in the new one, in which all that are used are. */
static unsigned *new_numbers(const char *const *old, unsigned n_old, const char *const *new,
			     unsigned n_new)
{
	unsigned *numbers = mem_array(n_old, sizeof(*numbers));
	struct lookup lookup = {0};
	size_t at;

	for (unsigned i = 0; i < n_new; i++)
		lookup_add(&lookup, (uint32_t)lookup_hash_text(new[i], strlen(new[i])), i);
	for (unsigned i = 0; i < n_old; i++) {
		uint32_t hash = (uint32_t)lookup_hash_text(old[i], strlen(old[i]));

		for (uint32_t j = lookup_first(&lookup, hash, &at); j != LOOKUP_NONE;
		     j = lookup_next(&lookup, hash, &at))
			if (!strcmp(old[i], new[j]))
				numbers[i] = j;
	}
	lookup_free(&lookup);
	return numbers;
}

static void number_editions(struct cohort *cohort)
{
	const char **old = cohort->editions;
	unsigned n = cohort->n_editions, *numbers;

	if (!n) {
		cohort_number_edition(cohort, "");
		return;
	}
	cohort->editions = mem_array(n, sizeof(*old));
	memcpy(cohort->editions, old, n * sizeof(*old));
	qsort(cohort->editions, n, sizeof(*old), compare_texts);
	numbers = new_numbers(old, n, cohort->editions, n);
	for (size_t row = 0; row < cohort->rows; row++)
		cohort->agencies[row].edition_index = numbers[cohort->agencies[row].edition_index];
	free(numbers);
	free(old);
}

static bool is_declared(const char *const *declared, unsigned n_declared, const char *class_id)
{
	for (unsigned i = 0; i < n_declared; i++)
		if (!strcmp(declared[i], class_id))
			return true;
	return false;
}

/* The classes that some agency has, sorted; without agencies the empty one. */
static const char **present_classes(const struct cohort *cohort, unsigned *count)
{
	const char **list = mem_array((size_t)cohort->n_classes + 1, sizeof(*list));
	bool *present = mem_array(cohort->n_classes, sizeof(*present));

	*count = 0;
	for (size_t row = 0; row < cohort->rows; row++)
		present[cohort->agencies[row].class_index] = true;
	for (unsigned i = 0; i < cohort->n_classes; i++)
		if (present[i])
			list[(*count)++] = cohort->classes[i];
	if (!cohort->rows)
		list[(*count)++] = "";
	qsort(list, *count, sizeof(*list), compare_texts);
	free(present);
	return list;
}

/* Declared classes in their order, then the others that are there. */
static void list_classes(struct cohort *cohort, const char *const *declared, unsigned n_declared)
{
	bool only_declared = n_declared > 0 && cohort->rows == 0;
	unsigned n_present, n = 0;
	const char **present = present_classes(cohort, &n_present);

	cohort->classes = mem_array((size_t)n_declared + n_present, sizeof(*cohort->classes));
	for (unsigned i = 0; i < n_declared; i++)
		cohort->classes[n++] = declared[i];
	for (unsigned i = 0; i < n_present && !only_declared; i++)
		if (!is_declared(declared, n_declared, present[i]))
			cohort->classes[n++] = present[i];
	cohort->n_classes = n;
	free(present);
}

static void number_classes(struct cohort *cohort, const char *const *declared, unsigned n_declared)
{
	const char **old = cohort->classes;
	unsigned n_old = cohort->n_classes, *numbers;

	list_classes(cohort, declared, n_declared);
	numbers = new_numbers(old, n_old, cohort->classes, cohort->n_classes);
	for (size_t row = 0; row < cohort->rows; row++)
		cohort->agencies[row].class_index = numbers[cohort->agencies[row].class_index];
	free(numbers);
	free(old);
}

static int compare_citations(const void *a, const void *b)
{
	const struct citation *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->field < y->field ? -1 : x->field > y->field;
}

static int compare_marks(const void *a, const void *b)
{
	const struct made_up *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->field < y->field ? -1 : x->field > y->field;
}

bool cohort_is_marked(const struct cohort *cohort, size_t row, unsigned field)
{
	const struct made_up mark = {row, field};

	return cohort->n_marks && bsearch(&mark, cohort->marks, cohort->n_marks,
					  sizeof(*cohort->marks), compare_marks);
}

void cohort_order_citations(struct cohort *cohort)
{
	if (cohort->n_citations)
		qsort(cohort->citations, cohort->n_citations, sizeof(*cohort->citations),
		      compare_citations);
}

struct evidence_file cohort_counts(const struct cohort *cohort)
{
	struct evidence_file all = {0};

	for (size_t i = 0; i < cohort->n_files; i++) {
		all.rows += cohort->files[i].rows;
		all.scored += cohort->files[i].scored;
		all.refused += cohort->files[i].refused;
		all.empty += cohort->files[i].empty;
		all.extra += cohort->files[i].extra;
	}
	return all;
}

void cohort_close(struct cohort *cohort, const char *const *declared, unsigned n_declared)
{
	for (size_t i = 0; i < cohort->n_blocks; i++)
		seal_block(&cohort->blocks[i]);
	number_editions(cohort);
	number_classes(cohort, declared, n_declared);
	sort_rows(cohort);
	cohort_order_citations(cohort);
	if (cohort->n_marks)
		qsort(cohort->marks, cohort->n_marks, sizeof(*cohort->marks), compare_marks);
}

/* --- Regions --- */

/* A region in an edition. */
struct region {
	unsigned edition, number;
};

struct regions {
	const struct cohort *cohort;
	struct region *list;
	unsigned count;
	struct lookup lookup;
};

static unsigned number_region(struct regions *regions, const struct agency *agency)
{
	uint32_t hash = (uint32_t)lookup_mix(agency->region_index, agency->edition_index);
	size_t at;

	for (uint32_t i = lookup_first(&regions->lookup, hash, &at); i != LOOKUP_NONE;
	     i = lookup_next(&regions->lookup, hash, &at))
		if (regions->list[i].number == agency->region_index &&
		    regions->list[i].edition == agency->edition_index)
			return i;
	regions->list = mem_grow(regions->list, regions->count, sizeof(*regions->list));
	regions->list[regions->count] =
	    (struct region){agency->edition_index, agency->region_index};
	lookup_add(&regions->lookup, hash, regions->count);
	return regions->count++;
}

static int by_edition_and_text(const void *a, const void *b, void *context)
{
	const struct regions *regions = context;
	const struct region *x = &regions->list[*(const unsigned *)a];
	const struct region *y = &regions->list[*(const unsigned *)b];

	if (x->edition != y->edition)
		return x->edition < y->edition ? -1 : 1;
	return strcmp(regions->cohort->regions[x->number], regions->cohort->regions[y->number]);
}

/* Per region, as met, its place in the order. */
static unsigned *order_regions(struct regions *regions)
{
	unsigned *order = mem_array(regions->count, sizeof(*order));
	unsigned *places = mem_array(regions->count, sizeof(*places));

	for (unsigned i = 0; i < regions->count; i++)
		order[i] = i;
	qsort_r(order, regions->count, sizeof(*order), by_edition_and_text, regions);
	for (unsigned i = 0; i < regions->count; i++)
		places[order[i]] = i;
	free(order);
	return places;
}

unsigned cohort_number_regions(const struct cohort *cohort, unsigned *of)
{
	struct regions regions = {.cohort = cohort};
	unsigned *places;

	for (size_t row = 0; row < cohort->rows; row++)
		of[row] = number_region(&regions, &cohort->agencies[row]);
	places = order_regions(&regions);
	for (size_t row = 0; row < cohort->rows; row++)
		of[row] = places[of[row]];
	free(places);
	free(regions.list);
	lookup_free(&regions.lookup);
	return regions.count ? regions.count : 1;
}
