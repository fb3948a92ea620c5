#include "digest.h"

#include <stdlib.h>
#include <string.h>

static void add(uint64_t *hash, const void *data, size_t length)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < length; i++)
		*hash = (*hash ^ bytes[i]) * UINT64_C(1099511628211);
}

static void add_text(uint64_t *hash, const char *text)
{
	add(hash, text, strlen(text) + 1);
}

static void add_whole(uint64_t *hash, int64_t number)
{
	add(hash, &number, sizeof(number));
}

static void take_scores(struct digest *digest, const struct run *run,
			const struct category_scores *scores)
{
	const struct category *category = scores->category;

	for (size_t n = 0; !scores->withheld && n < category->n_nodes; n++)
		for (size_t row = 0; row < run->cohort.rows; row++) {
			uint64_t *hash = &digest->scores[row];

			add_text(hash, category->id);
			add_text(hash, category->nodes[n]->id);
			add_whole(hash, node_outcome(&scores->nodes[n], row));
			add_whole(hash, node_score(&scores->nodes[n], row));
			add_whole(hash, node_passed(&scores->nodes[n], row));
			add_whole(hash, node_coverage(&scores->nodes[n], row));
		}
}

static void take_places(struct digest *digest, const struct ranking *ranking)
{
	for (size_t i = 0; i < ranking->n_places; i++) {
		const struct place_in_ranking *place = &ranking->places[i];
		uint64_t *hash = &digest->places[place->row];

		add_text(hash, ranking->rule->id);
		add_text(hash, ranking->rule->of);
		add_text(hash, ranking->groups[place->group]);
		add_whole(hash, place->status);
		add_whole(hash, place->twice_rank);
		add_whole(hash, place_score(ranking, place));
		add_text(hash, place_grade(ranking, place));
	}
}

static void take_prizes(struct digest *digest, const struct run *run)
{
	for (size_t i = 0; i < run->awards.n_prizes; i++) {
		const struct prize *prize = &run->awards.prizes[i];
		uint64_t *hash = &digest->places[prize->row];

		add_text(hash, prize->award->id);
		add_text(hash, prize->ranking ? prize->ranking->rule->of : "");
		add_text(hash, prize->name);
	}
}

static void take_rest(struct digest *digest, const struct run *run)
{
	for (size_t i = 0; i < run->awards.n_withheld; i++) {
		add_text(&digest->rest, run->awards.withheld[i].award->id);
		add_whole(&digest->rest, (int64_t)run->awards.withheld[i].count);
	}
	for (size_t i = 0; i < run->tally.count; i++) {
		const struct tally_row *row = &run->tally.rows[i];

		add_text(&digest->rest, row->group);
		add_whole(&digest->rest, (int64_t)row->agencies);
		for (size_t a = 0; a < run->round->n_tally_awards; a++)
			add_whole(&digest->rest, (int64_t)row->by_award[a]);
	}
}

void digest_take(struct digest *digest, const struct run *run)
{
	digest->scores = mem_array(run->cohort.rows, sizeof(uint64_t));
	digest->places = mem_array(run->cohort.rows, sizeof(uint64_t));
	digest->rest = 0;
	for (size_t c = 0; c < run->scores.n_categories; c++)
		take_scores(digest, run, &run->scores.categories[c]);
	for (size_t i = 0; i < run->rankings.count; i++)
		take_places(digest, &run->rankings.list[i]);
	take_prizes(digest, run);
	take_rest(digest, run);
}

void digest_free(struct digest *digest)
{
	free(digest->scores);
	free(digest->places);
	*digest = (struct digest){0};
}

bool digest_is_same(const struct run *a, const struct digest *of_a, const struct run *b,
		    const struct digest *of_b)
{
	if (a->cohort.rows != b->cohort.rows || of_a->rest != of_b->rest)
		return false;
	for (size_t row = 0; row < a->cohort.rows; row++) {
		const char *id = cohort_id(&a->cohort, row);
		size_t other =
		    cohort_find_in(&b->cohort, id, strlen(id), cohort_edition(&a->cohort, row));

		if (other == SIZE_MAX || of_a->scores[row] != of_b->scores[other] ||
		    of_a->places[row] != of_b->places[other])
			return false;
	}
	return true;
}
