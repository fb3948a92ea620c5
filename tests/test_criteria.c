#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "criteria.h"
#include "helper.h"

void suite_criteria(void);

/* A round of one category k, two classes, whose criteria are c.ini. */
#define ROUND                                                                                      \
	"[round]\ntitle = R\nedition = 1\n[class kota]\n[class kab]\n[category k]\ncriteria = "    \
	"c.ini\n"

static struct round *criteria(const char *content)
{
	return good_round(ROUND, content);
}

static const struct node *node(const struct round *round, const char *id)
{
	const struct node *found = category_node(round->categories[0], id);

	if (!found)
		fprintf(stderr, "\n  no node %s\n", id);
	CU_ASSERT_PTR_NOT_NULL_FATAL(found);
	return found;
}

/* --- Wrong criteria: each has one problem, which begins so --- */

struct wrong {
	const char *content, *message;
};

static void each_is_wrong(const struct wrong *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_row(is_line(round_problems(ROUND, rows[i].content), rows[i].message),
			  rows[i].content);
}

static void wrong_trees(void)
{
	static const struct wrong rows[] = {
	    {"[criteria]\na = 100\n", "c.ini: E-INI-014: [category]: a required section is not"},
	    {"[category]\n", "c.ini:1:1: E-INI-023: [category]: expected at least one criterion"},
	    {"[category]\n[group g]\nweight = 50\n[criteria]\na = 50\n", "c.ini:2:1: E-INI-023: "
									 "[group g]: expected"},
	    {"[category]\n[criterion a]\nin = h\n[group g]\nin = g2\n[group g2]\n[criteria g]\nb "
	     "=\n",
	     "c.ini:3:6: E-INI-020: [criterion a] in: no group \"h\" here; did you mean g?"},
	    {"[category]\n[criteria pelatihn]\na =\n[groups]\npelatihan =\n[criteria pelatihan]\nb "
	     "=\n",
	     "c.ini:3:4: E-INI-020: [criterion a] in: no group \"pelatihn\" here; did you mean "
	     "pelatihan?"},
	    {"[category]\n[criterion a]\n[criterion b]\nin = a\n",
	     "c.ini:4:6: E-INI-020: [criterion b] in: no group \"a\" here"},
	    {"[category]\n[criteria]\na =\n[group g]\nin = h\n[group h]\nin = g\n[criteria g]\nb "
	     "=\n",
	     "c.ini:7:6: E-INI-024: [group h] in: expected a group that does not lie in this one, "
	     "found \"g\""},
	    {"[category]\n[criteria]\na =\n[group g]\nin = g\n[criteria g]\nb =\n",
	     "c.ini:5:6: E-INI-024: [group g] in: expected a group that does not lie in this one, "
	     "found \"g\""},
	    {"[category]\n[criteria]\na =\n[group a]\n",
	     "c.ini:4:1: E-INI-018: a: expected an ID of one group or criterion, found it for "
	     "both; "
	     "the first is in line 3"},
	    {"[category]\n[criteria]\na =\nk =\n",
	     "c.ini:4:4: E-INI-018: expected an ID that is free, found \"k\", that of the"},
	    {"[category]\n[criteria]\na =\nb.c =\n",
	     "c.ini:4:6: E-INI-017: expected an ID (letters, digits, - and _, at most 36), found "
	     "\"b.c\""},
	    {"[category]\n[criteria]\na = | x | y | z\n",
	     "c.ini:3:5: E-INI-012: [criteria] a: expected WEIGHT | title | title.en, found"},
	    {"[category]\n[criteria]\na = 100\n[criterion a]\nweight = 100\n",
	     "c.ini:5:10: E-INI-010: [criterion a] weight: expected each key once, found it again; "
	     "it also stands in the "
	     "line"},
	    {"[category]\n[criteria]\na = x\n",
	     "c.ini:3:5: E-INI-012: [criterion a] weight: expected a weight from 0"},
	};

	each_is_wrong(rows, COUNT(rows));
}

