/* Answers behind the worker's back: an answer that nobody asked for. */
#include "forge.h"

static int hostile(const juri_call *call)
{
	const struct forged answer = {.kind = 77, .slices = 1};

	copy_all(call);
	return forge(&answer, sizeof(answer));
}

HOSTILE("forge-kind", hostile)
