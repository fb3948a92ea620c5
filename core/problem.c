#include "problem.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

struct problem {
	const char *code;
	struct place place;
	const char *sentence; /* control bytes are escaped */
	bool error, refused;
};

/* --- Collecting --- */

static const char *keep(struct problems *problems, const char *text)
{
	return text ? arena_copy(&problems->texts, text, strlen(text)) : NULL;
}

static struct place keep_place(struct problems *problems, const struct place *place)
{
	struct place kept = *place;

	kept.file = keep(problems, place->file);
	kept.pointer = keep(problems, place->pointer);
	kept.plugin = keep(problems, place->plugin);
	kept.category = keep(problems, place->category);
	kept.criterion = keep(problems, place->criterion);
	kept.agency = keep(problems, place->agency);
	return kept;
}

static void add(struct problems *problems, const struct problem *problem)
{
	struct problem kept = *problem;

	problems->count++;
	if (!problem->refused && problems->kept - problems->refused >= PROBLEM_LIMIT)
		return;
	kept.place = keep_place(problems, &problem->place);
	kept.sentence = keep(problems, problem->sentence);
	problems->list = mem_grow(problems->list, problems->kept, sizeof(*problems->list));
	problems->list[problems->kept++] = kept;
	problems->refused += kept.refused;
}

/* Names of keys and sections come as they were written: what may be in them is escaped here. */
static void add_new(struct problems *problems, bool error, const char *code,
		    const struct place *place, const char *raw)
{
	struct problem problem = {.code = code, .error = error};
	struct text escaped = {0};

	text_add(&escaped, "");
	text_add_escaped(&escaped, raw);
	if (place)
		problem.place = *place;
	problem.sentence = escaped.data;
	add(problems, &problem);
	text_free(&escaped);
}

void problem_error(struct problems *problems, enum exit_code exit_code, const char *code,
		   const struct place *place, const char *format, ...)
{
	struct text sentence = {0};
	va_list arguments;

	if (!problems->errors++)
		problems->code = exit_code;
	va_start(arguments, format);
	text_print_list(&sentence, format, arguments);
	va_end(arguments);
	if (problems->hear)
		problems->hear(problems->user, exit_code, code, place, sentence.data);
	add_new(problems, true, code, place, sentence.data);
	text_free(&sentence);
}

void problem_warning(struct problems *problems, const char *code, const struct place *place,
		     const char *format, ...)
{
	struct text sentence = {0};
	va_list arguments;

	va_start(arguments, format);
	text_print_list(&sentence, format, arguments);
	va_end(arguments);
	problems->warnings++;
	add_new(problems, false, code, place, sentence.data);
	text_free(&sentence);
}

struct problem_mark problem_mark(const struct problems *problems)
{
	return (struct problem_mark){problems->kept, problems->errors};
}

void problem_excuse(struct problems *problems, struct problem_mark since)
{
	for (size_t i = since.kept; i < problems->kept; i++) {
		struct problem *problem = &problems->list[i];

		problems->refused += problem->error && !problem->refused;
		problem->refused = problem->error;
	}
	while (problems->refused > PROBLEM_LIMIT && problems->kept > since.kept)
		problems->refused -= problems->list[--problems->kept].refused;
	problems->errors = since.errors;
	if (!problems->errors)
		problems->code = EXIT_DONE;
}

static void add_moved(struct problems *problems, const struct problem *problem,
		      enum exit_code exit_code)
{
	struct place place;

	add(problems, problem);
	if (!problem->error || !problems->hear)
		return;
	place = keep_place(problems, &problem->place);
	problems->hear(problems->user, exit_code, problem->code, &place, problem->sentence);
}

void problem_move(struct problems *problems, struct problems *from)
{
	if (!problems->errors)
		problems->code = from->code;
	problems->errors += from->errors;
	problems->warnings += from->warnings;
	for (size_t i = 0; i < from->kept; i++)
		add_moved(problems, &from->list[i], from->code);
	problems->count += from->count - from->kept;
	problem_clear(from);
}

void problem_clear(struct problems *problems)
{
	free(problems->list);
	arena_free(&problems->texts);
	*problems = (struct problems){0};
}

/* --- One as a line of text --- */

