/*
 * score - what every node is for every agency: a value on the grid, or why there is none.
 *
 * The results of a node are kept in blocks of COHORT_BLOCK rows, and of a block only what is not the same for all. A demand
 * says of which nodes anybody will ask; of the others nothing is kept. Where of nodes the score alone is kept, those of an
 * agency lie side by side: who asks for one of them asks for all, and for agencies in any order. scoring.h makes the results.
 */
#ifndef JURI_SCORE_H
#define JURI_SCORE_H

#include "round.h"

/* What a node is for an agency. */
enum outcome {
	OUTCOME_SCORE,          /* it has a score */
	OUTCOME_NONE,           /* it has none; node_cause says which node is at fault */
	OUTCOME_NOT_APPLICABLE, /* it does not apply to the agency */
};

/* Beyond the states of evidence. */
#define STATE_CONSTANT (STATE_LIMIT + 1) /* constant = drop or as-is */
#define STATE_IMPUTED (STATE_LIMIT + 2)

/* --- What is kept --- */

enum score_keep {
	KEEP_NOTHING,
	KEEP_SCORE,   /* the score alone: keys of rankings, columns of league tables */
	KEEP_OUTCOME, /* outcome, cause and gate besides: who has a place */
	KEEP_RESULT,  /* coverage and state besides: what tables and awards tell of a place */
	KEEP_ALL      /* measures, treated ones, spread and the value passed up besides */
};

struct score_demand {
	uint8_t *of; /* per node of the round, by its order: enum score_keep */
};

/* Nothing at first; each call adds to what is kept. */
void score_demand_init(struct score_demand *demand, const struct round *round);
void score_demand_all(struct score_demand *demand, const struct round *round);
void score_demand_node(struct score_demand *demand, const struct node *node, enum score_keep keep);

/* Somebody who asks for more than rankings look at. */
struct score_wish {
	void (*add)(struct score_demand *demand, const struct round *round, const void *user);
	const void *user;
};

/* What a ranking compares: its node and the nodes of its keys. */
void score_demand_ranking(struct score_demand *demand, const struct round *round,
			  const struct ranking_rule *rule);
void score_demand_finish(struct score_demand *demand);

/* --- Results --- */

/* One node's results in one block. An array that is NULL would hold the same for all: see the functions below. */
struct score_cells {
	grid *score;    /* GRID_NONE; see stride below */
	grid *passed;   /* the same as score */
	grid *coverage; /* of a criterion it follows from outcome and state, else it is complete */
	uint8_t *outcome; /* OUTCOME_SCORE */
	uint32_t *
	    cause; /* where the outcome is OUTCOME_NONE: the node's order + 1, 0 for none; the node itself */
	uint32_t *gate;     /* the same; none */
	grid *spread;       /* GRID_NONE */
	double *measure;    /* NaN */
	uint8_t *state;     /* STATE_VALUE */
	double *treated;    /* NaN */
	uint8_t *treatment; /* 0 */
};

struct scores;

/* The results of one node. */
struct node_scores {
	const struct scores *scores;
	const struct node *node; /* of a link the root of its category, whose results it has */
	enum score_keep kept;    /* KEEP_NOTHING, too, where its category is withheld */
	size_t stride;           /* from an agency's score to the next one's */
};

struct category_scores {
	const struct category *category;
	struct node_scores *nodes; /* by node index */
	bool withheld;             /* its plugin failed, or it needs a category that was withheld */
	const struct category *because; /* the category whose plugin failed */
	/* Per row: "43/49" when the agency left, or NULL; NULL without screen. */
	const char **screened;
};

struct scores {
	const struct round *round;
	struct category_scores *categories; /* in the round's order, overall last if there is one */
	size_t n_categories;
	struct score_cells **blocks; /* per block of the cohort, by the order of the nodes */
	size_t n_blocks;
	struct arena arena; /* texts */
	struct pool pool;   /* cells */
};

void scores_init(struct scores *scores, const struct round *round,
		 const struct score_demand *demand);
void scores_free(struct scores *scores);

const struct category_scores *scores_of(const struct scores *scores,
					const struct category *category);
const struct node_scores *scores_of_node(const struct scores *scores, const struct node *node);

/* --- One agency's result of one node; row is that of the cohort --- */

static inline const struct score_cells *node_cells(const struct node_scores *results, size_t row)
{
	return &results->scores->blocks[row / COHORT_BLOCK][results->node->order];
}

/* The unrounded ("exact") score; GRID_NONE. */
static inline grid node_score(const struct node_scores *results, size_t row)
{
	const grid *score = node_cells(results, row)->score;

	return score ? score[row % COHORT_BLOCK * results->stride] : GRID_NONE;
}

/* Per block of the cohort what its rows have, scores a stride apart; NULL where it is not kept. The list is the caller's. */
const grid **node_scores_by_block(const struct node_scores *results);
const grid **node_coverages_by_block(const struct node_scores *results);

static inline enum outcome node_outcome(const struct node_scores *results, size_t row)
{
	const uint8_t *outcome = node_cells(results, row)->outcome;

	return outcome ? (enum outcome)outcome[row % COHORT_BLOCK] : OUTCOME_SCORE;
}

/* Of criteria: enum state, STATE_CONSTANT, STATE_IMPUTED. */
static inline unsigned node_state(const struct node_scores *results, size_t row)
{
	const uint8_t *state = node_cells(results, row)->state;

	return state ? state[row % COHORT_BLOCK] : STATE_VALUE;
}

/* The value passed up; GRID_NONE. */
grid node_passed(const struct node_scores *results, size_t row);

/* Percent on the grid; GRID_NONE where the node does not apply. */
grid node_coverage(const struct node_scores *results, size_t row);

/* The first node, deepest first in file order, that caused OUTCOME_NONE; NULL where there is none. */
const struct node *node_cause(const struct node_scores *results, size_t row);

/* The gate at or below this node that the agency does not pass, or NULL. */
const struct node *node_gate(const struct node_scores *results, size_t row);

/* Of the children's values, where the aggregate is median or trimmed; GRID_NONE. */
grid node_spread(const struct node_scores *results, size_t row);

/* Of criteria; NaN where there is none. */
double node_measure(const struct node_scores *results, size_t row);

/* What outliers made of the measure, and how (enum treatment); of criteria that look for them. */
double node_treated(const struct node_scores *results, size_t row);
unsigned node_treatment(const struct node_scores *results, size_t row);
bool node_is_treated(const struct node_scores *results);

/* Whether there are results at all: not of a node in a category that is withheld. */
bool node_is_scored(const struct node_scores *results);

/* What the coverage of a criterion follows from. */
grid score_coverage(enum outcome outcome, unsigned state);

/* --- Words --- */

/* The name of a state for tables: "value", "missing", ..., "constant". */
const char *score_state_name(const struct round *round, unsigned state);

/* The grade of a published score, or "" where the node has no grades or no score. */
const char *score_grade(const struct node *node, grid published);

#endif
