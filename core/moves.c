#include "moves.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "csv_out.h"
#include "json_out.h"

/* One place of a ranking or one prize, with all by which it is found again in the other run. */
struct spot {
	size_t index; /* of the ranking; of a prize: of its award */
	size_t of;    /* of a prize: 1 + the index of its ranking; 0: a mention */
	const char *edition, *group, *id, *name;
	const struct ranking *ranking; /* NULL: a mention */
	const struct award_rule *award;
	struct stand stand;
	int64_t twice_rank;
};

struct spots {
	struct spot *list;
	size_t count;
};

static const char *keep(struct moves *moves, const char *text)
{
	return arena_copy(&moves->arena, text, strlen(text));
}

static int by_number(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_spots(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;
	int order = by_number(x->index, y->index);

	order = order ? order : by_number(x->of, y->of);
	order = order ? order : strcmp(x->edition, y->edition);
	order = order ? order : strcmp(x->group, y->group);
	return order ? order : strcmp(x->id, y->id);
}

static struct spot *add_spot(struct spots *spots)
{
	spots->list = mem_grow(spots->list, spots->count, sizeof(*spots->list));
	spots->list[spots->count] = (struct spot){0};
	return &spots->list[spots->count++];
}

static void sort(struct spots *spots)
{
	if (spots->count)
		qsort(spots->list, spots->count, sizeof(*spots->list), compare_spots);
}

static void add_place(struct moves *moves, struct spots *spots, const struct results *results,
		      size_t r, const struct place_in_ranking *place)
{
	const struct ranking *ranking = &results->rankings->list[r];
	struct spot *spot = add_spot(spots);
	char rank[DECIMAL_TEXT];

	*spot = (struct spot){.index = r,
			      .edition = cohort_edition(results->cohort, place->row),
			      .group = ranking->groups[place->group],
			      .id = cohort_id(results->cohort, place->row),
			      .name = cohort_name(results->cohort, place->row),
			      .ranking = ranking,
			      .twice_rank = place->twice_rank};
	spot->stand = (struct stand){keep(moves, rank_text(rank, place->twice_rank)),
				     rank_status_name(place->status),
				     rank_status_words(place->status), place_score(ranking, place)};
}

/* Whether a ranking stands in both runs. */
static bool is_in_both(const struct results *from, const struct results *to, size_t r)
{
	return !from->rankings->list[r].withheld && !to->rankings->list[r].withheld;
}

static struct spots places_of(struct moves *moves, const struct results *results,
			      const struct results *other)
{
	struct spots spots = {0};

	for (size_t r = 0; r < results->rankings->count; r++) {
		const struct ranking *ranking = &results->rankings->list[r];

		if (!is_in_both(results, other, r))
			continue;
		for (size_t p = 0; p < ranking->n_places; p++)
			add_place(moves, &spots, results, r, &ranking->places[p]);
	}
	sort(&spots);
	return spots;
}

static struct spots prizes_of(const struct results *results, const struct results *other)
{
	struct spots spots = {0};

	for (size_t i = 0; i < results->awards->n_prizes; i++) {
		const struct prize *prize = &results->awards->prizes[i];
		const struct ranking *ranking = prize->ranking;
		size_t of = ranking ? (size_t)(ranking - results->rankings->list) : 0;

		if (ranking && !is_in_both(results, other, of))
			continue;
		*add_spot(&spots) = (struct spot){
		    .index = (size_t)(prize->award - results->round->awards),
		    .of = ranking ? of + 1 : 0,
		    .edition = cohort_edition(results->cohort, prize->row),
		    .group = ranking ? ranking->groups[prize->place->group] : "",
		    .id = cohort_id(results->cohort, prize->row),
		    .name = cohort_name(results->cohort, prize->row),
		    .ranking = ranking,
		    .award = prize->award,
		    .stand = {prize->name, "won", *prize->name ? "" : _("won"),
			      ranking ? place_score(ranking, prize->place) : GRID_NONE}};
	}
	sort(&spots);
	return spots;
}

/* --- What is another --- */

static struct stand stand_of(struct moves *moves, const struct spot *spot)
{
	if (!spot)
		return (struct stand){"", "", _("none"), GRID_NONE};
	return (struct stand){keep(moves, spot->stand.rank), spot->stand.status, spot->stand.words,
			      spot->stand.score};
}

/* old or new is NULL where the agency is not there. */
static void add_move(struct moves *moves, const struct spot *old, const struct spot *new)
{
	const struct spot *spot = new ? new : old;
	const struct ranking_rule *rule;

	assert(spot); /* it is there in one of the two */
	rule = spot->ranking ? spot->ranking->rule : NULL;

	moves->list = mem_grow(moves->list, moves->n_list, sizeof(*moves->list));
	moves->list[moves->n_list++] =
	    (struct move){.award = spot->award ? keep(moves, spot->award->id) : "",
			  .ranking = rule ? keep(moves, rule->id) : "",
			  .of = rule ? keep(moves, rule->of) : "",
			  .edition = keep(moves, spot->edition),
			  .group = keep(moves, spot->group),
			  .id = keep(moves, spot->id),
			  .name = keep(moves, spot->name),
			  .precision = rule ? rule->precision : 0,
			  .old = stand_of(moves, old),
			  .new = stand_of(moves, new)};
}

static void compare_pair(struct moves *moves, const struct spot *old, const struct spot *new)
{
	if (old->twice_rank != new->twice_rank ||
	    strcmp(old->stand.status, new->stand.status) != 0 ||
	    strcmp(old->stand.rank, new->stand.rank) != 0)
		add_move(moves, old, new);
	else if (!new->award && old->stand.score != new->stand.score)
		moves->n_scores++;
}

/* Both are sorted. */
static void compare_all(struct moves *moves, const struct spots *from, const struct spots *to)
{
	for (size_t i = 0, j = 0; i < from->count || j < to->count;) {
		const struct spot *old = i < from->count ? &from->list[i] : NULL;
		const struct spot *new = j < to->count ? &to->list[j] : NULL;
		int order = !old ? 1 : !new ? -1 : compare_spots(old, new);

		i += order <= 0;
		j += order >= 0;
		if (order == 0)
			compare_pair(moves, old, new);
		else
			add_move(moves, order < 0 ? old : NULL, order < 0 ? NULL : new);
	}
}

void moves_find(struct moves *moves, const struct results *from, const struct results *to)
{
	struct spots old, new;

	*moves =
	    (struct moves){.panel = from->cohort->n_editions > 1 || to->cohort->n_editions > 1};
	old = places_of(moves, from, to);
	new = places_of(moves, to, from);
	compare_all(moves, &old, &new);
	free(old.list);
	free(new.list);
	moves->n_ranks = moves->n_list;
	old = prizes_of(from, to);
	new = prizes_of(to, from);
	compare_all(moves, &old, &new);
	free(old.list);
	free(new.list);
}

void moves_free(struct moves *moves)
{
	free(moves->list);
	arena_free(&moves->arena);
	*moves = (struct moves){0};
}

/* --- In words --- */

/* "2 (80.00)", "no score", "none". */
static void add_stand(struct text *out, const struct move *move, const struct stand *stand)
{
	char score[DECIMAL_TEXT];

	text_add(out, *stand->rank ? stand->rank : stand->words);
	if (*stand->rank && stand->score != GRID_NONE)
		text_print(out, " (%s)", decimal_print(score, stand->score, move->precision));
}

/* "c [regions], kota: k1 Kota Satu (2024)" */
static void add_subject(struct text *out, const struct moves *moves, const struct move *move)
{
	if (*move->award)
		text_print(out, _("award %s: "), move->award);
	text_add(out, move->of);
	if (*move->ranking && strcmp(move->ranking, "main") != 0)
		text_print(out, " [%s]", move->ranking);
	text_add(out, *move->group ? ", " : "");
	text_add_escaped(out, move->group);
	text_add(out, *move->of ? ": " : "");
	text_add(out, move->id);
	if (strcmp(move->id, move->name) != 0) {
		text_add(out, " ");
		text_add_escaped(out, move->name);
	}
	if (moves->panel)
		text_print(out, " (%s)", move->edition);
}

static void print_move(const struct moves *moves, const struct move *move, struct text *out)
{
	struct text old = {0}, new = {0};

	add_stand(&old, move, &move->old);
	add_stand(&new, move, &move->new);
	text_add(out, "  ");
	add_subject(out, moves, move);
	text_add(out, ": ");
	text_print(out, _("from %s to %s"), old.data, new.data);
	text_add(out, "\n");
	text_free(&old);
	text_free(&new);
}

void moves_print(const struct moves *moves, struct text *out)
{
	text_print(out, "\n%s\n", _("Ranks"));
	for (size_t i = 0; i < moves->n_ranks; i++)
		print_move(moves, &moves->list[i], out);
	text_print(out, _("  %zu ranks moved; %zu other scores changed\n"), moves->n_ranks,
		   moves->n_scores);
	if (moves->n_list > moves->n_ranks)
		text_print(out, "\n%s\n", _("Prizes"));
	for (size_t i = moves->n_ranks; i < moves->n_list; i++)
		print_move(moves, &moves->list[i], out);
}

/* --- As a table, as JSON --- */

void moves_csv(const struct moves *moves, struct text *out)
{
	text_add(out, "award,ranking,of,edition,group,id,name,old,old_score,old_status,new,"
		      "new_score,new_status\n");
	for (size_t i = 0; i < moves->n_list; i++) {
		const struct move *move = &moves->list[i];

		csv_text(out, move->award);
		csv_text(out, move->ranking);
		csv_text(out, move->of);
		csv_text(out, move->edition);
		csv_text(out, move->group);
		csv_text(out, move->id);
		csv_text(out, move->name);
		csv_text(out, move->old.rank);
		csv_grid(out, move->old.score, move->precision);
		csv_text(out, move->old.status);
		csv_text(out, move->new.rank);
		csv_grid(out, move->new.score, move->precision);
		csv_text(out, move->new.status);
		csv_end(out);
	}
}

void moves_json(const struct moves *moves, struct text *out)
{
	for (size_t i = 0; i < moves->n_list; i++) {
		const struct move *move = &moves->list[i];

		json_line_begin(out, i == 0);
		json_line_text(out, "award", move->award);
		json_line_text(out, "ranking", move->ranking);
		json_line_text(out, "of", move->of);
		json_line_text(out, "edition", move->edition);
		json_line_text(out, "group", move->group);
		json_line_text(out, "id", move->id);
		json_line_text(out, "name", move->name);
		json_line_text(out, "old", move->old.rank);
		json_line_grid(out, "old_score", move->old.score, move->precision);
		json_line_text(out, "old_status", move->old.status);
		json_line_text(out, "new", move->new.rank);
		json_line_grid(out, "new_score", move->new.score, move->precision);
		json_line_text(out, "new_status", move->new.status);
		json_line_end(out);
	}
}
