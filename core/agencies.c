#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cohort_parts.h"
#include "order.h"

_Static_assert(sizeof(struct agency) == 20, "see cohort.h");

#define TEXT_SLACK                                                                                 \
	8 /* bytes that may be read from any place of a text on; what is behind it has some value */

/* --- Texts that many share --- */

const char *cohort_keep(struct cohort *cohort, const char *text, size_t length)
{
	char *copy = arena_alloc(&cohort->index->texts, length + 1 + TEXT_SLACK);

	memcpy(copy, text, length);
	return copy;
}

/* Eight bytes at a time: text has no NUL, so that known goes on as long as it is the same. */
static bool same(const char *known, const char *text, size_t length)
{
	size_t i = 0, last = length % 8;

	for (; i + 8 <= length; i += 8)
		if (lookup_load(known + i) != lookup_load(text + i))
			return false;
	return lookup_load_few(known + i, last) == lookup_load_few(text + i, last) &&
	       !known[length];
}

/* Texts in a list. */
struct texts {
	const char ***list;
	unsigned *count;
	struct text_numbers *numbers;
};

static unsigned add_text(struct cohort *cohort, const struct texts *texts, uint32_t hash,
			 const char *text, size_t length)
{
	unsigned count = *texts->count;

	*texts->list = mem_grow(*texts->list, count, sizeof(**texts->list));
	(*texts->list)[count] = cohort_keep(cohort, text, length);
	lookup_add(&texts->numbers->lookup, hash, count);
	return (*texts->count)++;
}

static unsigned find_text(struct cohort *cohort, const struct texts *texts, const char *text,
			  size_t length)
{
	uint32_t hash = (uint32_t)lookup_hash_text(text, length), number;
	size_t at;

	number = lookup_first(&texts->numbers->lookup, hash, &at);
	while (number != LOOKUP_NONE && !same((*texts->list)[number], text, length))
		number = lookup_next(&texts->numbers->lookup, hash, &at);
	return number != LOOKUP_NONE ? number : add_text(cohort, texts, hash, text, length);
}

/* A few of the texts are asked for again and again, in any order: where one of them is kept. */
static unsigned *recent_of(struct text_numbers *numbers, const char *text, size_t length)
{
	size_t spread = length ? 3 * length + (unsigned char)text[0] +
				     5 * (size_t)(unsigned char)text[length - 1]
			       : 0;

	return &numbers->recent[spread % TEXTS_RECENT];
}

/* The number of a text, which is added when it is new. */
static inline unsigned number_of(struct cohort *cohort, const char ***list, unsigned *count,
				 struct text_numbers *numbers, const char *text, size_t length)
{
	unsigned *recent = recent_of(numbers, text, length);

	if (*recent >= *count || !same((*list)[*recent], text, length))
		*recent = find_text(cohort, &(struct texts){list, count, numbers}, text, length);
	return *recent;
}

static unsigned number_class(struct cohort *cohort, const char *class_id, size_t length)
{
	return number_of(cohort, &cohort->classes, &cohort->n_classes, &cohort->index->classes,
			 class_id, length);
}

unsigned cohort_number_edition(struct cohort *cohort, const char *edition)
{
	return number_of(cohort, &cohort->editions, &cohort->n_editions, &cohort->index->editions,
			 edition, strlen(edition));
}

static unsigned number_region(struct cohort *cohort, const char *region, size_t length)
{
	return number_of(cohort, &cohort->regions, &cohort->n_regions, &cohort->index->regions,
			 region, length);
}

static unsigned number_reason(struct cohort *cohort, const char *reason, size_t length)
{
	return number_of(cohort, &cohort->reasons, &cohort->n_reasons, &cohort->index->reasons,
			 reason, length);
}

void cohort_set_class(struct cohort *cohort, size_t row, const char *class_id, size_t length)
{
	cohort_agency(cohort, row)->class_index = number_class(cohort, class_id, length);
}

void cohort_set_region(struct cohort *cohort, size_t row, const char *region, size_t length)
{
	cohort_agency(cohort, row)->region_index = number_region(cohort, region, length);
}

