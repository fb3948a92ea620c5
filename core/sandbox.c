#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
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

/* --- Capabilities: what the superuser could do beyond opening his own files --- */

/* Those of the first 32 that are kept, as bits. Nobody but a superuser has any; what has none needs no permission for it. */
static void keep_capabilities(uint32_t kept)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct held[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &head, held) != 0)
		return;
	for (unsigned i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		held[i].permitted = i ? 0 : held[i].permitted & kept;
		held[i].effective = held[i].permitted;
		held[i].inheritable = 0;
	}
	syscall(SYS_capset, &head, held);
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
#define LANDLOCK_FOLDER 1u /* the rule is about a folder and all beneath, or about a file */

/* Rights to files. */
#define LANDLOCK_EXECUTE 1u
#define LANDLOCK_WRITE_FILE 2u
#define LANDLOCK_READ_FILE 4u
#define LANDLOCK_READ_FOLDER 8u
#define LANDLOCK_REMOVE_FILE 32u
#define LANDLOCK_MAKE_FILE 256u
#define LANDLOCK_OF_FILES 7u /* those that a file itself can have */

/* What is let in a place. */
struct grant {
	const char *path;
	uint64_t rights;
};

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

/* For want of which no protection is given up. */
static bool is_want(int error)
{
	return error == ENOMEM || error == EMFILE || error == ENFILE;
}

/* What is not there, or cannot be reached, needs no rule. */
static bool let(int ruleset, const struct grant *grant)
{
	struct landlock_folder rule = {.rights = grant->rights};
	struct stat status;
	bool added;

	rule.folder = open(grant->path, O_PATH | O_CLOEXEC);
	if (rule.folder < 0)
		return !is_want(errno);
	if (fstat(rule.folder, &status) == 0 && !S_ISDIR(status.st_mode))
		rule.rights &= LANDLOCK_OF_FILES;
	added = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_FOLDER, &rule, 0) == 0;
	close(rule.folder);
	return added;
}

/* Rules that handle every right that the kernel knows and allow none but these; a descriptor, or -1: errno. */
static int make_landlock(const struct grant *grants, size_t count)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_ASK_VERSION);
	struct landlock_rules rules;
	int ruleset;

	if (version < 1)
		return -1;
	rules = landlock_all(version);
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0);
	for (size_t i = 0; i < count && ruleset >= 0; i++) {
		if (!let(ruleset, &grants[i])) {
			int error = errno;

			close(ruleset);
			ruleset = -1;
			errno = error;
		}
	}
	return ruleset;
}

/* What the kernel lacks is left out, but no protection is given up for want of memory or descriptors. */
static bool is_done(bool done)
{
	if (!done && is_want(errno))
		mem_exhausted(0);
	return done;
}

static bool enter_landlock(int ruleset)
{
	return is_done(syscall(SYS_landlock_restrict_self, ruleset, 0) == 0);
}

/* For who has no further use for the rules. */
static bool enter_landlock_once(const struct grant *grants, size_t count)
{
	int ruleset = make_landlock(grants, count);
	bool entered = is_done(ruleset >= 0) && enter_landlock(ruleset);

	if (ruleset >= 0)
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
    SCMP_SYS(mprotect),
    /* what libraries ask when they start */
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(uname),
    SCMP_SYS(sysinfo), SCMP_SYS(getrlimit), SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_yield),
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sigaltstack),
    /* the second step */
    SCMP_SYS(landlock_create_ruleset), SCMP_SYS(landlock_restrict_self)};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Whether calls that are refused are noted by a signal (sandbox_note) before they fail. */
static bool noting;

static void name(struct filter *filter, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		filter_name(filter, calls[i]);
}

static void name_if(struct filter *filter, int call, struct filter_condition condition)
{
	filter_name_if(filter, call, &condition, 1);
}

/*
 * abort() signals itself with tgkill. What it prints goes to standard output and error, and how much of that has not been
 * read yet may be asked.
 */
