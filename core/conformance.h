/*
 * conformance - whether a plugin keeps its side of the contract, tried out.
 *
 * The file is looked at, then each method is asked in a worker, again and again: one row and a full slice, rows in another
 * order, doubled, absent, extreme; twice and in two processes. The rows are made up here from the table of the method
 * (roles, directions, defaults of parameters): whole and broken numbers from 1 to 100, equal, rising and falling from role to role.
 */
#ifndef JURI_CONFORMANCE_H
#define JURI_CONFORMANCE_H

#include "worker.h"

enum verdict {
	VERDICT_PASS,
	VERDICT_FAIL, /* the contract is broken */
	VERDICT_NOTE  /* the author should know; or nothing could be said */
};

struct finding {
	const char *check;   /* a word that stays: "order" */
	const char *method;  /* NULL: the plugin as a whole; lives as long as the conformance */
	const char *meaning; /* what was looked at, translated */
	enum verdict verdict;
	char *reason; /* malloc'd; NULL where it passes */
};

struct conformance {
	struct finding *list;
	size_t count, failed;
	struct worker *worker; /* with the plugin's table; look at worker_failure() first */
};

/* Looks at the shared object at path (absolute) and tries all its methods. */
void conformance_check(struct conformance *conformance, const struct worker_options *options,
		       const char *path);
void conformance_free(struct conformance *conformance);

#endif
