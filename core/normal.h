/*
 * normal - the standard normal distribution.
 */
#ifndef JURI_NORMAL_H
#define JURI_NORMAL_H

/*
 * The z below which the share part / whole lies, 0 < part < whole; to about 1e-18, relative beyond 1. Exactly 0 for the
 * half, and exactly opposite for whole - part.
 */
long double normal_quantile(long double part, long double whole);

#endif
