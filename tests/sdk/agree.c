/*
 * agree - a program that tries the methods of whatever plugin it is built with: from standard input it takes calls, one
 * after the other, and prints what came out. Words are parted by blanks; "nan" is an absent input.
 *
 *     method NAME ROWS
 *     param NAME TEXT
 *     column ROLE NUMBER...
 *     run
 */
#include <juri/plugin_test.h>

static double numbers[4096];

static void take_column(juri_test *test)
{
	char role[40];

	if (scanf("%39s", role) != 1)
		exit(2);
	for (uint32_t row = 0; row < test->rows; row++)
		if (scanf("%lf", &numbers[row]) != 1)
			exit(2);
	juri_test_column(test, role, numbers);
}

static void take_param(juri_test *test)
{
	char name[40], text[40];

	if (scanf("%39s %39s", name, text) != 2)
		exit(2);
	juri_test_param(test, name, text);
}

static void print(const juri_test *test)
{
	for (uint32_t row = 0; row < test->rows; row++)
		printf("%.17g\n", test->measure[row]);
	for (const juri_test_remark *remark = test->remarks; remark; remark = remark->next)
		printf("%lu %s\n", (unsigned long)remark->row, remark->text);
	puts(".");
}

int main(void)
{
	char word[40], name[40];
	uint32_t failures = 0;
	unsigned rows;
	juri_test test;

	while (scanf("%39s", word) == 1) {
		if (!strcmp(word, "method") && scanf("%39s %u", name, &rows) == 2)
			juri_test_start(&test, juri_plugin_v1(), name, rows);
		else if (!strcmp(word, "param"))
			take_param(&test);
		else if (!strcmp(word, "column"))
			take_column(&test);
		else {
			juri_test_run(&test);
			if (!test.failures)
				print(&test);
			failures += juri_test_end(&test);
		}
	}
	return failures != 0;
}
