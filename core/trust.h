/*
 * trust - who could have written a file that juri is about to run.
 *
 * Nobody but root and the user, when the file is theirs and only they may write it, and when that holds for every
 * folder and every link through which the path leads, from the root on: whoever can exchange one of them
 * can put another file in the place of this one. A sticky folder, like /tmp, is no harm: there each may exchange what is
 * theirs. The folders in which the program itself lies are passed over, since there the program could be exchanged; and
 * in its folders of plugins its owner is trusted as well, who could exchange it, too. On the way the owner of "/" is.
 *
 * Looked at once the file is open: in folders that only trusted people may write nothing changes meanwhile.
 */
#ifndef JURI_TRUST_H
#define JURI_TRUST_H

/* NULL when nobody else could have put the open file at path there. Otherwise why not, in one sentence (malloc'd). */
char *trust_problem(int file, const char *path);

/* The same for a folder and the way to it. */
char *trust_way(const char *folder);

#endif
