#include <stdlib.h>
#include <string.h>

#include "scoring_parts.h"

/* A criterion in one block: from its measures, or another node's values, to points. */

/* --- Without points of its own making --- */

/* What its state's policy and its missing say. */
static void set_by_policy(const struct scoring_scratch *s, const struct plan *plan,
			  struct view *view, unsigned i)
{
	const struct node *node = plan->node;
	enum policy policy = s->scoring->round->states.policies[view->state[i]];

	if (policy == POLICY_LEAVE_OUT)
		set_not_applicable(view, i);
	else if (policy == POLICY_AS_ZERO)
		set_score(view, i, 0);
	else if (node->missing.kind == ABSENT_POINTS)
		set_score(view, i, node->missing.points);
	else
		set_none(view, i, node);
}

/* An agency that has left: its evidence is shown, it has no score. */
static void set_left(const struct scoring_scratch *s, const struct plan *plan, struct view *view,
		     unsigned i)
{
	unsigned state = view->state[i];

	if (s->scoring->round->states.policies[state] == POLICY_LEAVE_OUT)
		set_not_applicable(view, i);
	else
		set_none(view, i, plan->node->category->nodes[0]);
	if (view->coverage && view->outcome[i] == OUTCOME_NONE)
		view->coverage[i] = state == STATE_VALUE ? FULL : 0;
}

/* --- With points --- */

static void set_scaled(const struct plan *plan, struct view *view, unsigned i, grid points,
		       bool as_is)
{
	set_score(view, i, scoring_rounded(plan->node, points));
	if (view->coverage)
		view->coverage[i] = view->state[i] == STATE_IMPUTED ? 0 : FULL;
	if (as_is)
		view->state[i] = STATE_CONSTANT;
}

static void flaw(struct scoring_scratch *s, const struct plan *plan, struct view *view, unsigned i)
{
	set_none(view, i, plan->node);
	scoring_flaw(s, plan->node, s->first + i,
		     (struct flaw){.kind = FLAW_MEASURE, .found.measure = view->measure[i]});
}

static void set_by_scale(struct scoring_scratch *s, const struct plan *plan, struct view *view,
			 unsigned i)
{
	long double value = plan->node->of ? s->wides[i] : (long double)s->doubles[i];
	grid points;

	if (!applies_to(s, plan, i))
		value = (long double)NAN;
	if (view->coverage)
		view->coverage[i] = 0;
	switch (scaler_put(&plan->scaler, s->first + i, value, &points)) {
	case SCALED:
		set_scaled(plan, view, i, points, false);
		break;
	case SCALED_AS_IS:
		set_scaled(plan, view, i, points, true);
		break;
	case SCALE_DROPPED:
		view->state[i] = STATE_CONSTANT;
		set_not_applicable(view, i);
		break;
	case SCALE_UNDEFINED:
		view->state[i] = STATE_UNDEFINED;
		set_by_policy(s, plan, view, i);
		break;
	case SCALE_ABSENT:
		set_by_policy(s, plan, view, i);
		break;
	default:
		flaw(s, plan, view, i);
	}
}

/* One agency for which columns do not do. */
static void set_alone(struct scoring_scratch *s, const struct plan *plan, struct view *view,
		      unsigned i)
{
	const uint8_t *left = left_of(s, plan);

	if (left && left[i])
		set_left(s, plan, view, i);
	else
		set_by_scale(s, plan, view, i);
}

/* --- Values --- */

static void take_measures(struct scoring_scratch *s, const struct plan *plan, struct view *view)
{
	const struct measures measures = measures_in(s->measured, plan->category, plan->node);

	view->measure = s->doubles = measures.values;
	memcpy(view->state, measures.states, s->n);
}

static long double finished(const struct node *node, grid value)
{
	long double wide;

	if (node->has_measure_round)
		value = decimal_round(value, node->measure_round.decimals,
				      node->measure_round.rounding);
	wide = (long double)value;
	if (!node->has_measure_range)
		return wide;
	return fminl(fmaxl(wide, node->measure_min * (long double)GRID_ONE),
		     node->measure_max * (long double)GRID_ONE);
}

/* Measures that are another node's passed-up value. */
static void take_scores(struct scoring_scratch *s, const struct plan *plan, struct view *view)
{
	const struct view *from = &s->views[plan->node->of->order];

	for (unsigned i = 0; i < s->n; i++) {
		bool there = from->outcome[i] == OUTCOME_SCORE;

		view->state[i] = there                                        ? STATE_VALUE
				 : from->outcome[i] == OUTCOME_NOT_APPLICABLE ? STATE_NOT_APPLICABLE
									      : STATE_MISSING;
		s->wides[i] = there ? finished(plan->node, from->passed[i]) : (long double)NAN;
		s->own[i] = (double)(s->wides[i] / (long double)GRID_ONE);
	}
	view->measure = s->own;
}

static void blank_others(const struct scoring_scratch *s, const struct plan *plan,
			 struct view *view)
{
	for (unsigned i = 0; i < s->n && plan->applies; i++)
		if (!applies_to(s, plan, i))
			view->state[i] = STATE_NOT_APPLICABLE;
}

/* No values for those to whom the criterion does not apply and those who have left. */
static bool has_value(const struct scoring_scratch *s, const struct plan *plan, unsigned i)
{
	const uint8_t *left = left_of(s, plan);

	return applies_to(s, plan, i) && !(left && left[i]);
}

/* --- What is compared --- */

