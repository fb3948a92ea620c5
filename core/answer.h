/*
 * answer - the worker's side of the border: opens plugins and answers requests.
 *
 * Engine (worker.c) and worker share a slot of memory. The socket between them carries the structures below and nothing
 * else, and the descriptor of a block when it is a new one; texts and measures lie in the slot. Neither side waits for more
 * than one message at a time. A request asks for several slices, each a criterion in the same block of agencies; the
 * response is sent once for them all, since to wake a process costs more than to measure a slice. It ends early, and the
 * engine asks again for the rest, after a slice that printed something, which could not be told apart from what the next
 * one prints, and where there might be no room for the remarks of one more.
 *
 *     engine                                         worker
 *                                                    answer_open
 *            <------ response: OPENED, descriptions -
 *            - request: slices ---------------------> answer_request
 *            <------ response: MEASURED, outcomes ---
 */
#ifndef JURI_ANSWER_H
#define JURI_ANSWER_H

#include <string.h>

#include "cohort.h"
#include "plugin.h"
#include "sandbox.h"

#define SLOT_TEXT (4u << 20)       /* of descriptions, of a request, of all remarks */
#define SLICE_TEXT (SLOT_TEXT / 2) /* of the remarks on one slice */
#define SLOT_SLICES 256u           /* of a request */
#define SLOT_GAP 8u /* measures between two slices, into which a method may stumble */
#define SLOT_ROWS                                                                                  \
	(8u * COHORT_BLOCK + SLOT_SLICES * SLOT_GAP) /* of measures, of all slices of a request */
#define REMARK_TEXT 200u                             /* bytes of a remark's text */

struct slot {
	uint32_t opening;                     /* the plugin being opened: who hung or crashed */
	uint64_t refused[SANDBOX_CALLS / 64]; /* calls, of a worker on trial (sandbox_note) */
	/* Of a request: how many slices were begun, and when the last of these (as CLOCK_MONOTONIC, in nanoseconds). */
	uint32_t begun;
	int64_t since;
	_Alignas(64) double before[SLOT_GAP]; /* for a method that writes before its first row */
	/* Slice after slice, slot_stride() of them each. Behind the last slice there is room for a method that writes to the
	 * end of a block, whatever the rows. */
	double measures[SLOT_ROWS + COHORT_BLOCK];
	_Alignas(double) char text[SLOT_TEXT]; /* what each structure says */
};

/* A double that no plugin writes by accident: NaN, and still not the plugin's. A slice begins with these. */
#define SLOT_UNTOUCHED UINT64_C(0x7ff84a5552490001)

static inline bool slot_is_untouched(double measure)
{
	uint64_t bits;

	memcpy(&bits, &measure, sizeof(bits));
	return bits == SLOT_UNTOUCHED;
}

/* Measures of the slot that a slice of so many rows takes: no two share a cache line, nor touch. */
static inline size_t slot_stride(uint32_t rows)
{
	return (((size_t)rows + 7) & ~(size_t)7) + SLOT_GAP;
}

struct request {
	uint32_t slices; /* 1 or more */
	uint32_t rows;
	uint32_t length; /* bytes in the slot's text */
	uint32_t room;   /* of the block, below COHORT_ROOMS */
	uint64_t
	    block_size; /* bytes of the file that comes along for this room; 0: the one of before */
};

/*
 * In the slot's text, each aligned for a double: the method, its parameters (double), per role the number of its columns
 * (uint32_t; 0: unbound), all columns of all roles (uint32_t).
 */
struct slice {
	uint32_t plugin, method;
	uint32_t n_columns;
	uint32_t reserved;
};

/* The bytes of a slice and all that follows it. */
static inline size_t slice_size(const juri_method *method, size_t n_columns)
{
	size_t size = sizeof(struct slice) + method->n_params * sizeof(double) +
		      (method->n_roles + n_columns) * sizeof(uint32_t);

	return (size + sizeof(double) - 1) & ~(sizeof(double) - 1);
}

enum response_kind {
	RESPONSE_OPENED,      /* text: per plugin a length (uint32_t) and its description */
	RESPONSE_NOT_OPENED,  /* text: a sentence; which plugin: slot->opening */
	RESPONSE_BAD_TABLE,   /* likewise */
	RESPONSE_UNPROTECTED, /* nothing was opened: a required protection is lacking */
	RESPONSE_MEASURED,    /* text: the remarks, slice after slice */
	RESPONSE_UNMAPPED     /* the block could not be mapped */
};

/* What a method did that it must not do. */
enum fault { FAULT_NONE, FAULT_ROW, FAULT_TEXT };

/* How a slice was measured. */
struct outcome {
	uint32_t length;           /* bytes of its remarks */
	int32_t returned;          /* by measure() */
	uint32_t fault;            /* the first one */
	uint32_t dropped;          /* remarks for which there was no room */
	uint32_t rounding_changed; /* the method left another rounding mode behind */
	uint32_t
	    overran; /* it wrote before or behind the measures of these rows; seen where one slice was asked for */
};

struct response {
	uint32_t kind;
	uint32_t length;      /* bytes in the slot's text */
	uint32_t protections; /* OPENED: see sandbox.h */
	uint32_t
	    float_changed; /* OPENED: the floating-point unit is not as the system sets it up */
	uint32_t
	    slices; /* MEASURED: the first so many of those that were asked for, 1 or more; else 0 */
	struct outcome outcomes[SLOT_SLICES]; /* only so many are sent */
};

/* The bytes of a response that are sent. */
static inline size_t response_size(uint32_t slices)
{
	return offsetof(struct response, outcomes) + slices * sizeof(struct outcome);
}

/* A remark in the slot's text; its text and a NUL follow, without padding. */
struct remark_head {
	uint32_t row;    /* UINT32_MAX: none */
	uint16_t kind;   /* as in struct remark */
	uint16_t length; /* of the text, without the NUL */
};

/* What lies in front of a worker. */
struct desk {
	struct slot *slot;
	struct plugin *plugins; /* with their functions */
	size_t n_plugins;
	double *rooms[COHORT_ROOMS]; /* where blocks are, mapped read-only, or NULL */
	size_t room_sizes[COHORT_ROOMS];
	const double *block; /* that of the request */
	double *nothing;     /* a column of NaN, so many of them; NULL: none was needed */
	uint32_t n_nothing;
	bool printing;  /* standard output is a pipe of its own */
	char *language; /* of texts, where the environment does not say it; or NULL */
	bool
	    exact; /* columns and measures are copied to memory that ends with them, for valgrind to see */
};

/* Opens the plugins of these names in these files; the response and the slot say how it went. */
void answer_open(struct desk *desk, const char *const *names, const char *const *files,
		 size_t count, struct response *response);

/* Answers one request, all slices or the first of them. file is that of a new block, else -1. */
void answer_request(struct desk *desk, const struct request *request, int file,
		    struct response *response);

/* Answers what comes in on the socket until the engine is gone. */
_Noreturn void answer_loop(struct desk *desk, int socket);

/* Sends a response; a worker whose engine is gone ends. */
void answer_send(int socket, struct response *response);

/* Releases everything but the slot and the opened libraries. */
void answer_close(struct desk *desk);

#endif
