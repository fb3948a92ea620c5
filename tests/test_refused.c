#include <CUnit/CUnit.h>
#include <math.h>
#include <string.h>

#include "evidence.h"
#include "helper.h"
#include "ledger.h"
#include "text.h"

void suite_refused(void);

enum { A, B, FOLDED_FIELD, FIELDS };

static const struct field fields[] = {
    [A] = {.id = "a", .min = 0, .max = 100},
    [B] = {.id = "b", .min = -HUGE_VAL, .max = HUGE_VAL},
    [FOLDED_FIELD] = {.id = "f", .min = -HUGE_VAL, .max = HUGE_VAL, .fold = FOLD_SUM},
};

static const struct states states = {
    .names = {"missing", "value", "not-applicable", "unknown", "unverified", "undefined"},
    .policies = {POLICY_AS_MISSING, POLICY_AS_VALUE, POLICY_LEAVE_OUT, POLICY_AS_MISSING,
		 POLICY_AS_MISSING, POLICY_AS_MISSING},
    .count = 6};

static struct cohort cohort;
static const char *said;
static enum exit_code code;

static int end_of_suite(void)
{
	cohort_finish(&cohort);
	return 0;
}

/* A field for every name that begins with q. */
static bool open_field(void *user, const char *name, struct field *field)
{
	(void)user;
	*field = (struct field){.min = -HUGE_VAL, .max = HUGE_VAL};
	return *name == 'q';
}

static struct evidence_rules plain_rules(void)
{
	return (struct evidence_rules){.id = "id",
				       .name = "name",
				       .class_id = "class",
				       .region = "region",
				       .edition_column = "edition",
				       .item = "item",
				       .edition = "2023",
				       .open = open_field,
				       .allow_refused = true};
}

static void read_paths(const struct evidence_rules *rules, const char *const *paths, size_t n)
{
	struct problems problems = {0};

	cohort_finish(&cohort);
	cohort_init(&cohort, fields, FIELDS, &states);
	evidence_read(&cohort, rules, paths, n, &problems);
	code = problems.code;
	said = problems_text(&problems);
}

static void read_one(const struct evidence_rules *rules, const char *name, const char *content)
{
	const char *path = temp_file(name, content);

	read_paths(rules, &path, 1);
}

/* All refusals, in order, as "STATUS EDITION ID CODE LINE RECORDS;". */
static const char *refused(void)
{
	static struct text text;

	text.length = 0;
	text_add(&text, "");
	for (size_t i = 0; i < cohort.refusals.count; i++) {
		const struct refusal *refusal = &cohort.refusals.list[i];

		text_print(&text, "%s %s %s %s %zu %zu;", refusal_status(refusal->kind),
			   refusal->edition, refusal->id, refusal->code, refusal->place.line,
			   refusal->records);
	}
	return text.data;
}

static bool counts_are(size_t file, size_t rows, size_t scored, size_t refusals, size_t empty)
{
	const struct evidence_file *of = &cohort.files[file];

	return of->rows == rows && of->scored == scored && of->refused == refusals &&
	       of->empty == empty;
}

static bool is_there(const char *id, const char *edition)
{
	return cohort_find_in(&cohort, id, strlen(id), edition) != SIZE_MAX;
}

/* --- problem_excuse --- */

static void excused(void)
{
	struct problems problems = {0};
	struct problem_mark mark = problem_mark(&problems);

	problem_error(&problems, EXIT_EVIDENCE, "E-X-001", NULL, "one");
	problem_warning(&problems, "W-X-002", NULL, "two");
	problem_excuse(&problems, mark);
	problem_excuse(&problems, mark); /* once more changes nothing */
	CU_ASSERT_EQUAL(problems.errors, 0);
	CU_ASSERT_EQUAL(problems.refused, 1);
	CU_ASSERT_EQUAL(problems.code, EXIT_DONE);
	problem_error(&problems, EXIT_CONFIG, "E-X-003", NULL, "three");
	mark = problem_mark(&problems);
	problem_error(&problems, EXIT_EVIDENCE, "E-X-004", NULL, "four");
	problem_excuse(&problems, mark);
	CU_ASSERT_EQUAL(problems.errors, 1);
	CU_ASSERT_EQUAL(problems.code, EXIT_CONFIG);
	CU_ASSERT_STRING_EQUAL(problems_text(&problems), "E-X-001: one (refused)\n"
							 "W-X-002: two\n"
							 "E-X-003: three\n"
							 "E-X-004: four (refused)\n");
}

