/*
 * Whether what threads scan ahead is what the strict readers make of every line: random single edits of small evidence,
 * and random tables, are read both ways, scanned by one, two or three threads in small chunks, whose borders fall everywhere,
 * or in one. Half of the evidence that is edited is that of samples.h, half is made (names.h). The cohorts, where everything
 * in them came from, and the problems must be the same.
 *
 *     scan FOLDER COUNT [SEED]
 *     scan FOLDER edit N [SEED]    one of them, shown
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../edits/edit.h"
#include "memory.h"
#include "names.h"
#include "origins.h"
#include "samples.h"
#include "tables.h"

#define TABLES 4 /* one of so many is a random table */

/* What reading gave, as a text. */
struct outcome {
	char *text;
	size_t length;
	bool refused;
};

/* --- A cohort as a text --- */

static void tell_place(FILE *out, const struct place *place)
{
	fprintf(out, " %s:%zu:%zu#%zu%s", place->file ? text_base_name(place->file) : "",
		place->line, place->column, place->record, place->pointer ? place->pointer : "");
}

static void tell_cell(FILE *out, const struct cohort *cohort, const struct origins *origins,
		      size_t row, unsigned field)
{
	double value = cohort_value(cohort, row, field);
	struct place place = origins_of_field(origins, row, field);
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	fprintf(out, "\n  %s %016llx %d %d", cohort->fields[field].id, (unsigned long long)bits,
		cohort_state(cohort, row, field), cohort_is_marked(cohort, row, field));
	tell_place(out, &place);
}

static void tell_agency(FILE *out, const struct cohort *cohort, const struct origins *origins,
			size_t row)
{
	const bool all[] = {true, true, true}, last[] = {false, false, true};
	struct place named = cohort_place(cohort, row);
	struct place first = origins_of_row(origins, row, all);
	struct place later = origins_of_row(origins, row, last);

	fprintf(out, "%s|%s|%s|%s|%s|%s|%d|%u|%u", cohort_id(cohort, row),
		cohort_edition(cohort, row), cohort_name(cohort, row), cohort_class_id(cohort, row),
		cohort_region(cohort, row), cohort_reason(cohort, row),
		cohort_agency(cohort, row)->competes, cohort_agency(cohort, row)->class_index,
		cohort_edition_index(cohort, row));
	tell_place(out, &named);
	tell_place(out, &first);
	tell_place(out, &later);
	for (unsigned field = 0; field < cohort->n_fields; field++)
		tell_cell(out, cohort, origins, row, field);
	fputc('\n', out);
}

/* The hash is that of what was read, which may not be all where the run fails. */
static void tell_file(FILE *out, const struct evidence_file *file, bool whole)
{
	fprintf(out, "%s %s: %zu rows, %zu scored, %zu refused, %zu empty, %zu extra%s\n",
		file->path ? text_base_name(file->path) : "", whole ? file->sha256 : "", file->rows,
		file->scored, file->refused, file->empty, file->extra,
		file->made_up ? ", made up" : "");
}

static void tell_refusals(FILE *out, const struct cohort *cohort)
{
	for (size_t i = 0; i < cohort->refusals.count; i++) {
		const struct refusal *refusal = &cohort->refusals.list[i];

		fprintf(out, "%s %s|%s|%s|%s|%s|%zu %s %s", refusal_status(refusal->kind),
			refusal->id, refusal->edition, refusal->name, refusal->class_id,
			refusal->region, refusal->records, refusal->code, refusal->sentence);
		tell_place(out, &refusal->place);
		fputc('\n', out);
	}
}

static void tell_citations(FILE *out, const struct cohort *cohort)
{
	for (size_t i = 0; i < cohort->n_citations; i++)
		fprintf(out, "%zu %u %s\n", cohort->citations[i].row, cohort->citations[i].field,
			cohort->citations[i].text);
}

static void tell(FILE *out, const struct cohort *cohort, const struct origins *origins, bool whole)
{
	for (size_t i = 0; i < cohort->n_files; i++)
		tell_file(out, &cohort->files[i], whole);
	tell_file(out, &cohort->roster, whole);
	fprintf(out, "test %d\n", cohort->test);
	for (size_t row = 0; row < cohort->rows; row++)
		tell_agency(out, cohort, origins, row);
	for (size_t i = 0; i < cohort->rows; i++)
		fprintf(out, "%zu ", (size_t)cohort->by_id[i]);
	for (unsigned i = 0; i < cohort->n_classes; i++)
		fprintf(out, "%s ", cohort->classes[i]);
	tell_citations(out, cohort);
	tell_refusals(out, cohort);
}

/* --- Reading --- */

static void write_file(const char *path, const char *content, size_t length)
{
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(content, 1, length, file) != length || fclose(file) != 0)
		abort();
}

