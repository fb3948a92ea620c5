/* fails: rows order size missing pure */
#include "hostile.h"
static int m(const juri_call *call)
{
	static unsigned calls;

	calls++;
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = calls % 100;
	return 0;
}
HOSTILE("case", m)
