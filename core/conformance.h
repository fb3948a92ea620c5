/*
 * conformance - whether a plugin keeps its side of the contract, tried out.
 *
 * The file is looked at; then each method is asked in a worker, again and again, for made-up rows (rows.h): alone and together, in
 * another order, doubled, absent, 0, extreme, many and few; twice and in two processes. Rows of the author's own, which mean
 * something, are asked the same way and must give the measures beside them. At last all is asked once more under valgrind.
 */
#ifndef JURI_CONFORMANCE_H
#define JURI_CONFORMANCE_H

#include "problem.h"
#include "worker.h"

enum verdict {
	VERDICT_PASS,
	VERDICT_FAIL,   /* the contract is broken */
	VERDICT_NOTE,   /* it is not, but the author should know */
	VERDICT_SKIPPED /* it could not be tried */
};

struct finding {
	const char *check;   /* a word that stays: "order" */
	const char *method;  /* NULL: the plugin as a whole; lives as long as the conformance */
	char *table;         /* malloc'd: the base name of the author's file; NULL: made-up rows */
	const char *meaning; /* what was looked at, translated */
	enum verdict verdict;
	char *reason; /* malloc'd; NULL where it passes */
};

struct conformance_options {
	const struct worker_options *worker;
	const char *
	    folder; /* with tables METHOD[,PARAMETER=VALUE..].csv and .measures of the author's; NULL: none */
	bool valgrind; /* where the machine has one */
};

struct conformance {
	struct finding *list;
	size_t count, failed, skipped;
	const char *path; /* the caller's */
	struct worker *
	    worker; /* with the plugin's table; where worker_failure() is one, there is one finding */
	char *tried; /* calls that were refused while the plugin was opened: "openat, socket"; "" */
};

/*
 * Looks at the shared object at path (absolute) and tries all its methods. A table that cannot be read is a problem, too, with
 * EXIT_EVIDENCE.
 */
void conformance_check(struct conformance *conformance, const struct conformance_options *options,
		       const char *path, struct problems *problems);
void conformance_free(struct conformance *conformance);

/*
 * Asks all methods once for the same rows, and for those of the tables, and looks at nothing: for whoever watches the process
 * from outside. In-process, columns and measures lie in memory of exactly their rows.
 */
void conformance_try(const struct worker_options *options, const char *path, const char *folder,
		     struct problems *problems);

#endif
