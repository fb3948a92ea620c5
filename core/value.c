#include "value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint_codes.h"
#include "text.h"

/* Words of the kinds that are choices, in the order of their enumerations. */
static const char *const choices[VALUE_KINDS] = {
    [VALUE_FLAG] = "no yes",
    [VALUE_ROUNDING] = "half-even half-up",
    [VALUE_REFERENCE] = "class region all frozen all-editions class-editions",
    [VALUE_POLICY] = "as-missing as-value as-zero leave-out",
    [VALUE_TIES] = "competition dense modified ordinal fractional",
    [VALUE_WITHIN] = "class region all all-editions class-editions",
    [VALUE_RANK_ON] = "published exact",
    [VALUE_CUT] = "extend withhold",
    [VALUE_TALLY] = "region class",
    [VALUE_ROLE] = "score gate cap deduction bonus",
    [VALUE_DIRECTION] = "higher lower",
    [VALUE_PASSES] = "after before",
    [VALUE_RANK_TIES] = "min mean",
    [VALUE_SD] = "sample population",
    [VALUE_FOLD] = "none mean sum min max count",
    [VALUE_DELIMITER] = ", ; tab |",
    [VALUE_MARK] = ". ,",
    [VALUE_EXTRA] = "error ignore",
};

const char *value_rule(enum value_kind kind)
{
	static char words[200];

	switch (kind) {
	case VALUE_TEXT:
		return _("a text");
	case VALUE_ID:
		return _("an ID (letters, digits, - and _, at most 36)");
	case VALUE_SHA256:
		return _("a SHA-256 (64 of 0-9 and a-f)");
	case VALUE_IDS:
		return _("a list of IDs (a, b)");
	case VALUE_GLOBS:
	case VALUE_TEXTS:
		return _("a list (a, b)");
	case VALUE_DECIMALS:
		return _("a whole number from 0 to 9");
	case VALUE_COUNT:
		return _("a whole number from 1");
	case VALUE_NUMBER:
		return _("a number with a decimal point (12.5 or 25%)");
	case VALUE_POINTS:
		return _("a number with at most 9 decimals");
	case VALUE_PERCENT:
		return _("a number with at most 9 decimals, or 75%");
	case VALUE_WEIGHT:
		return _("a weight from 0 with at most 9 decimals (12.5 or 25%)");
	case VALUE_GROUP_WEIGHT:
		return _("a weight from 0 with at most 9 decimals (12.5 or 25%), or sum");
	case VALUE_WEIGHT_SUM:
		return _("a number above 0 with at most 9 decimals, or any");
	case VALUE_ROUND:
		return _("decimals and half-even, half-up, down or up (2 half-up)");
	case VALUE_ROUNDS:
		return _("a list of decimals and half-even, half-up, down or up (2 half-up)");
	case VALUE_GRADES:
		return _("steps in order (A > 80, B > 60, C)");
	case VALUE_STEPS:
		return _("steps in order (30 > 90, 25 > 75, 5)");
	case VALUE_RANGE:
		return _("a range (20..85)");
	case VALUE_BOUNDS:
		return _("a range (0..100), the lower end first, or any");
	case VALUE_CODES:
		return _("pairs (S3:25, S2:20)");
	case VALUE_AGGREGATE:
		return _(
		    "mean, geometric, harmonic, power P, trimmed N, min, max, median, sum, product "
		    "or none");
	case VALUE_NEEDS:
		return _("any, all, 75%, 75% of children or 3 children");
	case VALUE_MISSING:
		return _("withhold, reweight, zero, a number of points, or mean or median of "
			 "class, region, all, class-editions or all-editions (mean of class)");
	case VALUE_OUTLIERS:
		return _("keep, winsor N or winsor-log N");
	case VALUE_LIMIT:
		return _("a number above 0 with at most 9 decimals");
	case VALUE_SHARE:
		return _("a share above 0 and at most 100% (90%)");
	case VALUE_CONSTANT:
		return _("error, drop, as-is or a number of points");
	case VALUE_SCALE:
		return _(
		    "a scale with its argument (as-is, goalposts 0..20, log-goalposts 100..75000, "
		    "linear 0.5, 0.5, steps 30 > 90, 5, table 0:0, 12:50, flag, minmax, zscore 0, "
		    "1, "
		    "rank, percentile, share-of-best 100, target 20, normal-score, exponential "
		    "23)");
	case VALUE_RESCALE:
		return _("none or a relative scale (minmax, zscore 0, 1, rank, percentile, "
			 "share-of-best 100, target 20, normal-score, exponential 23)");
	case VALUE_WARNINGS:
		return _("a list of codes from W-LINT-001 to W-LINT-026");
	case VALUE_CHAIN:
		return _("a list of keys (score, coverage, NODE asc)");
	default:
		snprintf(words, sizeof(words), _("one of: %s"), choices[kind]);
		return words;
	}
}

