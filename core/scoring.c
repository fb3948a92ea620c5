#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "scoring_parts.h"
#include "timings.h"

/* --- Blocks: what is kept of them --- */

static struct scored_block *make_block(const struct scoring *scoring)
{
	struct scored_block *block = mem_alloc(sizeof(*block));

	block->cells = mem_array(scoring->round->n_order, sizeof(*block->cells));
	block->values = mem_array(scoring->n_values, sizeof(*block->values));
	block->screened = mem_array(scoring->scores->n_categories, sizeof(*block->screened));
	return block;
}

static void free_block(const struct scoring *scoring, struct scored_block *block)
{
	for (size_t c = 0; c < scoring->scores->n_categories; c++)
		free(block->screened[c]);
	free(block->cells);
	free(block->values);
	free(block->screened);
	free(block);
}

/* The block of a number, new or seen before. */
static struct scored_block *block_of(struct scoring *scoring, size_t number)
{
	struct scored_block *block;

	pthread_mutex_lock(&scoring->lock);
	while (scoring->n_blocks <= number) {
		scoring->blocks =
		    mem_grow(scoring->blocks, scoring->n_blocks, sizeof(struct scored_block *));
		scoring->blocks[scoring->n_blocks++] = NULL;
	}
	if (!scoring->blocks[number])
		scoring->blocks[number] = make_block(scoring);
	block = scoring->blocks[number];
	pthread_mutex_unlock(&scoring->lock);
	return block;
}

void *scoring_copy(struct scoring_scratch *s, bool lasting, void *before, const void *from,
		   size_t size)
{
	unsigned room = COLUMN_ROOM(s->n);
	struct pool *pool = lasting ? &s->scoring->scores->pool : &s->scoring->pool;
	char *copy = before;

	if (!from)
		return NULL;
	if (!copy)
		copy = pool_take(pool, room, size);
	memcpy(copy, from, s->n * size);
	memset(copy + s->n * size, 0, (room - s->n) * size);
	return copy;
}

bool scoring_is_all(const uint8_t *bytes, unsigned n, uint8_t usual)
{
	return !n || (bytes[0] == usual && !memcmp(bytes, bytes + 1, n - 1));
}

static bool is_covered(const struct view *view, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (view->coverage[i] !=
		    (view->outcome[i] == OUTCOME_NOT_APPLICABLE ? GRID_NONE : FULL))
			return false;
	return true;
}

static bool is_own_cause(const struct scoring_scratch *s, const struct plan *plan,
			 const struct view *view)
{
	for (unsigned i = 0; i < s->n; i++)
		if (view->outcome[i] == OUTCOME_NONE &&
		    view->cause[i] != (uint32_t)plan->node->order + 1)
			return false;
	return true;
}

static bool is_ungated(const struct view *view, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (view->gate[i])
			return false;
	return true;
}

static void keep_beside(struct scoring_scratch *s, const struct plan *plan, const grid *score,
			struct score_cells *cells)
{
	size_t stride = s->scoring->n_beside;

	if (!s->kept->beside)
		s->kept->beside = pool_take(&s->scoring->scores->pool, s->n * stride, sizeof(grid));
	cells->score = s->kept->beside + plan->beside - 1;
	for (unsigned i = 0; i < s->n; i++)
		cells->score[i * stride] = score[i];
}

static void keep_score(struct scoring_scratch *s, const struct plan *plan, const struct view *view,
		       struct score_cells *cells)
{
	if (plan->beside) {
		keep_beside(s, plan, view->score, cells);
		return;
	}
	cells->score =
	    scoring_copy(s, plan->keep != KEEP_NOTHING, cells->score, view->score, sizeof(grid));
}

/* What is the same for all is not kept. */
static void keep_result(struct scoring_scratch *s, const struct plan *plan, const struct view *view,
			struct score_cells *cells)
{
	bool lasting = plan->keep >= KEEP_OUTCOME, told = plan->keep >= KEEP_RESULT;
	bool wanted = told || scoring_goes_on(plan); /* coverage and state */
	bool all = scoring_is_all(view->outcome, s->n, OUTCOME_SCORE);
	bool covered =
	    !view->coverage || (!plan->own_coverage && !view->state && is_covered(view, s->n));
	bool own = all || is_own_cause(s, plan, view);
	bool passes = !view->gate || is_ungated(view, s->n);
	bool valued = !view->state || scoring_is_all(view->state, s->n, STATE_VALUE);

