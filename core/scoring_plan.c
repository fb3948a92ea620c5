#include <assert.h>
#include <stdlib.h>

#include "scoring_parts.h"

/* What a round needs, node by node: who is looked at by whom, in which pass, and what can be added in whole columns. */

/* --- Nodes --- */

/* Where a node's results are: those of a link are its category's root's. */
static uint32_t number_of(const struct node *node)
{
	return (uint32_t)(node->kind == NODE_LINK ? node->target->nodes[0] : node)->order;
}

static size_t category_of(const struct scores *scores, const struct category *category)
{
	return (size_t)(scores_of(scores, category) - scores->categories);
}

static bool *classes_of(const struct scoring *scoring, const struct node *node)
{
	size_t n = (size_t)scoring->cohort->n_editions * scoring->cohort->n_classes;
	bool *applies = round_applicable(node, scoring->cohort), all = true;

	for (size_t i = 0; i < n; i++)
		all = all && applies[i];
	if (!all)
		return applies;
	free(applies);
	return NULL;
}

static bool is_shown_only(const struct node *node)
{
	return node->role == ROLE_SCORE && node->weight == 0;
}

static void list_children(const struct scoring *scoring, struct plan *plan)
{
	const struct node *node = plan->node;

	plan->children = mem_array(node->n_children, sizeof(*plan->children));
	for (size_t i = 0; i < node->n_children; i++) {
		const struct node *child = node->children[i];

		if (is_shown_only(child))
			continue;
		plan->has_gates |=
		    child->role == ROLE_GATE || scoring->plans[number_of(child)].has_gates;
		plan->children[plan->n_children++] =
		    (struct child){.node = child, .number = number_of(child)};
	}
}

/* --- How large points can be --- */

static uint64_t size_of(grid value)
{
	return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* The lowest and the highest points that a scale gives; false where it has no ends. */
static bool find_ends(const struct scale *scale, double *low, double *high)
{
	bool minmax = scale->kind == SCALE_MINMAX;

	*low = minmax ? scale->a : scale->low;
	*high = minmax ? scale->b : scale->high;
	switch (scale->kind) {
	case SCALE_GOALPOSTS:
	case SCALE_LOG_GOALPOSTS:
	case SCALE_MINMAX:
	case SCALE_TARGET:
		return scale->clamp;
	case SCALE_FLAG:
		return true;
	case SCALE_STEPS:
		*low = *high = scale->steps.list[0].number;
		for (size_t i = 1; i < scale->steps.count; i++) {
			*low = fmin(*low, scale->steps.list[i].number);
			*high = fmax(*high, scale->steps.list[i].number);
		}
		return true;
	default:
		return false;
	}
}

/* Whether no measure's points are outside of the criterion's range. What a policy gives may be. */
static bool stays_in_range(const struct node *node)
{
	const struct scale *scale = &node->scale;
	grid lowest, highest;
	double low, high;

	if (node->range.any)
		return true;
	return !node->round.count && scale->constant.kind == CONSTANT_ERROR &&
	       find_ends(scale, &low, &high) &&
	       decimal_from_scaled((long double)low * GRID_ONE, &lowest) &&
	       decimal_from_scaled((long double)high * GRID_ONE, &highest) && low <= high &&
	       lowest >= node->range.low && highest <= node->range.high;
}

/* Nothing but the aggregate makes its score, which is between the least and the largest of its children. */
static bool is_between(const struct plan *plan)
{
	const struct node *node = plan->node;

	for (size_t i = 0; i < plan->n_children; i++)
		if (!node_counts(plan->children[i].node) &&
		    plan->children[i].node->role != ROLE_GATE)
			return false;
	return plan->n_children && node->rescale.kind == SCALE_NONE &&
	       node->aggregate != AGGREGATE_SUM && node->aggregate != AGGREGATE_PRODUCT;
}

static uint64_t bound_of(const struct scoring *scoring, const struct plan *plan)
{
	const struct node *node = plan->node;
	uint64_t bound = 0;

	if (!node->range.any && !node->passes_before)
		bound = larger(size_of(node->range.low), size_of(node->range.high));
	else if (node->kind == NODE_CRITERION || !is_between(plan))
		return 0;
	for (size_t i = 0; i < plan->n_children && node->range.any; i++) {
		const struct child *child = &plan->children[i];

		if (child->node->role == ROLE_GATE)
			continue;
		if (!scoring->plans[child->number].bound)
			return 0;
		bound = larger(bound, scoring->plans[child->number].bound);
		bound = larger(bound, size_of(child->node->missing.points));
	}
	/* each rounding moves it by less than a whole point */
	return bound + 1 + node->round.count * (uint64_t)GRID_ONE;
}

/* --- Sums of whole columns --- */

#define MOST_SHARES 90000000 /* times 100 % on the grid fits 64 bits */

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Whether its needs are met where all children have a score. */
static bool meets_needs(const struct plan *plan)
{
	const struct needs *needs = &plan->node->needs;

	switch (needs->kind) {
	case NEEDS_WEIGHT:
	case NEEDS_SHARE:
		return needs->amount <= FULL;
	case NEEDS_COUNT:
		return needs->amount <= (__int128)plan->n_children * GRID_ONE;
	default:
		return true;
	}
}

static bool has_plain_children(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_children; i++)
		if (!node_counts(plan->children[i].node))
			return false;
	return plan->n_children > 0 && !plan->has_gates;
}

