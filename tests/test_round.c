#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "text.h"

void suite_round(void);

/* A round of two classes and two categories, k and l, with the same criteria. */
#define HEAD "[round]\ntitle = R\nedition = 1\n"
#define CLASSES "[class kota]\n[class kab]\n"
#define CATEGORIES "[category k]\ncriteria = c.ini\n[category l]\ncriteria = c.ini\n"
#define ROUND HEAD CLASSES CATEGORIES
#define CRITERIA                                                                                   \
	"[category]\ngrades = A > 80, B > 60, C\n[criteria]\na =\n[group g]\ngrades = X > 5, Y\n"  \
	"[criteria g]\nb =\n"

static struct round *good(const char *content)
{
	return good_round(content, CRITERIA);
}

/* --- Wrong rounds: each has one problem, which begins so --- */

struct wrong {
	const char *content, *message;
};

static void each_is_wrong(const char *before, const struct wrong *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *content = mem_print("%s%s", before, rows[i].content);

		check_row(is_line(round_problems(content, CRITERIA), rows[i].message), content);
		free(content);
	}
}

/* Line 4 is the first after HEAD. */
static void wrong_heads(void)
{
	static const struct wrong rows[] = {
	    {"", "r.ini: E-INI-023: [category]: expected at least one category, found none"},
	    {"[category k]\ncriteria = c.ini\n[category overall]\ncriteria = c.ini\n",
	     "r.ini:6:1: E-INI-018: [category overall]: expected an ID that is free, found that of "
	     "the node over"},
	    {"[category k]\ncriteria = none.ini\n",
	     "r.ini:5:12: E-INI-001: \"none.ini\": cannot be read: No such"},
	    {"[states]\nmissing = as-zero\n[category k]\ncriteria = c.ini\n",
	     "r.ini:5:11: E-INI-026: [states]: expected a state whose policy can be set, found "
	     "\"missing\""},
	    {"[states]\nnot-applicable = as-zero\n[category k]\ncriteria = c.ini\n",
	     "r.ini:5:18: E-INI-026: [states]: expected a state whose policy can be set, found "
	     "\"not-applicable\""},
	    {"[states]\nundefined = as-value\n[category k]\ncriteria = c.ini\n",
	     "r.ini:5:13: E-INI-012: [states] undefined: expected one of: as-missing"},
	    {"[states]\nlate = gone\n[category k]\ncriteria = c.ini\n",
	     "r.ini:5:8: E-INI-012: [states] late: expected one of: as-missing as-value"},
	    {"[states]\nto.late = as-zero\n[category k]\ncriteria = c.ini\n",
	     "r.ini:5:11: E-INI-017: [states]: expected an ID (letters, digits, - and _, at most "
	     "36), found \"to.late\""},
	    {"[class kota]\n[category k]\ncriteria = c.ini\nclasses = koat\n",
	     "r.ini:7:11: E-INI-020: [category k] classes: no class \"koat\" here; did you mean "
	     "kota?"},
	    {"[categry k]\ncriteria = c.ini\n",
	     "r.ini:4:1: E-INI-011: [categry]: no such section here; did you mean [category]?"},
	};

	each_is_wrong(HEAD, rows, COUNT(rows));
	CU_ASSERT_TRUE(is_line(round_problems(CATEGORIES, CRITERIA),
			       "r.ini: E-INI-014: [round]: a required section is not there"));
}

/* Line 10 is the first after ROUND. */
static void wrong_rankings(void)
{
	static const struct wrong rows[] = {
	    {"[ranking]\nrank-by = score, kk\n",
	     "r.ini:11:11: E-INI-020: [ranking] rank-by: no node or category \"kk\" here; did "
	     "you mean k?"},
	    {"[ranking x]\nof = k/bb\n",
	     "r.ini:11:6: E-INI-020: [ranking x] of: no node or category \"k/bb\" here"},
	    {"[ranking x]\nof = overall\n",
	     "r.ini:11:6: E-INI-020: [ranking x] of: no node or category \"overall\" here"},
	    {"[ranking main]\nof = k\n", "r.ini:10:1: E-INI-018: [ranking main]: expected an ID "
					 "that is free, found that of the rankings of"},
	    {"[ranking x]\nof = k\nrank-by = bb\n",
	     "r.ini:12:11: E-INI-020: [ranking x] rank-by: no node or category \"bb\" here; did"},
	    {"[ranking]\nwithin = all\n[class x]\nrank-by = a\n",
	     "r.ini:12:1: E-INI-026: [class x]: expected within = class in [ranking] with rank-by "
	     "of a class, found another"},
	    {"[award x]\ntitle = X\nfirst = 0\n",
	     "r.ini:12:9: E-INI-012: [award x] first: expected a whole number from 1, found \"0\""},
	    {"[award x]\ntitle = X\nmin-score = much\n", "r.ini:12:13: E-INI-012: "},
	    {"[class x]\nrank-by = a, nodde\n",
	     "r.ini:11:11: E-INI-020: [class x] rank-by: no node or category \"nodde\" here"},
	    {"[overall]\n[ranking x]\nof = overall/k\n",
	     "r.ini:12:6: E-INI-020: [ranking x] of: no node or category \"overall/k\" here"},
	};

	each_is_wrong(ROUND, rows, COUNT(rows));
}

