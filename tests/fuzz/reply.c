/*
 * core/worker.h, the engine's side: what a hostile worker may send and write into the slot. The first byte says what the
 * engine waits for, the second how many bytes the message has; then come the message (of at most two slices), the slot's
 * measures and its text. What the engine takes must be what its headers promise.
 */
#include "../../core/worker.c"

#include "fuzz.h"

enum { MEASURING = 1, TWO_PLUGINS = 2, TRUE_LENGTH = 4 };

#define ROWS 4u
#define SLICES 2u

struct bytes {
	const uint8_t *at;
	size_t left;
};

static size_t take(struct bytes *from, void *to, size_t size)
{
	size_t n = size < from->left ? size : from->left;

	memset(to, 0, size);
	memcpy(to, from->at, n);
	from->at += n;
	from->left -= n;
	return n;
}

/* One slot serves all inputs; what the last one wrote is wiped away. */
static struct slot *fresh_slot(void)
{
	static struct slot *slot;
	static size_t used;

	if (!slot)
		slot = mmap(NULL, sizeof(*slot), PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	HOLDS(slot != MAP_FAILED);
	memset(slot->text, 0, used);
	used = 65536;
	return slot;
}

static void send_message(struct worker *worker, uint8_t flags, struct bytes *from)
{
	struct response response = {0};
	uint8_t length, extra[256] = {0};
	int ends[2];

	take(from, &length, 1);
	take(from, &response, response_size(SLICES));
	take(from, &worker->slot->opening, sizeof(worker->slot->opening));
	for (uint32_t i = 0; i < SLICES; i++)
		take(from, worker->slot->measures + i * slot_stride(ROWS), ROWS * sizeof(double));
	from->left = from->left < 65536 ? from->left : 65536;
	if (flags & TRUE_LENGTH)
		response.length = (uint32_t)from->left;
	take(from, worker->slot->text, from->left);
	memcpy(extra, &response, response_size(SLICES));
	HOLDS(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
	worker->process.socket = ends[0];
	HOLDS(send(ends[1], extra, length, 0) == length);
	close(ends[1]);
}

static struct worker *new_worker(size_t n_plugins)
{
	static const char *const paths[] = {"/p/generic.so", "/p/example.so"};
	struct worker *worker = mem_alloc(sizeof(*worker));

	worker->options.deadline = 1;
	worker->process = PROCESS_NONE;
	worker->n_plugins = n_plugins;
	worker->sources = mem_array(n_plugins, sizeof(struct source *));
	worker->plugins = mem_array(n_plugins, sizeof(*worker->plugins));
	worker->slot = fresh_slot();
	open_sources(worker, paths);
	start_clock(worker);
	return worker;
}

static void check_failure(struct worker *worker)
{
	const struct worker_failure *failure = worker_failure(worker);
	size_t bad;

	HOLDS(failure && failure->detail);
	HOLDS(text_is_utf8(failure->detail, strlen(failure->detail), &bad));
	for (const char *c = failure->detail; *c; c++)
		HOLDS((unsigned char)*c >= 0x20);
	HOLDS(worker_failure_exit(failure) != EXIT_DONE);
}

/* --- Opening --- */

static void check_packed(const struct worker *worker)
{
	const char *at = worker->text;
	struct text packed = {0};
	uint32_t length;

	for (size_t i = 0; i < worker->n_plugins; i++, at += length) {
		memcpy(&length, at, sizeof(length));
		at += sizeof(length);
		packed.length = 0;
		plugin_pack(&worker->plugins[i], &packed);
		HOLDS(packed.length == length && !memcmp(packed.data, at, length));
	}
	text_free(&packed);
}

static void check_opened(const struct worker *worker)
{
	for (size_t i = 0; i < worker->n_plugins; i++) {
		const struct plugin *plugin = worker_plugin(worker, i);

		HOLDS(plugin_is_name(plugin->name) && plugin->n_methods > 0);
		for (unsigned m = 0; m < plugin->n_methods; m++) {
			const juri_method *method = &plugin->methods[m];
			double value;

			HOLDS(plugin_method(plugin, method->name) == (int)m);
			for (unsigned r = 0; r < method->n_roles; r++)
				HOLDS(plugin_role(method, method->roles[r].name) == (int)r);
			for (unsigned p = 0; p < method->n_params; p++) {
				HOLDS(plugin_param(method, method->params[p].name) == (int)p);
				if (method->params[p].initial)
					HOLDS(plugin_param_value(
					    &method->params[p], method->params[p].initial, &value));
			}
		}
	}
	check_packed(worker);
}

static void open_it(uint8_t flags, struct bytes *bytes)
{
	struct worker *worker = new_worker(flags & TWO_PLUGINS ? 2 : 1);

	send_message(worker, flags, bytes);
	if (take_opening(worker))
		check_opened(worker);
	else
		check_failure(worker);
	sandbox_describe(worker->response.protections, &worker->sandbox);
	worker->slot = NULL;
	worker_stop(worker);
}

/* --- Measuring --- */

static void check_remark(const struct worker *worker, const struct remark *remark)
{
	size_t length = strlen(remark->text), bad;
	const uint8_t *due = worker->due + (worker->taken - 1) * (size_t)ROWS;

	HOLDS(length <= REMARK_TEXT && text_is_utf8(remark->text, length, &bad));
	HOLDS(remark->kind == REMARK_LOG ? remark->row == UINT32_MAX
					 : remark->row < ROWS && due[remark->row]);
}

static void check_reply(const struct worker *worker, const struct reply *reply)
{
	bool undefined[ROWS] = {false};

	HOLDS(reply->instance < SLICES && reply->rows == ROWS);
	for (size_t i = 0; i < reply->n_remarks; i++) {
		check_remark(worker, &reply->remarks[i]);
		if (reply->remarks[i].kind == REMARK_UNDEFINED)
			undefined[reply->remarks[i].row] = true;
	}
	for (uint32_t row = 0; row < ROWS; row++) {
		double measure = reply->measures[row];

		if (row == 3 || undefined[row])
			HOLDS(isnan(measure));
		else
			HOLDS(measure >= 0 && measure <= 100);
	}
}

static void measure_it(uint8_t flags, struct bytes *bytes)
{
	static const uint8_t present[SLICES * ROWS] = {1, 1, 1, 0, 1, 1, 1, 0};
	static const struct instance instances[SLICES] = {0};
	static juri_method method = {.name = "m", .max = 100, .n_roles = 1};
	struct worker *worker = new_worker(1);
	struct reply reply = {.more = true};

	worker->plugins[0] = (struct plugin){.name = "generic", .methods = &method, .n_methods = 1};
	worker_bind(worker, instances, SLICES);
	begin_request(worker, ROWS);
	worker->slices = SLICES;
	keep_due(worker, present);
	send_message(worker, flags, bytes);
	while (reply.more && worker_receive(worker, &reply))
		check_reply(worker, &reply);
	if (reply.more)
		check_failure(worker);
	worker->slot = NULL;
	worker_stop(worker);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = {data, size};
	uint8_t flags;

	take(&bytes, &flags, 1);
	if (flags & MEASURING)
		measure_it(flags, &bytes);
	else
		open_it(flags, &bytes);
	return 0;
}
