#include "keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define RANKINGS ((unsigned)IN_RANKING | IN_FURTHER)

const struct key key_table[] = {
    /* round */
    {"title", IN_ROUND | IN_AWARD, VALUE_TEXT, NULL, KEY_REQUIRED | KEY_LANGUAGE, N_("title")},
    {"title", IN_CLASS | IN_OVERALL | IN_FURTHER | IN_NODES, VALUE_TEXT, NULL, KEY_LANGUAGE,
     N_("title; default: the ID")},
    {"edition", IN_ROUND, VALUE_TEXTS, NULL, KEY_REQUIRED,
     N_("the edition, such as a year; a list or globs: a panel")},
    {"extends", IN_ROUND | IN_CATEGORY, VALUE_TEXT, NULL, 0, N_("file whose keys come first")},
    {"precision", IN_ROUND, VALUE_DECIMALS, "2", 0, N_("decimals of published scores")},
    {"rounding", IN_ROUND, VALUE_ROUNDING, "half-even", 0, N_("rounding of published scores")},
    {"rank-on", IN_ROUND, VALUE_RANK_ON, "published", 0,
     N_("whether ranks compare published or exact scores")},
    {"plugins", IN_ROUND, VALUE_TEXT, NULL, 0,
     N_("folder with plugins of the round, looked through after --plugins; default: none")},
    {"meant", IN_ROUND, VALUE_WARNINGS, NULL, 0,
     N_("warnings of juri check that are meant, anywhere in the round")},
    {"precision", IN_FURTHER, VALUE_DECIMALS, NULL, 0, N_("default: the round's")},
    {"rounding", IN_FURTHER, VALUE_ROUNDING, NULL, 0, N_("default: the round's")},
    {"rank-on", IN_FURTHER, VALUE_RANK_ON, NULL, 0, N_("default: the round's")},
    {"id", IN_EVIDENCE, VALUE_TEXT, "id", 0, N_("column of the agency's id")},
    {"name", IN_EVIDENCE, VALUE_TEXT, "name", 0, N_("column of the agency's name")},
    {"class", IN_EVIDENCE, VALUE_TEXT, "class", 0, N_("column of the class")},
    {"region", IN_EVIDENCE, VALUE_TEXT, "region", 0, N_("column of the region")},
    {"edition", IN_EVIDENCE, VALUE_TEXT, "edition", 0, N_("column of the edition")},
    {"item", IN_EVIDENCE, VALUE_TEXT, "item", 0,
     N_("column of the item; a CSV file that has it is long: one row per item")},
    {"delimiter", IN_EVIDENCE, VALUE_DELIMITER, ",", 0, N_("CSV: the sign between fields")},
    {"decimal", IN_EVIDENCE, VALUE_MARK, ".", 0, N_("CSV: the sign before decimals")},
    {"extra-fields", IN_EVIDENCE, VALUE_EXTRA, "error", 0,
     N_("columns and fields that the round does not know")},
    {"ignore", IN_EVIDENCE, VALUE_GLOBS, NULL, 0, N_("columns and fields to skip")},
    {"missing", IN_EVIDENCE, VALUE_TEXTS, NULL, 0,
     N_("cell texts that mean missing, besides the empty one")},
    {"not-applicable", IN_EVIDENCE, VALUE_TEXTS, NULL, 0,
     N_("cell texts that mean not applicable")},
    {"roster", IN_EVIDENCE, VALUE_TEXT, NULL, 0,
     N_("file with the agencies that are expected; default: none")},
    {"declared", IN_EVIDENCE, VALUE_TEXT, NULL, 0,
     N_("file with the rows and hashes of the evidence files; default: none")},
    {"frozen", IN_EVIDENCE, VALUE_TEXT, NULL, 0,
     N_("folder of juri freeze; other evidence is refused")},
    {"rank-by", IN_CLASS, VALUE_CHAIN, NULL, 0, N_("keys of the ranking for this class")},
    {"criteria", IN_ENTRY, VALUE_TEXT, NULL, KEY_REQUIRED, N_("criteria file")},
    {"weight", IN_ENTRY, VALUE_WEIGHT, NULL, 0, N_("weight in overall; default: equal")},
    {"classes", IN_ENTRY | IN_AWARD, VALUE_GLOBS, NULL, 0,
     N_("classes that compete; default: all")},
    {"needs", IN_ENTRY, VALUE_NEEDS, NULL, 0, N_("replaces the needs of the category")},
    {"aggregate", IN_OVERALL, VALUE_AGGREGATE, "mean", 0,
     N_("how the categories become one score")},
    {"needs", IN_OVERALL, VALUE_NEEDS, "any", 0, N_("what must be there for a score")},
    {"of", IN_FURTHER, VALUE_TEXT, NULL, KEY_REQUIRED, N_("CATEGORY, CATEGORY/NODE or overall")},
    {"rank-by", RANKINGS, VALUE_CHAIN, "score", 0, N_("keys in order")},
    {"ties", RANKINGS, VALUE_TIES, "competition", 0, N_("ranks of equal agencies")},
    {"within", RANKINGS, VALUE_WITHIN, "class", 0, N_("who is ranked together")},
    {"of", IN_AWARD, VALUE_TEXTS, NULL, 0,
     N_("list of CATEGORY, CATEGORY/NODE, overall; default: all categories")},
    {"first", IN_AWARD, VALUE_COUNT, NULL, KEY_BY_CLASS, N_("the first n of each group win")},
    {"at-cut", IN_AWARD, VALUE_CUT, "extend", 0, N_("a tie at the cut")},
    {"places", IN_AWARD, VALUE_TEXTS, NULL, 0, N_("names of the places; default: I, II, III..")},
    {"min-score", IN_AWARD, VALUE_POINTS, NULL, KEY_BY_CLASS, N_("least published score")},
    {"min-grade", IN_AWARD, VALUE_TEXT, NULL, KEY_BY_CLASS, N_("least grade")},
    {"min-coverage", IN_AWARD, VALUE_PERCENT, NULL, KEY_BY_CLASS,
     N_("least published coverage, percent")},
    {"ranking", IN_AWARD, VALUE_ID, "main", 0, N_("which ranking")},
    {"given-to", IN_AWARD, VALUE_IDS, NULL, 0, N_("agencies that people chose")},
    {"source", IN_AWARD, VALUE_TEXT, NULL, 0, N_("where the choice is published")},
    {"bundle", IN_ENTRANTS, VALUE_TEXT, NULL, KEY_REQUIRED,
     N_("folder with the bundle of an earlier stage")},
    {"award", IN_ENTRANTS, VALUE_GLOBS, NULL, KEY_REQUIRED, N_("its awards that let in")},
    {"by", IN_TALLY, VALUE_TALLY, "region", 0, N_("what prizes are counted by")},
    {"awards", IN_TALLY, VALUE_GLOBS, NULL, 0, N_("awards that count; default: all")},
    /* nodes */
    {"in", IN_GROUP | IN_CRITERION, VALUE_ID, NULL, 0, N_("parent; default: the category")},
    {"source", IN_NODES, VALUE_TEXT, NULL, KEY_BELOW,
     N_("where the rule is published, or assumption")},
    {"weight", IN_CRITERION, VALUE_WEIGHT, NULL, 0, N_("default: equal to its siblings")},
    {"weight", IN_GROUP, VALUE_GROUP_WEIGHT, NULL, 0,
     N_("default: equal to its siblings; sum: of its children")},
    {"weight-sum", IN_INNER, VALUE_WEIGHT_SUM, "100", KEY_BELOW,
     N_("what the children's weights add up to")},
    {"round", IN_NODES, VALUE_ROUNDS, NULL, 0, N_("rounding of the value passed up")},
    {"grades", IN_NODES, VALUE_GRADES, NULL, 0, N_("grades by the published score")},
    {"range", IN_NODES, VALUE_BOUNDS, "0..100", KEY_BELOW, N_("points outside are a fault")},
    {"role", IN_GROUP | IN_CRITERION, VALUE_ROLE, "score", 0,
     N_("what the node does to its parent")},
    {"min", IN_GROUP | IN_CRITERION, VALUE_POINTS, NULL, 0,
     N_("gate: least score; minmax: frozen minimum")},
    {"max", IN_CRITERION, VALUE_NUMBER, NULL, 0, N_("minmax: frozen maximum")},
    {"applies", IN_NODES, VALUE_GLOBS, NULL, KEY_BELOW, N_("classes, edition GLOB; default: all")},
    {"missing", IN_NODES, VALUE_MISSING, "withhold", KEY_BELOW, N_("a node without a value")},
    {"meant", IN_NODES, VALUE_WARNINGS, NULL, KEY_BELOW,
     N_("warnings of juri check that are meant")},
    {"screen", IN_CATEGORY, VALUE_SHARE, NULL, 0,
     N_("least share of an agency's measures; who has less leaves")},
    {"aggregate", IN_INNER, VALUE_AGGREGATE, "mean", KEY_BELOW,
     N_("how the children become one score")},
    {"needs", IN_INNER, VALUE_NEEDS, "any", KEY_BELOW, N_("what must be there for a score")},
    {"rescale", IN_INNER, VALUE_RESCALE, "none", KEY_BELOW,
     N_("relative scale on the node's score")},
    {"passes", IN_INNER, VALUE_PASSES, "after", KEY_BELOW,
     N_("which value goes up, after or before rescale")},
    {"plugin", IN_CATEGORY, VALUE_ID, "generic", 0,
     N_("the plugin whose methods the criteria use")},
    {"plugin-sha256", IN_CATEGORY, VALUE_SHA256, NULL, 0,
     N_("the hash of its file; another file is not opened")},
    {"method", IN_NODES, VALUE_ID, "value", KEY_BELOW, N_("what is measured")},
    {"of", IN_CRITERION, VALUE_TEXT, NULL, 0, N_("another node, whose value is the measure")},
    {"measure-round", IN_CRITERION, VALUE_ROUND, NULL, 0, N_("rounding of the measure")},
    {"measure-range", IN_CRITERION, VALUE_RANGE, NULL, 0, N_("the measure is clamped into it")},
    {"outliers", IN_NODES, VALUE_OUTLIERS, "keep", KEY_BELOW,
     N_("extreme measures: winsorised, or the log of all")},
    {"skew", IN_NODES, VALUE_LIMIT, "2", KEY_BELOW, N_("outliers: less skewness is left alone")},
    {"kurtosis", IN_NODES, VALUE_LIMIT, "3.5", KEY_BELOW,
     N_("outliers: less excess kurtosis is left alone")},
    {"direction", IN_NODES, VALUE_DIRECTION, NULL, KEY_BELOW,
     N_("relative scales: which measure is better")},
    {"scale", IN_NODES, VALUE_SCALE, "as-is", KEY_BELOW, N_("how a measure becomes points")},
    {"reference", IN_NODES, VALUE_REFERENCE, "class", KEY_BELOW,
     N_("relative scales, outliers: compared with whom")},
    {"constant", IN_NODES, VALUE_CONSTANT, "error", KEY_BELOW,
     N_("relative scales: all measures equal")},
    {"least", IN_NODES, VALUE_COUNT, "2", KEY_BELOW,
     N_("relative scales: fewer measures count as all equal")},
    {"clamp", IN_NODES, VALUE_FLAG, "yes", KEY_BELOW, N_("points stay within the scale's range")},
    {"rank-ties", IN_NODES, VALUE_RANK_TIES, "min", KEY_BELOW,
     N_("rank, percentile: equal measures")},
    {"sd", IN_NODES, VALUE_SD, "sample", KEY_BELOW, N_("zscore: which standard deviation")},
    {"lowest", IN_NODES, VALUE_NUMBER, NULL, KEY_BELOW,
     N_("share-of-best: shifts all, so that the lowest is this")},
    {"claim", IN_CRITERION, VALUE_TEXT, NULL, 0,
     N_("field of the agency's own value, shown beside")},
    {"unit", IN_FIELD, VALUE_TEXT, NULL, 0, N_("unit, shown")},
    {"range", IN_FIELD, VALUE_RANGE, NULL, 0, N_("values outside are refused")},
    {"codes", IN_FIELD, VALUE_CODES, NULL, 0, N_("texts and their numbers")},
    {"steps", IN_FIELD, VALUE_STEPS, NULL, 0, N_("numbers are replaced by these")},
    {"fold", IN_FIELD, VALUE_FOLD, "none", 0, N_("many records per agency become one number")},
    /* samples */
    {"title", IN_SAMPLE, VALUE_TEXT, NULL, KEY_REQUIRED | KEY_LANGUAGE, N_("title")},
    {"round", IN_SAMPLE, VALUE_TEXT, NULL, KEY_REQUIRED, N_("file of the round")},
    {"evidence", IN_SAMPLE, VALUE_TEXTS, NULL, KEY_REQUIRED, N_("list of files and folders")},
    {"made-up", IN_SAMPLE, VALUE_TEXTS, NULL, 0,
     N_("names (globs) of evidence files whose content is made up; default: none")},
    {"after", IN_SAMPLE, VALUE_TEXT, NULL, 0,
     N_("folder of the sample whose bundle says who enters")},
    {NULL, 0, VALUE_TEXT, NULL, 0, NULL},
};