static void print_place(const struct place *place, FILE *stream)
{
	struct text file = {0};

	if (!place->file)
		return;
	text_add(&file, "");
	text_add_escaped(&file, place->file);
	fputs(file.data, stream);
	if (place->line)
		fprintf(stream, ":%zu", place->line);
	if (place->line && place->column)
		fprintf(stream, ":%zu", place->column);
	fputs(": ", stream);
	text_free(&file);
}

static void print_inner_place(const struct place *place, FILE *stream)
{
	struct text pointer = {0};

	if (place->record)
		fprintf(stream, _(" (record %zu)"), place->record);
	if (!place->pointer)
		return;
	text_add(&pointer, "");
	text_add_escaped(&pointer, *place->pointer ? place->pointer : "\"\"");
	fprintf(stream, _(" (at %s)"), pointer.data);
	text_free(&pointer);
}

static void print_text(const struct problem *problem, FILE *stream)
{
	print_place(&problem->place, stream);
	fprintf(stream, "%s: %s", problem->code, problem->sentence);
	print_inner_place(&problem->place, stream);
	if (problem->refused)
		fputs(_(" (refused)"), stream);
	fputc('\n', stream);
}

/* --- One as a JSON object --- */

static void print_member(const char *name, const char *value, FILE *stream)
{
	if (!value)
		return;
	fprintf(stream, ",\"%s\":\"", name);
	text_write_json(stream, value);
	fputc('"', stream);
}

static void print_number(const char *name, size_t value, FILE *stream)
{
	if (value)
		fprintf(stream, ",\"%s\":%zu", name, value);
}

static const char *severity(const struct problem *problem)
{
	const char *code = problem->code;

	return problem->refused || *code == 'W' ? "warning" : *code == 'E' ? "error" : "note";
}

/* count: of what the problem stands for, or 0. */
static void print_json(const struct problem *problem, size_t count, FILE *stream)
{
	const struct place *place = &problem->place;

	fprintf(stream, "{\"severity\":\"%s\"", severity(problem));
	print_member("code", problem->code, stream);
	print_member("file", place->file, stream);
	print_number("line", place->line, stream);
	print_number("column", place->line ? place->column : 0, stream);
	print_number("record", place->record, stream);
	print_member("pointer", place->pointer, stream);
	print_member("plugin", place->plugin, stream);
	print_member("category", place->category, stream);
	print_member("criterion", place->criterion, stream);
	print_member("agency", place->agency, stream);
	print_member("message", problem->sentence, stream);
	print_number("count", count, stream);
	fprintf(stream, "%s}\n", problem->refused ? ",\"refused\":true" : "");
}

/* --- All --- */

static enum problem_form chosen;

void problem_form(enum problem_form form)
{
	chosen = form;
}

bool problem_is_json(void)
{
	return chosen == PROBLEM_JSON;
}

static void print(const struct problem *problem, enum problem_form form, size_t count, FILE *stream)
{
	if (form == PROBLEM_JSON)
		print_json(problem, count, stream);
	else
		print_text(problem, stream);
}

static void print_rest(size_t rest, enum problem_form form, FILE *stream)
{
	struct text sentence = {0};
	struct problem problem = {.code = "N-RUN-001"};

	text_print(&sentence, _("%zu more problems; the first %d are listed"), rest, PROBLEM_LIMIT);
	problem.sentence = sentence.data;
	print(&problem, form, rest, stream);
	text_free(&sentence);
}

void problem_print_as(const struct problems *problems, enum problem_form form, FILE *stream)
{
	for (size_t i = 0; i < problems->kept; i++)
		print(&problems->list[i], form, 0, stream);
	if (problems->count > problems->kept)
		print_rest(problems->count - problems->kept, form, stream);
}

void problem_print(const struct problems *problems, FILE *stream)
{
	problem_print_as(problems, chosen, stream);
}

void problem_say(const char *code, const char *format, ...)
{
	static char sentence[2048]; /* memory may be gone */
	const struct problem problem = {.code = code, .sentence = sentence};
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	if (chosen == PROBLEM_TEXT)
		fputs("juri: ", stderr);
	print(&problem, chosen, 0, stderr);
}
