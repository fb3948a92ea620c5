/*
 * edit - one small fault in a text, as people, programs and cables make them; which one, a number decides.
 */
#ifndef JURI_TESTS_EDIT_H
#define JURI_TESTS_EDIT_H

#include "text.h"

/* Numbers that follow from a seed (splitmix64). */
struct dice {
	uint64_t state;
};

uint64_t dice_throw(struct dice *dice);
size_t dice_below(struct dice *dice, size_t end); /* end 0: 0 */

/* The text with one edit; says which. */
void edit_make(struct dice *dice, const char *text, size_t length, struct text *edited,
	       struct text *said);

#endif