/* --- Sections --- */

struct section_rule {
	const char *kind;
	enum document document;
	enum { ID_NONE, ID_NEEDED, ID_ALLOWED, ID_FIELD } id;
	unsigned where, where_with_id;
};

static const struct section_rule sections[] = {
    {"round", ROUND_FILE, ID_NONE, IN_ROUND, 0},
    {"evidence", ROUND_FILE, ID_NONE, IN_EVIDENCE, 0},
    {"states", ROUND_FILE, ID_NONE, IN_STATES, 0},
    {"class", ROUND_FILE, ID_NEEDED, 0, IN_CLASS},
    {"category", ROUND_FILE, ID_NEEDED, 0, IN_ENTRY},
    {"overall", ROUND_FILE, ID_NONE, IN_OVERALL, 0},
    {"ranking", ROUND_FILE, ID_ALLOWED, IN_RANKING, IN_FURTHER},
    {"award", ROUND_FILE, ID_NEEDED, 0, IN_AWARD},
    {"entrants", ROUND_FILE, ID_NONE, IN_ENTRANTS, 0},
    {"tally", ROUND_FILE, ID_NONE, IN_TALLY, 0},
    {"category", CRITERIA_FILE, ID_NONE, IN_CATEGORY, 0},
    {"groups", CRITERIA_FILE, ID_ALLOWED, IN_LINES, IN_LINES},
    {"criteria", CRITERIA_FILE, ID_ALLOWED, IN_LINES, IN_LINES},
    {"group", CRITERIA_FILE, ID_NEEDED, 0, IN_GROUP},
    {"criterion", CRITERIA_FILE, ID_NEEDED, 0, IN_CRITERION},
    {"field", CRITERIA_FILE, ID_FIELD, 0, IN_FIELD},
    {"sample", SAMPLE_FILE, ID_NONE, IN_SAMPLE, 0},
};

