/*
 * core/round.h: round.ini and its criteria, with every key. A round that was understood differs in nothing from itself,
 * and its effective rules can be printed.
 */
#include <string.h>

#include "difference.h"
#include "fuzz.h"
#include "run.h"

static void check(const struct round *round)
{
	struct text text = {0};
	size_t bad;

	HOLDS(difference_print(round, round, &text) == 0 && text.length == 0);
	round_print(round, &text);
	HOLDS(text_is_utf8(text.data, text.length, &bad));
	HOLDS(strlen(text.data) == text.length);
	text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run_options options = {.jobs = 1};
	struct run run = {0};

	fuzz_files(data, size);
	fuzz_options(&options.round);
	run_read(&run, &options, fuzz_path("round.ini"), NULL, 0);
	if (!run.problems.errors)
		check(run.round);
	fuzz_problems(&run.problems);
	run_finish(&run);
	return 0;
}
