#include "measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "column.h"
#include "text.h"
#include "watch.h"

/* How much a field's state says about a criterion; the highest of its inputs decides. */
enum weight_of_state { SAYS_NOTHING, SAYS_MISSING, SAYS_ZERO, SAYS_LEFT_OUT };

/* The value is looked at only where its state asks for it: where none is kept its page may be new to this process. */
static enum weight_of_state what_it_says(const struct states *states, unsigned state,
					 const double *value)
{
	switch (states->policies[state]) {
	case POLICY_LEAVE_OUT:
		return SAYS_LEFT_OUT;
	case POLICY_AS_ZERO:
		return SAYS_ZERO;
	case POLICY_AS_VALUE:
		return isnan(*value) ? SAYS_MISSING : SAYS_NOTHING;
	default:
		return SAYS_MISSING;
	}
}

/* What the inputs of one criterion say, per row of a block: columns of COHORT_BLOCK. */
struct inputs {
	uint8_t *says;
	uint8_t *states;  /* into the measures */
	uint8_t *present; /* of a request: 1 where nothing is said */
	uint16_t *others; /* rows without a plain value in one field */
	/* of a list */
	uint8_t *list_says, *list_states;
	uint32_t *left_out;
};

/* One field in one block. */
struct cells {
	const double *values;
	const uint8_t *states;
};

/* One of the fields of a block whose first is given. */
static struct cells field_behind(const struct cells *first, unsigned field)
{
	size_t cells = (size_t)field * COHORT_BLOCK;

	return (struct cells){first->values + cells, first->states + cells};
}

static struct cells first_of(const struct cohort *cohort, size_t block)
{
	return (struct cells){cohort->blocks[block].values, cohort->blocks[block].states};
}

static struct cells cells_of(const struct cohort *cohort, size_t block, unsigned field)
{
	const struct cells first = first_of(cohort, block);

	return field_behind(&first, field);
}

static void say(struct inputs *inputs, uint16_t row, uint8_t says, uint8_t state)
{
	if (says <= inputs->says[row])
		return;
	inputs->says[row] = says;
	inputs->states[row] = state;
	inputs->present[row] = 0;
}

static uint8_t said_by(const struct states *rules, const struct cells *cells, uint16_t row)
{
	return (uint8_t)what_it_says(rules, cells->states[row], &cells->values[row]);
}

static void look_at(struct inputs *inputs, const struct states *rules, const struct cells *cells,
		    uint32_t rows)
{
	unsigned n = column_list(cells->states, rows, STATE_VALUE, inputs->others);

	for (unsigned k = 0; k < n; k++) {
		uint16_t row = inputs->others[k];

		say(inputs, row, said_by(rules, cells, row), cells->states[row]);
	}
}

/* One entry of a list of so many. */
static void look_at_entry(struct inputs *inputs, const struct states *rules,
			  const struct cells *cells, unsigned entries, uint32_t rows)
{
	unsigned n = column_list(cells->states, rows, STATE_VALUE, inputs->others);

	for (unsigned k = 0; k < n; k++) {
		uint16_t row = inputs->others[k];
		uint8_t said = said_by(rules, cells, row);

		inputs->left_out[row] += said == SAYS_LEFT_OUT;
		if (said == SAYS_LEFT_OUT ? inputs->left_out[row] == entries
					  : said > inputs->list_says[row]) {
			inputs->list_says[row] = said;
			inputs->list_states[row] = cells->states[row];
		}
	}
}

/* A list: entries left out are passed over; the list is left out when all its entries are. */
static void look_at_list(struct inputs *inputs, const struct cohort *cohort, size_t block,
			 const unsigned *fields, unsigned entries, uint32_t rows)
{
	unsigned n;

	memset(inputs->list_says, SAYS_NOTHING, rows);
	memset(inputs->left_out, 0, rows * sizeof(*inputs->left_out));
	for (unsigned f = 0; f < entries; f++) {
		struct cells cells = cells_of(cohort, block, fields[f]);

		look_at_entry(inputs, cohort->states, &cells, entries, rows);
	}
	n = column_list(inputs->list_says, rows, SAYS_NOTHING, inputs->others);
	for (unsigned k = 0; k < n; k++) {
		uint16_t row = inputs->others[k];

		say(inputs, row, inputs->list_says[row], inputs->list_states[row]);
	}
}

