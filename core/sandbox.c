#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "filter.h"
#include "memory.h"

/* --- Resource limits --- */

static bool limit(__rlimit_resource_t resource, rlim_t most)
{
	struct rlimit limits;

	if (getrlimit(resource, &limits) != 0)
		return false;
	if (limits.rlim_max < most)
		most = limits.rlim_max;
	limits = (struct rlimit){most, most};
	return setrlimit(resource, &limits) == 0;
}

/* Bytes of address space that the process has now; 0 when the kernel does not say. */
static size_t address_space(void)
{
	int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	char text[64] = {0};
	ssize_t length = file >= 0 ? read(file, text, sizeof(text) - 1) : 0;

	if (file >= 0)
		close(file);
	return length > 0 ? strtoul(text, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

static bool limit_memory(void)
{
	size_t now = address_space();

	return SANDBOX_SANITIZED || (now && limit(RLIMIT_AS, now + SANDBOX_MEMORY));
}

static bool limit_resources(void)
{
	const rlim_t day = 24 * 60 * 60; /* the engine's deadlines are the sharp limit of time */

	return limit_memory() && limit(RLIMIT_CPU, day) && limit(RLIMIT_FSIZE, 0) &&
	       limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, 64) && limit(RLIMIT_NPROC, 0);
}

/* --- Landlock: Debian 12's header knows the first versions only, so the numbers are here --- */

struct landlock_rules {
	uint64_t files, network, scopes;
};

struct landlock_folder {
	uint64_t rights;
	int32_t folder;
} __attribute__((packed));

#define LANDLOCK_ASK_VERSION 1u
#define LANDLOCK_FOLDER 1u    /* the rule is about a folder and all beneath */
#define LANDLOCK_READ_FILE 4u /* the right to open a file for reading */

static struct landlock_rules landlock_all(long version)
{
	/* Files: 13 rights in version 1; 2 adds linking, 3 truncating, 5 ioctl. */
	unsigned files = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;

	return (struct landlock_rules){
	    .files = (UINT64_C(1) << files) - 1,
	    .network = version >= 4 ? 3 : 0, /* TCP: bind, connect */
	    .scopes = version >= 6 ? 3 : 0,  /* abstract sockets, signals */
	};
}

/* A folder or file that is not there needs no rule. */
static bool let_read(int ruleset, const char *path)
{
	struct landlock_folder rule = {.rights = LANDLOCK_READ_FILE};
	bool added;

	rule.folder = open(path, O_PATH | O_CLOEXEC);
	if (rule.folder < 0)
		return errno == ENOENT;
	added = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_FOLDER, &rule, 0) == 0;
	close(rule.folder);
	return added;
}

/* Handles every right that the kernel knows and allows none but to read the files in these folders. */
static bool enter_landlock(const char *const *readable, size_t count)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_ASK_VERSION);
	struct landlock_rules rules;
	int ruleset;
	bool entered = true;

	if (version < 1)
		return false;
	rules = landlock_all(version);
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0);
	if (ruleset < 0)
		return false;
	for (size_t i = 0; i < count && entered; i++)
		entered = let_read(ruleset, readable[i]);
	entered = entered && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	close(ruleset);
	return entered;
}

/* --- seccomp --- */

/* What computing and allocating need. No mprotect: memory of the engine that is mapped read-only stays so. */
static const int computing[] = {
    SCMP_SYS(brk),    SCMP_SYS(munmap),        SCMP_SYS(mremap),         SCMP_SYS(madvise),
    SCMP_SYS(futex),  SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),   SCMP_SYS(getrandom),
    SCMP_SYS(getpid), SCMP_SYS(gettid),        SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(close),  SCMP_SYS(exit),          SCMP_SYS(exit_group),     SCMP_SYS(restart_syscall),
};

/* What opening a shared object needs besides, and what the second step needs. */
static const int opening[] = {
    /* reading files; which, Landlock says */
    SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(stat),
    SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
    /* code in memory */
    SCMP_SYS(mmap), SCMP_SYS(mprotect),
    /* what libraries ask when they start */
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(uname),
    SCMP_SYS(sysinfo), SCMP_SYS(getrlimit), SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_yield),
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sigaltstack),
    /* the second step */
    SCMP_SYS(landlock_create_ruleset), SCMP_SYS(landlock_restrict_self)};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* What the kernel lacks is left out, but no protection is given up for want of memory. */
static bool is_done(bool done)
{
	if (!done && errno == ENOMEM)
		mem_exhausted(0);
	return done;
}

