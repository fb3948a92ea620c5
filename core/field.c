#include "field.h"

#include <string.h>

static bool same(const char *known, const char *text, size_t length)
{
	return strlen(known) == length && !memcmp(known, text, length);
}

bool field_decode(const struct field *field, const char *text, size_t length, double *out)
{
	for (size_t i = 0; i < field->n_codes; i++)
		if (same(field->codes[i].text, text, length)) {
			*out = field->codes[i].number;
			return true;
		}
	return false;
}

static bool holds(const struct steps *steps, size_t i, double number)
{
	double bound = steps->list[i].bound;

	if (i + 1 == steps->count)
		return true;
	switch (steps->kind) {
	case STEP_ABOVE:
		return number > bound;
	case STEP_AT_LEAST:
		return number >= bound;
	case STEP_BELOW:
		return number < bound;
	case STEP_AT_MOST:
		return number <= bound;
	}
	return false;
}

double field_step(const struct field *field, double number)
{
	const struct steps *steps = &field->steps;
	size_t i = 0;

	while (i < steps->count && !holds(steps, i, number))
		i++;
	return i < steps->count ? steps->list[i].number : number;
}

bool states_may_be_named(unsigned state)
{
	return state != STATE_VALUE && state != STATE_UNDEFINED;
}

bool states_find(const struct states *states, const char *text, size_t length, enum state *out)
{
	for (unsigned i = 0; i < states->count; i++)
		if (states_may_be_named(i) && same(states->names[i], text, length)) {
			*out = (enum state)i;
			return true;
		}
	return false;
}
