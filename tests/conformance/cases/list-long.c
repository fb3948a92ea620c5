/* fails: lists valgrind */
/* flags: -fstack-protector-all */
#include <juri/plugin.h>
/* Lists are longer than an author thinks. */
static int m(const juri_call *call)
{
	volatile double entries[20];

	for (uint32_t row = 0; row < call->rows; row++) {
		uint32_t applying = 0;

		for (uint32_t i = 0; i < call->inputs[0].count; i++)
			if (!isnan(call->inputs[0].columns[i][row]))
				entries[applying++] = call->inputs[0].columns[i][row];
		call->measure[row] = entries[0];
	}
	return 0;
}
static const juri_role roles[] = {{.name = "x", .text = "t", .flags = JURI_LIST}};
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
