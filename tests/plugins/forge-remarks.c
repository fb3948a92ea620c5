/* Answers behind the worker's back: remarks that are none. */
#include "forge.h"

static int hostile(const juri_call *call)
{
	const struct forged answer = {
	    .kind = FORGED_MEASURED, .length = 4096, .slices = 1, .remarks = 4096};
	volatile char *after = (volatile char *)(call->measure + 5 * 4096);

	copy_all(call);
	for (unsigned i = 0; i < 4096; i++)
		after[i] = (char)0xff;
	return forge(&answer, sizeof(answer));
}

HOSTILE("forge-remarks", hostile)
