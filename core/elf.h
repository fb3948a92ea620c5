/*
 * elf - what a shared object asks of the loader, read before the loader sees it.
 *
 * A library that a plugin needs is loaded with it, constructors and all, and a search path inside it
 * (RPATH, RUNPATH) decides which file that is. A plugin has no need of either.
 */
#ifndef JURI_ELF_H
#define JURI_ELF_H

#include <stddef.h>

/*
 * NULL when the loader may have these bytes: they need no library but those of the C and C++
 * languages and name no search path. Otherwise what is wrong, in one sentence (malloc'd). Of bytes that are no
 * ELF file of this machine nothing is said: the loader refuses them in its own words.
 */
char *elf_problem(const char *bytes, size_t length);

/* What the bytes are instead of a shared object for this machine, in one sentence (malloc'd); NULL: they are one. */
char *elf_kind(const char *bytes, size_t length);

/* Where the file ends before what the loader would map of it, that in one sentence (malloc'd); else NULL. */
char *elf_cut(const char *bytes, size_t length);

/* What a plugin that is built well does not have; NULL or a sentence (malloc'd) each. */
char *elf_exports(const char *bytes, size_t length,
		  const char *only); /* a symbol for others but this one; one of libc first */
char *elf_stack(const char *bytes, size_t length);       /* a stack that can be executed */
char *elf_relocations(const char *bytes, size_t length); /* code that the loader must change */

/* The first of these names that the bytes want from other objects, or NULL. One that ends with * is a beginning. */
const char *elf_wants(const char *bytes, size_t length, const char *const *names, size_t count);

#endif
