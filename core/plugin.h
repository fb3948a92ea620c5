/*
 * plugin - what the engine knows of a plugin: its table, checked, in our own memory.
 *
 * The engine never opens a shared object itself. A worker (worker.h) does, turns the table
 * into the structures below, and sends them over; the same checks run on both sides of
 * the border, since what a worker says is not to be trusted. Shapes follow include/juri/plugin.h.
 */
#ifndef JURI_CORE_PLUGIN_H
#define JURI_CORE_PLUGIN_H

#include <juri/plugin.h>

#include <stdbool.h>
#include <stddef.h>

#include "memory.h"
#include "text.h"

#define E_NO_PLUGIN "E-PLG-001"   /* none of that name in any folder */
#define E_NOT_TRUSTED "E-PLG-005" /* others could have written it, or it asks for other libraries */
#define E_PLUGIN_FOLDER "E-PLG-008" /* the folder that a round names */
#define W_TWO_PLUGINS "W-PLG-002"   /* one in the round's folder and one elsewhere */

/* Limits of a table; beyond them it is refused. */
#define PLUGIN_METHODS 256u
#define PLUGIN_ROLES 64u
#define PLUGIN_PARAMS 64u
#define PLUGIN_TEXT 1000u /* bytes of any text */

struct plugin {
	const char
	    *path; /* absolute, of the shared object; the worker's owner knows it, not the table */
	char sha256[65]; /* of the file that was opened; likewise */
	const char *name, *version, *text;
	unsigned minor;       /* of the contract that it was built for */
	juri_method *methods; /* measure is NULL on the engine's side */
	unsigned n_methods;
	struct arena arena; /* the methods and all texts */
};

/*
 * A copy in our memory of the methods (all texts too) of a table that a plugin returned: copies
 * what both sides know by the sizes in its head and zeroes the rest. Returns NULL, or what is wrong
 * with the table in one sentence (malloc'd), naming the method and member; *plugin is then unusable
 * but may be freed. name: the file's name without ".so", which the table's must equal.
 */
char *plugin_copy(struct plugin *plugin, const juri_plugin *table, const char *name);

/*
 * The description as bytes for the way from worker to engine, and back. plugin_unpack trusts
 * nothing: it checks all that plugin_copy does and returns as that.
 */
void plugin_pack(const struct plugin *plugin, struct text *bytes);
char *plugin_unpack(struct plugin *plugin, const char *bytes, size_t length, const char *name);

void plugin_free(struct plugin *plugin);

/* Index of a method, role or parameter by name, or -1. */
int plugin_method(const struct plugin *plugin, const char *name);
int plugin_role(const juri_method *method, const char *name);
int plugin_param(const juri_method *method, const char *name);

/* The value of a parameter from its text in the criteria; false (and *value left alone) when it is not allowed. */
bool plugin_param_value(const juri_param *param, const char *text, double *value);

/* What a parameter may be, for a message: "a number in 0..10 (days allowed)"; malloc'd. */
char *plugin_param_rule(const juri_param *param);

/* What is wrong with a measure where one is due, in one sentence (malloc'd); NULL: nothing. */
char *plugin_measure_problem(const juri_method *method, double measure);

/* What its author does about such a measure. */
const char *plugin_measure_mend(double measure);

/*
 * Where plugins are looked for, in this order; after these in the folder "plugins" beside the program and in
 * ../lib/juri/plugins from there. No environment variable, no current folder.
 */
struct plugin_places {
	const char *given; /* --plugins: folders, colon-separated; or NULL */
	const char *round; /* the folder that the round names; or NULL */
};

/*
 * The absolute path of the plugin called name: FOLDER/name.so for the first folder that has something of that name,
 * be it good or not. Links in it are not followed here (trust.h follows them). malloc'd; NULL when there is none.
 */
char *plugin_find(const char *name, const struct plugin_places *places);

/*
 * Where the round's folder has a plugin of that name and so has another place: the path of the one that plugin_find does
 * not find, malloc'd. Else NULL.
 */
char *plugin_find_other(const char *name, const struct plugin_places *places);

/* The folders that are looked through, for a message: "a, b, c"; malloc'd. */
char *plugin_places_text(const struct plugin_places *places);

/* The folder in which the running program lies, malloc'd; NULL when the kernel does not say (no /proc). */
char *plugin_program_folder(void);

/* Whether a folder is one of the program's own: "plugins" beside it, or ../lib/juri/plugins. */
bool plugin_is_installed(const char *folder);

/* path as seen from the root; links in it stay. malloc'd. */
char *plugin_absolute(const char *path);

/* True when name can be one of a plugin, method, role, parameter or choice: [a-z0-9-], at most 36 bytes. */
bool plugin_is_name(const char *name);

/* All plugins that plugin_find could find: names sorted, malloc'd, each malloc'd. */
char **plugin_names(const struct plugin_places *places, size_t *count);

#endif
