/*
 * reading - evidence that is read into a cohort, and questions to it.
 */
#ifndef JURI_TESTS_READING_H
#define JURI_TESTS_READING_H

#include "evidence.h"

/* What the last reading left. */
extern struct cohort cohort;
extern const char *said; /* its problems, as problems_text gives them */
extern enum exit_code code;

/* Columns by their usual names, edition 2023, "-" is missing; fields are opened by nothing. */
struct evidence_rules usual_rules(void);

/* Reads files with these fields, and the states of every round and "late", which is as-zero. */
void read_evidence(const struct field *fields, unsigned n_fields,
		   const struct evidence_rules *rules, const char *const *paths, size_t n_paths);

/* The end of a suite that reads. */
int forget_evidence(void);

size_t row_of(const char *id);
double value(const char *id, unsigned field);
enum state state(const char *id, unsigned field);

#endif
