#include "bundle.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manifest.h"

static bool fail(struct problems *problems, const char *path, enum exit_code code)
{
	struct place place = {.file = path};

	problem_error(problems, code, "E-OUT-001", &place, _("cannot be written: %s"),
		      text_error(errno));
	return false;
}

/* --- One file --- */

static bool write_all(int file, const char *data, size_t length)
{
	while (length) {
		ssize_t n = write(file, data, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		length -= (size_t)n;
	}
	return true;
}

/* A new file in a folder (AT_FDCWD: the current one) that is on the disk when this returns. */
static bool write_new(int folder, const char *name, const char *data, size_t length,
		      enum exit_code *code)
{
	int file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644), error;
	bool good;

	*code = file < 0 ? EXIT_CREATE : EXIT_IO;
	if (file < 0)
		return false;
	good = write_all(file, data, length) && fsync(file) == 0;
	error = errno;
	if (close(file) < 0 && good)
		return false;
	errno = error;
	return good;
}

/* A device, a FIFO or standard output: what stands there is written to, never replaced. */
static bool write_into(const char *path, const char *data, size_t length)
{
	bool standard = !strcmp(path, "-");
	int file = standard ? STDOUT_FILENO : open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	bool good = file >= 0 && write_all(file, data, length);

	if (file >= 0 && !standard && close(file) < 0)
		good = false;
	return good;
}

