#include "freeze.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle.h"
#include "input.h"
#include "json_out.h"
#include "version.h"

#define RULES_NAME "rules.ini"
#define COPIES_NAME "evidence"

static size_t count_of(const cJSON *object, const char *name)
{
	const cJSON *number = json_member(object, name);

	return cJSON_IsNumber(number) && number->valuedouble >= 0 && number->valuedouble < 1e15
		   ? (size_t)number->valuedouble
		   : 0;
}

static bool is_freeze(const cJSON *document)
{
	return !strcmp(json_text_of(document, "kind"), "freeze") && *json_text_of(document, "juri");
}

/* Bytes and hash of an open file; false when it is none, or cannot be read. */
static bool hash_file(int file, size_t *bytes, char sha256[SHA256_HEX])
{
	struct stat status;
	struct sha256 hash;
	char buffer[1 << 16];
	ssize_t n;

	if (file < 0 || fstat(file, &status) < 0 || !S_ISREG(status.st_mode))
		return false;
	*bytes = 0;
	sha256_start(&hash);
	while ((n = read(file, buffer, sizeof(buffer))) > 0 || (n < 0 && errno == EINTR)) {
		if (n < 0)
			continue;
		sha256_add(&hash, buffer, (size_t)n);
		*bytes += (size_t)n;
	}
	sha256_finish(&hash, sha256);
	return n == 0;
}

/* --- Reading one --- */

struct reader {
	struct freeze *freeze;
	struct problems *problems;
	const char *path; /* of frozen.json */
};

static const char *keep(struct reader *reader, const char *text)
{
	return arena_copy(&reader->freeze->arena, text, strlen(text));
}

static const char *path_in(struct reader *reader, const char *folder, const char *name)
{
	char *path = mem_print("%s/%s", folder, name);
	const char *kept = keep(reader, path);

	free(path);
	return kept;
}

static void refuse(struct reader *reader, const char *path, const char *code, const char *sentence)
{
	struct place place = {.file = path};

	problem_error(reader->problems, EXIT_EVIDENCE, code, &place, "%s", sentence);
}

/* Whoever may write frozen.json, or put another one there, may change what it says. */
static void check_mode(struct reader *reader, const char *path)
{
	struct place place = {.file = path};
	struct stat status;

	if (stat(path, &status) < 0 || !(status.st_mode & S_IWOTH) ||
	    (S_ISDIR(status.st_mode) && status.st_mode & S_ISVTX))
		return;
	problem_error(reader->problems, EXIT_TRUST, E_FREEZE_TRUST, &place,
		      _("expected a freeze that only its owner and group may write, found mode "
			"%04o, writable by others"),
		      status.st_mode & 07777u);
}

/* A name in the folder, and no way out of it. */
static bool is_plain_name(const char *name)
{
	return *name && *name != '.' && !strchr(name, '/');
}

static void add_file(struct reader *reader, const cJSON *entry)
{
	struct freeze *freeze = reader->freeze;
	char *copy = mem_print(COPIES_NAME "/%s", json_text_of(entry, "file"));
	struct frozen_file file = {.path = keep(reader, json_text_of(entry, "path")),
				   .copy = path_in(reader, freeze->folder, copy),
				   .bytes = count_of(entry, "bytes"),
				   .rows = count_of(entry, "rows")};
	const char *sha256 = json_text_of(entry, "sha256");

	free(copy);
	if (strlen(sha256) != SHA256_HEX - 1 || !*file.path ||
	    !is_plain_name(json_text_of(entry, "file"))) {
		refuse(reader, reader->path, E_NO_FREEZE,
		       _("expected files as in core/frozen.schema.json, found others"));
		return;
	}
	memcpy(file.sha256, sha256, SHA256_HEX);
	freeze->files = mem_grow(freeze->files, freeze->n_files, sizeof(*freeze->files));
	freeze->files[freeze->n_files++] = file;
}

static void check_copy(struct reader *reader, const char *path, size_t bytes, const char *sha256)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char found[SHA256_HEX];
	size_t size;

	if (!hash_file(file, &size, found))
		refuse(reader, path, E_FREEZE_DAMAGED,
		       _("expected the file that frozen.json lists, found none"));
	else if (size != bytes || strcmp(found, sha256) != 0)
		refuse(reader, path, E_FREEZE_DAMAGED,
		       _("expected the bytes that were frozen, found others (another SHA-256): "
			 "the freeze was edited or is damaged"));
	if (file >= 0)
		close(file);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A file among the copies that frozen.json does not list; the lock of an output is told as what it is. */
