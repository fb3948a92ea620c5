/*
 * tables - random CSV of many lines, most of them plain: cells of all lengths, numbers of all forms, at every place.
 */
#ifndef JURI_TESTS_TABLES_H
#define JURI_TESTS_TABLES_H

#include "../edits/edit.h"
#include "samples.h"

/* Makes one with or without CR, a mark at its start, a last line end; returns the sample by which it is read, said in said. */
const struct sample *table_make(struct dice *dice, struct text *content, struct text *said);

#endif