/* Columns that most cohorts do without; in a block without one all have the number 0. */
static void set_rare(unsigned **column, size_t row, unsigned number)
{
	if (!*column && !number)
		return;
	if (!*column)
		*column = mem_array(COHORT_BLOCK, sizeof(**column));
	(*column)[row % COHORT_BLOCK] = number;
}

static void set_edition(struct cohort *cohort, size_t row, unsigned number)
{
	set_rare(&cohort->agencies[row / COHORT_BLOCK]->editions, row, number);
}

static void set_reason(struct cohort *cohort, size_t row, unsigned number)
{
	set_rare(&cohort->agencies[row / COHORT_BLOCK]->reasons, row, number);
}

void cohort_set_reason(struct cohort *cohort, size_t row, const char *reason, size_t length)
{
	set_reason(cohort, row, number_reason(cohort, reason, length));
}

/* --- Ids and names: "id NUL name NUL", the name "" where it is the id --- */

static void add_pages(struct cohort *cohort, size_t size)
{
	size_t n = (size + TEXT_PAGE - 1) / TEXT_PAGE;
	char *bytes;

	if (cohort->n_pages + n > UINT32_MAX / TEXT_PAGE)
		mem_exhausted(size);
	bytes = pool_take(&cohort->pool, n * TEXT_PAGE + TEXT_SLACK, 1);
	cohort->text_end = cohort->n_pages * TEXT_PAGE;
	for (size_t i = 0; i < n; i++) {
		cohort->pages = mem_grow(cohort->pages, cohort->n_pages, sizeof(*cohort->pages));
		cohort->pages[cohort->n_pages++] = bytes + i * TEXT_PAGE;
	}
}

/* Where so many bytes follow one another. */
static char *room_for_text(struct cohort *cohort, size_t size)
{
	if (cohort->n_pages * TEXT_PAGE - cohort->text_end < size)
		add_pages(cohort, size);
	return cohort->pages[cohort->text_end / TEXT_PAGE] + cohort->text_end % TEXT_PAGE;
}

static char *put(char *to, const char *text, size_t length)
{
	memmove(to, text, length);
	to[length] = '\0';
	return to + length + 1;
}

static uint32_t keep_names(struct cohort *cohort, const char *id, size_t id_length,
			   const char *name, size_t name_length)
{
	size_t size = id_length + name_length + 2;
	char *room = room_for_text(cohort, size);
	uint32_t text = (uint32_t)cohort->text_end;

	memset(put(put(room, id, id_length), name, name_length), 0, TEXT_SLACK);
	cohort->text_end += size;
	cohort->text_unnamed = name_length ? TEXT_NONE : text;
	return text;
}

/* Behind the id of the agency that came last, where there is room; its empty name ends the texts so far. */
static bool append_name(struct cohort *cohort, const char *name, size_t length)
{
	size_t at = cohort->text_end - 1;
	char *room;

	if (cohort->n_pages * TEXT_PAGE - cohort->text_end < length)
		return false;
	room = cohort->pages[at / TEXT_PAGE] + at % TEXT_PAGE;
	memset(put(room, name, length), 0, TEXT_SLACK);
	cohort->text_end += length;
	return true;
}

void cohort_set_name(struct cohort *cohort, size_t row, const char *name, size_t length)
{
	struct agency *agency = cohort_agency(cohort, row);
	const char *id = cohort_id(cohort, row);
	bool last = agency->text == cohort->text_unnamed;
	size_t id_length = last ? cohort->text_end - agency->text - 2 : strlen(id);

	if (same(id, name, length))
		length = 0;
	if (last)
		cohort->text_unnamed = TEXT_NONE;
	if (!last || !append_name(cohort, name, length))
		agency->text = keep_names(cohort, id, id_length, name, length);
}

/* --- Who is there --- */

void agencies_init(struct cohort *cohort)
{
	cohort->index = mem_alloc(sizeof(*cohort->index));
	number_class(cohort, "", 0);
	number_region(cohort, "", 0);
	number_reason(cohort, "", 0);
}

