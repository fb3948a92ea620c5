#include <float.h>
#include <string.h>

#include "processor.h"
#include "scoring_parts.h"

/* A group or category in one block: whole columns where all children have scores, and row by row where they have not. */

/* --- One agency --- */

/* What the children of a node are for one agency. */
struct state_of_children {
	size_t n_applicable, n_have, n_scores;   /* policies count as having, not as scores */
	__int128 weight_applicable, weight_have; /* of score children */
	__int128 weighted_coverage;
	uint32_t withheld_by; /* number + 1, or 0 */
};

/* The value with which a child counts; false when it counts with none. */
static bool counted_value(const struct node *child, const struct view *view, unsigned i,
			  grid *value)
{
	if (view->outcome[i] == OUTCOME_SCORE) {
		*value = view->passed[i];
		return true;
	}
	*value = child->missing.points;
	return view->outcome[i] == OUTCOME_NONE && child->missing.kind == ABSENT_POINTS;
}

/* Why the child has no score: number + 1, or 0. */
static uint32_t cause_in(const struct child *child, const struct view *view, unsigned i)
{
	return view->cause ? view->cause[i] : child->number + 1;
}

/* A child that aggregates none has no score and stands for its own children. */
static bool has_score(const struct child *child, const struct view *view, unsigned i)
{
	return view->outcome[i] == OUTCOME_SCORE ||
	       (child->node->kind != NODE_CRITERION && child->node->aggregate == AGGREGATE_NONE &&
		view->outcome[i] == OUTCOME_NONE && !cause_in(child, view, i));
}

static void look_at_child(struct state_of_children *state, const struct child *child,
			  const struct view *view, unsigned i)
{
	const struct node *node = child->node;
	grid value;

	if (view->outcome[i] == OUTCOME_NOT_APPLICABLE)
		return;
	if (view->outcome[i] == OUTCOME_NONE && node->missing.kind == ABSENT_WITHHOLD &&
	    node->role != ROLE_GATE && !state->withheld_by)
		state->withheld_by = cause_in(child, view, i);
	if (!node_counts(node))
		return;
	state->n_applicable++;
	state->weight_applicable += node->weight;
	state->weighted_coverage += (__int128)node->weight * coverage_in(view, i);
	state->n_scores += has_score(child, view, i);
	if (counted_value(node, view, i, &value)) {
		state->n_have++;
		state->weight_have += node->weight;
	}
}

static bool needs_are_met(const struct needs *needs, const struct state_of_children *state)
{
	switch (needs->kind) {
	case NEEDS_WEIGHT:
		return state->n_have && state->weight_have * 100 * GRID_ONE >=
					    needs->amount * state->weight_applicable;
	case NEEDS_SHARE:
		return state->n_have && (__int128)state->n_have * 100 * GRID_ONE >=
					    (__int128)needs->amount * (__int128)state->n_applicable;
	case NEEDS_COUNT:
		return state->n_have && (__int128)state->n_have * GRID_ONE >= needs->amount;
	case NEEDS_ALL:
		return state->n_have == state->n_applicable;
	default:
		return state->n_have > 0;
	}
}

/* False when the score does not fit any more. */
static bool change_score(const struct node *child, grid value, grid *score)
{
	grid change;

	if (!decimal_quotient((__int128)child->weight * value, GRID_ONE, &change))
		return false;
	return decimal_quotient((__int128)*score + (child->role == ROLE_BONUS ? change : -change),
				1, score);
}

/* Bonus, deduction, then cap. */
static bool adjust(const struct scoring_scratch *s, const struct plan *plan, unsigned i,
		   grid *score)
{
	grid value;

	for (size_t c = 0; c < plan->n_children; c++) {
		const struct child *child = &plan->children[c];
		enum node_role role = child->node->role;

		if ((role == ROLE_BONUS || role == ROLE_DEDUCTION) &&
		    counted_value(child->node, &s->views[child->number], i, &value) &&
		    !change_score(child->node, value, score))
			return false;
	}
	for (size_t c = 0; c < plan->n_children; c++) {
		const struct child *child = &plan->children[c];

		if (child->node->role == ROLE_CAP &&
		    counted_value(child->node, &s->views[child->number], i, &value) &&
		    value < *score)
			*score = value;
	}
	return true;
}

