#include "scan.h"

#include <stdlib.h>

#include "memory.h"

/* An odd number of cache lines: columns that stand a power of two apart would share the few places of a cache. */
static size_t apart(size_t room)
{
	return (room | 15) + 9;
}

void slab_init(struct slab *slab, const struct scan_plan *plan, size_t room)
{
	*slab = (struct slab){.room = apart(room)};
	slab->starts = mem_array(slab->room, sizeof(*slab->starts));
	for (enum part part = PART_ID; part < PARTS; part++)
		if (plan->parts[part])
			slab->parts[part] = mem_array(slab->room, sizeof(*slab->parts[part]));
	slab->values = mem_array(slab->room * plan->n_fields, sizeof(*slab->values));
	slab->odd = mem_array(slab->room + 1, sizeof(*slab->odd));
}

void slab_finish(struct slab *slab)
{
	free(slab->starts);
	for (enum part part = PART_ID; part < PARTS; part++)
		free(slab->parts[part]);
	free(slab->values);
	free(slab->odd);
}
