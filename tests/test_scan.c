#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "memory.h"
#include "scan.h"
#include "text.h"

void suite_scan(void);

/* id, name, competes, a (0 to 100), coded, source of a, x (ignored); "-" is missing, "none" not applicable. */
enum { A, CODED, FIELDS };

static struct code codes[] = {{"good", 3}, {"bad", 1}};
static struct field fields[] = {
    [A] = {.id = "a", .min = 0, .max = 100},
    [CODED] = {.id = "coded", .min = -HUGE_VAL, .max = HUGE_VAL, .codes = codes, .n_codes = 2},
};
static const struct states states = {
    .names = {"missing", "value", "not-applicable", "unknown", "unverified", "undefined", "late"},
    .count = 7};
static const char *const missing[] = {"-"};
static const char *const not_applicable[] = {"none"};
static const struct evidence_rules rules = {
    .missing = missing, .n_missing = 1, .not_applicable = not_applicable, .n_not_applicable = 1};

static struct scan_column columns[] = {{.kind = SCAN_PART, .index = PART_ID},
				       {.kind = SCAN_PART, .index = PART_NAME},
				       {.kind = SCAN_PART, .index = PART_COMPETES},
				       {.kind = SCAN_NUMBER, .index = A, .max = 100},
				       {.kind = SCAN_FIELD, .index = CODED},
				       {.kind = SCAN_EMPTY},
				       {.kind = SCAN_SKIP},
				       {.kind = SCAN_END}};
static struct scan_plan plan = {
    .fields = fields,
    .n_fields = FIELDS,
    .parts = {[PART_ID] = true, [PART_NAME] = true, [PART_COMPETES] = true},
    .states = &states,
    .rules = &rules,
    .columns = columns,
    .delimiter = ',',
    .decimal = '.'};

static struct slab slab;
static scanner *scan_with = scan_csv;
static char *chunk;

static struct pool pool;

static int begin_suite(void)
{
	scan_delimit(&plan);
	slab_init(&slab, &plan, 1, &pool);
	return 0;
}

static int end_of_suite(void)
{
	pool_free(&pool);
	free(plan.keys.list);
	free(plan.members.list);
	arena_free(&plan.keys.arena);
	arena_free(&plan.members.arena);
	free(chunk);
	return 0;
}

/* Nothing lies around it but its padding. */
static void copy_chunk(const char *text, size_t length)
{
	free(chunk);
	chunk = mem_alloc(length + 2 * SCAN_PADDING);
	memcpy(chunk + SCAN_PADDING, text, length);
	memset(chunk + SCAN_PADDING + length, '\n', SCAN_PADDING);
}

static void scan_from(const char *text, size_t start, size_t length)
{
	copy_chunk(text, length);
	scan_with(&plan, chunk + SCAN_PADDING, start, length, &slab);
}

static void scan_text(const char *text)
{
	scan_from(text, 0, strlen(text));
}

static void add_value(struct text *out, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	if (isnan(value))
		text_print(out, "|%s", states.names[bits & 0xff]);
	else
		text_print(out, "|%g", value);
}

/* The rows, as "id|name|competes|a|coded", one a line; odd lines before one as "odd". */
static const char *rows(void)
{
	static struct text out;
	size_t odd = 0;

	out.length = 0;
	text_add(&out, "");
	for (size_t row = 0; row <= slab.rows; row++) {
		for (; odd < slab.n_odd && slab.odd[odd].row == row; odd++)
			text_print(&out, "odd %u\n", slab.odd[odd].start);
		if (row == slab.rows)
			break;
		for (enum part part = PART_ID; part <= PART_NAME; part++)
			text_print(&out, "%.*s|", (int)slab.parts[part][row].length,
				   chunk + SCAN_PADDING + slab.parts[part][row].offset);
		text_add(&out, !slab.parts[PART_COMPETES][row].length  ? ""
			       : slab.parts[PART_COMPETES][row].offset ? "yes"
								       : "no");
		for (unsigned field = 0; field < FIELDS; field++)
			add_value(&out, slab.values[field * slab.room + row]);
		text_add(&out, "\n");
	}
	return out.data;
}

struct line_case {
	const char *line, *row; /* NULL: it is odd */
};

