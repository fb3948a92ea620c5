#include "crew.h"

#include <signal.h>

#define STACK ((size_t)1 << 20)

bool crew_start(pthread_t *thread, void *(*work)(void *user), void *user)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	bool started;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	started = pthread_create(thread, &attributes, work, user) == 0;
	pthread_attr_destroy(&attributes);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

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
	size_t most = jobs < CREW_MOST ? jobs : CREW_MOST;

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

void crew_do(unsigned jobs, size_t count, void (*one)(void *user, unsigned member, size_t i),
	     void *user)
{
	struct crew crew = {.count = count, .one = one, .user = user};
	struct member members[CREW_MOST];
	pthread_t threads[CREW_MOST];
	unsigned size = crew_size(jobs, count), started = 0;

	members[0] = (struct member){&crew, 0};
	for (unsigned i = 1; i < size; i++)
		members[i] = (struct member){&crew, i};
	while (started + 1 < size && crew_start(&threads[started], work, &members[started + 1]))
		started++;
	work(&members[0]);
	while (started)
		pthread_join(threads[--started], NULL);
}
