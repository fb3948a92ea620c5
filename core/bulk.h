/*
 * bulk - plain rows join the cohort many at a time.
 *
 * It does what record_end does, for rows of which that would say nothing and whose agencies are new: columns go into the
 * cohort's blocks slice by slice. Whatever else a row is, record_end has to join it.
 */
#ifndef JURI_BULK_H
#define JURI_BULK_H

#include "feed.h"
#include "record.h"

/*
 * Joins rows from the first one on, which stands at this place (its file is the current one; lines and, where there are
 * some, records count up), and returns how many: less than all where the next is for record_end.
 */
size_t bulk_join(struct joint *joint, const struct scan_plan *plan, const struct feed_rows *rows,
		 struct place place);

#endif
