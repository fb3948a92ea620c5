/* Makes a remark on a row that is not there. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	juri_note(call, call->rows, "who?");
	return copy_all(call);
}

HOSTILE("row", hostile)
