#include "csv_out.h"
#include "report.h"

/* One row per fact. */

static void add_fact(const struct report *report, const struct report_fact *fact, struct text *out)
{
	csv_text(out, report->name);
	for (size_t i = 0; i < REPORT_PARTS; i++)
		csv_text(out, fact->parts[i]);
	csv_end(out);
}

void reports_csv(const struct reports *reports, struct text *out)
{
	csv_text(out, "sample");
	for (size_t i = 0; i < REPORT_PARTS; i++)
		csv_text(out, report_parts[i]);
	csv_end(out);
	for (size_t i = 0; i < reports->count; i++)
		for (size_t f = 0; f < reports->list[i].n_facts; f++)
			add_fact(&reports->list[i], &reports->list[i].facts[f], out);
}
