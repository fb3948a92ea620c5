#include "run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "again.h"
#include "stream.h"
#include "text.h"
#include "timings.h"

static void read_entrants(struct run *run, const struct run_options *options)
{
	struct place place = {.file = run->round->path};

	if (run->round->entrants.bundle)
		entrants_read(&run->entrants, run->round, options->entrants, &run->problems);
	else if (options->entrants)
		problem_error(
		    &run->problems, EXIT_CONFIG, E_NO_SECTION, &place,
		    _("expected a round with [entrants] for the bundle %s, found one without"),
		    text_quoted(options->entrants));
}

/* Before the evidence: it says whether anybody asks where that comes from. */
static void read_freeze(struct run *run, const struct run_options *options)
{
	const char *folder = options->since ? options->since : run->round->frozen;

	if (folder && (options->since || !options->any_evidence))
		freeze_read(&run->freeze, folder, &run->problems);
}

/* The evidence of the freeze under the rules of today. */
static void read_frozen(struct run *run, struct cohort *cohort, struct origins **origins,
			struct problems *problems)
{
	struct evidence_rules rules = run->round->evidence;
	const char **paths = freeze_paths(&run->freeze);

	rules.copy = NULL;
	rules.declared = NULL;  /* it names the files as they were called */
	rules.unhashed = false; /* they are held against those of the freeze */
	rules.origins = origins;
	cohort_init(cohort, run->round->fields, run->round->n_fields, &run->round->states);
	evidence_read(cohort, &rules, paths, run->freeze.n_files, problems);
	free(paths);
}

/* What the frozen evidence says otherwise, where it reads under the rules of today. */
static void compare_frozen(struct run *run, struct changes *changes)
{
	struct known from, to = {&run->cohort, run->origins};
	struct problems ignored = {0};
	struct cohort cohort;
	struct origins *origins = NULL;

	read_frozen(run, &cohort, &origins, &ignored);
	from = (struct known){&cohort, origins};
	if (!ignored.errors && freeze_is_read(&run->freeze, &cohort))
		changes_of_values(changes, &from, &to);
	problem_clear(&ignored);
	origins_free(origins);
	cohort_finish(&cohort);
}

static void check_frozen(struct run *run)
{
	struct changes changes;

	changes_of_files(&changes, &run->freeze, &run->cohort);
	if (changes.n_files)
		compare_frozen(run, &changes);
	changes_refuse(&changes, &run->problems);
	changes_free(&changes);
}

/* An award may ask for a coverage, and a withheld one tells it. */
static void demand_of_awards(struct score_demand *demand, const struct round *round)
{
	for (size_t a = 0; a < round->n_awards; a++)
		for (size_t r = 0; r < round->awards[a].n_rankings; r++)
			score_demand_node(demand,
					  round->rankings[round->awards[a].rankings[r]].node,
					  KEEP_RESULT);
}

/* What rankings look at, and for what somebody asks besides. */
static void find_demand(const struct run *run, const struct run_options *options,
			struct score_demand *demand)
{
	const struct round *round = run->round;

	score_demand_init(demand, round);
	if (!options->scores)
		score_demand_all(demand, round);
	for (size_t i = 0; i < round->n_rankings; i++)
		if (ranking_is_made(round, options->rankings, i))
			score_demand_ranking(demand, round, &round->rankings[i]);
	demand_of_awards(demand, round);
	if (options->scores)
		options->scores->add(demand, round, options->scores->user);
}

/* Reads the evidence into a new cohort. */
static void read_files(struct run *run, const char *const *paths, size_t n_paths,
		       struct problems *problems)
{
	evidence_read(&run->cohort, &run->round->evidence, paths, n_paths, problems);
	timings_count(cohort_counts(&run->cohort).rows, "records");
}

static void begin_cohort(struct run *run)
{
	const struct round *round = run->round;

	cohort_init(&run->cohort, round->fields, round->n_fields, &round->states);
}

/* --- Scored while it is read --- */

/* It can be read again, should it turn out that its records are not one for each agency. */
static bool is_one_input(const char *const *paths, size_t n_paths)
{
	struct stat status;

	return n_paths == 1 && (!strcmp(paths[0], "-") ||
				(stat(paths[0], &status) == 0 && S_ISREG(status.st_mode)));
}

/* Nobody looks at the evidence once it is scored, and nothing but its end says who is scored. */
static bool may_stream(const struct run *run, const struct run_options *options,
		       const char *const *paths, size_t n_paths)
{
	const struct evidence_rules *rules = &run->round->evidence;

	return options->streams && is_one_input(paths, n_paths) && !run->freeze.folder &&
	       !run->entrants.path && !rules->allow_refused && !rules->roster &&
	       !rules->n_made_up && !rules->copy && !rules->origins && stream_is_open(run->round);
}