/* What is excused never takes the place of what is not. */
static void limits_of_both(void)
{
	struct problems problems = {0}, all = {0};
	const char *text;

	for (unsigned i = 0; i < PROBLEM_LIMIT + 5; i++) {
		struct problem_mark mark = problem_mark(&problems);

		problem_error(&problems, EXIT_EVIDENCE, "E-X-001", NULL, "%u", i);
		problem_excuse(&problems, mark);
	}
	for (unsigned i = 0; i < PROBLEM_LIMIT + 7; i++)
		problem_error(&problems, EXIT_EVIDENCE, "E-X-002", NULL, "%u", i);
	CU_ASSERT_EQUAL(problems.kept, 2 * PROBLEM_LIMIT);
	problem_error(&all, EXIT_IO, "E-X-003", NULL, "first");
	problem_move(&all, &problems);
	CU_ASSERT_EQUAL(all.errors, PROBLEM_LIMIT + 8);
	CU_ASSERT_EQUAL(all.code, EXIT_IO);
	text = problems_text(&all);
	CU_ASSERT(has_line(text, "E-X-001: 999 (refused)"));
	CU_ASSERT(has_line(text, "E-X-002: 998"));
	CU_ASSERT(!strstr(text, "E-X-001: 1000") && !strstr(text, "E-X-002: 999"));
	CU_ASSERT(has_line(text, "N-RUN-001: 13 more problems; the first 1000 are listed"));
}

/* --- Nothing is lost --- */

static void counted(void)
{
	struct evidence_rules rules = plain_rules();

	rules.allow_refused = false;
	read_one(&rules, "c.csv", "id,a\nk1,1\nk2\nk3,x\n,4\nk4,\n");
	CU_ASSERT(counts_are(0, 5, 1, 3, 1));
	CU_ASSERT_EQUAL(code, EXIT_EVIDENCE);
	CU_ASSERT_EQUAL(cohort.refusals.count, 0);
	read_one(&rules, "c.ndjson",
		 "{\"id\":\"k1\",\"evidence\":{\"a\":1}}\n\n[]\n{\"id\":\"k2\"\n"
		 "{\"id\":\"k3\"}\n{\"id\":3}\n}\n");
	CU_ASSERT(counts_are(0, 6, 1, 4, 1));
	read_one(&rules, "c.json",
		 "[{\"id\":\"k1\",\"evidence\":{\"a\":1}},3,{\"id\":\"k2\"},{\"id\"]");
	CU_ASSERT(counts_are(0, 4, 1, 2, 1));
	read_one(&rules, "d.json", "[{\"id\":\"k1\"},");
	CU_ASSERT(counts_are(0, 1, 0, 0, 1));
	read_one(&rules, "d.csv", "id,a\nk1,1\n\"k2,5\n");
	CU_ASSERT(counts_are(0, 2, 1, 1, 0));
	rules.allow_refused = true;
	read_one(&rules, "c.csv", "id,a\nk1,1\nk2\nk3,x\n,4\nk4,\nk1,,\n");
	CU_ASSERT(counts_are(0, 6, 1, 4, 1));
	CU_ASSERT_EQUAL(code, EXIT_DONE);
}

/* Counts that do not add up are a fault of ours, whatever the evidence is. */
static void broken_counts(void)
{
	struct evidence_rules rules = plain_rules();
	struct problems problems = {0};

	read_one(&rules, "c.csv", "id,a\nk1,1\nk2,\nk3,x\n");
	CU_ASSERT(counts_are(0, 3, 1, 1, 1));
	ledger_reconcile(&cohort, &problems);
	CU_ASSERT_EQUAL(problems.errors, 0);
	cohort.files[0].refused = 0;
	ledger_reconcile(&cohort, &problems);
	CU_ASSERT_EQUAL(problems.code, EXIT_FAULT);
	CU_ASSERT(is_line(problems_text(&problems),
			  "c.csv: E-EVI-060: 3 records read, but 1 scored + 0 refused + 1 declared "
			  "empty"));
}

