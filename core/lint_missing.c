#include <string.h>

#include "criteria.h"
#include "lint_parts.h"

/* Where missing evidence can raise a score, and where the weight of a missing child goes. One line for each key that says so. */

#define SIBLINGS 3 /* shown, before the rest is counted */

/* The key that says missing at a node; NULL: the default. */
static const struct ini_key *missing_key(const struct node *node)
{
	const struct ini_key *from = NULL;

	if (node->category->ini)
		criteria_setting(node, "missing", &from);
	return from;
}

/* A question about a node whose missing a key says. */
typedef bool (*concern)(const struct lint *lint, const struct node *node);

/* Whether no node before this one has the same concern under the same key. */
static bool is_first(const struct lint *lint, const struct node *node, concern concerns)
{
	const struct ini_key *key = missing_key(node);

	for (size_t i = 0; i < node->index; i++) {
		const struct node *other = node->category->nodes[i];

		if (missing_key(other) == key && concerns(lint, other))
			return false;
	}
	return true;
}

/* All nodes of a category that a key concerns. */
static void list_nodes(const struct lint *lint, const struct node *first, concern concerns,
		       struct roll *roll)
{
	for (size_t i = first->index; i < first->category->n_nodes; i++) {
		const struct node *node = first->category->nodes[i];

		if (missing_key(node) == missing_key(first) && concerns(lint, node))
			roll_add(roll, node->id);
	}
}

/* --- Weight that moves --- */

/* Whether the node leaves its siblings when it has no value, and they keep a score. A greatest one that leaves gains nothing. */
static bool leaves(const struct lint *lint, const struct node *node)
{
	size_t counting = 0;

	if (!node->parent || !node_counts(node) || node->missing.kind != ABSENT_REWEIGHT ||
	    node->parent->aggregate == AGGREGATE_MAX || node->parent->aggregate == AGGREGATE_NONE ||
	    lint_is_meant(lint, node, W_REWEIGHT))
		return false;
	for (size_t i = 0; i < node->parent->n_children; i++)
		counting += node_counts(node->parent->children[i]);
	return counting > 1;
}

static grid share(grid weight, grid total)
{
	return decimal_round(decimal_divide((__int128)weight * 100 * GRID_ONE, total), 2,
			     ROUND_HALF_EVEN);
}

/* "b 26.67 -> 66.67 %" for the siblings of one that leaves. */
static void add_shares(const struct node *gone, struct text *text)
{
	const struct node *parent = gone->parent;
	char before[DECIMAL_TEXT], after[DECIMAL_TEXT];
	size_t shown = 0;
	grid total = 0;

	for (size_t i = 0; i < parent->n_children; i++)
		total += node_counts(parent->children[i]) ? parent->children[i]->weight : 0;
	for (size_t i = 0; i < parent->n_children; i++) {
		const struct node *child = parent->children[i];

		if (child == gone || !node_counts(child) || shown++ >= SIBLINGS)
			continue;
		text_print(text, _("%s%s weighs %s %% instead of %s %%"), shown > 1 ? ", " : "",
			   child->id,
			   decimal_print_short(after, share(child->weight, total - gone->weight)),
			   decimal_print_short(before, share(child->weight, total)));
	}
	if (shown > SIBLINGS)
		text_print(text, _(" and %zu more"), shown - SIBLINGS);
}

static void see_reweight(struct lint *lint, const struct node *node)
{
	struct roll roll = {0};
	struct text text = {0};

	if (!leaves(lint, node) || !is_first(lint, node, leaves))
		return;
	list_nodes(lint, node, leaves, &roll);
	add_shares(node, &text);
	if (node->parent->aggregate <= AGGREGATE_TRIMMED)
		problem_warning(lint->problems, W_REWEIGHT, lint_place(node, "missing"),
				_("missing = reweight: without evidence these leave their group, "
				  "which can raise it: %s; without %s %s"),
				roll_text(&roll), node->id, text.data);
	else
		problem_warning(lint->problems, W_REWEIGHT, lint_place(node, "missing"),
				_("missing = reweight: without evidence these leave their group, "
				  "which can raise it: %s"),
				roll_text(&roll));
	roll_free(&roll);
	text_free(&text);
}

/* --- Values that stand in for evidence --- */

/* The least that evidence can give a node, in any setting. */
static grid least_with_evidence(const struct lint *lint, const struct node *node)
{
	grid least = SPAN_OPEN;

	for (size_t s = 0; s < lint->spans.n_settings; s++) {
		const struct span *span = span_of(&lint->spans, s, node);

		if (span->applies && span->score.low < least)
			least = span->score.low;
	}
	return least;
}

