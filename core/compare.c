#include "compare.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "basis.h"
#include "text.h"

const char *comparison_name(enum comparison comparison)
{
	static const char *const names[] = {N_("exact"),         N_("rounded"), N_("same-rank"),
					    N_("same-set"),      N_("differs"), N_("conflict"),
					    N_("not-comparable")};

	return names[comparison];
}

const char *basis_name(enum fact_basis basis)
{
	static const char *const names[] = {N_("real"), N_("illustrative"), N_("arithmetic")};

	return names[basis];
}

const char *stage_name(enum stage stage)
{
	static const char *const names[] = {
	    "",         N_("measure"), N_("points"), N_("node score"), N_("published score"),
	    N_("rank"), N_("award"),   N_("tally")};

	return names[stage];
}

/* --- What a fact is about --- */

struct comparer {
	const struct results *results;
	struct findings *findings;
	struct basis basis;
};

static const char *keep(struct comparer *comparer, const char *text)
{
	return arena_copy(&comparer->findings->arena, text, strlen(text));
}

static const char *say_list(struct comparer *comparer, const char *format, va_list arguments)
{
	const char *kept;
	char *text;

	if (vasprintf(&text, format, arguments) < 0)
		mem_exhausted(0);
	kept = keep(comparer, text);
	free(text);
	return kept;
}

__attribute__((format(printf, 2, 3))) static const char *say(struct comparer *comparer,
							     const char *format, ...)
{
	va_list arguments;
	const char *kept;

	va_start(arguments, format);
	kept = say_list(comparer, format, arguments);
	va_end(arguments);
	return kept;
}

/* The fact cannot be compared; says why and gives false. */
__attribute__((format(printf, 3, 4))) static bool
leave(struct comparer *comparer, struct finding *finding, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	finding->comparison = NOT_COMPARABLE;
	finding->detail = say_list(comparer, format, arguments);
	va_end(arguments);
	return false;
}

static bool find_edition(struct comparer *comparer, struct finding *finding)
{
	const struct cohort *cohort = comparer->results->cohort;
	const char *edition = finding->fact->parts[FACT_EDITION];

	for (unsigned i = 0; i < cohort->n_editions; i++)
		if (!strcmp(edition, cohort->editions[i]))
			return true;
	return leave(comparer, finding, _("the round has no edition %s"), text_quoted(edition));
}

/* Whether a row of the cohort is of the edition of a fact. */
static bool is_of_edition(const struct comparer *comparer, const struct finding *finding,
			  size_t row)
{
	return !strcmp(cohort_edition(comparer->results->cohort, row),
		       finding->fact->parts[FACT_EDITION]);
}

static bool find_node(struct comparer *comparer, struct finding *finding)
{
	const char *const *parts = finding->fact->parts;
	const char *category = parts[FACT_CATEGORY], *id = parts[FACT_NODE];
	const struct node *root;

	if (!*category)
		return !*id || leave(comparer, finding, _("a node without a category"));
	root = strchr(category, '/') ? NULL : round_node(comparer->results->round, category);
	if (!root)
		return leave(comparer, finding, _("the round has no category %s"),
			     text_quoted(category));
	finding->node = *id ? category_node(root->category, id) : root;
	if (!finding->node)
		return leave(comparer, finding, _("category %s has no node %s"), category,
			     text_quoted(id));
	if (scores_of(comparer->results->scores, root->category)->withheld)
		return leave(comparer, finding, _("the category %s is withheld"), category);
	return true;
}

/* A class that is told must be that of the evidence. */
static bool find_agency(struct comparer *comparer, struct finding *finding)
{
	const struct cohort *cohort = comparer->results->cohort;
	const char *id = finding->fact->parts[FACT_ID], *told = finding->fact->parts[FACT_CLASS];
	const char *class_id;

	if (!*id)
		return true;
	finding->row = cohort_find_in(cohort, id, strlen(id), finding->fact->parts[FACT_EDITION]);
	if (finding->row == SIZE_MAX)
		return leave(comparer, finding, _("the evidence has no agency %s"),
			     text_quoted(id));
	class_id = cohort_class_id(cohort, finding->row);
	if (*told && strcmp(told, class_id) != 0)
		return leave(comparer, finding, _("its class is %s in the evidence"),
			     text_quoted(class_id));
	return true;
}

