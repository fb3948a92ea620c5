/* Takes 0.3 seconds for each answer; the fourth never comes. */
#include "hostile.h"

#include <time.h>

static double seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int hostile(const juri_call *call)
{
	static int calls;
	double start = seconds();

	copy_rows(call, 0, 2);
	while (calls == 3 || seconds() - start < 0.3)
		;
	calls++;
	return copy_all(call);
}

HOSTILE("slow", hostile)
