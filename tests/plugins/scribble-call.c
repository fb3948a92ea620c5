/* Measures, and then writes over the call and all that lies behind it. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	volatile juri_call *mine = (volatile juri_call *)(uintptr_t)call;
	volatile juri_input *input = (volatile juri_input *)(uintptr_t)call->inputs;

	copy_all(call);
	input->columns = NULL;
	input->count = UINT32_MAX;
	mine->inputs = NULL;
	mine->measure = NULL;
	mine->rows = UINT32_MAX;
	mine->engine = NULL;
	mine->services = NULL;
	return 0;
}

HOSTILE("scribble-call", hostile)