/* --- Scores and grades --- */

static bool has_score(struct comparer *comparer, struct finding *finding)
{
	const struct node_scores *scores = scores_of_node(comparer->results->scores, finding->node);
	enum outcome outcome = node_outcome(scores, finding->row);

	if (node_score(scores, finding->row) != GRID_NONE)
		return true;
	if (outcome == OUTCOME_NOT_APPLICABLE)
		return leave(comparer, finding, _("the node does not apply to the agency"));
	return leave(comparer, finding, _("no score; the cause is %s"),
		     node_cause(scores, finding->row) ? node_cause(scores, finding->row)->id
						      : finding->node->id);
}

static grid our_score(const struct comparer *comparer, const struct finding *finding)
{
	return node_score(scores_of_node(comparer->results->scores, finding->node), finding->row);
}

static bool rounds_to(grid value, grid published, unsigned decimals)
{
	return decimal_round(value, decimals, ROUND_HALF_UP) == published ||
	       decimal_round(value, decimals, ROUND_HALF_EVEN) == published;
}

static void compare_score(struct comparer *comparer, struct finding *finding)
{
	const struct fact *fact = finding->fact;
	char text[DECIMAL_TEXT];
	grid ours;

	finding->basis = basis_of_node(&comparer->basis, finding->node, finding->row)
			     ? BASIS_ILLUSTRATIVE
			     : BASIS_REAL;
	if (!has_score(comparer, finding))
		return;
	ours = our_score(comparer, finding);
	finding->ours = keep(comparer, decimal_print_short(text, ours));
	finding->comparison = ours == fact->number                            ? SAME_EXACT
			      : rounds_to(ours, fact->number, fact->decimals) ? SAME_ROUNDED
									      : DIFFERS;
}

static void compare_grade(struct comparer *comparer, struct finding *finding)
{
	const struct round *round = comparer->results->round;
	grid published;

	finding->basis = basis_of_node(&comparer->basis, finding->node, finding->row)
			     ? BASIS_ILLUSTRATIVE
			     : BASIS_REAL;
	if (!finding->node->grades.count) {
		leave(comparer, finding, _("the node has no grades"));
		return;
	}
	if (!has_score(comparer, finding))
		return;
	published = decimal_round(our_score(comparer, finding), round->precision, round->rounding);
	finding->ours = keep(comparer, score_grade(finding->node, published));
	finding->comparison =
	    strcmp(finding->ours, finding->fact->parts[FACT_VALUE]) ? DIFFERS : SAME_EXACT;
}

/* --- Ranks --- */

static const struct ranking *main_ranking(const struct results *results, const struct node *node)
{
	for (size_t i = 0; i < results->rankings->count; i++) {
		const struct ranking *ranking = &results->rankings->list[i];

		if (ranking->rule->node == node && !strcmp(ranking->rule->id, "main"))
			return ranking;
	}
	return NULL;
}

static const struct place_in_ranking *place_of(const struct ranking *ranking, size_t row)
{
	for (size_t i = 0; ranking && i < ranking->n_places; i++)
		if (ranking->places[i].row == row)
			return &ranking->places[i];
	return NULL;
}

static void leave_unranked(struct comparer *comparer, struct finding *finding,
			   const struct place_in_ranking *place)
{
	const char *status = rank_status_words(place->status);
	const char *reason = place_reason(finding->ranking, place);

	if (place->status == NOT_ENTERED)
		reason = entrants_words(reason);
	if (*reason)
		leave(comparer, finding, _("not ranked: %s (%s)"), status, reason);
	else
		leave(comparer, finding, _("not ranked: %s"), status);
}

