#include "bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "changes.h"
#include "moves.h"
#include "sink.h"
#include "text.h"
#include "timings.h"

static bool fail(struct problems *problems, const char *path, enum exit_code code)
{
	struct place place = {.file = path};

	problem_error(problems, code, "E-OUT-001", &place, _("cannot be written: %s"),
		      text_error(errno));
	return false;
}

/* --- One file --- */

/* What a file will hold: what make makes of results, or a text that is there. */
struct document {
	bundle_document *make;
	const struct results *results;
	const struct text *text;
};

/* Writes a document into a file; false with errno. made (or NULL) gets the bytes and their hash. */
static bool fill(int file, const struct document *document, struct manifest_file *made)
{
	struct sink_file sink;
	struct sha256 hash;
	bool good;

	sink_file_start(&sink, file, document->make ? document->results->jobs : 1,
			made ? &hash : NULL);
	if (document->make)
		document->make(document->results, &sink.sink);
	if (document->text)
		sink_add(&sink.sink, document->text->data, document->text->length);
	good = sink_file_end(&sink);
	timings_count(sink.bytes, "bytes");
	if (made) {
		made->bytes = sink.bytes;
		sha256_finish(&hash, made->sha256);
	}
	return good;
}

/* A device, a FIFO or standard output: what stands there is written to, never replaced. */
static bool write_into(const char *path, const struct document *document)
{
	bool standard = !strcmp(path, "-");
	int file = standard ? STDOUT_FILENO : output_open(AT_FDCWD, path, O_WRONLY);
	bool good = file >= 0 && fill(file, document, NULL);
	int error = errno;

	if (file >= 0 && !standard && close(file) < 0 && good) {
		error = errno;
		good = false;
	}
	errno = error;
	return good;
}