	cells->outcome = scoring_copy(s, lasting, cells->outcome, all ? NULL : view->outcome, 1);
	cells->coverage = scoring_copy(s, told, cells->coverage,
				       covered || !wanted ? NULL : view->coverage, sizeof(grid));
	cells->cause =
	    scoring_copy(s, lasting, cells->cause, own ? NULL : view->cause, sizeof(uint32_t));
	cells->gate =
	    scoring_copy(s, lasting, cells->gate, passes ? NULL : view->gate, sizeof(uint32_t));
	cells->state =
	    scoring_copy(s, told, cells->state, valued || !wanted ? NULL : view->state, 1);
}

void scoring_keep(struct scoring_scratch *s, const struct plan *plan, const struct view *view)
{
	struct score_cells *cells = &s->kept->cells[plan->node->order];
	bool all = plan->keep == KEEP_ALL, later = scoring_goes_on(plan);

	if (plan->keep != KEEP_NOTHING || later)
		keep_score(s, plan, view, cells);
	if (plan->keep < KEEP_OUTCOME && !later)
		return;
	keep_result(s, plan, view, cells);
	if (view->passed != view->score && (all || later))
		cells->passed = scoring_copy(s, all, cells->passed, view->passed, sizeof(grid));
	if (all || plan->compares)
		cells->spread = scoring_copy(s, all, cells->spread, view->spread, sizeof(grid));
	if (all && !plan->compares)
		cells->measure = scoring_copy(s, true, NULL, view->measure, sizeof(double));
}

/* --- One task --- */

struct view *scoring_view(struct scoring_scratch *s, const struct task *task)
{
	const struct plan *plan = plan_of(s, task->number);
	struct slot *slot = &s->slots[task->slot];
	struct view *view = &s->views[task->number];
	bool criterion = plan->node->kind == NODE_CRITERION;

	*view = (struct view){.score = slot->score,
			      .passed = plan->node->passes_before ? slot->passed : slot->score,
			      .outcome = slot->outcome,
			      .state = criterion ? slot->state : NULL,
			      .cause = slot->cause,
			      .odd = slot->odd,
			      .gaps = slot->gaps};
	if (criterion ? plan->own_coverage : true)
		view->coverage = slot->coverage;
	if (plan->has_gates)
		view->gate = slot->gate;
	if (!criterion && (plan->node->aggregate == AGGREGATE_MEDIAN ||
			   plan->node->aggregate == AGGREGATE_TRIMMED))
		view->spread = slot->spread;
	return view;
}

/* Rows of a criterion that have a score and no coverage. */
static void list_gaps(struct view *view, unsigned n)
{
	unsigned others = column_list(view->state, n, STATE_VALUE, view->gaps);

	view->n_gaps = 0;
	for (unsigned k = 0; k < others; k++) {
		unsigned i = view->gaps[k];

		if (view->outcome[i] == OUTCOME_SCORE && coverage_in(view, i) != FULL)
			view->gaps[view->n_gaps++] = (uint16_t)i;
	}
}

/* Results of an earlier pass, which nobody changes. */
static void load(struct scoring_scratch *s, const struct task *task)
{
	const struct score_cells *cells = &s->kept->cells[task->number];
	const struct scoring *scoring = s->scoring;
	struct view *view = scoring_view(s, task);

	view->score = cells->score ? cells->score : scoring->no_scores;
	view->passed = cells->passed ? cells->passed : view->score;
	view->outcome = cells->outcome ? cells->outcome : scoring->all_scored;
	view->coverage = cells->coverage;
	view->cause = cells->cause;
	view->gate = cells->gate;
	if (view->state)
		view->state = cells->state ? cells->state : scoring->all_valued;
	view->n_odd = column_list(view->outcome, s->n, OUTCOME_SCORE, view->odd);
	if (view->state && !view->coverage)
		list_gaps(view, s->n);
}

