/* An assertion of its own fails at the second row: what it printed says why. */
#include "hostile.h"

#include <stdio.h>
#include <stdlib.h>

static int hostile(const juri_call *call)
{
	copy_rows(call, 0, 1);
	fputs("assert.c:12: more rows than one\n", stderr);
	abort();
}

HOSTILE("assert", hostile)
