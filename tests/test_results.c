/*
 * What a run writes: the four tables, results.json and their cells. The tables stand here as config/README.md describes
 * them, written by hand.
 */
#include <CUnit/CUnit.h>
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "csv_out.h"
#include "helper.h"
#include "json_out.h"
#include "trial.h"

void suite_results(void);

/* --- Cells of CSV --- */

static void csv_texts(void)
{
	static const struct {
		const char *cell, *written;
	} cases[] = {
	    {"", ""},
	    {"Kota A", "Kota A"},
	    {"a,b", "\"a,b\""},
	    {"say \"so\"", "\"say \"\"so\"\"\""},
	    {"\"", "\"\"\"\""},
	    {"two\nlines", "\"two\nlines\""},
	    {"cr\r", "\"cr\r\""},
	    {"=1+1", "'=1+1"},
	    {"+62", "'+62"},
	    {"-", "'-"},
	    {"@x", "'@x"},
	    {"\tx", "'\tx"},
	    {"=A1,B1", "\"'=A1,B1\""},
	    {"=\"x\"", "\"'=\"\"x\"\"\""},
	    {"a=b", "a=b"},
	    {" lead", " lead"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct text out = {0};
		char expected[100];

		csv_text(&out, cases[i].cell);
		csv_text(&out, "z");
		csv_end(&out);
		snprintf(expected, sizeof(expected), "%s,z\n", cases[i].written);
		CU_ASSERT(same(out.data, expected));
		text_free(&out);
	}
}

static void csv_numbers(void)
{
	struct text out = {0};

	csv_grid(&out, GRID_NONE, 2);
	csv_grid(&out, -2340000000, 2);
	csv_grid(&out, 64000000000, 0);
	csv_grid(&out, 1, 9);
	csv_double(&out, (double)NAN);
	csv_double(&out, 0.1);
	csv_double(&out, -1e-7);
	csv_double(&out, 1e16);
	csv_count(&out, 0);
	csv_count(&out, 12345);
	csv_end(&out);
	CU_ASSERT(same(out.data, ",-2.34,64,0.000000001,,0.1,-1e-07,1e+16,0,12345\n"));
	text_free(&out);
}

/* --- Cells of JSON --- */

static void json_members(void)
{
	cJSON *document = json_document(), *list;
	struct text out = {0};
	const char *rest;

	json_text(document, "text", "say \"so\"\n");
	json_text(document, "none", NULL);
	json_count(document, "count", 7);
	json_bool(document, "yes", true);
	list = json_list(document, "list");
	json_entry_text(list, "a");
	json_long_list(document, "long");
	json_finish(document, &out);
	CU_ASSERT(has_line(out.data, "\t\"text\":\t\"say \\\"so\\\"\\n\","));
	CU_ASSERT(has_line(out.data, "\t\"none\":\tnull,"));
	CU_ASSERT(has_line(out.data, "\t\"count\":\t7,"));
	CU_ASSERT(has_line(out.data, "\t\"yes\":\ttrue,"));
	CU_ASSERT(has_line(out.data, "\t\"list\":\t[\"a\"],"));
	rest = strchr(out.data, '\1');
	CU_ASSERT_PTR_NOT_NULL_FATAL(rest);
	CU_ASSERT(same(rest + 1, "]\n}\n"));
	text_free(&out);
}

/* What is not seen, or turns others round, as \\u: two of them beyond U+FFFF. */
static void json_escapes(void)
{
	static const char text[] = "\"\xe2\x80\xae\x7f\xf4\x8f\xbf\xbd\xf3\xa0\x80\x81\xc3\xa9";
	static const char expected[] =
	    "\"\\u0022\\u202e\\u007f\\udbff\\udffd\\udb40\\udc01\xc3\xa9\"";
	cJSON *document = json_document();
	struct text out = {0}, line = {0};

	json_text(document, "text", text);
	json_text(document, "bytes", "\xff\xe2\x80\xae");
	json_entry_text(json_list(document, "list"), text);
	json_finish(document, &out);
	text_print(&line, "\t\"text\":\t%s,", expected);
	CU_ASSERT(has_line(out.data, line.data));
	CU_ASSERT(has_line(out.data, "\t\"bytes\":\t\"\xff\\u202e\","));
	line.length = 0;
	text_print(&line, "\t\"list\":\t[%s]", expected);
	CU_ASSERT(has_line(out.data, line.data));
	out.length = 0;
	json_line_begin(&out, true);
	json_line_text(&out, "t", text);
	json_line_end(&out);
	line.length = 0;
	text_print(&line, "\n{\"t\":%s}", expected);
	CU_ASSERT(same(out.data, line.data));
	text_free(&out);
	text_free(&line);
}

static void added_column(void)
{
	struct text table = {0};

	csv_add_column(&table, "test", "yes");
	CU_ASSERT_PTR_NULL(table.data);
	text_add(&table, "a,b\n1,\"x\n\"\"y\"\n,\n");
	csv_add_column(&table, "test", "yes");
	CU_ASSERT(same(table.data, "a,b,test\n1,\"x\n\"\"y\",yes\n,,yes\n"));
	text_free(&table);
}

static void json_lines(void)
{
	struct text out = {0};

	json_line_begin(&out, true);
	json_line_text(&out, "id", "a\\b\"c\x01\n");
	json_line_number(&out, "rank", "2.5");
	json_line_number(&out, "none", "");
	json_line_grid(&out, "score", -500000000, 1);
	json_line_grid(&out, "no_score", GRID_NONE, 1);
	json_line_bool(&out, "competes", false);
	json_line_end(&out);
	json_line_begin(&out, false);
	json_line_text(&out, "id", "");
	json_line_end(&out);
	CU_ASSERT(same(out.data,
		       "\n{\"id\":\"a\\u005cb\\u0022c\\u0001\\u000a\",\"rank\":2.5,\"none\":null,"
		       "\"score\":-0.5,\"no_score\":null,\"competes\":false},\n{\"id\":\"\"}"));
	text_free(&out);
}

static void json_marks(void)
{
	struct text out = {0};
	struct sink_text into = sink_into(&out);
	const char *rest = json_until_mark(&into.sink, "one\1two\1three");

	text_add(&out, "-");
	rest = json_until_mark(&into.sink, rest);
	text_add(&out, "-");
	CU_ASSERT_PTR_NULL(json_until_mark(&into.sink, rest));
	CU_ASSERT(same(out.data, "one-two-three"));
	text_free(&out);
}

/* --- Tables --- */

static const char rules[] = "[states]\nlate = as-zero\n[category c]\ncriteria = c.ini\n"
			    "[award best]\ntitle = Best\nfirst = 2\n"
			    "[award jury]\ntitle = J\ngiven-to = n\nsource = minutes p. 3, 4\n"
			    "[tally]\n";

/* a: .6 * 80 + .4 * 50 = 68; b: 60 from x alone, zero for y: 36; n has no x; o does not compete: 100 */
static const char criteria[] = "grades = High >= 60, Low\n[criteria]\nx = 60\ny = 40\n"
			       "[criterion x]\nclaim = x_claim\n[criterion q]\nrole = gate\n"
			       "min = 50\nmissing = reweight\n";
static const char evidence[] = "id,name,class,region,competes,reason,x,x_claim,y,q\n"
			       "a,\"Kota A, West\",kota,west,yes,,80,85.5,50,\n"
			       "o,=Host,kota,east,no,\"host, 2024\",100,,100,60\n"
			       "b,,kota,west,yes,,60,60,!late,0.1\n"
			       "n,,kab,,yes,,,,20,1\n"
			       "b2,,kota,west,yes,,60,60,!not-applicable,55\n";

static void start(struct trial *trial)
{
	trial_run(trial, rules, criteria, evidence);
}

static void rankings_table(void)
{
	struct trial trial;

	start(&trial);
	CU_ASSERT(same(
	    trial_table(&trial, results_rankings_csv),
	    "ranking,of,edition,group,rank,id,name,class,region,score,coverage,grade,status,reason,"
	    "decided_by\n"
	    "main,c,1,kab,,n,n,kab,,,40.00,,no-score,x,\n"
	    "main,c,1,kota,1,a,\"Kota A, West\",kota,west,68.00,100.00,High,ranked,,\n"
	    "main,c,1,kota,2,b2,b2,kota,west,60.00,100.00,High,ranked,,\n"
	    "main,c,1,kota,,b,b,kota,west,36.00,60.00,Low,ineligible,q,\n"
	    "main,c,1,kota,,o,'=Host,kota,east,100.00,100.00,High,out-of-competition,\"host, "
	    "2024\",\n"));
	trial_finish(&trial);
}

static void scores_table(void)
{
	struct trial trial;

	start(&trial);
	CU_ASSERT(same(trial_table(&trial, results_scores_csv),
		       "category,node,kind,role,edition,id,claim,measure,state,exact,score,"
		       "coverage,grade,spread\n"
		       "c,c,category,score,1,a,,,,68.000000000,68.00,100.00,High,\n"
		       "c,c,category,score,1,b,,,,36.000000000,36.00,60.00,Low,\n"
		       "c,c,category,score,1,b2,,,,60.000000000,60.00,100.00,High,\n"
		       "c,c,category,score,1,n,,,,,,40.00,,\n"
		       "c,c,category,score,1,o,,,,100.000000000,100.00,100.00,High,\n"
		       "c,x,criterion,score,1,a,85.5,80,value,80.000000000,80.00,100.00,,\n"
		       "c,x,criterion,score,1,b,60,60,value,60.000000000,60.00,100.00,,\n"
		       "c,x,criterion,score,1,b2,60,60,value,60.000000000,60.00,100.00,,\n"
		       "c,x,criterion,score,1,n,,,missing,,,0.00,,\n"
		       "c,x,criterion,score,1,o,,100,value,100.000000000,100.00,100.00,,\n"
		       "c,y,criterion,score,1,a,,50,value,50.000000000,50.00,100.00,,\n"
		       "c,y,criterion,score,1,b,,,zero,0.000000000,0.00,0.00,,\n"
		       "c,y,criterion,score,1,b2,,,not-applicable,,,,,\n"
		       "c,y,criterion,score,1,n,,20,value,20.000000000,20.00,100.00,,\n"
		       "c,y,criterion,score,1,o,,100,value,100.000000000,100.00,100.00,,\n"
		       "c,q,criterion,gate,1,a,,,missing,,,0.00,,\n"
		       "c,q,criterion,gate,1,b,,0.1,value,0.100000000,0.10,100.00,,\n"
		       "c,q,criterion,gate,1,b2,,55,value,55.000000000,55.00,100.00,,\n"
		       "c,q,criterion,gate,1,n,,1,value,1.000000000,1.00,100.00,,\n"
		       "c,q,criterion,gate,1,o,,60,value,60.000000000,60.00,100.00,,\n"));
	trial_finish(&trial);
}

static void awards_and_tally_tables(void)
{
	struct trial trial;

	start(&trial);
	CU_ASSERT(same(trial_table(&trial, results_awards_csv),
		       "award,of,edition,group,place,id,name,class,region,score,source\n"
		       "best,c,1,kota,I,a,\"Kota A, West\",kota,west,68.00,\n"
		       "best,c,1,kota,II,b2,b2,kota,west,60.00,\n"
		       "jury,,1,,,n,n,kab,,,\"minutes p. 3, 4\"\n"));
	CU_ASSERT(same(trial_table(&trial, results_tally_csv), "group,agencies,awards,best,jury\n"
							       "west,2,2,2,0\n"
							       ",1,1,0,1\n"));
	trial_finish(&trial);
}

/* Depth first, siblings as first named, overall last, without its links. */
static void order_of_nodes(void)
{
	struct trial trial;
	static const char tree[] =
	    "[groups]\ng =\nh =\n[criteria h]\nz =\n[criteria g]\nx =\ny =\n";
	static const char two[] = "[category c]\ncriteria = c.ini\n[category d]\ncriteria = d.ini\n"
				  "[overall]\ntitle = All\n";
	static const char expected[] =
	    "c,c,category,score,1,a,,,,20.000000000,20.00,100.00,,\n"
	    "c,g,group,score,1,a,,,,15.000000000,15.00,100.00,,\n"
	    "c,x,criterion,score,1,a,,10,value,10.000000000,10.00,100.00,,\n"
	    "c,y,criterion,score,1,a,,20,value,20.000000000,20.00,100.00,,\n"
	    "c,h,group,score,1,a,,,,25.000000000,25.00,100.00,,\n"
	    "c,z,criterion,score,1,a,,25,value,25.000000000,25.00,100.00,,\n"
	    "d,d,category,score,1,a,,,,40.000000000,40.00,100.00,,\n"
	    "d,w,criterion,score,1,a,,40,value,40.000000000,40.00,100.00,,\n"
	    "overall,overall,category,score,1,a,,,,30.000000000,30.00,100.00,,\n";
	const char *table;

	temp_file("d.ini", "[category]\ntitle = D\n[criterion w]\n");
	trial_run(&trial, two, tree, "id,x,y,z,w\na,10,20,25,40\n");
	table = trial_table(&trial, results_scores_csv);
	CU_ASSERT(same(strchr(table, '\n') + 1, expected));
	trial_finish(&trial);
}

/* --- results.json --- */

static const cJSON *member(const cJSON *object, const char *path)
{
	char name[40];

	for (; object && *path; path += strcspn(path, "/"), path += *path == '/') {
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(path, "/"), path);
		object = cJSON_IsArray(object) ? cJSON_GetArrayItem(object, atoi(name))
					       : cJSON_GetObjectItemCaseSensitive(object, name);
	}
	return object;
}

