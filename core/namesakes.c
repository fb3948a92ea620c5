#include "namesakes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "evidence_codes.h"
#include "lookup.h"
#include "memory.h"
#include "processor.h"
#include "spelling.h"

/* A name, class or region as an agency first gave it. */
struct entry {
	uint32_t row;
	enum naming naming;
};

/*
 * Most names are like no other, which hashes of their skeletons show: each marks two of many cells, and what is alone in one of its cells
 * and plain (see spelling_hash) is its own. Only the others are compared.
 */
struct checker {
	const struct namesakes_rules *rules;
	const struct cohort *cohort;
	struct problems *problems;
	/* Per row the hash of its name, with MARK_ODD where that is not plain; then whether it is to be looked at. */
	uint32_t *marks;
	struct text *rooms; /* per member of a crew */
	uint8_t *cells;     /* four in a byte: 0, 1 or more (2, 3) have marked it */
	uint8_t *cells_room;
	unsigned bits; /* of the number of a cell */
	bool *met[2];  /* per class and per region: it was compared */
	struct entry *entries;
	size_t n_entries;
	struct lookup lookup; /* by hash */
	struct text skeleton, other_skeleton, key, other_key;
};

static const char *text_of(const struct checker *checker, const struct entry *entry)
{
	return entry->naming == NAMING_NAME    ? cohort_name(checker->cohort, entry->row)
	       : entry->naming == NAMING_CLASS ? cohort_class_id(checker->cohort, entry->row)
					       : cohort_region(checker->cohort, entry->row);
}

static struct place place_of(const struct checker *checker, const struct entry *entry)
{
	return checker->rules->place_of(checker->rules->user, entry->row, entry->naming);
}

/* --- What is said --- */

/* "name of agency "k1"", "region". */
static void add_subject(const struct checker *checker, const struct entry *entry, struct text *out)
{
	if (entry->naming == NAMING_NAME)
		text_print(out, _("name of agency %s"),
			   text_quoted(cohort_id(checker->cohort, entry->row)));
	else
		text_add(out, entry->naming == NAMING_CLASS ? _("class") : _("region"));
}

/* "FILE:LINE" */
static void add_place(const struct checker *checker, const struct entry *entry, struct text *out)
{
	struct place place = place_of(checker, entry);

	text_add_escaped(out, place.file);
	text_print(out, ":%zu", place.line);
}

/* What the sentences of two entries are made of. */
struct pair {
	struct place place;
	struct text subject, other, other_place, difference;
};

static void pair_init(struct pair *pair, const struct checker *checker, const struct entry *mine,
		      const struct entry *other)
{
	*pair = (struct pair){.place = place_of(checker, mine)};
	add_subject(checker, mine, &pair->subject);
	add_subject(checker, other, &pair->other);
	add_place(checker, other, &pair->other_place);
	spelling_difference(&pair->difference, text_of(checker, mine), text_of(checker, other));
}

static void pair_finish(struct pair *pair)
{
	text_free(&pair->subject);
	text_free(&pair->other);
	text_free(&pair->other_place);
	text_free(&pair->difference);
}

static void refuse_namesake(const struct checker *checker, const struct entry *mine,
			    const struct entry *other)
{
	const char *text = text_of(checker, mine), *other_text = text_of(checker, other);
	struct pair pair;

	pair_init(&pair, checker, mine, other);
	if (!strcmp(text, other_text))
		problem_error(checker->problems, EXIT_EVIDENCE, E_NAMESAKE, &pair.place,
			      _("%s: expected a name of its own, found %s, the %s at %s"),
			      pair.subject.data, text_quoted(text), pair.other.data,
			      pair.other_place.data);
	else
		problem_error(checker->problems, EXIT_EVIDENCE, E_NAMESAKE, &pair.place,
			      _("%s: expected a name of its own, found %s, which differs from %s, "
				"the %s at %s, in spelling only (%s)"),
			      pair.subject.data, text_quoted(text), text_quoted(other_text),
			      pair.other.data, pair.other_place.data, pair.difference.data);
	pair_finish(&pair);
}

static void refuse_spelling(const struct checker *checker, const struct entry *mine,
			    const struct entry *other)
{
	struct pair pair;

	pair_init(&pair, checker, mine, other);
	problem_error(checker->problems, EXIT_EVIDENCE, E_SPELLING, &pair.place,
		      _("%s: expected one spelling, found %s; at %s it is %s (%s)"),
		      pair.subject.data, text_quoted(text_of(checker, mine)), pair.other_place.data,
		      text_quoted(text_of(checker, other)), pair.difference.data);
	pair_finish(&pair);
}

