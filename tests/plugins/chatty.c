/* Makes as many remarks as there is room for, of no bytes each. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	copy_all(call);
	for (int i = 0; i < 300000; i++)
		juri_note(call, 0, "");
	return 0;
}

HOSTILE("chatty", hostile)