/* Begins with nothing said, of where states and present are given. */
static void say_nothing(struct inputs *inputs, uint8_t *states, uint8_t *present, uint32_t rows)
{
	inputs->states = states;
	inputs->present = present;
	memset(inputs->says, SAYS_NOTHING, rows);
	memset(states, STATE_VALUE, rows);
	memset(present, 1, rows);
}

static void look_at_all(struct inputs *inputs, const struct cohort *cohort, size_t block,
			const struct node *node)
{
	uint32_t rows = cohort_block_rows(cohort, block);
	const unsigned *fields = node->fields;

	for (unsigned r = 0; r < node->method->n_roles; fields += node->counts[r++]) {
		uint32_t flags = node->method->roles[r].flags;
		struct cells cells;

		if (flags & JURI_OPTIONAL)
			continue;
		if (flags & JURI_LIST) {
			look_at_list(inputs, cohort, block, fields, node->counts[r], rows);
			continue;
		}
		cells = cells_of(cohort, block, fields[0]);
		look_at(inputs, cohort->states, &cells, rows);
	}
}

/* --- One category's work --- */

#define MOST_NOTES                                                                                 \
	((size_t)256 << 20) /* bytes of what its methods say, but why a row is undefined */

#define AHEAD 2 /* blocks that are measured at a time */
#define ROOMS 3 /* for them, and for one that is still looked at */

struct task {
	struct category *category;
	struct measures *rooms[ROOMS]; /* per instance; of block b: b % ROOMS */
	size_t block, instance;        /* the next to be asked for, instance after instance */
	bool busy, failed;
	size_t said; /* bytes of notes */
};

/* Who looks at fields that are measures, one at a time. */
struct taker {
	struct inputs inputs; /* scratch */
	uint8_t *present;     /* scratch */
	struct measures room;
};

struct measuring {
	const struct round *round;
	const struct cohort *cohort;
	struct measured *measured;
	struct task *tasks;             /* per category */
	const struct measures **handed; /* per category */
	struct worker **busy;           /* scratch: those to wait for */
	size_t *busy_tasks;
	struct inputs inputs; /* scratch */
	uint8_t *present;     /* scratch: of a request */
	struct taker takers[MEASURE_TAKERS];
	struct cells first_fields[ROOMS]; /* of block b: b % ROOMS */
	struct pool pool;                 /* of the rooms */
	unsigned jobs, running;
	size_t first, ready; /* the block that is asked for, and how many there are */
};

static bool has_work(const struct measuring *m, const struct task *task, size_t block)
{
	return !task->failed && !task->busy && task->block == block && block < m->ready &&
	       task->category->n_asked;
}

static struct measures *room_of(const struct task *task, size_t instance)
{
	return &task->rooms[task->block % ROOMS][instance];
}

/* As many instances as one request can ask for. */
static size_t find_present(struct measuring *m, const struct task *task)
{
	uint32_t rows = cohort_block_rows(m->cohort, task->block);
	size_t left = task->category->n_asked - task->instance, count = worker_room(rows);

	count = count < left ? count : left;
	m->present = mem_resize(m->present, count, rows);
	for (size_t i = 0; i < count; i++) {
		say_nothing(&m->inputs, room_of(task, task->instance + i)->states,
			    m->present + i * rows, rows);
		look_at_all(&m->inputs, m->cohort, task->block,
			    task->category->measured[task->instance + i]);
	}
	return count;
}

static void send(struct measuring *m, struct task *task)
{
	size_t count = find_present(m, task);

	if (!worker_send(task->category->worker, m->cohort, task->instance, count, task->block,
			 m->present)) {
		task->failed = true;
		return;
	}
	task->busy = true;
	m->running++;
}

