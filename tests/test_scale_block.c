/*
 * Blocks of measures beside the formula, which is asked for every measure: random ones, exact halves and their neighbours,
 * ends of scales and of doubles.
 */
#include <CUnit/CUnit.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "scale.h"

void suite_scale_block(void);

#define N 1000u

static uint64_t seed = 20240611;

static uint64_t draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	return seed ^= seed << 17;
}

/* From 0 up to below 1. */
static double fraction(void)
{
	return (double)(draw() >> 11) / 9007199254740992.0;
}

/* A decimal number as people write it, from low to high. */
static double decimal(double low, double high)
{
	double unit = pow(10, (double)(draw() % 7));

	return rint((low + fraction() * (high - low)) * unit) / unit;
}

/* --- Both ways --- */

static bool same_points(const struct scaler *scaler, size_t first, double x, grid found)
{
	grid expected;

	if (isnan(x))
		return true;
	return scaler_put(scaler, first, (long double)x, &expected) == SCALED && found == expected;
}

/* How many of n rows must be asked for again; all others are as the formula has them. */
static unsigned compare(const struct scaler *scaler, const double *x, unsigned n)
{
	static grid points[COHORT_BLOCK];
	static uint16_t again[COHORT_BLOCK];
	bool asked[COHORT_BLOCK] = {false};
	unsigned count = scaler_put_block(scaler, 0, x, n, points, again), wrong = 0;

	for (unsigned k = 0; k < count; k++) {
		wrong += again[k] >= n || asked[again[k]];
		asked[again[k]] = true;
	}
	for (unsigned i = 0; i < n; i++)
		if (!asked[i] && !same_points(scaler, i, x[i], points[i]))
			wrong++;
	CU_ASSERT_EQUAL(wrong, 0);
	return count;
}

/* Measures of all kinds around a scale from low to high; every ninth agency has none. */
static void fill(double *x, unsigned n, double low, double high)
{
	static const double ends[] = {0,       -0.0,     1,    -1,    DBL_MIN,    -DBL_MIN,  4e-324,
				      DBL_MAX, -DBL_MAX, 1e18, -1e18, 9223372036, 9223372037};

	for (unsigned i = 0; i < n; i++) {
		switch (draw() % 6) {
		case 0:
			x[i] = low + (high - low) * (3 * fraction() - 1);
			break;
		case 1:
			x[i] = ends[draw() % (sizeof(ends) / sizeof(*ends))];
			break;
		case 2:
			x[i] = draw() % 2 ? low : high;
			break;
		default:
			x[i] = decimal(low, high);
		}
		if (draw() % 4 == 0)
			x[i] = nextafter(x[i], draw() % 2 ? HUGE_VAL : -HUGE_VAL);
		if (i % 9 == 8)
			x[i] = (double)NAN;
	}
}

/* Measures whose points are halves of a billionth, or next to them. */
static void fill_halves(double *x, unsigned n, double low, double high)
{
	for (unsigned i = 0; i < n; i++) {
		double step = (double)(draw() % 200000000000) + 0.5;

		x[i] = low + (high - low) * (step / 1e11);
		for (uint64_t k = draw() % 3; k; k--)
			x[i] = nextafter(x[i], draw() % 2 ? HUGE_VAL : -HUGE_VAL);
	}
}

/* --- Scales that look at one agency alone --- */

static struct scale scale_of(enum scale_kind kind, double a, double b, bool clamp)
{
	return (struct scale){.kind = kind, .a = a, .b = b, .low = 0, .high = 100, .clamp = clamp};
}

static void check(const struct scale *scale, double low, double high)
{
	double x[COLUMN_ROOM(N)] = {0};
	struct scaler scaler;

	scaler_init(&scaler, scale, 1);
	for (unsigned i = 0; i < 20; i++) {
		fill(x, N - i, low, high);
		compare(&scaler, x, N - i);
		fill_halves(x, N, low, high);
		compare(&scaler, x, N);
	}
	scaler_finish(&scaler);
}

