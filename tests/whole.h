/*
 * whole - a run from texts to tables, and single cells of these.
 */
#ifndef JURI_TESTS_WHOLE_H
#define JURI_TESTS_WHOLE_H

#include <stdbool.h>

struct whole {
	char *problems; /* "" when there were none; the tables are NULL otherwise */
	char *scores, *rankings, *treated, *json, *rules;
};

/*
 * Scores a round with one category c. round follows [round], title, edition and precision = 4; criteria follows
 * [category]; evidence is CSV.
 */
void whole_run(struct whole *whole, const char *round, const char *criteria, const char *evidence);
void whole_finish(struct whole *whole);

/*
 * Whether column of scores.csv has these cells for a node, by id, joined with spaces ("-" for an empty one). Says what it
 * found where not.
 */
bool whole_is(const struct whole *whole, const char *node, const char *column, const char *cells);

/* Runs, compares one column of one node, finishes. */
bool whole_gives(const char *round, const char *criteria, const char *evidence, const char *node,
		 const char *column, const char *cells);

/* Runs and looks for one code among the problems. */
bool whole_fails(const char *round, const char *criteria, const char *evidence, const char *code);

#endif
