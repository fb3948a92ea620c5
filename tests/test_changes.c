#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "evidence.h"
#include "helper.h"
#include "moves.h"
#include "trial.h"

void suite_changes(void);

/* --- Two readings of evidence --- */

static struct code grades[] = {{"A", 3}, {"B", 2}, {"C", 1}, {"D", 1}};

static const struct field fields[] = {
    {.id = "jam", .min = -HUGE_VAL, .max = HUGE_VAL},
    {.id = "mutu", .min = -HUGE_VAL, .max = HUGE_VAL, .codes = grades, .n_codes = 4},
    {.id = "kasus", .min = -HUGE_VAL, .max = HUGE_VAL, .fold = FOLD_SUM},
};

static const struct states states = {
    .names = {"missing", "value", "not-applicable", "unknown", "unverified", "undefined"},
    .policies = {POLICY_AS_MISSING, POLICY_AS_VALUE, POLICY_LEAVE_OUT, POLICY_AS_MISSING,
		 POLICY_AS_VALUE, POLICY_AS_MISSING},
    .count = 6};

/* Fields that the evidence alone knows: dok_... */
static bool opens(void *user, const char *name, struct field *field)
{
	(void)user;
	*field = (struct field){.min = -HUGE_VAL, .max = HUGE_VAL};
	return !strncmp(name, "dok_", 4);
}

struct side {
	struct cohort cohort;
	struct origins *origins;
};

static const char *const panel[] = {"20*"};

static void read_side(struct side *side, const char *const *paths, size_t n, bool is_panel)
{
	struct evidence_rules rules = {.id = "id",
				       .name = "name",
				       .class_id = "class",
				       .region = "region",
				       .edition_column = "edition",
				       .item = "item",
				       .edition = "2024",
				       .editions = panel,
				       .n_editions = is_panel,
				       .open = opens,
				       .origins = &side->origins};
	struct problems problems = {0};

	*side = (struct side){0};
	cohort_init(&side->cohort, fields, COUNT(fields), &states);
	evidence_read(&side->cohort, &rules, paths, n, &problems);
	CU_ASSERT(same(problems_text(&problems), ""));
}

static void finish_side(struct side *side)
{
	cohort_finish(&side->cohort);
	origins_free(side->origins);
}

/* A freeze of just what was read: its copies are those very files. */
static void freeze_side(struct freeze *freeze, const struct side *side)
{
	*freeze = (struct freeze){.folder = "beku"};
	for (size_t i = 0; i < side->cohort.n_files; i++) {
		const struct evidence_file *file = &side->cohort.files[i];

		freeze->files = mem_grow(freeze->files, i, sizeof(*freeze->files));
		freeze->files[i] = (struct frozen_file){.path = file->path, .copy = file->path};
		memcpy(freeze->files[i].sha256, file->sha256, SHA256_HEX);
		freeze->n_files++;
	}
}

/* What changed between two lists of files (n each, at most 3), as changes.csv without its header. */
static const char *between(const char *const *old, size_t n_old, const char *const *new,
			   size_t n_new, bool is_panel)
{
	static struct text text;
	struct side from, to;
	struct freeze freeze;
	struct changes changes;

	read_side(&from, old, n_old, is_panel);
	read_side(&to, new, n_new, is_panel);
	freeze_side(&freeze, &from);
	changes_of_files(&changes, &freeze, &to.cohort);
	changes_of_values(&changes, &(struct known){&from.cohort, from.origins},
			  &(struct known){&to.cohort, to.origins});
	text.length = 0;
	changes_csv(&changes, &text);
	changes_free(&changes);
	free(freeze.files);
	finish_side(&from);
	finish_side(&to);
	return strchr(text.data, '\n') + 1;
}

/* One file each, "old/e.csv" and "new/e.csv"; the row of the file is taken off. */
static const char *of_texts(const char *old, const char *new)
{
	static const char changed[] = "file,,,changed,e.csv,e.csv,e.csv,\n";
	const char *a = temp_file("old/e.csv", old), *b = temp_file("new/e.csv", new);
	const char *said = between(&a, 1, &b, 1, false);

	CU_ASSERT(!strncmp(said, changed, sizeof(changed) - 1));
	return said + sizeof(changed) - 1;
}

