/*
 * What is looked at before a shared object is opened: who could have written it, what it asks of the loader.
 */
#include <CUnit/CUnit.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf.h"
#include "helper.h"
#include "memory.h"
#include "trust.h"

void suite_trust(void);

/* --- elf: a plugin that needs libc, spoilt in one way --- */

static char *object;
static size_t length;

static void load(void)
{
	char *path = mem_print("%s/hog.so", getenv("JURI_TEST_PLUGINS"));
	FILE *file = fopen(path, "rb");

	object = mem_alloc(1 << 22);
	length = file ? fread(object, 1, 1 << 22, file) : 0;
	CU_ASSERT_TRUE_FATAL(length > sizeof(ElfW(Ehdr)));
	fclose(file);
	free(path);
}

/* The first entry of the dynamic section with a tag. */
static ElfW(Dyn) * entry(ElfW(Sxword) tag)
{
	const ElfW(Ehdr) *head = (const void *)object;
	const ElfW(Phdr) *part = (const void *)(object + head->e_phoff);
	ElfW(Dyn) * at;

	while (part->p_type != PT_DYNAMIC)
		part++;
	at = (void *)(object + part->p_offset);
	while (at->d_tag != tag && at->d_tag != DT_NULL)
		at++;
	CU_ASSERT_EQUAL_FATAL(at->d_tag, tag);
	return at;
}

/* elf_problem says all of part (NULL: nothing), looking at no byte beyond the object. */
static void says(const char *part)
{
	char *copy = mem_copy_n(object, length), *problem = elf_problem(copy, length);
	bool good = part && problem ? strstr(problem, part) != NULL : part == problem;

	if (!good)
		fprintf(stderr, "\n  wanted \"%s\", got \"%s\"\n", part ? part : "(nothing)",
			problem ? problem : "(nothing)");
	CU_ASSERT_TRUE(good);
	free(problem);
	free(copy);
}

static void test_elf_good(void)
{
	load();
	says(NULL);
	free(object);
}

static void test_elf_paths(void)
{
	static const struct {
		ElfW(Sxword) tag;
		const char *said;
	} tags[] = {{DT_RPATH, "found RPATH"},         {DT_RUNPATH, "found RUNPATH"},
		    {DT_AUXILIARY, "no other object"}, {DT_FILTER, "no other object"},
		    {DT_AUDIT, "no other object"},     {DT_DEPAUDIT, "no other object"}};

	load();
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		ElfW(Dyn) *spoilt = entry(i ? tags[i - 1].tag : DT_NEEDED);

		spoilt->d_tag = tags[i].tag;
		says(tags[i].said);
	}
	free(object);
}

static void test_elf_needed(void)
{
	char *name;

	load();
	name = memmem(object, length, "libc.so.6", 10);
	CU_ASSERT_PTR_NOT_NULL_FATAL(name);
	name[3] = 'z';
	says("found \"libz.so.6\"");
	memcpy(name, "libc.so./", 9);
	says("found \"libc.so./\"");
	entry(DT_NEEDED)->d_un.d_val = ~(ElfW(Xword))0; /* a name beyond the file */
	says("found \"\"");
	entry(DT_STRTAB)->d_un.d_ptr = ~(ElfW(Addr))0;
	says("found \"\"");
	free(object);
}

/* Whatever is cut or turned: no byte beyond the file is looked at (the sanitizers would say so). */
static void test_elf_garbled(void)
{
	size_t all;

	load();
	all = length;
	for (length = 0; length < all; length += length < 1200 ? 1 : 997) {
		char *copy = mem_copy_n(object, length);

		free(elf_problem(copy, length));
		free(copy);
	}
	for (size_t i = 0; i < 1200; i++) {
		char *copy = mem_copy_n(object, all);

		copy[i] = (char)~copy[i];
		free(elf_problem(copy, all));
		free(copy);
	}
	free(object);
}

/* --- trust --- */

static void trusted(const char *path, const char *part)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	char *problem = trust_problem(file, path);

	CU_ASSERT_TRUE(part ? problem && strstr(problem, part) : !problem);
	free(problem);
	close(file);
}

static void test_trust_modes(void)
{
	const char *path = temp_file("trust/a.so", "x");

	chmod(path, 0644);
	trusted(path, NULL);
	chmod(path, 0664);
	trusted(path, "expected a file that only its owner may write, found mode 0664");
	chmod(path, 0646);
	trusted(path, "found mode 0646");
	chmod(path, 0644);
	chmod(temp_path("trust"), 0775);
	trusted(path, "expected a folder that only its owner may write, found mode 0775");
	chmod(temp_path("trust"), 01777);
	trusted(path, NULL);
	chmod(temp_path("trust"), 0700);
}

static void test_trust_owner(void)
{
	const char *path = temp_file("trust/b.so", "x");

	chmod(path, 0644);
	if (geteuid() != 0 || chown(path, 12345, 0) != 0)
		return; /* only root can give a file away */
	trusted(path, "found one of user 12345");
}

void suite_trust(void)
{
	CU_pSuite suite = CU_add_suite("trust", NULL, NULL);

	CU_add_test(suite, "elf: a plugin of ours", test_elf_good);
	CU_add_test(suite, "elf: search paths and other objects", test_elf_paths);
	CU_add_test(suite, "elf: libraries", test_elf_needed);
	CU_add_test(suite, "elf: cut and garbled", test_elf_garbled);
	CU_add_test(suite, "trust: modes", test_trust_modes);
	CU_add_test(suite, "trust: owners", test_trust_owner);
}
