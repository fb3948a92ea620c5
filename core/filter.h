/*
 * filter - which calls a process may still make, as the kernel takes it (seccomp).
 *
 * A filter names calls, some for certain arguments only: either those that are allowed, and every other fails with EPERM, or
 * those that fail, and every other is allowed. Of several filters that a process has entered the strictest holds for a call.
 * A filter is made without memory, files or a library, so that there is nothing to lack where a sandbox is needed.
 */
#ifndef JURI_FILTER_H
#define JURI_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILTER_STEPS 250u    /* a jump reaches over all of them */
#define FILTER_CONDITIONS 6u /* of a call at once */

/* What becomes of the calls that it will name; of the others the opposite. */
enum filter_kind { FILTER_ALLOWS, FILTER_REFUSES };

struct filter {
	struct sock_filter steps[FILTER_STEPS];
	size_t length;
	enum filter_kind kind;
};

/* Of one argument, by its number: the bits of mask must be those of value; of all bits, where mask is FILTER_ALL. */
#define FILTER_ALL UINT32_MAX
struct filter_condition {
	unsigned argument;
	uint32_t mask, value;
};

void filter_begin(struct filter *filter, enum filter_kind kind);

/* Names a call by its number (SCMP_SYS of seccomp.h: below 0 where the machine has no such call). */
void filter_name(struct filter *filter, int call);

/* The same where all conditions hold; a call can be named several times. */
void filter_name_if(struct filter *filter, int call, const struct filter_condition *conditions,
		    size_t count);

/*
 * From now on, for ever; the process must have no new privileges. With signal refused calls raise SIGSYS instead of failing.
 * False where it cannot be: errno.
 */
bool filter_enter(struct filter *filter, bool signal);

#endif