int value_choice(enum value_kind kind, const char *text)
{
	size_t length = strlen(text);
	const char *word = choices[kind];

	for (int i = 0; word && *word; i++) {
		size_t n = strcspn(word, " ");

		if (n == length && !memcmp(word, text, n))
			return i;
		word += n + (word[n] == ' ');
	}
	return -1;
}

/* --- Pieces --- */

/* The text before the first separator, trimmed, copied; *text moves behind it, NULL at the end. */
static char *take(struct arena *arena, const char **text, char separator)
{
	const char *start = *text + strspn(*text, " \t"), *end = strchr(start, separator);
	size_t length = end ? (size_t)(end - start) : strlen(start);

	*text = end ? end + 1 : NULL;
	while (length && (start[length - 1] == ' ' || start[length - 1] == '\t'))
		length--;
	return arena_copy(arena, start, length);
}

bool value_list(struct arena *arena, const char *text, struct word_list *out)
{
	size_t count = 1, i = 0;
	const char **list;

	for (const char *c = text; *c; c++)
		count += *c == ',';
	list = arena_alloc(arena, count * sizeof(*list));
	for (const char *rest = text; rest; i++)
		if (!*(list[i] = take(arena, &rest, ',')))
			return false;
	*out = (struct word_list){list, count};
	return true;
}

/* The double nearest to a hundredth: dividing would round twice (0.7 / 100 is not 0.007). */
static bool hundredth(const char *text, size_t length, double *out)
{
	char number[80];

	if (length > 64)
		return false;
	snprintf(number, sizeof(number), "%.*se-2", (int)length, text);
	return decimal_parse_double(number, strlen(number), out);
}

bool value_number(const char *text, double *out)
{
	size_t length = strlen(text);

	if (length && text[length - 1] == '%')
		return hundredth(text, length - 1, out);
	return decimal_parse_double(text, length, out);
}

bool value_points(const char *text, grid *out)
{
	return decimal_parse(text, strlen(text), out);
}

bool value_weight(const char *text, grid *out)
{
	size_t length = strlen(text);
	grid weight;

	if (!decimal_parse(text, length - (length && text[length - 1] == '%'), &weight) ||
	    weight < 0)
		return false;
	*out = weight;
	return true;
}

bool value_count(const char *text, size_t *out)
{
	size_t length = strspn(text, "0123456789");

	if (!length || text[length] || length > 9 || !strtoul(text, NULL, 10))
		return false;
	*out = strtoul(text, NULL, 10);
	return true;
}

static bool split_range(const char *text, char low[64], const char **high)
{
	const char *dots = strstr(text, "..");
	size_t length = dots ? (size_t)(dots - text) : 0;

	if (!dots || length >= 64)
		return false;
	while (length && text[length - 1] == ' ')
		length--;
	memcpy(low, text, length);
	low[length] = '\0';
	*high = dots + 2 + strspn(dots + 2, " ");
	return true;
}

bool value_range(const char *text, double *low, double *high)
{
	char first[64];
	const char *second;
	double from, to;

	if (!split_range(text, first, &second) || !value_number(first, &from) ||
	    !value_number(second, &to) || from == to)
		return false;
	*low = from;
	*high = to;
	return true;
}