/* Each line alone, with its end. */
static void check_lines(const struct line_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *text = mem_print("%s\n", cases[i].line);

		scan_text(text);
		check_row(!strcmp(rows(), cases[i].row ? cases[i].row : "odd 0\n"), cases[i].line);
		CU_ASSERT_EQUAL(slab.end, strlen(text));
		free(text);
	}
}

static void lines(void)
{
	static const struct line_case cases[] = {
	    {"k1,Kota,yes,12.5,good,,x", "k1|Kota|yes|12.5|3\n"},
	    {"k1,,,,,,", "k1|||missing|missing\n"},
	    {"k1,,no,-,-,,", "k1||no|missing|missing\n"},
	    {"k1,,,none,none,,", "k1|||not-applicable|not-applicable\n"},
	    {"k1,,,!late,!unknown,,", "k1|||late|unknown\n"},
	    {"k1,\"Kota, Satu\",\"yes\",\"12.5\",\"bad\",\"\",\"a \"\"b\"\"\"",
	     "k1|Kota, Satu|yes|12.5|1\n"},
	    {"k1,K\xc3\xb6ta,,1e1,bad,,\xe2\x82\xac", "k1|K\xc3\xb6ta||10|1\n"},
	    {"k1,,,000000000000000000000000000007,,,", "k1|||7|missing\n"},
	    {"k1,,,12345678,,,", NULL}, /* beyond the range */
	    {"k1,,,-1,,,", NULL},
	    {"k1,,,100.5,,,", NULL},
	    {"k1,,,1e3,,,", NULL},
	    {"k1,,,+1,,,", NULL},
	    {"k1,,,1.,,,", NULL},
	    {"k1,,,.5,,,", NULL},
	    {"k1,,,1.2.3,,,", NULL},
	    {"k1,,, 1,,,", NULL},
	    {"k1,,,1 ,,,", NULL},
	    {"k1,,,1jp,,,", NULL},
	    {"k1,,,0x1,,,", NULL},
	    {"k1,,,nan,,,", NULL},
	    {"k1,,,!missing,,,", NULL},
	    {"k1,,,!late 5,,,", NULL},
	    {"k1,,,!undefined,,,", NULL},
	    {"k1,,,!,,,", NULL},
	    {"k1,,,,Good,,", NULL},
	    {"k1,,,,,letter,", NULL},
	    {"k1,,,,,", NULL},
	    {"k1,,,,,,,", NULL},
	    {",,,,,,", NULL},
	    {"", NULL},
	    {"-k,,,,,,", NULL},
	    {"k1,,ja,,,,", NULL},
	    {"k1,\"Kota \"\"Satu\"\"\",,,,,", NULL},
	    {"k1,Kota \"Satu\",,,,,", NULL},
	    {"k1,\"Kota\" Satu,,,,,", NULL},
	    {"k1,\"Kota,,,,,", NULL},
	    {"k1,,,,,,\"x", NULL},
	    {"k1,,,,,,x\"", NULL},
	    {"k1,a\tb,,,,,", NULL},
	    {"k1,a\x7f,,,,,", NULL},
	    {"k1,a\x1a,,,,,", NULL},
	    {"k1,a\xc2\x85,,,,,", NULL},    /* a control character beyond ASCII */
	    {"k1,a\xff,,,,,", NULL},        /* no UTF-8 */
	    {"k1,a\xc3,,,,,", NULL},        /* cut */
	    {"k1,,,,,,\xef\xbf\xbf", NULL}, /* a noncharacter */
	    {"\xef\xbb\xbfk1,,,,,,", NULL},
	    {"k1,,,1\r", NULL},
	    {"k1,,,,,,\r", NULL}, /* lines end with LF here */
	};

	check_lines(cases, COUNT(cases));
}

/* A record of JSON has parts, evidence, and names that nobody asks for. */
static void add_json_names(void)
{
	figures_init(&plan.figures, '.', scan_absent(STATE_MISSING));
	scan_add_name(&plan.keys, "id", 2, SCAN_PART, PART_ID);
	scan_add_name(&plan.keys, "name", 4, SCAN_PART, PART_NAME);
	scan_add_name(&plan.keys, "competes", 8, SCAN_PART, PART_COMPETES);
	scan_add_name(&plan.keys, "evidence", 8, SCAN_EVIDENCE, 0);
	scan_add_name(&plan.keys, "x", 1, SCAN_SKIP, 0);
	scan_add_name(&plan.members, "a", 1, SCAN_NUMBER, A)->max = 100;
	scan_add_name(&plan.members, "coded", 5, SCAN_FIELD, CODED);
	scan_add_name(&plan.members, "a name of exactly 31 characters", 31, SCAN_SKIP, 0);
	scan_add_name(&plan.members, "x", 1, SCAN_SKIP, 0);
}

