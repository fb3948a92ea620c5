/*
 * Where a process may go after it was moved: anywhere again, or, where it is about to end, off this processor.
 */
#include <CUnit/CUnit.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "spread.h"

void suite_spread(void);

/* 0 is the calling thread. */
static cpu_set_t processors_of(pid_t id)
{
	cpu_set_t set;

	CU_ASSERT_EQUAL_FATAL(sched_getaffinity(id, sizeof(set), &set), 0);
	return set;
}

static bool same_set(cpu_set_t a, cpu_set_t b)
{
	return CPU_EQUAL(&a, &b);
}

static cpu_set_t only(int processor)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((size_t)processor, &set);
	return set;
}

static void children(void)
{
	cpu_set_t mine = processors_of(0), others;
	pid_t child = fork();

	if (child == 0)
		for (;;)
			pause();
	spread_child(child);
	CU_ASSERT(same_set(processors_of(child), mine));
	others = only(spread_processor());
	CU_ASSERT_EQUAL_FATAL(sched_setaffinity(0, sizeof(others), &others), 0);
	spread_ending(child); /* this process has no other processor: nothing to move it to */
	CU_ASSERT(same_set(processors_of(child), mine));
	CU_ASSERT_EQUAL_FATAL(sched_setaffinity(0, sizeof(mine), &mine), 0);
	spread_ending(child);
	others = processors_of(child);
	CU_ASSERT_EQUAL(CPU_COUNT(&others), CPU_COUNT(&mine) - (CPU_COUNT(&mine) > 1));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void threads(void)
{
	cpu_set_t mine = processors_of(0);

	spread_thread(spread_processor());
	CU_ASSERT(same_set(processors_of(0), mine));
	spread_thread(-1); /* the kernel did not say */
	CU_ASSERT(same_set(processors_of(0), mine));
}

void suite_spread(void)
{
	CU_pSuite suite = CU_add_suite("spread", NULL, NULL);

	CU_ADD_TEST(suite, children);
	CU_ADD_TEST(suite, threads);
}
