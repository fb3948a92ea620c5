/*
 * criteria - one category's tree, from its criteria file.
 *
 * Part of the making of a round (round.c): reads the file, makes the nodes, starts the category's worker to learn
 * the methods, and settles every key on every node ("said above, holds below"). In steps, so that a worker comes up
 * while the criteria of the next categories are read.
 */
#ifndef JURI_CRITERIA_H
#define JURI_CRITERIA_H

#include "keys.h"
#include "round.h"

struct criteria;

/*
 * Reads the criteria at path, which the key at named_by names, into category (id and place are set), and starts the category's worker.
 */
struct criteria *criteria_open(struct round *round, struct category *category, const char *path,
			       const struct place *named_by, const struct round_options *options,
			       struct problems *problems);

/*
 * Waits for the worker and settles everything that can be known without other categories; `of` is left to round.c, fields
 * to bind.c. Its problems go where those of criteria_open went. The criteria are gone afterwards.
 */
void criteria_settle(struct criteria *criteria);

/* Which of the sections of the table a node's keys come from: IN_CATEGORY, IN_GROUP or IN_CRITERION. */
unsigned criteria_where(const struct node *node);

/*
 * What holds at a node for a key: the text, or NULL. *from, when asked for, is the key that said it, NULL for the
 * default. name is a key of the table.
 */
const char *criteria_setting(const struct node *node, const char *name,
			     const struct ini_key **from);

/* The same for a parameter of the node's method; the default is the method's. */
const char *criteria_param(const struct node *node, const juri_param *param,
			   const struct ini_key **from);

/* title, title.en and title.id of a section. */
struct title criteria_title(const struct ini_section *section);

#endif