#define N_SECTIONS (sizeof(sections) / sizeof(*sections))

const char *keys_header(const struct ini_section *section)
{
	static char headers[4][INI_SECTION + 8];
	static unsigned next;
	char *header = headers[next++ % 4];

	snprintf(header, sizeof(headers[0]), "[%s%s%s]", section->kind, *section->id ? " " : "",
		 section->id);
	return header;
}

static void unknown_section(enum document document, const struct ini_section *section,
			    struct problems *problems)
{
	const char *names[N_SECTIONS], *nearest;
	size_t n = 0;

	for (size_t i = 0; i < N_SECTIONS; i++)
		if (sections[i].document == document)
			names[n++] = sections[i].kind;
	nearest = text_nearest(section->kind, names, n);
	if (nearest)
		problem_error(problems, EXIT_CONFIG, "E-INI-011", &section->place,
			      _("[%s]: no such section here; did you mean [%s]?"), section->kind,
			      nearest);
	else
		problem_error(problems, EXIT_CONFIG, "E-INI-011", &section->place,
			      _("[%s]: no such section here; juri check --keys lists them"),
			      section->kind);
}

unsigned keys_section(enum document document, const struct ini_section *section,
		      struct problems *problems)
{
	const struct section_rule *rule = NULL;

	for (size_t i = 0; i < N_SECTIONS && !rule; i++)
		if (sections[i].document == document && !strcmp(sections[i].kind, section->kind))
			rule = &sections[i];
	if (!rule && !*section->kind)
		return 0; /* no header that could be read: said already */
	if (!rule) {
		unknown_section(document, section, problems);
		return 0;
	}
	if (!*section->id && (rule->id == ID_NONE || rule->id == ID_ALLOWED))
		return rule->where;
	if (rule->id == ID_NONE || !*section->id ||
	    (rule->id != ID_FIELD && !text_is_id(section->id))) {
		problem_error(
		    problems, EXIT_CONFIG, "E-INI-017", &section->place,
		    rule->id == ID_NONE
			? _("%s: expected no ID, found %s")
			: _("%s: expected an ID (letters, digits, - and _, at most 36), found %s"),
		    keys_header(section), text_quoted(section->id));
		return 0;
	}
	return rule->where_with_id;
}

