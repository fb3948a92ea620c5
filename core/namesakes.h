/*
 * namesakes - agencies, classes and regions that a reader cannot tell apart.
 *
 * Each agency of an edition has a name of its own, each class and each region one spelling (see spelling.h); and none
 * looks like another in letters of another script. Whoever breaks this is named together with the other.
 */
#ifndef JURI_NAMESAKES_H
#define JURI_NAMESAKES_H

#include "cohort.h"

enum naming { NAMING_NAME, NAMING_CLASS, NAMING_REGION };

/* Where an agency was given what it has there. */
typedef struct place place_of_naming(void *user, size_t row, enum naming naming);

struct namesakes_rules {
	const struct cohort *cohort;
	const bool *leaves;    /* per row: it is refused and not looked at; NULL: none is */
	unsigned jobs;         /* threads at most */
	bool classes_declared; /* then each class is spelt as the round does, or refused already */
	place_of_naming *place_of;
	void *user;
};

void namesakes_check(const struct namesakes_rules *rules, struct problems *problems);

#endif
