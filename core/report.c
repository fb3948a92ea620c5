#include "report.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

const char *const report_parts[REPORT_PARTS] = {
    "line", "edition", "category", "node",  "class", "id",     "kind",   "published",
    "ours", "result",  "basis",    "stage", "at",    "detail", "source", "note"};

/*
 * The bytes: records of texts, each ended by a NUL. "T" title, edition; "P" a problem as a line and as a JSON object;
 * "F" the parts of a fact; last "E" the exit code in digits.
 */

static void add(struct text *out, const char *text)
{
	text_add_n(out, text, strlen(text) + 1);
}

/* --- Writing --- */

static void add_fact(struct text *out, const struct finding *finding)
{
	const char *const *parts = finding->fact->parts;
	bool differs = finding->comparison == DIFFERS;
	char line[DECIMAL_TEXT];

	snprintf(line, sizeof(line), "%zu", finding->fact->line);
	add(out, "F");
	add(out, line);
	for (enum fact_part part = FACT_EDITION; part <= FACT_VALUE; part++)
		add(out, parts[part]);
	add(out, finding->ours);
	add(out, comparison_name(finding->comparison));
	add(out, finding->comparison == NOT_COMPARABLE ? "" : basis_name(finding->basis));
	add(out, stage_name(differs ? finding->stage : STAGE_NONE));
	add(out, finding->at);
	add(out, finding->detail);
	add(out, parts[FACT_SOURCE]);
	add(out, parts[FACT_NOTE]);
}

/* All problems in a form; malloc'd. */
static char *printed(const struct problems *problems, enum problem_form form)
{
	char *lines = NULL;
	size_t length;
	FILE *stream = open_memstream(&lines, &length);
	bool good = stream != NULL;

	if (stream) {
		problem_print_as(problems, form, stream);
		good = !ferror(stream);
		good = fclose(stream) == 0 && good;
	}
	if (!good)
		mem_exhausted(0);
	return lines;
}

static void add_problems(struct text *out, const struct problems *problems)
{
	char *lines = printed(problems, PROBLEM_TEXT), *objects = printed(problems, PROBLEM_JSON);
	char *next_line = lines, *next_object = objects, *line, *object;

	while ((line = strsep(&next_line, "\n")) && (object = strsep(&next_object, "\n")) &&
	       *line) {
		add(out, "P");
		add(out, line);
		add(out, object);
	}
	free(lines);
	free(objects);
}

static enum exit_code code_of(const struct run *run, const struct findings *findings)
{
	if (run->problems.errors)
		return run->problems.code;
	for (size_t c = 0; c < run->round->n_categories; c++)
		if (run->measured.failed[c])
			return EXIT_PLUGIN;
	for (size_t i = 0; findings && i < findings->count; i++)
		if (findings->list[i].comparison == DIFFERS)
			return EXIT_DIFFERS;
	return EXIT_DONE;
}

void report_write(struct text *out, const struct sample *sample, const struct run *run,
		  const struct findings *findings)
{
	char code[DECIMAL_TEXT];

	add(out, "T");
	add(out, sample->title.text ? title_text(&sample->title, "") : "");
	add(out, run->round && run->round->edition ? run->round->edition : "");
	add_problems(out, &run->problems);
	for (size_t i = 0; findings && i < findings->count; i++)
		add_fact(out, &findings->list[i]);
	snprintf(code, sizeof(code), "%d", (int)code_of(run, findings));
	add(out, "E");
	add(out, code);
}

/* --- Reading --- */

struct stream {
	const char *at, *end;
};

/* The next text, or NULL when the bytes end before it does. */
static const char *next(struct stream *stream)
{
	const char *text = stream->at;
	const char *nul = text ? memchr(text, '\0', (size_t)(stream->end - text)) : NULL;

	stream->at = nul ? nul + 1 : stream->end;
	return nul ? text : NULL;
}

static int index_of(const char *word, const char *(*name)(unsigned), unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (!strcmp(word, name(i)))
			return (int)i;
	return -1;
}

static const char *comparison_word(unsigned i)
{
	return comparison_name((enum comparison)i);
}

static const char *basis_word(unsigned i)
{
	return basis_name((enum fact_basis)i);
}

