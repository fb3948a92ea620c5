/* Makes a remark that is not UTF-8. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	juri_note(call, 0, "caf\xe9 au lait");
	return copy_all(call);
}

HOSTILE("not-utf8", hostile)
