#include "since.h"

#include <stdlib.h>
#include <string.h>

#include "difference.h"
#include "evidence_codes.h"

static void run_frozen(struct since *since, const struct run *run,
		       const struct run_options *options)
{
	struct run_options how = *options;
	const char **paths = freeze_paths(&run->freeze);

	how.since = NULL;
	how.any_evidence = true;
	how.allow_refused = false; /* what was frozen is not left out without a word */
	how.unhashed = false;
	how.keep_origins = how.frozen_copies = true;
	run_read(&since->old, &how, run->round->path, paths, run->freeze.n_files);
	if (!since->old.problems.errors)
		run_calculate(&since->old, &how);
	free(paths);
}

/* Its problems follow the sentence that says what they are about. */
static void refuse_frozen(struct since *since, struct run *run)
{
	struct place place = {.file = run->freeze.folder};

	problem_error(&run->problems, EXIT_EVIDENCE, E_FREEZE_RULES, &place,
		      _("expected evidence that goes through the rules of today, found what "
			"follows"));
	problem_move(&run->problems, &since->old.problems);
}

static bool same_file(const struct ini_file *a, const struct ini_file *b)
{
	return a->bytes == b->bytes && !strcmp(a->sha256, b->sha256);
}

static bool same_ini(const struct ini *a, const struct ini *b)
{
	bool same = a->n_files == b->n_files;

	for (size_t i = 0; same && i < a->n_files; i++)
		same = same_file(&a->files[i], &b->files[i]);
	return same;
}

/* The round is read twice; what moved must come of the evidence alone. */
static bool is_same_round(const struct round *a, const struct round *b)
{
	bool same = same_ini(a->ini, b->ini) && a->n_categories == b->n_categories;

	for (size_t c = 0; same && c < a->n_categories; c++)
		same = same_ini(a->categories[c]->ini, b->categories[c]->ini);
	return same;
}

/* What else could be the difference than evidence. */
static void check_constant(const struct since *since, struct run *run)
{
	struct place rules = {.file = run->round->path}, copies = {.file = run->freeze.folder};

	if (!is_same_round(since->old.round, run->round))
		problem_error(&run->problems, EXIT_CONFIG, E_FREEZE_RULES, &rules,
			      _("expected the same rules from the beginning of the run to its "
				"end, found that they changed meanwhile"));
	if (since->old.cohort.test != run->cohort.test)
		problem_error(&run->problems, EXIT_EVIDENCE, E_TEST, &copies,
			      run->cohort.test
				  ? _("expected test evidence like that of this run, found real "
				      "evidence in the freeze")
				  : _("expected real evidence like that of this run, found test "
				      "evidence in the freeze"));
	if (!freeze_is_read(&run->freeze, &since->old.cohort))
		problem_error(&run->problems, EXIT_EVIDENCE, E_FREEZE_DAMAGED, &copies,
			      _("expected the bytes that were frozen, found others (another "
				"SHA-256): the freeze was edited or is damaged"));
}

static void warn_withheld(const struct since *since, struct run *run)
{
	for (size_t c = 0; c < run->round->n_categories; c++)
		if (since->old.measured.failed[c] || run->measured.failed[c])
			problem_warning(&run->problems, W_NOT_COMPARED, NULL,
					_("category %s: withheld; its ranks are not compared with "
					  "those of the freeze"),
					run->round->categories[c]->id);
}

static void compare(struct since *since, struct run *run)
{
	const struct known from = {&since->old.cohort, since->old.origins};
	const struct known to = {&run->cohort, run->origins};

	since->n_rules = difference_from_text(run->freeze.rules, since->old.round, &since->rules);
	changes_of_files(&since->changes, &run->freeze, &run->cohort);
	if (since->changes.n_files)
		changes_of_values(&since->changes, &from, &to);
	moves_find(&since->moves, &since->old.results, &run->results);
	warn_withheld(since, run);
	run->results.freeze = &run->freeze;
	run->results.changes = &since->changes;
	run->results.moves = &since->moves;
}

void since_find(struct since *since, struct run *run, const struct run_options *options)
{
	*since = (struct since){0};
	run_frozen(since, run, options);
	if (since->old.problems.errors)
		refuse_frozen(since, run);
	else
		check_constant(since, run);
	if (!run->problems.errors)
		compare(since, run);
}

bool since_is_changed(const struct since *since)
{
	return since->changes.n_files || since->moves.n_list || since->moves.n_scores;
}

void since_print(const struct since *since, const struct run *run, struct text *out)
{
	text_add(out, _("Changes since the evidence was frozen"));
	text_print(out, " (%s, ", run->freeze.written);
	text_add_escaped(out, run->freeze.folder);
	text_add(out, ")\n");
	if (since->n_rules) {
		text_add(out,
			 _("The rules changed, too; old ranks are those of the frozen evidence "
			   "under the rules of today:\n"));
		text_add(out, since->rules.data);
	}
	if (!since_is_changed(since)) {
		text_add(out, _("none\n"));
		return;
	}
	changes_print(&since->changes, out);
	moves_print(&since->moves, out);
}

void since_finish(struct since *since)
{
	run_finish(&since->old);
	changes_free(&since->changes);
	moves_free(&since->moves);
	text_free(&since->rules);
}
