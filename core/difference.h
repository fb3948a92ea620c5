/*
 * difference - what differs between the effective rules of two rounds, in words.
 *
 * Sections, nodes and keys are compared as they hold in the end (rules.h), never the texts of files: where a key
 * stands, in which order keys come, and the names of files make no difference.
 */
#ifndef JURI_DIFFERENCE_H
#define JURI_DIFFERENCE_H

#include "round.h"

/* Writes one line for each difference on the way from one round to the other; their number. Both are bound. */
size_t difference_print(const struct round *from, const struct round *to, struct text *out);

/*
 * The same on the way from effective rules as round_print wrote them; where a round says its freeze is ([evidence]
 * frozen) is no difference then.
 */
size_t difference_from_text(const char *from, const struct round *to, struct text *out);

#endif