static bool is_regular_or_new(const char *path)
{
	struct stat status;

	return strcmp(path, "-") &&
	       (stat(path, &status) < 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
}

/* The file that a link leads to, or path itself; malloc'd. */
static char *behind_links(const char *path)
{
	char *real = realpath(path, NULL);

	return real ? real : mem_copy(path);
}

void bundle_write_file(const char *path, const char *data, size_t length, struct problems *problems)
{
	char *real, *temporary;
	enum exit_code code;

	if (!is_regular_or_new(path)) {
		if (!write_into(path, data, length))
			fail(problems, path, EXIT_IO);
		return;
	}
	real = behind_links(path);
	temporary = mem_print("%s.juri-%ld", real, (long)getpid());
	if (!write_new(AT_FDCWD, temporary, data, length, &code) || rename(temporary, real) < 0) {
		fail(problems, path, code);
		unlink(temporary);
	}
	free(temporary);
	free(real);
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

/* The first entry that is not one of names, malloc'd, or NULL. */
static char *other_entry(DIR *entries, char *const *names, size_t count)
{
	const struct dirent *entry;

	rewinddir(entries);
	while ((entry = readdir(entries)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    !is_listed(names, count, entry->d_name))
			return mem_copy(entry->d_name);
	return NULL;
}

static void free_names(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

static bool check_entries(DIR *entries, const char *folder, struct problems *problems)
{
	size_t count = 0;
	char **names = manifest_names(dirfd(entries), &count);
	char *other = other_entry(entries, names, count);

	assert(names || !count);
	if (other && names)
		refuse(problems, folder, text_quoted(other));
	else if (other)
		refuse(problems, folder, _("another folder"));
	free_names(names, count);
	free(other);
	return !other;
}

static bool is_link(const char *folder)
{
	struct stat status;

	return lstat(folder, &status) == 0 && S_ISLNK(status.st_mode);
}

bool bundle_may_write(const char *folder, struct problems *problems)
{
	DIR *entries = opendir(folder);
	bool good;

	if (!entries && errno == ENOENT)
		return !is_link(folder) || refuse(problems, folder, _("a link to nothing"));
	if (!entries && errno == ENOTDIR && access(folder, F_OK) == 0)
		return refuse(problems, folder, _("a file"));
	if (!entries)
		return fail(problems, folder, EXIT_CREATE);
	good = check_entries(entries, folder, problems);
	closedir(entries);
	return good;
}

/* --- The new folder --- */

struct maker {
	const struct results *results;
	struct problems *problems;
	const char *folder; /* its final name */
	char *temporary;    /* beside it */
	int descriptor;     /* of temporary */
	struct manifest_file *files;
	size_t n_files;
};

static void add_file(struct maker *maker, const char *name, const struct text *text)
{
	struct manifest_file *file;
	struct sha256 hash;
	enum exit_code code;

	if (maker->problems->errors)
		return;
	if (!write_new(maker->descriptor, name, text->data ? text->data : "", text->length,
		       &code)) {
		fail(maker->problems, maker->folder, code);
		return;
	}
	maker->files = mem_grow(maker->files, maker->n_files, sizeof(*maker->files));
	file = &maker->files[maker->n_files++];
	*file = (struct manifest_file){.name = name, .bytes = text->length};
	sha256_start(&hash);
	sha256_add(&hash, text->data ? text->data : "", text->length);
	sha256_finish(&hash, file->sha256);
}

static void rules(const struct results *results, struct text *out)
{
	round_print(results->round, out);
}

static void add_results(struct maker *maker)
{
	static const struct {
		const char *name;
		void (*make)(const struct results *, struct text *);
	} files[] = {{"rankings.csv", results_rankings_csv},
		     {"scores.csv", results_scores_csv},
		     {"awards.csv", results_awards_csv},
		     {"tally.csv", results_tally_csv},
		     {"left_behind.csv", results_left_behind_csv},
		     {"treated.csv", results_treated_csv},
		     {"results.json", results_json},
		     {"rules.ini", rules}};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct text text = {0};

		if (files[i].make == results_tally_csv && !maker->results->round->has_tally)
			continue;
		if (files[i].make == results_left_behind_csv && !maker->results->entrants)
			continue;
		files[i].make(maker->results, &text);
		add_file(maker, files[i].name, &text);
		text_free(&text);
	}
}

static void add_manifest(struct maker *maker, enum exit_code code)
{
	struct text text = {0};

	manifest_json(maker->results, maker->files, maker->n_files, code, &text);
	add_file(maker, MANIFEST_NAME, &text);
	text_free(&text);
}

/* folder without slashes at its end. */
static char *trimmed(const char *folder)
{
	size_t length = strlen(folder);

	while (length > 1 && folder[length - 1] == '/')
		length--;
	return mem_copy_n(folder, length);
}

static bool make_temporary(struct maker *maker)
{
	char *place = trimmed(maker->folder);

	maker->temporary = mem_print("%s.juri-XXXXXX", place);
	free(place);
	maker->descriptor = -1;
	if (!mkdtemp(maker->temporary))
		return fail(maker->problems, maker->folder, EXIT_CREATE);
	maker->descriptor = open(maker->temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (maker->descriptor < 0 || fchmod(maker->descriptor, 0755) < 0)
		return fail(maker->problems, maker->folder, EXIT_CREATE);
	return true;
}

void bundle_remove(const char *folder)
{
	DIR *entries = opendir(folder);
	const struct dirent *entry;

	while (entries && (entry = readdir(entries)))
		unlinkat(dirfd(entries), entry->d_name, 0);
	if (entries)
		closedir(entries);
	rmdir(folder);
}

/* --- Putting it there --- */

static bool sync_parent(const char *folder)
{
	char *place = trimmed(folder), *slash = strrchr(place, '/');
	int parent;
	bool good;

	if (slash)
		slash[slash == place] = '\0';
	parent = open(slash ? place : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	good = parent >= 0 && fsync(parent) == 0;
	if (parent >= 0)
		close(parent);
	free(place);
	return good;
}

/* By one rename: into nothing, or in exchange with what bundle_may_write allowed. */
static bool put(const char *temporary, const char *folder)
{
	if (renameat2(AT_FDCWD, temporary, AT_FDCWD, folder, RENAME_NOREPLACE) == 0)
		return true;
	return errno == EEXIST &&
	       renameat2(AT_FDCWD, temporary, AT_FDCWD, folder, RENAME_EXCHANGE) == 0;
}

static void publish(struct maker *maker)
{
	if (maker->problems->errors || !bundle_may_write(maker->folder, maker->problems))
		return;
	if (fsync(maker->descriptor) < 0) {
		fail(maker->problems, maker->folder, EXIT_IO);
		return;
	}
	if (!put(maker->temporary, maker->folder) || !sync_parent(maker->folder))
		fail(maker->problems, maker->folder, EXIT_IO);
}

void bundle_write(const struct results *results, const char *folder, enum exit_code code,
		  struct problems *problems)
{
	char *real = behind_links(folder);
	struct maker maker = {.results = results, .problems = problems, .folder = real};

	if (make_temporary(&maker)) {
		add_results(&maker);
		add_manifest(&maker, code);
		publish(&maker);
	}
	if (maker.descriptor >= 0)
		close(maker.descriptor);
	bundle_remove(maker.temporary); /* what could not be finished, or the bundle of before */
	free(maker.temporary);
	free(maker.files);
	free(real);
}
