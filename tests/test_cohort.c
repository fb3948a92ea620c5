#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cohort.h"
#include "lookup.h"
#include "origins.h"

void suite_cohort(void);

static const struct field fields[] = {{.id = "a", .min = -HUGE_VAL, .max = HUGE_VAL},
				      {.id = "b", .min = -HUGE_VAL, .max = HUGE_VAL},
				      {.id = "c", .min = -HUGE_VAL, .max = HUGE_VAL}};

static const struct states states = {
    .names = {"missing", "value", "not-applicable", "unknown", "unverified", "undefined", "late"},
    .policies = {POLICY_AS_MISSING, POLICY_AS_VALUE, POLICY_LEAVE_OUT, POLICY_AS_MISSING,
		 POLICY_AS_MISSING, POLICY_AS_MISSING, POLICY_AS_VALUE},
    .count = 7};

static struct cohort make(void)
{
	struct cohort cohort;

	cohort_init(&cohort, fields, 3, &states);
	return cohort;
}

static size_t add(struct cohort *cohort, const char *id)
{
	return cohort_add(cohort, id, strlen(id));
}

static size_t find(const struct cohort *cohort, const char *id)
{
	return cohort_find(cohort, id, strlen(id));
}

static void empty(void)
{
	struct cohort cohort = make();

	CU_ASSERT_EQUAL(find(&cohort, "x"), SIZE_MAX);
	cohort_close(&cohort, NULL, 0);
	CU_ASSERT_EQUAL(cohort.rows, 0);
	CU_ASSERT_EQUAL(cohort.n_classes, 1);
	CU_ASSERT_STRING_EQUAL(cohort.classes[0], "");
	cohort_finish(&cohort);
}

static void new_agency(void)
{
	struct cohort cohort = make();
	size_t row = add(&cohort, "prov-12");

	CU_ASSERT_EQUAL(row, 0);
	CU_ASSERT_STRING_EQUAL(cohort_id(&cohort, row), "prov-12");
	CU_ASSERT_STRING_EQUAL(cohort_name(&cohort, row), "prov-12");
	CU_ASSERT_STRING_EQUAL(cohort_region(&cohort, row), "");
	CU_ASSERT_STRING_EQUAL(cohort_class_id(&cohort, row), "");
	CU_ASSERT_STRING_EQUAL(cohort_reason(&cohort, row), "");
	CU_ASSERT(cohort_agency(&cohort, row)->competes);
	for (unsigned field = 0; field < 3; field++) {
		CU_ASSERT(isnan(cohort_value(&cohort, row, field)));
		CU_ASSERT_EQUAL(cohort_state(&cohort, row, field), STATE_MISSING);
	}
	cohort_finish(&cohort);
}

static void ids_are_copied(void)
{
	struct cohort cohort = make();
	char id[] = "abc-and-more";

	cohort_add(&cohort, id, 3);
	memset(id, 'x', sizeof(id) - 1);
	CU_ASSERT_STRING_EQUAL(cohort_id(&cohort, 0), "abc");
	CU_ASSERT_EQUAL(find(&cohort, "abc"), 0);
	CU_ASSERT_EQUAL(cohort_find(&cohort, "abcdef", 3), 0);
	CU_ASSERT_EQUAL(find(&cohort, "abcdef"), SIZE_MAX);
	CU_ASSERT_EQUAL(find(&cohort, "ab"), SIZE_MAX);
	cohort_finish(&cohort);
}

static void other_case(void)
{
	struct cohort cohort = make();

	add(&cohort, "Kota-A");
	CU_ASSERT_EQUAL(find(&cohort, "kota-a"), SIZE_MAX);
	CU_ASSERT_EQUAL(cohort_find_other_case(&cohort, "kota-a", 6), 0);
	CU_ASSERT_EQUAL(cohort_find_other_case(&cohort, "Kota-A", 6), SIZE_MAX);
	CU_ASSERT_EQUAL(cohort_find_other_case(&cohort, "kota-ab", 7), SIZE_MAX);
	cohort_finish(&cohort);
}