static void straight_lines(void)
{
	static const double ends[][2] = {
	    {0, 100},         {100, 0},        {0.1, 0.7}, {30, 97},       {365, 30},
	    {-5, 5},          {1000, 8e5},     {0, 1e15},  {0, 1e-9},      {0, 128},
	    {1e300, 2e300},   {-1e308, 1e308}, {1, 1.5},   {1e9, 1e9 + 1}, {0, 3},
	    {4e-324, 8e-324}, {0, 1e-300}};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		for (unsigned k = 0; k < 6; k++) {
			struct scale scale =
			    scale_of(SCALE_GOALPOSTS, ends[i][0], ends[i][1], k % 2);

			if (k >= 2)
				scale.high = k >= 4 ? 5e6 : 4;
			if (k >= 4)
				scale.low = -0.1;
			check(&scale, ends[i][0], ends[i][1]);
		}
	for (unsigned i = 0; i < 20; i++) {
		struct scale linear =
		    scale_of(SCALE_LINEAR, decimal(-100, 100), decimal(-10, 10), false);
		struct scale as_is = scale_of(SCALE_AS_IS, 0, 0, false);

		check(&linear, -50, 1000);
		check(&as_is, -50, pow(10, i));
	}
}

static void frozen(void)
{
	for (unsigned i = 0; i < 8; i++) {
		struct scale scale = scale_of(SCALE_MINMAX, i % 2, 100, i & 2);

		scale.reference = REFERENCE_FROZEN;
		scale.lower = i & 4;
		scale.frozen_min = 0.3;
		scale.frozen_max = 17;
		check(&scale, 0, 20);
	}
}

static void steps(void)
{
	struct step list[] = {{.number = 25, .bound = 90},
			      {.number = 15.1, .bound = 60.3},
			      {.number = 0.0000000005, .bound = -1},
			      {.number = 5}};

	for (unsigned kind = STEP_ABOVE; kind <= STEP_AT_MOST; kind++) {
		struct scale scale = scale_of(SCALE_STEPS, 0, 0, true);

		scale.steps.list = list;
		scale.steps.count = 4;
		scale.steps.kind = kind;
		if (kind >= STEP_BELOW) {
			list[0].bound = -1;
			list[2].bound = 90;
		}
		check(&scale, -1, 90);
		check(&scale, 60.3, 60.3);
	}
}

static void tables(void)
{
	static struct code points[] = {
	    {.number = 0}, {.number = 62.5}, {.number = 62.5}, {.number = 10.1}, {.number = 100}};
	static double at[] = {-3, 0.1, 7, 100, 1e6}, ends[] = {0.1, 0.7};
	static struct code straight[] = {{.number = 0}, {.number = 100}};
	struct scale scale = scale_of(SCALE_TABLE, 0, 0, true);

	scale.table = points;
	scale.table_x = at;
	for (scale.n_table = 2; scale.n_table <= 5; scale.n_table++) {
		check(&scale, -3, 0.1);
		check(&scale, -4, 120);
		check(&scale, -3, 1e6);
	}
	scale.table = straight;
	scale.table_x = ends;
	scale.n_table = 2;
	check(&scale, 0.1, 0.7);
}

/* Whatever is neither 0 nor 1 is asked for again, and a fault. */
static void flags(void)
{
	static const double x[COLUMN_CHUNK] = {0, 1, -0.0, 2, -1, 0.5, 4e-324, 1};
	struct scale scale = scale_of(SCALE_FLAG, 0, 0, true);
	struct scaler scaler;

	scale.low = 0.5;
	scaler_init(&scaler, &scale, 1);
	CU_ASSERT_EQUAL(compare(&scaler, x, 8), 4);
	scaler_finish(&scaler);
}

/* --- Relative scales --- */

#define AGENCIES 700u

static const struct states states = {.names = {"missing", "value"}, .count = 2};

