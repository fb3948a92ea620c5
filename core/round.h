/*
 * round - what is to be done: categories, criteria, rankings, awards, tally.
 *
 * Made from the INI files (round.c reads them through ini.h and the declared keys of
 * keys.h), checked whole, bound to the fields of the evidence, and constant afterwards. Every later module reads it and
 * none writes it. Trees: a category's nodes are one array in file order, parents before
 * children; nodes[0] is the category itself (the root). Overall is a category of its own
 * whose root has one child per category of the round (kind NODE_LINK).
 */
#ifndef JURI_ROUND_H
#define JURI_ROUND_H

#include "cohort.h"
#include "decimal.h"
#include "evidence.h"
#include "ini.h"
#include "memory.h"
#include "plugin.h"
#include "problem.h"
#include "worker.h"

/* --- Parts of a rule --- */

/* A title in the languages that the files give; "" when absent. */
struct title {
	const char *text;       /* without a language */
	const char *english;    /* title.en, or NULL */
	const char *indonesian; /* title.id, or NULL */
};

enum aggregate {
	AGGREGATE_MEAN,
	AGGREGATE_GEOMETRIC,
	AGGREGATE_HARMONIC,
	AGGREGATE_POWER,
	AGGREGATE_TRIMMED, /* up to here weights divide */
	AGGREGATE_MIN,
	AGGREGATE_MAX,
	AGGREGATE_MEDIAN,
	AGGREGATE_SUM,
	AGGREGATE_PRODUCT,
	AGGREGATE_NONE
};

enum node_role { ROLE_SCORE, ROLE_GATE, ROLE_CAP, ROLE_DEDUCTION, ROLE_BONUS };

struct needs {
	enum { NEEDS_ANY, NEEDS_WEIGHT, NEEDS_SHARE, NEEDS_COUNT, NEEDS_ALL } kind;
	grid amount; /* weight and share: percent; count: children times GRID_ONE */
};

enum reference {
	REFERENCE_CLASS,
	REFERENCE_REGION,
	REFERENCE_ALL,
	REFERENCE_FROZEN,
	REFERENCE_ALL_EDITIONS, /* from here on sets join editions */
	REFERENCE_CLASS_EDITIONS
};

struct absent { /* the policy for a node without a value */
	enum { ABSENT_WITHHOLD, ABSENT_REWEIGHT, ABSENT_POINTS } kind;
	grid points; /* 0 for zero */
	/* A criterion gets a measure first, from its set; kind is withhold. */
	enum { IMPUTE_NOTHING, IMPUTE_MEAN, IMPUTE_MEDIAN } impute;
	enum reference from;
};

struct outliers { /* how a criterion's outliers are treated */
	enum { OUTLIERS_KEEP, OUTLIERS_WINSOR, OUTLIERS_WINSOR_LOG } kind;
	size_t most;         /* measures of a set that winsorising may change */
	grid skew, kurtosis; /* a set with less of either is left alone */
};

struct bounds { /* of points */
	bool any;
	grid low, high;
};

struct round_step {
	unsigned decimals;
	enum rounding rounding;
};

struct round_list {
	struct round_step *list;
	size_t count;
};

enum scale_kind {
	SCALE_AS_IS,
	SCALE_GOALPOSTS,
	SCALE_LOG_GOALPOSTS,
	SCALE_LINEAR,
	SCALE_STEPS,
	SCALE_TABLE,
	SCALE_FLAG,
	SCALE_MINMAX, /* from here on relative */
	SCALE_ZSCORE,
	SCALE_RANK,
	SCALE_PERCENTILE,
	SCALE_SHARE_OF_BEST,
	SCALE_TARGET,
	SCALE_NORMAL_SCORE,
	SCALE_EXPONENTIAL,
	SCALE_NONE /* rescale: none */
};

struct scale {
	enum scale_kind kind;
	double a,
	    b; /* the two numbers of the argument: floor and target, A and B, mean and sd, P, V, K */
	bool has_range;     /* minmax: a..b was given */
	struct steps steps; /* steps */
	struct code *table; /* table: number = points, text unused; x in table_x */
	double *table_x;
	size_t n_table;
	/* resolved from the keys around it */
	double low, high; /* the node's range, 0..100 for any */
	bool lower;       /* direction = lower */
	bool clamp;
	bool population; /* sd = population */
	bool mean_ties;  /* rank-ties = mean */
	bool shifted;    /* lowest was given */
	double lowest;
	enum reference reference;
	double frozen_min, frozen_max;
	struct {
		enum { CONSTANT_ERROR, CONSTANT_POINTS, CONSTANT_DROP, CONSTANT_AS_IS } kind;
		grid points;
	} constant;
	size_t least; /* a set of fewer counts as constant */
};

