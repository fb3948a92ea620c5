#include "ranking.h"

#include <assert.h>
#include <stdlib.h>

#include "crew.h"
#include "keysort.h"

/* One group in the making: its rows with one key, and which key parted each from the one before. Room for the largest group. */
struct bench {
	struct keyed *keyed;
	uint16_t *parted;
	struct keyed *spare;   /* where the group's places will be: new memory takes time */
	size_t precision_ties; /* of all groups that were made on it */
};

_Static_assert(sizeof(struct place_in_ranking) >= sizeof(struct keyed) &&
		   sizeof(struct place_in_ranking) % _Alignof(struct keyed) == 0,
	       "what is sorted fits where the places will be");

/* One ranking in the making. */
struct ranker {
	const struct round *round;
	const struct cohort *cohort;
	const struct scores *scores;
	const struct ranking_rule *rule;
	struct ranking *ranking;
	unsigned *groups; /* per row */
	uint8_t *status;  /* per row */
	uint32_t *rows;   /* by group, the ranked first, by id */
	size_t *
	    ends; /* in these: of the ranked of a group at twice its number, of the others behind them */
	struct bench *benches; /* per member of the crew */
	unsigned jobs;
};

const char *rank_status_name(enum rank_status status)
{
	static const char *const names[] = {"ranked",     "out-of-competition", "screened",
					    "ineligible", "no-score",           "not-applicable",
					    "not-entered"};

	return names[status];
}

const char *rank_status_words(enum rank_status status)
{
	switch (status) {
	case OUT_OF_COMPETITION:
		return _("out of competition");
	case SCREENED:
		return _("too few measures");
	case INELIGIBLE:
		return _("not eligible");
	case NO_SCORE:
		return _("no score");
	case NOT_ENTERED:
		return _("did not enter");
	case NOT_APPLICABLE:
		return _("not applicable");
	default:
		return "";
	}
}

char *rank_text(char out[DECIMAL_TEXT], int64_t twice_rank)
{
	bool half = twice_rank % 2 != 0;
	size_t length =
	    twice_rank ? decimal_write_units(out, half ? 5 * twice_rank : twice_rank / 2, half) : 0;

	out[length] = '\0';
	return out;
}

/* --- What a place says --- */

static grid published(const struct ranking_rule *rule, grid value)
{
	return decimal_round(value, rule->precision, rule->rounding);
}

void ranking_add_group(const struct ranking *ranking, unsigned group, struct text *out)
{
	const char *id = ranking->groups[group], *edition = ranking->editions[group];

	text_add(out, ranking->rule->of);
	if (*id)
		text_print(out, ", %s", id);
	if (ranking->cohort->n_editions > 1 && *edition)
		text_print(out, ", %s", edition);
}

grid place_score(const struct ranking *ranking, const struct place_in_ranking *place)
{
	return published(ranking->rule, node_score(ranking->scores, place->row));
}

grid place_coverage(const struct ranking *ranking, const struct place_in_ranking *place)
{
	return published(ranking->rule, node_coverage(ranking->scores, place->row));
}

const char *place_grade(const struct ranking *ranking, const struct place_in_ranking *place)
{
	const struct node *node = ranking->rule->node;

	return node->grades.count ? score_grade(node, place_score(ranking, place)) : "";
}

const struct node *place_fault(const struct ranking *ranking, const struct place_in_ranking *place)
{
	if (place->status == INELIGIBLE)
		return node_gate(ranking->scores, place->row);
	return place->status == NO_SCORE ? node_cause(ranking->scores, place->row) : NULL;
}

const char *place_reason(const struct ranking *ranking, const struct place_in_ranking *place)
{
	switch (place->status) {
	case OUT_OF_COMPETITION:
	case NOT_ENTERED:
		return cohort_reason(ranking->cohort, place->row);
	case SCREENED:
		return ranking->screened[place->row];
	case INELIGIBLE:
	case NO_SCORE:
		return place_fault(ranking, place)->id;
	default:
		return "";
	}
}

static const struct key_chain *chain_of(const struct ranking *ranking, size_t row)
{
	return ranking->class_chains[cohort_agency(ranking->cohort, row)->class_index];
}

const char *place_decided_by(const struct ranking *ranking, const struct place_in_ranking *place)
{
	if (place->parted == PARTED_FIRST)
		return "";
	if (place->parted == PARTED_NOT)
		return ranking->rule->ties == TIES_ORDINAL ? "id" : "";
	return chain_of(ranking, place->row)->list[place->parted].text;
}

