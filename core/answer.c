#include "answer.h"

#include <assert.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "elf.h"
#include "memory.h"
#include "worker.h"

/* --- Opening --- */

static bool refuse(struct desk *desk, struct response *response, enum response_kind kind,
		   const char *sentence)
{
	response->kind = kind;
	response->length = (uint32_t)strnlen(sentence, PLUGIN_TEXT);
	memcpy(desk->slot->text, sentence, response->length);
	return false;
}

/* dlerror() without the name of the file, which is that of a descriptor. */
static const char *open_error(const char *file)
{
	const char *error = dlerror();
	size_t length = strlen(file);

	if (!error)
		return "";
	if (!strncmp(error, file, length) && !strncmp(error + length, ": ", 2))
		return error + length + 2;
	return error;
}

/* What the file is instead of a shared object; NULL: nothing is known of it. */
static char *kind_of(const char *file)
{
	int opened = open(file, O_RDONLY | O_CLOEXEC);
	struct stat status;
	char *kind = NULL;

	if (opened >= 0 && fstat(opened, &status) == 0) {
		size_t length = (size_t)status.st_size;
		void *bytes = length ? mmap(NULL, length, PROT_READ, MAP_PRIVATE, opened, 0) : NULL;

		if (bytes != MAP_FAILED)
			kind = elf_kind(bytes, length);
		if (length && bytes != MAP_FAILED)
			munmap(bytes, length);
	}
	if (opened >= 0)
		close(opened);
	return kind;
}

/* The words of the system's loader are in English, whatever the language. */
static bool refuse_file(struct desk *desk, struct response *response, const char *file)
{
	const char *error = open_error(file);
	char *said = mem_print(_("the loader says %s"), text_quoted(error)), *kind = kind_of(file);
	char *sentence;

	if (!kind && strstr(error, "undefined symbol"))
		kind = mem_print(_("define it, or link what does: -lm for mathematics, c++ "
				   "instead of cc for C++; with -Wl,-z,defs the linker says it"));
	sentence = kind ? mem_print("%s; %s", said, kind) : mem_copy(said);
	refuse(desk, response, RESPONSE_NOT_OPENED, sentence);
	free(sentence);
	free(kind);
	free(said);
	return false;
}

/* A plugin without the entry of this contract: of another one, in C++ without its extern "C", or none. */
static bool refuse_entry(struct desk *desk, struct response *response, void *library)
{
	char other[] = "juri_plugin_v2";
	char *digit = &other[sizeof(other) - 2], *sentence = NULL;

	for (; !sentence && *digit <= '9'; ++*digit)
		if (dlsym(library, other))
			sentence = mem_print(_("expected juri_plugin_v1() in it, found %s(), of "
					       "another contract; build it with the juri/plugin.h "
					       "of this juri"),
					     other);
	if (!sentence && dlsym(library, "_Z14juri_plugin_v1v"))
		sentence = mem_print(_("expected juri_plugin_v1() in it, found one with a name of "
				       "C++; include juri/plugin.h, which says extern \"C\""));
	if (!sentence)
		sentence = mem_print(_("expected juri_plugin_v1() in it, found none; end the "
				       "file with JURI_PLUGIN(table)"));
	refuse(desk, response, RESPONSE_NOT_OPENED, sentence);
	free(sentence);
	return false;
}

/* Opens one plugin and appends its description. */
static bool open_one(struct desk *desk, const char *name, const char *file, struct text *bytes,
		     struct response *response)
{
	void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	const juri_plugin *(*entry)(void) = NULL;
	const juri_plugin *table = NULL;
	size_t start = bytes->length;
	uint32_t length = 0;
	char *wrong;

	if (library)
		*(void **)&entry = dlsym(library, "juri_plugin_v1");
	if (entry)
		table = entry();
	if (desk->language) /* only now: plugins see no environment */
		setenv("LANGUAGE", desk->language, 1);
	if (!library)
		return refuse_file(desk, response, file);
	if (!entry)
		return refuse_entry(desk, response, library);
	wrong = plugin_copy(&desk->plugins[desk->slot->opening], table, name);
	if (wrong) {
		refuse(desk, response, RESPONSE_BAD_TABLE, wrong);
		free(wrong);
		return false;
	}
	text_add_n(bytes, (char *)&length, sizeof(length));
	plugin_pack(&desk->plugins[desk->slot->opening], bytes);
	length = (uint32_t)(bytes->length - start - sizeof(length));
	memcpy(bytes->data + start, &length, sizeof(length));
	if (bytes->length > SLOT_TEXT)
		return refuse(
		    desk, response, RESPONSE_BAD_TABLE,
		    _("the table: expected texts that are shorter in all, found too much"));
	if (desk->language)
		clearenv();
	return true;
}