/* The aggregates that can refuse without a value below 0 are those whose result may not fit. */
static void flaw(struct scoring_scratch *s, const struct plan *plan, unsigned i)
{
	bool below = aggregate_has_roots(plan->node) && counted_extreme(&s->counted, true) < 0;

	scoring_flaw(s, plan->node, s->first + i,
		     (struct flaw){.kind = below ? FLAW_ROOTS : FLAW_GRID});
}

static bool is_failed(const struct scoring_scratch *s, const struct child *gate, unsigned i)
{
	const struct round *round = s->scoring->round;
	const struct view *view = &s->views[gate->number];
	grid value;

	if (gate->node->role != ROLE_GATE || view->outcome[i] == OUTCOME_NOT_APPLICABLE)
		return false;
	if (!counted_value(gate->node, view, i, &value))
		return gate->node->missing.kind != ABSENT_REWEIGHT;
	if (view->outcome[i] == OUTCOME_SCORE)
		value = view->score[i];
	return decimal_round(value, round->precision, round->rounding) < gate->node->gate_min;
}

/* The first gate below, a node before its children, that the agency does not pass: number + 1, or 0. */
static uint32_t failed_gate(const struct scoring_scratch *s, const struct plan *plan, unsigned i)
{
	for (size_t c = 0; c < plan->n_children; c++) {
		const struct child *child = &plan->children[c];
		const struct view *view = &s->views[child->number];

		if (is_failed(s, child, i))
			return child->number + 1;
		if (view->gate && view->gate[i])
			return view->gate[i];
	}
	return 0;
}

static void gather(struct scoring_scratch *s, const struct plan *plan, unsigned i)
{
	struct counted *counted = &s->counted;

	counted->n = 0;
	for (size_t c = 0; c < plan->n_children; c++) {
		const struct child *child = &plan->children[c];

		if (node_counts(child->node) && counted_value(child->node, &s->views[child->number],
							      i, &counted->values[counted->n]))
			counted->weights[counted->n++] = child->node->weight;
	}
}

/* What the children's state makes of the node, before they are put together: true where they are. */
static bool can_have_score(const struct plan *plan, struct view *view, unsigned i,
			   const struct state_of_children *state)
{
	const struct node *node = plan->node;

	if (node->aggregate == AGGREGATE_NONE)
		set_none(view, i, state->n_scores ? NULL : node);
	else if (state->withheld_by)
		scoring_set_none(view, i, state->withheld_by);
	else if (!needs_are_met(&node->needs, state))
		set_none(view, i, node);
	else
		return true;
	return false;
}

static void put_together(struct scoring_scratch *s, const struct plan *plan, struct view *view,
			 unsigned i)
{
	grid score;

	if (aggregate_counted(plan->node, &s->counted, &score) && adjust(s, plan, i, &score)) {
		set_score(view, i, score);
		return;
	}
	set_none(view, i, plan->node);
	flaw(s, plan, i);
}

static void score_row(struct scoring_scratch *s, const struct plan *plan, struct view *view,
		      unsigned i)
{
	const uint8_t *left = left_of(s, plan);
	bool has_left = left && left[i];
	struct state_of_children state = {0};

	for (size_t c = 0; c < plan->n_children; c++)
		look_at_child(&state, &plan->children[c], &s->views[plan->children[c].number], i);
	if (view->gate && !has_left)
		view->gate[i] = failed_gate(s, plan, i);
	if (!state.n_applicable) {
		set_not_applicable(view, i);
		return;
	}
	view->coverage[i] = decimal_divide(state.weighted_coverage, state.weight_applicable);
	gather(s, plan, i);
	if (view->spread && !has_left)
		view->spread[i] = counted_spread(&s->counted);
	if (has_left)
		set_none(view, i, plan->node->category->nodes[0]);
	else if (can_have_score(plan, view, i, &state))
		put_together(s, plan, view, i);
}

/* --- Whole columns --- */

/* numerator / denominator (above 0), half to even. */
static int64_t half_to_even(int64_t numerator, int64_t denominator)
{
	int64_t quotient = numerator / denominator, rest = numerator % denominator;
	uint64_t size = (uint64_t)(rest < 0 ? -rest : rest), left = (uint64_t)denominator - size;

	if (size < left || (size == left && !(quotient & 1)))
		return quotient;
	return numerator < 0 ? quotient - 1 : quotient + 1;
}

