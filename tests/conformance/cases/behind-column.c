/* fails: valgrind */
#include "hostile.h"
static int m(const juri_call *call)
{
	const volatile double *x = juri_column(call, 0);
	double next = 0;

	for (uint32_t row = 0; row < call->rows; row++)
		next += x[row + 1];
	return copy_all(call) + (next == 1e300);
}
HOSTILE("case", m)
