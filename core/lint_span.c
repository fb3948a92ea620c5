#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "criteria.h"
#include "lint_parts.h"
#include "score.h"

/* What the least and greatest values of the nodes show: tops out of reach, minima without effect, idle nodes. */

typedef bool (*question)(const struct lint *lint, const struct node *node, const struct span *span);

/* In which of its settings something holds of a node. */
struct answer {
	const struct node *node;
	question holds;
	size_t asked, held;
	size_t first; /* setting in which it holds */
};

static struct answer ask(const struct lint *lint, const struct node *node, question holds)
{
	struct answer answer = {.node = node, .holds = holds};

	for (size_t s = 0; s < lint->spans.n_settings; s++) {
		const struct span *span = span_of(&lint->spans, s, node);

		if (!span->applies)
			continue;
		answer.asked++;
		if (!holds(lint, node, span))
			continue;
		if (!answer.held++)
			answer.first = s;
	}
	return answer;
}

static bool everywhere(const struct answer *answer)
{
	return answer->asked && answer->held == answer->asked;
}

/* Whether the node is there in a setting and it does not hold. */
static bool is_spared(const struct lint *lint, const struct answer *answer, size_t setting)
{
	const struct span *span = span_of(&lint->spans, setting, answer->node);

	return span->applies && !answer->holds(lint, answer->node, span);
}

/*
 * What of the first setting in which it holds makes it hold: its class, where other classes of the edition are spared;
 * its edition, where other editions of the class are; both, where neither alone tells.
 */
static struct setting cause(const struct lint *lint, const struct answer *answer)
{
	const struct setting *first = &lint->spans.settings[answer->first];
	struct setting cause = {0};

	for (size_t s = 0; s < lint->spans.n_settings; s++) {
		const struct setting *other = &lint->spans.settings[s];

		if (!is_spared(lint, answer, s))
			continue;
		if (other->edition == first->edition)
			cause.class_id = first->class_id;
		if (other->class_id == first->class_id)
			cause.edition = first->edition;
	}
	return cause.class_id || cause.edition ? cause : *first;
}

/* " (class kota)", where something holds in some settings only. */
static const char *where(const struct lint *lint, const struct answer *answer, struct text *text)
{
	struct setting in = {0};

	text->length = 0;
	text_add(text, "");
	if (!everywhere(answer))
		in = cause(lint, answer);
	if (in.class_id && *in.class_id && in.edition)
		text_print(text, _(" (class %s, edition %s)"), in.class_id, in.edition);
	else if (in.class_id && *in.class_id)
		text_print(text, _(" (class %s)"), in.class_id);
	else if (in.edition)
		text_print(text, _(" (edition %s)"), in.edition);
	return text->data;
}

static const struct span *span_in(const struct lint *lint, const struct answer *answer,
				  const struct node *node)
{
	return span_of(&lint->spans, answer->first, node);
}

static const struct place *place_of_points(const struct node *node)
{
	return lint_place(node, node->kind == NODE_CRITERION ? "scale" : "aggregate");
}

static bool is_none(const struct node *node)
{
	return node->kind != NODE_CRITERION && node->aggregate == AGGREGATE_NONE;
}

/* --- The range --- */

static bool falls_short(const struct lint *lint, const struct node *node, const struct span *span)
{
	(void)lint;
	return !node->range.any && span->raw.top < node->range.high;
}

static void see_short(struct lint *lint, const struct node *node)
{
	struct answer answer = ask(lint, node, falls_short);
	char found[DECIMAL_TEXT], top[DECIMAL_TEXT];
	struct text text = {0};

	if (!answer.held || !span_is_judged(node) || is_none(node) ||
	    lint_is_meant(lint, node, W_SHORT))
		return;
	problem_warning(lint->problems, W_SHORT, place_of_points(node),
			_("%s: %s at most%s, and its range goes up to %s"),
			keys_header(node->section),
			decimal_print_short(found, span_in(lint, &answer, node)->raw.high),
			where(lint, &answer, &text), decimal_print_short(top, node->range.high));
	text_free(&text);
}

static bool leaves_above(const struct lint *lint, const struct node *node, const struct span *span)
{
	(void)lint;
	return !node->range.any && span->raw.high > node->range.high && span->raw.high != SPAN_OPEN;
}

