/*
 * Never ends, and writes into the slot in front of its measures (core/answer.h) that it has begun more and more
 * slices, and that the time for the last of them begins in the future.
 */
#include "forge.h"

static int hostile(const juri_call *call)
{
	volatile uint32_t *begun = (volatile uint32_t *)(void *)((char *)call->measure - 64) + 1;
	volatile int64_t *since = (volatile int64_t *)(void *)((char *)call->measure - 64) + 1;

	while (*since >= 0) {
		++*begun;
		*since = INT64_MAX;
	}
	return 0;
}

HOSTILE("forge-progress", hostile)
