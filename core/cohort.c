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
#include "text.h"

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

struct cohort_index {
	struct lookup ids;  /* the first row of every id, letters folded to one case */
	struct lookup rows; /* by id and edition */
	struct arena texts;
};

void cohort_init(struct cohort *cohort, const struct field *fields, unsigned n_fields,
		 const struct states *states)
{
	*cohort = (struct cohort){.n_fields = n_fields, .states = states};
	for (unsigned i = 0; i < n_fields; i++) {
		cohort->fields = mem_grow(cohort->fields, i, sizeof(*cohort->fields));
		cohort->fields[i] = fields[i];
	}
	cohort->index = mem_alloc(sizeof(*cohort->index));
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

void cohort_finish(struct cohort *cohort)
{
	for (size_t i = 0; i < cohort->n_blocks; i++)
		free_block(cohort, &cohort->blocks[i]);
	free(cohort->blocks);
	free(cohort->fields);
	free(cohort->agencies);
	free(cohort->by_id);
	free(cohort->by_edition);
	free(cohort->classes);
	free(cohort->editions);
	free(cohort->citations);
	free(cohort->marks);
	free(cohort->files);
	refusals_free(&cohort->refusals);
	if (cohort->index) {
		lookup_free(&cohort->index->ids);
		lookup_free(&cohort->index->rows);
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

static uint32_t folded_hash(const char *id, size_t length)
{
	uint32_t hash = LOOKUP_SEED;

	for (size_t i = 0; i < length; i++) {
		char c = folded(id[i]);

		hash = lookup_hash(hash, &c, 1);
	}
	return hash;
}

static bool same_folded(const char *known, const char *id, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!known[i] || folded(known[i]) != folded(id[i]))
			return false;
	return !known[length];
}

static bool same(const char *known, const char *id, size_t length)
{
	return !strncmp(known, id, length) && !known[length];
}

/* The row of this very id, or (exact false) of one that differs in case. */
static size_t find(const struct cohort *cohort, const char *id, size_t length, bool exact)
{
	const struct lookup *ids = &cohort->index->ids;
	uint32_t hash = folded_hash(id, length);
	size_t at;

	for (uint32_t row = lookup_first(ids, hash, &at); row != LOOKUP_NONE;
	     row = lookup_next(ids, hash, &at)) {
		const char *known = cohort->agencies[row].id;

		if (same_folded(known, id, length) && same(known, id, length) == exact)
			return row;
	}
	return SIZE_MAX;
}

size_t cohort_find(const struct cohort *cohort, const char *id, size_t length)
{
	return find(cohort, id, length, true);
}

size_t cohort_find_other_case(const struct cohort *cohort, const char *id, size_t length)
{
	return find(cohort, id, length, false);
}

static uint32_t hash_in(const char *id, size_t length, const char *edition)
{
	uint32_t hash = lookup_hash(lookup_hash(LOOKUP_SEED, id, length), "\n", 1);

	return lookup_hash(hash, edition, strlen(edition));
}

size_t cohort_find_in(const struct cohort *cohort, const char *id, size_t length,
		      const char *edition)
{
	const struct lookup *rows = &cohort->index->rows;
	uint32_t hash = hash_in(id, length, edition);
	size_t at;

	for (uint32_t row = lookup_first(rows, hash, &at); row != LOOKUP_NONE;
	     row = lookup_next(rows, hash, &at)) {
		const struct agency *agency = &cohort->agencies[row];

		if (same(agency->id, id, length) && !strcmp(agency->edition, edition))
			return row;
	}
	return SIZE_MAX;
}

const char *cohort_keep(struct cohort *cohort, const char *text, size_t length)
{
	return arena_copy(&cohort->index->texts, text, length);
}

/* The edition as kept, added to the list when it is new. */
static const char *keep_edition(struct cohort *cohort, const char *edition)
{
	for (unsigned i = cohort->n_editions; i-- > 0;)
		if (!strcmp(cohort->editions[i], edition))
			return cohort->editions[i];
	cohort->editions =
	    mem_grow(cohort->editions, cohort->n_editions, sizeof(*cohort->editions));
	return cohort->editions[cohort->n_editions++] =
		   cohort_keep(cohort, edition, strlen(edition));
}

static void add_to_index(struct cohort *cohort, size_t row, const char *id, size_t length)
{
	if (cohort_find(cohort, id, length) == SIZE_MAX)
		lookup_add(&cohort->index->ids, folded_hash(id, length), (uint32_t)row);
	lookup_add(&cohort->index->rows, hash_in(id, length, cohort->agencies[row].edition),
		   (uint32_t)row);
}

size_t cohort_add(struct cohort *cohort, const char *id, size_t length)
{
	return cohort_add_in(cohort, id, length, "");
}

size_t cohort_add_in(struct cohort *cohort, const char *id, size_t length, const char *edition)
{
	size_t row = cohort->rows++;
	const char *kept = cohort_keep(cohort, id, length);

	cohort->agencies = mem_grow(cohort->agencies, row, sizeof(*cohort->agencies));
	cohort->agencies[row] = (struct agency){.id = kept,
						.name = kept,
						.region = "",
						.reason = "",
						.class_id = "",
						.edition = keep_edition(cohort, edition),
						.competes = true};
	add_to_index(cohort, row, id, length);
	if (row % COHORT_BLOCK == 0) {
		cohort->blocks =
		    mem_grow(cohort->blocks, cohort->n_blocks, sizeof(*cohort->blocks));
		cohort->blocks[cohort->n_blocks++] = make_block(cohort);
	}
	return row;
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
	size_t rows = cohort->rows;

	lookup_free(&cohort->index->ids);
	lookup_free(&cohort->index->rows);
	cohort->n_editions = 0;
	for (size_t row = 0; row < rows; row++) {
		struct agency *agency = &cohort->agencies[row];

		agency->edition = keep_edition(cohort, agency->edition);
		add_to_index(cohort, row, agency->id, strlen(agency->id));
	}
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

static int compare_by_id(const void *a, const void *b, void *context)
{
	const struct agency *agencies = context;
	const struct agency *x = &agencies[*(const size_t *)a], *y = &agencies[*(const size_t *)b];
	int order = strcmp(x->id, y->id);

	return order
		   ? order
		   : (x->edition_index > y->edition_index) - (x->edition_index < y->edition_index);
}

static int compare_by_edition(const void *a, const void *b, void *context)
{
	const struct agency *agencies = context;
	const struct agency *x = &agencies[*(const size_t *)a], *y = &agencies[*(const size_t *)b];

	if (x->edition_index != y->edition_index)
		return x->edition_index < y->edition_index ? -1 : 1;
	return strcmp(x->id, y->id);
}

static size_t *sorted_rows(const struct cohort *cohort, size_t *old,
			   int (*compare)(const void *, const void *, void *))
{
	size_t *rows = mem_array(cohort->rows, sizeof(*rows));

	free(old);
	for (size_t row = 0; row < cohort->rows; row++)
		rows[row] = row;
	qsort_r(rows, cohort->rows, sizeof(*rows), compare, cohort->agencies);
	return rows;
}

static void number_editions(struct cohort *cohort)
{
	if (!cohort->n_editions)
		keep_edition(cohort, "");
	qsort(cohort->editions, cohort->n_editions, sizeof(*cohort->editions), compare_texts);
	for (size_t row = 0; row < cohort->rows; row++) {
		struct agency *agency = &cohort->agencies[row];
		const char **found = bsearch(&agency->edition, cohort->editions, cohort->n_editions,
					     sizeof(*cohort->editions), compare_texts);

		agency->edition_index = (unsigned)(found - cohort->editions);
	}
}

/* The classes of all agencies, sorted, each once; at least the empty one. */
static const char **present_classes(const struct cohort *cohort, unsigned *count)
{
	const char **list = mem_array(cohort->rows + 1, sizeof(*list)), *last = NULL;
	size_t n = 0, kept = 0;

	for (size_t row = 0; row < cohort->rows; row++) {
		const char *class_id = cohort->agencies[row].class_id;

		if (!last || strcmp(last, class_id))
			list[n++] = last = class_id;
	}
	if (n == 0)
		list[n++] = "";
	qsort(list, n, sizeof(*list), compare_texts);
	for (size_t i = 0; i < n; i++)
		if (!kept || strcmp(list[kept - 1], list[i]))
			list[kept++] = list[i];
	*count = (unsigned)kept;
	return list;
}

static bool is_declared(const char *const *declared, unsigned n_declared, const char *class_id)
{
	for (unsigned i = 0; i < n_declared; i++)
		if (!strcmp(declared[i], class_id))
			return true;
	return false;
}

/* Declared classes in their order, then the others that are there. */
static void list_classes(struct cohort *cohort, const char *const *declared, unsigned n_declared,
			 const char *const *present, unsigned n_present)
{
	bool only_declared = n_declared > 0 && cohort->rows == 0;
	unsigned n = 0;

	free(cohort->classes);
	cohort->classes = mem_array((size_t)n_declared + n_present, sizeof(*cohort->classes));
	for (unsigned i = 0; i < n_declared; i++)
		cohort->classes[n++] = declared[i];
	for (unsigned i = 0; i < n_present && !only_declared; i++)
		if (!is_declared(declared, n_declared, present[i]))
			cohort->classes[n++] = present[i];
	cohort->n_classes = n;
}

/* For every present class its index in cohort->classes. */
static unsigned *class_indices(const struct cohort *cohort, const char *const *present,
			       unsigned n_present)
{
	unsigned *indices = mem_array(n_present, sizeof(*indices));

	for (unsigned i = 0; i < cohort->n_classes; i++) {
		const char *const *found = bsearch(&cohort->classes[i], present, n_present,
						   sizeof(*present), compare_texts);

		if (found)
			indices[found - present] = i;
	}
	return indices;
}

static void number_classes(struct cohort *cohort, const char *const *present, unsigned n_present)
{
	unsigned *indices = class_indices(cohort, present, n_present);

	for (size_t row = 0; row < cohort->rows; row++) {
		struct agency *agency = &cohort->agencies[row];
		const char *const *found =
		    bsearch(&agency->class_id, present, n_present, sizeof(*present), compare_texts);

		agency->class_index = indices[found - present];
	}
	free(indices);
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
	unsigned n_present;
	const char **present = present_classes(cohort, &n_present);

	for (size_t i = 0; i < cohort->n_blocks; i++)
		seal_block(&cohort->blocks[i]);
	number_editions(cohort);
	cohort->by_id = sorted_rows(cohort, cohort->by_id, compare_by_id);
	cohort->by_edition = sorted_rows(cohort, cohort->by_edition, compare_by_edition);
	list_classes(cohort, declared, n_declared, present, n_present);
	number_classes(cohort, present, n_present);
	free(present);
	cohort_order_citations(cohort);
	if (cohort->n_marks)
		qsort(cohort->marks, cohort->n_marks, sizeof(*cohort->marks), compare_marks);
}

/* --- Regions --- */

static int by_region(const void *a, const void *b, void *context)
{
	const struct agency *agencies = context;
	const struct agency *x = &agencies[*(const size_t *)a], *y = &agencies[*(const size_t *)b];

	if (x->edition_index != y->edition_index)
		return x->edition_index < y->edition_index ? -1 : 1;
	return strcmp(x->region, y->region);
}

unsigned cohort_number_regions(const struct cohort *cohort, unsigned *of)
{
	size_t *rows = mem_array(cohort->rows, sizeof(*rows));
	unsigned n = 0;

	for (size_t row = 0; row < cohort->rows; row++)
		rows[row] = row;
	qsort_r(rows, cohort->rows, sizeof(*rows), by_region, cohort->agencies);
	for (size_t i = 0; i < cohort->rows; i++) {
		if (i && by_region(&rows[i], &rows[i - 1], cohort->agencies) != 0)
			n++;
		of[rows[i]] = n;
	}
	free(rows);
	return n + 1;
}
