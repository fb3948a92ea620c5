#include <CUnit/Basic.h>
#include <stdio.h>

void suite_category_plugins(void);
void suite_cohort(void);
void suite_criteria(void);
void suite_csv(void);
void suite_decimal(void);
void suite_evidence(void);
void suite_ini(void);
void suite_json(void);
void suite_keys(void);
void suite_plugin(void);
void suite_round(void);
void suite_rules(void);
void suite_text(void);
void suite_value(void);
void suite_worker(void);

/* CUnit returns success for failed assertions: the exit code is ours. */
int main(void)
{
	CU_ErrorCode code;
	unsigned failed, run;

	setvbuf(stdout, NULL, _IONBF, 0);
	CU_initialize_registry();
	suite_category_plugins();
	suite_cohort();
	suite_criteria();
	suite_csv();
	suite_decimal();
	suite_evidence();
	suite_ini();
	suite_json();
	suite_keys();
	suite_plugin();
	suite_round();
	suite_rules();
	suite_text();
	suite_value();
	suite_worker();
	code = CU_basic_run_tests();
	failed = CU_get_number_of_failures() + CU_get_number_of_suites_failed();
	run = CU_get_number_of_tests_run();
	CU_cleanup_registry();
	return code != CUE_SUCCESS || failed || !run;
}
