/* Returns no table. */
#include <juri/plugin.h>

const juri_plugin *juri_plugin_v1(void)
{
	return NULL;
}