static void free_orders(struct cohort *cohort)
{
	if (cohort->by_edition != cohort->by_id)
		free(cohort->by_edition);
	free(cohort->by_id);
}

static void free_index(struct cohort_index *index)
{
	lookup_free(&index->ids);
	lookup_free(&index->classes.lookup);
	lookup_free(&index->editions.lookup);
	lookup_free(&index->regions.lookup);
	lookup_free(&index->reasons.lookup);
	free(index->sites);
	arena_free(&index->texts);
	free(index);
}

void agencies_finish(struct cohort *cohort)
{
	for (size_t i = 0; i < cohort->n_agency_blocks; i++) {
		free(cohort->agencies[i]->editions);
		free(cohort->agencies[i]->reasons);
	}
	free(cohort->agencies);
	free(cohort->pages);
	pool_free(&cohort->pool);
	free_orders(cohort);
	free(cohort->classes);
	free(cohort->editions);
	free(cohort->regions);
	free(cohort->reasons);
	if (cohort->index)
		free_index(cohort->index);
}

/* As memcmp, for eight bytes. */
static int compare_eight(uint64_t x, uint64_t y)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	x = __builtin_bswap64(x);
	y = __builtin_bswap64(y);
#endif
	return x < y ? -1 : x > y;
}

static inline uint64_t folded_if(bool fold, uint64_t bytes)
{
	return fold ? lookup_fold(bytes) : bytes;
}

/*
 * As strcmp, for texts whose letters may be folded; id has no NUL, neither in it nor at its end, so that what stands behind the end
 * of known makes no difference.
 */
static inline int compare(const char *known, const char *id, size_t length, bool fold)
{
	size_t i = 0;
	int order = 0;

	for (; i + 8 <= length && !order; i += 8)
		order = compare_eight(folded_if(fold, lookup_load(known + i)),
				      folded_if(fold, lookup_load(id + i)));
	for (; i < length && !order; i++)
		order = compare_eight(folded_if(fold, (unsigned char)known[i]),
				      folded_if(fold, (unsigned char)id[i]));
	return order ? order : known[length] != '\0';
}

static int compare_folded(const char *known, const char *id, size_t length)
{
	return compare(known, id, length, true);
}

bool cohort_is_behind_all(const struct cohort *cohort, const char *id, size_t length)
{
	if (cohort->index->unordered)
		return false;
	return !cohort->rows || compare_folded(cohort_id(cohort, cohort->rows - 1), id, length) < 0;
}

static uint32_t hash_of(const char *id, size_t length)
{
	return (uint32_t)(lookup_hash_folded(id, length) >> 32);
}

static uint32_t hash_in(uint32_t hash, const char *edition)
{
	return hash ^ (uint32_t)lookup_hash_text(edition, strlen(edition));
}

#define AHEAD 16u /* rows that are looked for in memory at a time */

static void index_some(const struct cohort *cohort, size_t from, size_t count)
{
	struct lookup *ids = &cohort->index->ids;
	uint32_t hashes[AHEAD];

	for (size_t i = 0; i < count; i++) {
		const char *id = cohort_id(cohort, from + i);

		hashes[i] = hash_in(hash_of(id, strlen(id)), cohort_edition(cohort, from + i));
		lookup_await(ids, hashes[i]);
	}
	for (size_t i = 0; i < count; i++)
		lookup_add(ids, hashes[i], (uint32_t)(from + i));
}

/* The index of all rows. */
static const struct lookup *all_ids(const struct cohort *cohort)
{
	struct cohort_index *index = cohort->index;

	if (index->indexed == cohort->rows)
		return &index->ids;
	lookup_reserve(&index->ids, cohort->rows);
	for (; index->indexed + AHEAD <= cohort->rows; index->indexed += AHEAD)
		index_some(cohort, index->indexed, AHEAD);
	index_some(cohort, index->indexed, cohort->rows - index->indexed);
	index->indexed = cohort->rows;
	return &index->ids;
}

