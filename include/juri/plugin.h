/*
 * juri/plugin.h - the contract between juri and a category plugin.
 *
 * A plugin is a shared object that exports one function, juri_plugin_v1(),
 * which returns one constant table. The table lists methods: pure functions
 * that turn columns of evidence into one measure per agency, in the measure's
 * natural unit (hours per head, percent, findings). How a measure becomes
 * points, and how points become ranks, is written in the criteria (INI) and is
 * not the plugin's business.
 *
 *     #include <juri/plugin.h>
 *
 *     static int hours_per_head(const juri_call *call)
 *     {
 *         const double *hours = juri_column(call, 0);
 *         const double *staff = juri_column(call, 1);
 *
 *         for (uint32_t row = 0; row < call->rows; row++) {
 *             if (staff[row] == 0)
 *                 juri_undefined(call, row, "no staff");
 *             else
 *                 call->measure[row] = hours[row] / staff[row];
 *         }
 *         return 0;
 *     }
 *
 * Life of a plugin. Each category of a round has a process of its own; the
 * plugin lives in there and nowhere else:
 *
 *     the process starts -> the shared object is opened (constructors run)
 *     -> juri_plugin_v1() -> rights are given up (files, network, processes)
 *     -> measure() for each criterion and each slice of rows -> the end
 *
 * The vocabulary of lifetimes used below:
 *
 *   [static]  valid and unchanged from juri_plugin_v1() to the end of the process
 *   [call]    valid until the measure() that received it returns
 *
 * There is one thread: the engine never calls a plugin from two threads at
 * once, and a plugin starts none. Parallel means more processes.
 *
 * This header compiles alone as C99 or later and C++17 or later, and needs no
 * library of ours at link time. Only fixed-width integers, doubles, pointers
 * and function pointers cross the border.
 */
#ifndef JURI_PLUGIN_H
#define JURI_PLUGIN_H 1

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The contract's version. Another major number is another contract, and another
 * exported symbol; a new minor number adds members at the ends of structures. */
#define JURI_PLUGIN_MAJOR 1u
#define JURI_PLUGIN_MINOR 0u

/* --- What a method declares: roles and parameters ------------------------- */

/* Flags of a role. */
#define JURI_OPTIONAL 1u /* may be left unbound or absent: its column is NaN there */
#define JURI_LIST 2u     /* binds to any number of fields, one column each */

/*
 * A role: one named input of a method. Criteria bind it to a field of the
 * evidence (or, for a list, to several).
 *
 * An agency for which a needed input is missing gets no measure: the engine
 * clears whatever the method wrote there, so a method may let NaN flow through
 * plain arithmetic. Beware of fmin, fmax and comparisons, which swallow NaN.
 * In a list, NaN means that the entry does not apply to the agency: leave it
 * out. An entry that is missing clears the measure, unless the role is also
 * JURI_OPTIONAL; then it is NaN as well.
 */
typedef struct juri_role {
	const char *name;  /* [static] letters, digits, '-'; unique in the method */
	const char *text;  /* [static] one line: what the field must hold */
	const char *unit;  /* [static] natural unit, or NULL for a plain number */
	int32_t direction; /* +1 more gives a higher measure, -1 lower, 0 neither */
	uint32_t flags;    /* JURI_OPTIONAL, JURI_LIST, or 0 */
} juri_role;

/* Types of a parameter. All arrive as a double. */
#define JURI_NUMBER 0u /* a number within [min, max] */
#define JURI_FLAG 1u   /* "yes" is 1, "no" is 0 */
#define JURI_CHOICE 2u /* one of the words in choices; arrives as its index from 0 */

/* A parameter: a setting of a method, the same for all agencies of a criterion. */
typedef struct juri_param {
	const char *name;    /* [static] letters, digits, '-'; unique in the method */
	const char *text;    /* [static] one line */
	const char *unit;    /* [static] or NULL */
	const char *initial; /* [static] default as criteria text; NULL: must be given */
	const char *choices; /* [static] JURI_CHOICE: words parted by one space; else NULL */
	double min, max;     /* JURI_NUMBER: allowed range, inclusive */
	uint32_t type;       /* JURI_NUMBER, JURI_FLAG or JURI_CHOICE */
	uint32_t reserved;   /* 0 */
} juri_param;

/* --- What a method receives ------------------------------------------------ */

struct juri_services;

/* One role's columns for the rows of a call. */
typedef struct juri_input {
	const double *const *columns; /* [call] count columns of rows doubles, NaN where absent */
	uint32_t count;               /* 1, or the length of a list (at least 1) */
	uint32_t bound;               /* 0: optional role without a field; its column is NaN */
} juri_input;

/*
 * One call: a slice of agencies ("rows") for one criterion. Rows are
 * independent: the same row gives the same measure in any slice and any order.
 */
typedef struct juri_call {
	uint32_t size;                        /* sizeof(juri_call) of the engine */
	uint32_t rows;                        /* 1 or more */
	uint32_t n_inputs;                    /* as many as the method has roles */
	uint32_t n_params;                    /* as many as the method has parameters */
	const juri_input *inputs;             /* [call] by index in the method's roles */
	const double *params;                 /* [call] by index in the method's params */
	double *measure;                      /* [call] write rows doubles; NaN at the start */
	const struct juri_services *services; /* [static] */
	void *engine;                         /* the engine's own; hands off */
} juri_call;

