/* fails: empty */
#include "hostile.h"
/* The mean of all rows; there may be none. */
static int m(const juri_call *call)
{
	volatile unsigned filled = 0, share;

	for (uint32_t row = 0; row < call->rows; row++)
		filled += !isnan(juri_column(call, 0)[row]);
	share = 100 / filled;
	return copy_all(call) + (share > 100);
}
HOSTILE("case", m)
