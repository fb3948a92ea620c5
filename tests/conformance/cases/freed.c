/* fails: valgrind */
/* flags: -Wno-use-after-free */
#include "hostile.h"
#include <stdlib.h>
static int m(const juri_call *call)
{
	volatile double *sum = malloc(64);
	double last = 0;

	free((void *)(uintptr_t)sum);
	last += sum[7];
	return copy_all(call) + (last == 1e300);
}
HOSTILE("case", m)
