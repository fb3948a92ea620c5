/* fails: pure */
#include "hostile.h"
static double kept;
static int m(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = kept;
	return 0;
}
static int later(const juri_call *call)
{
	kept = 1;
	return copy_all(call);
}
static const juri_role roles[] = {{.name = "x", .text = "any number"}};
static const juri_method methods[] = {{.name = "m",
				       .text = "what the other one kept",
				       .min = 0,
				       .max = 100,
				       .roles = roles,
				       .n_roles = 1,
				       .measure = m},
				      {.name = "later",
				       .text = "x",
				       .min = 0,
				       .max = 100,
				       .roles = roles,
				       .n_roles = 1,
				       .measure = later}};
static const juri_plugin plugin = {.head = JURI_HEAD,
				   .name = "case",
				   .version = "1",
				   .text = "t",
				   .methods = methods,
				   .n_methods = 2};
JURI_PLUGIN(plugin)
