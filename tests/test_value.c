#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "value.h"

void suite_value(void);

static struct arena arena;

static int free_arena(void)
{
	arena_free(&arena);
	return 0;
}

/* --- What each kind takes and refuses; rows are as config/README.md writes them --- */

static const struct kind_case {
	enum value_kind kind;
	const char *good, *bad; /* texts between bars */
} kinds[] = {
    {VALUE_TEXT, "any | thing, at all", ""},
    {VALUE_ID, "jam|a-b_2", "a b|a.b|a/b|é"},
    {VALUE_IDS, "a|a, b.c|9-x", ",a|a,,b|a b|-a, b"},
    {VALUE_GLOBS, "q*|a, b?, *", "a,|,|a,,b"},
    {VALUE_TEXTS, "n/a, - , tidak ada", ", x|x,"},
    {VALUE_FLAG, "yes|no", "Yes|true|1|y|yes no"},
    {VALUE_DECIMALS, "0|2|9", "10|-1|2.0|x|+1"},
    {VALUE_COUNT, "1|5|007|999999999", "0|00|-1|1.5|1000000000|5x|x"},
    {VALUE_NUMBER, "12.5|-3|25%|1e3|0.1%", "12,5|1.000,5|%|25 %|25%%|1e3%|.5|x|+1|1e999"},
    {VALUE_POINTS, "0|-1.5|0.123456789", "0.1234567891|1e2|25%|1,5|x"},
    {VALUE_PERCENT, "75|75%|0.5%|0", "-1|-5%|75 %|x|0.1234567891"},
    {VALUE_WEIGHT, "0|12.5|25%|0.123456789", "-1|-5%|1e1|sum|x|%|0.1234567891"},
    {VALUE_GROUP_WEIGHT, "sum|0|25%", "-1|SUM|any|sum 1"},
    {VALUE_WEIGHT_SUM, "any|100|1|0.5|100%", "0|-1|sum|0%"},
    {VALUE_ROUNDING, "half-even|half-up", "down|up|half|half-even half-up"},
    {VALUE_ROUND, "2 half-up|0 down|1 up|9 half-even|2  up",
     "2|half-up|2half-up|10 up|-1 up|2 "
     "up down|2 up, 1 up"},
    {VALUE_ROUNDS, "2 half-up|4 half-even, 2 half-up", "2|2 up,|up 2"},
    {VALUE_GRADES, "A > 80, B > 60, C|A|A >= 80, B|A < 10, B < 20, C|A <= 10.5, B|good > -5, bad",
     "A > 80|A > 80, B > 60|A, B|A > 80, B < 60, C|A > 60, B > 80, C|A > 60, B > 60, C|"
     "A < 20, B < 10, C|A > x, B|A >, B|> 5, B|A > 80, B > 60, |A < 5, B <= 7, C|A >= 8, B > 6, C"},
    {VALUE_STEPS, "25 > 90, 15 > 60, 5|30 >= 90, 0|-1 < 5, 2 < 6, 3|7",
     "A > 80, 5|5 > 90, x|5 > "
     "90"},
    {VALUE_RANGE, "20..85|-5..5|85..20|0.5 .. 1|0..25%",
     "20|20-85|20...85|..5|5..|5..5|a..b|20,"
     "85"},
    {VALUE_BOUNDS, "any|0..100|-5..5.5|0 .. 1", "100..0|5..5|0..|0..1e2|0..100%|none"},
    {VALUE_CODES, "S3:25, S2:20|A: -1|tidak ada:0", "A|A:|:5|A:x|A:1,|A:1, A:2|A=1"},
    {VALUE_AGGREGATE,
     "mean|geometric|harmonic|power 2|power -1.5|power 0|min|max|sum|product|none|"
     "median|trimmed 1|trimmed 12",
     "power|power x|power 1 2|average|median 1|trimmed|trimmed 0|trimmed x|trimmed -1|Mean|mean "
     "2|"},
    {VALUE_NEEDS, "any|all|75%|66.7%|75% of children|3 children|1 child|100%|0%",
     "75|101%|75 %|3.5 children|0 children|-1 children|children|75% of weight|most|3children|"
     "12345678901234567 children"},
    {VALUE_MISSING, "withhold|reweight|zero|0|12.5|-3|mean of class|mean of region|median of all",
     "none|5%|Zero|zero 1|mean|mean of|mean of frozen|mode of class|mean class|mean of class x"},
    {VALUE_OUTLIERS, "keep|winsor 5|winsor-log 1", "winsor|winsor 0|winsor-log x|log 5|keep 1"},
    {VALUE_LIMIT, "2|3.5|0.000000001", "0|-1|2%|x"},
    {VALUE_SHARE, "90%|100%|0.5%", "0%|101%|-5%|x"},
    {VALUE_CONSTANT, "error|drop|as-is|50|0|-2.5", "zero|none|50%|drop 1|as-is 1"},
    {VALUE_SCALE,
     "as-is|goalposts 20..85|goalposts 85..20|log-goalposts 100..75000|linear 0.5, 0.5|"
     "linear -1, 2|steps 30 > 90, 25 > 75, 5|table 0:0, 12:50, 24:100|flag|minmax|minmax 1..5|"
     "zscore|zscore 50, 10|rank|percentile|share-of-best|share-of-best 60|target 20|target -3|"
     "exponential 23|normal-score|normal-score 50, 10",
     "as-is 1|goalposts|goalposts 20|goalposts 5..5|log-goalposts 0..5|log-goalposts -2..-1|"
     "log-goalposts 5..0|linear|linear 1|linear 1, 2, 3|steps|steps A > 5, B|steps 5 > 1|table|"
     "table 0:0|table 1:0, 1:5|table 2:0, 1:5|table a:1, b:2|flag 1|minmax 5..1|minmax 5|"
     "zscore 50|zscore 50, 0|zscore 50, -1|rank 1|percentile 5|share-of-best 0|"
     "share-of-best -1|share-of-best x|target|target x|none|minmax1..5|Rank|goalpost "
     "1..2|exponential|exponential 0|"
     "exponential -23|normal-score 50|normal-score 50, 0"},
    {VALUE_RESCALE,
     "none|minmax|minmax 0..10|zscore 50, 10|rank|percentile|share-of-best 100|"
     "target 20",
     "as-is|goalposts 0..1|flag|linear 1, 2|steps 5 > 1, 0|none 1"},
    {VALUE_REFERENCE, "class|region|all|frozen|all-editions|class-editions", "none|Class"},
    {VALUE_POLICY, "as-missing|as-value|as-zero|leave-out", "missing|zero"},
    {VALUE_CHAIN, "score|score, coverage, jam asc|kat/jam desc|a  asc",
     "score,|a up|a asc b|, a|a "
     "asc desc"},
    {VALUE_TIES, "competition|dense|modified|ordinal|fractional", "standard|comp"},
    {VALUE_WITHIN, "class|region|all|all-editions|class-editions", "frozen|none"},
    {VALUE_RANK_ON, "published|exact", "score"},
    {VALUE_CUT, "extend|withhold", "cut"},
    {VALUE_TALLY, "region|class", "all"},
    {VALUE_ROLE, "score|gate|cap|deduction|bonus", "none|penalty"},
    {VALUE_DIRECTION, "higher|lower", "up|high"},
    {VALUE_PASSES, "after|before", "both"},
    {VALUE_RANK_TIES, "min|mean", "max"},
    {VALUE_SD, "sample|population", "pop"},
    {VALUE_FOLD, "none|mean|sum|min|max|count", "median"},
    {VALUE_DELIMITER, ",|;|tab", "comma|, ;|:"},
    {VALUE_MARK, ".|,", ";|point"},
    {VALUE_EXTRA, "error|ignore", "yes|warn"},
    {VALUE_SHA256, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
     "123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef|"
     "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0|"
     "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF|"},
    {VALUE_WARNINGS, "W-LINT-001|W-LINT-026, W-LINT-010",
     "W-LINT-000|W-LINT-027|W-LINT-1|W-LINT-0001|w-lint-001|E-INI-001|W-LINT-001,|W-LINT-+01"},
};

