/* fails: valgrind */
#include "hostile.h"
#include <stdlib.h>
static int m(const juri_call *call)
{
	volatile double *sum = malloc(sizeof(*sum));
	int wrong = sum && *sum == 1e300;

	free((void *)(uintptr_t)sum);
	return copy_all(call) + wrong;
}
HOSTILE("case", m)
