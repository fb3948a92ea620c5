/* Answers behind the worker's back: more text than there is room for. */
#include "forge.h"

static int hostile(const juri_call *call)
{
	const struct forged answer = {
	    .kind = FORGED_MEASURED, .length = UINT32_MAX, .slices = 1, .remarks = UINT32_MAX};

	copy_all(call);
	return forge(&answer, sizeof(answer));
}

HOSTILE("forge-length", hostile)
