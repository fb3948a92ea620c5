#include "bulk.h"

#include <math.h>
#include <string.h>

#include "processor.h"

/* Rows whose columns are copied at once: up to the next multiple, so that all but a slab's first begin with a line of the cache. */
#define PIECE 256u

_Static_assert(COHORT_BLOCK % PIECE == 0, "a block is filled before the next begins");

/* Rows of a slab on their way into the cohort. */
struct bulk {
	struct joint *joint;
	const struct scan_plan *plan;
	const struct slab *slab;
	const char *bytes;
	struct place place; /* of the first row of the piece */
	size_t first;       /* of the piece, in the slab */
	size_t row;         /* the same in the cohort */
	size_t count;
	uint8_t given[PIECE]; /* whether a row says something of a field */
};

/* --- Texts --- */

/* What a row has of a part; length 0: nothing. */
static struct scan_span span_of(const struct bulk *bulk, size_t i, enum part part)
{
	const struct scan_span *spans = bulk->slab->parts[part];

	return spans ? spans[bulk->first + i] : (struct scan_span){0};
}

/* NULL: it is for record_end. */
static const char *edition_of(const struct bulk *bulk, size_t i)
{
	struct scan_span span = span_of(bulk, i, PART_EDITION);
	struct text *edition = &bulk->joint->record.parts[PART_EDITION];

	if (!span.length)
		return bulk->joint->rules->n_editions ? NULL : bulk->joint->rules->edition;
	edition->length = 0;
	text_add_n(edition, bulk->bytes + span.offset, span.length);
	return joint_names_edition(bulk->joint, edition->data) ? edition->data : NULL;
}

/* --- Whether a row is one of these --- */

/* Of an id that does not come behind all. */
static bool is_new(const struct bulk *bulk, struct scan_span id, const char *edition)
{
	const struct cohort *cohort = bulk->joint->cohort;
	const char *text = bulk->bytes + id.offset;

	return cohort_find_in(cohort, text, id.length, edition) == SIZE_MAX &&
	       cohort_find_other_case(cohort, text, id.length) == SIZE_MAX;
}

static bool has_good_class(const struct bulk *bulk, size_t i)
{
	struct scan_span span = span_of(bulk, i, PART_CLASS);

	return !span.length || joint_has_class(bulk->joint, bulk->bytes + span.offset, span.length);
}

/* Notes real and test evidence; false: both are there, and that is not said yet. */
static bool note_kind(const struct bulk *bulk, size_t i)
{
	struct joint *joint = bulk->joint;
	struct scan_span span = span_of(bulk, i, PART_TEST);
	bool test = span.length && span.offset;

	if (joint->first[!test].file && !joint->mixed)
		return false;
	if (!joint->first[test].file)
		joint->first[test] =
		    (struct place){.file = joint->file->path, .line = bulk->place.line + i};
	return true;
}

/* --- What it brings --- */

static struct place place_of(const struct bulk *bulk, size_t i)
{
	struct place place = bulk->place;

	place.file = bulk->joint->file->path;
	place.line += i;
	place.record += place.record ? i : 0;
	return place;
}

static void give_part(const struct bulk *bulk, size_t row, enum part part, struct scan_span span)
{
	struct cohort *cohort = bulk->joint->cohort;
	const char *text = bulk->bytes + span.offset;

	if (part == PART_NAME)
		cohort_set_name(cohort, row, text, span.length);
	else if (part == PART_CLASS)
		cohort_set_class(cohort, row, text, span.length);
	else if (part == PART_REGION)
		cohort_set_region(cohort, row, text, span.length);
	else
		cohort_set_reason(cohort, row, text, span.length);
}

static void give_parts(const struct bulk *bulk, size_t i, size_t row)
{
	static const enum part parts[] = {PART_NAME, PART_CLASS, PART_REGION, PART_REASON};
	struct scan_span competes = span_of(bulk, i, PART_COMPETES);
	unsigned given = competes.length ? 1u << PART_COMPETES : 0;

	if (competes.length)
		cohort_agency(bulk->joint->cohort, row)->competes = competes.offset != 0;
	for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
		struct scan_span span = span_of(bulk, i, parts[p]);

		if (!span.length)
			continue;
		give_part(bulk, row, parts[p], span);
		given |= 1u << parts[p];
	}
	origins_give_parts(bulk->joint->origins, row, given);
}