static void allow(struct filter *filter, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		filter_allow(filter, calls[i]);
}

static void allow_if(struct filter *filter, int call, struct filter_condition condition)
{
	filter_allow_if(filter, call, &condition, 1);
}

/*
 * abort() signals itself with tgkill. What it prints goes to standard output and error, and how much of that has not been
 * read yet may be asked.
 */
static void allow_on_socket(struct filter *filter, int socket)
{
	const struct filter_condition on_socket = {0, FILTER_ALL, (uint32_t)socket};
	const struct filter_condition to_itself = {0, FILTER_ALL, (uint32_t)getpid()};
	const struct filter_condition out = {0, FILTER_ALL, STDOUT_FILENO};
	const struct filter_condition error = {0, FILTER_ALL, STDERR_FILENO};
	const struct filter_condition unread[] = {out, {1, FILTER_ALL, FIONREAD}};

	allow_if(filter, SCMP_SYS(recvmsg), on_socket);
	allow_if(filter, SCMP_SYS(sendmsg), on_socket);
	allow_if(filter, SCMP_SYS(tgkill), to_itself);
	allow_if(filter, SCMP_SYS(write), out);
	allow_if(filter, SCMP_SYS(write), error);
	allow_if(filter, SCMP_SYS(writev), out);
	allow_if(filter, SCMP_SYS(writev), error);
	filter_allow_if(filter, SCMP_SYS(ioctl), unread, COUNT(unread));
}

/* Files are opened for reading only. */
static void allow_opening(struct filter *filter)
{
	const uint32_t writing = O_ACCMODE | O_CREAT | O_TRUNC;

	allow(filter, opening, COUNT(opening));
	allow_if(filter, SCMP_SYS(open), (struct filter_condition){1, writing, O_RDONLY});
	allow_if(filter, SCMP_SYS(openat), (struct filter_condition){2, writing, O_RDONLY});
	allow_if(filter, SCMP_SYS(prctl), (struct filter_condition){0, FILTER_ALL, PR_SET_SECCOMP});
	allow_if(filter, SCMP_SYS(fcntl), (struct filter_condition){1, FILTER_ALL, F_GETFD});
	allow_if(filter, SCMP_SYS(fcntl), (struct filter_condition){1, FILTER_ALL, F_GETFL});
}

static void allow_no_code(struct filter *filter)
{
	allow_if(filter, SCMP_SYS(mmap), (struct filter_condition){2, PROT_EXEC, 0});
}

/* Every call that is not allowed fails with EPERM. */
static bool enter_filter(int socket, void (*allow_more)(struct filter *filter))
{
	struct filter filter;

	filter_begin(&filter);
	allow(&filter, computing, COUNT(computing));
	allow_on_socket(&filter, socket);
	allow_more(&filter);
	return is_done(filter_enter(&filter));
}

/* --- The two steps --- */

/* Where the loader finds the libraries that a plugin may need (elf.h). */
static const char *const libraries[] = {"/lib", "/lib64", "/usr/lib", "/usr/lib64",
					"/etc/ld.so.cache"};

unsigned sandbox_limit(int socket)
{
	unsigned protections = 0;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		protections |= SANDBOX_NO_NEW_PRIVS;
	if (limit_resources())
		protections |= SANDBOX_RLIMITS;
	if (SANDBOX_SANITIZED)
		return protections;
	if (enter_landlock(libraries, COUNT(libraries)))
		protections |= SANDBOX_LANDLOCK;
	if (enter_filter(socket, allow_opening))
		protections |= SANDBOX_SECCOMP;
	return protections;
}

unsigned sandbox_enter(int socket, unsigned protections)
{
	if (!enter_landlock(NULL, 0))
		protections &= ~SANDBOX_LANDLOCK;
	else if (SANDBOX_SANITIZED)
		protections |= SANDBOX_LANDLOCK;
	if (!SANDBOX_SANITIZED && !enter_filter(socket, allow_no_code))
		protections &= ~SANDBOX_SECCOMP;
	return protections;
}

void sandbox_describe(unsigned protections, struct text *out)
{
	static const char *const names[] = {"rlimits", "seccomp", "landlock", "no-new-privs"};
	const char *space = "";

	for (unsigned i = 0; i < COUNT(names); i++) {
		if (protections & 1u << i) {
			text_print(out, "%s%s", space, names[i]);
			space = " ";
		}
	}
	if (!*space)
		text_add(out, N_("none"));
	if (SANDBOX_SANITIZED)
		text_add(out, " (sanitizer build: no seccomp, no limit of memory)");
}