bool value_bounds(const char *text, struct bounds *out)
{
	struct bounds bounds = {0};
	char first[64];
	const char *second;

	bounds.any = !strcmp(text, "any");
	if (!bounds.any &&
	    !(split_range(text, first, &second) && value_points(first, &bounds.low) &&
	      value_points(second, &bounds.high) && bounds.low < bounds.high))
		return false;
	*out = bounds;
	return true;
}

/* --- Steps and pairs --- */

/* "A > 80" or "A"; *kind is -1 without a bound. */
static bool read_step(struct arena *arena, const char *text, bool numbers, struct step *step,
		      int *kind)
{
	size_t length = strcspn(text, "<>");
	const char *sign = text + length, *bound = sign + 1 + (*sign && sign[1] == '=');

	while (length && text[length - 1] == ' ')
		length--;
	step->text = arena_copy(arena, text, length);
	*kind = !*sign ? -1 : (*sign == '>' ? STEP_ABOVE : STEP_BELOW) + (sign[1] == '=');
	if (!length || (numbers && !value_number(step->text, &step->number)))
		return false;
	return *kind < 0 || value_number(bound + strspn(bound, " "), &step->bound);
}

/* Bounds that lead away from the first, so that every step can hold. */
static bool in_order(const struct steps *steps)
{
	for (size_t i = 1; i + 1 < steps->count; i++)
		if (steps->kind <= STEP_AT_LEAST ? steps->list[i].bound >= steps->list[i - 1].bound
						 : steps->list[i].bound <= steps->list[i - 1].bound)
			return false;
	return true;
}

bool value_steps(struct arena *arena, const char *text, bool numbers, struct steps *out)
{
	struct steps steps = {0};
	struct word_list words;
	int kind;

	if (!value_list(arena, text, &words))
		return false;
	steps.count = words.count;
	steps.list = arena_alloc(arena, words.count * sizeof(*steps.list));
	for (size_t i = 0; i < words.count; i++) {
		if (!read_step(arena, words.list[i], numbers, &steps.list[i], &kind) ||
		    (kind < 0) != (i + 1 == words.count) ||
		    (i > 0 && kind >= 0 && kind != (int)steps.kind))
			return false;
		if (i == 0 && kind >= 0)
			steps.kind = (unsigned)kind;
	}
	if (!in_order(&steps))
		return false;
	*out = steps;
	return true;
}

bool value_codes(struct arena *arena, const char *text, struct code **out, size_t *count)
{
	struct word_list words;
	struct code *codes;

	if (!value_list(arena, text, &words))
		return false;
	codes = arena_alloc(arena, words.count * sizeof(*codes));
	for (size_t i = 0; i < words.count; i++) {
		const char *rest = words.list[i];

		codes[i].text = take(arena, &rest, ':');
		if (!*codes[i].text || !rest ||
		    !value_number(rest + strspn(rest, " "), &codes[i].number))
			return false;
		for (size_t j = 0; j < i; j++)
			if (!strcmp(codes[j].text, codes[i].text))
				return false;
	}
	*out = codes;
	*count = words.count;
	return true;
}

/* --- Rounding, aggregates, needs, policies --- */

bool value_round(const char *text, struct round_step *out)
{
	static const char *const words[] = {"half-even", "half-up", "down", "up"};

	if (text[0] < '0' || text[0] > '9' || text[1] != ' ')
		return false;
	for (unsigned i = 0; i < 4; i++) {
		if (!strcmp(text + 1 + strspn(text + 1, " "), words[i])) {
			*out = (struct round_step){(unsigned)(text[0] - '0'), (enum rounding)i};
			return true;
		}
	}
	return false;
}

bool value_rounds(struct arena *arena, const char *text, struct round_list *out)
{
	struct word_list words;
	struct round_step *list;

	if (!value_list(arena, text, &words))
		return false;
	list = arena_alloc(arena, words.count * sizeof(*list));
	for (size_t i = 0; i < words.count; i++)
		if (!value_round(words.list[i], &list[i]))
			return false;
	*out = (struct round_list){list, words.count};
	return true;
}

