#include "reproduce.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bundle.h"
#include "input.h"
#include "published.h"
#include "watch.h"

/* --- One sample, in a process of its own --- */

#define LONGEST_CHAIN 16 /* of samples after one another */

/* What a sample leaves for the one after it: a bundle in a temporary folder. */
struct inheritance {
	struct output folder;
	char *bundle; /* NULL: there is none */
};

static bool leave_bundle(struct inheritance *left, struct run *run)
{
	const char *given = getenv("TMPDIR"), *place = given && *given ? given : "/tmp";
	char *path = mem_print("%s/sample", place);
	bool made = output_begin(&left->folder, path, true);

	free(path);
	if (!made) {
		struct place at = {.file = place};

		problem_error(&run->problems, EXIT_CREATE, "E-OUT-001", &at,
			      _("cannot be written: %s"), text_error(errno));
		output_end(&left->folder);
		return false;
	}
	left->bundle = mem_print("%s/%s/bundle", place, left->folder.making);
	bundle_write(&run->results, left->bundle, run_is_withheld(run) ? EXIT_WITHHELD : EXIT_DONE,
		     &run->problems);
	return !run->problems.errors;
}

static void remove_bundle(struct inheritance *left)
{
	if (left->bundle)
		output_end(&left->folder);
	free(left->bundle);
}

/* Every glob of made-up names a file, else what is made up would pass for real. */
static void check_made_up(struct run *run, const struct sample *sample, const char *path)
{
	const struct place place = {.file = path};

	for (size_t i = 0; i < sample->n_made_up; i++) {
		bool met = false;

		for (size_t f = 0; f < run->cohort.n_files && !met; f++) {
			const char *file = run->cohort.files[f].path, *slash = strrchr(file, '/');

			met = text_glob(sample->made_up[i], slash ? slash + 1 : file);
		}
		if (!met)
			problem_error(
			    &run->problems, EXIT_CONFIG, "E-INI-020", &place,
			    _("[sample] made-up: expected the name of an evidence file, found %s"),
			    text_quoted(sample->made_up[i]));
	}
}

static void run_sample(struct run *run, const struct sample *sample, const char *path,
		       const struct run_options *options)
{
	run_read(run, options, sample->round, sample->evidence, sample->n_evidence);
	if (!run->problems.errors)
		check_made_up(run, sample, path);
	if (!run->problems.errors)
		run_calculate(run, options);
}

static struct run_options options_for(const struct sample *sample,
				      const struct run_options *options, const char *bundle)
{
	struct run_options own = *options;

	own.made_up = sample->made_up;
	own.n_made_up = sample->n_made_up;
	own.entrants = bundle;
	return own;
}

/* Samples that come after one another, the last one first. */
struct chain {
	const char *path; /* of sample.ini */
	const struct place *named_by;
	const struct chain *later;
	unsigned length;
};

/* The key after: no sample comes after itself, and the chain ends. */
static bool check_chain(const struct chain *chain, struct problems *problems)
{
	for (const struct chain *c = chain->later; c; c = c->later) {
		if (!input_is_same(c->path, chain->path))
			continue;
		problem_error(problems, EXIT_CONFIG, "E-INI-015", chain->named_by,
			      _("[sample] after: expected a sample that does not come after this "
				"one, found %s"),
			      text_quoted(c->path));
		return false;
	}
	if (chain->length <= LONGEST_CHAIN)
		return true;
	problem_error(
	    problems, EXIT_CONFIG, "E-INI-033", chain->named_by,
	    _("[sample] after: expected at most %d samples after one another, found more"),
	    LONGEST_CHAIN);
	return false;
}

static void inherit(struct run *later, const struct sample *sample, const struct chain *last,
		    const struct run_options *options, struct inheritance *left);

/* The bundle of the sample of a chain, and of those that it comes after in turn. */
static void run_earlier(struct run *later, const struct chain *chain,
			const struct run_options *options, struct inheritance *left)
{
	struct inheritance earlier = {0};
	struct run_options own;
	struct sample sample;
	struct run run = {0};

	sample_read(&sample, chain->path, &run.problems);
	if (!run.problems.errors)
		inherit(&run, &sample, chain, options, &earlier);
	own = options_for(&sample, options, earlier.bundle);
	if (!run.problems.errors)
		run_sample(&run, &sample, chain->path, &own);
	if (!run.problems.errors)
		leave_bundle(left, &run);
	problem_move(&later->problems, &run.problems);
	run_finish(&run);
	sample_free(&sample);
	remove_bundle(&earlier);
}

/* The bundle of the sample that one comes after, if it does. */
static void inherit(struct run *later, const struct sample *sample, const struct chain *last,
		    const struct run_options *options, struct inheritance *left)
{
	struct chain chain = {.path = sample->after,
			      .named_by = &sample->after_place,
			      .later = last,
			      .length = last->length + 1};

	if (sample->after && check_chain(&chain, &later->problems))
		run_earlier(later, &chain, options, left);
}