static bool leaves_below(const struct lint *lint, const struct node *node, const struct span *span)
{
	(void)lint;
	return !node->range.any && span->raw.low < node->range.low && span->raw.low != -SPAN_OPEN;
}

static void tell_beyond(struct lint *lint, const struct node *node, const struct answer *answer,
			bool above)
{
	const struct span *span = span_in(lint, answer, node);
	char found[DECIMAL_TEXT], low[DECIMAL_TEXT], high[DECIMAL_TEXT];
	struct text text = {0};

	problem_warning(lint->problems, W_BEYOND, place_of_points(node),
			_("%s: it can come to %s%s, outside its range %s..%s; then the run fails"),
			keys_header(node->section),
			decimal_print_short(found, above ? span->raw.high : span->raw.low),
			where(lint, answer, &text), decimal_print_short(low, node->range.low),
			decimal_print_short(high, node->range.high));
	text_free(&text);
}

static bool meets_negative(const struct lint *lint, const struct node *node,
			   const struct span *span)
{
	(void)lint;
	(void)node;
	return span->roots_below_0;
}

static void see_beyond(struct lint *lint, const struct node *node)
{
	struct answer above = ask(lint, node, leaves_above), below = ask(lint, node, leaves_below),
		      negative = ask(lint, node, meets_negative);

	if (is_none(node) || lint_is_meant(lint, node, W_BEYOND))
		return;
	if (above.held)
		tell_beyond(lint, node, &above, true);
	if (below.held)
		tell_beyond(lint, node, &below, false);
	if (negative.held)
		problem_warning(lint->problems, W_BEYOND, place_of_points(node),
				_("%s: a child can come below 0, which this aggregate does not "
				  "take; then the run fails"),
				keys_header(node->section));
}

/* --- Minima --- */

static grid published(grid value, unsigned precision, enum rounding rounding)
{
	return value == SPAN_OPEN || value == -SPAN_OPEN
		   ? value
		   : decimal_round(value, precision, rounding);
}

static bool fails_gate(const struct lint *lint, const struct node *node, const struct span *span)
{
	return published(span->score.ceiling, lint->round->precision, lint->round->rounding) <
	       node->gate_min;
}

/* Without a value a gate is closed, unless missing says otherwise. */
static bool passes_gate(const struct lint *lint, const struct node *node, const struct span *span)
{
	bool lets_in =
	    node->missing.kind == ABSENT_REWEIGHT ||
	    (node->missing.kind == ABSENT_POINTS && node->missing.points >= node->gate_min);

	return lets_in && published(span->score.floor, lint->round->precision,
				    lint->round->rounding) >= node->gate_min;
}

static void see_gate(struct lint *lint, const struct node *node)
{
	struct answer fails, passes;
	char min[DECIMAL_TEXT], found[DECIMAL_TEXT];
	struct text text = {0};

	if (node->role != ROLE_GATE)
		return;
	fails = ask(lint, node, fails_gate);
	passes = ask(lint, node, passes_gate);
	decimal_print_short(min, node->gate_min);
	if (fails.held && !lint_is_meant(lint, node, W_UNREACHABLE))
		problem_warning(
		    lint->problems, W_UNREACHABLE, lint_place(node, "min"),
		    _("%s min: nobody can reach %s%s: %s at most"), keys_header(node->section), min,
		    where(lint, &fails, &text),
		    decimal_print_short(found, span_in(lint, &fails, node)->score.ceiling));
	if (everywhere(&passes) && !lint_is_meant(lint, node, W_UNMISSABLE))
		problem_warning(
		    lint->problems, W_UNMISSABLE, lint_place(node, "min"),
		    _("%s min: nobody can miss %s: %s at least"), keys_header(node->section), min,
		    decimal_print_short(found, span_in(lint, &passes, node)->score.floor));
	text_free(&text);
}

static size_t setting_of(const struct lint *lint, const struct node *node, const struct span *span)
{
	return (size_t)(span - span_of(&lint->spans, 0, node)) / lint->spans.n_nodes;
}

/* How many children a node has in a setting of those that its needs speak of. */
static size_t counting(const struct lint *lint, const struct node *node, size_t setting)
{
	size_t n = 0;

	for (size_t i = 0; i < node->n_children; i++)
		n += node_counts(node->children[i]) &&
		     span_of(&lint->spans, setting, node->children[i])->applies;
	return n;
}

