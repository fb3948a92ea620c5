/*
 * report - what came of reproducing one sample, as texts: it goes from one process to another.
 *
 * A process that has run a sample writes a report (report_write); the one that asked reads it
 * (report_parse) and prints it in one of the forms below.
 */
#ifndef JURI_REPORT_H
#define JURI_REPORT_H

#include "compare.h"
#include "run.h"
#include "sample.h"

enum report_part {
	REPORT_LINE, /* in published.csv */
	REPORT_EDITION,
	REPORT_CATEGORY,
	REPORT_NODE,
	REPORT_CLASS,
	REPORT_ID,
	REPORT_KIND,
	REPORT_PUBLISHED,
	REPORT_OURS,
	REPORT_RESULT,
	REPORT_BASIS,
	REPORT_STAGE,
	REPORT_AT,
	REPORT_DETAIL,
	REPORT_SOURCE,
	REPORT_NOTE,
	REPORT_PARTS
};

struct report_fact {
	const char *parts[REPORT_PARTS];
	enum comparison comparison;
	enum fact_basis basis;
};

struct report {
	const char *name; /* of the sample */
	const char *path; /* of its sample.ini */
	const char *title, *edition;
	enum exit_code
	    code; /* EXIT_DONE, EXIT_DIFFERS; else it could not be run, problems say why */
	const char **problems; /* lines */
	size_t n_problems;
	struct report_fact *facts;
	size_t n_facts;
	char *bytes; /* all texts */
};

/* Writes the report of a run that may have stopped anywhere; lines are more problems. */
void report_write(struct text *out, const struct sample *sample, struct run *run,
		  const struct findings *findings, const char *lines);

/*
 * Makes a report of the bytes of a process, which it takes over. Bytes that end too early are those
 * of a process that died: a fault, of which status (as of waitpid) tells.
 */
void report_parse(struct report *report, char *bytes, size_t length, int status);
void report_free(struct report *report);

struct reports {
	struct report *list;
	size_t count;
};

/* How many facts of one basis came out, differ, ... */
struct report_counts {
	size_t counts[BASES][COMPARISONS];
};

void report_count(const struct report *report, struct report_counts *counts); /* adds */
size_t report_same(const struct report_counts *counts, enum fact_basis basis);
size_t report_all(const struct report_counts *counts, enum comparison comparison);

/* The code of the first sample that could not be run, else EXIT_DIFFERS when anything differs. */
enum exit_code reports_code(const struct reports *reports);

/* The forms. all: also the facts that are the same. */
void reports_table(const struct reports *reports, bool all, size_t width, struct text *out);
void reports_csv(const struct reports *reports, struct text *out);
void reports_json(const struct reports *reports, struct text *out);
void reports_junit(const struct reports *reports, struct text *out);

/* The names of the parts for machines: "line", "edition", ... */
extern const char *const report_parts[REPORT_PARTS];

#endif
