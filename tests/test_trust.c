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
#include "plugin.h"
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
	memcpy(name, "libc.so.x", 9);
	says("found \"libc.so.x\"");
	memcpy(name, "libc.so.\0", 9);
	says("found \"libc.so.\"");
	memcpy(name, "ld-linux6", 9);
	says("found \"ld-linux6\"");
	memcpy(name, "libc.so.6", 9);
	says(NULL);
	entry(DT_NEEDED)->d_un.d_val = ~(ElfW(Xword))0; /* a name beyond the file */
	says("found \"\"");
	entry(DT_STRTAB)->d_un.d_ptr = ~(ElfW(Addr))0;
	says("found \"\"");
	free(object);
}

static ElfW(Phdr) * part(ElfW(Word) type)
{
	const ElfW(Ehdr) *head = (const void *)object;
	ElfW(Phdr) *at = (void *)(object + head->e_phoff);

	while (at->p_type != type)
		at++;
	return at;
}

/* The segment that holds the list of needs. */
static ElfW(Phdr) * loaded_with_list(void)
{
	ElfW(Phdr) *at = part(PT_LOAD);

	while (at->p_type != PT_LOAD || part(PT_DYNAMIC)->p_vaddr - at->p_vaddr >= at->p_filesz)
		at++;
	return at;
}

/* The loader takes the last of several lists of needs. */
static void test_elf_two_lists(void)
{
	ElfW(Phdr) * list, *note;

	load();
	list = part(PT_DYNAMIC);
	note = part(PT_NOTE);
	*note = *list;
	says("as linkers make it");
	note->p_filesz = note->p_memsz = 0;
	says("as linkers make it");
	free(object);
}

/* Of a segment the loader maps whole pages, so that a list before its beginning is there all the same. */
static void test_elf_page(void)
{
	ElfW(Phdr) * list, *holds;
	size_t skip;

	load();
	entry(DT_NEEDED)->d_tag = DT_RUNPATH;
	says("found RUNPATH");
	list = part(PT_DYNAMIC);
	holds = loaded_with_list();
	skip = list->p_vaddr + list->p_memsz - holds->p_vaddr;
	holds->p_vaddr += skip;
	holds->p_offset += skip;
	holds->p_filesz -= skip;
	holds->p_memsz -= skip;
	says("as linkers make it");
	free(object);
}

/* The list goes on behind what the segment takes from the file. */
static void test_elf_open_end(void)
{
	ElfW(Phdr) * holds;

	load();
	entry(DT_NEEDED)->d_tag = DT_DEBUG;
	holds = loaded_with_list();
	holds->p_filesz = part(PT_DYNAMIC)->p_vaddr + sizeof(ElfW(Dyn)) - holds->p_vaddr;
	says("as linkers make it");
	free(object);
}

/* An object of zeroes with so many segments, the last of them loaded and with a list of so many needs. */
static void make_large(unsigned segments, size_t needs)
{
	const size_t page = 4096, heads = sizeof(ElfW(Ehdr)) + segments * sizeof(ElfW(Phdr));
	const size_t start = (heads + page - 1) / page * page, list = needs * sizeof(ElfW(Dyn));
	ElfW(Ehdr) * head;
	ElfW(Phdr) * parts;

	load();
	length = start + list;
	object = mem_resize(object, length + sizeof(ElfW(Dyn)), 1);
	head = (void *)object;
	memset(head + 1, 0, length + sizeof(ElfW(Dyn)) - sizeof(*head));
	head->e_phoff = sizeof(*head);
	head->e_phnum = (ElfW(Half))segments;
	parts = (void *)(head + 1);
	parts[0] = parts[segments - 1] = (ElfW(Phdr)){.p_type = PT_LOAD,
						      .p_offset = start,
						      .p_vaddr = start,
						      .p_filesz = list,
						      .p_memsz = list};
	parts[0].p_type = PT_DYNAMIC;
	for (size_t i = 0; i + 1 < needs; i++)
		((ElfW(Dyn) *)(void *)(object + start))[i].d_tag = DT_DEBUG;
}

static void large_says(unsigned segments, size_t needs, const char *expected)
{
	make_large(segments, needs);
	says(expected);
	free(object);
}

/* What would take hours to look at, before anything of it runs, no linker makes. */
static void test_elf_large(void)
{
	large_says(60, 4000, NULL);
	large_says(65, 4000, "as linkers make it");
	large_says(65535, 1000000, "as linkers make it");
	large_says(60, 1000000, "as linkers make it");
}

