#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

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
	FILE *stream = fopen("/proc/self/statm", "re");
	size_t pages = 0;

	if (stream) {
		/* NOLINTNEXTLINE(cert-err34-c): the kernel writes what fits */
		if (fscanf(stream, "%zu", &pages) != 1)
			pages = 0;
		fclose(stream);
	}
	return pages * (size_t)sysconf(_SC_PAGESIZE);
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

#define LANDLOCK_ASK_VERSION 1u

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

/* Handles every right that the kernel knows and allows none. */
static bool enter_landlock(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_ASK_VERSION);
	struct landlock_rules rules;
	int ruleset;
	bool entered;

	if (version < 1)
		return false;
	rules = landlock_all(version);
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0);
	if (ruleset < 0)
		return false;
	entered = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	close(ruleset);
	return entered;
}

/* --- seccomp --- */

/* What allocating and computing need. No mprotect: memory of the engine that is mapped read-only stays so. */
static const int allowed[] = {
    SCMP_SYS(brk),    SCMP_SYS(munmap),        SCMP_SYS(mremap),         SCMP_SYS(madvise),
    SCMP_SYS(futex),  SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),   SCMP_SYS(getrandom),
    SCMP_SYS(getpid), SCMP_SYS(gettid),        SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(close),  SCMP_SYS(exit),          SCMP_SYS(exit_group),     SCMP_SYS(restart_syscall),
};

/* What opening a shared object never needs, and what would outlive the worker. */
static const int forbidden[] = {
    /* processes */
    SCMP_SYS(clone), SCMP_SYS(clone3), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(execve),
    SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
    SCMP_SYS(setsid), SCMP_SYS(setpgid), SCMP_SYS(prlimit64),
    /* signals */
    SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo),
    SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_send_signal),
    /* network and the kernel */
    SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(io_uring_setup), SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(keyctl), SCMP_SYS(mount),
    SCMP_SYS(umount2), SCMP_SYS(unshare), SCMP_SYS(setns),
    /* files: what is there stays as it is */
    SCMP_SYS(creat), SCMP_SYS(openat2), SCMP_SYS(truncate), SCMP_SYS(ftruncate), SCMP_SYS(unlink),
    SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(link),
    SCMP_SYS(linkat), SCMP_SYS(symlink), SCMP_SYS(symlinkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
    SCMP_SYS(rmdir), SCMP_SYS(mknod), SCMP_SYS(mknodat), SCMP_SYS(chmod), SCMP_SYS(fchmod),
    SCMP_SYS(fchmodat), SCMP_SYS(chown), SCMP_SYS(fchown), SCMP_SYS(lchown), SCMP_SYS(fchownat),
    SCMP_SYS(utimensat), SCMP_SYS(setxattr), SCMP_SYS(removexattr)};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static bool add_rules(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (seccomp_rule_add(filter, action, calls[i], 0) != 0)
			return false;
	return true;
}

static bool allow_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp condition)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &condition) == 0;
}

/* Calls that are allowed for some arguments only. abort() signals itself with tgkill. */
static bool allow_some(scmp_filter_ctx filter, int socket)
{
	const struct scmp_arg_cmp on_socket = {0, SCMP_CMP_EQ, (scmp_datum_t)socket, 0};
	const struct scmp_arg_cmp to_itself = {0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0};
	const struct scmp_arg_cmp no_code = {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};

	return allow_if(filter, SCMP_SYS(recvmsg), on_socket) &&
	       allow_if(filter, SCMP_SYS(sendmsg), on_socket) &&
	       allow_if(filter, SCMP_SYS(tgkill), to_itself) &&
	       allow_if(filter, SCMP_SYS(mmap), no_code);
}

static bool forbid_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp condition)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, 1, &condition) == 0;
}

/* Files open for reading only; signals reach nobody but the process itself. */
static bool forbid_some(scmp_filter_ctx filter)
{
	static const scmp_datum_t writing[] = {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC};
	const struct scmp_arg_cmp to_others = {0, SCMP_CMP_NE, (scmp_datum_t)getpid(), 0};
	bool added = forbid_if(filter, SCMP_SYS(tgkill), to_others);

	for (size_t i = 0; i < COUNT(writing) && added; i++) {
		const struct scmp_arg_cmp by_name = {1, SCMP_CMP_MASKED_EQ, writing[i], writing[i]};
		const struct scmp_arg_cmp by_folder = {2, SCMP_CMP_MASKED_EQ, writing[i],
						       writing[i]};

		added = forbid_if(filter, SCMP_SYS(open), by_name) &&
			forbid_if(filter, SCMP_SYS(openat), by_folder);
	}
	return added;
}

/* Before foreign code: no processes, no network, no change of a file. */
static bool enter_first_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	bool entered = filter &&
		       add_rules(filter, SCMP_ACT_ERRNO(EPERM), forbidden, COUNT(forbidden)) &&
		       forbid_some(filter) && seccomp_load(filter) == 0;

	if (filter)
		seccomp_release(filter);
	return entered;
}

/* After it: nothing but what is allowed. */
static bool enter_second_filter(int socket)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool entered = filter && add_rules(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed)) &&
		       allow_some(filter, socket) && seccomp_load(filter) == 0;

	if (filter)
		seccomp_release(filter);
	return entered;
}

/* --- The two steps --- */

unsigned sandbox_limit(void)
{
	unsigned protections = 0;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		protections |= SANDBOX_NO_NEW_PRIVS;
	if (limit_resources())
		protections |= SANDBOX_RLIMITS;
	if (!SANDBOX_SANITIZED)
		enter_first_filter(); /* sandbox_enter says whether seccomp works */
	return protections;
}

unsigned sandbox_enter(int socket)
{
	unsigned protections = 0;

	if (enter_landlock())
		protections |= SANDBOX_LANDLOCK;
	if (!SANDBOX_SANITIZED && enter_second_filter(socket))
		protections |= SANDBOX_SECCOMP;
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
