#include "worker.h"

#include <assert.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "column.h"
#include "memory.h"
#include "process.h"
#include "sandbox.h"
#include "source.h"

/* What is known of a row of the running request. */
enum due { NOT_DUE, DUE, SAID_UNDEFINED };

struct worker {
	struct worker_options options;
	struct worker_failure failure;
	struct source **sources; /* until the opening was taken */
	struct plugin *plugins;
	size_t n_plugins;
	struct text sandbox;
	bool float_changed; /* by opening the plugins */
	struct process process;
	unsigned number; /* of the process, of those that the engine has started */
	struct slot *slot;
	struct desk desk; /* the worker's, which the process takes along; in-process */
	const struct instance *instances;
	size_t n_instances;

	/* the running request */
	bool busy;
	int64_t sent, deadline; /* nanoseconds */
	size_t first, block;    /* its first instance */
	uint32_t slices, rows;
	uint32_t begun; /* of its slices, when the deadline was last set */
	uint8_t *due;   /* enum due, slice after slice */
	/* What the worker has mapped, room by room. */
	dev_t devices[COHORT_ROOMS];
	ino_t files[COHORT_ROOMS];

	/* its response, and our copy of the slice that is taken */
	struct response response;
	uint32_t taken; /* slices */
	size_t text_at; /* where the remarks of the next one begin */
	char *text;
	double *measures; /* of the slice */
	double *own;      /* for who has no room of his own */
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

static int64_t deadline_from(const struct worker *worker, int64_t begin)
{
	return begin + (int64_t)(worker->options.deadline * SECOND);
}

static void start_clock(struct worker *worker)
{
	worker->sent = now();
	worker->deadline = deadline_from(worker, worker->sent);
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

/* The slices of the request that were begun, as the worker says. */
static uint32_t begun(const struct worker *worker)
{
	uint32_t begun = __atomic_load_n(&worker->slot->begun, __ATOMIC_ACQUIRE);

	return begun < worker->slices ? begun : worker->slices;
}

/*
 * Whether the time for a slice is over. Each slice has its own: where further ones were begun, the deadline moves. It does
 * so once for each slice at most, and never beyond now, whatever the worker writes.
 */
static bool is_overdue(struct worker *worker)
{
	uint32_t count = begun(worker);
	int64_t since = __atomic_load_n(&worker->slot->since, __ATOMIC_ACQUIRE);

	if (now() < worker->deadline)
		return false;
	if (!worker->busy || count <= worker->begun)
		return true;
	worker->begun = count;
	worker->deadline = deadline_from(worker, since < now() ? since : now());
	return now() >= worker->deadline;
}

/* --- Failures --- */

/* The slice that is taken, or else the last that was begun. */
static uint32_t slice_at_work(const struct worker *worker)
{
	uint32_t count = worker->response.slices ? 0 : begun(worker);

	return count ? count - 1 : worker->taken;
}

/* The row of the cohort that the method had not come to. */
static size_t first_unmeasured(const struct worker *worker)
{
	uint32_t slice = slice_at_work(worker);
	const double *measures = worker->slot->measures + slice * slot_stride(worker->rows);
	bool untouched = !begun(worker);

	for (uint32_t row = 0; worker->busy && row < worker->rows; row++)
		if (worker->due[(size_t)slice * worker->rows + row] == DUE &&
		    (untouched || slot_is_untouched(measures[row])))
			return worker->block * COHORT_BLOCK + row;
	return SIZE_MAX;
}

static size_t instance_at_work(const struct worker *worker)
{
	return worker->first + slice_at_work(worker);
}

/* The name of the plugin that was measuring or being opened, or NULL. */
static const char *plugin_at_work(const struct worker *worker)
{
	size_t index;

	if (worker->busy)
		return worker->plugins[worker->instances[instance_at_work(worker)].plugin].name;
	index = worker->slot ? worker->slot->opening : 0;
	return index < worker->n_plugins && worker->sources[index] ? worker->sources[index]->name
								   : NULL;
}

/* Ends the worker. detail is malloc'd and now ours. Always false. */
static bool fail(struct worker *worker, unsigned kind, size_t row, char *detail)
{
	const char *plugin = plugin_at_work(worker);

	worker->failure.kind = kind;
	worker->failure.detail = detail;
	worker->failure.plugin = plugin ? mem_copy(plugin) : NULL;
	worker->failure.instance = worker->busy ? instance_at_work(worker) : SIZE_MAX;
	worker->failure.row = row;
	worker->busy = false;
	process_end(&worker->process);
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

static const char *signal_mend(int signal, bool measuring)
{
	switch (signal) {
	case SIGSEGV:
	case SIGBUS:
		if (!measuring)
			return _("look for n_methods, n_roles and n_params that are not the "
				 "lengths of their lists (JURI_COUNT), and at what runs before any "
				 "method");
		return _("look for an index beyond call->rows or count, for NULL, for writing to "
			 "inputs");
	case SIGSYS:
		return _("look for system(), popen() and other calls that the sandbox refuses; "
			 "what a method needs comes in its columns and parameters");
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

	capture_read(&worker->process.capture);
	if (!worker->process.capture.last)
		return detail;
	all = mem_print("%s; %s", detail, worker->process.capture.last);
	free(detail);
	return all;
}

/* The socket is at its end: so is the process, or it gets as long as it had for the reply. */
static bool fail_dead(struct worker *worker)
{
	size_t row;
	int status;

	if (!process_await(worker->process.id, milliseconds_to(worker->deadline)))
		return fail_time(worker);
	status = process_reap(&worker->process);
	row = first_unmeasured(worker); /* only now: it may have gone on after it hung up */
	if (WIFSIGNALED(status)) {
		bool measuring = worker->busy;

		fail(worker, FAILURE_SIGNAL, row,
		     with_last_words(worker, mem_print(_("killed by signal SIG%s"),
						       sigabbrev_np(WTERMSIG(status)))));
		return advise(worker, signal_mend(WTERMSIG(status), measuring));
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
	return failure->kind == FAILURE_TRUST     ? E_NOT_TRUSTED
	       : failure->kind == FAILURE_SANDBOX ? "E-PLG-007"
						  : "E-PLG-002";
}

enum exit_code worker_failure_exit(const struct worker_failure *failure)
{
	return failure->kind == FAILURE_TRUST    ? EXIT_TRUST
	       : failure->kind == FAILURE_SYSTEM ? EXIT_MEMORY
						 : EXIT_PLUGIN;
}

/* --- The shared objects --- */

static void open_sources(struct worker *worker, const char *const *paths)
{
	for (size_t i = 0; i < worker->n_plugins; i++)
		worker->sources[i] = source_open(paths[i]);
}

static void close_sources(struct worker *worker)
{
	for (size_t i = 0; i < worker->n_plugins; i++) {
		source_close(worker->sources[i]);
		worker->sources[i] = NULL;
	}
}

/* Why the last of the files is not the one that the criteria name by its hash, or NULL. */
static char *unpinned(const struct worker *worker, size_t index)
{
	const char *pinned = worker->options.pinned, *found = worker->sources[index]->sha256;

	if (!pinned || index + 1 < worker->n_plugins || !strcmp(pinned, found))
		return NULL;
	return mem_print(_("expected the file with plugin-sha256 %s, found %s"), pinned, found);
}

static char *unread(int error)
{
	if (error == EINVAL)
		return mem_print(
		    _("expected a file, found a folder, a FIFO, a socket or a device"));
	if (error == E2BIG)
		return mem_print(_("expected at most %d bytes, found more"), SOURCE_LIMIT);
	return mem_print(_("cannot be read into memory: %s"), text_error(error));
}

static bool check_sources(struct worker *worker)
{
	for (uint32_t i = 0; i < worker->n_plugins; i++) {
		const struct source *source = worker->sources[i];
		char *distrusted = source->distrust ? mem_copy(source->distrust) : NULL;

		worker->slot->opening = i;
		if (!distrusted && !source->error)
			distrusted = unpinned(worker, i);
		if (distrusted)
			return fail(worker, FAILURE_TRUST, SIZE_MAX, distrusted);
		if (source->error)
			return fail(worker, FAILURE_OPEN, SIZE_MAX, unread(source->error));
		if (source->cut)
			return fail(worker, FAILURE_OPEN, SIZE_MAX, mem_copy(source->cut));
	}
	return true;
}

/* --- The process --- */

/* Opens the plugins under the names that their files have for this process. */
static void open_plugins(struct worker *worker, char **files, struct response *response)
{
	const char **names = mem_array(worker->n_plugins, sizeof(*names));

	for (size_t i = 0; i < worker->n_plugins; i++)
		names[i] = worker->sources[i]->name;
	answer_open(&worker->desk, names, (const char *const *)files, worker->n_plugins, response);
	for (size_t i = 0; i < worker->n_plugins; i++)
		free(files[i]);
	free(files);
	free(names);
}

/*
 * Processes that are forked have everything at the same addresses, and those of two runs do not: what a method makes of addresses
 * (the order of a set of pointers) is to show on trial. So what comes to be mapped and allocated lies elsewhere in each.
 */
static void move_memory(unsigned number)
{
	unsigned shift =
	    number * 7 % 61 + 1; /* from one to the next more than a shared object takes */

	for (unsigned i = 0; i < shift;
	     i++) /* in pieces, which also fill what lies between others */
		(void)mmap(NULL, 1 << 13, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
			   -1, 0);
	sbrk((intptr_t)shift << 12); /* malloc goes on behind it */
}

/* What the process does from its first to its last moment. */
static _Noreturn void be_worker(void *user)
{
	struct worker *worker = user;
	struct response *response = &worker->response;
	char **files = mem_array(worker->n_plugins, sizeof(*files));
	const int rules = PROCESS_FILES + (int)worker->n_plugins; /* as start_process places them */
	unsigned protections;

	for (size_t i = 0; i < worker->n_plugins; i++)
		files[i] = mem_print("/proc/self/fd/%zu", PROCESS_FILES + i);
	if (worker->options.on_trial) {
		sandbox_note(worker->slot->refused);
		move_memory(worker->number);
	}
	protections = sandbox_limit(PROCESS_SOCKET, rules);
	close(rules);
	if (worker->options.require_sandbox && protections != SANDBOX_ALL)
		response->kind = RESPONSE_UNPROTECTED;
	else
		open_plugins(worker, files, response);
	for (int file = PROCESS_FILES; file < rules; file++)
		close(file);
	fflush(stdout);
	response->protections = sandbox_enter(protections);
	answer_send(PROCESS_SOCKET, response);
	answer_loop(&worker->desk, PROCESS_SOCKET);
}

/* Debuggers want the file itself, not a copy of it; but where it is pinned, the bytes that were hashed. */
static void open_in_process(struct worker *worker)
{
	char **files = mem_array(worker->n_plugins, sizeof(*files));

	for (size_t i = 0; i < worker->n_plugins; i++)
		files[i] = worker->options.pinned
			       ? mem_print("/proc/self/fd/%d", worker->sources[i]->file)
			       : mem_copy(worker->sources[i]->path);
	worker->desk.exact = worker->options.on_trial;
	open_plugins(worker, files, &worker->response);
}

/* What can be done once, before there are processes that would all have to do it. */
static void prepare_process(struct worker *worker)
{
	const char *language = getenv("LANGUAGE");

	gettext(""); /* loads the translations, which lie where the sandbox lets nobody read */
	worker->desk.language = language ? mem_copy(language) : NULL;
	worker->desk.printing = true;
}

/* No other worker may reach this one's slot: what is forked takes it along only where it is let. */
static bool let_take_slot(struct worker *worker, bool take)
{
	return madvise(worker->slot, sizeof(*worker->slot), take ? MADV_DOFORK : MADV_DONTFORK) ==
	       0;
}

static bool start_process(struct worker *worker)
{
	static unsigned started;
	int *files = mem_array(worker->n_plugins + 1, sizeof(*files));
	size_t n_files = worker->n_plugins;
	const char *lacking;

	for (size_t i = 0; i < worker->n_plugins; i++)
		files[i] = worker->sources[i]->file;
	if (!sandbox_libraries(&files[n_files])) {
		free(files);
		return fail_system(worker, _("no sandbox for the worker"));
	}
	n_files += files[n_files] >= 0;
	worker->number = started++;
	lacking = let_take_slot(worker, true)
		      ? process_start(&worker->process, files, n_files, be_worker, worker)
		      : _("no shared memory for the worker");
	free(files);
	if (lacking)
		return fail_system(worker, lacking);
	return let_take_slot(worker, false) ||
	       fail_system(worker, _("no shared memory for the worker"));
}

/* --- Messages --- */

/* The socket can be read or is at its end, or the time is over (false). */
static bool wait_for_response(struct worker *worker)
{
	while (!wait_readable(worker->process.socket, worker->deadline))
		if (is_overdue(worker))
			return false;
	return true;
}

/* Takes a message; how long it is decides what of it is there. */
static bool receive_message(struct worker *worker)
{
	struct response *response = &worker->response;
	uint32_t slices;
	ssize_t length;

	if (!wait_for_response(worker))
		return fail_time(worker);
	do
		length = recv(worker->process.socket, response, sizeof(*response), MSG_DONTWAIT);
	while (length < 0 && errno == EINTR);
	slices = response->slices;
	response->slices = 0; /* what was no response answers nothing */
	if (length <= 0)
		return fail_dead(worker);
	if ((size_t)length < response_size(0) || slices > SLOT_SLICES ||
	    (size_t)length != response_size(slices))
		return fail_reply(worker, _("a message of the wrong size"));
	response->slices = slices;
	return true;
}

static bool receive(struct worker *worker)
{
	if (!worker->options.in_process && !receive_message(worker))
		return false;
	if (worker->response.length <= SLOT_TEXT)
		return true;
	worker->response.slices = 0;
	return fail_reply(worker, _("more text than there is room for"));
}

/* Copies text out of the slot, where the worker could change it. */
static void copy_text(struct worker *worker, size_t at, size_t length)
{
	worker->text = mem_resize(worker->text, length, 1);
	memcpy(worker->text, worker->slot->text + at, length);
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
	const struct source *source = worker->sources[index];
	char *wrong = plugin_unpack(plugin, bytes, length, source->name), *real;

	worker->slot->opening = (uint32_t)index;
	if (wrong)
		return fail(worker, FAILURE_TABLE, SIZE_MAX, wrong);
	real = mem_real(source->path);
	plugin->path = arena_copy(&plugin->arena, real ? real : source->path,
				  strlen(real ? real : source->path));
	free(real);
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

static bool make_slot(struct worker *worker)
{
	void *slot = mmap(NULL, sizeof(*worker->slot), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (slot == MAP_FAILED)
		return fail_system(worker, _("no shared memory for the worker"));
	worker->slot = worker->desk.slot = slot;
	return let_take_slot(worker, false) ||
	       fail_system(worker, _("no shared memory for the worker"));
}

/* The copies in memory have no other names than those that /proc gives them. */
static bool has_names(struct worker *worker)
{
	if ((worker->options.in_process && !worker->options.pinned) ||
	    access("/proc/self/fd", X_OK) == 0)
		return true;
	return fail(worker, FAILURE_OPEN, SIZE_MAX,
		    mem_print(_("expected /proc, through which it is opened, found none: mount -t "
				"proc proc /proc")));
}

struct worker *worker_new(const struct worker_options *options, const char *const *paths,
			  size_t n_paths)
{
	struct worker *worker = mem_alloc(sizeof(*worker));

	worker->options = *options;
	worker->process = PROCESS_NONE;
	worker->n_plugins = n_paths;
	worker->sources = mem_array(n_paths, sizeof(struct source *));
	worker->plugins = mem_array(n_paths, sizeof(*worker->plugins));
	open_sources(worker, paths);
	if (make_slot(worker) && check_sources(worker) && has_names(worker) && !options->in_process)
		prepare_process(worker);
	return worker;
}

void worker_launch(struct worker *worker)
{
	if (worker->failure.kind == FAILURE_NONE && !worker->options.in_process)
		start_process(worker);
}

static bool take_opening(struct worker *worker)
{
	if (!receive(worker) || !has_protections(worker))
		return false;
	copy_text(worker, 0, worker->response.length);
	switch (worker->response.kind) {
	case RESPONSE_NOT_OPENED:
		return fail(worker, FAILURE_OPEN, SIZE_MAX, foreign_sentence(worker));
	case RESPONSE_BAD_TABLE:
		return fail(worker, FAILURE_TABLE, SIZE_MAX, foreign_sentence(worker));
	case RESPONSE_OPENED:
		worker->float_changed = worker->response.float_changed;
		return take_descriptions(worker);
	default:
		return fail_reply(worker, _("an answer to something else"));
	}
}

static bool await_opening(struct worker *worker)
{
	start_clock(worker);
	if (!worker->options.in_process)
		return take_opening(worker);
	if (!has_protections(worker))
		return false;
	open_in_process(worker);
	return take_opening(worker);
}

void worker_await(struct worker *worker)
{
	if (worker->failure.kind == FAILURE_NONE)
		await_opening(worker);
	close_sources(worker);
	if (worker->options.in_process)
		text_add(&worker->sandbox, N_("none (in-process)"));
	else
		sandbox_describe(worker->response.protections, &worker->sandbox);
}

struct worker *worker_start(const struct worker_options *options, const char *const *paths,
			    size_t n_paths)
{
	struct worker *worker = worker_new(options, paths, n_paths);

	worker_launch(worker);
	worker_await(worker);
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
	char *path = mem_print("/proc/%d/statm", (int)worker->process.id);
	FILE *stream = worker->process.id ? fopen(path, "re") : NULL;
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

static size_t count_columns(const struct instance *instance, const juri_method *method)
{
	size_t columns = 0;

	for (uint32_t i = 0; i < method->n_roles; i++)
		columns += instance->counts[i];
	return columns;
}

/* Writes what a method shall work on at an offset of the slot's text. Returns its length, 0 when there is no room. */
static size_t write_slice(struct worker *worker, size_t index, size_t offset)
{
	const struct instance *instance = &worker->instances[index];
	const juri_method *method = method_of(worker, instance);
	size_t columns = count_columns(instance, method), size = slice_size(method, columns);
	const struct slice slice = {instance->plugin, instance->method, (uint32_t)columns, 0};
	char *at = worker->slot->text + offset;

	if (columns > SLOT_TEXT / 8 || size > SLOT_TEXT - offset)
		return 0;
	at = put(at, &slice, sizeof(slice));
	at = put(at, instance->params, method->n_params * sizeof(double));
	at = put(at, instance->counts, method->n_roles * sizeof(uint32_t));
	put(at, instance->fields, columns * sizeof(uint32_t));
	return size;
}

/* Writes as many slices as there is room for; false when that is none. */
static bool write_request(struct worker *worker, size_t count, struct request *request)
{
	size_t offset = 0, size = 1;

	for (worker->slices = 0; worker->slices < count && size; offset += size) {
		size = write_slice(worker, worker->first + worker->slices, offset);
		worker->slices += size > 0;
	}
	*request = (struct request){
	    .slices = worker->slices, .rows = worker->rows, .length = (uint32_t)offset};
	return worker->slices > 0;
}

/* Remembers which rows are due. */
static void keep_due(struct worker *worker, const uint8_t *present)
{
	size_t rows = (size_t)worker->slices * worker->rows;

	_Static_assert(NOT_DUE == 0 && DUE == 1, "as worker_send takes it");
	worker->due = mem_resize(worker->due, rows, 1);
	memcpy(worker->due, present, rows);
}

/* Sets the descriptor to send along to -1 when the worker has this block already. */
static bool block_to_send(struct worker *worker, int *file, struct request *request)
{
	unsigned room = request->room;
	struct stat status;

	if (fstat(*file, &status) != 0)
		return fail_system(worker, _("cannot ask the worker"));
	if (status.st_ino == worker->files[room] && status.st_dev == worker->devices[room]) {
		*file = -1;
		return true;
	}
	worker->files[room] = status.st_ino;
	worker->devices[room] = status.st_dev;
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
		sent = sendmsg(worker->process.socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (sent < 0 && errno == EINTR);
	if (sent >= 0)
		return true;
	if (errno == EAGAIN) /* it answered again and again, and never took what it was asked */
		return fail_reply(worker, _("answers to what was not asked yet"));
	if (errno == EPIPE || errno == ECONNRESET)
		return fail_dead(worker);
	return fail_system(worker, _("cannot ask the worker"));
}

/* Nothing of the request was begun or answered yet. */
static void begin_request(struct worker *worker, uint32_t rows)
{
	worker->busy = true;
	worker->rows = rows;
	worker->begun = worker->taken = worker->response.slices = 0;
	worker->text_at = 0;
	__atomic_store_n(&worker->slot->begun, 0, __ATOMIC_RELEASE);
	start_clock(worker);
}

size_t worker_room(uint32_t rows)
{
	size_t room = SLOT_ROWS / slot_stride(rows ? rows : 1);

	return room < SLOT_SLICES ? room : SLOT_SLICES;
}

bool worker_send(struct worker *worker, const struct cohort *cohort, size_t first, size_t count,
		 size_t block, const uint8_t *present)
{
	struct request request;
	int file = cohort->blocks[block].file;

	assert(!worker->busy && count && first + count <= worker->n_instances);
	if (worker->failure.kind != FAILURE_NONE)
		return false;
	worker->first = first;
	worker->block = block;
	begin_request(worker, cohort_block_rows(cohort, block));
	assert(count <= worker_room(worker->rows));
	if (!write_request(worker, count, &request))
		return fail(worker, FAILURE_SYSTEM, SIZE_MAX,
			    mem_print(_("expected a criterion with fewer fields, found too many")));
	keep_due(worker, present);
	request.room = cohort->blocks[block].room;
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

/* Of the slice that is taken. */
static uint8_t *due_of(const struct worker *worker)
{
	return worker->due + (size_t)worker->taken * worker->rows;
}

static const struct outcome *outcome_of(const struct worker *worker)
{
	return &worker->response.outcomes[worker->taken];
}

/* Keeps a remark unless it is about a row that is not due; false when there is no such row. */
static bool keep_remark(struct worker *worker, const struct remark *remark)
{
	uint8_t *due = due_of(worker);

	if (remark->kind == REMARK_LOG) {
		add_log(worker, remark->text);
		return true;
	}
	if (remark->row >= worker->rows)
		return false;
	if (due[remark->row] == NOT_DUE)
		return true;
	if (remark->kind == REMARK_UNDEFINED && due[remark->row] == SAID_UNDEFINED)
		return true; /* what is said first holds: the worker sends no other */
	if (remark->kind == REMARK_UNDEFINED)
		due[remark->row] = SAID_UNDEFINED;
	add_remark(worker, remark);
	return true;
}

/* What the plugin printed meanwhile: it did so in the last slice that was answered, or there is nothing. */
static void add_printed(struct worker *worker)
{
	struct capture *capture = &worker->process.capture;

	if (worker->taken + 1 < worker->response.slices)
		return;
	capture_read(capture);
	for (size_t i = 0; i < capture->n_lines; i++)
		add_log(worker, capture->lines[i]);
	if (capture->more)
		add_log(worker, _("it printed more"));
}

/* The engine's own words about the reply, after the method's. */
static void add_own_remarks(struct worker *worker)
{
	const struct outcome *outcome = outcome_of(worker);

	add_printed(worker);
	if (outcome->rounding_changed)
		add_log(worker, _("the method changed the rounding mode; it was set back"));
	if (outcome->dropped) {
		snprintf(worker->dropped, sizeof(worker->dropped),
			 _("%u remarks dropped: there was no room"), outcome->dropped);
		add_log(worker, worker->dropped);
	}
}

static bool take_remarks(struct worker *worker)
{
	size_t left = outcome_of(worker)->length, size;
	struct remark remark;
	const char *at;

	copy_text(worker, worker->text_at, left);
	worker->text_at += left;
	worker->n_remarks = 0;
	for (at = worker->text; left; at += size, left -= size) {
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

static bool is_good(const juri_method *method, double measure)
{
	return isfinite(measure) && measure >= method->min && measure <= method->max;
}

/* Below 0 where a measure of a chunk is below or above the range or NaN, and for a few others. Without a jump for each. */
static int64_t signs_of(const double *measures, double min, double max)
{
	const int64_t infinity = column_bits(HUGE_VAL);
	int64_t signs = 0;

	for (unsigned i = 0; i < COLUMN_CHUNK; i++)
		signs |= column_bits(measures[i] - min) | column_bits(max - measures[i]) |
			 (infinity - (column_bits(measures[i]) & INT64_MAX));
	return signs;
}

/* False where all measures are good. There is room for whole chunks. */
static bool may_be_bad(const juri_method *method, double *measures, uint32_t rows)
{
	const double min = fmax(method->min, -DBL_MAX), max = fmin(method->max, DBL_MAX);
	int64_t signs = 0;

	for (uint32_t row = rows; row < COLUMN_ROOM(rows); row++)
		measures[row] = min;
	for (uint32_t first = 0; first < rows; first += COLUMN_CHUNK)
		signs |= signs_of(measures + first, min, max);
	return signs < 0;
}

static bool check_measures(struct worker *worker, const juri_method *method, const uint8_t *due)
{
	if (worker->options.on_trial || !may_be_bad(method, worker->measures, worker->rows))
		return true;
	for (uint32_t row = 0; row < worker->rows; row++)
		if (due[row] == DUE && !is_good(method, worker->measures[row]))
			return fail_measure(worker, method, row);
	return true;
}

/* Copies the measures of the slice, checks those that are due and clears the others. */
static bool take_measures(struct worker *worker)
{
	const juri_method *method =
	    method_of(worker, &worker->instances[worker->first + worker->taken]);
	const uint8_t *due = due_of(worker);
	uint16_t others[COHORT_BLOCK];
	unsigned n = column_list(due, worker->rows, DUE, others);
	bool good;

	if (!worker->taken)
		mem_map(worker->slot->measures,
			worker->response.slices * slot_stride(worker->rows) * sizeof(double));
	memcpy(worker->measures, worker->slot->measures + worker->taken * slot_stride(worker->rows),
	       worker->rows * sizeof(double));
	for (unsigned k = 0; k < n; k++)
		worker->measures[others[k]] = fmin(fmax(method->min, -DBL_MAX), DBL_MAX);
	good = check_measures(worker, method, due);
	for (unsigned k = 0; k < n; k++)
		worker->measures[others[k]] = (double)NAN;
	return good;
}

static bool check_response(struct worker *worker)
{
	struct response *response = &worker->response;
	bool measured = response->kind == RESPONSE_MEASURED && response->slices > 0 &&
			response->slices <= worker->slices;
	uint64_t length = 0;

	if (!measured)
		response->slices = 0;
	if (response->kind == RESPONSE_UNMAPPED)
		return fail(worker, FAILURE_SYSTEM, SIZE_MAX,
			    mem_print(_("the worker cannot map the evidence")));
	if (!measured)
		return fail_reply(worker, _("an answer to something else"));
	for (uint32_t i = 0; i < response->slices; i++)
		length += response->outcomes[i].length;
	if (length != response->length)
		return fail_reply(worker, _("a remark that is not one"));
	return true;
}

static bool check_outcome(struct worker *worker)
{
	const struct outcome *outcome = outcome_of(worker);

	if (outcome->fault == FAULT_ROW) {
		fail_reply(worker, _("a remark on a row that does not exist"));
		return advise(worker, _("rows are numbered from 0 to call->rows - 1"));
	}
	if (outcome->fault) {
		fail_reply(worker, _("a remark that is NULL or not UTF-8"));
		return advise(worker, _("save the source as UTF-8; end texts with a NUL"));
	}
	if (outcome->returned) {
		fail(worker, FAILURE_RETURN, first_unmeasured(worker),
		     mem_print(_("measure(): expected 0, found that it returned %d"),
			       outcome->returned));
		return advise(worker, _("end it with return 0; of a row without a measure say "
					"juri_undefined()"));
	}
	return true;
}

/* The response, when none of its slices was taken yet. */
static bool has_response(struct worker *worker)
{
	return worker->response.slices || (receive(worker) && check_response(worker));
}

bool worker_receive(struct worker *worker, struct reply *reply)
{
	worker->own = mem_resize(worker->own, COLUMN_ROOM(worker->rows), sizeof(double));
	return worker_receive_in(worker, reply, worker->own);
}

bool worker_receive_in(struct worker *worker, struct reply *reply, double *room)
{
	worker->measures = room;
	if (!worker->busy || !has_response(worker) || !check_outcome(worker) ||
	    !take_remarks(worker) || !take_measures(worker))
		return false;
	*reply = (struct reply){.instance = worker->first + worker->taken,
				.block = worker->block,
				.rows = worker->rows,
				.measures = worker->measures,
				.remarks = worker->remarks,
				.n_remarks = worker->n_remarks,
				.overran = outcome_of(worker)->overran,
				.rounding_changed = outcome_of(worker)->rounding_changed,
				.printed = worker->process.capture.n_lines > 0};
	worker->busy = reply->more = ++worker->taken < worker->response.slices;
	return true;
}

/* --- Waiting for several --- */

static bool is_ready(struct worker *worker, const struct pollfd *wanted)
{
	return worker->busy && (worker->response.slices || worker->options.in_process ||
				wanted->revents || is_overdue(worker));
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
		int64_t due =
		    worker->options.in_process || worker->response.slices ? 0 : worker->deadline;

		wanted[i] = (struct pollfd){.fd = worker->busy ? worker->process.socket : -1,
					    .events = POLLIN};
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

void worker_dismiss(struct worker *worker)
{
	assert(!worker->busy);
	process_kill(&worker->process);
}

void worker_stop(struct worker *worker)
{
	if (!worker)
		return;
	process_end(&worker->process);
	capture_close(&worker->process.capture);
	answer_close(&worker->desk);
	close_sources(worker);
	for (size_t i = 0; i < worker->n_plugins; i++)
		plugin_free(&worker->plugins[i]);
	if (worker->slot)
		munmap(worker->slot, sizeof(*worker->slot));
	free(worker->plugins);
	free(worker->sources);
	free(worker->failure.detail);
	free(worker->failure.plugin);
	free(worker->remarks);
	free(worker->own);
	free(worker->text);
	free(worker->due);
	text_free(&worker->sandbox);
	free(worker);
}
