#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "field.h"
#include "numeral.h"
#include "scan.h"
#include "text.h"

/*
 * Where the scan stands. A function that finds something gives what stands behind it; NULL: the line is odd. Of the numbers of a few
 * lines it is marked where they are; then they are read, field after field.
 */
struct line {
	const struct scan_plan *plan;
	struct slab *slab;
	const char *bytes, *end; /* of the chunk */
	const char *at;
	size_t row;   /* that is read */
	size_t first; /* row of the lines that are marked, and not read yet */
	size_t most;  /* lines to mark before they are read: few where some of them were odd */
	/* Names that the line has had: bits by their numbers. */
	uint64_t keys[SCAN_NAMES / 64], members[SCAN_NAMES / 64];
	unsigned n_fields; /* of them fields */
};

/* A text between its quotes. */
struct piece {
	const char *data;
	size_t length;
	bool escaped;
};

/* --- 16 bytes at once --- */

#ifdef __SSE2__
/* Bits of the bytes that are digits. */
static inline unsigned find_digits(const char *bytes)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)bytes);

	v = _mm_add_epi8(v, _mm_set1_epi8(128 - '0'));
	return (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(v, _mm_set1_epi8(10 - 128)));
}

/* Bits of quotes, backslashes and control characters; high: of bytes beyond ASCII. */
static inline unsigned find_stops(const char *bytes, unsigned *high)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)bytes);
	__m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
	__m128i escape = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
	__m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
	__m128i delete = _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f));

	*high = (unsigned)_mm_movemask_epi8(v);
	return (unsigned)_mm_movemask_epi8(
	    _mm_or_si128(_mm_or_si128(quote, escape), _mm_or_si128(control, delete)));
}

/* Bits of commas, blanks, closing brackets, all else that is in no number but signs of exponents, and bytes beyond ASCII. */
static inline unsigned find_ends(const char *bytes)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)bytes);
	__m128i before = _mm_cmplt_epi8(v, _mm_set1_epi8(',' + 1));

	return (unsigned)_mm_movemask_epi8(
	    _mm_or_si128(before, _mm_cmpeq_epi8(v, _mm_set1_epi8('}'))));
}

/* Bits of the bytes that are the same in both, of SCAN_NAME_ROOM. */
static inline uint32_t compare(const char *a, const char *b)
{
	__m128i first = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)a),
				       _mm_loadu_si128((const __m128i *)(const void *)b));
	__m128i second = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(a + 16)),
					_mm_loadu_si128((const __m128i *)(const void *)(b + 16)));

	return (uint32_t)_mm_movemask_epi8(first) | (uint32_t)_mm_movemask_epi8(second) << 16;
}
#else
static inline unsigned find_digits(const char *bytes)
{
	unsigned digits = 0;

	for (unsigned i = 0; i < 16; i++)
		digits |= (unsigned)(bytes[i] >= '0' && bytes[i] <= '9') << i;
	return digits;
}

static inline unsigned find_stops(const char *bytes, unsigned *high)
{
	unsigned stops = 0;

	*high = 0;
	for (unsigned i = 0; i < 16; i++) {
		unsigned char c = (unsigned char)bytes[i];

		*high |= (unsigned)(c >= 0x80) << i;
		stops |= (unsigned)(c < 0x20 || c == 0x7f || c == '"' || c == '\\') << i;
	}
	return stops;
}

static inline unsigned find_ends(const char *bytes)
{
	unsigned ends = 0;

	for (unsigned i = 0; i < 16; i++) {
		unsigned char c = (unsigned char)bytes[i];

		ends |= (unsigned)(c <= ',' || c == '}' || c >= 0x80) << i;
	}
	return ends;
}

static inline uint32_t compare(const char *a, const char *b)
{
	uint32_t same = 0;

	for (unsigned i = 0; i < SCAN_NAME_ROOM; i++)
		same |= (uint32_t)(a[i] == b[i]) << i;
	return same;
}
#endif

/* --- Blanks, texts --- */