static void wrong_weights(void)
{
	static const struct wrong rows[] = {
	    {"[category]\n[criteria]\na = 50\nb = 49.9\n",
	     "c.ini:1:1: E-INI-021: [category]: the weights of its children add up to 99.9, "
	     "expected "
	     "100 (or weight-sum = any)"},
	    {"[category]\n[criteria]\na = 50\nb = 50.1\n",
	     "c.ini:1:1: E-INI-021: [category]: the "
	     "weights of its children add up to 100.1,"},
	    {"[category]\n[criteria]\na = 50\nb = 50.000000001\n",
	     "c.ini:1:1: E-INI-021: [category]: the weights of its children add up to "
	     "100.000000001,"},
	    {"[category]\nweight-sum = 1\n[criteria]\na = 50%\nb = 50%\n",
	     "c.ini:1:1: E-INI-021: [category]: the weights of its children add up to 100, "
	     "expected "
	     "1"},
	    {"[category]\n[criteria]\na = 100\nb =\n", "c.ini:1:1: E-INI-022: [category]: 1 of its "
						       "2 children have a weight; expected all or"},
	    {"[category]\n[groups]\ng = 100\n[criteria g]\na = 40\nb = 50\n",
	     "c.ini:3:5: E-INI-021: [group g]: the weights of its children add up to 90, expected"},
	    {"[category]\n[group g]\nweight = sum\nweight-sum = any\n[criteria g]\na = 40\nb = "
	     "50\n",
	     "c.ini:1:1: E-INI-021: [category]: the weights of its children add up to 90, "
	     "expected"},
	    {"[category]\naggregate = product\n[criteria]\na = 1\nb =\n",
	     "c.ini:4:5: E-INI-026: [criterion a]: expected no weight but 0 "
	     "(shown only)"},
	    {"[category]\naggregate = max\n[criteria]\na = 0\nb = 0\n",
	     "c.ini:1:1: E-INI-026: [category]: expected a child of role score with a weight "
	     "above"},
	    {"[category]\naggregate = sum\nmissing = reweight\n[criteria]\na = 1\n",
	     "c.ini:5:5: E-INI-026: [criterion a]: expected another missing below a sum or a"},
	    {"[category]\n[groups]\ng =\n[group g]\naggregate = none\n[criteria g]\na =\n",
	     "c.ini:3:4: E-INI-026: [group g]: expected weight 0, as aggregate = none gives no "
	     "score, found another"},
	};

	each_is_wrong(rows, COUNT(rows));
}

static void wrong_settings(void)
{
	static const struct wrong rows[] = {
	    {"[category]\nscale = minmax\n[criteria]\na =\n",
	     "c.ini:4:4: E-INI-025: [criterion a] direction: expected higher or lower (which "
	     "measure is better)"},
	    {"[category]\ndirection = lower\n[criterion a]\nscale = rank\ndirection =\n",
	     "c.ini:3:1: E-INI-025: [criterion a] direction: expected higher or lower (which "
	     "measure is better)"},
	    {"[category]\n[criterion a]\nmin = 5\n",
	     "c.ini:2:1: E-INI-026: [criterion a]: expected min and max with role = gate or"},
	    {"[category]\n[criterion a]\nmax = 5\n",
	     "c.ini:2:1: E-INI-026: [criterion a]: expected min and"},
	    {"[category]\n[criterion a]\n[criterion b]\nrole = gate\n",
	     "c.ini:3:1: E-INI-026: [criterion b]: expected min, the least score, with role = "
	     "gate, found none"},
	    {"[category]\ndirection = higher\nreference = frozen\n[criterion a]\nscale = "
	     "minmax\nmin = 1\n",
	     "c.ini:4:1: E-INI-026: [criterion a]: expected scale = minmax, min below max"},
	    {"[category]\ndirection = higher\n[criterion a]\nscale = minmax\nreference = frozen\n"
	     "min = 5\nmax = 5\n",
	     "c.ini:3:1: E-INI-026: [criterion a]: expected scale = minmax, min below max"},
	    {"[category]\ndirection = higher\n[criterion a]\nscale = rank\nreference = frozen\n"
	     "min = 1\nmax = 5\n",
	     "c.ini:3:1: E-INI-026: [criterion a]: expected scale = minmax, min below max"},
	    {"[category]\nrescale = minmax\nreference = frozen\n[criterion a]\n",
	     "c.ini:1:1: E-INI-026: [category]: expected class, region or all as the reference of "
	     "rescale, found frozen"},
	    {"[category]\n[criterion a]\nmeasure-range = 5..1\n",
	     "c.ini:3:17: E-INI-012: [criterion a] measure-range: expected a range with the lower "
	     "end first, found \"5..1\""},
	    {"[category]\n[criterion a]\nmissing = 101\n",
	     "c.ini:3:11: E-INI-012: [criterion a] missing: expected points within the range"},
	    {"[category]\n[criterion a]\nrange = 1..5\nmissing = zero\n",
	     "c.ini:4:11: E-INI-012: "},
	    {"[category]\n[criterion a]\napplies = kot\n",
	     "c.ini:3:11: E-INI-020: [criterion a] applies: no class \"kot\"; did you mean kota?"},
	    {"[category]\napplies = kota, x*\n[criterion a]\n",
	     "c.ini:2:11: E-INI-020: [category] applies: no class \"x*\""},
	    {"[category]\n[criterion a]\nmethod = raito\n",
	     "c.ini:3:10: E-INI-027: [criterion a] method: neither generic nor generic has a "
	     "method \"raito\"; did you mean ratio?"},
	    {"[category]\n[criterion a]\nper = 0\n",
	     "c.ini:3:7: E-INI-012: [criterion a] per: expected a number in "
	     "1e-09..1000000000000000"},
	    {"[category]\n[criterion a]\nabs = maybe\n", "c.ini:3:7: E-INI-012: [criterion a] abs"},
	    {"[category]\n[criterion a]\nmethod = sum\nper = 5\n",
	     "c.ini:4:7: E-INI-013: [criterion a] per: no such key"},
	    {"[category]\n[criterion a]\nmethod = sum\nvalue = 5\n",
	     "c.ini:4:9: E-INI-013: [criterion a] value: no such key; did you mean values?"},
	    {"[category]\nvaleu = x\n[criterion a]\n", "c.ini:2:9: E-INI-013: [category] valeu"},
	    {"[category]\nplugin = genric\n[criterion a]\n",
	     "c.ini:2:10: E-PLG-001: category k: no plugin \"genric\" is installed; did you mean "
	     "generic?"},
	};

	each_is_wrong(rows, COUNT(rows));
}

