#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cohort_parts.h"
#include "text.h"

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

void cohort_init(struct cohort *cohort, const struct field *fields, unsigned n_fields,
		 const struct states *states)
{
	*cohort = (struct cohort){.n_fields = n_fields, .states = states};
	for (unsigned i = 0; i < n_fields; i++) {
		cohort->fields = mem_grow(cohort->fields, i, sizeof(*cohort->fields));
		cohort->fields[i] = fields[i];
	}
	agencies_init(cohort);
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

/* Rows whose cells get memory and are emptied at a time: one page of a column, since its first touch is what costs most. */
#define STEP 512u

static void empty_cells(const struct block *block, unsigned field, size_t from, size_t end)
{
	double *column = block->values + (size_t)field * COHORT_BLOCK;

	for (size_t i = from; i < end; i++)
		column[i] = NAN;
	memset(block->states + (size_t)field * COHORT_BLOCK + from, STATE_MISSING, end - from);
}

static struct block make_block(const struct cohort *cohort)
{
	size_t size = cells(cohort) * sizeof(double);
	struct block block = {.file = make_file(size)};

	block.values = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, block.file, 0);
	if (block.values == MAP_FAILED)
		no_block(size);
	block.states = mem_array(cells(cohort), 1);
	mem_map(block.states, cells(cohort));
	return block;
}

/* Of fixed size from here on, and nobody else can map it writable; kernels before 5.1 do not know the last seal. */
static void seal_block(const struct block *block)
{
	if (fcntl(block->file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0)
		no_block(0);
	fcntl(block->file, F_ADD_SEALS, F_SEAL_FUTURE_WRITE | F_SEAL_SEAL);
}

/* A room that a block has left, else a new one. */
static struct block next_room(struct cohort *cohort)
{
	struct block block = cohort->spare;

	cohort->spare = (struct block){0};
	if (!block.values) {
		block = make_block(cohort);
		seal_block(&block);
		block.room = ++cohort->n_rooms;
		assert(block.room < COHORT_ROOMS);
	}
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
		empty_cells(&cohort->blocks[i], added, 0, COHORT_BLOCK);
	}
	return added;
}

static void free_block(const struct cohort *cohort, struct block *block)
{
	if (!block->values)
		return;
	munmap(block->values, cells(cohort) * sizeof(double));
	close(block->file);
	free(block->states);
}

void cohort_finish(struct cohort *cohort)
{
	for (size_t i = 0; i < cohort->n_blocks; i++)
		free_block(cohort, &cohort->blocks[i]);
	free_block(cohort, &cohort->spare);
	free(cohort->blocks);
	free(cohort->fields);
	free(cohort->citations);
	free(cohort->marks);
	free(cohort->files);
	refusals_free(&cohort->refusals);
	agencies_finish(cohort);
	*cohort = (struct cohort){0};
}

static void add_block(struct cohort *cohort)
{
	if (cohort->on_full && cohort->n_blocks)
		cohort->on_full(cohort->user, cohort->n_blocks - 1);
	cohort->blocks = mem_grow(cohort->blocks, cohort->n_blocks, sizeof(*cohort->blocks));
	cohort->blocks[cohort->n_blocks++] =
	    cohort->on_full ? next_room(cohort) : make_block(cohort);
}

/* From a row to the end of its step. */
static void empty_step(struct cohort *cohort, size_t row)
{
	size_t from = row % COHORT_BLOCK, end = from - from % STEP + STEP;

	for (unsigned field = 0; field < cohort->n_fields; field++)
		empty_cells(&cohort->blocks[row / COHORT_BLOCK], field, from, end);
	cohort->emptied = row + end - from;
}

/* Memory for more rows, each time for twice as many: a call for each column costs less than a fault for each page. */
static void map_rows(const struct cohort *cohort, struct block *block)
{
	unsigned from = block->mapped, end = from ? 2 * from : STEP;

	for (size_t field = 0; field < cohort->n_fields; field++)
		mem_map(block->values + field * COHORT_BLOCK + from, (end - from) * sizeof(double));
	block->mapped = end;
}

void cohort_add_cells(struct cohort *cohort)
{
	size_t row = cohort->rows;

	if (row % COHORT_BLOCK == 0)
		add_block(cohort);
	if (row % COHORT_BLOCK == cohort->blocks[row / COHORT_BLOCK].mapped)
		map_rows(cohort, &cohort->blocks[row / COHORT_BLOCK]);
	cohort->rows++;
	if (row >= cohort->emptied && row >= cohort->promised)
		empty_step(cohort, row);
}

void cohort_promise(struct cohort *cohort, size_t rows)
{
	if (!rows && cohort->rows > cohort->emptied)
		cohort->emptied = cohort->rows;
	cohort->promised = cohort->rows + rows;
}

/* --- Blocks that come and go --- */

void cohort_stream(struct cohort *cohort, void (*on_full)(void *user, size_t block), void *user)
{
	cohort->on_full = on_full;
	cohort->user = user;
}

void cohort_take(struct cohort *cohort, size_t blocks)
{
	cohort->taken = blocks;
}

void cohort_give_up(struct cohort *cohort, size_t block)
{
	struct block *given = &cohort->blocks[block];

	assert(block == cohort->given_up && block < cohort->taken);
	free_block(cohort, &cohort->spare);
	cohort->spare = *given;
	*given = (struct block){.file = -1};
	cohort->given_up++;
}

/* --- What is known of an agency --- */

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

	agencies_move(cohort, from, to);
	for (size_t field = 0; field < cohort->n_fields; field++) {
		size_t a = field * COHORT_BLOCK + from % COHORT_BLOCK;
		size_t b = field * COHORT_BLOCK + to % COHORT_BLOCK;

		target->values[b] = source->values[a];
		target->states[b] = source->states[a];
	}
}

/* What lies behind the rows of the last block. */
static void empty_rest(struct cohort *cohort)
{
	size_t used = cohort->rows % COHORT_BLOCK;

	for (unsigned field = 0; field < cohort->n_fields && used; field++)
		empty_cells(&cohort->blocks[cohort->n_blocks - 1], field, used, COHORT_BLOCK);
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

void cohort_drop(struct cohort *cohort, const bool *rows, const bool *fields)
{
	size_t kept_rows, kept_fields;
	size_t *new_rows = renumber(rows, cohort->rows, &kept_rows);
	size_t *new_fields = renumber(fields, cohort->n_fields, &kept_fields);

	drop_citations(cohort, new_rows, new_fields);
	drop_marks(cohort, new_rows, new_fields);
	drop_rows(cohort, new_rows, kept_rows);
	drop_fields(cohort, new_fields, kept_fields);
	agencies_again(cohort);
	free(new_rows);
	free(new_fields);
}

/* --- Closing: everything gets its order --- */

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
	if (cohort->rows % STEP && cohort->rows >= cohort->emptied)
		empty_step(cohort, cohort->rows); /* whole chunks are looked at */
	for (size_t i = 0; i < cohort->n_blocks && !cohort->on_full; i++)
		seal_block(&cohort->blocks[i]);
	cohort->on_full = NULL;
	agencies_close(cohort, declared, n_declared);
	cohort_order_citations(cohort);
	if (cohort->n_marks)
		qsort(cohort->marks, cohort->n_marks, sizeof(*cohort->marks), compare_marks);
}