/* The member as JSON text. */
static bool is(const cJSON *document, const char *path, const char *expected)
{
	const cJSON *item = member(document, path);
	char *text = item ? cJSON_PrintUnformatted(item) : NULL;
	bool good = text && same(text, expected);

	if (!good)
		fprintf(stderr, "at %s\n", path);
	cJSON_free(text);
	return good;
}

static void document(void)
{
	static const struct {
		const char *path, *expected;
	} members[] = {
	    {"round/title/text", "\"T\""},
	    {"round/edition", "\"1\""},
	    {"round/precision", "2"},
	    {"round/rounding", "\"half-even\""},
	    {"round/rank_on", "\"published\""},
	    {"classes/0/id", "\"kab\""},
	    {"classes/1/id", "\"kota\""},
	    {"categories/0/id", "\"c\""},
	    {"categories/0/withheld", "false"},
	    {"categories/0/because", "null"},
	    {"agencies/0/name", "\"Kota A, West\""},
	    {"agencies/4", "{\"edition\":\"1\",\"id\":\"o\",\"name\":\"=Host\",\"class\":\"kota\","
			   "\"region\":\"east\","
			   "\"competes\":false,\"reason\":\"host, 2024\"}"},
	    {"rankings/0/counts",
	     "{\"ranked\":2,\"out-of-competition\":1,\"screened\":0,\"ineligible\":1,"
	     "\"no-score\":1,\"not-applicable\":0,\"not-entered\":0}"},
	    {"rankings/0/groups/0/entries/0",
	     "{\"rank\":null,\"edition\":\"1\",\"id\":\"n\",\"score\":null,\"exact\":null,"
	     "\"coverage\":40,"
	     "\"grade\":\"\",\"status\":\"no-score\",\"reason\":\"x\",\"decided_by\":\"\"}"},
	    {"rankings/0/groups/1/entries/0",
	     "{\"rank\":1,\"edition\":\"1\",\"id\":\"a\",\"score\":68,\"exact\":68,\"coverage\":"
	     "100,"
	     "\"grade\":\"High\",\"status\":\"ranked\",\"reason\":\"\",\"decided_by\":\"\"}"},
	    {"rankings/0/groups/1/entries/2/reason", "\"q\""},
	    {"awards/0/winners/1",
	     "{\"edition\":\"1\",\"id\":\"b2\",\"place\":\"II\",\"of\":\"c\",\"ranking\":\"main\","
	     "\"group\":\"kota\"}"},
	    {"awards/1/winners/0", "{\"edition\":\"1\",\"id\":\"n\",\"place\":\"\",\"of\":null,"
				   "\"ranking\":null,\"group\":null}"},
	    {"awards/1/source", "\"minutes p. 3, 4\""},
	    {"awards/0/withheld", "[]"},
	    {"tally", "{\"by\":\"region\",\"groups\":[{\"id\":\"west\",\"agencies\":2,"
		      "\"awards\":2,\"by_award\":{\"best\":2,\"jury\":0}},{\"id\":\"\","
		      "\"agencies\":1,\"awards\":1,\"by_award\":{\"best\":0,\"jury\":1}}]}"},
	    {"evidence", "[{\"file\":\"e.csv\",\"read\":5,\"scored\":5,\"empty\":0}]"},
	    {"withheld", "[]"},
	    {"left_behind", "[]"},
	    {"editions", "[\"1\"]"},
	    {"awards/0/rankings", "[{\"of\":\"c\",\"ranking\":\"main\"}]"},
	    {"awards/1/rankings", "[]"},
	    {"notes", "[]"},
	};
	struct trial trial;
	cJSON *parsed;

	start(&trial);
	parsed = cJSON_Parse(trial_table(&trial, results_json));
	CU_ASSERT_PTR_NOT_NULL(parsed);
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		CU_ASSERT(is(parsed, members[i].path, members[i].expected));
	cJSON_Delete(parsed);
	trial_finish(&trial);
}

