#include "results.h"

#include <math.h>

#include "csv_out.h"
#include "outliers.h"

/* --- rankings.csv --- */

static void add_place(struct text *out, const struct cohort *cohort, const struct ranking *ranking,
		      const struct place_in_ranking *place)
{
	const struct ranking_rule *rule = ranking->rule;
	char rank[DECIMAL_TEXT];

	csv_text(out, rule->id);
	csv_text(out, rule->of);
	csv_text(out, cohort_edition(cohort, place->row));
	csv_text(out, ranking->groups[place->group]);
	csv_text(out, rank_text(rank, place->twice_rank));
	csv_text(out, cohort_id(cohort, place->row));
	csv_text(out, cohort_name(cohort, place->row));
	csv_text(out, cohort_class_id(cohort, place->row));
	csv_text(out, cohort_region(cohort, place->row));
	csv_grid(out, place->score, rule->precision);
	csv_grid(out, place->coverage, rule->precision);
	csv_text(out, place->grade);
	csv_text(out, rank_status_name(place->status));
	csv_text(out, place->reason);
	csv_text(out, place->decided_by);
	csv_end(out);
}

/* The group of someone without a place, as far as it is known. */
static const char *group_of(const struct ranking_rule *rule, const struct refusal *refusal)
{
	switch (rule->within) {
	case WITHIN_CLASS:
	case WITHIN_CLASS_EDITIONS:
		return refusal->class_id;
	case WITHIN_REGION:
		return refusal->region;
	default:
		return "all";
	}
}

/* Somebody whose evidence was refused, or who is absent. */
static void add_refusal(struct text *out, const struct ranking_rule *rule,
			const struct refusal *refusal)
{
	csv_text(out, rule->id);
	csv_text(out, rule->of);
	csv_text(out, refusal->edition);
	csv_text(out, group_of(rule, refusal));
	csv_text(out, "");
	csv_text(out, refusal->id);
	csv_text(out, refusal->name);
	csv_text(out, refusal->class_id);
	csv_text(out, refusal->region);
	text_add_n(out, ",,,", 3);
	csv_text(out, refusal_status(refusal->kind));
	csv_text(out, refusal->code);
	csv_text(out, "");
	csv_end(out);
}

static void add_refusals(struct text *out, const struct cohort *cohort,
			 const struct ranking *ranking)
{
	const struct refusals *refusals = &cohort->refusals;

	for (size_t i = 0; i < refusals->count && !ranking->withheld; i++)
		if (refusals->list[i].kind != REFUSED_RECORD)
			add_refusal(out, ranking->rule, &refusals->list[i]);
}

void results_rankings_csv(const struct results *results, struct text *out)
{
	text_add(out,
		 "ranking,of,edition,group,rank,id,name,class,region,score,coverage,grade,status,"
		 "reason,decided_by\n");
	for (size_t r = 0; r < results->rankings->count; r++) {
		const struct ranking *ranking = &results->rankings->list[r];

		for (size_t p = 0; p < ranking->n_places; p++)
			add_place(out, results->cohort, ranking, &ranking->places[p]);
		add_refusals(out, results->cohort, ranking);
	}
}

/* --- scores.csv --- */

static const char *const kinds[] = {[NODE_CATEGORY] = "category",
				    [NODE_GROUP] = "group",
				    [NODE_CRITERION] = "criterion",
				    [NODE_LINK] = "link"};
static const char *const roles[] = {[ROLE_SCORE] = "score",
				    [ROLE_GATE] = "gate",
				    [ROLE_CAP] = "cap",
				    [ROLE_DEDUCTION] = "deduction",
				    [ROLE_BONUS] = "bonus"};

/* What the state of a criterion is called: by what its policy made of it. */
static const char *state_cell(const struct round *round, unsigned state)
{
	if (state < STATE_LIMIT && round->states.policies[state] == POLICY_AS_ZERO)
		return "zero";
	if (state < STATE_LIMIT && round->states.policies[state] == POLICY_LEAVE_OUT)
		return score_state_name(round, STATE_NOT_APPLICABLE);
	return score_state_name(round, state);
}

