#include "award.h"

#include <stdlib.h>
#include <string.h>

#define W_MENTION_WAITS "W-AWD-001" /* a mention of someone who is refused or absent */

/* What an award demands of the agencies of one class. */
struct demand {
	const struct class_limits *limits;
	bool applies; /* the class takes part, and something is demanded */
};

struct giver {
	const struct round *round;
	const struct cohort *cohort;
	struct awards *awards;
	struct problems *problems;
	struct demand *demands; /* of the award in hand, per class of the cohort */
	/* The last name of a place: those of one rank are one. */
	size_t named_rank;
	const char *name;
};

#define LONGEST_NAME DECIMAL_TEXT /* a count, or MMMDCCCLXXXVIII */

const char *award_roman(struct arena *arena, size_t n, bool as_number)
{
	static const struct {
		size_t value;
		const char *letters;
	} parts[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"},
		     {90, "XC"},  {50, "L"},   {40, "XL"}, {10, "X"},   {9, "IX"},
		     {5, "V"},    {4, "IV"},   {1, "I"}};
	char name[LONGEST_NAME], *at = name;

	if (as_number || n < 1 || n > 3999)
		return arena_copy(arena, name, decimal_write_count(name, n));
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		for (; n >= parts[i].value; n -= parts[i].value)
			at = stpcpy(at, parts[i].letters);
	return arena_copy(arena, name, (size_t)(at - name));
}

/* The name of the place of a winner: by its rank, for modified and fractional by its competition rank. */
static const char *place_name(struct giver *giver, const struct award_rule *award,
			      const struct ranking *ranking, const struct place_in_ranking *place)
{
	enum ties ties = ranking->rule->ties;
	size_t rank = ties == TIES_MODIFIED || ties == TIES_FRACTIONAL ? place->better + 1
								       : place->twice_rank / 2;

	if (award->n_places && rank <= award->n_places)
		return award->places[rank - 1];
	if (rank != giver->named_rank)
		giver->name = award_roman(&giver->awards->arena, rank, award->n_places > 0);
	giver->named_rank = rank;
	return giver->name;
}

static void add_prize(struct giver *giver, struct prize prize)
{
	struct awards *awards = giver->awards;

	awards->prizes = mem_grow(awards->prizes, awards->n_prizes, sizeof(*awards->prizes));
	awards->prizes[awards->n_prizes++] = prize;
}

/* The position of a grade, best first. */
static size_t grade_order(const struct node *node, const char *grade)
{
	size_t i = 0;

	while (i < node->grades.count && strcmp(node->grades.list[i].text, grade) != 0)
		i++;
	return i;
}

static bool passes_minima(const struct class_limits *limits, const struct ranking *ranking,
			  const struct place_in_ranking *place)
{
	const struct node *node = ranking->rule->node;

	return !(limits->has_score && place_score(ranking, place) < limits->min_score) &&
	       !(limits->has_coverage && place_coverage(ranking, place) < limits->min_coverage) &&
	       !(limits->has_grade && grade_order(node, place_grade(ranking, place)) >
					  grade_order(node, limits->min_grade));
}

static bool has_limits(const struct class_limits *limits)
{
	return limits->has_first || limits->has_score || limits->has_grade || limits->has_coverage;
}

/* Once for each class, not for each agency. */
static void find_demands(struct giver *giver, const struct award_rule *award)
{
	const struct cohort *cohort = giver->cohort;

	for (unsigned c = 0; c < cohort->n_classes; c++) {
		int declared = round_class(giver->round, cohort->classes[c]);
		struct demand *demand = &giver->demands[c];

		demand->limits = declared < 0 ? &award->limits : &award->class_limits[declared];
		demand->applies =
		    has_limits(demand->limits) &&
		    round_class_in(award->classes, award->n_classes, cohort->classes[c]);
	}
	giver->named_rank = 0;
}

static void withhold(struct giver *giver, const struct award_rule *award,
		     const struct ranking *ranking, const struct place_in_ranking *place)
{
	struct awards *awards = giver->awards;
	size_t index = (size_t)(place - ranking->places);
	struct withheld_prize *last =
	    awards->n_withheld ? &awards->withheld[awards->n_withheld - 1] : NULL;

	if (last && last->award == award && last->ranking == ranking &&
	    last->group == place->group) {
		last->count++;
		return;
	}
	awards->withheld =
	    mem_grow(awards->withheld, awards->n_withheld, sizeof(*awards->withheld));
	awards->withheld[awards->n_withheld++] =
	    (struct withheld_prize){award, ranking, place->group, index, 1};
}