static void find_plain(struct plan *plan)
{
	const struct node *node = plan->node;
	bool sum = node->aggregate == AGGREGATE_SUM;
	uint64_t divisor = sum ? GRID_ONE : 0, total = 0;

	if ((!sum && node->aggregate != AGGREGATE_MEAN) || !has_plain_children(plan) ||
	    !meets_needs(plan))
		return;
	for (size_t i = 0; i < plan->n_children; i++)
		divisor = common_divisor((uint64_t)plan->children[i].node->weight, divisor);
	assert(divisor); /* there are children, and what counts has a weight */
	for (size_t i = 0; i < plan->n_children && total <= MOST_SHARES; i++) {
		plan->children[i].share = (uint64_t)plan->children[i].node->weight / divisor;
		if (plan->children[i].share > MOST_SHARES)
			return;
		total += plan->children[i].share;
	}
	plan->plain = total <= MOST_SHARES;
	plan->total = (int64_t)total;
	plan->whole = sum ? GRID_ONE / (int64_t)divisor : plan->total;
}

/* --- One node --- */

static bool compares(const struct node *node)
{
	if (node->kind != NODE_CRITERION)
		return node->rescale.kind != SCALE_NONE;
	return node->missing.impute != IMPUTE_NOTHING || node->outliers.kind != OUTLIERS_KEEP ||
	       scale_is_relative(&node->scale);
}

static void plan_criterion(struct plan *plan)
{
	const struct node *node = plan->node;

	scaler_init(&plan->scaler, &node->scale, node->of ? (long double)GRID_ONE : 1);
	plan->in_range = stays_in_range(node);
	plan->own_coverage =
	    node->missing.impute != IMPUTE_NOTHING && node->scale.constant.kind == CONSTANT_AS_IS;
}

static void plan_group(struct scoring *scoring, struct plan *plan)
{
	list_children(scoring, plan);
	if (plan->node->rescale.kind != SCALE_NONE)
		scaler_init(&plan->scaler, &plan->node->rescale, (long double)GRID_ONE);
	find_plain(plan);
	if (plan->n_children > scoring->most_children)
		scoring->most_children = plan->n_children;
}

static void plan_node(struct scoring *scoring, const struct node *node,
		      const struct score_demand *demand)
{
	struct plan *plan = &scoring->plans[node->order];

	if (node->kind == NODE_LINK)
		return;
	plan->node = node;
	plan->category = category_of(scoring->scores, node->category);
	plan->keep = (enum score_keep)demand->of[node->order];
	plan->applies = classes_of(scoring, node);
	scoring->by_class |= plan->applies != NULL;
	plan->compares = compares(node);
	if (plan->compares)
		plan->values = scoring->n_values++;
	if (node->kind == NODE_CRITERION)
		plan_criterion(plan);
	else
		plan_group(scoring, plan);
	plan->bound = bound_of(scoring, plan);
}

