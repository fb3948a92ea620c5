/*
 * A library for LD_PRELOAD that lets one chosen call of juri go wrong: the k-th call to the system or the k-th
 * allocation. Only the process that was started counts, not its children, unless FAULT_CHILDREN is set. The variables:
 *
 *     FAULT_COUNT=FILE    at the end of the process: its calls in order, one line each, or the number of allocations;
 *                         FILE.child: those of a child
 *     FAULT_CALLS=1       count calls, FAULT_ALLOCATIONS=1 allocations
 *     FAULT_AT=K          the first that goes wrong, from 1
 *     FAULT_EVER=1        and all after it
 *     FAULT_HOW=ERRNO     calls fail with this number; "before", "after": SIGKILL before or after the call;
 *                         "short": reads and writes do half; default for allocations: NULL
 *     FAULT_ONLY=NAME     only calls of this name count and fail
 *     FAULT_PIECES=N      every write does N bytes at most
 *     FAULT_TIMER=N       a signal every N microseconds, whose handler does nothing: EINTR everywhere
 *     FAULT_COVERAGE=1    the end of the program counts no allocations
 *     FAULT_STOP=FILE     before call FAULT_AT: waits until FILE is there, after making FILE.reached
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static bool calls_count, allocations_count, ever, children, shorten, stopped;
static long at, count, pieces;
static int error;
static enum { NOT, BEFORE, AFTER } killing;
static const char *only, *report, *stop;
static pid_t process;
static char names[1 << 20]; /* of the calls */
static char child_report[4096];
static size_t used;

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static void nothing(int number)
{
	(void)number;
}

static void start_timer(long microseconds)
{
	struct sigaction action = {.sa_handler = nothing};
	struct itimerval often = {{0, microseconds}, {0, microseconds}};

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
}

__attribute__((constructor)) static void start(void)
{
	const char *how = variable("FAULT_HOW"), *timer = variable("FAULT_TIMER");

	report = variable("FAULT_COUNT");
	only = variable("FAULT_ONLY");
	stop = variable("FAULT_STOP");
	ever = variable("FAULT_EVER");
	children = variable("FAULT_CHILDREN");
	at = variable("FAULT_AT") ? atol(getenv("FAULT_AT")) : 0;
	pieces = variable("FAULT_PIECES") ? atol(getenv("FAULT_PIECES")) : 0;
	killing = !how                     ? NOT
		  : !strcmp(how, "before") ? BEFORE
		  : !strcmp(how, "after")  ? AFTER
					   : NOT;
	shorten = how && !strcmp(how, "short");
	error = how ? atoi(how) : 0;
	process = getpid();
	calls_count = variable("FAULT_CALLS");
	if (timer)
		start_timer(atol(timer));
	allocations_count = variable("FAULT_ALLOCATIONS");
}

