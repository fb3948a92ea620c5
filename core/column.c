#include "column.h"

#include <string.h>

unsigned column_list(const uint8_t *bytes, unsigned n, uint8_t usual, uint16_t *rows)
{
	const uint64_t all = UINT64_C(0x0101010101010101) * usual;
	unsigned count = 0, i = 0;
	uint64_t word;

	for (; i + 8 <= n; i += 8) {
		memcpy(&word, bytes + i, 8);
		for (unsigned k = i; word != all && k < i + 8; k++)
			if (bytes[k] != usual)
				rows[count++] = (uint16_t)k;
	}
	for (; i < n; i++)
		if (bytes[i] != usual)
			rows[count++] = (uint16_t)i;
	return count;
}