static bool read_fact(struct report *report, struct stream *stream)
{
	struct report_fact fact = {0};
	int comparison, basis;

	for (size_t i = 0; i < REPORT_PARTS; i++)
		if (!(fact.parts[i] = next(stream)))
			return false;
	comparison = index_of(fact.parts[REPORT_RESULT], comparison_word, COMPARISONS);
	basis = *fact.parts[REPORT_BASIS] ? index_of(fact.parts[REPORT_BASIS], basis_word, BASES)
					  : BASIS_REAL;
	if (comparison < 0 || basis < 0)
		return false;
	fact.comparison = (enum comparison)comparison;
	fact.basis = (enum fact_basis)basis;
	report->facts = mem_grow(report->facts, report->n_facts, sizeof(*report->facts));
	report->facts[report->n_facts++] = fact;
	return true;
}

static bool read_problem(struct report *report, struct stream *stream)
{
	const char *line = next(stream), *object = line ? next(stream) : NULL;

	if (!object)
		return false;
	report->problems =
	    mem_grow(report->problems, report->n_problems, sizeof(*report->problems));
	report->problems[report->n_problems++] = (struct report_problem){line, object};
	return true;
}

static bool read_title(struct report *report, struct stream *stream)
{
	const char *title = next(stream), *edition = title ? next(stream) : NULL;

	report->title = title ? title : "";
	report->edition = edition ? edition : "";
	return edition != NULL;
}

/* One record; false at the end of the report, whose code is then known, or of bytes that make no sense. */
static bool read_record(struct report *report, struct stream *stream)
{
	const char *kind = next(stream);
	const char *code;

	if (!kind)
		return false;
	if (*kind == 'T')
		return read_title(report, stream);
	if (*kind == 'P')
		return read_problem(report, stream);
	if (*kind == 'F')
		return read_fact(report, stream);
	code = next(stream);
	if (code)
		report->code = (enum exit_code)strtol(code, NULL, 10);
	return false;
}

/* What the parent says instead of a process that wrote no end. bytes are then its own, too. */
static void add_death(struct report *report, const char *sentence)
{
	struct problems problems = {0};
	struct text bytes = {0};
	struct stream stream;

	problem_error(&problems, EXIT_FAULT, "E-SAM-003", NULL, "%s", sentence);
	add_problems(&bytes, &problems);
	problem_clear(&problems);
	stream = (struct stream){bytes.data, bytes.data + bytes.length};
	read_record(report, &stream);
	report->last = bytes.data;
}

void report_fail(struct report *report, enum exit_code code, const char *sentence)
{
	report->title = report->title ? report->title : "";
	report->edition = report->edition ? report->edition : "";
	report->code = code;
	add_death(report, sentence);
}

static void fail_by(struct report *report, int status)
{
	bool memory = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_MEMORY;
	char *sentence = WIFSIGNALED(status)
			     ? mem_print(_("the process of the sample: expected a report, found "
					   "that it ended by signal %d"),
					 WTERMSIG(status))
			     : mem_print(_("the process of the sample: expected a report, found "
					   "that it ended with code %d"),
					 WEXITSTATUS(status));

	report_fail(report, memory ? EXIT_MEMORY : EXIT_FAULT, sentence);
	free(sentence);
}

void report_parse(struct report *report, char *bytes, size_t length, int status)
{
	struct stream stream = {bytes, bytes + length};

	report->bytes = bytes;
	report->title = report->edition = "";
	report->code = (enum exit_code) - 1;
	while (read_record(report, &stream))
		continue;
	if (report->code == (enum exit_code) - 1)
		fail_by(report, status);
}

void report_free(struct report *report)
{
	free(report->facts);
	free(report->problems);
	free(report->bytes);
	free(report->last);
}

/* --- Counting --- */

void report_count(const struct report *report, struct report_counts *counts)
{
	for (size_t i = 0; i < report->n_facts; i++)
		counts->counts[report->facts[i].basis][report->facts[i].comparison]++;
}

size_t report_same(const struct report_counts *counts, enum fact_basis basis)
{
	size_t same = 0;

	for (int i = SAME_EXACT; i <= SAME_SET; i++)
		same += counts->counts[basis][i];
	return same;
}

size_t report_all(const struct report_counts *counts, enum comparison comparison)
{
	size_t all = 0;

	for (int i = 0; i < BASES; i++)
		all += counts->counts[i][comparison];
	return all;
}

enum exit_code reports_code(const struct reports *reports)
{
	enum exit_code code = EXIT_DONE;

	for (size_t i = 0; i < reports->count; i++) {
		if (reports->list[i].code > EXIT_DIFFERS)
			return reports->list[i].code;
		if (reports->list[i].code == EXIT_DIFFERS)
			code = EXIT_DIFFERS;
	}
	return code;
}