#define ID "{\"id\":\"k1\","
#define OF(evidence) ID "\"evidence\":{" evidence "}}"

static void lines_of_json(void)
{
	static const struct line_case cases[] = {
	    {"{\"id\":\"k1\"}", "k1|||missing|missing\n"},
	    {OF(""), "k1|||missing|missing\n"},
	    {OF("\"a\":12.5,\"coded\":\"good\""), "k1|||12.5|3\n"},
	    {OF("\"coded\":\"bad\",\"a\":null"), "k1|||unknown|1\n"},
	    {OF("\"a\":true,\"coded\":null"), "k1|||1|unknown\n"},
	    {OF("\"a\":false"), "k1|||0|missing\n"},
	    {OF("\"a\":12.3456789012345"), "k1|||12.3457|missing\n"},
	    {OF("\"a\":0.00000000000000012"), "k1|||1.2e-16|missing\n"},
	    {"{ \"id\" : \"k1\" , \"evidence\" :\t{ \"a\" : 1 } }\r", "k1|||1|missing\n"},
	    {"{\"evidence\":{\"a\":1},\"x\":7,\"competes\":false,\"name\":\"K\xc3\xb6ta\",\"id\":"
	     "\"k1\"}",
	     "k1|K\xc3\xb6ta|no|1|missing\n"},
	    {ID "\"competes\":true}", "k1||yes|missing|missing\n"},
	    {ID "\"name\":\"\"}", "k1|||missing|missing\n"},
	    {OF("\"a name of exactly 31 characters\":\"x\",\"a\":7"), "k1|||7|missing\n"},
	    {OF("\"x\":\"a \\\"b\\\" \\\\ \\/ \\n\",\"a\":7"), "k1|||7|missing\n"},
	    {OF("\"x\":-0.5,\"a\":7"), "k1|||7|missing\n"},
	    /* numbers */
	    {OF("\"a\":100.00001"), NULL}, /* beyond the range */
	    {OF("\"a\":-1"), NULL},
	    {OF("\"a\":07"), NULL},
	    {OF("\"a\":00"), NULL},
	    {OF("\"a\":0123456789012345678"), NULL},
	    {OF("\"a\":1."), NULL},
	    {OF("\"a\":.5"), NULL},
	    {OF("\"a\":-"), NULL},
	    {OF("\"a\":+1"), NULL},
	    {OF("\"a\":1.2.3"), NULL},
	    {OF("\"a\":1e"), NULL},
	    {OF("\"a\":1x"), NULL},
	    {OF("\"a\":1 2"), NULL},
	    {OF("\"a\":"), NULL},
	    {OF("\"a\":\"1\""), NULL},
	    {OF("\"x\":01"), NULL}, /* also where nobody asks */
	    {OF("\"x\":1.e5"), NULL},
	    {OF("\"x\":12345678901234567890123"), NULL},
	    /* words */
	    {OF("\"a\":nul"), NULL},
	    {OF("\"a\":nullx"), NULL},
	    {OF("\"a\":True"), NULL},
	    {OF("\"x\":truefalse"), NULL},
	    {OF("\"coded\":true"), NULL},
	    {OF("\"coded\":3"), NULL},
	    {OF("\"coded\":\"Good\""), NULL},
	    {OF("\"coded\":\"goo\\u0064\""), NULL},
	    {ID "\"competes\":\"yes\"}", NULL},
	    {ID "\"competes\":null}", NULL},
	    /* texts */
	    {OF("\"x\":\"\\x\""), NULL},
	    {OF("\"x\":\"\\u0041\""), NULL},
	    {OF("\"x\":\"a\tb\""), NULL},
	    {OF("\"x\":\"sixteen bytes in a\x01\""), NULL},
	    {OF("\"x\":\"\xc3\""), NULL},
	    {OF("\"x\":\"\xed\xa0\x80\""), NULL},
	    {OF("\"x\":\"\xef\xbf\xbf\""), NULL},
	    {OF("\"x\":\"open"), NULL},
	    {OF("\"x\":\"\\\""), NULL},
	    {ID "\"name\":\"a\\nb\"}", NULL},
	    {ID "\"name\":\"a\xc2\x85\"}", NULL}, /* a control character beyond ASCII */
	    {ID "\"name\":\"a\x7f\"}", NULL},
	    {ID "\"name\":1}", NULL},
	    {"{\"id\":\"-k\"}", NULL},
	    {"{\"id\":\"\"}", NULL},
	    /* names */
	    {OF("\"a\":1,\"a\":1"), NULL},
	    {OF("\"a\":1,\"coded\":null,\"a\":2"), NULL},
	    {OF("\"x\":1,\"x\":1"), NULL},
	    {ID "\"id\":\"k2\"}", NULL},
	    {ID "\"evidence\":{},\"evidence\":{}}", NULL},
	    {OF("\"other\":1"), NULL},
	    {OF("\"\\u0061\":1"), NULL},
	    {OF("\"a name of exactly 31 characterz\":1"), NULL},
	    {OF("\"A\":1"), NULL},
	    {OF("a:1"), NULL},
	    {"{\"name\":\"x\"}", NULL},
	    {"{}", NULL},
	    /* what stands between them */
	    {OF("\"a\":1,"), NULL},
	    {OF(",\"a\":1"), NULL},
	    {OF("\"a\" 1"), NULL},
	    {OF("\"a\"::1"), NULL},
	    {OF("\"a\":1 \"x\":2"), NULL},
	    {OF("\"a\":[1]"), NULL},
	    {OF("\"a\":{\"value\":1}"), NULL},
	    {OF("\"x\":[]"), NULL},
	    {ID "\"evidence\":[]}", NULL},
	    {ID "\"evidence\":{\"a\":1}", NULL},
	    {OF("\"a\":1") "}", NULL},
	    {OF("\"a\":1") " 1", NULL},
	    {OF("\"a\":1") ",", NULL},
	    {" {\"id\":\"k1\"}", NULL}, /* the record has another column */
	    {"\xef\xbb\xbf{\"id\":\"k1\"}", NULL},
	    {"[{\"id\":\"k1\"}]", NULL},
	    {"\"k1\"", NULL},
	    {"", NULL},
	};

	add_json_names();
	scan_with = scan_json;
	check_lines(cases, COUNT(cases));
	scan_text(ID "\"evidence\":{\"a\":1}}"); /* no line end: it may go on */
	CU_ASSERT_STRING_EQUAL(rows(), "odd 0\n");
	scan_with = scan_csv;
}