static grid most_with_evidence(const struct lint *lint, const struct node *node)
{
	grid most = -SPAN_OPEN;

	for (size_t s = 0; s < lint->spans.n_settings; s++) {
		const struct span *span = span_of(&lint->spans, s, node);

		if (span->applies && span->score.high > most)
			most = span->score.high;
	}
	return most;
}

/* A group's policy speaks where its needs are not met. */
static bool counts_with_points(const struct lint *lint, const struct node *node)
{
	return node->parent && node->missing.kind == ABSENT_POINTS &&
	       (node_counts(node) || node->role == ROLE_BONUS) &&
	       !(node->kind != NODE_CRITERION && node->aggregate == AGGREGATE_NONE) &&
	       least_with_evidence(lint, node) < node->missing.points &&
	       !lint_is_meant(lint, node, W_MISSING_GAINS);
}

static void see_points(struct lint *lint, const struct node *node)
{
	char points[DECIMAL_TEXT];
	struct roll roll = {0};

	if (!counts_with_points(lint, node) || !is_first(lint, node, counts_with_points))
		return;
	list_nodes(lint, node, counts_with_points, &roll);
	problem_warning(lint->problems, W_MISSING_GAINS, lint_place(node, "missing"),
			_("missing = %s: with evidence these can have less than that: %s"),
			decimal_print_short(points, node->missing.points), roll_text(&roll));
	roll_free(&roll);
}

static bool is_imputed(const struct lint *lint, const struct node *node)
{
	return node->parent && node->kind == NODE_CRITERION &&
	       node->missing.impute != IMPUTE_NOTHING &&
	       (node_counts(node) || node->role != ROLE_SCORE) &&
	       !lint_is_meant(lint, node, W_MISSING_GAINS);
}

static void see_imputed(struct lint *lint, const struct node *node)
{
	struct roll roll = {0};

	if (!is_imputed(lint, node) || !is_first(lint, node, is_imputed))
		return;
	list_nodes(lint, node, is_imputed, &roll);
	problem_warning(lint->problems, W_MISSING_GAINS, lint_place(node, "missing"),
			_("missing = %s: who is worse than that gains by giving no evidence: %s"),
			criteria_setting(node, "missing", NULL), roll_text(&roll));
	roll_free(&roll);
}

/* A deduction, cap or gate that is milder to those without evidence than it can be to those with it. */
static bool is_spared(const struct lint *lint, const struct node *node)
{
	bool passed_over = node->missing.kind == ABSENT_REWEIGHT,
	     points = node->missing.kind == ABSENT_POINTS;
	grid value = node->missing.points;
	bool spares = node->role == ROLE_DEDUCTION
			  ? passed_over || (points && value < most_with_evidence(lint, node))
		      : node->role == ROLE_CAP
			  ? passed_over || (points && value > least_with_evidence(lint, node))
		      : node->role == ROLE_GATE ? passed_over || (points && value >= node->gate_min)
						: false;

	return spares && !lint_is_meant(lint, node, W_MISSING_GAINS);
}

static void see_spared(struct lint *lint, const struct node *node)
{
	struct roll roll = {0};

	if (!is_spared(lint, node) || !is_first(lint, node, is_spared))
		return;
	list_nodes(lint, node, is_spared, &roll);
	problem_warning(
	    lint->problems, W_MISSING_GAINS, lint_place(node, "missing"),
	    _("missing = %s: deductions, caps and gates that spare those without evidence: %s"),
	    criteria_setting(node, "missing", NULL), roll_text(&roll));
	roll_free(&roll);
}

/* --- States --- */

static void see_states(struct lint *lint)
{
	const struct ini_section *section = ini_section(lint->round->ini, "states", "");
	const struct states *states = &lint->round->states;

	for (unsigned s = STATE_UNKNOWN; s < states->count; s++) {
		const struct ini_key *key = ini_key(section, states->names[s]);

		if (states->policies[s] != POLICY_LEAVE_OUT || !key ||
		    lint_is_meant(lint, NULL, W_LEFT_OUT))
			continue;
		problem_warning(lint->problems, W_LEFT_OUT, &key->place,
				_("[states] %s = leave-out: a criterion in this state leaves its "
				  "group, which can raise it, and its weight goes to its siblings"),
				key->name);
	}
}

static void see_node(struct lint *lint, const struct node *node)
{
	see_reweight(lint, node);
	see_points(lint, node);
	see_imputed(lint, node);
	see_spared(lint, node);
}

void lint_missing(struct lint *lint)
{
	see_states(lint);
	lint_each(lint, see_node);
}
