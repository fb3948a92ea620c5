/*
 * ranking - who stands where, within classes (regions, all), ties by declared rule.
 *
 * Ranks compare published numbers unless the round says exact. See config/README.md, "Ranking".
 */
#ifndef JURI_RANKING_H
#define JURI_RANKING_H

#include "score.h"

enum rank_status {
	RANKED,
	OUT_OF_COMPETITION,
	SCREENED,
	INELIGIBLE,
	NO_SCORE,
	NOT_APPLICABLE,
	NOT_ENTERED,
	RANK_STATUSES
};

struct place_in_ranking {
	size_t row;     /* of the cohort */
	unsigned group; /* in struct ranking's groups */
	enum rank_status status;
	const char
	    *reason; /* "" for the ranked; else a node's ID, a share or the evidence's reason */
	int64_t twice_rank;     /* rank times two, so that 2.5 is whole; 0 for the unranked */
	size_t better, equal;   /* G and E of the rules; 0 for the unranked */
	grid score;             /* published; GRID_NONE */
	grid coverage;          /* published percent; GRID_NONE */
	const char *grade;      /* "" when there is none */
	const char *decided_by; /* "" when the first key decided or nothing did */
};

struct ranking {
	const struct ranking_rule *rule;
	bool withheld;       /* its category was withheld: no places */
	const char **groups; /* ids: classes in the cohort's order, regions in byte order, or "all";
			      * edition by edition */
	const char **editions; /* of the groups; "" where a group joins editions */
	unsigned n_groups;
	struct place_in_ranking
	    *places; /* by group, ranked first by rank, then the others by status; ties by id */
	size_t n_places;
	size_t
	    precision_ties; /* agencies that share a rank although their exact first keys differ */
};

struct rankings {
	struct ranking *list; /* as round->rankings */
	size_t count;
};

void rank_all(const struct round *round, const struct cohort *cohort, const struct scores *scores,
	      struct rankings *rankings);
void rankings_free(struct rankings *rankings);

/* "rank" as text: "3", "2.5", "". */
char *rank_text(char out[DECIMAL_TEXT], int64_t twice_rank);

/* "ranked", "out-of-competition", ... for tables of machines. */
const char *rank_status_name(enum rank_status status);

/* The same for people, in the language of the run; "" for the ranked. */
const char *rank_status_words(enum rank_status status);

#endif
