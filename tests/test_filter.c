/*
 * Which calls a process can make behind a filter: each is tried in a child, which ends with the error that it got.
 */
#include <CUnit/CUnit.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "filter.h"
#include "sandbox.h"

void suite_filter(void);

/* Descriptors that are closed: what is allowed fails with EBADF. */
enum { NONE = 900, OTHER = 901 };

static void allow_some(struct filter *filter)
{
	const struct filter_condition none = {0, FILTER_ALL, NONE}, end = {2, FILTER_ALL, SEEK_END},
				      from_7 = {1, FILTER_ALL, 7}, even = {1, 1, 0};

	filter_begin(filter, FILTER_ALLOWS);
	filter_name(filter, SYS_exit_group);
	filter_name(filter, SYS_getppid);
	filter_name(filter, -10031); /* a call that this machine does not have */
	filter_name_if(filter, SYS_close, &none, 1);
	filter_name_if(filter, SYS_lseek, (const struct filter_condition[]){none, from_7, end}, 3);
	filter_name_if(filter, SYS_lseek, &(const struct filter_condition){0, FILTER_ALL, OTHER},
		       1);
	filter_name_if(filter, SYS_dup3, &even, 1);
}

static void refuse_some(struct filter *filter)
{
	filter_begin(filter, FILTER_REFUSES);
	filter_name(filter, SYS_getppid);
	filter_name_if(filter, SYS_close, &(const struct filter_condition){0, FILTER_ALL, NONE}, 1);
}

struct attempt {
	long call, arguments[3];
	int error; /* 0: it works */
};

static int try(void (*name)(struct filter *filter), const struct attempt *attempt)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		struct filter filter;

		name(&filter);
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (!filter_enter(&filter, false))
			syscall(SYS_exit_group, 255);
		errno = 0;
		syscall(attempt->call, attempt->arguments[0], attempt->arguments[1],
			attempt->arguments[2]);
		syscall(SYS_exit_group, errno);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void try_all(void (*name)(struct filter *filter), const struct attempt *attempts,
		    size_t count)
{
	for (size_t i = 0; !SANDBOX_SANITIZED && i < count; i++) {
		int error = try(name, &attempts[i]);

		CU_ASSERT_EQUAL(error, attempts[i].error);
		if (error != attempts[i].error)
			printf("  attempt %zu: %d\n", i, error);
	}
}

static void allowed(void)
{
	const long high = 1L << 32;
	const struct attempt attempts[] = {
	    {SYS_getppid, {0}, 0},
	    {SYS_getpid, {0}, EPERM},
	    {SYS_close, {NONE}, EBADF},
	    {SYS_close, {OTHER}, EPERM},
	    {SYS_close, {NONE | high}, EPERM}, /* the kernel would take the lower half */
	    {SYS_lseek, {NONE, 7, SEEK_END}, EBADF},
	    {SYS_lseek, {NONE, 7, SEEK_SET}, EPERM},
	    {SYS_lseek, {NONE, 8, SEEK_END}, EPERM},
	    {SYS_lseek, {NONE, 7 | high, SEEK_END}, EPERM},
	    {SYS_lseek, {OTHER, 8, SEEK_SET}, EBADF}, /* the other way */
	    {SYS_dup3, {NONE, 6}, EBADF},
	    {SYS_dup3, {NONE, 7}, EPERM},
	    {SYS_dup3, {NONE, 6 | high}, EBADF}, /* the mask has the lower half only */
	};

	try_all(allow_some, attempts, sizeof(attempts) / sizeof(*attempts));
}

static void refused(void)
{
	const struct attempt attempts[] = {
	    {SYS_getppid, {0}, EPERM},
	    {SYS_getpid, {0}, 0},
	    {SYS_close, {NONE}, EPERM},
	    {SYS_close, {OTHER}, EBADF},
	    {SYS_lseek, {NONE, 7, SEEK_END}, EBADF},
	};

	try_all(refuse_some, attempts, sizeof(attempts) / sizeof(*attempts));
}

void suite_filter(void)
{
	CU_pSuite suite = CU_add_suite("filter", NULL, NULL);

	CU_ADD_TEST(suite, allowed);
	CU_ADD_TEST(suite, refused);
}
