#include "score.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* --- Demands --- */

void score_demand_init(struct score_demand *demand, const struct round *round)
{
	demand->of = mem_array(round->n_order, 1);
}

void score_demand_node(struct score_demand *demand, const struct node *node, enum score_keep keep)
{
	uint8_t *of = &demand->of[(node->kind == NODE_LINK ? node->target->nodes[0] : node)->order];

	if (*of < keep)
		*of = (uint8_t)keep;
}

void score_demand_all(struct score_demand *demand, const struct round *round)
{
	for (size_t i = 0; i < round->n_order; i++)
		score_demand_node(demand, round->order[i], KEEP_ALL);
}

void score_demand_ranking(struct score_demand *demand, const struct round *round,
			  const struct ranking_rule *rule)
{
	score_demand_node(demand, rule->node, KEEP_OUTCOME);
	for (unsigned c = 0; c <= round->n_classes; c++) {
		const struct key_chain *chain = c ? &rule->class_keys[c - 1] : &rule->keys;

		for (size_t k = 0; k < chain->count; k++)
			if (chain->list[k].kind == KEY_NODE)
				score_demand_node(demand, chain->list[k].node, KEEP_SCORE);
			else if (chain->list[k].kind == KEY_COVERAGE)
				score_demand_node(demand, rule->node, KEEP_RESULT);
	}
}

void score_demand_finish(struct score_demand *demand)
{
	free(demand->of);
	*demand = (struct score_demand){0};
}

/* --- Results as a whole --- */

static void init_category(struct scores *scores, struct category_scores *own,
			  const struct category *category, const struct score_demand *demand)
{
	own->category = category;
	own->nodes = mem_array(category->n_nodes, sizeof(*own->nodes));
	for (size_t i = 0; i < category->n_nodes; i++) {
		const struct node *node = category->nodes[i];

		if (node->kind == NODE_LINK)
			node = node->target->nodes[0];
		own->nodes[i] =
		    (struct node_scores){scores, node, (enum score_keep)demand->of[node->order], 1};
	}
}

void scores_init(struct scores *scores, const struct round *round,
		 const struct score_demand *demand)
{
	size_t n = round->n_categories + (round->overall != NULL);

	*scores = (struct scores){.round = round,
				  .categories = mem_array(n, sizeof(struct category_scores)),
				  .n_categories = n};
	for (size_t c = 0; c < n; c++)
		init_category(scores, &scores->categories[c],
			      c < round->n_categories ? round->categories[c] : round->overall,
			      demand);
}

void scores_free(struct scores *scores)
{
	for (size_t b = 0; b < scores->n_blocks; b++)
		free(scores->blocks[b]);
	for (size_t c = 0; c < scores->n_categories; c++) {
		free(scores->categories[c].nodes);
		free(scores->categories[c].screened);
	}
	free(scores->blocks);
	free(scores->categories);
	arena_free(&scores->arena);
	pool_free(&scores->pool);
	*scores = (struct scores){0};
}

const struct category_scores *scores_of(const struct scores *scores,
					const struct category *category)
{
	size_t c = 0;

	for (; scores->categories[c].category != category; c++)
		assert(c + 1 < scores->n_categories);
	return &scores->categories[c];
}

const struct node_scores *scores_of_node(const struct scores *scores, const struct node *node)
{
	return &scores_of(scores, node->category)->nodes[node->index];
}

/* --- One agency's result of one node --- */

grid node_passed(const struct node_scores *results, size_t row)
{
	const grid *passed = node_cells(results, row)->passed;

	return passed ? passed[row % COHORT_BLOCK] : node_score(results, row);
}

grid score_coverage(enum outcome outcome, unsigned state)
{
	if (outcome == OUTCOME_NOT_APPLICABLE)
		return GRID_NONE;
	return state == STATE_VALUE || (state == STATE_CONSTANT && outcome == OUTCOME_SCORE)
		   ? 100 * GRID_ONE
		   : 0;
}

const grid **node_scores_by_block(const struct node_scores *results)
{
	const grid **blocks = mem_array(results->scores->n_blocks, sizeof(*blocks));

	for (size_t b = 0; b < results->scores->n_blocks; b++)
		blocks[b] = node_cells(results, b * COHORT_BLOCK)->score;
	return blocks;
}

const grid **node_coverages_by_block(const struct node_scores *results)
{
	const grid **blocks = mem_array(results->scores->n_blocks, sizeof(*blocks));

	for (size_t b = 0; b < results->scores->n_blocks; b++)
		blocks[b] = node_cells(results, b * COHORT_BLOCK)->coverage;
	return blocks;
}

grid node_coverage(const struct node_scores *results, size_t row)
{
	const grid *coverage = node_cells(results, row)->coverage;

	assert(results->kept >= KEEP_RESULT || results->kept == KEEP_NOTHING);
	if (coverage)
		return coverage[row % COHORT_BLOCK];
	return score_coverage(node_outcome(results, row), node_state(results, row));
}

static const struct node *numbered(const struct node_scores *results, uint32_t number)
{
	return number ? results->scores->round->order[number - 1] : NULL;
}

const struct node *node_cause(const struct node_scores *results, size_t row)
{
	const uint32_t *cause = node_cells(results, row)->cause;

	if (node_outcome(results, row) != OUTCOME_NONE)
		return NULL;
	return cause ? numbered(results, cause[row % COHORT_BLOCK]) : results->node;
}

const struct node *node_gate(const struct node_scores *results, size_t row)
{
	const uint32_t *gate = node_cells(results, row)->gate;

	return gate ? numbered(results, gate[row % COHORT_BLOCK]) : NULL;
}

grid node_spread(const struct node_scores *results, size_t row)
{
	const grid *spread = node_cells(results, row)->spread;

	return spread ? spread[row % COHORT_BLOCK] : GRID_NONE;
}

double node_measure(const struct node_scores *results, size_t row)
{
	const double *measure = node_cells(results, row)->measure;

	return measure ? measure[row % COHORT_BLOCK] : (double)NAN;
}

double node_treated(const struct node_scores *results, size_t row)
{
	const double *treated = node_cells(results, row)->treated;

	return treated ? treated[row % COHORT_BLOCK] : (double)NAN;
}

unsigned node_treatment(const struct node_scores *results, size_t row)
{
	const uint8_t *treatment = node_cells(results, row)->treatment;

	return treatment ? treatment[row % COHORT_BLOCK] : 0;
}

bool node_is_treated(const struct node_scores *results)
{
	return results->kept == KEEP_ALL && results->node->kind == NODE_CRITERION &&
	       results->node->outliers.kind != OUTLIERS_KEEP;
}

bool node_is_scored(const struct node_scores *results)
{
	return results->kept != KEEP_NOTHING;
}

/* --- Words --- */

const char *score_state_name(const struct round *round, unsigned state)
{
	return state == STATE_CONSTANT  ? "constant"
	       : state == STATE_IMPUTED ? "imputed"
					: round->states.names[state];
}

const char *score_grade(const struct node *node, grid published)
{
	const struct steps *grades = &node->grades;

	if (!grades->count || published == GRID_NONE)
		return "";
	for (size_t i = 0; i + 1 < grades->count; i++) {
		grid bound;

		if (!decimal_from_double(grades->list[i].bound, &bound))
			continue;
		if (grades->kind == STEP_ABOVE      ? published > bound
		    : grades->kind == STEP_AT_LEAST ? published >= bound
		    : grades->kind == STEP_BELOW    ? published < bound
						    : published <= bound)
			return grades->list[i].text;
	}
	return grades->list[grades->count - 1].text;
}
