/* fails: pure */
#include "hostile.h"
#include <stdint.h>
static double mine;
static int m(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = (uintptr_t)&mine / 4096 % 99991 / 1000.0;
	return 0;
}
HOSTILE("case", m)
