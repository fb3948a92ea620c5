#include "manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "freeze.h"
#include "json_out.h"
#include "output.h"
#include "version.h"

/* --- What a run was made from --- */

char *manifest_time(char out[MANIFEST_TIME])
{
	time_t now = time(NULL);
	struct tm utc;

	strftime(out, MANIFEST_TIME, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	return out;
}

static void add_system(cJSON *object)
{
	struct utsname system = {0};

	uname(&system);
	json_text(object, "kernel", system.sysname);
	json_text(object, "release", system.release);
	json_text(object, "machine", system.machine);
	json_text(object, "compiler", __VERSION__);
}

static void add_ini(cJSON *list, const struct ini *ini)
{
	for (size_t i = 0; ini && i < ini->n_files; i++) {
		cJSON *entry = json_entry(list);

		json_text(entry, "path", ini->files[i].path);
		json_text(entry, "sha256", ini->files[i].sha256);
	}
}

static void add_configuration(cJSON *list, const struct round *round)
{
	add_ini(list, round->ini);
	for (size_t c = 0; c < round->n_categories; c++)
		add_ini(list, round->categories[c]->ini);
}

static void add_plugin(cJSON *list, const struct category *category, size_t index)
{
	const struct plugin *plugin = worker_plugin(category->worker, index);
	cJSON *entry = json_entry(list);

	json_text(entry, "category", category->id);
	json_text(entry, "name", plugin->name);
	json_text(entry, "version", plugin->version);
	json_text(entry, "path", plugin->path);
	json_text(entry, "sha256", plugin->sha256);
	json_text(entry, "sandbox", worker_sandbox(category->worker));
}

static void add_plugins(cJSON *list, const struct round *round)
{
	for (size_t c = 0; c < round->n_categories; c++) {
		add_plugin(list, round->categories[c], 0);
		if (strcmp(round->categories[c]->plugin, "generic") != 0)
			add_plugin(list, round->categories[c], 1);
	}
}

static void add_evidence(cJSON *list, const struct cohort *cohort)
{
	for (size_t i = 0; i < cohort->n_files; i++) {
		const struct evidence_file *file = &cohort->files[i];
		cJSON *entry = json_entry(list);

		json_text(entry, "path", file->path);
		json_text(entry, "sha256", file->sha256);
		json_count(entry, "read", file->rows);
		json_count(entry, "scored", file->scored);
		json_count(entry, "refused", file->refused);
		json_count(entry, "empty", file->empty);
		json_count(entry, "extra", file->extra);
	}
}

/* The roster, or what was declared. */
static void add_list(cJSON *document, const char *name, const struct evidence_file *file)
{
	cJSON *object;

	if (!file->path) {
		json_text(document, name, NULL);
		return;
	}
	object = json_object(document, name);
	json_text(object, "path", file->path);
	json_text(object, "sha256", file->sha256);
}

static void add_refused(cJSON *list, const struct cohort *cohort)
{
	for (size_t i = 0; i < cohort->refusals.count; i++) {
		const struct refusal *refusal = &cohort->refusals.list[i];
		cJSON *entry = json_entry(list);

		json_text(entry, "status", refusal_status(refusal->kind));
		json_text(entry, "edition", refusal->edition);
		json_text(entry, "id", *refusal->id ? refusal->id : NULL);
		json_count(entry, "records", refusal->records);
		json_text(entry, "code", refusal->code);
		json_text(entry, "path", refusal->place.file);
		json_count(entry, "line", refusal->place.line);
		json_count(entry, "column", refusal->place.column);
		json_text(entry, "pointer", refusal->place.pointer);
		json_text(entry, "problem", refusal->sentence);
	}
}

/* The results of the earlier stage. */
static void add_entrants(cJSON *document, const struct entrants *entrants)
{
	cJSON *object;

	if (!entrants) {
		json_text(document, "entrants", NULL);
		return;
	}
	object = json_object(document, "entrants");
	json_text(object, "path", entrants->path);
	json_text(object, "sha256", entrants->sha256);
	json_count(object, "entrants", entrants->n_ids);
	json_count(object, "left_behind", entrants->n_rows);
}

/* The freeze with which the evidence was compared. */
static void add_since(cJSON *object, const struct results *results)
{
	json_text(object, "path", results->freeze->folder);
	json_text(object, "sha256", results->freeze->sha256);
	json_text(object, "written", results->freeze->written);
}

static void add_counts(cJSON *object, const struct results *results)
{
	const struct cohort *cohort = results->cohort;
	const struct evidence_file all = cohort_counts(cohort);

	json_count(object, "agencies", cohort->rows);
	json_count(object, "agencies_refused", refusals_count(&cohort->refusals, REFUSED_AGENCY));
	json_count(object, "agencies_absent", refusals_count(&cohort->refusals, ABSENT_AGENCY));
	json_count(object, "read", all.rows);
	json_count(object, "scored", all.scored);
	json_count(object, "refused", all.refused);
	json_count(object, "empty", all.empty);
	json_count(object, "extra", all.extra);
	json_count(object, "prizes", results->awards->n_prizes);
	json_count(object, "assumptions", results->round->assumptions);
}

/* --- What it came to --- */

static void add_failures(cJSON *list, const struct results *results)
{
	for (size_t c = 0; c < results->round->n_categories; c++) {
		const struct category *category = results->round->categories[c];
		const struct worker_failure *failure = worker_failure(category->worker);
		cJSON *entry;

		if (!failure)
			continue;
		entry = json_entry(list);
		json_text(entry, "category", category->id);
		json_text(entry, "plugin", failure->plugin ? failure->plugin : category->plugin);
		json_text(entry, "criterion",
			  failure->instance < category->n_instances
			      ? category->measured[failure->instance]->id
			      : NULL);
		json_text(entry, "agency",
			  failure->row < results->cohort->rows
			      ? cohort_id(results->cohort, failure->row)
			      : NULL);
		json_text(entry, "detail", failure->detail);
	}
}

static void add_files(cJSON *list, const struct manifest_file *files, size_t n_files)
{
	for (size_t i = 0; i < n_files; i++) {
		cJSON *entry = json_entry(list);

		json_text(entry, "name", files[i].name);
		json_count(entry, "bytes", files[i].bytes);
		json_text(entry, "sha256", files[i].sha256);
	}
}

void manifest_json(const struct results *results, const struct manifest_file *files, size_t n_files,
		   enum exit_code code, struct text *out)
{
	cJSON *document = json_document();
	char now[MANIFEST_TIME];

	json_text(document, "juri", JURI_VERSION);
	json_text(document, "kind", "bundle");
	json_text(document, "written", manifest_time(now));
	json_count(document, "exit_code", (size_t)code);
	json_text(document, "edition", results->round->edition);
	json_bool(document, "test", results->cohort->test);
	add_system(json_object(document, "system"));
	add_configuration(json_list(document, "configuration"), results->round);
	add_plugins(json_list(document, "plugins"), results->round);
	add_evidence(json_list(document, "evidence"), results->cohort);
	add_list(document, "roster", &results->cohort->roster);
	add_list(document, "declared", &results->cohort->declared);
	add_refused(json_list(document, "refused"), results->cohort);
	add_entrants(document, results->entrants);
	if (results->freeze)
		add_since(json_object(document, "since"), results);
	add_counts(json_object(document, "counts"), results);
	add_failures(json_list(document, "failures"), results);
	add_files(json_list(document, "files"), files, n_files);
	json_finish(document, out);
}

/* --- Reading one again --- */

#define LIMIT ((off_t)1 << 26) /* bytes of a manifest that is read */

static bool read_all(int file, char *text, size_t length)
{
	while (length) {
		ssize_t n = read(file, text, length);

		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		if (n > 0) {
			text += n;
			length -= (size_t)n;
		}
	}
	return true;
}

static char *read_text(int folder)
{
	int file = output_open(folder, MANIFEST_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	struct stat status;
	char *text = NULL;

	if (file < 0)
		return NULL;
	if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size < LIMIT) {
		text = mem_alloc((size_t)status.st_size + 1);
		if (!read_all(file, text, (size_t)status.st_size))
			text[0] = '\0';
	}
	close(file);
	return text;
}

static char **take_names(const cJSON *document, size_t *count)
{
	const cJSON *files = json_member(document, "files"), *file;
	char **names = mem_grow(NULL, 0, sizeof(*names));

	*count = 0;
	names[(*count)++] = mem_copy(MANIFEST_NAME);
	cJSON_ArrayForEach(file, files)
	{
		names = mem_grow(names, *count, sizeof(*names));
		names[(*count)++] = mem_copy(json_text_of(file, "name"));
	}
	return names;
}

char **manifest_names(int folder, size_t *count)
{
	char *text = read_text(folder), **names = NULL;
	cJSON *document = text ? json_parse(text) : NULL;

	if (!strcmp(json_text_of(document, "kind"), "bundle") && *json_text_of(document, "juri"))
		names = take_names(document, count);
	cJSON_Delete(document);
	free(text);
	return names;
}
