/* fails: lists */
#include <juri/plugin.h>
/* An entry that does not apply is NaN, and so is the sum. */
static int m(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++) {
		call->measure[row] = 0;
		for (uint32_t i = 0; i < call->inputs[0].count; i++)
			call->measure[row] += call->inputs[0].columns[i][row];
	}
	return 0;
}
static const juri_role roles[] = {{.name = "x", .text = "t", .direction = +1, .flags = JURI_LIST}};
static const juri_method methods[] = {{.name = "m",
				       .text = "t",
				       .min = -1e6,
				       .max = 1e6,
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
