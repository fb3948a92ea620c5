#include <string.h>

#include "field.h"
#include "numeral.h"
#include "scan.h"
#include "text.h"

/* Where the scan stands. */
struct line {
	const struct scan_plan *plan;
	struct slab *slab;
	const char *bytes, *end; /* of the chunk */
	const char *at;
};

/* What stands between delimiters, without its quotes. */
struct cell {
	const char *data;
	size_t length;
};

/* --- Cells --- */

/* UTF-8 that the strict reader takes everywhere; control characters are left to it. */
static bool is_plain(const struct cell *cell)
{
	uint32_t c;

	for (size_t i = 0, n; i < cell->length; i += n) {
		n = text_point(cell->data + i, cell->length - i, &c);
		if (!n || (c >= 0x80 && c < 0xa0) || text_is_noncharacter(c))
			return false;
	}
	return true;
}

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
	return !(high & 0x80) || is_plain(cell);
}

/* The next cell; what it ends at is for the caller to see. One with quotes in it is left to the strict reader. */
static bool find_cell(struct line *line, struct cell *cell)
{
	if (*line->at != '"')
		return pass(line, 1, cell);
	line->at++;
	return pass(line, 2, cell) && *line->at++ == '"';
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

static bool read_part(struct line *line, enum part part)
{
	struct scan_span *span = &line->slab->parts[part][line->slab->rows];
	struct cell cell;

	if (!find_cell(line, &cell))
		return false;
	if (part == PART_COMPETES || part == PART_TEST)
		return read_answer(&cell, span);
	*span = (struct scan_span){(uint32_t)(cell.data - line->bytes), (uint32_t)cell.length};
	return part != PART_ID || text_is_agency_id(cell.data, cell.length);
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
		  : numeral_read(cell->data, cell->length, line->plan->decimal, &number)) ||
	    !field_holds(field, number))
		return false;
	*out = field_step(field, number);
	return true;
}

static bool read_field(struct line *line, const struct field *field, double *out)
{
	const struct evidence_rules *rules = line->plan->rules;
	struct cell cell;

	if (!find_cell(line, &cell))
		return false;
	if (!cell.length || is_listed(rules->missing, rules->n_missing, &cell))
		*out = scan_absent(STATE_MISSING);
	else if (is_listed(rules->not_applicable, rules->n_not_applicable, &cell))
		*out = scan_absent(STATE_NOT_APPLICABLE);
	else if (*cell.data == '!')
		return read_state(line, &cell, out);
	else
		return read_number(line, field, &cell, out);
	return true;
}

/* The number that nearly every cell is; false: it is something else, or not as short. */
static inline bool scan_number(struct line *line, const struct field *field, double *out)
{
	double number;
	const char *end = numeral_scan(line->at, line->plan->decimal, &number);

	if (!end || (*end != line->plan->delimiter && *end != '\n' && *end != '\r') ||
	    !field_holds(field, number))
		return false;
	*out = number;
	line->at = end;
	return true;
}

/* --- Lines --- */

static bool scan_field(struct line *line, unsigned index, bool number)
{
	const struct field *field = &line->plan->fields[index];
	double *value = &line->slab->values[index * line->slab->room + line->slab->rows];

	return (number && scan_number(line, field, value)) || read_field(line, field, value);
}

static bool scan_cell(struct line *line, const struct scan_column *column)
{
	struct cell cell;

	switch (column->kind) {
	case SCAN_NUMBER:
		return scan_field(line, column->index, true);
	case SCAN_FIELD:
		return scan_field(line, column->index, false);
	case SCAN_PART:
		return read_part(line, (enum part)column->index);
	case SCAN_EMPTY:
		return find_cell(line, &cell) && !cell.length;
	case SCAN_SKIP:
		break;
	}
	return skip_cell(line);
}

/* True when at stands behind the line. */
static bool pass_line_end(struct line *line)
{
	if (line->plan->crlf && *line->at++ != '\r')
		return false;
	return *line->at == '\n' && line->at++ < line->end;
}

static bool scan_line(struct line *line)
{
	const struct scan_plan *plan = line->plan;

	for (size_t i = 0; i < plan->n_columns; i++) {
		if (i && *line->at++ != plan->delimiter)
			return false;
		if (!scan_cell(line, &plan->columns[i]))
			return false;
	}
	return pass_line_end(line);
}

/* From where the scan of a line that is odd gave up, which is not behind its end. */
static const char *next_line(const struct line *line, const char *start)
{
	const char *end = memchr(start, '\n', (size_t)(line->end - start));

	return end ? end + 1 : line->end;
}

void scan_csv(const struct scan_plan *plan, const char *bytes, size_t start, size_t length,
	      struct slab *slab)
{
	struct line line = {
	    .plan = plan, .slab = slab, .bytes = bytes, .end = bytes + length, .at = bytes + start};

	slab->rows = slab->n_odd = 0;
	while (line.at < line.end && slab->rows < slab->room) {
		const char *first = line.at;

		if (scan_line(&line)) {
			slab->starts[slab->rows++] = (uint32_t)(first - bytes);
		} else {
			slab_add_odd(slab, (size_t)(first - bytes));
			line.at = next_line(&line, first);
		}
	}
	slab->end = (size_t)(line.at - bytes);
}
