/*
 * crew - threads that share the work on many things of one kind.
 */
#ifndef JURI_CREW_H
#define JURI_CREW_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#define CREW_MOST 64u /* threads that work together, at most */

/* A thread that hears no signals: they are for the caller. False: it cannot be had. */
bool crew_start(pthread_t *thread, void *(*work)(void *user), void *user);

/*
 * Does one(user, member, i) for each i below count, whoever has time the next of them, with up to `jobs` members at work: the
 * caller is the first, number 0, and does the share of those that cannot be had. jobs 0 is 1. Comes back when all is done.
 */
void crew_do(unsigned jobs, size_t count, void (*one)(void *user, unsigned member, size_t i),
	     void *user);

/* How many members that has at most: so many numbers, from 0 on. */
unsigned crew_size(unsigned jobs, size_t count);

#endif
