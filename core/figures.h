/*
 * figures - the numbers of one column of CSV, or of one field of NDJSON, in several lines, all at once.
 *
 * Nearly every cell holds up to eight digits, with a decimal sign or none, or nothing. Those are read here, four in one register
 * where the processor has AVX2; every other text is left to the caller.
 */
#ifndef JURI_FIGURES_H
#define JURI_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIGURES_MOST 32 /* lines at once */

#define FIGURES_LENGTH 10 /* bytes; longer cells than those before are none */
#define FIGURES_PLACES 16 /* of a decimal sign, from the start of the cell; the last: it has none */

/* How to read cells of any form: length * FIGURES_PLACES + place of the decimal sign. Made once per file. */
struct figures {
	char decimal;
	double empty; /* what stands for a cell with nothing in it */
	/* Where the bytes of a cell go that are digits, in eight bytes with the last digit in the last; and what divides them. */
	uint64_t places[(FIGURES_LENGTH + 1) * FIGURES_PLACES];
	double units[(FIGURES_LENGTH + 1) * FIGURES_PLACES];
};

/* A column: what its numbers may be, and where its cells are. */
struct figures_column {
	double min, max;
	/* Per line: offset of the cell, and of the one behind it; between both stands one byte more, which is no digit. */
	const uint32_t *begins, *nexts;
};

void figures_init(struct figures *figures, char decimal, double empty);

/*
 * Reads the cells of count lines, FIGURES_MOST at most; returns those that are none of these or beyond the range, a bit each,
 * of which out holds anything. Bytes have no control characters and are ASCII in the cells; FIGURES_PLACES bytes from the start of a
 * cell on may be read, and 9 before its end.
 */
uint32_t figures_read(const struct figures *figures, const struct figures_column *column,
		      const char *bytes, size_t count, double *out);

/* The same, by what every processor has. */
uint32_t figures_read_portably(const struct figures *figures, const struct figures_column *column,
			       const char *bytes, size_t count, double *out);

#endif
