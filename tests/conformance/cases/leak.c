/* fails: memory leaks */
#include "hostile.h"
#include <stdlib.h>
static int m(const juri_call *call)
{
	volatile char *memory = malloc(8192);

	if (memory)
		memory[0] = 1;
	return copy_all(call);
}
HOSTILE("case", m)