/* --- Whom bad evidence costs what --- */

static void all_records_leave(void)
{
	const char *paths[2];
	struct evidence_rules rules = plain_rules();

	paths[0] = temp_file("2.csv", "id,a,f\nk1,1,5\nk2,2,5\nk3,3,5\n");
	paths[1] = temp_file("1.csv", "id,b,b.source\nk1,1,x\nk2,zwei,y\nk2,,\nk3,3,z\n");
	read_paths(&rules, paths, 2);
	CU_ASSERT_STRING_EQUAL(refused(), "refused 2023 k2 E-EVI-014 3 3;");
	CU_ASSERT(counts_are(0, 4, 2, 2, 0)); /* 1.csv, the first by name */
	CU_ASSERT(counts_are(1, 3, 2, 1, 0));
	CU_ASSERT_EQUAL(cohort.rows, 2);
	CU_ASSERT(!is_there("k2", "2023"));
	CU_ASSERT_EQUAL(cohort_value(&cohort, cohort_find(&cohort, "k3", 2), A), 3);
	CU_ASSERT_EQUAL(cohort_value(&cohort, cohort_find(&cohort, "k3", 2), FOLDED_FIELD), 5);
	CU_ASSERT_EQUAL(cohort.n_citations, 2);
	CU_ASSERT_STRING_EQUAL(cohort.citations[1].text, "z");
	CU_ASSERT_EQUAL(cohort.citations[1].row, 1);
}

static void in_a_panel(void)
{
	static const char *const editions[] = {"2021", "2022"};
	struct evidence_rules rules = plain_rules();

	rules.editions = editions;
	rules.n_editions = 2;
	read_one(&rules, "p.csv", "id,edition,a\nk1,2021,1\nk1,2022,x\nk2,2021,1\nk2,2022,2\n");
	CU_ASSERT_STRING_EQUAL(refused(), "refused 2022 k1 E-EVI-014 3 1;");
	CU_ASSERT(is_there("k1", "2021") && !is_there("k1", "2022") && is_there("k2", "2022"));
	/* Which edition it is of is not known: it may be any. */
	read_one(&rules, "p.csv",
		 "id,edition,a\nk1,2021,1\nk1,,3\nk1,2022,1\nk2,2021,1\nk2,2022,2\n");
	CU_ASSERT_STRING_EQUAL(refused(), "refused  k1 E-EVI-024 3 1;refused 2021 k1 E-EVI-024 3 1;"
					  "refused 2022 k1 E-EVI-024 3 1;");
	CU_ASSERT(counts_are(0, 5, 2, 3, 0));
	CU_ASSERT_EQUAL(cohort.rows, 2);
	CU_ASSERT_EQUAL(cohort.n_editions, 2);
	/* Ids that differ in case only, across editions; and one of these without an edition. */
	read_one(
	    &rules, "p.csv",
	    "id,edition,a\nk1,2021,1\nK1,2022,1\nk1,2022,5\nk2,2021,1\nk2,2022,2\nk3,,1\nK3,x,1\n");
	CU_ASSERT_STRING_EQUAL(refused(), "refused  K3 E-EVI-008 8 1;refused  k3 E-EVI-008 8 1;"
					  "refused 2021 k1 E-EVI-008 3 1;refused 2022 K1 E-EVI-008 "
					  "3 1;refused 2022 k1 E-EVI-008 4 1;");
	CU_ASSERT_EQUAL(cohort.rows, 2);
	/* An edition of which nobody is left. */
	read_one(&rules, "p.csv", "id,edition,a\nk1,2021,1\nk2,2022,x\n");
	CU_ASSERT_EQUAL(code, EXIT_EVIDENCE);
	CU_ASSERT(has_line(said, "E-EVI-024: evidence: expected records of the edition \"2022\""));
}

