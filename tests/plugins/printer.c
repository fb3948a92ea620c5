/* Prints a gigabyte, and measures. */
#include "hostile.h"

#include <stdio.h>
#include <unistd.h>

static int hostile(const juri_call *call)
{
	static char block[1 << 20];

	for (unsigned i = 0; i < sizeof(block); i++)
		block[i] = 'x';
	for (unsigned i = 0; i < 1024; i++)
		if (write(STDOUT_FILENO, block, sizeof(block)) < 0)
			continue; /* the pipe is full; it goes on all the same */
	return copy_all(call);
}

HOSTILE("printer", hostile)
