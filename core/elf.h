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

/* What a plugin that is built well does not have; NULL or a sentence (malloc'd) each. */
char *elf_exports(const char *bytes, size_t length,
		  const char *only);                     /* a symbol for others but this one */
char *elf_stack(const char *bytes, size_t length);       /* a stack that can be executed */
char *elf_relocations(const char *bytes, size_t length); /* code that the loader must change */

#endif
