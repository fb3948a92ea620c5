#include <CUnit/Basic.h>
#include <stdio.h>

void suite_csv(void);
void suite_json(void);
void suite_cohort(void);
void suite_evidence(void);
void suite_plugin(void);
void suite_worker(void);
void suite_category_plugins(void);
void suite_normal(void);
void suite_outliers(void);
void suite_screening(void);
void suite_juries(void);
void suite_imputation(void);
void suite_rank_scales(void);

/* CUnit returns success for failed assertions: the exit code is ours. */
int main(void)
{
	CU_ErrorCode code;
	unsigned failed, run;

	setvbuf(stdout, NULL, _IONBF, 0);
	CU_initialize_registry();
	suite_csv();
	suite_json();
	suite_cohort();
	suite_evidence();
	suite_plugin();
	suite_worker();
	suite_category_plugins();
	suite_normal();
	suite_outliers();
	suite_screening();
	suite_juries();
	suite_imputation();
	suite_rank_scales();
	code = CU_basic_run_tests();
	failed = CU_get_number_of_failures() + CU_get_number_of_suites_failed();
	run = CU_get_number_of_tests_run();
	CU_cleanup_registry();
	return code != CUE_SUCCESS || failed || !run;
}
