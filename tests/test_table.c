/*
 * Results at a terminal: what stands in which line, and that no line is wider than the terminal. Lines are written by hand.
 */
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "memory.h"
#include "table.h"
#include "trial.h"

void suite_table(void);

static struct table_options options;

static void print(const struct results *results, struct sink *sink)
{
	table_print(results, &options, sink);
}

/* The table of a run with these options. */
static const char *shown(struct trial *trial, struct table_options with)
{
	options = with;
	return trial_table(trial, print);
}

/* Whether text holds a whole line; shows the text where not. */
static bool has(const char *text, const char *line)
{
	size_t length = strlen(line);

	for (const char *at = text; (at = strstr(at, line)); at++)
		if ((at == text || at[-1] == '\n') && at[length] == '\n')
			return true;
	fprintf(stderr, "\nexpected the line \"%s\" in:\n%s", line, text);
	return false;
}

static size_t widest(const char *text)
{
	size_t most = 0;

	while (*text) {
		char *line = mem_copy_n(text, strcspn(text, "\n"));

		most = text_columns(line) > most ? text_columns(line) : most;
		text += strcspn(text, "\n") + 1;
		free(line);
	}
	return most;
}

#define X "[criterion x]\n"

/* Columns are cut, not bytes: each of these letters has two bytes. 60 - 8 - 7 - 8 columns are left for a name. */
static void long_names(void)
{
	static const char evidence[] = "id,name,x\na,ÀÈÌÒÙàèìòùÀÈÌÒÙàèìòùÀÈÌÒÙàèìòùÀÈÌÒÙàèìòù,2\n"
				       "b,\u202e[2J,1\n";
	struct trial trial;
	const char *text;

	trial_run(&trial, "", X, evidence);
	text = shown(&trial, (struct table_options){.width = 60});
	CU_ASSERT_EQUAL(widest(text), 60);
	CU_ASSERT(has(text, "     1  ÀÈÌÒÙàèìòùÀÈÌÒÙàèìòùÀÈÌÒÙàèìòùÀÈÌÒÙà…   2.00  100.00"));
	CU_ASSERT(has(text, "     2  \\u202e[2J                               1.00  100.00"));
	CU_ASSERT(has(text, "Records read: 2 = 2 scored + 0 refused + 0 declared empty;"));
	CU_ASSERT(has(text, "    agencies: 2"));
	trial_finish(&trial);
}

/* The least important columns go first: the region, then the note. Nothing is narrower than 60 columns. */
static void narrow(void)
{
	static const char evidence[] =
	    "id,name,region,x\na,Pemerintah Kota Satu yang Panjang,Jawa Bagian Timur,2\n"
	    "b,Pemerintah Kota Dua yang Panjang,Jawa Bagian Barat,1\n";
	static const char round[] = "[award best]\ntitle = Best\nfirst = 1\n";
	struct trial trial;
	const char *text;

	trial_run(&trial, round, X, evidence);
	text = shown(&trial, (struct table_options){.width = 100});
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(text, "Pemerintah Kota Satu yang Panjang  Jawa Bagian Timur "));
	text = shown(&trial, (struct table_options){.width = 60});
	CU_ASSERT_PTR_NULL(strstr(text, "Jawa"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "cover."));
	text = shown(&trial, (struct table_options){.width = 1});
	CU_ASSERT(widest(text) <= 60);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "     1  Pemerintah"));
	trial_finish(&trial);
}

static void who_has_no_rank(void)
{
	static const char evidence[] =
	    "id,name,competes,reason,x,g,s\na,A,,,2,60,1\nb,B,no,x,3,60,1\n"
	    "c,C,,,4,40,1\nd,D,,,,60,1\ne,E,,,!not-applicable,60,1\n";
	static const char criteria[] =
	    "[criteria]\nx = 100 | Iks\n[criterion g]\ntitle = Gate\nrole = gate\nmin = 50\n";
	static const char *const lines[] = {"  - B: out of competition (x)",
					    "  - C: not eligible (Gate)", "  - D: no score (Iks)",
					    "  - E: not applicable"};
	struct trial trial;
	const char *text;

	trial_run(&trial, "[evidence]\nignore = s\n", criteria, evidence);
	text = shown(&trial, (struct table_options){.unranked = true});
	for (size_t i = 0; i < COUNT(lines); i++)
		CU_ASSERT(has(text, lines[i]));
	text = shown(&trial, (struct table_options){0});
	CU_ASSERT(has(
	    text,
	    "  not ranked: 1 out of competition, 1 not eligible, 1 no score, 1 not applicable"));
	trial_finish(&trial);
}

/* Classes have their titles; agencies without a region are one group of regions and stand in no tally. */
static const char round_of_groups[] =
    "[class k]\ntitle = Kota\n[category c]\ncriteria = c.ini\n[category d]\ncriteria = c.ini\n"
    "[award best]\ntitle = Best\nfirst = 2\nof = c\n[award jury]\ntitle = Jury\ngiven-to = a\n"
    "source = SK 1/2023\n[ranking daerah]\nof = c\nwithin = region\n[tally]\n";
static const char three[] = "id,name,class,region,x\na,A,k,Utara,3\nb,B,k,Utara,2\nc,C,k,,1\n";

