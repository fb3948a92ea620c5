/* Notes of a gigabyte, whose end is not even its own. */
#include "hostile.h"

#include <stdlib.h>
#include <string.h>

static int hostile(const juri_call *call)
{
	size_t size = (size_t)512 << 20;
	char *text = malloc(size);

	if (text) {
		memset(text, 0x41, size);
		juri_note(call, 0, text);
	}
	return copy_all(call);
}

HOSTILE("long-note", hostile)
