/* fails: zeros extremes */
#include "hostile.h"
static int m(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] =
		    100 / (int)(juri_column(call, 0)[row] + (juri_column(call, 0)[row] > 0));
	return 0;
}
HOSTILE("case", m)
