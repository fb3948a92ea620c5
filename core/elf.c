#include "elf.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "sandbox.h"
#include "text.h"

/* Structures are copied out: nothing says that they are aligned, or there. */
struct image {
	const char *bytes;
	size_t length;
	ElfW(Ehdr) head;
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

/* False where the bytes are no file of this machine. */
static bool open_image(struct image *image, const char *bytes, size_t length)
{
	*image = (struct image){.bytes = bytes, .length = length};
	return take(image, 0, &image->head, sizeof(image->head)) && is_ours(image);
}

static bool segment(const struct image *image, unsigned index, ElfW(Phdr) * out)
{
	return index < image->head.e_phnum && image->head.e_phoff <= image->length &&
	       take(image, image->head.e_phoff + index * sizeof(*out), out, sizeof(*out));
}

/* --- Segments as the loader maps them: whole pages, later ones over earlier ones --- */

/* In pages; 0 where there is no such end. */
static size_t end_page(const ElfW(Phdr) * part, size_t page)
{
	size_t end = part->p_vaddr + part->p_memsz;

	if (end < part->p_vaddr || end > SIZE_MAX - page)
		return 0;
	return (end + page - 1) / page;
}

/* More than any linker makes; what goes through all of them again and again would take hours. */
#define MOST_SEGMENTS 64u
#define MOST_ENTRIES 4096u /* of the list of needs */
#define MOST_SYMBOLS (1u << 20)
#define MOST_NAME 65536u

/* One after the other and in pages of their own, so that what is in the file is what will be in memory; and one list of needs. */
static bool is_plain(const struct image *image)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), before = 0;
	unsigned lists = 0;
	ElfW(Phdr) part;

	if (image->head.e_phnum > MOST_SEGMENTS)
		return false;
	for (unsigned i = 0; segment(image, i, &part); i++) {
		lists += part.p_type == PT_DYNAMIC;
		if (part.p_type != PT_LOAD)
			continue;
		if (part.p_vaddr / page < before || part.p_memsz < part.p_filesz ||
		    !end_page(&part, page))
			return false;
		before = end_page(&part, page);
	}
	return lists <= 1;
}

/* What the file has for an address in memory. */
struct piece {
	const char *bytes;
	size_t length;
	bool last; /* the file ends with it, or before it */
};

static struct piece piece_in(const struct image *image, const ElfW(Phdr) * part, size_t skip)
{
	size_t length = part->p_filesz - skip, left;

	if (part->p_offset > image->length || skip >= image->length - part->p_offset)
		return (struct piece){.last = true};
	left = image->length - part->p_offset - skip;
	return (struct piece){.bytes = image->bytes + part->p_offset + skip,
			      .length = length < left ? length : left,
			      .last = length >= left};
}

static struct piece piece_at(const struct image *image, ElfW(Addr) address)
{
	ElfW(Phdr) part;

	for (unsigned i = 0; segment(image, i, &part); i++)
		if (part.p_type == PT_LOAD && address >= part.p_vaddr &&
		    address - part.p_vaddr < part.p_filesz)
			return piece_in(image, &part, address - part.p_vaddr);
	return (struct piece){0};
}

/* --- The list of what an object needs --- */

/* False where there is none. */
static bool dynamic(const struct image *image, ElfW(Addr) * address)
{
	ElfW(Phdr) part;

	for (unsigned i = 0; segment(image, i, &part); i++)
		if (part.p_type == PT_DYNAMIC) {
			*address = part.p_vaddr;
			return true;
		}
	return false;
}

/*
 * The entry at an address: 1. At the end of the list 0, and where the file ends: there memory is empty, or the process
 * dies. Else -1: the loader would find another list than is seen here.
 */
static int entry(const struct image *image, ElfW(Addr) address, ElfW(Dyn) * out)
{
	struct piece piece = piece_at(image, address);

	if (piece.length < sizeof(*out))
		return piece.last ? 0 : -1;
	memcpy(out, piece.bytes, sizeof(*out));
	return out->d_tag != DT_NULL;
}