/* --- Keys --- */

static void find_chains(struct ranker *ranker)
{
	const struct ranking_rule *rule = ranker->rule;
	const struct cohort *cohort = ranker->cohort;
	const struct key_chain **chains = mem_array(cohort->n_classes, sizeof(const void *));

	for (unsigned c = 0; c < cohort->n_classes; c++) {
		int declared = round_class(ranker->round, cohort->classes[c]);

		chains[c] = declared >= 0 && rule->class_keys[declared].count
				? &rule->class_keys[declared]
				: &rule->keys;
	}
	ranker->ranking->class_chains = chains;
}

/* A value as a key of which the least is the best; what has no value is the worst, whatever is better. */
static uint64_t sortable(const struct ranking_rule *rule, grid value, bool ascending)
{
	if (value == GRID_NONE)
		return UINT64_MAX;
	if (!rule->exact)
		value = decimal_units(value, rule->precision, rule->rounding);
	value = ascending ? value : -value;
	return (uint64_t)value + ((uint64_t)1 << 63);
}

/* --- Status and groups --- */

static uint8_t status_of(const struct ranker *ranker, const struct agency *agency, size_t row)
{
	const struct node *node = ranker->rule->node;
	const struct node_scores *results = ranker->ranking->scores;
	bool by_children = node->kind != NODE_CRITERION && node->aggregate == AGGREGATE_NONE;

	if (node_outcome(results, row) == OUTCOME_NOT_APPLICABLE)
		return NOT_APPLICABLE;
	if (agency->left_out)
		return NOT_ENTERED;
	if (!agency->competes)
		return OUT_OF_COMPETITION;
	if (ranker->ranking->screened && ranker->ranking->screened[row])
		return SCREENED;
	if (node_outcome(results, row) == OUTCOME_NONE &&
	    !(by_children && !node_cause(results, row)))
		return NO_SCORE;
	return node_gate(results, row) ? INELIGIBLE : RANKED;
}

static void add_group(struct ranking *ranking, const char *id, const char *edition)
{
	unsigned n = ranking->n_groups++;

	ranking->groups = mem_grow(ranking->groups, n, sizeof(*ranking->groups));
	ranking->editions = mem_grow(ranking->editions, n, sizeof(*ranking->editions));
	ranking->groups[n] = id;
	ranking->editions[n] = edition;
}

static void find_regions(struct ranker *ranker)
{
	const struct cohort *cohort = ranker->cohort;
	struct ranking *ranking = ranker->ranking;
	unsigned n = cohort_number_regions(cohort, ranker->groups);

	while (ranking->n_groups < n)
		add_group(ranking, "", "");
	for (size_t row = 0; row < cohort->rows; row++) {
		ranking->groups[ranker->groups[row]] = cohort_region(cohort, row);
		ranking->editions[ranker->groups[row]] = cohort_edition(cohort, row);
	}
}

static unsigned group_of(const struct ranker *ranker, size_t row)
{
	const struct cohort *cohort = ranker->cohort;

	switch (ranker->rule->within) {
	case WITHIN_CLASS:
		return cohort_class_in_edition(cohort, row);
	case WITHIN_CLASS_EDITIONS:
		return cohort_agency(cohort, row)->class_index;
	case WITHIN_ALL:
		return cohort_edition_index(cohort, row);
	default:
		return 0;
	}
}

/* The groups of classes or of all, of one edition. */
static void add_groups(struct ranker *ranker, const char *edition)
{
	enum within within = ranker->rule->within;
	const struct cohort *cohort = ranker->cohort;
	bool of_classes = within == WITHIN_CLASS || within == WITHIN_CLASS_EDITIONS;

	for (unsigned c = 0; c < cohort->n_classes && of_classes; c++)
		add_group(ranker->ranking, cohort->classes[c], edition);
	if (!of_classes)
		add_group(ranker->ranking, "all", edition);
}

static void name_groups(struct ranker *ranker)
{
	const struct cohort *cohort = ranker->cohort;

	for (unsigned e = 0; e < cohort->n_editions && ranker->rule->within < WITHIN_ALL_EDITIONS;
	     e++)
		add_groups(ranker, cohort->editions[e]);
	if (ranker->rule->within >= WITHIN_ALL_EDITIONS)
		add_groups(ranker, "");
}

