#include "worker.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "capture.h"
#include "elf.h"
#include "memory.h"
#include "output.h"
#include "sandbox.h"
#include "sha256.h"
#include "trust.h"

/* A shared object as it was when the engine read it. */
struct source {
	char *path;
	char *name; /* the file's without ".so" */
	char sha256[SHA256_HEX];
	int file; /* memory file with its bytes, or -1 */
};

/* What is known of a row of the running request. */
enum due { NOT_DUE, DUE, SAID_UNDEFINED };

struct worker {
	struct worker_options options;
	struct worker_failure failure;
	struct source *sources;
	struct plugin *plugins;
	size_t n_plugins;
	struct text sandbox;
	bool float_changed; /* by opening the plugins */
	pid_t process;      /* 0: none */
	int socket;         /* -1: none */
	struct capture capture;
	struct slot *slot;
	struct desk desk; /* in-process */
	const struct instance *instances;
	size_t n_instances;

	/* the running request */
	bool busy;
	int64_t sent, deadline; /* nanoseconds */
	size_t instance, block;
	uint32_t rows;
	uint8_t due[COHORT_BLOCK];
	dev_t block_device; /* the block that the worker has mapped */
	ino_t block_file;

	/* our copy of the reply */
	struct response response;
	double measures[COHORT_BLOCK];
	char *text;
	struct remark *remarks;
	size_t n_remarks;
	char dropped[REMARK_TEXT + 1]; /* the sentence that some were */
};

/* --- Time --- */

#define SECOND 1000000000

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * SECOND + time.tv_nsec;
}

static void start_clock(struct worker *worker)
{
	worker->sent = now();
	worker->deadline = worker->sent + (int64_t)(worker->options.deadline * SECOND);
}

/* Until a deadline, for poll(): rounded up, 0 when it is over. */
static int milliseconds_to(int64_t deadline)
{
	int64_t left = (deadline - now() + 999999) / 1000000;

	return left < 0 ? 0 : left > 1000000 ? 1000000 : (int)left;
}

/* Waits until a descriptor can be read or the deadline is over (false). */
static bool wait_readable(int file, int64_t deadline)
{
	struct pollfd wanted = {.fd = file, .events = POLLIN};
	int ready;

	do
		ready = poll(&wanted, 1, milliseconds_to(deadline));
	while ((ready < 0 && errno == EINTR) || (ready == 0 && now() < deadline));
	return ready > 0;
}

/* --- The end of a process --- */

static void kill_all(pid_t process)
{
	kill(-process, SIGKILL);
	kill(process, SIGKILL);
}

/* Takes the process, dead or about to be, out of the system. Its group goes while the number is still ours. */
static int reap(struct worker *worker)
{
	siginfo_t end;
	int status = 0;

	while (waitid(P_PID, (id_t)worker->process, &end, WEXITED | WNOWAIT) < 0 && errno == EINTR)
		;
	kill_all(worker->process);
	while (waitpid(worker->process, &status, 0) < 0 && errno == EINTR)
		;
	worker->process = 0;
	return status;
}

static void end_process(struct worker *worker)
{
	if (worker->process) {
		kill_all(worker->process);
		reap(worker);
	}
	if (worker->socket >= 0)
		close(worker->socket);
	worker->socket = -1;
	worker->busy = false;
}

/* --- Failures --- */

/* A double that no plugin writes by accident: NaN, and still not the plugin's. */
#define UNTOUCHED UINT64_C(0x7ff84a5552490001)

static bool is_untouched(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits == UNTOUCHED;
}

/* The row of the cohort that the method had not come to. */
static size_t first_unmeasured(const struct worker *worker)
{
	for (uint32_t row = 0; row < worker->rows; row++)
		if (worker->due[row] == DUE && is_untouched(worker->slot->measures[row]))
			return worker->block * COHORT_BLOCK + row;
	return SIZE_MAX;
}

/* The name of the plugin that was measuring or being opened, or NULL. */
static const char *plugin_at_work(const struct worker *worker)
{
	size_t index;

	if (worker->busy)
		return worker->plugins[worker->instances[worker->instance].plugin].name;
	index = worker->slot ? worker->slot->opening : 0;
	return index < worker->n_plugins ? worker->sources[index].name : NULL;
}

/* Ends the worker. detail is malloc'd and now ours. Always false. */
static bool fail(struct worker *worker, unsigned kind, size_t row, char *detail)
{
	const char *plugin = plugin_at_work(worker);

	worker->failure.kind = kind;
	worker->failure.detail = detail;
	worker->failure.plugin = plugin ? mem_copy(plugin) : NULL;
	worker->failure.instance = worker->busy ? worker->instance : SIZE_MAX;
	worker->failure.row = row;
	end_process(worker);
	return false;
}

