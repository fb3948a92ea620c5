#include <stdlib.h>

#include "scoring_parts.h"
#include "text.h"

/* What is wrong: collected by whoever finds it, and told in one order by one thread. */

void scoring_flaw(struct scoring_scratch *s, const struct node *node, size_t row, struct flaw flaw)
{
	flaw.number = (uint32_t)node->order;
	flaw.row = (uint32_t)row;
	s->flaws = mem_grow(s->flaws, s->n_flaws, sizeof(*s->flaws));
	s->flaws[s->n_flaws++] = flaw;
}

/* --- Their order: by node, by kind where one kind comes first for all agencies, by id --- */

/* A value beyond the grid comes among those below 0, agency by agency. */
static enum flaw_kind turn(enum flaw_kind kind)
{
	return kind == FLAW_GRID ? FLAW_ROOTS : kind;
}

static int by_turn(const void *a, const void *b, void *user)
{
	const struct flaw *x = a, *y = b;
	const size_t *place = user;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (turn(x->kind) != turn(y->kind))
		return turn(x->kind) < turn(y->kind) ? -1 : 1;
	return place[x->row] < place[y->row] ? -1 : place[x->row] > place[y->row];
}

static void sort(const struct scoring *scoring, struct flaw *flaws, size_t n)
{
	size_t *place = mem_array(scoring->cohort->rows, sizeof(*place));

	for (size_t i = 0; i < scoring->cohort->rows; i++)
		place[scoring->cohort->by_id[i]] = i;
	qsort_r(flaws, n, sizeof(*flaws), by_turn, place);
	free(place);
}

/* --- Their words --- */

/* The node's path as people name it: CATEGORY or CATEGORY/NODE. */
static const char *node_name(const struct node *node, struct text *text)
{
	text->length = 0;
	text_add(text, node->category->id);
	if (node->parent)
		text_print(text, "/%s", node->id);
	return text->data;
}

/* What a machine wants to know, besides the place in a file. */
static struct place place_of(const struct place *file, const struct node *node)
{
	struct place place = *file;

	place.category = node->category->id;
	place.criterion = node->kind == NODE_CRITERION ? node->id : NULL;
	return place;
}

static void tell_of_agency(struct problems *problems, const struct cohort *cohort,
			   const struct node *node, size_t row, const char *code,
			   const char *expected, const char *found)
{
	const char *id = cohort_id(cohort, row);
	struct place at = cohort_place(cohort, row), place = place_of(&at, node);
	struct text name = {0};

	place.agency = id;
	problem_error(problems, EXIT_EVIDENCE, code, &place,
		      _("agency %s, %s: expected %s, found %s"), id, node_name(node, &name),
		      expected, found);
	text_free(&name);
}

static void tell_constant(struct problems *problems, const struct cohort *cohort,
			  const struct node *node, size_t row)
{
	struct place place = place_of(&node->place, node);
	struct text name = {0};

	problem_error(
	    problems, EXIT_EVIDENCE, "E-SCO-003", &place,
	    _("%s: expected different values for a relative scale, found the same of all that are "
	      "compared with %s; set constant to points or drop"),
	    node_name(node, &name), cohort_id(cohort, row));
	text_free(&name);
}

static void tell_range(struct problems *problems, const struct cohort *cohort,
		       const struct node *node, const struct flaw *flaw)
{
	char low[DECIMAL_TEXT], high[DECIMAL_TEXT], found[DECIMAL_TEXT];
	char *expected =
	    mem_print(_("points within %s..%s"), decimal_print_short(low, node->range.low),
		      decimal_print_short(high, node->range.high));

	tell_of_agency(problems, cohort, node, flaw->row, "E-SCO-001", expected,
		       decimal_print_short(found, flaw->found.score));
	free(expected);
}

static void tell(struct problems *problems, const struct cohort *cohort, const struct node *node,
		 const struct flaw *flaw)
{
	char found[DECIMAL_TEXT];

	switch (flaw->kind) {
	case FLAW_ROOTS:
		tell_of_agency(problems, cohort, node, flaw->row, "E-SCO-004",
			       _("values from 0 under this aggregate"), _("one below 0"));
		break;
	case FLAW_GRID:
		tell_of_agency(problems, cohort, node, flaw->row, "E-SCO-005",
			       _("a score between -9223372036 and 9223372036"), _("one beyond"));
		break;
	case FLAW_CONSTANT:
		tell_constant(problems, cohort, node, flaw->row);
		break;
	case FLAW_MEASURE:
		tell_of_agency(problems, cohort, node, flaw->row, "E-SCO-002",
			       _("a measure that the scale can take"),
			       decimal_print_double(found, flaw->found.measure));
		break;
	case FLAW_SCORE:
		tell_of_agency(problems, cohort, node, flaw->row, "E-SCO-002",
			       _("a score that the scale can take"),
			       decimal_print_short(found, flaw->found.score));
		break;
	case FLAW_RANGE:
		tell_range(problems, cohort, node, flaw);
		break;
	}
}

/* --- All of them --- */

static struct flaw *collect(const struct scoring *scoring, size_t *n)
{
	struct flaw *all = NULL;

	*n = 0;
	for (const struct scoring_scratch *s = scoring->scratches; s; s = s->next)
		for (size_t i = 0; i < s->n_flaws; i++) {
			const struct plan *plan = &scoring->plans[s->flaws[i].number];

			if (scoring->scores->categories[plan->category].withheld)
				continue;
			all = mem_grow(all, *n, sizeof(*all));
			all[(*n)++] = s->flaws[i];
		}
	return all;
}

void scoring_tell(const struct scoring *scoring, struct problems *problems)
{
	size_t n;
	struct flaw *flaws = collect(scoring, &n);

	if (n)
		sort(scoring, flaws, n);
	for (size_t i = 0; i < n; i++)
		tell(problems, scoring->cohort, scoring->round->order[flaws[i].number], &flaws[i]);
	free(flaws);
}