/* A segment over the pages of another one hides what the file has there. */
static void test_elf_overlap(void)
{
	ElfW(Phdr) * first, *second;

	load();
	first = part(PT_LOAD);
	second = first + 1;
	CU_ASSERT_EQUAL_FATAL(second->p_type, PT_LOAD);
	first->p_memsz = second->p_vaddr + 1;
	says("as linkers make it");
	first->p_memsz = ~(ElfW(Xword))0;
	says("as linkers make it");
	first->p_memsz = first->p_filesz - 1;
	says("as linkers make it");
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

/* trust_way says all of part (NULL: nothing) of the folder with a name. */
static void way(const char *name, const char *part)
{
	char *problem = trust_way(temp_path(name));
	bool good = part ? problem && strstr(problem, part) : !problem;

	if (!good)
		fprintf(stderr, "\n  %s: wanted \"%s\", got \"%s\"\n", name,
			part ? part : "(nothing)", problem ? problem : "(nothing)");
	CU_ASSERT_TRUE(good);
	free(problem);
}

static void link_to(const char *target, const char *name)
{
	CU_ASSERT_EQUAL(symlink(target, temp_path(name)), 0);
}

/* The folder itself is as it should be; one above it is not. */
static void test_way_above(void)
{
	temp_file("above/middle/plugins/a.so", "x");
	way("above/middle/plugins", NULL);
	chmod(temp_path("above"), 0775);
	way("above/middle/plugins", "found mode 0775 of \"/tmp/");
	way("above/middle/plugins", "/above\"; chmod go-w");
	trusted(temp_path("above/middle/plugins/a.so"), "found mode 0775");
	chmod(temp_path("above"), 0757);
	way("above/middle/plugins", "found mode 0757");
	way("above/./middle//plugins/", "found mode 0757");
	chmod(temp_path("above"), 01777);
	way("above/middle/plugins", NULL);
	chmod(temp_path("above"), 0755);
	way("above/none", "/above/none\" cannot be looked at");
}

/* Links lead on, and those through which they lead are looked at as well, also where the last folder is as it should be. */
static void test_way_links(void)
{
	temp_file("ways/good/plugins/a.so", "x");
	temp_file("ways/open/x", "x");
	link_to("good/plugins", "ways/near");
	link_to(temp_path("ways/good"), "ways/far");
	link_to("../good", "ways/open/chain");
	link_to("open/chain/plugins", "ways/through");
	link_to("round", "ways/round");
	link_to("missing", "ways/dangling");
	way("ways/near", NULL);
	way("ways/far/plugins/../plugins", NULL);
	way("ways/through", NULL);
	way("ways/round", "leads nowhere");
	way("ways/dangling", "cannot be looked at");
	chmod(temp_path("ways/open"), 0777);
	way("ways/near", NULL);
	way("ways/through", "/ways/open\"; chmod go-w");
	way("ways/open/../good/plugins", "/ways/open\"; chmod go-w");
	chmod(temp_path("ways/open"), 0755);
	chmod(temp_path("ways/good"), 0775);
	way("ways/near", "/ways/good\"; chmod go-w");
	way("ways/far/plugins", "/ways/good\"; chmod go-w");
	chmod(temp_path("ways/good"), 0755);
}

static void test_way_owners(void)
{
	if (geteuid() != 0)
		return; /* only root can give away */
	temp_file("owners/theirs/plugins/a.so", "x");
	link_to("theirs/plugins", "owners/link");
	way("owners/link", NULL);
	CU_ASSERT_EQUAL(lchown(temp_path("owners/link"), 12345, 0), 0);
	way("owners/link", "/owners/link\" of user 12345");
	way("owners/theirs/plugins", NULL);
	CU_ASSERT_EQUAL(chown(temp_path("owners/theirs"), 12345, 0), 0);
	way("owners/theirs/plugins", "/owners/theirs\" of user 12345");
	chmod(temp_path("owners/theirs"), 01755);
	way("owners/theirs/plugins", "/owners/theirs\" of user 12345");
}

/* The folders around this program, which nobody else need be kept from. */
static void test_way_around(void)
{
	char *folder = plugin_program_folder(), *problem;
	struct stat status;

	CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
	CU_ASSERT_EQUAL_FATAL(stat(folder, &status), 0);
	chmod(folder, 0777);
	problem = trust_way(folder);
	CU_ASSERT_PTR_NULL(problem);
	free(problem);
	chmod(folder, status.st_mode & 07777);
	free(folder);
}

static void test_trust_names(void)
{
	const char *path = temp_file("sticky/a.so", "x"), *other = temp_path("sticky/b.so");

	chmod(path, 0644);
	CU_ASSERT_EQUAL(link(path, other), 0);
	trusted(path, NULL);
	chmod(temp_path("sticky"), 01777);
	trusted(path, "expected a file with one name");
	unlink(other);
	trusted(path, NULL);
}

void suite_trust(void)
{
	CU_pSuite suite = CU_add_suite("trust", NULL, NULL);

	CU_add_test(suite, "elf: a plugin of ours", test_elf_good);
	CU_add_test(suite, "elf: search paths and other objects", test_elf_paths);
	CU_add_test(suite, "elf: libraries", test_elf_needed);
	CU_add_test(suite, "elf: two lists of needs", test_elf_two_lists);
	CU_add_test(suite, "elf: a list outside its segment", test_elf_page);
	CU_add_test(suite, "elf: a list without an end", test_elf_open_end);
	CU_add_test(suite, "elf: segments over one another", test_elf_overlap);
	CU_add_test(suite, "elf: more than linkers make", test_elf_large);
	CU_add_test(suite, "elf: cut and garbled", test_elf_garbled);
	CU_add_test(suite, "trust: modes", test_trust_modes);
	CU_add_test(suite, "trust: owners", test_trust_owner);
	CU_add_test(suite, "trust: several names", test_trust_names);
	CU_add_test(suite, "trust: folders above", test_way_above);
	CU_add_test(suite, "trust: links on the way", test_way_links);
	CU_add_test(suite, "trust: owners on the way", test_way_owners);
	CU_add_test(suite, "trust: folders of the program", test_way_around);
}