/* Of one block. */
static void find_statuses(void *user, unsigned member, size_t block)
{
	const struct ranker *ranker = user;
	const struct cohort *cohort = ranker->cohort;
	bool of_regions = ranker->rule->within == WITHIN_REGION; /* whose groups are known */
	size_t first = block * COHORT_BLOCK, end = first + cohort_block_rows(cohort, block);

	(void)member;
	for (size_t row = first; row < end; row++) {
		ranker->status[row] = status_of(ranker, cohort_agency(cohort, row), row);
		if (!of_regions)
			ranker->groups[row] = group_of(ranker, row);
	}
}

static void find_groups(struct ranker *ranker)
{
	const struct cohort *cohort = ranker->cohort;

	ranker->groups = mem_resize(NULL, cohort->rows, sizeof(*ranker->groups));
	ranker->status = mem_resize(NULL, cohort->rows, sizeof(*ranker->status));
	if (ranker->rule->within == WITHIN_REGION)
		find_regions(ranker);
	else
		name_groups(ranker);
	crew_do(ranker->jobs, cohort->n_blocks, find_statuses, ranker);
}

/* --- Order --- */

/* Where the rows of each group begin: of the ranked at twice its number, of the others behind them. */
static size_t *find_starts(const struct ranker *ranker)
{
	size_t n = 2 * (size_t)ranker->ranking->n_groups;
	size_t *starts = mem_array(n + 1, sizeof(*starts));

	for (size_t row = 0; row < ranker->cohort->rows; row++)
		starts[2 * (size_t)ranker->groups[row] + (ranker->status[row] != RANKED) + 1]++;
	for (size_t i = 0; i < n; i++)
		starts[i + 1] += starts[i];
	return starts;
}

/* The rows of each group together; where they begin moves to where they end. Nobody asks for the group of a row from here on. */
static void distribute(struct ranker *ranker)
{
	const struct cohort *cohort = ranker->cohort;
	size_t *starts = find_starts(ranker);

	ranker->rows = mem_resize(NULL, cohort->rows, sizeof(*ranker->rows));
	for (size_t i = 0; i < cohort->rows; i++) {
		size_t row = cohort->by_id[i];
		size_t part = 2 * (size_t)ranker->groups[row] + (ranker->status[row] != RANKED);

		ranker->rows[starts[part]++] = (uint32_t)row;
	}
	ranker->ends = starts;
	free(ranker->groups);
}

/* Where the ties that begin at first end. */
static size_t end_of_ties(const struct bench *bench, size_t first, size_t n)
{
	size_t end = first + 1;

	while (end < n && bench->parted[end] == PARTED_NOT)
		end++;
	return end;
}

static bool is_tied(const struct bench *bench, size_t i, size_t n)
{
	return bench->parted[i] == PARTED_NOT || (i + 1 < n && bench->parted[i + 1] == PARTED_NOT);
}

/* Gives the rows of n that are still tied their values of a key: in one pass, since the values lie anywhere. */
static void load_keys(const struct ranker *ranker, const struct bench *bench,
		      const struct rank_key *key, size_t n)
{
	const struct node *node = key->kind == KEY_NODE ? key->node : ranker->rule->node;
	const struct node_scores *results = scores_of_node(ranker->scores, node);
	struct keyed *rows = bench->keyed;

	for (size_t i = 0; i < n; i++) {
		uint32_t row = rows[i].number;
		grid value;

		if (!is_tied(bench, i, n))
			continue;
		value = key->kind == KEY_COVERAGE ? node_coverage(results, row)
						  : node_score(results, row);
		rows[i].key = sortable(ranker->rule, value, key->ascending);
	}
}

/* Puts tied rows in order by their keys; what stays equal stays in order. Returns whether there is such. */
static bool part(const struct bench *bench, size_t first, size_t end, uint16_t k)
{
	const struct keyed *rows = bench->keyed;
	bool tied = false;

	keysort(bench->keyed + first, bench->spare, end - first);
	for (size_t i = first + 1; i < end; i++) {
		bool equal = rows[i].key == rows[i - 1].key;

		bench->parted[i] = equal ? PARTED_NOT : k;
		tied = tied || equal;
	}
	return tied;
}