static inline const char *pass_blanks(const char *at)
{
	while (*at == ' ' || *at == '\t' || *at == '\r')
		at++;
	return at;
}

/* One of the short escapes; others are left to the strict reader. */
static bool is_escape(const char *at)
{
	return at[1] && strchr("\"\\/bfnrt", at[1]);
}

/* A text, from its quote on. */
static inline const char *find_text(const char *at, struct piece *piece)
{
	unsigned high, all = 0, stops;

	*piece = (struct piece){.data = ++at};
	for (;;) {
		stops = find_stops(at, &high);
		if (!stops) {
			all |= high;
			at += 16;
			continue;
		}
		all |= high & ((stops & -stops) - 1);
		at += __builtin_ctz(stops);
		if (*at != '\\')
			break;
		if (!is_escape(at))
			return NULL;
		piece->escaped = true;
		at += 2;
	}
	piece->length = (size_t)(at - piece->data);
	if (*at != '"' || (all && !scan_is_plain(piece->data, piece->length)))
		return NULL;
	return at + 1;
}

/* --- Numbers --- */

/* Of 16 bytes or more, or of more than eight digits; at stands behind a sign. */
static const char *long_number(const char *at, double *out)
{
	if (*at < '0' || *at > '9' || (at[0] == '0' && at[1] >= '0' && at[1] <= '9'))
		return NULL;
	return numeral_scan(at, '.', out);
}

/* RFC 8259, section 6, but for exponents and very many digits. */
static inline const char *find_number(const char *start, double *out)
{
	const char *at = start + (*start == '-'), *end;
	unsigned digits = find_digits(at), whole = (unsigned)__builtin_ctz(~digits), decimals = 0;

	end = at + whole;
	if (whole < 15 && *end == '.') {
		decimals = (unsigned)__builtin_ctz(~(digits >> (whole + 1)));
		end += 1 + decimals;
		if (!decimals)
			return NULL;
	}
	if (!whole || (*at == '0' && whole > 1))
		return NULL;
	if (end - at >= 15 ||
	    !numeral_before(end, (size_t)(end - at), decimals ? decimals + 1 : 0, out))
		end = long_number(at, out);
	if (!end || (*end | 0x20) == 'e' || *end == '.')
		return NULL;
	if (*start == '-')
		*out = -*out;
	return end;
}

/* --- Words --- */

/* true, false, null: behind it; else NULL. What follows, a comma or an end, is for the caller to see. */
static inline const char *find_word(const char *at, const char *word, size_t length)
{
	return memcmp(at, word, length) ? NULL : at + length;
}

/* true or false. */
static const char *find_answer(const char *at, bool *yes)
{
	*yes = *at == 't';
	return *yes ? find_word(at, "true", 4) : find_word(at, "false", 5);
}

/* --- Values --- */

static inline double *value_of(const struct line *line, const struct scan_name *name)
{
	return line->slab->values + name->index * line->slab->room + line->row;
}

static bool keep(const struct line *line, const struct scan_name *name, double number)
{
	const struct field *field = &line->plan->fields[name->index];

	if (!field_holds(field, number))
		return false;
	if (field->steps.count)
		number = field_step(field, number);
	*value_of(line, name) = number;
	return true;
}

/* A text that stands for a number. */
static const char *read_code(const struct line *line, const struct scan_name *name, const char *at)
{
	struct piece piece;
	double number;

	at = find_text(at, &piece);
	return at && !piece.escaped &&
		       field_decode(&line->plan->fields[name->index], piece.data, piece.length,
				    &number) &&
		       keep(line, name, number)
		   ? at
		   : NULL;
}

static const char *read_null(const struct line *line, const struct scan_name *name, const char *at)
{
	*value_of(line, name) = scan_absent(STATE_UNKNOWN);
	return find_word(at, "null", 4);
}

