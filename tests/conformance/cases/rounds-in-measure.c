/* fails: */
/* notes: float */
#include "hostile.h"
#include <fenv.h>
static int m(const juri_call *call)
{
	fesetround(FE_UPWARD);
	return copy_all(call);
}
HOSTILE("case", m)
