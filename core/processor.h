/*
 * processor - whether this one can more than each of its kind, and the lines of its caches.
 *
 * A function with PROCESSOR_NEWER in front is for processors of which processor_is_newer; where there is no such kind, that is
 * not defined. What it inlines is compiled again for them; with PROCESSOR_ALL that is all that it calls. Results never depend on it.
 */
#ifndef JURI_PROCESSOR_H
#define JURI_PROCESSOR_H

#include <stdbool.h>

#define PROCESSOR_LINE 64u /* bytes of a cache's line; another size costs time only */

#ifdef __SSE2__
#include <immintrin.h>

#define PROCESSOR_NEWER __attribute__((target("avx2,bmi,popcnt")))
#define PROCESSOR_ALL __attribute__((flatten))

static inline bool processor_is_newer(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	       __builtin_cpu_supports("popcnt");
}
#endif

#endif