static bool fail_system(struct worker *worker, const char *what)
{
	return fail(worker, FAILURE_SYSTEM, SIZE_MAX, mem_print("%s: %s", what, text_error(errno)));
}

/* What the author of the plugin looks for, after a failure that lies in the plugin. Always false. */
static bool advise(struct worker *worker, const char *mend)
{
	worker->failure.mend = mend;
	return false;
}

static bool fail_time(struct worker *worker)
{
	fail(worker, FAILURE_TIME, first_unmeasured(worker),
	     mem_print(_("no reply within %g s"), worker->options.deadline));
	return advise(worker, _("look for a loop that does not end, or give it more: --timeout"));
}

static bool fail_reply(struct worker *worker, const char *what)
{
	return fail(worker, FAILURE_REPLY, SIZE_MAX,
		    mem_print(_("expected a proper reply, found %s"), what));
}

static const char *signal_mend(int signal)
{
	switch (signal) {
	case SIGSEGV:
	case SIGBUS:
		return _("look for an index beyond call->rows or count, for NULL, for writing to "
			 "inputs");
	case SIGFPE:
		return _("look for whole numbers that are divided by 0");
	case SIGABRT:
		return _("look for abort(), assertions, and writing beyond what was allocated; a "
			 "method that fails returns another number than 0");
	default:
		return NULL;
	}
}

/* What a process that is dead printed last often says why: an assertion that failed. */
static char *with_last_words(struct worker *worker, char *detail)
{
	char *all;

	capture_read(&worker->capture);
	if (!worker->capture.last)
		return detail;
	all = mem_print("%s; %s", detail, worker->capture.last);
	free(detail);
	return all;
}

/* The socket is at its end: so is the process, or it gets as long as it had for the reply. */
static bool fail_dead(struct worker *worker)
{
	int process = pidfd_open(worker->process, 0), status;
	size_t row;
	bool ended = process >= 0 && wait_readable(process, worker->deadline);

	if (process >= 0)
		close(process);
	if (!ended)
		return fail_time(worker);
	status = reap(worker);
	row = first_unmeasured(worker); /* only now: it may have gone on after it hung up */
	if (WIFSIGNALED(status)) {
		fail(worker, FAILURE_SIGNAL, row,
		     with_last_words(worker, mem_print(_("killed by signal SIG%s"),
						       sigabbrev_np(WTERMSIG(status)))));
		return advise(worker, signal_mend(WTERMSIG(status)));
	}
	fail(worker, FAILURE_EXIT, row,
	     with_last_words(worker, mem_print(_("ended with exit code %d and without a reply"),
					       WEXITSTATUS(status))));
	return advise(worker,
		      _("look for exit(); a method that fails returns another number than 0"));
}

const struct worker_failure *worker_failure(const struct worker *worker)
{
	return worker->failure.kind == FAILURE_NONE ? NULL : &worker->failure;
}

const char *worker_failure_code(const struct worker_failure *failure)
{
	return failure->kind == FAILURE_TRUST     ? "E-PLG-005"
	       : failure->kind == FAILURE_SANDBOX ? "E-PLG-007"
						  : "E-PLG-002";
}

enum exit_code worker_failure_exit(const struct worker_failure *failure)
{
	return failure->kind == FAILURE_TRUST    ? EXIT_TRUST
	       : failure->kind == FAILURE_SYSTEM ? EXIT_MEMORY
						 : EXIT_PLUGIN;
}

/* --- Reading the shared objects --- */

static char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t length = strlen(name);

	if (length > 3 && !strcmp(name + length - 3, ".so"))
		length -= 3;
	return mem_copy_n(name, length);
}

/* Copies and hashes what is left of a file. */
static bool copy_bytes(int from, int to, char sha256[SHA256_HEX])
{
	char bytes[65536];
	struct sha256 hash;
	ssize_t length;
	bool copied = true;

	sha256_start(&hash);
	while (copied && (length = read(from, bytes, sizeof(bytes))) != 0) {
		if (length < 0) {
			copied = errno == EINTR;
			continue;
		}
		sha256_add(&hash, bytes, (size_t)length);
		copied = output_write(to, bytes, (size_t)length);
	}
	sha256_finish(&hash, sha256);
	return copied;
}