/* A name that would be written with an escape is none that a scanner could compare. */
static void names_of_json(void)
{
	struct scan_plan other = {0};

	scan_add_name(&other.members, "a\":1,\"b", 7, SCAN_NUMBER, A);
	scan_add_name(&other.members, "a\\", 2, SCAN_NUMBER, A);
	scan_add_name(&other.members, "a\n", 2, SCAN_NUMBER, A);
	CU_ASSERT_EQUAL(other.members.count, 0);
	scan_add_name(&other.members, "a", 1, SCAN_NUMBER, A);
	scan_add_name(&other.members, "a", 1, SCAN_SKIP, 0);
	CU_ASSERT_EQUAL(other.members.count, 1);
	for (unsigned i = 0; i < 2 * SCAN_NAMES; i++) {
		char *name = mem_print("n%u", i);

		scan_add_name(&other.members, name, strlen(name), SCAN_SKIP, 0);
		free(name);
	}
	CU_ASSERT_EQUAL(other.members.count, SCAN_NAMES);
	scan_plan_free(&other);
}

/* --- Names of JSON, as they are compared: SCAN_NAME_ROOM bytes at once, quotes and all --- */

#define LONGEST 140
#define TEN "0123456789"
#define BEFORE_NAME "{\"id\":\"k1\",\"evidence\":{\""

/* Each name is a field of numbers up to 100. */
struct named {
	struct scan_plan plan;
	struct slab slab;
	struct pool pool;
};

static void named_init(struct named *named)
{
	*named = (struct named){.plan = {.parts = {[PART_ID] = true}, .states = &states}};
	named->plan.fields = mem_array(LONGEST, sizeof(*named->plan.fields));
	figures_init(&named->plan.figures, '.', scan_absent(STATE_MISSING));
	scan_add_name(&named->plan.keys, "id", 2, SCAN_PART, PART_ID);
	scan_add_name(&named->plan.keys, "evidence", 8, SCAN_EVIDENCE, 0);
}

