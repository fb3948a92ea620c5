/* Hangs up. */
#include "hostile.h"

#include <unistd.h>

static int hostile(const juri_call *call)
{
	close(3);
	return copy_all(call);
}

HOSTILE("close-socket", hostile)