static void check_others(struct reader *reader)
{
	const struct freeze *freeze = reader->freeze;
	const char **names = mem_array(freeze->n_files, sizeof(*names));
	const char *folder = path_in(reader, freeze->folder, COPIES_NAME), *name;
	DIR *entries = opendir(folder);
	const struct dirent *entry;

	for (size_t i = 0; i < freeze->n_files; i++)
		names[i] = text_base_name(freeze->files[i].copy);
	qsort(names, freeze->n_files, sizeof(*names), by_bytes);
	while (entries && (entry = readdir(entries))) {
		name = entry->d_name;
		if (strcmp(name, ".") && strcmp(name, "..") && !text_glob("*.juri-lock", name) &&
		    !bsearch(&name, names, freeze->n_files, sizeof(*names), by_bytes))
			refuse(reader, path_in(reader, folder, name), E_FREEZE_DAMAGED,
			       _("expected only the files that frozen.json lists, found another"));
	}
	if (entries)
		closedir(entries);
	free(names);
}

/* The entry of rules.ini; NULL: there is none. */
static const cJSON *rules_entry(const cJSON *document)
{
	const cJSON *file;

	cJSON_ArrayForEach(file, json_member(document, "files"))
	{
		if (!strcmp(json_text_of(file, "name"), RULES_NAME))
			return file;
	}
	return NULL;
}

/* From one reading: the bytes that are kept are those that fit. */
static void read_rules(struct reader *reader, const cJSON *document)
{
	const char *path = path_in(reader, reader->freeze->folder, RULES_NAME);
	const cJSON *entry = rules_entry(document);
	char found[SHA256_HEX], *text;

	check_copy(reader, path, count_of(entry, "bytes"), json_text_of(entry, "sha256"));
	if (reader->problems->errors || !(text = input_all(path, found, reader->problems)))
		return;
	if (strcmp(found, json_text_of(entry, "sha256")) != 0)
		refuse(reader, path, E_FREEZE_DAMAGED, _("changed while it was read"));
	reader->freeze->rules = keep(reader, text);
	free(text);
}

static void read_document(struct reader *reader, const cJSON *document)
{
	struct freeze *freeze = reader->freeze;
	const cJSON *entry;

	if (!is_freeze(document) || !cJSON_GetArraySize(json_member(document, "evidence"))) {
		refuse(reader, reader->path, E_NO_FREEZE,
		       _("expected the frozen.json of a freeze, found something else"));
		return;
	}
	freeze->written = keep(reader, json_text_of(document, "written"));
	cJSON_ArrayForEach(entry, json_member(document, "evidence"))
	{
		add_file(reader, entry);
	}
	if (freeze->n_files != (size_t)cJSON_GetArraySize(json_member(document, "evidence")))
		return;
	for (size_t i = 0; i < freeze->n_files; i++)
		check_copy(reader, freeze->files[i].copy, freeze->files[i].bytes,
			   freeze->files[i].sha256);
	check_others(reader);
	read_rules(reader, document);
}

bool freeze_read(struct freeze *freeze, const char *folder, struct problems *problems)
{
	struct reader reader = {.freeze = freeze, .problems = problems};
	size_t errors = problems->errors;
	cJSON *document;
	char *text;

	*freeze = (struct freeze){0};
	freeze->folder = keep(&reader, folder);
	reader.path = path_in(&reader, folder, FROZEN_NAME);
	text = input_all(reader.path, freeze->sha256, problems);
	if (text) {
		document = cJSON_Parse(text);
		check_mode(&reader, reader.path);
		check_mode(&reader, folder);
		read_document(&reader, document);
		cJSON_Delete(document);
		free(text);
	}
	return problems->errors == errors;
}

const char **freeze_paths(const struct freeze *freeze)
{
	const char **paths = mem_array(freeze->n_files, sizeof(*paths));

	for (size_t i = 0; i < freeze->n_files; i++)
		paths[i] = freeze->files[i].copy;
	return paths;
}

bool freeze_is_read(const struct freeze *freeze, const struct cohort *cohort)
{
	bool same = freeze->n_files == cohort->n_files;

	for (size_t i = 0; same && i < freeze->n_files; i++)
		same = !strcmp(freeze->files[i].sha256, cohort->files[i].sha256);
	return same;
}

void freeze_free(struct freeze *freeze)
{
	free(freeze->files);
	arena_free(&freeze->arena);
	*freeze = (struct freeze){0};
}

/* --- What stands at the place of a new one --- */

static bool refuse_place(struct problems *problems, const char *folder, const char *code,
			 const char *sentence, const char *found)
{
	struct place place = {.file = folder};

	problem_error(problems, EXIT_CREATE, code, &place, sentence, found);
	return false;
}

static bool holds_other(const char *folder, const char *const *names, size_t count,
			struct problems *problems)
{
	DIR *entries = opendir(folder);
	const struct dirent *entry;
	bool found = false;