/* Fields that only the refused opened close with them. */
static void closed_fields(void)
{
	struct evidence_rules rules = plain_rules();
	const char *paths[4];

	read_one(&rules, "q.ndjson",
		 "{\"id\":\"k1\",\"evidence\":{\"q1\":1,\"q2\":2,\"a\":\"x\"}}\n"
		 "{\"id\":\"k2\",\"evidence\":{\"q2\":3,\"q3\":4,\"q4\":{\"source\":\"s\"}}}\n");
	CU_ASSERT_EQUAL(cohort.n_fields, FIELDS + 3);
	CU_ASSERT_STRING_EQUAL(cohort.fields[FIELDS].id, "q2");
	CU_ASSERT_STRING_EQUAL(cohort.fields[FIELDS + 1].id, "q3");
	CU_ASSERT_EQUAL(cohort_value(&cohort, 0, FIELDS), 3);
	CU_ASSERT_EQUAL(cohort_value(&cohort, 0, FIELDS + 1), 4);
	CU_ASSERT_EQUAL(cohort.citations[0].field, FIELDS + 2);
	paths[0] = temp_file("1.csv", "id,a,q1\nk1,x,1\n");
	paths[1] = temp_file("2.csv", "id,a,q2\nk2,2,\n");
	paths[2] = temp_file("3.csv", "id,q3\n");
	paths[3] = temp_file("4.csv", "id,q1,q4\nk1,,2\n");
	read_paths(&rules, paths, 4);
	CU_ASSERT_EQUAL(cohort.n_fields, FIELDS + 2);
	CU_ASSERT_STRING_EQUAL(cohort.fields[FIELDS].id, "q2");
	CU_ASSERT_STRING_EQUAL(cohort.fields[FIELDS + 1].id, "q3");
}

/* --- cohort_drop --- */

static size_t add_numbered(unsigned i)
{
	char id[16];
	int length = snprintf(id, sizeof(id), "k%u", i);
	size_t row = cohort_add_in(&cohort, id, (size_t)length, i % 2 ? "odd" : "even");

	cohort_set(&cohort, row, A, STATE_VALUE, i);
	cohort_cite(&cohort, row, B, id, (size_t)length);
	cohort_mark(&cohort, row, A);
	return row;
}

/* Over blocks: what is left is as if the others had never been added. */
static void dropped(void)
{
	enum { ROWS = 2 * COHORT_BLOCK + 7 };
	static bool rows[ROWS], none[FIELDS];
	size_t wrong = 0;

	cohort_finish(&cohort);
	cohort_init(&cohort, fields, FIELDS, &states);
	for (unsigned i = 0; i < ROWS; i++)
		rows[add_numbered(i)] = i % 2 || i < COHORT_BLOCK;
	cohort_drop(&cohort, rows, none);
	CU_ASSERT_EQUAL(cohort.rows, COHORT_BLOCK / 2 + 4);
	CU_ASSERT_EQUAL(cohort.n_blocks, 1);
	CU_ASSERT_EQUAL(cohort.n_editions, 1);
	CU_ASSERT_EQUAL(cohort.n_citations, cohort.rows);
	CU_ASSERT_EQUAL(cohort.n_marks, cohort.rows);
	for (size_t row = 0; row < cohort.rows; row++) {
		const char *id = cohort_id(&cohort, row);

		wrong += cohort_value(&cohort, row, A) != (double)(COHORT_BLOCK + 2 * row) ||
			 cohort_find(&cohort, id, strlen(id)) != row ||
			 strcmp(cohort.citations[row].text, id) != 0 ||
			 cohort.citations[row].row != row || cohort.marks[row].row != row;
	}
	CU_ASSERT_EQUAL(wrong, 0);
	for (size_t i = cohort.rows; i < COHORT_BLOCK; i++) /* nothing of the others is left */
		wrong += isnan(cohort_column(&cohort, 0, A)[i]) ? 0 : 1;
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_EQUAL(cohort_find(&cohort, "k1", 2), SIZE_MAX);
	CU_ASSERT_EQUAL(add_numbered(1), cohort.rows - 1); /* and it may come again */
	cohort_close(&cohort, NULL, 0);
	CU_ASSERT_EQUAL(cohort.n_editions, 2);
}

