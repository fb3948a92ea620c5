#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper.h"
#include "reading.h"
#include "text.h"

void suite_evidence(void);

/* --- A round's rules --- */

enum { JAM, SKOR, AKREDITASI, Q01, LAMA, FIELDS };

static struct code accreditation[] = {{"A", 3}, {"B", 2}, {"C", 1}};
static struct step lengths[] = {{"25", 25, 90}, {"15", 15, 60}, {"5", 5, 0}};

static const struct field fields[] = {
    [JAM] = {.id = "jam", .min = -HUGE_VAL, .max = HUGE_VAL},
    [SKOR] = {.id = "skor", .min = 0, .max = 100},
    [AKREDITASI] = {.id = "akreditasi",
		    .min = -HUGE_VAL,
		    .max = HUGE_VAL,
		    .codes = accreditation,
		    .n_codes = 3},
    [Q01] = {.id = "q01.verdict", .min = -HUGE_VAL, .max = HUGE_VAL},
    [LAMA] = {.id = "lama",
	      .min = 0,
	      .max = 100,
	      .steps = {.list = lengths, .count = 3, .kind = STEP_ABOVE}},
};

static const char *const ignored[] = {"catatan*", "x"};
static const char *const missing_texts[] = {"-", "n/a"};
static const char *const not_applicable_texts[] = {"tidak berlaku"};
static const char *const declared[] = {"provinsi", "kota"};

static struct evidence_rules plain_rules(void)
{
	struct evidence_rules rules = usual_rules();

	rules.ignore = ignored;
	rules.n_ignore = 2;
	rules.missing = missing_texts;
	rules.n_missing = 2;
	rules.not_applicable = not_applicable_texts;
	rules.n_not_applicable = 1;
	return rules;
}

/* --- Reading --- */

static void read_paths(const struct evidence_rules *rules, const char *const *paths, size_t n)
{
	read_evidence(fields, FIELDS, rules, paths, n);
}

static void read_one(const char *name, const char *content)
{
	struct evidence_rules rules = plain_rules();
	const char *path = temp_file(name, content);

	read_paths(&rules, &path, 1);
}

static void read_two(const char *first, const char *a, const char *second, const char *b)
{
	struct evidence_rules rules = plain_rules();
	const char *paths[] = {temp_file(first, a), temp_file(second, b)};

	read_paths(&rules, paths, 2);
}

static void read_classes(const char *name, const char *content)
{
	struct evidence_rules rules = plain_rules();
	const char *path = temp_file(name, content);

	rules.classes = declared;
	rules.n_classes = 2;
	read_paths(&rules, &path, 1);
}

static const struct agency *agency(const char *id)
{
	return cohort_agency(&cohort, row_of(id));
}

/* --- Fields that a glob of the criteria opens --- */

/* dok_*, from 0 to 1 */
static bool open_documents(void *user, const char *name, struct field *field)
{
	(void)user;
	*field = (struct field){.min = 0, .max = 1};
	return !strncmp(name, "dok_", 4);
}

static void read_documents(const char *name, const char *content)
{
	struct evidence_rules rules = plain_rules();
	const char *path = temp_file(name, content);

	rules.open = open_documents;
	read_paths(&rules, &path, 1);
}

