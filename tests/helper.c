#include "helper.h"

#include <CUnit/CUnit.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

static char folder[] = "/tmp/juri-test-XXXXXX";
static pid_t owner;
static struct arena paths;

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status, (void)kind, (void)walk;
	return remove(path);
}

static void remove_folder(void)
{
	if (getpid() == owner) /* not in a forked child */
		nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(&paths);
}

static const char *temp_folder(void)
{
	if (owner)
		return folder;
	if (!mkdtemp(folder))
		abort();
	owner = getpid();
	atexit(remove_folder);
	return folder;
}

const char *temp_path(const char *name)
{
	char *path = mem_print("%s/%s", temp_folder(), name);
	const char *kept = arena_copy(&paths, path, strlen(path));

	free(path);
	return kept;
}

static void make_folders(const char *path)
{
	char *copy = mem_copy(path);

	for (char *slash = copy + strlen(folder) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(copy, 0700);
		*slash = '/';
	}
	free(copy);
}

const char *temp_file_n(const char *name, const char *content, size_t length)
{
	const char *path = temp_path(name);
	FILE *file;

	make_folders(path);
	file = fopen(path, "wb");
	if (!file || fwrite(content, 1, length, file) != length || fclose(file) != 0)
		abort();
	return path;
}

const char *temp_file(const char *name, const char *content)
{
	return temp_file_n(name, content, strlen(content));
}

/* Takes every "FOLDER/" out of text. */
static void shorten(char *text)
{
	size_t length = strlen(folder) + 1;

	for (char *at = text; (at = strstr(at, folder));)
		memmove(at, at + length, strlen(at + length) + 1);
}

const char *problems_text(struct problems *problems)
{
	static char *texts[4];
	static unsigned next;
	char **text = &texts[next++ % 4];
	size_t length;
	FILE *stream;

	free(*text);
	*text = NULL;
	stream = open_memstream(text, &length);
	problem_print(problems, stream);
	fclose(stream);
	shorten(*text);
	problem_clear(problems);
	return *text;
}

bool has_line(const char *text, const char *start)
{
	size_t length = strlen(start), found = 0;

	for (const char *line = text; line && *line;
	     line = strchr(line, '\n'), line += line != NULL)
		found += !strncmp(line, start, length);
	if (found != 1)
		fprintf(stderr, "expected one line \"%s\" in:\n%s", start, text);
	return found == 1;
}

size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

void check_row(bool good, const char *row)
{
	if (!good)
		fprintf(stderr, "\n  row %s\n", row);
	CU_ASSERT(good);
}

static struct round *read_path(const char *path, struct problems *problems)
{
	struct round_options options = {.plugin_directories = getenv("JURI_PLUGINS_BUILT"),
					.worker = {.deadline = 20}};
	struct round *round = round_read(path, &options, problems);

	if (!problems->errors)
		round_fields(round, problems);
	if (!problems->errors)
		round_bind(round, NULL, problems);
	return round;
}

static struct round *read_round(const char *round, const char *criteria, struct problems *problems)
{
	if (criteria)
		temp_file("c.ini", criteria);
	return read_path(temp_file("r.ini", round), problems);
}

const char *round_problems(const char *round, const char *criteria)
{
	struct problems problems = {0};

	round_free(read_round(round, criteria, &problems));
	return problems_text(&problems);
}

static struct round *only_good(struct round *round, struct problems *problems)
{
	const char *text = problems_text(problems);

	if (*text) {
		fprintf(stderr, "\n%s", text);
		round_free(round);
		CU_FAIL_FATAL("a round with problems");
	}
	return round;
}

struct round *good_round(const char *round, const char *criteria)
{
	struct problems problems = {0};
	struct round *result = read_round(round, criteria, &problems);

	return only_good(result, &problems);
}

struct round *good_round_at(const char *path)
{
	struct problems problems = {0};
	struct round *result = read_path(path, &problems);

	return only_good(result, &problems);
}

bool is_line(const char *text, const char *start)
{
	bool good = !strncmp(text, start, strlen(start)) && count_lines(text) == 1;

	if (!good)
		fprintf(stderr, "\n  expected the line \"%s\", found:\n%s", start, text);
	return good;
}