static void name_field(struct named *named, const char *name, size_t length)
{
	struct scan_name *added =
	    scan_add_name(&named->plan.members, name, length, SCAN_NUMBER, named->plan.n_fields++);

	CU_ASSERT_PTR_NOT_NULL_FATAL(added);
	added->max = 100;
}

static void named_finish(struct named *named)
{
	pool_free(&named->pool);
	scan_plan_free(&named->plan);
}

/* The number that a field has behind one line; -1: none, or the line is odd. */
static double number_of(const struct named *named, unsigned field)
{
	double value = named->slab.rows == 1 ? named->slab.values[field * named->slab.room] : -1;

	return isnan(value) ? -1 : value;
}

/* How many fields a line gave a number. */
static unsigned count_numbers(const struct named *named)
{
	unsigned count = 0;

	for (unsigned field = 0; field < named->plan.n_fields; field++)
		count += number_of(named, field) >= 0;
	return count;
}

static void scan_named(struct named *named, const char *text, size_t length)
{
	copy_chunk(text, length);
	scan_json(&named->plan, chunk + SCAN_PADDING, 0, length, &named->slab);
	CU_ASSERT_EQUAL(named->slab.rows + named->slab.n_odd, 1);
}

static void a_name_is_the_same_or_not(void)
{
	static const struct {
		const char *known, *written;
		bool same;
	} cases[] = {
	    {"", "", true},
	    {"", "a", false},
	    {"a", "", false},
	    {"a", "a", true},
	    {"a", "b", false},
	    {"a", "ab", false},
	    {"ab", "a", false},
	    {"a", "A", false},
	    {"a b", "a b", true},
	    {"\xc3\xa9", "\xc3\xa9", true},
	    {"\xc3\xa9", "\xc3\xa8", false},
	    {"\xc3\xa9", "\xe3\xa9", false}, /* one bit */
	    {"a", "\\u0061", false},         /* the same to the strict reader */
	    {"a/b", "a\\/b", false},
	    {"a", "a\\\"", false},
	    /* the quote is the last of 16 bytes, the first behind them, ... */
	    {TEN "0123", TEN "0123", true},
	    {TEN "0123", TEN "01234", false},
	    {TEN "01234", TEN "0123", false},
	    {TEN "01234", TEN "01234", true},
	    {TEN "01234", TEN "01235", false},
	    /* ... of 32, ... */
	    {TEN TEN "012345678", TEN TEN "012345678", true},
	    {TEN TEN "012345678", TEN TEN TEN, false},
	    {TEN TEN TEN, TEN TEN TEN, true},
	    {TEN TEN TEN, TEN TEN "012345678", false},
	    {TEN TEN TEN, TEN TEN TEN "0", false},
	    {TEN TEN TEN, TEN TEN "0123456780", false},
	    {TEN TEN TEN, "1" TEN TEN "123456789", false},
	    {TEN TEN TEN "0", TEN TEN TEN "0", true},
	    {TEN TEN TEN "0", TEN TEN TEN, false},
	    {TEN TEN TEN "0", TEN TEN TEN "1", false},
	    {TEN TEN TEN "0", TEN TEN TEN "01", false},
	    {TEN TEN TEN "01", TEN TEN TEN "01", true},
	    {TEN TEN TEN "01", TEN TEN TEN "0", false},
	    {TEN TEN TEN "01", TEN TEN TEN "02", false},
	    /* ... of 64 */
	    {TEN TEN TEN TEN TEN TEN "01", TEN TEN TEN TEN TEN TEN "01", true},
	    {TEN TEN TEN TEN TEN TEN "01", TEN TEN TEN TEN TEN TEN "02", false},
	    {TEN TEN TEN TEN TEN TEN "012", TEN TEN TEN TEN TEN TEN "012", true},
	    {TEN TEN TEN TEN TEN TEN "012", TEN TEN TEN TEN TEN TEN "01", false},
	    {TEN TEN TEN TEN TEN TEN "012", TEN TEN TEN TEN TEN TEN "013", false},
	    {TEN TEN TEN TEN TEN TEN "0123", TEN TEN TEN TEN TEN TEN "0123", true},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct named named;
		char *text = mem_print(BEFORE_NAME "%s\":7}}\n", cases[i].written);

		named_init(&named);
		name_field(&named, cases[i].known, strlen(cases[i].known));
		slab_init(&named.slab, &named.plan, 1, &named.pool);
		scan_named(&named, text, strlen(text));
		check_row(number_of(&named, 0) == (cases[i].same ? 7 : -1), text);
		CU_ASSERT_EQUAL(named.slab.n_odd, !cases[i].same);
		free(text);
		named_finish(&named);
	}
}