/* What only criteria have: claim, measure, state. */
static void add_evidence(struct text *out, const struct results *results, const struct node *node,
			 const struct node_scores *scores, size_t row)
{
	unsigned state = scores->state[row];
	bool measured = state == STATE_VALUE || state == STATE_CONSTANT || state == STATE_IMPUTED ||
			state == STATE_UNDEFINED;

	csv_double(out, node->claim < 0
			    ? (double)NAN
			    : cohort_value(results->cohort, row, (unsigned)node->claim));
	csv_double(out, measured ? scores->measure[row] : (double)NAN);
	csv_text(out, state_cell(results->round, state));
}

static void add_published(struct text *out, const struct round *round, grid exact)
{
	csv_grid(out, decimal_round(exact, round->precision, round->rounding), round->precision);
}

static void add_score(struct text *out, const struct round *round, const struct node *node,
		      const struct node_scores *scores, size_t row)
{
	grid exact = scores->score[row];

	csv_grid(out, exact, GRID_DECIMALS);
	add_published(out, round, exact);
	add_published(out, round, scores->coverage[row]);
	csv_text(out, score_grade(node, decimal_round(exact, round->precision, round->rounding)));
	add_published(out, round, scores->spread ? scores->spread[row] : GRID_NONE);
	csv_end(out);
}

static void add_node(struct text *out, const struct results *results, const struct node *node)
{
	const struct node_scores *scores = scores_of_node(results->scores, node);
	const struct cohort *cohort = results->cohort;
	struct text start = {0}; /* the same on every line of the node */

	csv_text(&start, node->category->id);
	csv_text(&start, node->id);
	csv_text(&start, kinds[node->kind]);
	csv_text(&start, roles[node->role]);
	for (size_t i = 0; i < cohort->rows; i++) {
		size_t row = cohort->by_edition[i];

		text_add_n(out, start.data, start.length);
		csv_text(out, cohort_edition(cohort, row));
		csv_text(out, cohort_id(cohort, row));
		if (node->kind == NODE_CRITERION)
			add_evidence(out, results, node, scores, row);
		else
			text_add_n(out, ",,,", 3);
		add_score(out, results->round, node, scores, row);
	}
	text_free(&start);
}

static void add_tree(struct text *out, const struct results *results, const struct node *node)
{
	if (node->kind == NODE_LINK)
		return;
	add_node(out, results, node);
	for (size_t i = 0; i < node->n_children; i++)
		add_tree(out, results, node->children[i]);
}

void results_scores_csv(const struct results *results, struct text *out)
{
	text_add(out, "category,node,kind,role,edition,id,claim,measure,state,exact,score,coverage,"
		      "grade,spread\n");
	for (size_t c = 0; c < results->scores->n_categories; c++)
		if (!results->scores->categories[c].withheld)
			add_tree(out, results, results->scores->categories[c].category->nodes[0]);
}

/* --- treated.csv --- */

static void add_treated(struct text *out, const struct cohort *cohort, const struct node *node,
			const struct node_scores *scores)
{
	for (size_t i = 0; i < cohort->rows; i++) {
		size_t row = cohort->by_edition[i];

		if (scores->treatment[row] == TREATED_NOT)
			continue;
		csv_text(out, node->category->id);
		csv_text(out, node->id);
		csv_text(out, cohort_edition(cohort, row));
		csv_text(out, cohort_id(cohort, row));
		csv_double(out, scores->measure[row]);
		csv_double(out, scores->treated[row]);
		csv_text(out, outliers_name(scores->treatment[row]));
		csv_end(out);
	}
}

void results_treated_csv(const struct results *results, struct text *out)
{
	const struct scores *scores = results->scores;

	text_add(out, "category,node,edition,id,from,to,how\n");
	for (size_t c = 0; c < scores->n_categories; c++) {
		const struct category_scores *one = &scores->categories[c];

		for (size_t i = 0; i < one->category->n_nodes; i++)
			if (one->nodes[i].treated)
				add_treated(out, results->cohort, one->category->nodes[i],
					    &one->nodes[i]);
	}
}

