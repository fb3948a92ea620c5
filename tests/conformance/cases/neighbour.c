/* fails: missing */
#include "hostile.h"
/* Stops at the first absent value; the rest gets nothing of its own. */
static int m(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++) {
		if (isnan(juri_column(call, 0)[row]))
			for (; row < call->rows; row++)
				call->measure[row] = 0;
		else
			call->measure[row] = juri_column(call, 0)[row];
	}
	return 0;
}
HOSTILE("case", m)
