/*
 * subject - a method on trial: asks a worker for the measures of rows, as often as one likes.
 *
 * A worker that died is started anew with the next question. Measures come back as the method wrote them where all that it
 * needs is there, and NaN elsewhere.
 */
#ifndef JURI_SUBJECT_H
#define JURI_SUBJECT_H

#include "rows.h"
#include "sandbox.h"
#include "worker.h"

struct answer {
	uint32_t rows;
	double measures[COHORT_BLOCK];
	bool undefined[COHORT_BLOCK]; /* the method said so */
};

struct subject {
	const struct worker_options *options; /* on trial */
	const char *path;
	const juri_method *method;
	struct instance instance; /* with memory of our own */
	unsigned *fields, *counts;
	double *params;
	unsigned n_columns;    /* that rows must have */
	struct worker *worker; /* NULL: to be started */

	/* the last question */
	char *ended; /* why it had no answer, NULL: it had one */
	bool hung;   /* it had none in time */

	/* of all questions so far */
	unsigned asked; /* how often */
	bool overran, printed, rounded;
	uint64_t refused[SANDBOX_CALLS / 64]; /* calls, also while the plugin was opened */
};

/* The index-th method of a plugin, with its default parameters and a column for each role, of lists three. */
struct subject *subject_start(const struct worker_options *options, const struct plugin *plugin,
			      unsigned index);

/* Other columns: so many for each list; none for optional roles. */
void subject_shape(struct subject *subject, unsigned list, bool optional);

/* Gives each parameter that may have another value one; false when none may. */
bool subject_change_params(struct subject *subject);

/* Those of a table, per role. */
void subject_shape_as(struct subject *subject, const unsigned *counts);

/* At most COHORT_BLOCK rows, all in one slice. False when there is no answer: the worker is gone, ended says why. */
bool subject_ask(struct subject *subject, const struct rows *rows, struct answer *answer);

/* By how many bytes the process grew in the second half of so many same questions; 0 when it did not, or has ended. */
size_t subject_growth(struct subject *subject, const struct rows *rows, unsigned times);

/* The worker that answers, started where there is none. */
struct worker *subject_worker(struct subject *subject);

/* The next question goes to another process. */
void subject_change_process(struct subject *subject);

/* A sentence about a row, with its inputs: "what (hours 3, staff 0)"; malloc'd. */
char *subject_at_row(const struct subject *subject, const struct rows *rows, uint32_t row,
		     const char *sentence);

void subject_free(struct subject *subject); /* NULL is allowed */

#endif
