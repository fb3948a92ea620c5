/*
 * outliers - measures so far out that they would decide a scale alone.
 *
 * The rule of the Global Innovation Index as COINr has it (Becker et al. 2022, J. Open Source Software 7(78), 4567,
 * functions Treat, winsorise and log_CT_plus): winsorise while skewness and kurtosis are both too high, else take
 * logarithms. Rules: config/README.md, "Outliers".
 */
#ifndef JURI_OUTLIERS_H
#define JURI_OUTLIERS_H

#include "round.h"

enum treatment { TREATED_NOT, TREATED_WINSOR, TREATED_LOG };

/* "winsor" or "log", for tables; "" for TREATED_NOT. */
const char *outliers_name(unsigned treatment);

/*
 * Treats values (per row, NaN: none; natural units times unit) set by set and says per row what was done (enum
 * treatment); a value that did not change was not treated.
 */
void outliers_treat(const struct outliers *rule, enum reference reference,
		    const struct cohort *cohort, long double unit, long double *values,
		    uint8_t *treated);

/*
 * Skewness and excess kurtosis of n values by the sample estimators (G1, G2), on the grid: {2, 2, 2, 3} has a skewness of
 * exactly 2, which no binary fraction may make 1.99.
 */
struct outliers_shape {
	bool defined;            /* n is 4 or more and not all are equal */
	grid skewness, kurtosis; /* 0 where they are not defined */
};
struct outliers_shape outliers_shape(const long double *values, size_t n);

#endif
