/*
 * watch - how far long work is, for whoever wants to see it.
 *
 * Long work says what it does and how much of it there is, and counts what is done. One watcher of the
 * process sees that; without one nothing happens.
 */
#ifndef JURI_WATCH_H
#define JURI_WATCH_H

#include <stddef.h>

/* what is a translated word or two; done is at most total. */
typedef void watcher(const char *what, size_t done, size_t total);

/* NULL: nobody. */
void watch_by(watcher *one);

/* Work begins, total units of it (0: nobody knows); a work that was not ended ends. */
void watch_begin(const char *what, size_t total);
void watch_add(size_t done);
void watch_end(void); /* the watcher sees what NULL */

#endif
