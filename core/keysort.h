/*
 * keysort - numbered things in the order of whole keys, in time that grows with their number and not with its logarithm.
 */
#ifndef JURI_KEYSORT_H
#define JURI_KEYSORT_H

#include <stddef.h>
#include <stdint.h>

struct keyed {
	uint64_t key;
	uint32_t number;
};

/* Sorts by key, the least first; equal ones stay as they stand. spare has room for n, too; what it holds is lost. */
void keysort(struct keyed *list, struct keyed *spare, size_t n);

#endif