static void check_texts(enum value_kind kind, const char *texts, bool expected)
{
	char *copy = mem_copy(texts), *rest = copy, *row;

	for (char *text; (text = strsep(&rest, "|"));) {
		row = mem_print("\"%s\" as %s", text, value_rule(kind));
		check_row(value_check(kind, text) == expected, row);
		free(row);
	}
	free(copy);
}

static void kinds_take_and_refuse(void)
{
	bool seen[VALUE_KINDS] = {false};

	for (size_t i = 0; i < COUNT(kinds); i++) {
		check_texts(kinds[i].kind, kinds[i].good, true);
		if (kinds[i].kind != VALUE_TEXT)
			check_texts(kinds[i].kind, kinds[i].bad, false);
		seen[kinds[i].kind] = true;
	}
	for (unsigned kind = 0; kind < VALUE_KINDS; kind++)
		CU_ASSERT_TRUE(seen[kind]);
}

/* An empty text is a value of no kind but a text; 36 letters are an ID, 37 are not. */
static void empty_and_long(void)
{
	for (unsigned kind = 1; kind < VALUE_KINDS; kind++)
		check_row(!value_check(kind, ""), value_rule(kind));
	CU_ASSERT_TRUE(value_check(VALUE_ID, "abcdefghijabcdefghijabcdefghijabcdef"));
	CU_ASSERT_FALSE(value_check(VALUE_ID, "abcdefghijabcdefghijabcdefghijabcdefg"));
}