/* No score of a column is larger. */
static uint64_t largest(const struct view *view, unsigned n)
{
	uint64_t all = 0;

	for (unsigned i = 0; i < n; i++) {
		uint64_t size = (uint64_t)(view->passed[i] ^ -(grid)(view->passed[i] < 0));

		all |= view->outcome[i] == OUTCOME_SCORE ? size : 0;
	}
	return all + 1;
}

/* No weighted sum of a row is larger. */
static unsigned __int128 largest_sum(const struct scoring_scratch *s, const struct plan *plan)
{
	unsigned __int128 sum = 0;

	for (size_t c = 0; c < plan->n_children; c++) {
		const struct child *child = &plan->children[c];
		uint64_t bound = s->scoring->plans[child->number].bound;

		if (!bound)
			bound = largest(&s->views[child->number], s->n);
		sum += (unsigned __int128)child->share * bound;
	}
	return sum;
}

/* sums[i] += share * values[i], whatever stands in rows without a score. */
static void add_column(uint64_t *restrict sums, const grid *restrict values, uint64_t share,
		       unsigned n)
{
	for (unsigned first = 0; first < n; first += COLUMN_CHUNK)
		for (unsigned i = first; i < first + COLUMN_CHUNK; i++)
			sums[i] += share * (uint64_t)values[i];
}

static void add_large(struct scoring_scratch *s, const struct plan *plan, struct view *view)
{
	memset(s->sums, 0, COLUMN_ROOM(s->n) * sizeof(*s->sums));
	for (size_t c = 0; c < plan->n_children; c++)
		add_column(s->sums, s->views[plan->children[c].number].passed,
			   plan->children[c].share, s->n);
	for (unsigned i = 0; i < s->n; i++)
		view->score[i] = half_to_even((int64_t)s->sums[i], plan->whole);
}

/*
 * Sums below IN_DOUBLES are whole doubles, as is every part of them, and are divided several at a time, without a jump. A
 * quotient by the rounded reciprocal is off by at most 2^-52 of itself, which is below 2^50 (a denominator of 1 has its own reciprocal),
 * so by a quarter: the whole number nearest to it is the one nearest to the true quotient or the next to that. What is left over, which is
 * exact, tells which, and whether it is a half.
 */
#define IN_DOUBLES ((int64_t)1 << 51)

static double as_double(int64_t whole)
{
	uint64_t bits = (uint64_t)whole + (uint64_t)column_bits(COLUMN_MAGIC);
	double sum;

	memcpy(&sum, &bits, sizeof(sum));
	return sum - COLUMN_MAGIC;
}

/* quotients[i] = numerators[i] / denominator, half to even. */
static void divide_chunk(const double *restrict numerators, double denominator,
			 grid *restrict quotients)
{
	const double reciprocal = 1 / denominator;
	const uint64_t start = (uint64_t)column_bits(COLUMN_MAGIC);

	for (unsigned i = 0; i < COLUMN_CHUNK; i++) {
		double shifted = numerators[i] * reciprocal + COLUMN_MAGIC;
		double twice = 2 * (numerators[i] - (shifted - COLUMN_MAGIC) * denominator);
		uint64_t nearest = (uint64_t)column_bits(shifted), odd = nearest & 1;
		/* below 0 where the rest is more than a half, or a half and the quotient odd */
		uint64_t above = (uint64_t)column_bits(denominator - twice) - odd;
		uint64_t below = (uint64_t)column_bits(denominator + twice) - odd;

		quotients[i] = (grid)(nearest - start + (above >> 63) - (below >> 63));
	}
}

static void add_chunk(const struct scoring_scratch *s, const struct plan *plan, unsigned first,
		      grid *score)
{
	double sums[COLUMN_CHUNK] = {0};

	for (size_t c = 0; c < plan->n_children; c++) {
		const grid *values = s->views[plan->children[c].number].passed + first;
		const double share = (double)plan->children[c].share;

		for (unsigned i = 0; i < COLUMN_CHUNK; i++)
			sums[i] += share * as_double(values[i]);
	}
	divide_chunk(sums, (double)plan->whole, score);
}

static void add_chunks(const struct scoring_scratch *s, const struct plan *plan, grid *score)
{
	for (unsigned first = 0; first < s->n; first += COLUMN_CHUNK)
		add_chunk(s, plan, first, score + first);
}

#ifdef PROCESSOR_NEWER
PROCESSOR_NEWER PROCESSOR_ALL static void add_chunks_on_newer(const struct scoring_scratch *s,
							      const struct plan *plan, grid *score)
{
	add_chunks(s, plan, score);
}
#endif