/* Names of 1 to LONGEST bytes, each the beginning of the next. */
static const char *beginnings(struct named *named)
{
	static char longest[LONGEST + 1];

	named_init(named);
	for (unsigned i = 0; i < LONGEST; i++) {
		longest[i] = (char)('a' + i % 23);
		name_field(named, longest, i + 1);
	}
	slab_init(&named->slab, &named->plan, 1, &named->pool);
	return longest;
}

/* A line in which one of their bytes is another one, or that ends there, is odd. */
static void spoil(struct named *named, char *text, size_t name, size_t length)
{
	for (size_t at = name; at < name + length; at++) {
		char byte = text[at];

		text[at] = '.';
		scan_named(named, text, strlen(text));
		CU_ASSERT_EQUAL(named->slab.rows, 0);
		scan_named(named, text, at);
		CU_ASSERT_EQUAL(named->slab.rows, 0);
		text[at] = byte;
	}
	scan_named(named, text, name + length); /* its quote is behind the end */
	CU_ASSERT_EQUAL(named->slab.rows, 0);
	scan_named(named, text, name + length + 1);
	CU_ASSERT_EQUAL(named->slab.rows, 0);
}

static void names_of_every_length(void)
{
	struct named named;
	const char *longest = beginnings(&named);

	for (size_t length = 1; length <= LONGEST; length++) {
		char *text = mem_print(BEFORE_NAME "%.*s\":7}}\n", (int)length, longest);

		scan_named(&named, text, strlen(text));
		check_row(number_of(&named, (unsigned)length - 1) == 7 &&
			      count_numbers(&named) == 1,
			  text);
		spoil(&named, text, strlen(BEFORE_NAME), length);
		free(text);
	}
	named_finish(&named);
}

/* Names from the first on in steps, with their numbers modulo 100 as values; again: one of them once more. */
static void scan_steps(struct named *named, const char *longest, unsigned first, unsigned step,
		       unsigned again)
{
	struct text text = {0};

	text_add(&text, BEFORE_NAME);
	for (unsigned i = 0, name = first; i < LONGEST; i++, name = (name + step) % LONGEST)
		text_print(&text, "%s%.*s\":%u", i ? ",\"" : "", (int)name + 1, longest,
			   name % 100);
	if (again < LONGEST)
		text_print(&text, ",\"%.*s\":1", (int)again + 1, longest);
	text_add(&text, "}}\n");
	scan_named(named, text.data, text.length);
	text_free(&text);
}

/* Lines may have the names in any order, and each once. */
static void names_in_any_order(void)
{
	static const unsigned steps[] = {1, LONGEST - 1, 3, 37};
	struct named named;
	const char *longest = beginnings(&named);

	for (size_t i = 0; i < COUNT(steps); i++)
		for (unsigned first = 0; first < LONGEST; first += 23) {
			scan_steps(&named, longest, first, steps[i], LONGEST);
			for (unsigned field = 0; field < LONGEST; field++)
				CU_ASSERT_EQUAL(number_of(&named, field), field % 100);
		}
	for (unsigned again = 0; again < LONGEST; again++) {
		scan_steps(&named, longest, 0, 1, again);
		CU_ASSERT_EQUAL(named.slab.rows, 0);
	}
	named_finish(&named);
}

