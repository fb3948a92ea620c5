#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "criteria.h"
#include "lint_parts.h"

/* Values of another magnitude than their neighbours: units that were mixed. */

#define SPREAD_OF_TEN 2 /* how far the neighbours of a value 10 times off may be apart */
#define LEAST_TEN 8     /* "about 10 times" */
#define MOST_TEN 12.5
#define LEAST_HUNDRED 50
#define FEW 5    /* values with fewer of which a column shows no unit */
#define SMALL 10 /* whole numbers below are counts, in which a factor of ten is nothing odd */

/* A positive value and whose it is. */
struct entry {
	double value;
	size_t row;
};

static int by_value(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* A few entries that lie apart from the rest. */
struct stray {
	const struct entry *list, *rest;
	size_t n, n_rest;
	double
	    factor; /* how many times the rest's median is the stray nearest to it, or the other way round */
	bool below;
};

static double median(const struct entry *list, size_t n)
{
	return n % 2 ? list[n / 2].value : (list[n / 2 - 1].value + list[n / 2].value) / 2;
}

static bool is_count(const struct stray *stray)
{
	double least = stray->below ? stray->list[0].value : stray->rest[0].value;

	return least < SMALL && least == floor(least);
}

/* Neighbours must be close together for a value to be off: the farther off it is, the less close. */
static bool is_tight(const struct stray *stray)
{
	double spread = stray->rest[stray->n_rest - 1].value / stray->rest[0].value;

	if (stray->factor < LEAST_HUNDRED)
		return stray->factor >= LEAST_TEN && stray->factor <= MOST_TEN &&
		       spread <= SPREAD_OF_TEN && !is_count(stray);
	return spread * spread <= stray->factor;
}

/* The first n or the last n of a sorted list against the others. */
static bool is_stray(const struct entry *list, size_t n_all, size_t n, bool below,
		     struct stray *stray)
{
	const struct entry *nearest;
	double middle;

	*stray = (struct stray){.list = below ? list : list + n_all - n,
				.rest = below ? list + n : list,
				.n = n,
				.n_rest = n_all - n,
				.below = below};
	nearest = below ? &list[n - 1] : stray->list;
	middle = median(stray->rest, stray->n_rest);
	stray->factor = below ? middle / nearest->value : nearest->value / middle;
	return is_tight(stray);
}

/* At most a quarter of a sorted list may be off, and at least `least` must agree. */
static bool find_stray(const struct entry *list, size_t n, size_t least, struct stray *stray)
{
	size_t most = n / 4 ? n / 4 : 1;

	for (size_t k = 1; k <= most && n >= k + least; k++)
		if (is_stray(list, n, k, true, stray) || is_stray(list, n, k, false, stray))
			return true;
	return false;
}

/* --- Fields --- */

/* What a set of agencies is compared in. */
struct set {
	struct lint *lint;
	const struct cohort *cohort;
	unsigned field;
	struct entry *entries; /* room for all rows */
	size_t n;
};

static void add_entry(struct set *set, size_t row)
{
	double value = cohort_value(set->cohort, row, set->field);

	if (value > 0)
		set->entries[set->n++] = (struct entry){value, row};
}

static const char *edition_of(const struct cohort *cohort, size_t row)
{
	return cohort->n_editions > 1 ? cohort_edition(cohort, row) : "";
}

static void tell_stray(struct set *set, const struct stray *stray, bool editions)
{
	const struct cohort *cohort = set->cohort;
	const struct entry *first = stray->list;
	char found[DECIMAL_TEXT], low[DECIMAL_TEXT], high[DECIMAL_TEXT];
	struct place place = cohort_place(cohort, first->row);
	struct text who = {0};

	text_print(&who, "%s%s%s", cohort_id(cohort, first->row), cohort->n_editions > 1 ? " " : "",
		   edition_of(cohort, first->row));
	if (stray->n > 1)
		text_print(&who, _(" and %zu more"), stray->n - 1);
	decimal_print_double(found, first->value);
	decimal_print_double(low, stray->rest[0].value);
	decimal_print_double(high, stray->rest[stray->n_rest - 1].value);
	problem_warning(
	    set->lint->problems, W_OFF, &place,
	    editions
		? _("%s: of agency %s it is %s, of its other editions %s..%s; mixed units?")
		: _("%s: of agency %s it is %s, of the others of its class %s..%s; mixed units?"),
	    cohort->fields[set->field].id, who.data, found, low, high);
	text_free(&who);
}

static void look_at_set(struct set *set, size_t least, bool editions)
{
	struct stray stray;

	qsort(set->entries, set->n, sizeof(*set->entries), by_value);
	if (find_stray(set->entries, set->n, least, &stray))
		tell_stray(set, &stray, editions);
	set->n = 0;
}

/* An agency among those of its class and edition. */
static void look_at_classes(struct set *set)
{
	const struct cohort *cohort = set->cohort;

	for (unsigned g = 0; g < cohort->n_editions * cohort->n_classes; g++) {
		for (size_t i = 0; i < cohort->rows; i++)
			if (cohort_class_in_edition(cohort, cohort->by_edition[i]) == g)
				add_entry(set, cohort->by_edition[i]);
		look_at_set(set, 4, false);
	}
}

/* An agency among its other editions: by_id has them side by side. */
static void look_at_editions(struct set *set)
{
	const struct cohort *cohort = set->cohort;
	const char *last = "";

	for (size_t i = 0; i < cohort->rows; i++) {
		const char *id = cohort_id(cohort, cohort->by_id[i]);

		if (strcmp(id, last) != 0)
			look_at_set(set, 2, true);
		last = id;
		add_entry(set, cohort->by_id[i]);
	}
	look_at_set(set, 2, true);
}

/* --- Whole columns --- */

/* All values of a field, or of one edition. */
static void gather(struct set *set, unsigned edition, bool all)
{
	const struct cohort *cohort = set->cohort;

	set->n = 0;
	for (size_t i = 0; i < cohort->rows; i++)
		if (all || cohort_edition_index(cohort, cohort->by_id[i]) == edition)
			add_entry(set, cohort->by_id[i]);
	qsort(set->entries, set->n, sizeof(*set->entries), by_value);
}

/* The medians of the editions, the one that is off told. */
static void look_at_medians(struct set *set)
{
	const struct cohort *cohort = set->cohort;
	struct entry *medians = mem_array(cohort->n_editions, sizeof(*medians));
	char found[DECIMAL_TEXT], low[DECIMAL_TEXT], high[DECIMAL_TEXT];
	struct stray stray;
	size_t n = 0;

	for (unsigned e = 0; e < cohort->n_editions; e++) {
		gather(set, e, false);
		if (set->n)
			medians[n++] = (struct entry){median(set->entries, set->n), e};
	}
	qsort(medians, n, sizeof(*medians), by_value);
	if (n > 1 && find_stray(medians, n, 1, &stray) && stray.factor >= LEAST_HUNDRED)
		problem_warning(set->lint->problems, W_OFF_SCALE, NULL,
				_("%s: its median is %s in the edition %s, in the others %s..%s; "
				  "another unit?"),
				cohort->fields[set->field].id,
				decimal_print_double(found, stray.list[0].value),
				cohort->editions[stray.list[0].row],
				decimal_print_double(low, stray.rest[0].value),
				decimal_print_double(high, stray.rest[stray.n_rest - 1].value));
	free(medians);
	set->n = 0;
}

static bool is_whole(const struct set *set)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->entries[i].value != floor(set->entries[i].value))
			return false;
	return true;
}

