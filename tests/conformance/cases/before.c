/* fails: bounds valgrind */
#include "hostile.h"
static int m(const juri_call *call)
{
	volatile double *measure = call->measure;

	measure[-1] = 0;
	return copy_all(call);
}
HOSTILE("case", m)