	while (entries && !found && (entry = readdir(entries))) {
		bool known = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");

		for (size_t i = 0; i < count && !known; i++)
			known = !strcmp(entry->d_name, names[i]);
		if (known)
			continue;
		found = true;
		refuse_place(problems, folder, "E-OUT-002",
			     _("expected a new name, an empty folder or, with --replace, a freeze, "
			       "found %s"),
			     text_quoted(entry->d_name));
	}
	if (entries)
		closedir(entries);
	return found;
}

/* A freeze, whatever became of its copies: what it has must be a freeze's own. */
static bool holds_freeze(const char *folder)
{
	char *path = mem_print("%s/" FROZEN_NAME, folder), unused[SHA256_HEX];
	struct problems ignored = {0};
	char *text = access(path, F_OK) == 0 ? input_all(path, unused, &ignored) : NULL;
	cJSON *document = text ? cJSON_Parse(text) : NULL;
	bool found = is_freeze(document);

	cJSON_Delete(document);
	problem_clear(&ignored);
	free(text);
	free(path);
	return found;
}

/* With --replace: a freeze that is whole, and nothing beside it. */
static bool may_exchange(const char *folder, struct problems *problems)
{
	static const char *const names[] = {FROZEN_NAME, RULES_NAME, COPIES_NAME};
	struct freeze freeze = {0};
	bool good = !holds_other(folder, names, 3, problems);

	good = good && freeze_read(&freeze, folder, problems);
	freeze_free(&freeze);
	return good;
}

static bool is_link(const char *folder)
{
	struct stat status;

	return lstat(folder, &status) == 0 && S_ISLNK(status.st_mode);
}

static bool may_write_into(const char *folder, bool replace, struct problems *problems)
{
	if (!holds_freeze(folder))
		return !holds_other(folder, NULL, 0, problems);
	return replace ? may_exchange(folder, problems)
		       : refuse_place(problems, folder, E_FREEZE_EXISTS,
				      _("expected a new name or an empty folder, found %s: "
					"--replace puts the new one in its place"),
				      _("a freeze"));
}

bool freeze_may_write(const char *folder, bool replace, struct problems *problems)
{
	const char *expected =
	    _("expected a new name, an empty folder or, with --replace, a freeze, found %s");
	struct stat status;

	if (stat(folder, &status) < 0 && errno == ENOENT)
		return !is_link(folder) || refuse_place(problems, folder, "E-OUT-002", expected,
							_("a link to nothing"));
	if (stat(folder, &status) < 0)
		return refuse_place(problems, folder, "E-OUT-001", _("cannot be written: %s"),
				    text_error(errno));
	if (!S_ISDIR(status.st_mode))
		return refuse_place(problems, folder, "E-OUT-002", expected, _("a file"));
	return may_write_into(folder, replace, problems);
}

static bool may_write_new(const char *folder, struct problems *problems)
{
	return freeze_may_write(folder, false, problems);
}

static bool may_replace(const char *folder, struct problems *problems)
{
	return freeze_may_write(folder, true, problems);
}

/* --- A freeze in the making --- */

struct freezing {
	struct maker *maker;
	struct problems *problems;
	const char *folder; /* its final name */
	int copies;         /* descriptor of the folder of copies */
	char **names;       /* of the copies, as the files of the cohort */
	size_t n_names;
};

struct freezing *freeze_begin(const char *folder, bool replace, struct problems *problems)
{
	struct freezing *freezing = mem_alloc(sizeof(*freezing));

	*freezing = (struct freezing){.problems = problems, .folder = folder};
	freezing->maker = bundle_begin(folder, replace ? may_replace : may_write_new, problems);
	freezing->copies = bundle_add_folder(freezing->maker, COPIES_NAME);
	return freezing;
}

/* "00002-kota.csv": files of one name stay apart, and names are in the order of the files. */
static char *copy_name(const char *path, size_t number)
{
	const char *name = strcmp(path, "-") != 0 ? text_base_name(path) : "stdin.csv";
	size_t length = strlen(name), most = 240; /* of the 255 bytes that a name may have */

	if (length > most)
		name += length - most;
	while (((unsigned char)*name & 0xC0u) == 0x80)
		name++; /* the rest of a character that was cut */
	return mem_print("%05zu-%s", number, name);
}

