/*
 * crew - threads that share the work.
 *
 * A process has one crew. Its helpers come up when work is offered first, stay, and do whatever is offered then, so that there are
 * never more threads at work than there are jobs. Who offers work does it as well, and can do all of it: a helper that cannot be
 * had is done without.
 */
#ifndef JURI_CREW_H
#define JURI_CREW_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#define CREW_MOST 64u /* threads that work together, at most */

/*
 * Does one(user, member, i) for each i below count, whoever has time the next of them, with up to `jobs` members at work: the
 * caller is the first, number 0, and does the share of those that cannot be had. jobs 0 is 1. Comes back when all is done.
 */
void crew_do(unsigned jobs, size_t count, void (*one)(void *user, unsigned member, size_t i),
	     void *user);

/* How many members that has at most: so many numbers, from 0 on. */
unsigned crew_size(unsigned jobs, size_t count);

/* --- Work of other shapes --- */

/*
 * What is to be done piece by piece, as pieces come up. There is one lock, of all that decides what is to be done.
 *
 * work is called with the lock. Where there is nothing to be done now it returns false at once; else it does a piece, without the
 * lock meanwhile, and returns true with the lock.
 */
struct duty {
	bool (*work)(void *user);
	void *user;
	/* the crew's */
	unsigned most, helpers; /* at work, at most and now */
	struct duty *next;
};

/* Has helpers do their duty from now on, up to jobs - 1 at once; before any other duty where it is urgent. */
void crew_offer(struct duty *duty, unsigned jobs, bool urgent);

/* Has them leave it, and waits until they have. */
void crew_withdraw(struct duty *duty);

void crew_lock(void);
void crew_unlock(void);

/* With the lock: does a piece of it as a helper would, or waits until something has changed. */
void crew_work_or_wait(struct duty *duty);

/* With the lock: there may be something to be done now. The end of a piece need not be told. */
void crew_tell(void);

/* Lets the helpers go. */
void crew_end(void);

/* --- Threads that wait for something else than a processor --- */

/* A thread that hears no signals: they are for the caller. False: it cannot be had. */
bool crew_start(pthread_t *thread, void *(*work)(void *user), void *user);

#endif
