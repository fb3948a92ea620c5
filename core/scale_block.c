#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "processor.h"
#include "scale_parts.h"

/*
 * Blocks of measures in doubles. Most scales are straight lines, or pieces of them: base + (x - from) * factor in grid steps,
 * clamped. With u = 2^-53, half an ulp of 1, every operation is off by at most u times its result, and so is every constant
 * that was rounded to a double. So, B, F, K the real base, from and factor, and T the real points:
 *
 *     |t - T| <= u (|B| + |K F| + 3 |K (x - F)| + |t|) + terms in u^2
 *
 * without |K F| where F is a double. With |K (x - F)| <= |T| + |B|, and |T| at most C, the larger end of a clamp (which is
 * a constant, too), that is below 8 u (C + |B| + |K F|); without a clamp below 8 u (|t| + |B| + |K F|). What the formula
 * in extended precision is off is 2^11 times less, and well within the 3 u that are to spare. Where t is farther than that
 * from the middle between two whole numbers, both round to the same one.
 */

#define ONE ((long double)GRID_ONE)
#define U (DBL_EPSILON / 2)
#define MOST 1125899906842624.0 /* 2^50: well within what COLUMN_MAGIC can do */

struct line {
	double from, factor;
};

enum fast_kind { FAST_LINE, FAST_LINES, FAST_TABLE, FAST_STEPS, FAST_FLAG };

struct scale_fast {
	enum fast_kind kind;
	struct line *
	    lines; /* FAST_LINE: one; FAST_LINES: per set; FAST_TABLE: from one bound to the next */
	double *bases;      /* FAST_TABLE: of each line; else one */
	double low, high;   /* FAST_TABLE: of x; else of the points */
	double near, slope; /* too near to the middle: this, and this for each unit of the points */
	const unsigned *of; /* FAST_LINES: per row of the cohort its set */
	bool some;          /* FAST_LINES: some sets have none: their factor is NaN */
	size_t n;           /* lines or steps */
	double *bounds;     /* FAST_STEPS: n - 1 */
	grid *points;       /* FAST_STEPS, FAST_FLAG */
	int holds;          /* FAST_STEPS: the kind of steps */
};

/* --- Making them --- */

static double size_of(long double x)
{
	return (double)fabsl(x);
}

/* False where a double does not hold the line well. */
static bool set_line(struct line *line, long double from, long double factor)
{
	*line = (struct line){(double)from, (double)factor};
	return isfinite(line->from) && isnormal(line->factor);
}

/* Ends and error of lines whose points are low..high at the clamp, and whose F is off by a rounding of `inexact` points. */
static bool set_ends(struct scale_fast *fast, bool clamp, long double base, long double low,
		     long double high, double inexact)
{
	double largest = clamp ? fmax(size_of(low), size_of(high)) : 0;

	fast->bases[0] = (double)base;
	fast->low = clamp ? (double)low : -HUGE_VAL;
	fast->high = clamp ? (double)high : HUGE_VAL;
	fast->near = 8 * U * (largest + size_of(base) + inexact);
	fast->slope = clamp ? 0 : 8 * U;
	return fast->low <= fast->high && largest < MOST && size_of(base) < MOST &&
	       fast->near < 0.25;
}

static struct scale_fast *make(enum fast_kind kind, size_t n)
{
	struct scale_fast *fast = mem_alloc(sizeof(*fast));

	fast->kind = kind;
	fast->n = n;
	fast->lines = mem_array(n, sizeof(*fast->lines));
	fast->bases = mem_array(n, sizeof(*fast->bases));
	fast->bounds = mem_array(n, sizeof(*fast->bounds));
	fast->points = mem_array(n, sizeof(*fast->points));
	return fast;
}

static struct scale_fast *only_if(bool good, struct scale_fast *fast)
{
	if (good)
		return fast;
	scale_fast_free(fast);
	return NULL;
}

/* From a to b the points go from low to high. */
static struct scale_fast *between(double a, double b, const struct scale *scale, double low,
				  double high)
{
	struct scale_fast *fast = make(FAST_LINE, 1);
	bool good =
	    set_line(&fast->lines[0], a, ((long double)high - low) * ONE / ((long double)b - a));

	good = good && set_ends(fast, scale->clamp, low * ONE, low * ONE, high * ONE, 0);
	return only_if(good, fast);
}

static struct scale_fast *linear(double a, double b)
{
	struct scale_fast *fast = make(FAST_LINE, 1);
	bool good = set_line(&fast->lines[0], 0, b * ONE);

