/* fails: */
/* notes: prints */
#include "hostile.h"
#include <stdio.h>
static int m(const juri_call *call)
{
	printf("%u rows\n", call->rows);
	return copy_all(call);
}
HOSTILE("case", m)
