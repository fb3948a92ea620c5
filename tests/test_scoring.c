/*
 * Whole columns beside row by row: random rounds are scored twice, the second time with nothing that is fast, and every
 * result must be the same. And what is kept of results for which nobody asks.
 */
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"
#include "scale_parts.h"
#include "scoring_parts.h"
#include "trial.h"

void suite_scoring(void);

#define CRITERIA 14u

static uint64_t seed;

static unsigned draw(unsigned below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 20) % below);
}

static const char *one_of(const char *const *words)
{
	unsigned n = 0;

	while (words[n])
		n++;
	return words[draw(n)];
}

#define ONE_OF(...) one_of((const char *const[]){__VA_ARGS__, NULL})

/* --- Random rounds --- */

static void add_key(struct text *text, unsigned of_ten, const char *key, const char *value)
{
	if (draw(10) < of_ten)
		text_print(text, "%s = %s\n", key, value);
}

static void add_missing(struct text *text, unsigned of_ten)
{
	add_key(text, of_ten, "missing",
		ONE_OF("zero", "reweight", "withhold", "37.5", "reweight"));
}

static void add_group(struct text *text)
{
	add_key(text, 6, "aggregate",
		ONE_OF("mean", "sum", "min", "max", "geometric", "trimmed 1"));
	add_key(text, 3, "needs", ONE_OF("50%", "any", "2 children", "60% of children", "all"));
	add_key(text, 3, "round", ONE_OF("2 half-up", "1 down", "1 up, 0 down", "3 half-even"));
	add_key(text, 1, "rescale", ONE_OF("minmax 0..100", "percentile", "zscore 50, 10"));
	add_key(text, 1, "passes", "before");
	add_key(text, 3, "applies", "k*");
	add_missing(text, 4);
}

static void add_criterion(struct text *text, unsigned number)
{
	text_print(text, "[criterion x%u]\n", number);
	add_key(text, 8, "scale",
		ONE_OF("goalposts 0..100", "goalposts 90..10", "goalposts 0..128", "linear 1, 1.1",
		       "steps 25.5 > 90, 15 > 60, 5", "table 0:0, 50:80, 100:100", "as-is",
		       "minmax", "zscore 50, 10", "percentile", "rank"));
	add_key(text, 3, "round", ONE_OF("2 half-up", "1 up", "0 half-even"));
	add_key(text, 1, "clamp", "no");
	add_key(text, 2, "applies", ONE_OF("k1", "m"));
	add_key(text, 1, "outliers", ONE_OF("winsor 3", "winsor-log 2"));
	add_key(text, 1, "role", ONE_OF("bonus", "deduction", "cap", "gate\nmin = 40"));
	if (draw(20) == 0)
		text_add(text, "missing = mean of class\n");
	else
		add_missing(text, 3);
}

static unsigned draw_weight(void)
{
	return draw(8) ? 1 + draw(draw(3) ? 9 : 100000000) : 0;
}

/* The last criteria belong to the category, the others to three groups, the third of them to the second. */
static void add_criteria(struct text *text)
{
	static const char *const parents[] = {" g0", " g1", " g2", ""};

	text_print(text, "weight-sum = any\ndirection = %s\nconstant = %s\nreference = %s\n",
		   ONE_OF("higher", "lower"), ONE_OF("50", "drop", "as-is"),
		   ONE_OF("class", "all", "region"));
	add_key(text, 8, "range", "any");
	add_key(text, 2, "screen", "60%");
	add_group(text);
	text_print(text, "[groups]\ng0 = %u\ng1 = %u\n[groups g1]\ng2 = %u\n", draw(4), 1 + draw(9),
		   1 + draw(1000000));
	for (unsigned g = 0; g < 3; g++) {
		text_print(text, "[group g%u]\n", g);
		add_group(text);
	}
	for (unsigned p = 0; p < 4; p++) {
		text_print(text, "[criteria%s]\n", parents[p]);
		for (unsigned i = p; i < CRITERIA; i += 4)
			text_print(text, "x%u = %u.%u\n", i, draw_weight(), draw(2));
	}
	for (unsigned i = 0; i < CRITERIA; i++)
		add_criterion(text, i);
	text_print(text, "[criterion y]\nof = %s\nweight = 3\nscale = goalposts 20..70\n",
		   ONE_OF("g0", "g1", "g2", "x3"));
}

