#include "ledger.h"

#include <stdlib.h>
#include <string.h>

#include "evidence_codes.h"
#include "memory.h"

/* --- What is said meanwhile --- */

/* Escaped as it is printed: some sentences hold bytes as they were written. */
static void keep_text(struct text *kept, const char *text)
{
	kept->length = 0;
	text_add(kept, "");
	text_add_escaped(kept, text);
}

/* A record may be where a file ends too early, but it is not the record's fault. */
static bool input_is_at_fault(const char *code)
{
	return !strncmp(code, "E-IN-", strlen("E-IN-"));
}

/* The problem_listener of a ledger. */
static void hear(void *user, enum exit_code exit_code, const char *code, const struct place *place,
		 const char *sentence)
{
	struct heard *heard = &((struct ledger *)user)->heard;

	heard->fatal |= exit_code != EXIT_EVIDENCE || input_is_at_fault(code);
	if (heard->code && strcmp(heard->code, code) <= 0)
		return;
	heard->code = code;
	heard->place = place ? *place : (struct place){0};
	keep_text(&heard->sentence, sentence);
	keep_text(&heard->pointer, place && place->pointer ? place->pointer : "");
	if (heard->place.pointer)
		heard->place.pointer = heard->pointer.data;
}

void ledger_init(struct ledger *ledger, struct cohort *cohort, struct problems *problems)
{
	*ledger = (struct ledger){.cohort = cohort, .problems = problems};
}

static void add_links(struct ledger *ledger, size_t row)
{
	ledger->links = mem_grow(ledger->links, row, sizeof(*ledger->links));
	ledger->links[row] = (struct ledger_links){0};
}

void ledger_allow(struct ledger *ledger)
{
	ledger->allow = true;
	for (size_t row = 0; row < ledger->n_rows; row++)
		add_links(ledger, row);
	ledger->problems->hear = hear;
	ledger->problems->user = ledger;
}

void ledger_free(struct ledger *ledger)
{
	ledger->problems->hear = NULL;
	text_free(&ledger->heard.sentence);
	text_free(&ledger->heard.pointer);
	free(ledger->rows);
	free(ledger->links);
	free(ledger->shares);
	refusals_free(&ledger->refusals);
}

void ledger_mark(struct ledger *ledger)
{
	ledger->mark = problem_mark(ledger->problems);
	ledger->heard.code = NULL;
	ledger->heard.fatal = false;
}

struct heard ledger_put_aside(struct ledger *ledger)
{
	struct heard heard = ledger->heard;

	ledger->heard = (struct heard){0};
	return heard;
}

void ledger_take_back(struct ledger *ledger, struct heard *before)
{
	struct heard *now = &ledger->heard, later = *now;

	before->fatal |= now->fatal;
	if (before->code && (!now->code || strcmp(before->code, now->code) <= 0)) {
		*now = *before;
		*before = later;
	}
	now->fatal |= before->fatal;
	text_free(&before->sentence);
	text_free(&before->pointer);
}

bool ledger_heard(const struct ledger *ledger)
{
	return ledger->heard.code || ledger->problems->errors != ledger->mark.errors;
}

/* --- What became of a record --- */

void ledger_add_row(struct ledger *ledger)
{
	ledger->rows = mem_grow(ledger->rows, ledger->n_rows, sizeof(*ledger->rows));
	if (ledger->allow)
		add_links(ledger, ledger->n_rows);
	ledger->rows[ledger->n_rows++] = (struct ledger_row){0};
}

static struct share *share_of(struct ledger *ledger, const struct evidence_file *file, size_t row)
{
	uint32_t number = (uint32_t)(file - ledger->cohort->files);
	uint32_t *last = &ledger->links[row].shares;

	if (!*last || ledger->shares[*last - 1].file != number) {
		ledger->shares =
		    mem_grow(ledger->shares, ledger->n_shares, sizeof(*ledger->shares));
		ledger->shares[ledger->n_shares++] = (struct share){number, *last, 0, 0};
		*last = (uint32_t)ledger->n_shares;
	}
	return &ledger->shares[*last - 1];
}

void ledger_take(struct ledger *ledger, struct evidence_file *file, size_t row, bool empty)
{
	size_t *in_file = empty ? &file->empty : &file->scored;

	ledger->rows[row].came = true;
	++*in_file;
	if (ledger->allow) {
		struct share *share = share_of(ledger, file, row);

		++*(empty ? &share->empty : &share->scored);
	}
}

static bool may_excuse(const struct ledger *ledger)
{
	return ledger->allow && ledger->heard.code && !ledger->heard.fatal;
}

static const char *keep(const struct ledger *ledger, const char *text)
{
	return cohort_keep(ledger->cohort, text, strlen(text));
}

/* A refusal for what was heard. */
static struct refusal refusal_for(const struct ledger *ledger, enum refusal_kind kind)
{
	const struct heard *heard = &ledger->heard;
	struct refusal refusal = {.kind = kind,
				  .id = "",
				  .edition = "",
				  .name = "",
				  .class_id = "",
				  .region = "",
				  .code = heard->code,
				  .sentence = keep(ledger, heard->sentence.data),
				  .place = heard->place};

	if (heard->place.pointer)
		refusal.place.pointer = keep(ledger, heard->place.pointer);
	if (!heard->place.file)
		refusal.place.file = "";
	return refusal;
}