bool value_aggregate(const char *text, enum aggregate *out, double *power)
{
	static const char *const words[] = {"mean", "geometric", "harmonic", "",
					    "",     "min",       "max",      "median",
					    "sum",  "product",   "none"};
	const char *argument = text + strcspn(text, " ");
	size_t count;

	argument += strspn(argument, " ");
	if (!strncmp(text, "power ", 6) && value_number(argument, power)) {
		*out = AGGREGATE_POWER;
		return true;
	}
	if (!strncmp(text, "trimmed ", 8) && value_count(argument, &count)) {
		*out = AGGREGATE_TRIMMED;
		*power = (double)count;
		return true;
	}
	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (*words[i] && !strcmp(text, words[i])) {
			*out = (enum aggregate)i;
			return true;
		}
	}
	return false;
}

bool value_needs(const char *text, struct needs *out)
{
	struct needs needs = {0};
	size_t count, length = strspn(text, "0123456789.");
	const char *rest = text + length;

	if (!strcmp(text, "any")) {
		needs.kind = NEEDS_ANY;
	} else if (!strcmp(text, "all")) {
		needs.kind = NEEDS_ALL;
	} else if (*rest == '%' && (!rest[1] || !strcmp(rest + 1, " of children"))) {
		needs.kind = rest[1] ? NEEDS_SHARE : NEEDS_WEIGHT;
		if (!decimal_parse(text, length, &needs.amount) || needs.amount > 100 * GRID_ONE)
			return false;
	} else if (!strcmp(rest, " children") || !strcmp(rest, " child")) {
		char number[16] = "";

		if (length >= sizeof(number))
			return false;
		memcpy(number, text, length);
		needs.kind = NEEDS_COUNT;
		if (!value_count(number, &count))
			return false;
		needs.amount = (grid)count * GRID_ONE;
	} else {
		return false;
	}
	*out = needs;
	return true;
}

/* "mean of class" */
static bool read_impute(const char *text, struct absent *absent)
{
	bool median = !strncmp(text, "median of ", 10);
	int from;

	if (!median && strncmp(text, "mean of ", 8) != 0)
		return false;
	from = value_choice(VALUE_REFERENCE, text + (median ? 10 : 8));
	if (from < 0 || from == REFERENCE_FROZEN)
		return false;
	absent->impute = median ? IMPUTE_MEDIAN : IMPUTE_MEAN;
	absent->from = (enum reference)from;
	return true;
}

bool value_missing(const char *text, struct absent *out)
{
	struct absent absent = {0};

	if (!strcmp(text, "withhold"))
		absent.kind = ABSENT_WITHHOLD;
	else if (!strcmp(text, "reweight"))
		absent.kind = ABSENT_REWEIGHT;
	else if (!strcmp(text, "zero") || value_points(text, &absent.points))
		absent.kind = ABSENT_POINTS;
	else if (!read_impute(text, &absent))
		return false;
	*out = absent;
	return true;
}

bool value_outliers(const char *text, struct outliers *out)
{
	struct outliers outliers = {0};
	size_t length = strcspn(text, " ");
	bool log = length == 10 && !strncmp(text, "winsor-log", 10);

	if (strcmp(text, "keep") != 0) {
		outliers.kind = log ? OUTLIERS_WINSOR_LOG : OUTLIERS_WINSOR;
		if ((!log && (length != 6 || strncmp(text, "winsor", 6) != 0)) ||
		    !value_count(text + length + strspn(text + length, " "), &outliers.most))
			return false;
	}
	*out = outliers;
	return true;
}

bool value_constant(const char *text, struct scale *out)
{
	if (!strcmp(text, "error"))
		out->constant.kind = CONSTANT_ERROR;
	else if (!strcmp(text, "drop"))
		out->constant.kind = CONSTANT_DROP;
	else if (!strcmp(text, "as-is"))
		out->constant.kind = CONSTANT_AS_IS;
	else if (value_points(text, &out->constant.points))
		out->constant.kind = CONSTANT_POINTS;
	else
		return false;
	return true;
}

