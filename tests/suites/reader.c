/*
 * reader - the strict readers over many small documents in one process, for the public suites.
 *
 * Standard input: frames "json LENGTH\n" or "csv LENGTH\n", each followed by that many bytes. Standard output: one line
 * for each: "refused CODE", "accepted" (json) or the table as JSON (csv).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "json.h"
#include "json_out.h"
#include "memory.h"

static void answer_json(const char *bytes, size_t length, struct problems *problems)
{
	struct input input;
	char sha256[SHA256_HEX];

	input_open_bytes(&input, "case", bytes, length, problems);
	if (json_is_valid(&input, problems))
		puts("accepted");
	input_close(&input, sha256);
}

static void add_record(cJSON *table, const struct csv_record *record)
{
	cJSON *row = cJSON_CreateArray();

	for (size_t i = 0; i < record->n_fields; i++) {
		char *text = mem_copy_n(record->fields[i].data, record->fields[i].length);

		cJSON_AddItemToArray(row, cJSON_CreateString(text));
		free(text);
	}
	cJSON_AddItemToArray(table, row);
}

static void answer_csv(const char *bytes, size_t length, struct problems *problems)
{
	struct input input;
	struct csv *csv;
	const struct csv_record *record;
	cJSON *table = cJSON_CreateArray();
	char sha256[SHA256_HEX], *text;

	input_open_bytes(&input, "case", bytes, length, problems);
	csv = csv_open(&input, problems);
	while ((record = csv_next(csv)))
		add_record(table, record);
	csv_close(csv);
	input_close(&input, sha256);
	text = cJSON_PrintUnformatted(table);
	if (!problems->errors)
		puts(text);
	free(text);
	cJSON_Delete(table);
}

/* The code of the first error, which stands in its line: "case:1:2: E-CSV-002: ...". */
static void tell_code(struct problems *problems)
{
	char *text = NULL;
	size_t length;
	FILE *stream = open_memstream(&text, &length);
	const char *code;

	problem_print(problems, stream);
	fclose(stream);
	code = strstr(text, "E-");
	printf("refused %.*s\n", code ? (int)strcspn(code, ":") : 0, code ? code : "");
	free(text);
}

int main(void)
{
	char kind[8];
	size_t length;

	while (scanf("%7s %zu", kind, &length) == 2 && getchar() == '\n') {
		struct problems problems = {0};
		char *bytes = mem_alloc(length + 1);

		if (fread(bytes, 1, length, stdin) != length)
			return 1;
		(strcmp(kind, "json") ? answer_csv : answer_json)(bytes, length, &problems);
		if (problems.errors)
			tell_code(&problems);
		problem_clear(&problems);
		free(bytes);
	}
	return 0;
}