static void refuse_look_alike(const struct checker *checker, const struct entry *mine,
			      const struct entry *other)
{
	struct pair pair;

	pair_init(&pair, checker, mine, other);
	problem_error(checker->problems, EXIT_EVIDENCE, E_LOOK_ALIKE, &pair.place,
		      _("%s: expected letters of one script, found %s, which looks like %s, the %s "
			"at %s (%s)"),
		      pair.subject.data, text_quoted(text_of(checker, mine)),
		      text_quoted(text_of(checker, other)), pair.other.data, pair.other_place.data,
		      pair.difference.data);
	pair_finish(&pair);
}

static void warn_of_scripts(const struct checker *checker, const struct entry *mine)
{
	uint32_t intruder = spelling_intruder(text_of(checker, mine));
	struct place place = place_of(checker, mine);
	struct text subject = {0};

	if (!intruder)
		return;
	add_subject(checker, mine, &subject);
	problem_warning(checker->problems, W_SCRIPTS, &place,
			_("%s: expected letters of one script in a word, found U+%04X in %s"),
			subject.data, intruder, text_quoted(text_of(checker, mine)));
	text_free(&subject);
}

static void refuse_invisible(const struct checker *checker, const struct entry *mine)
{
	struct place place = place_of(checker, mine);
	struct text subject = {0};

	add_subject(checker, mine, &subject);
	problem_error(checker->problems, EXIT_EVIDENCE, E_UNSEEN, &place,
		      _("%s: expected a text that can be seen, found %s"), subject.data,
		      text_quoted(text_of(checker, mine)));
	text_free(&subject);
}

/* --- Finding them --- */

static bool same_edition(const struct checker *checker, const struct entry *a,
			 const struct entry *b)
{
	return cohort_edition_index(checker->cohort, a->row) ==
	       cohort_edition_index(checker->cohort, b->row);
}

/* Two names of one skeleton. True when nothing more is to be looked for. */
static bool judge(struct checker *checker, const struct entry *mine, const struct entry *other)
{
	bool same_kind = mine->naming == other->naming;

	spelling_key(&checker->key, text_of(checker, mine));
	spelling_key(&checker->other_key, text_of(checker, other));
	if (strcmp(checker->key.data, checker->other_key.data) != 0) {
		refuse_look_alike(checker, mine, other);
		return true;
	}
	if (!same_kind || (mine->naming == NAMING_NAME && !same_edition(checker, mine, other)))
		return false;
	if (mine->naming == NAMING_NAME)
		refuse_namesake(checker, mine, other);
	else
		refuse_spelling(checker, mine, other);
	return true;
}

static bool same_skeleton(struct checker *checker, const struct entry *mine,
			  const struct entry *other)
{
	spelling_skeleton(&checker->skeleton, text_of(checker, mine));
	spelling_skeleton(&checker->other_skeleton, text_of(checker, other));
	return !strcmp(checker->skeleton.data, checker->other_skeleton.data);
}

/* The name that an agency has in another edition, to the byte: nothing to compare. */
static bool is_elsewhere(const struct checker *checker, const struct entry *mine,
			 const struct entry *other)
{

	return mine->naming == NAMING_NAME && other->naming == NAMING_NAME &&
	       !same_edition(checker, mine, other) &&
	       !strcmp(text_of(checker, mine), text_of(checker, other));
}

static bool is_refused(struct checker *checker, const struct entry *mine, uint32_t hash)
{
	size_t at;

	for (uint32_t i = lookup_first(&checker->lookup, hash, &at); i != LOOKUP_NONE;
	     i = lookup_next(&checker->lookup, hash, &at))
		if (!is_elsewhere(checker, mine, &checker->entries[i]) &&
		    same_skeleton(checker, mine, &checker->entries[i]) &&
		    judge(checker, mine, &checker->entries[i]))
			return true;
	return false;
}

static void add(struct checker *checker, const struct entry *mine, uint32_t hash)
{
	checker->entries =
	    mem_grow(checker->entries, checker->n_entries, sizeof(*checker->entries));
	checker->entries[checker->n_entries] = *mine;
	lookup_add(&checker->lookup, hash, (uint32_t)checker->n_entries++);
}