static void compare_rank(struct comparer *comparer, struct finding *finding)
{
	const struct place_in_ranking *place;
	char text[DECIMAL_TEXT];

	finding->ranking = main_ranking(comparer->results, finding->node);
	place = place_of(finding->ranking, finding->row);
	if (!place) {
		leave(comparer, finding, _("the node has no ranking"));
		return;
	}
	finding->group = place->group;
	finding->basis = basis_of_group(&comparer->basis, finding->ranking, place->group)
			     ? BASIS_ILLUSTRATIVE
			     : BASIS_REAL;
	if (place->status != RANKED) {
		leave_unranked(comparer, finding, place);
		return;
	}
	finding->ours = keep(comparer, rank_text(text, place->twice_rank));
	finding->comparison =
	    finding->fact->number == place->twice_rank * (GRID_ONE / 2) ? SAME_RANK : DIFFERS;
}

/* --- Prizes --- */

static const struct award_rule *award_of(const struct round *round, const char *id)
{
	for (size_t i = 0; i < round->n_awards; i++)
		if (!strcmp(round->awards[i].id, id))
			return &round->awards[i];
	return NULL;
}

/* Whether a prize was given in what the fact is about: a category (any when it names none), a node. */
static bool is_about(const struct finding *finding, const struct prize *prize)
{
	const struct node *node = finding->node;

	if (!node)
		return true;
	if (!prize->ranking)
		return false;
	return *finding->fact->parts[FACT_NODE]
		   ? prize->ranking->rule->node == node
		   : prize->ranking->rule->node->category == node->category;
}

/* "utama, elemen (perencanaan)": what the agency has. */
static const char *prizes_of(struct comparer *comparer, const struct finding *finding)
{
	const struct awards *awards = comparer->results->awards;
	struct text text = {0};
	const char *kept;

	text_add(&text, "");
	for (size_t i = 0; i < awards->n_prizes; i++) {
		const struct prize *prize = &awards->prizes[i];

		if (prize->row != finding->row || !is_about(finding, prize))
			continue;
		text_print(&text, "%s%s", text.length ? ", " : "", prize->award->id);
		if (prize->ranking)
			text_print(&text, " (%s)", prize->ranking->rule->of);
	}
	kept = keep(comparer, text.data);
	text_free(&text);
	return kept;
}

/* Any ranked group in which the agency could have won it. */
static enum fact_basis basis_of_award(const struct comparer *comparer,
				      const struct finding *finding, const struct award_rule *award)
{
	const struct rankings *rankings = comparer->results->rankings;

	if (award->n_given_to)
		return BASIS_ARITHMETIC;
	for (size_t r = 0; r < award->n_rankings; r++) {
		const struct ranking *ranking = &rankings->list[award->rankings[r]];
		const struct place_in_ranking *place = place_of(ranking, finding->row);

		if (place && basis_of_group(&comparer->basis, ranking, place->group))
			return BASIS_ILLUSTRATIVE;
	}
	return BASIS_REAL;
}

static void compare_award(struct comparer *comparer, struct finding *finding)
{
	const struct results *results = comparer->results;
	const char *id = finding->fact->parts[FACT_VALUE];
	const struct award_rule *award = award_of(results->round, id);

	if (!award) {
		leave(comparer, finding, _("the round has no award %s"), text_quoted(id));
		return;
	}
	finding->basis = basis_of_award(comparer, finding, award);
	finding->ours = prizes_of(comparer, finding);
	finding->comparison = DIFFERS;
	for (size_t i = 0; i < results->awards->n_prizes; i++) {
		const struct prize *prize = &results->awards->prizes[i];

		if (prize->award == award && prize->row == finding->row && is_about(finding, prize))
			finding->comparison = SAME_SET;
	}
}

/* --- Counts --- */

static const char *group_of(const struct results *results, size_t row)
{
	return results->round->tally_by_class ? cohort_class_id(results->cohort, row)
					      : cohort_region(results->cohort, row);
}

/* A group of the tally, or `*`: all of them. */
static bool is_in_group(const struct results *results, size_t row, const char *group)
{
	return !strcmp(group, "*") || !strcmp(group_of(results, row), group);
}

static bool is_counted(const struct round *round, const struct award_rule *award)
{
	for (size_t i = 0; i < round->n_tally_awards; i++)
		if (&round->awards[round->tally_awards[i]] == award)
			return true;
	return false;
}

