#include "problem.h"

#include <stdarg.h>
#include <stdlib.h>

#include "memory.h"
#include "text.h"

struct problem {
	char *line;
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

static void add(struct problems *problems, const char *code, const struct place *place,
		const char *format, va_list arguments)
{
	struct text line = {0};
	char *sentence;

	if (problems->count++ >= PROBLEM_LIMIT)
		return;
	if (vasprintf(&sentence, format, arguments) < 0)
		mem_exhausted(0);
	add_place(&line, place);
	text_print(&line, "%s: ", code);
	text_add_escaped(&line,
			 sentence); /* names of keys and sections come as they were written */
	add_inner_place(&line, place);
	free(sentence);
	problems->list = mem_grow(problems->list, problems->count - 1, sizeof(*problems->list));
	problems->list[problems->count - 1].line = line.data;
}

void problem_error(struct problems *problems, enum exit_code exit_code, const char *code,
		   const struct place *place, const char *format, ...)
{
	va_list arguments;

	if (!problems->errors++)
		problems->code = exit_code;
	va_start(arguments, format);
	add(problems, code, place, format, arguments);
	va_end(arguments);
}

void problem_warning(struct problems *problems, const char *code, const struct place *place,
		     const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(problems, code, place, format, arguments);
	va_end(arguments);
}

static size_t kept(const struct problems *problems)
{
	return problems->count < PROBLEM_LIMIT ? problems->count : PROBLEM_LIMIT;
}

void problem_print(struct problems *problems, FILE *stream)
{
	for (size_t i = 0; i < kept(problems); i++)
		fprintf(stream, "%s\n", problems->list[i].line);
	if (problems->count > PROBLEM_LIMIT)
		fprintf(stream, _("... and %zu more\n"), problems->count - PROBLEM_LIMIT);
}

void problem_move(struct problems *problems, struct problems *from)
{
	size_t n = kept(from);

	if (!problems->errors)
		problems->code = from->code;
	problems->errors += from->errors;
	for (size_t i = 0; i < n; i++) {
		if (problems->count++ >= PROBLEM_LIMIT) {
			free(from->list[i].line);
			continue;
		}
		problems->list =
		    mem_grow(problems->list, problems->count - 1, sizeof(*problems->list));
		problems->list[problems->count - 1] = from->list[i];
	}
	problems->count += from->count - n;
	free(from->list);
	*from = (struct problems){0};
}

void problem_clear(struct problems *problems)
{
	for (size_t i = 0; i < kept(problems); i++)
		free(problems->list[i].line);
	free(problems->list);
	*problems = (struct problems){0};
}