/* Of a field with codes or steps, or no number. */
static const char *read_rare(const struct line *line, const struct scan_name *name, const char *at)
{
	double number;
	bool yes;

	if (*at == 'n')
		return read_null(line, name, at);
	if (line->plan->fields[name->index].n_codes)
		return *at == '"' ? read_code(line, name, at) : NULL;
	if (*at > '9') {
		at = find_answer(at, &yes);
		number = yes;
	} else {
		at = find_number(at, &number);
	}
	return at && keep(line, name, number) ? at : NULL;
}

/* One that is none of the figures. */
static const char *read_number(const struct line *line, const struct scan_name *name,
			       const char *at)
{
	double number;

	if (*at > '9')
		return read_rare(line, name, at);
	at = find_number(at, &number);
	if (!at || number < name->min || number > name->max)
		return NULL;
	*value_of(line, name) = number;
	return at;
}

/* Of the lines that are marked, where the numbers of a field begin; so many further on, the byte behind what ends them. */
static inline uint32_t *edges_of(const struct line *line, const struct scan_name *name)
{
	return line->slab->edges + (size_t)name->index * 2 * FIGURES_MOST;
}

static inline void set_edges(const struct line *line, const struct scan_name *name, uint32_t begin,
			     uint32_t next)
{
	uint32_t *edge = edges_of(line, name) + (line->row - line->first);

	edge[0] = begin;
	edge[FIGURES_MOST] = next;
}

/* Where a number or a word may end that begins at, of any length. */
static const char *find_far_end(const char *at)
{
	unsigned ends;

	while (!(ends = find_ends(at)))
		at += 16;
	return at + __builtin_ctz(ends);
}

/* A value that is read later. Figures may begin with more zeros than numbers of JSON. */
static inline const char *mark_number(const struct line *line, const struct scan_name *name,
				      const char *at)
{
	unsigned ends = find_ends(at);
	const char *end = ends ? at + __builtin_ctz(ends) : find_far_end(at + 16);

	if ((ends & 1) || (*at == '0' && at[1] >= '0' && at[1] <= '9'))
		return NULL;
	set_edges(line, name, (uint32_t)(at - line->bytes), (uint32_t)(end - line->bytes) + 1);
	return end;
}

static inline const char *read_field(const struct line *line, const struct scan_name *name,
				     const char *at)
{
	return name->kind == SCAN_NUMBER ? mark_number(line, name, at) : read_rare(line, name, at);
}

/* A value of which nobody asks what it is; one that holds others is left to the strict reader. */
static const char *skip_value(const char *at)
{
	struct piece piece;
	double number;
	bool yes;

	switch (*at) {
	case '"':
		return find_text(at, &piece);
	case 'n':
		return find_word(at, "null", 4);
	case 't':
	case 'f':
		return find_answer(at, &yes);
	default:
		return find_number(at, &number);
	}
}

static const char *read_part(const struct line *line, enum part part, const char *at)
{
	struct scan_span *span = &line->slab->parts[part][line->row];
	struct piece piece;
	bool yes;

	if (part == PART_COMPETES || part == PART_TEST) {
		at = find_answer(at, &yes);
		*span = (struct scan_span){yes, 1};
		return at;
	}
	if (*at != '"')
		return NULL;
	at = find_text(at, &piece);
	if (!at || piece.escaped)
		return NULL;
	*span = (struct scan_span){(uint32_t)(piece.data - line->bytes), (uint32_t)piece.length};
	return at;
}

/* --- Names --- */

/* What lies behind the chunk is in no name. */
static inline bool is_name(const struct line *line, const struct scan_name *name, const char *at)
{
	if (~compare(at, name->text) & name->first)
		return false;
	return name->length <= SCAN_NAME_ROOM ||
	       (name->length <= (size_t)(line->end - at) && !memcmp(at, name->text, name->length));
}

/* The name at, looked for behind the likely one first; count: it is none of these. */
static unsigned find_name(const struct line *line, const struct scan_names *names, unsigned likely,
			  const char *at)
{
	for (unsigned i = likely; i < names->count; i++)
		if (is_name(line, &names->list[i], at))
			return i;
	for (unsigned i = 0; i < likely && i < names->count; i++)
		if (is_name(line, &names->list[i], at))
			return i;
	return names->count;
}

