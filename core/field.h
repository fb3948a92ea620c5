/*
 * field - what a field may hold: a range of numbers, texts that stand for them, steps; and the states that evidence may name.
 *
 * Looks only: what is wrong is said by record.h. Any thread may ask.
 */
#ifndef JURI_FIELD_H
#define JURI_FIELD_H

#include "cohort.h"

/* The number of a text of a field with codes; false: it is none of them. */
bool field_decode(const struct field *field, const char *text, size_t length, double *out);

/* Whether a number is within the range. */
static inline bool field_holds(const struct field *field, double number)
{
	return number >= field->min && number <= field->max;
}

/* What the steps make of a number; without steps the number itself. */
double field_step(const struct field *field, double number);

/* A state that evidence may name; false: no state has this name, or one that is not for evidence. */
bool states_find(const struct states *states, const char *text, size_t length, enum state *out);

bool states_may_be_named(unsigned state);

#endif
