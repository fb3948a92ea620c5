/* Prints while it is opened and while it measures; what it prints is a remark, whatever bytes it has. */
#include "hostile.h"

#include <stdio.h>

__attribute__((constructor)) static void greet(void)
{
	puts("opened");
}

static int hostile(const juri_call *call)
{
	printf("%u rows\n\033[2J without an end", (unsigned)call->rows);
	return copy_all(call);
}

HOSTILE("prints", hostile)
