/*
 * scoring_parts - what the files of scoring share: scoring_plan.c (what a round needs), scoring.c (passes and blocks),
 * scoring_criterion.c and scoring_group.c (one node in one block), scoring_compare.c (what needs all agencies), scoring_flaw.c
 * (what is wrong).
 */
#ifndef JURI_SCORING_PARTS_H
#define JURI_SCORING_PARTS_H

#include <pthread.h>

#include "aggregate.h"
#include "scale.h"
#include "scoring.h"
#include "screening.h"

#define FULL (100 * GRID_ONE) /* of coverage */
#define REFERENCES (REFERENCE_CLASS_EDITIONS + 1)

/* --- The plan: what does not depend on agencies; constant while blocks are scored --- */

/* A child that can make a difference: not one that is shown only. */
struct child {
	const struct node *node; /* its role, weight and policy */
	uint32_t number;         /* of the results: of a link those of its category's root */
	uint64_t share;          /* its weight by the greatest divisor of all; plain */
};

/* Everything about one node. */
struct plan {
	const struct node *node;
	size_t category;      /* in scores->categories */
	bool *applies;        /* per class in edition; NULL: to all */
	enum score_keep keep; /* what somebody asks for afterwards */
	bool carried;         /* a later pass looks at its results */
	bool compares;        /* it needs all agencies */
	unsigned
	    beside; /* its scores are kept beside others: place among these, from 1; 0: by themselves */
	size_t values;        /* compares: index of its values in struct scored_block */
	size_t done;          /* the pass after which its results are there */
	uint64_t bound;       /* no value that it passes up is larger; 0: nobody knows */
	struct scaler scaler; /* of a criterion its scale, of a group its rescale */
	struct column column; /* compares: all values */
	bool constant;        /* all of a set are equal, and that is an error */

	/* criterion */
	bool in_range;     /* its scale cannot leave its range */
	bool own_coverage; /* its coverage does not follow from outcome and state */

	/* group */
	struct child *children;
	size_t n_children;
	bool has_gates; /* below it */
	bool plain; /* mean or sum of children that have no other role: whole columns are added */
	int64_t total; /* plain: of the shares */
	int64_t whole; /* plain: by which the sum is divided */
};

enum work {
	WORK_ALL,    /* a node's results */
	WORK_BEGIN,  /* the values that are compared */
	WORK_FINISH, /* the results, by what the comparison found */
	WORK_LOAD    /* results of an earlier pass are looked at again */
};

struct task {
	uint32_t number; /* of the node: its order */
	enum work work;
	unsigned slot;
};

struct pass {
	struct task *tasks;
	size_t n_tasks;
};

/* A category that cannot be scored without another one. */
struct need {
	size_t own, other;
};

/* What is kept of a block. */
struct scored_block {
	struct score_cells *cells; /* by number */
	grid *beside; /* row after row the scores that are kept beside each other; NULL: none yet */
	void *
	    *values; /* per node that compares: doubles, or long doubles where it looks at scores */
	struct screening **screened; /* per category; NULL: nobody left */
};

struct scoring {
	const struct round *round;
	const struct cohort *cohort;
	struct scores *scores;
	struct plan *plans; /* by number; those of links are empty */
	struct pass *passes;
	size_t n_passes, n_values;
	unsigned n_slots, n_beside;
	size_t most_children;
	bool by_class; /* some node does not apply to all */
	bool **asked;  /* per category with screen and instance: it counts; else NULL */
	struct need *needs;
	size_t n_needs;
	/* The same for a whole block. */
	grid *no_scores;
	uint8_t *all_scored, *all_valued;
	struct reference_numbers references[REFERENCES]; /* of NULL: not needed yet */

	struct pool pool;     /* what is not kept */
	pthread_mutex_t lock; /* of these */
	struct scored_block **blocks;
	size_t n_blocks;
	struct scoring_scratch *scratches;

	size_t pass;        /* that is worked at */
	uint32_t *compared; /* numbers of the nodes that are */
};

/* --- One thread at work on one block --- */

/* Room for one node's results. */
struct slot {
	grid score[COHORT_BLOCK], passed[COHORT_BLOCK], coverage[COHORT_BLOCK],
	    spread[COHORT_BLOCK];
	uint32_t cause[COHORT_BLOCK], gate[COHORT_BLOCK];
	uint16_t odd[COHORT_BLOCK], gaps[COHORT_BLOCK];
	uint8_t outcome[COHORT_BLOCK], state[COHORT_BLOCK];
};

/* One node's results in the block. cause and gate: number + 1; 0 for none. */
struct view {
	grid *score;
	grid *passed;   /* may be score */
	grid *coverage; /* NULL: it follows from outcome and state */
	grid *spread;   /* or NULL */
	uint8_t *outcome;
	uint8_t *state;  /* of a criterion; else NULL */
	uint32_t *cause; /* NULL: the node itself */
	uint32_t *gate;  /* NULL: none */
	const double *measure;
	uint16_t *odd; /* rows without a score */
	uint16_t *
	    gaps; /* rows with a score, of a criterion without coverage; none where coverage is there */
	unsigned n_odd, n_gaps;
};

/* Something wrong. In this order it is told of one node. */
enum flaw_kind { FLAW_ROOTS, FLAW_GRID, FLAW_CONSTANT, FLAW_MEASURE, FLAW_SCORE, FLAW_RANGE };