static void reproduce_one(const char *path, const struct run_options *options, struct text *out)
{
	struct published published = {0};
	struct inheritance earlier = {0};
	struct findings findings = {0};
	struct run_options own;
	struct sample sample;
	struct run run = {0};

	sample_read(&sample, path, &run.problems);
	if (!run.problems.errors)
		published_read(&published, sample.published, &run.problems);
	if (!run.problems.errors)
		inherit(&run, &sample, &(struct chain){.path = path}, options, &earlier);
	own = options_for(&sample, options, earlier.bundle);
	if (!run.problems.errors)
		run_sample(&run, &sample, path, &own);
	if (!run.problems.errors)
		compare_all(&published, &run.results, &findings);
	report_write(out, &sample, &run, &findings);
	findings_free(&findings);
	run_finish(&run);
	published_free(&published);
	sample_free(&sample);
	remove_bundle(&earlier);
}

_Noreturn static void be_sample(const char *path, const struct run_options *options, int file)
{
	struct text out = {0};

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	watch_by(NULL);
	reproduce_one(path, options, &out);
	if (!output_write(file, out.data, out.length))
		_exit(EXIT_IO);
	text_free(&out);
	exit(0);
}

/* --- All samples --- */

struct child {
	pid_t pid;
	int file; /* -1: not begun, or ended */
	struct text bytes;
};

struct crew {
	const struct sample_places *places;
	struct run_options options;
	struct reports *reports;
	struct child *children; /* as the places */
	struct pollfd *waiting; /* those that run */
	size_t *whose;
	size_t started, running;
};

static void no_child(struct crew *crew, size_t i)
{
	char *sentence =
	    mem_print(_("the process of the sample: cannot be made: %s"), text_error(errno));

	report_fail(&crew->reports->list[i], EXIT_MEMORY, sentence);
	free(sentence);
}

static void start(struct crew *crew)
{
	size_t i = crew->started++;
	struct child *child = &crew->children[i];
	int files[2];

	child->file = -1;
	if (pipe(files) < 0) {
		no_child(crew, i);
		return;
	}
	fflush(NULL);
	child->pid = fork();
	if (child->pid == 0) {
		close(files[0]);
		be_sample(crew->places->list[i].path, &crew->options, files[1]);
	}
	close(files[1]);
	if (child->pid < 0) {
		close(files[0]);
		no_child(crew, i);
		return;
	}
	child->file = files[0];
	crew->running++;
}

static void end(struct crew *crew, size_t i)
{
	struct child *child = &crew->children[i];
	int status = 0;

	close(child->file);
	child->file = -1;
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	text_add(&child->bytes, "");
	report_parse(&crew->reports->list[i], child->bytes.data, child->bytes.length, status);
	crew->running--;
	watch_add(1);
}

static void take_bytes(struct crew *crew, size_t i)
{
	char bytes[65536];
	ssize_t n = read(crew->children[i].file, bytes, sizeof(bytes));

	if (n > 0)
		text_add_n(&crew->children[i].bytes, bytes, (size_t)n);
	else if (n == 0 || errno != EINTR)
		end(crew, i);
}

/* Half a second at most, so that a bar can move on. */
static void wait_for_bytes(struct crew *crew)
{
	size_t n = 0;

	for (size_t i = 0; i < crew->started; i++)
		if (crew->children[i].file >= 0) {
			crew->waiting[n] =
			    (struct pollfd){.fd = crew->children[i].file, .events = POLLIN};
			crew->whose[n++] = i;
		}
	if (poll(crew->waiting, n, 500) < 0 && errno != EINTR)
		mem_exhausted(0); /* the kernel, for its own work */
	for (size_t i = 0; i < n; i++)
		if (crew->waiting[i].revents)
			take_bytes(crew, crew->whose[i]);
	watch_add(0);
}

/* What a sample may have of the jobs when as many as possible run at once. */
static unsigned jobs_of_one(unsigned jobs, size_t samples)
{
	return samples && jobs > samples ? jobs / (unsigned)samples : 1;
}

void reproduce_all(const struct sample_places *places, const struct run_options *options,
		   struct reports *reports)
{
	struct crew crew = {.places = places, .options = *options, .reports = reports};
	unsigned jobs = options->jobs ? options->jobs : 1;

	*reports = (struct reports){.list = mem_array(places->count, sizeof(struct report)),
				    .count = places->count};
	for (size_t i = 0; i < places->count; i++) {
		reports->list[i].name = places->list[i].name;
		reports->list[i].path = places->list[i].path;
	}
	crew.children = mem_array(places->count, sizeof(*crew.children));
	crew.waiting = mem_array(places->count, sizeof(*crew.waiting));
	crew.whose = mem_array(places->count, sizeof(*crew.whose));
	crew.options.jobs = jobs_of_one(jobs, places->count);
	watch_begin(_("samples"), places->count);
	while (crew.started < places->count || crew.running) {
		while (crew.started < places->count && crew.running < jobs)
			start(&crew);
		if (crew.running)
			wait_for_bytes(&crew);
	}
	watch_end();
	free(crew.children);
	free(crew.waiting);
	free(crew.whose);
}

void reproduce_free(struct reports *reports)
{
	for (size_t i = 0; i < reports->count; i++)
		report_free(&reports->list[i]);
	free(reports->list);
	*reports = (struct reports){0};
}
