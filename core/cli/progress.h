/*
 * progress - a bar on standard error while work is long, where that is a terminal.
 *
 * It appears after 0.3 s, is drawn at most ten times a second, and is erased when the work ends.
 */
#ifndef JURI_PROGRESS_H
#define JURI_PROGRESS_H

/* Shows from now on what watch.h says. Where standard error is no terminal nothing is ever shown. */
void progress_start(void);

/* Erases what is shown and shows no more. */
void progress_stop(void);

#endif
