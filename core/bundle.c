#include "bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

static void fail(struct problems *problems, const char *path, enum exit_code code)
{
	struct place place = {.file = path};

	problem_error(problems, code, "E-OUT-001", &place, _("cannot be written: %s"),
		      strerror(errno));
}

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

void bundle_write_file(const char *path, const char *data, size_t length, struct problems *problems)
{
	char *temporary;
	int file;
	bool good;

	if (!strcmp(path, "-")) {
		if (!write_all(STDOUT_FILENO, data, length))
			fail(problems, "-", EXIT_IO);
		return;
	}
	temporary = mem_print("%s.juri-%ld", path, (long)getpid());
	file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	good = file >= 0 && write_all(file, data, length) && fsync(file) == 0;
	if (file >= 0 && close(file) < 0)
		good = false;
	if (!good || rename(temporary, path) < 0) {
		fail(problems, path, file < 0 ? EXIT_CREATE : EXIT_IO);
		unlink(temporary);
	}
	free(temporary);
}

/* One file of the new folder. */
static void add_file(const struct results *results, const char *folder, const char *name,
		     void (*make)(const struct results *, struct text *), struct problems *problems)
{
	struct text text = {0};
	char *path = mem_print("%s/%s", folder, name);

	make(results, &text);
	if (!problems->errors)
		bundle_write_file(path, text.data ? text.data : "", text.length, problems);
	text_free(&text);
	free(path);
}

static void rules(const struct results *results, struct text *out)
{
	round_print(results->round, out);
}

void bundle_write(const struct results *results, const char *folder, enum exit_code exit_code,
		  struct problems *problems)
{
	static const struct {
		const char *name;
		void (*make)(const struct results *, struct text *);
	} files[] = {{"rankings.csv", results_rankings_csv},
		     {"scores.csv", results_scores_csv},
		     {"awards.csv", results_awards_csv},
		     {"tally.csv", results_tally_csv},
		     {"treated.csv", results_treated_csv},
		     {"results.json", results_json},
		     {"rules.ini", rules}};

	(void)exit_code;
	if (mkdir(folder, 0755) < 0) {
		fail(problems, folder, EXIT_CREATE);
		return;
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		add_file(results, folder, files[i].name, files[i].make, problems);
}