/* Values that fill a hundredth of the range of their field; counts may, their range ends anywhere. */
static void look_at_range(struct set *set)
{
	const struct field *field = &set->cohort->fields[set->field];
	char low[DECIMAL_TEXT], high[DECIMAL_TEXT], wanted[DECIMAL_TEXT];

	gather(set, 0, true);
	if (set->n >= FEW && !is_whole(set) && isfinite(field->max) && field->max > 0 &&
	    set->entries[set->n - 1].value <= field->max / 100)
		problem_warning(set->lint->problems, W_OFF_SCALE, NULL,
				_("%s: its values lie in %s..%s, its range goes up to %s; another "
				  "unit?"),
				field->id, decimal_print_double(low, set->entries[0].value),
				decimal_print_double(high, set->entries[set->n - 1].value),
				decimal_print_double(wanted, field->max));
	set->n = 0;
}

/* The largest number of which a criterion's scale speaks, or 0 where there is none to compare with. */
static double largest_of(const struct node *node)
{
	const struct scale *scale = &node->scale;
	double largest = 0;

	if (scale->kind == SCALE_AS_IS && !node->range.any && span_is_judged(node))
		return scale->high;
	if (scale->kind == SCALE_GOALPOSTS || scale->kind == SCALE_LOG_GOALPOSTS)
		return fmax(fabs(scale->a), fabs(scale->b));
	if (scale->kind == SCALE_MINMAX && scale->reference == REFERENCE_FROZEN)
		return fmax(fabs(scale->frozen_min), fabs(scale->frozen_max));
	for (size_t i = 0; scale->kind == SCALE_TABLE && i < scale->n_table; i++)
		largest = fmax(largest, fabs(scale->table_x[i]));
	for (size_t i = 0; scale->kind == SCALE_STEPS && i + 1 < scale->steps.count; i++)
		largest = fmax(largest, fabs(scale->steps.list[i].bound));
	return largest;
}

