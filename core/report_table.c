#include <string.h>

#include "report.h"

/* For a person: what is not the same, fact by fact, then the counts. */

#define NUMBER 7 /* columns of a count of one basis */
#define WIDER 8  /* of one of all */
#define COUNTS (2 * BASES * NUMBER + 2 * WIDER)
#define LEAST 12 /* columns of a name */
#define INDENT 4

/* A sentence, wrapped at spaces; its further lines are indented by INDENT. */
static void add_wrapped(struct text *out, size_t indent, const char *sentence, size_t width)
{
	struct text escaped = {0};
	size_t column = 0;
	char *rest;

	text_add_escaped(&escaped, sentence);
	rest = escaped.data;
	for (char *word; rest && (word = strsep(&rest, " "));) {
		size_t wide = text_columns(word);

		if (column && column + 1 + wide > width) {
			text_add(out, "\n");
			column = 0;
			indent = INDENT;
		}
		text_print(out, "%*s%s", column ? 1 : (int)indent, "", word);
		column += wide + (column ? 1 : indent);
	}
	text_add(out, "\n");
	text_free(&escaped);
}

/* "published.csv:2 2023 nspk/e01 provinsi-besar prov-jawa-timur rank 1: differs (real)" */
static void add_key(struct text *out, const struct report_fact *fact, size_t width)
{
	const char *const *parts = fact->parts;
	struct text key = {0};

	text_print(&key, "%s:%s", SAMPLE_PUBLISHED, parts[REPORT_LINE]);
	for (size_t i = REPORT_EDITION; i <= REPORT_PUBLISHED; i++)
		if (*parts[i])
			text_print(&key, i == REPORT_NODE ? "/%s" : " %s", parts[i]);
	text_print(&key, ": %s", _(parts[REPORT_RESULT]));
	if (*parts[REPORT_BASIS])
		text_print(&key, " (%s)", _(parts[REPORT_BASIS]));
	add_wrapped(out, INDENT / 2, key.data, width);
	text_free(&key);
}

static void add_fact(struct text *out, const struct report_fact *fact, size_t width)
{
	const char *const *parts = fact->parts;
	struct text sentence = {0};

	add_key(out, fact, width);
	if (fact->comparison == DIFFERS) {
		text_print(&sentence, _("ours: %s; they part at: %s, %s; source: %s"),
			   *parts[REPORT_OURS] ? parts[REPORT_OURS] : _("none"),
			   *parts[REPORT_STAGE] ? _(parts[REPORT_STAGE]) : "", parts[REPORT_AT],
			   parts[REPORT_SOURCE]);
		add_wrapped(out, INDENT, sentence.data, width);
	} else if (*parts[REPORT_DETAIL]) {
		add_wrapped(out, INDENT, parts[REPORT_DETAIL], width);
	}
	text_free(&sentence);
}

static bool is_shown(const struct report *report, bool all)
{
	if (report->code > EXIT_DIFFERS)
		return true;
	for (size_t i = 0; i < report->n_facts; i++)
		if (all || report->facts[i].comparison > SAME_SET)
			return true;
	return false;
}

static void add_sample(struct text *out, const struct report *report, bool all, size_t width)
{
	text_add_escaped(out, report->name);
	text_add(out, ": ");
	text_add_escaped(out, report->title);
	text_add(out, "\n");
	if (report->code > EXIT_DIFFERS)
		text_print(out, _("  could not be run (code %d); standard error says why\n"),
			   (int)report->code);
	for (size_t i = 0; i < report->n_facts; i++)
		if (all || report->facts[i].comparison > SAME_SET)
			add_fact(out, &report->facts[i], width);
	text_add(out, "\n");
}

/* --- The counts --- */

static size_t name_width(const struct reports *reports, size_t width)
{
	size_t widest = LEAST, room = width > COUNTS + LEAST ? width - COUNTS : LEAST;

	for (size_t i = 0; i < reports->count; i++)
		if (text_columns(reports->list[i].name) > widest)
			widest = text_columns(reports->list[i].name);
	return widest < room ? widest : room;
}

static void pad(struct text *out, size_t columns)
{
	while (columns--)
		text_add(out, " ");
}

static void add_right(struct text *out, const char *text, size_t columns)
{
	size_t wide = text_columns(text);

	pad(out, wide < columns ? columns - wide : 1);
	text_add(out, text);
}

static void add_number(struct text *out, size_t number, int columns)
{
	text_print(out, "%*zu", columns, number);
}

/* A name that is too long gets a line of its own. */
static void add_counts(struct text *out, const char *name, const struct report_counts *counts,
		       size_t widest)
{
	size_t wide = text_columns(name);

	text_add_escaped(out, name);
	if (wide > widest)
		text_add(out, "\n");
	pad(out, wide > widest ? widest : widest - wide);
	for (int basis = 0; basis < BASES; basis++) {
		add_number(out, report_same(counts, (enum fact_basis)basis), NUMBER);
		add_number(out, counts->counts[basis][DIFFERS], NUMBER);
	}
	add_number(out, report_all(counts, CONFLICT), WIDER);
	add_number(out, report_all(counts, NOT_COMPARABLE), WIDER);
	text_add(out, "\n");
}

static void add_heads(struct text *out, size_t widest)
{
	pad(out, widest);
	add_right(out, _("real"), 2 * NUMBER);
	add_right(out, _("illustrative"), 2 * NUMBER);
	add_right(out, _("arithmetic"), 2 * NUMBER);
	add_right(out, _("sources"), WIDER);
	add_right(out, _("cannot"), WIDER);
	text_add(out, "\n");
	pad(out, widest);
	for (int i = 0; i < BASES; i++) {
		add_right(out, _("same"), NUMBER);
		add_right(out, _("differ"), NUMBER);
	}
	add_right(out, _("differ"), WIDER);
	add_right(out, _("compare"), WIDER);
	text_add(out, "\n");
}

static void add_summary(struct text *out, const struct reports *reports, size_t width)
{
	size_t widest = name_width(reports, width);
	struct report_counts total = {0};

	add_heads(out, widest);
	for (size_t i = 0; i < reports->count; i++) {
		struct report_counts counts = {0};

		report_count(&reports->list[i], &counts);
		report_count(&reports->list[i], &total);
		add_counts(out, reports->list[i].name, &counts, widest);
	}
	add_counts(out, _("total"), &total, widest);
}

void reports_table(const struct reports *reports, bool all, size_t width, struct text *out)
{
	for (size_t i = 0; i < reports->count; i++)
		if (is_shown(&reports->list[i], all))
			add_sample(out, &reports->list[i], all, width);
	add_summary(out, reports, width);
}
