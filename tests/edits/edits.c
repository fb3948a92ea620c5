/*
 * Makes random single edits of good inputs, one after another, and looks at what a run makes of each: it may be refused,
 * or accepted; accepted with other scores, ranks or prizes it must be told apart from the good one.
 *
 *     edits FOLDER [--generated FOLDER] [--seed S] [--first N] [--count N]
 *     ... --edit N    one of them, shown
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "change.h"
#include "difference.h"
#include "edit.h"
#include "inputs.h"

#define SECONDS 20 /* for one edit */

enum fate { REFUSED, SAME, OTHER, MUTE, FATES };

/* A good input and what it gives. */
struct good {
	struct run run;
	struct digest digest;
};

/* One edit, as its number decides it. */
struct edit {
	const struct input_set *set;
	const struct good *good;
	const struct input_file *file;
	struct text content, said;
};

static struct good *goods;
static unsigned long seed = 1, counts[FATES], by_kind[FILE_BUNDLE + 1][FATES];
static char current[160]; /* for a handler: what is being done */

/* --- What ends a run that should not end --- */

static void say_current(const char *what)
{
	ssize_t ignored = write(STDERR_FILENO, what, strlen(what));

	ignored = write(STDERR_FILENO, current, strlen(current));
	(void)ignored;
}

static void on_signal(int number)
{
	say_current(number == SIGALRM ? "a hang: " : "a crash: ");
	signal(number, SIG_DFL);
	raise(number);
}

static void on_exit_within(void)
{
	if (*current)
		say_current("the engine ended the process: ");
}

static void watch_signals(void)
{
	static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		signal(numbers[i], on_signal);
	atexit(on_exit_within);
}

/* --- One edit --- */

/* Where results.json of a bundle is edited, every other time its manifest knows the new hash. */
static void rehash(const struct edit *edit, const struct text *results)
{
	const struct input_file *manifest = edit->file + 1;
	char old[SHA256_HEX], new[SHA256_HEX], *at;
	struct text content = {0};
	struct sha256 hash;

	sha256_start(&hash);
	sha256_add(&hash, edit->file->content.data, edit->file->content.length);
	sha256_finish(&hash, old);
	sha256_start(&hash);
	sha256_add(&hash, results->data, results->length);
	sha256_finish(&hash, new);
	text_add_n(&content, manifest->content.data, manifest->content.length);
	at = strstr(content.data, old);
	if (at)
		memcpy(at, new, strlen(new));
	inputs_write(manifest, content.data, content.length);
	text_free(&content);
}

static bool is_results(const struct edit *edit)
{
	return edit->file->kind == FILE_BUNDLE && strstr(edit->file->name, "results.json");
}

static void choose(struct edit *edit, unsigned long number)
{
	struct dice dice = {seed * UINT64_C(1000000007) + number};
	size_t set = dice_below(&dice, n_input_sets);

	edit->set = &input_sets[set];
	edit->good = &goods[set];
	edit->file = &edit->set->files[dice_below(&dice, edit->set->n_files)];
	edit->content.length = edit->said.length = 0;
	text_print(&edit->said, "%s, %s: ", edit->set->name, edit->file->name);
	text_add(&edit->content, "");
	edit_make(&dice, edit->file->content.data, edit->file->content.length, &edit->content,
		  &edit->said);
	inputs_write(edit->file, edit->content.data, edit->content.length);
	if (is_results(edit) && dice_below(&dice, 2)) {
		rehash(edit, &edit->content);
		text_add(&edit->said, ", hash made anew");
	}
}

static void restore(const struct edit *edit)
{
	inputs_write(edit->file, edit->file->content.data, edit->file->content.length);
	if (is_results(edit))
		inputs_write(edit->file + 1, edit->file[1].content.data,
			     edit->file[1].content.length);
}

/* --- What became of it --- */

/* Nothing is lost of what was read. */
static bool is_reconciled(const struct cohort *cohort)
{
	for (size_t i = 0; i < cohort->n_files; i++)
		if (cohort->files[i].rows != cohort->files[i].scored + cohort->files[i].empty)
			return false;
	return true;
}

/* Why other results are mute, or NULL: the rules, the evidence or the stage before are told apart. */
static const char *mute(const struct edit *edit, const struct run *run, const struct digest *digest,
			struct text *told)
{
	const struct run *good = &edit->good->run;
	const char *id;

	switch (edit->file->kind) {
	case FILE_INI:
		if (!difference_print(good->round, run->round, told))
			return "no difference between the rounds is told";
		break;
	case FILE_BUNDLE:
		if (!strcmp(good->entrants.sha256, run->entrants.sha256))
			return "the stage before has the same hash";
		break;
	default:
		if (!change_count(good, run))
			return "no agency differs";
		id = change_unexplained(good, &edit->good->digest, run, digest);
		if (*id) {
			text_print(told, "agency %s\n", id);
			return "an agency moved that nothing can have moved";
		}
	}
	return NULL;
}

