/*
 * What the hostile plugins share: a table with one method "m" and one role "x", measure 0 to 100.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <juri/plugin.h>

#define HOSTILE_TABLE(file, function, head_)                                                       \
	static const juri_role roles[] = {{.name = "x", .text = "any number"}};                    \
	static const juri_method methods[] = {{.name = "m",                                        \
					       .text = "x, and worse",                             \
					       .min = 0,                                           \
					       .max = 100,                                         \
					       .roles = roles,                                     \
					       .n_roles = 1,                                       \
					       .measure = function}};                              \
	static const juri_plugin plugin = {.head = head_,                                          \
					   .name = file,                                           \
					   .version = "1",                                         \
					   .text = "hostile",                                      \
					   .methods = methods,                                     \
					   .n_methods = 1};                                        \
	JURI_PLUGIN(plugin)

/* A plugin of this file name with this measure(). */
#define HOSTILE(file, function) HOSTILE_TABLE(file, function, JURI_HEAD)

/* Measures as it should be: x. Volatile: what follows is often such that a compiler would drop it. */
static inline void copy_rows(const juri_call *call, uint32_t from, uint32_t to)
{
	volatile double *measure = call->measure;

	for (uint32_t row = from; row < to; row++)
		measure[row] = juri_column(call, 0)[row];
}

/* Measures as it should be the rows before the first one that says so; returns which that is, call->rows: none does. */
static inline uint32_t copy_until(const juri_call *call, double said)
{
	uint32_t row = 0;

	while (row < call->rows && juri_column(call, 0)[row] != said)
		row++;
	copy_rows(call, 0, row);
	return row;
}

static inline int copy_all(const juri_call *call)
{
	copy_rows(call, 0, call->rows);
	return 0;
}

#endif