static void wrong_fields(void)
{
	static const struct wrong rows[] = {
	    {"[category]\n[criterion a]\nvalue = x, y\n",
	     "c.ini:3:9: E-INI-012: [criterion a] value: expected one field, found \"x, y\""},
	    {"[category]\n[criterion a]\nvalue = x*\n[criterion b]\n",
	     "c.ini:3:9: E-INI-012: [criterion a] value"},
	    {"[category]\n[criterion a]\n[field a]\nrange = 5..1\n",
	     "c.ini:4:9: E-INI-012: [field a] range: expected a range with the lower end first, "
	     "found \"5..1\""},
	    {"[category]\n[criterion a]\n[field a]\nrang = 1..5\n",
	     "c.ini:4:8: E-INI-013: [field a] rang: no such key; did you mean range?"},
	    {"[category]\n[criterion a]\n[field a]\ncodes = A:1, A:2\n",
	     "c.ini:4:9: E-INI-012: [field a] codes: expected pairs (S3:25, S2:20), found"},
	};

	each_is_wrong(rows, COUNT(rows));
}

/* --- Good ones --- */

static void lines_and_sections(void)
{
	struct round *round = criteria("[category]\ntitle = K\n"
				       "[criteria]\nlast = 10 | Last\n"
				       "[groups]\ng = 60 | Group | Group E\nh = 30 |\n"
				       "[criteria h]\nx = | X\ny = |  | Y E\n"
				       "[criterion z]\nin = g\ntitle.id = Z I\n"
				       "[criterion x]\nround = 1 up\n");
	static const char *const order[] = {"k", "last", "g", "z", "h", "x", "y"};

	CU_ASSERT_EQUAL_FATAL(round->categories[0]->n_nodes, COUNT(order));
	for (size_t i = 0; i < COUNT(order); i++) {
		CU_ASSERT_STRING_EQUAL(round->categories[0]->nodes[i]->id, order[i]);
		CU_ASSERT_EQUAL(round->categories[0]->nodes[i]->index, i);
	}
	CU_ASSERT_STRING_EQUAL(node(round, "g")->title.english, "Group E");
	CU_ASSERT_STRING_EQUAL(node(round, "h")->title.text, "");
	CU_ASSERT_STRING_EQUAL(node(round, "y")->title.english, "Y E");
	CU_ASSERT_STRING_EQUAL(node(round, "z")->title.indonesian, "Z I");
	CU_ASSERT_PTR_EQUAL(node(round, "y")->parent, node(round, "h"));
	CU_ASSERT_EQUAL(node(round, "x")->round.count, 1);
	CU_ASSERT_EQUAL(node(round, "g")->weight, 60 * GRID_ONE);
	CU_ASSERT_EQUAL(node(round, "x")->weight, GRID_ONE);
	round_free(round);
}