static double finish(const struct node *node, double measure)
{
	if (node->has_measure_round)
		measure = decimal_round_double(measure, node->measure_round.decimals,
					       node->measure_round.rounding);
	if (node->has_measure_range && measure < node->measure_min)
		measure = node->measure_min;
	if (node->has_measure_range && measure > node->measure_max)
		measure = node->measure_max;
	return measure;
}

static void add_note(struct measured *measured, const struct note *note)
{
	measured->notes = mem_grow(measured->notes, measured->n_notes, sizeof(*measured->notes));
	measured->notes[measured->n_notes] = *note;
	measured->notes[measured->n_notes++].text =
	    arena_copy(&measured->arena, note->text, strlen(note->text));
}

/* Whether there is room for one more; the first one for which there is none is told. */
static bool has_room(struct measuring *m, struct task *task, const struct node *node,
		     const char *text)
{
	size_t before = task->said;

	if (before > MOST_NOTES)
		return false;
	task->said += sizeof(struct note) + strlen(text) + 1;
	if (task->said <= MOST_NOTES)
		return true;
	add_note(m->measured,
		 &(struct note){.node = node,
				.row = SIZE_MAX,
				.text = _("further remarks of the category are dropped: "
					  "there is no room")});
	return false;
}

static void keep_note(struct measuring *m, struct task *task, const struct node *node,
		      const struct remark *remark, const struct measures *measures)
{
	bool of_row = remark->row != UINT32_MAX, undefined = remark->kind == REMARK_UNDEFINED;

	if (undefined && isnan(measures->values[remark->row]))
		measures->states[remark->row] = STATE_UNDEFINED;
	if (undefined || has_room(m, task, node, remark->text))
		add_note(m->measured,
			 &(struct note){.node = node,
					.row = of_row ? task->block * COHORT_BLOCK + remark->row
						      : SIZE_MAX,
					.text = remark->text,
					.undefined = undefined});
}

static void finish_all(const struct node *node, double *values, uint32_t rows)
{
	memset(values + rows, 0, (COLUMN_ROOM(rows) - rows) * sizeof(*values));
	for (uint32_t i = 0; i < rows && (node->has_measure_round || node->has_measure_range); i++)
		values[i] = finish(node, values[i]);
}

static void keep(struct measuring *m, struct task *task, const struct reply *reply)
{
	const struct node *node = task->category->measured[reply->instance];
	const struct measures *measures = room_of(task, reply->instance);

	finish_all(node, measures->values, reply->rows);
	for (size_t i = 0; i < reply->n_remarks; i++)
		keep_note(m, task, node, &reply->remarks[i], measures);
	watch_add(1);
}

static void receive(struct measuring *m, struct task *task)
{
	struct reply reply = {.more = true};

	while (reply.more) {
		if (!worker_receive_in(task->category->worker, &reply,
				       room_of(task, task->instance)->values)) {
			task->failed = true;
			break;
		}
		keep(m, task, &reply);
		task->instance = reply.instance + 1;
	}
	if (task->instance == task->category->n_asked) {
		task->instance = 0;
		task->block++;
	}
	task->busy = false;
}

static void start_some(struct measuring *m);

/* While the replies of one are kept, the next is at work already. */
static void wait_for_one(struct measuring *m)
{
	struct task *task;
	size_t n = 0;

	for (size_t c = 0; c < m->round->n_categories; c++) {
		if (m->tasks[c].busy) {
			m->busy[n] = m->tasks[c].category->worker;
			m->busy_tasks[n++] = c;
		}
	}
	task = &m->tasks[m->busy_tasks[worker_wait(m->busy, n)]];
	m->running--;
	start_some(m);
	receive(m, task);
}

/* Gives work to idle workers, while fewer than jobs are busy: first what is needed first. */
static void start_some(struct measuring *m)
{
	for (size_t block = m->first; block < m->first + AHEAD; block++)
		for (size_t c = 0; c < m->round->n_categories && m->running < m->jobs; c++)
			if (has_work(m, &m->tasks[c], block))
				send(m, &m->tasks[c]);
}

