#include "origins.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

/* Visits of one agency are linked, the last first. */
struct link {
	struct visit visit;
	uint32_t previous; /* index + 1 in links */
};

/* Of an agency with more than one visit. */
struct history {
	uint32_t last;         /* index + 1 in links */
	uint16_t count;        /* of visits */
	uint16_t parts[PARTS]; /* numbers of visits */
};

/* In the byte of a row: whether its one visit gave a part; ids are always given, and that bit tells whether it is joined. */
#define JOINED (1u << PART_ID)

struct origins {
	const struct cohort *cohort;
	uint8_t *rows;
	size_t n_rows;
	uint32_t *numbers; /* per row: index + 1 in histories; NULL while there are none */
	struct history *histories;
	size_t n_histories;
	struct link *links;
	size_t n_links;
	uint16_t **cells; /* per block, like its states: number of the visit, 0: none */
	size_t n_cells;
	struct text text;
};

struct origins *origins_start(const struct cohort *cohort)
{
	struct origins *origins = mem_alloc(sizeof(*origins));

	origins->cohort = cohort;
	return origins;
}

void origins_free(struct origins *origins)
{
	if (!origins)
		return;
	for (size_t i = 0; i < origins->n_cells; i++)
		free(origins->cells[i]);
	free(origins->cells);
	free(origins->rows);
	free(origins->numbers);
	free(origins->histories);
	free(origins->links);
	text_free(&origins->text);
	free(origins);
}

/* --- Visits --- */

static const struct history *history_of(const struct origins *origins, size_t row)
{
	return origins->numbers && origins->numbers[row]
		   ? &origins->histories[origins->numbers[row] - 1]
		   : NULL;
}

/* As in mem_grow, for an array that begins with row rows. */
static void number_rows(struct origins *origins)
{
	size_t room = 4;

	while (room < origins->n_rows)
		room *= 2;
	origins->numbers = mem_array(room, sizeof(*origins->numbers));
}

static void add_visit(struct origins *origins, struct history *history, struct visit visit)
{
	if (history->count == UINT16_MAX)
		return;
	origins->links = mem_grow(origins->links, origins->n_links, sizeof(*origins->links));
	origins->links[origins->n_links] = (struct link){visit, history->last};
	history->last = (uint32_t)++origins->n_links;
	history->count++;
}

static struct history *begin_history(struct origins *origins, size_t row, struct visit first)
{
	struct history *history;

	if (!origins->numbers)
		number_rows(origins);
	origins->histories =
	    mem_grow(origins->histories, origins->n_histories, sizeof(*origins->histories));
	history = &origins->histories[origins->n_histories++];
	*history = (struct history){0};
	for (enum part part = PART_NAME; part < PARTS; part++)
		history->parts[part] = origins->rows[row] >> part & 1;
	add_visit(origins, history, first);
	origins->numbers[row] = (uint32_t)origins->n_histories;
	return history;
}

void origins_add_row(struct origins *origins, struct visit visit)
{
	size_t row = origins->n_rows;

	origins->rows = mem_grow(origins->rows, row, sizeof(*origins->rows));
	origins->rows[row] = 0;
	if (origins->numbers) {
		origins->numbers = mem_grow(origins->numbers, row, sizeof(*origins->numbers));
		origins->numbers[row] = 0;
	}
	origins->n_rows++;
	if (origins->n_cells < origins->cohort->n_blocks) {
		origins->cells =
		    mem_grow(origins->cells, origins->n_cells, sizeof(*origins->cells));
		origins->cells[origins->n_cells++] = NULL;
	}
	if (visit.file == ORIGINS_ROSTER) /* the place of the agency will be that of its record */
		begin_history(origins, row, visit);
}

/* The visit of an agency that has no other: where it was first named. */
static struct visit first_visit(const struct origins *origins, size_t row)
{
	const struct cohort *cohort = origins->cohort;
	struct place place = cohort_place(cohort, row);
	uint32_t file = 0;

	while (cohort->files[file].path != place.file)
		file++;
	return (struct visit){file, (uint32_t)place.line};
}

static struct place place_of(const struct origins *origins, const struct visit *visit)
{
	const struct cohort *cohort = origins->cohort;

	return (struct place){.file = visit->file == ORIGINS_ROSTER
					  ? cohort->roster.path
					  : cohort->files[visit->file].path,
			      .line = visit->line};
}

struct place origins_place(const struct origins *origins, size_t row, unsigned number)
{
	const struct history *history = history_of(origins, row);
	const struct link *link;

	if (!history) {
		struct place place = cohort_place(origins->cohort, row);

		return (struct place){.file = place.file, .line = place.line};
	}
	link = &origins->links[history->last - 1];
	for (unsigned i = history->count; i > number; i--)
		link = &origins->links[link->previous - 1];
	return place_of(origins, &link->visit);
}

const char *origins_text(struct origins *origins, size_t row, unsigned number)
{
	struct place place = origins_place(origins, row, number);

	origins->text.length = 0;
	text_add_escaped(&origins->text, place.file);
	text_print(&origins->text, ":%zu", place.line);
	return origins->text.data;
}

/* --- Parts --- */

unsigned origins_part(const struct origins *origins, size_t row, enum part part)
{
	const struct history *history = history_of(origins, row);

	return history ? history->parts[part] : (unsigned)origins->rows[row] >> part & 1u;
}

void origins_give_part(struct origins *origins, size_t row, enum part part, unsigned number)
{
	if (history_of(origins, row))
		origins->histories[origins->numbers[row] - 1].parts[part] = (uint16_t)number;
	else
		origins->rows[row] |= (uint8_t)(1u << part);
}