static void add_cell(struct text *text, unsigned gaps)
{
	if (draw(100) < gaps)
		text_add(text, ONE_OF(",", ",", ",!not-applicable", ",!unknown"));
	else
		text_print(text, ",%u.%0*u", draw(100), (int)(1 + draw(3)), draw(10));
}

static void add_evidence(struct text *text, unsigned rows)
{
	unsigned gaps = draw(3) * 6;

	text_add(text, "id,class,region,competes");
	for (unsigned i = 0; i < CRITERIA; i++)
		text_print(text, ",x%u", i);
	for (unsigned row = 0; row < rows; row++) {
		text_print(text, "\na%04u,%s,%s,%s", (row * 7919) % 10007, ONE_OF("k1", "k2", "m"),
			   ONE_OF("n", "s"), draw(20) ? "yes" : "no");
		for (unsigned i = 0; i < CRITERIA; i++)
			add_cell(text, gaps);
	}
	text_add(text, "\n");
}

/* --- The same without anything that is fast --- */

static void slow_down(struct scoring *scoring)
{
	for (size_t i = 0; i < scoring->round->n_order; i++) {
		struct plan *plan = &scoring->plans[i];

		plan->plain = false;
		plan->in_range = false;
		scale_fast_free(plan->scaler.fast);
		plan->scaler.fast = NULL;
	}
}

/* Measures that outlive the next block. */
static struct measures *copy_measures(const struct measured_block *block,
				      const struct category *category)
{
	size_t n = category->n_instances;
	struct measures *copy = mem_array(n, sizeof(*copy));

	for (size_t i = 0; i < n; i++) {
		struct measures from = measures_in(block, 0, category->measured[i]);

		copy[i].values = mem_array(COHORT_BLOCK, sizeof(double));
		copy[i].states = mem_array(COHORT_BLOCK, 1);
		memcpy(copy[i].values, from.values, COHORT_BLOCK * sizeof(double));
		memcpy(copy[i].states, from.states, COHORT_BLOCK);
	}
	return copy;
}

static void free_measures(const struct trial *trial, struct measures *measures)
{
	for (size_t i = 0; i < trial->round->categories[0]->n_instances; i++) {
		free(measures[i].values);
		free(measures[i].states);
	}
	free(measures);
}

/* Blocks from the last to the first. */
static void score_again(const struct trial *trial, const struct score_demand *demand, bool slow,
			unsigned jobs, struct scores *scores, struct problems *problems)
{
	size_t n = trial->cohort.n_blocks;
	struct measured measured;
	struct measuring *measuring = measuring_begin(trial->round, &trial->cohort, 1, &measured);
	struct scoring *scoring = scoring_begin(trial->round, &trial->cohort, demand, scores);
	struct scoring_scratch *scratch = scoring_scratch(scoring);
	struct measures **blocks = mem_array(n, sizeof(*blocks));

	if (slow)
		slow_down(scoring);
	for (size_t b = 0; b < n; b++) {
		struct measured_block block = measuring_block(measuring, b, n);

		block.taker = b % MEASURE_TAKERS;
		blocks[b] = copy_measures(&block, trial->round->categories[0]);
	}
	measuring_end(measuring);
	for (size_t b = n; b-- > 0;) {
		const struct measures *all[] = {blocks[b]};
		struct measured_block block = {
		    .number = b, .rows = cohort_block_rows(&trial->cohort, b), .asked = all};

		scoring_block(scoring, scratch, &block);
		free_measures(trial, blocks[b]);
	}
	free(blocks);
	scoring_end(scoring, measured.failed, jobs, problems);
	measured_free(&measured);
}

static bool same_number(double x, double y)
{
	return isnan(x) ? isnan(y) : x == y;
}

static bool same_outcome(const struct node_scores *x, const struct node_scores *y, size_t row)
{
	return node_outcome(x, row) == node_outcome(y, row) &&
	       node_cause(x, row) == node_cause(y, row) && node_gate(x, row) == node_gate(y, row);
}

static bool same_result(const struct node_scores *x, const struct node_scores *y, size_t row)
{
	return node_coverage(x, row) == node_coverage(y, row) &&
	       node_state(x, row) == node_state(y, row);
}

