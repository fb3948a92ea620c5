#include "entrants.h"

#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "json_out.h"
#include "ranking.h"

/* A sorted list of texts. */
struct names_of {
	const char **list;
	size_t count;
};

struct reader {
	struct entrants *entrants;
	const struct round *round;
	struct problems *problems;
	cJSON *results;
	const cJSON **awards; /* those that let in */
	size_t n_awards;
	const char *stage;
	struct names_of failed, tied; /* keys of places, see place_key */
	struct text key;
};

/* --- The two documents --- */

static void refuse(struct problems *problems, const char *path, const char *code,
		   const char *sentence)
{
	struct place place = {.file = path};

	problem_error(problems, EXIT_EVIDENCE, code, &place, "%s", sentence);
}

static const char *keep(struct reader *reader, const char *text)
{
	return arena_copy(&reader->entrants->arena, text, strlen(text));
}

static const char *path_in(struct reader *reader, const char *folder, const char *name)
{
	char *path = mem_print("%s/%s", folder, name);
	const char *kept = keep(reader, path);

	free(path);
	return kept;
}

/* The hash that a manifest gives for results.json; "" when it has none. */
static const char *hash_in(const cJSON *manifest)
{
	const cJSON *file;

	cJSON_ArrayForEach(file, json_member(manifest, "files"))
	{
		if (!strcmp(json_text_of(file, "name"), "results.json"))
			return json_text_of(file, "sha256");
	}
	return "";
}

static bool check_hash(struct reader *reader)
{
	const char *path = reader->entrants->manifest;
	char own[SHA256_HEX], *text = input_all(path, own, reader->problems);
	cJSON *manifest = text ? json_parse(text) : NULL;
	const char *expected = hash_in(manifest);
	bool good = !strcmp(expected, reader->entrants->sha256);

	if (text && (strcmp(json_text_of(manifest, "kind"), "bundle") != 0 || !*expected))
		refuse(reader->problems, path, E_NO_MANIFEST,
		       _("expected the manifest of a bundle, found something else"));
	else if (text && !good)
		refuse(reader->problems, reader->entrants->path, E_OTHER_RESULTS,
		       _("expected the results that manifest.json lists, found others (another "
			 "SHA-256)"));
	cJSON_Delete(manifest);
	free(text);
	return good;
}

static bool is_results(const cJSON *document)
{
	static const char *const lists[] = {"agencies", "rankings", "awards", "left_behind"};
	bool good = cJSON_IsObject(document) && cJSON_IsObject(json_member(document, "round"));

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		good = good && cJSON_IsArray(json_member(document, lists[i]));
	return good;
}

static bool read_results(struct reader *reader, const char *folder)
{
	const char *path = path_in(reader, folder, "results.json");
	char *text = input_all(path, reader->entrants->sha256, reader->problems);

	reader->entrants->path = path;
	reader->entrants->manifest = path_in(reader, folder, "manifest.json");
	if (!text)
		return false;
	if (check_hash(reader)) {
		reader->results = json_parse(text);
		if (!is_results(reader->results))
			refuse(reader->problems, path, E_NO_RESULTS,
			       _("expected results as in core/results.schema.json, found others"));
	}
	free(text);
	reader->entrants->test = cJSON_IsTrue(json_member(reader->results, "test"));
	return is_results(reader->results);
}

/* --- Who enters --- */

static bool lets_in(const struct round *round, const char *award)
{
	return round_class_in(round->entrants.awards, round->entrants.n_awards, award);
}

static void find_awards(struct reader *reader)
{
	const cJSON *award;

	cJSON_ArrayForEach(award, json_member(reader->results, "awards"))
	{
		if (!lets_in(reader->round, json_text_of(award, "id")))
			continue;
		reader->awards =
		    mem_grow(reader->awards, reader->n_awards, sizeof(*reader->awards));
		reader->awards[reader->n_awards++] = award;
	}
}

