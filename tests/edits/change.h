/*
 * change - which agencies the evidence of two runs of one round tells apart, and whether that explains what moved.
 *
 * core/changes.h is to take this place: what it lists for --since must be what is found here.
 */
#ifndef JURI_TESTS_CHANGE_H
#define JURI_TESTS_CHANGE_H

#include "digest.h"

/* How many agencies differ: in a field, class, region, competing, or because only one run has them. */
size_t change_count(const struct run *a, const struct run *b);

/*
 * What moved without a cause: "" when all is explained. Where every scale looks at one agency alone, only changed
 * agencies may have other scores; where sets and rankings are those of a class, only changed classes may have others.
 */
const char *change_unexplained(const struct run *a, const struct digest *of_a, const struct run *b,
			       const struct digest *of_b);

#endif
