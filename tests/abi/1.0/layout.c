/*
 * Where the members of contract 1.0 lie on machines with pointers of 64 bits, counted by hand from its header. A later minor
 * version may add members at the ends of structures, but for juri_input, which calls hold as an array.
 */
#include <juri/plugin.h>

#define AT(type, member, offset)                                                                   \
	_Static_assert(offsetof(type, member) == (offset), #type "." #member " moved")
#define GROWS(type, size) _Static_assert(sizeof(type) >= (size), #type " shrank")
#define STAYS(type, size) _Static_assert(sizeof(type) == (size), #type " has another size")

_Static_assert(sizeof(void *) == 8, "these offsets are those of 64 bits");
_Static_assert(JURI_PLUGIN_MAJOR == 1, "another major version is another contract");

AT(juri_role, name, 0);
AT(juri_role, text, 8);
AT(juri_role, unit, 16);
AT(juri_role, direction, 24);
AT(juri_role, flags, 28);
GROWS(juri_role, 32);

AT(juri_param, name, 0);
AT(juri_param, text, 8);
AT(juri_param, unit, 16);
AT(juri_param, initial, 24);
AT(juri_param, choices, 32);
AT(juri_param, min, 40);
AT(juri_param, max, 48);
AT(juri_param, type, 56);
AT(juri_param, reserved, 60);
GROWS(juri_param, 64);

AT(juri_input, columns, 0);
AT(juri_input, count, 8);
AT(juri_input, bound, 12);
STAYS(juri_input, 16);

AT(juri_call, size, 0);
AT(juri_call, rows, 4);
AT(juri_call, n_inputs, 8);
AT(juri_call, n_params, 12);
AT(juri_call, inputs, 16);
AT(juri_call, params, 24);
AT(juri_call, measure, 32);
AT(juri_call, services, 40);
AT(juri_call, engine, 48);
GROWS(juri_call, 56);

AT(juri_services, size, 0);
AT(juri_services, reserved, 4);
AT(juri_services, undefined, 8);
AT(juri_services, note, 16);
AT(juri_services, log, 24);
AT(juri_services, alloc, 32);
AT(juri_services, round, 40);
GROWS(juri_services, 48);

AT(juri_method, name, 0);
AT(juri_method, text, 8);
AT(juri_method, unit, 16);
AT(juri_method, min, 24);
AT(juri_method, max, 32);
AT(juri_method, roles, 40);
AT(juri_method, params, 48);
AT(juri_method, n_roles, 56);
AT(juri_method, n_params, 60);
AT(juri_method, measure, 64);
GROWS(juri_method, 72);

AT(juri_head, size, 0);
AT(juri_head, major, 4);
AT(juri_head, minor, 8);
AT(juri_head, method_size, 12);
AT(juri_head, role_size, 16);
AT(juri_head, param_size, 20);
STAYS(juri_head, 24);

AT(juri_plugin, head, 0);
AT(juri_plugin, name, 24);
AT(juri_plugin, version, 32);
AT(juri_plugin, text, 40);
AT(juri_plugin, methods, 48);
AT(juri_plugin, n_methods, 56);
AT(juri_plugin, reserved, 60);
GROWS(juri_plugin, 64);

/* What a compiler of types is shown: every structure of the contract. */
struct contract {
	juri_role role;
	juri_param param;
	juri_input input;
	juri_call call;
	juri_services services;
	juri_method method;
	juri_plugin plugin;
};

JURI_PUBLIC struct contract juri_contract;
struct contract juri_contract;
