/* fails: calls */
/* notes: needs */
/* needs: seccomp */
#include "hostile.h"
#include <stdio.h>
static int m(const juri_call *call)
{
	FILE *stream = fopen("/etc/passwd", "r");

	return copy_all(call) + (stream != NULL);
}
HOSTILE("case", m)
