/*
 * origins - which record gave what: file and line of everything that evidence said.
 *
 * Records that name an agency are its visits, numbered from 1; beyond UINT16_MAX they share the last number. Nearly every agency
 * has one, which is where it was first named and gave all that is known of it: of such an agency one byte is kept. The
 * rest comes into being for agencies with more visits, and for the blocks of the cohort in which they are.
 */
#ifndef JURI_ORIGINS_H
#define JURI_ORIGINS_H

#include "evidence.h"
#include "names.h"

#define ORIGINS_ROSTER UINT32_MAX

struct visit {
	uint32_t file; /* of the cohort's, or ORIGINS_ROSTER */
	uint32_t line;
};

/* Of a cohort that is being read, and outlives it. */
struct origins *origins_start(const struct cohort *cohort);

/* The cohort has a row more, which is named in this visit. */
void origins_add_row(struct origins *origins, struct visit visit);

/* The cohort has a field more. */
void origins_widen(struct origins *origins);

/* One more visit of an agency: its number. Before the place of the agency is changed. */
unsigned origins_visit(struct origins *origins, size_t row, struct visit visit);

struct place origins_place(const struct origins *origins, size_t row, unsigned number);

/* "FILE:LINE" of a visit; valid until the next call. */
const char *origins_text(struct origins *origins, size_t row, unsigned number);

/* Number of the visit that gave a part; 0: none did. */
unsigned origins_part(const struct origins *origins, size_t row, enum part part);
void origins_give_part(struct origins *origins, size_t row, enum part part, unsigned number);

/* The same for a field; before the cohort gets its state. Folded fields have none. */
unsigned origins_cell(const struct origins *origins, size_t row, unsigned field);
void origins_give_cell(struct origins *origins, size_t row, unsigned field, unsigned number,
		       enum state state);

/* A row of one visit has these parts (bits). */
void origins_give_parts(struct origins *origins, size_t row, unsigned parts);

/* Rows of one visit have all fields that the cohort now has of them; none is stated to be missing. */
void origins_give_cells(struct origins *origins, size_t row, size_t count);

/* Whether some record said well which edition of the agency it is about. */
bool origins_is_joined(const struct origins *origins, size_t row);
void origins_join(struct origins *origins, size_t row);

/* Before cohort_drop of the same. */
void origins_drop(struct origins *origins, const bool *rows, const bool *fields);

#endif
