#include <string.h>

#include "field.h"
#include "numeral.h"
#include "processor.h"
#include "scan.h"
#include "text.h"

#define BLOCK 64 /* bytes that are looked at together */

/* Where a run spends its time: compiled for each kind of processor. */
#define HOT static inline __attribute__((always_inline))

/* Where the scan stands. */
struct line {
	const struct scan_plan *plan;
	struct slab *slab;
	const char *bytes, *end; /* of the chunk */
	const char *at;
	/* The bytes that were looked at last; of these the ones that may end a cell, or make it one for the slow way, where they
	 * are not passed; and all that delimit. */
	uint64_t signs;
	const char *block;
	uint64_t delimiters;
	size_t first; /* row of the lines that are marked, and not read yet */
	size_t
	    most; /* lines to mark before they are read: few where some of them were odd, which is seen late */
};

/* What stands between delimiters, without its quotes. */
struct cell {
	const char *data;
	size_t length;
};

/* --- Signs: control characters, bytes beyond ASCII, delimiters, quotes --- */

/* Of some bytes, a bit each: what may end a cell or is for the slow way, and what delimits. */
struct signs {
	uint64_t all, delimiters;
};

#ifdef __SSE2__
HOT struct signs signs_of_16(const char *bytes, char delimiter)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)bytes);
	/* As signed ones, behind 0x7f come those beyond ASCII and control characters. */
	__m128i low = _mm_cmplt_epi8(_mm_add_epi8(v, _mm_set1_epi8(1)), _mm_set1_epi8(0x21));
	__m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
	__m128i cell = _mm_cmpeq_epi8(v, _mm_set1_epi8(delimiter));
	__m128i all = _mm_or_si128(_mm_or_si128(low, cell), quote);

	return (struct signs){(unsigned)_mm_movemask_epi8(all), (unsigned)_mm_movemask_epi8(cell)};
}
#else
HOT struct signs signs_of_16(const char *bytes, char delimiter)
{
	struct signs signs = {0};

	for (unsigned i = 0; i < 16; i++) {
		unsigned char c = (unsigned char)bytes[i];
		bool cell = bytes[i] == delimiter;

		signs.all |= (uint64_t)(c < 0x20 || c >= 0x7f || c == '"' || cell) << i;
		signs.delimiters |= (uint64_t)cell << i;
	}
	return signs;
}
#endif

HOT void look_at(struct line *line, const char *block)
{
	char delimiter = line->plan->delimiter;
	struct signs a = signs_of_16(block, delimiter), b = signs_of_16(block + 16, delimiter);
	struct signs c = signs_of_16(block + 32, delimiter), d = signs_of_16(block + 48, delimiter);

	line->signs = a.all | b.all << 16 | c.all << 32 | d.all << 48;
	line->block = block;
	line->delimiters =
	    a.delimiters | b.delimiters << 16 | c.delimiters << 32 | d.delimiters << 48;
}

/* The next sign; there is one, the line end behind the chunk. */
HOT const char *next_sign(struct line *line)
{
	while (!line->signs)
		look_at(line, line->block + BLOCK);
	return line->block + __builtin_ctzll(line->signs);
}

HOT void pass_sign(struct line *line)
{
	line->signs &= line->signs - 1;
}

/* --- Cells --- */

/* The bytes up to one that stops; false: they are not plain. */
static bool pass(struct line *line, unsigned char stop, struct cell *cell)
{
	const unsigned char *stops = line->plan->stops;
	const char *at = line->at;
	unsigned char high = 0;

	for (; !(stops[(unsigned char)*at] & stop); at++)
		high |= (unsigned char)*at;
	*cell = (struct cell){line->at, (size_t)(at - line->at)};
	line->at = at;
	return !(high & 0x80) || scan_is_plain(cell->data, cell->length);
}

/* The next cell; what it ends at is for the caller to see. One with quotes in it is left to the strict reader. */
static bool find_cell(struct line *line, struct cell *cell)
{
	if (*line->at != '"')
		return pass(line, SCAN_STOP, cell);
	line->at++;
	return pass(line, SCAN_QUOTED, cell) && *line->at++ == '"';
}

