/* fails: rows order size missing */
#include "hostile.h"
static int m(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = row % 7;
	return 0;
}
HOSTILE("case", m)