static enum fact_basis basis_of_count(const struct comparer *comparer,
				      const struct finding *finding, const char *group)
{
	const struct results *results = comparer->results;
	enum fact_basis basis = BASIS_REAL;

	for (size_t i = 0; i < results->round->n_awards && finding->row != SIZE_MAX; i++) {
		const struct award_rule *award = &results->round->awards[i];

		if (basis_of_award(comparer, finding, award) == BASIS_ILLUSTRATIVE)
			basis = BASIS_ILLUSTRATIVE;
	}
	for (size_t row = 0; row < results->cohort->rows && finding->row == SIZE_MAX; row++) {
		if (basis == BASIS_ARITHMETIC || !basis_of_agency(&comparer->basis, row))
			continue;
		basis = is_in_group(results, row, group) ? BASIS_ARITHMETIC : BASIS_ILLUSTRATIVE;
	}
	return basis;
}

/* Prizes of an agency, or of a group of the tally. */
static size_t count_prizes(const struct comparer *comparer, const struct finding *finding,
			   const char *group)
{
	const struct results *results = comparer->results;
	size_t count = 0;

	for (size_t i = 0; i < results->awards->n_prizes; i++) {
		const struct prize *prize = &results->awards->prizes[i];

		if (!is_about(finding, prize))
			continue;
		if (finding->row != SIZE_MAX)
			count += prize->row == finding->row;
		else
			count += is_counted(results->round, prize->award) &&
				 is_of_edition(comparer, finding, prize->row) &&
				 is_in_group(results, prize->row, group);
	}
	return count;
}

static bool find_group(struct comparer *comparer, struct finding *finding, const char *group)
{
	const struct results *results = comparer->results;

	if (!results->round->has_tally)
		return leave(comparer, finding, _("the round has no tally"));
	for (size_t row = 0; row < results->cohort->rows; row++)
		if (is_of_edition(comparer, finding, row) && is_in_group(results, row, group))
			return true;
	return leave(comparer, finding,
		     results->round->tally_by_class ? _("the evidence has no class %s")
						    : _("the evidence has no region %s"),
		     text_quoted(group));
}

static void compare_count(struct comparer *comparer, struct finding *finding)
{
	const char *group = finding->fact->parts[FACT_CLASS];
	size_t count;

	if (finding->row == SIZE_MAX && !find_group(comparer, finding, group))
		return;
	finding->basis = basis_of_count(comparer, finding, group);
	count = count_prizes(comparer, finding, group);
	finding->ours = say(comparer, "%zu", count);
	finding->comparison =
	    finding->fact->number == (grid)count * GRID_ONE ? SAME_EXACT : DIFFERS;
}

/* --- One fact --- */

static void compare_one(struct comparer *comparer, struct finding *finding)
{
	static void (*const compare[])(struct comparer *,
				       struct finding *) = {[FACT_SCORE] = compare_score,
							    [FACT_RANK] = compare_rank,
							    [FACT_GRADE] = compare_grade,
							    [FACT_AWARD] = compare_award,
							    [FACT_COUNT] = compare_count};
	const struct fact *fact = finding->fact;

	if (fact->kind == FACT_TEXT)
		leave(comparer, finding, "%s", fact->parts[FACT_NOTE]);
	else if (find_edition(comparer, finding) && find_node(comparer, finding) &&
		 find_agency(comparer, finding))
		compare[fact->kind](comparer, finding);
}

/* --- Sources that differ --- */

/* Awards may be many, and so may texts, unless the column node says what they are about. */
static bool may_be_many(const struct fact *fact)
{
	return fact->kind == FACT_AWARD || (fact->kind == FACT_TEXT && !*fact->parts[FACT_NODE]);
}

/* The columns that make a key. */
static int compare_keys(const struct fact *a, const struct fact *b)
{
	int order = 0;

	for (size_t i = 0; i <= FACT_KIND && !order; i++)
		order = strcmp(a->parts[i], b->parts[i]);
	if (!order && may_be_many(a))
		order = strcmp(a->parts[FACT_VALUE], b->parts[FACT_VALUE]);
	return order;
}

