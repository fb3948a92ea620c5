/* Ends its process with success while it measures. */
#include "hostile.h"

#include <stdlib.h>

static int hostile(const juri_call *call)
{
	copy_rows(call, 0, 1);
	exit(0);
}

HOSTILE("exit-measure", hostile)