	good = good && set_ends(fast, false, a * ONE, 0, 0, 0);
	return only_if(good, fast);
}

static struct scale_fast *table(const struct scale *scale)
{
	struct scale_fast *fast = make(FAST_TABLE, scale->n_table - 1);
	const double *at = scale->table_x;
	double largest = 0;
	bool good = true;

	fast->low = at[0];
	fast->high = at[fast->n];
	for (size_t i = 0; i < fast->n; i++) {
		long double low = scale->table[i].number, high = scale->table[i + 1].number;
		long double factor = (high - low) * ONE / ((long double)at[i + 1] - at[i]);

		good =
		    good && isfinite((double)factor) && (factor == 0 || isnormal((double)factor));
		fast->lines[i] = (struct line){at[i], (double)factor};
		fast->bases[i] = (double)(low * ONE);
		largest = fmax(largest, fmax(size_of(low * ONE), size_of(high * ONE)));
	}
	fast->near = 16 * U * largest;
	return only_if(good && largest < MOST, fast);
}

static struct scale_fast *steps(const struct scale *scale)
{
	struct scale_fast *fast = make(FAST_STEPS, scale->steps.count);
	bool good = true;

	fast->holds = (int)scale->steps.kind;
	for (size_t i = 0; i < fast->n; i++) {
		good = good &&
		       decimal_from_scaled(scale->steps.list[i].number * ONE, &fast->points[i]);
		fast->bounds[i] = scale->steps.list[i].bound;
	}
	return only_if(good, fast);
}

static struct scale_fast *flag(const struct scale *scale)
{
	struct scale_fast *fast = make(FAST_FLAG, 2);

	return only_if(decimal_from_scaled(scale->low * ONE, &fast->points[0]) &&
			   decimal_from_scaled(scale->high * ONE, &fast->points[1]),
		       fast);
}

/* --- Lines by reference set --- */

/* False where this scale is no line in this set, or one that doubles do not hold. */
static bool line_of_set(const struct scale *scale, const struct scale_set *set, struct line *line)
{
	long double sign = scale->lower ? -1 : 1, goal = scale->a;

	if (set->constant)
		return false;
	switch (scale->kind) {
	case SCALE_MINMAX:
		return set_line(line, scale->lower ? set->max : set->min,
				sign * ((long double)scale->b - scale->a) * ONE /
				    (set->max - set->min));
	case SCALE_ZSCORE:
		return set_line(line, set->mean, sign * scale->b * ONE / set->sd);
	default: /* SCALE_TARGET */
		if (scale->lower ? set->max <= goal : goal <= set->min)
			return false;
		return set_line(line, scale->lower ? set->max : set->min,
				((long double)scale->high - scale->low) * ONE /
				    (goal - (scale->lower ? set->max : set->min)));
	}
}

static struct scale_fast *lines(const struct scale *scale, const struct scale_sets *sets)
{
	struct scale_fast *fast = make(FAST_LINES, sets->references->count);
	bool minmax = scale->kind == SCALE_MINMAX, zscore = scale->kind == SCALE_ZSCORE, good;
	long double low = minmax ? scale->a : scale->low, high = minmax ? scale->b : scale->high;
	double inexact = 0;

	fast->of = sets->references->of;
	for (unsigned g = 0; g < sets->references->count; g++) {
		struct line *line = &fast->lines[g];

		if (!line_of_set(scale, &sets->list[g], line)) {
			line->factor = (double)NAN;
			fast->some = true;
		} else if (zscore)
			inexact = fmax(inexact, fabs(line->factor * line->from));
	}
	good = set_ends(fast, !zscore && scale->clamp, zscore ? scale->a * ONE : low * ONE,
			low * ONE, high * ONE, inexact);
	return only_if(good, fast);
}

struct scale_fast *scale_fast(const struct scale *scale, const struct scale_sets *sets)
{
	if (FLT_EVAL_METHOD != 0)
		return NULL;
	switch (scale->kind) {
	case SCALE_AS_IS:
		return linear(0, 1);
	case SCALE_GOALPOSTS:
		return between(scale->a, scale->b, scale, scale->low, scale->high);
	case SCALE_LINEAR:
		return linear(scale->a, scale->b);
	case SCALE_STEPS:
		return steps(scale);
	case SCALE_TABLE:
		return scale->n_table > 1 ? table(scale) : NULL;
	case SCALE_FLAG:
		return flag(scale);
	case SCALE_MINMAX:
		if (!sets && scale->lower)
			return between(scale->frozen_max, scale->frozen_min, scale, scale->a,
				       scale->b);
		return sets ? lines(scale, sets)
			    : between(scale->frozen_min, scale->frozen_max, scale, scale->a,
				      scale->b);
	case SCALE_ZSCORE:
	case SCALE_TARGET:
		return sets ? lines(scale, sets) : NULL;
	default:
		return NULL;
	}
}

