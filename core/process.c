#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"
#include "problem.h"
#include "sandbox.h"
#include "spread.h"
#include "text.h"

/* --- Its beginning --- */

static bool is_among(const int *files, int count, int file)
{
	for (int i = 0; i < count; i++)
		if (files[i] == file)
			return true;
	return false;
}

/* Closes the others, but for the first three: where few are allowed, what comes then needs some of them. */
static void close_others(const int *kept, int count)
{
	int highest = PROCESS_SOCKET;

	for (int i = 0; i < count; i++)
		highest = kept[i] > highest ? kept[i] : highest;
	for (int file = PROCESS_SOCKET; file < highest; file++)
		if (!is_among(kept, count, file))
			close(file);
	closefrom(highest + 1);
}

/* Puts the socket and the files in their places, and leaves no descriptor behind them. */
static void place_files(int *kept, int count)
{
	/* first out of the way */
	for (int i = 0; i < count; i++)
		kept[i] = fcntl(kept[i], F_DUPFD, PROCESS_SOCKET + count);
	for (int i = 0; i < count; i++)
		if (dup2(kept[i], PROCESS_SOCKET + i) < 0)
			_exit(EXIT_FAULT);
	closefrom(PROCESS_SOCKET + count);
}

static void keep_files(int socket, int output, const int *files, size_t n_files)
{
	int count = (int)n_files + 1, nothing;
	int *kept = mem_array((size_t)count, sizeof(*kept));

	for (int i = 1; i < (SANDBOX_SANITIZED ? 2 : 3); i++)
		if (dup2(output, i) < 0)
			_exit(EXIT_FAULT);
	for (int i = 0; i < count; i++)
		kept[i] = i ? files[i - 1] : socket;
	close_others(kept, count);
	nothing = open("/dev/null", O_RDWR);
	if (dup2(nothing, 0) < 0)
		_exit(EXIT_FAULT);
	place_files(kept, count);
	free(kept);
}

static void reset_signals(void)
{
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A plugin may call exit(); what the engine wants done at its exit is not the worker's business. */
static _Noreturn void leave_at_once(int status, void *unused)
{
	(void)unused;
	_exit(status);
}

/* The variables, not only the list of them: they lie on the stack, where whoever looks finds them. */
static void forget_environment(void)
{
	for (char **variable = environ; variable && *variable; variable++)
		explicit_bzero(*variable, strlen(*variable));
	clearenv();
}

/* Leaves everything behind that the engine was, but for its descriptors. */
static void leave_engine(pid_t engine)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != engine)
		_exit(EXIT_FAULT);
	reset_signals();
	__fpurge(stdout); /* what the engine has not written yet is not the worker's */
	forget_environment();
	on_exit(leave_at_once, NULL);
}

const char *process_start(struct process *process, const int *files, size_t n_files,
			  void (*body)(void *user), void *user)
{
	int ends[2], output = capture_open(&process->capture);
	pid_t engine = getpid();

	if (output < 0)
		return _("no pipe for the worker");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		close(output);
		return _("no socket for the worker");
	}
	process->socket = ends[0];
	process->id = fork();
	if (process->id == 0) {
		leave_engine(engine);
		keep_files(ends[1], output, files, n_files);
		body(user);
		_exit(EXIT_FAULT);
	}
	close(ends[1]);
	close(output);
	if (process->id < 0) {
		process->id = 0;
		return _("no process for the worker");
	}
	setpgid(process->id, process->id);
	spread_child(process->id);
	return NULL;
}

/* --- Its end --- */

void process_kill(const struct process *process)
{
	if (!process->id)
		return;
	spread_ending(process->id);
	kill(-process->id, SIGKILL);
	kill(process->id, SIGKILL);
}

static bool has_ended(pid_t id)
{
	siginfo_t end = {0};

	return waitid(P_PID, (id_t)id, &end, WEXITED | WNOWAIT | WNOHANG) == 0 && end.si_pid == id;
}

static int64_t milliseconds_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Where there is no descriptor of it, it is asked after each millisecond. Signals may end a poll at any time. */
bool process_await(pid_t id, int milliseconds)
{
	struct pollfd end = {.fd = pidfd_open(id, 0), .events = POLLIN};
	int64_t deadline = milliseconds_now() + milliseconds, left;
	bool ended;

	while (!(ended = has_ended(id)) && (left = deadline - milliseconds_now()) > 0)
		poll(&end, end.fd >= 0, end.fd >= 0 ? (int)left : 1);
	if (end.fd >= 0)
		close(end.fd);
	return ended;
}

int process_reap(struct process *process)
{
	siginfo_t end;
	int status = 0;

	while (waitid(P_PID, (id_t)process->id, &end, WEXITED | WNOWAIT) < 0 && errno == EINTR)
		;
	process_kill(process); /* its group, while the number is still ours */
	while (waitpid(process->id, &status, 0) < 0 && errno == EINTR)
		;
	process->id = 0;
	return status;
}

void process_end(struct process *process)
{
	process_kill(process);
	if (process->id)
		process_reap(process);
	if (process->socket >= 0)
		close(process->socket);
	process->socket = -1;
}