/* --- Passes --- */

/* Calls visit for each node whose results a node looks at. */
static void each_input(const struct plan *plan, void (*visit)(void *user, uint32_t number),
		       void *user)
{
	if (plan->node->of)
		visit(user, number_of(plan->node->of));
	for (size_t i = 0; i < plan->n_children; i++)
		visit(user, plan->children[i].number);
}

/* One node at its place in the passes. */
struct placing {
	struct scoring *scoring;
	size_t pass;    /* in which its inputs are looked at */
	size_t *loaded; /* per number: pass + 1 in which a load stands */
};

static void wait_for(void *user, uint32_t number)
{
	struct placing *placing = user;
	size_t done = placing->scoring->plans[number].done;

	if (done > placing->pass)
		placing->pass = done;
}

static void add_task(struct scoring *scoring, size_t pass, uint32_t number, enum work work)
{
	struct pass *one;

	while (scoring->n_passes <= pass) {
		scoring->passes =
		    mem_grow(scoring->passes, scoring->n_passes, sizeof(*scoring->passes));
		scoring->passes[scoring->n_passes++] = (struct pass){0};
	}
	one = &scoring->passes[pass];
	one->tasks = mem_grow(one->tasks, one->n_tasks, sizeof(*one->tasks));
	one->tasks[one->n_tasks++] = (struct task){number, work, 0};
}

static void load(void *user, uint32_t number)
{
	struct placing *placing = user;
	struct plan *input = &placing->scoring->plans[number];

	if (input->done == placing->pass || placing->loaded[number] == placing->pass + 1)
		return;
	placing->loaded[number] = placing->pass + 1;
	input->carried = true;
	add_task(placing->scoring, placing->pass, number, WORK_LOAD);
}

static void place_node(struct placing *placing, uint32_t number)
{
	struct plan *plan = &placing->scoring->plans[number];

	placing->pass = 0;
	each_input(plan, wait_for, placing);
	each_input(plan, load, placing);
	plan->done = placing->pass;
	add_task(placing->scoring, placing->pass, number, plan->compares ? WORK_BEGIN : WORK_ALL);
	if (plan->compares)
		add_task(placing->scoring, ++plan->done, number, WORK_FINISH);
}

static void place_nodes(struct scoring *scoring)
{
	struct placing placing = {.scoring = scoring,
				  .loaded =
				      mem_array(scoring->round->n_order, sizeof(*placing.loaded))};

	for (uint32_t i = 0; i < scoring->round->n_order; i++)
		if (scoring->plans[i].node)
			place_node(&placing, i);
	free(placing.loaded);
}

/* Which scores are kept side by side: those of which only tables and further keys ask, none that a later pass takes as a column. */
static void place_beside(struct scoring *scoring)
{
	for (size_t i = 0; i < scoring->round->n_order; i++) {
		struct plan *plan = &scoring->plans[i];

		if (plan->keep == KEEP_SCORE && !scoring_goes_on(plan))
			plan->beside = ++scoring->n_beside;
	}
}

/* --- Slots: each is free again behind the last task that looks at it --- */

#define FREED SIZE_MAX

struct slots {
	size_t task;
	size_t *last;   /* per number: the last task that looks at its results, or FREED */
	unsigned *slot; /* per number */
	unsigned *free;
	unsigned n_free, n;
};

static void see(void *user, uint32_t number)
{
	struct slots *slots = user;

	slots->last[number] = slots->task;
}

static void free_slot(void *user, uint32_t number)
{
	struct slots *slots = user;

	if (slots->last[number] != slots->task)
		return;
	slots->last[number] = FREED;
	slots->free[slots->n_free++] = slots->slot[number];
}