/* All but the agency itself. */
static void add_rest(const struct bulk *bulk, size_t i, size_t row)
{
	struct joint *joint = bulk->joint;
	struct place place = place_of(bulk, i);

	cohort_set_place(joint->cohort, row, joint->file, &place);
	ledger_add_row(&joint->ledger);
	origins_add_row(
	    joint->origins,
	    (struct visit){(uint32_t)(joint->file - joint->cohort->files), (uint32_t)place.line});
	origins_join(joint->origins, row);
	give_parts(bulk, i, row);
}

/* Adds the agency of a row; false: the row is for record_end. */
static bool take_row(const struct bulk *bulk, size_t i)
{
	struct cohort *cohort = bulk->joint->cohort;
	struct scan_span id = span_of(bulk, i, PART_ID);
	const char *text = bulk->bytes + id.offset, *edition = edition_of(bulk, i);
	bool behind = edition && cohort_is_behind_all(cohort, text, id.length);

	if (!edition || (!behind && !is_new(bulk, id, edition)) || !has_good_class(bulk, i) ||
	    !note_kind(bulk, i))
		return false;
	add_rest(bulk, i,
		 behind ? cohort_add_behind(cohort, text, id.length, edition)
			: cohort_add_in(cohort, text, id.length, edition));
	return true;
}

/* --- Columns --- */

/* A cell as a scanner leaves it: a value, or NaN with the state in its last byte. Without a jump, since states lie anywhere. */
static inline uint8_t copy_cell(double from, double *value)
{
	const double none = (double)NAN;
	uint64_t bits, empty, no_value = -(uint64_t)(from != from);

	memcpy(&bits, &from, sizeof(bits));
	memcpy(&empty, &none, sizeof(empty));
	empty = (bits & ~no_value) | (empty & no_value);
	memcpy(value, &empty, sizeof(empty));
	return (uint8_t)((bits & no_value) | (STATE_VALUE & ~no_value));
}

/*
 * By the time that a block is scored it has left the caches where there are many columns, so values go past them: a line that is
 * written whole need not be read first. Such writes keep no order with others; see settle.
 */
#ifdef __SSE2__
/* Two cells: their values go where they belong, their states are the last bytes of what is returned. */
static inline __m128d copy_two(const double *from, double *values)
{
	const __m128d is_value = _mm_castsi128_pd(_mm_set1_epi64x(STATE_VALUE));
	__m128d cells = _mm_loadu_pd(from), no_value = _mm_cmpunord_pd(cells, cells);

	_mm_stream_pd(values, _mm_or_pd(_mm_andnot_pd(no_value, cells),
					_mm_and_pd(no_value, _mm_set1_pd((double)NAN))));
	return _mm_or_pd(_mm_and_pd(no_value, cells), _mm_andnot_pd(no_value, is_value));
}

static inline __m128i copy_four(const double *from, double *values)
{
	__m128 first = _mm_castpd_ps(copy_two(from, values));
	__m128 last = _mm_castpd_ps(copy_two(from + 2, values + 2));

	return _mm_and_si128(_mm_castps_si128(_mm_shuffle_ps(first, last, 0x88)),
			     _mm_set1_epi32(0xff));
}

static inline uint64_t copy_eight(const double *from, double *values)
{
	__m128i states = _mm_packs_epi32(copy_four(from, values), copy_four(from + 4, values + 4));

	return (uint64_t)_mm_cvtsi128_si64(_mm_packus_epi16(states, states));
}

/* Before anybody else may look at them. */
static void settle(void)
{
	_mm_sfence();
}
#else
static inline uint64_t copy_eight(const double *from, double *values)
{
	uint8_t states[8];
	uint64_t all;

	for (unsigned i = 0; i < 8; i++)
		states[i] = copy_cell(from[i], &values[i]);
	memcpy(&all, states, sizeof(all));
	return all;
}

static void settle(void)
{
}
#endif

/* How many of the values lie before the first line that they may fill. */
static size_t before_line(const double *values, size_t count)
{
	size_t before = -(uintptr_t)values % PROCESSOR_LINE / sizeof(*values);

	return before < count ? before : count;
}

/* Cell by cell. */
static inline void copy_few(const double *from, double *values, uint8_t *states, uint8_t *given,
			    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		states[i] = copy_cell(from[i], &values[i]);
		given[i] |= states[i];
	}
}

