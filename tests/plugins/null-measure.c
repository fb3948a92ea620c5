/* A method without a function. */
#include "hostile.h"

HOSTILE("null-measure", NULL)
