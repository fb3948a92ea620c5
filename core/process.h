/*
 * process - the process that a worker is: what it takes along from the engine, and its end.
 *
 * It is forked and leads a process group of its own, which dies with the engine. It takes along what the engine has in
 * memory, one socket, the files that it is given, and no other descriptor, no environment, no signal handler:
 *
 *     0 leads nowhere; 1 and 2 are a pipe (capture.h); PROCESS_SOCKET; the files from PROCESS_FILES on
 */
#ifndef JURI_PROCESS_H
#define JURI_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "capture.h"

#define PROCESS_SOCKET 3
#define PROCESS_FILES 4

struct process {
	pid_t id;   /* 0: none */
	int socket; /* the engine's end of it, or -1 */
	struct capture capture;
};

#define PROCESS_NONE ((struct process){.socket = -1, .capture = {.file = -1}})

/*
 * Starts a process, which does body(user) and must not come back from it. Returns NULL, or what there was none of (a sentence, errno says why).
 */
const char *process_start(struct process *process, const int *files, size_t n_files,
			  void (*body)(void *user), void *user);

/* Kills it and its group, and does not wait for its end. */
void process_kill(const struct process *process);

/* Waits until a child has ended, for so many milliseconds; false: it has not. It is still to be reaped. */
bool process_await(pid_t id, int milliseconds);

/* Waits for the end of a process that is dead or about to be; its wait status. */
int process_reap(struct process *process);

/* Kills and reaps it, if there is one; what it printed can still be read. */
void process_end(struct process *process);

#endif