/* Start-up code of -ffast-math takes small numbers for 0, in the whole process. */
static bool float_changed(void)
{
	volatile double smallest = DBL_MIN;

	return fegetround() != FE_TONEAREST || smallest / 2 == 0;
}

void answer_open(struct desk *desk, const char *const *names, const char *const *files,
		 size_t count, struct response *response)
{
	struct text bytes = {0};
	bool opened = true;

	text_add(&bytes, "");
	desk->plugins = mem_array(count, sizeof(*desk->plugins));
	desk->n_plugins = count;
	for (uint32_t i = 0; opened && i < count; i++) {
		desk->slot->opening = i;
		opened = open_one(desk, names[i], files[i], &bytes, response);
	}
	if (opened) {
		response->kind = RESPONSE_OPENED;
		response->float_changed = float_changed();
		response->length = (uint32_t)bytes.length;
		memcpy(desk->slot->text, bytes.data, bytes.length);
	}
	text_free(&bytes);
}

void answer_close(struct desk *desk)
{
	for (size_t i = 0; i < desk->n_plugins; i++)
		plugin_free(&desk->plugins[i]);
	free(desk->plugins);
	free(desk->nothing);
	free(desk->language);
	for (unsigned i = 0; i < COHORT_ROOMS; i++)
		if (desk->rooms[i])
			munmap(desk->rooms[i], desk->room_sizes[i]);
}

/* --- Services --- */

/* Undefined rows decide about a category, notes do not: these leave room for one text per row. */
#define ROOM_FOR_UNDEFINED (COHORT_BLOCK * (sizeof(struct remark_head) + REMARK_TEXT + 1))

/* Of memory for a method, by itself: what is written before its first byte meets the allocator, and valgrind. */
struct piece {
	struct piece *next;
	void *bytes;
};

/* The engine's side of a call. */
struct context {
	double *measures;
	char *text; /* of its remarks */
	struct outcome *outcome;
	uint32_t rows;
	struct piece *pieces;
	bool undefined[]; /* per row */
};

static void blame(struct context *context, enum fault fault)
{
	if (context->outcome->fault == FAULT_NONE)
		context->outcome->fault = fault;
}

/* The bytes of text to keep: at most REMARK_TEXT and no half character. */
static size_t cut(const char *text)
{
	size_t length = strnlen(text, REMARK_TEXT + 1);

	if (length <= REMARK_TEXT)
		return length;
	for (length = REMARK_TEXT; length && ((unsigned char)text[length] & 0xc0) == 0x80;)
		length--;
	return length;
}

static void write_remark(struct context *context, const struct remark_head *head, const char *text)
{
	struct outcome *outcome = context->outcome;
	char *at = context->text + outcome->length;

	memcpy(at, head, sizeof(*head));
	memcpy(at + sizeof(*head), text, head->length);
	at[sizeof(*head) + head->length] = '\0';
	outcome->length += (uint32_t)(sizeof(*head) + head->length + 1);
}

static void add_remark(struct context *context, uint32_t row, unsigned kind, const char *text)
{
	struct remark_head head = {.row = row, .kind = (uint16_t)kind};
	size_t room = SLICE_TEXT - (kind == REMARK_UNDEFINED ? 0 : ROOM_FOR_UNDEFINED), bad;

	if (text)
		head.length = (uint16_t)cut(text);
	if (!text || !text_is_utf8(text, head.length, &bad))
		blame(context, FAULT_TEXT);
	else if (context->outcome->length + sizeof(head) + head.length + 1 > room)
		context->outcome->dropped++;
	else
		write_remark(context, &head, text);
}

static void serve_undefined(const juri_call *call, uint32_t row, const char *why)
{
	struct context *context = call->engine;

	if (row >= context->rows) {
		blame(context, FAULT_ROW);
	} else if (!context->undefined[row]) {
		context->undefined[row] = true;
		context->measures[row] = NAN;
		add_remark(context, row, REMARK_UNDEFINED, why);
	}
}

static void serve_note(const juri_call *call, uint32_t row, const char *text)
{
	struct context *context = call->engine;

	if (row >= context->rows)
		blame(context, FAULT_ROW);
	else
		add_remark(context, row, REMARK_NOTE, text);
}

static void serve_log(const juri_call *call, const char *text)
{
	add_remark(call->engine, UINT32_MAX, REMARK_LOG, text);
}

static void *serve_alloc(const juri_call *call, size_t size)
{
	struct context *context = call->engine;
	struct piece *piece = calloc(1, sizeof(*piece));

	if (!piece)
		return NULL;
	if (size <= PTRDIFF_MAX)
		piece->bytes = calloc(1, size ? size : 1);
	if (!piece->bytes) {
		free(piece);
		return NULL;
	}
	piece->next = context->pieces;
	context->pieces = piece;
	return piece->bytes;
}

