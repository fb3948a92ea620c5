/*
 * lint - what is valid in a round and its evidence, but probably not meant.
 *
 * Warnings of the codes in lint_codes.h, for `juri check` alone. What is meant after all is said with the key `meant`, at the
 * node or for the round. Each warning states a fact that can be redone by hand from the rules or the evidence.
 */
#ifndef JURI_LINT_H
#define JURI_LINT_H

#include "run.h"

/* What the rules show. With evidence (run->cohort is closed) its classes and editions are known, too. */
void lint_rules(const struct run *run, struct problems *problems);

/* What the evidence and its scores show; after a run_calculate without errors. */
void lint_evidence(const struct run *run, struct problems *problems);

#endif
