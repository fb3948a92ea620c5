#include <string.h>

#include "lint_parts.h"

/* Keys of rank-by that cannot separate what the keys before them left equal. */

static bool is_plain_group(const struct node *node, const struct node **only)
{
	size_t counting = 0;

	for (size_t i = 0; i < node->n_children; i++) {
		const struct node *child = node->children[i];

		if (child->role == ROLE_SCORE ? child->weight > 0 : child->role != ROLE_GATE)
			counting += child->role == ROLE_SCORE ? 1 : 2;
		if (node_counts(child))
			*only = child;
	}
	return counting == 1 && !node->round.count && node->rescale.kind == SCALE_NONE &&
	       (node->aggregate < AGGREGATE_SUM || node->aggregate == AGGREGATE_PRODUCT ||
		(*only)->weight == GRID_ONE) &&
	       node->aggregate != AGGREGATE_NONE;
}

/* Another node that has the very score of this one wherever this one has a score, or NULL. */
static const struct node *same_score(const struct node *node)
{
	const struct node *only = NULL;

	if (node->kind == NODE_LINK)
		return node->target->nodes[0];
	if (node->kind == NODE_CRITERION) {
		bool plain = node->of && node->scale.kind == SCALE_AS_IS && !node->round.count &&
			     !node->has_measure_round && !node->has_measure_range &&
			     node->outliers.kind == OUTLIERS_KEEP &&
			     node->missing.kind == ABSENT_WITHHOLD &&
			     node->missing.impute == IMPUTE_NOTHING;

		return plain && !node->of->passes_before ? node->of : NULL;
	}
	if (!is_plain_group(node, &only) || only->missing.kind == ABSENT_POINTS ||
	    (only->kind == NODE_GROUP && only->passes_before))
		return NULL;
	return only;
}

static const struct node *root_of_score(const struct node *node)
{
	const struct node *next = node;

	while (next) {
		node = next;
		next = same_score(node);
	}
	return node;
}

/* Whether everything that has a score has all its evidence: then coverage is 100 for all who are ranked. */
static bool is_covered(const struct lint *lint, const struct node *node)
{
	for (unsigned s = 0; s < lint->round->states.count; s++)
		if (lint->round->states.policies[s] == POLICY_AS_ZERO)
			return false;
	if (node->kind == NODE_LINK)
		return node->missing.kind == ABSENT_WITHHOLD &&
		       is_covered(lint, node->target->nodes[0]);
	if (node->kind == NODE_CRITERION)
		return node->missing.impute == IMPUTE_NOTHING;
	for (size_t i = 0; i < node->n_children; i++)
		if (node_counts(node->children[i]) &&
		    (node->children[i]->missing.kind != ABSENT_WITHHOLD ||
		     !is_covered(lint, node->children[i])))
			return false;
	return node->aggregate != AGGREGATE_NONE;
}

/* Every measure of the criterion gets the same points. */
static bool is_constant(const struct lint *lint, const struct node *node)
{
	bool constant = node->kind == NODE_CRITERION;

	for (size_t s = 0; s < lint->spans.n_settings; s++)
		constant = constant && (!span_of(&lint->spans, s, node)->applies ||
					span_of(&lint->spans, s, node)->constant);
	return constant;
}

static const struct node *key_node(const struct ranking_rule *rule, const struct rank_key *key)
{
	return root_of_score(key->kind == KEY_NODE ? key->node : rule->node);
}

/* The key before that says the same, or NULL. */
static const struct rank_key *said_before(const struct ranking_rule *rule,
					  const struct key_chain *chain, size_t k)
{
	const struct rank_key *key = &chain->list[k];

	for (size_t i = 0; i < k; i++)
		if ((chain->list[i].kind == KEY_COVERAGE) == (key->kind == KEY_COVERAGE) &&
		    (key->kind == KEY_COVERAGE ||
		     key_node(rule, &chain->list[i]) == key_node(rule, key)))
			return &chain->list[i];
	return NULL;
}

/* Why a key cannot separate; IDLE_NOT where it can. */
enum idle { IDLE_NOT, IDLE_SAID, IDLE_COVERED, IDLE_CONSTANT };

static enum idle idle(const struct lint *lint, const struct ranking_rule *rule,
		      const struct key_chain *chain, size_t k)
{
	const struct rank_key *key = &chain->list[k];

	if (!k)
		return IDLE_NOT;
	if (said_before(rule, chain, k))
		return IDLE_SAID;
	if (key->kind == KEY_COVERAGE && is_covered(lint, rule->node))
		return IDLE_COVERED;
	if (key->kind == KEY_NODE && is_constant(lint, key_node(rule, key)))
		return IDLE_CONSTANT;
	return IDLE_NOT;
}

