/* core/ini.h: a.ini and what it extends. Sections that were understood are the same when they are written down and read again. */
#include "ini.h"

#include <string.h>

#include "fuzz.h"

static bool is_written(const struct ini_key *key)
{
	return strcmp(key->name, "extends") != 0;
}

/* Lines of several files may stand beside each other; one file cannot say that. */
static bool has_twins(const struct ini_section *section)
{
	for (size_t i = 0; i < section->n_keys; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(section->keys[i].name, section->keys[k].name))
				return true;
	return false;
}

static bool can_be_written(const struct ini *ini)
{
	for (size_t s = 0; s < ini->n_sections; s++)
		if (has_twins(&ini->sections[s]))
			return false;
	return true;
}

static void write_down(const struct ini *ini, const char *name)
{
	struct text text = {0};

	for (size_t s = 0; s < ini->n_sections; s++) {
		const struct ini_section *section = &ini->sections[s];

		text_print(&text, *section->id ? "[%s %s]\n" : "[%s%s]\n", section->kind,
			   section->id);
		for (size_t k = 0; k < section->n_keys; k++)
			if (is_written(&section->keys[k]))
				text_print(&text, "%s=%s\n", section->keys[k].name,
					   section->keys[k].value);
	}
	fuzz_file(name, text.data ? text.data : "", text.length);
	text_free(&text);
}

static void compare_section(const struct ini_section *a, const struct ini_section *b)
{
	size_t n = 0;

	HOLDS(!strcmp(a->kind, b->kind) && !strcmp(a->id, b->id));
	for (size_t k = 0; k < a->n_keys; k++) {
		HOLDS(a->keys[k].place.line > 0 && a->keys[k].place.column > 0);
		if (!is_written(&a->keys[k]))
			continue;
		HOLDS(n < b->n_keys);
		HOLDS(!strcmp(a->keys[k].name, b->keys[n].name));
		HOLDS(!strcmp(a->keys[k].value, b->keys[n].value));
		n++;
	}
	HOLDS(n == b->n_keys);
}

static void compare(const struct ini *a, const struct ini *b)
{
	HOLDS(a->n_sections == b->n_sections);
	for (size_t s = 0; s < a->n_sections; s++)
		compare_section(&a->sections[s], &b->sections[s]);
}

static void read_again(const struct ini *ini)
{
	struct problems problems = {0};
	struct ini *again;

	write_down(ini, "again.ini");
	again = ini_read(fuzz_path("again.ini"), NULL, &problems);
	HOLDS(!problems.errors);
	compare(ini, again);
	ini_free(again);
	problem_clear(&problems);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct problems problems = {0};
	struct ini *ini;

	fuzz_files(data, size);
	if (fuzz_n_files() > 7)
		return 0;
	ini = ini_read(fuzz_path("a.ini"), NULL, &problems);
	if (!problems.errors && can_be_written(ini))
		read_again(ini);
	ini_free(ini);
	fuzz_problems(&problems);
	return 0;
}