static void *copy_values(struct scoring_scratch *s, const struct plan *plan)
{
	bool wide = plan->node->of, lasting = plan->keep == KEEP_ALL && !wide;
	void *copy = scoring_copy(s, lasting, NULL, wide ? (const void *)s->wides : s->doubles,
				  wide ? sizeof(long double) : sizeof(double));

	for (unsigned i = 0; i < s->n && (plan->applies || left_of(s, plan)); i++) {
		if (has_value(s, plan, i))
			continue;
		if (wide)
			((long double *)copy)[i] = (long double)NAN;
		else
			((double *)copy)[i] = (double)NAN;
	}
	return copy;
}

/* The measures are the values, but of those who left, whose measures are shown all the same. */
static void keep_values(struct scoring_scratch *s, const struct plan *plan, const struct view *view)
{
	struct score_cells *cells = &s->kept->cells[plan->node->order];

	s->kept->values[plan->values] = copy_values(s, plan);
	if (!scoring_is_all(view->state, s->n, STATE_VALUE))
		cells->state = scoring_copy(s, plan->keep >= KEEP_RESULT, NULL, view->state, 1);
	if (plan->keep == KEEP_ALL && (plan->node->of || left_of(s, plan)))
		cells->measure = scoring_copy(s, true, NULL, view->measure, sizeof(double));
}

static void take_values(struct scoring_scratch *s, const struct plan *plan, struct view *view)
{
	const struct score_cells *cells = &s->kept->cells[plan->node->order];
	const void *values = s->kept->values[plan->values];

	if (cells->state)
		memcpy(view->state, cells->state, s->n);
	else
		memset(view->state, STATE_VALUE, s->n);
	if (plan->node->of) {
		memcpy(s->wides, values, s->n * sizeof(*s->wides));
		for (unsigned i = 0; i < s->n; i++)
			s->own[i] = (double)(s->wides[i] / (long double)GRID_ONE);
	}
	s->doubles = plan->node->of ? s->own : values;
	view->measure = cells->measure ? cells->measure : s->doubles;
}

/* The values have been looked at for the last time: they may be the measures. */
static void leave_values(struct scoring_scratch *s, const struct plan *plan)
{
	struct score_cells *cells = &s->kept->cells[plan->node->order];

	if (plan->keep == KEEP_ALL && !cells->measure)
		cells->measure = s->kept->values[plan->values];
}

/* --- The block --- */

static void set_all_none(struct scoring_scratch *s, const struct plan *plan, struct view *view)
{
	for (unsigned i = 0; i < s->n; i++) {
		set_none(view, i, plan->node);
		if (view->coverage)
			view->coverage[i] = 0;
	}
}

/* Points for whole columns. Lists the rows that must be looked at alone, whose points are any. */
static unsigned set_points(struct scoring_scratch *s, const struct plan *plan, struct view *view)
{
	const uint8_t *left = left_of(s, plan);
	unsigned n_again =
	    scaler_put_block(&plan->scaler, s->first, s->doubles, s->n, view->score, s->again);

	memset(view->outcome, OUTCOME_SCORE, s->n);
	for (unsigned i = 0; i < s->n && plan->node->round.count; i++)
		view->score[i] = scoring_rounded(plan->node, view->score[i]);
	for (unsigned i = 0; i < s->n && view->coverage; i++)
		view->coverage[i] = FULL;
	if (!n_again && !left)
		return column_list(view->state, s->n, STATE_VALUE, s->again);
	for (unsigned i = 0; i < s->n; i++)
		s->seen[i] = view->state[i] != STATE_VALUE || (left && left[i]);
	for (unsigned k = 0; k < n_again; k++)
		s->seen[s->again[k]] = 1;
	return column_list(s->seen, s->n, 0, s->again);
}

/* Rows of these that have a score and no coverage. */
static void list_gaps(struct view *view, const uint16_t *rows, unsigned n)
{
	for (unsigned k = 0; k < n && !view->coverage; k++)
		if (view->outcome[rows[k]] == OUTCOME_SCORE && coverage_in(view, rows[k]) != FULL)
			view->gaps[view->n_gaps++] = rows[k];
}

static void score_block(struct scoring_scratch *s, const struct plan *plan, struct view *view)
{
	unsigned n = plan->node->of ? scoring_list_all(s) : set_points(s, plan, view);

	for (unsigned k = 0; k < n; k++)
		set_alone(s, plan, view, s->again[k]);
	if (plan->in_range)
		for (unsigned k = 0; k < n; k++)
			scoring_check_range(s, plan, view, s->again[k]);
	else
		for (unsigned i = 0; i < s->n; i++)
			scoring_check_range(s, plan, view, i);
	list_gaps(view, s->again, n);
}

void scoring_criterion(struct scoring_scratch *s, const struct task *task)
{
	const struct plan *plan = plan_of(s, task->number);
	struct view *view = scoring_view(s, task);

	if (task->work == WORK_FINISH)
		take_values(s, plan, view);
	else if (plan->node->of)
		take_scores(s, plan, view);
	else
		take_measures(s, plan, view);
	if (task->work != WORK_FINISH)
		blank_others(s, plan, view);
	if (task->work == WORK_BEGIN) {
		keep_values(s, plan, view);
		return;
	}
	if (plan->constant)
		set_all_none(s, plan, view);
	else
		score_block(s, plan, view);
	view->n_odd = column_list(view->outcome, s->n, OUTCOME_SCORE, view->odd);
	scoring_keep(s, plan, view);
	if (task->work == WORK_FINISH)
		leave_values(s, plan);
}
