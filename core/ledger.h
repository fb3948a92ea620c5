/*
 * ledger - what became of every record: scored, refused or declared empty; and whom a bad one costs the round.
 *
 * Whoever reads a record marks where its problems begin, and then says what became of it. Where refusing is allowed, the
 * errors since the mark are excused, and the agency is refused with all of its records, whichever came first; an error that
 * concerns more than the record (reading failed) is never excused. Without it the ledger only counts.
 */
#ifndef JURI_LEDGER_H
#define JURI_LEDGER_H

#include "cohort.h"
#include "text.h"

/* What the records of an agency say that they do not agree on: it is not shown. */
enum dispute { DISPUTE_NAME = 1, DISPUTE_CLASS = 2, DISPUTE_REGION = 4 };

/* Records of an agency in one file that were good by themselves. */
struct share {
	uint32_t file;     /* in the cohort */
	uint32_t previous; /* of the same agency: index + 1 in shares */
	size_t scored, empty;
};

struct ledger_row {
	bool came : 1;     /* some record names it */
	bool expected : 1; /* the roster names it */
	bool wide : 1;     /* all editions of its id are refused */
	uint8_t disputed : 3;
};

/* The same, where refusing is allowed. */
struct ledger_links {
	uint32_t shares;  /* index + 1 of the last */
	uint32_t refusal; /* index + 1 in refusals */
};

/* Of the errors since the mark the one with the least code, of these the first. */
struct heard {
	const char *code; /* NULL: none */
	struct place place;
	struct text sentence, pointer;
	bool fatal; /* one that is not about evidence */
};

struct ledger {
	struct cohort *cohort;
	struct problems *problems;
	bool allow;
	struct problem_mark mark;
	struct heard heard;
	struct ledger_row *rows;    /* as the cohort's */
	struct ledger_links *links; /* the same */
	size_t n_rows;
	struct share *shares;
	size_t n_shares;
	struct refusals refusals; /* in the order met */
};

void ledger_init(struct ledger *ledger, struct cohort *cohort, struct problems *problems);

/* Bad records are refused from here on, and no longer errors. */
void ledger_allow(struct ledger *ledger);

void ledger_free(struct ledger *ledger);

/* A new row of the cohort. */
void ledger_add_row(struct ledger *ledger);

/* Problems from here on belong to the next thing that is said. */
void ledger_mark(struct ledger *ledger);

/* What was heard since the mark is not what the next problem is about; taken back, it belongs to the record again. */
struct heard ledger_put_aside(struct ledger *ledger);
void ledger_take_back(struct ledger *ledger, struct heard *before);

/* Whether something was wrong since the mark. */
bool ledger_heard(const struct ledger *ledger);

/* The record was good. */
void ledger_take(struct ledger *ledger, struct evidence_file *file, size_t row, bool empty);

/* The record was bad: its agency is refused, or (no agency) the record alone. */
void ledger_refuse(struct ledger *ledger, struct evidence_file *file, size_t row);
void ledger_refuse_record(struct ledger *ledger, struct evidence_file *file);

/* The record was bad, and what is bad concerns the whole file: nothing is excused. */
void ledger_lose(struct evidence_file *file);

/* What is wrong with an agency stands in no one record. */
void ledger_blame(struct ledger *ledger, size_t row);

/* Nobody sent a record of this agency of the roster. */
void ledger_miss(struct ledger *ledger, size_t row);

/*
 * Settles everything: records of refused agencies move to refused in their files, and cohort->refusals is filled. Per row
 * whether it leaves the cohort, or NULL: none does; free() it.
 */
bool *ledger_close(struct ledger *ledger);

/* Every record is scored, refused or empty; a file where it is otherwise is a fault of ours (EXIT_FAULT). */
void ledger_reconcile(const struct cohort *cohort, struct problems *problems);

#endif