struct flaw {
	uint32_t number, row;
	enum flaw_kind kind;
	union {
		grid score;
		double measure;
	} found;
};

struct scoring_scratch {
	struct scoring *scoring;
	struct scoring_scratch *next;
	struct slot *slots;
	struct view *views; /* by number */
	/* the block */
	struct scored_block *kept;
	size_t first; /* row of the cohort */
	unsigned n;
	const struct measured_block *measured; /* in the first pass */
	bool *gone;                            /* per category: withheld */
	unsigned *classes; /* by_class: per row the number of its class in its edition */
	/* values of a criterion: one of these */
	const double *doubles;
	long double *wides;
	double *own; /* a score as a measure */
	uint16_t *again;
	uint64_t *sums;
	uint8_t *seen;
	struct screening *screening;
	struct counted counted;
	struct flaw *flaws;
	size_t n_flaws;
};

static inline const struct plan *plan_of(const struct scoring_scratch *s, uint32_t number)
{
	return &s->scoring->plans[number];
}

/* Whether a later pass looks at its results: a group that is compared goes on with them, a criterion begins with its values there. */
static inline bool scoring_goes_on(const struct plan *plan)
{
	return plan->carried || (plan->compares && plan->node->kind != NODE_CRITERION);
}

/* Lists every row of the block in again; how many. */
static inline unsigned scoring_list_all(struct scoring_scratch *s)
{
	for (unsigned i = 0; i < s->n; i++)
		s->again[i] = (uint16_t)i;
	return s->n;
}

/* Who left a category: per row, 1; NULL: nobody. */
static inline const uint8_t *left_of(const struct scoring_scratch *s, const struct plan *plan)
{
	const struct screening *screening = s->kept->screened[plan->category];

	return screening ? screening->left : NULL;
}

static inline bool applies_to(const struct scoring_scratch *s, const struct plan *plan, unsigned i)
{
	return !plan->applies || plan->applies[s->classes[i]];
}

static inline grid coverage_in(const struct view *view, unsigned i)
{
	if (view->coverage)
		return view->coverage[i];
	return score_coverage((enum outcome)view->outcome[i],
			      view->state ? view->state[i] : STATE_VALUE);
}

/* A view whose arrays are those of a task's slot. */
struct view *scoring_view(struct scoring_scratch *s, const struct task *task);

/* cause: number + 1; 0 for none. */
static inline void scoring_set_none(struct view *view, unsigned i, uint32_t cause)
{
	view->outcome[i] = OUTCOME_NONE;
	view->score[i] = view->passed[i] = GRID_NONE;
	view->cause[i] = cause;
}

static inline void set_none(struct view *view, unsigned i, const struct node *cause)
{
	scoring_set_none(view, i, cause ? (uint32_t)cause->order + 1 : 0);
}

static inline void set_not_applicable(struct view *view, unsigned i)
{
	view->outcome[i] = OUTCOME_NOT_APPLICABLE;
	view->score[i] = view->passed[i] = GRID_NONE;
	if (view->coverage)
		view->coverage[i] = GRID_NONE;
}

static inline void set_score(struct view *view, unsigned i, grid score)
{
	view->outcome[i] = OUTCOME_SCORE;
	view->score[i] = view->passed[i] = score;
}

grid scoring_rounded(const struct node *node, grid value);

/* Whether all bytes are the same. */
bool scoring_is_all(const uint8_t *bytes, unsigned n, uint8_t usual);

/* A score outside of the node's range is a flaw, and none: the nodes above would only repeat it. */
void scoring_out_of_range(struct scoring_scratch *s, const struct plan *plan, struct view *view,
			  unsigned i);

static inline void scoring_check_range(struct scoring_scratch *s, const struct plan *plan,
				       struct view *view, unsigned i)
{
	const struct bounds *range = &plan->node->range;

	if (!range->any && (view->score[i] < range->low || view->score[i] > range->high) &&
	    view->outcome[i] == OUTCOME_SCORE)
		scoring_out_of_range(s, plan, view, i);
}

/* Keeps what is asked for of a node, and what later passes need. */
void scoring_keep(struct scoring_scratch *s, const struct plan *plan, const struct view *view);

/*
 * Keeps the elements of a column in `before`, or in new room where that is NULL, with room for whole chunks. Lasting ones
 * outlive the scoring. From NULL: NULL.
 */
void *scoring_copy(struct scoring_scratch *s, bool lasting, void *before, const void *from,
		   size_t size);

/* One node in the block. */
void scoring_criterion(struct scoring_scratch *s, const struct task *task);
void scoring_group(struct scoring_scratch *s, const struct task *task);

/* --- The whole --- */

void scoring_plan(struct scoring *scoring, const struct score_demand *demand);
void scoring_plan_finish(struct scoring *scoring);

/* What all agencies have to do with one another after a pass: reference sets, imputation, outliers. */
void scoring_compare(struct scoring *scoring, unsigned jobs, size_t pass);

/* Calls one for 0 to count - 1, in up to jobs threads. */
void scoring_together(struct scoring *scoring, unsigned jobs, size_t count,
		      void (*one)(struct scoring_scratch *s, size_t i));

void scoring_flaw(struct scoring_scratch *s, const struct node *node, size_t row, struct flaw flaw);

/* Tells the flaws of categories that are not withheld. */
void scoring_tell(const struct scoring *scoring, struct problems *problems);

#endif
