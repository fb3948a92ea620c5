#include "reading.h"

#include <string.h>

#include "helper.h"

struct cohort cohort;
const char *said;
enum exit_code code;

static const struct states states = {
    .names = {"missing", "value", "not-applicable", "unknown", "unverified", "undefined", "late"},
    .policies = {POLICY_AS_MISSING, POLICY_AS_VALUE, POLICY_LEAVE_OUT, POLICY_AS_MISSING,
		 POLICY_AS_VALUE, POLICY_AS_MISSING, POLICY_AS_ZERO},
    .count = 7};

struct evidence_rules usual_rules(void)
{
	static const char *const missing[] = {"-"};

	return (struct evidence_rules){.id = "id",
				       .name = "name",
				       .class_id = "class",
				       .region = "region",
				       .edition_column = "edition",
				       .edition = "2023",
				       .missing = missing,
				       .n_missing = 1};
}

void read_evidence(const struct field *fields, unsigned n_fields,
		   const struct evidence_rules *rules, const char *const *paths, size_t n_paths)
{
	struct problems problems = {0};

	cohort_finish(&cohort);
	cohort_init(&cohort, fields, n_fields, &states);
	evidence_read(&cohort, rules, paths, n_paths, &problems);
	code = problems.code;
	said = problems_text(&problems);
}

int forget_evidence(void)
{
	cohort_finish(&cohort);
	return 0;
}

size_t row_of(const char *id)
{
	return cohort_find(&cohort, id, strlen(id));
}

double value(const char *id, unsigned field)
{
	return cohort_value(&cohort, row_of(id), field);
}

enum state state(const char *id, unsigned field)
{
	return cohort_state(&cohort, row_of(id), field);
}