static void do_task(struct scoring_scratch *s, const struct task *task)
{
	const struct plan *plan = plan_of(s, task->number);

	if (s->gone[plan->category])
		return;
	if (task->work == WORK_LOAD)
		load(s, task);
	else if (plan->node->kind == NODE_CRITERION)
		scoring_criterion(s, task);
	else
		scoring_group(s, task);
}

grid scoring_rounded(const struct node *node, grid value)
{
	for (size_t i = 0; i < node->round.count; i++)
		value = decimal_round(value, node->round.list[i].decimals,
				      node->round.list[i].rounding);
	return value;
}

void scoring_out_of_range(struct scoring_scratch *s, const struct plan *plan, struct view *view,
			  unsigned i)
{
	scoring_flaw(s, plan->node, s->first + i,
		     (struct flaw){.kind = FLAW_RANGE, .found.score = view->score[i]});
	set_none(view, i, plan->node);
}

/* --- One pass over one block --- */

static void find_classes(struct scoring_scratch *s)
{
	for (unsigned i = 0; i < s->n; i++)
		s->classes[i] = cohort_class_in_edition(s->scoring->cohort, s->first + i);
}

static void begin_block(struct scoring_scratch *s, size_t block, unsigned rows)
{
	s->first = block * COHORT_BLOCK;
	s->n = rows;
	s->kept = block_of(s->scoring, block);
	if (s->scoring->by_class)
		find_classes(s);
}

static void do_pass(struct scoring_scratch *s, size_t pass)
{
	const struct pass *tasks = &s->scoring->passes[pass];

	for (size_t i = 0; i < tasks->n_tasks; i++)
		do_task(s, &tasks->tasks[i]);
}

/* Categories without measures, and those that need them. */
static void find_gone(struct scoring_scratch *s)
{
	const struct scoring *scoring = s->scoring;
	bool more = false;

	for (size_t c = 0; c < scoring->scores->n_categories; c++) {
		s->gone[c] = c < scoring->round->n_categories && !s->measured->asked[c];
		more |= s->gone[c];
	}
	while (more) {
		more = false;
		for (size_t i = 0; i < scoring->n_needs; i++) {
			const struct need *need = &scoring->needs[i];

			more |= s->gone[need->other] && !s->gone[need->own];
			s->gone[need->own] |= s->gone[need->other];
		}
	}
}

static const bool *applies_of(const struct scoring *scoring, const struct node *node)
{
	return scoring->plans[node->order].applies;
}

/* Who leaves a category before anything is compared in it. */
static void screen(struct scoring_scratch *s, size_t c)
{
	const struct category *category = s->scoring->round->categories[c];
	struct screening *screening = mem_alloc(sizeof(*screening));

	for (size_t i = 0; i < category->n_instances; i++) {
		const struct node *node = category->measured[i];

		if (s->scoring->asked[c][i])
			screening_count(screening, &s->scoring->round->states,
					measures_in(s->measured, c, node).states,
					applies_of(s->scoring, node), s->classes, s->n);
	}
	if (screening_decide(screening, category->nodes[0]->screen, s->n))
		s->kept->screened[c] = screening;
	else
		free(screening);
}

void scoring_block(struct scoring *scoring, struct scoring_scratch *s,
		   const struct measured_block *measured)
{
	s->measured = measured;
	begin_block(s, measured->number, measured->rows);
	find_gone(s);
	for (size_t c = 0; c < scoring->round->n_categories; c++)
		if (scoring->asked[c] && !s->gone[c])
			screen(s, c);
	do_pass(s, 0);
	s->measured = NULL;
}

/* --- Later passes, in threads --- */

struct shift {
	struct scoring_scratch **scratches; /* per member of the crew */
	void (*one)(struct scoring_scratch *s, size_t i);
};

static void do_one(void *user, unsigned member, size_t i)
{
	const struct shift *shift = user;

	shift->one(shift->scratches[member], i);
}