/* A cell of which nobody asks what it holds; a quote right behind a closing one goes on with it. */
static bool skip_cell(struct line *line)
{
	struct cell cell;

	do
		if (!find_cell(line, &cell))
			return false;
	while (*line->at == '"' && line->at[-1] == '"');
	return true;
}

/* --- Parts --- */

static bool is_text(const struct cell *cell, const char *text)
{
	return strlen(text) == cell->length && !memcmp(text, cell->data, cell->length);
}

/* yes, no, or nothing. */
static bool read_answer(const struct cell *cell, struct scan_span *span)
{
	*span = (struct scan_span){is_text(cell, "yes"), cell->length > 0};
	return !cell->length || span->offset || is_text(cell, "no");
}

/* As text_is_agency_id. */
static bool is_agency_id(const struct scan_plan *plan, const struct cell *cell)
{
	const unsigned char *stops = plan->stops;
	unsigned char all = SCAN_ID;

	if (cell->length < 1 || cell->length > 63 ||
	    !(stops[(unsigned char)*cell->data] & SCAN_ID_START))
		return false;
	for (size_t i = 1; i < cell->length; i++)
		all &= stops[(unsigned char)cell->data[i]];
	return all;
}

/* One that is not any text. */
static bool read_part(const struct line *line, enum part part, const struct cell *cell, size_t row)
{
	struct scan_span *span = &line->slab->parts[part][row];

	if (part != PART_ID)
		return read_answer(cell, span);
	*span = (struct scan_span){(uint32_t)(cell->data - line->bytes), (uint32_t)cell->length};
	return is_agency_id(line->plan, cell);
}

/* --- Fields --- */

static bool is_listed(const char *const *list, size_t count, const struct cell *cell)
{
	for (size_t i = 0; i < count; i++)
		if (is_text(cell, list[i]))
			return true;
	return false;
}

/* "!STATE"; a value behind it is left to the strict reader, and so is a state that means what nothing means. */
static bool read_state(const struct line *line, const struct cell *cell, double *out)
{
	enum state state;

	if (!states_find(line->plan->states, cell->data + 1, cell->length - 1, &state) ||
	    state == STATE_MISSING)
		return false;
	*out = scan_absent(state);
	return true;
}

static bool read_number(const struct line *line, const struct field *field, const struct cell *cell,
			double *out)
{
	double number;

	if (!(field->n_codes
		  ? field_decode(field, cell->data, cell->length, &number)
		  : numeral_read(cell->data, cell->length, line->plan->decimal, &number) &&
			numeral_is_held(cell->data, cell->length, number)) ||
	    !field_holds(field, number))
		return false;
	*out = field_step(field, number);
	return true;
}

static bool read_field(const struct line *line, const struct field *field, const struct cell *cell,
		       double *out)
{
	const struct evidence_rules *rules = line->plan->rules;

	if (!cell->length || is_listed(rules->missing, rules->n_missing, cell))
		*out = scan_absent(STATE_MISSING);
	else if (is_listed(rules->not_applicable, rules->n_not_applicable, cell))
		*out = scan_absent(STATE_NOT_APPLICABLE);
	else if (*cell->data == '!')
		return read_state(line, cell, out);
	else
		return read_number(line, field, cell, out);
	return true;
}

static double *value_of(const struct line *line, const struct scan_column *column, size_t row)
{
	return line->slab->values + column->index * line->slab->room + row;
}

/* A number that is none of the figures: with a sign, in quotes, of many digits, or another text that says something. */
static bool read_rare(const struct line *line, const struct scan_column *column,
		      const struct cell *cell, double *out)
{
	if (numeral_scan(cell->data, line->plan->decimal, out) == cell->data + cell->length &&
	    *out >= column->min && *out <= column->max)
		return true;
	return read_field(line, &line->plan->fields[column->index], cell, out);
}

static bool read_cell(const struct line *line, const struct scan_column *column,
		      const struct cell *cell, size_t row)
{
	switch (column->kind) {
	case SCAN_NUMBER:
		return read_rare(line, column, cell, value_of(line, column, row));
	case SCAN_FIELD:
		return read_field(line, &line->plan->fields[column->index], cell,
				  value_of(line, column, row));
	case SCAN_PART:
		return read_part(line, (enum part)column->index, cell, row);
	case SCAN_EMPTY:
		return !cell->length;
	default:
		return true;
	}
}

