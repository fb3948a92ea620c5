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

/* Compact, since there is one for each agency in each ranking; place_... below tell the rest of it. */
struct place_in_ranking {
	uint32_t row;           /* of the cohort */
	uint32_t group;         /* in struct ranking's groups */
	uint32_t twice_rank;    /* rank times two, so that 2.5 is whole; 0 for the unranked */
	uint32_t better, equal; /* G and E of the rules; 0 for the unranked */
	uint16_t parted;        /* which key parted it from the place above; PARTED_... */
	uint8_t status;         /* enum rank_status */
};

#define PARTED_FIRST 0        /* the first key did, or nothing stands above */
#define PARTED_NOT UINT16_MAX /* no key did */

struct ranking {
	const struct ranking_rule *rule;
	bool made;           /* somebody wants it; else there are no groups and no places */
	bool withheld;       /* its category was withheld: no places */
	const char **groups; /* ids: classes in the cohort's order, regions in byte order, or "all";
			      * edition by edition */
	const char **editions; /* of the groups; "" where a group joins editions */
	unsigned n_groups;
	struct place_in_ranking
	    *places; /* by group; the ranked first, by rank; ties and the others by id */
	size_t n_places;
	size_t
	    precision_ties; /* agencies that share a rank although their exact first keys differ */
	/* What places are told from. */
	const struct cohort *cohort;
	const struct node_scores *scores;      /* of the ranked node */
	const char *const *screened;           /* of its category; or NULL */
	const struct key_chain **class_chains; /* per class of the cohort */
};

struct rankings {
	struct ranking *list; /* as round->rankings */
	size_t count;
};

/* Which rankings somebody wants. Those on which awards draw are made in any case. */
struct rank_demand {
	bool (*wants)(const struct round *round, const struct ranking_rule *rule, const void *user);
	const void *user;
};

bool ranking_is_made(const struct round *round, const struct rank_demand *demand, size_t ranking);

/* Makes the rankings, in up to jobs threads; demand NULL: all. What they point to must outlive them. */
void rank_all(const struct round *round, const struct cohort *cohort, const struct scores *scores,
	      const struct rank_demand *demand, unsigned jobs, struct rankings *rankings);
void rankings_free(struct rankings *rankings);

/* Adds "c, kota", in a panel with its edition "c, kota, 2023": the node and the group, for messages. */
void ranking_add_group(const struct ranking *ranking, unsigned group, struct text *out);

/* Published: by the rule of the ranking; GRID_NONE. */
grid place_score(const struct ranking *ranking, const struct place_in_ranking *place);
grid place_coverage(const struct ranking *ranking, const struct place_in_ranking *place);

/* "" when there is none. */
const char *place_grade(const struct ranking *ranking, const struct place_in_ranking *place);

/* The gate that it does not pass, or the node at fault that it has no score; NULL where that is not the reason. */
const struct node *place_fault(const struct ranking *ranking, const struct place_in_ranking *place);

/* "" for the ranked; else a node's ID, a share or the evidence's reason. */
const char *place_reason(const struct ranking *ranking, const struct place_in_ranking *place);

/* The key that parted it from the place above, as written; "" when the first key did or nothing. */
const char *place_decided_by(const struct ranking *ranking, const struct place_in_ranking *place);

/* "rank" as text: "3", "2.5", "". */
char *rank_text(char out[DECIMAL_TEXT], int64_t twice_rank);

/* "ranked", "out-of-competition", ... for tables of machines. */
const char *rank_status_name(enum rank_status status);

/* The same for people, in the language of the run; "" for the ranked. */
const char *rank_status_words(enum rank_status status);

#endif
