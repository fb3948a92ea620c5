/* Its table is nowhere. */
#include <juri/plugin.h>

const juri_plugin *juri_plugin_v1(void)
{
	return (const juri_plugin *)8;
}