static void add_small(const struct scoring_scratch *s, const struct plan *plan, grid *score)
{
#ifdef PROCESSOR_NEWER
	if (processor_is_newer()) {
		add_chunks_on_newer(s, plan, score);
		return;
	}
#endif
	add_chunks(s, plan, score);
}

static void add_scores(struct scoring_scratch *s, const struct plan *plan, struct view *view,
		       bool in_doubles)
{
	if (in_doubles)
		add_small(s, plan, view->score);
	else
		add_large(s, plan, view);
	if (view->passed != view->score)
		memcpy(view->passed, view->score, s->n * sizeof(grid));
	memset(view->outcome, OUTCOME_SCORE, s->n);
}

/*
 * What is lacking of the coverage is summed up: of most rows nothing. Where a child has no coverage the sum means nothing,
 * may wrap around, and is not looked at.
 */
static void add_gaps(uint64_t *lacking, const struct child *child, const struct view *view,
		     unsigned n)
{
	for (unsigned i = 0; i < n && view->coverage; i++)
		lacking[i] += child->share * ((uint64_t)FULL - (uint64_t)view->coverage[i]);
	for (unsigned k = 0; k < view->n_gaps; k++)
		lacking[view->gaps[k]] += child->share * (uint64_t)FULL;
}

static void cover_chunk(const uint64_t *lacking, int64_t total, grid *restrict coverage)
{
	double numerators[COLUMN_CHUNK];

	for (unsigned i = 0; i < COLUMN_CHUNK; i++)
		numerators[i] = as_double((int64_t)lacking[i]);
	divide_chunk(numerators, (double)total, coverage);
	for (unsigned i = 0; i < COLUMN_CHUNK; i++)
		coverage[i] = (grid)((uint64_t)FULL - (uint64_t)coverage[i]);
}

static void cover(struct scoring_scratch *s, const struct plan *plan, struct view *view)
{
	memset(s->sums, 0, COLUMN_ROOM(s->n) * sizeof(*s->sums));
	for (size_t c = 0; c < plan->n_children; c++)
		add_gaps(s->sums, &plan->children[c], &s->views[plan->children[c].number], s->n);
	if (FLT_EVAL_METHOD == 0 && plan->total < IN_DOUBLES / FULL) {
		for (unsigned first = 0; first < s->n; first += COLUMN_CHUNK)
			cover_chunk(s->sums + first, plan->total, view->coverage + first);
		return;
	}
	for (unsigned i = 0; i < s->n; i++)
		view->coverage[i] = (grid)((uint64_t)FULL - (uint64_t)half_to_even(
								(int64_t)s->sums[i], plan->total));
}

/* The rows in which a child has no score, or which the node does not apply to. */
static unsigned list_odd(struct scoring_scratch *s, const struct plan *plan)
{
	memset(s->seen, 0, s->n);
	for (size_t c = 0; c < plan->n_children; c++) {
		const struct view *view = &s->views[plan->children[c].number];

		for (unsigned k = 0; k < view->n_odd; k++)
			s->seen[view->odd[k]] = 1;
	}
	for (unsigned i = 0; i < s->n && plan->applies; i++)
		s->seen[i] |= !applies_to(s, plan, i);
	return column_list(s->seen, s->n, 0, s->again);
}

/* --- A relative scale on the scores --- */

static void keep_scores(struct scoring_scratch *s, const struct plan *plan, const struct view *view)
{
	for (unsigned i = 0; i < s->n; i++)
		s->wides[i] = view->outcome[i] == OUTCOME_SCORE ? (long double)view->score[i]
								: (long double)NAN;
	s->kept->values[plan->values] = scoring_copy(s, false, NULL, s->wides, sizeof(*s->wides));
	scoring_keep(s, plan, view);
}

static void copy_cells(void *to, const void *from, unsigned n, size_t size)
{
	if (to && from)
		memcpy(to, from, n * size);
	else if (to)
		memset(to, 0, n * size);
}

