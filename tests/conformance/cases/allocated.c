/* fails: pure */
#include "hostile.h"
#include <stdint.h>
#include <stdlib.h>
static int m(const juri_call *call)
{
	static void *kept;

	if (!kept)
		kept = malloc(100000);
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = (uintptr_t)kept / 4096 % 99991 / 1000.0;
	return 0;
}
HOSTILE("case", m)