static void wrong_awards(void)
{
	static const struct wrong rows[] = {
	    {"[award x]\ntitle = X\n",
	     "r.ini:10:1: E-INI-026: [award x]: expected first, a minimum or given-to"},
	    {"[award x]\ntitle = X\ngiven-to = id1\n",
	     "r.ini:10:1: E-INI-014: [award x] source: expected where the choice of given-to was "
	     "published, found none"},
	    {"[award x]\ntitle = X\ngiven-to = id1\nsource = web\nfirst = 3\n",
	     "r.ini:10:1: E-INI-026: [award x]: expected no first and no minima with given-to, "
	     "found some"},
	    {"[award x]\ntitle = X\ngiven-to = id1, id2, id1\nsource = web\n",
	     "r.ini:10:1: E-INI-026: [award x]: given-to: expected each agency once, found one "
	     "twice"},
	    {"[award x]\ntitle = X\nof = k, l, k\nfirst = 1\n",
	     "r.ini:10:1: E-INI-026: [award x]: of: expected each ranking once, found one twice"},
	    {"[award x]\ntitle = X\nfirst = 3\nplaces = I, II\n",
	     "r.ini:10:1: E-INI-026: [award x]: places: expected as many names as first"},
	    {"[award x]\ntitle = X\nfirst = 1\nfirst.kab = 3\nplaces = I, II\n",
	     "r.ini:10:1: E-INI-026: [award x]: places: expected as many names as first"},
	    {"[award x]\ntitle = X\nfirst.koat = 3\nfirst = 1\n",
	     "r.ini:12:14: E-INI-020: [award x] first.koat: no class \"koat\" here; did you mean"},
	    {"[award x]\ntitle = X\nfirst = 1\nclasses = x*\n",
	     "r.ini:13:11: E-INI-020: [award x] classes: no class \"x*\" here"},
	    {"[award x]\ntitle = X\nof = kk\nfirst = 1\n",
	     "r.ini:12:6: E-INI-020: [award x] of: no node or category \"kk\" here; did you mean"},
	    {"[award x]\ntitle = X\nof = k\nmin-grade = D\n",
	     "r.ini:13:13: E-INI-020: [award x] min-grade: no grade \"D\" here"},
	    {"[award x]\ntitle = X\nof = k\nfirst = 1\nmin-grade.kab = D\n",
	     "r.ini:14:17: E-INI-020: [award x] min-grade.kab: no grade \"D\" here"},
	    {"[award x]\ntitle = X\nof = k/g\nmin-grade = A\n",
	     "r.ini:13:13: E-INI-020: [award x] min-grade: no grade \"A\" here"},
	    {"[award x]\ntitle = X\nranking = y\nfirst = 1\n",
	     "r.ini:12:11: E-INI-020: [award x] ranking: no ranking \"y\" here"},
	    {"[ranking y]\nof = k\n[award x]\ntitle = X\nranking = y\nof = l\nfirst = 1\n",
	     "r.ini:12:1: E-INI-026: [award x]: expected of and ranking to name one ranking, found "
	     "two"},
	    {"[tally]\n",
	     "r.ini:10:1: E-INI-026: [tally]: expected an award that can be counted, found none"},
	    {"[award x]\ntitle = X\nfirst = 1\n[tally]\nawards = y*\n",
	     "r.ini:13:1: E-INI-026: [tally]: expected an award that can be counted, found none"},
	};

	each_is_wrong(ROUND, rows, COUNT(rows));
}