/* The n rows of a group, which come by id: key by key, the further ones among ties. Returns whether ties are left. */
static bool order(const struct ranker *ranker, const struct bench *bench,
		  const struct key_chain *chain, size_t n)
{
	bool tied = n > 1;

	bench->parted[0] = PARTED_FIRST;
	for (size_t i = 1; i < n; i++)
		bench->parted[i] = PARTED_NOT;
	for (size_t k = 0; tied && k < chain->count; k++) {
		load_keys(ranker, bench, &chain->list[k], n);
		tied = false;
		for (size_t first = 0, end; first < n; first = end) {
			end = end_of_ties(bench, first, n);
			if (end - first > 1)
				tied |= part(bench, first, end, (uint16_t)k);
		}
	}
	return tied;
}

/* --- Ranks --- */

/* Twice the rank of the places from first to last (excluded), which are equal in all keys. */
static uint32_t twice_rank(enum ties ties, uint32_t better, uint32_t equal, uint32_t distinct,
			   uint32_t position)
{
	switch (ties) {
	case TIES_DENSE:
		return 2 * (distinct + 1);
	case TIES_MODIFIED:
		return 2 * (better + equal);
	case TIES_ORDINAL:
		return 2 * (position + 1);
	case TIES_FRACTIONAL:
		return 2 * better + equal + 1;
	default:
		return 2 * (better + 1);
	}
}

/* Where ties are left: the unrounded scores of the rows, in place of keys that are equal. */
static void load_exact(const struct ranker *ranker, const struct bench *bench, size_t n)
{
	struct keyed *rows = bench->keyed;

	for (size_t i = 0; i < n; i++)
		if (is_tied(bench, i, n))
			rows[i].key = (uint64_t)node_score(ranker->ranking->scores, rows[i].number);
}

/* Whether agencies can share a rank because scores are rounded: it is shared, and a score decides it. */
static bool may_be_made_equal(const struct ranking_rule *rule, const struct key_chain *chain)
{
	for (size_t k = 0; k < chain->count && rule->ties != TIES_ORDINAL; k++)
		if (chain->list[k].kind == KEY_SCORE ||
		    (chain->list[k].kind == KEY_NODE && chain->list[k].node == rule->node))
			return true;
	return false;
}

/* Agencies of one rank that their unrounded scores would have parted. */
static size_t made_equal(const struct keyed *rows, size_t equal)
{
	for (size_t i = 1; i < equal; i++)
		if (rows[i].key != rows[0].key)
			return equal;
	return 0;
}

/* The places of the n ranked of one group, whose order is known. */
static void fill_ranked(const struct ranker *ranker, struct bench *bench,
			struct place_in_ranking *places, unsigned group, uint32_t n)
{
	uint32_t distinct = 0;

	for (uint32_t first = 0, end; first < n; first = end, distinct++) {
		end = (uint32_t)end_of_ties(bench, first, n);
		for (uint32_t i = first; i < end; i++)
			places[i] = (struct place_in_ranking){
			    .row = bench->keyed[i].number,
			    .group = group,
			    .twice_rank =
				twice_rank(ranker->rule->ties, first, end - first, distinct, i),
			    .better = first,
			    .equal = end - first,
			    .parted = bench->parted[i],
			    .status = RANKED};
		bench->precision_ties += made_equal(bench->keyed + first, end - first);
	}
}

static void rank_group(const struct ranker *ranker, struct bench *bench, unsigned group,
		       size_t first, size_t n)
{
	const struct key_chain *chain = chain_of(ranker->ranking, ranker->rows[first]);

	bench->spare = (void *)(ranker->ranking->places + first);
	for (size_t i = 0; i < n; i++)
		bench->keyed[i].number = ranker->rows[first + i];
	if (order(ranker, bench, chain, n) && may_be_made_equal(ranker->rule, chain))
		load_exact(ranker, bench, n);
	fill_ranked(ranker, bench, ranker->ranking->places + first, group, (uint32_t)n);
}

static void fill_unranked(const struct ranker *ranker, unsigned group, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		uint32_t row = ranker->rows[i];

		ranker->ranking->places[i] = (struct place_in_ranking){
		    .row = row, .group = group, .status = ranker->status[row]};
	}
}

static void make_group(void *user, unsigned member, size_t group)
{
	const struct ranker *ranker = user;
	const size_t *ends = &ranker->ends[2 * group];
	size_t first = group ? ends[-1] : 0;

	if (ends[0] > first)
		rank_group(ranker, &ranker->benches[member], (unsigned)group, first,
			   ends[0] - first);
	fill_unranked(ranker, (unsigned)group, ends[0], ends[1]);
}