/* --- Keys --- */

static const struct key *find_exact(unsigned where, const char *name, size_t length)
{
	for (const struct key *key = key_table; key->name; key++)
		if ((key->where & where) && strlen(key->name) == length &&
		    !memcmp(key->name, name, length))
			return key;
	return NULL;
}

const struct key *keys_find(unsigned where, const char *name, const char **narrow)
{
	const char *dot = strchr(name, '.');
	const struct key *key = find_exact(where, name, dot ? (size_t)(dot - name) : strlen(name));

	*narrow = dot ? dot + 1 : NULL;
	if (!key || !dot)
		return key;
	if ((key->flags & KEY_LANGUAGE) && (!strcmp(*narrow, "en") || !strcmp(*narrow, "id")))
		return key;
	return key->flags & KEY_BY_CLASS ? key : NULL;
}

void keys_expected(struct problems *problems, const char *code, const struct ini_section *section,
		   const struct ini_key *key, const char *expected)
{
	problem_error(problems, EXIT_CONFIG, code, &key->place, _("%s %s: expected %s, found %s"),
		      keys_header(section), key->name, expected, text_quoted(key->value));
}

static void unknown_key(const struct ini_section *section, unsigned where,
			const struct ini_key *key, const char *const *more, size_t n_more,
			struct problems *problems)
{
	size_t n_rows = sizeof(key_table) / sizeof(*key_table), n = 0;
	const char **names = mem_array(n_rows + n_more, sizeof(*names)), *nearest;

