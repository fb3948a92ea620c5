#include <stdlib.h>
#include <string.h>

#include "imputation.h"
#include "outliers.h"
#include "reference.h"
#include "scoring_parts.h"

/* What all agencies have to do with one another: a node's values of all blocks, looked at together. */

static void gather(struct scoring *scoring, struct plan *plan)
{
	bool wide = plan->node->kind != NODE_CRITERION || plan->node->of;
	void **blocks = mem_array(scoring->n_blocks, sizeof(*blocks));

	for (size_t b = 0; b < scoring->n_blocks; b++)
		blocks[b] = scoring->blocks[b]->values[plan->values];
	plan->column = (struct column){0};
	if (wide)
		plan->column.wides = (long double **)blocks;
	else
		plan->column.doubles = (double **)blocks;
}

static struct score_cells *cells_of(const struct scoring *scoring, const struct plan *plan,
				    size_t block)
{
	return &scoring->blocks[block]->cells[plan->node->order];
}

/* --- Imputation --- */

/* Who is missing the criterion, and nothing else. */
static bool lacks(const struct scoring *scoring, const struct plan *plan, size_t row,
		  long double value)
{
	const struct scored_block *block = scoring->blocks[row / COHORT_BLOCK];
	const uint8_t *state = block->cells[plan->node->order].state;
	const struct screening *screening = block->screened[plan->category];
	enum policy policy;

	if (!isnan(value) || !state || (screening && screening->left[row % COHORT_BLOCK]))
		return false;
	policy = scoring->round->states.policies[state[row % COHORT_BLOCK]];
	return policy != POLICY_LEAVE_OUT && policy != POLICY_AS_ZERO;
}

static void set_imputed(const struct scoring *scoring, const struct plan *plan, size_t row,
			long double value)
{
	struct score_cells *cells = cells_of(scoring, plan, row / COHORT_BLOCK);

	cells->state[row % COHORT_BLOCK] = STATE_IMPUTED;
	if (cells->measure)
		cells->measure[row % COHORT_BLOCK] = (double)(value / plan->scaler.unit);
}

/* A measure of its own for each agency that is missing the criterion. */
static void impute(const struct scoring *scoring, const struct plan *plan, long double *values)
{
	size_t rows = scoring->cohort->rows;
	bool *wanted = mem_array(rows, sizeof(*wanted));

	for (size_t row = 0; row < rows; row++)
		wanted[row] = lacks(scoring, plan, row, values[row]);
	imputation_fill(&plan->node->missing, scoring->cohort, plan->node->of != NULL, wanted,
			values);
	for (size_t row = 0; row < rows; row++)
		if (wanted[row] && !isnan(values[row]))
			set_imputed(scoring, plan, row, values[row]);
	free(wanted);
}

/* --- Outliers --- */

/* In natural units. */
static double *measures_of(struct scoring *scoring, const struct plan *plan,
			   const long double *values, unsigned n)
{
	double *measures = pool_take(&scoring->scores->pool, COLUMN_ROOM(n), sizeof(*measures));

	for (unsigned i = 0; i < n; i++)
		measures[i] = (double)(values[i] / plan->scaler.unit);
	return measures;
}

/* Measures are shown as they were before. */
static void keep_measures(struct scoring *scoring, const struct plan *plan,
			  const long double *values)
{
	for (size_t b = 0; b < scoring->n_blocks; b++) {
		struct score_cells *cells = cells_of(scoring, plan, b);

		if (!cells->measure)
			cells->measure = measures_of(scoring, plan, values + b * COHORT_BLOCK,
						     cohort_block_rows(scoring->cohort, b));
	}
}

static void keep_treated(struct scoring *scoring, const struct plan *plan,
			 const long double *values, const uint8_t *treatment)
{
	for (size_t b = 0; b < scoring->n_blocks; b++) {
		struct score_cells *cells = cells_of(scoring, plan, b);
		unsigned n = cohort_block_rows(scoring->cohort, b);
		size_t first = b * COHORT_BLOCK;

		cells->treated = measures_of(scoring, plan, values + first, n);
		cells->treatment = pool_take(&scoring->scores->pool, n, 1);
		memcpy(cells->treatment, treatment + first, n);
	}
}

static void treat(struct scoring *scoring, const struct plan *plan, long double *values)
{
	uint8_t *treatment = mem_array(scoring->cohort->rows, 1);

	if (plan->keep == KEEP_ALL)
		keep_measures(scoring, plan, values);
	outliers_treat(&plan->node->outliers, plan->node->scale.reference, scoring->cohort,
		       plan->scaler.unit, values, treatment);
	if (plan->keep == KEEP_ALL)
		keep_treated(scoring, plan, values, treatment);
	free(treatment);
}

/* --- One node --- */

/* Imputation and outliers look at one list of all values. */
static void change_values(struct scoring *scoring, const struct plan *plan)
{
	const struct node *node = plan->node;
	size_t rows = scoring->cohort->rows;
	long double *values = mem_array(rows, sizeof(*values));

	for (size_t row = 0; row < rows; row++)
		values[row] = column_at(&plan->column, row);
	if (node->missing.impute != IMPUTE_NOTHING)
		impute(scoring, plan, values);
	if (node->outliers.kind != OUTLIERS_KEEP)
		treat(scoring, plan, values);
	for (size_t row = 0; row < rows; row++)
		column_put(&plan->column, row, values[row]);
	free(values);
}

static void compare(struct scoring_scratch *s, size_t i)
{
	struct scoring *scoring = s->scoring;
	struct plan *plan = &scoring->plans[scoring->compared[i]];
	const struct scale *scale = plan->scaler.scale;
	size_t row;

	gather(scoring, plan);
	if (plan->node->kind == NODE_CRITERION && (plan->node->missing.impute != IMPUTE_NOTHING ||
						   plan->node->outliers.kind != OUTLIERS_KEEP))
		change_values(scoring, plan);
	if (!scale_is_relative(scale) ||
	    scaler_compare(&plan->scaler, scoring->cohort, &scoring->references[scale->reference],
			   &plan->column, &row))
		return;
	plan->constant = true;
	scoring_flaw(s, plan->node, row, (struct flaw){.kind = FLAW_CONSTANT});
}

/* --- All of a pass --- */

static void number_references(struct scoring *scoring, const struct plan *plan)
{
	const struct scale *scale = plan->scaler.scale;

	if (scale_is_relative(scale) && !scoring->references[scale->reference].of)
		reference_number(&scoring->references[scale->reference], scale->reference,
				 scoring->cohort);
}

void scoring_compare(struct scoring *scoring, unsigned jobs, size_t pass)
{
	const struct pass *tasks = &scoring->passes[pass];
	size_t n = 0;

	scoring->compared = mem_array(tasks->n_tasks, sizeof(*scoring->compared));
	for (size_t i = 0; i < tasks->n_tasks; i++) {
		const struct plan *plan = &scoring->plans[tasks->tasks[i].number];

		if (tasks->tasks[i].work != WORK_BEGIN ||
		    scoring->scores->categories[plan->category].withheld)
			continue;
		number_references(scoring, plan);
		scoring->compared[n++] = tasks->tasks[i].number;
	}
	scoring_together(scoring, jobs, n, compare);
	free(scoring->compared);
}