static void good_weights(void)
{
	static const struct {
		const char *content;
		grid a, b; /* weights */
	} rows[] = {
	    {"[category]\n[criteria]\na =\nb =\n", GRID_ONE, GRID_ONE},
	    {"[category]\n[criteria]\na = 33.333333333\nb = 66.666666667\n", 33333333333,
	     66666666667},
	    {"[category]\n[criteria]\na = 25%\nb = 75%\n", 25 * GRID_ONE, 75 * GRID_ONE},
	    {"[category]\nweight-sum = 1\n[criteria]\na = 0.25\nb = 0.75\n", GRID_ONE / 4,
	     GRID_ONE / 4 * 3},
	    {"[category]\nweight-sum = any\n[criteria]\na = 3\nb = 4.5\n", 3 * GRID_ONE,
	     4500000000},
	    {"[category]\n[criteria]\na = 100\nb = 0\n", 100 * GRID_ONE, 0},
	    {"[category]\n[criteria]\na = 100\nb = 7\n[criterion b]\nrole = bonus\n",
	     100 * GRID_ONE, 7 * GRID_ONE},
	    {"[category]\n[criteria]\na = 100\nb =\n[criterion b]\nrole = deduction\n",
	     100 * GRID_ONE, GRID_ONE},
	    {"[category]\n[group a]\nweight = sum\nweight-sum = any\n[criteria a]\nx = 30\ny = 12\n"
	     "[criteria]\nb = 58\n",
	     42 * GRID_ONE, 58 * GRID_ONE},
	    {"[category]\nweight-sum = any\n[group b]\nweight = sum\n[group a]\nin = b\nweight = "
	     "sum\n"
	     "[criteria a]\nx = 30\ny = 12\n[criteria b]\nz = 8\n",
	     42 * GRID_ONE, 50 * GRID_ONE},
	    {"[category]\naggregate = sum\n[criteria]\na = 3\nb =\n", 3 * GRID_ONE, GRID_ONE},
	    {"[category]\naggregate = max\n[criteria]\na = 3\nb = 4\n", 3 * GRID_ONE, 4 * GRID_ONE},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct round *round = criteria(rows[i].content);

		check_row(node(round, "a")->weight == rows[i].a &&
			      node(round, "b")->weight == rows[i].b,
			  rows[i].content);
		round_free(round);
	}
}

/* "Said above, holds below" until a nearer node says otherwise; empty is back to the default. */
static void said_above_holds_below(void)
{
	struct round *round = criteria("[category]\nmissing = zero\nneeds = 75%\nrange = 0..5\n"
				       "applies = kota\nscale = goalposts 0..20\nper = 5\n"
				       "[group g]\nmissing = reweight\napplies =\n"
				       "[criterion near]\nin = g\nmissing = 3\nper = 7\n"
				       "[criterion below]\nin = g\n"
				       "[criterion empty]\nin = g\nmissing =\nrange =\nscale =\n"
				       "[criterion own]\nmethod = value\n"
				       "[criterion top]\n");

	CU_ASSERT_EQUAL(node(round, "near")->missing.points, 3 * GRID_ONE);
	CU_ASSERT_EQUAL(node(round, "below")->missing.kind, ABSENT_REWEIGHT);
	CU_ASSERT_EQUAL(node(round, "empty")->missing.kind, ABSENT_WITHHOLD);
	CU_ASSERT_EQUAL(node(round, "top")->missing.kind, ABSENT_POINTS);
	CU_ASSERT_EQUAL(node(round, "g")->needs.kind, NEEDS_WEIGHT);
	CU_ASSERT_EQUAL(node(round, "below")->range.high, 5 * GRID_ONE);
	CU_ASSERT_EQUAL(node(round, "empty")->range.high, 100 * GRID_ONE);
	CU_ASSERT_EQUAL(node(round, "top")->n_applies, 1);
	CU_ASSERT_EQUAL(node(round, "below")->n_applies, 0);
	CU_ASSERT_EQUAL(node(round, "below")->scale.kind, SCALE_GOALPOSTS);
	CU_ASSERT_EQUAL(node(round, "below")->scale.high, 5);
	CU_ASSERT_EQUAL(node(round, "empty")->scale.kind, SCALE_AS_IS);
	CU_ASSERT_EQUAL(node(round, "near")->params[0], 7);
	CU_ASSERT_EQUAL(node(round, "below")->params[0], 5);
	CU_ASSERT_EQUAL(node(round, "own")->params[0], 1); /* dropped below a nearer method */
	round_free(round);
}

