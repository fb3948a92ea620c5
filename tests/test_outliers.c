#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outliers.h"

void suite_outliers(void);

#define MOST 16

static const struct states states = {.names = {"missing", "value"}, .count = 2};

/* Agencies a, b, c, ... of one class with these values, treated. */
struct trial {
	struct cohort cohort;
	long double values[MOST];
	uint8_t treated[MOST];
	size_t n;
};

static void start(struct trial *trial, const double *values, size_t n)
{
	*trial = (struct trial){.n = n};
	cohort_init(&trial->cohort, NULL, 0, &states);
	for (size_t i = 0; i < n; i++) {
		char id = (char)('a' + i);

		cohort_add(&trial->cohort, &id, 1);
		trial->values[i] = (long double)values[i];
	}
}

static void treat(struct trial *trial, const char *text)
{
	struct outliers rule = {
	    .kind = OUTLIERS_WINSOR, .skew = 2 * GRID_ONE, .kurtosis = 35 * GRID_ONE / 10};
	size_t most;

	CU_ASSERT(sscanf(strrchr(text, ' '), "%zu", &most) == 1);
	rule.most = most;
	if (!strncmp(text, "winsor-log", 10))
		rule.kind = OUTLIERS_WINSOR_LOG;
	cohort_close(&trial->cohort, NULL, 0);
	outliers_treat(&rule, REFERENCE_CLASS, &trial->cohort, 1, trial->values, trial->treated);
}

/* True when the values are these and exactly the changed ones are marked as treated in this way. */
static bool are(struct trial *trial, const double *before, const double *after,
		enum treatment treatment)
{
	bool good = true;

	for (size_t i = 0; i < trial->n; i++) {
		bool changed = before[i] != after[i];

		good = good && (double)trial->values[i] == after[i] &&
		       trial->treated[i] == (changed ? treatment : TREATED_NOT);
	}
	cohort_finish(&trial->cohort);
	return good;
}

#define N(list) (sizeof(list) / sizeof(*(list)))

static const double one_out[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100};
static const double low_out[] = {-1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -30, -100};

/* G1 and G2 in exact fractions and 60-digit roots. */
static void shapes(void)
{
	static const double twos[] = {2, 2, 2, 3}, flat[] = {1, 1, 1, 1, 1};
	long double values[MOST];
	struct outliers_shape shape;

	for (size_t i = 0; i < N(one_out); i++)
		values[i] = (long double)one_out[i];
	shape = outliers_shape(values, N(one_out));
	CU_ASSERT_TRUE(shape.defined);
	CU_ASSERT_EQUAL(shape.skewness, INT64_C(3063241034));
	CU_ASSERT_EQUAL(shape.kurtosis, INT64_C(9741390835));
	for (size_t i = 0; i < 5; i++)
		values[i] = (long double)twos[i % 4];
	shape = outliers_shape(values, 4);
	CU_ASSERT_EQUAL(shape.skewness, 2 * GRID_ONE);
	CU_ASSERT_EQUAL(shape.kurtosis, 4 * GRID_ONE);
	CU_ASSERT_FALSE(outliers_shape(values, 3).defined);
	for (size_t i = 0; i < 5; i++)
		values[i] = (long double)flat[i];
	CU_ASSERT_FALSE(outliers_shape(values, 5).defined);
}

/* 100 becomes 30; G1 is 1.712 then, and that passes. */
static void winsorised(void)
{
	static const double after[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 30};
	static const double low[] = {-1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -30, -30};
	struct trial trial;

	start(&trial, one_out, N(one_out));
	treat(&trial, "winsor-log 5");
	CU_ASSERT_TRUE(are(&trial, one_out, after, TREATED_WINSOR));
	start(&trial, low_out, N(low_out));
	treat(&trial, "winsor 1");
	CU_ASSERT_TRUE(are(&trial, low_out, low, TREATED_WINSOR));
}

