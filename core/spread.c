#include "spread.h"

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

int spread_processor(void)
{
	return sched_getcpu();
}

/* id 0 is the calling thread. What fails is left as it is. */
static void move(pid_t id, int off, bool for_good)
{
	cpu_set_t all, others;

	if (off < 0 || sched_getaffinity(0, sizeof(all), &all) != 0)
		return;
	others = all;
	CPU_CLR((size_t)off, &others);
	if (!CPU_COUNT(&others) || sched_setaffinity(id, sizeof(others), &others) != 0)
		return;
	if (!for_good)
		sched_setaffinity(id, sizeof(all), &all);
}

void spread_thread(int started_on)
{
	move(0, started_on, false);
}

void spread_child(pid_t id)
{
	move(id, spread_processor(), false);
}

void spread_ending(pid_t id)
{
	move(id, spread_processor(), true);
}
