/* Answers for ever and takes no further request, so that they fill the socket. */
#include "forge.h"

static int hostile(const juri_call *call)
{
	const struct forged answer = {.kind = FORGED_MEASURED, .slices = 1};

	copy_all(call);
	while (!forge(&answer, sizeof(answer)))
		;
	return 0;
}

HOSTILE("eager", hostile)