/* --- awards.csv --- */

static void add_prize(struct text *out, const struct cohort *cohort, const struct prize *prize)
{
	const struct ranking *ranking = prize->ranking; /* NULL for a mention */

	csv_text(out, prize->award->id);
	csv_text(out, ranking ? ranking->rule->of : "");
	csv_text(out, cohort_edition(cohort, prize->row));
	csv_text(out, ranking ? ranking->groups[prize->place->group] : "");
	csv_text(out, prize->name);
	csv_text(out, cohort_id(cohort, prize->row));
	csv_text(out, cohort_name(cohort, prize->row));
	csv_text(out, cohort_class_id(cohort, prize->row));
	csv_text(out, cohort_region(cohort, prize->row));
	csv_grid(out, ranking ? prize->place->score : GRID_NONE,
		 ranking ? ranking->rule->precision : 0);
	csv_text(out, prize->award->source);
	csv_end(out);
}

void results_awards_csv(const struct results *results, struct text *out)
{
	text_add(out, "award,of,edition,group,place,id,name,class,region,score,source\n");
	for (size_t i = 0; i < results->awards->n_prizes; i++)
		add_prize(out, results->cohort, &results->awards->prizes[i]);
}

/* --- tally.csv --- */

static void add_tally_row(struct text *out, const struct tally_row *row, size_t n_awards)
{
	csv_text(out, row->group);
	csv_count(out, row->agencies);
	csv_count(out, row->awards);
	for (size_t i = 0; i < n_awards; i++)
		csv_count(out, row->by_award[i]);
	csv_end(out);
}

void results_tally_csv(const struct results *results, struct text *out)
{
	const struct round *round = results->round;

	text_add(out, "group,agencies,awards,");
	for (size_t i = 0; i < round->n_tally_awards; i++)
		csv_text(out, round->awards[round->tally_awards[i]].id);
	csv_end(out);
	for (size_t i = 0; i < results->tally->count; i++)
		add_tally_row(out, &results->tally->rows[i], round->n_tally_awards);
}

/* --- left_behind.csv --- */

void results_left_behind_csv(const struct results *results, struct text *out)
{
	text_add(out, "stage,of,edition,group,rank,id,name,class,region,status,reason\n");
	for (size_t i = 0; i < results->entrants->n_rows; i++) {
		const struct left_behind *row = &results->entrants->rows[i];

		csv_text(out, row->stage);
		csv_text(out, row->of);
		csv_text(out, row->edition);
		csv_text(out, row->group);
		csv_text(out, row->rank);
		csv_text(out, row->id);
		csv_text(out, row->name);
		csv_text(out, row->class_id);
		csv_text(out, row->region);
		csv_text(out, row->status);
		csv_text(out, row->reason);
		csv_end(out);
	}
}

/* --- Test evidence --- */

void results_mark_test(const struct results *results, struct text *table)
{
	if (results->cohort->test)
		csv_add_column(table, "test", "yes");
}

/* --- refused.csv --- */

void results_refused_csv(const struct results *results, struct text *out)
{
	text_add(out, "status,edition,id,name,class,region,records,code,file,line\n");
	for (size_t i = 0; i < results->cohort->refusals.count; i++) {
		const struct refusal *refusal = &results->cohort->refusals.list[i];

		csv_text(out, refusal_status(refusal->kind));
		csv_text(out, refusal->edition);
		csv_text(out, refusal->id);
		csv_text(out, refusal->name);
		csv_text(out, refusal->class_id);
		csv_text(out, refusal->region);
		csv_count(out, refusal->records);
		csv_text(out, refusal->code);
		csv_text(out, text_base_name(refusal->place.file));
		if (refusal->place.line)
			csv_count(out, refusal->place.line);
		else
			csv_text(out, "");
		csv_end(out);
	}
}
