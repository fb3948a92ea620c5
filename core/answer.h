/*
 * answer - the worker's side of the border: opens plugins and answers requests.
 *
 * Engine (worker.c) and worker share a slot of memory. The socket between them carries the
 * fixed structures below and nothing else, and the descriptor of a block when it is a new one; texts
 * and measures lie in the slot. Neither side waits for more than one message at a time.
 *
 *     engine                                         worker
 *                                                    answer_open
 *            <------ response: OPENED, descriptions -
 *            - request: method, parameters, columns -> answer_request
 *            <------ response: MEASURED, remarks ----
 */
#ifndef JURI_ANSWER_H
#define JURI_ANSWER_H

#include "cohort.h"
#include "plugin.h"
#include "sandbox.h"

#define SLOT_TEXT (4u << 20)
#define REMARK_TEXT 200u /* bytes of a remark's text */

struct slot {
	double measures[COHORT_BLOCK];
	uint32_t opening;                      /* the plugin being opened: who hung or crashed */
	uint64_t refused[SANDBOX_CALLS / 64];  /* calls, of a worker on trial (sandbox_note) */
	_Alignas(double) char text[SLOT_TEXT]; /* what each structure says */
};

/* In the slot's text: the parameters (double), per role the number of its columns (uint32_t; 0: unbound),
 * and all columns of all roles (uint32_t). */
struct request {
	uint32_t plugin, method;
	uint32_t rows;
	uint32_t n_columns;
	uint64_t block_size; /* bytes of the block that comes along; 0: the same as last time */
};

enum response_kind {
	RESPONSE_OPENED,      /* text: per plugin a length (uint32_t) and its description */
	RESPONSE_NOT_OPENED,  /* text: a sentence; which plugin: slot->opening */
	RESPONSE_BAD_TABLE,   /* likewise */
	RESPONSE_UNPROTECTED, /* nothing was opened: a required protection is lacking */
	RESPONSE_MEASURED,    /* text: remarks */
	RESPONSE_UNMAPPED     /* the block could not be mapped */
};

/* What a method did that it must not do. */
enum fault { FAULT_NONE, FAULT_ROW, FAULT_TEXT };

struct response {
	uint32_t kind;
	uint32_t length;      /* bytes in the slot's text */
	uint32_t protections; /* OPENED: see sandbox.h */
	int32_t returned;     /* by measure() */
	uint32_t fault;       /* the first one */
	uint32_t dropped;     /* remarks for which there was no room */
	uint32_t
	    rounding_changed; /* the method left another rounding mode behind; OPENED: the floating-point unit is not
				      as the system sets it up */
};

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
	double *block; /* mapped read-only, or NULL */
	size_t block_size;
	double *nothing;      /* a column of NaN */
	const char *language; /* of texts, where the environment does not say it; or NULL */
	bool
	    exact; /* columns and measures are copied to memory that ends with them, for valgrind to see */
};

/* Opens the plugins of these names in these files; the response and the slot say how it went. */
void answer_open(struct desk *desk, const char *const *names, const char *const *files,
		 size_t count, struct response *response);

/* Answers one request. file is that of a new block, else -1. */
void answer_request(struct desk *desk, const struct request *request, int file,
		    struct response *response);

/* Answers what comes in on the socket until the engine is gone. */
_Noreturn void answer_loop(struct desk *desk, int socket);

/* Sends a response; a worker whose engine is gone ends. */
void answer_send(int socket, const struct response *response);

/* Releases everything but the slot and the opened libraries. */
void answer_close(struct desk *desk);

#endif
