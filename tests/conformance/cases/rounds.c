/* fails: float */
#include "hostile.h"
#include <fenv.h>
__attribute__((constructor)) static void round_up(void)
{
	fesetround(FE_UPWARD);
}
HOSTILE("case", copy_all)