static void dropped_all(void)
{
	static const bool rows[] = {true}, none[FIELDS];

	cohort_finish(&cohort);
	cohort_init(&cohort, fields, FIELDS, &states);
	add_numbered(1);
	cohort_drop(&cohort, rows, none);
	CU_ASSERT_EQUAL(cohort.rows, 0);
	CU_ASSERT_EQUAL(cohort.n_blocks, 0);
	cohort_close(&cohort, NULL, 0);
}

/* --- The list --- */

static void last_editions(void)
{
	static struct refusal list[] = {{.kind = REFUSED_AGENCY, .id = "k1", .edition = "2021"},
					{.kind = ABSENT_AGENCY, .id = "k1", .edition = "2023"},
					{.kind = REFUSED_AGENCY, .id = "k1", .edition = "2022"},
					{.kind = REFUSED_RECORD, .id = "", .edition = ""}};
	const struct refusals refusals = {list, COUNT(list)};

	CU_ASSERT_STRING_EQUAL(refusals_last_edition(&refusals, "k1"), "2023");
	CU_ASSERT_PTR_NULL(refusals_last_edition(&refusals, "k2"));
	CU_ASSERT(refusals_have(&refusals, "k1") && !refusals_have(&refusals, "k2"));
	CU_ASSERT_EQUAL(refusals_count(&refusals, REFUSED_AGENCY), 2);
}

/* Records by the base name of their file, then by line, then by its folder. */
static void in_order(void)
{
	static struct refusal list[] = {
	    {.kind = ABSENT_AGENCY, .id = "k1", .edition = ""},
	    {.kind = REFUSED_RECORD, .id = "", .edition = "", .place = {"a/y.csv", .line = 2}},
	    {.kind = REFUSED_RECORD, .id = "", .edition = "", .place = {"b/x.csv", .line = 3}},
	    {.kind = REFUSED_RECORD, .id = "", .edition = "", .place = {"c/x.csv", .line = 2}},
	    {.kind = REFUSED_RECORD, .id = "", .edition = "", .place = {"b/x.csv", .line = 2}},
	    {.kind = REFUSED_AGENCY, .id = "k1", .edition = "2022"},
	    {.kind = REFUSED_AGENCY, .id = "k2", .edition = "2021"}};
	static const char *const places[] = {"b/x.csv", "c/x.csv", "b/x.csv", "a/y.csv"};
	struct refusals refusals = {list, COUNT(list)};

	refusals_sort(&refusals);
	CU_ASSERT_STRING_EQUAL(list[0].id, "k2");
	CU_ASSERT_STRING_EQUAL(list[1].id, "k1");
	for (size_t i = 0; i < 4; i++)
		CU_ASSERT_STRING_EQUAL(list[2 + i].place.file, places[i]);
	CU_ASSERT_EQUAL(list[4].place.line, 3);
	CU_ASSERT_EQUAL(list[6].kind, ABSENT_AGENCY);
}

void suite_refused(void)
{
	CU_pSuite suite = CU_add_suite("refused", NULL, end_of_suite);

	CU_add_test(suite, "excused", excused);
	CU_add_test(suite, "limits_of_both", limits_of_both);
	CU_add_test(suite, "counted", counted);
	CU_add_test(suite, "broken_counts", broken_counts);
	CU_add_test(suite, "all_records_leave", all_records_leave);
	CU_add_test(suite, "in_a_panel", in_a_panel);
	CU_add_test(suite, "closed_fields", closed_fields);
	CU_add_test(suite, "dropped", dropped);
	CU_add_test(suite, "dropped_all", dropped_all);
	CU_add_test(suite, "last_editions", last_editions);
	CU_add_test(suite, "in_order", in_order);
}