/* Of each its own: what one may be is too much for another. */
static void ranges_beside_names(void)
{
	static const struct {
		const char *evidence;
		bool plain;
	} cases[] = {
	    {"\"low\":-2,\"high\":1000", true},
	    {"\"low\":3,\"high\":999.9999", true},
	    {"\"high\":10,\"low\":-0.0", true},
	    {"\"low\":-2.0000001", false},
	    {"\"low\":3.0000001", false},
	    {"\"low\":10", false},
	    {"\"high\":9.9999999", false},
	    {"\"high\":1000.0001", false},
	    {"\"high\":-2", false},
	    {"\"any\":-1234567890123456", true},
	    {"\"low\":true,\"any\":false", true},
	    {"\"high\":true", false}, /* 1 */
	    {"\"low\":null,\"high\":null", true},
	};
	static const struct field ranges[] = {
	    {.min = -2, .max = 3}, {.min = 10, .max = 1000}, {.min = -HUGE_VAL, .max = HUGE_VAL}};
	static const char *const names[] = {"low", "high", "any"};
	struct named named;

	named_init(&named);
	for (unsigned i = 0; i < COUNT(names); i++) {
		struct scan_name *added =
		    scan_add_name(&named.plan.members, names[i], strlen(names[i]), SCAN_NUMBER, i);

		named.plan.fields[i] = ranges[i];
		added->min = ranges[i].min;
		added->max = ranges[i].max;
	}
	named.plan.n_fields = COUNT(names);
	slab_init(&named.slab, &named.plan, 1, &named.pool);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = mem_print("{\"id\":\"k1\",\"evidence\":{%s}}\n", cases[i].evidence);

		scan_named(&named, text, strlen(text));
		check_row((named.slab.rows == 1) == cases[i].plain, text);
		free(text);
	}
	named_finish(&named);
}

static void a_nul_is_odd(void)
{
	scan_from("k1,,\0,,,,\nk2,,,,,,\n", 0, 19);
	CU_ASSERT_STRING_EQUAL(rows(), "odd 0\nk2|||missing|missing\n");
}

/* Odd lines between rows, one after another, at the end, without a line end. */
static void runs(void)
{
	scan_text("k1,,,1,,,\n\nk2\nk3,,,3,,,\nk4,,,4,,,\n\"\nk5,,,5,,,");
	CU_ASSERT_STRING_EQUAL(rows(),
			       "k1|||1|missing\nodd 10\nk3|||3|missing\nk4|||4|missing\nodd 34\n");
	CU_ASSERT_EQUAL(slab.n_odd, 2);
	CU_ASSERT_EQUAL(slab.starts[1], 14);
	scan_from("torn\nk1,,,1,,,\n", 5, 15);
	CU_ASSERT_STRING_EQUAL(rows(), "k1|||1|missing\n");
	CU_ASSERT_EQUAL(slab.starts[0], 5);
	scan_from("torn", 4, 4);
	CU_ASSERT_STRING_EQUAL(rows(), "");
	CU_ASSERT_EQUAL(slab.end, 4);
}

/* The chunk goes on where the slab is full. */
static void full(void)
{
	struct text text = {0};
	size_t scanned = 0, passes = 0;

	for (unsigned i = 0; i < 100; i++)
		text_print(&text, i % 7 ? "k%u,,,%u,,,\n" : "odd %u\n", i, i);
	for (size_t at = 0; at < text.length; at = slab.end, passes++) {
		scan_from(text.data, at, text.length);
		CU_ASSERT_FATAL(slab.rows <= slab.room && slab.end > at);
		scanned += slab.rows;
	}
	CU_ASSERT_EQUAL(scanned, 85);
	CU_ASSERT(passes > 3);
	text_free(&text);
}

static void crlf(void)
{
	plan.crlf = true;
	scan_delimit(&plan);
	scan_text("k1,,,1,,,\r\nk2,,,2,,,\nk3,,,3,,,x\r\nk4,,,4,,,\r");
	CU_ASSERT_STRING_EQUAL(rows(), "k1|||1|missing\nodd 11\nk3|||3|missing\nodd 33\n");
	plan.crlf = false;
	scan_delimit(&plan);
}

/* Every number at every place in the 64 bytes that are looked at together. */
static void places(void)
{
	static const char *const numbers[] = {"7", "12.5", "0.123456", "12345678e-6",
					      "99.99999999"};
	char name[80], expected[200];

	for (size_t n = 0; n < 80; n++)
		for (size_t i = 0; i < COUNT(numbers); i++) {
			char *text;

			memset(name, 'n', n);
			name[n] = '\0';
			text = mem_print("k1,%s,,%s,good,,x\nk2,.,,%s,bad,,\n", name, numbers[i],
					 numbers[i]);
			snprintf(expected, sizeof(expected), "k1|%s||%g|3\nk2|.||%g|1\n", name,
				 strtod(numbers[i], NULL), strtod(numbers[i], NULL));
			scan_text(text);
			check_row(!strcmp(rows(), expected), text);
			free(text);
		}
}