__attribute__((destructor)) static void end(void)
{
	int file;

	calls_count = allocations_count = false;
	if (!report || (getpid() != process && !children))
		return;
	if (getpid() != process)
		report = strcat(strcpy(child_report, report), ".child");
	if (!used)
		used = (size_t)snprintf(names, sizeof(names), "%ld\n", count);
	file = (int)syscall(SYS_open, report, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (file < 0 || syscall(SYS_write, file, names, used) != (long)used)
		_exit(99);
	syscall(SYS_close, file);
}

static void wait_for_stop(void)
{
	char reached[4096];
	const struct timespec moment = {.tv_nsec = 1000000};

	snprintf(reached, sizeof(reached), "%s.reached", stop);
	syscall(SYS_close, (int)syscall(SYS_open, reached, O_WRONLY | O_CREAT, 0644));
	while (syscall(SYS_access, stop, F_OK) != 0)
		syscall(SYS_nanosleep, &moment, NULL);
}

static bool counts(void)
{
	return children || getpid() == process;
}

static __thread bool own; /* a call of this library's, not of the program's */

/* Its number. Threads make calls at the same time, and none is to be lost. */
static long take_number(const char *name)
{
	static bool taken;
	size_t length = strlen(name);
	long number;

	while (__atomic_test_and_set(&taken, __ATOMIC_ACQUIRE))
		;
	if (report && used + length + 1 < sizeof(names)) {
		memcpy(names + used, name, length);
		used += length;
		names[used++] = '\n';
	}
	number = ++count;
	__atomic_clear(&taken, __ATOMIC_RELEASE);
	return number;
}

/* True when this call goes wrong. */
static bool due(const char *name)
{
	long number;

	if (!calls_count || own || !counts() || (only && strcmp(only, name) != 0))
		return false;
	number = take_number(name);
	if (stop && number == at && !stopped) {
		stopped = true;
		wait_for_stop();
		return false;
	}
	if (!at || (number != at && !(ever && number > at)))
		return false;
	if (killing == BEFORE)
		kill(getpid(), SIGKILL);
	return true;
}

static void done(bool was_due)
{
	int kept = errno;

	if (was_due && killing == AFTER)
		kill(getpid(), SIGKILL);
	errno = kept;
}

static void *real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

/* A call that returns -1 and errno when it fails. */
#define CALL(type, name, parameters, arguments)                                                    \
	type name parameters                                                                       \
	{                                                                                          \
		static type(*next) parameters;                                                     \
		bool wrong = due(#name);                                                           \
		type result;                                                                       \
                                                                                                   \
		if (!next)                                                                         \
			*(void **)&next = real(#name);                                             \
		if (wrong && !killing && !shorten && !stop) {                                      \
			errno = error;                                                             \
			return (type)-1;                                                           \
		}                                                                                  \
		result = next arguments;                                                           \
		done(wrong);                                                                       \
		return result;                                                                     \
	}

static int sync_nothing(int file)
{
	return fcntl(file, F_GETFD) < 0 ? -1 : 0;
}

/* That a disk keeps what it says it keeps cannot be tested here, and waiting for it takes most of the time. */
int fsync(int file)
{
	bool wrong = due("fsync");
	int result;

	if (wrong && !killing && !shorten) {
		errno = error;
		return -1;
	}
	own = true;
	result = sync_nothing(file);
	own = false;
	done(wrong);
	return result;
}

CALL(int, fstat, (int file, struct stat *status), (file, status))
CALL(int, stat, (const char *path, struct stat *status), (path, status))
CALL(int, fstatat, (int folder, const char *path, struct stat *status, int flags),
     (folder, path, status, flags))
CALL(int, ftruncate, (int file, off_t length), (file, length))
CALL(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
CALL(int, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode))
CALL(int, renameat, (int from, const char *old, int to, const char *new), (from, old, to, new))
CALL(int, renameat2, (int from, const char *old, int to, const char *new, unsigned flags),
     (from, old, to, new, flags))
CALL(off_t, lseek, (int file, off_t offset, int whence), (file, offset, whence))
CALL(ssize_t, getdents64, (int file, void *buffer, size_t size), (file, buffer, size))
CALL(ssize_t, pread, (int file, void *buffer, size_t size, off_t offset),
     (file, buffer, size, offset))
CALL(int, dup, (int file), (file))
CALL(int, memfd_create, (const char *name, unsigned flags), (name, flags))
CALL(int, socketpair, (int domain, int type, int protocol, int ends[2]),
     (domain, type, protocol, ends))
CALL(int, pipe, (int ends[2]), (ends))
CALL(pid_t, fork, (void), ())
CALL(int, poll, (struct pollfd * wanted, nfds_t n, int milliseconds), (wanted, n, milliseconds))
CALL(ssize_t, sendmsg, (int file, const struct msghdr *message, int flags), (file, message, flags))
CALL(ssize_t, recv, (int file, void *buffer, size_t size, int flags), (file, buffer, size, flags))
CALL(pid_t, waitpid, (pid_t child, int *status, int options), (child, status, options))
CALL(int, waitid, (idtype_t type, id_t id, siginfo_t *info, int options), (type, id, info, options))
CALL(void *, mmap, (void *where, size_t size, int how, int flags, int file, off_t offset),
     (where, size, how, flags, file, offset))

#define FILES 1024

static bool made[FILES]; /* descriptors of files that we have made and write to */

/* A failed close() has closed. */
int close(int file)
{
	bool own = file >= 0 && file < FILES && made[file];
	bool wrong = due(own ? "close-made" : "close");
	int result = (int)syscall(SYS_close, file);

	if (own)
		made[file] = false;
	done(wrong);
	if (wrong && !killing && !shorten && !stop) {
		errno = error;
		return -1;
	}
	return result;
}

ssize_t read(int file, void *buffer, size_t size)
{
	bool wrong = due("read");
	ssize_t result;

	if (wrong && !killing && !shorten) {
		errno = error;
		return -1;
	}
	result = syscall(SYS_read, file, buffer, wrong && shorten ? (size + 1) / 2 : size);
	done(wrong);
	return result;
}

ssize_t write(int file, const void *buffer, size_t size)
{
	bool wrong = due("write");
	ssize_t result;

	if (wrong && !killing && !shorten) {
		errno = error;
		return -1;
	}
	if (pieces && size > (size_t)pieces)
		size = (size_t)pieces;
	result = syscall(SYS_write, file, buffer, wrong && shorten ? (size + 1) / 2 : size);
	done(wrong);
	return result;
}

static int open_file(const char *name, int folder, const char *path, int flags, mode_t mode)
{
	bool wrong = due(name);
	int result;

	if (wrong && !killing && !shorten) {
		errno = error;
		return -1;
	}
	result = (int)syscall(SYS_openat, folder, path, flags, mode);
	if (result >= 0 && result < FILES)
		made[result] = flags & O_CREAT && flags & O_EXCL;
	done(wrong);
	return result;
}

int open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	return open_file("open", AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	return open_file("openat", folder, path, flags, mode);
}

int fcntl(int file, int command, ...)
{
	va_list arguments;
	bool wrong = due(command == F_OFD_SETLK ? "lock" : "fcntl");
	void *argument;
	int result;

	va_start(arguments, command);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (wrong && !killing && !shorten) {
		errno = error;
		return -1;
	}
	result = (int)syscall(SYS_fcntl, file, command, argument);
	done(wrong);
	return result;
}

/* --- Allocations --- */

static void stop_counting(void)
{
	allocations_count = false;
}

/* In a build that measures coverage the end of the program allocates, and does not look what it gets. This is called by
 * the program's first allocation: what it has for its end comes before, what the loader has comes after. */
static void spare_end(void)
{
	static bool done_once;

	if (!done_once && variable("FAULT_COVERAGE")) {
		done_once = true;
		atexit(stop_counting);
	}
}

static bool none_left(void)
{
	if (!allocations_count || !counts())
		return false;
	spare_end();
	count++;
	if (!at || (count != at && !(ever && count > at)))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return none_left() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return none_left() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return none_left() ? NULL : __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size)
{
	return none_left() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	void *memory = memalign(alignment, size);

	if (memory)
		*out = memory;
	return memory ? 0 : ENOMEM;
}
