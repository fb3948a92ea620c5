#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conformance_parts.h"
#include "input.h"
#include "trial.h"

#define ROWS                                                                                       \
	256u /* of a table, that are asked alone, in other orders, and so on; the measures are those of all */
#define PARTS 65u    /* of a file's name: the method and its parameters */
#define EXPECTED 24u /* MiB of a file of measures */

/* Where the author's tables are, and what becomes of them. */
struct tables {
	struct conformance *conformance;
	const struct worker_options *options;
	const char *folder;
	struct problems *problems;
	struct specimen **list;
	size_t *count;
};

static void refuse(struct tables *tables, const char *table, char *reason)
{
	struct conformance *conformance = tables->conformance;
	size_t finding = conformance_add(conformance, "table", NULL, _("a table that can be used"),
					 (struct outcome){VERDICT_FAIL, reason});

	conformance->list[finding].table = mem_copy(table);
}

static char *in_folder(const struct tables *tables, const char *name, size_t length,
		       const char *ending)
{
	return mem_print("%s/%.*s%s", tables->folder, (int)length, name, ending);
}

/* --- What is expected --- */

/* The bytes of the file; NULL where there is none, or more than anybody writes. */
static char *read_all(const char *path)
{
	FILE *stream = fopen(path, "rbe");
	size_t room = (size_t)EXPECTED << 20, length = 0;
	char *text = stream ? mem_alloc(room) : NULL;

	if (text)
		length = fread(text, 1, room - 1, stream);
	if (stream)
		fclose(stream);
	return text ? mem_resize(text, length + 1, 1) : NULL;
}

/* --- One table --- */

/* The method and the parameters in a file's name, without its ending; parts point into name. */
static size_t split(char *name, const char *parts[PARTS])
{
	size_t count = 0;
	char *rest = name;

	for (char *part; count < PARTS && (part = strsep(&rest, ","));)
		parts[count++] = part;
	return count;
}

static struct rows first_rows(const struct trial *trial)
{
	uint32_t count = trial->cohort.rows < ROWS ? (uint32_t)trial->cohort.rows : ROWS;
	uint8_t present[COHORT_BLOCK];
	unsigned n_columns = 0;
	struct rows rows;

	for (unsigned r = 0; r < trial->method->n_roles; r++)
		n_columns += trial->counts[r];
	rows = rows_make(count, n_columns);
	for (unsigned c = 0; c < n_columns; c++)
		for (uint32_t row = 0; row < count; row++)
			*rows_cell(&rows, c, row) =
			    cohort_value(&trial->cohort, row, trial->columns[c]);
	trial_present(trial, 0, present);
	rows.present = mem_array(count, 1);
	memcpy(rows.present, present, count);
	return rows;
}

/* What the method makes of all rows; NULL where it does not. */
static char *measure(struct subject *subject, const struct trial *trial)
{
	struct text text = {0};

	if (trial_measure(trial, subject_worker(subject), NULL, &text))
		return text.data;
	subject_change_process(subject);
	text_free(&text);
	return NULL;
}

static void add_specimen(struct tables *tables, const struct trial *trial, const char *name,
			 size_t length)
{
	struct specimen *specimen = specimen_start(
	    tables->options, worker_plugin(tables->conformance->worker, 0), trial->index);
	struct subject *subject = specimen->subject;
	char *expected = in_folder(tables, name, length, ".measures");

	memcpy(subject->params, trial->params, trial->method->n_params * sizeof(double));
	subject_shape_as(subject, trial->counts);
	rows_free(&specimen->usual);
	specimen->usual = first_rows(trial);
	specimen->table = mem_copy(name);
	specimen->expected = read_all(expected);
	specimen->found = measure(subject, trial);
	free(expected);
	tables->list = mem_resize(tables->list, *tables->count + 1, sizeof(*tables->list));
	tables->list[(*tables->count)++] = specimen;
}

static void read_table(struct tables *tables, struct trial *trial, const char *name, size_t length)
{
	char *path = in_folder(tables, name, length, ".csv");

	if (!trial_read(trial, path, tables->problems))
		refuse(tables, name, mem_print(_("it cannot be read; the messages say why")));
	else if (!trial->cohort.rows)
		refuse(tables, name, mem_print(_("expected rows, found none")));
	else
		add_specimen(tables, trial, name, length);
	free(path);
}

static void try_table(struct tables *tables, const char *name)
{
	const struct plugin *plugin = worker_plugin(tables->conformance->worker, 0);
	size_t length = strlen(name) - strlen(".csv");
	char *copy = mem_copy_n(name, length), *wrong = NULL;
	const char *parts[PARTS];
	size_t count = split(copy, parts);
	int m = plugin_method(plugin, parts[0]);
	struct trial *trial = m < 0 ? NULL : trial_start(plugin, (unsigned)m);

	if (trial)
		wrong = trial_set(trial, parts + 1, count - 1);
	if (!trial)
		refuse(tables, name,
		       mem_print(_("expected a method of %s before the first comma or the ending, "
				   "found %s"),
				 plugin->name, text_quoted(parts[0])));
	else if (wrong)
		refuse(tables, name, mem_copy(wrong));
	else
		read_table(tables, trial, name, length);
	trial_free(trial);
	free(wrong);
	free(copy);
}

/* --- All of them --- */

static bool ends_with(const char *name, const char *ending)
{
	size_t length = strlen(name), end = strlen(ending);

	return length > end && !strcmp(name + length - end, ending);
}

static int is_table(const struct dirent *entry)
{
	return *entry->d_name != '.' && ends_with(entry->d_name, ".csv");
}

static int is_expected(const struct dirent *entry)
{
	return *entry->d_name != '.' && ends_with(entry->d_name, ".measures");
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void free_names(struct dirent **names, int count)
{
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

/* Measures without their table would be passed over in silence. */
static void check_expected(struct tables *tables)
{
	struct dirent **names = NULL;
	int count = scandir(tables->folder, &names, is_expected, by_bytes);

	for (int i = 0; i < count; i++) {
		const char *name = names[i]->d_name;
		size_t length = strlen(name) - strlen(".measures");
		char *path = in_folder(tables, name, length, ".csv"), *real = mem_real(path);

		if (!real)
			refuse(tables, name,
			       mem_print(_("expected the table of that name, which ends with .csv, "
					   "beside it; found none")));
		free(real);
		free(path);
	}
	free_names(names, count);
}

struct specimen **conformance_tables(struct conformance *conformance,
				     const struct worker_options *options, const char *folder,
				     struct specimen **list, size_t *count,
				     struct problems *problems)
{
	struct tables tables = {conformance, options, folder, problems, list, count};
	struct dirent **names = NULL;
	int n = scandir(folder, &names, is_table, by_bytes);

	if (n < 0)
		problem_error(problems, EXIT_NO_INPUT, E_NO_FILE, &(struct place){.file = folder},
			      _("cannot be opened: %s"), text_error(errno));
	else if (!n)
		refuse(&tables, text_base_name(folder),
		       mem_print(_("expected tables METHOD.csv in the folder, found none")));
	for (int i = 0; i < n; i++)
		try_table(&tables, names[i]->d_name);
	if (n >= 0)
		check_expected(&tables);
	free_names(names, n);
	return tables.list;
}