/* --- Lines: where their cells are --- */

/* Of the line that is scanned, where cells of a column begin; FIGURES_MOST further on, where the next column's do. */
HOT uint32_t *edge_of(const struct line *line, unsigned column)
{
	return line->slab->edges + (size_t)column * FIGURES_MOST + (line->slab->rows - line->first);
}

/* Signs that delimit, up to the first one that does not. */
HOT uint64_t next_delimiters(struct line *line)
{
	uint64_t others;

	next_sign(line);
	others = line->signs & ~line->delimiters;
	return line->signs & line->delimiters & (others - 1);
}

/* Marks that a cell begins behind the next of these ends. Behind the last there is always one more, which means nothing. */
HOT void mark_next(uint32_t *edge, uint64_t *ends, uint32_t behind)
{
	*edge = behind + (uint32_t)__builtin_ctzll(*ends);
	*ends = (*ends & (*ends - 1)) | UINT64_C(1) << 63;
}

/* Four at a time, without asking whether there are as many; what is marked for later cells will be marked again. */
HOT void mark_ends(uint32_t *edge, uint64_t ends, uint32_t behind, unsigned count)
{
	for (unsigned i = 0; i < count; i += SCAN_STEP, edge += SCAN_STEP * FIGURES_MOST) {
		mark_next(edge + FIGURES_MOST, &ends, behind);
		mark_next(edge + 2 * FIGURES_MOST, &ends, behind);
		mark_next(edge + 3 * FIGURES_MOST, &ends, behind);
		mark_next(edge + 4 * FIGURES_MOST, &ends, behind);
	}
}

/* Marks the cells from a column on; returns the first one that has other signs in it, or the last of the line. */
HOT unsigned mark_cells(struct line *line, unsigned column)
{
	const unsigned last = line->plan->n_columns - 1;
	uint32_t *edge = edge_of(line, column);

	while (column < last) {
		uint64_t ends = next_delimiters(line);
		uint32_t behind = (uint32_t)(line->block - line->bytes) + 1;
		unsigned n = (unsigned)__builtin_popcountll(ends);

		if (!n)
			break;
		n = n < last - column ? n : last - column;
		mark_ends(edge, ends, behind, n);
		edge += n * FIGURES_MOST;
		line->signs &= -(UINT64_C(2) << (*edge - behind));
		column += n;
	}
	line->at = line->bytes + *edge;
	return column;
}

/* A cell with quotes, or with bytes beyond ASCII. */
static bool pass_text(struct line *line, const struct scan_column *column)
{
	struct cell cell;

	if (!(column->kind == SCAN_SKIP ? skip_cell(line) : find_cell(line, &cell)))
		return false;
	look_at(line, line->at);
	return true;
}

HOT bool mark_one(struct line *line, unsigned at)
{
	const struct scan_column *column = &line->plan->columns[at];
	const char *sign = next_sign(line);

	if (*sign == column->stop)
		line->at = sign;
	else if (!pass_text(line, column) || *line->at != column->stop)
		return false;
	line->at++;
	edge_of(line, at)[FIGURES_MOST] = (uint32_t)(line->at - line->bytes);
	pass_sign(line);
	return true;
}

/* True when at stands behind the line. */
HOT bool mark_line(struct line *line)
{
	*edge_of(line, 0) = (uint32_t)(line->at - line->bytes);
	for (unsigned column = 0; column < line->plan->n_columns; column++) {
		column = mark_cells(line, column);
		if (!mark_one(line, column))
			return false;
	}
	if (line->plan->crlf) {
		if (*line->at++ != '\n')
			return false;
		pass_sign(line);
	}
	return line->at <= line->end;
}

static void pass_odd(struct line *line, const char *start)
{
	slab_add_odd(line->slab, (size_t)(start - line->bytes));
	line->at = scan_next_line(start, line->end);
	look_at(line, line->at);
}

/* Marks lines until so many are plain that it pays to read them. */
HOT void mark_lines(struct line *line)
{
	struct slab *slab = line->slab;

	line->first = slab->rows;
	while (line->at < line->end && slab->rows < slab->room &&
	       slab->rows < line->first + line->most) {
		const char *first = line->at;

		if (mark_line(line))
			slab->starts[slab->rows++] = (uint32_t)(first - line->bytes);
		else
			pass_odd(line, first);
	}
}

