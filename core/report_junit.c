#include <string.h>

#include "report.h"

/* The XML that continuous integration reads: a suite per sample, a case per fact. */

/* A control character cannot stand in XML 1.0, not even as a reference. */
static bool is_character(const unsigned char *at)
{
	if (*at < 0x20)
		return *at == '\t' || *at == '\n' || *at == '\r';
	return !(at[0] == 0xef && at[1] == 0xbf && (at[2] == 0xbe || at[2] == 0xbf));
}

static void add_escaped(struct text *out, const char *text)
{
	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		if (!is_character(at)) {
			text_add(out, "\xef\xbf\xbd");
			at += *at == 0xef ? 2 : 0;
		} else if (strchr("&<>\"'\t\n\r", *at)) {
			text_print(out, "&#%u;", *at);
		} else {
			text_add_n(out, (const char *)at, 1);
		}
	}
}

static void add_attribute(struct text *out, const char *name, const char *value)
{
	text_print(out, " %s=\"", name);
	add_escaped(out, value);
	text_add(out, "\"");
}

/* "2023 nspk/e01 provinsi-besar prov-jawa-timur rank" and the line, which makes it unlike all others. */
static void add_name(struct text *out, const struct report_fact *fact)
{
	const char *const *parts = fact->parts;

	text_add(out, " name=\"");
	for (size_t i = REPORT_EDITION; i <= REPORT_KIND; i++) {
		if (!*parts[i])
			continue;
		add_escaped(out, parts[i]);
		text_add(out, " ");
	}
	text_print(out, "(%s:%s)\"", SAMPLE_PUBLISHED, parts[REPORT_LINE]);
}

static void add_failure(struct text *out, const struct report_fact *fact)
{
	struct text message = {0};

	text_print(&message, _("published %s, ours %s; they part at: %s, %s"),
		   fact->parts[REPORT_PUBLISHED], fact->parts[REPORT_OURS],
		   *fact->parts[REPORT_STAGE] ? _(fact->parts[REPORT_STAGE]) : "",
		   fact->parts[REPORT_AT]);
	text_add(out, "<failure");
	add_attribute(out, "type", fact->parts[REPORT_BASIS]);
	add_attribute(out, "message", message.data);
	text_add(out, ">");
	add_escaped(out, fact->parts[REPORT_SOURCE]);
	text_add(out, "</failure>");
	text_free(&message);
}

static void add_case(struct text *out, const struct report *report, const struct report_fact *fact)
{
	text_add(out, "<testcase");
	add_attribute(out, "classname", report->name);
	add_name(out, fact);
	text_add(out, ">");
	if (fact->comparison == DIFFERS)
		add_failure(out, fact);
	if (fact->comparison == CONFLICT || fact->comparison == NOT_COMPARABLE) {
		text_add(out, "<skipped");
		add_attribute(out, "message", fact->parts[REPORT_DETAIL]);
		text_add(out, "/>");
	}
	text_add(out, "</testcase>\n");
}

static void add_error(struct text *out, const struct report *report)
{
	text_add(out, "<testcase");
	add_attribute(out, "classname", report->name);
	text_print(out, " name=\"run\"><error type=\"%d\">", (int)report->code);
	for (size_t i = 0; i < report->n_problems; i++) {
		add_escaped(out, report->problems[i].line);
		text_add(out, "\n");
	}
	text_add(out, "</error></testcase>\n");
}

static void add_suite(struct text *out, const struct report *report)
{
	bool error = report->code > EXIT_DIFFERS;
	struct report_counts counts = {0};

	report_count(report, &counts);
	text_add(out, "<testsuite");
	add_attribute(out, "name", report->name);
	text_print(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%d\" skipped=\"%zu\">\n",
		   report->n_facts + error, report_all(&counts, DIFFERS), error,
		   report_all(&counts, CONFLICT) + report_all(&counts, NOT_COMPARABLE));
	if (error)
		add_error(out, report);
	for (size_t i = 0; i < report->n_facts; i++)
		add_case(out, report, &report->facts[i]);
	text_add(out, "</testsuite>\n");
}

void reports_junit(const struct reports *reports, struct text *out)
{
	text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"juri\">\n");
	for (size_t i = 0; i < reports->count; i++)
		add_suite(out, &reports->list[i]);
	text_add(out, "</testsuites>\n");
}
