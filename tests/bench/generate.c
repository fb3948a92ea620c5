/*
 * generate - evidence for the benchmark, the same bytes from the same arguments.
 *
 *     generate csv N [CRITERIA]       N agencies, a line each
 *     generate ndjson N [CRITERIA]    the same evidence
 *     generate rules [CRITERIA]       the rules: code,category,floor,target,weight,category_weight
 *
 * All of it is made up. Without CRITERIA there are 32 indicators in four categories; with it so many, named c0001 and so on, of the
 * same kinds. Twelve classes of uneven size; 2 % of the values are missing (NDJSON: half of them null, half
 * absent); 5 % of the names need quotes in CSV, 3 % hold letters beyond ASCII. Half a percent of the agencies repeat the
 * evidence of the one before (same rank), and half a percent repeat it with governance and finance exchanged, which
 * have the same rules and weights: the same overall score, parted by the tie-break.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { PERCENT_1, PERCENT_2, RATIO, DAYS, INDEX, COUNT, AMOUNT, SCORE };

struct indicator {
	const char *code;
	enum kind kind;
	double floor, target, weight; /* floor above target: less is better */
};

#define PER_CATEGORY 8
#define CATEGORIES 4
#define MOST_CRITERIA 4096

static const char *const categories[CATEGORIES] = {"governance", "finance", "service", "digital"};
static const double category_weights[CATEGORIES] = {0.3, 0.3, 0.25, 0.15};

static const struct indicator indicators[CATEGORIES * PER_CATEGORY] = {
    {"board_independence_pct", PERCENT_1, 20, 95, 2},
    {"audit_findings_closed_pct", PERCENT_2, 35, 90, 1},
    {"disclosure_ratio", RATIO, 0.15, 0.85, 1.5},
    {"decision_time_days", DAYS, 270, 14, 1},
    {"integrity_index", INDEX, 1.5, 6.5, 1},
    {"policies_published", COUNT, 50, 3800, 0.5},
    {"litigation_cost", AMOUNT, 900000, 12000, 1},
    {"oversight_score", SCORE, 2, 9.5, 2},
    {"budget_execution_pct", PERCENT_1, 20, 95, 2},
    {"own_revenue_pct", PERCENT_2, 35, 90, 1},
    {"liquidity_ratio", RATIO, 0.15, 0.85, 1.5},
    {"payment_delay_days", DAYS, 270, 14, 1},
    {"fiscal_rule_index", INDEX, 1.5, 6.5, 1},
    {"tenders_competitive", COUNT, 50, 3800, 0.5},
    {"arrears_amount", AMOUNT, 900000, 12000, 1},
    {"control_score", SCORE, 2, 9.5, 2},
    {"cases_on_time_pct", PERCENT_1, 40, 99, 3},
    {"waiting_time_days", DAYS, 180, 5, 2},
    {"clients_served", COUNT, 10, 4500, 1},
    {"satisfaction_score", SCORE, 1, 10, 1},
    {"coverage_pct", PERCENT_2, 10, 80, 1},
    {"complaint_ratio", RATIO, 0.9, 0.05, 1},
    {"access_index", INDEX, 2, 7, 0.5},
    {"outreach_pct", PERCENT_1, 5, 70, 0.5},
    {"online_services_pct", PERCENT_2, 0, 100, 1},
    {"uptime_pct", PERCENT_1, 30, 97, 1},
    {"security_score", SCORE, 3, 9, 1},
    {"datasets_open", COUNT, 0, 5000, 1},
    {"eid_ratio", RATIO, 0, 0.7, 2},
    {"ticket_resolution_days", DAYS, 365, 30, 1},
    {"it_investment", AMOUNT, 1000, 800000, 1},
    {"maturity_index", INDEX, 1, 7, 2},
};

static const char *const classes[] = {
    "ministry", "authority",  "inspectorate", "municipality-l", "municipality-m", "municipality-s",
    "hospital", "university", "court",        "utility",        "fund",           "institute"};
static const unsigned class_shares[] = {4, 8, 3, 6, 14, 25, 7, 5, 6, 9, 5, 8}; /* percent */
static const char *const regions[] = {"north",  "north-east", "east", "south-east",
				      "south",  "south-west", "west", "north-west",
				      "centre", "islands"};
