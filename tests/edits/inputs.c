#include "inputs.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle.h"

#define GOLDEN(set)                                                                                \
	{                                                                                          \
		.name = set, .files = {                                                            \
			{FILE_INI, "tests/golden/" set "/round.ini", "round.ini"},                 \
			{FILE_INI, "tests/golden/" set "/criteria.ini", "criteria.ini"},           \
			{FILE_EVIDENCE, "tests/golden/" set "/evidence.csv", "evidence.csv"},      \
		}                                                                                  \
	}

static const struct input_set fixed[] = {
    GOLDEN("weighted"),
    GOLDEN("relative"),
    GOLDEN("roles"),
    GOLDEN("states"),
    GOLDEN("hdi"),
    {.name = "panel",
     .files = {{FILE_INI, "tests/panel/round.ini", "round.ini"},
	       {FILE_INI, "tests/panel/criteria.ini", "criteria.ini"},
	       {FILE_EVIDENCE, "tests/panel/evidence.csv", "evidence.csv"}}},
    {.name = "json",
     .files = {{FILE_INI, "tests/edits/json/round.ini", "round.ini"},
	       {FILE_INI, "tests/edits/json/service.ini", "service.ini"},
	       {FILE_INI, "tests/edits/json/plan.ini", "plan.ini"},
	       {FILE_EVIDENCE, "tests/edits/json/evidence.json", "evidence.json"},
	       {FILE_EVIDENCE, "tests/edits/json/more.ndjson", "more.ndjson"}}},
    {.name = "long",
     .files = {{FILE_INI, "tests/edits/long/round.ini", "round.ini"},
	       {FILE_INI, "tests/edits/long/criteria.ini", "criteria.ini"},
	       {FILE_EVIDENCE, "tests/edits/long/items.csv", "items.csv"},
	       {FILE_EVIDENCE, "tests/edits/long/wide.csv", "wide.csv"}}},
    {.name = "folds",
     .files = {{FILE_INI, "config/ip-asn.ini", "ip-asn.ini"},
	       {FILE_INI, "config/ip-asn/ip.ini", "ip-asn/ip.ini"},
	       {FILE_EVIDENCE, "tests/golden/ip-asn/evidence.csv", "evidence.csv"}}},
    {.name = "merit",
     .files = {{FILE_INI, "config/merit.ini", "merit.ini"},
	       {FILE_INI, "config/merit/merit.ini", "merit/merit.ini"},
	       {FILE_EVIDENCE, "samples/merit/evidence.csv", "evidence.csv"},
	       {FILE_EVIDENCE, "samples/merit/contoh-provinsi.csv", "provinsi.csv"}}},
    {.name = "stage-1",
     .files = {{FILE_INI, "config/asn-2021-1.ini", "asn-2021-1.ini"},
	       {FILE_INI, "config/asn-2021/berkas-kepala-daerah.ini",
		"asn-2021/berkas-kepala-daerah.ini"},
	       {FILE_INI, "config/asn-2021/berkas.ini", "asn-2021/berkas.ini"},
	       {FILE_EVIDENCE, "samples/asn-2021-1/evidence/contoh-tahap-1.csv", "tahap-1.csv"}}},
    {.name = "stage-2",
     .bundle = "bundle",
     .bundle_of = "stage-1",
     .files = {{FILE_INI, "config/asn-2021-2.ini", "asn-2021-2.ini"},
	       {FILE_INI, "config/asn-2021-1.ini", "asn-2021-1.ini"},
	       {FILE_INI, "config/asn-2021/nominasi-kepala-daerah.ini",
		"asn-2021/nominasi-kepala-daerah.ini"},
	       {FILE_INI, "config/asn-2021/nominasi.ini", "asn-2021/nominasi.ini"},
	       {FILE_EVIDENCE, "samples/asn-2021-2/evidence/contoh-tahap-2.csv", "tahap-2.csv"},
	       {FILE_BUNDLE, NULL, "bundle/results.json"},
	       {FILE_BUNDLE, NULL, "bundle/manifest.json"}}},
};

#define N_FIXED (sizeof(fixed) / sizeof(*fixed))

struct input_set *input_sets;
size_t n_input_sets;
static struct arena names; /* of generated ones */

static _Noreturn void give_up(const char *what, const char *why)
{
	fprintf(stderr, "edits: %s: %s\n", what, why);
	exit(70);
}

static void read_all(const char *path, struct text *content)
{
	FILE *file = fopen(path, "rb");
	char bytes[4096];
	size_t n;

	if (!file)
		give_up(path, strerror(errno));
	text_add(content, "");
	while ((n = fread(bytes, 1, sizeof(bytes), file)))
		text_add_n(content, bytes, n);
	fclose(file);
}

/* Comments would take most of the edits and make nothing of them. */
static void drop_comments(struct text *content)
{
	struct text kept = {0};

	text_add(&kept, "");
	for (const char *line = content->data, *next; *line; line = next) {
		next = line + strcspn(line, "\n");
		next += *next == '\n';
		if (*line != ';' && *line != '#')
			text_add_n(&kept, line, (size_t)(next - line));
	}
	text_free(content);
	*content = kept;
}