void origins_give_parts(struct origins *origins, size_t row, unsigned parts)
{
	origins->rows[row] |= (uint8_t)(parts & ~JOINED);
}

bool origins_is_joined(const struct origins *origins, size_t row)
{
	return origins->rows[row] & JOINED;
}

void origins_join(struct origins *origins, size_t row)
{
	origins->rows[row] |= JOINED;
}

/* --- Fields --- */

static size_t cell_at(size_t row, unsigned field)
{
	return (size_t)field * COHORT_BLOCK + row % COHORT_BLOCK;
}

/* Where agencies have one visit, it gave whatever is there. */
static unsigned implied_cell(const struct cohort *cohort, size_t row, unsigned field)
{
	return !cohort->fields[field].fold && cohort_state(cohort, row, field) != STATE_MISSING;
}

unsigned origins_cell(const struct origins *origins, size_t row, unsigned field)
{
	const uint16_t *cells = origins->cells[row / COHORT_BLOCK];

	return cells ? cells[cell_at(row, field)] : implied_cell(origins->cohort, row, field);
}

void origins_give_cells(struct origins *origins, size_t row, size_t count)
{
	const struct cohort *cohort = origins->cohort;

	for (size_t end = row + count; row < end; row++) {
		uint16_t *cells = origins->cells[row / COHORT_BLOCK];

		for (unsigned field = 0; cells && field < cohort->n_fields; field++)
			cells[cell_at(row, field)] = (uint16_t)implied_cell(cohort, row, field);
	}
}

/*
 * The cells of a block; when they come into being none of its agencies has more than one visit. What the room of a block holds
 * behind its rows is of another block.
 */
static uint16_t *cells_of(struct origins *origins, size_t block)
{
	uint16_t **cells = &origins->cells[block];

	if (!*cells) {
		*cells =
		    mem_array((size_t)origins->cohort->n_fields * COHORT_BLOCK, sizeof(**cells));
		origins_give_cells(origins, block * COHORT_BLOCK,
				   cohort_block_rows(origins->cohort, block));
	}
	return *cells;
}

void origins_give_cell(struct origins *origins, size_t row, unsigned field, unsigned number,
		       enum state state)
{
	size_t block = row / COHORT_BLOCK;

	if (origins->cells[block] || number > 1 || state == STATE_MISSING)
		cells_of(origins, block)[cell_at(row, field)] = (uint16_t)number;
}

unsigned origins_visit(struct origins *origins, size_t row, struct visit visit)
{
	struct history *history;

	cells_of(origins, row / COHORT_BLOCK);
	if (!history_of(origins, row))
		begin_history(origins, row, first_visit(origins, row));
	history = &origins->histories[origins->numbers[row] - 1];
	add_visit(origins, history, visit);
	return history->count;
}

void origins_widen(struct origins *origins)
{
	size_t now = (size_t)origins->cohort->n_fields * COHORT_BLOCK, size = sizeof(uint16_t);

	for (size_t i = 0; i < origins->n_cells; i++) {
		if (!origins->cells[i])
			continue;
		origins->cells[i] = mem_resize(origins->cells[i], now, size);
		memset(origins->cells[i] + now - COHORT_BLOCK, 0, COHORT_BLOCK * size);
	}
}

/* --- Dropping --- */

static bool has_cells(const struct origins *origins)
{
	for (size_t i = 0; i < origins->n_cells; i++)
		if (origins->cells[i])
			return true;
	return false;
}

/* Fields go up one by one, so that nothing is written over before it was read. */
static void move_cells(struct origins *origins, size_t from, size_t to, const bool *fields)
{
	const uint16_t *source = origins->cells[from / COHORT_BLOCK];
	uint16_t *target = origins->cells[to / COHORT_BLOCK];
	unsigned kept = 0;

	for (unsigned field = 0; field < origins->cohort->n_fields; field++)
		if (!fields[field])
			target[cell_at(to, kept++)] = source[cell_at(from, field)];
}

/* So do rows. */
void origins_drop(struct origins *origins, const bool *rows, const bool *fields)
{
	bool cells = has_cells(origins);
	size_t to = 0;

	for (size_t i = 0; i < origins->n_cells && cells; i++)
		cells_of(origins, i);
	for (size_t row = 0; row < origins->n_rows; row++) {
		if (rows[row])
			continue;
		origins->rows[to] = origins->rows[row];
		if (origins->numbers)
			origins->numbers[to] = origins->numbers[row];
		if (cells)
			move_cells(origins, row, to, fields);
		to++;
	}
	origins->n_rows = to;
}

/* --- Once all was read --- */

struct place origins_of_field(const struct origins *origins, size_t row, unsigned field)
{
	unsigned number = origins_cell(origins, row, field);

	return number ? origins_place(origins, row, number) : (struct place){0};
}

static bool is_before(const struct place *a, const struct place *b)
{
	int order = strcmp(text_base_name(a->file), text_base_name(b->file));

	return order ? order < 0 : a->line < b->line;
}

struct place origins_of_row(const struct origins *origins, size_t row, const bool *asked)
{
	const struct history *history = history_of(origins, row);
	struct place first = {0}, place;

	if (!history)
		return asked[first_visit(origins, row).file] ? origins_place(origins, row, 1)
							     : first;
	for (uint32_t i = history->last; i; i = origins->links[i - 1].previous) {
		const struct visit *visit = &origins->links[i - 1].visit;

		if (visit->file == ORIGINS_ROSTER || !asked[visit->file])
			continue;
		place = place_of(origins, visit);
		if (!first.file || is_before(&place, &first))
			first = place;
	}
	return first;
}