static bool lacks_children(const struct lint *lint, const struct node *node,
			   const struct span *span)
{
	size_t n = counting(lint, node, setting_of(lint, node, span));

	return node->needs.kind == NEEDS_COUNT && (grid)n * GRID_ONE < node->needs.amount;
}

/* The round may say it, of a category's root and of overall. */
static const struct place *place_of_needs(const struct lint *lint, const struct node *node)
{
	const struct category *category = node->category;
	const struct ini *ini = lint->round->ini;
	const struct ini_section *entry = category == lint->round->overall
					      ? ini_section(ini, "overall", "")
					      : ini_section(ini, "category", category->id);
	const struct ini_key *key = node->parent ? NULL : ini_key(entry, "needs");

	return key ? &key->place : lint_place(node, "needs");
}

static void see_needs(struct lint *lint, const struct node *node)
{
	struct answer answer = ask(lint, node, lacks_children);
	char needed[DECIMAL_TEXT];
	struct text text = {0};

	if (!answer.held || is_none(node) || lint_is_meant(lint, node, W_UNREACHABLE))
		return;
	problem_warning(lint->problems, W_UNREACHABLE, place_of_needs(lint, node),
			_("%s needs: nobody can reach %s children%s: %zu at most"),
			keys_header(node->section), decimal_print_short(needed, node->needs.amount),
			where(lint, &answer, &text), counting(lint, node, answer.first));
	text_free(&text);
}

/* One minimum of an award, in one class, for one ranking. */
struct minimum {
	const struct ini_section *section;
	const struct ini_key *key;
	const struct ranking_rule *rule;
	const char *class_id; /* NULL: any */
};

static void tell_minimum(struct lint *lint, const struct minimum *minimum, bool reach,
			 grid found_value)
{
	const char *code = reach ? W_UNREACHABLE : W_UNMISSABLE;
	char found[DECIMAL_TEXT];

	if (lint_is_meant(lint, NULL, code))
		return;
	problem_warning(lint->problems, code, &minimum->key->place,
			reach ? _("%s %s: nobody can reach %s in %s%s%s: %s at most")
			      : _("%s %s: nobody can miss %s in %s%s%s: %s at least"),
			keys_header(minimum->section), minimum->key->name, minimum->key->value,
			minimum->rule->of, minimum->class_id ? ", " : "",
			minimum->class_id ? minimum->class_id : "",
			decimal_print_short(found, found_value));
}

static const struct ini_key *minimum_key(const struct ini_section *section, const char *name,
					 const char *class_id)
{
	const struct ini_key *key;
	char *narrowed = mem_print("%s.%s", name, class_id ? class_id : "");

	key = ini_key(section, narrowed);
	free(narrowed);
	return key ? key : ini_key(section, name);
}

/* What all settings of a class say of a ranking's node: its floor and greatest value. */
static bool class_ends(const struct lint *lint, const struct ranking_rule *rule,
		       const char *class_id, struct ends *ends)
{
	bool any = false;

	for (size_t s = 0; s < lint->spans.n_settings; s++) {
		const struct span *span = span_of(&lint->spans, s, rule->node);
		const char *own = lint->spans.settings[s].class_id;

		if (!span->applies || (class_id && own && strcmp(class_id, own) != 0))
			continue;
		if (!any || span->score.floor < ends->floor)
			ends->floor = span->score.floor;
		if (!any || span->score.ceiling > ends->ceiling)
			ends->ceiling = span->score.ceiling;
		if (!any || span->score.high > ends->high)
			ends->high = span->score.high;
		any = true;
	}
	return any;
}

static void see_score_minimum(struct lint *lint, const struct minimum *minimum,
			      const struct class_limits *limits)
{
	const struct ranking_rule *rule = minimum->rule;
	struct ends ends = {0};

	if (!class_ends(lint, rule, minimum->class_id, &ends))
		return;
	if (published(ends.high, rule->precision, rule->rounding) < limits->min_score)
		tell_minimum(lint, minimum, true, ends.high);
	else if (published(ends.floor, rule->precision, rule->rounding) >= limits->min_score)
		tell_minimum(lint, minimum, false, ends.floor);
}

static void see_coverage_minimum(struct lint *lint, const struct minimum *minimum,
				 const struct class_limits *limits)
{
	if (limits->min_coverage > 100 * GRID_ONE)
		tell_minimum(lint, minimum, true, 100 * GRID_ONE);
	else if (!limits->min_coverage)
		tell_minimum(lint, minimum, false, 0);
}