static struct outcome read_sample(const struct sample *sample, bool unscanned, unsigned jobs,
				  size_t chunk)
{
	const char *paths[SAMPLE_FILES];
	struct evidence_rules rules = sample->rules;
	struct problems problems = {0};
	struct origins *origins = NULL;
	struct outcome outcome;
	struct cohort cohort;
	FILE *out = open_memstream(&outcome.text, &outcome.length);
	size_t n = 0;

	for (; n < SAMPLE_FILES && sample->files[n]; n++)
		paths[n] = sample->files[n];
	rules.roster = sample->roster ? "roster.csv" : NULL;
	rules.unscanned = unscanned;
	rules.jobs = jobs;
	rules.chunk = chunk;
	rules.origins = &origins;
	cohort_init(&cohort, sample_fields, n_sample_fields, &sample_states);
	evidence_read(&cohort, &rules, paths, n, &problems);
	outcome.refused = problems.errors;
	problem_print(&problems, out);
	tell(out, &cohort, origins, !outcome.refused);
	fclose(out);
	origins_free(origins);
	cohort_finish(&cohort);
	problem_clear(&problems);
	return outcome;
}

/* --- Edits --- */

struct edit {
	const struct sample *sample;
	struct text original, content, said;
	struct dice dice;
	bool good; /* nothing is edited */
};

/* What may stand in the place of a value of JSON: numbers, texts and words in all forms, right and wrong, and what breaks out of it. */
static const char *const values[] = {"0",
				     "-0",
				     "007",
				     "00",
				     "-",
				     "-1",
				     "+1",
				     "1.",
				     ".5",
				     "0.5",
				     "-.5",
				     "1.5.5",
				     "1e5",
				     "1E-2",
				     "1e",
				     "0e0",
				     "1e400",
				     "-5",
				     "-5.0000000000000001",
				     "99.99999999",
				     "100",
				     "100.00000001",
				     "12345678",
				     "123456789",
				     "12345678.5",
				     "1234567.8",
				     "0.12345678",
				     "9007199254740993",
				     "123456789012345",
				     "1234567890123456",
				     "0.1234567890123456789",
				     "1,5",
				     "1 ",
				     " 1",
				     "1\t",
				     "1\r",
				     "\r\n1",
				     "12 3",
				     "1x",
				     "\"1\"",
				     "\"\"",
				     "\"A\"",
				     "\"\\u0041\"",
				     "\"\\n\"",
				     "\"\\x\"",
				     "\"a\x01z\"",
				     "\"a\tz\"",
				     "\"a\x7fz\"",
				     "\"a\xc2\x85z\"",
				     "\"a\xc3\"",
				     "\"\xed\xa0\x80\"",
				     "\"\xef\xbf\xbf\"",
				     "\"\xe2\x82\xac\"",
				     "\"sixteen bytes in\"",
				     "\"fifteen bytes i\"",
				     "\"seventeen bytes i\xc3\xa9\"",
				     "\"",
				     "true",
				     "false",
				     "null",
				     "nul",
				     "nullx",
				     "True",
				     "truefalse",
				     "[]",
				     "[1]",
				     "{}",
				     "{\"value\":1}",
				     "{\"value\":1,\"value\":2}",
				     "{\"x\":{\"y\":1}}",
				     "1,\"a\":2",
				     "1,\"b\":2",
				     "1,\"x\":2",
				     "\"z\",\"x\":0",
				     "1,",
				     "1,,",
				     "1}",
				     "1}}",
				     "1]",
				     "1:2",
				     "",
				     "\n",
				     "2,\"a\" :3",
				     "3 , \"o_1\": 4",
				     "5,\"id\":\"k2\"",
				     "6,\"unheard\":7"};

/* The value behind one of the colons is another one. */
static void edit_value(struct dice *dice, const char *content, struct text *edited,
		       struct text *said)
{
	size_t colons = 0, at = 0, end;
	const char *value = values[dice_below(dice, sizeof(values) / sizeof(*values))];

	for (size_t i = 0; content[i]; i++)
		colons += content[i] == ':';
	for (size_t n = dice_below(dice, colons) + 1; n; at++)
		n -= content[at] == ':';
	end = at + strcspn(content + at, ",}\n");
	text_add_n(edited, content, at);
	text_add(edited, value);
	text_add(edited, content + end);
	text_print(said, "%s for the value at byte %zu", value, at);
}

static bool is_lines(const char *name)
{
	return strstr(name, ".ndjson");
}

/* The sample, and which file of it is edited: one of those of samples.c, or lines of names. */
static size_t choose_sample(struct edit *edit)
{
	size_t n = 0, file;

	edit->original.length = 0;
	if (dice_below(&edit->dice, 2)) {
		edit->sample = &names_sample;
		names_write(&edit->dice, &edit->original);
		return 0;
	}
	edit->sample = &samples[dice_below(&edit->dice, n_samples)];
	while (n < SAMPLE_FILES && edit->sample->files[n])
		n++;
	file = dice_below(&edit->dice, n);
	text_add(&edit->original, edit->sample->contents[file]);
	return file;
}

static void edit_lines(struct edit *edit)
{
	const struct text *original = &edit->original;
	size_t kind = dice_below(&edit->dice, 8);

	edit->good = !kind;
	if (edit->good)
		text_add(&edit->content, original->data);
	else if (kind < 5)
		names_edit(&edit->dice, original->data, &edit->content, &edit->said);
	else if (kind < 7)
		edit_value(&edit->dice, original->data, &edit->content, &edit->said);
	else
		edit_make(&edit->dice, original->data, original->length, &edit->content,
			  &edit->said);
}

