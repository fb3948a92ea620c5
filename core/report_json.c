#include "json_out.h"
#include "report.h"
#include "version.h"

/* The document of core/reproduce.schema.json. */

static void add_fact(cJSON *facts, const struct report_fact *fact)
{
	cJSON *entry = json_entry(facts);

	json_number(entry, report_parts[REPORT_LINE], fact->parts[REPORT_LINE]);
	for (size_t i = REPORT_LINE + 1; i < REPORT_PARTS; i++)
		json_text(entry, report_parts[i], fact->parts[i]);
}

static void add_counts(cJSON *object, const struct report_counts *counts)
{
	for (int basis = 0; basis < BASES; basis++) {
		cJSON *inner = json_object(object, basis_name((enum fact_basis)basis));

		json_count(inner, "same", report_same(counts, (enum fact_basis)basis));
		json_count(inner, "differs", counts->counts[basis][DIFFERS]);
	}
	json_count(object, "conflict", report_all(counts, CONFLICT));
	json_count(object, "not_comparable", report_all(counts, NOT_COMPARABLE));
}

static void add_sample(cJSON *samples, const struct report *report)
{
	struct report_counts counts = {0};
	cJSON *entry = json_entry(samples), *problems, *facts;

	json_text(entry, "name", report->name);
	json_text(entry, "path", report->path);
	json_text(entry, "title", report->title);
	json_text(entry, "edition", report->edition);
	json_count(entry, "code", (size_t)report->code);
	problems = json_list(entry, "problems");
	for (size_t i = 0; i < report->n_problems; i++)
		json_entry_text(problems, report->problems[i].line);
	report_count(report, &counts);
	add_counts(json_object(entry, "summary"), &counts);
	facts = json_list(entry, "facts");
	for (size_t i = 0; i < report->n_facts; i++)
		add_fact(facts, &report->facts[i]);
}

void reports_json(const struct reports *reports, struct text *out)
{
	struct report_counts total = {0};
	cJSON *document = json_document(), *samples;

	json_text(document, "juri", JURI_VERSION);
	json_count(document, "code", (size_t)reports_code(reports));
	samples = json_list(document, "samples");
	for (size_t i = 0; i < reports->count; i++) {
		add_sample(samples, &reports->list[i]);
		report_count(&reports->list[i], &total);
	}
	add_counts(json_object(document, "total"), &total);
	json_finish(document, out);
}