static void wrong_overall(void)
{
	static const struct wrong rows[] = {
	    {"[overall]\n[category m]\ncriteria = c.ini\nweight = 5\n",
	     "r.ini:10:1: E-INI-022: [overall]: 1 of its 3 children have a weight; expected all"},
	    {"[overall]\naggregate = average\n", "r.ini:11:13: E-INI-012: [overall] aggregate"},
	};

	each_is_wrong(ROUND, rows, COUNT(rows));
	CU_ASSERT_TRUE(
	    is_line(round_problems(HEAD "[category k]\ncriteria = c.ini\nweight = 0\n[overall]\n",
				   CRITERIA),
		    "r.ini:7:1: E-INI-026: [overall]: expected a category with a weight above 0"));
}

/* --- References between nodes --- */

#define OF(what) "[category]\n[criteria]\na =\n[criterion c]\nof = " what "\n"

static void wrong_references(void)
{
	static const struct wrong rows[] = {
	    {OF("bb"), "c.ini:5:6: E-INI-020: [criterion c] of: no node or category \"bb\" here"},
	    {OF("c"), "c.ini:5:6: E-INI-024: [criterion c] of: expected a node that does not need "
		      "this one in turn, found \"c\""},
	    {OF("k"), "c.ini:5:6: E-INI-024: [criterion c] of: expected a node that does not need "
		      "this one in turn, found \"k\""},
	    {OF("k/c"), "c.ini:5:6: E-INI-024: [criterion c] of: expected a node that does not "
			"need this one in turn, found \"k/c\""},
	    {OF("overall"), "c.ini:5:6: E-INI-024: [criterion c] of: expected a node that does not "
			    "need this one in turn, found \"overall\""},
	    {OF("d") "[criterion d]\nof = c\n",
	     "c.ini:7:6: E-INI-024: [criterion d] of: expected a node that does not need this one "
	     "in turn, found \"c\""},
	    {"[category]\naggregate = none\n[group g]\nweight = 0\n[criteria g]\na =\n"
	     "[criterion c]\nweight = 100\nof = g\n",
	     "c.ini:9:6: E-INI-026: [criterion c] of: expected a node that has a score, found"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(is_line(round_problems(HEAD "[category k]\ncriteria = c.ini\n[overall]\n",
						 rows[i].content),
				  rows[i].message),
			  rows[i].content);
}

static size_t position(const struct round *round, const char *name)
{
	const struct node *node = round_node(round, name);

	for (size_t i = 0; i < round->n_order; i++)
		if (round->order[i] == node)
			return i;
	return SIZE_MAX;
}

/* Everything comes behind what it needs: children, and the node that `of` names. */
static void order_of_scoring(void)
{
	static const char *const behind[][2] = {
	    {"k/c", "l"},       {"l", "l/g"},   {"l/g", "l/b"},
	    {"l", "l/a"},       {"k", "k/c"},   {"overall", "k"},
	    {"overall", "l"},   {"k/d", "k/c"}, {"overall", "overall/k"},
	    {"overall/k", "k"},
	};
	struct round *round;

	temp_file("d.ini", CRITERIA);
	round = good_round(HEAD "[category k]\ncriteria = c.ini\n[category l]\ncriteria = d.ini\n"
				"[overall]\n",
			   "[category]\n[criterion d]\nof = c\n[criterion c]\nof = l\n");
	CU_ASSERT_EQUAL(round->n_order, 3 + 4 + 3);
	for (size_t i = 0; i < COUNT(behind); i++)
		check_row(position(round, behind[i][0]) > position(round, behind[i][1]) &&
			      position(round, behind[i][0]) < SIZE_MAX,
			  behind[i][0]);
	CU_ASSERT_PTR_EQUAL(round_node(round, "k/c")->of, round_node(round, "l"));
	round_free(round);
}

static void names_of_nodes(void)
{
	struct round *round = good(ROUND "[overall]\n");

	CU_ASSERT_STRING_EQUAL(round_node(round, "l/b")->id, "b");
	CU_ASSERT_PTR_EQUAL(round_node(round, "l/b")->category, round->categories[1]);
	CU_ASSERT_PTR_EQUAL(round_node(round, "overall"), round->overall->nodes[0]);
	CU_ASSERT_PTR_NULL(round_node(round, "b"));
	CU_ASSERT_PTR_NULL(round_node(round, "k/x"));
	CU_ASSERT_PTR_NULL(round_node(round, ""));
	CU_ASSERT_EQUAL(round_class(round, "kab"), 1);
	CU_ASSERT_EQUAL(round_class(round, "x"), -1);
	round_free(round);
}

/* --- What a good round becomes --- */

static void head(void)
{
	struct round *round = good(
	    "[round]\ntitle = R\ntitle.en = E\nedition = 2023\nprecision = 3\nrounding = half-up\n"
	    "rank-on = exact\n[evidence]\nid = kode\nignore = x*, y\nmissing = -\n"
	    "[states]\nlate = as-value\nunknown = as-zero\n" CATEGORIES);

	CU_ASSERT_STRING_EQUAL(round->title.english, "E");
	CU_ASSERT_STRING_EQUAL(round->edition, "2023");
	CU_ASSERT_EQUAL(round->precision, 3);
	CU_ASSERT_EQUAL(round->rounding, ROUND_HALF_UP);
	CU_ASSERT_TRUE(round->exact);
	CU_ASSERT_STRING_EQUAL(round->evidence.id, "kode");
	CU_ASSERT_STRING_EQUAL(round->evidence.name, "name");
	CU_ASSERT_EQUAL(round->evidence.n_ignore, 2);
	CU_ASSERT_EQUAL(round->evidence.n_missing, 1);
	CU_ASSERT_EQUAL(round->states.count, STATE_OWN + 1);
	CU_ASSERT_EQUAL(round->states.policies[STATE_OWN], POLICY_AS_VALUE);
	CU_ASSERT_EQUAL(round->states.policies[STATE_UNKNOWN], POLICY_AS_ZERO);
	CU_ASSERT_EQUAL(round->states.policies[STATE_UNVERIFIED], POLICY_AS_MISSING);
	CU_ASSERT_EQUAL(round->states.policies[STATE_NOT_APPLICABLE], POLICY_LEAVE_OUT);
	round_free(round);
}

/* The rankings as "ID of", joined by commas. */
static void rankings_are(const struct round *round, const char *expected)
{
	struct text text = {0};

	text_add(&text, "");
	for (size_t i = 0; i < round->n_rankings; i++)
		text_print(&text, "%s%s %s", i ? "," : "", round->rankings[i].id,
			   round->rankings[i].of);
	CU_ASSERT_STRING_EQUAL(text.data, expected);
	text_free(&text);
}

static void rankings_made(void)
{
	struct round *round =
	    good(ROUND "[ranking y]\nof = l/b\n[award p]\ntitle = P\nof = l/g, k\nfirst = 1\n"
		       "[award q]\ntitle = Q\nof = l/g, k/a\nfirst = 1\n[ranking z]\nof = overall\n"
		       "[overall]\n");

	rankings_are(round, "main k,main l,main overall,main l/g,main k/a,y l/b,z overall");
	CU_ASSERT_EQUAL(round->awards[0].n_rankings, 2);
	CU_ASSERT_EQUAL(round->awards[0].rankings[0], 3);
	CU_ASSERT_EQUAL(round->awards[0].rankings[1], 0);
	CU_ASSERT_EQUAL(round->awards[1].rankings[0], 3);
	CU_ASSERT_EQUAL(round->awards[1].rankings[1], 4);
	round_free(round);
}

/* [ranking ID] has the defaults of the table, not those of [ranking]. */
static void further_rankings(void)
{
	struct round *round =
	    good("[round]\ntitle = R\nedition = 1\nprecision = 4\nrank-on = exact\n" CATEGORIES
		 "[ranking]\nties = dense\nwithin = all\nrank-by = score, coverage\n"
		 "[ranking x]\nof = k\n[ranking y]\nof = k/g\nprecision = 0\nrounding = half-up\n"
		 "rank-on = published\nwithin = region\nrank-by = b asc, k\n");
	const struct ranking_rule *main_rule = &round->rankings[0], *x = &round->rankings[2],
				  *y = &round->rankings[3];

	CU_ASSERT_EQUAL(main_rule->ties, TIES_DENSE);
	CU_ASSERT_EQUAL(main_rule->within, WITHIN_ALL);
	CU_ASSERT_EQUAL(main_rule->keys.count, 2);
	CU_ASSERT_EQUAL(x->ties, TIES_COMPETITION);
	CU_ASSERT_EQUAL(x->within, WITHIN_CLASS);
	CU_ASSERT_EQUAL(x->keys.count, 1);
	CU_ASSERT_EQUAL(x->precision, 4);
	CU_ASSERT_TRUE(x->exact);
	CU_ASSERT_EQUAL(y->precision, 0);
	CU_ASSERT_EQUAL(y->rounding, ROUND_HALF_UP);
	CU_ASSERT_FALSE(y->exact);
	CU_ASSERT_EQUAL(y->within, WITHIN_REGION);
	CU_ASSERT_PTR_EQUAL(y->keys.list[0].node, round_node(round, "k/b"));
	CU_ASSERT_TRUE(y->keys.list[0].ascending);
	CU_ASSERT_PTR_EQUAL(y->keys.list[1].node, round_node(round, "k"));
	round_free(round);
}

/* A key that only one category has is left out in the other; a class has its own list. */
static void keys_of_rankings(void)
{
	struct round *round;

	temp_file("d.ini", "[category]\n[criterion only]\n");
	round = good(HEAD "[class kota]\n[class kab]\nrank-by = coverage asc, l\n[category k]\n"
			  "criteria = c.ini\n[category l]\ncriteria = d.ini\n"
			  "[ranking]\nrank-by = only desc, score, k/a\n");
	CU_ASSERT_EQUAL_FATAL(round->rankings[0].keys.count, 2);
	CU_ASSERT_EQUAL(round->rankings[0].keys.list[0].kind, KEY_SCORE);
	CU_ASSERT_PTR_EQUAL(round->rankings[0].keys.list[1].node, round_node(round, "k/a"));
	CU_ASSERT_EQUAL_FATAL(round->rankings[1].keys.count, 3);
	CU_ASSERT_PTR_EQUAL(round->rankings[1].keys.list[0].node, round_node(round, "l/only"));
	CU_ASSERT_EQUAL(round->rankings[0].class_keys[0].count, 0);
	CU_ASSERT_EQUAL_FATAL(round->rankings[0].class_keys[1].count, 2);
	CU_ASSERT_EQUAL(round->rankings[0].class_keys[1].list[0].kind, KEY_COVERAGE);
	CU_ASSERT_TRUE(round->rankings[0].class_keys[1].list[0].ascending);
	round_free(round);
}

static void awards(void)
{
	struct round *round =
	    good(ROUND "[award p]\ntitle = P\nfirst = 3\nfirst.kab = 1\nmin-score = 70\n"
		       "min-coverage.kota = 75%\nat-cut = withhold\nclasses = ko*\n"
		       "[award q]\ntitle = Q\ngiven-to = id1, id2\nsource = web\n"
		       "[tally]\nby = class\nawards = q*\n");
	const struct award_rule *p = &round->awards[0], *q = &round->awards[1];

	CU_ASSERT_EQUAL(p->n_rankings, 2); /* all categories */
	CU_ASSERT_TRUE(p->withhold);
	CU_ASSERT_EQUAL(p->n_classes, 1);
	CU_ASSERT_EQUAL(p->class_limits[0].first, 3);
	CU_ASSERT_EQUAL(p->class_limits[1].first, 1);
	CU_ASSERT_EQUAL(p->class_limits[1].min_score, 70 * GRID_ONE);
	CU_ASSERT_EQUAL(p->class_limits[0].min_coverage, 75 * GRID_ONE);
	CU_ASSERT_FALSE(p->class_limits[1].has_coverage);
	CU_ASSERT_EQUAL(q->n_given_to, 2);
	CU_ASSERT_EQUAL(q->n_rankings, 0);
	CU_ASSERT_TRUE(round->has_tally && round->tally_by_class);
	CU_ASSERT_EQUAL(round->n_tally_awards, 1);
	CU_ASSERT_EQUAL(round->tally_awards[0], 1);
	round_free(round);
}

/* ranking = main, written, is what it is unwritten. */
static void main_by_name(void)
{
	struct round *round =
	    good(ROUND "[award p]\ntitle = P\nfirst = 1\nranking = main\n"
		       "[award q]\ntitle = Q\nof = k/g\nfirst = 1\nranking = main\n");

	rankings_are(round, "main k,main l,main k/g");
	CU_ASSERT_EQUAL(round->awards[0].n_rankings, 2);
	CU_ASSERT_EQUAL(round->awards[1].n_rankings, 1);
	CU_ASSERT_EQUAL(round->awards[1].rankings[0], 2);
	round_free(round);
}

static void overall(void)
{
	struct round *round =
	    good(HEAD "[category k]\ncriteria = c.ini\nweight = 60\n[category l]\n"
		      "criteria = c.ini\nweight = 0\nneeds = all\n[overall]\n"
		      "aggregate = power 2\nneeds = 75%\n");
	const struct node *root = round->overall->nodes[0];

	CU_ASSERT_EQUAL_FATAL(root->n_children, 2);
	CU_ASSERT_EQUAL(root->aggregate, AGGREGATE_POWER);
	CU_ASSERT_EQUAL(root->power, 2);
	CU_ASSERT_EQUAL(root->needs.kind, NEEDS_WEIGHT);
	CU_ASSERT_TRUE(root->range.any);
	CU_ASSERT_EQUAL(root->children[0]->weight, 60 * GRID_ONE);
	CU_ASSERT_EQUAL(root->children[1]->weight, 0);
	CU_ASSERT_PTR_EQUAL(root->children[1]->target, round->categories[1]);
	CU_ASSERT_EQUAL(round_node(round, "l")->needs.kind, NEEDS_ALL); /* of the root alone */
	CU_ASSERT_EQUAL(round_node(round, "l/g")->needs.kind, NEEDS_ANY);
	CU_ASSERT_EQUAL(round_node(round, "k")->needs.kind, NEEDS_ANY);
	round_free(round);
}

static void fields_declared_twice(void)
{
	static const char content[] =
	    HEAD "[category k]\ncriteria = c.ini\n[category l]\ncriteria = d.ini\n";

	temp_file("d.ini", "[category]\n[criterion a]\n[field a]\nunit = jam\nrange = 0..6\n");
	CU_ASSERT_TRUE(
	    is_line(round_problems(content, "[category]\n[criterion a]\n[field a]\nrange = 0..5\n"),
		    "d.ini:3:1: E-INI-026: [field a]: expected the field a as c.ini, line 3, "
		    "declares it, found otherwise"));
	CU_ASSERT_STRING_EQUAL(round_problems(content, "[category]\n[criterion a]\n[field a]\n"
						       "range = 0..6\nunit = jam\n"),
			       "");
	CU_ASSERT_STRING_EQUAL(round_problems(content, "[category]\n[criterion a]\n"), "");
}

/* A key and a file name belong to the file that says them, also when another extends it. */
static void extended_rounds(void)
{
	struct round *round;

	temp_file("sub/c2.ini", CRITERIA);
	temp_file("sub/base.ini", HEAD "[category k]\ncriteria = c2.ini\n[award x]\ntitle = X\n"
				       "first = 1\n");
	round = good("[round]\nextends = sub/base.ini\ntitle = New\n[category l]\ncriteria = "
		     "c.ini\n[award x]\nremove = yes\n");
	CU_ASSERT_EQUAL(round->n_categories, 2);
	CU_ASSERT_EQUAL(round->n_awards, 0);
	CU_ASSERT_STRING_EQUAL(round->title.text, "New");
	CU_ASSERT_STRING_EQUAL(round->edition, "1");
	round_free(round);
}

static void no_round(void)
{
	struct problems problems = {0};
	struct round_options options = {.worker = {.deadline = 20}};

	round_free(round_read(temp_path("none.ini"), &options, &problems));
	CU_ASSERT_EQUAL(problems.code, EXIT_NO_INPUT);
	CU_ASSERT_TRUE(is_line(problems_text(&problems), "none.ini: E-INI-001: cannot be read"));
	round_free(NULL);
}

void suite_round(void)
{
	CU_pSuite suite = CU_add_suite("round", NULL, NULL);

	CU_ADD_TEST(suite, wrong_heads);
	CU_ADD_TEST(suite, wrong_rankings);
	CU_ADD_TEST(suite, wrong_awards);
	CU_ADD_TEST(suite, wrong_overall);
	CU_ADD_TEST(suite, wrong_references);
	CU_ADD_TEST(suite, order_of_scoring);
	CU_ADD_TEST(suite, names_of_nodes);
	CU_ADD_TEST(suite, head);
	CU_ADD_TEST(suite, rankings_made);
	CU_ADD_TEST(suite, further_rankings);
	CU_ADD_TEST(suite, keys_of_rankings);
	CU_ADD_TEST(suite, awards);
	CU_ADD_TEST(suite, main_by_name);
	CU_ADD_TEST(suite, overall);
	CU_ADD_TEST(suite, fields_declared_twice);
	CU_ADD_TEST(suite, extended_rounds);
	CU_ADD_TEST(suite, no_round);
}