/* Enough rows for several blocks and growths of the index. */
static void many_agencies(void)
{
	struct cohort cohort = make();
	size_t count = 3 * COHORT_BLOCK + 5, wrong = 0;
	char id[32];

	for (size_t i = 0; i < count; i++) {
		snprintf(id, sizeof(id), "agency-%zu", i * 7919);
		cohort_set(&cohort, add(&cohort, id), 1, STATE_VALUE, (double)i);
	}
	for (size_t i = 0; i < count; i++) {
		snprintf(id, sizeof(id), "agency-%zu", i * 7919);
		wrong += find(&cohort, id) != i || cohort_value(&cohort, i, 1) != (double)i ||
			 !isnan(cohort_value(&cohort, i, 2));
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_EQUAL(cohort.n_blocks, 4);
	CU_ASSERT_EQUAL(cohort_block_rows(&cohort, 2), COHORT_BLOCK);
	CU_ASSERT_EQUAL(cohort_block_rows(&cohort, 3), 5);
	cohort_finish(&cohort);
}

static void values_and_states(void)
{
	struct cohort cohort = make();
	size_t row = add(&cohort, "x");

	cohort_set(&cohort, row, 0, STATE_VALUE, 12.5);
	cohort_set(&cohort, row, 1, STATE_UNVERIFIED, 3); /* as-missing: no value */
	cohort_set(&cohort, row, 2, STATE_OWN, 7);        /* as-value */
	CU_ASSERT_EQUAL(cohort_value(&cohort, row, 0), 12.5);
	CU_ASSERT_EQUAL(cohort_state(&cohort, row, 0), STATE_VALUE);
	CU_ASSERT(isnan(cohort_value(&cohort, row, 1)));
	CU_ASSERT_EQUAL(cohort_state(&cohort, row, 1), STATE_UNVERIFIED);
	CU_ASSERT_EQUAL(cohort_value(&cohort, row, 2), 7);
	CU_ASSERT_EQUAL(cohort_state(&cohort, row, 2), STATE_OWN);
	cohort_finish(&cohort);
}

static void columns_are_contiguous(void)
{
	struct cohort cohort = make();
	const double *column;

	for (int i = 0; i < 3; i++) {
		char id[] = {(char)('a' + i), '\0'};

		cohort_set(&cohort, add(&cohort, id), 2, STATE_VALUE, i);
	}
	column = cohort_column(&cohort, 0, 2);
	CU_ASSERT_EQUAL(column[0], 0);
	CU_ASSERT_EQUAL(column[1], 1);
	CU_ASSERT_EQUAL(column[2], 2);
	CU_ASSERT_PTR_EQUAL(column, cohort.blocks[0].values + 2 * COHORT_BLOCK);
	cohort_finish(&cohort);
}

/* Over two blocks: what is there stays, the new column is missing, and it can be set. */
static void a_column_more(void)
{
	static const struct field late = {.id = "d", .min = 0, .max = 9};
	struct cohort cohort = make();
	char id[16];

	for (unsigned i = 0; i <= COHORT_BLOCK; i++) {
		snprintf(id, sizeof(id), "a%u", i);
		cohort_set(&cohort, add(&cohort, id), 2, STATE_VALUE, i);
	}
	CU_ASSERT_EQUAL(cohort_add_field(&cohort, &late), 3);
	CU_ASSERT_EQUAL(cohort.n_fields, 4);
	CU_ASSERT_STRING_EQUAL(cohort.fields[3].id, "d");
	CU_ASSERT_EQUAL(cohort_value(&cohort, 1, 2), 1);
	CU_ASSERT_EQUAL(cohort_value(&cohort, COHORT_BLOCK, 2), COHORT_BLOCK);
	CU_ASSERT_EQUAL(cohort_state(&cohort, COHORT_BLOCK, 2), STATE_VALUE);
	CU_ASSERT_EQUAL(cohort_state(&cohort, COHORT_BLOCK, 3), STATE_MISSING);
	CU_ASSERT(isnan(cohort_value(&cohort, 0, 3)));
	cohort_set(&cohort, COHORT_BLOCK, 3, STATE_VALUE, 7);
	CU_ASSERT_EQUAL(cohort_value(&cohort, COHORT_BLOCK, 3), 7);
	cohort_finish(&cohort);
}

/* As a worker sees a block of a closed cohort: it may read, and may neither write nor resize. */
static void blocks_are_sealed(void)
{
	struct cohort cohort = make();
	size_t size = 3 * COHORT_BLOCK * sizeof(double);
	double *view;
	int file;

	cohort_set(&cohort, add(&cohort, "x"), 0, STATE_VALUE, 5);
	cohort_close(&cohort, NULL, 0);
	file = cohort.blocks[0].file;
	CU_ASSERT_EQUAL(lseek(file, 0, SEEK_END), (off_t)size);
	CU_ASSERT_EQUAL(ftruncate(file, 0), -1);
	CU_ASSERT_EQUAL(ftruncate(file, (off_t)(2 * size)), -1);
	CU_ASSERT_PTR_EQUAL(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
			    MAP_FAILED);
	view = mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
	CU_ASSERT_PTR_NOT_EQUAL_FATAL(view, MAP_FAILED);
	CU_ASSERT_EQUAL(view[0], 5);
	cohort_set(&cohort, 0, 0, STATE_VALUE, 6); /* the engine's view still writes */
	CU_ASSERT_EQUAL(view[0], 6);
	munmap(view, size);
	cohort_finish(&cohort);
}

static void no_fields(void)
{
	struct cohort cohort;

	cohort_init(&cohort, NULL, 0, &states);
	add(&cohort, "x");
	cohort_close(&cohort, NULL, 0);
	CU_ASSERT_EQUAL(cohort.rows, 1);
	cohort_finish(&cohort);
}

static void orders(const char *const *ids, const char *const *sorted, unsigned n)
{
	struct cohort cohort = make();

	for (unsigned i = 0; i < n; i++)
		add(&cohort, ids[i]);
	cohort_close(&cohort, NULL, 0);
	for (unsigned i = 0; i < n; i++)
		CU_ASSERT_STRING_EQUAL(cohort_id(&cohort, cohort.by_id[i]), sorted[i]);
	cohort_finish(&cohort);
}

static void order_of_ids(void)
{
	/* bytes: digits, capitals, small letters; '-' before '.' */
	orders((const char *const[]){"b", "a-2", "a.1", "B", "a", "10", "9"},
	       (const char *const[]){"10", "9", "B", "a", "a-2", "a.1", "b"}, 7);
	/* they come in order but for the capital, of which the search for known ids takes no notice */
	orders((const char *const[]){"agency-1", "agency-B", "agency-c", "agency-d"},
	       (const char *const[]){"agency-1", "agency-B", "agency-c", "agency-d"}, 4);
	orders((const char *const[]){"agency-1", "agency-b", "agency-C", "agency-Cc"},
	       (const char *const[]){"agency-1", "agency-C", "agency-Cc", "agency-b"}, 4);
	orders((const char *const[]){"a", "ab", "abcdefgh", "abcdefghI", "abcdefghj"},
	       (const char *const[]){"a", "ab", "abcdefgh", "abcdefghI", "abcdefghj"}, 5);
}

static void add_in_class(struct cohort *cohort, const char *id, const char *class_id)
{
	size_t row = add(cohort, id);

	cohort_set_class(cohort, row, class_id, strlen(class_id));
}

static void classes_by_bytes(void)
{
	struct cohort cohort = make();

	add_in_class(&cohort, "1", "kota");
	add_in_class(&cohort, "2", "Besar");
	add_in_class(&cohort, "3", "kota");
	add_in_class(&cohort, "4", "kab");
	cohort_close(&cohort, NULL, 0);
	CU_ASSERT_EQUAL_FATAL(cohort.n_classes, 3);
	CU_ASSERT_STRING_EQUAL(cohort.classes[0], "Besar");
	CU_ASSERT_STRING_EQUAL(cohort.classes[1], "kab");
	CU_ASSERT_STRING_EQUAL(cohort.classes[2], "kota");
	CU_ASSERT_EQUAL(cohort_agency(&cohort, 0)->class_index, 2);
	CU_ASSERT_EQUAL(cohort_agency(&cohort, 1)->class_index, 0);
	CU_ASSERT_EQUAL(cohort_agency(&cohort, 2)->class_index, 2);
	CU_ASSERT_EQUAL(cohort_agency(&cohort, 3)->class_index, 1);
	cohort_finish(&cohort);
}

static void declared_classes_first(void)
{
	static const char *const declared[] = {"provinsi", "kota", "kab"};
	struct cohort cohort = make();

	add_in_class(&cohort, "1", "kab");
	add_in_class(&cohort, "2", "provinsi");
	cohort_close(&cohort, declared, 3);
	CU_ASSERT_EQUAL_FATAL(cohort.n_classes, 3);
	CU_ASSERT_STRING_EQUAL(cohort.classes[0], "provinsi");
	CU_ASSERT_STRING_EQUAL(cohort.classes[1], "kota");
	CU_ASSERT_STRING_EQUAL(cohort.classes[2], "kab");
	CU_ASSERT_EQUAL(cohort_agency(&cohort, 0)->class_index, 2);
	CU_ASSERT_EQUAL(cohort_agency(&cohort, 1)->class_index, 0);
	cohort_finish(&cohort);
}

static void no_classes(void)
{
	struct cohort cohort = make();

	add(&cohort, "1");
	add(&cohort, "2");
	cohort_close(&cohort, NULL, 0);
	CU_ASSERT_EQUAL(cohort.n_classes, 1);
	CU_ASSERT_STRING_EQUAL(cohort.classes[0], "");
	CU_ASSERT_EQUAL(cohort_agency(&cohort, 1)->class_index, 0);
	cohort_finish(&cohort);
}

static void citations_in_order(void)
{
	struct cohort cohort = make();

	add(&cohort, "1");
	add(&cohort, "2");
	cohort_cite(&cohort, 1, 0, "third-and-more", 5);
	cohort_cite(&cohort, 0, 2, "second", 6);
	cohort_cite(&cohort, 0, 1, "first", 5);
	cohort_close(&cohort, NULL, 0);
	CU_ASSERT_EQUAL_FATAL(cohort.n_citations, 3);
	CU_ASSERT_STRING_EQUAL(cohort.citations[0].text, "first");
	CU_ASSERT_STRING_EQUAL(cohort.citations[1].text, "second");
	CU_ASSERT_STRING_EQUAL(cohort.citations[2].text, "third");
	CU_ASSERT_EQUAL(cohort.citations[2].row, 1);
	cohort_finish(&cohort);
}

static bool same_place(const struct place *a, const struct place *b)
{
	return a->file && b->file && !strcmp(a->file, b->file) && a->line == b->line &&
	       a->column == b->column && a->record == b->record && !a->pointer == !b->pointer &&
	       (!a->pointer || !strcmp(a->pointer, b->pointer));
}

/* What readers of CSV, NDJSON and JSON say, in files and on the roster; a line beyond 32 bits. */
static void places(void)
{
	static const struct place said[] = {{.file = "a", .line = 7, .record = 7},
					    {.file = "a", .line = 9, .record = 7},
					    {.file = "b", .line = 3, .column = 1, .pointer = ""},
					    {.file = "b", .line = 3, .column = 2, .pointer = ""},
					    {.file = "b", .line = 1, .column = 2, .pointer = "/5"},
					    {.file = "b", .line = 4, .column = 1},
					    {.file = "r", .line = 2, .record = 2},
					    {.file = "a", .line = SIZE_MAX, .record = SIZE_MAX}};
	struct cohort cohort = make();
	size_t n = sizeof(said) / sizeof(*said), wrong = 0;

	cohort.files = calloc(2, sizeof(*cohort.files));
	cohort.n_files = 2;
	cohort.files[0].path = "a";
	cohort.files[1].path = "b";
	cohort.roster.path = "r";
	for (size_t i = 0; i < n; i++) {
		char id[] = {(char)('a' + i), '\0'};

		add(&cohort, id);
		CU_ASSERT_PTR_NULL(cohort_place(&cohort, i).file);
		cohort_set_place(&cohort, i,
				 *said[i].file == 'r' ? &cohort.roster
						      : &cohort.files[*said[i].file - 'a'],
				 &said[i]);
	}
	for (size_t i = 0; i < n; i++) {
		struct place place = cohort_place(&cohort, i);

		wrong += !same_place(&place, &said[i]);
	}
	CU_ASSERT_EQUAL(wrong, 0);
	cohort_set_place(&cohort, 0, &cohort.files[1], &said[4]); /* and another one later */
	CU_ASSERT_EQUAL(cohort_place(&cohort, 0).column, 2);
	CU_ASSERT_EQUAL(cohort_place(&cohort, 4).column, 2);
	cohort_finish(&cohort);
}

/* Equal ones have one number, and reasons and regions do not meddle. */
static void regions_and_reasons(void)
{
	struct cohort cohort = make();

	for (unsigned i = 0; i < 4; i++)
		add(&cohort, (const char *[]){"a", "b", "c", "d"}[i]);
	cohort_set_region(&cohort, 0, "west-and-more", 4);
	cohort_set_region(&cohort, 1, "west", 4);
	cohort_set_region(&cohort, 2, "wes", 3);
	cohort_set_reason(&cohort, 1, "west", 4);
	CU_ASSERT_STRING_EQUAL(cohort_region(&cohort, 0), "west");
	CU_ASSERT_EQUAL(cohort_agency(&cohort, 0)->region_index,
			cohort_agency(&cohort, 1)->region_index);
	CU_ASSERT_STRING_EQUAL(cohort_region(&cohort, 2), "wes");
	CU_ASSERT_STRING_EQUAL(cohort_region(&cohort, 3), "");
	CU_ASSERT_STRING_EQUAL(cohort_reason(&cohort, 0), "");
	CU_ASSERT_STRING_EQUAL(cohort_reason(&cohort, 1), "west");
	cohort_set_region(&cohort, 0, "", 0);
	CU_ASSERT_EQUAL(cohort_agency(&cohort, 0)->region_index,
			cohort_agency(&cohort, 3)->region_index);
	CU_ASSERT_EQUAL(cohort.n_regions, 3);
	cohort_finish(&cohort);
}

/* As many visits as anybody can make: each of the first 65,535 keeps its place, the others share the last of these. */
static void many_visits(void)
{
	static struct evidence_file file = {.path = "e.csv"};
	struct cohort cohort = make();
	struct origins *origins = origins_start(&cohort);
	size_t row = add(&cohort, "a"), wrong = 0;

	cohort.files = &file;
	cohort.n_files = 1;
	cohort_set_place(&cohort, row, &file, &(struct place){.file = file.path, .line = 2});
	origins_add_row(origins, (struct visit){0, 2});
	for (unsigned visit = 2; visit <= 70000; visit++)
		wrong += origins_visit(origins, row, (struct visit){0, visit + 1}) !=
			 (visit < UINT16_MAX ? visit : UINT16_MAX);
	CU_ASSERT_EQUAL(wrong, 0);
	for (unsigned visit = 1; visit <= UINT16_MAX; visit += 2047)
		wrong += origins_place(origins, row, visit).line != visit + 1;
	CU_ASSERT_EQUAL(origins_place(origins, row, UINT16_MAX).line, UINT16_MAX + 1);
	CU_ASSERT_EQUAL(wrong, 0);
	cohort.files = NULL;
	origins_free(origins);
	cohort_finish(&cohort);
}

/* Whatever ids come in whatever order, with and without names: each is found, and so is one that differs in case. */
static void found_in_any_order(void)
{
	static const char letters[] = "aAbBzZ09-._";
	unsigned long random = 7;
	size_t wrong = 0;

	for (unsigned round = 0; round < 60; round++) {
		struct cohort cohort = make();
		char ids[200][24];
		size_t n = 0;

		for (unsigned i = 0; i < 200; i++) {
			char id[24] = "agency-", *at = id + (round % 2 ? 7 : 0);
			size_t same = SIZE_MAX, other = SIZE_MAX;

			random = random * 6364136223846793005UL + 1442695040888963407UL;
			for (unsigned k = 0; k < 1 + (random >> 40) % 11; k++)
				*at++ = letters[(random >> (33 + k)) % (sizeof(letters) - 1)];
			*at = '\0';
			if (round % 3 == 0) /* in order */
				snprintf(id, sizeof(id), "agency-%04u", i / (1 + round % 2));
			for (size_t k = n; k-- > 0;) {
				same = strcmp(ids[k], id) ? same : k;
				other = strcmp(ids[k], id) && !strcasecmp(ids[k], id) ? k : other;
			}
			wrong += find(&cohort, id) != same;
			wrong += cohort_find_other_case(&cohort, id, strlen(id)) != other;
			if (same != SIZE_MAX)
				continue;
			wrong += add(&cohort, id) != n;
			if (i % 3)
				cohort_set_name(&cohort, n, "A name that is not the id", 6);
			strcpy(ids[n++], id);
		}
		for (size_t k = 0; k < n; k++)
			wrong += strcmp(cohort_id(&cohort, k), ids[k]) != 0;
		cohort_finish(&cohort);
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

/* Names that come late, are the id, take a page and more; ids and names stay where they were. */
static void names_of_any_length(void)
{
	struct cohort cohort = make();
	char *name = malloc(3 * TEXT_PAGE);
	const char *id;

	memset(name, 'n', 3 * TEXT_PAGE);
	add(&cohort, "a");
	id = cohort_id(&cohort, 0);
	add(&cohort, "b");
	cohort_set_name(&cohort, 0, "late", 4);
	CU_ASSERT_STRING_EQUAL(id, "a");
	CU_ASSERT_STRING_EQUAL(cohort_id(&cohort, 0), "a");
	CU_ASSERT_STRING_EQUAL(cohort_name(&cohort, 0), "late");
	CU_ASSERT_STRING_EQUAL(cohort_name(&cohort, 1), "b");
	cohort_set_name(&cohort, 1, "b", 1);
	CU_ASSERT_STRING_EQUAL(cohort_name(&cohort, 1), "b");
	for (size_t length = TEXT_PAGE - 9; length < 3 * TEXT_PAGE; length += length % 7 + 4099) {
		cohort_set_name(&cohort, 1, name, length);
		CU_ASSERT_EQUAL(strlen(cohort_name(&cohort, 1)), length);
		CU_ASSERT_STRING_EQUAL(cohort_id(&cohort, 1), "b");
	}
	CU_ASSERT_STRING_EQUAL(cohort_name(&cohort, 0), "late");
	CU_ASSERT_EQUAL(add(&cohort, "c"), 2);
	CU_ASSERT_STRING_EQUAL(cohort_name(&cohort, 2), "c");
	free(name);
	cohort_finish(&cohort);
}

/* Rows of a panel by id, then edition, and the other way round; regions by edition, then bytes. */
static void orders_of_a_panel(void)
{
	static const struct {
		const char *id, *edition, *region;
	} rows[] = {{"b", "2024", "west"}, {"a", "2023", "west"}, {"b", "2023", "east"},
		    {"c", "2022", ""},     {"a", "2022", "east"}, {"c", "2024", "west"}};
	static const uint32_t by_id[] = {4, 1, 2, 0, 3, 5}, by_edition[] = {4, 3, 1, 2, 0, 5};
	static const unsigned regions[] = {4, 3, 2, 0, 1, 4};
	struct cohort cohort = make();
	unsigned of[6];

	for (size_t i = 0; i < 6; i++) {
		size_t row = cohort_add_in(&cohort, rows[i].id, 1, rows[i].edition);

		cohort_set_region(&cohort, row, rows[i].region, strlen(rows[i].region));
	}
	cohort_close(&cohort, NULL, 0);
	CU_ASSERT(!memcmp(cohort.by_id, by_id, sizeof(by_id)));
	CU_ASSERT(!memcmp(cohort.by_edition, by_edition, sizeof(by_edition)));
	CU_ASSERT_STRING_EQUAL(cohort_edition(&cohort, 0), "2024");
	CU_ASSERT_EQUAL(cohort_number_regions(&cohort, of), 5);
	CU_ASSERT(!memcmp(of, regions, sizeof(regions)));
	cohort_finish(&cohort);
}

/* Numbers under the same hash are all found, also after some went away. */
static void lookup_with_collisions(void)
{
	struct lookup lookup = {0};
	uint32_t sum = 0;
	size_t at;

	for (uint32_t i = 0; i < 100; i++)
		lookup_add(&lookup, i % 3, i);
	for (uint32_t i = 0; i < 100; i += 2)
		lookup_remove(&lookup, i % 3, i);
	for (uint32_t i = lookup_first(&lookup, 1, &at); i != LOOKUP_NONE;
	     i = lookup_next(&lookup, 1, &at))
		sum += i;
	/* odd i with i % 3 = 1: 1, 7, ..., 97: 17 of them, mean 49 */
	CU_ASSERT_EQUAL(sum, 17 * 49);
	CU_ASSERT_EQUAL(lookup.count, 50);
	CU_ASSERT_EQUAL(lookup_first(&lookup, 3, &at), LOOKUP_NONE);
	lookup_free(&lookup);
}

void suite_cohort(void)
{
	CU_pSuite suite = CU_add_suite("cohort", NULL, NULL);

	CU_ADD_TEST(suite, empty);
	CU_ADD_TEST(suite, new_agency);
	CU_ADD_TEST(suite, ids_are_copied);
	CU_ADD_TEST(suite, other_case);
	CU_ADD_TEST(suite, many_agencies);
	CU_ADD_TEST(suite, values_and_states);
	CU_ADD_TEST(suite, columns_are_contiguous);
	CU_ADD_TEST(suite, a_column_more);
	CU_ADD_TEST(suite, blocks_are_sealed);
	CU_ADD_TEST(suite, no_fields);
	CU_ADD_TEST(suite, order_of_ids);
	CU_ADD_TEST(suite, classes_by_bytes);
	CU_ADD_TEST(suite, declared_classes_first);
	CU_ADD_TEST(suite, no_classes);
	CU_ADD_TEST(suite, citations_in_order);
	CU_ADD_TEST(suite, places);
	CU_ADD_TEST(suite, regions_and_reasons);
	CU_ADD_TEST(suite, found_in_any_order);
	CU_ADD_TEST(suite, names_of_any_length);
	CU_ADD_TEST(suite, orders_of_a_panel);
	CU_ADD_TEST(suite, lookup_with_collisions);
	CU_ADD_TEST(suite, many_visits);
}