static void begin_stream(struct run *run, const struct run_options *options)
{
	struct score_demand demand;

	find_demand(run, options, &demand);
	run->stream = stream_begin(run->round, &run->cohort, options->jobs, &demand, &run->measured,
				   &run->scores);
	score_demand_finish(&demand);
}

static void refuse_again(struct run *run)
{
	static const struct place place = {.file = "-"};

	problem_error(&run->problems, EXIT_IO, "E-IN-007", &place,
		      _("expected the records of an agency side by side, found more of one "
			"further on; standard input could not be kept to be read again: %s"),
		      text_error(errno));
}

static void drop_stream(struct run *run)
{
	if (run->stream)
		stream_drop(run->stream);
	run->stream = NULL;
}

static void read_and_score(struct run *run, const struct run_options *options,
			   const char *const *paths, struct problems *problems)
{
	bool standard = !strcmp(paths[0], "-");

	begin_stream(run, options);
	stream_while_read(run->stream);
	if (standard)
		again_begin();
	read_files(run, paths, 1, problems);
	if (run->cohort.lost || problems->errors)
		drop_stream(run);
	if (standard && run->cohort.lost && !again_rewind())
		refuse_again(run);
	again_end();
}

/* False: it has to be read (again), all of it before anything is scored. */
static bool read_streaming(struct run *run, const struct run_options *options,
			   const char *const *paths)
{
	const struct field *fields = run->round->fields;
	unsigned n_fields = run->round->n_fields;
	struct problems heard = {0}, of_binding = {0};
	bool whole;

	round_bind(run->round, &run->cohort, &of_binding);
	if (!of_binding.errors)
		read_and_score(run, options, paths, &heard);
	whole = run->stream || (heard.errors && !run->cohort.lost);
	if (!whole) {
		problem_clear(&heard);
		problem_clear(&of_binding);
		cohort_finish(&run->cohort);
		run->round->fields = fields; /* not the cohort's */
		run->round->n_fields = n_fields;
		begin_cohort(run);
	}
	problem_move(&run->problems, &heard);
	if (run->problems.errors)
		problem_clear(&of_binding);
	problem_move(&run->problems, &of_binding);
	return whole || run->problems.errors;
}

/* --- The way of all others --- */

static void read_evidence(struct run *run, const struct run_options *options,
			  const char *const *paths, size_t n_paths)
{
	struct round *round = run->round;

	round->evidence.made_up = options->made_up;
	round->evidence.n_made_up = options->n_made_up;
	round->evidence.allow_refused = options->allow_refused;
	round->evidence.jobs = options->jobs;
	round->evidence.copy = options->copy;
	round->evidence.copier = options->copier;
	round->evidence.origins =
	    run->freeze.folder || options->keep_origins ? &run->origins : NULL;
	if (options->frozen_copies)
		round->evidence.declared = NULL;
	round->evidence.unhashed =
	    options->unhashed && !options->copy && !run->freeze.folder && !round->evidence.declared;
	begin_cohort(run);
	if (may_stream(run, options, paths, n_paths) && read_streaming(run, options, paths))
		return;
	read_files(run, paths, n_paths, &run->problems);
	if (!run->problems.errors && run->freeze.folder && !options->since)
		check_frozen(run);
	if (!run->problems.errors && run->entrants.path)
		entrants_apply(&run->entrants, &run->cohort, options->allow_refused,
			       &run->problems);
	if (!run->problems.errors)
		round_bind(round, &run->cohort, &run->problems);
}

void run_read(struct run *run, const struct run_options *options, const char *round,
	      const char *const *paths, size_t n_paths)
{
	struct problems *problems = &run->problems;

	timings_begin("start");
	run->round = round_read(round, &options->round, problems);
	if (!problems->errors)
		round_fields(run->round, problems);
	if (!problems->errors && n_paths)
		read_entrants(run, options);
	if (!problems->errors && n_paths)
		read_freeze(run, options);
	timings_begin("read");
	if (!problems->errors && n_paths)
		read_evidence(run, options, paths, n_paths);
	timings_end();
	if (!problems->errors && !n_paths)
		round_bind(run->round, NULL, problems);
	timings_end();
}

static struct results results_of(const struct run *run)
{
	return (struct results){.round = run->round,
				.cohort = &run->cohort,
				.measured = &run->measured,
				.scores = &run->scores,
				.rankings = &run->rankings,
				.awards = &run->awards,
				.tally = &run->tally,
				.entrants = run->entrants.path ? &run->entrants : NULL};
}

/* Notes are in order, and a method says the same once for each slice. */
static bool is_new_log(const struct measured *measured, size_t i)
{
	const struct note *note = &measured->notes[i], *before = i ? note - 1 : NULL;

	return note->row == SIZE_MAX &&
	       !(before && before->node == note->node && before->row == SIZE_MAX &&
		 !strcmp(before->text, note->text));
}

static struct place place_of(const struct category *category, const struct node *criterion)
{
	return (struct place){.category = category->id,
			      .plugin = category->plugin,
			      .criterion = criterion ? criterion->id : NULL};
}

