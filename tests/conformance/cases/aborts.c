/* fails: answers */
#include "hostile.h"
#include <stdlib.h>
static int m(const juri_call *call)
{
	(void)call;
	abort();
}
HOSTILE("case", m)