/* The measures of a criterion, as entries. */
static size_t gather_measures(const struct lint *lint, const struct node *node,
			      struct entry *entries)
{
	const struct node_scores *results = scores_of_node(&lint->run->scores, node);
	size_t n = 0;

	for (size_t row = 0; row < lint->run->cohort.rows; row++)
		if (node_state(results, row) == STATE_VALUE && fabs(node_measure(results, row)) > 0)
			entries[n++] = (struct entry){fabs(node_measure(results, row)), row};
	qsort(entries, n, sizeof(*entries), by_value);
	return n;
}

/* All measures at most a hundredth of what the scale speaks of, or most of them a hundred times it. */
static void look_at_scale(struct lint *lint, const struct node *node, struct entry *entries)
{
	double largest = largest_of(node);
	size_t n = largest > 0 ? gather_measures(lint, node, entries) : 0;
	char low[DECIMAL_TEXT], high[DECIMAL_TEXT], wanted[DECIMAL_TEXT];

	if (n < FEW ||
	    (entries[n - 1].value > largest / 100 && median(entries, n) < largest * LEAST_HUNDRED))
		return;
	problem_warning(lint->problems, W_OFF_SCALE, lint_place(node, "scale"),
			_("%s: its measures lie in %s..%s, its scale speaks of numbers up to %s; "
			  "another unit?"),
			keys_header(node->section), decimal_print_double(low, entries[0].value),
			decimal_print_double(high, entries[n - 1].value),
			decimal_print_double(wanted, largest));
}

static void see_scale(struct lint *lint, const struct node *node)
{
	struct entry *entries;

	if (node->kind != NODE_CRITERION || !lint_is_scored(lint, node) ||
	    lint_is_meant(lint, node, W_OFF_SCALE))
		return;
	entries = mem_array(lint->run->cohort.rows, sizeof(*entries));
	look_at_scale(lint, node, entries);
	free(entries);
}

/* --- The whole --- */

/* The criterion that uses a field first, or NULL. */
static const struct node *user_of(const struct round *round, unsigned field)
{
	for (size_t c = 0; c < round->n_categories; c++) {
		const struct category *category = round->categories[c];

		for (size_t i = 0; i < category->n_instances; i++) {
			const struct node *node = category->measured[i];
			const unsigned *fields = node->fields;

			for (unsigned r = 0; r < node->method->n_roles; fields += node->counts[r++])
				for (unsigned k = 0; k < node->counts[r]; k++)
					if (fields[k] == field)
						return node;
		}
	}
	return NULL;
}

/* Texts and replaced numbers have no unit. */
static bool has_unit(const struct field *field)
{
	return !field->n_codes && !field->steps.count && field->fold != FOLD_COUNT;
}

static void look_at_field(struct set *set)
{
	const struct node *node = user_of(set->lint->round, set->field);

	if (!node || !has_unit(&set->cohort->fields[set->field]))
		return;
	if (!lint_is_meant(set->lint, node, W_OFF)) {
		look_at_classes(set);
		if (set->cohort->n_editions > 1)
			look_at_editions(set);
	}
	if (lint_is_meant(set->lint, node, W_OFF_SCALE))
		return;
	look_at_range(set);
	if (set->cohort->n_editions > 1)
		look_at_medians(set);
}

void lint_neighbours(struct lint *lint)
{
	const struct cohort *cohort = &lint->run->cohort;
	struct set set = {.lint = lint,
			  .cohort = cohort,
			  .entries = mem_array(cohort->rows, sizeof(*set.entries))};

	for (set.field = 0; set.field < cohort->n_fields; set.field++)
		look_at_field(&set);
	lint_each(lint, see_scale);
	free(set.entries);
}