/* --- Scales --- */

static const char *const scale_words[] = {
    "as-is",      "goalposts",     "log-goalposts", "linear",       "steps",
    "table",      "flag",          "minmax",        "zscore",       "rank",
    "percentile", "share-of-best", "target",        "normal-score", "exponential"};

static bool two_numbers(struct arena *arena, const char *text, double *a, double *b)
{
	struct word_list words;

	return value_list(arena, text, &words) && words.count == 2 &&
	       value_number(words.list[0], a) && value_number(words.list[1], b);
}

static bool read_table(struct arena *arena, const char *text, struct scale *scale)
{
	if (!value_codes(arena, text, &scale->table, &scale->n_table) || scale->n_table < 2)
		return false;
	scale->table_x = arena_alloc(arena, scale->n_table * sizeof(double));
	for (size_t i = 0; i < scale->n_table; i++)
		if (!value_number(scale->table[i].text, &scale->table_x[i]) ||
		    (i && scale->table_x[i] <= scale->table_x[i - 1]))
			return false;
	return true;
}

static bool read_argument(struct arena *arena, const char *text, struct scale *scale)
{
	switch (scale->kind) {
	case SCALE_GOALPOSTS:
		return value_range(text, &scale->a, &scale->b);
	case SCALE_LOG_GOALPOSTS:
		return value_range(text, &scale->a, &scale->b) && scale->a > 0 && scale->b > 0;
	case SCALE_LINEAR:
		return two_numbers(arena, text, &scale->a, &scale->b);
	case SCALE_STEPS:
		return value_steps(arena, text, true, &scale->steps);
	case SCALE_TABLE:
		return read_table(arena, text, scale);
	case SCALE_MINMAX:
		scale->has_range = *text;
		return !*text || (value_range(text, &scale->a, &scale->b) && scale->a < scale->b);
	case SCALE_ZSCORE:
	case SCALE_NORMAL_SCORE:
		scale->b = 1;
		return !*text || (two_numbers(arena, text, &scale->a, &scale->b) && scale->b > 0);
	case SCALE_SHARE_OF_BEST:
		scale->has_range = *text;
		return !*text || (value_number(text, &scale->a) && scale->a > 0);
	case SCALE_TARGET:
		return value_number(text, &scale->a);
	case SCALE_EXPONENTIAL:
		return value_number(text, &scale->a) && scale->a > 0;
	default:
		return !*text;
	}
}

bool value_scale(struct arena *arena, const char *text, struct scale *out)
{
	size_t length = strcspn(text, " ");
	struct scale scale = {0};

	for (unsigned i = 0; i < sizeof(scale_words) / sizeof(*scale_words); i++) {
		if (strlen(scale_words[i]) == length && !strncmp(text, scale_words[i], length)) {
			scale.kind = (enum scale_kind)i;
			if (!read_argument(arena, text + length + strspn(text + length, " "),
					   &scale))
				return false;
			*out = scale;
			return true;
		}
	}
	return false;
}

static bool is_rescale(struct arena *arena, const char *text)
{
	struct scale scale;

	return !strcmp(text, "none") ||
	       (value_scale(arena, text, &scale) && scale.kind >= SCALE_MINMAX);
}

/* --- Ranking --- */

bool value_chain_key(struct arena *arena, const char *text, const char **name, bool *ascending)
{
	const char *rest = text, *copy = take(arena, &rest, ' '),
		   *word = rest ? rest + strspn(rest, " ") : "";

	if (!*copy || (*word && strcmp(word, "asc") && strcmp(word, "desc")))
		return false;
	*name = copy;
	*ascending = !strcmp(word, "asc");
	return true;
}

static bool is_chain(struct arena *arena, const char *text)
{
	struct word_list words;
	const char *name;
	bool ascending;

	if (!value_list(arena, text, &words))
		return false;
	for (size_t i = 0; i < words.count; i++)
		if (!value_chain_key(arena, words.list[i], &name, &ascending))
			return false;
	return true;
}

/* --- Any kind --- */

