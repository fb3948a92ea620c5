#include "sample.h"

#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "criteria.h"
#include "keys.h"

/* --- sample.ini --- */

/* file as seen from the folder of path, malloc'd. */
static char *beside(const char *path, const char *file)
{
	const char *slash = strrchr(path, '/');

	if (*file == '/' || !slash)
		return mem_copy(file);
	return mem_print("%.*s/%s", (int)(slash - path), path, file);
}

static const char *keep(struct sample *sample, char *text)
{
	const char *kept = arena_copy(&sample->arena, text, strlen(text));

	free(text);
	return kept;
}

static const char *file_of(struct sample *sample, const struct ini_section *section,
			   const char *name)
{
	const struct ini_key *key = ini_key(section, name);

	return key ? keep(sample, beside(key->place.file, key->value)) : NULL;
}

static void read_evidence(struct sample *sample, const struct ini_section *section)
{
	const struct ini_key *key = ini_key(section, "evidence");
	struct word_list words = {0};
	const char **paths;

	if (!key || !value_list(&sample->arena, key->value, &words))
		return;
	paths = arena_alloc(&sample->arena, (words.count + 1) * sizeof(*paths));
	for (size_t i = 0; i < words.count; i++)
		paths[i] = keep(sample, beside(key->place.file, words.list[i]));
	sample->evidence = paths;
	sample->n_evidence = words.count;
}

static void read_made_up(struct sample *sample, const struct ini_section *section)
{
	const struct ini_key *key = ini_key(section, "made-up");
	struct word_list words = {0};

	if (key)
		value_list(&sample->arena, key->value, &words);
	sample->made_up = words.list;
	sample->n_made_up = words.count;
}

/* after = OTHER is the folder of another sample, or its sample.ini. */
static const char *after(struct sample *sample, const struct ini_section *section)
{
	const char *path = file_of(sample, section, "after");
	struct stat status;

	if (path && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return keep(sample, mem_print("%s/%s", path, SAMPLE_FILE_NAME));
	return path;
}

static void read_section(struct sample *sample, const char *path)
{
	const struct ini_section *section = ini_section(sample->ini, "sample", "");

	sample->title = criteria_title(section);
	sample->round = file_of(sample, section, "round");
	read_evidence(sample, section);
	read_made_up(sample, section);
	sample->after = after(sample, section);
	if (sample->after)
		sample->after_place = ini_key(section, "after")->place;
	sample->published = keep(sample, beside(path, SAMPLE_PUBLISHED));
}

void sample_read(struct sample *sample, const char *path, struct problems *problems)
{
	const struct place top = {.file = path};
	size_t errors = problems->errors;

	*sample = (struct sample){.ini = ini_read(path, NULL, problems)};
	for (size_t i = 0; i < sample->ini->n_sections; i++) {
		const struct ini_section *section = &sample->ini->sections[i];
		unsigned where = keys_section(SAMPLE_FILE, section, problems);

		if (where)
			keys_check(section, where, NULL, NULL, NULL, 0, problems);
	}
	if (problems->errors == errors && !ini_section(sample->ini, "sample", ""))
		problem_error(problems, EXIT_CONFIG, "E-INI-014", &top,
			      _("[sample]: a required section is not there"));
	if (problems->errors == errors)
		read_section(sample, path);
}

void sample_free(struct sample *sample)
{
	ini_free(sample->ini);
	arena_free(&sample->arena);
	*sample = (struct sample){0};
}

/* --- Where samples are --- */

static bool has_sample(const char *folder)
{
	char *path = mem_print("%s/%s", folder, SAMPLE_FILE_NAME);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

/* The name of the folder in which a file lies, malloc'd; "." and the like by their real names. */
static char *folder_name(const char *path)
{
	char *copy = mem_copy(path), *folder = mem_copy(dirname(copy));
	char *real = mem_real(folder);
	char *name = mem_copy(basename(real ? real : folder));

	free(copy);
	free(folder);
	free(real);
	return name;
}

static void add_place(struct sample_places *places, char *path)
{
	places->list = mem_grow(places->list, places->count, sizeof(*places->list));
	places->list[places->count++] =
	    (struct sample_place){.name = folder_name(path), .path = path};
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void add_below(struct sample_places *places, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_visible, by_bytes);

	if (count < 0 && errno == ENOMEM)
		mem_exhausted(0);
	for (int i = 0; i < count; i++) {
		char *below = mem_print("%s/%s", folder, entries[i]->d_name);

		if (has_sample(below))
			add_place(places, mem_print("%s/%s", below, SAMPLE_FILE_NAME));
		free(below);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

/* path without slashes at its end, malloc'd. */
static char *trimmed(const char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	return mem_copy_n(path, length);
}

void sample_find(struct sample_places *places, const char *path, struct problems *problems)
{
	const struct place place = {.file = path};
	size_t before = places->count;
	char *folder = trimmed(path);
	struct stat status;

	if (stat(folder, &status) < 0) {
		problem_error(problems, EXIT_NO_INPUT, "E-SAM-001", &place,
			      _("cannot be opened: %s"), text_error(errno));
	} else if (!S_ISDIR(status.st_mode)) {
		add_place(places, mem_copy(folder));
	} else if (has_sample(folder)) {
		add_place(places, mem_print("%s/%s", folder, SAMPLE_FILE_NAME));
	} else {
		add_below(places, folder);
		if (places->count == before)
			problem_error(problems, EXIT_NO_INPUT, "E-SAM-002", &place,
				      _("expected %s here or in folders of this one, found none"),
				      SAMPLE_FILE_NAME);
	}
	free(folder);
}

void sample_places_free(struct sample_places *places)
{
	for (size_t i = 0; i < places->count; i++) {
		free(places->list[i].name);
		free(places->list[i].path);
	}
	free(places->list);
	*places = (struct sample_places){0};
}
