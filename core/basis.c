#include "basis.h"

#include <stdlib.h>
#include <string.h>

static size_t category_index(const struct basis *basis, const struct category *category)
{
	size_t c = 0;

	while (basis->results->scores->categories[c].category != category)
		c++;
	return c;
}

static bool *rows_of(const struct basis *basis, const struct node *node)
{
	return basis->nodes[basis->first_of[category_index(basis, node->category)] + node->index];
}

/* --- One node --- */

static void add_rows(const struct basis *basis, bool *rows, const struct node *other)
{
	const bool *more = rows_of(basis, other);

	for (size_t row = 0; row < basis->results->cohort->rows; row++)
		rows[row] = rows[row] || more[row];
}

static void add_fields(const struct basis *basis, bool *rows, const struct node *node)
{
	const struct cohort *cohort = basis->results->cohort;
	unsigned n_fields = 0;

	for (unsigned r = 0; r < node->method->n_roles; r++)
		n_fields += node->counts[r];
	for (size_t row = 0; row < cohort->rows; row++)
		for (unsigned f = 0; f < n_fields && !rows[row]; f++)
			rows[row] = cohort_is_marked(cohort, row, node->fields[f]);
}

/* Whether two agencies are in one reference set; those of editions join them. */
static bool same_set(const struct cohort *cohort, enum reference reference, size_t a, size_t b)
{
	const struct agency *one = cohort_agency(cohort, a), *other = cohort_agency(cohort, b);

	if (reference < REFERENCE_ALL_EDITIONS &&
	    cohort_edition_index(cohort, a) != cohort_edition_index(cohort, b))
		return false;
	if (reference == REFERENCE_CLASS || reference == REFERENCE_CLASS_EDITIONS)
		return one->class_index == other->class_index;
	return reference != REFERENCE_REGION || one->region_index == other->region_index;
}

/* Whoever is compared with a made-up agency rests on it; each set is found by its first such agency. */
static void spread(const struct basis *basis, bool *rows, enum reference reference)
{
	const struct cohort *cohort = basis->results->cohort;
	size_t *firsts = mem_array(cohort->rows, sizeof(*firsts)), n = 0;

	for (size_t row = 0; row < cohort->rows; row++) {
		bool known = !rows[row] || !cohort_agency(cohort, row)->competes;

		for (size_t i = 0; i < n && !known; i++)
			known = same_set(cohort, reference, firsts[i], row);
		if (!known)
			firsts[n++] = row;
	}
	for (size_t row = 0; row < cohort->rows; row++)
		for (size_t i = 0; i < n && !rows[row]; i++)
			rows[row] = same_set(cohort, reference, firsts[i], row);
	free(firsts);
}

static bool is_relative(const struct scale *scale)
{
	return scale->kind >= SCALE_MINMAX && scale->kind != SCALE_NONE &&
	       scale->reference != REFERENCE_FROZEN;
}

/* What a node takes from others of its set: a measure that is imputed, outliers, a relative scale. */
static void add_sets(const struct basis *basis, bool *rows, const struct node *node)
{
	bool criterion = node->kind == NODE_CRITERION;
	const struct scale *scale = criterion ? &node->scale : &node->rescale;

	if (criterion && node->missing.impute != IMPUTE_NOTHING)
		spread(basis, rows, node->missing.from);
	if (is_relative(scale) || (criterion && node->outliers.kind != OUTLIERS_KEEP))
		spread(basis, rows, scale->reference);
}

static void look_at(const struct basis *basis, const struct node *node)
{
	bool *rows = rows_of(basis, node);

	if (node->method)
		add_fields(basis, rows, node);
	if (node->of)
		add_rows(basis, rows, node->of);
	if (node->kind == NODE_LINK)
		add_rows(basis, rows, node->target->nodes[0]);
	for (size_t i = 0; i < node->n_children; i++)
		add_rows(basis, rows, node->children[i]);
	add_sets(basis, rows, node);
}

/* --- All --- */

void basis_make(struct basis *basis, const struct results *results)
{
	const struct scores *scores = results->scores;

	*basis = (struct basis){.results = results};
	if (!results->cohort->n_marks)
		return;
	basis->first_of = mem_array(scores->n_categories, sizeof(*basis->first_of));
	for (size_t c = 0; c < scores->n_categories; c++) {
		basis->first_of[c] = basis->n_nodes;
		basis->n_nodes += scores->categories[c].category->n_nodes;
	}
	basis->nodes = mem_array(basis->n_nodes, sizeof(*basis->nodes));
	for (size_t i = 0; i < basis->n_nodes; i++)
		basis->nodes[i] = mem_array(results->cohort->rows, sizeof(bool));
	for (size_t i = 0; i < results->round->n_order; i++)
		look_at(basis, results->round->order[i]);
}

void basis_free(struct basis *basis)
{
	for (size_t i = 0; i < basis->n_nodes; i++)
		free(basis->nodes[i]);
	free(basis->nodes);
	free(basis->first_of);
	*basis = (struct basis){0};
}

bool basis_of_node(const struct basis *basis, const struct node *node, size_t row)
{
	return basis->nodes && rows_of(basis, node)[row];
}

bool basis_of_group(const struct basis *basis, const struct ranking *ranking, unsigned group)
{
	for (size_t i = 0; i < ranking->n_places; i++)
		if (ranking->places[i].group == group &&
		    basis_of_node(basis, ranking->rule->node, ranking->places[i].row))
			return true;
	return false;
}

bool basis_of_agency(const struct basis *basis, size_t row)
{
	const struct cohort *cohort = basis->results->cohort;

	for (unsigned f = 0; f < cohort->n_fields; f++)
		if (cohort_is_marked(cohort, row, f))
			return true;
	return false;
}
