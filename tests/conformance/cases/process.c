/* fails: pure */
/* notes: needs */
#include "hostile.h"
#include <unistd.h>
static int m(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = getpid() % 97;
	return 0;
}
HOSTILE("case", m)