static void opened_columns(void)
{
	read_documents("buka.csv", "dok_b.source,id,dok_b,dok_a\nLKj,k1,1,0\n,k2,,1\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(cohort.n_fields, FIELDS + 2);
	CU_ASSERT_STRING_EQUAL(cohort.fields[FIELDS].id, "dok_b");
	CU_ASSERT_EQUAL(value("k1", FIELDS), 1);
	CU_ASSERT_EQUAL(value("k2", FIELDS + 1), 1);
	CU_ASSERT_EQUAL(state("k2", FIELDS), STATE_MISSING);
	CU_ASSERT_EQUAL(cohort.n_citations, 1);
	CU_ASSERT_EQUAL(cohort.citations[0].field, FIELDS);
	read_documents("luar.csv", "id,dok_a,dokter\nk1,2,1\n");
	CU_ASSERT(has_line(said, "luar.csv:1:10: E-EVI-004: unknown name \"dokter\""));
	CU_ASSERT(has_line(said, "luar.csv:2:4: E-EVI-016: "));
}

static void opened_names(void)
{
	read_documents("buka.ndjson", "{\"id\":\"k1\",\"evidence\":{\"dok_x\":{\"ada\":true}}}\n"
				      "{\"id\":\"k2\",\"evidence\":{\"dok_y\":{\"value\":1,"
				      "\"source\":\"surat\"},\"dok_x\":{\"ada\":0}}}\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(cohort.n_fields, FIELDS + 2);
	CU_ASSERT_STRING_EQUAL(cohort.fields[FIELDS].id, "dok_x.ada");
	CU_ASSERT_EQUAL(value("k1", FIELDS), 1);
	CU_ASSERT_EQUAL(value("k2", FIELDS), 0);
	CU_ASSERT_EQUAL(state("k1", FIELDS + 1), STATE_MISSING);
	CU_ASSERT_EQUAL(cohort.citations[0].field, FIELDS + 1);
}

/* --- CSV: what is read --- */

static void csv_parts_and_fields(void)
{
	read_one("a.csv", "skor,id,name,class,region,edition,competes,reason,jam,akreditasi\n"
			  "80.5,k-1,\"Kota, Satu\",kota,jatim,2023,yes,,1250,A\n"
			  "-0,k-2,,,,,no,juri sendiri,1e2,C\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL_FATAL(cohort.rows, 2);
	CU_ASSERT_STRING_EQUAL(cohort_name(&cohort, row_of("k-1")), "Kota, Satu");
	CU_ASSERT_STRING_EQUAL(cohort_class_id(&cohort, row_of("k-1")), "kota");
	CU_ASSERT_STRING_EQUAL(cohort_region(&cohort, row_of("k-1")), "jatim");
	CU_ASSERT(agency("k-1")->competes);
	CU_ASSERT_EQUAL(cohort_place(&cohort, row_of("k-1")).line, 2);
	CU_ASSERT_STRING_EQUAL(cohort_name(&cohort, row_of("k-2")), "k-2");
	CU_ASSERT_STRING_EQUAL(cohort_reason(&cohort, row_of("k-2")), "juri sendiri");
	CU_ASSERT_FALSE(agency("k-2")->competes);
	CU_ASSERT_EQUAL(value("k-1", SKOR), 80.5);
	CU_ASSERT_EQUAL(value("k-1", JAM), 1250);
	CU_ASSERT_EQUAL(value("k-1", AKREDITASI), 3);
	CU_ASSERT_EQUAL(value("k-2", SKOR), 0);
	CU_ASSERT_EQUAL(value("k-2", JAM), 100);
	CU_ASSERT_EQUAL(value("k-2", AKREDITASI), 1);
	CU_ASSERT_EQUAL(state("k-2", LAMA), STATE_MISSING);
}

static void csv_states(void)
{
	read_one("a.csv", "id,jam,skor,akreditasi,lama\n"
			  "a,!unverified 12.5,!unknown,!unverified B,!late\n"
			  "b,-,n/a,tidak berlaku,\n"
			  "c,!not-applicable,!missing,!late A,!unverified 91\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(state("a", JAM), STATE_UNVERIFIED);
	CU_ASSERT_EQUAL(value("a", JAM), 12.5);
	CU_ASSERT_EQUAL(state("a", SKOR), STATE_UNKNOWN);
	CU_ASSERT(isnan(value("a", SKOR)));
	CU_ASSERT_EQUAL(value("a", AKREDITASI), 2);
	CU_ASSERT_EQUAL(state("a", LAMA), STATE_OWN);
	CU_ASSERT_EQUAL(state("b", JAM), STATE_MISSING);
	CU_ASSERT_EQUAL(state("b", SKOR), STATE_MISSING);
	CU_ASSERT_EQUAL(state("b", AKREDITASI), STATE_NOT_APPLICABLE);
	CU_ASSERT_EQUAL(state("c", JAM), STATE_NOT_APPLICABLE);
	CU_ASSERT_EQUAL(state("c", SKOR), STATE_MISSING);
	CU_ASSERT_EQUAL(state("c", AKREDITASI), STATE_OWN);
	CU_ASSERT(isnan(value("c", AKREDITASI))); /* late is as-zero: its value does not count */
	CU_ASSERT_EQUAL(value("c", LAMA), 25);
}

static void steps_after_range(void)
{
	read_one("a.csv", "id,lama\na,90.001\nb,90\nc,60.5\nd,60\ne,0\nf,100.5\n");
	CU_ASSERT_EQUAL(value("a", LAMA), 25);
	CU_ASSERT_EQUAL(value("b", LAMA), 15);
	CU_ASSERT_EQUAL(value("c", LAMA), 15);
	CU_ASSERT_EQUAL(value("d", LAMA), 5);
	CU_ASSERT_EQUAL(value("e", LAMA), 5);
	CU_ASSERT_STRING_EQUAL(said,
			       "a.csv:7:3: E-EVI-016: field \"lama\": expected 0..100, found 100.5 "
			       "(record 7)\n");
}

static void citations_and_ignored_columns(void)
{
	read_one("a.csv", "id,jam,jam.source,catatan 1,x,x.source\n"
			  "b,1,\"LKj, p. 4\",?,?,?\na,2,,,,\nc,,LKj p. 5,,,\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL_FATAL(cohort.n_citations, 2);
	CU_ASSERT_STRING_EQUAL(cohort.citations[0].text, "LKj, p. 4");
	CU_ASSERT_EQUAL(cohort.citations[0].field, JAM);
	CU_ASSERT_EQUAL(cohort.citations[0].row, row_of("b"));
	CU_ASSERT_EQUAL(cohort.citations[1].row, row_of("c"));
}

static void renamed_columns(void)
{
	struct evidence_rules rules = plain_rules();
	const char *path = temp_file("a.csv", "kode,instansi,jam\na,Badan A,1\n");

	rules.id = "kode";
	rules.name = "instansi";
	read_paths(&rules, &path, 1);
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_STRING_EQUAL(cohort_name(&cohort, row_of("a")), "Badan A");
}

static void counts_and_hash(void)
{
	read_one("a.csv", "id,jam\na,1\nb,\nc,!unknown\nd,-\n");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL_FATAL(cohort.n_files, 1);
	CU_ASSERT_EQUAL(cohort.files[0].rows, 4);
	CU_ASSERT_EQUAL(cohort.files[0].scored, 2);
	CU_ASSERT_EQUAL(cohort.files[0].empty, 2);
	CU_ASSERT_EQUAL(cohort.rows, 4);
	read_one("abc.csv", "id\n"); /* printf 'id\n' | sha256sum */
	CU_ASSERT_STRING_EQUAL(cohort.files[0].sha256,
			       "984a644ec3b56d32b0404777e1eb73390c4b0742a6a0e183f07861056b6746de");
}

/* --- CSV: what is refused --- */

static void csv_wrong_numbers(void)
{
	static const char *const wrong[] = {"\"12,5\"", "\"1.000,5\"", "12 %", "1/2", " 12",
					    "12 ",      "+1",          ".5",   "1.",  "0x10",
					    "nan",      "1e999",       "yes",  "12jp"};
	struct text file = {0};

	text_add(&file, "id,jam\n");
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		text_print(&file, "a%u,%s\n", i, wrong[i]);
	read_one("a.csv", file.data);
	text_free(&file);
	CU_ASSERT_EQUAL(count_lines(said), sizeof(wrong) / sizeof(*wrong));
	CU_ASSERT(has_line(
	    said, "a.csv:2:4: E-EVI-014: field \"jam\": expected a number (decimal point, no "
		  "thousands mark, no unit), found \"12,5\"; it looks like a decimal comma: say "
		  "decimal = , in [evidence] (record 2)"));
	CU_ASSERT(has_line(said, "a.csv:4:4: E-EVI-014: "));
	CU_ASSERT(has_line(said, "a.csv:13:5: E-EVI-014: "));
	CU_ASSERT_EQUAL(code, EXIT_EVIDENCE);
	CU_ASSERT_EQUAL(cohort.files[0].scored, 0);
}

static void unknown_columns(void)
{
	read_one("a.csv", "id,jams,jam ,Jam,banyak.source\na,1,2,3,4\nb,1,2,3,4\n");
	CU_ASSERT(
	    has_line(said, "a.csv:1:4: E-EVI-004: unknown name \"jams\"; did you mean \"jam\"?"));
	CU_ASSERT(
	    has_line(said, "a.csv:1:9: E-EVI-004: unknown name \"jam \"; did you mean \"jam\"?"));
	CU_ASSERT(
	    has_line(said, "a.csv:1:14: E-EVI-004: unknown name \"Jam\"; did you mean \"jam\"?"));
	CU_ASSERT(
	    has_line(said, "a.csv:1:18: E-EVI-004: unknown name \"banyak.source\"; expected"));
	CU_ASSERT_EQUAL(count_lines(said), 4);
}

static void header_faults(void)
{
	read_one("a.csv", "id,jam,jam\na,1,2\n");
	CU_ASSERT(
	    has_line(said, "a.csv:1:8: E-EVI-005: column \"jam\": expected once, found again"));
	read_one("a.csv", "name,jam\na,1\n");
	CU_ASSERT_STRING_EQUAL(
	    said, "a.csv:1: E-EVI-006: expected a column \"id\", found none (record 1)\n");
	CU_ASSERT_EQUAL(cohort.rows, 0);
}

static void wrong_ids(void)
{
	read_one("a.csv", "id,jam\n../x,1\n,2\n-rf,3\na b,4\nok,5\nOK,6\n");
	CU_ASSERT(has_line(said, "a.csv:2:1: E-EVI-007: id: expected 1 to 63 letters"));
	CU_ASSERT(has_line(said, "a.csv:3: E-EVI-006: expected an id, found none (record 3)"));
	CU_ASSERT(has_line(said, "a.csv:4:1: E-EVI-007: "));
	CU_ASSERT(has_line(said, "a.csv:5:1: E-EVI-007: "));
	CU_ASSERT(has_line(said,
			   "a.csv:7:1: E-EVI-008: id: expected ids that differ in more than case, "
			   "found \"OK\"; \"ok\" is at a.csv:6"));
	CU_ASSERT_EQUAL(count_lines(said), 5);
	CU_ASSERT_EQUAL(cohort.rows, 1);
}

static void editions(void)
{
	read_one("a.csv", "id,edition\na,2023\nb,2022\nc,\n");
	CU_ASSERT_STRING_EQUAL(said,
			       "a.csv:3:3: E-EVI-009: edition: expected \"2023\" as in the round, "
			       "found \"2022\" (record 3)\n");
}

static void classes(void)
{
	read_classes("a.csv", "id,class\na,kota\nb,kotta\nc,\nd,zzzzzz\n");
	CU_ASSERT(has_line(
	    said, "a.csv:3:3: E-EVI-010: class: expected one that the round declares, found "
		  "\"kotta\"; did you mean \"kota\"?"));
	CU_ASSERT(has_line(
	    said, "a.csv:5:3: E-EVI-010: class: expected one that the round declares, found "
		  "\"zzzzzz\" (record 5)"));
	CU_ASSERT(has_line(said, "a.csv:4: E-EVI-011: class of agency \"c\": "));
	CU_ASSERT_EQUAL(count_lines(said), 3);
}

static void codes_states_and_competes(void)
{
	read_one("a.csv", "id,akreditasi,jam,skor,competes\n"
			  "a,D,!unverfied,!missing 3,Yes\n"
			  "b,3,!value 3,!undefined,tidak\n");
	CU_ASSERT(has_line(
	    said, "a.csv:2:3: E-EVI-015: field \"akreditasi\": expected one of \"A\", \"B\", "
		  "\"C\", found \"D\""));
	CU_ASSERT(has_line(
	    said, "a.csv:2:5: E-EVI-017: field \"jam\": expected a state of the round, found "
		  "\"unverfied\"; did you mean \"unverified\"?"));
	CU_ASSERT(has_line(said, "a.csv:2:16: E-EVI-018: field \"skor\": "));
	CU_ASSERT(
	    has_line(said, "a.csv:2:27: E-EVI-020: competes: expected yes or no, found \"Yes\""));
	CU_ASSERT(has_line(said, "a.csv:3:3: E-EVI-015: "));
	CU_ASSERT(has_line(said, "a.csv:3:5: E-EVI-017: "));
	CU_ASSERT(has_line(said, "a.csv:3:14: E-EVI-017: "));
	CU_ASSERT(has_line(said, "a.csv:3:25: E-EVI-020: "));
	CU_ASSERT_EQUAL(count_lines(said), 8);
}

/* --- JSON: what is read --- */

static void json_records(void)
{
	read_one(
	    "a.json",
	    "[{\"id\":\"a\",\"name\":\"Badan \\u0041\",\"class\":\"kota\",\"region\":\"jatim\","
	    "\"competes\":false,\"reason\":\"juri\",\"edition\":\"2023\",\"evidence\":"
	    "{\"jam\":1250,\"akreditasi\":\"B\",\"q01\":{\"verdict\":true},"
	    "\"skor\":{\"value\":12,\"source\":\"LKj p. "
	    "4\"},\"lama\":{\"state\":\"not-applicable\"}}},"
	    "{\"evidence\":{\"jam\":null,\"q01.verdict\":false,"
	    "\"skor\":{\"state\":\"unverified\",\"value\":7}},\"edition\":2023,\"id\":\"b\"}]");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL_FATAL(cohort.rows, 2);
	CU_ASSERT_STRING_EQUAL(cohort_name(&cohort, row_of("a")), "Badan A");
	CU_ASSERT_FALSE(agency("a")->competes);
	CU_ASSERT_EQUAL(value("a", JAM), 1250);
	CU_ASSERT_EQUAL(value("a", AKREDITASI), 2);
	CU_ASSERT_EQUAL(value("a", Q01), 1);
	CU_ASSERT_EQUAL(value("a", SKOR), 12);
	CU_ASSERT_EQUAL(state("a", LAMA), STATE_NOT_APPLICABLE);
	CU_ASSERT_EQUAL(state("b", JAM), STATE_UNKNOWN);
	CU_ASSERT_EQUAL(value("b", Q01), 0);
	CU_ASSERT_EQUAL(state("b", SKOR), STATE_UNVERIFIED);
	CU_ASSERT_EQUAL(value("b", SKOR), 7);
	CU_ASSERT_EQUAL(state("b", LAMA), STATE_MISSING);
	CU_ASSERT_EQUAL_FATAL(cohort.n_citations, 1);
	CU_ASSERT_STRING_EQUAL(cohort.citations[0].text, "LKj p. 4");
	CU_ASSERT_EQUAL(cohort.files[0].scored, 2);
}

static void json_lines(void)
{
	read_one("a.ndjson", "{\"id\":\"a\",\"evidence\":{\"jam\":1}}\n\n"
			     "{\"id\":\"b\"}\r\n{\"id\":\"c\",\"evidence\":{}}");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(cohort.files[0].rows, 3);
	CU_ASSERT_EQUAL(cohort.files[0].scored, 1);
	CU_ASSERT_EQUAL(cohort.files[0].empty, 2);
	CU_ASSERT_EQUAL(cohort_place(&cohort, row_of("b")).line, 3);
}

static const struct field nested_fields[] = {
    {.id = "q", .min = -HUGE_VAL, .max = HUGE_VAL},
    {.id = "q.value", .min = -HUGE_VAL, .max = HUGE_VAL},
    {.id = "q.verdict", .min = -HUGE_VAL, .max = HUGE_VAL},
    {.id = "q.value.deep", .min = -HUGE_VAL, .max = HUGE_VAL},
};

static void read_nested(const char *content)
{
	struct evidence_rules rules = plain_rules();
	const char *path = temp_file("n.json", content);

	read_evidence(nested_fields, 4, &rules, &path, 1);
}

/* An object is one field only if it has no other names than value, state and source, in any order. */
static void json_objects(void)
{
	read_nested("[{\"id\":\"a\",\"evidence\":{\"q\":{\"value\":1}}},"
		    "{\"id\":\"b\",\"evidence\":{\"q\":{\"value\":2,\"verdict\":3}}},"
		    "{\"id\":\"c\",\"evidence\":{\"q\":{\"verdict\":4,\"value\":5}}},"
		    "{\"id\":\"d\",\"evidence\":{\"q\":{\"value\":{\"deep\":6}}}}]");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(value("a", 0), 1);
	CU_ASSERT(isnan(value("a", 1)));
	CU_ASSERT(isnan(value("b", 0)));
	CU_ASSERT_EQUAL(value("b", 1), 2);
	CU_ASSERT_EQUAL(value("b", 2), 3);
	CU_ASSERT_EQUAL(value("c", 1), 5);
	CU_ASSERT_EQUAL(value("c", 2), 4);
	CU_ASSERT_EQUAL(value("d", 3), 6);
	CU_ASSERT(isnan(value("d", 1)));
	read_nested("[{\"id\":\"a\",\"evidence\":{\"q\":{\"value\":\"x\",\"other\":[3]}}}]");
	CU_ASSERT(has_line(said,
			   "n.json:1:37: E-EVI-019: field \"q.value\": expected a number, true or "
			   "false, found the text \"x\" (at /0/evidence/q/value)"));
	CU_ASSERT(has_line(said, "n.json:1:49: E-EVI-004: unknown name \"q.other\""));
	CU_ASSERT_EQUAL(count_lines(said), 2);
}

/* --- JSON: what is refused --- */

static void json_wrong_types(void)
{
	read_one(
	    "a.json",
	    "[{\"id\":\"a\",\"name\":7,\"competes\":\"no\",\"evidence\":{\n"
	    "\"jam\":\"12\",\n\"skor\":[12],\n\"akreditasi\":true,\n\"q01\":{\"verdict\":\"x\"},\n"
	    "\"lama\":{\"value\":[1],\"source\":4}}},\n"
	    "{\"id\":12,\"evidence\":[]},\n7]");
	CU_ASSERT(has_line(said,
			   "a.json:1:19: E-EVI-019: name: expected a text, found the number \"7\" "
			   "(at /0/name)"));
	CU_ASSERT(has_line(
	    said, "a.json:1:32: E-EVI-019: competes: expected true or false, found the text "
		  "\"no\" (at /0/competes)"));
	CU_ASSERT(has_line(
	    said, "a.json:2:7: E-EVI-019: field \"jam\": expected a number, true or false, "
		  "found the text \"12\" (at /0/evidence/jam)"));
	CU_ASSERT(has_line(
	    said, "a.json:3:8: E-EVI-019: field \"skor\": expected a number, true or false, "
		  "found an array (at /0/evidence/skor)"));
	CU_ASSERT(has_line(
	    said, "a.json:4:14: E-EVI-019: field \"akreditasi\": expected a text, found true "
		  "(at /0/evidence/akreditasi)"));
	CU_ASSERT(has_line(
	    said, "a.json:5:18: E-EVI-019: field \"q01.verdict\": expected a number, true or "
		  "false, found the text \"x\" (at /0/evidence/q01/verdict)"));
	CU_ASSERT(has_line(
	    said, "a.json:6:17: E-EVI-019: field \"lama\": expected a number, true or false, "
		  "found an array (at /0/evidence/lama/value)"));
	CU_ASSERT(has_line(
	    said, "a.json:6:30: E-EVI-019: field \"lama\": expected a text, found the number "
		  "\"4\" (at /0/evidence/lama/source)"));
	CU_ASSERT(has_line(said,
			   "a.json:7:7: E-EVI-019: id: expected a text, found the number \"12\" "
			   "(at /1/id)"));
	CU_ASSERT(has_line(said,
			   "a.json:7:21: E-EVI-019: evidence: expected an object, found an array "
			   "(at /1/evidence)"));
	CU_ASSERT(has_line(
	    said, "a.json:8:1: E-EVI-019: record: expected an object, found the number \"7\" "
		  "(at /2)"));
	CU_ASSERT_EQUAL(count_lines(said), 11);
	CU_ASSERT_EQUAL(cohort.files[0].rows, 3);
	CU_ASSERT_EQUAL(cohort.files[0].scored + cohort.files[0].empty, 0);
}

static void json_unknown_names(void)
{
	read_one(
	    "a.ndjson",
	    "{\"id\":\"a\",\"nama\":\"A\",\"catatan\":[1],\"evidence\":{\"jma\":1,\"x\":{\"y\":2}}}"
	    "\n"
	    "{\"id\":\"b\",\"nama\":\"B\",\"evidence\":{\"jma\":1,\"q01\":{\"verdikt\":2}}}\n");
	CU_ASSERT(has_line(
	    said, "a.ndjson:1:11: E-EVI-004: unknown name \"nama\"; did you mean \"name\"? "
		  "(at /nama)"));
	CU_ASSERT(has_line(said,
			   "a.ndjson:1:54: E-EVI-004: unknown name \"jma\"; did you mean \"jam\"? "
			   "(at /evidence/jma)"));
	CU_ASSERT(has_line(said,
			   "a.ndjson:2:59: E-EVI-004: unknown name \"q01.verdikt\"; did you mean "
			   "\"q01.verdict\"? (at /evidence/q01/verdikt)"));
	CU_ASSERT_EQUAL(count_lines(said), 3);
}

static void json_values_refused(void)
{
	read_one("a.json",
		 "[{\"id\":\"a\",\"evidence\":{\"skor\":101,\"akreditasi\":\"Z\","
		 "\"jam\":{\"state\":\"nope\"},\"lama\":{\"value\":1,\"state\":\"missing\"}}}]");
	CU_ASSERT(has_line(said,
			   "a.json:1:31: E-EVI-016: field \"skor\": expected 0..100, found 101 "
			   "(at /0/evidence/skor)"));
	CU_ASSERT(has_line(said, "a.json:1:48: E-EVI-015: "));
	CU_ASSERT(has_line(said, "a.json:1:67: E-EVI-017: "));
	CU_ASSERT(has_line(said, "a.json:1:91: E-EVI-018: "));
	CU_ASSERT_EQUAL(count_lines(said), 4);
}

static void json_documents_refused(void)
{
	read_one("a.json", "{\"id\":\"a\"}");
	CU_ASSERT_STRING_EQUAL(
	    said, "a.json:1:1: E-EVI-021: document: expected an array of records, found an "
		  "object (at \"\")\n");
	read_one("a.json", "[{\"id\":\"a\"}] x");
	CU_ASSERT(has_line(said, "a.json:1:14: E-JSON-014: "));
	read_one("a.json", "[{\"id\":\"a\",\"evidence\":{\"jam\":1,\"jam\":2}}]");
	CU_ASSERT(has_line(said, "a.json:1:32: E-JSON-012: "));
	read_one("a.json", "[{\"id\":\"a\"},{\"id\":\"b\"");
	CU_ASSERT(has_line(said, "a.json:1:22: E-JSON-003: "));
	CU_ASSERT_EQUAL(cohort.files[0].scored + cohort.files[0].empty, 1);
	CU_ASSERT_EQUAL(cohort.files[0].rows, 2);
	read_one("a.json", "[{\"id\":\"a\\u0000b\"}]");
	CU_ASSERT(has_line(said, "a.json:1:10: E-JSON-013: "));
}

static void json_bad_line(void)
{
	read_one("a.ndjson", "{\"id\":\"a\",\"evidence\":{\"jam\":1}}\n{\"id\":\"b\",}\n[1]\n"
			     "{\"id\":\"c\",\"evidence\":{\"jam\":3}}\n");
	CU_ASSERT(has_line(said, "a.ndjson:2:11: E-JSON-002: "));
	CU_ASSERT(
	    has_line(said, "a.ndjson:3:1: E-EVI-019: record: expected an object, found an array"));
	CU_ASSERT_EQUAL(count_lines(said), 2);
	CU_ASSERT_EQUAL(value("c", JAM), 3);
	CU_ASSERT_EQUAL(cohort.files[0].rows, 4);
	CU_ASSERT_EQUAL(cohort.files[0].scored, 2);
}

/* --- Joining --- */

static void files_join_by_id(void)
{
	read_two("a.csv", "id,name,jam,skor\nx,Badan X,1,\ny,Badan Y,2,20\n", "b.json",
		 "[{\"id\":\"x\",\"name\":\"Badan "
		 "X\",\"region\":\"jatim\",\"evidence\":{\"skor\":10}}]");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(cohort.rows, 2);
	CU_ASSERT_EQUAL(value("x", JAM), 1);
	CU_ASSERT_EQUAL(value("x", SKOR), 10);
	CU_ASSERT_STRING_EQUAL(cohort_region(&cohort, row_of("x")), "jatim");
	CU_ASSERT_EQUAL(cohort.n_files, 2);
}

static void field_twice(void)
{
	read_two("a.csv", "id,jam\nw,9\nx,1\n", "b.json",
		 "[{\"id\":\"x\",\"evidence\":{\n\"jam\":1}}]");
	CU_ASSERT_STRING_EQUAL(
	    said, "b.json:2:7: E-EVI-013: field \"jam\" of agency \"x\": expected once, found "
		  "again; first at a.csv:3 (at /0/evidence/jam)\n");
	read_one("a.csv", "id,jam,skor\nx,1,\nx,,2\nx,3,\n");
	CU_ASSERT_STRING_EQUAL(
	    said, "a.csv:4:3: E-EVI-013: field \"jam\" of agency \"x\": expected once, found "
		  "again; first at a.csv:2 (record 4)\n");
	read_one("a.json", "[{\"id\":\"x\",\"evidence\":{\"q01.verdict\":1,\"q01\":{\"verdict\":{"
			   "\"value\":2}}}}]");
	CU_ASSERT_STRING_EQUAL(
	    said, "a.json:1:66: E-EVI-013: field \"q01.verdict\" of agency \"x\": expected once, "
		  "found again; first at a.json:1 (at /0/evidence/q01/verdict/value)\n");
}

static void parts_disagree(void)
{
	read_two("a.csv", "id,name,class,region,competes,reason\nx,A,kota,r,yes,\n", "b.csv",
		 "id,name,class,region,competes,reason\nx,B,kab,s,no,z\n");
	CU_ASSERT(has_line(
	    said, "b.csv:2:3: E-EVI-012: name of agency \"x\": expected \"A\" as at a.csv:2, "
		  "found \"B\" (record 2)"));
	CU_ASSERT(has_line(said, "b.csv:2:5: E-EVI-012: class of agency \"x\": "));
	CU_ASSERT(has_line(said, "b.csv:2:9: E-EVI-012: region of agency \"x\": "));
	CU_ASSERT(
	    has_line(said, "b.csv:2:11: E-EVI-012: competes of agency \"x\": expected \"yes\""));
	CU_ASSERT_EQUAL(count_lines(said), 4); /* the reason was not given before */
}

static void source_twice(void)
{
	read_two("a.csv", "id,jam,jam.source\nx,1,p. 1\n", "b.csv", "id,jam.source\nx,p. 2\n");
	CU_ASSERT(has_line(said, "a.csv:2: E-EVI-013: source of field \"jam\" of agency \"x\": "));
}

static void order_of_files_does_not_matter(void)
{
	static const char a[] = "id,jam\nx,1\ny,2\n", b[] = "id,skor\ny,3\nw,4\n";

	read_two("a.csv", a, "b.csv", b);
	CU_ASSERT_STRING_EQUAL(cohort_id(&cohort, cohort.by_id[0]), "w");
	CU_ASSERT_EQUAL(cohort_value(&cohort, cohort.by_id[2], SKOR), 3);
	read_two("b.csv", b, "a.csv", a);
	CU_ASSERT_STRING_EQUAL(cohort_id(&cohort, cohort.by_id[0]), "w");
	CU_ASSERT_EQUAL(cohort_value(&cohort, cohort.by_id[2], SKOR), 3);
	CU_ASSERT_EQUAL(cohort_value(&cohort, cohort.by_id[2], JAM), 2);
}

/* --- Names that a reader cannot tell apart, test evidence --- */

/* Of a record that is not the agency's first, in a JSON file, in an array. */
static void places_of_names(void)
{
	read_two("a.csv", "id,jam\na,1\nb,2\n", "b.json",
		 "[{\"id\":\"a\",\"name\":\"Satu\"},\n{\"id\":\"b\",\"name\":\"SATU\"}]");
	CU_ASSERT(has_line(said,
			   "b.json:2: E-EVI-040: name of agency \"b\": expected a name of its "
			   "own, found \"SATU\", which differs from \"Satu\", the name of agency "
			   "\"a\" at "));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(said, "b.json:1, in spelling only (U+0041 here, U+0061 there)"));
	CU_ASSERT_EQUAL(count_lines(said), 1);
	CU_ASSERT_EQUAL(code, EXIT_EVIDENCE);
}

static void regions_of_many(void)
{
	read_one("a.csv", "id,region\na,Jawa\nb,Bali\nc,\nd,Jawa\ne,Jawa\nf,BALI\ng,BALI\nh,"
			  "Jawa\ni,BALI\nj,Bali\n");
	CU_ASSERT(has_line(said, "a.csv:7: E-EVI-041: region: expected one spelling, found "
				 "\"BALI\"; at "));
	CU_ASSERT_EQUAL(count_lines(said), 1); /* said once, where it stands first */
}

/* A name may be a region's: Jawa Timur is an agency and where it lies. */
static void names_of_regions(void)
{
	read_one("a.csv", "id,name,region\na,Jawa Timur,Jawa Timur\nb,bali,Bali\n");
	CU_ASSERT_STRING_EQUAL(said, "");
}

static void test_evidence(void)
{
	read_two("a.csv", "id,jam,test\na,1,yes\n", "b.json", "[{\"id\":\"b\",\"test\":true}]");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT(cohort.test);
	read_two("a.csv", "id,jam,test\na,1,no\n", "b.json", "[{\"id\":\"b\",\"test\":false}]");
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT(!cohort.test);
	read_two("a.csv", "id,jam,test\na,1,yes\nc,1,\nd,1,yes\n", "b.json", "[{\"id\":\"b\"}]");
	CU_ASSERT(has_line(said, "a.csv:3: E-EVI-044: test: expected test evidence as at "));
	CU_ASSERT_EQUAL(count_lines(said), 1); /* the first of each kind, no more */
	CU_ASSERT(!cohort.test);
}

static void extra_names(void)
{
	struct evidence_rules rules = plain_rules();
	const char *path = temp_file("x.csv", "id,jam,asing,asing,lain\na,1,2,3,4\n");

	rules.extra = true;
	read_paths(&rules, &path, 1);
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL_FATAL(cohort.n_files, 1);
	CU_ASSERT_EQUAL(cohort.files[0].extra, 2);
	CU_ASSERT_EQUAL(cohort.files[0].rows, 1);
}

static void decimal_commas(void)
{
	struct evidence_rules rules = plain_rules();
	const char *path = temp_file("x.csv", "id;jam\na;1,5\nb;!unverified 2,5\n");

	rules.delimiter = ';';
	rules.decimal = ',';
	read_paths(&rules, &path, 1);
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(value("a", JAM), 1.5);
	CU_ASSERT_EQUAL(state("b", JAM), STATE_UNVERIFIED);
}

/* --- Paths --- */

static void folders(void)
{
	struct evidence_rules rules = plain_rules();
	const char *path = temp_path("f/");

	temp_file("f/b.ndjson", "{\"id\":\"b\",\"evidence\":{\"jam\":2}}\n");
	temp_file("f/a.csv", "id,jam\na,1\n");
	temp_file("f/C.JSON", "[{\"id\":\"c\",\"evidence\":{\"jam\":3}}]");
	temp_file("f/README.txt", "not evidence");
	temp_file("f/deeper/d.csv", "id,jam\nd,4\n");
	read_paths(&rules, &path, 1);
	CU_ASSERT(has_line(said, "f/: W-EVI-012: "));
	CU_ASSERT(has_line(said, "f/deeper: W-EVI-001: "));
	CU_ASSERT_EQUAL(count_lines(said), 2);
	CU_ASSERT_EQUAL(code, EXIT_DONE);
	CU_ASSERT_EQUAL_FATAL(cohort.n_files, 3);
	CU_ASSERT_STRING_EQUAL(strrchr(cohort.files[0].path, '/'), "/C.JSON");
	CU_ASSERT_STRING_EQUAL(strrchr(cohort.files[1].path, '/'), "/a.csv");
	CU_ASSERT_STRING_EQUAL(strrchr(cohort.files[2].path, '/'), "/b.ndjson");
	CU_ASSERT_EQUAL(cohort.rows, 3);
}

static void links(void)
{
	struct evidence_rules rules = plain_rules();
	const char *file = temp_file("l/a.csv", "id,jam\na,1\n"), *link = temp_path("l/b.csv"),
		   *folder = temp_path("l");

	CU_ASSERT_EQUAL(symlink(file, link), 0);
	read_paths(&rules, &link, 1); /* named: followed */
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(cohort.rows, 1);
	read_paths(&rules, &folder, 1); /* in a folder: left out, with a word */
	CU_ASSERT(has_line(said, "l/b.csv: W-EVI-001: "));
	CU_ASSERT_EQUAL(count_lines(said), 1);
	CU_ASSERT_EQUAL(code, EXIT_DONE);
}

static void paths_refused(void)
{
	struct evidence_rules rules = plain_rules();
	const char *none = temp_path("none.csv"), *fifo = temp_path("fifo.csv"),
		   *device = "/dev/null", *text = temp_file("a.txt", "x"), *folder = temp_path("e"),
		   *file = temp_file("e/x.txt", "");

	(void)file;
	read_paths(&rules, &none, 1);
	CU_ASSERT_STRING_EQUAL(said,
			       "none.csv: E-IN-001: cannot be opened: No such file or directory\n");
	CU_ASSERT_EQUAL(code, EXIT_NO_INPUT);
	CU_ASSERT_EQUAL(mkfifo(fifo, 0600), 0);
	read_paths(&rules, &fifo, 1);
	CU_ASSERT_STRING_EQUAL(said, "fifo.csv: E-IN-002: expected a regular file: found a FIFO\n");
	CU_ASSERT_EQUAL(code, EXIT_EVIDENCE);
	read_paths(&rules, &device, 1);
	CU_ASSERT(has_line(said, "/dev/null: E-IN-002: "));
	read_paths(&rules, &text, 1);
	CU_ASSERT(has_line(said, "a.txt: E-EVI-002: "));
	read_paths(&rules, &folder, 1);
	CU_ASSERT(has_line(said, "e: E-EVI-003: "));
	CU_ASSERT_EQUAL(code, EXIT_NO_INPUT);
}

static void empty_files_and_no_agency(void)
{
	read_one("a.csv", "");
	CU_ASSERT(has_line(said, "a.csv:1: E-CSV-001: "));
	read_one("a.json", "  \n");
	CU_ASSERT_PTR_NOT_NULL(strstr(said, ": E-JSON-001: "));
	CU_ASSERT_EQUAL(count_lines(said), 1);
	read_one("a.ndjson", "\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(said, ": E-JSON-001: "));
	read_one("a.csv", "id,jam\n");
	CU_ASSERT(has_line(said, "E-EVI-001: "));
	read_one("a.json", "[]");
	CU_ASSERT(has_line(said, "E-EVI-001: "));
	CU_ASSERT_EQUAL(code, EXIT_EVIDENCE);
}

static void standard_input(void)
{
	struct evidence_rules rules = plain_rules();
	const char *path = "-";
	int kept = dup(STDIN_FILENO), pipes[2];

	CU_ASSERT_EQUAL_FATAL(pipe(pipes), 0);
	CU_ASSERT_EQUAL(write(pipes[1], "id,jam\na,1\n", 11), 11);
	close(pipes[1]);
	dup2(pipes[0], STDIN_FILENO);
	close(pipes[0]);
	read_paths(&rules, &path, 1);
	dup2(kept, STDIN_FILENO);
	close(kept);
	CU_ASSERT_STRING_EQUAL(said, "");
	CU_ASSERT_EQUAL(value("a", JAM), 1);
}

static void rows_of_a_spreadsheet(void)
{
	struct text file = {0};

	text_add(&file, "id\n");
	for (int i = 0; i < 65535; i++)
		text_print(&file, "a%d\n", i);
	read_one("a.csv", file.data);
	CU_ASSERT(has_line(said, "a.csv: W-EVI-002: 65535 records"));
	CU_ASSERT_EQUAL(code, EXIT_DONE);
	CU_ASSERT_EQUAL(cohort.files[0].empty, 65535);
	text_add(&file, "b0\nb1\n");
	read_one("a.csv", file.data);
	CU_ASSERT_STRING_EQUAL(said, "");
	text_free(&file);
}

void suite_evidence(void)
{
	CU_pSuite suite = CU_add_suite("evidence", NULL, forget_evidence);

	CU_ADD_TEST(suite, csv_parts_and_fields);
	CU_ADD_TEST(suite, csv_states);
	CU_ADD_TEST(suite, steps_after_range);
	CU_ADD_TEST(suite, citations_and_ignored_columns);
	CU_ADD_TEST(suite, renamed_columns);
	CU_ADD_TEST(suite, opened_columns);
	CU_ADD_TEST(suite, opened_names);
	CU_ADD_TEST(suite, counts_and_hash);
	CU_ADD_TEST(suite, csv_wrong_numbers);
	CU_ADD_TEST(suite, unknown_columns);
	CU_ADD_TEST(suite, header_faults);
	CU_ADD_TEST(suite, wrong_ids);
	CU_ADD_TEST(suite, editions);
	CU_ADD_TEST(suite, classes);
	CU_ADD_TEST(suite, codes_states_and_competes);
	CU_ADD_TEST(suite, json_records);
	CU_ADD_TEST(suite, json_lines);
	CU_ADD_TEST(suite, json_objects);
	CU_ADD_TEST(suite, json_wrong_types);
	CU_ADD_TEST(suite, json_unknown_names);
	CU_ADD_TEST(suite, json_values_refused);
	CU_ADD_TEST(suite, json_documents_refused);
	CU_ADD_TEST(suite, json_bad_line);
	CU_ADD_TEST(suite, files_join_by_id);
	CU_ADD_TEST(suite, field_twice);
	CU_ADD_TEST(suite, parts_disagree);
	CU_ADD_TEST(suite, source_twice);
	CU_ADD_TEST(suite, order_of_files_does_not_matter);
	CU_ADD_TEST(suite, places_of_names);
	CU_ADD_TEST(suite, regions_of_many);
	CU_ADD_TEST(suite, names_of_regions);
	CU_ADD_TEST(suite, test_evidence);
	CU_ADD_TEST(suite, extra_names);
	CU_ADD_TEST(suite, decimal_commas);
	CU_ADD_TEST(suite, folders);
	CU_ADD_TEST(suite, links);
	CU_ADD_TEST(suite, paths_refused);
	CU_ADD_TEST(suite, empty_files_and_no_agency);
	CU_ADD_TEST(suite, standard_input);
	CU_ADD_TEST(suite, rows_of_a_spreadsheet);
}
