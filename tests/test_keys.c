#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_codes.h"
#include "helper.h"
#include "keys.h"
#include "names.h"
#include "text.h"

void suite_keys(void);

/* --- The table --- */

/* Another row of the same name in the same section. */
static bool has_twin(const struct key *key)
{
	for (const struct key *other = key_table; other < key; other++)
		if (!strcmp(key->name, other->name) && (key->where & other->where))
			return true;
	return false;
}

/* Within one section a name has one row; a default is a value of its kind; each has a help text. */
static void table_is_sound(void)
{
	for (const struct key *key = key_table; key->name; key++) {
		check_row(!has_twin(key), key->name);
		check_row(!key->initial || value_check(key->kind, key->initial), key->name);
		check_row(key->where && key->help && *key->help, key->name);
	}
}

/* Defaults and the mark "said above, holds below", from the tables of config/README.md. */
static void defaults(void)
{
	static const struct {
		unsigned where;
		const char *name, *initial;
		bool below;
	} rows[] = {
	    {IN_ROUND, "precision", "2", false},
	    {IN_ROUND, "rounding", "half-even", false},
	    {IN_ROUND, "rank-on", "published", false},
	    {IN_OVERALL, "aggregate", "mean", false},
	    {IN_OVERALL, "needs", "any", false},
	    {IN_RANKING, "rank-by", "score", false},
	    {IN_FURTHER, "ties", "competition", false},
	    {IN_FURTHER, "within", "class", false},
	    {IN_AWARD, "at-cut", "extend", false},
	    {IN_AWARD, "ranking", "main", false},
	    {IN_TALLY, "by", "region", false},
	    {IN_GROUP, "weight-sum", "100", true},
	    {IN_GROUP, "source", NULL, true},
	    {IN_GROUP, "round", NULL, false},
	    {IN_GROUP, "grades", NULL, false},
	    {IN_GROUP, "range", "0..100", true},
	    {IN_GROUP, "role", "score", false},
	    {IN_GROUP, "applies", NULL, true},
	    {IN_GROUP, "aggregate", "mean", true},
	    {IN_GROUP, "needs", "any", true},
	    {IN_GROUP, "rescale", "none", true},
	    {IN_GROUP, "passes", "after", true},
	    {IN_CATEGORY, "plugin", "generic", false},
	    {IN_CRITERION, "method", "value", true},
	    {IN_CRITERION, "of", NULL, false},
	    {IN_CRITERION, "measure-round", NULL, false},
	    {IN_CRITERION, "measure-range", NULL, false},
	    {IN_CRITERION, "missing", "withhold", true},
	    {IN_CRITERION, "direction", NULL, true},
	    {IN_CRITERION, "scale", "as-is", true},
	    {IN_CRITERION, "reference", "class", true},
	    {IN_CRITERION, "constant", "error", true},
	    {IN_CRITERION, "clamp", "yes", true},
	    {IN_CRITERION, "rank-ties", "min", true},
	    {IN_CRITERION, "sd", "sample", true},
	    {IN_CRITERION, "lowest", NULL, true},
	    {IN_CRITERION, "min", NULL, false},
	    {IN_CRITERION, "max", NULL, false},
	    {IN_CRITERION, "claim", NULL, false},
	};
	const char *narrow;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct key *key = keys_find(rows[i].where, rows[i].name, &narrow);

		check_row(key && !(key->flags & KEY_BELOW) == !rows[i].below, rows[i].name);
		check_row(key && (rows[i].initial
				      ? key->initial && !strcmp(key->initial, rows[i].initial)
				      : !key->initial),
			  rows[i].name);
	}
}

static void narrowed(void)
{
	static const struct {
		unsigned where;
		const char *name, *narrow; /* NULL: not found */
	} rows[] = {
	    {IN_ROUND, "title.en", "en"},
	    {IN_CRITERION, "title.id", "id"},
	    {IN_CLASS, "title.fr", NULL},
	    {IN_ROUND, "edition.en", NULL},
	    {IN_AWARD, "first.kota-kecil", "kota-kecil"},
	    {IN_AWARD, "min-score.a", "a"},
	    {IN_AWARD, "min-grade.a", "a"},
	    {IN_AWARD, "min-coverage.a", "a"},
	    {IN_AWARD, "places.a", NULL},
	    {IN_AWARD, "title.en", "en"},
	    {IN_AWARD, "fist.a", NULL},
	    {IN_ROUND, "first.a", NULL},
	};
	const char *narrow;

	for (size_t i = 0; i < COUNT(rows); i++) {
		bool found = keys_find(rows[i].where, rows[i].name, &narrow) != NULL;

		check_row(found == (rows[i].narrow != NULL), rows[i].name);
		check_row(!found || !strcmp(narrow, rows[i].narrow), rows[i].name);
	}
	CU_ASSERT_PTR_NOT_NULL(keys_find(IN_ROUND, "title", &narrow));
	CU_ASSERT_PTR_NULL(narrow);
}

