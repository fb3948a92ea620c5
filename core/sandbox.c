#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

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

/* In a filter that is made, what the process that enters it puts there. */
#define THE_SOCKET 0x7ff1a001u
#define THE_PROCESS 0x7ff1a002u

/* What the kernel lacks is left out, but no protection is given up for want of memory. */
static bool is_done(int result)
{
	if (result == -ENOMEM)
		mem_exhausted(0);
	return result == 0;
}

static scmp_filter_ctx new_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	if (!filter)
		mem_exhausted(0);
	return filter;
}

static bool allow(scmp_filter_ctx filter, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!is_done(seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0)))
			return false;
	return true;
}

static bool allow_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp condition)
{
	return is_done(seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &condition));
}

/* How much of what was printed has not been read yet. */
static bool allow_asking(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp asking[] = {{0, SCMP_CMP_EQ, STDOUT_FILENO, 0},
					      {1, SCMP_CMP_EQ, FIONREAD, 0}};

	return is_done(
	    seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), COUNT(asking), asking));
}

/* abort() signals itself with tgkill; what it prints goes to standard output and error. */
static bool allow_on_socket(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp on_socket = {0, SCMP_CMP_EQ, THE_SOCKET, 0};
	const struct scmp_arg_cmp to_itself = {0, SCMP_CMP_EQ, THE_PROCESS, 0};
	const struct scmp_arg_cmp out = {0, SCMP_CMP_EQ, STDOUT_FILENO, 0};
	const struct scmp_arg_cmp error = {0, SCMP_CMP_EQ, STDERR_FILENO, 0};

	return allow_if(filter, SCMP_SYS(recvmsg), on_socket) &&
	       allow_if(filter, SCMP_SYS(sendmsg), on_socket) &&
	       allow_if(filter, SCMP_SYS(tgkill), to_itself) &&
	       allow_if(filter, SCMP_SYS(write), out) && allow_if(filter, SCMP_SYS(write), error) &&
	       allow_if(filter, SCMP_SYS(writev), out) && allow_if(filter, SCMP_SYS(writev), error);
}

/* Files are opened for reading only. */
static bool allow_opening(scmp_filter_ctx filter)
{
	const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC;
	const struct scmp_arg_cmp by_name = {1, SCMP_CMP_MASKED_EQ, writing, O_RDONLY};
	const struct scmp_arg_cmp by_folder = {2, SCMP_CMP_MASKED_EQ, writing, O_RDONLY};
	const struct scmp_arg_cmp second = {0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0};
	const struct scmp_arg_cmp flags = {1, SCMP_CMP_EQ, F_GETFD, 0};
	const struct scmp_arg_cmp mode = {1, SCMP_CMP_EQ, F_GETFL, 0};

	return allow(filter, opening, COUNT(opening)) &&
	       allow_if(filter, SCMP_SYS(open), by_name) &&
	       allow_if(filter, SCMP_SYS(openat), by_folder) &&
	       allow_if(filter, SCMP_SYS(prctl), second) &&
	       allow_if(filter, SCMP_SYS(fcntl), flags) && allow_if(filter, SCMP_SYS(fcntl), mode);
}

static bool allow_no_code(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp no_code = {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};

	return allow_if(filter, SCMP_SYS(mmap), no_code);
}

/* A filter as the kernel takes it; length 0: it could not be made. */
struct program {
	struct sock_filter steps[256];
	size_t length;
};

/* Its length, or 0. */
static size_t export_filter(scmp_filter_ctx filter, struct program *program)
{
	int file = memfd_create("juri-filter", MFD_CLOEXEC);
	ssize_t size = 0;

	mem_need(file >= 0);
	if (is_done(seccomp_export_bpf(filter, file)))
		size = pread(file, program->steps, sizeof(program->steps), 0);
	close(file);
	return size > 0 && (size_t)size < sizeof(program->steps)
		   ? (size_t)size / sizeof(*program->steps)
		   : 0;
}

/* Every call that is not allowed fails with EPERM. A tree is entered sooner: the kernel tries each call when it takes a filter. */
static void make_program(struct program *program, bool (*allow_more)(scmp_filter_ctx filter))
{
	scmp_filter_ctx filter = new_filter();

	program->length = 0;
	if (is_done(seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2)) &&
	    allow(filter, computing, COUNT(computing)) && allow_on_socket(filter) &&
	    allow_asking(filter) && allow_more(filter))
		program->length = export_filter(filter, program);
	seccomp_release(filter);
}

/* Of the two steps. */
static struct program programs[2];
static bool prepared;

void sandbox_prepare(void)
{
	if (prepared || SANDBOX_SANITIZED)
		return;
	make_program(&programs[0], allow_opening);
	make_program(&programs[1], allow_no_code);
	prepared = true;
}

static bool enter_program(const struct program *program, int socket)
{
	struct sock_filter steps[COUNT(program->steps)];
	struct sock_fprog filter = {.len = (unsigned short)program->length, .filter = steps};

	for (size_t i = 0; i < program->length; i++) {
		steps[i] = program->steps[i];
		if (steps[i].k == THE_SOCKET)
			steps[i].k = (uint32_t)socket;
		else if (steps[i].k == THE_PROCESS)
			steps[i].k = (uint32_t)getpid();
	}
	return program->length && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

/* --- The two steps --- */

/* Where the loader finds the libraries that a plugin may need (elf.h). */
static const char *const libraries[] = {"/lib", "/lib64", "/usr/lib", "/usr/lib64",
					"/etc/ld.so.cache"};

unsigned sandbox_limit(int socket)
{
	unsigned protections = 0;

	sandbox_prepare();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		protections |= SANDBOX_NO_NEW_PRIVS;
	if (limit_resources())
		protections |= SANDBOX_RLIMITS;
	if (SANDBOX_SANITIZED)
		return protections;
	if (enter_landlock(libraries, COUNT(libraries)))
		protections |= SANDBOX_LANDLOCK;
	if (enter_program(&programs[0], socket))
		protections |= SANDBOX_SECCOMP;
	return protections;
}

unsigned sandbox_enter(int socket, unsigned protections)
{
	if (!enter_landlock(NULL, 0))
		protections &= ~SANDBOX_LANDLOCK;
	else if (SANDBOX_SANITIZED)
		protections |= SANDBOX_LANDLOCK;
	if (!SANDBOX_SANITIZED && !enter_program(&programs[1], socket))
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
