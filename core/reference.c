#include "reference.h"

#include <stdlib.h>

static unsigned set_of(const struct cohort *cohort, enum reference reference, size_t row)
{
	switch (reference) {
	case REFERENCE_CLASS:
		return cohort_class_in_edition(cohort, row);
	case REFERENCE_CLASS_EDITIONS:
		return cohort_agency(cohort, row)->class_index;
	case REFERENCE_ALL_EDITIONS:
		return 0;
	default:
		return cohort_edition_index(cohort, row);
	}
}

static unsigned number_sets(const struct cohort *cohort, enum reference reference, unsigned *of)
{
	if (reference == REFERENCE_REGION)
		return cohort_number_regions(cohort, of);
	for (size_t row = 0; row < cohort->rows; row++)
		of[row] = set_of(cohort, reference, row);
	return cohort->n_editions * cohort->n_classes;
}

void reference_number(struct reference_numbers *numbers, enum reference reference,
		      const struct cohort *cohort)
{
	numbers->of = mem_array(cohort->rows, sizeof(*numbers->of));
	numbers->member_of = mem_array(cohort->rows, sizeof(*numbers->member_of));
	numbers->count = number_sets(cohort, reference, numbers->of);
	for (size_t row = 0; row < cohort->rows; row++)
		numbers->member_of[row] =
		    cohort_agency(cohort, row)->competes ? numbers->of[row] : numbers->count;
}

void reference_numbers_free(struct reference_numbers *numbers)
{
	free(numbers->of);
	free(numbers->member_of);
	*numbers = (struct reference_numbers){0};
}

/* start[g + 1] first counts the members of g, then moves to their end while they are filled in. */
static void list_members(struct reference_sets *sets, const struct cohort *cohort,
			 const long double *values)
{
	size_t before = 0;

	for (size_t row = 0; row < cohort->rows; row++)
		if (reference_member(cohort, values, row))
			sets->start[sets->of[row] + 1]++;
	for (unsigned g = 0; g < sets->count; g++) {
		size_t members = sets->start[g + 1];

		sets->start[g + 1] = before;
		before += members;
	}
	for (size_t i = 0; i < cohort->rows; i++) {
		size_t row = cohort->by_id[i];

		if (reference_member(cohort, values, row))
			sets->members[sets->start[sets->of[row] + 1]++] = row;
	}
}

void reference_find(struct reference_sets *sets, enum reference reference,
		    const struct cohort *cohort, const long double *values)
{
	sets->of = mem_array(cohort->rows, sizeof(*sets->of));
	sets->members = mem_array(cohort->rows, sizeof(*sets->members));
	sets->count = number_sets(cohort, reference, sets->of);
	sets->start = mem_array((size_t)sets->count + 1, sizeof(*sets->start));
	list_members(sets, cohort, values);
}

void reference_free(struct reference_sets *sets)
{
	free(sets->of);
	free(sets->start);
	free(sets->members);
	*sets = (struct reference_sets){0};
}
