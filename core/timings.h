/*
 * timings - how long the stages of a run took, for whoever asks.
 *
 * Without timings_start nothing is measured. A stage within a stage takes its time from the outer one, so that the stages
 * add up to the whole; one that begins again goes on. Wall is the time of day, cpu the time of processors in all threads of
 * this process; the plugins' workers have a line of their own. By one thread.
 */
#ifndef JURI_TIMINGS_H
#define JURI_TIMINGS_H

#include <stddef.h>
#include <stdio.h>

/* From now on time is taken; what is not in any stage counts in the total alone. */
void timings_start(void);

/* stage is a constant. Each begin has its end. */
void timings_begin(const char *stage);
void timings_end(void);

/* What the stage that runs has worked on; unit is a constant, the same whenever a stage counts. */
void timings_count(size_t units, const char *unit);

/*
 * After timings_start: the lines of config/README.md, "Timings", or with --diagnostics json one object. Workers are in them
 * once they have ended.
 */
void timings_print(FILE *stream);

#endif