static bool is_ids(struct arena *arena, const char *text)
{
	struct word_list words;

	if (!value_list(arena, text, &words))
		return false;
	for (size_t i = 0; i < words.count; i++)
		if (!text_is_agency_id(words.list[i], strlen(words.list[i])))
			return false;
	return true;
}

static bool is_warning(const char *text)
{
	static const char prefix[] = LINT_PREFIX, digits[] = "0123456789";
	const char *number = text + sizeof(prefix) - 1;
	long code;

	if (strncmp(text, prefix, sizeof(prefix) - 1) || strlen(number) != 3 ||
	    strspn(number, digits) != 3)
		return false;
	code = strtol(number, NULL, 10);
	return code >= 1 && code <= LINT_CODES;
}

static bool is_warnings(struct arena *arena, const char *text)
{
	struct word_list words;

	if (!value_list(arena, text, &words))
		return false;
	for (size_t i = 0; i < words.count; i++)
		if (!is_warning(words.list[i]))
			return false;
	return true;
}

static bool check(struct arena *arena, enum value_kind kind, const char *text)
{
	struct word_list words;
	struct bounds bounds;
	struct steps steps;
	struct code *codes;
	struct round_step step;
	struct round_list rounds;
	enum aggregate aggregate;
	struct needs needs;
	struct absent absent;
	struct outliers outliers;
	struct scale scale;
	size_t count;
	grid points;
	double low, high;

	switch (kind) {
	case VALUE_TEXT:
		return true;
	case VALUE_ID:
		return text_is_id(text);
	case VALUE_SHA256:
		return strspn(text, "0123456789abcdef") == 64 && !text[64];
	case VALUE_IDS:
		return is_ids(arena, text);
	case VALUE_GLOBS:
	case VALUE_TEXTS:
		return value_list(arena, text, &words);
	case VALUE_DECIMALS:
		return text[0] >= '0' && text[0] <= '9' && !text[1];
	case VALUE_COUNT:
		return value_count(text, &count);
	case VALUE_NUMBER:
		return value_number(text, &low);
	case VALUE_POINTS:
		return value_points(text, &points);
	case VALUE_PERCENT:
	case VALUE_WEIGHT:
		return value_weight(text, &points);
	case VALUE_GROUP_WEIGHT:
		return !strcmp(text, "sum") || value_weight(text, &points);
	case VALUE_WEIGHT_SUM:
		return !strcmp(text, "any") || (value_weight(text, &points) && points > 0);
	case VALUE_ROUND:
		return value_round(text, &step);
	case VALUE_ROUNDS:
		return value_rounds(arena, text, &rounds);
	case VALUE_GRADES:
		return value_steps(arena, text, false, &steps);
	case VALUE_STEPS:
		return value_steps(arena, text, true, &steps);
	case VALUE_RANGE:
		return value_range(text, &low, &high);
	case VALUE_BOUNDS:
		return value_bounds(text, &bounds);
	case VALUE_CODES:
		return value_codes(arena, text, &codes, &count);
	case VALUE_AGGREGATE:
		return value_aggregate(text, &aggregate, &low);
	case VALUE_NEEDS:
		return value_needs(text, &needs);
	case VALUE_MISSING:
		return value_missing(text, &absent);
	case VALUE_OUTLIERS:
		return value_outliers(text, &outliers);
	case VALUE_LIMIT:
		return value_points(text, &points) && points > 0;
	case VALUE_SHARE:
		return value_weight(text, &points) && points > 0 && points <= 100 * GRID_ONE;
	case VALUE_CONSTANT:
		return value_constant(text, &scale);
	case VALUE_SCALE:
		return value_scale(arena, text, &scale);
	case VALUE_RESCALE:
		return is_rescale(arena, text);
	case VALUE_CHAIN:
		return is_chain(arena, text);
	case VALUE_WARNINGS:
		return is_warnings(arena, text);
	default:
		return value_choice(kind, text) >= 0;
	}
}

bool value_check(enum value_kind kind, const char *text)
{
	struct arena arena = {0};
	bool good = check(&arena, kind, text);

	arena_free(&arena);
	return good;
}