/* Cut behind the bytes, not before them: file systems hurry with a file that was emptied. */
void inputs_write(const struct input_file *file, const char *data, size_t length)
{
	int out = open(file->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (out < 0 || write(out, data, length) != (ssize_t)length ||
	    ftruncate(out, (off_t)length) != 0 || close(out) != 0)
		give_up(file->path, strerror(errno));
}

/* Folders of a path behind the first start bytes. */
static void make_folders(const char *path, size_t start)
{
	char *copy = mem_copy(path);

	for (char *slash = copy + start; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(copy, 0700);
		*slash = '/';
	}
	free(copy);
}

static void lay_out(struct input_set *set, const char *folder)
{
	for (size_t i = 0; i < INPUT_FILES && set->files[i].kind != FILE_END; i++) {
		struct input_file *file = &set->files[i];

		set->n_files++;
		file->path = mem_print("%s/%s/%s", folder, set->name, file->name);
		make_folders(file->path, strlen(folder) + 1);
		if (file->from) {
			read_all(file->from, &file->content);
			if (file->kind == FILE_INI)
				drop_comments(&file->content);
			inputs_write(file, file->content.data, file->content.length);
		}
		if (file->kind == FILE_EVIDENCE)
			set->paths[set->n_paths++] = file->path;
	}
}

static const struct input_set *find(const char *name)
{
	for (size_t i = 0; i < n_input_sets; i++)
		if (!strcmp(input_sets[i].name, name))
			return &input_sets[i];
	give_up(name, "no such input");
}

static void make_bundle(struct input_set *set, const char *folder)
{
	char *bundle = mem_print("%s/%s/%s", folder, set->name, set->bundle);
	struct run run = {0};

	inputs_run(find(set->bundle_of), &run);
	if (run.problems.errors == 0)
		bundle_write(&run.results, bundle, EXIT_DONE, &run.problems);
	problem_print(&run.problems, stderr);
	if (run.problems.errors)
		give_up(bundle, "no bundle");
	run_finish(&run);
	for (size_t i = 0; i < set->n_files; i++)
		if (set->files[i].kind == FILE_BUNDLE)
			read_all(set->files[i].path, &set->files[i].content);
	free(bundle);
}

/* --- Generated ones --- */

static const char *keep(const char *text)
{
	return arena_copy(&names, text, strlen(text));
}

static void add_file(struct input_set *set, enum file_kind kind, const char *path, size_t folder)
{
	size_t n = 0;

	while (n < INPUT_FILES && set->files[n].kind != FILE_END)
		n++;
	if (n == INPUT_FILES)
		give_up(path, "too many files");
	path = keep(path);
	set->files[n] = (struct input_file){.kind = kind, .from = path, .name = path + folder};
}

static void add_files(struct input_set *set, enum file_kind kind, const char *folder,
		      const char *pattern)
{
	char *full = mem_print("%s/%s", folder, pattern);
	glob_t found = {0};

	glob(full, 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		add_file(set, kind, found.gl_pathv[i], strlen(folder) + 1);
	globfree(&found);
	free(full);
}

static void add_generated(struct input_set *set, const char *folder)
{
	set->name = keep(strrchr(folder, '/') + 1);
	add_files(set, FILE_INI, folder, "round.ini");
	add_files(set, FILE_INI, folder, "dasar-*.ini");
	add_files(set, FILE_INI, folder, "dasar/*.ini");
	add_files(set, FILE_INI, folder, "criteria/*.ini");
	add_files(set, FILE_INI, folder, "criteria/*/*.ini");
	add_files(set, FILE_EVIDENCE, folder, "evidence/*");
}

void inputs_lay_out(const char *folder, const char *generated)
{
	char *pattern = mem_print("%s/*", generated ? generated : folder);
	glob_t found = {0};

	if (generated)
		glob(pattern, 0, NULL, &found);
	n_input_sets = N_FIXED + found.gl_pathc;
	input_sets = mem_array(n_input_sets, sizeof(*input_sets));
	memcpy(input_sets, fixed, sizeof(fixed));
	for (size_t i = 0; i < found.gl_pathc; i++)
		add_generated(&input_sets[N_FIXED + i], found.gl_pathv[i]);
	for (size_t i = 0; i < n_input_sets; i++)
		lay_out(&input_sets[i], folder);
	for (size_t i = 0; i < n_input_sets; i++)
		if (input_sets[i].bundle)
			make_bundle(&input_sets[i], folder);
	globfree(&found);
	free(pattern);
}

void inputs_free(void)
{
	for (size_t i = 0; i < n_input_sets; i++)
		for (size_t f = 0; f < input_sets[i].n_files; f++) {
			free(input_sets[i].files[f].path);
			text_free(&input_sets[i].files[f].content);
		}
	free(input_sets);
	arena_free(&names);
}

/* The bundle of a stage lies elsewhere than its round says. */
void inputs_run(const struct input_set *set, struct run *run)
{
	const char *plugins = getenv("JURI_PLUGINS_BUILT");
	char *bundle = NULL;
	struct run_options options = {.round = {.plugin_directories = plugins,
						.worker = {.in_process = true, .deadline = 20}},
				      .jobs = 1};

	if (set->bundle) {
		size_t folder = strlen(set->files[0].path) - strlen(set->files[0].name);

		bundle = mem_print("%.*s%s", (int)folder, set->files[0].path, set->bundle);
		options.entrants = bundle;
	}
	run_read(run, &options, set->files[0].path, set->paths, set->n_paths);
	if (!run->problems.errors)
		run_calculate(run, &options);
	free(bundle);
}