/* Takes back what was kept before the comparison. */
static void take_back(struct scoring_scratch *s, const struct plan *plan, struct view *view)
{
	const struct score_cells *cells = &s->kept->cells[plan->node->order];

	copy_cells(view->score, cells->score, s->n, sizeof(grid));
	if (view->passed != view->score)
		copy_cells(view->passed, cells->passed, s->n, sizeof(grid));
	copy_cells(view->outcome, cells->outcome, s->n, 1);
	copy_cells(view->cause, cells->cause, s->n, sizeof(uint32_t));
	copy_cells(view->gate, cells->gate, s->n, sizeof(uint32_t));
	copy_cells(view->spread, cells->spread, s->n, sizeof(grid));
	for (unsigned i = 0; i < s->n; i++) {
		if (!cells->cause)
			view->cause[i] = (uint32_t)plan->node->order + 1;
		view->coverage[i] =
		    cells->coverage ? cells->coverage[i]
				    : score_coverage((enum outcome)view->outcome[i], STATE_VALUE);
	}
}

static void drop_score(struct view *view, unsigned i)
{
	set_not_applicable(view, i);
	if (view->spread)
		view->spread[i] = GRID_NONE;
}

static void rescale_row(struct scoring_scratch *s, const struct plan *plan, struct view *view,
			unsigned i)
{
	grid points = 0, *passed = plan->node->passes_before ? &points : &view->passed[i];

	switch (scaler_put(&plan->scaler, s->first + i, (long double)view->score[i], &points)) {
	case SCALE_FAULT:
		scoring_flaw(s, plan->node, s->first + i,
			     (struct flaw){.kind = FLAW_SCORE, .found.score = view->score[i]});
		break;
	case SCALE_DROPPED:
		drop_score(view, i);
		break;
	case SCALED:
	case SCALED_AS_IS:
		view->score[i] = points;
		*passed = points;
		break;
	default:
		break;
	}
}

static void rescale(struct scoring_scratch *s, const struct plan *plan, struct view *view)
{
	take_back(s, plan, view);
	for (unsigned i = 0; i < s->n && !plan->constant; i++)
		if (view->outcome[i] == OUTCOME_SCORE)
			rescale_row(s, plan, view, i);
}

/* --- The block --- */

static void round_row(const struct plan *plan, struct view *view, unsigned i)
{
	view->passed[i] = scoring_rounded(plan->node, view->passed[i]);
	if (!plan->node->passes_before)
		view->score[i] = view->passed[i];
}

static void finish(struct scoring_scratch *s, const struct plan *plan, struct view *view)
{
	for (unsigned i = 0; i < s->n; i++)
		scoring_check_range(s, plan, view, i);
	for (unsigned i = 0; i < s->n && plan->node->round.count; i++)
		if (view->outcome[i] == OUTCOME_SCORE)
			round_row(plan, view, i);
	view->n_odd = column_list(view->outcome, s->n, OUTCOME_SCORE, view->odd);
	scoring_keep(s, plan, view);
}

static void score_rows(struct scoring_scratch *s, const struct plan *plan, struct view *view,
		       unsigned n)
{
	for (unsigned k = 0; k < n; k++) {
		unsigned i = s->again[k];

		if (view->spread)
			view->spread[i] = GRID_NONE;
		if (view->gate)
			view->gate[i] = 0;
		if (applies_to(s, plan, i))
			score_row(s, plan, view, i);
		else
			set_not_applicable(view, i);
	}
}

static bool is_covered(const struct scoring_scratch *s, const struct plan *plan)
{
	for (size_t c = 0; c < plan->n_children; c++) {
		const struct view *view = &s->views[plan->children[c].number];

		if (view->n_gaps || view->coverage)
			return false;
	}
	return true;
}

static void score_block(struct scoring_scratch *s, const struct plan *plan, struct view *view)
{
	unsigned __int128 most = plan->plain ? largest_sum(s, plan) : 0;
	unsigned n;

	if (!plan->plain || most >= (unsigned __int128)1 << 62) {
		score_rows(s, plan, view, scoring_list_all(s));
		return;
	}
	add_scores(s, plan, view, FLT_EVAL_METHOD == 0 && most < IN_DOUBLES);
	n = list_odd(s, plan);
	if (!n && is_covered(s, plan))
		view->coverage = NULL;
	else
		cover(s, plan, view);
	score_rows(s, plan, view, n);
}

void scoring_group(struct scoring_scratch *s, const struct task *task)
{
	const struct plan *plan = plan_of(s, task->number);
	struct view *view = scoring_view(s, task);

	if (task->work == WORK_FINISH)
		rescale(s, plan, view);
	else
		score_block(s, plan, view);
	if (task->work == WORK_BEGIN)
		keep_scores(s, plan, view);
	else
		finish(s, plan, view);
}
