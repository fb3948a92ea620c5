/* Speaks contract 3. */
#include "hostile.h"

HOSTILE_TABLE("major", copy_all, {.major = 3})
