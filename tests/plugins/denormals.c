/* Leaves a floating-point unit behind that takes small numbers for 0. */
#include "hostile.h"

static int hostile(const juri_call *call)
{
#ifdef __SSE__
	__builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040u);
#endif
	return copy_all(call);
}

HOSTILE("denormals", hostile)