static void groups(void)
{
	struct trial trial;
	const char *text;

	trial_run(&trial, round_of_groups, X, three);
	text = shown(&trial, (struct table_options){0});
	CU_ASSERT_PTR_NOT_NULL(strstr(text,
				      "C (c)\n  rank  agency  region  score  cover.  prize\nKota\n"
				      "     1  A       Utara    3.00  100.00  I\n"
				      "     2  B       Utara    2.00  100.00  II\n"
				      "     3  C                1.00  100.00\n"));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(text, "C (c, daerah)\n  rank  agency  region  score  cover.\nno region\n"
			 "     1  C                1.00  100.00\nUtara\n"
			 "     1  A       Utara    3.00  100.00\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nBest\n  Kota (c): I A; II B\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nJury\n  A (source: SK 1/2023)\n"));
	CU_ASSERT(has(text, "  region  prizes  agencies  best  jury"));
	CU_ASSERT(has(text, "  Utara        3         2     2     1"));
	trial_finish(&trial);
}

/* Classes by their titles; groups that are not shown are told, and awards for which there is no column. */
static void tally_of_many(void)
{
	static const char round[] =
	    "[class k]\ntitle = Kota\n[class l]\ntitle = Lain\n[tally]\nby = class\n"
	    "[award a]\ntitle = A\nfirst = 1\n[award b]\ntitle = B\nfirst = 1\n"
	    "[award c]\ntitle = C\nfirst = 1\n[award d]\ntitle = D\nfirst = 1\n"
	    "[award e]\ntitle = E\nfirst = 1\n[award f]\ntitle = F\nfirst = 1\n"
	    "[award g]\ntitle = G\nfirst = 1\n";
	struct trial trial;
	const char *text;

	trial_run(&trial, round, X, three);
	text = shown(&trial, (struct table_options){0});
	CU_ASSERT(has(text, "  class  prizes  agencies  a  b  c  d  e"));
	CU_ASSERT(has(text, "  Kota        7         1  1  1  1  1  1"));
	CU_ASSERT(has(text, "  further awards: 2; tally.csv in the bundle has all"));
	CU_ASSERT_PTR_NULL(strstr(text, "further groups"));
	trial_finish(&trial);
	trial_run(&trial, round, X, "id,class,x\na,k,1\nb,l,2\n");
	text = shown(&trial, (struct table_options){.top = 1});
	CU_ASSERT(has(text, "  Kota        7         1  1  1  1  1  1"));
	CU_ASSERT(has(text, "  further groups: 1; tally.csv in the bundle has all"));
	trial_finish(&trial);
}

static void parts(void)
{
	struct trial trial;
	const char *text;

	trial_run(&trial, round_of_groups, X, three);
	text = shown(&trial, (struct table_options){.top = 1, .category = "c"});
	CU_ASSERT(has(text, "  Kota (c): I A; and 1 more"));
	CU_ASSERT_PTR_NULL(strstr(text, "C (d)"));
	CU_ASSERT_PTR_NULL(strstr(text, "     2  B"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "     1  C "));
	text = shown(&trial, (struct table_options){.class_id = "tiada"});
	CU_ASSERT_PTR_NULL(strstr(text, "  A  "));
	CU_ASSERT_PTR_NULL(strstr(text, "Best"));
	text = shown(&trial, (struct table_options){.class_id = "k*", .category = "d"});
	CU_ASSERT_PTR_NULL(strstr(text, "C (c"));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(text, "C (d)\n  rank  agency  region  score  cover.\nKota\n     1  A "));
	trial_finish(&trial);
}

/* A tie at the cut; a category whose plugin fails, and what needs it. */
static void withheld(void)
{
	static const char round[] = "[category c]\ncriteria = c.ini\nweight = 1\n[category "
				    "bad]\ncriteria = bad.ini\nweight = 1\n"
				    "[overall]\n[award best]\ntitle = Best\nfirst = 1\nof = c\n";
	char *folders =
	    mem_print("%s:%s", getenv("JURI_TEST_PLUGINS"), getenv("JURI_PLUGINS_BUILT"));
	char *before = mem_copy(getenv("JURI_PLUGINS_BUILT"));
	struct trial trial;
	const char *text;

	temp_file("bad.ini",
		  "[category]\ntitle = Bad\nplugin = abort\n[criterion y]\nmethod = m\nx = x\n");
	setenv("JURI_PLUGINS_BUILT", folders, 1);
	trial_run(&trial, round, X, "id,name,x\na,A,1\nb,B,1\n");
	setenv("JURI_PLUGINS_BUILT", before, 1);
	text = shown(&trial, (struct table_options){0});
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nBad (bad)\n  withheld; the reason stands below\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(
	    text, "\nBad is withheld: its plugin abort failed, criterion y, agency b: killed by\n"
		  "    signal SIGABRT\n"));
	CU_ASSERT(has(text, "overall is withheld: it needs Bad"));
	CU_ASSERT(has(text, "     1  A        1.00  100.00  I      = shared"));
	trial_finish(&trial);
	free(folders);
	free(before);
}

static void withheld_prizes(void)
{
	struct trial trial;

	trial_run(&trial, "[award best]\ntitle = Best\nfirst = 1\nat-cut = withhold\n", X,
		  "id,name,class,x\na,A,p,5\nb,B,p,5\nc,C,q,5\n");
	CU_ASSERT(has(shown(&trial, (struct table_options){0}),
		      "Best, p (c): withheld, 2 agencies are tied at the cut: A; B"));
	trial_finish(&trial);
}

void suite_table(void)
{
	CU_pSuite suite = CU_add_suite("table", NULL, NULL);

	CU_add_test(suite, "long names", long_names);
	CU_add_test(suite, "narrow terminals", narrow);
	CU_add_test(suite, "who has no rank", who_has_no_rank);
	CU_add_test(suite, "groups", groups);
	CU_add_test(suite, "a tally of many awards", tally_of_many);
	CU_add_test(suite, "parts of it", parts);
	CU_add_test(suite, "withheld", withheld);
	CU_add_test(suite, "withheld prizes", withheld_prizes);
}
