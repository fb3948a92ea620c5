/*
 * span - how low and how high every node can come, by the rules alone.
 *
 * Intervals up the trees: from what a field, a method and a scale can give to what a group, its bonuses, deductions and
 * caps can make of it. One span for each node in each setting (a class in an edition), since a node may not apply to all.
 */
#ifndef JURI_SPAN_H
#define JURI_SPAN_H

#include "round.h"

/* The end of what is known: a bound of SPAN_OPEN (below: -SPAN_OPEN) is none. */
#define SPAN_OPEN INT64_MAX

struct ends {
	grid low, high;      /* with all evidence there */
	grid floor, ceiling; /* whatever is missing, policies included */
	grid top; /* as high, if every node below that falls short of its range did not */
};

struct span {
	bool applies;
	bool constant;      /* criterion: every measure gets the same points */
	bool roots_below_0; /* an aggregate that takes roots may meet a value below 0 */
	grid uncapped;      /* group: ceiling before its caps */
	struct ends raw;    /* before the range is looked at */
	struct ends score, passed;
};

struct setting {
	const char *class_id, *edition; /* NULL: any */
};

struct spans {
	const struct round *round;
	struct setting *settings;
	size_t n_settings;
	size_t *first;     /* per category, overall last: where its nodes begin */
	size_t n_nodes;    /* of all categories */
	struct span *list; /* setting by setting */
};

/* After round_bind; cohort may be NULL. */
void spans_find(struct spans *spans, const struct round *round, const struct cohort *cohort);
void spans_free(struct spans *spans);

const struct span *span_of(const struct spans *spans, size_t setting, const struct node *node);

/* Whether a node is expected to use its range to the top: a part of a sum or product is not. */
bool span_is_judged(const struct node *node);

#endif
