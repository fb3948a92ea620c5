#include "refusal.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

void refusals_add(struct refusals *refusals, struct refusal refusal)
{
	refusals->list = mem_grow(refusals->list, refusals->count, sizeof(*refusals->list));
	refusals->list[refusals->count++] = refusal;
}

static int by_number(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

static int by_place(const struct place *a, const struct place *b)
{
	int order = strcmp(text_base_name(a->file), text_base_name(b->file));

	order = order ? order : by_number(a->line, b->line);
	return order ? order : strcmp(a->file, b->file);
}

static int compare(const void *a, const void *b)
{
	const struct refusal *x = a, *y = b;
	int order = by_number(x->kind, y->kind);

	order = order ? order : strcmp(x->edition, y->edition);
	order = order ? order : strcmp(x->id, y->id);
	return order || x->kind != REFUSED_RECORD ? order : by_place(&x->place, &y->place);
}

void refusals_sort(struct refusals *refusals)
{
	if (refusals->count)
		qsort(refusals->list, refusals->count, sizeof(*refusals->list), compare);
}

size_t refusals_count(const struct refusals *refusals, enum refusal_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < refusals->count; i++)
		n += refusals->list[i].kind == kind;
	return n;
}

const char *refusals_last_edition(const struct refusals *refusals, const char *id)
{
	const char *last = NULL;

	for (size_t i = 0; i < refusals->count; i++) {
		const struct refusal *refusal = &refusals->list[i];

		if (!strcmp(refusal->id, id) && (!last || strcmp(refusal->edition, last) > 0))
			last = refusal->edition;
	}
	return last;
}

bool refusals_have(const struct refusals *refusals, const char *id)
{
	return refusals_last_edition(refusals, id) != NULL;
}

void refusals_free(struct refusals *refusals)
{
	free(refusals->list);
	*refusals = (struct refusals){0};
}

void refusal_line(const struct refusal *refusal, struct text *out)
{
	const struct place *place = &refusal->place;

	text_add(out, refusal->id);
	if (*refusal->name && strcmp(refusal->name, refusal->id) != 0)
		text_print(out, " %s", refusal->name);
	if (*refusal->edition)
		text_print(out, " (%s)", refusal->edition);
	if (*refusal->id)
		text_add(out, ": ");
	text_add(out, place->file);
	if (place->line)
		text_print(out, ":%zu", place->line);
	if (place->line && place->column)
		text_print(out, ":%zu", place->column);
	text_print(out, ": %s: %s", refusal->code, refusal->sentence);
}

void refusals_line(const struct refusals *refusals, struct text *out)
{
	text_print(
	    out, _("Refused: %zu agencies, %zu records of unknown agencies; absent: %zu agencies"),
	    refusals_count(refusals, REFUSED_AGENCY), refusals_count(refusals, REFUSED_RECORD),
	    refusals_count(refusals, ABSENT_AGENCY));
}

const char *refusal_status(enum refusal_kind kind)
{
	return kind == ABSENT_AGENCY ? "absent" : "refused";
}