/* The next name, the first one of its kind in the line, and the colon: what stands behind them. */
static inline const char *pass_name(const struct line *line, const struct scan_names *names,
				    uint64_t *had, unsigned *name, const char *at)
{
	unsigned found = *name + 1;
	uint64_t bit;

	if (found >= names->count || !is_name(line, &names->list[found], at))
		found = find_name(line, names, found, at);
	bit = UINT64_C(1) << found % 64;
	*name = found;
	if (found == names->count || had[found / 64] & bit)
		return NULL;
	had[found / 64] |= bit;
	at = pass_blanks(at + names->list[found].length);
	return *at == ':' ? pass_blanks(at + 1) : NULL;
}

/* --- Lines --- */

/* Behind a value: the next name, or what stands behind the closing bracket (*more: false). */
static inline const char *go_on(const char *at, bool *more)
{
	at = pass_blanks(at);
	*more = *at == ',';
	if (!*more && *at != '}')
		return NULL;
	return pass_blanks(at + 1);
}

/* A name that follows the one before as most lines have it: what stands behind its colon; NULL: it does not. */
static inline const char *pass_joined(const struct line *line, const struct scan_names *names,
				      uint64_t *had, unsigned *name, const char *at)
{
	unsigned next = *name + 1,
		 length = next < names->count ? names->list[next].joined_length : 0;
	uint64_t bit = UINT64_C(1) << next % 64;
	uint32_t same = length ? compare(at, names->list[next].joined) : 0;

	if (!length ||
	    same << (SCAN_NAME_ROOM - length) != UINT32_MAX << (SCAN_NAME_ROOM - length) ||
	    had[next / 64] & bit || (size_t)(line->end - at) <= length)
		return NULL;
	had[next / 64] |= bit;
	*name = next;
	return pass_blanks(at + length);
}

/* Behind a value of the evidence: the next one, or what stands behind the closing bracket (*more: false). */
static inline const char *pass_to_next(struct line *line, unsigned *name, const char *at,
				       bool *more)
{
	const struct scan_names *names = &line->plan->members;
	const char *next = pass_joined(line, names, line->members, name, at);

	if (next)
		return next;
	at = go_on(at, more);
	return at && *more ? pass_name(line, names, line->members, name, at) : at;
}

static inline const char *read_member(struct line *line, const struct scan_name *name,
				      const char *at)
{
	if (name->kind == SCAN_SKIP)
		return skip_value(at);
	line->n_fields++;
	return read_field(line, name, at);
}

/* From "{" on. */
static const char *read_evidence(struct line *line, const char *at)
{
	const struct scan_names *names = &line->plan->members;
	unsigned name = UINT32_MAX;
	bool more = true;

	if (*at != '{')
		return NULL;
	at = pass_blanks(at + 1);
	if (*at == '}')
		return pass_blanks(at + 1);
	at = pass_name(line, names, line->members, &name, at);
	while (at && more) {
		at = read_member(line, &names->list[name], at);
		if (at)
			at = pass_to_next(line, &name, at, &more);
	}
	return at;
}

static const char *read_key(struct line *line, const struct scan_name *name, const char *at)
{
	switch (name->kind) {
	case SCAN_PART:
		return read_part(line, (enum part)name->index, at);
	case SCAN_EVIDENCE:
		return read_evidence(line, at);
	default:
		return skip_value(at);
	}
}

static void begin_row(struct line *line)
{
	const struct scan_plan *plan = line->plan;

	line->row = line->slab->rows;
	for (unsigned i = 0; i * 64 < plan->keys.count; i++)
		line->keys[i] = 0;
	for (unsigned i = 0; i * 64 < plan->members.count; i++)
		line->members[i] = 0;
	line->n_fields = 0;
	for (enum part part = PART_ID; part < PARTS; part++)
		if (line->slab->parts[part])
			line->slab->parts[part][line->row] = (struct scan_span){0};
}

