/* No enemy: it tells what arrived and uses every service. Tests look at what comes back. */
#include <juri/plugin.h>

#include <string.h>

static const juri_role roles[] = {
    {.name = "x", .text = "a number"},
    {.name = "extra", .text = "an optional number", .flags = JURI_OPTIONAL},
    {.name = "many", .text = "a list", .flags = JURI_LIST},
};

static const juri_param params[] = {
    {.name = "factor", .text = "any", .type = JURI_NUMBER, .initial = "2.5", .min = 0, .max = 10},
    {.name = "shout", .text = "any", .type = JURI_FLAG, .initial = "yes"},
    {.name = "mode", .text = "any", .type = JURI_CHOICE, .initial = "b", .choices = "a b c"},
};

/* factor x + extra (if bound) + the list's sum; 1000 when a service is not as the contract says. */
static double one_row(const juri_call *call, uint32_t row)
{
	const juri_input *extra = &call->inputs[1], *many = &call->inputs[2];
	double sum = call->params[0] * juri_column(call, 0)[row];

	if (extra->count != 1 || (!extra->bound && !isnan(extra->columns[0][row])))
		return 1000;
	if (extra->bound)
		sum += extra->columns[0][row];
	for (uint32_t i = 0; i < many->count; i++)
		sum += many->columns[i][row];
	return sum;
}

static int alloc_is_clean(const juri_call *call)
{
	unsigned char *bytes = juri_alloc(call, 10000);
	int clean = bytes && (uintptr_t)bytes % sizeof(long double) == 0 && juri_alloc(call, 0);

	for (int i = 0; bytes && i < 10000; i++)
		clean = clean && bytes[i] == 0;
	if (bytes)
		memset(bytes, 0xff, 10000);
	return clean && !juri_alloc(call, SIZE_MAX);
}

static int tell(const juri_call *call)
{
	char long_text[300];
	int fresh = isnan(call->measure[0]) && alloc_is_clean(call) &&
		    juri_round(call, 2.675, 2) == 2.68 && isnan(juri_round(call, NAN, 2));

	/* 199 bytes and a character of two: cut before it */
	memset(long_text, 'a', sizeof(long_text));
	memcpy(long_text + 199, "\xc3\xa9", 2);
	long_text[299] = '\0';
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = fresh ? one_row(call, row) : 1000;
	juri_log(call, call->params[1] == 1 && call->params[2] == 1 ? "shout b" : "other");
	juri_note(call, 0, long_text);
	juri_note(call, 1, "on a row that may be absent");
	juri_undefined(call, 2, "first");
	juri_undefined(call, 2, "second");
	return 0;
}

static const juri_method methods[] = {
    {.name = "tell",
     .text = "factor x + extra + sum of many",
     .unit = "points",
     .min = -100,
     .max = 100,
     .roles = roles,
     .n_roles = JURI_COUNT(roles),
     .params = params,
     .n_params = JURI_COUNT(params),
     .measure = tell},
};

static const juri_plugin plugin = {.head = JURI_HEAD,
				   .name = "services",
				   .version = "1",
				   .text = "tells what arrived",
				   .methods = methods,
				   .n_methods = JURI_COUNT(methods)};

JURI_PLUGIN(plugin)
