/*
 * moves - the ranks and prizes that are others than in another run of the same round.
 *
 * Places are compared ranking by ranking and group by group; an agency that changed its group leaves the one and comes
 * into the other. A ranking that is withheld in either run is not compared.
 */
#ifndef JURI_MOVES_H
#define JURI_MOVES_H

#include "results.h"

/* Where an agency stood, or stands. */
struct stand {
	const char *rank;   /* of a prize the name of the place; "" without one */
	const char *status; /* as in rankings.csv; of a prize "won"; "" where it is not there */
	const char *words;  /* of the status, for people; "" with a rank */
	grid score;         /* published; GRID_NONE */
};

struct move {
	const char *award; /* ID; "" for a rank */
	const char *ranking, *of, *edition, *group, *id, *name;
	unsigned precision; /* of the scores */
	struct stand old, new;
};

struct moves {
	struct move
	    *list; /* ranks, then prizes; in the order of rankings, awards; by edition, group, id */
	size_t n_list;
	size_t n_ranks;  /* of list */
	size_t n_scores; /* places with the same rank and another score */
	bool panel;      /* there are several editions */
	struct arena arena;
};

/* Both runs are of the same rules. */
void moves_find(struct moves *moves, const struct results *from, const struct results *to);
void moves_free(struct moves *moves);

/* For a person; the rows of moved.csv with their header; the entries of "moved" in results.json. */
void moves_print(const struct moves *moves, struct text *out);
void moves_csv(const struct moves *moves, struct text *out);
void moves_json(const struct moves *moves, struct text *out);

#endif