static enum fate judge(const struct edit *edit, struct run *run, struct text *told)
{
	struct digest digest = {0};
	enum fate fate = SAME;
	const char *why;

	if (run->problems.errors)
		return REFUSED;
	digest_take(&digest, run);
	if (!is_reconciled(&run->cohort)) {
		text_add(told, "records are lost\n");
		fate = MUTE;
	} else if (!digest_is_same(&edit->good->run, &edit->good->digest, run, &digest)) {
		why = mute(edit, run, &digest, told);
		text_print(told, "%s\n", why ? why : "");
		fate = why ? MUTE : OTHER;
	}
	digest_free(&digest);
	return fate;
}

static const char *const fate_names[] = {"refused", "accepted, nothing moved",
					 "accepted, other results, told",
					 "ACCEPTED, OTHER RESULTS, MUTE"};

static void show(const struct edit *edit, struct run *run, enum fate fate, const struct text *told)
{
	printf("%s\n%s\n%s", current, fate_names[fate], told->data ? told->data : "");
	problem_print(&run->problems, stdout);
	printf("--- %s\n%.*s", edit->file->name, (int)edit->content.length, edit->content.data);
}

static enum fate try(unsigned long number, bool shown)
{
	static struct edit edit;
	struct text told = {0};
	struct run run = {0};
	enum fate fate;

	choose(&edit, number);
	snprintf(current, sizeof(current), "tests/edits/run --seed %lu --edit %lu (%s)\n", seed,
		 number, edit.said.data);
	alarm(SECONDS);
	inputs_run(edit.set, &run);
	fate = judge(&edit, &run, &told);
	alarm(0);
	if (fate == MUTE)
		fprintf(stderr, "%s  %s", current, told.data);
	if (shown)
		show(&edit, &run, fate, &told);
	counts[fate]++;
	by_kind[edit.file->kind][fate]++;
	run_finish(&run);
	restore(&edit);
	*current = '\0';
	text_free(&told);
	return fate;
}

/* --- All of them --- */

static void read_goods(void)
{
	goods = mem_array(n_input_sets, sizeof(*goods));
	for (size_t i = 0; i < n_input_sets; i++) {
		inputs_run(&input_sets[i], &goods[i].run);
		problem_print(&goods[i].run.problems, stderr);
		if (goods[i].run.problems.errors)
			exit(70);
		digest_take(&goods[i].digest, &goods[i].run);
	}
}

static void free_goods(void)
{
	for (size_t i = 0; i < n_input_sets; i++) {
		digest_free(&goods[i].digest);
		run_finish(&goods[i].run);
	}
	free(goods);
	inputs_free();
}

static void report(unsigned long count, double seconds)
{
	static const char *const kinds[] = {"", "INI", "evidence", "bundle"};

	for (unsigned kind = FILE_INI; kind <= FILE_BUNDLE; kind++)
		printf("edits of %s: %lu refused, %lu accepted with equal results, %lu with other "
		       "results, %lu of them mute\n",
		       kinds[kind], by_kind[kind][REFUSED], by_kind[kind][SAME],
		       by_kind[kind][OTHER] + by_kind[kind][MUTE], by_kind[kind][MUTE]);
	printf("single edits: %lu (seed %lu, %.0f a second): %lu refused, %lu accepted with equal "
	       "results, %lu with other results, %lu of them mute; no crash, no hang\n",
	       count, seed, (double)count / seconds, counts[REFUSED], counts[SAME],
	       counts[OTHER] + counts[MUTE], counts[MUTE]);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"seed", required_argument, NULL, 's'},      {"count", required_argument, NULL, 'c'},
	    {"edit", required_argument, NULL, 'e'},      {"first", required_argument, NULL, 'f'},
	    {"generated", required_argument, NULL, 'g'}, {NULL, 0, NULL, 0}};
	unsigned long count = 5000, first = 0, number = 0;
	const char *generated = NULL;
	bool one = false;
	double start = now();

	for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) >= 0;) {
		if (option == '?')
			return 64;
		if (option == 'g') {
			generated = optarg;
			continue;
		}
		*(option == 's'   ? &seed
		  : option == 'c' ? &count
		  : option == 'f' ? &first
				  : &number) = strtoul(optarg, NULL, 10);
		one |= option == 'e';
	}
	if (argc - optind != 1)
		return 64;
	inputs_lay_out(argv[optind], generated);
	read_goods();
	watch_signals();
	if (one)
		try(number, true);
	for (unsigned long i = 0; !one && i < count; i++)
		try(first + i, false);
	if (!one)
		report(count, now() - start);
	free_goods();
	return counts[MUTE] ? 1 : 0;
}