/* False: there is nothing to be seen. */
static bool look_at(struct checker *checker, size_t row, enum naming naming)
{
	struct entry mine = {(uint32_t)row, naming};
	bool plain, refused;
	uint32_t hash =
	    (uint32_t)spelling_hash(&checker->skeleton, text_of(checker, &mine), &plain);

	if (!plain && !checker->skeleton.length) {
		refuse_invisible(checker, &mine);
		return false;
	}
	refused = is_refused(checker, &mine, hash);
	if (!refused && !plain)
		warn_of_scripts(checker, &mine);
	if (!refused || naming != NAMING_NAME) /* a wrong spelling is said once */
		add(checker, &mine, hash);
	return true;
}

/* --- Who may be like another --- */

static void make_cells(struct checker *checker, size_t marks)
{
	size_t size;

	checker->bits = 6;
	while ((size_t)1 << checker->bits < 16 * marks && checker->bits < 31)
		checker->bits++;
	size = ((size_t)1 << checker->bits) / 4;
	checker->cells_room = mem_array(size + PROCESSOR_LINE, 1);
	checker->cells = checker->cells_room +
			 (PROCESSOR_LINE - (uintptr_t)checker->cells_room % PROCESSOR_LINE);
	/* A page that was only looked at and is then written to has all processors interrupted; marking does both. */
	mem_map(checker->cells, size);
}

#define MARK_ODD (UINT32_C(1) << 31) /* above all bits of hashes */

static uint32_t first_cell(const struct checker *checker, uint32_t marked)
{
	return (marked & ~MARK_ODD) >> (31 - checker->bits);
}

/* In the same line, which holds four cells a byte, so that both are one way to memory. */
static uint32_t second_cell(const struct checker *checker, uint32_t marked)
{
	uint32_t all = (uint32_t)(UINT64_C(1) << checker->bits) - 1,
		 mask = (4 * PROCESSOR_LINE - 1) & all;
	uint32_t in_line = (marked & ~MARK_ODD) * UINT32_C(0x9e3779b1) >> 24;

	return (first_cell(checker, marked) & ~mask) | (in_line & mask);
}

/* By any thread: which of them comes first makes no difference. */
static void mark(const struct checker *checker, uint32_t cell)
{
	uint8_t once = (uint8_t)(1u << cell % 4 * 2), more = (uint8_t)(once << 1);
	uint8_t *four = &checker->cells[cell / 4];

	if (__atomic_fetch_or(four, once, __ATOMIC_RELAXED) & once)
		__atomic_fetch_or(four, more, __ATOMIC_RELAXED);
}

static bool is_shared(const struct checker *checker, uint32_t cell)
{
	return checker->cells[cell / 4] >> cell % 4 * 2 & 2;
}

static bool is_alone(const struct checker *checker, uint32_t marked)
{
	return !is_shared(checker, first_cell(checker, marked)) ||
	       !is_shared(checker, second_cell(checker, marked));
}

/* What a text marks; what is not plain does so twice, so that it is looked at in any case. */
static uint32_t mark_of(struct text *room, const char *text)
{
	bool plain;
	uint32_t hash = (uint32_t)spelling_hash(room, text, &plain) & ~MARK_ODD;

	return plain ? hash : hash | MARK_ODD;
}

static void put_mark(const struct checker *checker, uint32_t marked)
{
	for (unsigned i = 0; i < ((marked & MARK_ODD) ? 2 : 1); i++) {
		mark(checker, first_cell(checker, marked));
		mark(checker, second_cell(checker, marked));
	}
}

static void fetch_cells(const struct checker *checker, uint32_t marked)
{
	__builtin_prefetch(&checker->cells[first_cell(checker, marked) / 4]);
}

/* Puts the marks of the names of one block. */
static void put_marks(void *user, unsigned member, size_t block)
{
	const struct checker *checker = user;
	uint32_t *marks = checker->marks + block * COHORT_BLOCK;
	size_t rows = cohort_block_rows(checker->cohort, block);

	for (size_t i = 0; i < rows; i++) {
		marks[i] = mark_of(&checker->rooms[member],
				   cohort_name(checker->cohort, block * COHORT_BLOCK + i));
		fetch_cells(checker, marks[i]);
	}
	for (size_t i = 0; i < rows; i++)
		put_mark(checker, marks[i]);
}

