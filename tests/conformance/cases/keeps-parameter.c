/* fails: parameters */
#include "hostile.h"
static int m(const juri_call *call)
{
	static double limit = -1;

	if (limit < 0)
		limit = call->params[0];
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = juri_column(call, 0)[row] <= limit;
	return 0;
}
static const juri_role roles[] = {{.name = "x", .text = "any number"}};
static const juri_param params[] = {
    {.name = "limit", .text = "the limit", .initial = "5", .min = 0, .max = 365}};
static const juri_method methods[] = {{.name = "m",
				       .text = "x within a limit that is kept",
				       .min = 0,
				       .max = 1,
				       .roles = roles,
				       .n_roles = 1,
				       .params = params,
				       .n_params = 1,
				       .measure = m}};
static const juri_plugin plugin = {.head = JURI_HEAD,
				   .name = "case",
				   .version = "1",
				   .text = "t",
				   .methods = methods,
				   .n_methods = 1};
JURI_PLUGIN(plugin)