/* --- Criteria whose measure is their field --- */

static size_t count_unasked(const struct category *category)
{
	return category->n_instances - category->n_asked;
}

/* Notes where the fields of a block lie: to who scores it the cohort, which grows meanwhile, is not open. */
static void find_fields(struct measuring *m, size_t block)
{
	m->first_fields[block % ROOMS] = first_of(m->cohort, block);
	for (size_t c = 0; c < m->round->n_categories; c++)
		watch_add(count_unasked(m->round->categories[c]));
}

static void take_field(struct taker *taker, const struct states *rules, const struct node *node,
		       const struct cells *cells, uint32_t rows)
{
	struct inputs *inputs = &taker->inputs;
	double *values = taker->room.values;
	unsigned n;

	say_nothing(inputs, taker->room.states, taker->present, rows);
	look_at(inputs, rules, cells, rows);
	memcpy(values, cells->values, rows * sizeof(*values));
	n = column_list(inputs->present, rows, 1, inputs->others);
	for (unsigned k = 0; k < n; k++)
		values[inputs->others[k]] = (double)NAN;
	finish_all(node, values, rows);
}

struct measures measures_in(const struct measured_block *block, size_t category,
			    const struct node *node)
{
	const struct measures *asked = &block->asked[category][node->instance];
	struct measuring *m = block->measuring;
	struct cells cells;

	if (asked->values)
		return *asked;
	cells = field_behind(&m->first_fields[block->number % ROOMS], node->fields[0]);
	take_field(&m->takers[block->taker], m->cohort->states, node, &cells, block->rows);
	return m->takers[block->taker].room;
}

/* --- Block by block --- */

static bool is_done(const struct measuring *m)
{
	for (size_t c = 0; c < m->round->n_categories; c++) {
		const struct task *task = &m->tasks[c];

		if (!task->failed && task->category->n_asked && task->block <= m->first)
			return false;
	}
	return true;
}

struct measured_block measuring_block(struct measuring *m, size_t block, size_t ready)
{
	m->first = block;
	m->ready = ready;
	start_some(m);
	find_fields(m, block);
	while (!is_done(m)) {
		wait_for_one(m);
		start_some(m);
	}
	for (size_t c = 0; c < m->round->n_categories; c++)
		m->handed[c] = m->tasks[c].failed ? NULL : m->tasks[c].rooms[block % ROOMS];
	return (struct measured_block){.number = block,
				       .rows = cohort_block_rows(m->cohort, block),
				       .measuring = m,
				       .asked = m->handed};
}

/* --- Order that does not depend on who answered first --- */

static _Thread_local const struct round *sorting;

static size_t category_index(const struct node *node)
{
	size_t c = 0;

	while (sorting->categories[c] != node->category)
		c++;
	return c;
}

static int by_node_and_row(const void *a, const void *b)
{
	const struct note *x = a, *y = b;
	size_t p = category_index(x->node), q = category_index(y->node);

	if (p != q)
		return p < q ? -1 : 1;
	if (x->node->index != y->node->index)
		return x->node->index < y->node->index ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return strcmp(x->text, y->text);
}

/* --- The whole --- */

size_t measuring_steps(const struct round *round)
{
	size_t n = 0;

	for (size_t c = 0; c < round->n_categories; c++)
		n += round->categories[c]->n_instances;
	return n;
}

/* Takes the next columns, for those instances that are asked for. */
static struct measures *make_room(const struct category *category, struct measures *next)
{
	struct measures *measures = mem_array(category->n_instances, sizeof(*measures));

	for (size_t i = 0; i < category->n_asked; i++) {
		measures[i] = *next;
		next->values += COHORT_BLOCK;
		next->states += COHORT_BLOCK;
	}
	return measures;
}

static size_t count_asked(const struct round *round)
{
	size_t n = 0;

	for (size_t c = 0; c < round->n_categories; c++)
		n += round->categories[c]->n_asked;
	return n;
}

