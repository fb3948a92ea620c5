/* Answers behind the worker's back: remarks beyond the text that is there. */
#include "forge.h"

static int hostile(const juri_call *call)
{
	const struct forged answer = {
	    .kind = FORGED_MEASURED, .length = 8, .slices = 1, .remarks = UINT32_MAX};

	copy_all(call);
	return forge(&answer, sizeof(answer));
}

HOSTILE("forge-sums", hostile)
