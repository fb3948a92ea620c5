#include "screening.h"

#include <stdio.h>
#include <stdlib.h>

/* Measures of one agency. */
struct count {
	size_t there, applicable;
};

static bool is_shown_only(const struct node *node)
{
	for (; node->parent; node = node->parent)
		if (node->role == ROLE_SCORE && node->weight == 0)
			return true;
	return false;
}

/* Adds what one criterion says of each agency. */
static void add(struct count *counts, const struct round *round, const struct cohort *cohort,
		const struct node *node, const uint8_t *states)
{
	bool *applies = round_applicable(node, cohort);

	for (size_t row = 0; row < cohort->rows; row++) {
		if (!applies[cohort_class_in_edition(cohort, row)] ||
		    round->states.policies[states[row]] == POLICY_LEAVE_OUT)
			continue;
		counts[row].applicable++;
		counts[row].there += states[row] == STATE_VALUE;
	}
	free(applies);
}

static bool is_too_little(const struct count *count, grid least)
{
	return (__int128)count->there * 100 * GRID_ONE <
	       (__int128)least * (__int128)count->applicable;
}

static const char *share_text(const struct count *count, struct arena *arena)
{
	char text[48];
	int length = snprintf(text, sizeof(text), "%zu/%zu", count->there, count->applicable);

	return arena_copy(arena, text, (size_t)length);
}

const char **screening_find(const struct round *round, const struct cohort *cohort,
			    const struct category *category, const struct measures *measures,
			    struct arena *arena)
{
	const char **screened = mem_array(cohort->rows, sizeof(*screened));
	struct count *counts = mem_array(cohort->rows, sizeof(*counts));

	for (size_t i = 0; i < category->n_instances; i++)
		if (!is_shown_only(category->measured[i]))
			add(counts, round, cohort, category->measured[i], measures[i].states);
	for (size_t row = 0; row < cohort->rows; row++)
		if (is_too_little(&counts[row], category->nodes[0]->screen))
			screened[row] = share_text(&counts[row], arena);
	free(counts);
	return screened;
}