static void fail(struct giver *giver, struct failed_minimum failed)
{
	struct awards *awards = giver->awards;

	awards->failed = mem_grow(awards->failed, awards->n_failed, sizeof(*awards->failed));
	awards->failed[awards->n_failed++] = failed;
}

static void consider(struct giver *giver, const struct award_rule *award,
		     const struct ranking *ranking, const struct place_in_ranking *place)
{
	const struct agency *agency = cohort_agency(giver->cohort, place->row);
	const struct demand *demand = &giver->demands[agency->class_index];
	const struct class_limits *limits = demand->limits;

	if (place->status != RANKED || !demand->applies ||
	    (limits->has_first && place->better >= limits->first))
		return;
	if (!passes_minima(limits, ranking, place))
		fail(giver, (struct failed_minimum){award, ranking, place});
	else if (limits->has_first && award->withhold &&
		 place->better + place->equal > limits->first)
		withhold(giver, award, ranking, place);
	else
		add_prize(giver,
			  (struct prize){.award = award,
					 .ranking = ranking,
					 .place = place,
					 .row = place->row,
					 .name = limits->has_first
						     ? place_name(giver, award, ranking, place)
						     : ""});
}

static const struct cohort *sorting;

static int by_edition_and_class(const void *a, const void *b)
{
	const struct prize *x = a, *y = b;
	unsigned one = cohort_class_in_edition(sorting, x->row);
	unsigned other = cohort_class_in_edition(sorting, y->row);

	if (one != other)
		return one < other ? -1 : 1;
	return strcmp(cohort_id(sorting, x->row), cohort_id(sorting, y->row));
}

/* The row of an agency in the last of its editions, or SIZE_MAX. */
static size_t last_row(const struct cohort *cohort, const char *id)
{
	size_t row = SIZE_MAX;

	for (unsigned e = cohort->n_editions; e-- > 0 && row == SIZE_MAX;)
		row = cohort_find_in(cohort, id, strlen(id), cohort->editions[e]);
	return row;
}

/* Whether the last edition of an agency is among those that are refused or absent; row: the last that is there. */
static bool is_refused(const struct cohort *cohort, const char *id, size_t row)
{
	const char *last = refusals_last_edition(&cohort->refusals, id);

	return last && (row == SIZE_MAX || strcmp(last, cohort_edition(cohort, row)) > 0);
}

/* Nobody is given a mention beside the list of those whose evidence was refused. */
static void wait(struct giver *giver, const struct award_rule *award, const char *id)
{
	problem_warning(giver->problems, W_MENTION_WAITS, &award->place,
			_("[award %s] given-to: the evidence of agency %s was refused or is "
			  "absent; the mention waits"),
			award->id, text_quoted(id));
}

/* A mention: given to whom people chose. */
static void mention(struct giver *giver, const struct award_rule *award)
{
	const struct cohort *cohort = giver->cohort;
	size_t before = giver->awards->n_prizes;

	for (size_t i = 0; i < award->n_given_to; i++) {
		size_t row = last_row(cohort, award->given_to[i]);

		if (is_refused(cohort, award->given_to[i], row))
			wait(giver, award, award->given_to[i]);
		else if (row == SIZE_MAX)
			problem_error(
			    giver->problems, EXIT_CONFIG, "E-INI-020", &award->place,
			    _("[award %s] given-to: expected an agency of the evidence, found %s"),
			    award->id, text_quoted(award->given_to[i]));
		else
			add_prize(giver, (struct prize){.award = award, .row = row, .name = ""});
	}
	sorting = cohort;
	if (giver->awards->n_prizes > before)
		qsort(giver->awards->prizes + before, giver->awards->n_prizes - before,
		      sizeof(struct prize), by_edition_and_class);
}

void award_all(const struct round *round, const struct cohort *cohort,
	       const struct rankings *rankings, struct awards *awards, struct problems *problems)
{
	struct giver giver = {.round = round,
			      .cohort = cohort,
			      .awards = awards,
			      .problems = problems,
			      .demands = mem_array(cohort->n_classes, sizeof(struct demand))};

	*awards = (struct awards){0};
	for (size_t a = 0; a < round->n_awards; a++) {
		const struct award_rule *award = &round->awards[a];

		find_demands(&giver, award);
		for (size_t r = 0; r < award->n_rankings && !award->n_given_to; r++) {
			const struct ranking *ranking = &rankings->list[award->rankings[r]];

			for (size_t p = 0; p < ranking->n_places; p++)
				consider(&giver, award, ranking, &ranking->places[p]);
		}
		mention(&giver, award);
	}
	free(giver.demands);
}

void awards_free(struct awards *awards)
{
	free(awards->prizes);
	free(awards->failed);
	free(awards->withheld);
	arena_free(&awards->arena);
	*awards = (struct awards){0};
}
