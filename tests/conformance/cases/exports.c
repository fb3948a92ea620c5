/* fails: exports */
/* flags: -fvisibility=default */
#include "hostile.h"
int helper(const juri_call *call);
int helper(const juri_call *call)
{
	return copy_all(call);
}
HOSTILE("case", helper)