static double serve_round(const juri_call *call, double value, uint32_t decimals)
{
	(void)call;
	return decimal_round_double(value, decimals, ROUND_HALF_UP);
}

static const juri_services services = {
    .size = sizeof(services),
    .undefined = serve_undefined,
    .note = serve_note,
    .log = serve_log,
    .alloc = serve_alloc,
    .round = serve_round,
};

/* --- Measuring --- */

/* What was mapped stays so: the blocks that come into a room later are seen without a fault. */
static bool map_room(struct desk *desk, unsigned room, int file, size_t size)
{
	if (desk->rooms[room])
		munmap(desk->rooms[room], desk->room_sizes[room]);
	desk->rooms[room] = mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
	desk->room_sizes[room] = size;
	if (desk->rooms[room] == MAP_FAILED)
		desk->rooms[room] = NULL;
	return desk->rooms[room] != NULL;
}

/* A call in the making: what a slice says, as the method wants it. */
struct sheet {
	const juri_method *method;
	juri_input inputs[PLUGIN_ROLES];
	double params[PLUGIN_PARAMS];
	const double **columns; /* all roles, one after the other */
};

/* A column of NaN, as long as it was needed so far. */
static const double *unbound(struct desk *desk, uint32_t rows)
{
	if (!desk->nothing)
		desk->nothing = mem_resize(NULL, COHORT_BLOCK, sizeof(*desk->nothing));
	for (; desk->n_nothing < rows; desk->n_nothing++)
		desk->nothing[desk->n_nothing] = NAN;
	return desk->nothing;
}

static void read_columns(struct sheet *sheet, struct desk *desk, const uint32_t *counts,
			 uint32_t rows)
{
	const uint32_t *fields = counts + sheet->method->n_roles;
	const double **columns = sheet->columns;

	for (uint32_t role = 0; role < sheet->method->n_roles; role++) {
		sheet->inputs[role] = (juri_input){
		    .columns = columns, .count = counts[role], .bound = counts[role] > 0};
		for (uint32_t i = 0; i < counts[role]; i++)
			*columns++ = desk->block + (size_t)*fields++ * COHORT_BLOCK;
		if (!counts[role]) {
			sheet->inputs[role].count = 1;
			*columns++ = unbound(desk, rows);
		}
	}
}

/* Returns where the next slice is. */
static const char *read_slice(struct sheet *sheet, struct desk *desk, uint32_t rows, const char *at)
{
	const struct slice *slice = (const void *)at;
	const double *params = (const void *)(at + sizeof(*slice));
	const juri_method *method = &desk->plugins[slice->plugin].methods[slice->method];

	sheet->method = method;
	memcpy(sheet->params, params, method->n_params * sizeof(*params));
	sheet->columns =
	    mem_array((size_t)slice->n_columns + method->n_roles, sizeof(*sheet->columns));
	read_columns(sheet, desk, (const uint32_t *)(params + method->n_params), rows);
	return at + slice_size(method, slice->n_columns);
}

static double *exact_copy(struct context *context, const double *rows)
{
	const juri_call call = {.engine = context};
	size_t size = context->rows * sizeof(*rows);
	double *copy = serve_alloc(&call, size);

	mem_need(copy);
	assert(copy); /* mem_need does not come back without */
	return memcpy(copy, rows, size);
}

static void make_exact(struct sheet *sheet, struct context *context)
{
	for (uint32_t role = 0; role < sheet->method->n_roles; role++)
		for (uint32_t i = 0; i < sheet->inputs[role].count; i++) {
			const double **column = (const double **)&sheet->inputs[role].columns[i];

			*column = exact_copy(context, *column);
		}
	context->measures = exact_copy(context, context->measures);
}

static void free_pieces(struct piece *piece)
{
	for (struct piece *next; piece; piece = next) {
		next = piece->next;
		free(piece->bytes);
		free(piece);
	}
}

/* Every call finds the same floating-point environment, and in-process the engine does afterwards. */
static void call(const struct sheet *sheet, struct context *context)
{
	const juri_call call = {.size = sizeof(call),
				.rows = context->rows,
				.n_inputs = sheet->method->n_roles,
				.n_params = sheet->method->n_params,
				.inputs = sheet->inputs,
				.params = sheet->params,
				.measure = context->measures,
				.services = &services,
				.engine = context};

	fesetenv(FE_DFL_ENV);
	context->outcome->returned = sheet->method->measure(&call);
	context->outcome->rounding_changed = fegetround() != FE_TONEAREST;
	fesetenv(FE_DFL_ENV);
}

static void mark_untouched(double *measures, size_t count)
{
	const uint64_t untouched = SLOT_UNTOUCHED;

	for (size_t i = 0; i < count; i++)
		memcpy(&measures[i], &untouched, sizeof(untouched));
}