static int by_key_and_line(const void *a, const void *b)
{
	const struct finding *x = *(struct finding *const *)a, *y = *(struct finding *const *)b;
	int order = compare_keys(x->fact, y->fact);

	return order ? order : x->fact->line < y->fact->line ? -1 : 1;
}

/* One source may round what another tells in full. */
static bool agree(const struct fact *a, const struct fact *b)
{
	if (a->kind == FACT_GRADE || a->kind == FACT_TEXT)
		return !strcmp(a->parts[FACT_VALUE], b->parts[FACT_VALUE]);
	if (a->kind != FACT_SCORE)
		return a->number == b->number;
	return a->decimals <= b->decimals ? rounds_to(b->number, a->number, a->decimals)
					  : rounds_to(a->number, b->number, b->decimals);
}

static bool is_same(enum comparison comparison)
{
	return comparison <= SAME_SET;
}

/* Every source with its value, and which of them ours is like. */
static const char *describe(struct comparer *comparer, struct finding *const *list, size_t n)
{
	const char *ours = list[0]->ours, *kept;
	struct text text = {0};
	bool met = false;

	text_add(&text, _("the sources differ:"));
	for (size_t i = 0; i < n; i++) {
		const struct fact *fact = list[i]->fact;

		text_print(&text, "%s %s (%s)", i ? ";" : "", fact->parts[FACT_VALUE],
			   fact->parts[FACT_SOURCE]);
		met = met || is_same(list[i]->comparison);
	}
	if (*ours && met)
		text_print(&text, _("; ours, %s, is one of them"), ours);
	else if (*ours)
		text_print(&text, _("; ours, %s, is none of them"), ours);
	kept = keep(comparer, text.data);
	text_free(&text);
	return kept;
}

static void settle_key(struct comparer *comparer, struct finding *const *list, size_t n)
{
	bool conflict = false;
	const char *detail;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			conflict = conflict || !agree(list[j]->fact, list[i]->fact);
	if (!conflict)
		return;
	detail = describe(comparer, list, n);
	for (size_t i = 0; i < n; i++) {
		list[i]->comparison = CONFLICT;
		list[i]->detail = detail;
	}
}

static void find_conflicts(struct comparer *comparer)
{
	struct findings *findings = comparer->findings;
	struct finding **sorted = mem_array(findings->count, sizeof(*sorted));

	for (size_t i = 0; i < findings->count; i++)
		sorted[i] = &findings->list[i];
	if (findings->count)
		qsort(sorted, findings->count, sizeof(*sorted), by_key_and_line);
	for (size_t first = 0, last; first < findings->count; first = last) {
		for (last = first + 1; last < findings->count; last++)
			if (compare_keys(sorted[first]->fact, sorted[last]->fact))
				break;
		if (!may_be_many(sorted[first]->fact))
			settle_key(comparer, sorted + first, last - first);
	}
	free(sorted);
}

/* --- Where ours and the published part --- */

/* How many nodes lie between a node and an ancestor; -1 when it is none. Categories lie below overall. */
static int depth_below(const struct comparer *comparer, const struct node *node,
		       const struct node *ancestor)
{
	const struct category *overall = comparer->results->round->overall;
	int depth = 0;

	for (const struct node *n = node; n; n = n->parent, depth++)
		if (n == ancestor)
			return depth;
	return overall && ancestor == overall->nodes[0] ? depth : -1;
}

/* The stage of a score that differs: within one unit of the last digit only the rounding does. */
static enum stage own_stage(const struct comparer *comparer, const struct finding *finding)
{
	const struct fact *fact = finding->fact;
	const struct node *node = finding->node;
	grid unit = GRID_ONE, apart;

	switch (fact->kind) {
	case FACT_SCORE:
		for (unsigned i = 0; i < fact->decimals; i++)
			unit /= 10;
		apart = our_score(comparer, finding) - fact->number;
		if (apart < unit && apart > -unit)
			return STAGE_PUBLISHED;
		if (node->kind != NODE_CRITERION)
			return STAGE_NODE;
		return node->scale.kind == SCALE_AS_IS ? STAGE_MEASURE : STAGE_POINTS;
	case FACT_GRADE:
		return STAGE_PUBLISHED;
	case FACT_RANK:
		return STAGE_RANK;
	case FACT_AWARD:
		return STAGE_AWARD;
	default:
		return STAGE_TALLY;
	}
}