/* --- Lines: what is in their cells, column after column --- */

/* Numbers that are none of the figures, a bit each. */
static uint32_t read_figures(const struct line *line, const struct scan_column *column,
			     const uint32_t *begins, size_t count)
{
	struct figures_column figures = {column->min, column->max, begins, begins + FIGURES_MOST};

	return figures_read(&line->plan->figures, &figures, line->bytes, count,
			    value_of(line, column, line->first));
}

static struct cell cell_at(const char *begin, const char *end)
{
	return *begin == '"' ? (struct cell){begin + 1, (size_t)(end - begin) - 2}
			     : (struct cell){begin, (size_t)(end - begin)};
}

/* Parts that may be any text. */
static bool is_free(const struct scan_column *column)
{
	return column->kind == SCAN_PART && column->index != PART_ID &&
	       column->index != PART_COMPETES && column->index != PART_TEST;
}

static void read_texts(const struct line *line, const struct scan_column *column,
		       const uint32_t *begins, size_t count)
{
	struct scan_span *spans = &line->slab->parts[column->index][line->first];

	for (size_t i = 0; i < count; i++) {
		uint32_t quotes = line->bytes[begins[i]] == '"';

		spans[i].offset = begins[i] + quotes;
		spans[i].length = begins[i + FIGURES_MOST] - 1 - begins[i] - 2 * quotes;
	}
}

/* All cells of a column that can be read at once; returns the lines of others, a bit each. */
static uint32_t read_most(const struct line *line, const struct scan_column *column,
			  const uint32_t *begins, size_t count)
{
	if (column->kind == SCAN_NUMBER)
		return read_figures(line, column, begins, count);
	if (!is_free(column))
		return column->kind == SCAN_SKIP ? 0 : UINT32_MAX >> (FIGURES_MOST - count);
	read_texts(line, column, begins, count);
	return 0;
}

/* Of the lines that are marked; returns the first one where the cell is odd, else how many lines there are. */
static size_t read_column(const struct line *line, unsigned at, size_t count)
{
	const struct scan_column *column = &line->plan->columns[at];
	const uint32_t *begins = line->slab->edges + (size_t)at * FIGURES_MOST;
	uint32_t left = read_most(line, column, begins, count);

	for (; left; left &= left - 1) {
		size_t i = (size_t)__builtin_ctz(left);
		struct cell cell =
		    cell_at(line->bytes + begins[i], line->bytes + begins[i + FIGURES_MOST] - 1);

		if (!read_cell(line, column, &cell, line->first + i))
			return i;
	}
	return count;
}

/* A marked line is odd: those behind it are marked again. */
static void take_back(struct line *line, size_t row)
{
	line->most = 1;
	pass_odd(line, line->bytes + slab_take_back(line->slab, row));
}

static void read_lines(struct line *line)
{
	size_t marked = line->slab->rows - line->first, right = marked;

	for (unsigned column = 0; right && column < line->plan->n_columns; column++)
		right = read_column(line, column, right);
	if (right < marked)
		take_back(line, line->first + right);
	else if (line->most < FIGURES_MOST)
		line->most *= 2;
}

HOT void scan_lines(struct line *line)
{
	look_at(line, line->at);
	while (line->at < line->end && line->slab->rows < line->slab->room) {
		mark_lines(line);
		read_lines(line);
	}
}

#ifdef PROCESSOR_NEWER
PROCESSOR_NEWER static void scan_on_newer(struct line *line)
{
	scan_lines(line);
}
#endif

static void scan_portably(struct line *line)
{
	scan_lines(line);
}

void scan_csv(const struct scan_plan *plan, const char *bytes, size_t start, size_t length,
	      struct slab *slab)
{
	struct line line = {.plan = plan,
			    .slab = slab,
			    .bytes = bytes,
			    .end = bytes + length,
			    .at = bytes + start,
			    .most = FIGURES_MOST};

	slab->rows = slab->n_odd = 0;
#ifdef PROCESSOR_NEWER
	if (processor_is_newer())
		scan_on_newer(&line);
	else
#endif
		scan_portably(&line);
	slab->end = (size_t)(line.at - bytes);
}
