#include "lint.h"

#include <stdlib.h>
#include <string.h>

#include "criteria.h"
#include "lint_parts.h"

#define ROLL_NAMES 8 /* of a list, before the rest is counted */

/* --- What is meant --- */

static bool names_code(const char *list, const char *code)
{
	struct arena arena = {0};
	struct word_list words = {0};
	bool found = false;

	if (list)
		value_list(&arena, list, &words);
	for (size_t i = 0; i < words.count; i++)
		found = found || !strcmp(words.list[i], code);
	arena_free(&arena);
	return found;
}

bool lint_is_meant(const struct lint *lint, const struct node *node, const char *code)
{
	const struct ini_section *section = ini_section(lint->round->ini, "round", "");

	if (names_code(keys_text(section, IN_ROUND, "meant"), code))
		return true;
	return node && node->category != lint->round->overall &&
	       names_code(criteria_setting(node, "meant", NULL), code);
}

bool lint_is_scored(const struct lint *lint, const struct node *node)
{
	const struct category_scores *scores = scores_of(&lint->run->scores, node->category);

	return !scores->withheld && node_is_scored(&scores->nodes[node->index]);
}

void lint_each(struct lint *lint, void (*see)(struct lint *lint, const struct node *node))
{
	const struct round *round = lint->round;

	for (size_t c = 0; c < round->n_categories; c++)
		for (size_t i = 0; i < round->categories[c]->n_nodes; i++)
			see(lint, round->categories[c]->nodes[i]);
	for (size_t i = 0; round->overall && i < round->overall->n_nodes; i++)
		see(lint, round->overall->nodes[i]);
}

const struct place *lint_place(const struct node *node, const char *key)
{
	const struct ini_key *from = NULL;

	if (node->category->ini)
		criteria_setting(node, key, &from);
	return from ? &from->place : &node->place;
}

/* --- Lists --- */

void roll_add(struct roll *roll, const char *name)
{
	if (roll->count++ < ROLL_NAMES)
		text_print(&roll->text, "%s%s", roll->count > 1 ? ", " : "", name);
}

const char *roll_text(struct roll *roll)
{
	if (roll->count > ROLL_NAMES)
		text_print(&roll->text, _(" and %zu more"), roll->count - ROLL_NAMES);
	roll->count = 0;
	return roll->text.data;
}

void roll_free(struct roll *roll)
{
	text_free(&roll->text);
	*roll = (struct roll){0};
}

/* --- The whole --- */

void lint_rules(const struct run *run, struct problems *problems)
{
	struct lint lint = {.run = run, .round = run->round, .problems = problems};

	spans_find(&lint.spans, run->round, run->cohort.n_files ? &run->cohort : NULL);
	lint_weights(&lint);
	lint_spans(&lint);
	lint_missing(&lint);
	lint_chains(&lint);
	spans_free(&lint.spans);
}

void lint_evidence(const struct run *run, struct problems *problems)
{
	struct lint lint = {.run = run, .round = run->round, .problems = problems};

	lint_columns(&lint);
	lint_neighbours(&lint);
	lint_scores(&lint);
}
