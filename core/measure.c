#include "measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "watch.h"

/* How much a field's state says about a criterion; the highest of its inputs decides. */
enum weight_of_state { SAYS_NOTHING, SAYS_MISSING, SAYS_ZERO, SAYS_LEFT_OUT };

static enum weight_of_state what_it_says(const struct states *states, unsigned state, double value)
{
	switch (states->policies[state]) {
	case POLICY_LEAVE_OUT:
		return SAYS_LEFT_OUT;
	case POLICY_AS_ZERO:
		return SAYS_ZERO;
	case POLICY_AS_VALUE:
		return isnan(value) ? SAYS_MISSING : SAYS_NOTHING;
	default:
		return SAYS_MISSING;
	}
}

/* What the inputs of one criterion say, per row of a block. */
struct inputs {
	uint8_t says[COHORT_BLOCK];
	uint8_t *states; /* into the measures */
	uint8_t *present;
};

static void look_at(struct inputs *inputs, const struct cohort *cohort, size_t block,
		    unsigned field, uint32_t rows)
{
	const double *values = cohort_column(cohort, block, field);
	const uint8_t *states = cohort->blocks[block].states + (size_t)field * COHORT_BLOCK;

	for (uint32_t i = 0; i < rows; i++) {
		uint8_t says = states[i] == STATE_VALUE
				   ? SAYS_NOTHING
				   : (uint8_t)what_it_says(cohort->states, states[i], values[i]);

		if (says > inputs->says[i]) {
			inputs->says[i] = says;
			inputs->states[i] = states[i];
		}
	}
}

/* A list: entries left out are passed over; the list is left out when all its entries are. */
static void look_at_list(struct inputs *inputs, const struct cohort *cohort, size_t block,
			 const unsigned *fields, unsigned count, uint32_t rows)
{
	for (uint32_t i = 0; i < rows; i++) {
		uint8_t says = SAYS_NOTHING, state = STATE_VALUE;
		unsigned left_out = 0;

		for (unsigned f = 0; f < count; f++) {
			size_t row = block * COHORT_BLOCK + i;
			uint8_t one = (uint8_t)cohort_state(cohort, row, fields[f]);
			uint8_t said = (uint8_t)what_it_says(cohort->states, one,
							     cohort_value(cohort, row, fields[f]));

			left_out += said == SAYS_LEFT_OUT;
			if ((said > says && said != SAYS_LEFT_OUT) ||
			    (said == SAYS_LEFT_OUT && left_out == count)) {
				says = said;
				state = one;
			}
		}
		if (says > inputs->says[i]) {
			inputs->says[i] = says;
			inputs->states[i] = state;
		}
	}
}

static void look_at_all(struct inputs *inputs, const struct cohort *cohort, size_t block,
			const struct node *node)
{
	uint32_t rows = cohort_block_rows(cohort, block);
	const unsigned *fields = node->fields;

	memset(inputs->says, SAYS_NOTHING, rows);
	memset(inputs->states, STATE_VALUE, rows);
	for (unsigned r = 0; r < node->method->n_roles; fields += node->counts[r++]) {
		uint32_t flags = node->method->roles[r].flags;

		if (flags & JURI_OPTIONAL)
			continue;
		if (flags & JURI_LIST)
			look_at_list(inputs, cohort, block, fields, node->counts[r], rows);
		else
			look_at(inputs, cohort, block, fields[0], rows);
	}
	for (uint32_t i = 0; i < rows; i++)
		inputs->present[i] = inputs->says[i] == SAYS_NOTHING;
}

/* --- One category's work --- */

struct task {
	struct category *category;
	struct measures *measures;
	size_t block,
	    instance;  /* the next to be asked for: instance after instance, block after block */
	size_t blocks; /* with work: 0 where there are no instances */
	bool busy, failed;
};

struct driver {
	const struct round *round;
	const struct cohort *cohort;
	struct measured *measured;
	struct task *tasks;
	struct worker **busy; /* scratch: those to wait for */
	size_t *busy_tasks;
	struct inputs inputs; /* scratch */
	uint8_t *present;     /* scratch: of a request */
	unsigned jobs, running;
};

static bool has_work(const struct task *task)
{
	return !task->failed && !task->busy && task->block < task->blocks;
}

/* As many instances as one request can ask for. */
static size_t find_present(struct driver *driver, struct task *task)
{
	uint32_t rows = cohort_block_rows(driver->cohort, task->block);
	size_t left = task->category->n_instances - task->instance, count = worker_room(rows);

	count = count < left ? count : left;
	driver->present = mem_resize(driver->present, count, rows);
	for (size_t i = 0; i < count; i++) {
		struct measures *measures = &task->measures[task->instance + i];

		driver->inputs.states = measures->states + task->block * COHORT_BLOCK;
		driver->inputs.present = driver->present + i * rows;
		look_at_all(&driver->inputs, driver->cohort, task->block,
			    task->category->measured[task->instance + i]);
	}
	return count;
}

