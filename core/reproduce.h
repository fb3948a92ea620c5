/*
 * reproduce - runs samples side by side, a process each, and compares them with what was published.
 *
 * A process is forked before anything is loaded, so that no sample knows of another; what dies costs its own
 * sample. Reports come through a pipe and are kept in the order of the places.
 */
#ifndef JURI_REPRODUCE_H
#define JURI_REPRODUCE_H

#include "report.h"

/* Runs every place, at most options->jobs at once. The list of reports is free'd by reproduce_free. */
void reproduce_all(const struct sample_places *places, const struct run_options *options,
		   struct reports *reports);
void reproduce_free(struct reports *reports);

#endif
