#include "namesakes.h"

#include <stdlib.h>
#include <string.h>

#include "evidence_codes.h"
#include "lookup.h"
#include "memory.h"
#include "spelling.h"

/* A name, class or region as an agency first gave it. */
struct entry {
	uint32_t row;
	enum naming naming;
};

struct checker {
	const struct cohort *cohort;
	place_of_naming *place_of;
	void *user;
	struct problems *problems;
	struct entry *entries;
	size_t n_entries;
	struct lookup lookup; /* by skeleton */
	struct text skeleton, other_skeleton, key, other_key;
};

static const char *text_of(const struct checker *checker, const struct entry *entry)
{
	const struct agency *agency = &checker->cohort->agencies[entry->row];

	return entry->naming == NAMING_NAME    ? agency->name
	       : entry->naming == NAMING_CLASS ? cohort_class_id(checker->cohort, entry->row)
					       : cohort_region(checker->cohort, entry->row);
}

static struct place place_of(const struct checker *checker, const struct entry *entry)
{
	return checker->place_of(checker->user, entry->row, entry->naming);
}

/* --- What is said --- */

/* "name of agency "k1"", "region". */
static void add_subject(const struct checker *checker, const struct entry *entry, struct text *out)
{
	if (entry->naming == NAMING_NAME)
		text_print(out, _("name of agency %s"),
			   text_quoted(checker->cohort->agencies[entry->row].id));
	else
		text_add(out, entry->naming == NAMING_CLASS ? _("class") : _("region"));
}

/* "FILE:LINE" */
static void add_place(const struct checker *checker, const struct entry *entry, struct text *out)
{
	struct place place = place_of(checker, entry);

	text_add_escaped(out, place.file);
	text_print(out, ":%zu", place.line);
}

/* What the sentences of two entries are made of. */
struct pair {
	struct place place;
	struct text subject, other, other_place, difference;
};

static void pair_init(struct pair *pair, const struct checker *checker, const struct entry *mine,
		      const struct entry *other)
{
	*pair = (struct pair){.place = place_of(checker, mine)};
	add_subject(checker, mine, &pair->subject);
	add_subject(checker, other, &pair->other);
	add_place(checker, other, &pair->other_place);
	spelling_difference(&pair->difference, text_of(checker, mine), text_of(checker, other));
}

static void pair_finish(struct pair *pair)
{
	text_free(&pair->subject);
	text_free(&pair->other);
	text_free(&pair->other_place);
	text_free(&pair->difference);
}

static void refuse_namesake(const struct checker *checker, const struct entry *mine,
			    const struct entry *other)
{
	const char *text = text_of(checker, mine), *other_text = text_of(checker, other);
	struct pair pair;

	pair_init(&pair, checker, mine, other);
	if (!strcmp(text, other_text))
		problem_error(checker->problems, EXIT_EVIDENCE, E_NAMESAKE, &pair.place,
			      _("%s: expected a name of its own, found %s, the %s at %s"),
			      pair.subject.data, text_quoted(text), pair.other.data,
			      pair.other_place.data);
	else
		problem_error(checker->problems, EXIT_EVIDENCE, E_NAMESAKE, &pair.place,
			      _("%s: expected a name of its own, found %s, which differs from %s, "
				"the %s at %s, in spelling only (%s)"),
			      pair.subject.data, text_quoted(text), text_quoted(other_text),
			      pair.other.data, pair.other_place.data, pair.difference.data);
	pair_finish(&pair);
}

static void refuse_spelling(const struct checker *checker, const struct entry *mine,
			    const struct entry *other)
{
	struct pair pair;

	pair_init(&pair, checker, mine, other);
	problem_error(checker->problems, EXIT_EVIDENCE, E_SPELLING, &pair.place,
		      _("%s: expected one spelling, found %s; at %s it is %s (%s)"),
		      pair.subject.data, text_quoted(text_of(checker, mine)), pair.other_place.data,
		      text_quoted(text_of(checker, other)), pair.difference.data);
	pair_finish(&pair);
}

static void refuse_look_alike(const struct checker *checker, const struct entry *mine,
			      const struct entry *other)
{
	struct pair pair;

	pair_init(&pair, checker, mine, other);
	problem_error(checker->problems, EXIT_EVIDENCE, E_LOOK_ALIKE, &pair.place,
		      _("%s: expected letters of one script, found %s, which looks like %s, the %s "
			"at %s (%s)"),
		      pair.subject.data, text_quoted(text_of(checker, mine)),
		      text_quoted(text_of(checker, other)), pair.other.data, pair.other_place.data,
		      pair.difference.data);
	pair_finish(&pair);
}

static void warn_of_scripts(const struct checker *checker, const struct entry *mine)
{
	uint32_t intruder = spelling_intruder(text_of(checker, mine));
	struct place place = place_of(checker, mine);
	struct text subject = {0};

	if (!intruder)
		return;
	add_subject(checker, mine, &subject);
	problem_warning(checker->problems, W_SCRIPTS, &place,
			_("%s: expected letters of one script in a word, found U+%04X in %s"),
			subject.data, intruder, text_quoted(text_of(checker, mine)));
	text_free(&subject);
}

static void refuse_invisible(const struct checker *checker, const struct entry *mine)
{
	struct place place = place_of(checker, mine);
	struct text subject = {0};

	add_subject(checker, mine, &subject);
	problem_error(checker->problems, EXIT_EVIDENCE, E_UNSEEN, &place,
		      _("%s: expected a text that can be seen, found %s"), subject.data,
		      text_quoted(text_of(checker, mine)));
	text_free(&subject);
}

