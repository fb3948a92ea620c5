/*
 * cohort_parts - what cohort.c (evidence) and agencies.c (whose it is) share.
 */
#ifndef JURI_COHORT_PARTS_H
#define JURI_COHORT_PARTS_H

#include "cohort.h"
#include "lookup.h"
#include "memory.h"

/* A place that an agency's file and line alone do not tell. */
struct site {
	size_t line, column, record;
	const char *pointer;
};

#define TEXTS_RECENT 16u

/* Numbers of texts that many agencies share. */
struct text_numbers {
	struct lookup lookup;
	unsigned recent[TEXTS_RECENT]; /* see recent_of */
};

/*
 * Ids that come in order (small and capital letters alike) need no index: each is new. Where one does not, or somebody asks for
 * another than the last, all rows so far are put into it.
 */
struct cohort_index {
	bool unordered;    /* some id was not behind all before it */
	bool out_of_order; /* byte by byte, some id was before the one before it */
	size_t indexed;    /* rows in ids; the others are those behind them */
	struct lookup ids; /* letters folded to one case, and the edition */
	struct text_numbers classes, editions, regions, reasons;
	struct site *sites;
	size_t n_sites;
	struct arena texts;
};

/* Makes room for a row more, without values. */
void cohort_add_cells(struct cohort *cohort);

/* Row after row; which of them a cohort has is its rows. */
void agencies_init(struct cohort *cohort);
void agencies_finish(struct cohort *cohort);

/* Row to becomes what row from is. */
void agencies_move(struct cohort *cohort, size_t from, size_t to);

/* Rows were moved and are fewer: the editions that are left are numbered anew. */
void agencies_again(struct cohort *cohort);

/* Numbers editions and classes as cohort_close says, and orders the rows. */
void agencies_close(struct cohort *cohort, const char *const *declared, unsigned n_declared);

#endif
