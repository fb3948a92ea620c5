/*
 * spelling - when two names are one and the same to a reader.
 *
 * The key of a name is what two names have in common that differ only in how they were typed: Unicode's NFKC with case
 * folded, code points that are not seen (soft hyphen, zero-width joiner, ...) left out, runs of blanks made one, none at
 * the ends. The skeleton is the key with Cyrillic and Greek letters that look like Latin ones made Latin. Both serve to
 * compare; neither is shown or kept.
 */
#ifndef JURI_SPELLING_H
#define JURI_SPELLING_H

#include "text.h"

/* The key and the skeleton of UTF-8, in place of what out holds. */
void spelling_key(struct text *out, const char *text);
void spelling_skeleton(struct text *out, const char *text);

/*
 * A hash of the skeleton, for which room is needed only at times. plain: ASCII and Latin letters, and something of it can be
 * seen: no letter passes for another.
 */
uint64_t spelling_hash(struct text *room, const char *text, bool *plain);

/*
 * Whether more than SPELLING_MARKS marks follow one another, which no language writes (UAX 15, "stream-safe"): to put them into their
 * order takes the square of their number.
 */
#define SPELLING_MARKS 30
bool spelling_is_stacked(const char *text, size_t length);

/* A letter that is not of the script (Latin or another with letters like Latin ones) of the letters before it in its word, or 0. */
uint32_t spelling_intruder(const char *text);

/* Appends the first code points in which a differs from b, if possible in more than case: "U+0065 here, U+00E9 there". */
void spelling_difference(struct text *out, const char *a, const char *b);

#endif
