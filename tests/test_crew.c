/*
 * Work that a crew shares: each thing is done, once, by a member that there is, and nothing is left when the crew comes back.
 */
#include <CUnit/CUnit.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"

void suite_crew(void);

#define MOST 1000u

struct work {
	unsigned done[MOST]; /* how often each thing was */
	unsigned by[128];    /* how many things each member did */
	bool strange;        /* a number that is none was seen */
};

static void do_one(void *user, unsigned member, size_t i)
{
	struct work *work = user;

	if (i >= MOST || member >= 128)
		work->strange = true;
	else {
		__atomic_add_fetch(&work->done[i], 1, __ATOMIC_RELAXED);
		work->by[member]++; /* a member is in one place at a time */
	}
}

static void does_all_once(unsigned jobs, size_t count)
{
	struct work *work = calloc(1, sizeof(*work));
	unsigned size = crew_size(jobs, count), sum = 0;

	crew_do(jobs, count, do_one, work);
	CU_ASSERT_FALSE(work->strange);
	for (size_t i = 0; i < MOST; i++)
		CU_ASSERT_EQUAL(work->done[i], i < count);
	for (unsigned member = 0; member < 128; member++) {
		CU_ASSERT_TRUE(member < size || !work->by[member]);
		sum += work->by[member];
	}
	CU_ASSERT_EQUAL(sum, count);
	free(work);
}

static void each_once(void)
{
	static const size_t counts[] = {0, 1, 2, 3, 63, 64, 65, MOST};

	for (unsigned jobs = 0; jobs <= 9; jobs++)
		for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
			does_all_once(jobs, counts[i]);
	does_all_once(1000, MOST); /* more than a crew has */
}

static void sizes(void)
{
	CU_ASSERT_EQUAL(crew_size(0, 10), 1);
	CU_ASSERT_EQUAL(crew_size(4, 0), 1);
	CU_ASSERT_EQUAL(crew_size(4, 3), 3);
	CU_ASSERT_EQUAL(crew_size(4, 10), 4);
	CU_ASSERT_TRUE(crew_size(1000, 10000) >= 2);
}

struct caller {
	pthread_t thread;
	unsigned others; /* things that somebody else did */
};

static void find_caller(void *user, unsigned member, size_t i)
{
	struct caller *caller = user;

	(void)i;
	caller->others += member || !pthread_equal(pthread_self(), caller->thread);
}

static void no_thread(void)
{
	struct caller caller = {.thread = pthread_self()};

	crew_do(1, 100, find_caller, &caller);
	CU_ASSERT_EQUAL(caller.others, 0);
}

/* --- Duties: pieces that come up one by one --- */

struct pieces {
	unsigned offered, begun, done, most, now; /* pieces; at work at once, at most and now */
};

static bool do_piece(void *user)
{
	struct pieces *pieces = user;

	if (pieces->begun == pieces->offered)
		return false;
	pieces->begun++;
	pieces->now++;
	pieces->most = pieces->now > pieces->most ? pieces->now : pieces->most;
	crew_unlock();
	sched_yield();
	crew_lock();
	pieces->now--;
	pieces->done++;
	return true;
}

/* The caller does what no helper comes to, and none works beside it where there is one job. */
static void does_pieces(unsigned jobs, unsigned count)
{
	struct pieces pieces = {0};
	struct duty duty = {.work = do_piece, .user = &pieces};

	crew_offer(&duty, jobs, count % 2);
	for (unsigned i = 0; i < count; i++) {
		crew_lock();
		pieces.offered++;
		crew_tell();
		crew_unlock();
	}
	crew_lock();
	while (pieces.done < count)
		crew_work_or_wait(&duty);
	crew_unlock();
	crew_withdraw(&duty);
	CU_ASSERT_EQUAL(pieces.begun, count);
	CU_ASSERT_EQUAL(pieces.now, 0);
	CU_ASSERT_TRUE(pieces.most <= (jobs ? jobs : 1));
}

static void duties(void)
{
	for (unsigned jobs = 0; jobs <= 5; jobs++)
		for (unsigned count = 0; count <= 200; count += 50)
			does_pieces(jobs, count);
}

/* Many things are shared while another duty waits, and by a crew that comes up again. */
static void again(void)
{
	struct pieces pieces = {0};
	struct duty duty = {.work = do_piece, .user = &pieces};

	crew_offer(&duty, 3, true);
	does_all_once(4, 100);
	crew_withdraw(&duty);
	CU_ASSERT_EQUAL(pieces.begun, 0);
	crew_end();
	crew_end();
	does_all_once(4, 100);
}

void suite_crew(void)
{
	CU_pSuite suite = CU_add_suite("crew", NULL, NULL);

	CU_ADD_TEST(suite, each_once);
	CU_ADD_TEST(suite, sizes);
	CU_ADD_TEST(suite, no_thread);
	CU_ADD_TEST(suite, duties);
	CU_ADD_TEST(suite, again);
}
