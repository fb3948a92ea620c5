#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "text.h"

void suite_rules(void);

/* --- What is printed, and what is read back from it --- */

static char *printed(const struct round *round)
{
	struct text text = {0};

	round_print(round, &text);
	return text.data;
}

/* Without comments, which say where a key came from. */
static void drop_comments(char *text)
{
	char *to = text;

	for (char *line = text, *end; *line; line = end) {
		size_t length = strcspn(line, "\n"), kept = length;
		char *comment = strstr(line, " ; ");

		end = line + length + (line[length] == '\n');
		if (comment && comment < line + length)
			kept = (size_t)(comment - line);
		if (*line == ';' || !length)
			continue;
		memmove(to, line, kept);
		to += kept;
		*to++ = '\n';
	}
	*to = '\0';
}

/* Writes the printed rules as files again: the round, then the criteria under the names that it gives them. */
static struct round *reread(const struct round *round, char *text)
{
	char *part = strstr(text, "\n; --- criteria"), *next;

	for (size_t c = 0; part; c++, part = next) {
		const struct ini_section *section =
		    ini_section(round->ini, "category", round->categories[c]->id);

		*part++ = '\0';
		if ((next = strstr(part, "\n; --- criteria")))
			*next = '\0';
		temp_file(ini_key(section, "criteria")->value, part);
		if (next)
			*next = '\n';
	}
	return good_round(text, NULL);
}

static void stays_the_same(struct round *round)
{
	char *first = printed(round), *copy = mem_copy(first), *second;
	struct round *again = reread(round, copy);

	second = printed(again);
	drop_comments(first);
	drop_comments(second);
	if (strcmp(first, second) != 0)
		fprintf(stderr, "\n--- first\n%s\n--- second\n%s", first, second);
	CU_ASSERT_STRING_EQUAL(first, second);
	round_free(again);
	round_free(round);
	free(first);
	free(copy);
	free(second);
}

#define ROUND "[round]\ntitle = R\nedition = 1\n[category k]\ncriteria = c.ini\n"

static void shipped_rounds(void)
{
	stays_the_same(good_round_at("config/bkn-2023.ini"));
	stays_the_same(good_round_at("config/spbe-2018.ini"));
}

static void plain_round(void)
{
	stays_the_same(good_round(ROUND, "[category]\n[criterion a]\n"));
}

static void every_section(void)
{
	stays_the_same(good_round(
	    "[round]\ntitle = R\ntitle.id = RI\nedition = 1\nprecision = 3\nrank-on = exact\n"
	    "[evidence]\nid = kode\nignore = x*, y\n[states]\nlate = as-value\nunknown = "
	    "leave-out\n"
	    "[class kota]\ntitle = Kota\nrank-by = coverage, a asc\n[class kab]\n"
	    "[category k]\ncriteria = c.ini\nweight = 60\nclasses = ko*\nneeds = 3 children\n"
	    "[category l]\ncriteria = c.ini\nweight = 40\n[overall]\naggregate = power -1\n"
	    "[ranking]\nties = dense\n[ranking x]\nof = l/a\nprecision = 1\n"
	    "[award p]\ntitle = P\ntitle.en = PE\nof = k/g, overall\nfirst = 3\nfirst.kab = 1\n"
	    "[award q]\ntitle = Q\nfirst = 1\nplaces = satu\n"
	    "[award r]\ntitle = S\nranking = x\nmin-score.kota = 70\n"
	    "[award m]\ntitle = M\ngiven-to = a, b\nsource = web\n[tally]\nawards = p, q\n",
	    "[category]\n[criteria]\na = 40 | A | AE\n[groups]\ng = 60\n[criteria g]\nb =\n"));
}

static void every_node(void)
{
	temp_file("d.ini", "[category]\naggregate = none\n[criterion z]\n");
	stays_the_same(good_round(
	    ROUND "[category l]\ncriteria = d.ini\n",
	    "[category]\nmissing = zero\ndirection = lower\nsource = assumption\nper = 5\n"
	    "[criterion a]\nscale = minmax\nreference = frozen\nmin = 1\nmax = 5\nclaim = own\n"
	    "[criterion gate]\nrole = gate\nmin = 50\nmeasure-round = 1 down\n"
	    "[criterion c]\nmethod = ratio\npart = x\nmeasure-range = 0..1\nscale = rank\n"
	    "[criterion d]\nmethod = trimmed-mean\nvalues = x, y*, x2\nround = 4 down, 2 half-up\n"
	    "[criterion e]\nof = a\nscale = table 0:0, 50:10, 100:100\n"
	    "[group g]\nrescale = zscore 50, 10\nrange = any\npasses = before\nconstant = drop\n"
	    "[criteria g]\nf =\nyy =\n[criterion f]\nmethod = value\n"
	    "[field x*]\nunit = jam\ncodes = A:1, B:2\n"));
}

