/*
 * What the plugins of the cases share that have nothing wrong with their table: one method "share" of two roles, 0 to 1.
 */
#ifndef SHARE_H
#define SHARE_H

#include <juri/plugin.h>

#define SHARE(function)                                                                            \
	static const juri_role roles[] = {                                                         \
	    {.name = "part", .text = "t", .unit = "heads", .direction = +1},                       \
	    {.name = "whole", .text = "t", .unit = "heads", .direction = -1},                      \
	};                                                                                         \
	static const juri_method methods[] = {{.name = "share",                                    \
					       .text = "t",                                        \
					       .min = 0,                                           \
					       .max = 100,                                         \
					       .roles = roles,                                     \
					       .n_roles = JURI_COUNT(roles),                       \
					       .measure = function}};                              \
	static const juri_plugin plugin = {.head = JURI_HEAD,                                      \
					   .name = "bad",                                          \
					   .version = "0.1",                                       \
					   .text = "t",                                            \
					   .methods = methods,                                     \
					   .n_methods = JURI_COUNT(methods)};                      \
	JURI_PLUGIN(plugin)

#endif
