/* Gives files, as they are, to a target: what libFuzzer's main does when it is given files. */
#include <string.h>

#include "fuzz.h"

static uint8_t *read_file(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = NULL;

	*length = 0;
	if (!file)
		return NULL;
	do {
		bytes = realloc(bytes, *length + 65536);
		*length += fread(bytes + *length, 1, 65536, file);
	} while (!feof(file) && !ferror(file));
	fclose(file);
	/* a copy of the very size, so that a sanitizer sees what is read behind it */
	return realloc(bytes, *length ? *length : 1);
}

/* Their number goes to standard output; a name before its run to standard error where JURI_FUZZ_VERBOSE is set. */
int main(int argc, char **argv)
{
	size_t length;

	for (int i = 1; i < argc; i++) {
		uint8_t *bytes = read_file(argv[i], &length);

		if (!bytes) {
			perror(argv[i]);
			return 1;
		}
		if (getenv("JURI_FUZZ_VERBOSE"))
			fprintf(stderr, "%s\n", argv[i]);
		LLVMFuzzerTestOneInput(bytes, length);
		free(bytes);
	}
	printf("%d\n", argc - 1);
	return 0;
}