/* Of one edition the first row of this very id, or (exact false) of one that differs in case. */
static size_t find_in(const struct cohort *cohort, const char *id, size_t length, uint32_t hash,
		      const char *edition, bool exact)
{
	const struct lookup *ids = all_ids(cohort);
	size_t at;

	hash = hash_in(hash, edition);
	for (uint32_t row = lookup_first(ids, hash, &at); row != LOOKUP_NONE;
	     row = lookup_next(ids, hash, &at)) {
		const char *known = cohort_id(cohort, row);

		if (!compare_folded(known, id, length) && same(known, id, length) == exact &&
		    !strcmp(cohort_edition(cohort, row), edition))
			return row;
	}
	return SIZE_MAX;
}

/* The same of all editions. */
static size_t find(const struct cohort *cohort, const char *id, size_t length, bool exact)
{
	uint32_t hash = hash_of(id, length);
	size_t first = SIZE_MAX;

	if (cohort_is_behind_all(cohort, id, length))
		return SIZE_MAX;
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
	return cohort_is_behind_all(cohort, id, length)
		   ? SIZE_MAX
		   : find_in(cohort, id, length, hash_of(id, length), edition, true);
}

/* --- Adding --- */

static struct agency *new_agency(struct cohort *cohort, size_t row)
{
	if (row / COHORT_BLOCK == cohort->n_agency_blocks) {
		cohort->agencies =
		    mem_grow(cohort->agencies, cohort->n_agency_blocks, sizeof(*cohort->agencies));
		cohort->agencies[cohort->n_agency_blocks] =
		    pool_take(&cohort->pool, 1, sizeof(**cohort->agencies));
		cohort->agencies[cohort->n_agency_blocks]->editions = NULL;
		cohort->agencies[cohort->n_agency_blocks++]->reasons = NULL;
	}
	return cohort_agency(cohort, row);
}

/* Into the index, since it is not behind all rows that there are. */
static void index_row(struct cohort *cohort, const char *id, size_t length, unsigned edition)
{
	struct cohort_index *index = cohort->index;
	uint32_t hash = hash_in(hash_of(id, length), cohort->editions[edition]);

	index->unordered = true;
	all_ids(cohort);
	lookup_add(&index->ids, hash, (uint32_t)cohort->rows);
	index->indexed++;
}

static size_t add_row(struct cohort *cohort, const char *id, size_t length, unsigned edition)
{
	size_t row = cohort->rows;

	if (row && compare(cohort_id(cohort, row - 1), id, length, false) > 0)
		cohort->index->out_of_order = true;
	*new_agency(cohort, row) =
	    (struct agency){.text = keep_names(cohort, id, length, "", 0), .competes = true};
	set_edition(cohort, row, edition);
	set_reason(cohort, row, 0);
	cohort_add_cells(cohort);
	return row;
}

size_t cohort_add(struct cohort *cohort, const char *id, size_t length)
{
	return cohort_add_in(cohort, id, length, "");
}

size_t cohort_add_in(struct cohort *cohort, const char *id, size_t length, const char *edition)
{
	unsigned number = cohort_number_edition(cohort, edition);

	if (!cohort_is_behind_all(cohort, id, length))
		index_row(cohort, id, length, number);
	return add_row(cohort, id, length, number);
}

size_t cohort_add_behind(struct cohort *cohort, const char *id, size_t length, const char *edition)
{
	return add_row(cohort, id, length, cohort_number_edition(cohort, edition));
}

/* --- Where they were first named --- */

/* How much of a place file and line tell. */
enum site_kind {
	SITE_NONE,
	SITE_RECORD, /* a record on each line: their numbers are the same */
	SITE_LINE,   /* a value at the beginning of the line */
	SITE_KEPT    /* line is a number in sites */
};

#define ROSTER_FILE ((1u << 28) - 1)

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
	struct agency *agency = cohort_agency(cohort, row);
	enum site_kind kind = site_of(place);

	agency->file =
	    file == &cohort->roster ? ROSTER_FILE : (uint32_t)(file - cohort->files) & ROSTER_FILE;
	agency->site = kind & 3;
	agency->line = kind == SITE_KEPT ? keep_site(cohort, place) : (uint32_t)place->line;
}

