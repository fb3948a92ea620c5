#include "crew.h"

#include <signal.h>

#include "spread.h"

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

/* --- The helpers --- */

/* All of it with the lock. */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct helper {
		pthread_t thread;
		int started_on; /* a processor */
	} helpers[CREW_MOST];
	unsigned n_helpers;
	struct duty *duties; /* the most urgent first */
	bool ended;
} crew = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

void crew_lock(void)
{
	pthread_mutex_lock(&crew.lock);
}

void crew_unlock(void)
{
	pthread_mutex_unlock(&crew.lock);
}

void crew_tell(void)
{
	pthread_cond_broadcast(&crew.changed);
}

static void wait_for_change(void)
{
	pthread_cond_wait(&crew.changed, &crew.lock);
}

/* Whether there was something to be done. */
static bool do_piece(struct duty *duty)
{
	bool done = duty->work(duty->user);

	if (done)
		crew_tell();
	return done;
}

static bool do_duty(struct duty *duty)
{
	bool done;

	if (duty->helpers >= duty->most)
		return false;
	duty->helpers++;
	done = do_piece(duty);
	duty->helpers--;
	return done;
}

static bool do_some_duty(void)
{
	for (struct duty *duty = crew.duties; duty; duty = duty->next)
		if (do_duty(duty)) /* meanwhile the list may have changed */
			return true;
	return false;
}

static void *help(void *user)
{
	const struct helper *helper = user;

	spread_thread(helper->started_on);
	crew_lock();
	while (!crew.ended)
		if (!do_some_duty())
			wait_for_change();
	crew_unlock();
	return NULL;
}

static bool have_another(void)
{
	struct helper *helper = &crew.helpers[crew.n_helpers];

	helper->started_on = spread_processor(); /* where the caller goes on */
	return crew_start(&helper->thread, help, helper);
}

static void have_helpers(unsigned count)
{
	while (crew.n_helpers < count && crew.n_helpers < CREW_MOST && have_another())
		crew.n_helpers++;
}

void crew_end(void)
{
	crew_lock();
	crew.ended = true;
	crew_tell();
	crew_unlock();
	while (crew.n_helpers)
		pthread_join(crew.helpers[--crew.n_helpers].thread, NULL);
	crew.ended = false;
}

/* --- Duties --- */

void crew_offer(struct duty *duty, unsigned jobs, bool urgent)
{
	struct duty **at = &crew.duties;

	duty->most = jobs ? jobs - 1 : 0;
	duty->helpers = 0;
	crew_lock();
	while (*at && !urgent)
		at = &(*at)->next;
	duty->next = *at;
	*at = duty;
	have_helpers(duty->most);
	crew_tell();
	crew_unlock();
}

void crew_withdraw(struct duty *duty)
{
	struct duty **at = &crew.duties;

	crew_lock();
	while (*at != duty)
		at = &(*at)->next;
	*at = duty->next;
	while (duty->helpers)
		wait_for_change();
	crew_unlock();
}

void crew_work_or_wait(struct duty *duty)
{
	if (!do_piece(duty))
		wait_for_change();
}

/* --- Many things of one kind --- */

struct many {
	size_t count;
	size_t next; /* the first that nobody has begun */
	void (*one)(void *user, unsigned member, size_t i);
	void *user;
	unsigned members; /* that have come; each stays until nothing is left to begin */
};

unsigned crew_size(unsigned jobs, size_t count)
{
	size_t most = jobs < CREW_MOST ? jobs : CREW_MOST;

	most = most < count ? most : count;
	return most ? (unsigned)most : 1;
}

static void do_shares(struct many *many, unsigned member)
{
	size_t i;

	while ((i = __atomic_fetch_add(&many->next, 1, __ATOMIC_RELAXED)) < many->count)
		many->one(many->user, member, i);
}

static bool join(void *user)
{
	struct many *many = user;
	unsigned member;

	if (__atomic_load_n(&many->next, __ATOMIC_RELAXED) >= many->count)
		return false;
	member = many->members++;
	crew_unlock();
	do_shares(many, member);
	crew_lock();
	return true;
}

void crew_do(unsigned jobs, size_t count, void (*one)(void *user, unsigned member, size_t i),
	     void *user)
{
	struct many many = {.count = count, .one = one, .user = user, .members = 1};
	struct duty duty = {.work = join, .user = &many};
	unsigned size = crew_size(jobs, count);

	if (size > 1)
		crew_offer(&duty, size, true);
	do_shares(&many, 0);
	if (size > 1)
		crew_withdraw(&duty);
}