static bool is_regular(int file)
{
	struct stat status;

	if (fstat(file, &status) != 0)
		return false;
	errno = EINVAL; /* for a folder, a device, a pipe */
	return S_ISREG(status.st_mode);
}

/* Why the file must not be opened, although it could be; NULL when it may. */
static char *distrust(const struct source *source, int from)
{
	char *problem = trust_problem(from, source->path);
	struct stat status;
	void *bytes;

	if (problem || fstat(source->file, &status) != 0 || !status.st_size)
		return problem;
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, source->file, 0);
	if (bytes == MAP_FAILED)
		return mem_print(_("cannot be mapped: %s"), text_error(errno));
	problem = elf_problem(bytes, (size_t)status.st_size);
	munmap(bytes, (size_t)status.st_size);
	return problem;
}

/* Reads the file once, so that what is checked and hashed is what will be opened. */
static bool read_source(struct source *source, char **distrusted)
{
	int from, error;
	bool done;

	do
		from = open(source->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	while (from < 0 && errno == EINTR);
	done = from >= 0 && is_regular(from);
	if (done) {
		source->file = memfd_create(source->name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
		done = source->file >= 0 && copy_bytes(from, source->file, source->sha256) &&
		       fcntl(source->file, F_ADD_SEALS,
			     F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0;
	}
	error = errno;
	if (done)
		*distrusted = distrust(source, from);
	else if (from < 0 && error == ELOOP)
		*distrusted = mem_print(_("expected the file itself, found a symbolic link"));
	if (from >= 0)
		close(from);
	errno = error;
	return done;
}

/* Why the last of the files is not the one that the criteria name by its hash, or NULL. */
static char *unpinned(const struct worker *worker, size_t index)
{
	const char *pinned = worker->options.pinned, *found = worker->sources[index].sha256;

	if (!pinned || index + 1 < worker->n_plugins || !strcmp(pinned, found))
		return NULL;
	return mem_print(_("expected the file with plugin-sha256 %s, found %s"), pinned, found);
}

static bool read_sources(struct worker *worker)
{
	for (uint32_t i = 0; i < worker->n_plugins; i++) {
		char *distrusted = NULL;
		bool done;

		worker->slot->opening = i;
		done = read_source(&worker->sources[i], &distrusted);
		if (done && !distrusted)
			distrusted = unpinned(worker, i);
		if (distrusted)
			return fail(worker, FAILURE_TRUST, SIZE_MAX, distrusted);
		if (!done)
			return fail(worker, FAILURE_OPEN, SIZE_MAX,
				    mem_print(_("cannot read it: %s"), text_error(errno)));
	}
	return true;
}

static void close_sources(struct worker *worker)
{
	for (size_t i = 0; i < worker->n_plugins; i++) {
		if (worker->sources[i].file >= 0)
			close(worker->sources[i].file);
		worker->sources[i].file = -1;
	}
}

/* --- The child --- */

#define FIRST_FILE 3 /* the socket; the shared objects follow */

static bool is_among(const int *files, int count, int file)
{
	for (int i = 0; i < count; i++)
		if (files[i] == file)
			return true;
	return false;
}

/* Closes the others, but for the first three: where few are allowed, what comes then needs some of them. */
static void close_others(const int *kept, int count)
{
	int highest = FIRST_FILE;

	for (int i = 0; i < count; i++)
		highest = kept[i] > highest ? kept[i] : highest;
	for (int file = FIRST_FILE; file < highest; file++)
		if (!is_among(kept, count, file))
			close(file);
	if (close_range((unsigned)highest + 1, ~0U, 0) != 0)
		_exit(EXIT_FAULT);
}

/*
 * Leaves 0 on /dev/null, 1 and 2 on the pipe for what is printed, the socket and the shared objects from FIRST_FILE on, and
 * no other descriptor.
 */
static void keep_files(const struct worker *worker, int socket, int output)
{
	int count = (int)worker->n_plugins + 1, nothing;
	int *kept = mem_array((size_t)count, sizeof(*kept));

	for (int i = 1; i < (SANDBOX_SANITIZED ? 2 : 3); i++)
		if (dup2(output, i) < 0)
			_exit(EXIT_FAULT);
	for (int i = 0; i < count; i++)
		kept[i] = i ? worker->sources[i - 1].file : socket;
	close_others(kept, count);
	nothing = open("/dev/null", O_RDWR);
	/* first out of the way, then to their places */
	for (int i = 0; i < count; i++)
		kept[i] = fcntl(kept[i], F_DUPFD, FIRST_FILE + count);
	if (dup2(nothing, 0) < 0)
		_exit(EXIT_FAULT);
	for (int i = 0; i < count; i++)
		if (dup2(kept[i], FIRST_FILE + i) < 0)
			_exit(EXIT_FAULT);
	if (close_range((unsigned)(FIRST_FILE + count), ~0U, 0) != 0)
		_exit(EXIT_FAULT);
	free(kept);
}

static void reset_signals(void)
{
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A plugin may call exit(); what the engine wants done at its exit is not the worker's business. */
static _Noreturn void leave_at_once(int status, void *unused)
{
	(void)unused;
	_exit(status);
}

/* Leaves everything behind that the engine was. */
static void leave_engine(const struct worker *worker, int socket, int output, pid_t engine)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != engine)
		_exit(EXIT_FAULT);
	reset_signals();
	__fpurge(stdout); /* what the engine has not written yet is not the worker's */
	keep_files(worker, socket, output);
	clearenv();
	on_exit(leave_at_once, NULL);
}

static _Noreturn void run_child(struct worker *worker, int socket, int output, pid_t engine)
{
	size_t count = worker->n_plugins;
	const char **names = mem_array(count, sizeof(*names));
	const char **files = mem_array(count, sizeof(*files));
	struct response response = {0};
	unsigned protections;

	gettext(""); /* loads the translations, which lie where the sandbox lets nobody read */
	worker->desk.language = getenv("LANGUAGE") ? mem_copy(getenv("LANGUAGE")) : NULL;
	leave_engine(worker, socket, output, engine);
	for (size_t i = 0; i < count; i++) {
		names[i] = worker->sources[i].name;
		files[i] = mem_print("/proc/self/fd/%zu", FIRST_FILE + 1 + i);
	}
	if (worker->options.on_trial)
		sandbox_note(worker->slot->refused);
	protections = sandbox_limit(FIRST_FILE);
	if (worker->options.require_sandbox && protections != SANDBOX_ALL)
		response.kind = RESPONSE_UNPROTECTED;
	else
		answer_open(&worker->desk, names, files, count, &response);
	for (size_t i = 0; i < count; i++)
		close((int)(FIRST_FILE + 1 + i));
	fflush(stdout);
	response.protections = sandbox_enter(FIRST_FILE, protections);
	answer_send(FIRST_FILE, &response);
	answer_loop(&worker->desk, FIRST_FILE);
}

/* --- Messages --- */

/* Waits for a response and copies what belongs to it out of the slot, where the worker could change it. */
static bool receive(struct worker *worker)
{
	struct response *response = &worker->response;
	ssize_t length;

	if (!worker->options.in_process) {
		if (!wait_readable(worker->socket, worker->deadline))
			return fail_time(worker);
		do
			length = recv(worker->socket, response, sizeof(*response), MSG_DONTWAIT);
		while (length < 0 && errno == EINTR);
		if (length <= 0)
			return fail_dead(worker);
		if (length != (ssize_t)sizeof(*response))
			return fail_reply(worker, _("a message of the wrong size"));
	}
	if (response->length > SLOT_TEXT)
		return fail_reply(worker, _("more text than there is room for"));
	worker->text = mem_resize(worker->text, response->length, 1);
	memcpy(worker->text, worker->slot->text, response->length);
	memcpy(worker->measures, worker->slot->measures, worker->rows * sizeof(double));
	return true;
}

/* --- Starting --- */

/* What a worker says is wrong, made fit to print. */
static char *foreign_sentence(const struct worker *worker)
{
	char *copy = mem_copy_n(worker->text, worker->response.length);
	struct text escaped = {0};

	text_add_escaped(&escaped, copy);
	free(copy);
	return escaped.data ? escaped.data : mem_copy("");
}

static bool take_description(struct worker *worker, size_t index, const char *bytes, size_t length)
{
	struct plugin *plugin = &worker->plugins[index];
	const struct source *source = &worker->sources[index];
	char *wrong = plugin_unpack(plugin, bytes, length, source->name);

	worker->slot->opening = (uint32_t)index;
	if (wrong)
		return fail(worker, FAILURE_TABLE, SIZE_MAX, wrong);
	plugin->path = arena_copy(&plugin->arena, source->path, strlen(source->path));
	memcpy(plugin->sha256, source->sha256, sizeof(plugin->sha256));
	return true;
}

static bool take_descriptions(struct worker *worker)
{
	const char *at = worker->text;
	size_t left = worker->response.length;
	uint32_t length;

	for (size_t i = 0; i < worker->n_plugins; i++) {
		if (left < sizeof(length))
			return fail_reply(worker, _("a description is cut"));
		memcpy(&length, at, sizeof(length));
		at += sizeof(length);
		left -= sizeof(length);
		if (length > left)
			return fail_reply(worker, _("a description is cut"));
		if (!take_description(worker, i, at, length))
			return false;
		at += length;
		left -= length;
	}
	return true;
}

/* After the opening; the worker opens nothing where a required protection is lacking by then. */
static bool has_protections(struct worker *worker)
{
	struct text found = {0}, wanted = {0};
	bool good = !worker->options.require_sandbox || worker->response.protections == SANDBOX_ALL;

	if (!good) {
		sandbox_describe(SANDBOX_ALL, &wanted);
		sandbox_describe(worker->response.protections, &found);
		fail(worker, FAILURE_SANDBOX, SIZE_MAX,
		     mem_print(_("--require-sandbox: expected the protections %s, found %s"),
			       wanted.data, found.data));
	}
	text_free(&wanted);
	text_free(&found);
	return good;
}

static bool take_opening(struct worker *worker)
{
	if (!receive(worker) || !has_protections(worker))
		return false;
	switch (worker->response.kind) {
	case RESPONSE_NOT_OPENED:
		return fail(worker, FAILURE_OPEN, SIZE_MAX, foreign_sentence(worker));
	case RESPONSE_BAD_TABLE:
		return fail(worker, FAILURE_TABLE, SIZE_MAX, foreign_sentence(worker));
	case RESPONSE_OPENED:
		worker->float_changed = worker->response.rounding_changed;
		return take_descriptions(worker);
	default:
		return fail_reply(worker, _("an answer to something else"));
	}
}

static bool start_process(struct worker *worker)
{
	int ends[2], output = capture_open(&worker->capture);
	pid_t engine = getpid();

	if (output < 0)
		return fail_system(worker, _("no pipe for the worker"));
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		close(output);
		return fail_system(worker, _("no socket for the worker"));
	}
	worker->socket = ends[0];
	worker->process = fork();
	if (worker->process == 0)
		run_child(worker, ends[1], output, engine);
	close(ends[1]);
	close(output);
	if (worker->process < 0) {
		worker->process = 0;
		return fail_system(worker, _("no process for the worker"));
	}
	setpgid(worker->process, worker->process);
	/* later workers must not reach this one's slot */
	madvise(worker->slot, sizeof(*worker->slot), MADV_DONTFORK);
	return true;
}

/* Debuggers want the file itself, not a copy of it; but where it is pinned, the bytes that were hashed. */
static void open_in_process(struct worker *worker)
{
	const char **names = mem_array(worker->n_plugins, sizeof(*names));
	char **files = mem_array(worker->n_plugins, sizeof(*files));

	for (size_t i = 0; i < worker->n_plugins; i++) {
		names[i] = worker->sources[i].name;
		files[i] = worker->options.pinned
			       ? mem_print("/proc/self/fd/%d", worker->sources[i].file)
			       : mem_copy(worker->sources[i].path);
	}
	worker->desk.exact = worker->options.on_trial;
	answer_open(&worker->desk, names, (const char *const *)files, worker->n_plugins,
		    &worker->response);
	for (size_t i = 0; i < worker->n_plugins; i++)
		free(files[i]);
	free(names);
	free(files);
}

static void name_sources(struct worker *worker, const char *const *paths)
{
	for (size_t i = 0; i < worker->n_plugins; i++)
		worker->sources[i] = (struct source){
		    .path = mem_copy(paths[i]), .name = name_of(paths[i]), .file = -1};
}

static bool make_slot(struct worker *worker)
{
	void *slot = mmap(NULL, sizeof(*worker->slot), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (slot == MAP_FAILED)
		return fail_system(worker, _("no shared memory for the worker"));
	worker->slot = worker->desk.slot = slot;
	return true;
}

static bool open_plugins(struct worker *worker)
{
	if (!make_slot(worker) || !read_sources(worker))
		return false;
	start_clock(worker);
	if (worker->options.in_process && !has_protections(worker))
		return false;
	if (worker->options.in_process)
		open_in_process(worker);
	else if (!start_process(worker))
		return false;
	return take_opening(worker);
}

struct worker *worker_start(const struct worker_options *options, const char *const *paths,
			    size_t n_paths)
{
	struct worker *worker = mem_alloc(sizeof(*worker));

	worker->options = *options;
	worker->socket = worker->capture.file = -1;
	worker->n_plugins = n_paths;
	worker->sources = mem_array(n_paths, sizeof(*worker->sources));
	worker->plugins = mem_array(n_paths, sizeof(*worker->plugins));
	name_sources(worker, paths);
	open_plugins(worker);
	close_sources(worker);
	if (options->in_process)
		text_add(&worker->sandbox, N_("none (in-process)"));
	else
		sandbox_describe(worker->response.protections, &worker->sandbox);
	return worker;
}

const struct plugin *worker_plugin(const struct worker *worker, size_t index)
{
	return &worker->plugins[index];
}

bool worker_bind(struct worker *worker, const struct instance *instances, size_t count)
{
	worker->instances = instances;
	worker->n_instances = count;
	return worker->failure.kind == FAILURE_NONE;
}

const char *worker_sandbox(const struct worker *worker)
{
	return worker->sandbox.data;
}

bool worker_float_changed(const struct worker *worker)
{
	return worker->float_changed;
}

void worker_refused(const struct worker *worker, uint64_t *refused)
{
	for (size_t i = 0; worker->slot && i < SANDBOX_CALLS / 64; i++)
		refused[i] |= worker->slot->refused[i];
}

size_t worker_memory(const struct worker *worker)
{
	char *path = mem_print("/proc/%d/statm", (int)worker->process);
	FILE *stream = worker->process ? fopen(path, "re") : NULL;
	size_t pages = 0;

	if (stream) {
		/* NOLINTNEXTLINE(cert-err34-c): the kernel writes what fits */
		if (fscanf(stream, "%*u %*u %*u %*u %*u %zu", &pages) != 1)
			pages = 0;
		fclose(stream);
	}
	free(path);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* --- Asking --- */

static const juri_method *method_of(const struct worker *worker, const struct instance *instance)
{
	return &worker->plugins[instance->plugin].methods[instance->method];
}

static char *put(char *at, const void *bytes, size_t length)
{
	if (length)
		memcpy(at, bytes, length);
	return at + length;
}

/* Writes what the method shall work on into the slot's text; false when there is no room. */
static bool write_request(struct worker *worker, struct request *request)
{
	const struct instance *instance = &worker->instances[worker->instance];
	const juri_method *method = method_of(worker, instance);
	char *at = worker->slot->text;
	size_t columns = 0;

	for (uint32_t i = 0; i < method->n_roles; i++)
		columns += instance->counts[i];
	if (columns > SLOT_TEXT / 8)
		return false;
	*request = (struct request){.plugin = instance->plugin,
				    .method = instance->method,
				    .rows = worker->rows,
				    .n_columns = (uint32_t)columns};
	at = put(at, instance->params, method->n_params * sizeof(double));
	at = put(at, instance->counts, method->n_roles * sizeof(uint32_t));
	put(at, instance->fields, columns * sizeof(uint32_t));
	return true;
}

/* Remembers which rows are due and marks all as untouched. */
static void prepare_rows(struct worker *worker, const uint8_t *present)
{
	const uint64_t untouched = UNTOUCHED;

	for (uint32_t row = 0; row < worker->rows; row++)
		worker->due[row] = present[row] ? DUE : NOT_DUE;
	for (uint32_t row = 0; row < COHORT_BLOCK; row++)
		memcpy(&worker->slot->measures[row], &untouched, sizeof(untouched));
}

/* Sets the descriptor to send along to -1 when the worker has this block already. */
static bool block_to_send(struct worker *worker, int *file, struct request *request)
{
	struct stat status;

	if (fstat(*file, &status) != 0)
		return fail_system(worker, _("cannot ask the worker"));
	if (status.st_ino == worker->block_file && status.st_dev == worker->block_device) {
		*file = -1;
		return true;
	}
	worker->block_file = status.st_ino;
	worker->block_device = status.st_dev;
	request->block_size = (uint64_t)status.st_size;
	return true;
}

static void attach(struct msghdr *message, void *control, size_t size, int file)
{
	struct cmsghdr *head = control;

	*head = (struct cmsghdr){
	    .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(file))};
	memcpy(CMSG_DATA(head), &file, sizeof(file));
	message->msg_control = control;
	message->msg_controllen = size;
}

static bool send_request(struct worker *worker, struct request *request, int file)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {0};
	struct iovec part = {request, sizeof(*request)};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	ssize_t sent;

	if (file >= 0)
		attach(&message, control, sizeof(control), file);
	do
		sent = sendmsg(worker->socket, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent >= 0)
		return true;
	if (errno == EPIPE || errno == ECONNRESET)
		return fail_dead(worker);
	return fail_system(worker, _("cannot ask the worker"));
}

bool worker_send(struct worker *worker, const struct cohort *cohort, size_t instance, size_t block,
		 const uint8_t *present)
{
	struct request request;
	int file = cohort->blocks[block].file;

	assert(!worker->busy && instance < worker->n_instances);
	if (worker->failure.kind != FAILURE_NONE)
		return false;
	worker->busy = true;
	worker->instance = instance;
	worker->block = block;
	worker->rows = cohort_block_rows(cohort, block);
	start_clock(worker);
	prepare_rows(worker, present);
	if (!write_request(worker, &request))
		return fail(worker, FAILURE_SYSTEM, SIZE_MAX,
			    mem_print(_("expected a criterion with fewer fields, found too many")));
	if (!block_to_send(worker, &file, &request))
		return false;
	if (!worker->options.in_process)
		return send_request(worker, &request, file);
	answer_request(&worker->desk, &request, file, &worker->response);
	return true;
}

/* --- Checking a reply --- */

static void add_remark(struct worker *worker, const struct remark *remark)
{
	worker->remarks = mem_grow(worker->remarks, worker->n_remarks, sizeof(*worker->remarks));
	worker->remarks[worker->n_remarks++] = *remark;
}

static void add_log(struct worker *worker, const char *text)
{
	add_remark(worker, &(struct remark){.row = UINT32_MAX, .kind = REMARK_LOG, .text = text});
}

/* The remark at the start of left bytes; its size there, or 0 when it is none. */
static size_t read_remark(const char *at, size_t left, struct remark *remark)
{
	struct remark_head head;
	size_t size, bad;

	if (left < sizeof(head))
		return 0;
	memcpy(&head, at, sizeof(head));
	size = sizeof(head) + head.length + 1;
	*remark = (struct remark){.row = head.row, .kind = head.kind, .text = at + sizeof(head)};
	if (head.kind > REMARK_LOG || head.length > REMARK_TEXT || size > left)
		return 0;
	if (memchr(remark->text, 0, head.length + 1u) != remark->text + head.length ||
	    !text_is_utf8(remark->text, head.length, &bad))
		return 0;
	return size;
}

/* Keeps a remark unless it is about a row that is not due; false when there is no such row. */
static bool keep_remark(struct worker *worker, const struct remark *remark)
{
	if (remark->kind == REMARK_LOG) {
		add_log(worker, remark->text);
		return true;
	}
	if (remark->row >= worker->rows)
		return false;
	if (worker->due[remark->row] == NOT_DUE)
		return true;
	if (remark->kind == REMARK_UNDEFINED)
		worker->due[remark->row] = SAID_UNDEFINED;
	add_remark(worker, remark);
	return true;
}

/* What the plugin printed meanwhile. */
static void add_printed(struct worker *worker)
{
	capture_read(&worker->capture);
	for (size_t i = 0; i < worker->capture.n_lines; i++)
		add_log(worker, worker->capture.lines[i]);
	if (worker->capture.more)
		add_log(worker, _("it printed more"));
}

/* The engine's own words about the reply, after the method's. */
static void add_own_remarks(struct worker *worker)
{
	add_printed(worker);
	if (worker->response.rounding_changed)
		add_log(worker, _("the method changed the rounding mode; it was set back"));
	if (worker->response.dropped) {
		snprintf(worker->dropped, sizeof(worker->dropped),
			 _("%u remarks dropped: there was no room"), worker->response.dropped);
		add_log(worker, worker->dropped);
	}
}

static bool take_remarks(struct worker *worker)
{
	const char *at = worker->text;
	size_t left = worker->response.length, size;
	struct remark remark;

	worker->n_remarks = 0;
	for (; left; at += size, left -= size) {
		size = read_remark(at, left, &remark);
		if (!size || !keep_remark(worker, &remark))
			return fail_reply(worker, _("a remark that is not one"));
	}
	add_own_remarks(worker);
	return true;
}

static bool fail_measure(struct worker *worker, const juri_method *method, uint32_t row)
{
	double measure = worker->measures[row];

	fail(worker, FAILURE_MEASURE, worker->block * COHORT_BLOCK + row,
	     plugin_measure_problem(method, measure));
	return advise(worker, plugin_measure_mend(measure));
}

/* Checks the measures that are due and clears the others. */
static bool take_measures(struct worker *worker)
{
	const juri_method *method = method_of(worker, &worker->instances[worker->instance]);

	for (uint32_t row = 0; row < worker->rows; row++) {
		double *measure = &worker->measures[row];

		if (worker->due[row] != DUE)
			*measure = NAN;
		else if (!worker->options.on_trial &&
			 !(isfinite(*measure) && *measure >= method->min &&
			   *measure <= method->max))
			return fail_measure(worker, method, row);
	}
	return true;
}

static bool check_response(struct worker *worker)
{
	const struct response *response = &worker->response;

	if (response->kind == RESPONSE_UNMAPPED)
		return fail(worker, FAILURE_SYSTEM, SIZE_MAX,
			    mem_print(_("the worker cannot map the evidence")));
	if (response->kind != RESPONSE_MEASURED)
		return fail_reply(worker, _("an answer to something else"));
	if (response->fault == FAULT_ROW) {
		fail_reply(worker, _("a remark on a row that does not exist"));
		return advise(worker, _("rows are numbered from 0 to call->rows - 1"));
	}
	if (response->fault) {
		fail_reply(worker, _("a remark that is NULL or not UTF-8"));
		return advise(worker, _("save the source as UTF-8; end texts with a NUL"));
	}
	if (response->returned) {
		fail(worker, FAILURE_RETURN, first_unmeasured(worker),
		     mem_print(_("measure(): expected 0, found that it returned %d"),
			       response->returned));
		return advise(worker, _("end it with return 0; of a row without a measure say "
					"juri_undefined()"));
	}
	return true;
}

static bool overran(const struct worker *worker)
{
	for (uint32_t row = worker->rows; row < COHORT_BLOCK; row++)
		if (!is_untouched(worker->slot->measures[row]))
			return true;
	return false;
}

bool worker_receive(struct worker *worker, struct reply *reply)
{
	if (!worker->busy || !receive(worker) || !check_response(worker) || !take_remarks(worker) ||
	    !take_measures(worker))
		return false;
	worker->busy = false;
	*reply = (struct reply){.instance = worker->instance,
				.block = worker->block,
				.rows = worker->rows,
				.measures = worker->measures,
				.remarks = worker->remarks,
				.n_remarks = worker->n_remarks,
				.overran = overran(worker),
				.printed = worker->capture.n_lines > 0};
	return true;
}

/* --- Waiting for several --- */

static bool is_ready(const struct worker *worker, const struct pollfd *wanted)
{
	return worker->busy &&
	       (worker->options.in_process || wanted->revents || now() >= worker->deadline);
}

/* The ready worker that was asked first, or count. */
static size_t first_ready(struct worker *const *workers, const struct pollfd *wanted, size_t count)
{
	size_t first = count;

	for (size_t i = 0; i < count; i++)
		if (is_ready(workers[i], &wanted[i]) &&
		    (first == count || workers[i]->sent < workers[first]->sent))
			first = i;
	return first;
}

/* What to poll for, and until when. */
static int64_t prepare_poll(struct worker *const *workers, struct pollfd *wanted, size_t count)
{
	int64_t deadline = INT64_MAX;

	for (size_t i = 0; i < count; i++) {
		const struct worker *worker = workers[i];
		int64_t due = worker->options.in_process ? 0 : worker->deadline;

		wanted[i] =
		    (struct pollfd){.fd = worker->busy ? worker->socket : -1, .events = POLLIN};
		if (worker->busy && due < deadline)
			deadline = due;
	}
	return deadline;
}

size_t worker_wait(struct worker *const *workers, size_t count)
{
	struct pollfd *wanted = mem_array(count, sizeof(*wanted));
	size_t ready = count;

	while (ready == count) {
		int64_t deadline = prepare_poll(workers, wanted, count);

		if (poll(wanted, count, milliseconds_to(deadline)) >= 0)
			ready = first_ready(workers, wanted, count);
		else if (errno != EINTR)
			mem_exhausted(0); /* the kernel for its own work */
	}
	free(wanted);
	return ready;
}

/* --- Stopping --- */

void worker_stop(struct worker *worker)
{
	if (!worker)
		return;
	end_process(worker);
	capture_close(&worker->capture);
	answer_close(&worker->desk);
	for (size_t i = 0; i < worker->n_plugins; i++) {
		plugin_free(&worker->plugins[i]);
		free(worker->sources[i].path);
		free(worker->sources[i].name);
	}
	if (worker->slot)
		munmap(worker->slot, sizeof(*worker->slot));
	free(worker->plugins);
	free(worker->sources);
	free(worker->failure.detail);
	free(worker->failure.plugin);
	free(worker->remarks);
	free(worker->text);
	text_free(&worker->sandbox);
	free(worker);
}
