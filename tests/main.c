#include <CUnit/Basic.h>
#include <stdio.h>

void suite_award(void);
void suite_category_plugins(void);
void suite_cohort(void);
void suite_csv(void);
void suite_evidence(void);
void suite_json(void);
void suite_measure(void);
void suite_plugin(void);
void suite_ranking(void);
void suite_results(void);
void suite_sandbox(void);
void suite_scale(void);
void suite_score(void);
void suite_tally(void);
void suite_worker(void);

/* CUnit returns success for failed assertions: the exit code is ours. */
int main(void)
{
	CU_ErrorCode code;
	unsigned failed, run;

	setvbuf(stdout, NULL, _IONBF, 0);
	CU_initialize_registry();
	suite_award();
	suite_category_plugins();
	suite_cohort();
	suite_csv();
	suite_evidence();
	suite_json();
	suite_measure();
	suite_plugin();
	suite_ranking();
	suite_results();
	suite_sandbox();
	suite_scale();
	suite_score();
	suite_tally();
	suite_worker();
	code = CU_basic_run_tests();
	failed = CU_get_number_of_failures() + CU_get_number_of_suites_failed();
	run = CU_get_number_of_tests_run();
	CU_cleanup_registry();
	return code != CUE_SUCCESS || failed || !run;
}