static void not_inherited(void)
{
	struct round *round = criteria("[category]\nround = 1 up\ngrades = A > 5, B\n"
				       "[group g]\nrole = bonus\nround = 0 down\n"
				       "[criterion a]\nin = g\n[criterion b]\n");

	CU_ASSERT_EQUAL(node(round, "k")->round.list[0].rounding, ROUND_UP);
	CU_ASSERT_EQUAL(node(round, "g")->round.list[0].rounding, ROUND_DOWN);
	CU_ASSERT_EQUAL(node(round, "a")->round.count, 0);
	CU_ASSERT_EQUAL(node(round, "a")->role, ROLE_SCORE);
	CU_ASSERT_EQUAL(node(round, "b")->grades.count, 0);
	CU_ASSERT_EQUAL(node(round, "k")->grades.count, 2);
	round_free(round);
}

static void where_it_was_said(void)
{
	struct round *round = criteria("[category]\nmissing = zero\n[criterion a]\n"
				       "[criterion b]\nmissing = 5\n");
	const struct ini_key *from;

	CU_ASSERT_STRING_EQUAL(criteria_setting(node(round, "a"), "missing", &from), "zero");
	CU_ASSERT_EQUAL(from->place.line, 2);
	criteria_setting(node(round, "b"), "missing", &from);
	CU_ASSERT_EQUAL(from->place.line, 5);
	CU_ASSERT_STRING_EQUAL(criteria_setting(node(round, "a"), "scale", &from), "as-is");
	CU_ASSERT_PTR_NULL(from);
	CU_ASSERT_PTR_NULL(criteria_setting(node(round, "a"), "round", NULL));
	round_free(round);
}

static void relative_scales(void)
{
	struct round *round =
	    criteria("[category]\ndirection = lower\nreference = region\nsd = population\n"
		     "rank-ties = mean\nconstant = 50\nrange = 1..5\nlowest = 2\n"
		     "[criterion a]\nscale = minmax\n[criterion b]\nscale = minmax 0..10\n"
		     "[criterion c]\nscale = share-of-best\nclamp = no\ndirection = higher\n"
		     "[criterion d]\nscale = minmax\nreference = frozen\nmin = -1\nmax = "
		     "9.5\nrange = any\n");

	CU_ASSERT_EQUAL(node(round, "a")->scale.a, 1);
	CU_ASSERT_EQUAL(node(round, "a")->scale.b, 5);
	CU_ASSERT_TRUE(node(round, "a")->scale.lower && node(round, "a")->scale.clamp);
	CU_ASSERT_TRUE(node(round, "a")->scale.population && node(round, "a")->scale.mean_ties);
	CU_ASSERT_EQUAL(node(round, "a")->scale.reference, REFERENCE_REGION);
	CU_ASSERT_EQUAL(node(round, "a")->scale.constant.points, 50 * GRID_ONE);
	CU_ASSERT_EQUAL(node(round, "b")->scale.b, 10);
	CU_ASSERT_EQUAL(node(round, "c")->scale.a, 5);
	CU_ASSERT_EQUAL(node(round, "c")->scale.lowest, 2);
	CU_ASSERT_FALSE(node(round, "c")->scale.lower || node(round, "c")->scale.clamp);
	CU_ASSERT_EQUAL(node(round, "d")->scale.frozen_min, -1);
	CU_ASSERT_EQUAL(node(round, "d")->scale.frozen_max, 9.5);
	CU_ASSERT_EQUAL(node(round, "d")->scale.b, 100); /* any: 0..100 */
	round_free(round);
}

static void assumptions(void)
{
	struct round *round =
	    criteria("[category]\nsource = assumption\n[criterion a]\n"
		     "[criterion b]\nsource = Law 5\n[group g]\nsource = x\n"
		     "[criteria g]\nc =\n[criterion d]\nin = g\nsource = assumption\n");

	CU_ASSERT_TRUE(node(round, "a")->assumption);
	CU_ASSERT_FALSE(node(round, "b")->assumption);
	CU_ASSERT_STRING_EQUAL(node(round, "c")->source, "x");
	CU_ASSERT_TRUE(node(round, "d")->assumption);
	round_free(round);
}

