#include "results.h"

#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "json_out.h"
#include "moves.h"
#include "outliers.h"
#include "version.h"

static const char *const roundings[] = {[ROUND_HALF_EVEN] = "half-even",
					[ROUND_HALF_UP] = "half-up",
					[ROUND_DOWN] = "down",
					[ROUND_UP] = "up"};
static const char *const ties[] = {[TIES_COMPETITION] = "competition",
				   [TIES_DENSE] = "dense",
				   [TIES_MODIFIED] = "modified",
				   [TIES_ORDINAL] = "ordinal",
				   [TIES_FRACTIONAL] = "fractional"};
static const char *const within[] = {[WITHIN_CLASS] = "class",
				     [WITHIN_REGION] = "region",
				     [WITHIN_ALL] = "all",
				     [WITHIN_ALL_EDITIONS] = "all-editions",
				     [WITHIN_CLASS_EDITIONS] = "class-editions"};
static const char *const failures[] = {
    [FAILURE_TRUST] = "trust",     [FAILURE_OPEN] = "open",     [FAILURE_SANDBOX] = "sandbox",
    [FAILURE_TABLE] = "table",     [FAILURE_SIGNAL] = "signal", [FAILURE_EXIT] = "exit",
    [FAILURE_TIME] = "time",       [FAILURE_REPLY] = "reply",   [FAILURE_RETURN] = "return",
    [FAILURE_MEASURE] = "measure", [FAILURE_SYSTEM] = "system"};

/* All languages, whatever the run's is. */
static void add_title(cJSON *object, const struct title *title)
{
	cJSON *inner = json_object(object, "title");

	json_text(inner, "text", title->text ? title->text : "");
	if (title->english)
		json_text(inner, "en", title->english);
	if (title->indonesian)
		json_text(inner, "id", title->indonesian);
}

static void add_precision(cJSON *object, unsigned precision, enum rounding rounding, bool exact)
{
	json_count(object, "precision", precision);
	json_text(object, "rounding", roundings[rounding]);
	json_text(object, "rank_on", exact ? "exact" : "published");
}

static void add_round(cJSON *object, const struct round *round)
{
	add_title(object, &round->title);
	json_text(object, "edition", round->edition);
	add_precision(object, round->precision, round->rounding, round->exact);
	json_count(object, "assumptions", round->assumptions);
}

static void add_editions(cJSON *list, const struct cohort *cohort)
{
	for (unsigned i = 0; i < cohort->n_editions; i++)
		json_entry_text(list, cohort->editions[i]);
}

/* An agency, in a panel with its edition. */
static void add_agency(cJSON *object, const struct results *results, size_t row)
{
	json_text(object, "edition", cohort_edition(results->cohort, row));
	json_text(object, "id", cohort_id(results->cohort, row));
}

static const char *edition_of_group(const struct ranking *ranking, unsigned group)
{
	return ranking->rule->within < WITHIN_ALL_EDITIONS ? ranking->editions[group] : NULL;
}

static void add_classes(cJSON *list, const struct results *results)
{
	static const struct title none = {.text = ""};

	for (unsigned i = 0; i < results->cohort->n_classes; i++) {
		cJSON *entry = json_entry(list);
		int declared = round_class(results->round, results->cohort->classes[i]);

		json_text(entry, "id", results->cohort->classes[i]);
		add_title(entry, declared >= 0 ? &results->round->classes[declared].title : &none);
	}
}

static void add_categories(cJSON *list, const struct scores *scores)
{
	for (size_t i = 0; i < scores->n_categories; i++) {
		const struct category_scores *one = &scores->categories[i];
		cJSON *entry = json_entry(list);

		json_text(entry, "id", one->category->id);
		add_title(entry, &one->category->nodes[0]->title);
		json_text(entry, "plugin", one->category->plugin);
		json_bool(entry, "withheld", one->withheld);
		json_text(entry, "because", one->withheld ? one->because->id : NULL);
	}
}

static void add_counts(cJSON *object, const struct ranking *ranking)
{
	size_t counts[RANK_STATUSES] = {0};

	for (size_t i = 0; i < ranking->n_places; i++)
		counts[ranking->places[i].status]++;
	for (unsigned i = 0; i < RANK_STATUSES; i++)
		json_count(object, rank_status_name(i), counts[i]);
}