void scoring_together(struct scoring *scoring, unsigned jobs, size_t count,
		      void (*one)(struct scoring_scratch *s, size_t i))
{
	unsigned n = crew_size(jobs, count);
	struct shift shift = {mem_array(n, sizeof(*shift.scratches)), one};
	struct scoring_scratch *scratch = scoring->scratches;

	for (unsigned i = 0; i < n; i++) {
		shift.scratches[i] = scratch ? scratch : scoring_scratch(scoring);
		scratch = scratch ? scratch->next : NULL;
	}
	crew_do(jobs, count, do_one, &shift);
	free(shift.scratches);
}

static void do_block(struct scoring_scratch *s, size_t block)
{
	for (size_t c = 0; c < s->scoring->scores->n_categories; c++)
		s->gone[c] = s->scoring->scores->categories[c].withheld;
	begin_block(s, block, cohort_block_rows(s->scoring->cohort, block));
	do_pass(s, s->scoring->pass);
}

static void finish_passes(struct scoring *scoring, unsigned jobs)
{
	for (scoring->pass = 1; scoring->pass < scoring->n_passes; scoring->pass++) {
		scoring_compare(scoring, jobs, scoring->pass - 1);
		scoring_together(scoring, jobs, scoring->cohort->n_blocks, do_block);
	}
}

/* --- What is withheld --- */

/* Categories whose plugin failed, and those that need them. */
static void find_withheld(struct scoring *scoring, const bool *failed)
{
	struct category_scores *categories = scoring->scores->categories;
	bool more = true;

	for (size_t c = 0; c < scoring->round->n_categories; c++) {
		categories[c].withheld = failed[c];
		categories[c].because = scoring->round->categories[c];
	}
	while (more) {
		more = false;
		for (size_t i = 0; i < scoring->n_needs; i++) {
			const struct need *need = &scoring->needs[i];

			if (categories[need->own].withheld || !categories[need->other].withheld)
				continue;
			categories[need->own].withheld = more = true;
			categories[need->own].because = categories[need->other].because;
		}
	}
}

/* --- What remains --- */

static void tell_screened(struct scoring *scoring, size_t c)
{
	struct category_scores *own = &scoring->scores->categories[c];

	own->screened = mem_array(scoring->cohort->rows, sizeof(*own->screened));
	for (size_t row = 0; row < scoring->cohort->rows; row++) {
		const struct screening *screening =
		    scoring->blocks[row / COHORT_BLOCK]->screened[c];

		if (screening && screening->left[row % COHORT_BLOCK])
			own->screened[row] =
			    screening_share(screening, row % COHORT_BLOCK, &scoring->scores->arena);
	}
}

/* Nobody asks for what was only kept for a later pass. */
static void drop(const struct plan *plan, struct score_cells *cells)
{
	if (plan->keep < KEEP_OUTCOME)
		*cells =
		    (struct score_cells){.score = plan->keep == KEEP_SCORE ? cells->score : NULL};
	if (plan->keep < KEEP_RESULT) {
		cells->coverage = NULL;
		cells->state = NULL;
	}
	if (plan->keep < KEEP_ALL)
		cells->passed = cells->spread = NULL;
}

static void hand_over_node(const struct scoring *scoring, struct node_scores *results)
{
	if (scores_of(scoring->scores, results->node->category)->withheld)
		results->kept = KEEP_NOTHING;
	if (scoring->plans[results->node->order].beside)
		results->stride = scoring->n_beside;
}

static void hand_over(struct scoring *scoring)
{
	struct scores *scores = scoring->scores;

	scores->n_blocks = scoring->n_blocks;
	scores->blocks = mem_array(scores->n_blocks, sizeof(*scores->blocks));
	for (size_t b = 0; b < scoring->n_blocks; b++) {
		scores->blocks[b] = scoring->blocks[b]->cells;
		scoring->blocks[b]->cells = NULL;
		for (size_t i = 0; i < scoring->round->n_order; i++)
			if (scoring->plans[i].node)
				drop(&scoring->plans[i], &scores->blocks[b][i]);
	}
	for (size_t c = 0; c < scores->n_categories; c++) {
		struct category_scores *own = &scores->categories[c];

		if (c < scoring->round->n_categories && scoring->asked[c] && !own->withheld)
			tell_screened(scoring, c);
		for (size_t i = 0; i < own->category->n_nodes; i++)
			hand_over_node(scoring, &own->nodes[i]);
	}
}

