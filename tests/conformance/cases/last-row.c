/* fails: rows order size missing */
#include "hostile.h"
/* The first row of every slice but those of one row is as the second. */
static int m(const juri_call *call)
{
	copy_all(call);
	if (call->rows > 1 && call->measure[0] < call->measure[1])
		call->measure[0] = call->measure[1];
	return 0;
}
HOSTILE("case", m)