/* --- Fields --- */

/* The fields of a criterion's role, joined by blanks. */
static void role_is(const struct round *round, const char *id, unsigned role, const char *expected)
{
	const struct node *n = node(round, id);
	struct text text = {0};
	unsigned before = 0;

	for (unsigned r = 0; r < role; r++)
		before += n->counts[r];
	text_add(&text, "");
	for (unsigned i = before; i < before + n->counts[role]; i++)
		text_print(&text, "%s%s", i > before ? " " : "", round->fields[n->fields[i]].id);
	check_row(!strcmp(text.data, expected), text.data);
	text_free(&text);
}

static void roles(void)
{
	struct round *round =
	    criteria("[category]\n[criterion a]\n[criterion b]\nvalue = jam\n"
		     "[criterion c]\nmethod = ratio\n[criterion d]\nmethod = ratio\n"
		     "part = x\n[criterion e]\nmethod = sum\nvalues = z, y, z2\n"
		     "[criterion f]\nmethod = mean\nclaim = own\n"
		     "[criterion s]\nmethod = sum\nvalues = ?, jam, z*\n");

	role_is(round, "a", 0, "a");
	role_is(round, "b", 0, "jam");
	role_is(round, "c", 0, "c.part");
	role_is(round, "c", 1, "c.whole");
	role_is(round, "d", 0, "x");
	role_is(round, "d", 1, "d.whole");
	role_is(round, "e", 0, "z y z2");
	role_is(round, "f", 0, "f.values");
	role_is(round, "s", 0, "a x y z jam z z2"); /* a glob: sorted by bytes */
	CU_ASSERT_STRING_EQUAL(round->fields[node(round, "f")->claim].id, "own");
	CU_ASSERT_EQUAL(node(round, "a")->claim, -1);
	round_free(round);
}

static const struct field *field(const struct round *round, const char *id)
{
	for (unsigned i = 0; i < round->n_fields; i++)
		if (!strcmp(round->fields[i].id, id))
			return &round->fields[i];
	fprintf(stderr, "\n  no field %s\n", id);
	CU_FAIL_FATAL("no field");
	return NULL;
}

static void declared_fields(void)
{
	struct round *round =
	    criteria("[category]\n[criterion q1]\n[criterion q2]\n[criterion x]\n"
		     "[field q*]\nrange = 0..5\nunit = poin\n[field q2]\nunit = jam\n"
		     "[field q1*]\nunit = hari\n"
		     "[field x]\ncodes = A:3, B:2\nsteps = 25 > 90, 5\n[field extra]\n");

	CU_ASSERT_EQUAL(field(round, "q1")->max, 5);
	CU_ASSERT_STRING_EQUAL(field(round, "q1")->unit, "poin"); /* the first glob */
	CU_ASSERT_STRING_EQUAL(field(round, "q2")->unit, "jam");  /* the exact one, whole */
	CU_ASSERT_EQUAL(field(round, "q2")->max, HUGE_VAL);
	CU_ASSERT_EQUAL(field(round, "x")->n_codes, 2);
	CU_ASSERT_EQUAL(field(round, "x")->steps.count, 2);
	CU_ASSERT_PTR_NULL(field(round, "extra")->unit);
	round_free(round);
}

void suite_criteria(void)
{
	CU_pSuite suite = CU_add_suite("criteria", NULL, NULL);

	CU_ADD_TEST(suite, wrong_trees);
	CU_ADD_TEST(suite, wrong_weights);
	CU_ADD_TEST(suite, wrong_settings);
	CU_ADD_TEST(suite, wrong_fields);
	CU_ADD_TEST(suite, lines_and_sections);
	CU_ADD_TEST(suite, good_weights);
	CU_ADD_TEST(suite, said_above_holds_below);
	CU_ADD_TEST(suite, not_inherited);
	CU_ADD_TEST(suite, where_it_was_said);
	CU_ADD_TEST(suite, relative_scales);
	CU_ADD_TEST(suite, assumptions);
	CU_ADD_TEST(suite, roles);
	CU_ADD_TEST(suite, declared_fields);
}