/* Whether an agency is ranked in the group of which a fact tells a rank. */
static bool is_beside(const struct finding *finding, size_t row)
{
	const struct place_in_ranking *place =
	    finding->fact->kind == FACT_RANK ? place_of(finding->ranking, row) : NULL;

	return place && place->group == finding->group;
}

/* Whether a fact about one agency bears on another fact: the same agency, its ranked group, its group of the tally. */
static bool bears_on(const struct comparer *comparer, const struct finding *below,
		     const struct finding *finding)
{
	if (below->row == SIZE_MAX)
		return false;
	if (finding->row != SIZE_MAX)
		return below->row == finding->row || is_beside(finding, below->row);
	return is_of_edition(comparer, finding, below->row) &&
	       is_in_group(comparer->results, below->row, finding->fact->parts[FACT_CLASS]);
}

/* How deep a score lies below what a fact is about; -1: not at all. */
static int depth_of_score(const struct comparer *comparer, const struct finding *score,
			  const struct finding *finding)
{
	const struct node *node = score->node;
	int depth =
	    depth_below(comparer, node, finding->node ? finding->node : node->category->nodes[0]);

	return finding->fact->kind == FACT_SCORE && depth == 0 ? -1 : depth;
}

/* How early a fact that differs comes on the way to another: deep scores, scores, ranks, awards; -1: never. */
static int earliness(const struct comparer *comparer, const struct finding *other,
		     const struct finding *finding)
{
	enum fact_kind early = other->fact->kind, late = finding->fact->kind;
	int depth;

	if (other->comparison != DIFFERS || !bears_on(comparer, other, finding))
		return -1;
	if (early == FACT_SCORE) {
		depth = depth_of_score(comparer, other, finding);
		return depth < 0 ? -1 : 2 + depth;
	}
	if (early == FACT_GRADE || early >= late || late == FACT_GRADE ||
	    (finding->node && other->node != finding->node))
		return -1;
	return early == FACT_RANK ? 1 : 0;
}

static void find_stage(struct comparer *comparer, struct finding *finding)
{
	const struct findings *findings = comparer->findings;
	const struct finding *first = finding; /* of those that differ */
	const struct fact *fact;
	int earliest = -1;

	for (size_t i = 0; i < findings->count; i++) {
		int other = earliness(comparer, &findings->list[i], finding);

		if (other > earliest) {
			earliest = other;
			first = &findings->list[i];
		}
	}
	fact = first->fact;
	finding->stage = own_stage(comparer, first);
	finding->at = say(comparer, "%s%s%s%s%s",
			  *fact->parts[FACT_ID] ? fact->parts[FACT_ID] : fact->parts[FACT_CLASS],
			  *fact->parts[FACT_CATEGORY] ? " " : "", fact->parts[FACT_CATEGORY],
			  *fact->parts[FACT_NODE] ? "/" : "", fact->parts[FACT_NODE]);
}

/* --- All --- */

void compare_all(const struct published *published, const struct results *results,
		 struct findings *findings)
{
	struct comparer comparer = {.results = results, .findings = findings};

	*findings = (struct findings){.list = mem_array(published->count, sizeof(struct finding)),
				      .count = published->count};
	basis_make(&comparer.basis, results);
	for (size_t i = 0; i < findings->count; i++) {
		findings->list[i] = (struct finding){.fact = &published->list[i],
						     .ours = "",
						     .at = "",
						     .detail = "",
						     .row = SIZE_MAX};
		compare_one(&comparer, &findings->list[i]);
	}
	find_conflicts(&comparer);
	for (size_t i = 0; i < findings->count; i++)
		if (findings->list[i].comparison == DIFFERS)
			find_stage(&comparer, &findings->list[i]);
	basis_free(&comparer.basis);
}

void findings_free(struct findings *findings)
{
	free(findings->list);
	arena_free(&findings->arena);
	*findings = (struct findings){0};
}
