/*
 * since - a run beside another one of the same rules over the evidence of a freeze: what changed, and what that moved.
 *
 *     ... run_read with the option since, run_calculate ...
 *     since_find(&since, &run, &options);
 *     ... since.n_rules, since.rules; run.results.changes, run.results.moves ...
 *     since_finish(&since);
 */
#ifndef JURI_SINCE_H
#define JURI_SINCE_H

#include "moves.h"
#include "run.h"

struct since {
	struct run old; /* over the evidence of the freeze */
	struct changes changes;
	struct moves moves;
	struct text rules; /* what the rules of the freeze have otherwise, line by line */
	size_t n_rules;
};

/*
 * Runs the evidence of run->freeze under the rules of today, and compares; results of run point to since then. Problems
 * (EXIT_EVIDENCE) where that evidence does not go through these rules.
 */
void since_find(struct since *since, struct run *run, const struct run_options *options);

/* True when a file or anything that comes of one is not as it was frozen. */
bool since_is_changed(const struct since *since);

/* All of it, for a person. */
void since_print(const struct since *since, const struct run *run, struct text *out);

void since_finish(struct since *since);

#endif