/* In one piece, which is large enough for huge pages where there are many criteria. */
static void make_rooms(struct measuring *m)
{
	size_t cells = count_asked(m->round) * ROOMS * COHORT_BLOCK;
	struct measures next = {0};

	if (cells) {
		next.values = pool_take(&m->pool, cells, sizeof(double) + 1);
		next.states = (uint8_t *)(next.values + cells);
	}
	for (size_t c = 0; c < m->round->n_categories; c++)
		for (unsigned i = 0; i < ROOMS; i++)
			m->tasks[c].rooms[i] = make_room(m->round->categories[c], &next);
}

static void make_inputs(struct inputs *inputs)
{
	inputs->says = mem_array(COHORT_BLOCK, 1);
	inputs->others = mem_array(COHORT_BLOCK, sizeof(*inputs->others));
	inputs->list_says = mem_array(COHORT_BLOCK, 1);
	inputs->list_states = mem_array(COHORT_BLOCK, 1);
	inputs->left_out = mem_array(COHORT_BLOCK, sizeof(*inputs->left_out));
}

static void free_inputs(struct inputs *inputs)
{
	free(inputs->says);
	free(inputs->others);
	free(inputs->list_says);
	free(inputs->list_states);
	free(inputs->left_out);
}

static void make_taker(struct taker *taker)
{
	make_inputs(&taker->inputs);
	taker->present = mem_array(COHORT_BLOCK, 1);
	taker->room.values = mem_array(COHORT_BLOCK, sizeof(*taker->room.values));
	taker->room.states = mem_array(COHORT_BLOCK, 1);
}

static void free_taker(struct taker *taker)
{
	free_inputs(&taker->inputs);
	free(taker->present);
	free(taker->room.values);
	free(taker->room.states);
}

struct measuring *measuring_begin(const struct round *round, const struct cohort *cohort,
				  unsigned jobs, struct measured *measured)
{
	size_t n = round->n_categories;
	struct measuring *m = mem_alloc(sizeof(*m));

	*measured = (struct measured){.failed = mem_array(n, sizeof(bool))};
	*m = (struct measuring){.round = round,
				.cohort = cohort,
				.measured = measured,
				.jobs = jobs ? jobs : 1,
				.tasks = mem_array(n, sizeof(struct task)),
				.handed = mem_array(n, sizeof(struct measures *)),
				.busy = mem_array(n, sizeof(struct worker *)),
				.busy_tasks = mem_array(n, sizeof(size_t))};
	make_inputs(&m->inputs);
	for (unsigned i = 0; i < MEASURE_TAKERS; i++)
		make_taker(&m->takers[i]);
	for (size_t c = 0; c < n; c++) {
		struct task *task = &m->tasks[c];

		task->category = round->categories[c];
		task->failed = worker_failure(task->category->worker) != NULL;
	}
	make_rooms(m);
	return m;
}

static void sort_notes(const struct round *round, struct measured *measured)
{
	sorting = round;
	if (measured->n_notes)
		qsort(measured->notes, measured->n_notes, sizeof(*measured->notes),
		      by_node_and_row);
}

void measuring_end(struct measuring *m)
{
	for (size_t c = 0; c < m->round->n_categories; c++) {
		struct task *task = &m->tasks[c];

		m->measured->failed[c] = task->failed;
		for (unsigned i = 0; i < ROOMS; i++)
			free(task->rooms[i]);
	}
	sort_notes(m->round, m->measured);
	free_inputs(&m->inputs);
	for (unsigned i = 0; i < MEASURE_TAKERS; i++)
		free_taker(&m->takers[i]);
	pool_free(&m->pool);
	free(m->tasks);
	free(m->handed);
	free(m->busy);
	free(m->busy_tasks);
	free(m->present);
	free(m);
}

void measured_free(struct measured *measured)
{
	free(measured->failed);
	free(measured->notes);
	arena_free(&measured->arena);
	*measured = (struct measured){0};
}
