/*
 * version - of juri; the Makefile gives it.
 */
#ifndef JURI_VERSION_H
#define JURI_VERSION_H

#ifndef JURI_VERSION
#define JURI_VERSION "0.1.0"
#endif

#endif