static void name_on_socket(struct filter *filter, int socket)
{
	const struct filter_condition on_socket = {0, FILTER_ALL, (uint32_t)socket};
	const struct filter_condition to_itself = {0, FILTER_ALL, (uint32_t)getpid()};
	const struct filter_condition out = {0, FILTER_ALL, STDOUT_FILENO};
	const struct filter_condition error = {0, FILTER_ALL, STDERR_FILENO};
	const struct filter_condition unread[] = {out, {1, FILTER_ALL, FIONREAD}};

	name_if(filter, SCMP_SYS(recvmsg), on_socket);
	name_if(filter, SCMP_SYS(sendmsg), on_socket);
	name_if(filter, SCMP_SYS(tgkill), to_itself);
	name_if(filter, SCMP_SYS(write), out);
	name_if(filter, SCMP_SYS(write), error);
	name_if(filter, SCMP_SYS(writev), out);
	name_if(filter, SCMP_SYS(writev), error);
	filter_name_if(filter, SCMP_SYS(ioctl), unread, COUNT(unread));
}

/* Files are opened for reading only. */
static void name_opening(struct filter *filter)
{
	const uint32_t writing = O_ACCMODE | O_CREAT | O_TRUNC;

	name_if(filter, SCMP_SYS(open), (struct filter_condition){1, writing, O_RDONLY});
	name_if(filter, SCMP_SYS(openat), (struct filter_condition){2, writing, O_RDONLY});
	name_if(filter, SCMP_SYS(prctl), (struct filter_condition){0, FILTER_ALL, PR_SET_SECCOMP});
	name_if(filter, SCMP_SYS(fcntl), (struct filter_condition){1, FILTER_ALL, F_GETFD});
	name_if(filter, SCMP_SYS(fcntl), (struct filter_condition){1, FILTER_ALL, F_GETFL});
}

/* The first step: every call that is not named fails with EPERM. */
static bool enter_opening(int socket)
{
	struct filter filter;

	filter_begin(&filter, FILTER_ALLOWS);
	name(&filter, computing, COUNT(computing));
	name(&filter, opening, COUNT(opening));
	filter_name(&filter, SCMP_SYS(mmap));
	name_on_socket(&filter, socket);
	name_opening(&filter);
	return is_done(filter_enter(&filter, noting));
}

/*
 * The second: so does what only opening needed, and mapping code. It names what it refuses, which is less than what is left:
 * each step of a filter costs whoever starts a process.
 */
static bool enter_measuring(void)
{
	const int conditional[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(prctl),
				   SCMP_SYS(fcntl)};
	struct filter filter;

	filter_begin(&filter, FILTER_REFUSES);
	name(&filter, opening, COUNT(opening));
	name(&filter, conditional, COUNT(conditional));
	name_if(&filter, SCMP_SYS(mmap), (struct filter_condition){2, PROT_EXEC, PROT_EXEC});
	return is_done(filter_enter(&filter, noting));
}

/* --- Noting what is refused --- */

static uint64_t *noted;

/* Where the registers of a machine hold the result of a call and its first argument. */
#if defined(__x86_64__)
#define RESULT(context) (context)->uc_mcontext.gregs[REG_RAX]
#define FIRST_ARGUMENT(context) (context)->uc_mcontext.gregs[REG_RDI]
#elif defined(__aarch64__)
#define RESULT(context) (context)->uc_mcontext.regs[0]
#define FIRST_ARGUMENT(context) (context)->uc_mcontext.regs[0]
#endif

#ifdef RESULT
/* The C library looks at the standard files when something is printed, and at the memory there is when something is sorted. */
static bool is_of_libc(int call, long long first)
{
	return call == SCMP_SYS(sysinfo) ||
	       ((call == SCMP_SYS(fstat) || call == SCMP_SYS(newfstatat) ||
		 call == SCMP_SYS(ioctl) || call == SCMP_SYS(lseek)) &&
		first >= STDIN_FILENO && first <= STDERR_FILENO);
}