#define AHEAD 16u /* names whose cells are on their way before one is looked at */

/* When all marks are put: leaves 0 of those that are alone. */
static void find_others(void *user, unsigned member, size_t block)
{
	const struct checker *checker = user;
	uint32_t *marks = checker->marks + block * COHORT_BLOCK;
	size_t rows = cohort_block_rows(checker->cohort, block);

	(void)member;
	for (size_t i = 0; i < rows; i++) {
		if (i + AHEAD < rows)
			fetch_cells(checker, marks[i + AHEAD]);
		marks[i] = !is_alone(checker, marks[i]);
	}
}

/* Per text whether there is nothing to look at. */
static bool *mark_shared(struct checker *checker, const char *const *texts, unsigned count)
{
	bool *met = mem_array(count, sizeof(*met));

	for (unsigned i = 0; i < count; i++) {
		met[i] = !*texts[i];
		put_mark(checker, mark_of(&checker->skeleton, texts[i]));
	}
	return met;
}

/* Which names may be like another one. */
static void mark_all(struct checker *checker)
{
	const struct cohort *cohort = checker->cohort;
	unsigned jobs = checker->rules->jobs, members = crew_size(jobs, cohort->n_blocks);

	make_cells(checker, cohort->rows + cohort->n_classes + cohort->n_regions);
	checker->marks = mem_resize(NULL, cohort->rows, sizeof(*checker->marks));
	checker->rooms = mem_array(members, sizeof(*checker->rooms));
	crew_do(jobs, cohort->n_blocks, put_marks, checker);
	checker->met[0] = mark_shared(checker, cohort->classes, cohort->n_classes);
	checker->met[1] = mark_shared(checker, cohort->regions, cohort->n_regions);
	crew_do(jobs, cohort->n_blocks, find_others, checker);
	for (unsigned i = 0; i < members; i++)
		text_free(&checker->rooms[i]);
	free(checker->rooms);
}

/* A class or region by its number: equal ones are looked at once, but what cannot be seen is said wherever it begins. */
static void look_at_shared(struct checker *checker, size_t row, enum naming naming, unsigned number)
{
	bool *met = &checker->met[naming == NAMING_REGION][number];

	if (!*met)
		*met = look_at(checker, row, naming);
}

static void look_at_agency(struct checker *checker, size_t row)
{
	const struct namesakes_rules *rules = checker->rules;
	const struct agency *agency = cohort_agency(checker->cohort, row);
	const struct agency *before = row && !(rules->leaves && rules->leaves[row - 1])
					  ? cohort_agency(checker->cohort, row - 1)
					  : NULL;

	assert(agency); /* each row has one */
	if (checker->marks[row])
		look_at(checker, row, NAMING_NAME);
	if (!rules->classes_declared && !(before && before->class_index == agency->class_index))
		look_at_shared(checker, row, NAMING_CLASS, agency->class_index);
	if (!(before && before->region_index == agency->region_index))
		look_at_shared(checker, row, NAMING_REGION, agency->region_index);
}

static size_t count_others(const struct checker *checker)
{
	size_t count = 0;

	for (size_t row = 0; row < checker->cohort->rows; row++)
		count += checker->marks[row];
	return count;
}

static void fetch_name(const struct checker *checker, size_t row)
{
	const char *id;

	if (row >= checker->cohort->rows || !checker->marks[row])
		return;
	id = cohort_id(checker->cohort, row);
	__builtin_prefetch(id);
	__builtin_prefetch(id + 64);
}

static void free_checker(struct checker *checker)
{
	free(checker->marks);
	free(checker->cells_room);
	free(checker->met[0]);
	free(checker->met[1]);
	free(checker->entries);
	lookup_free(&checker->lookup);
	text_free(&checker->skeleton);
	text_free(&checker->other_skeleton);
	text_free(&checker->key);
	text_free(&checker->other_key);
}

void namesakes_check(const struct namesakes_rules *rules, struct problems *problems)
{
	struct checker checker = {.rules = rules, .cohort = rules->cohort, .problems = problems};

	mark_all(&checker);
	lookup_reserve(&checker.lookup, count_others(&checker));
	for (size_t row = 0; row < checker.cohort->rows; row++) {
		fetch_name(&checker, row + AHEAD);
		if (!rules->leaves || !rules->leaves[row])
			look_at_agency(&checker, row);
	}
	free_checker(&checker);
}
