/* fails: exports */
/* flags: -fvisibility=default -fno-builtin */
/* The loader has the library's round() called: 2.5 is 3 and not 2. */
#include "hostile.h"
double round(double x);
double round(double x)
{
	return x - 0.5;
}
static int m(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = round(juri_column(call, 0)[row]);
	return 0;
}
HOSTILE("case", m)
