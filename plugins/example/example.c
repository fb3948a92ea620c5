/* example - one formula: hours of training per member of staff. */
#include <juri/plugin.h>

static int hours_per_head(const juri_call *call)
{
	const double *hours = juri_column(call, 0), *staff = juri_column(call, 1);

	for (uint32_t row = 0; row < call->rows; row++) {
		if (staff[row] == 0)
			juri_undefined(call, row, "no staff");
		else
			call->measure[row] = hours[row] / staff[row];
	}
	return 0;
}

static const juri_role roles[] = {
    {.name = "hours", .text = "hours of training in the year", .unit = "h", .direction = +1},
    {.name = "staff", .text = "members of staff", .direction = -1},
};
static const juri_method methods[] = {
    {.name = "hours-per-head",
     .text = "hours / staff",
     .unit = "h per head",
     .min = 0,
     .max = 8784,
     .roles = roles,
     .n_roles = JURI_COUNT(roles),
     .measure = hours_per_head},
};
static const juri_plugin plugin = {
    .head = JURI_HEAD,
    .name = "example",
    .version = "0.1",
    .text = "the smallest useful plugin",
    .methods = methods,
    .n_methods = JURI_COUNT(methods),
};
JURI_PLUGIN(plugin)
