#include "elf.h"

#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>

#include "memory.h"
#include "sandbox.h"
#include "text.h"

/* Structures are copied out: nothing says that they are aligned, or there. */
struct image {
	const char *bytes;
	size_t length;
	ElfW(Ehdr) head;
	size_t strings; /* offset of the string table; length when there is none */
};

static bool take(const struct image *image, size_t offset, void *to, size_t size)
{
	if (offset > image->length || size > image->length - offset)
		return false;
	memcpy(to, image->bytes + offset, size);
	return true;
}

/* The kinds that the loader of this process takes. */
static bool is_ours(const struct image *image)
{
	const unsigned char *ident = image->head.e_ident;
	const unsigned char class = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;

	return !memcmp(ident, ELFMAG, SELFMAG) && ident[EI_CLASS] == class &&
	       image->head.e_phentsize == sizeof(ElfW(Phdr));
}

static bool segment(const struct image *image, unsigned index, ElfW(Phdr) * out)
{
	return index < image->head.e_phnum && image->head.e_phoff <= image->length &&
	       take(image, image->head.e_phoff + index * sizeof(*out), out, sizeof(*out));
}

/* Where an address lies in the file, by the segments that are loaded; image->length when nowhere. */
static size_t offset_of(const struct image *image, ElfW(Addr) address)
{
	ElfW(Phdr) part;

	for (unsigned i = 0; segment(image, i, &part); i++)
		if (part.p_type == PT_LOAD && address >= part.p_vaddr &&
		    address - part.p_vaddr < part.p_filesz && part.p_offset <= image->length)
			return part.p_offset + (address - part.p_vaddr);
	return image->length;
}

/* Offset of the dynamic section; image->length when there is none. */
static size_t dynamic(const struct image *image)
{
	ElfW(Phdr) part;

	for (unsigned i = 0; segment(image, i, &part); i++)
		if (part.p_type == PT_DYNAMIC)
			return offset_of(image, part.p_vaddr);
	return image->length;
}

/* The entry at offset; false at the end of the section or of the file. */
static bool entry(const struct image *image, size_t offset, ElfW(Dyn) * out)
{
	return take(image, offset, out, sizeof(*out)) && out->d_tag != DT_NULL;
}

/* Offset of the string table that the dynamic section at an offset names. */
static size_t strings(const struct image *image, size_t at)
{
	size_t table = image->length;
	ElfW(Dyn) found;

	for (; entry(image, at, &found); at += sizeof(found))
		if (found.d_tag == DT_STRTAB)
			table = offset_of(image, found.d_un.d_ptr);
	return table;
}

/* The text at an index of the string table, or NULL. */
static const char *string(const struct image *image, size_t index)
{
	const char *text = image->bytes + image->strings;
	size_t left = image->strings < image->length ? image->length - image->strings : 0;

	return index < left && memchr(text + index, 0, left - index) ? text + index : NULL;
}

static bool is_allowed(const char *library)
{
	static const char *const allowed[] = {"libc.so.", "libm.so.", "libgcc_s.so.",
					      "libstdc++.so.", "ld-linux"};
	static const char *const sanitizers[] = {"libasan.so.", "libubsan.so.", "libtsan.so.",
						 "liblsan.so."};
	bool found = false;

	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
		found |= !strncmp(library, allowed[i], strlen(allowed[i]));
	for (size_t i = 0; SANDBOX_SANITIZED && i < sizeof(sanitizers) / sizeof(*sanitizers); i++)
		found |= !strncmp(library, sanitizers[i], strlen(sanitizers[i]));
	return found && !strchr(library, '/');
}

static char *needed_problem(const char *library)
{
	if (library && is_allowed(library))
		return NULL;
	return mem_print(_("expected no library but libc, libm, libgcc_s and libstdc++, found %s"),
			 library ? text_quoted(library) : "\"\"");
}

static char *entry_problem(const struct image *image, const ElfW(Dyn) * found)
{
	switch (found->d_tag) {
	case DT_NEEDED:
		return needed_problem(string(image, found->d_un.d_val));
	case DT_RPATH:
	case DT_RUNPATH:
		return mem_print(_("expected no search path for libraries, found %s"),
				 found->d_tag == DT_RPATH ? "RPATH" : "RUNPATH");
	case DT_AUXILIARY:
	case DT_FILTER:
	case DT_AUDIT:
	case DT_DEPAUDIT:
		return mem_print(_("expected no other object to be loaded, found one"));
	default:
		return NULL;
	}
}