static bool is_folder(const char *path)
{
	struct stat status;

	errno = EISDIR;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool bundle_make_file(struct output *output, const char *path, bundle_document *make,
		      const struct results *results, struct problems *problems)
{
	const struct document document = {make, results, NULL};

	*output = (struct output){.parent = -1, .descriptor = -1};
	if (is_folder(path) || (!output_is_replaced(path) && !write_into(path, &document)))
		return fail(problems, path, EXIT_IO);
	if (output_is_replaced(path) &&
	    (!output_begin(output, path, false) ||
	     !output_finish(output, fill(output->descriptor, &document, NULL))))
		return fail(problems, path, output->code);
	return true;
}

/* --- What stands at the place of a bundle --- */

static bool refuse(struct problems *problems, const char *folder, const char *found)
{
	struct place place = {.file = folder};

	problem_error(problems, EXIT_CREATE, "E-OUT-002", &place,
		      _("expected a new name, an empty folder or a bundle of juri's, found %s"),
		      found);
	return false;
}

static bool is_listed(char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* What a folder holds, beside names that it may hold. */
struct look {
	char **names;
	size_t count;
	char *other; /* the first that is not one of them, malloc'd */
};

static bool is_known(int folder, const char *name, void *user)
{
	struct look *look = user;

	(void)folder;
	if (!is_listed(look->names, look->count, name))
		look->other = mem_copy(name);
	return !look->other;
}

static void free_names(char **names, size_t count)
{
	for (size_t i = 0; names && i < count; i++)
		free(names[i]);
	free(names);
}

static bool check_entries(int entries, const char *folder, struct problems *problems)
{
	struct look look = {0};
	bool good;

	look.names = manifest_names(entries, &look.count);
	errno = 0;
	good = output_each(entries, is_known, &look);
	if (look.other && look.names)
		refuse(problems, folder, text_quoted(look.other));
	else if (look.other)
		refuse(problems, folder, _("another folder"));
	else if (!good)
		fail(problems, folder, EXIT_CREATE);
	free_names(look.names, look.count);
	free(look.other);
	return good;
}

static bool is_link(const char *folder)
{
	struct stat status;

	return lstat(folder, &status) == 0 && S_ISLNK(status.st_mode);
}

bool bundle_may_write(const char *folder, struct problems *problems)
{
	int entries = output_open(AT_FDCWD, folder, O_RDONLY | O_DIRECTORY);
	bool good;

	if (entries < 0 && errno == ENOENT)
		return !is_link(folder) || refuse(problems, folder, _("a link to nothing"));
	if (entries < 0 && errno == ENOTDIR && access(folder, F_OK) == 0)
		return refuse(problems, folder, _("a file"));
	if (entries < 0)
		return fail(problems, folder, EXIT_CREATE);
	good = check_entries(entries, folder, problems);
	close(entries);
	return good;
}

/* --- What is ours --- */

/* The tables and documents of a bundle, in the order in which they are written; the manifest is last. */
static void rules(const struct results *results, struct sink *sink)
{
	struct text text = {0};

	round_print(results->round, &text);
	sink_add(sink, text.data, text.length);
	text_free(&text);
}

static void changed(const struct results *results, struct sink *sink)
{
	struct text text = {0};

	changes_csv(results->changes, &text);
	results_table(results, &text, sink);
	text_free(&text);
}

static void moved(const struct results *results, struct sink *sink)
{
	struct text text = {0};

	moves_csv(results->moves, &text);
	results_table(results, &text, sink);
	text_free(&text);
}

/* Whether a table has nothing to tell in this run. */
static bool is_left_out(const struct results *results, bundle_document *make)
{
	return (make == results_tally_csv && !results->round->has_tally) ||
	       (make == results_left_behind_csv && !results->entrants) ||
	       (make == results_refused_csv && !results->cohort->refusals.count) ||
	       ((make == changed || make == moved) && !results->changes);
}

static const struct {
	const char *name;
	bundle_document *make;
} files[] = {{"rankings.csv", results_rankings_csv},
	     {"scores.csv", results_scores_csv},
	     {"awards.csv", results_awards_csv},
	     {"tally.csv", results_tally_csv},
	     {"left_behind.csv", results_left_behind_csv},
	     {"treated.csv", results_treated_csv},
	     {"refused.csv", results_refused_csv},
	     {"changes.csv", changed},
	     {"moved.csv", moved},
	     {"results.json", results_json},
	     {"rules.ini", rules}};

#define N_FILES (sizeof(files) / sizeof(*files))

static bool is_file(int folder, const char *name, void *user)
{
	struct stat status;

	(void)user;
	return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

static bool is_folder_of_files(int parent, const char *name)
{
	int folder = output_open(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	bool good = folder >= 0 && output_each(folder, is_file, NULL);

	if (folder >= 0)
		close(folder);
	return good;
}

/* A file of a bundle or what its manifest lists; the folder in which others of our bundles keep evidence. */
static bool is_ours(int folder, const char *name, void *user)
{
	const struct look *look = user;
	bool listed = !strcmp(name, MANIFEST_NAME) || !strcmp(name, FROZEN_NAME) ||
		      is_listed(look->names, look->count, name);

	for (size_t i = 0; i < N_FILES; i++)
		listed = listed || !strcmp(name, files[i].name);
	return listed ? is_file(folder, name, NULL)
		      : !strcmp(name, "evidence") && is_folder_of_files(folder, name);
}

static bool holds_ours(int folder)
{
	struct look look = {0};
	bool ours;

	look.names = manifest_names(folder, &look.count);
	ours = output_each(folder, is_ours, &look);
	free_names(look.names, look.count);
	return ours;
}

bool bundle_claim(const char *path, struct problems *problems)
{
	return output_claim(path, holds_ours, problems);
}

/* --- The new folder --- */

struct maker {
	const struct results *results; /* of a bundle */
	bundle_check *may_write;
	struct problems *problems;
	struct output *output;
	struct manifest_file *files;
	size_t n_files;
};

static void fail_in(const struct maker *maker, const char *name)
{
	char *path = mem_print("%s/%s", maker->output->path, name);

	fail(maker->problems, path, maker->output->code);
	free(path);
}

static void add_file(struct maker *maker, const char *name, const struct document *document)
{
	struct manifest_file made = {.name = name};
	struct output file;

	if (maker->problems->errors)
		return;
	if (!output_begin_in(&file, maker->output, name) ||
	    !output_finish(&file, fill(file.descriptor, document, &made))) {
		maker->output->code = file.code;
		fail_in(maker, name);
		return;
	}
	maker->files = mem_grow(maker->files, maker->n_files, sizeof(*maker->files));
	maker->files[maker->n_files++] = made;
}

static void add_text(struct maker *maker, const char *name, const struct text *text)
{
	add_file(maker, name, &(const struct document){.text = text});
}

static void add_results(struct maker *maker)
{
	for (size_t i = 0; i < N_FILES; i++)
		if (!is_left_out(maker->results, files[i].make))
			add_file(maker, files[i].name,
				 &(const struct document){files[i].make, maker->results, NULL});
}

static void add_manifest(struct maker *maker, enum exit_code code)
{
	struct text text = {0};

	manifest_json(maker->results, maker->files, maker->n_files, code, &text);
	add_text(maker, MANIFEST_NAME, &text);
	text_free(&text);
}

bool bundle_make(struct output *output, const struct results *results, const char *folder,
		 enum exit_code code, struct problems *problems)
{
	struct maker maker = {.results = results, .problems = problems, .output = output};
	size_t errors = problems->errors;

	if (!output_begin(output, folder, true))
		return fail(problems, folder, output->code);
	add_results(&maker);
	add_manifest(&maker, code);
	free(maker.files);
	return problems->errors == errors && bundle_may_write(folder, problems);
}

/* --- Putting it there --- */

/* A file system that cannot exchange two folders says that ours is in the way. */
static void fail_to_put(const struct output *output, struct problems *problems)
{
	struct place place = {.file = output->path};

	if (errno == ENOTEMPTY || errno == EEXIST)
		problem_error(
		    problems, EXIT_CREATE, "E-OUT-005", &place,
		    _("expected a new name, found a folder; the file system cannot exchange "
		      "two folders in one step"));
	else
		fail(problems, output->path, output->code);
}

static void end(struct output *output, struct problems *problems)
{
	struct place place = {.file = output->path};

	if (!output_end(output))
		problem_warning(
		    problems, "W-OUT-002", &place,
		    _("a file or folder of ours beside it (.juri-...) could not be removed; "
		      "the next run tries again"));
}

void bundle_put(struct output *outputs, size_t count, struct problems *problems)
{
	size_t put = 0;

	while (!problems->errors && put < count && output_put(&outputs[put]))
		put++;
	if (!problems->errors && put < count)
		fail_to_put(&outputs[put], problems);
	if (put < count)
		while (put)
			output_take_back(&outputs[--put]);
	for (size_t i = 0; i < count; i++)
		end(&outputs[i], problems);
}

void bundle_write(const struct results *results, const char *folder, enum exit_code code,
		  struct problems *problems)
{
	struct output output;

	bundle_make(&output, results, folder, code, problems);
	bundle_put(&output, 1, problems);
}

/* --- Folders of another kind --- */

struct maker *bundle_begin(const char *folder, bundle_check *may_write, struct problems *problems)
{
	struct maker *maker = mem_alloc(sizeof(*maker));

	maker->may_write = may_write;
	maker->problems = problems;
	maker->output = mem_alloc(sizeof(*maker->output));
	if (!output_begin(maker->output, folder, true))
		fail(problems, folder, maker->output->code);
	return maker;
}

void bundle_add(struct maker *maker, const char *name, const struct text *text)
{
	add_text(maker, name, text);
}

int bundle_add_folder(struct maker *maker, const char *name)
{
	int folder = -1;

	if (maker->problems->errors)
		return -1;
	if (mkdirat(maker->output->descriptor, name, 0755) == 0)
		folder = output_open(maker->output->descriptor, name,
				     O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	if (folder < 0)
		fail(maker->problems, maker->output->path, EXIT_CREATE);
	return folder;
}

const struct manifest_file *bundle_files(const struct maker *maker, size_t *count)
{
	*count = maker->n_files;
	return maker->files;
}

void bundle_publish(struct maker *maker)
{
	if (!maker->problems->errors && maker->may_write(maker->output->path, maker->problems)) {
		bundle_put(maker->output, 1, maker->problems);
		free(maker->output);
		maker->output = NULL;
	}
}

void bundle_end(struct maker *maker)
{
	if (maker->output)
		end(maker->output, maker->problems);
	free(maker->output);
	free(maker->files);
	free(maker);
}
