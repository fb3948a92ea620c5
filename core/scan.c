#include "scan.h"

#include <stdlib.h>
#include <string.h>

#include "spelling.h"
#include "text.h"

unsigned scan_add_field(struct scan_plan *plan, const struct cohort *cohort, unsigned field)
{
	plan->fields = mem_grow(plan->fields, plan->n_fields, sizeof(*plan->fields));
	plan->numbers = mem_grow(plan->numbers, plan->n_fields, sizeof(*plan->numbers));
	plan->fields[plan->n_fields] = cohort->fields[field];
	plan->numbers[plan->n_fields] = field;
	return plan->n_fields++;
}

static bool is_name(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == '"' || text[i] == '\\')
			return false;
	return true;
}

static bool has_name(const struct scan_names *names, const char *text, size_t length)
{
	for (unsigned i = 0; i < names->count; i++)
		if (names->list[i].length == length + 2 &&
		    !memcmp(names->list[i].text + 1, text, length))
			return true;
	return false;
}

struct scan_name *scan_add_name(struct scan_names *names, const char *text, size_t length,
				enum scan_kind kind, unsigned index)
{
	size_t all = length + 2, joined = all + 2 <= SCAN_NAME_ROOM ? all + 2 : 0;
	char *copy, *between = arena_alloc(&names->arena, SCAN_NAME_ROOM);

	if (names->count == SCAN_NAMES || !is_name(text, length) || has_name(names, text, length))
		return NULL;
	copy = arena_alloc(&names->arena, all < SCAN_NAME_ROOM ? SCAN_NAME_ROOM : all);
	copy[0] = copy[length + 1] = '"';
	memcpy(copy + 1, text, length);
	if (joined) {
		between[0] = ',';
		memcpy(between + 1, copy, all);
		between[joined - 1] = ':';
	}
	names->list = mem_grow(names->list, names->count, sizeof(*names->list));
	names->list[names->count] =
	    (struct scan_name){.text = copy,
			       .length = all,
			       .first = all < SCAN_NAME_ROOM ? (1u << all) - 1 : UINT32_MAX,
			       .joined = between,
			       .joined_length = (unsigned)joined,
			       .kind = kind,
			       .index = index};
	return &names->list[names->count++];
}

bool scan_is_plain(const char *text, size_t length)
{
	uint32_t c;

	if (spelling_is_stacked(text, length))
		return false;
	for (size_t i = 0, n; i < length; i += n) {
		n = text_point(text + i, length - i, &c);
		if (!n || (c >= 0x80 && c < 0xa0) || text_is_noncharacter(c))
			return false;
	}
	return true;
}

static unsigned char stop_of(const struct scan_plan *plan, char c)
{
	const char id[] = {'a', c};
	unsigned char byte = (unsigned char)c, ids = 0;

	ids |= text_is_agency_id(id, 2) ? SCAN_ID : 0;
	ids |= text_is_agency_id(id + 1, 1) ? SCAN_ID_START : 0;
	if (c == plan->delimiter)
		return ids | SCAN_STOP;
	return byte < ' ' || byte == '"' || byte == 0x7f ? ids | SCAN_STOP | SCAN_QUOTED : ids;
}

void scan_delimit(struct scan_plan *plan)
{
	unsigned n = 0;

	for (unsigned c = 0; c < sizeof(plan->stops); c++)
		plan->stops[c] = stop_of(plan, (char)c);
	for (; plan->columns[n].kind != SCAN_END; n++)
		plan->columns[n].stop = plan->columns[n + 1].kind != SCAN_END ? plan->delimiter
					: plan->crlf                          ? '\r'
									      : '\n';
	plan->n_columns = n;
	figures_init(&plan->figures, plan->decimal, scan_absent(STATE_MISSING));
}

void scan_plan_free(struct scan_plan *plan)
{
	free(plan->fields);
	free(plan->numbers);
	free(plan->columns);
	free(plan->keys.list);
	arena_free(&plan->keys.arena);
	free(plan->members.list);
	arena_free(&plan->members.arena);
}

/* An odd number of cache lines: columns that stand a power of two apart would share the few places of a cache. */
static size_t apart(size_t room)
{
	return (room | 15) + 9;
}

void slab_init(struct slab *slab, const struct scan_plan *plan, size_t room, struct pool *pool)
{
	*slab = (struct slab){.room = apart(room)};
	slab->starts = pool_take(pool, slab->room, sizeof(*slab->starts));
	for (enum part part = PART_ID; part < PARTS; part++)
		if (plan->parts[part])
			slab->parts[part] = pool_take(pool, slab->room, sizeof(*slab->parts[part]));
	slab->values = pool_take(pool, slab->room * plan->n_fields, sizeof(*slab->values));
	slab->odd = pool_take(pool, slab->room + 1, sizeof(*slab->odd));
	/* of each cell of CSV one, and of the last line's end; of each number of JSON two */
	slab->edges = pool_take(pool, plan->n_columns + 2 * plan->n_fields + SCAN_STEP,
				FIGURES_MOST * sizeof(*slab->edges));
}

size_t slab_take_back(struct slab *slab, size_t row)
{
	slab->rows = row;
	while (slab->n_odd && slab->odd[slab->n_odd - 1].row > row)
		slab->n_odd--;
	return slab->starts[row];
}