/* The address of the string table that the list names last, as the loader takes it. */
static ElfW(Addr) strings(const struct image *image, ElfW(Addr) at)
{
	ElfW(Addr) table = 0;
	ElfW(Dyn) found;

	for (unsigned i = 0; i < MOST_ENTRIES && entry(image, at, &found) > 0; i++) {
		if (found.d_tag == DT_STRTAB)
			table = found.d_un.d_ptr;
		at += sizeof(found);
	}
	return table;
}

/* The text at an address, or NULL. */
static const char *string(const struct image *image, ElfW(Addr) address)
{
	struct piece piece = piece_at(image, address);

	size_t length = piece.length < MOST_NAME ? piece.length : MOST_NAME;

	return length && memchr(piece.bytes, 0, length) ? piece.bytes : NULL;
}

/* NAME.so. and the number of a version. */
static bool is_version_of(const char *library, const char *name)
{
	size_t length = strlen(name);
	const char *number = library + length;

	return !strncmp(library, name, length) && *number && !number[strspn(number, "0123456789")];
}

/* The loader of the machine itself: ld-linux-x86-64.so.2. */
static bool is_loader(const char *library)
{
	const char *suffix = strstr(library, ".so.");

	return !strncmp(library, "ld-linux", 8) && suffix && is_version_of(suffix, ".so.") &&
	       !strchr(library, '/');
}

static bool is_allowed(const char *library)
{
	static const char *const allowed[] = {"libc.so.", "libm.so.", "libgcc_s.so.",
					      "libstdc++.so."};
	static const char *const sanitizers[] = {"libasan.so.", "libubsan.so.", "libtsan.so.",
						 "liblsan.so."};
	bool found = is_loader(library);

	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
		found |= is_version_of(library, allowed[i]);
	for (size_t i = 0; SANDBOX_SANITIZED && i < sizeof(sanitizers) / sizeof(*sanitizers); i++)
		found |= is_version_of(library, sanitizers[i]);
	return found;
}

static char *needed_problem(const char *library)
{
	if (library && is_allowed(library))
		return NULL;
	return mem_print(_("expected no library but libc, libm, libgcc_s and libstdc++, found %s; "
			   "link what you need of it into the plugin"),
			 library ? text_quoted(library) : "\"\"");
}

