#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "outliers.h"
#include "results_parts.h"

/* --- A table --- */

void results_table(const struct results *results, struct text *table, struct sink *sink)
{
	if (results->cohort->test)
		csv_add_column(table, "test", "yes");
	sink_add(sink, table->data, table->length);
}

void results_head(const struct results *results, const char *head, struct sink *sink)
{
	struct text text = {0};

	text_add(&text, head);
	results_table(results, &text, sink);
	text_free(&text);
}

/* Rows in the making, and what they are made from. */
struct rows {
	const struct results *results;
	sink_format *format;
	const void *user;
};

static void format_rows(const void *user, size_t first, size_t end, struct text *out)
{
	const struct rows *rows = user;

	rows->format(rows->user, first, end, out);
	if (rows->results->cohort->test)
		csv_add_column(out, "yes", "yes");
}

void results_rows(const struct results *results, size_t count, sink_format *format,
		  const void *user, struct sink *sink)
{
	const struct rows rows = {results, format, user};

	sink_rows(sink, count, format_rows, &rows);
}

/* --- What is shown --- */

bool narrowing_has_ranking(const struct narrowing *narrowing, const struct ranking_rule *rule)
{
	return !narrowing->category || text_glob(narrowing->category, rule->node->category->id);
}

bool narrowing_has_group(const struct narrowing *narrowing, const char *group)
{
	return !narrowing->class_id || text_glob(narrowing->class_id, group);
}

const char *results_group_of(const struct ranking_rule *rule, const struct refusal *refusal)
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

bool results_lists(const struct results *results, const struct ranking_rule *rule,
		   const struct refusal *refusal)
{
	return refusal->kind != REFUSED_RECORD &&
	       narrowing_has_group(&results->narrow, results_group_of(rule, refusal));
}

/* --- Cells that many rows have --- */

static void label_groups(struct labels *labels, const struct results *results,
			 const struct ranking *ranking)
{
	labels->groups = csv_cells(&labels->arena, ranking->groups, ranking->n_groups);
	labels->shown = arena_alloc(&labels->arena, ranking->n_groups * sizeof(*labels->shown));
	for (unsigned g = 0; g < ranking->n_groups; g++)
		labels->shown[g] = narrowing_has_group(&results->narrow, ranking->groups[g]);
}

void labels_make(struct labels *labels, const struct results *results,
		 const struct ranking *ranking)
{
	const struct cohort *cohort = results->cohort;
	struct arena *arena = &labels->arena;

	*labels = (struct labels){0};
	labels->classes = csv_cells(arena, cohort->classes, cohort->n_classes);
	labels->editions = csv_cells(arena, cohort->editions, cohort->n_editions);
	if (ranking)
		label_groups(labels, results, ranking);
	for (unsigned i = 0; i < RANK_STATUSES; i++)
		labels->statuses[i] = csv_cell(arena, rank_status_name(i));
}

/* --- rankings.csv --- */

struct ranking_rows {
	const struct results *results;
	const struct ranking *ranking;
	struct labels labels;
	struct csv_cell start; /* ranking and of, the same in every row */
};

char *put_rank(char *at, const struct place_in_ranking *place)
{
	if (place->twice_rank % 2)
		at += decimal_write_units(at, 5 * (int64_t)place->twice_rank, 1);
	else if (place->twice_rank)
		at += decimal_write_count(at, place->twice_rank / 2);
	*at++ = ',';
	return at;
}