/* Agencies in sets of the row's number modulo n_sets; some do not compete. */
static void check_relative(const struct scale *scale, unsigned n_sets, double low, double high)
{
	static double x[COLUMN_ROOM(AGENCIES)];
	double *blocks[] = {x};
	const struct column column = {.doubles = blocks};
	struct cohort cohort;
	struct scaler scaler;
	unsigned of[AGENCIES], member_of[AGENCIES];
	const struct reference_numbers references = {n_sets, of, member_of};
	size_t row;

	cohort_init(&cohort, NULL, 0, &states);
	for (unsigned i = 0; i < AGENCIES; i++) {
		char id[8];

		of[i] = i % n_sets;
		cohort_add(&cohort, id, (size_t)snprintf(id, sizeof(id), "a%03u", i));
		cohort_agency(&cohort, i)->competes = i % 11 > 0;
		/* cppcheck-suppress unreadVariable ; references point to it */
		member_of[i] = i % 11 > 0 ? of[i] : n_sets;
		x[i] = i % 7 == 3 ? (double)NAN : decimal(low, high);
	}
	cohort_close(&cohort, NULL, 0);
	scaler_init(&scaler, scale, 1);
	CU_ASSERT(scaler_compare(&scaler, &cohort, &references, &column, &row));
	compare(&scaler, x, AGENCIES);
	scaler_finish(&scaler);
	cohort_finish(&cohort);
}

static void relative(void)
{
	static const enum scale_kind kinds[] = {SCALE_MINMAX,     SCALE_ZSCORE,
						SCALE_TARGET,     SCALE_RANK,
						SCALE_PERCENTILE, SCALE_SHARE_OF_BEST};

	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		for (unsigned i = 0; i < 16; i++) {
			struct scale scale = scale_of(kinds[k], 0, 100, i & 1);

			scale.lower = i & 2;
			if (kinds[k] == SCALE_ZSCORE || kinds[k] == SCALE_SHARE_OF_BEST)
				scale.a = 50.5;
			if (kinds[k] == SCALE_TARGET)
				scale.a = scale.lower ? -1e7 : 1e7;
			scale.constant.kind = CONSTANT_POINTS;
			scale.constant.points = 7;
			check_relative(&scale, i & 4 ? 1 : 5, i & 8 ? 1 : 1e6, i & 8 ? 9 : 1e6 + 1);
		}
}

/* A set of equals has no line; its points come from the rules. */
static void constant_sets(void)
{
	struct scale scale = scale_of(SCALE_MINMAX, 0, 100, true);

	scale.constant.kind = CONSTANT_POINTS;
	scale.constant.points = 7;
	check_relative(&scale, AGENCIES, 0, 100);
	check_relative(&scale, 3, 5, 5);
}

/* --- Speed: of everyday measures few are asked for again --- */

static void rarely_again(void)
{
	static const struct {
		enum scale_kind kind;
		double a, b, low, high;
	} rows[] = {{SCALE_GOALPOSTS, 0, 100, 0, 100},
		    {SCALE_GOALPOSTS, 365, 30, 1, 400},
		    {SCALE_AS_IS, 0, 0, 0, 100},
		    {SCALE_LINEAR, 3, -0.7, 0, 100}};
	double x[COLUMN_ROOM(N)] = {0};

	for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++) {
		struct scale scale = scale_of(rows[k].kind, rows[k].a, rows[k].b, true);
		struct scaler scaler;

		scaler_init(&scaler, &scale, 1);
		for (unsigned i = 0; i < N; i++)
			x[i] = rows[k].low + fraction() * (rows[k].high - rows[k].low);
		CU_ASSERT(compare(&scaler, x, N) < N / 100);
		scaler_finish(&scaler);
	}
}

void suite_scale_block(void)
{
	CU_pSuite suite = CU_add_suite("scale_block", NULL, NULL);

	CU_add_test(suite, "straight lines", straight_lines);
	CU_add_test(suite, "frozen bounds", frozen);
	CU_add_test(suite, "steps", steps);
	CU_add_test(suite, "tables", tables);
	CU_add_test(suite, "flags", flags);
	CU_add_test(suite, "relative scales", relative);
	CU_add_test(suite, "sets of equals", constant_sets);
	CU_add_test(suite, "few are asked for again", rarely_again);
}