/* A key that holds for several classes is looked at for the first of them that it concerns. */
static void see_limits(struct lint *lint, const struct award_rule *award,
		       const struct class_limits *limits, const char *class_id, bool own_only)
{
	const struct ini_section *section = ini_section(lint->round->ini, "award", award->id);

	if (class_id && !round_class_in(award->classes, award->n_classes, class_id))
		return;
	for (size_t i = 0; i < award->n_rankings; i++) {
		struct minimum minimum = {
		    .section = section,
		    .rule = &lint->round->rankings[award->rankings[i]],
		    .class_id = class_id,
		};

		if (is_none(minimum.rule->node))
			continue;
		minimum.key = minimum_key(section, "min-score", class_id);
		if (limits->has_score && (!own_only || strchr(minimum.key->name, '.')))
			see_score_minimum(lint, &minimum, limits);
		minimum.key = minimum_key(section, "min-coverage", class_id);
		if (limits->has_coverage && (!own_only || strchr(minimum.key->name, '.')))
			see_coverage_minimum(lint, &minimum, limits);
	}
}

static void see_award(struct lint *lint, const struct award_rule *award)
{
	see_limits(lint, award, &award->limits, NULL, false);
	for (unsigned c = 0; c < lint->round->n_classes; c++)
		see_limits(lint, award, &award->class_limits[c], lint->round->classes[c].id, true);
}

/* --- Grades --- */

static void mark_grade(const struct node *node, grid value, bool *reached)
{
	const char *grade = score_grade(node, value);

	for (size_t i = 0; i < node->grades.count; i++)
		if (!strcmp(node->grades.list[i].text, grade))
			reached[i] = true;
}

/* The published scores beside each bound, and the ends. */
static void mark_grades(const struct lint *lint, const struct node *node, const struct span *span,
			bool *reached)
{
	unsigned decimals = lint->round->precision;
	grid low = published(span->score.floor, decimals, lint->round->rounding),
	     high = published(span->score.ceiling, decimals, lint->round->rounding),
	     unit = GRID_ONE;

	for (unsigned i = 0; i < decimals; i++)
		unit /= 10;
	mark_grade(node, low, reached);
	mark_grade(node, high, reached);
	for (size_t i = 0; i + 1 < node->grades.count; i++) {
		grid bound;

		if (!decimal_from_double(node->grades.list[i].bound, &bound))
			continue;
		bound = decimal_round(bound, decimals, ROUND_DOWN);
		for (grid near = bound - unit; near <= bound + unit; near += unit)
			if (near >= low && near <= high)
				mark_grade(node, near, reached);
	}
}

static void see_grades(struct lint *lint, const struct node *node)
{
	bool *reached, asked = false;
	struct roll roll = {0};

	if (!node->grades.count || node->kind == NODE_LINK || is_none(node) ||
	    lint_is_meant(lint, node, W_NO_GRADE))
		return;
	reached = mem_array(node->grades.count, sizeof(*reached));
	for (size_t s = 0; s < lint->spans.n_settings; s++) {
		const struct span *span = span_of(&lint->spans, s, node);

		asked = asked || span->applies;
		if (span->applies)
			mark_grades(lint, node, span, reached);
	}
	for (size_t i = 0; i < node->grades.count && asked; i++)
		if (!reached[i])
			roll_add(&roll, node->grades.list[i].text);
	if (roll.count)
		problem_warning(lint->problems, W_NO_GRADE, lint_place(node, "grades"),
				_("%s grades: nobody can get %s"), keys_header(node->section),
				roll_text(&roll));
	roll_free(&roll);
	free(reached);
}

/* --- Nodes that never matter --- */

static bool is_constant(const struct lint *lint, const struct node *node, const struct span *span)
{
	(void)lint;
	(void)node;
	return span->constant;
}

static bool is_shown_only(const struct node *node)
{
	return node->parent && node->role == ROLE_SCORE && !node->weight;
}

static void see_constant(struct lint *lint, const struct node *node)
{
	struct answer answer;
	char points[DECIMAL_TEXT];

	if (node->kind != NODE_CRITERION || is_shown_only(node) ||
	    lint_is_meant(lint, node, W_CONSTANT))
		return;
	answer = ask(lint, node, is_constant);
	if (everywhere(&answer))
		problem_warning(lint->problems, W_CONSTANT, lint_place(node, "scale"),
				_("%s: every measure gets %s points"), keys_header(node->section),
				decimal_print_short(points, span_in(lint, &answer, node)->raw.low));
}

