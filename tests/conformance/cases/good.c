/* fails:  */
/* flags:  */
#include "hostile.h"
HOSTILE("case", copy_all)