int freeze_copy(void *user, const char *path)
{
	struct freezing *freezing = user;
	char *name = copy_name(path, freezing->n_names + 1);
	int file = -1;

	freezing->names = mem_grow(freezing->names, freezing->n_names, sizeof(*freezing->names));
	freezing->names[freezing->n_names++] = name;
	if (freezing->copies >= 0)
		file =
		    openat(freezing->copies, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (file < 0)
		refuse_place(freezing->problems, freezing->folder, "E-OUT-001",
			     _("cannot be written: %s"), text_error(errno));
	return file;
}

/* The copy, read again from where it was written, is what was parsed. */
static void check_written(struct freezing *freezing, size_t i, const struct evidence_file *parsed,
			  size_t *bytes)
{
	int file = openat(freezing->copies, freezing->names[i], O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct place place = {.file = parsed->path};
	char found[SHA256_HEX];

	if (!hash_file(file, bytes, found) || strcmp(found, parsed->sha256) != 0)
		problem_error(freezing->problems, EXIT_IO, "E-OUT-001", &place,
			      _("expected a copy of the bytes that were read, found others"));
	if (file >= 0)
		close(file);
}

static void add_evidence(cJSON *list, struct freezing *freezing, const struct cohort *cohort)
{
	for (size_t i = 0; i < cohort->n_files; i++) {
		cJSON *entry = json_entry(list);
		size_t bytes = 0;

		check_written(freezing, i, &cohort->files[i], &bytes);
		json_text(entry, "path", cohort->files[i].path);
		json_text(entry, "file", freezing->names[i]);
		json_count(entry, "bytes", bytes);
		json_count(entry, "rows", cohort->files[i].rows);
		json_text(entry, "sha256", cohort->files[i].sha256);
	}
}

static void add_ini(cJSON *list, const struct ini *ini)
{
	for (size_t i = 0; i < ini->n_files; i++) {
		cJSON *entry = json_entry(list);

		json_text(entry, "path", ini->files[i].path);
		json_count(entry, "bytes", ini->files[i].bytes);
		json_text(entry, "sha256", ini->files[i].sha256);
	}
}

static void add_round(cJSON *list, const struct round *round)
{
	add_ini(list, round->ini);
	for (size_t c = 0; c < round->n_categories; c++)
		add_ini(list, round->categories[c]->ini);
}

static void add_counts(cJSON *object, const struct cohort *cohort)
{
	size_t read = 0, scored = 0, empty = 0;

	for (size_t i = 0; i < cohort->n_files; i++) {
		read += cohort->files[i].rows;
		scored += cohort->files[i].scored;
		empty += cohort->files[i].empty;
	}
	json_count(object, "files", cohort->n_files);
	json_count(object, "agencies", cohort->rows);
	json_count(object, "read", read);
	json_count(object, "scored", scored);
	json_count(object, "empty", empty);
}

static void add_files(cJSON *list, const struct maker *maker)
{
	size_t count;
	const struct manifest_file *files = bundle_files(maker, &count);

	for (size_t i = 0; i < count; i++) {
		cJSON *entry = json_entry(list);

		json_text(entry, "name", files[i].name);
		json_count(entry, "bytes", files[i].bytes);
		json_text(entry, "sha256", files[i].sha256);
	}
}

static void add_document(struct freezing *freezing, const struct round *round,
			 const struct cohort *cohort, char sha256[SHA256_HEX])
{
	cJSON *document = json_document();
	char now[MANIFEST_TIME];
	struct text text = {0};
	struct sha256 hash;

	json_text(document, "juri", JURI_VERSION);
	json_text(document, "kind", "freeze");
	json_text(document, "written", manifest_time(now));
	json_text(document, "edition", round->edition);
	add_round(json_list(document, "round"), round);
	add_evidence(json_list(document, "evidence"), freezing, cohort);
	add_counts(json_object(document, "counts"), cohort);
	add_files(json_list(document, "files"), freezing->maker);
	json_finish(document, &text);
	bundle_add(freezing->maker, FROZEN_NAME, &text);
	sha256_start(&hash);
	sha256_add(&hash, text.data, text.length);
	sha256_finish(&hash, sha256);
	text_free(&text);
}

void freeze_complete(struct freezing *freezing, const struct round *round,
		     const struct cohort *cohort, char sha256[SHA256_HEX])
{
	struct text rules = {0};

	round_print(round, &rules);
	bundle_add(freezing->maker, RULES_NAME, &rules);
	text_free(&rules);
	add_document(freezing, round, cohort, sha256);
	if (freezing->copies >= 0 && fsync(freezing->copies) < 0)
		refuse_place(freezing->problems, freezing->folder, "E-OUT-001",
			     _("cannot be written: %s"), text_error(errno));
}

void freeze_publish(struct freezing *freezing)
{
	bundle_publish(freezing->maker);
}

void freeze_end(struct freezing *freezing)
{
	bundle_end(freezing->maker);
	if (freezing->copies >= 0)
		close(freezing->copies);
	for (size_t i = 0; i < freezing->n_names; i++)
		free(freezing->names[i]);
	free(freezing->names);
	free(freezing);
}