static void make_table(struct edit *edit)
{
	edit->sample = table_make(&edit->dice, &edit->content, &edit->said);
	write_file(edit->sample->files[0], edit->content.data, edit->content.length);
}

/* Which one, its number decides. */
static void make_edit(struct edit *edit, unsigned long seed, unsigned long number)
{
	size_t file;

	edit->dice = (struct dice){seed << 32 ^ number};
	edit->content.length = edit->said.length = 0;
	edit->good = false;
	if (number % TABLES == 0) {
		make_table(edit);
		return;
	}
	file = choose_sample(edit);
	text_add(&edit->content, "");
	text_print(&edit->said, "%s, %s: ", edit->sample->name, edit->sample->files[file]);
	if (is_lines(edit->sample->files[file]))
		edit_lines(edit);
	else
		edit_make(&edit->dice, edit->original.data, edit->original.length, &edit->content,
			  &edit->said);
	for (size_t i = 0; i < SAMPLE_FILES && edit->sample->files[i]; i++)
		write_file(edit->sample->files[i],
			   i == file ? edit->content.data : edit->sample->contents[i],
			   i == file ? edit->content.length : strlen(edit->sample->contents[i]));
	if (edit->sample->roster)
		write_file("roster.csv", edit->sample->roster, strlen(edit->sample->roster));
}

/* Whether one to three threads read as the strict readers do. */
static bool is_same(struct edit *edit, const struct outcome *strict, bool show)
{
	unsigned jobs = 1 + (unsigned)dice_below(&edit->dice, 3);
	size_t chunk = 4 + dice_below(&edit->dice, (size_t)4 << dice_below(&edit->dice, 13));
	struct outcome outcome;
	bool same;

	if (!dice_below(&edit->dice, 3))
		chunk = 1 << 16; /* all of it */
	outcome = read_sample(edit->sample, false, jobs, chunk);
	same =
	    strict->length == outcome.length && !memcmp(strict->text, outcome.text, strict->length);
	if (!same && show)
		printf("--- strictly\n%s\n--- scanned by %u in chunks of %zu\n%s\n", strict->text,
		       jobs, chunk, outcome.text);
	free(outcome.text);
	return same;
}

/* Returns whether it holds; adds up those that are refused. */
static bool try_edit(unsigned long seed, unsigned long number, size_t *refused, bool show)
{
	static struct edit edit;
	struct outcome strict;
	bool same;

	make_edit(&edit, seed, number);
	if (show)
		printf("%s\n%s\n", edit.said.data, edit.content.data);
	strict = read_sample(edit.sample, true, 1, 4096);
	*refused += strict.refused;
	if (edit.good && strict.refused)
		fprintf(stderr, "no good sample: edit %lu of seed %lu: %s\n%s", number, seed,
			edit.said.data, strict.text);
	same = is_same(&edit, &strict, show) && !(edit.good && strict.refused);
	if (!same)
		fprintf(stderr, "read otherwise: edit %lu of seed %lu: %s\n", number, seed,
			edit.said.data);
	free(strict.text);
	return same;
}

/* The samples are good before anything is edited; else edits would tell little. */
static bool samples_are_good(void)
{
	bool good = true;

	for (size_t i = 0; i < n_samples; i++) {
		const struct sample *sample = &samples[i];
		struct outcome outcome;

		for (size_t n = 0; n < SAMPLE_FILES && sample->files[n]; n++)
			write_file(sample->files[n], sample->contents[n],
				   strlen(sample->contents[n]));
		if (sample->roster)
			write_file("roster.csv", sample->roster, strlen(sample->roster));
		outcome = read_sample(sample, true, 1, 0);
		if (outcome.refused)
			fprintf(stderr, "%s: no good sample\n%s", sample->name, outcome.text);
		good = good && !outcome.refused;
		free(outcome.text);
	}
	return good;
}

int main(int argc, char **argv)
{
	bool one = argc > 3 && !strcmp(argv[2], "edit");
	unsigned long seed = argc > 3 + one ? strtoul(argv[3 + one], NULL, 10) : 1;
	unsigned long count = argc > 2 ? strtoul(argv[2 + one], NULL, 10) : 0;
	size_t refused = 0, differ = 0;

	if (argc < 3)
		return EXIT_BAD_USAGE;
	if (chdir(argv[1]) != 0) {
		perror(argv[1]);
		return EXIT_BAD_USAGE;
	}
	if (one)
		return !try_edit(seed, count, &refused, true);
	if (!samples_are_good())
		return 1;
	for (unsigned long i = 0; i < count; i++)
		differ += !try_edit(seed, i, &refused, false);
	printf("scanned and strictly: %lu edits of %zu samples, names and tables, %zu refused, %zu "
	       "read "
	       "otherwise\n",
	       count, n_samples, refused, differ);
	return differ > 0;
}