/* The refusal of a row, with no more in it when it is new. */
static struct refusal *refusal_of(struct ledger *ledger, size_t row)
{
	struct ledger_links *of = &ledger->links[row];

	if (!of->refusal) {
		refusals_add(&ledger->refusals, (struct refusal){0});
		of->refusal = (uint32_t)ledger->refusals.count;
	}
	return &ledger->refusals.list[of->refusal - 1];
}

/* Puts the reason there, unless the one that is there has a lesser code. */
static void give_reason(struct refusal *refusal, const struct refusal *reason)
{
	size_t records = refusal->records;

	if (refusal->code && strcmp(refusal->code, reason->code) <= 0)
		return;
	*refusal = *reason;
	refusal->records = records;
}

void ledger_blame(struct ledger *ledger, size_t row)
{
	struct refusal reason;

	if (!may_excuse(ledger))
		return;
	reason = refusal_for(ledger, REFUSED_AGENCY);
	give_reason(refusal_of(ledger, row), &reason);
	problem_excuse(ledger->problems, ledger->mark);
}

void ledger_refuse(struct ledger *ledger, struct evidence_file *file, size_t row)
{
	file->refused++;
	ledger->rows[row].came = true;
	ledger_blame(ledger, row);
	if (ledger->allow && ledger->links[row].refusal)
		refusal_of(ledger, row)->records++;
}

void ledger_refuse_record(struct ledger *ledger, struct evidence_file *file)
{
	struct refusal refusal;

	file->refused++;
	if (!may_excuse(ledger))
		return;
	refusal = refusal_for(ledger, REFUSED_RECORD);
	refusal.records = 1;
	refusals_add(&ledger->refusals, refusal);
	problem_excuse(ledger->problems, ledger->mark);
}

void ledger_lose(struct evidence_file *file)
{
	file->refused++;
}

void ledger_miss(struct ledger *ledger, size_t row)
{
	if (!may_excuse(ledger))
		return;
	*refusal_of(ledger, row) = refusal_for(ledger, ABSENT_AGENCY);
	problem_excuse(ledger->problems, ledger->mark);
}

/* --- Settling --- */

/* A record that does not say which edition it is of may be of any. */
static void spread(struct ledger *ledger, size_t from)
{
	const struct refusal reason = *refusal_of(ledger, from);
	const struct cohort *cohort = ledger->cohort;

	for (size_t row = 0; row < ledger->n_rows; row++)
		if (row != from && ledger->rows[row].came &&
		    !strcmp(cohort_id(cohort, row), cohort_id(cohort, from)))
			give_reason(refusal_of(ledger, row), &reason);
}

static void move_records(struct ledger *ledger, size_t row, struct refusal *refusal)
{
	for (uint32_t i = ledger->links[row].shares; i; i = ledger->shares[i - 1].previous) {
		const struct share *share = &ledger->shares[i - 1];
		struct evidence_file *file = &ledger->cohort->files[share->file];

		file->scored -= share->scored;
		file->empty -= share->empty;
		file->refused += share->scored + share->empty;
		refusal->records += share->scored + share->empty;
	}
}

static void name_agency(const struct ledger *ledger, size_t row, struct refusal *refusal)
{
	unsigned disputed = ledger->rows[row].disputed;

	refusal->id = cohort_id(ledger->cohort, row);
	refusal->edition = cohort_edition(ledger->cohort, row);
	refusal->name = disputed & DISPUTE_NAME ? "" : cohort_name(ledger->cohort, row);
	refusal->class_id = disputed & DISPUTE_CLASS ? "" : cohort_class_id(ledger->cohort, row);
	refusal->region = disputed & DISPUTE_REGION ? "" : cohort_region(ledger->cohort, row);
}

bool *ledger_close(struct ledger *ledger)
{
	struct refusals *settled = &ledger->cohort->refusals;
	bool *leaves;

	if (!ledger->refusals.count)
		return NULL;
	for (size_t row = 0; row < ledger->n_rows; row++)
		if (ledger->rows[row].wide && ledger->links[row].refusal)
			spread(ledger, row);
	leaves = mem_array(ledger->n_rows, sizeof(*leaves));
	for (size_t row = 0; row < ledger->n_rows; row++) {
		leaves[row] = ledger->links[row].refusal > 0;
		if (!leaves[row])
			continue;
		name_agency(ledger, row, refusal_of(ledger, row));
		move_records(ledger, row, refusal_of(ledger, row));
	}
	*settled = ledger->refusals;
	ledger->refusals = (struct refusals){0};
	refusals_sort(settled);
	return leaves;
}

/* --- Nothing is lost --- */

void ledger_reconcile(const struct cohort *cohort, struct problems *problems)
{
	for (size_t i = 0; i < cohort->n_files; i++) {
		const struct evidence_file *file = &cohort->files[i];
		struct place place = {.file = file->path};

		if (file->rows == file->scored + file->refused + file->empty)
			continue;
		problem_error(problems, EXIT_FAULT, E_RECONCILE, &place,
			      _("%zu records read, but %zu scored + %zu refused + %zu declared "
				"empty; this is a fault of juri"),
			      file->rows, file->scored, file->refused, file->empty);
	}
}
