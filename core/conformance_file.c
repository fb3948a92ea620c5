#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conformance_parts.h"
#include "elf.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void judge(struct conformance *conformance, const char *check, const char *meaning,
		  char *reason)
{
	const struct outcome outcome = {reason ? VERDICT_FAIL : VERDICT_PASS, reason};

	conformance_add(conformance, check, NULL, meaning, outcome);
}

/* --- What it wants of the C library --- */

/* The same evidence gives the same measure tomorrow, and on another machine. */
static const char *const changing[] = {"time",
				       "gettimeofday",
				       "clock_gettime",
				       "clock",
				       "timespec_get",
				       "rand",
				       "random",
				       "drand48",
				       "lrand48",
				       "mrand48",
				       "getrandom",
				       "getentropy",
				       "arc4random",
				       "getenv",
				       "secure_getenv",
				       "getpid",
				       "gethostname",
				       "_ZNSt6chrono3_V212system_clock*",
				       "_ZNSt6chrono3_V212steady_clock*",
				       "_ZNSt13random_device*"};

/* What the sandbox refuses. */
static const char *const refused[] = {"fopen",
				      "fopen64",
				      "freopen",
				      "freopen64",
				      "open",
				      "open64",
				      "openat",
				      "creat",
				      "opendir",
				      "socket",
				      "connect",
				      "getaddrinfo",
				      "fork",
				      "vfork",
				      "clone",
				      "system",
				      "popen",
				      "posix_spawn",
				      "posix_spawnp",
				      "execl",
				      "execlp",
				      "execv",
				      "execve",
				      "execvp",
				      "pthread_create",
				      "thrd_create",
				      "dlopen",
				      "_ZNSt6thread*",
				      "_ZNSt13basic_filebuf*",
				      "_ZNSt14basic_ifstream*",
				      "_ZNSt14basic_ofstream*"};

static const char *const ending[] = {"exit", "_exit", "_Exit", "quick_exit"};

/* Calls that are never made do no harm, and languages bring some along: a note. */
static void check_needs(struct conformance *conformance, const char *bytes, size_t length)
{
	struct outcome outcome = {VERDICT_NOTE, NULL};
	const char *found;

	if ((found = elf_wants(bytes, length, changing, COUNT(changing))))
		outcome.reason = mem_print(
		    _("it knows %s; the same evidence must give the same measure at any time and "
		      "on any machine: what a method needs comes in its columns and parameters"),
		    text_quoted(found));
	else if ((found = elf_wants(bytes, length, refused, COUNT(refused))))
		outcome.reason = mem_print(
		    _("it knows %s, which the sandbox refuses: what a method needs comes in "
		      "its columns and parameters"),
		    text_quoted(found));
	else if ((found = elf_wants(bytes, length, ending, COUNT(ending))))
		outcome.reason = mem_print(_("it knows %s, which ends the process of its category: "
					     "return a number other than 0 instead"),
					   text_quoted(found));
	else
		outcome.verdict = VERDICT_PASS;
	conformance_add(conformance, "needs", NULL,
			_("no clock, no chance, no files, no processes of the C library"), outcome);
}

/* --- The file --- */

static void check_bytes(struct conformance *conformance, const char *bytes, size_t length)
{
	judge(conformance, "exports", _("no symbol for others but juri_plugin_v1"),
	      elf_exports(bytes, length, "juri_plugin_v1"));
	check_needs(conformance, bytes, length);
	judge(conformance, "stack", _("a stack that cannot be executed"), elf_stack(bytes, length));
	judge(conformance, "code", _("code that can be shared"), elf_relocations(bytes, length));
}

static void check_opening(struct conformance *conformance)
{
	judge(conformance, "float", _("the floating-point unit is left as it was"),
	      worker_float_changed(conformance->worker)
		  ? mem_print(_("opening it makes small numbers 0, or rounds otherwise; build "
				"without -ffast-math"))
		  : NULL);
	judge(conformance, "calls", _("no call that the sandbox refuses, while it is opened"),
	      *conformance->tried
		  ? mem_print(_("it tried %s while it was opened; leave that out: a plugin is one "
				"constant table"),
			      conformance->tried)
		  : NULL);
}

void conformance_file(struct conformance *conformance, const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *bytes = MAP_FAILED;

	if (file >= 0 && fstat(file, &status) == 0 && status.st_size > 0)
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	if (bytes != MAP_FAILED) {
		check_bytes(conformance, bytes, (size_t)status.st_size);
		munmap(bytes, (size_t)status.st_size);
	}
	if (file >= 0)
		close(file);
	check_opening(conformance);
}
