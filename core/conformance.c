#include "conformance.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "conformance_parts.h"

/* --- Findings --- */

size_t conformance_add(struct conformance *conformance, const char *check,
		       const struct specimen *specimen, const char *meaning, struct outcome outcome)
{
	const char *table = specimen ? specimen->table : NULL;

	conformance->list =
	    mem_grow(conformance->list, conformance->count, sizeof(*conformance->list));
	conformance->list[conformance->count] =
	    (struct finding){.check = check,
			     .method = specimen ? specimen->subject->method->name : NULL,
			     .table = table ? mem_copy(table) : NULL,
			     .meaning = meaning,
			     .verdict = outcome.verdict,
			     .reason = outcome.reason};
	return conformance->count++;
}

void conformance_change(struct conformance *conformance, size_t finding, struct outcome outcome)
{
	free(conformance->list[finding].reason);
	conformance->list[finding].verdict = outcome.verdict;
	conformance->list[finding].reason = outcome.reason;
}

static void count(struct conformance *conformance)
{
	for (size_t i = 0; i < conformance->count; i++) {
		conformance->failed += conformance->list[i].verdict == VERDICT_FAIL;
		conformance->skipped += conformance->list[i].verdict == VERDICT_SKIPPED;
	}
}

void conformance_free(struct conformance *conformance)
{
	for (size_t i = 0; i < conformance->count; i++) {
		free(conformance->list[i].reason);
		free(conformance->list[i].table);
	}
	free(conformance->list);
	free(conformance->tried);
	worker_stop(conformance->worker);
	*conformance = (struct conformance){0};
}

/* --- All methods --- */

/* Made-up rows for each method, then the author's tables. */
static struct specimen **list_specimens(struct conformance *conformance,
					const struct worker_options *options, const char *folder,
					struct problems *problems, size_t *count)
{
	const struct plugin *plugin = worker_plugin(conformance->worker, 0);
	struct specimen **list = mem_array(plugin->n_methods, sizeof(*list));

	*count = plugin->n_methods;
	for (unsigned m = 0; m < plugin->n_methods; m++)
		list[m] = specimen_start(options, plugin, m);
	if (folder)
		list = conformance_tables(conformance, options, folder, list, count, problems);
	return list;
}

static void free_specimens(struct specimen **list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		specimen_free(list[i]);
	free(list);
}

/* Seconds. What depends on the clock is the same within one of them. */
static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void wait_until(double moment)
{
	double left = moment - now();
	struct timespec time = {.tv_sec = (time_t)left,
				.tv_nsec = (long)((left - (double)(long)left) * 1e9)};

	if (left > 0)
		nanosleep(&time, NULL);
}

static void try_methods(struct conformance *conformance, const struct conformance_options *options,
			const struct worker_options *on_trial, const uint64_t *opening,
			struct problems *problems)
{
	size_t count;
	struct specimen **list =
	    list_specimens(conformance, on_trial, options->folder, problems, &count);
	struct worker *together = NULL;
	double last = now();

	for (size_t i = 0; i < count; i++) {
		list[i]->opening = opening;
		conformance_method(conformance, list[i]);
		last = now();
	}
	conformance_valgrind(conformance, options, conformance->path);
	wait_until(last + 1.1);
	for (size_t i = 0; i < 2 * count; i++) /* twice: also after those that come after it */
		conformance_later(conformance, list[i % count], &together);
	worker_stop(together);
	free_specimens(list, count);
}

static char *name_tried(const uint64_t *opening)
{
	struct text names = {0};

	sandbox_name_calls(opening, &names);
	return names.data;
}

/* Also why it cannot be opened, which a refused call may explain. */
static void add_opens(struct conformance *conformance)
{
	const struct worker_failure *failure = worker_failure(conformance->worker);
	struct text why = {0};

	if (failure)
		text_add(&why, failure->detail);
	if (failure && *conformance->tried)
		text_print(&why, _("; before that it tried %s, which the sandbox refuses"),
			   conformance->tried);
	if (failure && failure->mend)
		text_print(&why, "; %s", failure->mend);
	conformance_add(conformance, "opens", NULL,
			_("it may be opened, and its table is well formed"),
			(struct outcome){failure ? VERDICT_FAIL : VERDICT_PASS, why.data});
}

void conformance_check(struct conformance *conformance, const struct conformance_options *options,
		       const char *path, struct problems *problems)
{
	struct worker_options on_trial = *options->worker;
	uint64_t opening[SANDBOX_CALLS / 64] = {0};

	on_trial.on_trial = true;
	*conformance =
	    (struct conformance){.path = path, .worker = worker_start(&on_trial, &path, 1)};
	worker_refused(conformance->worker, opening);
	conformance->tried = name_tried(opening);
	add_opens(conformance);
	if (!worker_failure(conformance->worker)) {
		conformance_file(conformance, path);
		try_methods(conformance, options, &on_trial, opening, problems);
	}
	count(conformance);
}

void conformance_try(const struct worker_options *options, const char *path, const char *folder,
		     struct problems *problems)
{
	struct worker_options on_trial = *options;
	struct conformance conformance;
	struct specimen **list;
	size_t n = 0;

	on_trial.on_trial = true;
	conformance = (struct conformance){.worker = worker_start(&on_trial, &path, 1)};
	if (!worker_failure(conformance.worker)) {
		list = list_specimens(&conformance, &on_trial, folder, problems, &n);
		for (size_t i = 0; i < n; i++)
			conformance_ask(list[i]);
		free_specimens(list, n);
	}
	conformance_free(&conformance);
}
