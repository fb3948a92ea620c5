/*
 * numeral - a number as a cell of CSV writes it, with the decimal sign that the round declares.
 *
 * A sign, digits, decimals, an exponent; no thousands mark, no unit, no blank. What is something
 * else is refused; what it looks like is told, never guessed.
 */
#ifndef JURI_NUMERAL_H
#define JURI_NUMERAL_H

#include "text.h"

/* The double nearest to the text; decimal is '.' or ','. room is used for a copy, where one is needed. False: it is none. */
bool numeral_read(struct text *room, const char *data, size_t length, char decimal, double *out);

/* What a text that is no number looks like, and what to do, translated; NULL when it looks like nothing known. */
const char *numeral_fault(const char *data, size_t length, char decimal);

#endif
