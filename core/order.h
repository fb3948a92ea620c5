/*
 * order - rows in the byte order of their texts.
 */
#ifndef JURI_ORDER_H
#define JURI_ORDER_H

#include <stddef.h>
#include <stdint.h>

/* The text of a row; valid for as long as rows are ordered. */
typedef const char *order_text(const void *context, uint32_t row);

/* Puts rows in order (as strcmp has it); those of one text stay in the order in which they are. */
void order_rows(uint32_t *rows, size_t count, order_text *text, const void *context);

#endif