static void note(int signal, siginfo_t *info, void *context)
{
	ucontext_t *at = context;
	unsigned call = (unsigned)info->si_syscall;

	(void)signal;
	if (call < SANDBOX_CALLS && !is_of_libc(info->si_syscall, FIRST_ARGUMENT(at)))
		noted[call / 64] |= UINT64_C(1) << call % 64;
	RESULT(at) = -EPERM;
}

bool sandbox_note(uint64_t refused[SANDBOX_CALLS / 64])
{
	const struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};

	noted = refused;
	noting = true;
	return sigaction(SIGSYS, &action, NULL) == 0;
}
#else
bool sandbox_note(uint64_t refused[SANDBOX_CALLS / 64])
{
	(void)refused;
	return false;
}
#endif

void sandbox_name_calls(const uint64_t refused[SANDBOX_CALLS / 64], struct text *out)
{
	text_add(out, "");
	for (unsigned call = 0; call < SANDBOX_CALLS; call++) {
		char *name;

		if (!(refused[call / 64] >> call % 64 & 1))
			continue;
		name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, (int)call);
		text_print(out, "%s%s", out->length ? ", " : "", name ? name : "?");
		free(name);
	}
}

/* --- The two steps --- */

/* Where the loader finds the libraries that a plugin may need (elf.h). */
static const struct grant libraries[] = {{"/lib", LANDLOCK_READ_FILE},
					 {"/lib64", LANDLOCK_READ_FILE},
					 {"/usr/lib", LANDLOCK_READ_FILE},
					 {"/usr/lib64", LANDLOCK_READ_FILE},
					 {"/etc/ld.so.cache", LANDLOCK_READ_FILE}};

bool sandbox_libraries(int *rules)
{
	static int made = -1;

	if (made < 0)
		made = make_landlock(libraries, COUNT(libraries));
	*rules = made;
	return made >= 0 || !is_want(errno);
}

unsigned sandbox_limit(int socket, int rules)
{
	unsigned protections = 0;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		protections |= SANDBOX_NO_NEW_PRIVS;
	if (limit_resources())
		protections |= SANDBOX_RLIMITS;
	keep_capabilities(0);
	if (SANDBOX_SANITIZED)
		return protections;
	if (enter_landlock(rules))
		protections |= SANDBOX_LANDLOCK;
	if (enter_opening(socket))
		protections |= SANDBOX_SECCOMP;
	return protections;
}

unsigned sandbox_enter(unsigned protections)
{
	if (!enter_landlock_once(NULL, 0))
		protections &= ~SANDBOX_LANDLOCK;
	else if (SANDBOX_SANITIZED)
		protections |= SANDBOX_LANDLOCK;
	if (!SANDBOX_SANITIZED && !enter_measuring())
		protections &= ~SANDBOX_SECCOMP;
	return protections;
}

/* --- Another program --- */

/* Newer than the headers of Debian 12; the same numbers on all machines. */
#define FCHMODAT2 452
#define SETXATTRAT 463
#define REMOVEXATTRAT 466