static void nothing_changed(void)
{
	const char *a = temp_file("old/e.csv", "id,jam\na,1\n");
	const char *b = temp_file("new/other.csv", "id,jam\na,1\n");

	CU_ASSERT(same(between(&a, 1, &b, 1, false), ""));
	CU_ASSERT(same(of_texts("id,jam\na,1\nb,2\n", "id,jam\nb,2.0\na,1\n"), ""));
}

/* Numbers, codes (D and C are the same number, so that neither can be named), states, and what is gone. */
static void values(void)
{
	CU_ASSERT(same(of_texts("id,jam\na,1\nb,2\n", "id,jam\na,1\nb,-2.5\n"),
		       "field,2024,b,jam,2,-2.5,e.csv,3\n"));
	CU_ASSERT(
	    same(of_texts("id,mutu\na,A\n", "id,mutu\na,B\n"), "field,2024,a,mutu,A,B,e.csv,2\n"));
	CU_ASSERT(
	    same(of_texts("id,mutu\na,A\n", "id,mutu\na,D\n"), "field,2024,a,mutu,A,1,e.csv,2\n"));
	CU_ASSERT(same(of_texts("id,mutu\na,C\n", "id,mutu\na,D\n"), ""));
	CU_ASSERT(same(of_texts("id,jam\na,1\nb,1\n", "id,jam\na,!unknown\nb,!unverified 3\n"),
		       "field,2024,a,jam,1,!unknown,e.csv,2\n"
		       "field,2024,b,jam,1,!unverified 3,e.csv,3\n"));
	CU_ASSERT(same(of_texts("id,jam\na,!unverified 2\n", "id,jam\na,!unverified 3\n"),
		       "field,2024,a,jam,!unverified 2,!unverified 3,e.csv,2\n"));
	CU_ASSERT(same(of_texts("id,jam\nb,1\na,1\n", "id,jam\nb,1\na,\n"),
		       "field,2024,a,jam,1,,e.csv,3\n"));
	CU_ASSERT(same(of_texts("id,jam\na,\n", "id,jam\na,4\n"), "field,2024,a,jam,,4,e.csv,2\n"));
}

/* A text that a spreadsheet would calculate; numbers are left alone. */
static void formulas(void)
{
	CU_ASSERT(same(of_texts("id,name,jam\na,A,1\n", "id,name,jam\na,=1+1,-1\n"),
		       "part,2024,a,name,A,'=1+1,e.csv,2\nfield,2024,a,jam,1,-1,e.csv,2\n"));
}

static void parts(void)
{
	CU_ASSERT(same(of_texts("id,name,class,region,competes,reason\na,A,k,r,yes,\n",
				"id,name,class,region,competes,reason\na,B,l,s,no,sakit\n"),
		       "part,2024,a,name,A,B,e.csv,2\n"
		       "part,2024,a,class,k,l,e.csv,2\n"
		       "part,2024,a,region,r,s,e.csv,2\n"
		       "part,2024,a,competes,yes,no,e.csv,2\n"
		       "part,2024,a,reason,,sakit,e.csv,2\n"));
}

static void sources(void)
{
	CU_ASSERT(same(
	    of_texts("id,jam,jam.source\na,1,h 3\nb,1,h 4\n", "id,jam,jam.source\na,1,h 5\nb,1,\n"),
	    "source,2024,a,jam.source,h 3,h 5,e.csv,2\n"
	    "source,2024,b,jam.source,h 4,,e.csv,3\n"));
}

/* Opened by the evidence: in one of them alone, and with other numbers. */
static void opened_fields(void)
{
	CU_ASSERT(same(of_texts("id,dok_1,dok_2\na,1,2\n", "id,dok_3,dok_2\na,5,2\n"),
		       "field,2024,a,dok_1,1,,e.csv,2\nfield,2024,a,dok_3,,5,e.csv,2\n"));
}

