/*
 * trial - a method on a table that somebody wrote: a column id and one for each role.
 *
 *     trial_start -> trial_set (parameters) -> trial_read -> trial_measure -> trial_free
 */
#ifndef JURI_TRIAL_H
#define JURI_TRIAL_H

#include "evidence.h"
#include "worker.h"

#define E_ROLE_COLUMN "E-PLG-006" /* a table without a column for a role */

struct trial {
	const juri_method *method;
	unsigned index;             /* of the method in its plugin */
	unsigned *columns, *counts; /* as in struct instance */
	double *params;
	struct states states;
	struct cohort cohort;
};

struct trial *trial_start(const struct plugin *plugin, unsigned method);

/* Sets parameters from texts PARAMETER=VALUE; NULL, or what is wrong with them in one sentence (malloc'd). */
char *trial_set(struct trial *trial, const char *const *texts, size_t count);

/*
 * Reads a table: CSV, "-" is standard input. The columns of a list are ROLE.1, ROLE.2, ..; those of optional roles may be
 * absent. False, with problems of EXIT_EVIDENCE, when it cannot be used.
 */
bool trial_read(struct trial *trial, const char *path, struct problems *problems);

/* Per row of a block 1 where all that the method needs is there. */
void trial_present(const struct trial *trial, size_t block, uint8_t *present);

/*
 * Appends "id,measure" and a line for each row. False when the worker failed. What the method said becomes problems (warnings)
 * where problems is not NULL.
 */
bool trial_measure(const struct trial *trial, struct worker *worker, struct problems *problems,
		   struct text *out);

void trial_free(struct trial *trial); /* NULL is allowed */

#endif