/* What else it holds: ties withheld, an empty round of awards, no tally. */
static void document_of_ties(void)
{
	struct trial trial;
	cJSON *parsed;

	trial_run(&trial, "[award best]\ntitle = B\nfirst = 1\nat-cut = withhold\n",
		  "[criterion x]\n", "id,x\na,50.001\nb,50\nc,\n");
	parsed = cJSON_Parse(trial_table(&trial, results_json));
	CU_ASSERT(is(parsed, "awards/0/winners", "[]"));
	CU_ASSERT(is(parsed, "awards/0/withheld",
		     "[{\"of\":\"c\",\"ranking\":\"main\",\"group\":\"\",\"tied\":[{\"edition\":"
		     "\"1\",\"id\":\"a\"},{\"edition\":\"1\",\"id\":\"b\"}]}]"));
	CU_ASSERT(is(parsed, "rankings/0/precision_ties", "2"));
	CU_ASSERT(is(parsed, "rankings/0/groups/0/entries/0/exact", "50.001"));
	CU_ASSERT(is(parsed, "tally", "null"));
	CU_ASSERT(is(parsed, "evidence/0/empty", "1"));
	cJSON_Delete(parsed);
	trial_finish(&trial);
}

void suite_results(void)
{
	CU_pSuite suite = CU_add_suite("results", NULL, NULL);

	CU_ADD_TEST(suite, csv_texts);
	CU_ADD_TEST(suite, csv_numbers);
	CU_ADD_TEST(suite, json_members);
	CU_ADD_TEST(suite, json_lines);
	CU_ADD_TEST(suite, json_escapes);
	CU_ADD_TEST(suite, added_column);
	CU_ADD_TEST(suite, json_marks);
	CU_ADD_TEST(suite, rankings_table);
	CU_ADD_TEST(suite, scores_table);
	CU_ADD_TEST(suite, awards_and_tally_tables);
	CU_ADD_TEST(suite, order_of_nodes);
	CU_ADD_TEST(suite, document);
	CU_ADD_TEST(suite, document_of_ties);
}