/* What a plugin has no need of, in a program that needs much. */
static const int reaching[] = {
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(clone),
    SCMP_SYS(clone3),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(mount),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    /* what Landlock does not know of files, or did not from its first version on */
    SCMP_SYS(chmod),
    SCMP_SYS(fchmod),
    SCMP_SYS(fchmodat),
    SCMP_SYS(chown),
    SCMP_SYS(fchown),
    SCMP_SYS(lchown),
    SCMP_SYS(fchownat),
    SCMP_SYS(truncate),
    SCMP_SYS(utime),
    SCMP_SYS(utimes),
    SCMP_SYS(futimesat),
    SCMP_SYS(utimensat),
    SCMP_SYS(setxattr),
    SCMP_SYS(lsetxattr),
    SCMP_SYS(fsetxattr),
    SCMP_SYS(removexattr),
    SCMP_SYS(lremovexattr),
    SCMP_SYS(fremovexattr),
    FCHMODAT2,
    SETXATTRAT,
    REMOVEXATTRAT,
    /* other processes, besides by signals with their number */
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(process_madvise),
    SCMP_SYS(process_mrelease),
    SCMP_SYS(kcmp),
    SCMP_SYS(migrate_pages),
    SCMP_SYS(move_pages),
    SCMP_SYS(setpriority),
    SCMP_SYS(ioprio_set),
    SCMP_SYS(sched_setaffinity),
    SCMP_SYS(sched_setattr),
    SCMP_SYS(sched_setparam),
    SCMP_SYS(sched_setscheduler),
    /* what outlives a process */
    SCMP_SYS(shmget),
    SCMP_SYS(shmat),
    SCMP_SYS(shmctl),
    SCMP_SYS(semget),
    SCMP_SYS(semop),
    SCMP_SYS(semtimedop),
    SCMP_SYS(semctl),
    SCMP_SYS(msgget),
    SCMP_SYS(msgsnd),
    SCMP_SYS(msgrcv),
    SCMP_SYS(msgctl),
    SCMP_SYS(mq_open),
    SCMP_SYS(mq_unlink),
};

/* Who gets the signals of a file, and which. */
static const int owning[] = {F_SETOWN, F_SETOWN_EX, F_SETSIG};

static bool is_taken(int result)
{
	if (result == -ENOMEM)
		mem_exhausted(0);
	return result == 0;
}

static bool enter_refusals(void)
{
	const struct scmp_arg_cmp to_another = {0, SCMP_CMP_NE, (scmp_datum_t)getpid(), 0};
	const struct scmp_arg_cmp of_another = {0, SCMP_CMP_NE, 0, 0};
	const int signals[] = {SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(tgkill),
			       SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo)};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	bool good;

	mem_need(filter != NULL);
	good = true;
	for (size_t i = 0; i < COUNT(reaching); i++)
		good &= is_taken(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), reaching[i], 0));
	for (size_t i = 0; i < COUNT(signals); i++)
		good &= is_taken(seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), signals[i],
							1, &to_another));
	for (size_t i = 0; i < COUNT(owning); i++) {
		const struct scmp_arg_cmp to_own = {1, SCMP_CMP_EQ, (scmp_datum_t)owning[i], 0};

		good &= is_taken(seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM),
							SCMP_SYS(fcntl), 1, &to_own));
	}
	good &= is_taken(seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64),
						1, &of_another));
	good = good && is_taken(seccomp_load(filter));
	seccomp_release(filter);
	return good;
}

unsigned sandbox_program(const char *const *places, size_t count, const char *scratch)
{
	struct grant *grants = mem_array(count + 1, sizeof(*grants));
	unsigned protections = 0;

	for (size_t i = 0; i < count; i++)
		grants[i] = (struct grant){places[i], LANDLOCK_EXECUTE | LANDLOCK_READ_FILE |
							  LANDLOCK_READ_FOLDER};
	grants[count] = (struct grant){scratch, LANDLOCK_READ_FILE | LANDLOCK_WRITE_FILE |
						    LANDLOCK_MAKE_FILE | LANDLOCK_REMOVE_FILE};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		protections |= SANDBOX_NO_NEW_PRIVS;
	if (limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 64u << 20))
		protections |= SANDBOX_RLIMITS;
	keep_capabilities(1u << CAP_DAC_OVERRIDE); /* files in a folder of another user's */
	if (enter_landlock_once(grants, count + 1))
		protections |= SANDBOX_LANDLOCK;
	if (enter_refusals())
		protections |= SANDBOX_SECCOMP;
	free(grants);
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
