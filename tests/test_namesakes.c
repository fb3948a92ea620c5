/*
 * Names that a reader cannot tell apart, beside every name held against every other.
 */
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_codes.h"
#include "helper.h"
#include "memory.h"
#include "namesakes.h"
#include "spelling.h"

void suite_namesakes(void);

#define ROWS 120

static const struct states states = {.names = {"missing", "value"}, .count = 2};

/* What was said: codes and lines, in order. */
static struct text said, expected;
static size_t warnings;

static struct place place_of(void *user, size_t row, enum naming naming)
{
	(void)user;
	return (struct place){.file = "e.csv", .line = 10 * row + naming};
}

static void hear(void *user, enum exit_code exit_code, const char *code, const struct place *place,
		 const char *sentence)
{
	(void)user, (void)exit_code, (void)sentence;
	text_print(&said, "%s %zu\n", code, place->line);
}

/* --- The slow way --- */

struct entry {
	size_t row;
	enum naming naming;
	const char *text;
};

struct slow {
	const struct cohort *cohort;
	const bool *leaves;
	bool classes_declared;
	struct entry entries[3 * ROWS];
	size_t n;
};

static bool same(void (*fold)(struct text *, const char *), const char *a, const char *b)
{
	static struct text x, y;

	fold(&x, a);
	fold(&y, b);
	return !strcmp(x.data, y.data);
}

static const char *text_of(const struct cohort *cohort, size_t row, enum naming naming)
{
	return naming == NAMING_NAME    ? cohort_name(cohort, row)
	       : naming == NAMING_CLASS ? cohort_class_id(cohort, row)
					: cohort_region(cohort, row);
}

/* What is wrong with a text beside an earlier one; NULL: nothing. */
static const char *judge(const struct cohort *cohort, const struct entry *mine,
			 const struct entry *other)
{
	bool names = mine->naming == NAMING_NAME && other->naming == NAMING_NAME;
	bool elsewhere = names && cohort_edition_index(cohort, mine->row) !=
				      cohort_edition_index(cohort, other->row);

	if (!same(spelling_skeleton, mine->text, other->text))
		return NULL;
	if (!same(spelling_key, mine->text, other->text))
		return E_LOOK_ALIKE;
	if (mine->naming != other->naming || elsewhere)
		return NULL;
	if (names)
		return E_NAMESAKE;
	return strcmp(mine->text, other->text) != 0 ? E_SPELLING : "known";
}

static void look_at(struct slow *slow, size_t row, enum naming naming)
{
	struct entry mine = {row, naming, text_of(slow->cohort, row, naming)};
	bool first = !row || (slow->leaves && slow->leaves[row - 1]);
	const char *code = NULL;

	if (naming != NAMING_NAME &&
	    (!*mine.text || (!first && !strcmp(mine.text, text_of(slow->cohort, row - 1, naming)))))
		return;
	for (size_t i = 0; i < slow->n; i++)
		if (slow->entries[i].naming == naming && naming != NAMING_NAME &&
		    !strcmp(slow->entries[i].text, mine.text))
			return;
	if (same(spelling_skeleton, mine.text, "")) {
		text_print(&expected, "%s %zu\n", E_UNSEEN, 10 * row + naming);
		return;
	}
	for (size_t i = 0; i < slow->n && !code; i++)
		code = judge(slow->cohort, &mine, &slow->entries[i]);
	warnings += !code && spelling_intruder(mine.text);
	if (code)
		text_print(&expected, "%s %zu\n", code, 10 * row + naming);
	if (!code || naming != NAMING_NAME)
		slow->entries[slow->n++] = mine;
}

static void check_slowly(const struct namesakes_rules *rules)
{
	struct slow slow = {.cohort = rules->cohort,
			    .leaves = rules->leaves,
			    .classes_declared = rules->classes_declared};

	for (size_t row = 0; row < rules->cohort->rows; row++) {
		if (rules->leaves && rules->leaves[row])
			continue;
		look_at(&slow, row, NAMING_NAME);
		if (!rules->classes_declared)
			look_at(&slow, row, NAMING_CLASS);
		look_at(&slow, row, NAMING_REGION);
	}
}

/* --- Both, over names that often meet --- */

static unsigned long seed = 1;

static unsigned next(unsigned bound)
{
	seed = seed * 6364136223846793005UL + 1442695040888963407UL;
	return (unsigned)(seed >> 33) % bound;
}

/* One of many texts, now and then written in another way. */
static void make_text(char *text, size_t size, unsigned kinds, unsigned unseen)
{
	static const char *const ways[] = {"Badan %u Selatan",
					   "badan %u selatan",
					   "Badan  %u Selatan",
					   "Badan %u S\xc3\xa9latan",
					   "Bad\xd0\xb0n %u Selatan",
					   "B\xc2\255adan %u Selatan",
					   "B%u",
					   " b%u"};

	snprintf(text, size, ways[next(4) ? 0 : next(COUNT(ways))], next(kinds));
	if (!next(unseen))
		strcpy(text, next(2) ? "\xc2\xad" : " \xe2\x80\x8d");
}

static void fill(struct cohort *cohort, unsigned kinds, unsigned editions)
{
	char text[64];

	for (unsigned i = 0; i < ROWS; i++) {
		size_t length = (size_t)snprintf(text, sizeof(text), "a%u", i), row;

		row = cohort_add_in(cohort, text, length, next(editions) ? "2024" : "2023");
		make_text(text, sizeof(text), kinds, 400);
		cohort_set_name(cohort, row, text, strlen(text));
		make_text(text, sizeof(text), 3, 40);
		if (next(4))
			cohort_set_class(cohort, row, text, strlen(text));
		make_text(text, sizeof(text), kinds, 8);
		if (next(4))
			cohort_set_region(cohort, row, text, strlen(text));
		else if (row && next(2))
			cohort_agency(cohort, row)->region_index =
			    cohort_agency(cohort, row - 1)->region_index;
	}
}

static bool is_right(unsigned kinds, unsigned editions, bool leaving, bool declared)
{
	struct problems problems = {.hear = hear};
	struct cohort cohort;
	bool leaves[ROWS], right;
	struct namesakes_rules rules = {.cohort = &cohort,
					.leaves = leaving ? leaves : NULL,
					.classes_declared = declared,
					.place_of = place_of};

	said.length = expected.length = 0;
	text_add(&said, "");
	text_add(&expected, "");
	warnings = 0;
	cohort_init(&cohort, NULL, 0, &states);
	fill(&cohort, kinds, editions);
	for (unsigned i = 0; i < ROWS; i++)
		leaves[i] = !next(5); /* cppcheck-suppress unreadVariable ; rules point to it */
	check_slowly(&rules);
	namesakes_check(&rules, &problems);
	right = !strcmp(said.data, expected.data) && problems.count == problems.errors + warnings;
	problem_clear(&problems);
	cohort_finish(&cohort);
	return right;
}

static void as_the_slow_way(void)
{
	size_t wrong = 0, words = 0;

	for (unsigned i = 0; i < 300; i++) {
		wrong += !is_right(i % 2 ? 5000 : 60, 1 + i / 2 % 2, i / 4 % 2, i / 8 % 2);
		words += said.length;
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT(words > 10000); /* of what is said */
	text_free(&said);
	text_free(&expected);
}

void suite_namesakes(void)
{
	CU_pSuite suite = CU_add_suite("namesakes", NULL, NULL);

	CU_ADD_TEST(suite, as_the_slow_way);
}
