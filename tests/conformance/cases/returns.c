/* fails: answers */
#include "hostile.h"
static int m(const juri_call *call)
{
	copy_all(call);
	return 1;
}
HOSTILE("case", m)