void scale_fast_free(struct scale_fast *fast)
{
	if (!fast)
		return;
	free(fast->lines);
	free(fast->bases);
	free(fast->bounds);
	free(fast->points);
	free(fast);
}

/* --- One chunk: the same for all rows, whatever stands in them --- */

/* Points before they are whole numbers; x NaN: NaN. */
static void draw_line(const struct scale_fast *fast, const double *restrict x, double *restrict t)
{
	const double from = fast->lines->from, factor = fast->lines->factor, base = *fast->bases;
	const double low = fast->low, high = fast->high;

	for (unsigned i = 0; i < COLUMN_CHUNK; i++) {
		double point = base + (x[i] - from) * factor;

		point = low > point ? low : point;
		t[i] = high < point ? high : point;
	}
}

static void draw_lines(const struct scale_fast *fast, const unsigned *restrict of,
		       const double *restrict x, double *restrict t, unsigned n)
{
	const double base = *fast->bases, low = fast->low, high = fast->high;

	assert(of); /* more than one line: somebody says whose is which */
	for (unsigned i = 0; i < n; i++) {
		const struct line *line = &fast->lines[of[i]];

		t[i] = (x[i] - line->from) * line->factor;
	}
	for (unsigned i = n; i < COLUMN_CHUNK; i++)
		t[i] = 0;
	for (unsigned i = 0; i < COLUMN_CHUNK; i++) {
		double point = base + t[i];

		point = low > point ? low : point;
		t[i] = high < point ? high : point;
	}
}

static void draw_table(const struct scale_fast *fast, const double *restrict x, double *restrict t)
{
	double from[COLUMN_CHUNK], factor[COLUMN_CHUNK], base[COLUMN_CHUNK];

	for (unsigned i = 0; i < COLUMN_CHUNK; i++) {
		t[i] = fast->low > x[i] ? fast->low : x[i];
		t[i] = fast->high < t[i] ? fast->high : t[i];
		from[i] = fast->lines[0].from;
		factor[i] = fast->lines[0].factor;
		base[i] = fast->bases[0];
	}
	for (size_t k = 1; k < fast->n; k++) {
		const struct line line = fast->lines[k];

		for (unsigned i = 0; i < COLUMN_CHUNK; i++) {
			from[i] = t[i] > line.from ? line.from : from[i];
			factor[i] = t[i] > line.from ? line.factor : factor[i];
			base[i] = t[i] > line.from ? fast->bases[k] : base[i];
		}
	}
	for (unsigned i = 0; i < COLUMN_CHUNK; i++)
		t[i] = base[i] + (t[i] - from[i]) * factor[i];
}

/* How far t may be from a whole number, and is: too near to the middle to the next one, or too large. */
static inline double room(double t, double near, double slope)
{
	return 0.5 - near - slope * fabs(t);
}

static inline double off(double t)
{
	return fabs(t - ((t + COLUMN_MAGIC) - COLUMN_MAGIC));
}

/* Never true for NaN. */
static bool is_doubtful(double t, double near, double slope)
{
	return off(t) > room(t, near, slope) || fabs(t) > MOST;
}

/* Whole numbers, half to even; true where one of them is doubtful. Signs are joined, since comparisons are slower. */
static bool put_whole(const struct scale_fast *fast, const double *restrict t,
		      grid *restrict points)
{
	const double near = fast->near, slope = fast->slope;
	const uint64_t start = (uint64_t)column_bits(COLUMN_MAGIC);
	int64_t any = 0;

	for (unsigned i = 0; i < COLUMN_CHUNK; i++) {
		points[i] = (grid)((uint64_t)column_bits(t[i] + COLUMN_MAGIC) - start);
		any |= column_bits(room(t[i], near, slope) - off(t[i])) |
		       column_bits(MOST - fabs(t[i]));
	}
	return any < 0;
}

static unsigned list_doubtful(const struct scale_fast *fast, const double *t, unsigned first,
			      unsigned n, uint16_t *again)
{
	unsigned count = 0;

	for (unsigned i = 0; i < n; i++)
		if (is_doubtful(t[i], fast->near, fast->slope))
			again[count++] = (uint16_t)(first + i);
	return count;
}

