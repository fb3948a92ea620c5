#include "column.h"

#include "processor.h"

#define TOGETHER 64u

/* A bit for each of TOGETHER bytes, the first in the lowest: it is not the usual one. */
#ifdef __SSE2__
static uint64_t others_of(const uint8_t *bytes, uint8_t usual)
{
	const __m128i all = _mm_set1_epi8((char)usual);
	uint64_t others = 0;

	for (unsigned i = 0; i < TOGETHER; i += 16) {
		__m128i some = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
		unsigned same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(some, all));

		others |= (uint64_t)(same ^ 0xffffu) << i;
	}
	return others;
}
#else
static uint64_t others_of(const uint8_t *bytes, uint8_t usual)
{
	uint64_t others = 0;

	for (unsigned i = 0; i < TOGETHER; i++)
		others |= (uint64_t)(bytes[i] != usual) << i;
	return others;
}
#endif

unsigned column_list(const uint8_t *bytes, unsigned n, uint8_t usual, uint16_t *rows)
{
	unsigned count = 0, i = 0;

	for (; i + TOGETHER <= n; i += TOGETHER)
		for (uint64_t others = others_of(bytes + i, usual); others; others &= others - 1)
			rows[count++] = (uint16_t)(i + (unsigned)__builtin_ctzll(others));
	for (; i < n; i++)
		if (bytes[i] != usual)
			rows[count++] = (uint16_t)i;
	return count;
}