/* --- Sections --- */

static void sections(void)
{
	static const struct {
		enum document document;
		const char *kind, *id;
		unsigned where;
		const char *message; /* without the place */
	} rows[] = {
	    {ROUND_FILE, "round", "", IN_ROUND, NULL},
	    {ROUND_FILE, "ranking", "", IN_RANKING, NULL},
	    {ROUND_FILE, "ranking", "x", IN_FURTHER, NULL},
	    {ROUND_FILE, "category", "x", IN_ENTRY, NULL},
	    {CRITERIA_FILE, "category", "", IN_CATEGORY, NULL},
	    {CRITERIA_FILE, "groups", "", IN_LINES, NULL},
	    {CRITERIA_FILE, "criteria", "g", IN_LINES, NULL},
	    {CRITERIA_FILE, "field", "a.b*", IN_FIELD, NULL},
	    {ROUND_FILE, "rond", "", 0,
	     "E-INI-011: [rond]: no such section here; did you mean [round]?"},
	    {ROUND_FILE, "criterion", "x", 0, "E-INI-011: [criterion]: no such section here"},
	    {ROUND_FILE, "groups", "", 0, "E-INI-011: [groups]: no such section here"},
	    {CRITERIA_FILE, "criteron", "x", 0,
	     "E-INI-011: [criteron]: no such section here; did you mean [criterion]?"},
	    {CRITERIA_FILE, "award", "x", 0, "E-INI-011: [award]: no such section here"},
	    {ROUND_FILE, "round", "x", 0, "E-INI-017: [round x]: expected no ID, found \"x\""},
	    {CRITERIA_FILE, "category", "x", 0,
	     "E-INI-017: [category x]: expected no ID, found \"x\""},
	    {ROUND_FILE, "award", "", 0,
	     "E-INI-017: [award]: expected an ID (letters, digits, - and _, at most 36), found "
	     "\"\""},
	    {ROUND_FILE, "class", "a.b", 0,
	     "E-INI-017: [class a.b]: expected an ID (letters, digits, - and _, at most 36), "
	     "found \"a.b\""},
	    {CRITERIA_FILE, "field", "", 0, "E-INI-017: [field]: expected an ID"},
	    {CRITERIA_FILE, "criteria", "a b", 0, "E-INI-017: [criteria a b]: expected an ID"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ini_section section = {.kind = rows[i].kind, .id = rows[i].id};
		struct problems problems = {0};
		unsigned where = keys_section(rows[i].document, &section, &problems);

		CU_ASSERT_EQUAL(where, rows[i].where);
		CU_ASSERT_EQUAL(problems.errors, rows[i].message != NULL);
		check_row(!rows[i].message || has_line(problems_text(&problems), rows[i].message),
			  rows[i].kind);
	}
}

/* --- Keys --- */

static bool is_per(void *user, const struct ini_key *key)
{
	(void)user;
	return !strcmp(key->name, "per");
}

/* The problems of a section's keys; "per" is known besides, "values" only a candidate. */
static const char *problems_of_keys(unsigned where, const char *content)
{
	static const char *const names[] = {"values"};
	struct problems problems = {0};
	struct ini *ini = ini_read(temp_file("a.ini", content), NULL, &problems);

	keys_check(&ini->sections[0], where, is_per, NULL, names, 1, &problems);
	ini_free(ini);
	return problems_text(&problems);
}

static void wrong_keys(void)
{
	static const struct {
		unsigned where;
		const char *content, *message;
	} rows[] = {
	    {IN_ROUND, "[round]\ntitle = a\nedition = 1\nprecison = 2\n",
	     "a.ini:4:12: E-INI-013: [round] precison: no such key; did you mean precision?"},
	    {IN_ROUND, "[round]\ntitle = a\nedition = 1\nxyzzyxyzzy = 2\n",
	     "a.ini:4:14: E-INI-013: [round] xyzzyxyzzy: no such key"},
	    {IN_ROUND, "[round]\ntitle = a\nedition = 1\nprecision = 10\n",
	     "a.ini:4:13: E-INI-012: [round] precision: expected a whole number from 0 to 9, "
	     "found \"10\""},
	    {IN_ROUND, "[round]\ntitle = a\nedition = 1\nrounding = half\n",
	     "a.ini:4:12: E-INI-012: [round] rounding: expected one of: half-even half-up, "
	     "found \"half\""},
	    {IN_ROUND, "[round]\ntitle = a\n",
	     "a.ini:1:1: E-INI-014: [round] edition: a required key is not there"},
	    {IN_ROUND, "[round]\ntitle = a\nedition =\n",
	     "a.ini:1:1: E-INI-014: [round] edition: a required key is not there"},
	    {IN_ROUND, "[round]\nedition = 1\ntitle.en = a\n",
	     "a.ini:1:1: E-INI-014: [round] title: a required key is not there"},
	    {IN_FURTHER, "[ranking x]\n",
	     "a.ini:1:1: E-INI-014: [ranking x] of: a required key is not there"},
	    {IN_ENTRY, "[category x]\nweight = 5\n",
	     "a.ini:1:1: E-INI-014: [category x] criteria: a required key is not there"},
	    {IN_CLASS, "[class x]\ntitle.fr = a\n",
	     "a.ini:2:12: E-INI-013: [class x] title.fr: no such key"},
	    {IN_AWARD, "[award x]\ntitle = a\nfirst.kota = 0\n",
	     "a.ini:3:14: E-INI-012: [award x] first.kota: expected a whole number from 1, "
	     "found \"0\""},
	    {IN_AWARD, "[award x]\ntitle = a\nplaces.kota = I\n", "a.ini:3:15: E-INI-013: "},
	    {IN_CRITERION, "[criterion x]\nweight = 25 %\n",
	     "a.ini:2:10: E-INI-012: [criterion x] weight: expected a weight from 0 with at "
	     "most 9 decimals (12.5 or 25%), found \"25 %\""},
	    {IN_CRITERION, "[criterion x]\nweight = sum\n", "a.ini:2:10: E-INI-012: "},
	    {IN_CRITERION, "[criterion x]\nvalus = a\n",
	     "a.ini:2:9: E-INI-013: [criterion x] valus: no such key; did you mean values?"},
	    {IN_CRITERION, "[criterion x]\nremove = no\n",
	     "a.ini:2:10: E-INI-012: [criterion x] remove: expected yes, which drops the section, "
	     "or no such key, found \"no\""},
	    {IN_CRITERION, "[criterion x]\nremove =\n", "a.ini:2:9: E-INI-012: "},
	    {IN_CRITERION, "[criterion x]\naggregate = mean\n", "a.ini:2:13: E-INI-013: "},
	    {IN_GROUP, "[group x]\nscale = minmax 5..1\n",
	     "a.ini:2:9: E-INI-012: [group x] scale: expected a scale with its argument"},
	    {IN_GROUP, "[group x]\nmax = 5\n", "a.ini:2:7: E-INI-013: "},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *text = problems_of_keys(rows[i].where, rows[i].content);

		check_row(has_line(text, rows[i].message) && count_lines(text) == 1,
			  rows[i].content);
	}
}

static void right_keys(void)
{
	CU_ASSERT_STRING_EQUAL(problems_of_keys(IN_ROUND, "[round]\ntitle = a\ntitle.en = b\n"
							  "edition = 1\nextends =\nprecision =\n"),
			       "");
	CU_ASSERT_STRING_EQUAL(
	    problems_of_keys(IN_GROUP, "[group x]\nweight = sum\nper = 5\nin = y\nmin = 3\n"), "");
}

static void texts(void)
{
	struct problems problems = {0};
	struct ini *ini =
	    ini_read(temp_file("a.ini", "[round]\nprecision = 4\nrounding = down\nrank-on =\n"),
		     NULL, &problems);
	const struct ini_section *section = &ini->sections[0];

	CU_ASSERT_STRING_EQUAL(keys_text(section, IN_ROUND, "precision"), "4");
	CU_ASSERT_STRING_EQUAL(keys_text(section, IN_ROUND, "rounding"), "half-even"); /* refused */
	CU_ASSERT_STRING_EQUAL(keys_text(section, IN_ROUND, "rank-on"), "published");
	CU_ASSERT_STRING_EQUAL(keys_text(NULL, IN_ROUND, "precision"), "2");
	CU_ASSERT_PTR_NULL(keys_text(section, IN_ROUND, "edition"));
	ini_free(ini);
	problem_clear(&problems);
}

static void headers(void)
{
	struct ini_section with = {.kind = "award", .id = "x"},
			   without = {.kind = "round", .id = ""};

	CU_ASSERT_STRING_EQUAL(keys_header(&with), "[award x]");
	CU_ASSERT_STRING_EQUAL(keys_header(&without), "[round]");
}

/* --- names: what a name of evidence means --- */

static struct known_name *met(struct names *names, const char *text)
{
	return names_find(names, lookup_hash(LOOKUP_SEED, text, strlen(text)), text, strlen(text));
}

static struct names some_names(void)
{
	static const char *const ignore[] = {"note*", "x.?"};
	struct names names = {.ignore = ignore, .n_ignore = 2, .sources = true};

	names_add(&names, "id", NAME_PART, 7);
	names_add(&names, "jam", NAME_FIELD, 3);
	names_add(&names, "jam", NAME_PART, 9); /* there already */
	return names;
}

static void names_mean(void)
{
	static const struct {
		const char *text;
		enum name_kind kind;
		unsigned index;
	} rows[] = {
	    {"id", NAME_PART, 7},           {"jam", NAME_FIELD, 3},
	    {"jam.source", NAME_SOURCE, 3}, {"id.source", NAME_UNKNOWN, 0},
	    {"jan", NAME_UNKNOWN, 0},       {"notes", NAME_IGNORED, 0},
	    {"x.1", NAME_IGNORED, 0},       {"x.12", NAME_UNKNOWN, 0},
	    {".source", NAME_UNKNOWN, 0},   {"x.1.source", NAME_IGNORED, 0},
	    {"", NAME_UNKNOWN, 0},          {"jam ", NAME_UNKNOWN, 0},
	};
	struct names names = some_names();

	for (size_t i = 0; i < 2 * COUNT(rows); i++) { /* remembered: the second time is alike */
		struct known_name *name = met(&names, rows[i % COUNT(rows)].text);

		check_row(name->kind == rows[i % COUNT(rows)].kind &&
			      name->index == rows[i % COUNT(rows)].index,
			  rows[i % COUNT(rows)].text);
	}
	CU_ASSERT_EQUAL(names.count, COUNT(rows));
	CU_ASSERT_EQUAL(names.known, 2);
	names_free(&names);
}

static void names_without_sources(void)
{
	struct names names = some_names();

	names.sources = false;
	CU_ASSERT_EQUAL(met(&names, "jam.source")->kind, NAME_UNKNOWN);
	names_free(&names);
}

static void unknown_names_once(void)
{
	struct names names = some_names();
	struct problems problems = {0};
	struct place place = {.file = "a.csv", .line = 1};

	for (unsigned i = 0; i < 3; i++) {
		names_refuse(&names, met(&names, "jma"), &place, &problems);
		names_refuse(&names, met(&names, "quite\nelse"), &place, &problems);
	}
	CU_ASSERT_EQUAL(problems.errors, 2);
	CU_ASSERT_EQUAL(problems.code, EXIT_EVIDENCE);
	CU_ASSERT_STRING_EQUAL(
	    problems_text(&problems),
	    "a.csv:1: " E_UNKNOWN ": unknown name \"jma\"; did you mean \"jam\"?\n"
	    "a.csv:1: " E_UNKNOWN ": unknown name \"quite\\x0aelse\"; expected a field of the "
	    "round (others are listed in [evidence] ignore)\n");
	names_free(&names);
}

void suite_keys(void)
{
	CU_pSuite suite = CU_add_suite("keys", NULL, NULL);

	CU_ADD_TEST(suite, table_is_sound);
	CU_ADD_TEST(suite, defaults);
	CU_ADD_TEST(suite, narrowed);
	CU_ADD_TEST(suite, sections);
	CU_ADD_TEST(suite, wrong_keys);
	CU_ADD_TEST(suite, right_keys);
	CU_ADD_TEST(suite, texts);
	CU_ADD_TEST(suite, headers);
	CU_ADD_TEST(suite, names_mean);
	CU_ADD_TEST(suite, names_without_sources);
	CU_ADD_TEST(suite, unknown_names_once);
}