static bool same_details(const struct node_scores *x, const struct node_scores *y, size_t row)
{
	return node_passed(x, row) == node_passed(y, row) &&
	       node_spread(x, row) == node_spread(y, row) &&
	       same_number(node_measure(x, row), node_measure(y, row)) &&
	       same_number(node_treated(x, row), node_treated(y, row)) &&
	       node_treatment(x, row) == node_treatment(y, row);
}

/* Rows and nodes in which two scores differ; of nodes of which less was kept only what was. */
static unsigned differences(const struct trial *trial, const struct scores *scores)
{
	const struct category *category = trial->round->categories[0];
	unsigned n = 0;

	for (size_t i = 0; i < category->n_nodes; i++) {
		const struct node_scores *x = scores_of_node(&trial->scores, category->nodes[i]);
		const struct node_scores *y = scores_of_node(scores, category->nodes[i]);

		for (size_t row = 0; row < trial->cohort.rows && y->kept; row++)
			n += node_score(x, row) != node_score(y, row) ||
			     (y->kept >= KEEP_OUTCOME && !same_outcome(x, y, row)) ||
			     (y->kept >= KEEP_RESULT && !same_result(x, y, row)) ||
			     (y->kept == KEEP_ALL && !same_details(x, y, row));
	}
	return n;
}

/* True where the round can be scored. */
static bool run_twice(unsigned number, unsigned rows)
{
	struct text criteria = {0}, evidence = {0};
	struct problems problems = {0};
	struct trial trial;
	struct scores scores;
	bool scored;

	seed = 88172645463325252u + number * UINT64_C(0x9e3779b97f4a7c15);
	add_criteria(&criteria);
	add_evidence(&evidence, rows);
	trial_run(&trial, "", criteria.data, evidence.data);
	scored = trial.measured.failed != NULL;
	if (scored) {
		score_again(&trial, NULL, true, 1 + number % 3, &scores, &problems);
		CU_ASSERT(same(problems_text(&problems), trial.failure ? trial.failure : ""));
		CU_ASSERT_EQUAL(differences(&trial, &scores), 0);
		scores_free(&scores);
	}
	scored = scored && !trial.failure;
	trial_finish(&trial);
	text_free(&criteria);
	text_free(&evidence);
	return scored;
}

static void random_rounds(void)
{
	unsigned scored = 0;

	for (unsigned i = 0; i < 120; i++)
		scored += run_twice(i, 20 + 2 * i);
	CU_ASSERT(scored > 30);
}

static void several_blocks(void)
{
	for (unsigned i = 200; i < 206; i++)
		run_twice(i, 9000);
}

/* --- Halves --- */

#define ANY "range = any\nweight-sum = any\nmissing = reweight\ndirection = higher\n[criteria]\n"

static bool means_are(const char *weights, const char *evidence, const char *expected)
{
	char *criteria = mem_print("%s%s", ANY, weights);
	struct trial trial;
	bool good;

	trial_run(&trial, "", criteria, evidence);
	good = same(trial_scores(&trial, "c"), expected);
	trial_finish(&trial);
	free(criteria);
	return good;
}

/* In billionths: sums that doubles hold, and, of millions, that they do not. Worked by hand. */
static void halves(void)
{
	CU_ASSERT(means_are("x = 1\ny = 1\n",
			    "id,x,y\na,0.000000001,0.000000002\nb,0.000000002,0.000000003\n"
			    "c,-0.000000001,-0.000000002\nd,-0.000000002,-0.000000003\n"
			    "e,0.000000001,0.000000001\nf,10000.000000001,10000.000000002\n"
			    "g,10000.000000002,10000.000000003\nh,,7\n",
			    "a=0.000000002 b=0.000000002 c=-0.000000002 d=-0.000000002 "
			    "e=0.000000001 f=10000.000000002 g=10000.000000002 h=7"));
	CU_ASSERT(means_are("x = 1\ny = 1\n",
			    "id,x,y\na,0.000000001,0.000000002\nb,0.000000002,0.000000003\n"
			    "c,2000000.000000001,2000000.000000002\nd,-0.000000002,-0.000000003\n",
			    "a=0.000000002 b=0.000000002 c=2000000.000000002 d=-0.000000002"));
	/* 147/98 and 343/98, whose products with the nearest double to 1/98 are below the half */
	CU_ASSERT(means_are("x = 97\ny = 1\n",
			    "id,x,y\na,0.000000001,0.00000005\nb,0.000000003,0.000000052\n"
			    "c,-0.000000001,-0.00000005\nd,-0.000000003,-0.000000052\n",
			    "a=0.000000002 b=0.000000004 c=-0.000000002 d=-0.000000004"));
	CU_ASSERT(means_are("x = 2\ny = 1\nz = 3\n",
			    "id,x,y,z\na,0.000000001,0.000000001,0\n"
			    "b,0.000000001,0.000000001,0.000000002\nc,0,0.000000001,0\n"
			    "d,0.000000002,0,0\ne,-0.000000001,-0.000000001,0\n"
			    "f,0,-0.000000004,-0.000000003\n",
			    "a=0 b=0.000000002 c=0 d=0.000000001 e=0 f=-0.000000002"));
}

