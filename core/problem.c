#include "problem.h"

#include <stdarg.h>
#include <stdlib.h>

#include "memory.h"
#include "text.h"

struct problem {
	char *line;
	bool error, refused;
};

static void add_place(struct text *line, const struct place *place)
{
	if (!place || !place->file)
		return;
	text_add_escaped(line, place->file);
	if (place->line)
		text_print(line, ":%zu", place->line);
	if (place->line && place->column)
		text_print(line, ":%zu", place->column);
	text_add(line, ": ");
}

static void add_inner_place(struct text *line, const struct place *place)
{
	if (place && place->record)
		text_print(line, _(" (record %zu)"), place->record);
	if (place && place->pointer) {
		struct text pointer = {0};

		text_add_escaped(&pointer, *place->pointer ? place->pointer : "\"\"");
		text_print(line, _(" (at %s)"), pointer.data);
		text_free(&pointer);
	}
}

static char *sentence_of(const char *format, va_list arguments)
{
	char *sentence;

	if (vasprintf(&sentence, format, arguments) < 0)
		abort();
	return sentence;
}

/* Takes the sentence over. */
static void add(struct problems *problems, bool error, const char *code, const struct place *place,
		char *sentence)
{
	struct text line = {0};

	problems->count++;
	if (problems->kept - problems->refused >= PROBLEM_LIMIT) {
		free(sentence);
		return;
	}
	add_place(&line, place);
	text_print(&line, "%s: ", code);
	text_add_escaped(&line,
			 sentence); /* names of keys and sections come as they were written */
	add_inner_place(&line, place);
	free(sentence);
	problems->list = mem_grow(problems->list, problems->kept, sizeof(*problems->list));
	problems->list[problems->kept++] = (struct problem){line.data, error, false};
}

void problem_error(struct problems *problems, enum exit_code exit_code, const char *code,
		   const struct place *place, const char *format, ...)
{
	va_list arguments;
	char *sentence;

	if (!problems->errors++)
		problems->code = exit_code;
	va_start(arguments, format);
	sentence = sentence_of(format, arguments);
	va_end(arguments);
	if (problems->hear)
		problems->hear(problems->user, exit_code, code, place, sentence);
	add(problems, true, code, place, sentence);
}

void problem_warning(struct problems *problems, const char *code, const struct place *place,
		     const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(problems, false, code, place, sentence_of(format, arguments));
	va_end(arguments);
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
	while (problems->refused > PROBLEM_LIMIT && problems->kept > since.kept) {
		problems->refused -= problems->list[--problems->kept].refused;
		free(problems->list[problems->kept].line);
	}
	problems->errors = since.errors;
	if (!problems->errors)
		problems->code = EXIT_DONE;
}

void problem_print(struct problems *problems, FILE *stream)
{
	for (size_t i = 0; i < problems->kept; i++)
		fprintf(stream, "%s%s\n", problems->list[i].line,
			problems->list[i].refused ? _(" (refused)") : "");
	if (problems->count > problems->kept)
		fprintf(stream, _("... and %zu more\n"), problems->count - problems->kept);
}

void problem_move(struct problems *problems, struct problems *from)
{
	if (!problems->errors)
		problems->code = from->code;
	problems->errors += from->errors;
	problems->count += from->count;
	problems->refused += from->refused;
	for (size_t i = 0; i < from->kept; i++) {
		if (!from->list[i].refused && problems->kept - problems->refused >= PROBLEM_LIMIT) {
			free(from->list[i].line);
			continue;
		}
		problems->list = mem_grow(problems->list, problems->kept, sizeof(*problems->list));
		problems->list[problems->kept++] = from->list[i];
	}
	free(from->list);
	*from = (struct problems){0};
}

void problem_clear(struct problems *problems)
{
	for (size_t i = 0; i < problems->kept; i++)
		free(problems->list[i].line);
	free(problems->list);
	*problems = (struct problems){0};
}
