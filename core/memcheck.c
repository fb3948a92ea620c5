#include "memcheck.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture.h"
#include "memory.h"
#include "problem.h"
#include "process.h"
#include "sandbox.h"
#include "text.h"
#include "trust.h"

#define SECONDS 60 /* that it may take */
#define XML_FILE 3
#define UNPROTECTED 121 /* the exit code of a child that did not become valgrind */

/* --- Finding valgrind --- */

static bool is_trusted(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	char *problem = file >= 0 ? trust_problem(file, path) : NULL;
	bool good = file >= 0 && !problem && access(path, X_OK) == 0;

	if (file >= 0)
		close(file);
	free(problem);
	return good;
}

static const char *find_valgrind(void)
{
	static const char *const places[] = {"/usr/bin/valgrind", "/usr/local/bin/valgrind"};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (is_trusted(places[i]))
			return places[i];
	return NULL;
}

/* --- Running it --- */

/* Its own files lie there for a moment; NULL: it could not be made. */
static char *make_scratch(void)
{
	char *folder = mem_copy("/tmp/juri-memcheck-XXXXXX");

	if (mkdtemp(folder))
		return folder;
	free(folder);
	return NULL;
}

static void remove_scratch(const char *folder)
{
	DIR *stream = opendir(folder);

	for (const struct dirent *entry; stream && (entry = readdir(stream));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlinkat(dirfd(stream), entry->d_name, 0);
	if (stream)
		closedir(stream);
	rmdir(folder);
}

static void protect(const struct memcheck_options *options, const char *scratch)
{
	const char *places[] = {"/usr",          "/bin",
				"/lib",          "/lib64",
				"/proc",         "/etc/ld.so.cache",
				"/dev/null",     options->arguments[0],
				options->object, options->folder};
	size_t count = sizeof(places) / sizeof(*places) - (options->folder == NULL);

	if (sandbox_program(places, count, scratch) != SANDBOX_ALL && !options->unprotected)
		_exit(UNPROTECTED);
}

static _Noreturn void run_child(const char *valgrind, const struct memcheck_options *options,
				const char *scratch, int xml, int output)
{
	static const char *const own[] = {"--command-line-only=yes",
					  "--vgdb=no",
					  "--xml=yes",
					  "--xml-fd=3",
					  "--leak-check=full",
					  "--show-leak-kinds=definite",
					  "--errors-for-leak-kinds=definite",
					  "--track-origins=yes",
					  "--num-callers=40",
					  "--child-silent-after-fork=yes",
					  "--"};
	char *environment[] = {"LC_ALL=C", "LANGUAGE=en", "PATH=/usr/bin:/bin",
			       mem_print("TMPDIR=%s", scratch), NULL};
	size_t n_own = sizeof(own) / sizeof(*own), n = 0;
	const char **arguments;
	int nothing = open("/dev/null", O_RDONLY);

	while (options->arguments[n])
		n++;
	arguments = mem_array(n_own + n + 2, sizeof(*arguments));
	arguments[0] = valgrind;
	memcpy(arguments + 1, own, sizeof(own));
	memcpy(arguments + 1 + n_own, options->arguments, n * sizeof(*arguments));
	setpgid(0, 0);
	xml = fcntl(xml, F_DUPFD, XML_FILE + 1);
	output = fcntl(output, F_DUPFD, XML_FILE + 1);
	nothing = fcntl(nothing, F_DUPFD, XML_FILE + 1);
	if (dup2(nothing, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0 ||
	    dup2(xml, XML_FILE) < 0 || close_range(XML_FILE + 1, ~0U, 0) != 0)
		_exit(UNPROTECTED);
	protect(options, scratch);
	execve(valgrind, (char **)arguments, environment);
	_exit(UNPROTECTED);
}

/* The status of the process, killed where it does not end; -1: that it was. */
static int await(pid_t process)
{
	bool ended = process_await(process, SECONDS * 1000);
	int status = 0;

	kill(-process, SIGKILL);
	if (!ended)
		kill(process, SIGKILL);
	while (waitpid(process, &status, 0) < 0 && errno == EINTR)
		;
	return ended ? status : -1;
}

/* All that valgrind wrote; malloc'd. */
static char *read_xml(int xml)
{
	struct stat status;
	size_t length = fstat(xml, &status) == 0 ? (size_t)status.st_size : 0;
	char *text = mem_alloc(length + 1);

	if (length && pread(xml, text, length, 0) != (ssize_t)length)
		*text = '\0';
	return text;
}

/* --- What it found --- */

/* The part of from..end between two marks, after the first; false when there is none. */
static bool between(const char *from, const char *end, const char *first, const char *last,
		    const char **start, size_t *length)
{
	const char *at = memmem(from, (size_t)(end - from), first, strlen(first)), *stop;

	if (!at)
		return false;
	at += strlen(first);
	stop = memmem(at, (size_t)(end - at), last, strlen(last));
	if (!stop)
		return false;
	*start = at;
	*length = (size_t)(stop - at);
	return true;
}

/* The text of an element, with the three characters that XML writes otherwise; "" when there is none. */
static char *element(const char *from, const char *end, const char *name)
{
	static const char *const written[] = {"&lt;<", "&gt;>", "&amp;&"};
	char *first = mem_print("<%s>", name), *last = mem_print("</%s>", name), *text, *to;
	const char *start = "";
	size_t length = 0;

	between(from, end, first, last, &start, &length);
	free(first);
	free(last);
	text = to = mem_copy_n(start, length);
	for (const char *at = text; *at; to++) {
		size_t used = 1;

		*to = *at;
		for (size_t i = 0; i < 3; i++) {
			size_t n = strlen(written[i]) - 1;

			if (!strncmp(at, written[i], n)) {
				*to = written[i][n];
				used = n;
			}
		}
		at += used;
	}
	*to = '\0';
	return text;
}

/* Where in the object an error arose: "m (x.c:12)"; NULL: it had no hand in it. */
static char *place_in(const char *from, const char *end, const char *object)
{
	const char *frame;
	size_t length;
	char *place = NULL;

	while (!place && between(from, end, "<frame>", "</frame>", &frame, &length)) {
		char *in = element(frame, frame + length, "obj");
		char *function = element(frame, frame + length, "fn");
		char *file = element(frame, frame + length, "file");
		char *line = element(frame, frame + length, "line");

		if (!strcmp(in, object))
			place = *line ? mem_print("%s (%s:%s)", function, file, line)
				      : mem_print("%s", *function ? function : "?");
		from = frame + length;
		free(in);
		free(function);
		free(file);
		free(line);
	}
	return place;
}

/* valgrind's own words, without what it says of its count. */
static char *words_of(const char *from, const char *end)
{
	char *what = element(from, end, "what"), *rest;

	if (!*what) {
		free(what);
		what = element(from, end, "text");
	}
	rest = strstr(what, " in loss record");
	if (rest)
		*rest = '\0';
	return what;
}

static void take_error(struct memcheck *memcheck, const char *from, const char *end,
		       const char *object)
{
	char *place = place_in(from, end, object), *kind = element(from, end, "kind"),
	     *words = words_of(from, end);
	bool leak = !strncmp(kind, "Leak_", strlen("Leak_"));
	bool value = !strncmp(kind, "Uninit", strlen("Uninit"));

	if (place && leak && !memcheck->n_leaks++)
		memcheck->leak = mem_print(_("valgrind says %s, allocated in %s; free it, or use "
					     "juri_alloc()"),
					   text_quoted(words), text_quoted(place));
	else if (place && value && !memcheck->n_access++)
		memcheck->access =
		    mem_print(_("valgrind says %s, in %s; set the value before it is "
				"used"),
			      text_quoted(words), text_quoted(place));
	else if (place && !leak && !value && !memcheck->n_access++)
		memcheck->access = mem_print(_("valgrind says %s, in %s; look for an index beyond "
					       "call->rows or count, and for what was freed"),
					     text_quoted(words), text_quoted(place));
	free(place);
	free(kind);
	free(words);
}

static void take_errors(struct memcheck *memcheck, const char *xml, const char *object)
{
	const char *end = xml + strlen(xml), *error;
	size_t length;

	while (between(xml, end, "<error>", "</error>", &error, &length)) {
		take_error(memcheck, error, error + length, object);
		xml = error + length;
	}
}

/* Why it says nothing, or not all; NULL: it does. */
static char *why_not(int status, const char *xml, struct capture *capture)
{
	char *why;

	if (status == -1)
		return mem_print(_("valgrind did not end within %d s"), SECONDS);
	if (WIFEXITED(status) && WEXITSTATUS(status) == UNPROTECTED)
		return mem_print(_("the kernel lacks a protection for it; --in-process tries it "
				   "without"));
	capture_read(capture);
	if (strstr(xml, "<state>FINISHED</state>")) {
		/* valgrind's work, and not that of the program: who leaves in the middle says so by its code (cli/plugins.c) */
		if (WIFEXITED(status) && WEXITSTATUS(status) != EXIT_PLUGIN)
			return NULL;
		return mem_print(_("the plugin ended the program under valgrind before all was "
				   "tried%s%s"),
				 capture->last ? ": " : "", capture->last ? capture->last : "");
	}
	why = mem_print(_("valgrind did not do its work%s%s"), capture->last ? ": " : "",
			capture->last ? capture->last : "");
	return why;
}

/* --- All of it --- */

static void run(struct memcheck *memcheck, const char *valgrind,
		const struct memcheck_options *options, const char *scratch)
{
	struct capture capture = {0};
	int xml = memfd_create("valgrind", MFD_CLOEXEC), output = capture_open(&capture), status;
	char *text;
	pid_t process;

	if (xml < 0 || output < 0)
		mem_exhausted(0);
	process = fork();
	if (process == 0)
		run_child(valgrind, options, scratch, xml, output);
	close(output);
	status = process > 0 ? await(process) : 0;
	text = read_xml(xml);
	take_errors(memcheck, text, options->object);
	memcheck->skipped = why_not(status, text, &capture);
	capture_close(&capture);
	close(xml);
	free(text);
}

void memcheck_run(struct memcheck *memcheck, const struct memcheck_options *options)
{
	const char *valgrind = find_valgrind();
	char *scratch;

	*memcheck = (struct memcheck){0};
	if (SANDBOX_SANITIZED) {
		memcheck->skipped = mem_print(_("a build with sanitizers does not run under it"));
	} else if (!valgrind) {
		memcheck->skipped =
		    mem_print(_("there is no valgrind in /usr/bin or /usr/local/bin"));
	} else if (!(scratch = make_scratch())) {
		memcheck->skipped = mem_print(_("there is no room for it in /tmp"));
	} else {
		run(memcheck, valgrind, options, scratch);
		remove_scratch(scratch);
		free(scratch);
	}
}

void memcheck_free(struct memcheck *memcheck)
{
	free(memcheck->skipped);
	free(memcheck->access);
	free(memcheck->leak);
	*memcheck = (struct memcheck){0};
}