static const char *const words[] = {
    "Water",   "Roads",      "Health",    "Forest",  "Customs", "Labour", "Energy",   "Housing",
    "Archive", "Statistics", "Transport", "Harbour", "Rural",   "Youth",  "Heritage", "Safety"};
static const char *const places[] = {"Québec", "Łódź", "Köln", "São Paulo", "Ñuble"};

/* --- Random numbers: splitmix64, as published by Vigna (2015), public domain --- */

static uint64_t state;

static uint64_t next(void)
{
	uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* From 0 to below 1. */
static double uniform(void)
{
	return (double)(next() >> 11) * 0x1p-53;
}

static unsigned below(unsigned n)
{
	return (unsigned)(uniform() * n);
}

/* --- One agency --- */

/* A value as an integer of so many decimals. */
struct value {
	bool missing, absent; /* absent: no member in JSON */
	unsigned decimals;
	uint64_t digits;
};

struct agency {
	unsigned class_index;
	struct value values[MOST_CRITERIA];
};

static unsigned n_criteria = CATEGORIES * PER_CATEGORY;
static bool named = true; /* the 32 indicators by their names */

static struct value value_of(enum kind kind, double x)
{
	switch (kind) {
	case PERCENT_1:
		return (struct value){.decimals = 1, .digits = (uint64_t)(1000 * x + 0.5)};
	case PERCENT_2:
		return (struct value){.decimals = 2, .digits = (uint64_t)(10000 * x + 0.5)};
	case RATIO:
		return (struct value){.decimals = 4, .digits = (uint64_t)(10000 * x + 0.5)};
	case DAYS:
		return (struct value){.digits = (uint64_t)(400 * (1 - x))};
	case INDEX:
		return (struct value){.decimals = 2, .digits = (uint64_t)(100 + 600 * x + 0.5)};
	case COUNT:
		return (struct value){.digits = (uint64_t)(5000 * x * x)};
	case AMOUNT:
		return (struct value){.decimals = 2, .digits = (uint64_t)(1e8 * x * x + 0.5)};
	default:
		return (struct value){.decimals = 1, .digits = (uint64_t)(100 * x + 0.5)};
	}
}

static const struct indicator *indicator(unsigned i)
{
	return &indicators[i % (CATEGORIES * PER_CATEGORY)];
}

static unsigned random_class(void)
{
	unsigned at = below(100), i = 0;

	while (at >= class_shares[i])
		at -= class_shares[i++];
	return i;
}

static void make_evidence(struct agency *agency)
{
	double quality = 0.15 + 0.7 * uniform(); /* spreads the scores */

	agency->class_index = random_class();
	for (unsigned i = 0; i < n_criteria; i++) {
		double missing = uniform();

		agency->values[i] = (struct value){.missing = true, .absent = missing < 0.01};
		if (missing >= 0.02)
			agency->values[i] =
			    value_of(indicator(i)->kind, 0.55 * quality + 0.45 * uniform());
	}
}

/* Governance and finance have the same rules. */
static void exchange(struct agency *agency)
{
	for (unsigned i = 0; i < PER_CATEGORY; i++) {
		struct value kept = agency->values[i];

		agency->values[i] = agency->values[PER_CATEGORY + i];
		agency->values[PER_CATEGORY + i] = kept;
	}
}

static void next_evidence(struct agency *agency, size_t row)
{
	double u = uniform();

	if (row == 0 || u >= 0.01)
		make_evidence(agency);
	else if (u >= 0.005 && named)
		exchange(agency);
}

static void make_name(char *name, size_t size, size_t row)
{
	const char *word = words[below(sizeof(words) / sizeof(*words))];
	double u = uniform();
	const char *place = u > 0.97 ? places[row % 5] : "";

	snprintf(name, size, u < 0.05 ? "%s%s%s Agency, Unit %zu" : "%s%s%s Agency %zu", place,
		 *place ? " " : "", word, row);
}

/* --- Writing --- */

static char *put(char *at, const char *text)
{
	size_t length = strlen(text);

	memcpy(at, text, length);
	return at + length;
}

/* A ratio of 1 is "1.0000", as a fixed format writes it. */
static char *put_value(char *at, const struct value *value)
{
	char digits[24];
	unsigned n = 0;
	uint64_t left = value->digits;

	while (left || n < value->decimals + (value->decimals ? 2 : 1)) {
		digits[n++] = (char)('0' + left % 10);
		left /= 10;
		if (n == value->decimals)
			digits[n++] = '.';
	}
	while (n)
		*at++ = digits[--n];
	return at;
}

static char *put_code(char *at, unsigned i)
{
	if (named)
		return put(at, indicators[i].code);
	return at + sprintf(at, "c%04u", i + 1);
}

static char *put_csv(char *at, const struct agency *agency, const char *id, const char *name,
		     const char *region)
{
	bool quoted = strchr(name, ',') != NULL;

	at = put(put(at, id), quoted ? ",\"" : ",");
	at = put(put(at, name), quoted ? "\"," : ",");
	at = put(put(at, classes[agency->class_index]), ",");
	at = put(at, region);
	for (unsigned i = 0; i < n_criteria; i++) {
		*at++ = ',';
		if (!agency->values[i].missing)
			at = put_value(at, &agency->values[i]);
	}
	*at++ = '\n';
	return at;
}

static char *put_json(char *at, const struct agency *agency, const char *id, const char *name,
		      const char *region)
{
	bool first = true;

	at = put(put(put(at, "{\"id\":\""), id), "\",\"name\":\"");
	at = put(put(at, name), "\",\"class\":\"");
	at = put(put(at, classes[agency->class_index]), "\",\"region\":\"");
	at = put(put(at, region), "\",\"evidence\":{");
	for (unsigned i = 0; i < n_criteria; i++) {
		const struct value *value = &agency->values[i];

		if (value->absent)
			continue;
		at = put_code(put(at, first ? "\"" : ",\""), i);
		at = put(at, "\":");
		at = value->missing ? put(at, "null") : put_value(at, value);
		first = false;
	}
	return put(at, "}}\n");
}

static void write_header(void)
{
	char code[64];

	fputs("id,name,class,region", stdout);
	for (unsigned i = 0; i < n_criteria; i++) {
		*put_code(code, i) = '\0';
		printf(",%s", code);
	}
	putchar('\n');
}

static void write_evidence(bool json, size_t n)
{
	static struct agency agency;
	static char line[MOST_CRITERIA * 64 + 1024];
	char id[24], name[128];

	if (!json)
		write_header();
	for (size_t row = 0; row < n; row++) {
		const char *region;
		const char *end;

		next_evidence(&agency, row);
		region = regions[below(10)];
		snprintf(id, sizeof(id), "AG%08zu", row);
		make_name(name, sizeof(name), row);
		end = json ? put_json(line, &agency, id, name, region)
			   : put_csv(line, &agency, id, name, region);
		fwrite(line, 1, (size_t)(end - line), stdout);
	}
}

/* By eighths of the criteria: 1,000 criteria are 250 in each category. */
static void write_rules(void)
{
	char code[64];

	puts("code,category,floor,target,weight,category_weight");
	for (unsigned i = 0; i < n_criteria; i++) {
		unsigned category = i * CATEGORIES / n_criteria;
		const struct indicator *rule = indicator(i);

		*put_code(code, i) = '\0';
		printf("%s,%s,%.15g,%.15g,%.15g,%.15g\n", code, categories[category], rule->floor,
		       rule->target, rule->weight, category_weights[category]);
	}
}

static size_t number(const char *text, size_t most)
{
	char *end;
	unsigned long long value = strtoull(text, &end, 10);

	if (!*text || *end || value == 0 || value > most) {
		fprintf(stderr, "generate: expected a number from 1 to %zu, found %s\n", most,
			text);
		exit(64);
	}
	return (size_t)value;
}

static int usage(void)
{
	fputs("usage: generate csv|ndjson AGENCIES [CRITERIA] | rules [CRITERIA]\n", stderr);
	return 64;
}

int main(int argc, char **argv)
{
	bool rules = argc > 1 && !strcmp(argv[1], "rules");
	bool json = argc > 1 && !strcmp(argv[1], "ndjson");
	int criteria = rules ? 2 : 3;

	if (argc < criteria || argc > criteria + 1 ||
	    (!rules && !json && strcmp(argv[1], "csv") != 0))
		return usage();
	if (argc > criteria) {
		n_criteria = (unsigned)number(argv[criteria], MOST_CRITERIA);
		named = false;
	}
	if (rules)
		write_rules();
	else
		write_evidence(json, number(argv[2], 1000000000));
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 74;
}
