/*
 * Ways out of the sandbox. Each tries one and is true where it worked; what it needs of the engine's process it finds by
 * its number. Refused calls may fail in any way; a way that kills its own process is none of these.
 */
#ifndef ESCAPE_H
#define ESCAPE_H

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static bool way_process(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return child > 0;
}

static bool way_read_a_file(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool way_list_a_folder(void)
{
	char entries[1024];
	int folder = open("/usr/lib", O_RDONLY | O_DIRECTORY);

	return folder >= 0 && syscall(SYS_getdents64, folder, entries, sizeof(entries)) > 0;
}

static bool way_make_a_file(void)
{
	return open("/tmp/juri-escape", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool way_change_files(void)
{
	return !mkdir("/tmp/juri-escape.d", 0700) || !symlink("x", "/tmp/juri-escape.s") ||
	       !chdir("/") || umask(077) != (mode_t)-1;
}

static bool way_internet(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_INET6, SOCK_DGRAM, 0) >= 0;
}

static bool way_local_socket(void)
{
	int ends[2];

	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || !socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

static bool way_signal(void)
{
	return !kill(getppid(), 0) || !kill(-1, 0) || !syscall(SYS_tgkill, getppid(), getppid(), 0);
}

static bool way_program(void)
{
	return !execl("/bin/true", "true", (char *)0);
}

static bool way_trace(void)
{
	return !ptrace(PTRACE_SEIZE, getppid(), 0, 0) || !ptrace(PTRACE_TRACEME, 0, 0, 0);
}

static bool way_memory_of_the_engine(void)
{
	char byte, path[64];
	struct iovec to = {&byte, 1}, from = {(void *)(size_t)&byte, 1};

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)getppid());
	return process_vm_readv(getppid(), &to, 1, &from, 1, 0) == 1 || open(path, O_RDONLY) >= 0;
}

static bool way_limits(void)
{
	struct rlimit most = {RLIM_INFINITY, RLIM_INFINITY};

	return !setrlimit(RLIMIT_FSIZE, &most) || !prlimit(getppid(), RLIMIT_NOFILE, &most, NULL);
}

static bool way_namespaces(void)
{
	return !unshare(CLONE_NEWUSER) || !unshare(CLONE_NEWNS) || !unshare(CLONE_FS);
}

static bool way_kernel_interfaces(void)
{
	char ring[256] = {0};

	return syscall(SYS_io_uring_setup, 1, ring) >= 0 ||
	       syscall(SYS_bpf, 0, ring, sizeof(ring)) >= 0 || syscall(SYS_userfaultfd, 0) >= 0 ||
	       syscall(SYS_perf_event_open, ring, 0, -1, -1, 0) >= 0;
}

static bool way_other_standing(void)
{
	return !setuid(1) || !setsid() || !prctl(PR_SET_PDEATHSIG, 0) || !prctl(PR_SET_DUMPABLE, 1);
}

static bool way_memory_file(void)
{
	return memfd_create("escape", 0) >= 0;
}

/* Only where methods run: opening a shared object needs both. */
static bool way_new_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0) != MAP_FAILED;
}

#define WAYS 16 /* of constructors; methods try new code, too */

static bool (*const ways[])(void) = {way_process,
				     way_read_a_file,
				     way_list_a_folder,
				     way_make_a_file,
				     way_change_files,
				     way_internet,
				     way_local_socket,
				     way_signal,
				     way_program,
				     way_trace,
				     way_memory_of_the_engine,
				     way_limits,
				     way_namespaces,
				     way_kernel_interfaces,
				     way_other_standing,
				     way_memory_file,
				     way_new_code};

/* The ways that worked, as bits. */
static unsigned try_ways(unsigned count)
{
	unsigned worked = 0;

	for (unsigned i = 0; i < count; i++)
		worked |= ways[i]() ? 1u << i : 0;
	return worked;
}

#endif
