/* The first measure is 1 where a variable of juri's own environment lies in memory: its strings stand at the end of the stack. */
#include "hostile.h"

#include <string.h>
#include <sys/auxv.h>

#define SECRET "JURI_SECRET="

static int hostile(const juri_call *call)
{
	const char *end = (const char *)getauxval(AT_EXECFN);

	copy_all(call);
	call->measure[0] = 0;
	for (const char *at = end - 4096; at < end; at++)
		if (!memcmp(at, SECRET, sizeof(SECRET) - 1))
			call->measure[0] = 1;
	return 0;
}

HOSTILE("remembers", hostile)