/* Values and states of consecutive rows. */
static void copy_cells(const double *from, double *values, uint8_t *states, uint8_t *given,
		       size_t count)
{
	size_t i = before_line(values, count);

	copy_few(from, values, states, given, i);
	for (; i + 8 <= count; i += 8) {
		uint64_t eight = copy_eight(from + i, values + i), before;

		memcpy(states + i, &eight, sizeof(eight));
		memcpy(&before, given + i, sizeof(before));
		before |= eight;
		memcpy(given + i, &before, sizeof(before));
	}
	copy_few(from + i, values + i, states + i, given + i, count - i);
}

/* A piece lies in one block. */
static void copy_column(struct bulk *bulk, unsigned column)
{
	const struct cohort *cohort = bulk->joint->cohort;
	const double *from = bulk->slab->values + column * bulk->slab->room + bulk->first;
	unsigned field = bulk->plan->numbers[column];
	size_t block = bulk->row / COHORT_BLOCK, at = bulk->row % COHORT_BLOCK;

	copy_cells(from, cohort_column(cohort, block, field) + at,
		   cohort->blocks[block].states + (size_t)field * COHORT_BLOCK + at, bulk->given,
		   bulk->count);
}

/* A file of made-up content marks all that it brings. */
static void mark_column(const struct bulk *bulk, unsigned column)
{
	struct cohort *cohort = bulk->joint->cohort;
	unsigned field = bulk->plan->numbers[column];

	for (size_t row = bulk->row; row < bulk->row + bulk->count; row++)
		if (cohort_state(cohort, row, field) != STATE_MISSING)
			cohort_mark(cohort, row, field);
}

static void copy_columns(struct bulk *bulk)
{
	if (!bulk->count)
		return;
	memset(bulk->given, 0, sizeof(bulk->given));
	for (unsigned column = 0; column < bulk->plan->n_fields; column++) {
		copy_column(bulk, column);
		if (bulk->joint->file->made_up)
			mark_column(bulk, column);
	}
	settle();
}

/* --- Piece by piece --- */

#define SOON 8 /* rows */

/* Another thread has scanned what the rows say: their texts are fetched before they are asked for. */
static void fetch_row(const struct bulk *bulk, size_t i)
{
	const char *text = bulk->bytes + span_of(bulk, i, PART_ID).offset;

	__builtin_prefetch(text);
	__builtin_prefetch(text + 64);
}

static void take_rows(struct bulk *bulk, size_t count)
{
	for (size_t i = 0; i < count && i < SOON; i++)
		fetch_row(bulk, i);
	for (; bulk->count < count && take_row(bulk, bulk->count); bulk->count++)
		if (bulk->count + SOON < count)
			fetch_row(bulk, bulk->count + SOON);
}

static void join_piece(struct bulk *bulk, size_t count)
{
	struct joint *joint = bulk->joint;

	bulk->row = joint->cohort->rows;
	bulk->count = 0;
	if (bulk->plan->n_fields == joint->cohort->n_fields)
		cohort_promise(joint->cohort, count);
	take_rows(bulk, count);
	cohort_promise(joint->cohort, 0);
	copy_columns(bulk);
	origins_give_cells(joint->origins, bulk->row, bulk->count);
	for (size_t i = 0; i < bulk->count; i++)
		ledger_take(&joint->ledger, joint->file, bulk->row + i, !bulk->given[i]);
	joint->file->rows += bulk->count;
	bulk->first += bulk->count;
	bulk->place.line += bulk->count;
	bulk->place.record += bulk->place.record ? bulk->count : 0;
}

size_t bulk_join(struct joint *joint, const struct scan_plan *plan, const struct feed_rows *rows,
		 struct place place)
{
	struct bulk bulk = {.joint = joint,
			    .plan = plan,
			    .slab = rows->slab,
			    .bytes = rows->bytes,
			    .place = place,
			    .first = rows->first};
	size_t joined = 0;

	/* Agencies of a roster are known. */
	while (joined < rows->count && !joint->cohort->roster.path) {
		size_t count = rows->count - joined;
		size_t room = PIECE - joint->cohort->rows % PIECE;

		count = count < room ? count : room;
		join_piece(&bulk, count);
		joined += bulk.count;
		if (bulk.count < count)
			break;
	}
	return joined;
}
