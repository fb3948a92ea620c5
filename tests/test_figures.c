#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "helper.h"
#include "numeral.h"
#include "scan.h"

void suite_figures(void);

#define LONGEST 40 /* bytes of a cell */
#define PADDING 16

/* Cells behind one another, each with the delimiter behind it. */
static char chunk[2 * PADDING + FIGURES_MOST * (LONGEST + 1) + PADDING];
static uint32_t edges[2 * FIGURES_MOST];
static struct figures figures;
static uint64_t state;

static unsigned below(unsigned end)
{
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)(state >> 33) % end;
}

/* Digits, up to 25, with a decimal sign anywhere, none, or rarely two; signs and exponents; or anything; or nothing. */
static size_t random_cell(char *out, char decimal)
{
	static const char signs[] = "0123456789.,-+eE! \"xN/:";
	unsigned digits = below(4) ? 1 + below(9) : below(26), n = 0;

	if (below(20) == 0) {
		for (unsigned length = below(LONGEST + 1); n < length; n++)
			out[n] = signs[below(below(2) ? 10 : sizeof(signs) - 1)];
		return n;
	}
	if (below(16) == 0)
		out[n++] = below(4) ? '-' : '+';
	for (unsigned i = 0, at = below(digits + 1); i <= digits; i++) {
		if (i == at && below(3))
			out[n++] = below(30) ? decimal : ".,"[below(2)];
		if (i < digits)
			out[n++] = (char)('0' + below(below(3) ? 10 : 2) % 10);
	}
	if (below(30) == 0)
		n += (unsigned)sprintf(out + n, "e%d", (int)below(30) - 15);
	return n;
}

static void make_cells(unsigned count, char decimal, char delimiter)
{
	char *at = chunk + PADDING + below(PADDING);

	memset(chunk, '7', sizeof(chunk));
	for (unsigned i = 0; i < count; i++) {
		edges[i] = (uint32_t)(at - chunk);
		at += random_cell(at, decimal);
		*at++ = delimiter;
		edges[FIGURES_MOST + i] = (uint32_t)(at - chunk);
	}
}

/* Whether it is nothing, or up to eight digits with a decimal sign between two of them or none. */
static bool is_figure(const char *cell, size_t length, char decimal)
{
	size_t digits = 0, signs = 0;

	for (size_t i = 0; i < length; i++) {
		digits += cell[i] >= '0' && cell[i] <= '9';
		signs += cell[i] == decimal && i && i + 1 < length;
	}
	return digits + signs == length && digits <= 8 && signs <= 1;
}

static bool is_right(size_t i, char decimal, const struct figures_column *column, bool left,
		     double found)
{
	const char *cell = chunk + edges[i];
	size_t length = edges[FIGURES_MOST + i] - edges[i] - 1;
	double number = scan_absent(STATE_MISSING);
	bool is_number = !length || numeral_read(cell, length, decimal, &number);
	bool expected =
	    is_figure(cell, length, decimal) && !(number < column->min || number > column->max);

	if (expected != !left)
		return false;
	return left || (is_number && !memcmp(&number, &found, sizeof(number)));
}

typedef uint32_t reader(const struct figures *, const struct figures_column *, const char *, size_t,
			double *);

/* Returns how many are wrong. */
static size_t try_cells(reader *read, unsigned count, char decimal,
			const struct figures_column *column, size_t *taken)
{
	double out[FIGURES_MOST + 1];
	uint32_t left;
	size_t wrong = 0;

	out[count] = 0.5;
	left = read(&figures, column, chunk, count, out);
	for (unsigned i = 0; i < count; i++) {
		wrong += !is_right(i, decimal, column, left >> i & 1, out[i]);
		*taken += !(left >> i & 1);
	}
	return wrong + (out[count] != 0.5) + (count < 32 && left >> count);
}

/* Two million cells: what is taken is bit for bit what strtod makes of it, and it is taken when it should be. */
static void as_strtod(void)
{
	static const char decimals[] = ".,", delimiters[] = ";\t|\n\r";
	size_t wrong = 0, cells = 0, taken = 0;

	for (unsigned pass = 0; pass < 120000; pass++) {
		struct figures_column column = {below(3) ? -HUGE_VAL : below(3),
						below(3) ? HUGE_VAL : 100, edges,
						edges + FIGURES_MOST};
		char decimal = decimals[below(2)];
		unsigned count = 1 + below(FIGURES_MOST);

		figures_init(&figures, decimal, scan_absent(STATE_MISSING));
		make_cells(count, decimal, delimiters[below(5)]);
		wrong += try_cells(figures_read, count, decimal, &column, &taken);
		wrong += try_cells(figures_read_portably, count, decimal, &column, &taken);
		cells += count;
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT(cells > 1900000);
	CU_ASSERT(taken > cells / 2); /* of both readers */
}

/* Every length of digits and every place of the sign, alone and in each of four places. */
static void every_form(void)
{
	struct figures_column column = {-HUGE_VAL, HUGE_VAL, edges, edges + FIGURES_MOST};
	size_t wrong = 0, taken = 0;

	figures_init(&figures, '.', scan_absent(STATE_MISSING));
	for (unsigned digits = 0; digits <= 25; digits++)
		for (unsigned place = 0; place <= digits + 1; place++) {
			char *at = chunk + PADDING;

			for (unsigned i = 0; i < 5; i++) {
				edges[i] = (uint32_t)(at - chunk);
				for (unsigned n = 0; n <= digits; n++) {
					if (n == place)
						*at++ = '.';
					if (n < digits)
						*at++ = (char)('0' + (n * 7 + i + 9) % 10);
				}
				*at++ = ',';
				edges[FIGURES_MOST + i] = (uint32_t)(at - chunk);
			}
			wrong += try_cells(figures_read, 5, '.', &column, &taken);
			wrong += try_cells(figures_read_portably, 5, '.', &column, &taken);
		}
	CU_ASSERT_EQUAL(wrong, 0);
	/* Without a sign 0 to 8 digits; with one between two of them 7 * 8 / 2. */
	CU_ASSERT_EQUAL(taken, (9 + 28) * 5 * 2);
}

void suite_figures(void)
{
	CU_pSuite suite = CU_add_suite("figures", NULL, NULL);

	CU_ADD_TEST(suite, as_strtod);
	CU_ADD_TEST(suite, every_form);
}