/* --- Finding them --- */

/* Two names of one skeleton. True when nothing more is to be looked for. */
static bool judge(struct checker *checker, const struct entry *mine, const struct entry *other)
{
	const struct agency *a = &checker->cohort->agencies[mine->row];
	const struct agency *b = &checker->cohort->agencies[other->row];
	bool same_kind = mine->naming == other->naming;

	spelling_key(&checker->key, text_of(checker, mine));
	spelling_key(&checker->other_key, text_of(checker, other));
	if (strcmp(checker->key.data, checker->other_key.data) != 0) {
		refuse_look_alike(checker, mine, other);
		return true;
	}
	if (!same_kind || (mine->naming == NAMING_NAME && a->edition_index != b->edition_index))
		return false;
	if (mine->naming == NAMING_NAME)
		refuse_namesake(checker, mine, other);
	else
		refuse_spelling(checker, mine, other);
	return true;
}

/* A class or region that an earlier agency has, too. */
static bool is_known(const struct checker *checker, const struct entry *mine, uint32_t hash)
{
	size_t at;

	if (mine->naming == NAMING_NAME)
		return false;
	for (uint32_t i = lookup_first(&checker->lookup, hash, &at); i != LOOKUP_NONE;
	     i = lookup_next(&checker->lookup, hash, &at))
		if (checker->entries[i].naming == mine->naming &&
		    !strcmp(text_of(checker, mine), text_of(checker, &checker->entries[i])))
			return true;
	return false;
}

static bool has_skeleton(struct checker *checker, const struct entry *other)
{
	spelling_skeleton(&checker->other_skeleton, text_of(checker, other));
	return !strcmp(checker->skeleton.data, checker->other_skeleton.data);
}

/* The name that an agency has in another edition, to the byte: nothing to compare. */
static bool is_elsewhere(const struct checker *checker, const struct entry *mine,
			 const struct entry *other)
{
	const struct agency *a = &checker->cohort->agencies[mine->row];
	const struct agency *b = &checker->cohort->agencies[other->row];

	return mine->naming == NAMING_NAME && other->naming == NAMING_NAME &&
	       a->edition_index != b->edition_index && !strcmp(a->name, b->name);
}

static bool is_refused(struct checker *checker, const struct entry *mine, uint32_t hash)
{
	size_t at;

	for (uint32_t i = lookup_first(&checker->lookup, hash, &at); i != LOOKUP_NONE;
	     i = lookup_next(&checker->lookup, hash, &at))
		if (!is_elsewhere(checker, mine, &checker->entries[i]) &&
		    has_skeleton(checker, &checker->entries[i]) &&
		    judge(checker, mine, &checker->entries[i]))
			return true;
	return false;
}

static void add(struct checker *checker, const struct entry *mine, uint32_t hash)
{
	checker->entries =
	    mem_grow(checker->entries, checker->n_entries, sizeof(*checker->entries));
	checker->entries[checker->n_entries] = *mine;
	lookup_add(&checker->lookup, hash, (uint32_t)checker->n_entries++);
}

static void look_at(struct checker *checker, size_t row, enum naming naming)
{
	struct entry mine = {(uint32_t)row, naming};
	uint32_t hash;
	bool refused;

	spelling_skeleton(&checker->skeleton, text_of(checker, &mine));
	if (!checker->skeleton.length) {
		refuse_invisible(checker, &mine);
		return;
	}
	hash = lookup_hash(LOOKUP_SEED, checker->skeleton.data, checker->skeleton.length);
	if (is_known(checker, &mine, hash))
		return;
	refused = is_refused(checker, &mine, hash);
	if (!refused)
		warn_of_scripts(checker, &mine);
	if (!refused || naming != NAMING_NAME) /* a wrong spelling is said once */
		add(checker, &mine, hash);
}

/* Nothing is there, or what the agency before has: neighbours often share class and region. */
static bool is_known_text(const char *text, const char *before)
{
	return !*text || (before && !strcmp(text, before));
}

static void look_at_agency(struct checker *checker, const struct namesakes_rules *rules, size_t row)
{
	const struct agency *agency = &rules->cohort->agencies[row];
	const struct agency *before =
	    row && !(rules->leaves && rules->leaves[row - 1]) ? agency - 1 : NULL;

	look_at(checker, row, NAMING_NAME);
	if (!rules->classes_declared &&
	    !is_known_text(cohort_class_id(rules->cohort, row),
			   before ? cohort_class_id(rules->cohort, row - 1) : NULL))
		look_at(checker, row, NAMING_CLASS);
	if (!is_known_text(cohort_region(rules->cohort, row),
			   before ? cohort_region(rules->cohort, row - 1) : NULL))
		look_at(checker, row, NAMING_REGION);
}

void namesakes_check(const struct namesakes_rules *rules, struct problems *problems)
{
	struct checker checker = {.cohort = rules->cohort,
				  .place_of = rules->place_of,
				  .user = rules->user,
				  .problems = problems};

	for (size_t row = 0; row < rules->cohort->rows; row++)
		if (!rules->leaves || !rules->leaves[row])
			look_at_agency(&checker, rules, row);
	free(checker.entries);
	lookup_free(&checker.lookup);
	text_free(&checker.skeleton);
	text_free(&checker.other_skeleton);
	text_free(&checker.key);
	text_free(&checker.other_key);
}
