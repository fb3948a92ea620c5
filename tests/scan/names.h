/*
 * names - lines of JSON whose names are hard to tell apart, and one edit of a name.
 *
 * The lines are good: names of 1 to NAMES_LONGEST bytes, many of them the beginning of another or of the length at which a
 * scanner goes on with the next bytes; fields (with ranges and steps of their own), ignored and unknown ones; each line has
 * some of them, in the order of the first line or in another.
 */
#ifndef JURI_TESTS_NAMES_H
#define JURI_TESTS_NAMES_H

#include "../edits/edit.h"
#include "samples.h"

#define NAMES_LONGEST 70

/* One file, without content: names_write makes it. */
extern const struct sample names_sample;

void names_write(struct dice *dice, struct text *out);

/* One of the names of content, which is good and has one, is another one; says which. */
void names_edit(struct dice *dice, const char *content, struct text *edited, struct text *said);

#endif
