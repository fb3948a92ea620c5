#include "fuzz.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "round.h"

#define FILES 8
#define NAME 32

static char folder[64];
static char names[FILES][NAME + 1];
static size_t n_files;

static void remove_files(void)
{
	for (size_t i = 0; i < n_files; i++)
		unlink(fuzz_path(names[i]));
	n_files = 0;
}

static void remove_folder(void)
{
	remove_files();
	rmdir(folder);
}

/* JURI_FUZZ_TMP names a folder that somebody else clears away, also after a crash. */
static void make_folder(void)
{
	const char *parent = getenv("JURI_FUZZ_TMP");

	snprintf(folder, sizeof(folder), "%.40s/juri-fuzz-XXXXXX", parent ? parent : "/tmp");
	HOLDS(mkdtemp(folder));
	atexit(remove_folder);
}

const char *fuzz_path(const char *name)
{
	static char paths[2 * FILES][sizeof(folder) + NAME + 2];
	static size_t n;

	if (!*folder)
		make_folder();
	for (size_t i = 0; i < n; i++)
		if (!strcmp(strrchr(paths[i], '/') + 1, name))
			return paths[i];
	if (n == 2 * FILES)
		n = FILES; /* the fixed names of the target came first */
	snprintf(paths[n], sizeof(paths[n]), "%s/%s", folder, name);
	return paths[n++];
}

static bool is_name(const char *name, size_t length)
{
	if (!length || length > NAME || *name == '.')
		return false;
	for (size_t i = 0; i < length; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", name[i]) || !name[i])
			return false;
	return true;
}

static void remember(const char *name)
{
	for (size_t i = 0; i < n_files; i++)
		if (!strcmp(names[i], name))
			return;
	HOLDS(n_files < FILES);
	snprintf(names[n_files++], sizeof(names[0]), "%s", name);
}

void fuzz_file(const char *name, const void *data, size_t length)
{
	int file = open(fuzz_path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	HOLDS(file >= 0 && write(file, data, length) == (ssize_t)length);
	close(file);
	remember(name);
}

/* The next line "--- NAME", or NULL. */
static const char *next_head(const char *at, const char *end)
{
	while (at && at < end) {
		if (end - at > 4 && !memcmp(at, "--- ", 4))
			return at;
		at = memchr(at, '\n', (size_t)(end - at));
		if (at)
			at++;
	}
	return NULL;
}

void fuzz_files(const uint8_t *data, size_t size)
{
	const char *end = (const char *)data + size, *head = next_head((const char *)data, end);
	char name[NAME + 1];

	remove_files();
	while (head && n_files < FILES) {
		const char *start = memchr(head, '\n', (size_t)(end - head)), *next;
		size_t length = (size_t)((start ? start : end) - head) - 4;

		start = start ? start + 1 : end;
		next = next_head(start, end);
		if (is_name(head + 4, length)) {
			memcpy(name, head + 4, length);
			name[length] = '\0';
			fuzz_file(name, start, (size_t)((next ? next : end) - start));
		}
		head = next;
	}
}

size_t fuzz_n_files(void)
{
	return n_files;
}

const char *fuzz_name(size_t index)
{
	return names[index];
}

static bool is_printable(const char *text, size_t length)
{
	size_t bad;

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < 0x20 && text[i] != '\n')
			return false;
	return text_is_utf8(text, length, &bad);
}

void fuzz_problems(struct problems *problems)
{
	char *text;
	size_t length;
	FILE *stream;

	HOLDS(problems->errors <= problems->count);
	HOLDS((problems->errors == 0) == (problems->code == EXIT_DONE));
	if (getenv("JURI_FUZZ_VERBOSE"))
		problem_print(problems, stderr);
	if (problems->count) {
		stream = open_memstream(&text, &length);
		problem_print(problems, stream);
		fclose(stream);
		HOLDS(is_printable(text, length));
		free(text);
	}
	problem_clear(problems);
}

void fuzz_options(struct round_options *options)
{
	*options = (struct round_options){.plugin_directories = getenv("JURI_PLUGINS_BUILT"),
					  .worker = {.in_process = true, .deadline = 20}};
	HOLDS(options->plugin_directories);
}