/* --- What they become --- */

static void lists(void)
{
	struct word_list words = {0};

	CU_ASSERT_TRUE(value_list(&arena, " a b ,c,\td ", &words));
	CU_ASSERT_EQUAL_FATAL(words.count, 3);
	CU_ASSERT_STRING_EQUAL(words.list[0], "a b");
	CU_ASSERT_STRING_EQUAL(words.list[1], "c");
	CU_ASSERT_STRING_EQUAL(words.list[2], "d");
	CU_ASSERT_FALSE(value_list(&arena, "a,,b", &words));
	CU_ASSERT_EQUAL(words.count, 3);
}

/* A percentage is the double nearest to the decimal number: the literal beside it. */
static void numbers(void)
{
	static const struct {
		const char *text;
		double value;
	} rows[] = {{"12.5", 12.5},  {"25%", 0.25},    {"0.7%", 0.007}, {"1.1%", 0.011},
		    {"2.3%", 0.023}, {"33.3%", 0.333}, {"100%", 1},     {"-5%", -0.05},
		    {"0.9%", 0.009}, {"1e3", 1000},    {"-0.5", -0.5}};
	double out = 42;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(value_number(rows[i].text, &out) && out == rows[i].value, rows[i].text);
}

static void weights(void)
{
	grid out = 42;
	size_t count = 42;

	CU_ASSERT_TRUE(value_weight("25%", &out));
	CU_ASSERT_EQUAL(out, 25 * GRID_ONE);
	CU_ASSERT_TRUE(value_weight("12.5", &out));
	CU_ASSERT_EQUAL(out, 12500000000);
	CU_ASSERT_FALSE(value_weight("-1", &out));
	CU_ASSERT_EQUAL(out, 12500000000);
	CU_ASSERT_TRUE(value_count("12", &count));
	CU_ASSERT_EQUAL(count, 12);
}

/* Refused values leave what was there alone. */
static void refused_leave_alone(void)
{
	static const char *const ranges[] = {"5..5", "1..x", "1..", "3"};
	struct bounds bounds = {.low = 7};
	double low = 1, high = 2;
	enum aggregate aggregate = AGGREGATE_MAX;

	for (size_t i = 0; i < COUNT(ranges); i++)
		check_row(!value_range(ranges[i], &low, &high) && low == 1 && high == 2, ranges[i]);
	CU_ASSERT_FALSE(value_number("1e999", &low));
	CU_ASSERT_EQUAL(low, 1);
	CU_ASSERT_FALSE(value_bounds("9..5", &bounds));
	CU_ASSERT_EQUAL(bounds.low, 7);
	CU_ASSERT_FALSE(value_aggregate("power x", &aggregate, &low));
	CU_ASSERT_EQUAL(aggregate, AGGREGATE_MAX);
}

static void ranges(void)
{
	struct bounds bounds;
	double low, high;

	CU_ASSERT_TRUE(value_range("85 .. -2.5", &low, &high));
	CU_ASSERT_EQUAL(low, 85);
	CU_ASSERT_EQUAL(high, -2.5);
	CU_ASSERT_TRUE(value_bounds("-5..0.5", &bounds));
	CU_ASSERT_FALSE(bounds.any);
	CU_ASSERT_EQUAL(bounds.low, -5 * GRID_ONE);
	CU_ASSERT_EQUAL(bounds.high, GRID_ONE / 2);
	CU_ASSERT_TRUE(value_bounds("any", &bounds));
	CU_ASSERT_TRUE(bounds.any);
}

