/* Writes over all that it shares with the engine from the measures on: measures, what is known of it, texts. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	volatile unsigned char *shared = (volatile unsigned char *)call->measure;

	for (size_t i = 0; i < (size_t)4 << 20; i++)
		shared[i] = 0xff;
	return 0;
}

HOSTILE("scribble-slot", hostile)
