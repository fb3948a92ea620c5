#include "evidence.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "evidence_codes.h"
#include "memory.h"
#include "readers.h"
#include "watch.h"

/* --- One file --- */

enum form { FORM_NONE, FORM_CSV, FORM_JSON, FORM_LINES };

static enum form form_of(const char *path)
{
	static const char *const endings[] = {".csv", ".json", ".ndjson"};
	size_t length = strlen(path);

	if (!strcmp(path, "-"))
		return FORM_CSV;
	for (unsigned i = 0; i < 3; i++) {
		size_t n = strlen(endings[i]);

		if (length > n && !strcasecmp(path + length - n, endings[i]))
			return (enum form)(FORM_CSV + i);
	}
	return FORM_NONE;
}

/* By its base name. */
static bool is_made_up(const struct evidence_rules *rules, const char *path)
{
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; i < rules->n_made_up; i++)
		if (text_glob(rules->made_up[i], slash ? slash + 1 : path))
			return true;
	return false;
}

static void add_file(struct joint *joint, const char *path)
{
	struct cohort *cohort = joint->cohort;

	cohort->files = mem_grow(cohort->files, cohort->n_files, sizeof(*cohort->files));
	joint->file = &cohort->files[cohort->n_files++];
	*joint->file = (struct evidence_file){.path = cohort_keep(cohort, path, strlen(path)),
					      .made_up = is_made_up(joint->rules, path)};
}

static void read_form(struct joint *joint, struct input *input, enum form form)
{
	struct place place = {.file = input->file};

	switch (form) {
	case FORM_CSV:
		read_csv(joint, input);
		break;
	case FORM_JSON:
		read_json(joint, input, JSON_RECORDS);
		break;
	case FORM_LINES:
		read_json(joint, input, JSON_RECORD_PER_LINE);
		break;
	case FORM_NONE:
		problem_error(
		    joint->problems, EXIT_EVIDENCE, E_ENDING, &place,
		    _("expected a name that ends in .csv, .json or .ndjson, found another"));
		break;
	}
}

/* Records of a folded field add up: a file that is read twice would count twice. */
static bool is_new(struct joint *joint, const struct input *input, const char *path)
{
	const struct cohort *cohort = joint->cohort;
	struct place place = {.file = path};

	for (size_t i = 0; i < cohort->n_files; i++) {
		const struct evidence_file *file = &cohort->files[i];

		if (file->inode != input->status.st_ino || file->device != input->status.st_dev)
			continue;
		problem_error(joint->problems, EXIT_EVIDENCE, E_FILE_TWICE, &place,
			      _("expected each file once, found the file of %s again"),
			      text_quoted(file->path));
		return false;
	}
	return true;
}

static void read_file(struct joint *joint, const char *path)
{
	struct input input;
	char unused[SHA256_HEX];

	if (!input_open(&input, path, joint->problems))
		return;
	if (!is_new(joint, &input, path)) {
		input_close(&input, unused);
		return;
	}
	add_file(joint, path);
	joint->file->device = input.status.st_dev;
	joint->file->inode = input.status.st_ino;
	input.file = joint->file->path;
	read_form(joint, &input, form_of(path));
	input_close(&input, joint->file->sha256);
}

/* --- Folders --- */

static int has_form(const struct dirent *entry)
{
	return form_of(entry->d_name) != FORM_NONE && strcmp(entry->d_name, "-");
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static char *join_path(const char *folder, const char *name)
{
	size_t length = strlen(folder);

	return mem_print("%s%s%s", folder, length && folder[length - 1] == '/' ? "" : "/", name);
}

static void read_entry(struct joint *joint, const char *path)
{
	struct place place = {.file = path};
	struct stat status;

	if (lstat(path, &status) == 0 && !S_ISREG(status.st_mode))
		problem_warning(
		    joint->problems, W_NOT_REGULAR, &place,
		    _("expected a regular file in a folder, found something else; left out"));
	else
		read_file(joint, path);
}

static void refuse_folder(struct joint *joint, const char *folder, const char *found)
{
	struct place place = {.file = folder};

	problem_error(joint->problems, EXIT_NO_INPUT, E_FOLDER, &place,
		      _("expected a folder with .csv, .json or .ndjson files, found %s"), found);
}

static void read_folder(struct joint *joint, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, has_form, by_bytes);

	if (count < 0 && errno == ENOMEM)
		mem_exhausted(0);
	if (count <= 0)
		refuse_folder(joint, folder, count < 0 ? text_error(errno) : _("none"));
	for (int i = 0; i < count; i++) {
		char *path = join_path(folder, entries[i]->d_name);

		read_entry(joint, path);
		free(path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

/* --- All --- */

static size_t bytes_of_folder(const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, has_form, by_bytes);
	size_t bytes = 0;

	for (int i = 0; i < count; i++) {
		char *path = join_path(folder, entries[i]->d_name);
		struct stat status;

		if (lstat(path, &status) == 0 && S_ISREG(status.st_mode))
			bytes += (size_t)status.st_size;
		free(path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return bytes;
}

/* For the watch; what cannot be known counts as nothing. */
static size_t bytes_of(const char *const *paths, size_t n_paths)
{
	struct stat status;
	size_t bytes = 0;

	for (size_t i = 0; i < n_paths; i++) {
		if (stat(paths[i], &status) < 0)
			continue;
		bytes += S_ISDIR(status.st_mode)   ? bytes_of_folder(paths[i])
			 : S_ISREG(status.st_mode) ? (size_t)status.st_size
						   : 0;
	}
	return bytes;
}

static void read_path(struct joint *joint, const char *path)
{
	struct stat status;

	if (strcmp(path, "-") && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		read_folder(joint, path);
	else
		read_file(joint, path);
}

void evidence_read(struct cohort *cohort, const struct evidence_rules *rules,
		   const char *const *paths, size_t n_paths, struct problems *problems)
{
	struct joint joint;
	size_t errors = problems->errors;

	joint_init(&joint, cohort, rules, problems);
	watch_begin(_("reading"), bytes_of(paths, n_paths));
	for (size_t i = 0; i < n_paths; i++)
		read_path(&joint, paths[i]);
	watch_end();
	if (cohort->rows == 0 && problems->errors == errors)
		problem_error(problems, EXIT_EVIDENCE, E_NO_AGENCY, NULL,
			      _("evidence: expected at least one agency, found none"));
	joint_finish(&joint);
}