/* --- The tree --- */

struct category;

enum node_kind { NODE_CATEGORY, NODE_GROUP, NODE_CRITERION, NODE_LINK };

struct node {
	const char *id; /* the category's ID in the round for a root and a link */
	struct title title;
	const char *source; /* "" when none */
	bool assumption;    /* source = assumption holds here */
	enum node_kind kind;
	struct category *category;
	struct node *parent;
	struct node **children;
	size_t n_children;
	size_t index; /* in category->nodes */
	size_t order; /* in round->order */
	struct place place;
	struct ini_section *section; /* the keys given on the node itself, its line included */

	enum node_role role;
	grid weight; /* of siblings: equal weights are GRID_ONE each; 0 is shown only */
	grid gate_min;
	const char *const *applies;  /* globs of classes */
	size_t n_applies;            /* 0: all */
	const char *const *editions; /* globs of editions to which it applies */
	size_t n_editions;           /* 0: all */
	struct absent missing;
	struct bounds range;
	struct round_list round;
	struct steps grades; /* text: the grade's name */

	/* category, group */
	enum aggregate aggregate;
	double power; /* P of power, N of trimmed */
	struct needs needs;
	struct scale rescale; /* kind SCALE_NONE: none */
	bool passes_before;
	grid screen; /* category: least share of measures, percent; 0: none */

	/* criterion */
	struct scale scale;
	const juri_method *method;     /* as described by the worker */
	unsigned plugin, method_index; /* in the worker's plugins and the plugin's methods */
	unsigned *fields, *counts;     /* as in struct instance; known after round_bind */
	double *params;
	const struct node *of; /* whose passed-up value is the measure, or NULL */
	bool has_measure_round;
	struct round_step measure_round;
	bool has_measure_range;
	double measure_min, measure_max;
	struct outliers outliers;
	int claim;       /* field, or -1 */
	size_t instance; /* index in category->instances */

	/* link */
	struct category *target;
};

struct category {
	const char *id;
	struct ini *ini; /* the criteria file, merged; NULL for overall */
	struct place place;
	struct node **nodes; /* file order, parents before children; nodes[0] the root */
	size_t n_nodes;
	const char *const *classes; /* globs of classes that compete; overall: none */
	size_t n_classes;
	const struct ini_section **field_sections; /* from round_fields on */
	size_t n_field_sections;
	struct node **measured; /* the criteria with a method: instance i belongs to measured[i] */
	struct instance *instances;
	size_t n_instances;
	size_t n_asked; /* the first of them; of the others the measure is the field itself */
	struct worker *worker; /* NULL for overall; of several that ask nothing one and the same */
	const char *plugin;    /* name */
};

/* Whether its parent's aggregate counts a child. */
static inline bool node_counts(const struct node *child)
{
	return child->role == ROLE_SCORE && child->weight > 0;
}

/* What generic's value makes of its one field, which is known without asking it. */
struct field_use {
	bool absolute; /* its sign is dropped */
	double per;    /* and it is divided by this, above 0 */
};

/* Whether that is the method of a criterion. */
bool node_uses_field(const struct node *node, struct field_use *use);

/* --- Ranking, awards, tally --- */

struct rank_key {
	enum { KEY_SCORE, KEY_COVERAGE, KEY_NODE } kind;
	const struct node *node; /* KEY_NODE */
	bool ascending;
	const char *text; /* as written, for decided_by */
};

enum ties { TIES_COMPETITION, TIES_DENSE, TIES_MODIFIED, TIES_ORDINAL, TIES_FRACTIONAL };
enum within {
	WITHIN_CLASS,
	WITHIN_REGION,
	WITHIN_ALL,
	WITHIN_ALL_EDITIONS, /* from here on groups join editions */
	WITHIN_CLASS_EDITIONS
};

struct key_chain {
	struct rank_key *list;
	size_t count;
};

/* One ranking of one node. */
struct ranking_rule {
	const char *id;     /* "main" or the section's ID */
	const char *of;     /* CATEGORY, CATEGORY/NODE or overall */
	struct title title; /* of the ranked node */
	const struct node *node;
	struct key_chain keys;        /* for all classes that have none of their own */
	struct key_chain *class_keys; /* per declared class; count 0: keys */
	enum ties ties;
	enum within within;
	unsigned precision;
	enum rounding rounding;
	bool exact; /* rank-on = exact */
};

