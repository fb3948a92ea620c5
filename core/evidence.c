#include "evidence.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "declared.h"
#include "evidence_codes.h"
#include "memory.h"
#include "readers.h"
#include "watch.h"

/* --- One file --- */

enum form { FORM_NONE, FORM_CSV, FORM_JSON, FORM_LINES };

/* By what a packed file holds. */
static enum form form_of(const char *path)
{
	static const char *const endings[] = {".csv", ".json", ".ndjson"};
	size_t length;

	unpack_kind(path, &length);
	if (!strcmp(path, "-"))
		return FORM_CSV;
	for (unsigned i = 0; i < 3; i++) {
		size_t n = strlen(endings[i]);

		if (length > n && !strncasecmp(path + length - n, endings[i], n))
			return (enum form)(FORM_CSV + i);
	}
	return FORM_NONE;
}

/* By its base name. */
static bool is_made_up(const struct evidence_rules *rules, const char *path)
{
	for (size_t i = 0; i < rules->n_made_up; i++)
		if (text_glob(rules->made_up[i], text_base_name(path)))
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

static bool is_file(const struct evidence_file *file, const struct input *input)
{
	return file->path && file->inode == input->status.st_ino &&
	       file->device == input->status.st_dev;
}

/* The file that was read under another name, or as the roster; NULL: it is new. */
static const struct evidence_file *read_before(const struct cohort *cohort,
					       const struct input *input)
{
	for (size_t i = 0; i < cohort->n_files; i++)
		if (is_file(&cohort->files[i], input))
			return &cohort->files[i];
	return is_file(&cohort->roster, input) ? &cohort->roster : NULL;
}

/* Records of a folded field add up: a file that is read twice would count twice. */
static bool is_new(struct joint *joint, const struct input *input, const char *path)
{
	const struct evidence_file *file = read_before(joint->cohort, input);
	struct place place = {.file = path};

	if (file)
		problem_error(joint->problems, EXIT_EVIDENCE, E_FILE_TWICE, &place,
			      _("expected each file once, found the file of %s again"),
			      text_quoted(file->path));
	return !file;
}

/* A copy that cannot be opened is a problem of its own; the file is read all the same. */
static void begin_copy(struct joint *joint, struct input *input, const char *path)
{
	if (joint->rules->copy)
		input->copy = joint->rules->copy(joint->rules->copier, path);
}

static void unpack(struct input *input, const char *path)
{
	size_t length;

	input_unpack(input, unpack_kind(path, &length));
}

static void read_now(struct joint *joint, const char *path)
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
	input.unhashed = joint->rules->unhashed;
	begin_copy(joint, &input, path);
	unpack(&input, path);
	read_form(joint, &input, form_of(path));
	input_close(&input, joint->file->sha256);
}

/* Where the order of the paths must not matter, files wait until all are known. */
static void read_file(struct joint *joint, const char *path)
{
	if (!joint->rules->allow_refused) {
		read_now(joint, path);
		return;
	}
	joint->waiting = mem_grow(joint->waiting, joint->n_waiting, sizeof(*joint->waiting));
	joint->waiting[joint->n_waiting++] = cohort_keep(joint->cohort, path, strlen(path));
}

static int by_base_name(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	int order = strcmp(text_base_name(x), text_base_name(y));

	return order ? order : strcmp(x, y);
}

static void read_waiting(struct joint *joint)
{
	if (joint->n_waiting)
		qsort(joint->waiting, joint->n_waiting, sizeof(*joint->waiting), by_base_name);
	for (size_t i = 0; i < joint->n_waiting; i++)
		read_now(joint, joint->waiting[i]);
	free(joint->waiting);
}

/* --- The roster --- */

static void check_roster(struct joint *joint)
{
	struct place place = {.file = joint->file->path};

	if (!joint->file->scored && joint->problems->errors == joint->errors)
		problem_error(joint->problems, EXIT_EVIDENCE, E_ROSTER, &place,
			      _("roster: expected at least one agency, found none"));
}