/* A bench for each member of the crew. */
static void set_up(struct ranker *ranker, unsigned size)
{
	size_t most = 0, first = 0;

	for (unsigned g = 0; g < ranker->ranking->n_groups; g++) {
		if (ranker->ends[2 * g] - first > most)
			most = ranker->ends[2 * g] - first;
		first = ranker->ends[2 * g + 1];
	}
	ranker->benches = mem_array(size, sizeof(*ranker->benches));
	for (unsigned i = 0; i < size; i++) {
		struct bench *bench = &ranker->benches[i];

		bench->keyed = mem_resize(NULL, most, sizeof(*bench->keyed));
		bench->parted = mem_resize(NULL, most, sizeof(*bench->parted));
	}
}

static void clear_away(struct ranker *ranker, unsigned size)
{
	for (unsigned i = 0; i < size; i++) {
		ranker->ranking->precision_ties += ranker->benches[i].precision_ties;
		free(ranker->benches[i].keyed);
		free(ranker->benches[i].parted);
	}
	free(ranker->benches);
}

static void make_places(struct ranker *ranker)
{
	struct ranking *ranking = ranker->ranking;
	unsigned size = crew_size(ranker->jobs, ranking->n_groups);

	distribute(ranker);
	set_up(ranker, size);
	ranking->n_places = ranker->cohort->rows;
	ranking->places = mem_resize(NULL, ranking->n_places, sizeof(*ranking->places));
	crew_do(ranker->jobs, ranking->n_groups, make_group, ranker);
	clear_away(ranker, size);
}

/* The ranked node's category, or one whose node is a key, was withheld. */
static bool is_withheld(const struct ranker *ranker)
{
	const struct ranking_rule *rule = ranker->rule;
	bool withheld = scores_of(ranker->scores, rule->node->category)->withheld;

	for (unsigned c = 0; c <= ranker->round->n_classes; c++) {
		const struct key_chain *chain = c ? &rule->class_keys[c - 1] : &rule->keys;

		for (size_t k = 0; k < chain->count; k++)
			if (chain->list[k].kind == KEY_NODE)
				withheld = withheld ||
					   scores_of(ranker->scores, chain->list[k].node->category)
					       ->withheld;
	}
	return withheld;
}

static void rank_one(struct ranker *ranker)
{
	const struct node *node = ranker->rule->node;
	struct ranking *ranking = ranker->ranking;

	ranking->cohort = ranker->cohort;
	ranking->scores = scores_of_node(ranker->scores, node);
	ranking->screened = scores_of(ranker->scores, node->category)->screened;
	find_groups(ranker);
	find_chains(ranker);
	make_places(ranker);
	free(ranker->status);
	free(ranker->rows);
	free(ranker->ends);
}

/* What is wanted, and what awards draw on. */
bool ranking_is_made(const struct round *round, const struct rank_demand *demand, size_t ranking)
{
	if (!demand || demand->wants(round, &round->rankings[ranking], demand->user))
		return true;
	for (size_t a = 0; a < round->n_awards; a++)
		for (size_t r = 0; r < round->awards[a].n_rankings; r++)
			if (round->awards[a].rankings[r] == ranking)
				return true;
	return false;
}

#define FEW_BLOCKS 4u /* are ranked before a thread has begun */

void rank_all(const struct round *round, const struct cohort *cohort, const struct scores *scores,
	      const struct rank_demand *demand, unsigned jobs, struct rankings *rankings)
{
	assert(cohort->rows < UINT32_MAX / 2); /* twice a rank fits */
	*rankings = (struct rankings){mem_array(round->n_rankings, sizeof(struct ranking)),
				      round->n_rankings};
	for (size_t i = 0; i < round->n_rankings; i++) {
		struct ranking *ranking = &rankings->list[i];
		struct ranker ranker = {.round = round,
					.cohort = cohort,
					.scores = scores,
					.rule = &round->rankings[i],
					.ranking = ranking,
					.jobs = cohort->n_blocks < FEW_BLOCKS ? 1 : jobs};

		ranking->rule = ranker.rule;
		ranking->withheld = is_withheld(&ranker);
		ranking->made = ranking_is_made(round, demand, i);
		if (ranking->made && !ranking->withheld)
			rank_one(&ranker);
	}
}

void rankings_free(struct rankings *rankings)
{
	for (size_t i = 0; i < rankings->count; i++) {
		free(rankings->list[i].groups);
		free(rankings->list[i].editions);
		free(rankings->list[i].places);
		free(rankings->list[i].class_chains);
	}
	free(rankings->list);
	*rankings = (struct rankings){0};
}
