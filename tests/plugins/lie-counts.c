/* Says that it has more methods, and its method more roles, than there are. */
#include "hostile.h"

static const juri_role roles[] = {{.name = "x", .text = "any number"}};
static const juri_method methods[] = {
    {.name = "m", .text = "x", .max = 100, .roles = roles, .n_roles = 64, .measure = copy_all}};
static const juri_plugin plugin = {.head = JURI_HEAD,
				   .name = "lie-counts",
				   .version = "1",
				   .text = "hostile",
				   .methods = methods,
				   .n_methods = 200};
JURI_PLUGIN(plugin)