struct class_limits { /* an award's numbers, for all or for one class */
	bool has_first, has_score, has_grade, has_coverage;
	size_t first;
	grid min_score, min_coverage; /* coverage in percent */
	const char *min_grade;
};

struct award_rule {
	const char *id;
	struct title title;
	const char *source;     /* "" when none */
	const size_t *rankings; /* indices into round->rankings, one per `of` */
	size_t n_rankings;
	struct class_limits limits;        /* for all classes */
	struct class_limits *class_limits; /* per declared class, merged with limits */
	bool withhold;                     /* at-cut */
	const char *const *places;
	size_t n_places; /* 0: roman numerals */
	const char *const *classes;
	size_t n_classes; /* 0: all */
	const char *const *given_to;
	size_t n_given_to;  /* above 0: a mention */
	struct place place; /* of given-to, else of the section */
};

/* Who may enter: [entrants]. */
struct entrants_rule {
	const char *bundle; /* folder; NULL: there is no such section */
	const char *const *awards;
	size_t n_awards;
	struct place place; /* of award */
};

struct class_rule {
	const char *id;
	struct title title;
};

struct round {
	struct ini *ini;    /* the round's sections, merged; texts point into it */
	struct arena arena; /* everything below */
	const char *path;
	struct title title;
	const char *edition; /* as written; a panel's are in evidence.editions */
	unsigned precision;
	enum rounding rounding;
	bool exact;
	struct states states;
	struct evidence_rules evidence;
	const char *frozen;  /* folder of the freeze that evidence must be, or NULL */
	const char *plugins; /* folder in which its plugins lie, or NULL */
	const struct field *fields;
	unsigned n_fields;
	const char **globs; /* of list roles */
	size_t n_globs;
	struct class_rule *classes;
	unsigned n_classes;
	struct category **categories; /* file order; without overall */
	size_t n_categories;
	struct worker *unasked;   /* of the categories that ask nothing, or NULL */
	struct category *overall; /* or NULL */
	struct node **order;      /* every node of every category after all that it needs */
	size_t n_order;
	/* Main ones first, in category order, overall last; then [ranking ID]. */
	struct ranking_rule *rankings;
	size_t n_rankings;
	struct award_rule *awards;
	size_t n_awards;
	struct entrants_rule entrants;
	bool has_tally;
	bool tally_by_class;
	size_t *tally_awards; /* indices */
	size_t n_tally_awards;
	size_t assumptions; /* nodes for which source = assumption holds */
};

struct round_options {
	const char *plugin_directories; /* colon-separated, or NULL */
	struct worker_options worker;
};

/*
 * Reads and checks a round and its criteria, starting a worker per category on the way, one for all that ask nothing (a method's
 * roles and parameters are known from its plugin alone). Never NULL; it can be used when problems has no errors.
 * A worker that fails to start is an error here: EXIT_PLUGIN.
 */
struct round *round_read(const char *path, const struct round_options *options,
			 struct problems *problems);

/*
 * Finds the fields that criteria name and [field ID] declares: round->fields. For the globs of list roles
 * round->evidence opens fields that only the evidence knows.
 */
void round_fields(struct round *round, struct problems *problems);

/*
 * Binds the roles of all criteria to the fields of the evidence (NULL: without evidence, to those of round_fields) and
 * tells the workers. After this the round is constant; its fields are the cohort's.
 */
void round_bind(struct round *round, const struct cohort *cohort, struct problems *problems);

void round_free(struct round *round); /* stops the workers; NULL is allowed */

/* The category or node called CATEGORY, CATEGORY/NODE or overall; NULL when there is none. */
struct node *round_node(const struct round *round, const char *name);
struct node *category_node(const struct category *category, const char *id);

/* The title in the language of the run (gettext's): "en" or "id"; falls back to the other, then to id. */
const char *title_text(const struct title *title, const char *id);

/* True when classes (globs; n 0: all) name class_id. */
bool round_class_in(const char *const *globs, size_t n, const char *class_id);

/*
 * Whether a node of criteria applies: its category competes in the class, and its applies names class and edition. Per class
 * of each edition of the cohort, numbered as by cohort_class_in_edition; free() it.
 */
bool *round_applicable(const struct node *node, const struct cohort *cohort);

/* The index of a declared class, or -1. */
int round_class(const struct round *round, const char *class_id);

/*
 * The effective rules in the form of the files: every section, every key with its value and, after " ;",
 * where it came from (file:line or default).
 */
void round_print(const struct round *round, struct text *out);

/* The same for people: its comments are in the language of the run. */
void round_show(const struct round *round, struct text *out);

#endif
