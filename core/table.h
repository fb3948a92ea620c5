/*
 * table - results for a person at a terminal, in the language of the run.
 */
#ifndef JURI_TABLE_H
#define JURI_TABLE_H

#include "results.h"

struct table_options {
	const char *category; /* only rankings of this category (glob), NULL: all */
	const char *class_id; /* only groups of this name (glob), NULL: all */
	size_t top;           /* the first n places of each group; 0: all */
	size_t width;         /* columns of the terminal; names are cut to fit */
	bool unranked;        /* list those without a rank, too */
};

/*
 * Whether the globs of options match anything; if not, *option is the first that does not, and what there is instead is
 * appended to there ("a, b").
 */
bool table_matches(const struct results *results, const struct table_options *options,
		   const char **option, struct text *there);

void table_print(const struct results *results, const struct table_options *options,
		 struct sink *sink);

#endif
