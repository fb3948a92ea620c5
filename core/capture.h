/*
 * capture - what a worker prints on its standard output and error.
 *
 * A pipe that never blocks its writer: what does not fit into it is lost, so that a flood costs nobody time. Of
 * what comes out the first lines are kept, quoted and fit to print, and the very last one.
 */
#ifndef JURI_CAPTURE_H
#define JURI_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

#define CAPTURE_FILES                                                                              \
	64u /* where fewer may be open they are needed for other things, and nothing is captured */
#define CAPTURE_LINES 10u   /* kept of each capture_read */
#define CAPTURE_BYTES 4096u /* looked at of each capture_read */
#define CAPTURE_PIPE 65536u /* that the pipe holds at most */

struct capture {
	int file;                   /* the reading end; -1: none */
	char *lines[CAPTURE_LINES]; /* sentences, malloc'd */
	size_t n_lines;
	bool more;  /* there was more than these lines and bytes */
	char *last; /* sentence of the last line, malloc'd; NULL: nothing was printed */
};

/* Makes the pipe and returns its writing end (where nothing is captured: one that leads nowhere), or -1 (errno). */
int capture_open(struct capture *capture);

/* Forgets what was read before and takes all that is there now. */
void capture_read(struct capture *capture);

void capture_close(struct capture *capture);

#endif
