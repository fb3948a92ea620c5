#include <CUnit/CUnit.h>
#include <math.h>

#include "normal.h"

void suite_normal(void);

/* Quantiles worked out in 70 digits by bisection on the Taylor series of the integral. */
static const struct {
	long double part, whole, z;
} known[] = {
    {1, 4, -0.67448975019608174320222701454130718539L},
    {1, 3, -0.43072729929545749020594039277022219472L},
    {1, 10, -1.28155156554460046696510332944874281861L},
    {1, 100, -2.32634787404084110088560616334691172326L},
    {1, 1000, -3.09023230616781354154039983010737920540L},
    {1, 1000001, -4.75342451091106431327003600588796358050L},
    {3, 7, -0.18001236979270503160184714315099713972L},
    {499, 1000, -0.00250663089957176400535865706701958774L},
    {9, 10, 1.28155156554460046696510332944874281861L},
    {11, 23, -0.05451891484810110060857642047380038305L},
};

static void known_values(void)
{
	for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++) {
		long double z = normal_quantile(known[i].part, known[i].whole);

		CU_ASSERT(fabsl(z - known[i].z) < 1e-17L);
	}
}

static void opposite(void)
{
	CU_ASSERT(normal_quantile(1, 2) == 0);
	CU_ASSERT(normal_quantile(3.5L, 7) == 0);
	for (int r = 1; r <= 200; r++)
		CU_ASSERT(normal_quantile(r, 201) == -normal_quantile(201 - r, 201));
}

static void ascending(void)
{
	for (int r = 1; r < 5000; r++)
		CU_ASSERT(normal_quantile(r, 5001) < normal_quantile(r + 1, 5001));
}

void suite_normal(void)
{
	CU_pSuite suite = CU_add_suite("normal", NULL, NULL);

	CU_add_test(suite, "known quantiles in 60 digits", known_values);
	CU_add_test(suite, "the half is 0, the sides are opposite", opposite);
	CU_add_test(suite, "more is more", ascending);
}
