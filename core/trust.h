/*
 * trust - who could have written a file that juri is about to run.
 */
#ifndef JURI_TRUST_H
#define JURI_TRUST_H

/*
 * NULL when nobody but root and the user could have put the open file at path there. Otherwise why
 * not, in one sentence (malloc'd): another owner, or the file or its folder may be
 * written by the group or by others (a sticky folder, like /tmp, is no harm).
 */
char *trust_problem(int file, const char *path);

#endif
