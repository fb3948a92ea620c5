/*
 * results_parts - what the tables of results share.
 */
#ifndef JURI_RESULTS_PARTS_H
#define JURI_RESULTS_PARTS_H

#include "csv_out.h"
#include "results.h"

/* The head of a table, and some of its rows; both with the column test where that is due. */
void results_head(const struct results *results, const char *head, struct sink *sink);
void results_rows(const struct results *results, size_t count, sink_format *format,
		  const void *user, struct sink *sink);

/* Cells that many rows have: of classes, editions, statuses, and of the groups of one ranking. */
struct labels {
	struct arena arena; /* of these, and of others as long */
	struct csv_cell *classes, *editions, *groups;
	struct csv_cell statuses[RANK_STATUSES];
	bool *shown; /* per group */
};

/* ranking NULL: no groups. */
void labels_make(struct labels *labels, const struct results *results,
		 const struct ranking *ranking);

/* A text of one row, measured once; its room is added to that of the row. */
struct words {
	const char *text;
	size_t length;
};

static inline struct words words(const char *text, size_t *room)
{
	struct words words = {text, *text ? strlen(text) : 0};

	*room += CSV_ROOM(words.length);
	return words;
}

static inline char *put_words(char *at, const struct words *words)
{
	if (words->length)
		return csv_put_text(at, words->text, words->length);
	*at++ = ',';
	return at;
}

char *put_rank(char *at, const struct place_in_ranking *place);

/* Whom a ranking lists without a place: refused or absent, and in a group that is shown; the group as far as it is known. */
bool results_lists(const struct results *results, const struct ranking_rule *rule,
		   const struct refusal *refusal);
const char *results_group_of(const struct ranking_rule *rule, const struct refusal *refusal);

#endif