static void add_rankings(cJSON *list, const struct rankings *rankings)
{
	for (size_t i = 0; i < rankings->count; i++) {
		const struct ranking *ranking = &rankings->list[i];
		const struct ranking_rule *rule = ranking->rule;
		cJSON *entry = json_entry(list), *groups;

		json_text(entry, "id", rule->id);
		json_text(entry, "of", rule->of);
		add_title(entry, &rule->title);
		json_text(entry, "ties", ties[rule->ties]);
		json_text(entry, "within", within[rule->within]);
		add_precision(entry, rule->precision, rule->rounding, rule->exact);
		json_bool(entry, "withheld", ranking->withheld);
		add_counts(json_object(entry, "counts"), ranking);
		json_count(entry, "precision_ties", ranking->precision_ties);
		groups = json_list(entry, "groups");
		for (unsigned g = 0; g < ranking->n_groups; g++) {
			cJSON *group = json_entry(groups);

			json_text(group, "edition", edition_of_group(ranking, g));
			json_text(group, "id", ranking->groups[g]);
			json_long_list(group, "entries");
		}
	}
}

/* --- Awards and tally --- */

static void add_where(cJSON *object, const struct ranking *ranking, unsigned group)
{
	json_text(object, "of", ranking->rule->of);
	json_text(object, "ranking", ranking->rule->id);
	json_text(object, "group", ranking->groups[group]);
}

static void add_withheld_prizes(cJSON *list, const struct results *results,
				const struct award_rule *award)
{
	for (size_t i = 0; i < results->awards->n_withheld; i++) {
		const struct withheld_prize *tie = &results->awards->withheld[i];
		cJSON *entry, *tied;

		if (tie->award != award)
			continue;
		entry = json_entry(list);
		add_where(entry, tie->ranking, tie->group);
		tied = json_list(entry, "tied");
		for (size_t p = tie->first_place; p < tie->first_place + tie->count; p++)
			add_agency(json_entry(tied), results, tie->ranking->places[p].row);
	}
}

/* The rankings on which an award draws. */
static void add_sources(cJSON *list, const struct round *round, const struct award_rule *award)
{
	for (size_t i = 0; i < award->n_rankings && !award->n_given_to; i++) {
		const struct ranking_rule *rule = &round->rankings[award->rankings[i]];
		cJSON *entry = json_entry(list);

		json_text(entry, "of", rule->of);
		json_text(entry, "ranking", rule->id);
	}
}

static void add_awards(cJSON *list, const struct results *results)
{
	for (size_t i = 0; i < results->round->n_awards; i++) {
		const struct award_rule *award = &results->round->awards[i];
		cJSON *entry = json_entry(list);

		json_text(entry, "id", award->id);
		add_title(entry, &award->title);
		json_text(entry, "source", award->source);
		add_sources(json_list(entry, "rankings"), results->round, award);
		json_long_list(entry, "winners");
		json_long_list(entry, "below_minimum");
		add_withheld_prizes(json_list(entry, "withheld"), results, award);
	}
}

static void add_tally(cJSON *object, const struct round *round, const struct tally *tally)
{
	cJSON *groups;

	json_text(object, "by", round->tally_by_class ? "class" : "region");
	groups = json_list(object, "groups");
	for (size_t i = 0; i < tally->count; i++) {
		const struct tally_row *row = &tally->rows[i];
		cJSON *entry = json_entry(groups), *by_award;

		json_text(entry, "id", row->group);
		json_count(entry, "agencies", row->agencies);
		json_count(entry, "awards", row->awards);
		by_award = json_object(entry, "by_award");
		for (size_t a = 0; a < round->n_tally_awards; a++)
			json_count(by_award, round->awards[round->tally_awards[a]].id,
				   row->by_award[a]);
	}
}

/* --- Evidence, and what was withheld --- */

