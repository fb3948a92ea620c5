/*
 * Places beside the plain way: all rows compared with one another, every rank counted. Random scores with many ties; all
 * rules of ties, groups, chains (of classes, too), keys up and down, precisions.
 */
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "trial.h"

void suite_places(void);

static uint64_t random_state = 1;

static unsigned below(unsigned n)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(random_state >> 33) % n;
}

/* --- The plain way --- */

struct plain {
	const struct trial *trial;
	const struct ranking *ranking;
};

static const struct key_chain *chain_of(const struct plain *plain, size_t row)
{
	int c = round_class(plain->trial->round, cohort_class_id(&plain->trial->cohort, row));

	return c >= 0 && plain->ranking->rule->class_keys[c].count
		   ? &plain->ranking->rule->class_keys[c]
		   : &plain->ranking->rule->keys;
}

static grid key_of(const struct plain *plain, const struct rank_key *key, size_t row)
{
	const struct ranking_rule *rule = plain->ranking->rule;
	const struct node_scores *scores =
	    scores_of_node(&plain->trial->scores, key->kind == KEY_NODE ? key->node : rule->node);
	grid value =
	    key->kind == KEY_COVERAGE ? node_coverage(scores, row) : node_score(scores, row);

	if (value == GRID_NONE || rule->exact)
		return value;
	return decimal_round(value, rule->precision, rule->rounding);
}

/* The number of the key by which a is better (*better) or worse than b; of the last and one more when none does. */
static size_t first_difference(const struct plain *plain, size_t a, size_t b, bool *better)
{
	const struct key_chain *chain = chain_of(plain, a);

	for (size_t k = 0; k < chain->count; k++) {
		grid x = key_of(plain, &chain->list[k], a), y = key_of(plain, &chain->list[k], b);

		if (x == y)
			continue;
		*better = y == GRID_NONE ||
			  (x != GRID_NONE && (chain->list[k].ascending ? x < y : x > y));
		return k;
	}
	return chain->count;
}

static bool is_ranked(const struct plain *plain, size_t row)
{
	const struct agency *agency = cohort_agency(&plain->trial->cohort, row);

	return agency->competes && node_outcome(plain->ranking->scores, row) == OUTCOME_SCORE;
}

/* Whether two rows are of one group: the rule's own word for it. */
static bool together(const struct plain *plain, size_t a, size_t b)
{
	const struct agency *x = cohort_agency(&plain->trial->cohort, a);
	const struct agency *y = cohort_agency(&plain->trial->cohort, b);

	switch (plain->ranking->rule->within) {
	case WITHIN_CLASS:
		return x->class_index == y->class_index;
	case WITHIN_REGION:
		return x->region_index == y->region_index;
	default:
		return true;
	}
}

static int64_t expected_rank(enum ties ties, size_t better, size_t equal, size_t levels,
			     size_t before)
{
	switch (ties) {
	case TIES_DENSE:
		return 2 * ((int64_t)levels + 1);
	case TIES_MODIFIED:
		return 2 * (int64_t)(better + equal);
	case TIES_ORDINAL:
		return 2 * ((int64_t)(better + before) + 1);
	case TIES_FRACTIONAL:
		return 2 * (int64_t)better + (int64_t)equal + 1;
	default:
		return 2 * ((int64_t)better + 1);
	}
}

/* Whether no row with a smaller id has the very keys of row: one for each level. */
static bool stands_for_level(const struct plain *plain, size_t row)
{
	const struct cohort *cohort = &plain->trial->cohort;
	bool better;

	for (size_t other = 0; other < plain->trial->cohort.rows; other++)
		if (is_ranked(plain, other) && together(plain, row, other) &&
		    strcmp(cohort_id(cohort, other), cohort_id(cohort, row)) < 0 &&
		    first_difference(plain, other, row, &better) == chain_of(plain, row)->count)
			return false;
	return true;
}

struct counts {
	size_t better, equal, before, levels;
};

static struct counts count(const struct plain *plain, const bool *stands, size_t row)
{
	const struct cohort *cohort = &plain->trial->cohort;
	struct counts counts = {0};

