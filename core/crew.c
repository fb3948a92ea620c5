#include "crew.h"

#include <pthread.h>
#include <signal.h>

#define MOST 64u

struct crew {
	size_t count;
	size_t next; /* the first that nobody has begun */
	void (*one)(void *user, unsigned member, size_t i);
	void *user;
};

struct member {
	struct crew *crew;
	unsigned number;
};

unsigned crew_size(unsigned jobs, size_t count)
{
	size_t most = jobs < MOST ? jobs : MOST;

	most = most < count ? most : count;
	return most ? (unsigned)most : 1;
}

static void *work(void *user)
{
	const struct member *member = user;
	struct crew *crew = member->crew;
	size_t i;

	while ((i = __atomic_fetch_add(&crew->next, 1, __ATOMIC_RELAXED)) < crew->count)
		crew->one(crew->user, member->number, i);
	return NULL;
}

/* Signals are for the caller. */
static unsigned start(pthread_t *threads, struct member *members, unsigned count)
{
	unsigned started = 0;
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (started < count &&
	       pthread_create(&threads[started], NULL, work, &members[started]) == 0)
		started++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

void crew_do(unsigned jobs, size_t count, void (*one)(void *user, unsigned member, size_t i),
	     void *user)
{
	struct crew crew = {.count = count, .one = one, .user = user};
	struct member members[MOST];
	pthread_t threads[MOST];
	unsigned size = crew_size(jobs, count), started;

	for (unsigned i = 0; i < size; i++)
		members[i] = (struct member){&crew, i};
	started = start(threads, members + 1, size - 1);
	work(&members[0]);
	while (started)
		pthread_join(threads[--started], NULL);
}
