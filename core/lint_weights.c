#include <string.h>

#include "criteria.h"
#include "lint_parts.h"

/* Weights that look like a slip: a sum just off a whole, percent beside shares. */

#define MAGNITUDE 100 /* times that one weight is another */

static bool divides(const struct node *node)
{
	return node->kind != NODE_CRITERION && node->aggregate <= AGGREGATE_TRIMMED;
}

/* A link's weight stands in the round. */
static bool has_weight(const struct lint *lint, const struct node *node)
{
	const struct ini_section *section =
	    node->kind == NODE_LINK ? ini_section(lint->round->ini, "category", node->id)
				    : node->section;

	return ini_key(section, "weight") != NULL;
}

/* The total of the weights that are written on the children, or 0. */
static grid written_total(const struct lint *lint, const struct node *node)
{
	grid total = 0;

	for (size_t i = 0; i < node->n_children; i++)
		if (node_counts(node->children[i])) {
			if (!has_weight(lint, node->children[i]))
				return 0;
			total += node->children[i]->weight;
		}
	return total;
}

/* The whole that a total is near to and is not: within five hundredths of it. */
static grid near_whole(grid total)
{
	static const grid wholes[] = {GRID_ONE, 100 * GRID_ONE};

	for (size_t i = 0; i < 2; i++)
		if (total != wholes[i] && total > wholes[i] - wholes[i] / 20 &&
		    total < wholes[i] + wholes[i] / 20)
			return wholes[i];
	return 0;
}

/* Overall never says what its weights add up to. */
static bool takes_any_sum(const struct node *node)
{
	return !node->category->ini || !strcmp(criteria_setting(node, "weight-sum", NULL), "any");
}

static void see_total(struct lint *lint, const struct node *node)
{
	char found[DECIMAL_TEXT], wanted[DECIMAL_TEXT];
	grid total, whole;

	if (!divides(node) || !takes_any_sum(node) || lint_is_meant(lint, node, W_NEAR_WHOLE))
		return;
	total = written_total(lint, node);
	whole = near_whole(total);
	if (whole)
		problem_warning(lint->problems, W_NEAR_WHOLE, lint_place(node, "weight-sum"),
				_("%s: the weights of its children add up to %s, not to %s, and "
				  "nothing here would have to add up"),
				keys_header(node->section), decimal_print_short(found, total),
				decimal_print_short(wanted, whole));
}

/* A declared sum that holds leaves no doubt about the unit. */
static bool unit_is_open(const struct node *node)
{
	return node->aggregate == AGGREGATE_SUM || (divides(node) && takes_any_sum(node));
}

static void see_magnitudes(struct lint *lint, const struct node *node)
{
	const struct node *least = NULL, *most = NULL;
	char small[DECIMAL_TEXT], large[DECIMAL_TEXT];

	if (node->kind == NODE_CRITERION || !unit_is_open(node) ||
	    lint_is_meant(lint, node, W_MAGNITUDES))
		return;
	for (size_t i = 0; i < node->n_children; i++) {
		const struct node *child = node->children[i];

		if (!node_counts(child))
			continue;
		least = least && least->weight <= child->weight ? least : child;
		most = most && most->weight >= child->weight ? most : child;
	}
	if (least && least->weight <= most->weight / MAGNITUDE)
		problem_warning(lint->problems, W_MAGNITUDES, lint_place(least, "weight"),
				_("%s: weights of two magnitudes: %s has %s, %s has %s"),
				keys_header(node->section), least->id,
				decimal_print_short(small, least->weight), most->id,
				decimal_print_short(large, most->weight));
}

static void see_weights(struct lint *lint, const struct node *node)
{
	see_total(lint, node);
	see_magnitudes(lint, node);
}

void lint_weights(struct lint *lint)
{
	lint_each(lint, see_weights);
}