/* An empty key says something where something else stands above it. */
static void emptied_keys(void)
{
	stays_the_same(good_round(
	    ROUND "[class kota]\n",
	    "[category]\nmissing = zero\napplies = kota\nsource = x\nrange = 0..5\nlowest = 2\n"
	    "direction = higher\n"
	    "[group g]\napplies =\nsource =\nmissing =\n[criterion b]\nin = g\nrange =\n"
	    "[criterion c]\nlowest =\nscale = share-of-best\napplies =\n"));
}

/* What extends brought is in the rules; reading them again takes nothing from the parent. */
static void extended(void)
{
	temp_file("base.ini", ROUND "[overall]\n[category z]\ncriteria = c.ini\n[award x]\ntitle "
				    "= X\nfirst = 1\n");
	temp_file("base-c.ini", "[category]\nround = 1 up\n[criterion a]\n[criterion b]\n");
	stays_the_same(good_round("[round]\nextends = base.ini\nedition = 2\n[award x]\nremove = "
				  "yes\n[category z]\nremove = yes\n",
				  "[category]\nextends = base-c.ini\nround =\n[criterion b]\n"
				  "remove = yes\n"));
}

/* No field has such a name: the list is still what it was. */
static void globs_without_fields(void)
{
	stays_the_same(good_round(
	    ROUND, "[category]\n[criterion a]\nmethod = sum\nvalues = q*\n[criterion b]\n"));
}

static void values_like_comments(void)
{
	struct round *round = good_round("[round]\ntitle =;R\nedition = 1 # one;\n[category k]\n"
					 "criteria = c.ini\n",
					 "[category]\n[criterion a]\ntitle =;\n");

	CU_ASSERT_STRING_EQUAL(round->title.text, ";R");
	stays_the_same(round);
}

/* Every key says where it came from: itself, a node above, a line, or the default. */
static void origins(void)
{
	static const struct {
		const char *key, *file; /* NULL: default */
		unsigned line;
	} rows[] = {
	    {"title = R", "r.ini", 2},        {"precision = 2", NULL, 0},
	    {"criteria = c.ini", "r.ini", 5}, {"within = class", NULL, 0},
	    {"weight = 40", "c.ini", 6},      {"title = A", "c.ini", 6},
	    {"weight = 60", "c.ini", 8},      {"in = g", "c.ini", 10},
	    {"round = 1 up", "c.ini", 12},    {"per = 5", "c.ini", 3},
	    {"value = jam", "c.ini", 13},     {"plugin = generic", NULL, 0},
	    {"source = S", "c.ini", 4},       {"unit = u", "c.ini", 15},
	};
	struct round *round =
	    good_round(ROUND, "[category]\n"
			      "missing = zero\nper = 5\nsource = S\n"
			      "[criteria]\na = 40 | A\n[groups]\ng = 60\n[criteria "
			      "g]\nb =\n"
			      "[criterion a]\nround = 1 up\nvalue = jam\n"
			      "[field jam]\nunit = u\n");
	char *text = printed(round);

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *line = rows[i].file ? mem_print("\n%s ; %s:%u\n", rows[i].key, rows[i].file,
						      rows[i].line)
					  : mem_print("\n%s ; default\n", rows[i].key);

		check_row(strstr(text, line) != NULL, line);
		free(line);
	}
	free(text);
	round_free(round);
}

void suite_rules(void)
{
	CU_pSuite suite = CU_add_suite("rules", NULL, NULL);

	CU_ADD_TEST(suite, shipped_rounds);
	CU_ADD_TEST(suite, plain_round);
	CU_ADD_TEST(suite, every_section);
	CU_ADD_TEST(suite, every_node);
	CU_ADD_TEST(suite, emptied_keys);
	CU_ADD_TEST(suite, extended);
	CU_ADD_TEST(suite, globs_without_fields);
	CU_ADD_TEST(suite, values_like_comments);
	CU_ADD_TEST(suite, origins);
}
