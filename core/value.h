/*
 * value - how each kind of value is written in a key, and what it becomes.
 *
 * Every function reads the whole text or returns false and leaves *out alone. What they
 * allocate comes from the arena. The rule of each kind, for messages, is value_rule().
 */
#ifndef JURI_VALUE_H
#define JURI_VALUE_H

#include "memory.h"
#include "round.h"

enum value_kind {
	VALUE_TEXT,
	VALUE_ID,
	VALUE_IDS,      /* a list of IDs */
	VALUE_GLOBS,    /* a list of IDs or globs */
	VALUE_TEXTS,    /* a list of texts */
	VALUE_FLAG,     /* yes, no */
	VALUE_DECIMALS, /* 0 to 9 */
	VALUE_COUNT,    /* a whole number from 1 */
	VALUE_NUMBER,
	VALUE_POINTS,  /* an exact decimal */
	VALUE_PERCENT, /* an exact decimal, with or without % */
	VALUE_WEIGHT,
	VALUE_GROUP_WEIGHT, /* or "sum" */
	VALUE_WEIGHT_SUM,
	VALUE_ROUNDING, /* half-even, half-up */
	VALUE_ROUNDS,
	VALUE_ROUND,
	VALUE_GRADES,
	VALUE_STEPS,
	VALUE_RANGE,
	VALUE_BOUNDS, /* of points, or any */
	VALUE_CODES,
	VALUE_AGGREGATE,
	VALUE_NEEDS,
	VALUE_MISSING,
	VALUE_OUTLIERS,
	VALUE_LIMIT, /* an exact decimal above 0 */
	VALUE_SHARE, /* above 0, at most 100 % */
	VALUE_CONSTANT,
	VALUE_SCALE,
	VALUE_RESCALE,
	VALUE_REFERENCE,
	VALUE_POLICY,
	VALUE_CHAIN, /* of ranking keys */
	VALUE_TIES,
	VALUE_WITHIN,
	VALUE_RANK_ON,
	VALUE_CUT,
	VALUE_TALLY,
	VALUE_ROLE,
	VALUE_DIRECTION,
	VALUE_PASSES,
	VALUE_RANK_TIES,
	VALUE_SD,
	VALUE_FOLD,
	VALUE_DELIMITER, /* , ; tab | */
	VALUE_MARK,      /* of decimals: . , */
	VALUE_EXTRA,     /* error, ignore */
	VALUE_SHA256,
	VALUE_WARNINGS, /* a list of codes of lint_codes.h */
	VALUE_KINDS
};

/* What a value of this kind looks like, translated: "a decimal number from 0, or 25%". */
const char *value_rule(enum value_kind kind);

/* True when text is a value of this kind. */
bool value_check(enum value_kind kind, const char *text);

/* The index of text among the words of a choice kind (VALUE_FLAG: no 0, yes 1; ...), in the
 * order of the enumeration that it stands for; -1 when it is none. */
int value_choice(enum value_kind kind, const char *text);

struct word_list {
	const char *const *list;
	size_t count;
};

bool value_list(struct arena *arena, const char *text, struct word_list *out);
bool value_number(const char *text, double *out); /* 25% is 0.25 */
bool value_points(const char *text, grid *out);
bool value_weight(const char *text, grid *out); /* 25% is 25; from 0 */
bool value_count(const char *text, size_t *out);
bool value_range(const char *text, double *low, double *high);
bool value_bounds(const char *text, struct bounds *out);
bool value_steps(struct arena *arena, const char *text, bool numbers, struct steps *out);
bool value_codes(struct arena *arena, const char *text, struct code **out, size_t *count);
bool value_round(const char *text, struct round_step *out);
bool value_rounds(struct arena *arena, const char *text, struct round_list *out);
bool value_aggregate(const char *text, enum aggregate *out, double *power); /* or N of trimmed */
bool value_needs(const char *text, struct needs *out);
bool value_missing(const char *text, struct absent *out);
bool value_outliers(const char *text, struct outliers *out);                /* kind and N */
bool value_scale(struct arena *arena, const char *text, struct scale *out); /* kind and argument */
bool value_constant(const char *text, struct scale *out);

/* One key of a rank-by list: "jam asc" gives "jam" and true. */
bool value_chain_key(struct arena *arena, const char *text, const char **name, bool *ascending);

#endif