char *elf_problem(const char *bytes, size_t length)
{
	struct image image = {.bytes = bytes, .length = length};
	char *problem = NULL;
	ElfW(Dyn) found;
	size_t at;

	if (!take(&image, 0, &image.head, sizeof(image.head)) || !is_ours(&image))
		return NULL;
	at = dynamic(&image);
	image.strings = strings(&image, at);
	for (; !problem && entry(&image, at, &found); at += sizeof(found))
		problem = entry_problem(&image, &found);
	return problem;
}

/* --- What a plugin that is built well does not have --- */

/* False where the bytes are no file of this machine. */
static bool open_image(struct image *image, const char *bytes, size_t length)
{
	*image = (struct image){.bytes = bytes, .length = length};
	return take(image, 0, &image->head, sizeof(image->head)) && is_ours(image);
}

static bool section(const struct image *image, unsigned index, ElfW(Shdr) * out)
{
	return index < image->head.e_shnum && image->head.e_shentsize == sizeof(*out) &&
	       image->head.e_shoff <= image->length &&
	       take(image, image->head.e_shoff + index * sizeof(*out), out, sizeof(*out));
}

/* Functions and data that other objects can use; those that linkers add begin with "_". */
static bool is_exported(const ElfW(Sym) * symbol, const char *name, const char *only)
{
	unsigned bind = ELF64_ST_BIND(symbol->st_info), kind = ELF64_ST_TYPE(symbol->st_info);

	return symbol->st_shndx != SHN_UNDEF && (bind == STB_GLOBAL || bind == STB_WEAK) &&
	       (kind == STT_FUNC || kind == STT_OBJECT || kind == STT_TLS) &&
	       ELF64_ST_VISIBILITY(symbol->st_other) == STV_DEFAULT && name && *name != '_' &&
	       strcmp(name, only) != 0;
}

static char *export_in(struct image *image, const ElfW(Shdr) * table, const char *only)
{
	ElfW(Shdr) names;
	ElfW(Sym) symbol;

	if (!section(image, table->sh_link, &names))
		return NULL;
	image->strings = names.sh_offset;
	for (size_t at = 0; at + sizeof(symbol) <= table->sh_size; at += sizeof(symbol)) {
		if (!take(image, table->sh_offset + at, &symbol, sizeof(symbol)))
			return NULL;
		if (is_exported(&symbol, string(image, symbol.st_name), only))
			return mem_print(
			    _("expected no symbol for others but %s, found %s; build with "
			      "-fvisibility=hidden and make functions static"),
			    only, text_quoted(string(image, symbol.st_name)));
	}
	return NULL;
}

char *elf_exports(const char *bytes, size_t length, const char *only)
{
	char *problem = NULL;
	struct image image;
	ElfW(Shdr) table;

	if (!open_image(&image, bytes, length))
		return NULL;
	for (unsigned i = 0; !problem && section(&image, i, &table); i++)
		if (table.sh_type == SHT_DYNSYM)
			problem = export_in(&image, &table, only);
	return problem;
}

char *elf_stack(const char *bytes, size_t length)
{
	struct image image;
	ElfW(Phdr) part;

	if (!open_image(&image, bytes, length))
		return NULL;
	for (unsigned i = 0; segment(&image, i, &part); i++)
		if (part.p_type == PT_GNU_STACK && !(part.p_flags & PF_X))
			return NULL;
	return mem_print(_("expected a stack that cannot be executed, found one that can; build "
			   "with -Wl,-z,noexecstack"));
}

char *elf_relocations(const char *bytes, size_t length)
{
	struct image image;
	ElfW(Dyn) found;
	size_t at;

	if (!open_image(&image, bytes, length))
		return NULL;
	for (at = dynamic(&image); entry(&image, at, &found); at += sizeof(found))
		if (found.d_tag == DT_TEXTREL)
			return mem_print(_("expected code that can be shared, found some that the "
					   "loader must change; build with -fPIC"));
	return NULL;
}
