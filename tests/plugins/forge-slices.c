/* Answers behind the worker's back: slices that nobody asked for. */
#include "forge.h"

static int hostile(const juri_call *call)
{
	const struct {
		struct forged first;
		uint32_t second[6];
	} answer = {.first = {.kind = FORGED_MEASURED, .slices = 2}};

	copy_all(call);
	return forge(&answer, sizeof(answer));
}

HOSTILE("forge-slices", hostile)