static bool applies_somewhere(const struct lint *lint, const struct node *node)
{
	for (size_t s = 0; s < lint->spans.n_settings; s++)
		if (span_of(&lint->spans, s, node)->applies)
			return true;
	return false;
}

/* Children of one that applies nowhere would only repeat it. */
static void see_nowhere(struct lint *lint, const struct node *node)
{
	if (!(node->n_applies || node->n_editions) || applies_somewhere(lint, node) ||
	    (node->parent && !applies_somewhere(lint, node->parent)) ||
	    lint_is_meant(lint, node, W_NOWHERE))
		return;
	problem_warning(lint->problems, W_NOWHERE, lint_place(node, "applies"),
			_("%s applies: to no class and edition that this round has here"),
			keys_header(node->section));
}

/* Whether the other is there whenever the child is, and at least as low (high). */
static bool outdoes(const struct lint *lint, const struct node *other, const struct node *child)
{
	bool least = child->parent->aggregate == AGGREGATE_MIN, asked = false;

	if (other == child || !node_counts(other) || other->missing.kind == ABSENT_REWEIGHT)
		return false;
	for (size_t s = 0; s < lint->spans.n_settings; s++) {
		const struct span *a = span_of(&lint->spans, s, child),
				  *b = span_of(&lint->spans, s, other);

		if (!a->applies)
			continue;
		asked = true;
		if (!b->applies || (least ? a->passed.floor < b->passed.ceiling
					  : a->passed.ceiling > b->passed.floor))
			return false;
	}
	return asked;
}

static void see_dominated(struct lint *lint, const struct node *node)
{
	const struct node *parent = node->parent;

	if (!parent || node->kind == NODE_LINK || !node_counts(node) ||
	    (parent->aggregate != AGGREGATE_MIN && parent->aggregate != AGGREGATE_MAX) ||
	    lint_is_meant(lint, node, W_DOMINATED))
		return;
	for (size_t i = 0; i < parent->n_children; i++) {
		const struct node *other = parent->children[i];

		if (!outdoes(lint, other, node) ||
		    (outdoes(lint, node, other) && other->index > node->index))
			continue;
		problem_warning(lint->problems, W_DOMINATED, &node->place,
				parent->aggregate == AGGREGATE_MIN
				    ? _("%s: it is never below %s, so that it decides no minimum")
				    : _("%s: it is never above %s, so that it decides no maximum"),
				keys_header(node->section), other->id);
		return;
	}
}

/* Of a cap, bonus or deduction: whether it changes nothing for its parent in a setting. */
static bool is_loose(const struct lint *lint, const struct node *node, const struct span *span)
{
	const struct span *parent =
	    span_of(&lint->spans, setting_of(lint, node, span), node->parent);

	return parent->applies && parent->uncapped != SPAN_OPEN &&
	       span->passed.floor >= parent->uncapped;
}

static bool is_void(const struct lint *lint, const struct node *node, const struct span *span)
{
	(void)lint;
	return !node->weight || (!span->passed.floor && !span->passed.ceiling);
}

static void see_idle(struct lint *lint, const struct node *node)
{
	bool changes = node->role == ROLE_BONUS || node->role == ROLE_DEDUCTION;
	struct answer answer;
	char found[DECIMAL_TEXT], most[DECIMAL_TEXT];

	if (!changes && node->role != ROLE_CAP)
		return;
	answer = ask(lint, node, changes ? is_void : is_loose);
	if (!everywhere(&answer) || lint_is_meant(lint, node, changes ? W_NO_CHANGE : W_LOOSE_CAP))
		return;
	if (changes)
		problem_warning(lint->problems, W_NO_CHANGE, lint_place(node, "weight"),
				_("%s: it changes nothing: its weight or its points are always 0"),
				keys_header(node->section));
	else
		problem_warning(
		    lint->problems, W_LOOSE_CAP, place_of_points(node),
		    _("%s: a cap that never binds: %s at least, and without it the score is %s at "
		      "most"),
		    keys_header(node->section),
		    decimal_print_short(found, span_in(lint, &answer, node)->passed.floor),
		    decimal_print_short(
			most, span_of(&lint->spans, answer.first, node->parent)->uncapped));
}