/* --- The whole --- */

struct scoring *scoring_begin(const struct round *round, const struct cohort *cohort,
			      const struct score_demand *demand, struct scores *scores)
{
	struct scoring *scoring = mem_alloc(sizeof(*scoring));
	struct score_demand all = {0};

	*scoring = (struct scoring){
	    .round = round, .cohort = cohort, .scores = scores, .lock = PTHREAD_MUTEX_INITIALIZER};
	score_demand_init(&all, round);
	score_demand_all(&all, round);
	scores_init(scores, round, demand ? demand : &all);
	scoring_plan(scoring, demand ? demand : &all);
	score_demand_finish(&all);
	scoring->no_scores = mem_array(COHORT_BLOCK, sizeof(grid));
	for (unsigned i = 0; i < COHORT_BLOCK; i++)
		scoring->no_scores[i] = GRID_NONE;
	scoring->all_scored = mem_array(COHORT_BLOCK, 1);
	scoring->all_valued = mem_array(COHORT_BLOCK, 1);
	memset(scoring->all_valued, STATE_VALUE, COHORT_BLOCK);
	return scoring;
}

struct scoring_scratch *scoring_scratch(struct scoring *scoring)
{
	struct scoring_scratch *s = mem_alloc(sizeof(*s));

	s->scoring = scoring;
	s->slots = mem_array(scoring->n_slots, sizeof(*s->slots));
	s->views = mem_array(scoring->round->n_order, sizeof(*s->views));
	s->gone = mem_array(scoring->scores->n_categories, sizeof(*s->gone));
	s->classes = mem_array(COHORT_BLOCK, sizeof(*s->classes));
	s->wides = mem_array(COHORT_BLOCK, sizeof(*s->wides));
	s->own = mem_array(COHORT_BLOCK, sizeof(*s->own));
	s->again = mem_array(COHORT_BLOCK, sizeof(*s->again));
	s->sums = mem_array(COHORT_BLOCK, sizeof(*s->sums));
	s->seen = mem_array(COHORT_BLOCK, 1);
	counted_init(&s->counted, scoring->most_children);
	pthread_mutex_lock(&scoring->lock);
	s->next = scoring->scratches;
	scoring->scratches = s;
	pthread_mutex_unlock(&scoring->lock);
	return s;
}

static void free_scratch(struct scoring_scratch *s)
{
	free(s->slots);
	free(s->views);
	free(s->gone);
	free(s->classes);
	free(s->wides);
	free(s->own);
	free(s->again);
	free(s->sums);
	free(s->seen);
	free(s->flaws);
	counted_finish(&s->counted);
	free(s);
}

void scoring_drop(struct scoring *scoring)
{
	for (struct scoring_scratch *s = scoring->scratches, *next; s; s = next) {
		next = s->next;
		free_scratch(s);
	}
	for (size_t b = 0; b < scoring->n_blocks; b++)
		free_block(scoring, scoring->blocks[b]);
	for (unsigned i = 0; i < REFERENCES; i++)
		reference_numbers_free(&scoring->references[i]);
	scoring_plan_finish(scoring);
	pool_free(&scoring->pool);
	pthread_mutex_destroy(&scoring->lock);
	free(scoring->blocks);
	free(scoring->no_scores);
	free(scoring->all_scored);
	free(scoring->all_valued);
	free(scoring);
}

void scoring_end(struct scoring *scoring, const bool *failed, unsigned jobs,
		 struct problems *problems)
{
	find_withheld(scoring, failed);
	finish_passes(scoring, jobs ? jobs : 1);
	scoring_tell(scoring, problems);
	hand_over(scoring);
	scoring_drop(scoring);
}