	for (size_t other = 0; other < plain->trial->cohort.rows; other++) {
		bool better = false;
		size_t k;

		if (!is_ranked(plain, other) || !together(plain, row, other))
			continue;
		k = first_difference(plain, other, row, &better);
		counts.better += better;
		counts.levels += better && stands[other];
		counts.equal += k == chain_of(plain, row)->count;
		counts.before += k == chain_of(plain, row)->count &&
				 strcmp(cohort_id(cohort, other), cohort_id(cohort, row)) < 0;
	}
	return counts;
}

static const char *expected_decision(const struct plain *plain, size_t above, size_t row)
{
	const struct key_chain *chain = chain_of(plain, row);
	bool better;
	size_t k = first_difference(plain, above, row, &better);

	if (k == chain->count)
		return plain->ranking->rule->ties == TIES_ORDINAL ? "id" : "";
	return k ? chain->list[k].text : "";
}

/* --- Both --- */

static bool place_is_right(const struct plain *plain, const bool *stands, size_t p)
{
	const struct ranking *ranking = plain->ranking;
	const struct place_in_ranking *place = &ranking->places[p], *above = p ? place - 1 : NULL;
	const struct ranking_rule *rule = ranking->rule;
	struct counts counts;

	if (!is_ranked(plain, place->row))
		return place->status != RANKED && !place->twice_rank && !place->better &&
		       !place->equal && !*place_decided_by(ranking, place);
	counts = count(plain, stands, place->row);
	if (above && (above->group != place->group || above->status != RANKED))
		above = NULL;
	return place->status == RANKED && place->better == counts.better &&
	       place->equal == counts.equal &&
	       place->twice_rank == expected_rank(rule->ties, counts.better, counts.equal,
						  counts.levels, counts.before) &&
	       !strcmp(place_decided_by(ranking, place),
		       above ? expected_decision(plain, above->row, place->row) : "");
}

/* In its group: the ranked by rank, ties by id, the others behind them by id. */
static bool order_is_right(const struct plain *plain, size_t p)
{
	const struct place_in_ranking *place = &plain->ranking->places[p], *above = place - 1;
	const struct cohort *cohort = &plain->trial->cohort;

	if (!p || !together(plain, above->row, place->row))
		return true;
	if (above->status != RANKED || place->status != RANKED)
		return above->status == RANKED
			   ? place->status != RANKED
			   : place->status != RANKED && strcmp(cohort_id(cohort, above->row),
							       cohort_id(cohort, place->row)) < 0;
	return above->better < place->better ||
	       (above->better == place->better &&
		strcmp(cohort_id(cohort, above->row), cohort_id(cohort, place->row)) < 0);
}

static bool is_right(const struct trial *trial, const struct ranking *ranking)
{
	const struct plain plain = {trial, ranking};
	bool *stands = mem_array(trial->cohort.rows, sizeof(*stands)), good = true;

	for (size_t row = 0; row < trial->cohort.rows; row++)
		stands[row] = is_ranked(&plain, row) && stands_for_level(&plain, row);
	for (size_t p = 0; p < ranking->n_places && good; p++)
		good = place_is_right(&plain, stands, p) && order_is_right(&plain, p);
	free(stands);
	if (!good)
		fprintf(stderr, "[ranking %s] of %s\n", ranking->rule->id, ranking->rule->of);
	return good && ranking->n_places == trial->cohort.rows;
}

/* --- Rounds --- */

static void add_rankings(struct text *round)
{
	static const char *const ties[] = {"competition", "dense", "modified", "ordinal",
					   "fractional"};
	static const char *const within[] = {"class", "region", "all"};
	static const char *const keys[] = {"score", "score, y",
					   "score asc, y asc, z desc, coverage", "z asc, score",
					   "coverage, y, z asc, x"};
	static const char *const precisions[] = {
	    "precision = 0", "precision = 1\nrounding = half-up", "rank-on = exact"};

	for (size_t i = 0; i < 75; i++)
		text_print(round,
			   "[ranking r%zu]\nof = c\nties = %s\nwithin = %s\nrank-by = %s\n%s\n", i,
			   ties[i % 5], within[i / 5 % 3], keys[i / 15], precisions[i % 3]);
}

