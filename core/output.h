/*
 * output - what a run leaves on the disk: whole or not at all, and one run at a time.
 *
 * A place (a file or a folder) is claimed before any work is done: a lock on the file PLACE.juri-lock beside it, which
 * holds the number of our process and goes when we do. A second run ends at once; readers never meet the lock. What is
 * new stands first beside its place, as PLACE.juri-XXXXXX, is made durable, and changes places with what stood there;
 * where even that change cannot be made durable, it is taken back. What a run that was killed left of that name is
 * removed by the next one that claims the place. The end of the program removes what was not put, whatever ends it but
 * SIGKILL.
 */
#ifndef JURI_OUTPUT_H
#define JURI_OUTPUT_H

#include <stdint.h>

#include "problem.h"

/* Whether a folder (its descriptor) holds nothing but what a run of ours wrote. */
typedef bool output_is_ours(int folder);

/*
 * Claims a place; NULL, standard output ("-") and devices need no claim. Removes what killed runs left beside it, of
 * folders those that are ours. Problems: EXIT_LOCKED, EXIT_CREATE, EXIT_IO; a file system without locks is a warning.
 */
bool output_claim(const char *path, output_is_ours *is_ours, struct problems *problems);

/* Gives back all that was claimed. */
void output_release(void);

/* True for a path whose file is replaced: not for standard output, a device or a FIFO, which are written to. */
bool output_is_replaced(const char *path);

/* openat() of an owner's file (0644 without the umask), for us alone, whatever signals come between. */
int output_open(int folder, const char *name, int flags);

/* Writes all, whatever signals and short writes come between; false with errno. */
bool output_write(int file, const char *data, size_t length);

/* Something new in the making. All zero (but descriptors of -1) is nothing: it is put and ended without effect. */
struct output {
	const char *path;    /* as it was given */
	char *place;         /* where it will stand, behind links; NULL: nothing */
	int parent;          /* its folder, or -1 */
	char *name, *making; /* there: its name at last and meanwhile */
	int descriptor;      /* what is in the making, or -1 */
	bool is_folder;
	bool
	    made; /* something of ours stands at the name meanwhile: the new, or what stood there before */
	enum { NOT_PUT, PUT_ALONE, PUT_EXCHANGED, PUT_OVER } put;
	enum exit_code code; /* for the call that failed: EXIT_CREATE or EXIT_IO */
	struct output *next;
};

/* These return false with errno and code; output_end is due in any case. path must stay until then. */
bool output_begin(struct output *output, const char *path, bool is_folder);
bool output_begin_in(struct output *file, struct output *folder,
		     const char *name); /* not put, not ended */
/* A file: whether its descriptor has got all of it, else with the errno of that. */
bool output_finish(struct output *output, bool written);
bool output_put(struct output *output);

/* What stood there before stands there again, as far as the file system can. */
void output_take_back(struct output *output);

/* Removes what was not put, or what stood there before; false when something stays. */
bool output_end(struct output *output);

/* Calls visit for each entry of a folder but . and .. until it returns false; false then, and with errno when the folder
 * cannot be read. Needs no memory. */
bool output_each(int folder, bool (*visit)(int folder, const char *name, void *user), void *user);

#endif
