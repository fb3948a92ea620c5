/* fails: */
#include "hostile.h"
HOSTILE("case", copy_all)
