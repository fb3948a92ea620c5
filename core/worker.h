/*
 * worker - a process in which the plugins of one category live.
 *
 * The engine forks its workers before it reads evidence and before it starts threads. A worker opens
 * its plugins, gives up every right that it does not need (sandbox.h), describes them, and then answers
 * slices (answer.h), many at once: inputs are mapped read-only from the cohort's blocks, measures come back in a
 * mapping of the worker's own. The engine copies every reply before it checks it. Success is a complete,
 * checked reply, never an exit code; a wall-clock deadline kills what hangs. A worker that fails is
 * dead for the rest of the run, and its category with it.
 *
 *     worker_start -> worker_plugin ... -> worker_bind -> worker_send, worker_receive ... -> worker_stop
 *
 * Several workers come up together, and beside what else there is to do, when each is launched as soon as it can be and all
 * before the first is awaited. (After a fork the engine's own memory is slower until it has been touched again; that costs less
 * than to wait.) They go while something else is done when they are dismissed.
 */
#ifndef JURI_WORKER_H
#define JURI_WORKER_H

#include "cohort.h"
#include "plugin.h"

struct worker_options {
	bool
	    in_process; /* answer in the engine's own process, for debuggers: nothing is survived */
	bool require_sandbox; /* fail where a protection is lacking */
	bool
	    on_trial; /* measures come back as they were written, and refused calls are noted; in-process, for valgrind: see answer.h */
	double deadline;    /* seconds of wall clock for the start and for each slice; above 0 */
	const char *pinned; /* SHA-256 that the last of the shared objects must have, or NULL */
};

/* Why a worker failed. */
struct worker_failure {
	enum {
		FAILURE_NONE,
		FAILURE_TRUST, /* others could have written it, or it asks for other libraries: EXIT_TRUST */
		FAILURE_OPEN,    /* dlopen failed, or no juri_plugin_v1: EXIT_PLUGIN */
		FAILURE_SANDBOX, /* a required protection is lacking: EXIT_PLUGIN */
		FAILURE_TABLE,   /* the table is not usable: EXIT_PLUGIN */
		FAILURE_SIGNAL,  /* died of a signal (detail: which) */
		FAILURE_EXIT,    /* ended without a reply */
		FAILURE_TIME,    /* no reply within the deadline */
		FAILURE_REPLY,   /* a reply that is not one */
		FAILURE_RETURN,  /* measure() returned other than 0 */
		FAILURE_MEASURE, /* a measure is infinite, outside its range, or NaN without a reason */
		FAILURE_SYSTEM /* the engine could not fork, map or send for want of memory, processes or descriptors: EXIT_MEMORY */
	} kind;
	char *detail;     /* one sentence, malloc'd; texts from outside are escaped */
	const char *mend; /* what the author of the plugin looks for, one sentence; or NULL */
	char *plugin;     /* name, malloc'd or NULL */
	size_t instance;  /* index into the bound instances, SIZE_MAX when none was running */
	/* Row of the cohort at which it failed, or SIZE_MAX. For FAILURE_SIGNAL, EXIT, TIME and RETURN the
	 * first row without a measure: where it happened if the method walks the rows in order. */
	size_t row;
};

/* A criterion as a worker sees it: a method with its inputs and parameters. */
struct instance {
	unsigned plugin; /* index into the worker's plugins */
	unsigned method; /* index into the plugin's methods */
	const unsigned
	    *fields; /* all fields of all roles, one after the other: columns of the cohort */
	const unsigned
	    *counts;          /* per role: how many of them; 0 for an optional role left unbound */
	const double *params; /* by index; as many as the method has */
};

/* What came back for a slice besides the measures. */
struct remark {
	uint32_t row; /* in the block, UINT32_MAX for a log line */
	enum { REMARK_UNDEFINED, REMARK_NOTE, REMARK_LOG } kind;
	const char *text; /* valid UTF-8, at most 200 bytes; until the next worker_receive */
};

struct reply {
	size_t instance, block;
	bool more; /* further replies to the same request are there to be received */
	uint32_t rows;
	const double *
	    measures; /* rows doubles, checked (but on trial), NaN where there is none; until the next
				   worker_receive */
	const struct remark
	    *remarks; /* in the order of the calls; none for rows that are not present */
	size_t n_remarks;
	bool
	    overran; /* something was written before or behind the measures of these rows; seen where nothing else was asked for */
	bool rounding_changed; /* the method left another rounding mode behind */
	bool printed;          /* there are remarks of what the plugin printed */
};

struct worker;

/*
 * Starts a worker for these shared objects (absolute paths), in three steps: worker_new reads the files, worker_launch
 * starts the process, worker_await waits until that has described the plugins. Never NULL; look at worker_failure() when it
 * is awaited. Workers that are not awaited yet share what was read of a file.
 */
struct worker *worker_new(const struct worker_options *options, const char *const *paths,
			  size_t n_paths);
void worker_launch(struct worker *worker);
void worker_await(struct worker *worker);

/* All three. */
struct worker *worker_start(const struct worker_options *options, const char *const *paths,
			    size_t n_paths);

/* NULL while it works; what killed it afterwards. */
const struct worker_failure *worker_failure(const struct worker *worker);

/* The exit code for a worker that failed to start. */
enum exit_code worker_failure_exit(const struct worker_failure *failure);

/* Its stable code, "E-PLG-002". */
const char *worker_failure_code(const struct worker_failure *failure);

/* The described plugins, in the order of the paths. */
const struct plugin *worker_plugin(const struct worker *worker, size_t index);

/* Gives it its criteria, again where evidence is read again; instances and what they point to must outlive the worker. */
bool worker_bind(struct worker *worker, const struct instance *instances, size_t count);

/* For so many instances one request can ask in a block of so many rows: 1 or more. */
size_t worker_room(uint32_t rows);

/*
 * Asks for the measures of one block, for count (1..worker_room) instances from the first on. One request at a time per
 * worker. present: per instance and row of the block, 1 where every needed input is there (only there a measure is due and
 * kept), else 0. The deadline is for each instance.
 */
bool worker_send(struct worker *worker, const struct cohort *cohort, size_t first, size_t count,
		 size_t block, const uint8_t *present);

/*
 * The checked replies to worker_send, one for each call and instance, in their order; waits for the first. After one
 * without more the worker can be asked again: for those instances for which no reply came, too. False when the worker
 * failed.
 */
bool worker_receive(struct worker *worker, struct reply *reply);

/* The same with its measures in a room of COLUMN_ROOM(rows) doubles, where they stay; behind them lies something. */
bool worker_receive_in(struct worker *worker, struct reply *reply, double *room);

/* Waits until one of the workers that are busy (at least one is) can be received from or has failed;
 * returns its index. When there are several, the one that was asked first. */
size_t worker_wait(struct worker *const *workers, size_t count);

/* Which protections the worker runs with: "rlimits seccomp landlock no-new-privs", or "none (in-process)". */
const char *worker_sandbox(const struct worker *worker);

/* True where opening the plugins left a floating-point unit behind that rounds otherwise than the system's. */
bool worker_float_changed(const struct worker *worker);

/* On trial: adds to a set (sandbox.h) the calls that were refused so far. */
void worker_refused(const struct worker *worker, uint64_t *refused);

/* Bytes of memory that the process has for data; 0 in-process and where the kernel does not say. */
size_t worker_memory(const struct worker *worker);

/* It is not asked any more, though what is known of it stays: its process ends while the engine goes on. */
void worker_dismiss(struct worker *worker);

/* Ends the process (a hanging one is killed) and frees everything. NULL is allowed. */
void worker_stop(struct worker *worker);

#endif
