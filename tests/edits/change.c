#include "change.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The row in run of an agency of another. */
static size_t row_in(const struct run *run, const struct run *other, size_t row)
{
	const char *id = cohort_id(&other->cohort, row);

	return cohort_find_in(&run->cohort, id, strlen(id), cohort_edition(&other->cohort, row));
}

/* --- What an agency's evidence says --- */

static unsigned field_of(const struct cohort *cohort, const char *id)
{
	for (unsigned f = 0; f < cohort->n_fields; f++)
		if (!strcmp(cohort->fields[f].id, id))
			return f;
	return UINT32_MAX;
}

/* Where a glob makes a column of what one agency brings, all others miss it: that is not to be without the column. */
static unsigned state_of(const struct cohort *cohort, size_t row, unsigned field)
{
	return field == UINT32_MAX ? STATE_LIMIT : cohort_state(cohort, row, field);
}

static bool same_value(const struct cohort *a, size_t row, unsigned field, const struct cohort *b,
		       size_t other, unsigned other_field)
{
	double x = field == UINT32_MAX ? NAN : cohort_value(a, row, field);
	double y = other_field == UINT32_MAX ? NAN : cohort_value(b, other, other_field);

	return state_of(a, row, field) == state_of(b, other, other_field) &&
	       (x == y || (isnan(x) && isnan(y)));
}

/* Of the fields that a has. */
static bool same_fields(const struct cohort *a, size_t row, const struct cohort *b, size_t other)
{
	for (unsigned f = 0; f < a->n_fields; f++)
		if (!same_value(a, row, f, b, other, field_of(b, a->fields[f].id)))
			return false;
	return true;
}

static bool is_same(const struct run *a, size_t row, const struct run *b, size_t other)
{
	const struct agency *x = cohort_agency(&a->cohort, row),
			    *y = cohort_agency(&b->cohort, other);

	return !strcmp(cohort_class_id(&a->cohort, row), cohort_class_id(&b->cohort, other)) &&
	       !strcmp(cohort_region(&a->cohort, row), cohort_region(&b->cohort, other)) &&
	       x->competes == y->competes && x->left_out == y->left_out &&
	       same_fields(&a->cohort, row, &b->cohort, other) &&
	       same_fields(&b->cohort, other, &a->cohort, row);
}

static bool is_changed(const struct run *a, size_t row, const struct run *b)
{
	size_t other = row_in(b, a, row);

	return other == SIZE_MAX || !is_same(a, row, b, other);
}

size_t change_count(const struct run *a, const struct run *b)
{
	size_t count = 0;

	for (size_t row = 0; row < a->cohort.rows; row++)
		count += is_changed(a, row, b);
	for (size_t row = 0; row < b->cohort.rows; row++)
		count += row_in(a, b, row) == SIZE_MAX;
	return count;
}

/* --- What may move --- */

static bool is_relative(const struct scale *scale)
{
	return scale->kind >= SCALE_MINMAX && scale->kind != SCALE_NONE;
}

static bool looks_at_others(const struct node *node)
{
	return (node->kind == NODE_CRITERION
		    ? is_relative(&node->scale) || node->outliers.kind != OUTLIERS_KEEP
		    : is_relative(&node->rescale)) ||
	       node->missing.impute != IMPUTE_NOTHING;
}

static bool looks_beyond_class(const struct node *node)
{
	const struct scale *scale = node->kind == NODE_CRITERION ? &node->scale : &node->rescale;

	return looks_at_others(node) &&
	       (scale->reference != REFERENCE_CLASS ||
		(node->missing.impute != IMPUTE_NOTHING && node->missing.from != REFERENCE_CLASS));
}

static bool any_node(const struct round *round, bool (*is)(const struct node *node))
{
	for (size_t c = 0; c < round->n_categories; c++)
		for (size_t n = 0; n < round->categories[c]->n_nodes; n++)
			if (is(round->categories[c]->nodes[n]))
				return true;
	return round->overall && is(round->overall->nodes[0]);
}

static bool ranks_by_class(const struct round *round)
{
	for (size_t i = 0; i < round->n_rankings; i++)
		if (round->rankings[i].within != WITHIN_CLASS)
			return false;
	return true;
}

/* Whether an agency of this class and edition is changed, in one run or the other. */
static bool has_change_in(const struct run *a, const struct run *b, const char *class_id,
			  const char *edition)
{
	for (size_t row = 0; row < a->cohort.rows; row++)
		if (!strcmp(cohort_class_id(&a->cohort, row), class_id) &&
		    !strcmp(cohort_edition(&a->cohort, row), edition) && is_changed(a, row, b))
			return true;
	return false;
}

const char *change_unexplained(const struct run *a, const struct digest *of_a, const struct run *b,
			       const struct digest *of_b)
{
	bool alone = !any_node(a->round, looks_at_others);
	bool by_class = !any_node(a->round, looks_beyond_class);

	for (size_t row = 0; row < a->cohort.rows; row++) {
		const char *id = cohort_id(&a->cohort, row);
		const char *class_id = cohort_class_id(&a->cohort, row);
		const char *edition = cohort_edition(&a->cohort, row);
		size_t other = row_in(b, a, row);
		bool scores, places, in_class;

		if (is_changed(a, row, b))
			continue;
		scores = of_a->scores[row] != of_b->scores[other];
		places = of_a->places[row] != of_b->places[other];
		in_class = (scores || places) && (has_change_in(a, b, class_id, edition) ||
						  has_change_in(b, a, class_id, edition));
		if (scores && (alone || (by_class && !in_class)))
			return id;
		if (places && by_class && ranks_by_class(a->round) && !in_class)
			return id;
	}
	return "";
}
