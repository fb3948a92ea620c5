/* Says that it is another plugin. */
#include "hostile.h"

HOSTILE("innocent", copy_all)
