/*
 * helper - what several suites need: temporary files, and problems as text.
 */
#ifndef JURI_TESTS_HELPER_H
#define JURI_TESTS_HELPER_H

#include "problem.h"
#include "round.h"

/*
 * Writes a file into a folder of this process, which goes away at exit. name may hold
 * folders ("a/b.csv"). Returns its path, valid until the end of the process.
 */
const char *temp_file(const char *name, const char *content);
const char *temp_file_n(const char *name, const char *content, size_t length);

/* The path that temp_file(name) would give, without writing anything. */
const char *temp_path(const char *name);

/*
 * The problems as they are printed, one per line, but without the temporary folder in
 * front of file names ("a.csv:3: E-..."); clears them. Valid until the fourth call after this one.
 */
const char *problems_text(struct problems *problems);

/* Whether text has a line that begins with start, once. */
bool has_line(const char *text, const char *start);

/* Lines of text. */
size_t count_lines(const char *text);

/*
 * Writes r.ini and c.ini (NULL: as it stands), reads the round of the first and finds the fields without
 * evidence: the problems of that. JURI_PLUGINS_BUILT names the folder of the plugins.
 */
const char *round_problems(const char *round, const char *criteria);

/* Such a round, without problems; the test fails otherwise. good_round_at: of a file that is there. */
struct round *good_round(const char *round, const char *criteria);
struct round *good_round_at(const char *path);

/* Whether text is one line that begins so; what it is otherwise goes to stderr. */
bool is_line(const char *text, const char *start);

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* An assertion about one row of a table, which is named when it fails. */
void check_row(bool good, const char *row);

#endif
