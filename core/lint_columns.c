#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lint_parts.h"

/* Columns of the evidence that say nothing, say the same twice, or are not there. */

#define FEW 5 /* agencies, or different values, with fewer of which chance may be at work */

/* What is known of a field that criteria need. */
struct column {
	const struct node *node; /* the first criterion that needs it; NULL: none */
	size_t expected, there;  /* agencies to which such a criterion applies; with a value */
	size_t different;        /* values, up to FEW */
	double values[FEW];
	uint64_t hash; /* of all values, row by row */
};

struct columns {
	struct lint *lint;
	const struct cohort *cohort;
	struct column *list;
};

/* --- Who needs what --- */

/* Calls see for each field of a needed role. */
static void each_needed(const struct node *node, void (*see)(void *user, unsigned field),
			void *user)
{
	const unsigned *fields = node->fields;

	for (unsigned r = 0; r < node->method->n_roles; fields += node->counts[r++])
		for (unsigned i = 0;
		     i < node->counts[r] && !(node->method->roles[r].flags & JURI_OPTIONAL); i++)
			see(user, fields[i]);
}

/* Where a field is needed: per field, per class of each edition. */
struct needs_map {
	struct columns *columns;
	const struct node *node;
	const bool *applies;
	bool *where; /* per field: width entries */
	size_t width;
};

static void note_need(void *user, unsigned field)
{
	struct needs_map *map = user;

	if (!map->columns->list[field].node)
		map->columns->list[field].node = map->node;
	for (size_t i = 0; i < map->width; i++)
		map->where[field * map->width + i] |= map->applies[i];
}

static void find_needs(struct columns *columns, struct needs_map *map)
{
	const struct round *round = columns->lint->round;

	for (size_t c = 0; c < round->n_categories; c++) {
		const struct category *category = round->categories[c];

		for (size_t i = 0; i < category->n_instances; i++) {
			bool *applies = round_applicable(category->measured[i], columns->cohort);

			map->node = category->measured[i];
			map->applies = applies;
			each_needed(map->node, note_need, map);
			free(applies);
		}
	}
}

/* --- What is there --- */

static uint64_t mixed(uint64_t hash, double value)
{
	uint64_t bits = 0;

	if (!isnan(value))
		memcpy(&bits, &value, sizeof(bits));
	else
		bits = UINT64_MAX;
	hash = (hash ^ bits) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ (hash >> 29);
}

static void count_different(struct column *column, double value)
{
	for (size_t i = 0; i < column->different; i++)
		if (column->values[i] == value)
			return;
	if (column->different < FEW)
		column->values[column->different++] = value;
}

static void read_column(const struct needs_map *map, unsigned field)
{
	const struct cohort *cohort = map->columns->cohort;
	struct column *column = &map->columns->list[field];

	for (size_t row = 0; row < cohort->rows; row++) {
		double value = cohort_value(cohort, row, field);

		column->hash = mixed(column->hash, value);
		if (!map->where[field * map->width + cohort_class_in_edition(cohort, row)] ||
		    cohort_state(cohort, row, field) == STATE_NOT_APPLICABLE)
			continue;
		column->expected++;
		if (isnan(value))
			continue;
		column->there++;
		count_different(column, value);
	}
}

static void read_columns(struct columns *columns)
{
	size_t width = (size_t)columns->cohort->n_editions * columns->cohort->n_classes;
	struct needs_map map = {.columns = columns,
				.width = width,
				.where = mem_array(columns->cohort->n_fields, width)};

	find_needs(columns, &map);
	for (unsigned f = 0; f < columns->cohort->n_fields; f++)
		if (columns->list[f].node)
			read_column(&map, f);
	free(map.where);
}

/* --- What is odd --- */

static bool is_constant(const struct column *column)
{
	return column->there >= FEW && column->different == 1;
}

static bool is_absent(const struct column *column)
{
	return column->expected && !column->there;
}

static bool is_mostly_absent(const struct column *column)
{
	return column->there && 2 * column->there < column->expected;
}

static void tell(const struct columns *columns, const char *code, const char *sentence,
		 bool (*odd)(const struct column *column))
{
	struct lint *lint = columns->lint;
	struct roll roll = {0};

	for (unsigned f = 0; f < columns->cohort->n_fields; f++)
		if (columns->list[f].node && odd(&columns->list[f]) &&
		    !lint_is_meant(lint, columns->list[f].node, code))
			roll_add(&roll, columns->cohort->fields[f].id);
	if (roll.count)
		problem_warning(lint->problems, code, NULL, "%s: %s", sentence, roll_text(&roll));
	roll_free(&roll);
}

static bool are_equal(const struct cohort *cohort, unsigned a, unsigned b)
{
	for (size_t row = 0; row < cohort->rows; row++) {
		double x = cohort_value(cohort, row, a), y = cohort_value(cohort, row, b);

		if (x != y && !(isnan(x) && isnan(y)))
			return false;
	}
	return true;
}

/* Fields with few different values are often equal by chance. */
static void tell_equal(const struct columns *columns)
{
	const struct cohort *cohort = columns->cohort;
	struct roll roll = {0};

	for (unsigned a = 0; a < cohort->n_fields; a++) {
		const struct column *first = &columns->list[a];

		if (!first->node || first->different < FEW ||
		    lint_is_meant(columns->lint, first->node, W_SAME_FIELDS))
			continue;
		for (unsigned b = a + 1; b < cohort->n_fields; b++) {
			char *pair;

			if (!columns->list[b].node || columns->list[b].hash != first->hash ||
			    !are_equal(cohort, a, b))
				continue;
			pair = mem_print("%s = %s", cohort->fields[a].id, cohort->fields[b].id);
			roll_add(&roll, pair);
			free(pair);
			break;
		}
	}
	if (roll.count)
		problem_warning(columns->lint->problems, W_SAME_FIELDS, NULL,
				_("fields that are equal in all agencies: %s"), roll_text(&roll));
	roll_free(&roll);
}

void lint_columns(struct lint *lint)
{
	struct columns columns = {.lint = lint,
				  .cohort = &lint->run->cohort,
				  .list =
				      mem_array(lint->run->cohort.n_fields, sizeof(struct column))};

	read_columns(&columns);
	tell(&columns, W_SAME_FOR_ALL, _("fields with one value for all agencies"), is_constant);
	tell_equal(&columns);
	tell(&columns, W_MOSTLY_ABSENT,
	     _("fields that criteria need and no agency has (a role without a line of its own is "
	       "the field ID.ROLE)"),
	     is_absent);
	tell(&columns, W_MOSTLY_ABSENT,
	     _("fields that criteria need and fewer than half of their agencies have"),
	     is_mostly_absent);
	free(columns.list);
}