/* The last step that is looked at holds before the others. */
static void put_steps(const struct scale_fast *fast, const double *restrict x,
		      grid *restrict points)
{
	for (unsigned i = 0; i < COLUMN_CHUNK; i++)
		points[i] = fast->points[fast->n - 1];
	for (size_t k = fast->n - 1; k-- > 0;) {
		const double bound = fast->bounds[k];
		const grid point = fast->points[k];

		if (fast->holds == STEP_ABOVE)
			for (unsigned i = 0; i < COLUMN_CHUNK; i++)
				points[i] = x[i] > bound ? point : points[i];
		else if (fast->holds == STEP_AT_LEAST)
			for (unsigned i = 0; i < COLUMN_CHUNK; i++)
				points[i] = x[i] >= bound ? point : points[i];
		else if (fast->holds == STEP_BELOW)
			for (unsigned i = 0; i < COLUMN_CHUNK; i++)
				points[i] = x[i] < bound ? point : points[i];
		else
			for (unsigned i = 0; i < COLUMN_CHUNK; i++)
				points[i] = x[i] <= bound ? point : points[i];
	}
}

static unsigned put_flags(const struct scale_fast *fast, const double *x, unsigned first,
			  unsigned n, grid *points, uint16_t *again)
{
	unsigned count = 0;

	for (unsigned i = 0; i < n; i++) {
		points[i] = fast->points[x[i] > 0];
		if (x[i] < 0 || x[i] > 1 || (x[i] > 0 && x[i] < 1))
			again[count++] = (uint16_t)(first + i);
	}
	return count;
}

/* --- The block --- */

static unsigned list_all(unsigned n, uint16_t *again)
{
	for (unsigned i = 0; i < n; i++)
		again[i] = (uint16_t)i;
	return n;
}

/* Rows of sets without a line, which no chunk has found doubtful: theirs is NaN. */
static unsigned list_others(const struct scale_fast *fast, const unsigned *of, const double *x,
			    unsigned n, uint16_t *again)
{
	unsigned count = 0;

	assert(of || !fast->some); /* some have no line: there are several */
	for (unsigned i = 0; i < n && fast->some; i++)
		if (isnan(fast->lines[of[i]].factor) && !isnan(x[i]))
			again[count++] = (uint16_t)i;
	return count;
}

static unsigned put_chunk(const struct scale_fast *fast, const unsigned *of, const double *x,
			  unsigned first, unsigned n, grid *points, uint16_t *again)
{
	double t[COLUMN_CHUNK];

	if (fast->kind == FAST_FLAG)
		return put_flags(fast, x, first, n, points, again);
	if (fast->kind == FAST_STEPS)
		put_steps(fast, x, points);
	if (fast->kind == FAST_STEPS)
		return 0;
	if (fast->kind == FAST_LINES)
		draw_lines(fast, of + first, x, t, n);
	else if (fast->kind == FAST_TABLE)
		draw_table(fast, x, t);
	else
		draw_line(fast, x, t);
	return put_whole(fast, t, points) ? list_doubtful(fast, t, first, n, again) : 0;
}

static unsigned put_chunks(const struct scale_fast *fast, const unsigned *of,
			   const double *measures, unsigned n, grid *points, uint16_t *again)
{
	unsigned count = 0;

	for (unsigned at = 0; at < n; at += COLUMN_CHUNK)
		count += put_chunk(fast, of, measures + at, at,
				   n - at < COLUMN_CHUNK ? n - at : COLUMN_CHUNK, points + at,
				   again + count);
	return count;
}

#ifdef PROCESSOR_NEWER
PROCESSOR_NEWER PROCESSOR_ALL static unsigned
put_chunks_on_newer(const struct scale_fast *fast, const unsigned *of, const double *measures,
		    unsigned n, grid *points, uint16_t *again)
{
	return put_chunks(fast, of, measures, n, points, again);
}
#endif

unsigned scaler_put_block(const struct scaler *scaler, size_t first, const double *measures,
			  unsigned n, grid *points, uint16_t *again)
{
	const struct scale_fast *fast = scaler->fast;
	const unsigned *of;
	unsigned count;

	if (!fast)
		return list_all(n, again);
	of = fast->of ? fast->of + first : NULL;
	count = list_others(fast, of, measures, n, again);
#ifdef PROCESSOR_NEWER
	if (processor_is_newer())
		return count + put_chunks_on_newer(fast, of, measures, n, points, again + count);
#endif
	return count + put_chunks(fast, of, measures, n, points, again + count);
}
