/* fails: */
#include "hostile.h"
#include <stdlib.h>
#include <string.h>
/* The library asks how much memory there is. */
static int compare(const void *a, const void *b)
{
	return (*(const double *)a > *(const double *)b) -
	       (*(const double *)a < *(const double *)b);
}
static int m(const juri_call *call)
{
	double *copy = juri_alloc(call, call->rows * sizeof(*copy));

	if (!copy)
		return 1;
	memcpy(copy, juri_column(call, 0), call->rows * sizeof(*copy));
	qsort(copy, call->rows, sizeof(*copy), compare);
	return copy_all(call);
}
HOSTILE("case", m)
