/* fails: valgrind */
#include "hostile.h"
static int m(const juri_call *call)
{
	const volatile double *copy = juri_alloc(call, call->rows * sizeof(*copy));
	double sum = 0;

	for (uint32_t row = 0; copy && row <= call->rows; row++)
		sum += copy[row];
	return copy_all(call) + (sum == 1e300);
}
HOSTILE("case", m)
