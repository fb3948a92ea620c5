/*
 * Claims whose process ends by a signal, and those of a process that a child comes from. The rest of what outputs do beside
 * faults of the system is in tests/durable.
 */
#include <CUnit/CUnit.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bundle.h"
#include "memory.h"

void suite_output(void);

static char folder[] = "/tmp/juri-output-XXXXXX";
static char *place, *lock;

static int begin(void)
{
	if (!mkdtemp(folder))
		return 1;
	place = mem_print("%s/results", folder);
	lock = mem_print("%s.juri-lock", place);
	return 0;
}

static int end(void)
{
	rmdir(folder);
	free(place);
	free(lock);
	return 0;
}

static bool is_locked(void)
{
	return access(lock, F_OK) == 0;
}

/* A child that claims the place and then ends as it does; the status of waitpid. */
static int claimed(void (*then)(void))
{
	struct problems problems = {0};
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		if (!bundle_claim(place, &problems) || !is_locked())
			_exit(77);
		then();
		_exit(78);
	}
	waitpid(child, &status, 0);
	return status;
}

static void terminate(void)
{
	raise(SIGTERM);
}

static _Noreturn void leave(void)
{
	exit(0);
}

/* A child of who claimed ends; the claim is not its own. */
static _Noreturn void have_a_child(void)
{
	pid_t child = fork();

	if (child == 0)
		exit(0);
	waitpid(child, NULL, 0);
	_exit(is_locked() ? 5 : 6);
}

static void test_signal(void)
{
	int status = claimed(terminate);

	CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	CU_ASSERT_FALSE(is_locked());
}

static void test_exit(void)
{
	int status = claimed(leave);

	CU_ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	CU_ASSERT_FALSE(is_locked());
}

static void test_child(void)
{
	int status = claimed(have_a_child);

	CU_ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 5);
	CU_ASSERT_TRUE(
	    is_locked()); /* _exit leaves it, as a kill would; the next claim finds it free */
	CU_ASSERT_EQUAL(WEXITSTATUS(claimed(leave)), 0);
	CU_ASSERT_FALSE(is_locked());
}

/* The folder of a freeze takes no folder of a name that is there already. */
static void test_inner_folder(void)
{
	struct problems problems = {0};
	struct maker *maker = bundle_begin(place, bundle_may_write, &problems);
	int inner = bundle_add_folder(maker, "evidence");

	CU_ASSERT_TRUE(inner >= 0);
	close(inner);
	CU_ASSERT_EQUAL(problems.errors, 0);
	CU_ASSERT_EQUAL(bundle_add_folder(maker, "evidence"), -1);
	CU_ASSERT_EQUAL(problems.errors, 1);
	CU_ASSERT_EQUAL(problems.code, EXIT_CREATE);
	bundle_publish(maker); /* not after a problem */
	bundle_end(maker);
	CU_ASSERT_EQUAL(access(place, F_OK), -1);
	problem_clear(&problems);
}

void suite_output(void)
{
	CU_pSuite suite = CU_add_suite("output", begin, end);

	CU_add_test(suite, "a signal gives the claim back", test_signal);
	CU_add_test(suite, "the end gives it back", test_exit);
	CU_add_test(suite, "a child leaves it alone", test_child);
	CU_add_test(suite, "an inner folder", test_inner_folder);
}