static char *entry_problem(const struct image *image, ElfW(Addr) table, const ElfW(Dyn) * found)
{
	switch (found->d_tag) {
	case DT_NEEDED:
		return needed_problem(string(image, table + found->d_un.d_val));
	case DT_RPATH:
	case DT_RUNPATH:
		return mem_print(
		    _("expected no search path for libraries, found %s; link without -rpath"),
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

static char *no_linker(void)
{
	return mem_print(_("expected an object as linkers make it, found one that the loader would "
			   "read otherwise than it looks"));
}

char *elf_problem(const char *bytes, size_t length)
{
	ElfW(Addr) at, table;
	struct image image;
	char *problem = NULL;
	ElfW(Dyn) found;
	unsigned entries = 0;
	int more = 1;

	if (!open_image(&image, bytes, length) || !dynamic(&image, &at))
		return NULL;
	if (!is_plain(&image))
		return no_linker();
	table = strings(&image, at);
	for (; !problem && (more = entry(&image, at, &found)) > 0; at += sizeof(found)) {
		if (++entries > MOST_ENTRIES)
			return no_linker();
		problem = entry_problem(&image, table, &found);
	}
	return more < 0 ? no_linker() : problem;
}

/* --- What a plugin that is built well does not have --- */

static bool section(const struct image *image, unsigned index, ElfW(Shdr) * out)
{
	return index < image->head.e_shnum && image->head.e_shentsize == sizeof(*out) &&
	       image->head.e_shoff <= image->length &&
	       take(image, image->head.e_shoff + index * sizeof(*out), out, sizeof(*out));
}

/* The text at an index of a section of texts, or NULL. */
static const char *name_in(const struct image *image, const ElfW(Shdr) * names, size_t index)
{
	size_t left = names->sh_offset < image->length ? image->length - names->sh_offset : 0;
	const char *text;

	if (index >= left)
		return NULL;
	text = image->bytes + names->sh_offset + index;
	left -= index;
	return memchr(text, 0, left < MOST_NAME ? left : MOST_NAME) ? text : NULL;
}

/* A symbol of the dynamic table. */
struct symbol {
	ElfW(Sym) entry;
	const char *name;
};

/* The table of the symbols that other objects see or give, and the texts of their names: linkers make one. */
static bool symbols(const struct image *image, ElfW(Shdr) * table, ElfW(Shdr) * names)
{
	for (unsigned i = 0; section(image, i, table); i++)
		if (table->sh_type == SHT_DYNSYM)
			return section(image, table->sh_link, names);
	return false;
}

/* Goes through these symbols until visit says that it is done. */
static void visit_symbols(const struct image *image,
			  bool (*visit)(const struct symbol *symbol, void *user), void *user)
{
	ElfW(Shdr) table, names;
	struct symbol symbol;
	size_t count, at;
	bool done = false;

	if (!symbols(image, &table, &names))
		return;
	count = table.sh_size / sizeof(symbol.entry);
	count = count < MOST_SYMBOLS ? count : MOST_SYMBOLS;
	at = table.sh_offset;
	for (size_t i = 0;
	     !done && i < count && take(image, at, &symbol.entry, sizeof(symbol.entry)); i++) {
		symbol.name = name_in(image, &names, symbol.entry.st_name);
		done = symbol.name && visit(&symbol, user);
		at += sizeof(symbol.entry);
	}
}

/* Functions and data that other objects can use; those that linkers add begin with "_". */
static bool is_exported(const struct symbol *symbol)
{
	unsigned bind = ELF64_ST_BIND(symbol->entry.st_info);
	unsigned kind = ELF64_ST_TYPE(symbol->entry.st_info);

	return symbol->entry.st_shndx != SHN_UNDEF && (bind == STB_GLOBAL || bind == STB_WEAK) &&
	       (kind == STT_FUNC || kind == STT_OBJECT || kind == STT_TLS) &&
	       ELF64_ST_VISIBILITY(symbol->entry.st_other) == STV_DEFAULT && *symbol->name != '_';
}

/* Whether the name is one of libc's or libm's, which the loader then takes for the plugin's own. */
static bool is_of_libc(const char *name)
{
	const void *address = dlsym(RTLD_DEFAULT, name);
	Dl_info info;

	return address && dladdr(address, &info) && info.dli_fname &&
	       (strstr(info.dli_fname, "/libc.so") || strstr(info.dli_fname, "/libm.so"));
}

struct exports {
	const char *only;
	const char *first, *of_libc; /* found; of_libc ends the search */
};

static bool find_export(const struct symbol *symbol, void *user)
{
	struct exports *exports = user;

	if (!is_exported(symbol) || !strcmp(symbol->name, exports->only))
		return false;
	if (!exports->first)
		exports->first = symbol->name;
	if (is_of_libc(symbol->name))
		exports->of_libc = symbol->name;
	return exports->of_libc != NULL;
}

char *elf_exports(const char *bytes, size_t length, const char *only)
{
	struct exports exports = {.only = only};
	struct image image;

	if (!open_image(&image, bytes, length))
		return NULL;
	visit_symbols(&image, find_export, &exports);
	if (exports.of_libc)
		return mem_print(_("expected no symbol for others but %s, found %s, which the C "
				   "library has, too: the library's is called instead of the "
				   "plugin's; make it static, or give it another name"),
				 only, text_quoted(exports.of_libc));
	if (exports.first)
		return mem_print(_("expected no symbol for others but %s, found %s; build with "
				   "-fvisibility=hidden and make functions static"),
				 only, text_quoted(exports.first));
	return NULL;
}

struct wanted {
	const char *const *names;
	size_t count;
	const char *found;
};

static bool is_like(const char *pattern, const char *name)
{
	size_t length = strcspn(pattern, "*");

	return pattern[length] ? !strncmp(pattern, name, length) : !strcmp(pattern, name);
}

static bool find_wanted(const struct symbol *symbol, void *user)
{
	struct wanted *wanted = user;

	for (size_t i = 0; symbol->entry.st_shndx == SHN_UNDEF && i < wanted->count; i++)
		if (is_like(wanted->names[i], symbol->name))
			wanted->found = wanted->names[i];
	return wanted->found != NULL;
}

const char *elf_wants(const char *bytes, size_t length, const char *const *names, size_t count)
{
	struct wanted wanted = {.names = names, .count = count};
	struct image image;

	if (open_image(&image, bytes, length))
		visit_symbols(&image, find_wanted, &wanted);
	return wanted.found;
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
	ElfW(Addr) at;
	ElfW(Dyn) found;

	if (!open_image(&image, bytes, length) || !dynamic(&image, &at) || !is_plain(&image))
		return NULL;
	for (unsigned i = 0; i < MOST_ENTRIES && entry(&image, at, &found) > 0;
	     i++, at += sizeof(found))
		if (found.d_tag == DT_TEXTREL)
			return mem_print(_("expected code that can be shared, found some that the "
					   "loader must change; build with -fPIC"));
	return NULL;
}

/* The loader maps what is not there, and whoever touches it dies. */
char *elf_cut(const char *bytes, size_t length)
{
	struct image image;
	ElfW(Phdr) part;

	if (!open_image(&image, bytes, length))
		return NULL;
	for (unsigned i = 0; segment(&image, i, &part); i++)
		if (part.p_type == PT_LOAD &&
		    (part.p_offset > length || part.p_filesz > length - part.p_offset))
			return mem_print(_("expected a whole file, found one that ends after %zu "
					   "bytes, in the middle; build or copy it again"),
					 length);
	return NULL;
}

/* --- What a file is that is no plugin --- */

#if defined(__x86_64__)
#define OWN_MACHINE EM_X86_64
#elif defined(__aarch64__)
#define OWN_MACHINE EM_AARCH64
#else
#define OWN_MACHINE EM_NONE /* not asked for */
#endif

static const char *machine_name(unsigned machine)
{
	static const struct {
		unsigned machine;
		const char *name;
	} names[] = {{EM_X86_64, "x86-64"},
		     {EM_386, "x86 (32 bits)"},
		     {EM_AARCH64, "ARM (64 bits)"},
		     {EM_ARM, "ARM (32 bits)"},
		     {EM_RISCV, "RISC-V"}};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].machine == machine)
			return names[i].name;
	return _("another machine");
}

/* A number of two bytes of the head, which stands at the same place for all machines. */
static unsigned half(const struct image *image, size_t at)
{
	unsigned char two[2] = {0};

	take(image, at, two, sizeof(two));
	return image->bytes[EI_DATA] == ELFDATA2MSB ? two[0] * 256u + two[1]
						    : two[1] * 256u + two[0];
}

static bool has_segment(const struct image *image, unsigned type)
{
	ElfW(Phdr) part;

	for (unsigned i = 0; segment(image, i, &part); i++)
		if (part.p_type == type)
			return true;
	return false;
}

/* Of what it is a file. */
static char *kind_of(const struct image *image)
{
	unsigned type = half(image, offsetof(ElfW(Ehdr), e_type));
	unsigned machine = half(image, offsetof(ElfW(Ehdr), e_machine));

	if (OWN_MACHINE != EM_NONE && machine != OWN_MACHINE)
		return mem_print(_("expected a shared object for %s, found one for %s; build it "
				   "for this machine"),
				 machine_name(OWN_MACHINE), machine_name(machine));
	if (type == ET_REL)
		return mem_print(_("expected a shared object, found an object file; link it: cc "
				   "-shared -o x.so x.o"));
	if (type == ET_EXEC || (type == ET_DYN && has_segment(image, PT_INTERP)))
		return mem_print(_("expected a shared object, found a program; build it with "
				   "-shared -fPIC"));
	return NULL;
}

char *elf_kind(const char *bytes, size_t length)
{
	struct image image;

	if (open_image(&image, bytes, length) ||
	    (length > EI_NIDENT && !memcmp(bytes, ELFMAG, SELFMAG)))
		return kind_of(&image);
	return mem_print(_("expected a shared object, found a file that is none; build it: cc "
			   "-shared -fPIC -o x.so x.c"));
}