static void send(struct driver *driver, struct task *task)
{
	size_t count = find_present(driver, task);

	if (!worker_send(task->category->worker, driver->cohort, task->instance, count, task->block,
			 driver->present)) {
		task->failed = true;
		return;
	}
	task->busy = true;
	driver->running++;
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

static void keep_notes(struct driver *driver, const struct node *node, const struct reply *reply,
		       struct measures *measures)
{
	struct measured *measured = driver->measured;
	size_t first = reply->block * COHORT_BLOCK;

	for (size_t i = 0; i < reply->n_remarks; i++) {
		const struct remark *remark = &reply->remarks[i];
		bool of_row = remark->row != UINT32_MAX;

		if (remark->kind == REMARK_UNDEFINED &&
		    isnan(measures->values[first + remark->row]))
			measures->states[first + remark->row] = STATE_UNDEFINED;
		measured->notes =
		    mem_grow(measured->notes, measured->n_notes, sizeof(*measured->notes));
		measured->notes[measured->n_notes++] = (struct note){
		    .node = node,
		    .row = of_row ? first + remark->row : SIZE_MAX,
		    .text = arena_copy(&measured->arena, remark->text, strlen(remark->text)),
		    .undefined = remark->kind == REMARK_UNDEFINED};
	}
}

static void keep(struct driver *driver, struct task *task, const struct reply *reply)
{
	const struct node *node = task->category->measured[reply->instance];
	struct measures *measures = &task->measures[reply->instance];
	double *values = measures->values + reply->block * COHORT_BLOCK;

	for (uint32_t i = 0; i < reply->rows; i++)
		values[i] = isnan(reply->measures[i]) ? NAN : finish(node, reply->measures[i]);
	keep_notes(driver, node, reply, measures);
	watch_add(1);
}

static void receive(struct driver *driver, struct task *task)
{
	struct reply reply = {.more = true};

	while (reply.more) {
		if (!worker_receive(task->category->worker, &reply)) {
			task->failed = true;
			break;
		}
		keep(driver, task, &reply);
		task->instance = reply.instance + 1;
	}
	if (task->instance == task->category->n_instances) {
		task->instance = 0;
		task->block++;
	}
	task->busy = false;
}

static void start_some(struct driver *driver);

/* While the replies of one are kept, the next is at work already. */
static void wait_for_one(struct driver *driver)
{
	struct task *task;
	size_t n = 0;

	for (size_t c = 0; c < driver->round->n_categories; c++) {
		if (driver->tasks[c].busy) {
			driver->busy[n] = driver->tasks[c].category->worker;
			driver->busy_tasks[n++] = c;
		}
	}
	task = &driver->tasks[driver->busy_tasks[worker_wait(driver->busy, n)]];
	driver->running--;
	start_some(driver);
	receive(driver, task);
}

/* Gives work to idle workers, while fewer than jobs are busy. */
static void start_some(struct driver *driver)
{
	for (size_t c = 0; c < driver->round->n_categories && driver->running < driver->jobs; c++)
		if (has_work(&driver->tasks[c]))
			send(driver, &driver->tasks[c]);
}

static void drive(struct driver *driver)
{
	for (start_some(driver); driver->running; start_some(driver))
		wait_for_one(driver);
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

static void make_room(struct driver *driver, size_t c)
{
	struct category *category = driver->round->categories[c];
	struct measures *measures = mem_array(category->n_instances, sizeof(*measures));

	for (size_t i = 0; i < category->n_instances; i++) {
		measures[i].values = mem_array(driver->cohort->rows, sizeof(double));
		measures[i].states = mem_array(driver->cohort->rows, 1);
	}
	driver->measured->of[c] = measures;
	driver->tasks[c].category = category;
	driver->tasks[c].measures = measures;
	driver->tasks[c].blocks = category->n_instances ? driver->cohort->n_blocks : 0;
	driver->tasks[c].failed = worker_failure(category->worker) != NULL;
}

static size_t slices(const struct round *round)
{
	size_t n = 0;

	for (size_t c = 0; c < round->n_categories; c++)
		n += round->categories[c]->n_instances;
	return n;
}

void measure_all(const struct round *round, const struct cohort *cohort, unsigned jobs,
		 struct measured *measured)
{
	size_t n = round->n_categories;
	struct driver driver = {.round = round,
				.cohort = cohort,
				.measured = measured,
				.jobs = jobs ? jobs : 1,
				.tasks = mem_array(n, sizeof(struct task)),
				.busy = mem_array(n, sizeof(struct worker *)),
				.busy_tasks = mem_array(n, sizeof(size_t))};

	*measured = (struct measured){.of = mem_array(n, sizeof(struct measures *)),
				      .failed = mem_array(n, sizeof(bool))};
	for (size_t c = 0; c < n; c++)
		make_room(&driver, c);
	watch_begin(_("measuring"), slices(round) * cohort->n_blocks);
	drive(&driver);
	watch_end();
	for (size_t c = 0; c < n; c++)
		measured->failed[c] = driver.tasks[c].failed;
	sorting = round;
	if (measured->n_notes)
		qsort(measured->notes, measured->n_notes, sizeof(*measured->notes),
		      by_node_and_row);
	free(driver.tasks);
	free(driver.busy);
	free(driver.busy_tasks);
	free(driver.present);
}

void measured_free(const struct round *round, struct measured *measured)
{
	for (size_t c = 0; c < round->n_categories; c++) {
		for (size_t i = 0; i < round->categories[c]->n_instances; i++) {
			free(measured->of[c][i].values);
			free(measured->of[c][i].states);
		}
		free(measured->of[c]);
	}
	free(measured->of);
	free(measured->failed);
	free(measured->notes);
	arena_free(&measured->arena);
}
