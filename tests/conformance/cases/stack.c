/* fails: stack */
/* flags: -Wl,-z,execstack */
#include "hostile.h"
HOSTILE("case", copy_all)