	for (const struct key *row = key_table; row->name; row++)
		if (row->where & where)
			names[n++] = row->name;
	for (size_t i = 0; i < n_more; i++)
		names[n++] = more[i];
	nearest = text_nearest(key->name, names, n);
	if (nearest)
		problem_error(problems, EXIT_CONFIG, "E-INI-013", &key->place,
			      _("%s %s: no such key; did you mean %s?"), keys_header(section),
			      key->name, nearest);
	else
		problem_error(problems, EXIT_CONFIG, "E-INI-013", &key->place,
			      _("%s %s: no such key; juri check --keys lists them"),
			      keys_header(section), key->name);
	free(names);
}

static void check_required(const struct ini_section *section, unsigned where,
			   struct problems *problems)
{
	for (const struct key *key = key_table; key->name; key++)
		if ((key->where & where) && (key->flags & KEY_REQUIRED) &&
		    !ini_key(section, key->name))
			problem_error(problems, EXIT_CONFIG, "E-INI-014", &section->place,
				      _("%s %s: a required key is not there"), keys_header(section),
				      key->name);
}

void keys_check(const struct ini_section *section, unsigned where,
		bool (*extra)(void *user, const struct ini_key *key), void *user,
		const char *const *names, size_t n_names, struct problems *problems)
{
	const char *narrow;

	for (size_t i = 0; i < section->n_keys; i++) {
		const struct ini_key *key = &section->keys[i];
		const struct key *row = keys_find(where, key->name, &narrow);

		if (!strcmp(key->name, "remove")) /* ini.c has acted on yes */
			keys_expected(problems, "E-INI-012", section, key,
				      _("yes, which drops the section, or no such key"));
		else if (row && *key->value && !value_check(row->kind, key->value))
			keys_expected(problems, "E-INI-012", section, key, value_rule(row->kind));
		else if (!row && strcmp(key->name, "extends") != 0 && /* ini.c looks at that */
			 !(extra && extra(user, key)))
			unknown_key(section, where, key, names, n_names, problems);
	}
	check_required(section, where, problems);
}

const char *keys_text(const struct ini_section *section, unsigned where, const char *name)
{
	const char *narrow;
	const struct key *row = keys_find(where, name, &narrow);
	const struct ini_key *key = ini_key(section, name);

	if (!row)
		abort(); /* a name that the table does not have: ours */
	return key && value_check(row->kind, key->value) ? key->value : row->initial;
}