static void agencies(void)
{
	CU_ASSERT(same(of_texts("id,jam\nb,1\nd,1\n", "id,jam\na,1\nc,1\nd,1\n"),
		       "came,2024,a,,,,e.csv,2\ngone,2024,b,,,,,\ncame,2024,c,,,,e.csv,3\n"));
}

/* Of many records that add up no single one changed; the file is known where one alone did. */
static void folded(void)
{
	const char *old[] = {temp_file("old/f.csv", "id,kasus\na,1\na,2\n"),
			     temp_file("old/g.csv", "id,jam\na,1\n")};
	const char *one[] = {temp_file("new/f.csv", "id,kasus\na,1\na,3\n"),
			     temp_file("new/g.csv", "id,jam\na,1\n")};
	const char *both[] = {one[0], temp_file("new2/g.csv", "id,jam\na,2\n")};

	CU_ASSERT(same(between(old, 2, one, 2, false),
		       "file,,,changed,f.csv,f.csv,f.csv,\nfield,2024,a,kasus,3,4,f.csv,\n"));
	CU_ASSERT(same(between(old, 2, both, 2, false),
		       "file,,,changed,f.csv,f.csv,f.csv,\nfile,,,changed,g.csv,g.csv,g.csv,\n"
		       "field,2024,a,jam,1,2,g.csv,2\nfield,2024,a,kasus,3,4,,\n"));
}

/* Files by content, then path, then name; what is left is missing or more. A value is gone with its file. */
static void files(void)
{
	const char *old[] = {temp_file("old/x/e.csv", "id,jam\na,1\n"),
			     temp_file("old/y/e.csv", "id,mutu\na,A\n"),
			     temp_file("old/z.csv", "id,dok_1\na,7\n")};
	const char *swapped[] = {temp_file("new/p.csv", "id,dok_1\na,7\n"),
				 temp_file("new/q/e.csv", "id,mutu\na,A\n"),
				 temp_file("new/r/e.csv", "id,jam\na,1\n")};
	const char *other[] = {swapped[1], temp_file("new/s/e.csv", "id,jam\na,9\n"),
			       temp_file("new/t.csv", "id,dok_2\na,7\n")};

	CU_ASSERT(same(between(old, 3, swapped, 3, false), ""));
	CU_ASSERT(same(between(old, 3, other, 3, false),
		       "file,,,changed,e.csv,e.csv,e.csv,\nfile,,,more,,t.csv,t.csv,\n"
		       "file,,,missing,z.csv,,,\nfield,2024,a,dok_1,7,,,\n"
		       "field,2024,a,dok_2,,7,t.csv,2\nfield,2024,a,jam,1,9,e.csv,2\n"));
	temp_file("old/y/e.csv", "id,mutu\na,B\n");
	CU_ASSERT(same(between(swapped, 3, (const char *[]){old[0], old[1], old[2]}, 3, false),
		       "file,,,changed,e.csv,e.csv,e.csv,\nfield,2024,a,mutu,A,B,e.csv,2\n"));
}

/* Of two files of one name the one at its old path is the changed one, in whatever order they come. */
static void same_path_first(void)
{
	const char *paths[] = {temp_file("m/e.csv", "id,jam\na,1\n"),
			       temp_file("n/e.csv", "id,mutu\na,A\n")};
	const char *turned[] = {paths[1], paths[0]};
	struct side from, to;
	struct freeze freeze;
	struct changes changes;

	read_side(&from, paths, 2, false);
	freeze_side(&freeze, &from);
	temp_file("m/e.csv", "id,jam\na,2\n");
	temp_file("n/e.csv", "id,mutu\na,B\n");
	read_side(&to, turned, 2, false);
	changes_of_files(&changes, &freeze, &to.cohort);
	CU_ASSERT_EQUAL_FATAL(changes.n_files, 2);
	for (size_t i = 0; i < 2; i++)
		CU_ASSERT_STRING_EQUAL(changes.files[i].frozen->path, changes.files[i].file->path);
	changes_free(&changes);
	free(freeze.files);
	finish_side(&from);
	finish_side(&to);
}