struct place cohort_place(const struct cohort *cohort, size_t row)
{
	const struct agency *agency = cohort_agency(cohort, row);
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

/* --- Fewer rows --- */

void agencies_move(struct cohort *cohort, size_t from, size_t to)
{
	*cohort_agency(cohort, to) = *cohort_agency(cohort, from);
	set_edition(cohort, to, cohort_edition_index(cohort, from));
	set_reason(cohort, to, cohort_reason_index(cohort, from));
}

void agencies_again(struct cohort *cohort)
{
	const char **editions = cohort->editions;

	lookup_free(&cohort->index->ids);
	lookup_free(&cohort->index->editions.lookup);
	cohort->index->indexed = 0;
	cohort->editions = NULL;
	cohort->n_editions = 0;
	for (size_t row = 0; row < cohort->rows; row++)
		set_edition(
		    cohort, row,
		    cohort_number_edition(cohort, editions[cohort_edition_index(cohort, row)]));
	free(editions);
}

/* --- Order --- */

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *id_of(const void *cohort, uint32_t row)
{
	return cohort_id(cohort, row);
}

/* Rows by the number of their edition, from 0; those of one edition stay in the order in which they are. */
static uint32_t *sort_by_edition(const struct cohort *cohort, const uint32_t *rows)
{
	uint32_t *sorted = mem_array(cohort->rows, sizeof(*sorted));
	size_t *starts = mem_array((size_t)cohort->n_editions + 1, sizeof(*starts));

	for (size_t i = 0; i < cohort->rows; i++)
		starts[cohort_edition_index(cohort, i) + 1]++;
	for (unsigned e = 0; e < cohort->n_editions; e++)
		starts[e + 1] += starts[e];
	for (size_t i = 0; i < cohort->rows; i++)
		sorted[starts[cohort_edition_index(cohort, rows[i])]++] = rows[i];
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
	if (cohort->index->out_of_order || cohort->n_editions > 1)
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

	if (!n)
		cohort_number_edition(cohort, "");
	if (n <= 1)
		return;
	cohort->editions = mem_array(n, sizeof(*old));
	memcpy(cohort->editions, old, n * sizeof(*old));
	qsort(cohort->editions, n, sizeof(*old), compare_texts);
	numbers = new_numbers(old, n, cohort->editions, n);
	for (size_t row = 0; row < cohort->rows; row++)
		set_edition(cohort, row, numbers[cohort_edition_index(cohort, row)]);
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
		present[cohort_agency(cohort, row)->class_index] = true;
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
		cohort_agency(cohort, row)->class_index =
		    numbers[cohort_agency(cohort, row)->class_index];
	free(numbers);
	free(old);
}

void agencies_close(struct cohort *cohort, const char *const *declared, unsigned n_declared)
{
	number_editions(cohort);
	number_classes(cohort, declared, n_declared);
	sort_rows(cohort);
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

static unsigned number_in_edition(struct regions *regions, unsigned edition, unsigned number)
{
	uint32_t hash = (uint32_t)lookup_mix(number, edition);
	size_t at;

	for (uint32_t i = lookup_first(&regions->lookup, hash, &at); i != LOOKUP_NONE;
	     i = lookup_next(&regions->lookup, hash, &at)) {
		assert(regions->list); /* what is found was added */
		if (regions->list[i].number == number && regions->list[i].edition == edition)
			return i;
	}
	regions->list = mem_grow(regions->list, regions->count, sizeof(*regions->list));
	regions->list[regions->count] = (struct region){edition, number};
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
		of[row] = number_in_edition(&regions, cohort_edition_index(cohort, row),
					    cohort_agency(cohort, row)->region_index);
	places = order_regions(&regions);
	for (size_t row = 0; row < cohort->rows; row++)
		of[row] = places[of[row]];
	free(places);
	free(regions.list);
	lookup_free(&regions.lookup);
	return regions.count ? regions.count : 1;
}
