/*
 * sandbox - the rights that a worker gives up.
 *
 * Two steps, because opening a shared object needs rights that measuring does not:
 * sandbox_limit before foreign code is loaded, sandbox_enter after it. Afterwards the process can
 * compute, allocate within its limit, write to its standard output and error and ask how much of that lies unread, and speak on its one socket; every other
 * call fails with EPERM. It is damage control: each protection that the kernel lacks is left out and said.
 */
#ifndef JURI_SANDBOX_H
#define JURI_SANDBOX_H

#include "text.h"

/* Protections, as bits. */
#define SANDBOX_RLIMITS 1u
#define SANDBOX_SECCOMP 2u
#define SANDBOX_LANDLOCK 4u
#define SANDBOX_NO_NEW_PRIVS 8u
#define SANDBOX_ALL 15u

/* Sanitizers need address space, and calls at any time: their builds go without
 * seccomp and without a limit of memory, and keep standard error for their reports. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif
#ifndef SANDBOX_SANITIZED
#define SANDBOX_SANITIZED 0
#endif

/* What the process may allocate beyond what it has at the start. */
#define SANDBOX_MEMORY ((size_t)1 << 30)

/*
 * The rules by which of files only the folders of the system's libraries can be read: a descriptor, to be handed to
 * sandbox_limit, or -1 where the kernel has no Landlock. They are made once, in the engine, since that costs more than to be held
 * to them; the descriptor is never closed. False, with errno: there was no memory or no descriptor.
 */
bool sandbox_libraries(int *rules);

/*
 * Before plugins are opened: resource limits, no new privileges; files by those rules; calls other than what opening a shared
 * object needs fail. Returns the protections that hold.
 */
unsigned sandbox_limit(int socket, int rules);

/*
 * After it, with what sandbox_limit returned: nothing but computing, memory, that socket and standard output. Returns those of
 * the protections that hold in both steps.
 */
unsigned sandbox_enter(unsigned protections);

/*
 * Instead of the two steps, for another program that runs a plugin (valgrind) and needs more than a worker: of files it reads and
 * executes what lies in these places, reads the folders too, and writes in scratch only; it starts no process, reaches no other
 * and no network. Before that program is executed. Returns those protections that hold.
 */
unsigned sandbox_program(const char *const *places, size_t count, const char *scratch);

/*
 * For whoever tries a plugin out: from now on each call that the two steps refuse is noted in this set, one bit a call, before
 * it fails as ever. The set is shared with whoever looks at it. Not noted: what the C library asks of its own accord, and what
 * a process whose SIGSYS is blocked calls, which kills it. Before the two steps; false where the machine is none of those known here.
 */
#define SANDBOX_CALLS 512u
bool sandbox_note(uint64_t refused[SANDBOX_CALLS / 64]);

/* The names of these calls: "openat, socket"; "" when there are none. */
void sandbox_name_calls(const uint64_t refused[SANDBOX_CALLS / 64], struct text *out);

/* "rlimits seccomp landlock no-new-privs"; "none". */
void sandbox_describe(unsigned protections, struct text *out);

#endif