/* The class stands in both files; the place does not hang on which comes first. */
static void place_of_parts(void)
{
	const char *old[] = {temp_file("old/v.csv", "id,class,jam\nb,k,1\na,k,1\n"),
			     temp_file("old/u.csv", "id,class\na,k\n")};
	const char *new[] = {temp_file("new/v.csv", "id,class,jam\nb,k,1\na,l,1\n"),
			     temp_file("new/u.csv", "id,class\na,l\n")};
	const char *turned[] = {new[1], new[0]};
	const char *expected = "file,,,changed,u.csv,u.csv,u.csv,\n"
			       "file,,,changed,v.csv,v.csv,v.csv,\n"
			       "part,2024,a,class,k,l,u.csv,2\n";

	CU_ASSERT(same(between(old, 2, new, 2, false), expected));
	CU_ASSERT(same(between(old, 2, turned, 2, false), expected));
}

static void editions(void)
{
	const char *a = temp_file("old/p.csv", "id,edition,jam\na,2023,1\na,2024,1\nb,2024,1\n");
	const char *b = temp_file("new/p.csv", "id,edition,jam\na,2024,1\na,2023,2\nb,2023,1\n");

	CU_ASSERT(same(between(&a, 1, &b, 1, true),
		       "file,,,changed,p.csv,p.csv,p.csv,\nfield,2023,a,jam,1,2,p.csv,3\n"
		       "came,2023,b,,,,p.csv,4\ngone,2024,b,,,,,\n"));
}

static void json(void)
{
	const char *a = temp_file("old/j.json", "[{\"id\": \"a\", \"evidence\": {\"jam\": 1}},\n"
						"{\"id\": \"b\", \"evidence\": {\"jam\": 1}}]");
	const char *b = temp_file("new/j.json", "[{\"id\": \"a\", \"evidence\": {\"jam\": 1}},\n"
						"{\"id\": \"b\", \"evidence\": {\"jam\": null}}]");

	CU_ASSERT(same(between(&a, 1, &b, 1, false), "file,,,changed,j.json,j.json,j.json,\n"
						     "field,2024,b,jam,1,!unknown,j.json,2\n"));
}

/* --- Ranks and prizes --- */

/* moved.csv without its header, then how many ranks moved and how many other scores changed. */
static const char *moves_of(const char *round, const char *old, const char *new)
{
	static struct text text;
	struct trial from, to;
	struct moves moves;

	trial_run(&from, round, "weight-sum = any\n[criteria]\nx = 1\n", old);
	trial_run(&to, round, NULL, new);
	CU_ASSERT_FATAL(!from.failure && !to.failure);
	moves_find(&moves, &from.results, &to.results);
	text.length = 0;
	moves_csv(&moves, &text);
	text_print(&text, "%zu %zu", moves.n_ranks, moves.n_scores);
	moves_free(&moves);
	trial_finish(&from);
	trial_finish(&to);
	return strchr(text.data, '\n') + 1;
}

static void no_moves(void)
{
	CU_ASSERT(same(moves_of("", "id,x\na,1\nb,2\n", "id,x\nb,2\na,1\n"), "0 0"));
	CU_ASSERT(same(moves_of("", "id,x\na,1\nb,3\n", "id,x\nb,4\na,1\n"), "0 1"));
}

/* a 1, b 2 become b 1, a 2; c loses its score; the tie of d and e at 2.5 breaks. */
static void ranks(void)
{
	CU_ASSERT(
	    same(moves_of("[ranking]\nties = fractional\n", "id,x\na,90\nb,80\nd,70\ne,70\nc,60\n",
			  "id,x\na,90\nb,95\nd,70\ne,71\nc,\n"),
		 ",main,c,1,,a,a,1,90.00,ranked,2,90.00,ranked\n"
		 ",main,c,1,,b,b,2,80.00,ranked,1,95.00,ranked\n"
		 ",main,c,1,,c,c,5,60.00,ranked,,,no-score\n"
		 ",main,c,1,,d,d,3.5,70.00,ranked,4,70.00,ranked\n"
		 ",main,c,1,,e,e,3.5,70.00,ranked,3,71.00,ranked\n5 0"));
}