/* --- Influence that rounding hides --- */

/* The weight of those siblings that count in a setting, in billionths. */
static long double total_weight(const struct lint *lint, size_t setting, const struct node *parent)
{
	long double total = 0;

	for (size_t i = 0; i < parent->n_children; i++)
		if (node_counts(parent->children[i]) &&
		    span_of(&lint->spans, setting, parent->children[i])->applies)
			total += (long double)parent->children[i]->weight;
	return total;
}

static bool adds_up(const struct node *node)
{
	return (node->aggregate == AGGREGATE_MEAN || node->aggregate == AGGREGATE_SUM) &&
	       node->rescale.kind == SCALE_NONE;
}

/* Half of the coarsest unit in which a node's value is told. */
static long double half_unit(const struct lint *lint, const struct node *node)
{
	unsigned decimals =
	    node->parent || lint->round->exact ? GRID_DECIMALS : lint->round->precision;
	long double half = (long double)GRID_ONE / 2;

	for (size_t i = 0; i < node->round.count; i++)
		if (node->round.list[i].decimals < decimals)
			decimals = node->round.list[i].decimals;
	for (unsigned i = 0; i < decimals; i++)
		half /= 10;
	return half;
}

/* The node above at which all that a node can change is less than half a unit, or NULL. */
static const struct node *hidden_at(const struct lint *lint, size_t setting,
				    const struct node *node, long double *change, long double *half)
{
	const struct span *span = span_of(&lint->spans, setting, node);

	if (span->passed.ceiling == SPAN_OPEN || span->passed.floor == -SPAN_OPEN ||
	    span->passed.floor == span->passed.ceiling)
		return NULL;
	*change = (long double)span->passed.ceiling - (long double)span->passed.floor;
	for (const struct node *n = node; n->parent && adds_up(n->parent); n = n->parent) {
		bool divides = node_counts(n) && n->parent->aggregate == AGGREGATE_MEAN;

		if (!node_counts(n) && n->role != ROLE_BONUS && n->role != ROLE_DEDUCTION)
			return NULL;
		*change *= (long double)n->weight /
			   (divides ? total_weight(lint, setting, n->parent) : GRID_ONE);
		*half = half_unit(lint, n->parent);
		if (*change < *half)
			return n->parent;
	}
	return NULL;
}

static const struct node *hidden_everywhere(const struct lint *lint, const struct node *node,
					    long double *change, long double *half)
{
	const struct node *at = NULL;

	for (size_t s = 0; s < lint->spans.n_settings; s++) {
		if (!span_of(&lint->spans, s, node)->applies)
			continue;
		at = hidden_at(lint, s, node, change, half);
		if (!at)
			return NULL;
	}
	return at;
}

static void see_hidden(struct lint *lint, const struct node *node)
{
	long double change = 0, half = 0;
	const struct node *at;
	char found[DECIMAL_TEXT], unit[DECIMAL_TEXT];

	if (!node->parent || node->kind == NODE_LINK || !node->weight ||
	    lint_is_meant(lint, node, W_HIDDEN))
		return;
	at = hidden_everywhere(lint, node, &change, &half);
	if (!at || hidden_everywhere(lint, node->parent, &change, &half))
		return;
	at = hidden_everywhere(lint, node, &change, &half);
	problem_warning(lint->problems, W_HIDDEN, lint_place(node, "weight"),
			_("%s: at most it changes the score of %s by %s, less than half a unit of "
			  "its last place (%s)"),
			keys_header(node->section), at->id,
			decimal_print_short(found, (grid)llroundl(change)),
			decimal_print_short(unit, (grid)llroundl(half * 2)));
}

static void see_node(struct lint *lint, const struct node *node)
{
	see_nowhere(lint, node);
	see_short(lint, node);
	see_beyond(lint, node);
	see_gate(lint, node);
	see_needs(lint, node);
	see_grades(lint, node);
	see_constant(lint, node);
	see_dominated(lint, node);
	see_idle(lint, node);
	see_hidden(lint, node);
}

void lint_spans(struct lint *lint)
{
	lint_each(lint, see_node);
	for (size_t i = 0; i < lint->round->n_awards; i++)
		see_award(lint, &lint->round->awards[i]);
}
