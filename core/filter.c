#include "filter.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

/* The numbers of calls are those of a machine: of another one's nothing is known. */
#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && __BYTE_ORDER == __LITTLE_ENDIAN
#define MACHINE AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define MACHINE AUDIT_ARCH_S390X
#else
#define MACHINE 0u
#endif

#define REFUSED (SECCOMP_RET_ERRNO | EPERM)

/* The halves of an argument. */
#define LOW (__BYTE_ORDER == __LITTLE_ENDIAN ? 0u : 4u)
#define HIGH (4u - LOW)

static void add(struct filter *filter, unsigned code, uint32_t k)
{
	assert(filter->length < FILTER_STEPS);
	filter->steps[filter->length++] = (struct sock_filter){(uint16_t)code, 0, 0, k};
}

/* What a call is looked at: its number, its machine, a half of an argument. */
static void load(struct filter *filter, size_t offset)
{
	add(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

/* A jump to the end, where the calls that are named go: further than any other. */
#define TO_THE_NAMED UINT8_MAX

/* Goes on where what was loaded is k, else (once that is known, see land) somewhere else. */
static size_t go_on_if(struct filter *filter, uint32_t k)
{
	add(filter, BPF_JMP | BPF_JEQ | BPF_K, k);
	return filter->length - 1;
}

/* Lets a jump that was made at that step go to the next one that is added. */
static void land(struct filter *filter, size_t from)
{
	filter->steps[from].jf = (uint8_t)(filter->length - from - 1);
}

static void load_call(struct filter *filter)
{
	load(filter, offsetof(struct seccomp_data, nr));
}

void filter_begin(struct filter *filter, enum filter_kind kind)
{
	size_t other;

	filter->length = 0;
	filter->kind = kind;
	/*
	 * An argument, for nothing: since Linux 5.11 the kernel tries a filter on every number that a call could have, to keep what
	 * it says of those alone. It does not begin with one that looks at an argument first, and a worker makes fewer calls than that.
	 */
	load(filter, offsetof(struct seccomp_data, args));
	load(filter, offsetof(struct seccomp_data, arch));
	other = go_on_if(filter, MACHINE);
	add(filter, BPF_JMP | BPF_JA, 1);
	land(filter, other);
	add(filter, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	load_call(filter);
}

void filter_name(struct filter *filter, int call)
{
	filter_name_if(filter, call, NULL, 0);
}

void filter_name_if(struct filter *filter, int call, const struct filter_condition *conditions,
		    size_t count)
{
	size_t others[1 + 2 * FILTER_CONDITIONS], n = 0;

	assert(count <= FILTER_CONDITIONS);
	if (call < 0)
		return;
	others[n++] = go_on_if(filter, (uint32_t)call);
	for (size_t i = 0; i < count; i++) {
		size_t argument = offsetof(struct seccomp_data, args) + 8 * conditions[i].argument;

		if (conditions[i].mask == FILTER_ALL) {
			load(filter, argument + HIGH);
			others[n++] = go_on_if(filter, 0);
		}
		load(filter, argument + LOW);
		if (conditions[i].mask != FILTER_ALL)
			add(filter, BPF_ALU | BPF_AND | BPF_K, conditions[i].mask);
		others[n++] = go_on_if(filter, conditions[i].value);
	}
	filter->steps[others[n - 1]].jt = TO_THE_NAMED;
	for (size_t i = 0; i < n; i++)
		land(filter, others[i]);
	if (count)
		load_call(filter);
}

/* Ends the filter with what becomes of the other calls and of the named ones. */
static void end(struct filter *filter, uint32_t others, uint32_t named)
{
	add(filter, BPF_RET | BPF_K, others);
	for (size_t i = 0; i < filter->length; i++)
		if (filter->steps[i].jt == TO_THE_NAMED)
			filter->steps[i].jt = (uint8_t)(filter->length - i - 1);
	add(filter, BPF_RET | BPF_K, named);
}

bool filter_enter(struct filter *filter, bool signal)
{
	uint32_t refused = signal ? SECCOMP_RET_TRAP : REFUSED;
	struct sock_fprog program = {.filter = filter->steps};

	if (filter->kind == FILTER_REFUSES)
		end(filter, SECCOMP_RET_ALLOW, refused);
	else
		end(filter, refused, SECCOMP_RET_ALLOW);
	program.len = (unsigned short)filter->length;
	return MACHINE && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