/* From one region into another; both prizes with it; a mention stays. */
static void groups_and_prizes(void)
{
	CU_ASSERT(same(moves_of("[award best]\ntitle = B\nfirst = 1\n"
				"[award enough]\ntitle = E\nmin-score = 50\n"
				"[award jury]\ntitle = J\ngiven-to = a\nsource = s\n"
				"[ranking]\nwithin = region\n",
				"id,region,x\na,r,60\nb,s,70\nc,r,40\n",
				"id,region,x\na,s,60\nb,s,70\nc,r,55\n"),
		       ",main,c,1,r,a,a,1,60.00,ranked,,,\n"
		       ",main,c,1,r,c,c,2,40.00,ranked,1,55.00,ranked\n"
		       ",main,c,1,s,a,a,,,,2,60.00,ranked\n"
		       "best,main,c,1,r,a,a,I,60.00,won,,,\n"
		       "best,main,c,1,r,c,c,,,,I,55.00,won\n"
		       "enough,main,c,1,r,a,a,,60.00,won,,,\n"
		       "enough,main,c,1,r,c,c,,,,,55.00,won\n"
		       "enough,main,c,1,s,a,a,,,,,60.00,won\n3 0"));
}

/* The second prize becomes the first: a prize all the same, but another place. */
static void places(void)
{
	CU_ASSERT(same(moves_of("[award best]\ntitle = B\nfirst = 2\n", "id,x\na,3\nb,2\nc,1\n",
				"id,x\na,0\nb,2\nc,1\n"),
		       ",main,c,1,,a,a,1,3.00,ranked,3,0.00,ranked\n"
		       ",main,c,1,,b,b,2,2.00,ranked,1,2.00,ranked\n"
		       ",main,c,1,,c,c,3,1.00,ranked,2,1.00,ranked\n"
		       "best,main,c,1,,a,a,I,3.00,won,,,\n"
		       "best,main,c,1,,b,b,II,2.00,won,I,2.00,won\n"
		       "best,main,c,1,,c,c,,,,II,1.00,won\n3 0"));
}

/* A status is another, without a rank before or after. */
static void statuses(void)
{
	CU_ASSERT(same(
	    moves_of("", "id,competes,x\na,yes,\nb,yes,1\n", "id,competes,x\na,no,\nb,yes,1\n"),
	    ",main,c,1,,a,a,,,no-score,,,out-of-competition\n1 0"));
}

void suite_changes(void)
{
	CU_pSuite suite = CU_add_suite("changes", NULL, NULL);

	CU_add_test(suite, "nothing changed", nothing_changed);
	CU_add_test(suite, "values, codes, states", values);
	CU_add_test(suite, "formulas", formulas);
	CU_add_test(suite, "name, class, region, competes, reason", parts);
	CU_add_test(suite, "sources", sources);
	CU_add_test(suite, "fields that evidence opens", opened_fields);
	CU_add_test(suite, "agencies that came and went", agencies);
	CU_add_test(suite, "folded fields", folded);
	CU_add_test(suite, "files", files);
	CU_add_test(suite, "files of one name", same_path_first);
	CU_add_test(suite, "the place of a part", place_of_parts);
	CU_add_test(suite, "editions", editions);
	CU_add_test(suite, "JSON", json);
	CU_add_test(suite, "no moves", no_moves);
	CU_add_test(suite, "ranks", ranks);
	CU_add_test(suite, "groups and prizes", groups_and_prizes);
	CU_add_test(suite, "places of prizes", places);
	CU_add_test(suite, "statuses", statuses);
}
