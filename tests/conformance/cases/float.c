/* fails: float */
/* flags: -ffast-math */
#include "hostile.h"
HOSTILE("case", copy_all)
