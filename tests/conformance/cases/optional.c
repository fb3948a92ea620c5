/* fails: missing optional */
#include <juri/plugin.h>
static int m(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = (juri_column(call, 0)[row] - juri_column(call, 1)[row]) / 1e6;
	return 0;
}
static const juri_role roles[] = {
    {.name = "x", .text = "t", .direction = +1},
    {.name = "less", .text = "t", .direction = -1, .flags = JURI_OPTIONAL}};
static const juri_method methods[] = {{.name = "m",
				       .text = "t",
				       .min = -1000,
				       .max = 1000,
				       .roles = roles,
				       .n_roles = JURI_COUNT(roles),
				       .measure = m}};
static const juri_plugin plugin = {.head = JURI_HEAD,
				   .name = "case",
				   .version = "1",
				   .text = "t",
				   .methods = methods,
				   .n_methods = 1};
JURI_PLUGIN(plugin)
