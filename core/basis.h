/*
 * basis - which scores rest on evidence that is made up.
 *
 * A node rests on made-up evidence for an agency where a field below it came from a file declared so; on a
 * relative scale where that holds for any agency of the reference set.
 */
#ifndef JURI_BASIS_H
#define JURI_BASIS_H

#include "results.h"

struct basis {
	const struct results *results;
	bool **nodes;     /* every node of every category: per row; NULL: nothing is made up */
	size_t *first_of; /* per category as in results->scores: of its nodes in nodes */
	size_t n_nodes;
};

void basis_make(struct basis *basis, const struct results *results);
void basis_free(struct basis *basis);

/* Whether a node rests on made-up evidence for an agency. */
bool basis_of_node(const struct basis *basis, const struct node *node, size_t row);

/* The same for any agency of a group of a ranking. */
bool basis_of_group(const struct basis *basis, const struct ranking *ranking, unsigned group);

/* Whether anything of an agency is made up. */
bool basis_of_agency(const struct basis *basis, size_t row);

#endif