static void steps(void)
{
	static const char *const signs[] = {">", ">=", "<", "<="};
	char text[40];
	struct steps out;

	for (unsigned sign = 0; sign < 4; sign++) {
		bool up = sign < 2;

		snprintf(text, sizeof(text), "25 %s %d, 15%s%d, 5", signs[sign], up ? 90 : 10,
			 signs[sign], up ? 60 : 20);
		CU_ASSERT_TRUE_FATAL(value_steps(&arena, text, true, &out));
		CU_ASSERT_EQUAL_FATAL(out.count, 3);
		CU_ASSERT_EQUAL((unsigned)out.kind, (unsigned)STEP_ABOVE + sign);
		CU_ASSERT_EQUAL(out.list[0].number, 25);
		CU_ASSERT_EQUAL(out.list[0].bound, up ? 90 : 10);
		CU_ASSERT_EQUAL(out.list[1].bound, up ? 60 : 20);
		CU_ASSERT_EQUAL(out.list[2].number, 5);
	}
	CU_ASSERT_TRUE(value_steps(&arena, "very good > 80%, bad", false, &out));
	CU_ASSERT_STRING_EQUAL(out.list[0].text, "very good");
	CU_ASSERT_EQUAL(out.list[0].bound, 0.8);
}

static void codes(void)
{
	struct code *out;
	size_t count;

	CU_ASSERT_TRUE_FATAL(value_codes(&arena, "S3: 25, tidak ada : -1.5,x:50%", &out, &count));
	CU_ASSERT_EQUAL_FATAL(count, 3);
	CU_ASSERT_STRING_EQUAL(out[0].text, "S3");
	CU_ASSERT_EQUAL(out[0].number, 25);
	CU_ASSERT_STRING_EQUAL(out[1].text, "tidak ada");
	CU_ASSERT_EQUAL(out[1].number, -1.5);
	CU_ASSERT_EQUAL(out[2].number, 0.5);
}

static void rounds(void)
{
	struct round_list out;

	CU_ASSERT_TRUE_FATAL(value_rounds(&arena, "4 half-even, 2 half-up, 1 down, 0 up", &out));
	CU_ASSERT_EQUAL_FATAL(out.count, 4);
	CU_ASSERT_EQUAL(out.list[0].decimals, 4);
	CU_ASSERT_EQUAL(out.list[0].rounding, ROUND_HALF_EVEN);
	CU_ASSERT_EQUAL(out.list[1].decimals, 2);
	CU_ASSERT_EQUAL(out.list[1].rounding, ROUND_HALF_UP);
	CU_ASSERT_EQUAL(out.list[2].rounding, ROUND_DOWN);
	CU_ASSERT_EQUAL(out.list[3].rounding, ROUND_UP);
	CU_ASSERT_EQUAL(out.list[3].decimals, 0);
}

static void aggregates(void)
{
	static const struct {
		const char *text;
		enum aggregate aggregate;
	} rows[] = {{"mean", AGGREGATE_MEAN},         {"geometric", AGGREGATE_GEOMETRIC},
		    {"harmonic", AGGREGATE_HARMONIC}, {"min", AGGREGATE_MIN},
		    {"max", AGGREGATE_MAX},           {"sum", AGGREGATE_SUM},
		    {"product", AGGREGATE_PRODUCT},   {"none", AGGREGATE_NONE}};
	enum aggregate out;
	double power = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(value_aggregate(rows[i].text, &out, &power) && out == rows[i].aggregate,
			  rows[i].text);
	CU_ASSERT_TRUE(value_aggregate("power  -0.5", &out, &power));
	CU_ASSERT_EQUAL(out, AGGREGATE_POWER);
	CU_ASSERT_EQUAL(power, -0.5);
}

static void needs_forms(void)
{
	static const struct {
		const char *text;
		struct needs needs;
	} rows[] = {{"any", {NEEDS_ANY, 0}},
		    {"all", {NEEDS_ALL, 0}},
		    {"75%", {NEEDS_WEIGHT, 75 * GRID_ONE}},
		    {"66.7%", {NEEDS_WEIGHT, 66700000000}},
		    {"50% of children", {NEEDS_SHARE, 50 * GRID_ONE}},
		    {"3 children", {NEEDS_COUNT, 3 * GRID_ONE}},
		    {"1 child", {NEEDS_COUNT, GRID_ONE}}};
	struct needs out;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(value_needs(rows[i].text, &out) && out.kind == rows[i].needs.kind &&
			      out.amount == rows[i].needs.amount,
			  rows[i].text);
}