/* Before all evidence, in which everyone on it is then looked for. */
static void read_roster(struct joint *joint, const char *path)
{
	struct input input;

	if (!path || !input_open(&input, path, joint->problems))
		return;
	joint->file = &joint->cohort->roster;
	*joint->file =
	    (struct evidence_file){.path = cohort_keep(joint->cohort, path, strlen(path)),
				   .device = input.status.st_dev,
				   .inode = input.status.st_ino};
	input.file = joint->file->path;
	input.unhashed = joint->rules->unhashed;
	unpack(&input, path);
	joint->roster = true;
	read_csv(joint, &input);
	joint->roster = false;
	input_close(&input, joint->file->sha256);
	check_roster(joint);
}

/* --- Folders --- */

/* Hidden, or a lock that an office program leaves beside an open file. */
static bool is_hidden(const char *name)
{
	return *name == '.' || !strncmp(name, "~$", 2);
}

static int is_evidence(const struct dirent *entry)
{
	return form_of(entry->d_name) != FORM_NONE && strcmp(entry->d_name, "-") &&
	       !is_hidden(entry->d_name);
}

static int is_entry(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
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

static bool is_folder(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* What a folder holds besides evidence: how many files, and which. */
struct others {
	size_t count;
	struct text names;
};

static void add_other(struct others *others, const char *name)
{
	if (others->count++ < 5)
		text_print(&others->names, "%s%s", others->names.length ? ", " : "",
			   text_quoted(name));
}

static void warn(struct joint *joint, const char *code, const char *path, const char *sentence)
{
	struct place place = {.file = path};

	problem_warning(joint->problems, code, &place, "%s", sentence);
}

static void read_evidence(struct joint *joint, const char *path)
{
	struct stat status;

	if (lstat(path, &status) == 0 && !S_ISREG(status.st_mode))
		warn(joint, W_NOT_REGULAR, path,
		     _("expected a regular file in a folder, found something else; left out"));
	else
		read_file(joint, path);
}

/* True when it was evidence. */
static bool read_entry(struct joint *joint, const char *folder, const struct dirent *entry,
		       struct others *others)
{
	char *path = join_path(folder, entry->d_name);
	bool evidence = is_evidence(entry) && !is_folder(path);

	if (evidence)
		read_evidence(joint, path);
	else if (is_folder(path))
		warn(joint, W_NOT_REGULAR, path,
		     _("expected files in a folder of evidence, found another folder; left out"));
	else if (form_of(entry->d_name) != FORM_NONE && is_hidden(entry->d_name))
		warn(joint, W_HIDDEN, path,
		     _("expected no hidden file in a folder of evidence, found one; left out"));
	else
		add_other(others, entry->d_name);
	free(path);
	return evidence;
}

static void warn_of_others(struct joint *joint, const char *folder, const struct others *others)
{
	struct place place = {.file = folder};

	if (others->count)
		problem_warning(
		    joint->problems, W_NO_EVIDENCE, &place,
		    _("expected .csv, .json and .ndjson files, found %zu others; left out: %s%s"),
		    others->count, others->names.data, others->count > 5 ? ", ..." : "");
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
	struct others others = {0};
	int count = scandir(folder, &entries, is_entry, by_bytes), read = 0;

	if (count < 0 && errno == ENOMEM)
		mem_exhausted(0);
	if (count < 0) {
		refuse_folder(joint, folder, text_error(errno));
		return;
	}
	for (int i = 0; i < count; i++) {
		read += read_entry(joint, folder, entries[i], &others);
		free(entries[i]);
	}
	free(entries);
	warn_of_others(joint, folder, &others);
	if (!read)
		refuse_folder(joint, folder, _("none"));
	text_free(&others.names);
}

/* --- All --- */

static size_t bytes_of_folder(const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_evidence, by_bytes);
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
	read_roster(&joint, rules->roster);
	if (rules->allow_refused)
		ledger_allow(&joint.ledger);
	for (size_t i = 0; i < n_paths; i++)
		read_path(&joint, paths[i]);
	read_waiting(&joint);
	watch_end();
	joint_finish(&joint);
	if (rules->declared)
		declared_check(rules->declared, cohort, problems->errors == errors, problems);
	if (problems->errors == errors)
		ledger_reconcile(cohort, problems);
}
