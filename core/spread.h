/*
 * spread - which processor a thread or process begins on.
 *
 * Where the kernel of a virtual machine packs the work, what is forked, started or woken goes on where that was done, however idle
 * the other processors are: the two take turns, and one waits for the other. So it is moved once. Whether that can be done makes no
 * difference to anything but time. Processors that the user keeps juri from are left alone.
 */
#ifndef JURI_SPREAD_H
#define JURI_SPREAD_H

#include <sys/types.h>

/* The caller's processor, by its number; below 0 where the kernel does not say. */
int spread_processor(void);

/* Moves the calling thread off the processor of who started it, if there is another; then it may go anywhere. */
void spread_thread(int started_on);

/* Moves a child off the caller's processor; then it may go anywhere. */
void spread_child(pid_t id);

/* The same for one that is about to end, and for good. */
void spread_ending(pid_t id);

#endif
