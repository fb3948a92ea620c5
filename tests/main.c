#include <CUnit/Basic.h>
#include <stdio.h>

#include "crew.h"

/* Every suite, in order of its name. */
#define SUITES                                                                                     \
	X(award)                                                                                   \
	X(category_plugins)                                                                        \
	X(changes)                                                                                 \
	X(cohort)                                                                                  \
	X(crew)                                                                                    \
	X(criteria)                                                                                \
	X(csv)                                                                                     \
	X(decimal)                                                                                 \
	X(decimal_print)                                                                           \
	X(evidence)                                                                                \
	X(figures)                                                                                 \
	X(filter)                                                                                  \
	X(fold)                                                                                    \
	X(imputation)                                                                              \
	X(ini)                                                                                     \
	X(items)                                                                                   \
	X(json)                                                                                    \
	X(juries)                                                                                  \
	X(keys)                                                                                    \
	X(keysort)                                                                                 \
	X(league)                                                                                  \
	X(lint)                                                                                    \
	X(lookup)                                                                                  \
	X(measure)                                                                                 \
	X(namesakes)                                                                               \
	X(normal)                                                                                  \
	X(numeral)                                                                                 \
	X(order)                                                                                   \
	X(outliers)                                                                                \
	X(output)                                                                                  \
	X(places)                                                                                  \
	X(plugin)                                                                                  \
	X(published)                                                                               \
	X(rank_scales)                                                                             \
	X(report)                                                                                  \
	X(ranking)                                                                                 \
	X(refused)                                                                                 \
	X(results)                                                                                 \
	X(round)                                                                                   \
	X(rules)                                                                                   \
	X(sandbox)                                                                                 \
	X(scale)                                                                                   \
	X(scale_block)                                                                             \
	X(scan)                                                                                    \
	X(score)                                                                                   \
	X(scoring)                                                                                 \
	X(screening)                                                                               \
	X(sdk)                                                                                     \
	X(sink)                                                                                    \
	X(spelling)                                                                                \
	X(spread)                                                                                  \
	X(table)                                                                                   \
	X(tally)                                                                                   \
	X(text)                                                                                    \
	X(trust)                                                                                   \
	X(value)                                                                                   \
	X(worker)

#define X(name) void suite_##name(void);
SUITES
#undef X

/* CUnit returns success for failed assertions: the exit code is ours. */
int main(void)
{
	CU_ErrorCode code;
	unsigned failed, run;

	setvbuf(stdout, NULL, _IONBF, 0);
	CU_initialize_registry();
#define X(name) suite_##name();
	SUITES
#undef X
	code = CU_basic_run_tests();
	failed = CU_get_number_of_failures() + CU_get_number_of_suites_failed();
	run = CU_get_number_of_tests_run();
	CU_cleanup_registry();
	crew_end();
	return code != CUE_SUCCESS || failed || !run;
}
