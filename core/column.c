#include "column.h"

#include <endian.h>
#include <string.h>

/* The highest bit of each byte that is not 0. */
static uint64_t bytes_of(uint64_t word)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);

	return (((word & low) + low) | word) & ~low;
}

unsigned column_list(const uint8_t *bytes, unsigned n, uint8_t usual, uint16_t *rows)
{
	const uint64_t all = UINT64_C(0x0101010101010101) * usual;
	unsigned count = 0, i = 0;
	uint64_t word;

	for (; i + 8 <= n; i += 8) {
		memcpy(&word, bytes + i, 8);
		for (word = bytes_of(le64toh(word ^ all)); word; word &= word - 1)
			rows[count++] = (uint16_t)(i + (unsigned)__builtin_ctzll(word) / 8);
	}
	for (; i < n; i++)
		if (bytes[i] != usual)
			rows[count++] = (uint16_t)i;
	return count;
}