static void add_place(struct text *out, const struct ranking_rows *rows,
		      const struct place_in_ranking *place, struct csv_same *coverage)
{
	const struct ranking *ranking = rows->ranking;
	const struct ranking_rule *rule = ranking->rule;
	const struct cohort *cohort = ranking->cohort;
	const struct csv_cell *edition =
	    &rows->labels.editions[cohort_edition_index(cohort, place->row)];
	const struct csv_cell *class_id =
	    &rows->labels.classes[cohort_agency(cohort, place->row)->class_index];
	const struct csv_cell *group = &rows->labels.groups[place->group];
	size_t room = rows->start.length + edition->length + class_id->length + group->length +
		      4 * CSV_NUMBER + CSV_SLACK;
	const struct words id = words(cohort_id(cohort, place->row), &room);
	const struct words name = words(cohort_name(cohort, place->row), &room);
	const struct words region = words(cohort_region(cohort, place->row), &room);
	const struct words grade = words(place_grade(ranking, place), &room);
	const struct words reason = words(place_reason(ranking, place), &room);
	const struct words decided_by = words(place_decided_by(ranking, place), &room);
	char *at = text_room(out, room);

	at = csv_put_cell(at, &rows->start);
	at = csv_put_cell(at, edition);
	at = csv_put_cell(at, group);
	at = put_rank(at, place);
	at = csv_put_plain(at, id.text, id.length);
	at = put_words(at, &name);
	at = csv_put_cell(at, class_id);
	at = put_words(at, &region);
	at = csv_put_published(at, node_score(ranking->scores, place->row), rule->precision,
			       rule->rounding);
	at = csv_put_same(at, coverage, node_coverage(ranking->scores, place->row), rule->precision,
			  rule->rounding);
	at = put_words(at, &grade);
	at = csv_put_cell(at, &rows->labels.statuses[place->status]);
	at = put_words(at, &reason);
	at = put_words(at, &decided_by);
	at[-1] = '\n';
	text_end(out, at);
}

static void format_places(const void *user, size_t first, size_t end, struct text *out)
{
	const struct ranking_rows *rows = user;
	struct csv_same coverage = {0};

	for (size_t p = first; p < end; p++) {
		const struct place_in_ranking *place = &rows->ranking->places[p];

		if (rows->labels.shown[place->group])
			add_place(out, rows, place, &coverage);
	}
}

