/*
 * example_test - tries plugins/example without juri, in C or C++:
 *
 *     cc $(pkg-config --cflags juri-plugin) -o try example_test.c example.c -lm && ./try
 */
#include <juri/plugin_test.h>

static uint32_t hours_per_head(void)
{
	static const double hours[] = {1250, 0, 10, NAN}, staff[] = {100, 40, 0, 40};
	juri_test test;

	juri_test_start(&test, juri_plugin_v1(), "hours-per-head", 4);
	juri_test_column(&test, "hours", hours);
	juri_test_column(&test, "staff", staff);
	juri_test_run(&test);
	juri_test_expect(&test, 0, 12.5);
	juri_test_expect(&test, 1, 0);
	juri_test_expect_undefined(&test, 2, "no staff");
	juri_test_expect_absent(&test, 3);
	return juri_test_end(&test);
}

int main(void)
{
	return hours_per_head() != 0;
}