static void policies(void)
{
	static const struct {
		const char *text;
		struct absent absent;
	} rows[] = {{"withhold", {.kind = ABSENT_WITHHOLD, .points = 0}},
		    {"reweight", {.kind = ABSENT_REWEIGHT, .points = 0}},
		    {"zero", {.kind = ABSENT_POINTS, .points = 0}},
		    {"12.5", {.kind = ABSENT_POINTS, .points = 12500000000}}};
	struct absent out;
	struct scale scale = {0};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(value_missing(rows[i].text, &out) && out.kind == rows[i].absent.kind &&
			      out.points == rows[i].absent.points,
			  rows[i].text);
	CU_ASSERT_TRUE(value_constant("50", &scale));
	CU_ASSERT_EQUAL(scale.constant.kind, CONSTANT_POINTS);
	CU_ASSERT_EQUAL(scale.constant.points, 50 * GRID_ONE);
	CU_ASSERT_TRUE(value_constant("drop", &scale));
	CU_ASSERT_EQUAL(scale.constant.kind, CONSTANT_DROP);
	CU_ASSERT_TRUE(value_constant("error", &scale));
	CU_ASSERT_EQUAL(scale.constant.kind, CONSTANT_ERROR);
}

static void scales(void)
{
	static const struct {
		const char *text;
		enum scale_kind kind;
		double a, b;
		bool has_range;
	} rows[] = {
	    {"as-is", SCALE_AS_IS, 0, 0, false},
	    {"goalposts 85..20", SCALE_GOALPOSTS, 85, 20, false},
	    {"log-goalposts 100..75000", SCALE_LOG_GOALPOSTS, 100, 75000, false},
	    {"linear 0.5, -2", SCALE_LINEAR, 0.5, -2, false},
	    {"flag", SCALE_FLAG, 0, 0, false},
	    {"minmax", SCALE_MINMAX, 0, 0, false},
	    {"minmax 1..5", SCALE_MINMAX, 1, 5, true},
	    {"zscore", SCALE_ZSCORE, 0, 1, false}, /* M, S: 0, 1 */
	    {"zscore 50, 10", SCALE_ZSCORE, 50, 10, false},
	    {"rank", SCALE_RANK, 0, 0, false},
	    {"percentile", SCALE_PERCENTILE, 0, 0, false},
	    {"share-of-best", SCALE_SHARE_OF_BEST, 0, 0, false},
	    {"share-of-best 60", SCALE_SHARE_OF_BEST, 60, 0, true},
	    {"target 20", SCALE_TARGET, 20, 0, false},
	};
	struct scale out;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(value_scale(&arena, rows[i].text, &out) && out.kind == rows[i].kind &&
			      out.a == rows[i].a && out.b == rows[i].b &&
			      out.has_range == rows[i].has_range,
			  rows[i].text);
}

static void scales_with_lists(void)
{
	struct scale out;

	CU_ASSERT_TRUE_FATAL(value_scale(&arena, "steps 30 > 90, 25 > 75, 5", &out));
	CU_ASSERT_EQUAL(out.kind, SCALE_STEPS);
	CU_ASSERT_EQUAL_FATAL(out.steps.count, 3);
	CU_ASSERT_EQUAL(out.steps.list[1].number, 25);
	CU_ASSERT_TRUE_FATAL(value_scale(&arena, "table -1:0, 12:50.5, 24:100", &out));
	CU_ASSERT_EQUAL(out.kind, SCALE_TABLE);
	CU_ASSERT_EQUAL_FATAL(out.n_table, 3);
	CU_ASSERT_EQUAL(out.table_x[0], -1);
	CU_ASSERT_EQUAL(out.table_x[2], 24);
	CU_ASSERT_EQUAL(out.table[1].number, 50.5);
}

