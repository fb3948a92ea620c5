/*
 * problem - everything that is wrong, said in one shape, from one function.
 *
 *     file:line:col: E-INI-012: [section] key: expected X, found "Y"
 *
 * All problems of a run are collected and printed together, in the order in
 * which they were found (which is fixed: files in order, top to bottom), at
 * most PROBLEM_LIMIT of them, then a count of the rest. Control bytes in what
 * was found are escaped. Texts are translated (gettext) by the caller: pass _("...").
 *
 * Codes are stable and each has one meaning: E- an error, W- a warning, N- a note; config/MESSAGES.md
 * lists them. With --diagnostics json each problem is a JSON object on a line of its own
 * (core/diagnostics.schema.json).
 */
#ifndef JURI_PROBLEM_H
#define JURI_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "memory.h"

#define PROBLEM_LIMIT 1000

/* Exit codes of the program (sysexits numbers where one fits). */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_DIFFERS = 1,
	EXIT_WITHHELD = 3,
	EXIT_BAD_USAGE = 64,
	EXIT_EVIDENCE = 65,
	EXIT_NO_INPUT = 66,
	EXIT_PLUGIN = 69,
	EXIT_FAULT = 70,
	EXIT_MEMORY = 71,
	EXIT_CREATE = 73,
	EXIT_IO = 74,
	EXIT_LOCKED = 75,
	EXIT_TRUST = 77,
	EXIT_CONFIG = 78
};

/* Where something stands. Members that do not apply are NULL or 0. */
struct place {
	const char *file;
	size_t line, column; /* from 1; column in bytes */
	size_t record;       /* CSV: record number, the header is 1 */
	const char *pointer; /* JSON: RFC 6901 pointer of the value */
	/* where a plugin was at work; for machines, the sentence names them, too */
	const char *plugin, *category, *criterion, *agency;
};

enum problem_form { PROBLEM_TEXT, PROBLEM_JSON };

/* Hears of every error as it is added, also of those beyond the limit. */
typedef void problem_listener(void *user, enum exit_code exit_code, const char *code,
			      const struct place *place, const char *sentence);

struct problems {
	struct problem *list;
	size_t kept;    /* in the list */
	size_t refused; /* of these, errors that were excused */
	size_t count;   /* errors and warnings, also those beyond the limit */
	size_t errors;
	size_t warnings;        /* errors that were excused are none */
	enum exit_code code;    /* exit code of the first error, EXIT_DONE while there is none */
	problem_listener *hear; /* or NULL */
	void *user;             /* of hear */
	struct arena texts;
};

/* A moment in the list. */
struct problem_mark {
	size_t kept, errors;
};

/*
 * Adds an error. code is stable ("E-INI-012"); its letter group decides nothing,
 * exit_code does. format gives the sentence after the code: subject first, then
 * what was expected, then what was found.
 */
void problem_error(struct problems *problems, enum exit_code exit_code, const char *code,
		   const struct place *place, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Adds what stops nothing: a warning ("W-..."), a note, or an error that costs a part of the results. */
void problem_warning(struct problems *problems, const char *code, const struct place *place,
		     const char *format, ...) __attribute__((format(printf, 4, 5)));

struct problem_mark problem_mark(const struct problems *problems);

/* The errors since a mark cost no more than what they are about: they become warnings, marked as refused. */
void problem_excuse(struct problems *problems, struct problem_mark since);

/* The form of all that is said on standard error from now on: --diagnostics. */
void problem_form(enum problem_form form);
bool problem_is_json(void);

/* Prints what was collected, one line each, in the form that was chosen. */
void problem_print(const struct problems *problems, FILE *stream);

/* The same in a form of the caller's. */
void problem_print_as(const struct problems *problems, enum problem_form form, FILE *stream);

/* Says one problem on standard error at once, where there is no list to add it to. Allocates nothing. */
void problem_say(const char *code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends what from holds, and empties it; who hears of its errors is given the exit code of the first. */
void problem_move(struct problems *problems, struct problems *from);

/* Releases the list; problems is empty afterwards. */
void problem_clear(struct problems *problems);

#endif