static void each_looked_at(const struct scoring *scoring, const struct task *task,
			   void (*visit)(void *user, uint32_t number), struct slots *slots)
{
	visit(slots, task->number);
	if (task->work == WORK_ALL || task->work == WORK_BEGIN)
		each_input(&scoring->plans[task->number], visit, slots);
}

static void give_slots(struct slots *slots, const struct scoring *scoring, struct pass *pass)
{
	for (slots->task = 0; slots->task < pass->n_tasks; slots->task++)
		each_looked_at(scoring, &pass->tasks[slots->task], see, slots);
	for (slots->task = 0; slots->task < pass->n_tasks; slots->task++) {
		struct task *task = &pass->tasks[slots->task];

		task->slot = slots->n_free ? slots->free[--slots->n_free] : slots->n++;
		slots->slot[task->number] = task->slot;
		each_looked_at(scoring, task, free_slot, slots);
	}
}

static void find_slots(struct scoring *scoring)
{
	size_t n = scoring->round->n_order;
	struct slots slots = {.last = mem_array(n, sizeof(*slots.last)),
			      .slot = mem_array(n, sizeof(*slots.slot)),
			      .free = mem_array(n, sizeof(*slots.free))};

	for (size_t p = 0; p < scoring->n_passes; p++)
		give_slots(&slots, scoring, &scoring->passes[p]);
	scoring->n_slots = slots.n;
	free(slots.last);
	free(slots.slot);
	free(slots.free);
}

/* --- Categories --- */

/* The category that a node's own one cannot be scored without, or NULL. */
static const struct category *needed_by(const struct node *node)
{
	if (node->kind == NODE_LINK && node->weight > 0)
		return node->target;
	return node->of ? node->of->category : NULL;
}

static void list_needs(struct scoring *scoring)
{
	for (size_t i = 0; i < scoring->round->n_order; i++) {
		const struct node *node = scoring->round->order[i];
		const struct category *other = needed_by(node);

		if (!other || other == node->category)
			continue;
		scoring->needs =
		    mem_grow(scoring->needs, scoring->n_needs, sizeof(*scoring->needs));
		scoring->needs[scoring->n_needs++] =
		    (struct need){category_of(scoring->scores, node->category),
				  category_of(scoring->scores, other)};
	}
}

static void find_asked(struct scoring *scoring)
{
	const struct round *round = scoring->round;

	scoring->asked = mem_array(round->n_categories, sizeof(*scoring->asked));
	for (size_t c = 0; c < round->n_categories; c++) {
		const struct category *category = round->categories[c];

		if (!category->nodes[0]->screen)
			continue;
		scoring->asked[c] = mem_array(category->n_instances, sizeof(bool));
		for (size_t i = 0; i < category->n_instances; i++)
			scoring->asked[c][i] = screening_asks(category->measured[i]);
	}
}

/* --- The whole --- */

void scoring_plan(struct scoring *scoring, const struct score_demand *demand)
{
	const struct round *round = scoring->round;

	scoring->plans = mem_array(round->n_order, sizeof(*scoring->plans));
	for (size_t i = 0; i < round->n_order; i++)
		plan_node(scoring, round->order[i], demand);
	place_nodes(scoring);
	place_beside(scoring);
	find_slots(scoring);
	list_needs(scoring);
	find_asked(scoring);
}

void scoring_plan_finish(struct scoring *scoring)
{
	for (size_t i = 0; i < scoring->round->n_order; i++) {
		struct plan *plan = &scoring->plans[i];

		free(plan->applies);
		free(plan->children);
		free(plan->column.doubles);
		free(plan->column.wides);
		scaler_finish(&plan->scaler);
	}
	for (size_t p = 0; p < scoring->n_passes; p++)
		free(scoring->passes[p].tasks);
	for (size_t c = 0; c < scoring->round->n_categories; c++)
		free(scoring->asked[c]);
	free(scoring->asked);
	free(scoring->needs);
	free(scoring->passes);
	free(scoring->plans);
}
