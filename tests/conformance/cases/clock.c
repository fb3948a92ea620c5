/* fails: pure */
/* notes: needs */
#include "hostile.h"
#include <time.h>
/* Another one each second; the same as long as the process lives. */
static int m(const juri_call *call)
{
	static time_t begun;

	if (!begun)
		begun = time(NULL);
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = (double)(begun % 97);
	return 0;
}
HOSTILE("case", m)
