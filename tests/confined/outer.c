/*
 * Runs a command inside a seccomp filter that refuses some calls, as containers and other sandboxes do:
 *     outer ERRNO LETTERS COMMAND...
 * l landlock; s seccomp filters; p no_new_privs; r limits; c close_range; d pidfd_open.
 */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define LANDLOCK 444 /* three calls from here on, on every machine */

static scmp_filter_ctx filter;
static int number;

static int refuse(int call)
{
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO((unsigned)number), call, 0);
}

static int refuse_first(int call, int argument)
{
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO((unsigned)number), call, 1,
				SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)argument));
}

static int refuse_letter(char letter)
{
	switch (letter) {
	case 'l':
		return refuse(LANDLOCK) || refuse(LANDLOCK + 1) || refuse(LANDLOCK + 2);
	case 's':
		return refuse(SCMP_SYS(seccomp)) || refuse_first(SCMP_SYS(prctl), PR_SET_SECCOMP);
	case 'p':
		return refuse_first(SCMP_SYS(prctl), PR_SET_NO_NEW_PRIVS);
	case 'r':
		return refuse(SCMP_SYS(setrlimit)) ||
		       seccomp_rule_add(filter, SCMP_ACT_ERRNO((unsigned)number),
					SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_NE, 0));
	case 'c':
		return refuse(SCMP_SYS(close_range));
	case 'd':
		return refuse(SCMP_SYS(pidfd_open));
	default:
		return 1;
	}
}

int main(int argc, char **argv)
{
	filter = seccomp_init(SCMP_ACT_ALLOW);
	if (argc < 4 || !filter)
		return 99;
	number = strcmp(argv[1], "ENOSYS") ? EPERM : ENOSYS;
	for (const char *letter = argv[2]; *letter; letter++)
		if (refuse_letter(*letter))
			return 99;
	if (seccomp_load(filter)) {
		perror("outer");
		return 99;
	}
	execvp(argv[3], argv + 3);
	perror(argv[3]);
	return 99;
}
