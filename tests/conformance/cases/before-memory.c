/* fails: valgrind */
#include "hostile.h"
static int m(const juri_call *call)
{
	const volatile double *copy = juri_alloc(call, 8 * sizeof(*copy));
	double before = copy ? copy[-1] : 0;

	return copy_all(call) + (before == 1e300);
}
HOSTILE("case", m)
