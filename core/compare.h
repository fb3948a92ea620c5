/*
 * compare - published facts beside what a run found.
 */
#ifndef JURI_COMPARE_H
#define JURI_COMPARE_H

#include "published.h"
#include "results.h"

enum comparison {
	SAME_EXACT,     /* our value has no more digits and is the same; grades, counts */
	SAME_ROUNDED,   /* our value, rounded to the decimals published (half-up or half-even) */
	SAME_RANK,      /* our rank */
	SAME_SET,       /* the agency has the award; in which place is not told */
	DIFFERS,        /* another value; stage says where the two part */
	CONFLICT,       /* the sources differ among themselves */
	NOT_COMPARABLE, /* detail says why */
	COMPARISONS
};

/* What a comparison proves. */
enum fact_basis {
	BASIS_REAL,         /* the evidence is real: a reproduction */
	BASIS_ILLUSTRATIVE, /* it rests on made-up evidence */
	BASIS_ARITHMETIC, /* prizes of a region with made-up agencies; mentions, which the round names */
	BASES
};

/* The first stage at which ours and the published outcome part, as far as published facts show it. */
enum stage {
	STAGE_NONE,
	STAGE_MEASURE,
	STAGE_POINTS,
	STAGE_NODE,      /* the score of a group or category */
	STAGE_PUBLISHED, /* its rounding, or its grade */
	STAGE_RANK,
	STAGE_AWARD,
	STAGE_TALLY
};

struct finding {
	const struct fact *fact;
	enum comparison comparison;
	enum fact_basis basis;
	const char *ours;   /* "" when there is nothing */
	enum stage stage;   /* DIFFERS */
	const char *at;     /* DIFFERS: "ID CATEGORY/NODE", where that stage was found */
	const char *detail; /* CONFLICT, NOT_COMPARABLE: a sentence; else "" */
	/* what the fact is about, where it was found */
	const struct node *node;
	size_t row; /* SIZE_MAX: none */
	unsigned group;
	const struct ranking *ranking;
};

struct findings {
	struct finding *list; /* as published */
	size_t count;
	struct arena arena; /* the texts */
};

void compare_all(const struct published *published, const struct results *results,
		 struct findings *findings);
void findings_free(struct findings *findings);

/* The words of the machine-readable forms: "exact", ...; "real", ...; "measure", .... */
const char *comparison_name(enum comparison comparison);
const char *basis_name(enum fact_basis basis);
const char *stage_name(enum stage stage);

#endif
