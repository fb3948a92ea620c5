/*
 * declared - the rows and hashes that the senders of evidence declared, file by file, beside what was read.
 *
 * A file that was cut exactly between two records looks whole; only a count or a hash that was declared shows it.
 * The list is CSV with the columns file (a base name), rows and sha256, of which one of the last two may be empty.
 */
#ifndef JURI_DECLARED_H
#define JURI_DECLARED_H

#include "cohort.h"

/*
 * Reads the list at path into cohort->declared and compares: every file of evidence stands in it once, every file in it
 * was read, and (whole: all files could be read to their ends) rows and hashes are the declared ones. Problems: EXIT_EVIDENCE,
 * EXIT_NO_INPUT.
 */
void declared_check(const char *path, struct cohort *cohort, bool whole, struct problems *problems);

#endif