/*
 * Services of the engine. Check size before using a member that is newer than
 * the minor version you need. Texts are UTF-8, copied before the service
 * returns, and cut at 200 bytes.
 */
typedef struct juri_services {
	uint32_t size; /* sizeof(juri_services) of the engine */
	uint32_t reserved;

	/* Row has no measure although its inputs are there (0 of 0 findings): why
	 * says it in one line. The round's policy for the state "undefined" decides. */
	void (*undefined)(const juri_call *call, uint32_t row, const char *why);

	/* A remark for the score sheet of row. */
	void (*note)(const juri_call *call, uint32_t row, const char *text);

	/* A remark for the person who runs the round; not about one agency. */
	void (*log)(const juri_call *call, const char *text);

	/* size bytes of zeroed memory [call], aligned for any type; NULL: none left.
	 * Never freed by the plugin. */
	void *(*alloc)(const juri_call *call, size_t size);

	/* value rounded to decimals (0 to 9; more are 9), half away from zero, as
	 * people do on paper: its first 9 decimals are rounded, so 2.675 to two
	 * decimals is 2.68. NaN, infinities and what is 1e18 or more in size pass. */
	double (*round)(const juri_call *call, double value, uint32_t decimals);
} juri_services;

/* --- What a plugin offers -------------------------------------------------- */

/*
 * A method. measure() writes call->measure for every row and returns 0. Any
 * other return is a failure of the whole category. A measure that is infinite,
 * outside [min, max], or NaN although every needed input is there and
 * undefined() was not called is a fault of the plugin and costs its category.
 */
typedef struct juri_method {
	const char *name;         /* [static] letters, digits, '-'; unique in the plugin */
	const char *text;         /* [static] one line: formula and source */
	const char *unit;         /* [static] natural unit of the measure, or NULL */
	double min, max;          /* range of the measure, inclusive; -HUGE_VAL, HUGE_VAL: any */
	const juri_role *roles;   /* [static] n_roles roles */
	const juri_param *params; /* [static] n_params parameters, NULL if none */
	uint32_t n_roles;         /* 1 or more */
	uint32_t n_params;
	int (*measure)(const juri_call *call);
} juri_method;

/* Sizes at the head of the table, so that either side may be the newer one. */
typedef struct juri_head {
	uint32_t size;        /* sizeof(juri_plugin) of the plugin */
	uint32_t major;       /* JURI_PLUGIN_MAJOR */
	uint32_t minor;       /* JURI_PLUGIN_MINOR that the plugin was built for */
	uint32_t method_size; /* stride of methods */
	uint32_t role_size;   /* stride of roles */
	uint32_t param_size;  /* stride of params */
} juri_head;

#define JURI_HEAD                                                                                  \
	{                                                                                          \
		(uint32_t)sizeof(juri_plugin), JURI_PLUGIN_MAJOR, JURI_PLUGIN_MINOR,               \
		    (uint32_t)sizeof(juri_method), (uint32_t)sizeof(juri_role),                    \
		    (uint32_t)sizeof(juri_param)                                                   \
	}

/* The table of a plugin. */
typedef struct juri_plugin {
	juri_head head;             /* JURI_HEAD */
	const char *name;           /* [static] the file's name without ".so" */
	const char *version;        /* [static] of the plugin, e.g. "1.2" */
	const char *text;           /* [static] one line: what the category measures */
	const juri_method *methods; /* [static] n_methods methods */
	uint32_t n_methods;         /* 1 or more */
	uint32_t reserved;          /* 0 */
} juri_plugin;

/* --- Helpers --------------------------------------------------------------- */

/* Number of elements of an array: .roles = roles, .n_roles = JURI_COUNT(roles). */
#define JURI_COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

#if defined(__GNUC__)
#define JURI_PUBLIC __attribute__((visibility("default")))
#else
#define JURI_PUBLIC
#endif

/* The one exported symbol. Write JURI_PLUGIN(table) at the end of the file. */
JURI_PUBLIC const juri_plugin *juri_plugin_v1(void);
#define JURI_PLUGIN(table)                                                                         \
	const juri_plugin *juri_plugin_v1(void)                                                    \
	{                                                                                          \
		return &(table);                                                                   \
	}

/* The column of a role that is not a list. */
static inline const double *juri_column(const juri_call *call, uint32_t role)
{
	return call->inputs[role].columns[0];
}

/* Short forms of the services. */
static inline void juri_undefined(const juri_call *call, uint32_t row, const char *why)
{
	call->services->undefined(call, row, why);
}

static inline void juri_note(const juri_call *call, uint32_t row, const char *text)
{
	call->services->note(call, row, text);
}

static inline void juri_log(const juri_call *call, const char *text)
{
	call->services->log(call, text);
}

static inline void *juri_alloc(const juri_call *call, size_t size)
{
	return call->services->alloc(call, size);
}

static inline double juri_round(const juri_call *call, double value, uint32_t decimals)
{
	return call->services->round(call, value, decimals);
}

#ifdef __cplusplus
}
#endif

#endif