static int by_size(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

/* Files by what is shown of them, so that neither their order nor their folder matters. */
static int compare_files(const void *a, const void *b)
{
	const struct evidence_file *x = *(const struct evidence_file *const *)a;
	const struct evidence_file *y = *(const struct evidence_file *const *)b;
	int order = strcmp(text_base_name(x->path), text_base_name(y->path));

	order = order ? order : by_size(x->rows, y->rows);
	order = order ? order : by_size(x->scored, y->scored);
	return order ? order : by_size(x->empty, y->empty);
}

static void add_evidence(cJSON *list, const struct cohort *cohort)
{
	const struct evidence_file **files = mem_array(cohort->n_files, sizeof(const void *));

	for (size_t i = 0; i < cohort->n_files; i++)
		files[i] = &cohort->files[i];
	qsort(files, cohort->n_files, sizeof(const void *), compare_files);
	for (size_t i = 0; i < cohort->n_files; i++) {
		cJSON *entry = json_entry(list);

		json_text(entry, "file", text_base_name(files[i]->path));
		json_count(entry, "read", files[i]->rows);
		json_count(entry, "scored", files[i]->scored);
		if (cohort->refusals.count)
			json_count(entry, "refused", files[i]->refused);
		json_count(entry, "empty", files[i]->empty);
	}
	free(files);
}

/* The sentences hang on the language and on the folders: they stand in manifest.json. */
static void add_refused(cJSON *list, const struct cohort *cohort)
{
	for (size_t i = 0; i < cohort->refusals.count; i++) {
		const struct refusal *refusal = &cohort->refusals.list[i];
		cJSON *entry = json_entry(list);

		json_text(entry, "status", refusal_status(refusal->kind));
		json_text(entry, "edition", refusal->edition);
		json_text(entry, "id", *refusal->id ? refusal->id : NULL);
		json_text(entry, "name", refusal->name);
		json_text(entry, "class", refusal->class_id);
		json_text(entry, "region", refusal->region);
		json_count(entry, "records", refusal->records);
		json_text(entry, "code", refusal->code);
		json_text(entry, "file", text_base_name(refusal->place.file));
		json_count(entry, "line", refusal->place.line);
	}
}

/*
 * Which agency a plugin failed at, and the sentence about it, hang on the order of the files and on the
 * language: they stand in manifest.json.
 */
static void add_withheld(cJSON *list, const struct scores *scores)
{
	for (size_t i = 0; i < scores->n_categories; i++) {
		const struct category_scores *one = &scores->categories[i];
		const struct worker_failure *failure;
		cJSON *entry;

		if (!one->withheld)
			continue;
		failure = worker_failure(one->because->worker);
		entry = json_entry(list);
		json_text(entry, "category", one->category->id);
		json_text(entry, "because", one->because->id);
		json_text(entry, "plugin",
			  failure->plugin ? failure->plugin : one->because->plugin);
		json_text(entry, "criterion",
			  failure->instance < one->because->n_instances
			      ? one->because->measured[failure->instance]->id
			      : NULL);
		json_text(entry, "failure", failures[failure->kind]);
	}
}

static void add_frame(cJSON *document, const struct results *results)
{
	json_text(document, "juri", JURI_VERSION);
	if (results->cohort->test)
		json_bool(document, "test", true);
	add_round(json_object(document, "round"), results->round);
	add_editions(json_list(document, "editions"), results->cohort);
	add_classes(json_list(document, "classes"), results);
	add_categories(json_list(document, "categories"), results->scores);
	json_long_list(document, "agencies");
	add_rankings(json_list(document, "rankings"), results->rankings);
	add_awards(json_list(document, "awards"), results);
	if (results->round->has_tally)
		add_tally(json_object(document, "tally"), results->round, results->tally);
	else
		json_text(document, "tally", NULL);
	add_evidence(json_list(document, "evidence"), results->cohort);
	if (results->cohort->refusals.count)
		add_refused(json_list(document, "refused"), results->cohort);
	add_withheld(json_list(document, "withheld"), results->scores);
	json_long_list(document, "left_behind");
	json_long_list(document, "notes");
	json_long_list(document, "treated");
	if (results->changes) {
		json_long_list(document, "changes");
		json_long_list(document, "moved");
	}
}

/* --- The long lists --- */

/* Agencies by edition and id: the order of rows is that of the files. */
static void add_agency_line(struct text *out, const struct cohort *cohort, size_t row)
{

	json_line_text(out, "edition", cohort_edition(cohort, row));
	json_line_text(out, "id", cohort_id(cohort, row));
	json_line_text(out, "name", cohort_name(cohort, row));
	json_line_text(out, "class", cohort_class_id(cohort, row));
	json_line_text(out, "region", cohort_region(cohort, row));
	json_line_bool(out, "competes", cohort_agency(cohort, row)->competes);
	json_line_text(out, "reason", cohort_reason(cohort, row));
}

static void format_agencies(const void *user, size_t first, size_t end, struct text *out)
{
	const struct cohort *cohort = user;

	for (size_t i = first; i < end; i++) {
		json_line_begin(out, i == 0);
		add_agency_line(out, cohort, cohort->by_edition[i]);
		json_line_end(out);
	}
}

/* The entries of one group, which begin at a place. */
struct entries {
	const struct ranking *ranking;
	size_t first;
};

static char *put_number(char *at, size_t length)
{
	return length ? at + length : JSON_PUT(at, "null");
}

static char *put_grid(char *at, grid value, unsigned decimals)
{
	return put_number(at, decimal_write(at, value, decimals));
}

/* An entry has this, and its texts. */
#define ENTRY_ROOM 300

static char *put_numbers(char *at, const struct ranking *ranking,
			 const struct place_in_ranking *place)
{
	unsigned precision = ranking->rule->precision;

	at = JSON_PUT(at, ",\"score\":");
	at = put_grid(at, place_score(ranking, place), precision);
	at = JSON_PUT(at, ",\"exact\":");
	at = put_grid(at, node_score(ranking->scores, place->row), GRID_DECIMALS);
	at = JSON_PUT(at, ",\"coverage\":");
	return put_grid(at, place_coverage(ranking, place), precision);
}

static void add_entry(struct text *out, const struct ranking *ranking,
		      const struct place_in_ranking *place, bool first)
{
	const char *edition = cohort_edition(ranking->cohort, place->row);
	const char *id = cohort_id(ranking->cohort, place->row);
	const char *grade = place_grade(ranking, place), *reason = place_reason(ranking, place);
	const char *status = rank_status_name(place->status);
	const char *decided_by = place_decided_by(ranking, place);
	size_t lengths[] = {strlen(edition), strlen(id),     strlen(grade),
			    strlen(status),  strlen(reason), strlen(decided_by)};
	size_t room = ENTRY_ROOM;
	char *at;

	for (size_t i = 0; i < 6; i++)
		room += JSON_ROOM(lengths[i]);
	at = text_room(out, room);
	at = first ? JSON_PUT(at, "\n{\"rank\":") : JSON_PUT(at, ",\n{\"rank\":");
	at = put_number(at, strlen(rank_text(at, place->twice_rank)));
	at = json_put_text(JSON_PUT(at, ",\"edition\":"), edition, lengths[0]);
	at = json_put_text(JSON_PUT(at, ",\"id\":"), id, lengths[1]);
	at = put_numbers(at, ranking, place);
	at = json_put_text(JSON_PUT(at, ",\"grade\":"), grade, lengths[2]);
	at = json_put_text(JSON_PUT(at, ",\"status\":"), status, lengths[3]);
	at = json_put_text(JSON_PUT(at, ",\"reason\":"), reason, lengths[4]);
	at = json_put_text(JSON_PUT(at, ",\"decided_by\":"), decided_by, lengths[5]);
	*at++ = '}';
	text_end(out, at);
}

static void format_entries(const void *user, size_t first, size_t end, struct text *out)
{
	const struct entries *entries = user;
	const struct place_in_ranking *places = &entries->ranking->places[entries->first];

	for (size_t i = first; i < end; i++)
		add_entry(out, entries->ranking, &places[i], i == 0);
}

/* Returns where the next group begins. */
static size_t add_entries(struct sink *sink, const struct ranking *ranking, unsigned group,
			  size_t first)
{
	const struct entries entries = {ranking, first};
	size_t end = first;

	while (end < ranking->n_places && ranking->places[end].group == group)
		end++;
	sink_rows(sink, end - first, format_entries, &entries);
	return end;
}

static const char *add_all_entries(struct sink *sink, const struct results *results,
				   const char *rest)
{
	for (size_t r = 0; r < results->rankings->count; r++) {
		const struct ranking *ranking = &results->rankings->list[r];
		size_t next = 0;

		for (unsigned g = 0; g < ranking->n_groups; g++) {
			rest = json_until_mark(sink, rest);
			next = add_entries(sink, ranking, g, next);
		}
	}
	return rest;
}

/* --- Winners, and who failed a minimum --- */

#define PRIZE_DEPTH 5 /* document, awards, award, its list, entry */

/* name NULL: no prize. */
static void add_prize(struct text *out, const struct results *results, size_t row, const char *name,
		      const struct ranking *ranking, const struct place_in_ranking *place)
{
	const struct ranking_rule *rule = ranking ? ranking->rule : NULL;
	const char *edition = cohort_edition(results->cohort, row);
	const char *id = cohort_id(results->cohort, row);
	const char *group = ranking ? ranking->groups[place->group] : NULL;

	json_branch_text(out, PRIZE_DEPTH, "edition", edition, true);
	json_branch_text(out, PRIZE_DEPTH, "id", id, false);
	if (name)
		json_branch_text(out, PRIZE_DEPTH, "place", name, false);
	json_branch_text(out, PRIZE_DEPTH, "of", rule ? rule->of : NULL, false);
	json_branch_text(out, PRIZE_DEPTH, "ranking", rule ? rule->id : NULL, false);
	json_branch_text(out, PRIZE_DEPTH, "group", group, false);
	json_branch_end(out, PRIZE_DEPTH);
}

/* A run of the prizes, or of those who failed: of one award. */
struct prizes {
	const struct results *results;
	size_t first;
};

static void format_winners(const void *user, size_t first, size_t end, struct text *out)
{
	const struct prizes *prizes = user;

	for (size_t i = first; i < end; i++) {
		const struct prize *prize = &prizes->results->awards->prizes[prizes->first + i];

		json_branch_begin(out, i == 0);
		add_prize(out, prizes->results, prize->row, prize->name, prize->ranking,
			  prize->place);
	}
}

static void format_failed(const void *user, size_t first, size_t end, struct text *out)
{
	const struct prizes *prizes = user;

	for (size_t i = first; i < end; i++) {
		const struct failed_minimum *failed =
		    &prizes->results->awards->failed[prizes->first + i];

		json_branch_begin(out, i == 0);
		add_prize(out, prizes->results, failed->place->row, NULL, failed->ranking,
			  failed->place);
	}
}

static size_t count_won(const struct awards *awards, size_t first, const struct award_rule *award)
{
	size_t end = first;

	while (end < awards->n_prizes && awards->prizes[end].award == award)
		end++;
	return end - first;
}

static size_t count_failed(const struct awards *awards, size_t first,
			   const struct award_rule *award)
{
	size_t end = first;

	while (end < awards->n_failed && awards->failed[end].award == award)
		end++;
	return end - first;
}

/* Both lists are in the order of the awards. */
static const char *add_all_prizes(struct sink *sink, const struct results *results,
				  const char *rest)
{
	const struct awards *awards = results->awards;
	struct prizes won = {results, 0}, failed = {results, 0};

	for (size_t a = 0; a < results->round->n_awards; a++) {
		const struct award_rule *award = &results->round->awards[a];
		size_t n_won = count_won(awards, won.first, award);
		size_t n_failed = count_failed(awards, failed.first, award);

		rest = json_until_mark(sink, rest);
		sink_rows(sink, n_won, format_winners, &won);
		rest = json_until_mark(sink, rest);
		sink_rows(sink, n_failed, format_failed, &failed);
		won.first += n_won;
		failed.first += n_failed;
	}
	return rest;
}

/* By criterion as they were, then by edition and id. */
static int compare_notes(const void *a, const void *b, void *context)
{
	const struct note *x = *(const struct note *const *)a, *y = *(const struct note *const *)b;
	const struct cohort *cohort = context;

	if (x->node != y->node || x->row == y->row)
		return x < y ? -1 : x > y;
	if (cohort_edition_index(cohort, x->row) != cohort_edition_index(cohort, y->row))
		return cohort_edition_index(cohort, x->row) < cohort_edition_index(cohort, y->row)
			   ? -1
			   : 1;
	return strcmp(cohort_id(cohort, x->row), cohort_id(cohort, y->row));
}

/*
 * Notes about agencies; what methods say of no agency comes once per slice, and slices follow the files. Notes of a
 * category that failed stop somewhere.
 */
static const struct note **list_notes(const struct results *results, size_t *count)
{
	const struct measured *measured = results->measured;
	const struct note **list = mem_array(measured->n_notes, sizeof(*list));

	*count = 0;
	for (size_t i = 0; i < measured->n_notes; i++) {
		const struct note *note = &measured->notes[i];

		if (note->row != SIZE_MAX &&
		    !scores_of(results->scores, note->node->category)->withheld)
			list[(*count)++] = note;
	}
	qsort_r(list, *count, sizeof(*list), compare_notes, (void *)results->cohort);
	return list;
}

struct notes {
	const struct cohort *cohort;
	const struct note **list;
};

static void format_notes(const void *user, size_t first, size_t end, struct text *out)
{
	const struct notes *notes = user;

	for (size_t i = first; i < end; i++) {
		const struct note *note = notes->list[i];

		json_line_begin(out, i == 0);
		json_line_text(out, "category", note->node->category->id);
		json_line_text(out, "node", note->node->id);
		json_line_text(out, "edition", cohort_edition(notes->cohort, note->row));
		json_line_text(out, "id", cohort_id(notes->cohort, note->row));
		json_line_bool(out, "undefined", note->undefined);
		json_line_text(out, "text", note->text);
		json_line_end(out);
	}
}

static void add_notes(struct sink *sink, const struct results *results)
{
	size_t count;
	struct notes notes = {results->cohort, list_notes(results, &count)};

	sink_rows(sink, count, format_notes, &notes);
	free(notes.list);
}

#define FULL 65536 /* bytes that are worth handing on */

/* The measures that outliers changed. Which one comes first is known on the way only. */
struct treated {
	struct sink *sink;
	struct text text;
	bool any;
};

static void add_treated_row(struct treated *treated, const struct cohort *cohort,
			    const struct node *node, const struct node_scores *scores, size_t row)
{
	struct text *out = &treated->text;
	char number[DECIMAL_TEXT];

	json_line_begin(out, !treated->any);
	json_line_text(out, "category", node->category->id);
	json_line_text(out, "node", node->id);
	json_line_text(out, "edition", cohort_edition(cohort, row));
	json_line_text(out, "id", cohort_id(cohort, row));
	json_line_number(out, "from", decimal_print_double(number, node_measure(scores, row)));
	json_line_number(out, "to", decimal_print_double(number, node_treated(scores, row)));
	json_line_text(out, "how", outliers_name(node_treatment(scores, row)));
	json_line_end(out);
	treated->any = true;
}

static void add_treated_node(struct treated *treated, const struct cohort *cohort,
			     const struct node *node, const struct node_scores *scores)
{
	for (size_t i = 0; i < cohort->rows; i++) {
		size_t row = cohort->by_edition[i];

		if (node_treatment(scores, row) != TREATED_NOT)
			add_treated_row(treated, cohort, node, scores, row);
		if (treated->text.length < FULL)
			continue;
		sink_add(treated->sink, treated->text.data, treated->text.length);
		treated->text.length = 0;
	}
}

/* As in treated.csv. */
static void add_treated(struct sink *sink, const struct results *results)
{
	struct treated treated = {.sink = sink};

	for (size_t c = 0; c < results->scores->n_categories; c++) {
		const struct category_scores *one = &results->scores->categories[c];

		for (size_t i = 0; i < one->category->n_nodes; i++)
			if (node_is_treated(&one->nodes[i]))
				add_treated_node(&treated, results->cohort, one->category->nodes[i],
						 &one->nodes[i]);
	}
	sink_add(sink, treated.text.data, treated.text.length);
	text_free(&treated.text);
}

static void format_left_behind(const void *user, size_t first, size_t end, struct text *out)
{
	const struct entrants *entrants = user;

	for (size_t i = first; i < end; i++) {
		const struct left_behind *row = &entrants->rows[i];

		json_line_begin(out, i == 0);
		json_line_text(out, "stage", row->stage);
		json_line_text(out, "of", row->of);
		json_line_text(out, "edition", row->edition);
		json_line_text(out, "group", row->group);
		json_line_number(out, "rank", row->rank);
		json_line_text(out, "id", row->id);
		json_line_text(out, "name", row->name);
		json_line_text(out, "class", row->class_id);
		json_line_text(out, "region", row->region);
		json_line_text(out, "status", row->status);
		json_line_text(out, "reason", row->reason);
		json_line_end(out);
	}
}

static const char *add_changes(struct sink *sink, const struct results *results, const char *rest)
{
	struct text text = {0};

	changes_json(results->changes, &text);
	rest = json_until_mark(sink, rest);
	sink_add(sink, text.data, text.length);
	text.length = 0;
	moves_json(results->moves, &text);
	rest = json_until_mark(sink, rest);
	sink_add(sink, text.data, text.length);
	text_free(&text);
	return rest;
}

void results_json(const struct results *results, struct sink *sink)
{
	cJSON *document = json_document();
	struct text frame = {0};
	const char *rest;

	add_frame(document, results);
	json_finish(document, &frame);
	rest = json_until_mark(sink, frame.data);
	sink_rows(sink, results->cohort->rows, format_agencies, results->cohort);
	rest = add_all_entries(sink, results, rest);
	rest = add_all_prizes(sink, results, rest);
	rest = json_until_mark(sink, rest);
	if (results->entrants)
		sink_rows(sink, results->entrants->n_rows, format_left_behind, results->entrants);
	rest = json_until_mark(sink, rest);
	add_notes(sink, results);
	rest = json_until_mark(sink, rest);
	add_treated(sink, results);
	if (results->changes)
		rest = add_changes(sink, results, rest);
	sink_add_text(sink, rest);
	text_free(&frame);
}