/* --- What is kept --- */

#define TREE                                                                                       \
	"missing = reweight\ndirection = higher\n[groups]\ng =\nh =\n[criteria g]\nx =\ny =\n"     \
	"[criterion y]\nscale = minmax\n[criteria h]\nz =\n"

static const struct score_cells *cells_of(const struct trial *trial, const struct scores *scores,
					  const char *node)
{
	return &scores->blocks[0][round_node(trial->round, node)->order];
}

/* The results of a node are the same, whether others are kept or not. */
static void keep_some(const struct trial *trial, const char *told, struct scores *scores)
{
	struct score_demand demand;
	struct problems problems = {0};

	score_demand_init(&demand, trial->round);
	score_demand_ranking(&demand, trial->round, &trial->round->rankings[0]);
	if (told)
		score_demand_node(&demand, round_node(trial->round, told), KEEP_RESULT);
	score_again(trial, &demand, false, 2, scores, &problems);
	CU_ASSERT_EQUAL(differences(trial, scores), 0);
	score_demand_finish(&demand);
}

static void demands(void)
{
	struct scores scores;
	struct trial trial;

	trial_run(&trial, "[ranking]\nrank-by = score, g\n", TREE,
		  "id,x,y,z\na,1,2,3\nb,,4,\nc,5,6,!unknown\n");
	CU_ASSERT_PTR_NULL(trial.failure);
	keep_some(&trial, NULL, &scores);
	CU_ASSERT(node_is_scored(scores_of_node(&scores, round_node(trial.round, "c"))));
	CU_ASSERT(node_is_scored(scores_of_node(&scores, round_node(trial.round, "c/g"))));
	CU_ASSERT_FALSE(node_is_scored(scores_of_node(&scores, round_node(trial.round, "c/h"))));
	CU_ASSERT_FALSE(node_is_scored(scores_of_node(&scores, round_node(trial.round, "c/y"))));
	CU_ASSERT_PTR_NULL(cells_of(&trial, &scores, "c/y")->score);
	CU_ASSERT_PTR_NULL(cells_of(&trial, &scores, "c/x")->measure);
	CU_ASSERT_PTR_NULL(cells_of(&trial, &scores, "c")->coverage);
	CU_ASSERT_PTR_NULL(cells_of(&trial, &scores, "c/g")->coverage);
	scores_free(&scores);
	keep_some(&trial, "c", &scores);
	CU_ASSERT_PTR_NOT_NULL(cells_of(&trial, &scores, "c")->coverage);
	CU_ASSERT_PTR_NULL(cells_of(&trial, &scores, "c/g")->coverage);
	scores_free(&scores);
	keep_some(&trial, "c/x", &scores);
	CU_ASSERT_PTR_NULL(cells_of(&trial, &scores, "c/x")->passed);
	CU_ASSERT_PTR_NOT_NULL(cells_of(&trial, &scores, "c/x")->state);
	scores_free(&scores);
	trial_finish(&trial);
}

void suite_scoring(void)
{
	CU_pSuite suite = CU_add_suite("scoring", NULL, NULL);

	CU_add_test(suite, "random rounds, columns and rows", random_rounds);
	CU_add_test(suite, "several blocks", several_blocks);
	CU_add_test(suite, "halves", halves);
	CU_add_test(suite, "what is kept", demands);
}
