/*
 * readers - the forms in which evidence comes: what a line of CSV or a record of JSON means.
 *
 * Each reads one input whole and joins its records; problems go to joint->problems.
 */
#ifndef JURI_READERS_H
#define JURI_READERS_H

#include "input.h"
#include "json.h"
#include "record.h"

void read_csv(struct joint *joint, struct input *input);

/* form: JSON_RECORDS or JSON_RECORD_PER_LINE. */
void read_json(struct joint *joint, struct input *input, enum json_form form);

#endif
