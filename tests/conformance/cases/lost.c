/* fails: leaks */
#include "hostile.h"
#include <stdlib.h>
/* So little that the process does not grow. */
static int m(const juri_call *call)
{
	volatile char *memory = malloc(16);

	if (memory)
		memory[0] = 1;
	return copy_all(call);
}
HOSTILE("case", m)
