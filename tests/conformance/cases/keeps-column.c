/* fails: rows order size missing zeros */
#include "hostile.h"
static int m(const juri_call *call)
{
	static const double *first;

	if (!first)
		first = juri_column(call, 0);
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = first[row];
	return 0;
}
HOSTILE("case", m)
