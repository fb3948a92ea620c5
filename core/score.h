/*
 * score - from measures to scores, up every tree.
 *
 * Each node gets, per agency, a value on the grid or a reason why there is none. Nodes are taken in
 * round->order, so that whatever a node needs is there before it. The rules are those of
 * config/README.md, "From evidence to points".
 */
#ifndef JURI_SCORE_H
#define JURI_SCORE_H

#include "measure.h"

/* What a node is for an agency. */
enum outcome {
	OUTCOME_SCORE,          /* it has a score */
	OUTCOME_NONE,           /* it has none; cause says which node is at fault */
	OUTCOME_NOT_APPLICABLE, /* it does not apply to the agency */
};

/* The results of one node, per row of the cohort. */
struct node_scores {
	grid *score;      /* the unrounded ("exact") score; GRID_NONE */
	grid *passed;     /* the value passed up; may be the same array as score; GRID_NONE */
	grid *coverage;   /* percent on the grid; GRID_NONE where the node does not apply */
	uint8_t *outcome; /* enum outcome */
	const struct node *
	    *cause; /* OUTCOME_NONE: the first node, deepest first in file order, that caused it */
	const struct node *
	    *gate; /* the gate at or below this node that the agency does not pass, or NULL */
	/* criterion */
	const double *measure; /* NaN where there is none */
	uint8_t *state;        /* enum state; STATE_CONSTANT where constant = drop left it out */
	double *own_measure;   /* where measure is not the worker's: the array to free */
	double *treated;       /* what outliers made of the measure; NULL: nothing anywhere */
	uint8_t *treatment;    /* enum treatment; with treated */
	/* a node whose aggregate is median or trimmed */
	grid *spread;  /* of its children's values; NULL elsewhere; GRID_NONE */
	bool borrowed; /* a link: all arrays belong to the linked category's root */
};

/* Beyond the states of evidence. */
#define STATE_CONSTANT (STATE_LIMIT + 1)
#define STATE_IMPUTED (STATE_LIMIT + 2)

struct category_scores {
	const struct category *category;
	struct node_scores *nodes; /* by node index */
	bool withheld;             /* its plugin failed, or it needs a category that was withheld */
	const struct category *because; /* the category whose plugin failed */
	const char *
	    *screened; /* per row: "43/49" when the agency left, or NULL; NULL without screen */
};

struct scores {
	struct category_scores *categories; /* in the round's order, overall last if there is one */
	size_t n_categories;
	struct arena arena; /* texts */
};

/*
 * Scores everything. Faults of evidence and rules (points outside their range, a constant column that is an error, a
 * flag that is neither) are problems with EXIT_EVIDENCE; scores can be used when there are none.
 */
void score_all(const struct round *round, const struct cohort *cohort,
	       const struct measured *measured, struct scores *scores, struct problems *problems);
void scores_free(struct scores *scores);

const struct category_scores *scores_of(const struct scores *scores,
					const struct category *category);
const struct node_scores *scores_of_node(const struct scores *scores, const struct node *node);

/*
 * What a node's aggregate makes of n values (1 or more), without bonus, deduction and cap; false when it cannot
 * (values below 0 under roots) or the result does not fit.
 */
bool score_aggregate(const struct node *node, grid *weights, grid *values, size_t n, grid *result);

/* --- One agency's result of one node --- */

static inline grid node_score(const struct node_scores *results, size_t row)
{
	return results->score[row];
}

static inline grid node_passed(const struct node_scores *results, size_t row)
{
	return results->passed[row];
}

static inline grid node_coverage(const struct node_scores *results, size_t row)
{
	return results->coverage[row];
}

static inline enum outcome node_outcome(const struct node_scores *results, size_t row)
{
	return (enum outcome)results->outcome[row];
}

static inline const struct node *node_cause(const struct node_scores *results, size_t row)
{
	return results->cause[row];
}

static inline const struct node *node_gate(const struct node_scores *results, size_t row)
{
	return results->gate[row];
}

static inline double node_measure(const struct node_scores *results, size_t row)
{
	return results->measure[row];
}

static inline unsigned node_state(const struct node_scores *results, size_t row)
{
	return results->state[row];
}

static inline grid node_spread(const struct node_scores *results, size_t row)
{
	return results->spread ? results->spread[row] : GRID_NONE;
}

/* What outliers made of the measure, and how (enum treatment). */
static inline double node_treated(const struct node_scores *results, size_t row)
{
	return results->treated[row];
}

static inline unsigned node_treatment(const struct node_scores *results, size_t row)
{
	return results->treatment ? results->treatment[row] : 0;
}

/* Whether outliers were looked for: only then are there treated measures. */
static inline bool node_is_treated(const struct node_scores *results)
{
	return results->treated != NULL;
}

/* Whether there are results at all: not of a node in a category that is withheld. */
static inline bool node_is_scored(const struct node_scores *results)
{
	return results->outcome != NULL;
}

/* The name of a state for tables: "value", "missing", ..., "constant". */
const char *score_state_name(const struct round *round, unsigned state);

/* The grade of a published score, or "" where the node has no grades or no score. */
const char *score_grade(const struct node *node, grid published);

#endif