/* What methods said to the person who runs the round. */
static void tell_logs(struct run *run)
{
	for (size_t i = 0; i < run->measured.n_notes; i++) {
		const struct note *note = &run->measured.notes[i];
		struct place place = place_of(note->node->category, note->node);

		if (is_new_log(&run->measured, i))
			problem_warning(&run->problems, "W-PLG-001", &place,
					_("plugin %s, category %s, criterion %s: %s"), place.plugin,
					place.category, place.criterion, text_quoted(note->text));
	}
}

static void tell_failure(struct run *run, const struct category *category)
{
	const struct worker_failure *failure = worker_failure(category->worker);
	struct place place = place_of(
	    category, failure->instance == SIZE_MAX ? NULL : category->measured[failure->instance]);
	struct text where = {0};

	if (failure->plugin)
		place.plugin = failure->plugin;
	text_print(&where, _("plugin %s, category %s"), place.plugin, place.category);
	if (place.criterion)
		text_print(&where, _(", criterion %s"), place.criterion);
	if (failure->row != SIZE_MAX) {
		place.agency = cohort_id(&run->cohort, failure->row);
		text_print(&where, _(", agency %s"), place.agency);
	}
	text_print(&where, _(": %s; the category is withheld"), failure->detail);
	if (failure->mend)
		text_print(&where, _("; for its author: %s"), failure->mend);
	problem_warning(&run->problems, "E-PLG-003", &place, "%s", where.data);
	text_free(&where);
}

static void tell_failures(struct run *run)
{
	for (size_t c = 0; c < run->round->n_categories; c++)
		if (run->measured.failed[c])
			tell_failure(run, run->round->categories[c]);
}

static void tell_prizes(struct run *run)
{
	for (size_t i = 0; i < run->awards.n_withheld; i++) {
		const struct withheld_prize *tie = &run->awards.withheld[i];
		const struct place_in_ranking *place = &tie->ranking->places[tie->first_place];
		struct text where = {0}, tied = {0};

		ranking_add_group(tie->ranking, tie->group, &where);
		for (size_t k = 0; k < tie->count && k < 8; k++)
			text_print(&tied, "%s%s", k ? ", " : "",
				   cohort_id(&run->cohort, place[k].row));
		text_add(&tied, tie->count > 8 ? ", ..." : "");
		problem_warning(&run->problems, "W-AWD-002", &tie->award->place,
				_("[award %s] %s: withheld, %zu agencies are tied at the cut: %s"),
				tie->award->id, where.data, tie->count, tied.data);
		text_free(&where);
		text_free(&tied);
	}
}

/* A stage that worked on every agency once. */
static void end_stage(const struct run *run)
{
	timings_count(run->cohort.rows, "agencies");
	timings_end();
}

/* Measures and scores. */
static void score(struct run *run, const struct run_options *options)
{
	const struct round *round = run->round;
	struct scoring *scoring;

	if (!run->stream)
		begin_stream(run, options);
	scoring = stream_end(run->stream);
	run->stream = NULL;
	for (size_t c = 0; c < round->n_categories; c++)
		worker_dismiss(round->categories[c]->worker);
	tell_failures(run);
	tell_logs(run);
	timings_begin("score");
	scoring_end(scoring, run->measured.failed, options->jobs, &run->problems);
	end_stage(run);
}

void run_calculate(struct run *run, const struct run_options *options)
{
	const struct round *round = run->round;

	score(run, options);
	if (run->problems.errors)
		return;
	timings_begin("rank");
	rank_all(round, &run->cohort, &run->scores, options->rankings, options->jobs,
		 &run->rankings);
	end_stage(run);
	timings_begin("award");
	award_all(round, &run->cohort, &run->rankings, &run->awards, &run->problems);
	tell_prizes(run);
	tally_all(round, &run->cohort, &run->awards, &run->tally);
	end_stage(run);
	run->results = results_of(run);
	run->results.jobs = options->jobs;
}

/* --- What is withheld --- */

bool run_is_withheld(const struct run *run)
{
	bool withheld = run->awards.n_withheld > 0 || run->cohort.refusals.count > 0;

	for (size_t c = 0; c < run->round->n_categories; c++)
		withheld = withheld || run->measured.failed[c];
	return withheld;
}

void run_let_go(struct run *run)
{
	rankings_free(&run->rankings);
	scores_free(&run->scores);
	cohort_finish(&run->cohort);
	run->cohort = (struct cohort){0};
}

void run_finish(struct run *run)
{
	drop_stream(run);
	problem_clear(&run->problems);
	tally_free(&run->tally);
	awards_free(&run->awards);
	rankings_free(&run->rankings);
	scores_free(&run->scores);
	measured_free(&run->measured);
	cohort_finish(&run->cohort);
	origins_free(run->origins);
	freeze_free(&run->freeze);
	entrants_free(&run->entrants);
	round_free(run->round);
	*run = (struct run){0};
}
