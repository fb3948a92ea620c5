/*
 * lint_parts - what the files of lint share.
 */
#ifndef JURI_LINT_PARTS_H
#define JURI_LINT_PARTS_H

#include "lint.h"
#include "lint_codes.h"
#include "span.h"
#include "text.h"

struct lint {
	const struct run *run;
	const struct round *round;
	struct spans spans; /* of the rules; empty in lint_evidence */
	struct problems *problems;
};

/* Whether a warning is meant: at the node (NULL: none), above it, or in [round]. */
bool lint_is_meant(const struct lint *lint, const struct node *node, const char *code);

/* Whether the run has scores of a node: not where its category is withheld. */
bool lint_is_scored(const struct lint *lint, const struct node *node);

/* Calls see for every node of every category, overall last. */
void lint_each(struct lint *lint, void (*see)(struct lint *lint, const struct node *node));

/* The place of a key that holds at a node, else of the node. */
const struct place *lint_place(const struct node *node, const char *key);

/* A list for a message: the first names, the rest counted. */
struct roll {
	struct text text;
	size_t count;
};

void roll_add(struct roll *roll, const char *name);
const char *roll_text(struct roll *roll); /* after the last one */
void roll_free(struct roll *roll);

/* The rules of each file. */
void lint_weights(struct lint *lint);
void lint_spans(struct lint *lint);
void lint_missing(struct lint *lint);
void lint_chains(struct lint *lint);
void lint_columns(struct lint *lint);
void lint_neighbours(struct lint *lint);
void lint_scores(struct lint *lint);

#endif