static void tell_key(struct lint *lint, const struct ranking_rule *rule,
		     const struct key_chain *chain, size_t k, const struct place *place)
{
	const struct rank_key *key = &chain->list[k];

	switch (idle(lint, rule, chain, k)) {
	case IDLE_SAID:
		problem_warning(lint->problems, W_IDLE_KEY, place,
				_("rank-by of %s: %s separates nobody: the key %s before it has "
				  "the same value"),
				rule->of, key->text, said_before(rule, chain, k)->text);
		break;
	case IDLE_COVERED:
		problem_warning(lint->problems, W_IDLE_KEY, place,
				_("rank-by of %s: coverage separates nobody: who lacks evidence "
				  "has no score here (missing = withhold)"),
				rule->of);
		break;
	default:
		problem_warning(lint->problems, W_IDLE_KEY, place,
				_("rank-by of %s: %s separates nobody: every measure gets the "
				  "same points"),
				rule->of, key->text);
	}
}

/* A list of keys as it is written: of [ranking] or a class, for all main rankings, or of one [ranking ID]. */
struct chain_use {
	const struct ini_section *section;
	const struct ranking_rule *only; /* NULL: all main rankings */
	int class_index;                 /* -1: the keys of all */
};

static const struct key_chain *chain_in(const struct chain_use *use,
					const struct ranking_rule *rule)
{
	if (use->only ? rule != use->only : strcmp(rule->id, "main") != 0)
		return NULL;
	return use->class_index < 0 ? &rule->keys : &rule->class_keys[use->class_index];
}

/* The last place of a key in a list, or 0: the first key is never idle. */
static size_t last_of(const struct key_chain *chain, const char *text)
{
	for (size_t k = chain ? chain->count : 0; k-- > 1;)
		if (!strcmp(chain->list[k].text, text))
			return k;
	return 0;
}

/* Whether a key separates in some ranking that shares the list. */
static bool separates_elsewhere(const struct lint *lint, const struct chain_use *use,
				const char *text)
{
	for (size_t i = 0; i < lint->round->n_rankings; i++) {
		const struct ranking_rule *rule = &lint->round->rankings[i];
		const struct key_chain *chain = chain_in(use, rule);
		size_t k = last_of(chain, text);

		if (k && !idle(lint, rule, chain, k))
			return true;
	}
	return false;
}

/* Whether an earlier ranking that shares the list has told of the key. */
static bool was_told(const struct lint *lint, const struct chain_use *use,
		     const struct ranking_rule *before, const char *text)
{
	for (const struct ranking_rule *rule = lint->round->rankings; rule < before; rule++) {
		const struct key_chain *chain = chain_in(use, rule);
		size_t k = last_of(chain, text);

		if (k && idle(lint, rule, chain, k))
			return true;
	}
	return false;
}

static void see_use(struct lint *lint, const struct chain_use *use)
{
	const struct ini_key *written = ini_key(use->section, "rank-by");

	for (size_t i = 0; written && i < lint->round->n_rankings; i++) {
		const struct ranking_rule *rule = &lint->round->rankings[i];
		const struct key_chain *chain = chain_in(use, rule);

		for (size_t k = 1; chain && k < chain->count; k++)
			if (idle(lint, rule, chain, k) &&
			    !separates_elsewhere(lint, use, chain->list[k].text) &&
			    !was_told(lint, use, rule, chain->list[k].text) &&
			    !lint_is_meant(lint, rule->node, W_IDLE_KEY))
				tell_key(lint, rule, chain, k, &written->place);
	}
}

void lint_chains(struct lint *lint)
{
	const struct round *round = lint->round;
	const struct ini *ini = round->ini;

	see_use(lint, &(struct chain_use){ini_section(ini, "ranking", ""), NULL, -1});
	for (unsigned c = 0; c < round->n_classes; c++)
		see_use(lint, &(struct chain_use){ini_section(ini, "class", round->classes[c].id),
						  NULL, (int)c});
	for (size_t i = 0; i < round->n_rankings; i++)
		if (strcmp(round->rankings[i].id, "main") != 0)
			see_use(lint, &(struct chain_use){
					  ini_section(ini, "ranking", round->rankings[i].id),
					  &round->rankings[i], -1});
}
