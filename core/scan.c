#include "scan.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

unsigned scan_add_field(struct scan_plan *plan, const struct cohort *cohort, unsigned field)
{
	plan->fields = mem_grow(plan->fields, plan->n_fields, sizeof(*plan->fields));
	plan->numbers = mem_grow(plan->numbers, plan->n_fields, sizeof(*plan->numbers));
	plan->fields[plan->n_fields] = cohort->fields[field];
	plan->numbers[plan->n_fields] = field;
	return plan->n_fields++;
}

void scan_delimit(struct scan_plan *plan)
{
	memset(plan->stops, 0, sizeof(plan->stops));
	memset(plan->stops, 3, ' ');
	plan->stops['"'] = plan->stops[0x7f] = 3;
	plan->stops[(unsigned char)plan->delimiter] = 1;
	for (struct scan_column *column = plan->columns; column->kind != SCAN_END; column++)
		column->stop = column[1].kind != SCAN_END ? plan->delimiter
			       : plan->crlf               ? '\r'
							  : '\n';
}

void scan_plan_free(struct scan_plan *plan)
{
	free(plan->fields);
	free(plan->numbers);
	free(plan->columns);
}

/* An odd number of cache lines: columns that stand a power of two apart would share the few places of a cache. */
static size_t apart(size_t room)
{
	return (room | 15) + 9;
}

void slab_init(struct slab *slab, const struct scan_plan *plan, size_t room)
{
	*slab = (struct slab){.room = apart(room)};
	slab->starts = mem_resize(NULL, slab->room, sizeof(*slab->starts));
	for (enum part part = PART_ID; part < PARTS; part++)
		if (plan->parts[part])
			slab->parts[part] =
			    mem_resize(NULL, slab->room, sizeof(*slab->parts[part]));
	slab->values = mem_resize(NULL, slab->room * plan->n_fields, sizeof(*slab->values));
	slab->odd = mem_resize(NULL, slab->room + 1, sizeof(*slab->odd));
}

void slab_finish(struct slab *slab)
{
	free(slab->starts);
	for (enum part part = PART_ID; part < PARTS; part++)
		free(slab->parts[part]);
	free(slab->values);
	free(slab->odd);
}