/* The words of a choice are in the order of the enumeration that they stand for. */
static void choices_in_order(void)
{
	static const struct {
		enum value_kind kind;
		const char *word;
		int index;
	} rows[] = {
	    {VALUE_FLAG, "no", 0},
	    {VALUE_FLAG, "yes", 1},
	    {VALUE_ROUNDING, "half-even", ROUND_HALF_EVEN},
	    {VALUE_ROUNDING, "half-up", ROUND_HALF_UP},
	    {VALUE_REFERENCE, "region", REFERENCE_REGION},
	    {VALUE_REFERENCE, "frozen", REFERENCE_FROZEN},
	    {VALUE_REFERENCE, "class-editions", REFERENCE_CLASS_EDITIONS},
	    {VALUE_POLICY, "as-missing", POLICY_AS_MISSING},
	    {VALUE_POLICY, "as-value", POLICY_AS_VALUE},
	    {VALUE_POLICY, "as-zero", POLICY_AS_ZERO},
	    {VALUE_POLICY, "leave-out", POLICY_LEAVE_OUT},
	    {VALUE_TIES, "dense", TIES_DENSE},
	    {VALUE_TIES, "modified", TIES_MODIFIED},
	    {VALUE_TIES, "ordinal", TIES_ORDINAL},
	    {VALUE_TIES, "fractional", TIES_FRACTIONAL},
	    {VALUE_WITHIN, "all", WITHIN_ALL},
	    {VALUE_WITHIN, "class-editions", WITHIN_CLASS_EDITIONS},
	    {VALUE_FOLD, "none", FOLD_NONE},
	    {VALUE_FOLD, "count", FOLD_COUNT},
	    {VALUE_DELIMITER, "|", 3},
	    {VALUE_MARK, ",", 1},
	    {VALUE_EXTRA, "ignore", 1},
	    {VALUE_ROLE, "gate", ROLE_GATE},
	    {VALUE_ROLE, "cap", ROLE_CAP},
	    {VALUE_ROLE, "deduction", ROLE_DEDUCTION},
	    {VALUE_ROLE, "bonus", ROLE_BONUS},
	    {VALUE_ROLE, "bonu", -1},
	    {VALUE_ROLE, "", -1},
	    {VALUE_TEXT, "score", -1},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(value_choice(rows[i].kind, rows[i].word) == rows[i].index, rows[i].word);
}

static void chain_keys(void)
{
	const char *name;
	bool ascending;

	CU_ASSERT_TRUE(value_chain_key(&arena, "jam  asc", &name, &ascending));
	CU_ASSERT_STRING_EQUAL(name, "jam");
	CU_ASSERT_TRUE(ascending);
	CU_ASSERT_TRUE(value_chain_key(&arena, "kat/jam desc", &name, &ascending));
	CU_ASSERT_STRING_EQUAL(name, "kat/jam");
	CU_ASSERT_FALSE(ascending);
	CU_ASSERT_TRUE(value_chain_key(&arena, "score", &name, &ascending));
	CU_ASSERT_FALSE(ascending);
	CU_ASSERT_FALSE(value_chain_key(&arena, "score up", &name, &ascending));
}

static void rules_of_choices(void)
{
	CU_ASSERT_STRING_EQUAL(value_rule(VALUE_FLAG), "one of: no yes");
	CU_ASSERT_STRING_EQUAL(value_rule(VALUE_WITHIN),
			       "one of: class region all all-editions class-editions");
	CU_ASSERT_STRING_EQUAL(value_rule(VALUE_COUNT), "a whole number from 1");
}

void suite_value(void)
{
	CU_pSuite suite = CU_add_suite("value", NULL, free_arena);

	CU_ADD_TEST(suite, kinds_take_and_refuse);
	CU_ADD_TEST(suite, empty_and_long);
	CU_ADD_TEST(suite, lists);
	CU_ADD_TEST(suite, numbers);
	CU_ADD_TEST(suite, weights);
	CU_ADD_TEST(suite, refused_leave_alone);
	CU_ADD_TEST(suite, ranges);
	CU_ADD_TEST(suite, steps);
	CU_ADD_TEST(suite, codes);
	CU_ADD_TEST(suite, rounds);
	CU_ADD_TEST(suite, aggregates);
	CU_ADD_TEST(suite, needs_forms);
	CU_ADD_TEST(suite, policies);
	CU_ADD_TEST(suite, scales);
	CU_ADD_TEST(suite, scales_with_lists);
	CU_ADD_TEST(suite, choices_in_order);
	CU_ADD_TEST(suite, chain_keys);
	CU_ADD_TEST(suite, rules_of_choices);
}