/* Somebody whose evidence was refused, or who is absent. */
static void add_refusal(struct text *out, const struct ranking_rule *rule,
			const struct refusal *refusal)
{
	csv_text(out, rule->id);
	csv_text(out, rule->of);
	csv_text(out, refusal->edition);
	csv_text(out, results_group_of(rule, refusal));
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

static void format_refusals(const void *user, size_t first, size_t end, struct text *out)
{
	const struct ranking_rows *rows = user;
	const struct ranking_rule *rule = rows->ranking->rule;
	const struct refusal *list = rows->results->cohort->refusals.list;

	for (size_t i = first; i < end; i++)
		if (results_lists(rows->results, rule, &list[i]))
			add_refusal(out, rule, &list[i]);
}

static void add_ranking(const struct results *results, const struct ranking *ranking,
			struct sink *sink)
{
	struct ranking_rows rows = {.results = results, .ranking = ranking};
	const char *start[] = {ranking->rule->id, ranking->rule->of};

	labels_make(&rows.labels, results, ranking);
	rows.start = csv_joined(&rows.labels.arena, start, 2);
	results_rows(results, ranking->n_places, format_places, &rows, sink);
	results_rows(results, results->cohort->refusals.count, format_refusals, &rows, sink);
	arena_free(&rows.labels.arena);
}

void results_rankings_csv(const struct results *results, struct sink *sink)
{
	results_head(results,
		     "ranking,of,edition,group,rank,id,name,class,region,score,coverage,grade,"
		     "status,reason,decided_by\n",
		     sink);
	for (size_t r = 0; r < results->rankings->count; r++) {
		const struct ranking *ranking = &results->rankings->list[r];

		if (ranking->made && !ranking->withheld &&
		    narrowing_has_ranking(&results->narrow, ranking->rule))
			add_ranking(results, ranking, sink);
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

#define STATES (STATE_IMPUTED + 1)

/* The rows of one node. */
struct node_rows {
	const struct node *node;
	const struct node_scores *scores;
	struct csv_cell start; /* category, node, kind and role, the same in every row */
};

/* All of them: node after node, and in each the agencies by edition and id. */
struct score_rows {
	const struct results *results;
	struct labels labels;
	struct csv_cell states[STATES]; /* what the states of criteria are called */
	size_t state_room;              /* the longest one */
	struct node_rows *nodes;
	size_t n_nodes;
};

/* What only criteria have: claim, measure, state. */
static char *put_evidence(char *at, const struct score_rows *rows, const struct node_rows *of,
			  size_t row)
{
	const struct cohort *cohort = rows->results->cohort;
	unsigned state = node_state(of->scores, row);
	bool measured = state == STATE_VALUE || state == STATE_CONSTANT || state == STATE_IMPUTED ||
			state == STATE_UNDEFINED;
	double claim = of->node->claim < 0 ? (double)NAN
					   : cohort_value(cohort, row, (unsigned)of->node->claim);

	at = csv_put_double(at, claim);
	at = csv_put_double(at, measured ? node_measure(of->scores, row) : (double)NAN);
	return csv_put_cell(at, &rows->states[state]);
}

static char *put_no_evidence(char *at)
{
	for (unsigned i = 0; i < 3; i++)
		*at++ = ',';
	return at;
}

static const char *grade_of(const struct round *round, const struct node *node, grid exact)
{
	return node->grades.count
		   ? score_grade(node, decimal_round(exact, round->precision, round->rounding))
		   : "";
}

static void add_score(struct text *out, const struct score_rows *rows, const struct node_rows *of,
		      size_t row, struct csv_same *coverage)
{
	const struct round *round = rows->results->round;
	const struct cohort *cohort = rows->results->cohort;
	const struct csv_cell *edition = &rows->labels.editions[cohort_edition_index(cohort, row)];
	size_t room =
	    of->start.length + edition->length + rows->state_room + 6 * CSV_NUMBER + CSV_SLACK;
	grid exact = node_score(of->scores, row);
	const struct words id = words(cohort_id(cohort, row), &room);
	const struct words grade = words(grade_of(round, of->node, exact), &room);
	char *at = text_room(out, room);

	at = csv_put_cell(at, &of->start);
	at = csv_put_cell(at, edition);
	at = csv_put_plain(at, id.text, id.length);
	at = of->node->kind == NODE_CRITERION ? put_evidence(at, rows, of, row)
					      : put_no_evidence(at);
	at = csv_put_grid(at, exact, GRID_DECIMALS);
	at = csv_put_published(at, exact, round->precision, round->rounding);
	at = csv_put_same(at, coverage, node_coverage(of->scores, row), round->precision,
			  round->rounding);
	at = put_words(at, &grade);
	at = csv_put_published(at, node_spread(of->scores, row), round->precision, round->rounding);
	at[-1] = '\n';
	text_end(out, at);
}

static void format_scores(const void *user, size_t first, size_t end, struct text *out)
{
	const struct score_rows *rows = user;
	const struct cohort *cohort = rows->results->cohort;
	struct csv_same coverage = {0};

	for (size_t i = first; i < end; i++)
		add_score(out, rows, &rows->nodes[i / cohort->rows],
			  cohort->by_edition[i % cohort->rows], &coverage);
}

static void add_node(struct score_rows *rows, const struct node *node)
{
	const char *start[] = {node->category->id, node->id, kinds[node->kind], roles[node->role]};

	rows->nodes = mem_grow(rows->nodes, rows->n_nodes, sizeof(*rows->nodes));
	rows->nodes[rows->n_nodes++] =
	    (struct node_rows){.node = node,
			       .scores = scores_of_node(rows->results->scores, node),
			       .start = csv_joined(&rows->labels.arena, start, 4)};
}

static void add_tree(struct score_rows *rows, const struct node *node)
{
	if (node->kind == NODE_LINK)
		return;
	add_node(rows, node);
	for (size_t i = 0; i < node->n_children; i++)
		add_tree(rows, node->children[i]);
}

static void add_states(struct score_rows *rows)
{
	const struct round *round = rows->results->round;

	for (unsigned state = 0; state < STATES; state++) {
		struct csv_cell *cell = &rows->states[state];

		if (state >= round->states.count && state <= STATE_LIMIT)
			continue;
		*cell = csv_cell(&rows->labels.arena, state_cell(round, state));
		if (cell->length > rows->state_room)
			rows->state_room = cell->length;
	}
}

void results_scores_csv(const struct results *results, struct sink *sink)
{
	const struct scores *scores = results->scores;
	struct score_rows rows = {.results = results};

	labels_make(&rows.labels, results, NULL);
	add_states(&rows);
	for (size_t c = 0; c < scores->n_categories; c++)
		if (!scores->categories[c].withheld)
			add_tree(&rows, scores->categories[c].category->nodes[0]);
	results_head(results,
		     "category,node,kind,role,edition,id,claim,measure,state,exact,score,coverage,"
		     "grade,spread\n",
		     sink);
	results_rows(results, rows.n_nodes * results->cohort->rows, format_scores, &rows, sink);
	free(rows.nodes);
	arena_free(&rows.labels.arena);
}

/* --- treated.csv --- */

struct treated_rows {
	const struct cohort *cohort;
	const struct node *node;
	const struct node_scores *scores;
};

static void format_treated(const void *user, size_t first, size_t end, struct text *out)
{
	const struct treated_rows *rows = user;

	for (size_t i = first; i < end; i++) {
		size_t row = rows->cohort->by_edition[i];

		if (node_treatment(rows->scores, row) == TREATED_NOT)
			continue;
		csv_text(out, rows->node->category->id);
		csv_text(out, rows->node->id);
		csv_text(out, cohort_edition(rows->cohort, row));
		csv_text(out, cohort_id(rows->cohort, row));
		csv_double(out, node_measure(rows->scores, row));
		csv_double(out, node_treated(rows->scores, row));
		csv_text(out, outliers_name(node_treatment(rows->scores, row)));
		csv_end(out);
	}
}

static void add_treated(const struct results *results, const struct category_scores *category,
			struct sink *sink)
{
	for (size_t i = 0; i < category->category->n_nodes; i++) {
		const struct treated_rows rows = {results->cohort, category->category->nodes[i],
						  &category->nodes[i]};

		if (node_is_treated(rows.scores))
			results_rows(results, results->cohort->rows, format_treated, &rows, sink);
	}
}

void results_treated_csv(const struct results *results, struct sink *sink)
{
	results_head(results, "category,node,edition,id,from,to,how\n", sink);
	for (size_t c = 0; c < results->scores->n_categories; c++)
		add_treated(results, &results->scores->categories[c], sink);
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
	csv_grid(out, ranking ? place_score(ranking, prize->place) : GRID_NONE,
		 ranking ? ranking->rule->precision : 0);
	csv_text(out, prize->award->source);
	csv_end(out);
}

static void format_prizes(const void *user, size_t first, size_t end, struct text *out)
{
	const struct results *results = user;

	for (size_t i = first; i < end; i++)
		add_prize(out, results->cohort, &results->awards->prizes[i]);
}

void results_awards_csv(const struct results *results, struct sink *sink)
{
	results_head(results, "award,of,edition,group,place,id,name,class,region,score,source\n",
		     sink);
	results_rows(results, results->awards->n_prizes, format_prizes, results, sink);
}

/* --- tally.csv --- */

static void format_tally(const void *user, size_t first, size_t end, struct text *out)
{
	const struct results *results = user;

	for (size_t i = first; i < end; i++) {
		const struct tally_row *row = &results->tally->rows[i];

		csv_text(out, row->group);
		csv_count(out, row->agencies);
		csv_count(out, row->awards);
		for (size_t a = 0; a < results->round->n_tally_awards; a++)
			csv_count(out, row->by_award[a]);
		csv_end(out);
	}
}

void results_tally_csv(const struct results *results, struct sink *sink)
{
	const struct round *round = results->round;
	struct text head = {0};

	text_add(&head, "group,agencies,awards,");
	for (size_t i = 0; i < round->n_tally_awards; i++)
		csv_text(&head, round->awards[round->tally_awards[i]].id);
	csv_end(&head);
	results_table(results, &head, sink);
	results_rows(results, results->tally->count, format_tally, results, sink);
	text_free(&head);
}

/* --- left_behind.csv --- */

static void format_left_behind(const void *user, size_t first, size_t end, struct text *out)
{
	const struct entrants *entrants = user;

	for (size_t i = first; i < end; i++) {
		const struct left_behind *row = &entrants->rows[i];

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

void results_left_behind_csv(const struct results *results, struct sink *sink)
{
	results_head(results, "stage,of,edition,group,rank,id,name,class,region,status,reason\n",
		     sink);
	results_rows(results, results->entrants->n_rows, format_left_behind, results->entrants,
		     sink);
}

/* --- refused.csv --- */

static void add_refused(struct text *out, const struct refusal *refusal)
{
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

static void format_refused(const void *user, size_t first, size_t end, struct text *out)
{
	const struct refusals *refusals = user;

	for (size_t i = first; i < end; i++)
		add_refused(out, &refusals->list[i]);
}

void results_refused_csv(const struct results *results, struct sink *sink)
{
	results_head(results, "status,edition,id,name,class,region,records,code,file,line\n", sink);
	results_rows(results, results->cohort->refusals.count, format_refused,
		     &results->cohort->refusals, sink);
}