/* Three far out, one allowed: still skewed after that. */
static void most(void)
{
	static const double before[] = {1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 300, 400};
	static const double after[] = {1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 300, 300};
	static const double two[] = {1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3};
	struct trial trial;

	start(&trial, before, N(before));
	treat(&trial, "winsor 1");
	CU_ASSERT_TRUE(are(&trial, before, after, TREATED_WINSOR));
	start(&trial, before, N(before));
	treat(&trial, "winsor 2");
	CU_ASSERT_TRUE(are(&trial, before, two, TREATED_WINSOR));
}

/* A step that would make all equal is not taken; the log of the whole column is the way out. */
static void logarithms(void)
{
	static const double before[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 5};
	static const double low[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, -5};
	double after[10], mirrored[10];
	struct trial trial;

	for (int i = 0; i < 10; i++) {
		after[i] = i < 9 ? -2.995732273553991 : 1.6193882432872684; /* ln .05, ln 5.05 */
		mirrored[i] = -after[i];
	}
	start(&trial, before, 10);
	treat(&trial, "winsor 5");
	CU_ASSERT_TRUE(are(&trial, before, before, TREATED_WINSOR));
	start(&trial, before, 10);
	treat(&trial, "winsor-log 5");
	CU_ASSERT_TRUE(are(&trial, before, after, TREATED_LOG));
	start(&trial, low, 10);
	treat(&trial, "winsor-log 5");
	CU_ASSERT_TRUE(are(&trial, low, mirrored, TREATED_LOG));
}

/* Four values and a skewness of exactly 2 do not pass. */
static void on_the_edge(void)
{
	static const double before[] = {2, 2, 2, 3};
	static const double after[] = {-4.605170185988092, -4.605170185988092, -4.605170185988092,
				       0.009950330853168083}; /* ln .01, ln 1.01 */
	struct trial trial;

	start(&trial, before, 4);
	treat(&trial, "winsor-log 1");
	CU_ASSERT_TRUE(are(&trial, before, after, TREATED_LOG));
	start(&trial, before, 3);
	treat(&trial, "winsor-log 1");
	CU_ASSERT_TRUE(are(&trial, before, before, TREATED_LOG));
}

/* Who does not compete shapes nothing, and is clamped into what is left. */
static void out_of_competition(void)
{
	static const double before[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100, 1000, -7};
	static const double after[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 30, 30, 1};
	struct trial trial;

	start(&trial, before, N(before));
	cohort_agency(&trial.cohort, 12)->competes = cohort_agency(&trial.cohort, 13)->competes =
	    false;
	treat(&trial, "winsor 5");
	CU_ASSERT_TRUE(are(&trial, before, after, TREATED_WINSOR));
}

/* Sets are treated alone: the class of small values is left as it is. */
static void by_class(void)
{
	static const double before[] = {1, 2,  3,  4,   5, 6, 7, 8,
					9, 10, 30, 100, 1, 2, 3, (double)NAN};
	struct trial trial;

	start(&trial, before, N(before));
	for (size_t i = 0; i < N(before); i++)
		cohort_set_class(&trial.cohort, i, i < 12 ? "wide" : "narrow", i < 12 ? 4 : 6);
	treat(&trial, "winsor 5");
	CU_ASSERT(trial.values[11] == 30 && trial.values[14] == 3);
	CU_ASSERT(isnan(trial.values[15]));
	CU_ASSERT_EQUAL(trial.treated[11], TREATED_WINSOR);
	CU_ASSERT_EQUAL(trial.treated[14], TREATED_NOT);
	cohort_finish(&trial.cohort);
}

void suite_outliers(void)
{
	CU_pSuite suite = CU_add_suite("outliers", NULL, NULL);

	CU_add_test(suite, "skewness and kurtosis", shapes);
	CU_add_test(suite, "the highest and the lowest are winsorised", winsorised);
	CU_add_test(suite, "no more than N", most);
	CU_add_test(suite, "logarithms", logarithms);
	CU_add_test(suite, "a skewness of exactly 2", on_the_edge);
	CU_add_test(suite, "out of competition", out_of_competition);
	CU_add_test(suite, "class by class", by_class);
}