static const char main_rankings[] =
    "[class p]\ntitle = P\nrank-by = y asc, score\n[class q]\ntitle = Q\n"
    "rank-by = score, z asc, y\n[class r]\ntitle = R\n[ranking]\nties = ordinal\nrank-by = score, "
    "y\n";

/* values: how many different ones there are. */
static void add_evidence(struct text *evidence, size_t rows, unsigned values)
{
	static const char *const classes[] = {"p", "q", "r"};

	text_add(evidence, "id,class,region,competes,x,y,z\n");
	for (size_t i = 0; i < rows; i++) {
		text_print(evidence, "a%u,%s,w%u,%s", (unsigned)((i * 7919) % rows),
			   classes[below(3)], below(4), below(20) ? "yes" : "no");
		for (size_t k = 0; k < 3; k++) {
			if (below(12))
				text_print(evidence, ",%u.%02u", below(values),
					   below(values) % 100);
			else
				text_add(evidence, ",");
		}
		text_add(evidence, "\n");
	}
}

static void all_right(size_t rows, unsigned values)
{
	struct text round = {0}, evidence = {0};
	struct trial trial;

	text_add(&round, main_rankings);
	add_rankings(&round);
	add_evidence(&evidence, rows, values);
	trial_run(&trial, round.data, "missing = reweight\n[criteria]\nx = 60\ny = 40\nz = 0\n",
		  evidence.data);
	CU_ASSERT_FATAL(same(trial.failure ? trial.failure : "", ""));
	CU_ASSERT_EQUAL(trial.rankings.count, 76);
	for (size_t i = 0; i < trial.rankings.count; i++)
		CU_ASSERT(is_right(&trial, &trial.rankings.list[i]));
	trial_finish(&trial);
	text_free(&round);
	text_free(&evidence);
}

static void many_ties(void)
{
	all_right(1, 2);
	all_right(90, 1);
	all_right(120, 2);
	all_right(120, 4);
}

static void few_ties(void)
{
	all_right(130, 90);
}

/* --- Only what is wanted --- */

static bool wants_fine(const struct round *round, const struct ranking_rule *rule, const void *user)
{
	(void)round;
	return !strcmp(rule->id, user);
}

/* The ranking that somebody wants, and the one on which an award draws. */
static void only_wanted(void)
{
	static const char round[] = "[ranking fine]\nof = c\n[ranking other]\nof = c\n"
				    "[award best]\ntitle = B\nof = c\nfirst = 1\n"
				    "[award thanks]\ntitle = T\nof = c\ngiven-to = a\nsource = s\n";
	const struct rank_demand demand = {wants_fine, "fine"}, nothing = {wants_fine, ""};
	struct rankings rankings;
	struct trial trial;

	trial_run(&trial, round, "[criterion x]\n", "id,x\na,1\nb,2\n");
	CU_ASSERT_FATAL(same(trial.failure ? trial.failure : "", ""));
	rank_all(trial.round, &trial.cohort, &trial.scores, &demand, 2, &rankings);
	CU_ASSERT_EQUAL_FATAL(rankings.count, 3);
	CU_ASSERT(rankings.list[0].made && rankings.list[0].n_places == 2);
	CU_ASSERT(rankings.list[1].made && rankings.list[1].n_places == 2);
	CU_ASSERT(!rankings.list[2].made && rankings.list[2].n_places == 0);
	rankings_free(&rankings);
	rank_all(trial.round, &trial.cohort, &trial.scores, &nothing, 2, &rankings);
	CU_ASSERT(rankings.list[0].made && !rankings.list[1].made && !rankings.list[2].made);
	rankings_free(&rankings);
	trial_finish(&trial);
}

void suite_places(void)
{
	CU_pSuite suite = CU_add_suite("places", NULL, NULL);

	CU_ADD_TEST(suite, many_ties);
	CU_ADD_TEST(suite, few_ties);
	CU_ADD_TEST(suite, only_wanted);
}
