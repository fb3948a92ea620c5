/*
 * What a process can still do after both steps: each attempt is made in a child, which ends with 1 where it was as it must be.
 */
#include <CUnit/CUnit.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox.h"
#include "trial.h"

void suite_sandbox(void);

enum { REFUSED = 1, ALLOWED, NOT_HERE }; /* how a child ends */

static int ends[2];

static int outcome(bool worked)
{
	return worked ? ALLOWED : errno == EPERM ? REFUSED : 0;
}

/* --- Attempts --- */

static int open_a_file(void)
{
	return outcome(open("/etc/passwd", O_RDONLY) >= 0);
}

static int start_a_process(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return outcome(child > 0);
}

static int make_a_socket(void)
{
	return outcome(socket(AF_INET, SOCK_STREAM, 0) >= 0);
}

static int write_elsewhere(void)
{
	return outcome(write(ends[0], "x", 1) == 1);
}

static int map_code(void)
{
	return outcome(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			    0) != MAP_FAILED);
}

static int send_on(int socket)
{
	struct iovec part = {(char[]){"x"}, 1};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

	return outcome(sendmsg(socket, &message, 0) == 1);
}

static int speak(void)
{
	return send_on(ends[1]);
}

static int speak_on_another_socket(void)
{
	return send_on(ends[0]);
}

/* What is unread may be asked of standard output only, and nothing else. */
static int ask_a_terminal(void)
{
	struct winsize size;

	return outcome(ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0);
}

static int ask_another_file(void)
{
	int unread;

	return outcome(ioctl(ends[0], FIONREAD, &unread) == 0);
}

static int ask_standard_output(void)
{
	int unread;

	return outcome(ioctl(STDOUT_FILENO, FIONREAD, &unread) == 0 || errno == ENOTTY);
}

static int allocate(void)
{
	void *memory = malloc(50u << 20);
	bool worked = memory != NULL;

	free(memory);
	return outcome(worked);
}

/* --- Trying them --- */

static int in_a_sandbox(int (*attempt)(void))
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		int rules;

		sandbox_libraries(&rules);
		_exit(sandbox_enter(sandbox_limit(ends[1], rules)) & SANDBOX_SECCOMP ? attempt()
										     : NOT_HERE);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void rights(void)
{
	static const struct {
		int (*attempt)(void);
		int expected;
	} cases[] = {
	    {open_a_file, REFUSED},
	    {start_a_process, REFUSED},
	    {make_a_socket, REFUSED},
	    {write_elsewhere, REFUSED},
	    {map_code, REFUSED},
	    {speak_on_another_socket, REFUSED},
	    {ask_a_terminal, REFUSED},
	    {ask_another_file, REFUSED},
	    {ask_standard_output, ALLOWED},
	    {speak, ALLOWED},
	    {allocate, ALLOWED},
	};

	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int found = in_a_sandbox(cases[i].attempt);

		CU_ASSERT(found == cases[i].expected || found == NOT_HERE);
	}
	close(ends[0]);
	close(ends[1]);
}

/* What computing needs, by hand. */
static const int allowed[] = {SYS_brk,
			      SYS_munmap,
			      SYS_mremap,
			      SYS_madvise,
			      SYS_futex,
			      SYS_clock_gettime,
			      SYS_gettimeofday,
			      SYS_getrandom,
			      SYS_getpid,
			      SYS_gettid,
			      SYS_rt_sigprocmask,
			      SYS_close,
			      SYS_restart_syscall,
			      SYS_mmap};

/*
 * Those of them that end a process, and two that the kernel keeps for its probes: no filter is asked of those, and they end
 * whoever was not probed. Without arguments none of the others does any harm.
 */
enum { URETPROBE = 335, UPROBE = 336 };
static const int untried[] = {SYS_exit, SYS_exit_group, SYS_rt_sigreturn, URETPROBE, UPROBE};

static bool is_among(const int *calls, size_t count, int call)
{
	for (size_t i = 0; i < count; i++)
		if (calls[i] == call)
			return true;
	return false;
}

/* Each call that a kernel could have, by its number: all that are refused are refused with EPERM, and no other is. */
static int call_them_all(void)
{
	for (int call = 0; call < (int)SANDBOX_CALLS; call++) {
		bool refused;

		if (is_among(untried, sizeof(untried) / sizeof(*untried), call))
			continue;
		refused = syscall(call, 0, 0, 0, 0, 0, 0) < 0 && errno == EPERM;
		if (refused == is_among(allowed, sizeof(allowed) / sizeof(*allowed), call))
			return 0;
	}
	return REFUSED;
}

static void calls(void)
{
	int found = in_a_sandbox(call_them_all);

	CU_ASSERT(found == REFUSED || found == NOT_HERE);
}

static void names(void)
{
	static const struct {
		unsigned protections;
		const char *text;
	} cases[] = {{0, "none"},
		     {SANDBOX_RLIMITS, "rlimits"},
		     {SANDBOX_SECCOMP | SANDBOX_NO_NEW_PRIVS, "seccomp no-new-privs"},
		     {15, "rlimits seccomp landlock no-new-privs"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct text out = {0};

		sandbox_describe(cases[i].protections, &out);
		out.data[strcspn(out.data, "(")] = '\0';
		CU_ASSERT(!strncmp(out.data, cases[i].text, strlen(cases[i].text)));
		CU_ASSERT(SANDBOX_SANITIZED || same(out.data, cases[i].text));
		text_free(&out);
	}
}

void suite_sandbox(void)
{
	CU_pSuite suite = CU_add_suite("sandbox", NULL, NULL);

	CU_ADD_TEST(suite, rights);
	CU_ADD_TEST(suite, calls);
	CU_ADD_TEST(suite, names);
}
