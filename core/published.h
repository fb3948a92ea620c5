/*
 * published - outcomes of a round as its publishers told them: the file published.csv of a sample.
 *
 * One row is one fact: edition,category,node,class,id,kind,value,source,note. What each kind's value means:
 * samples/README.md.
 */
#ifndef JURI_PUBLISHED_H
#define JURI_PUBLISHED_H

#include "decimal.h"
#include "memory.h"
#include "problem.h"

enum fact_kind { FACT_SCORE, FACT_RANK, FACT_GRADE, FACT_AWARD, FACT_COUNT, FACT_TEXT };

/* The columns, in their order. */
enum fact_part {
	FACT_EDITION,
	FACT_CATEGORY,
	FACT_NODE,
	FACT_CLASS,
	FACT_ID,
	FACT_KIND,
	FACT_VALUE,
	FACT_SOURCE,
	FACT_NOTE,
	FACT_PARTS
};

struct fact {
	const char *parts[FACT_PARTS]; /* as written; "" when empty */
	enum fact_kind kind;
	grid number;       /* score, rank, count */
	unsigned decimals; /* as many as were written */
	size_t line;
};

struct published {
	struct fact *list; /* as in the file */
	size_t count;
	struct arena arena; /* the texts */
};

/* Rows that are not understood are problems (EXIT_EVIDENCE) and left out. */
void published_read(struct published *published, const char *path, struct problems *problems);
void published_free(struct published *published);

/* The names of the columns. */
extern const char *const fact_parts[FACT_PARTS];

#endif