static uint64_t dice = 1;

static size_t below(size_t end)
{
	dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (size_t)(dice >> 33) % end;
}

static void add_cell(struct text *out, const char *const *list, size_t count, size_t usual)
{
	/* Mostly one of the usual ones. */
	text_add(out, list[below(below(8) ? usual : count)]);
	text_add(out, ",");
}

/* A line of seven cells, which now and then is odd by one of them. */
static void add_line(struct text *out, unsigned number)
{
	static const char *const names[] = {
	    "",           "n",     "a name",   "a longer name of an agency, it is",
	    "\"a, b\"",   "\"c\"", "\xc3\x9c", "\"\xc3\x9c, \"",
	    "\"a\"\"b\"", "\"",    "\t",       "\xff"};
	static const char *const answers[] = {"yes", "no", "", "\"no\"", "ja"};
	static const char *const numbers[] = {"1",
					      "2.5",
					      "",
					      "33.25",
					      "0.123456",
					      "12345678e-6",
					      "100",
					      "007",
					      "99.99999999",
					      "\"4\"",
					      "-",
					      "none",
					      "!late",
					      "0.000000000000000001",
					      "-0",
					      "+1",
					      "101",
					      "-1",
					      "1.",
					      ".5",
					      "x",
					      "!x",
					      "123456789",
					      "\"5",
					      "1,2"};
	static const char *const words[] = {"good", "bad", "", "\"bad\"", "!late", "worse", "1"};
	static const char *const rest[] = {"",         "s",   "text", "\"a \"\"b\"\", c\"",
					   "\xc3\xa9", "\x7f"};

	text_print(out, below(30) ? "k%u," : "k %u,", number);
	add_cell(out, names, 8 + below(5), 3);
	add_cell(out, answers, COUNT(answers), 3);
	add_cell(out, numbers, COUNT(numbers), 12);
	add_cell(out, words, COUNT(words), 4);
	text_add(out, below(30) ? "," : "a source,");
	text_add(out, rest[below(COUNT(rest))]);
	text_add(out, below(30) ? "\n" : "\n\n");
}

/* What each line is alone, the first of some odd ones for all. */
static void add_alone(struct text *out, const char *text, size_t length)
{
	bool odd = false;

	out->length = 0;
	text_add(out, "");
	for (size_t at = 0, end; at < length; at = end) {
		end = at + strcspn(text + at, "\n") + 1;
		scan_from(text, at, end);
		if (slab.rows || !odd)
			text_add(out, rows());
		odd = !slab.rows;
	}
}

/* Lines that are read many at a time are what they are alone: odd ones cost none of the others anything. */
static void together(void)
{
	struct text text = {0}, alone = {0};

	pool_free(&pool);
	slab_init(&slab, &plan, 200, &pool);
	for (unsigned pass = 0; pass < 3000; pass++) {
		size_t count = 1 + below(150);

		text.length = 0;
		for (unsigned i = 0; i < count; i++)
			add_line(&text, i);
		add_alone(&alone, text.data, text.length);
		scan_from(text.data, 0, text.length);
		check_row(!strcmp(rows(), alone.data), text.data);
	}
	text_free(&text);
	text_free(&alone);
}

void suite_scan(void)
{
	CU_pSuite suite = CU_add_suite("scan", begin_suite, end_of_suite);

	CU_ADD_TEST(suite, lines);
	CU_ADD_TEST(suite, lines_of_json);
	CU_ADD_TEST(suite, names_of_json);
	CU_ADD_TEST(suite, a_name_is_the_same_or_not);
	CU_ADD_TEST(suite, names_of_every_length);
	CU_ADD_TEST(suite, names_in_any_order);
	CU_ADD_TEST(suite, ranges_beside_names);
	CU_ADD_TEST(suite, a_nul_is_odd);
	CU_ADD_TEST(suite, runs);
	CU_ADD_TEST(suite, full);
	CU_ADD_TEST(suite, crlf);
	CU_ADD_TEST(suite, places);
	CU_ADD_TEST(suite, together);
}