static void set_missing(const struct line *line, const struct scan_name *name)
{
	if (name->kind == SCAN_NUMBER)
		set_edges(line, name, 0, 1); /* nothing between them */
	else if (name->kind == SCAN_FIELD)
		*value_of(line, name) = scan_absent(STATE_MISSING);
}

/* What the line does not name is missing. */
static void end_row(const struct line *line)
{
	const struct scan_names *names = &line->plan->members;

	if (line->n_fields == line->plan->n_fields)
		return;
	for (unsigned i = 0; i < names->count; i++)
		if (!(line->members[i / 64] >> i % 64 & 1))
			set_missing(line, &names->list[i]);
}

static bool has_id(const struct line *line)
{
	struct scan_span id = line->slab->parts[PART_ID][line->row];

	return id.length && text_is_agency_id(line->bytes + id.offset, id.length);
}

/* From its begin on: what stands behind its end. */
static const char *scan_line(struct line *line, const char *at)
{
	const struct scan_names *names = &line->plan->keys;
	unsigned name = UINT32_MAX;
	bool more = true;

	if (*at != '{')
		return NULL;
	begin_row(line);
	at = pass_blanks(at + 1);
	while (more) {
		at = pass_name(line, names, line->keys, &name, at);
		if (!at || !(at = read_key(line, &names->list[name], at)) ||
		    !(at = go_on(at, &more)))
			return NULL;
	}
	if (*at != '\n' || at >= line->end || !has_id(line))
		return NULL;
	end_row(line);
	return at + 1;
}

static void pass_odd(struct line *line)
{
	slab_add_odd(line->slab, (size_t)(line->at - line->bytes));
	line->at = scan_next_line(line->at, line->end);
}

/* Marks lines until so many are plain that it pays to read them. */
static void mark_lines(struct line *line)
{
	struct slab *slab = line->slab;

	line->first = slab->rows;
	while (line->at < line->end && slab->rows < slab->room &&
	       slab->rows < line->first + line->most) {
		const char *next = scan_line(line, line->at);

		if (!next) {
			pass_odd(line);
			continue;
		}
		slab->starts[slab->rows++] = (uint32_t)(line->at - line->bytes);
		line->at = next;
	}
}

/* --- Numbers, field after field --- */

/* Of the lines that are marked; returns the first one whose number is odd, else how many lines there are. */
static size_t read_column(struct line *line, const struct scan_name *name, size_t count)
{
	const uint32_t *begins = edges_of(line, name), *nexts = begins + FIGURES_MOST;
	struct figures_column column = {name->min, name->max, begins, nexts};
	uint32_t left;

	line->row = line->first;
	left =
	    figures_read(&line->plan->figures, &column, line->bytes, count, value_of(line, name));
	for (; left; left &= left - 1) {
		size_t i = (size_t)__builtin_ctz(left);

		line->row = line->first + i;
		if (read_number(line, name, line->bytes + begins[i]) != line->bytes + nexts[i] - 1)
			return i;
	}
	return count;
}

static void read_lines(struct line *line)
{
	const struct scan_names *names = &line->plan->members;
	size_t marked = line->slab->rows - line->first, right = marked;

	for (unsigned i = 0; right && i < names->count; i++)
		if (names->list[i].kind == SCAN_NUMBER)
			right = read_column(line, &names->list[i], right);
	if (right < marked) {
		line->most = 1;
		line->at = line->bytes + slab_take_back(line->slab, line->first + right);
		pass_odd(line);
	} else if (line->most < FIGURES_MOST) {
		line->most *= 2;
	}
}

void scan_json(const struct scan_plan *plan, const char *bytes, size_t start, size_t length,
	       struct slab *slab)
{
	struct line line = {.plan = plan,
			    .slab = slab,
			    .bytes = bytes,
			    .end = bytes + length,
			    .at = bytes + start,
			    .most = FIGURES_MOST};

	slab->rows = slab->n_odd = 0;
	while (line.at < line.end && slab->rows < slab->room) {
		mark_lines(&line);
		read_lines(&line);
	}
	slab->end = (size_t)(line.at - bytes);
}
