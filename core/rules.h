/*
 * rules - the effective rules of a round, key by key, from the same table of keys that checks them.
 */
#ifndef JURI_RULES_H
#define JURI_RULES_H

#include "round.h"
#include "value.h"

struct rule {
	const char *category; /* whose criteria it belongs to; "" for the round's own */
	const char *section;  /* "[criterion jam]" */
	const char *name;     /* of the key; NULL where the section begins */
	const char
	    *value; /* as written, or the default; "" where it takes back what stands above */
	enum value_kind kind;
	const struct place *place; /* of the value, or the section; NULL: the default */
};

/* Calls see for every section and, after it, for each of its keys. The rule is valid until see returns. */
void rules_each(const struct round *round, void (*see)(void *user, const struct rule *rule),
		void *user);

#endif
