/*
 * again - standard input, which can be read a second time.
 *
 * A regular file is gone back in. Of a pipe, what is read is kept on the way, in a file without a name that is ours alone, in
 * $TMPDIR or else /var/tmp, which lies on a disk and not in memory; as far as there is room: what cannot be kept is only missed
 * when it is asked for.
 */
#ifndef JURI_AGAIN_H
#define JURI_AGAIN_H

#include <stdbool.h>
#include <stddef.h>

/* Before the first byte: standard input may be asked for again. */
void again_begin(void);

/* These bytes were read from standard input. */
void again_keep(const char *bytes, size_t n);

/*
 * Standard input gives the same bytes again, also those that nobody has read yet: of a pipe they are waited for. False with
 * errno: it cannot. Ends what was begun.
 */
bool again_rewind(void);

/* Nobody will ask any more. Without a beginning it does nothing. */
void again_end(void);

#endif
