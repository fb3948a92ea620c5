/* Makes 100,000 remarks, then says that the last row is undefined. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
	copy_all(call);
	for (int i = 0; i < 100000; i++)
		juri_note(call, 0, "one more remark of about fifty bytes to fill the room");
	juri_undefined(call, call->rows - 1, "said after the flood");
	return 0;
}

HOSTILE("flood", hostile)
