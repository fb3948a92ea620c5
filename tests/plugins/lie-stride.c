/* Says that its methods lie farther apart than they do, and that there are many. */
#include "hostile.h"

static const juri_role roles[] = {{.name = "x", .text = "any number"}};
static const juri_method methods[] = {
    {.name = "m", .text = "x", .max = 100, .roles = roles, .n_roles = 1, .measure = copy_all}};
static const juri_plugin plugin = {.head = {.size = sizeof(juri_plugin),
					    .major = JURI_PLUGIN_MAJOR,
					    .method_size = 4096,
					    .role_size = sizeof(juri_role),
					    .param_size = sizeof(juri_param)},
				   .name = "lie-stride",
				   .version = "1",
				   .text = "hostile",
				   .methods = methods,
				   .n_methods = 256};
JURI_PLUGIN(plugin)