static bool are_untouched(const double *measures, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!slot_is_untouched(measures[i]))
			return false;
	return true;
}

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* The engine may look at any moment: the rows first, then that they count. */
static void begin_slice(struct slot *slot, double *measures, size_t rows)
{
	mark_untouched(measures, rows);
	__atomic_store_n(&slot->since, now(), __ATOMIC_RELEASE);
	__atomic_fetch_add(&slot->begun, 1, __ATOMIC_RELEASE);
}

/* Measures a slice, and adds what came of it to the response. rows: those of the slice and those that are watched behind it. */
static void measure(struct desk *desk, struct sheet *sheet, struct response *response,
		    struct context *context, size_t rows)
{
	double *shared = desk->slot->measures + response->slices * slot_stride(context->rows);

	context->measures = shared;
	context->text = desk->slot->text + response->length;
	context->outcome = &response->outcomes[response->slices];
	context->pieces = NULL;
	*context->outcome = (struct outcome){0};
	memset(context->undefined, 0, context->rows * sizeof(bool));
	mark_untouched(desk->slot->before, SLOT_GAP);
	begin_slice(desk->slot, shared, rows);
	if (desk->exact)
		make_exact(sheet, context);
	call(sheet, context);
	if (desk->exact)
		memcpy(shared, context->measures, context->rows * sizeof(*shared));
	context->outcome->overran =
	    !are_untouched(shared + context->rows, rows - context->rows) ||
	    (!response->slices && !are_untouched(desk->slot->before, SLOT_GAP));
	response->length += context->outcome->length;
	response->slices++;
	free(sheet->columns);
	free_pieces(context->pieces);
}

/* Whether something waits to be read that the plugin has printed. */
static bool has_printed(const struct desk *desk)
{
	int waiting = 0;

	if (!desk->printing)
		return false;
	fflush(stdout);
	return ioctl(STDOUT_FILENO, FIONREAD, &waiting) == 0 && waiting > 0;
}

void answer_request(struct desk *desk, const struct request *request, int file,
		    struct response *response)
{
	/* remarks will lie where the slices do */
	char *slices = mem_resize(NULL, request->length, 1);
	struct context *context =
	    mem_alloc(sizeof(*context) + request->rows * sizeof(*context->undefined));
	const char *at = memcpy(slices, desk->slot->text, request->length);
	bool goes_on = true;

	mem_map(desk->slot->measures,
		request->slices * slot_stride(request->rows) * sizeof(*desk->slot->measures));
	response->kind = RESPONSE_MEASURED;
	response->length = response->slices = 0;
	context->rows = request->rows;
	if (request->block_size && !map_room(desk, request->room, file, request->block_size)) {
		response->kind = RESPONSE_UNMAPPED;
		goes_on = false;
	}
	desk->block = desk->rooms[request->room];
	while (goes_on) {
		struct sheet sheet;

		at = read_slice(&sheet, desk, request->rows, at);
		measure(desk, &sheet, response, context,
			request->slices == 1 ? COHORT_BLOCK : request->rows);
		goes_on = response->slices < request->slices &&
			  response->length <= SLOT_TEXT - SLICE_TEXT && !has_printed(desk);
	}
	free(context);
	free(slices);
}

/* --- The loop --- */

static int file_in(struct msghdr *message)
{
	struct cmsghdr *control = CMSG_FIRSTHDR(message);
	int file = -1;

	if (control && control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS)
		memcpy(&file, CMSG_DATA(control), sizeof(file));
	return file;
}

static bool receive(int socket, struct request *request, int *file)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
	struct iovec part = {request, sizeof(*request)};
	struct msghdr message = {.msg_iov = &part,
				 .msg_iovlen = 1,
				 .msg_control = control,
				 .msg_controllen = sizeof(control)};
	ssize_t length;

	do
		length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (length < 0 && errno == EINTR);
	if (length != (ssize_t)sizeof(*request))
		return false;
	*file = file_in(&message);
	return true;
}

void answer_send(int socket, struct response *response)
{
	struct iovec part = {response, response_size(response->slices)};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	ssize_t length;

	do
		length = sendmsg(socket, &message, MSG_NOSIGNAL);
	while (length < 0 && errno == EINTR);
	if (length < 0)
		_exit(EXIT_FAULT);
}

void answer_loop(struct desk *desk, int socket)
{
	struct request request;
	struct response response = {0}; /* all of it is sent */
	int file;

	while (receive(socket, &request, &file)) {
		answer_request(desk, &request, file, &response);
		if (file >= 0)
			close(file);
		fflush(stdout);
		answer_send(socket, &response);
	}
	_exit(EXIT_DONE);
}