static void check_awards(struct reader *reader)
{
	const struct entrants_rule *rule = &reader->round->entrants;

	for (size_t i = 0; i < rule->n_awards; i++) {
		bool found = false;

		for (size_t a = 0; a < reader->n_awards && !found; a++)
			found = text_glob(rule->awards[i], json_text_of(reader->awards[a], "id"));
		if (!found)
			problem_error(reader->problems, EXIT_CONFIG, E_NO_AWARD, &rule->place,
				      _("[entrants] award: expected an award of %s, found %s"),
				      reader->entrants->path, text_quoted(rule->awards[i]));
	}
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_name(struct names_of *names, const char *name)
{
	names->list = mem_grow(names->list, names->count, sizeof(*names->list));
	names->list[names->count++] = name;
}

/* Sorted, each once. */
static void settle(struct names_of *names)
{
	size_t kept = 0;

	if (names->count)
		qsort(names->list, names->count, sizeof(*names->list), by_bytes);
	for (size_t i = 0; i < names->count; i++)
		if (!kept || strcmp(names->list[kept - 1], names->list[i]) != 0)
			names->list[kept++] = names->list[i];
	names->count = kept;
}

static bool has_name(const struct names_of *names, const char *name)
{
	return names->count &&
	       bsearch(&name, names->list, names->count, sizeof(*names->list), by_bytes);
}

static bool is_entrant(const struct entrants *entrants, const char *id)
{
	return has_name(&(struct names_of){entrants->ids, entrants->n_ids}, id);
}

/* An agency at a place of a ranking, as one text; valid until the next call. */
static const char *place_key(struct reader *reader, const char *of, const char *ranking,
			     const char *group, const cJSON *agency)
{
	reader->key.length = 0;
	text_print(&reader->key, "%s\n%s\n%s\n%s\n%s", of, ranking, group,
		   json_text_of(agency, "edition"), json_text_of(agency, "id"));
	return reader->key.data;
}

static const char *key_where(struct reader *reader, const cJSON *where, const cJSON *agency)
{
	return keep(reader,
		    place_key(reader, json_text_of(where, "of"), json_text_of(where, "ranking"),
			      json_text_of(where, "group"), agency));
}

static void add_winners(struct reader *reader, const cJSON *award, struct names_of *ids)
{
	const cJSON *entry, *agency;

	cJSON_ArrayForEach(entry, json_member(award, "winners"))
	{
		add_name(ids, keep(reader, json_text_of(entry, "id")));
	}
	cJSON_ArrayForEach(entry, json_member(award, "below_minimum"))
	{
		add_name(&reader->failed, key_where(reader, entry, entry));
	}
	cJSON_ArrayForEach(entry, json_member(award, "withheld"))
	{
		cJSON_ArrayForEach(agency, json_member(entry, "tied"))
		{
			add_name(&reader->tied, key_where(reader, entry, agency));
		}
	}
}

static void find_winners(struct reader *reader)
{
	struct names_of ids = {0};

	for (size_t a = 0; a < reader->n_awards; a++)
		add_winners(reader, reader->awards[a], &ids);
	settle(&ids);
	settle(&reader->failed);
	settle(&reader->tied);
	reader->entrants->ids = ids.list;
	reader->entrants->n_ids = ids.count;
	if (!ids.count && !reader->problems->errors)
		refuse(reader->problems, reader->entrants->path, E_NO_ENTRANT,
		       _("expected winners of the awards that let in, found none"));
}

/* --- Who was left behind --- */

static const struct left_behind *first_row(const struct entrants *entrants, const char *id)
{
	uint32_t hash = lookup_hash(LOOKUP_SEED, id, strlen(id)), least = LOOKUP_NONE;
	size_t at;

	for (uint32_t i = lookup_first(&entrants->by_id, hash, &at); i != LOOKUP_NONE;
	     i = lookup_next(&entrants->by_id, hash, &at))
		if (!strcmp(entrants->rows[i].id, id) && i < least)
			least = i;
	return least == LOOKUP_NONE ? NULL : &entrants->rows[least];
}

static void add_row(struct reader *reader, struct left_behind row)
{
	struct entrants *entrants = reader->entrants;

	entrants->rows = mem_grow(entrants->rows, entrants->n_rows, sizeof(*entrants->rows));
	entrants->rows[entrants->n_rows] = row;
	lookup_add(&entrants->by_id, lookup_hash(LOOKUP_SEED, row.id, strlen(row.id)),
		   (uint32_t)entrants->n_rows++);
}

/* Ranks are whole or halves. */
static int64_t twice_rank_of(const cJSON *entry)
{
	const cJSON *rank = json_member(entry, "rank");

	return cJSON_IsNumber(rank) ? (int64_t)(2 * rank->valuedouble) : 0;
}

static const char *rank_of(struct reader *reader, const cJSON *entry)
{
	char text[DECIMAL_TEXT];

	return keep(reader, rank_text(text, twice_rank_of(entry)));
}

static void carry_along(struct reader *reader)
{
	const cJSON *row;

	cJSON_ArrayForEach(row, json_member(reader->results, "left_behind"))
	{
		add_row(reader,
			(struct left_behind){.stage = keep(reader, json_text_of(row, "stage")),
					     .of = keep(reader, json_text_of(row, "of")),
					     .edition = keep(reader, json_text_of(row, "edition")),
					     .group = keep(reader, json_text_of(row, "group")),
					     .rank = rank_of(reader, row),
					     .id = keep(reader, json_text_of(row, "id")),
					     .name = keep(reader, json_text_of(row, "name")),
					     .class_id = keep(reader, json_text_of(row, "class")),
					     .region = keep(reader, json_text_of(row, "region")),
					     .status = keep(reader, json_text_of(row, "status")),
					     .reason = keep(reader, json_text_of(row, "reason"))});
	}
}

/* The agencies of the earlier results are in order: by edition, then id. */
static int compare_agencies(const cJSON *a, const cJSON *b)
{
	int order = strcmp(json_text_of(a, "edition"), json_text_of(b, "edition"));

	return order ? order : strcmp(json_text_of(a, "id"), json_text_of(b, "id"));
}

static int by_edition_and_id(const void *a, const void *b)
{
	return compare_agencies(*(const cJSON *const *)a, *(const cJSON *const *)b);
}

struct agencies {
	const cJSON **list;
	size_t count;
};

static struct agencies list_agencies(const struct reader *reader)
{
	struct agencies agencies = {0};
	const cJSON *agency;

	cJSON_ArrayForEach(agency, json_member(reader->results, "agencies"))
	{
		agencies.list = mem_grow(agencies.list, agencies.count, sizeof(*agencies.list));
		agencies.list[agencies.count++] = agency;
	}
	if (agencies.count)
		qsort(agencies.list, agencies.count, sizeof(*agencies.list), by_edition_and_id);
	return agencies;
}

static struct left_behind row_of(struct reader *reader, const struct agencies *agencies,
				 const cJSON *entry)
{
	const cJSON **found = agencies->count ? bsearch(&entry, agencies->list, agencies->count,
							sizeof(*agencies->list), by_edition_and_id)
					      : NULL;
	const cJSON *agency = found ? *found : NULL;

	return (struct left_behind){.stage = reader->stage,
				    .of = "",
				    .edition = keep(reader, json_text_of(entry, "edition")),
				    .group = "",
				    .rank = rank_of(reader, entry),
				    .id = keep(reader, json_text_of(entry, "id")),
				    .name = keep(reader, json_text_of(agency, "name")),
				    .class_id = keep(reader, json_text_of(agency, "class")),
				    .region = keep(reader, json_text_of(agency, "region")),
				    .status = "not-chosen",
				    .reason = ""};
}

/* Whether an award that lets in draws on this ranking. */
static bool is_drawn_on(const struct reader *reader, const cJSON *ranking)
{
	const cJSON *source;

	for (size_t a = 0; a < reader->n_awards; a++) {
		cJSON_ArrayForEach(source, json_member(reader->awards[a], "rankings"))
		{
			if (!strcmp(json_text_of(source, "of"), json_text_of(ranking, "of")) &&
			    !strcmp(json_text_of(source, "ranking"), json_text_of(ranking, "id")))
				return true;
		}
	}
	return false;
}

/* A group of an earlier ranking. */
struct group {
	const char *of, *ranking, *id;
};

static const char *why_behind(struct reader *reader, const struct group *group, const cJSON *entry)
{
	const char *key = place_key(reader, group->of, group->ranking, group->id, entry);

	if (has_name(&reader->tied, key))
		return "tied-at-cut";
	return has_name(&reader->failed, key) ? "below-minimum" : "behind-cut";
}

/* Places that tell nothing: where the node does not apply, and of those whom an earlier stage has left behind. */
static bool tells_nothing(const struct entrants *entrants, const cJSON *entry)
{
	const char *status = json_text_of(entry, "status");

	return is_entrant(entrants, json_text_of(entry, "id")) ||
	       !strcmp(status, "not-applicable") ||
	       (!strcmp(status, "not-entered") && first_row(entrants, json_text_of(entry, "id")));
}

static void add_group(struct reader *reader, const struct agencies *agencies, struct group *group,
		      const cJSON *entries)
{
	const cJSON *entry;

	cJSON_ArrayForEach(entry, entries)
	{
		struct left_behind row;

		if (tells_nothing(reader->entrants, entry))
			continue;
		row = row_of(reader, agencies, entry);
		row.of = group->of;
		row.group = group->id;
		row.status = keep(reader, json_text_of(entry, "status"));
		row.reason = strcmp(row.status, "ranked") != 0
				 ? keep(reader, json_text_of(entry, "reason"))
				 : why_behind(reader, group, entry);
		add_row(reader, row);
	}
}

static void add_ranking(struct reader *reader, const struct agencies *agencies,
			const cJSON *ranking)
{
	const cJSON *entries;

	cJSON_ArrayForEach(entries, json_member(ranking, "groups"))
	{
		struct group group = {.of = keep(reader, json_text_of(ranking, "of")),
				      .ranking = json_text_of(ranking, "id"),
				      .id = keep(reader, json_text_of(entries, "id"))};

		add_group(reader, agencies, &group, json_member(entries, "entries"));
	}
}

/* Those of whom the earlier stage had no evidence, or none that was good. */
static void list_refused(struct reader *reader)
{
	const cJSON *entry;

	cJSON_ArrayForEach(entry, json_member(reader->results, "refused"))
	{
		const char *id = json_text_of(entry, "id");

		if (!*id || is_entrant(reader->entrants, id) || first_row(reader->entrants, id))
			continue;
		add_row(reader, (struct left_behind){
				    .stage = reader->stage,
				    .of = "",
				    .edition = keep(reader, json_text_of(entry, "edition")),
				    .group = "",
				    .rank = "",
				    .id = keep(reader, id),
				    .name = keep(reader, json_text_of(entry, "name")),
				    .class_id = keep(reader, json_text_of(entry, "class")),
				    .region = keep(reader, json_text_of(entry, "region")),
				    .status = keep(reader, json_text_of(entry, "status")),
				    .reason = keep(reader, json_text_of(entry, "code"))});
	}
}

static void list_left_behind(struct reader *reader)
{
	struct agencies agencies = list_agencies(reader);
	const cJSON *ranking;

	carry_along(reader);
	cJSON_ArrayForEach(ranking, json_member(reader->results, "rankings"))
	{
		if (is_drawn_on(reader, ranking))
			add_ranking(reader, &agencies, ranking);
	}
	for (size_t i = 0; i < agencies.count; i++) {
		const char *id = json_text_of(agencies.list[i], "id");

		if (!is_entrant(reader->entrants, id) && !first_row(reader->entrants, id))
			add_row(reader, row_of(reader, &agencies, agencies.list[i]));
	}
	free(agencies.list);
	list_refused(reader);
}

/* "TITLE (EDITION)" of the earlier round. */
static const char *stage_name(struct reader *reader)
{
	static const char *const languages[] = {"text", "id", "en"};
	const cJSON *round = json_member(reader->results, "round"),
		    *title = json_member(round, "title");
	const char *text = "", *kept;
	char *name;

	for (size_t i = 0; i < 3 && !*text; i++)
		text = json_text_of(title, languages[i]);
	name = mem_print("%s (%s)", text, json_text_of(round, "edition"));
	kept = keep(reader, name);
	free(name);
	return kept;
}

/* Prizes that were withheld then may have been tickets to this stage. */
static void warn_withheld(const struct reader *reader)
{
	struct place place = {.file = reader->entrants->path};
	const cJSON *category;

	cJSON_ArrayForEach(category, json_member(reader->results, "withheld"))
	    problem_warning(reader->problems, W_WITHHELD, &place,
			    _("the category %s was withheld there: its winners do not enter"),
			    text_quoted(json_text_of(category, "category")));
}

void entrants_read(struct entrants *entrants, const struct round *round, const char *folder,
		   struct problems *problems)
{
	struct reader reader = {.entrants = entrants, .round = round, .problems = problems};

	*entrants = (struct entrants){0};
	if (read_results(&reader, folder ? folder : round->entrants.bundle)) {
		reader.stage = stage_name(&reader);
		find_awards(&reader);
		check_awards(&reader);
		warn_withheld(&reader);
		find_winners(&reader);
		list_left_behind(&reader);
	}
	cJSON_Delete(reader.results);
	free(reader.awards);
	free(reader.failed.list);
	free(reader.tied.list);
	text_free(&reader.key);
}

/* --- In the cohort --- */

static const char *why_not(const struct entrants *entrants, const char *id)
{
	const struct left_behind *row = first_row(entrants, id);

	if (!row)
		return "not-there";
	return !strcmp(row->status, "ranked") ? row->reason : row->status;
}

const char *entrants_words(const char *reason)
{
	static const struct {
		const char *reason, *words;
	} own[] = {{"not-there", N_("not in the stage before")},
		   {"tied-at-cut", N_("tied at the cut")},
		   {"below-minimum", N_("below a minimum")},
		   {"behind-cut", N_("behind the cut")}};

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (!strcmp(own[i].reason, reason))
			return _(own[i].words);
	for (unsigned status = 0; status < RANK_STATUSES; status++)
		if (!strcmp(rank_status_name(status), reason))
			return rank_status_words(status);
	return reason;
}

/* An entrant without a record; where refusing is allowed, it is listed. */
static void miss(const struct entrants *entrants, const char *id, struct cohort *cohort,
		 bool allow_refused, struct problems *problems)
{
	struct problem_mark mark = problem_mark(problems);
	struct place place = {.file = entrants->path};
	char *sentence = mem_print(
	    _("agency %s: expected evidence of every entrant, found no record"), text_quoted(id));

	problem_error(problems, EXIT_EVIDENCE, E_NO_EVIDENCE, &place, "%s", sentence);
	if (allow_refused) {
		refusals_add(
		    &cohort->refusals,
		    (struct refusal){.kind = ABSENT_AGENCY,
				     .id = id,
				     .edition = cohort->n_editions == 1 ? cohort->editions[0] : "",
				     .name = id,
				     .class_id = "",
				     .region = "",
				     .code = E_NO_EVIDENCE,
				     .sentence = cohort_keep(cohort, sentence, strlen(sentence)),
				     .place = place});
		problem_excuse(problems, mark);
	}
	free(sentence);
}

static bool is_there(const struct cohort *cohort, const char *id)
{
	return cohort_find(cohort, id, strlen(id)) != SIZE_MAX ||
	       refusals_have(&cohort->refusals, id);
}

void entrants_apply(const struct entrants *entrants, struct cohort *cohort, bool allow_refused,
		    struct problems *problems)
{
	struct place place = {.file = entrants->path};

	if (entrants->test != cohort->test)
		problem_error(problems, EXIT_EVIDENCE, E_OTHER_KIND, &place,
			      cohort->test
				  ? _("expected the results of test evidence, as this evidence is, "
				      "found real ones")
				  : _("expected the results of real evidence, as this evidence is, "
				      "found those of test evidence"));
	for (size_t row = 0; row < cohort->rows; row++) {
		struct agency *agency = cohort_agency(cohort, row);
		const char *reason;

		if (is_entrant(entrants, cohort_id(cohort, row)))
			continue;
		agency->left_out = true;
		agency->competes = false;
		reason = why_not(entrants, cohort_id(cohort, row));
		cohort_set_reason(cohort, row, reason, strlen(reason));
	}
	for (size_t i = 0; i < entrants->n_ids; i++)
		if (!is_there(cohort, entrants->ids[i]))
			miss(entrants, entrants->ids[i], cohort, allow_refused, problems);
	refusals_sort(&cohort->refusals);
}

void entrants_free(struct entrants *entrants)
{
	free(entrants->ids);
	free(entrants->rows);
	lookup_free(&entrants->by_id);
	arena_free(&entrants->arena);
	*entrants = (struct entrants){0};
}
