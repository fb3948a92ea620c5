#include "normal.h"

#include <math.h>

/* A first guess for p up to a half, good to 4.5e-4: Abramowitz and Stegun 1964, 26.2.23. */
static long double guess(long double p)
{
	long double t = sqrtl(-2 * logl(p));

	return (2.515517L + t * (0.802853L + t * 0.010328L)) /
		   (1 + t * (1.432788L + t * (0.189269L + t * 0.001308L))) -
	       t;
}

/*
 * Halley's method on the lower tail, which erfc gives without cancellation. The error of a step is about the cube of
 * the one before: 4.5e-4, 1e-10, and then below the last digit.
 */
static long double lower_quantile(long double p)
{
	static const long double root_half = 0.707106781186547524400844362104849039L;
	static const long double root_two_pi = 2.50662827463100050241576528481104525L;
	long double z = guess(p);

	for (int i = 0; i < 3; i++) {
		long double off = erfcl(-z * root_half) / 2 - p;
		long double step = off * root_two_pi * expl(z * z / 2);

		z -= step / (1 + z * step / 2);
	}
	return z;
}

long double normal_quantile(long double part, long double whole)
{
	if (2 * part == whole)
		return 0;
	return 2 * part < whole ? lower_quantile(part / whole)
				: -lower_quantile((whole - part) / whole);
}
