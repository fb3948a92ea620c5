#include "trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct trial *trial_start(const struct plugin *plugin, unsigned method)
{
	static const char *const names[] = {"missing", "value",      "not-applicable",
					    "unknown", "unverified", "undefined"};
	struct trial *trial = mem_alloc(sizeof(*trial));

	trial->method = &plugin->methods[method];
	trial->index = method;
	for (unsigned i = 0; i < STATE_OWN; i++)
		trial->states.names[i] = names[i];
	trial->states.policies[STATE_VALUE] = POLICY_AS_VALUE;
	trial->states.policies[STATE_NOT_APPLICABLE] = POLICY_LEAVE_OUT;
	trial->states.count = STATE_OWN;
	cohort_init(&trial->cohort, NULL, 0, &trial->states);
	return trial;
}

void trial_free(struct trial *trial)
{
	if (!trial)
		return;
	cohort_finish(&trial->cohort);
	free(trial->columns);
	free(trial->counts);
	free(trial->params);
	free(trial);
}

/* --- Parameters --- */

/* PARAMETER=VALUE of the method, each once. */
static bool is_parameter(const juri_method *method, const char *const *texts, size_t index)
{
	size_t length = strcspn(texts[index], "=");
	char *name = mem_copy_n(texts[index], length);
	bool good = texts[index][length] && plugin_param(method, name) >= 0;

	for (size_t before = 0; before < index; before++)
		good &= strncmp(texts[before], texts[index], length + 1) != 0;
	free(name);
	return good;
}

static const char *value_of(const juri_param *param, const char *const *texts, size_t count)
{
	size_t length = strlen(param->name);

	for (size_t i = 0; i < count; i++)
		if (!strncmp(texts[i], param->name, length) && texts[i][length] == '=')
			return texts[i] + length + 1;
	return param->initial;
}

static char *refuse(const juri_param *param, const char *value)
{
	char *rule = plugin_param_rule(param);
	char *problem = mem_print(_("%s: expected %s, found %s"), param->name, rule,
				  value ? text_quoted(value) : _("none"));

	free(rule);
	return problem;
}

char *trial_set(struct trial *trial, const char *const *texts, size_t count)
{
	const juri_method *method = trial->method;

	for (size_t i = 0; i < count; i++)
		if (!is_parameter(method, texts, i))
			return mem_print(_("expected parameters of %s, each once as "
					   "PARAMETER=VALUE, found %s"),
					 method->name, text_quoted(texts[i]));
	trial->params = mem_array(method->n_params, sizeof(double));
	for (unsigned p = 0; p < method->n_params; p++) {
		const juri_param *param = &method->params[p];
		const char *value = value_of(param, texts, count);

		if (!value || !plugin_param_value(param, value, &trial->params[p]))
			return refuse(param, value);
	}
	return NULL;
}

/* --- The table --- */

/* Whether a column is for a role: ROLE, and for a list role ROLE.1, ROLE.2, .. */
static bool is_for(const juri_role *role, const char *name)
{
	size_t length = strlen(role->name);

	return !strncmp(name, role->name, length) &&
	       (!name[length] || (name[length] == '.' && (role->flags & JURI_LIST)));
}

/* struct evidence_rules' open: any column that is for a role. */
static bool open_column(void *user, const char *name, struct field *field)
{
	const struct trial *trial = user;

	*field = (struct field){.min = -HUGE_VAL, .max = HUGE_VAL};
	for (unsigned r = 0; r < trial->method->n_roles; r++)
		if (is_for(&trial->method->roles[r], name))
			return true;
	return false;
}

/* The columns of each role; false when a needed role has none. */
static bool bind_columns(struct trial *trial, const char *path, struct problems *problems)
{
	const juri_role *roles = trial->method->roles;
	unsigned at = 0;

	trial->counts = mem_array(trial->method->n_roles, sizeof(unsigned));
	trial->columns = mem_array(trial->cohort.n_fields, sizeof(unsigned));
	for (unsigned r = 0; r < trial->method->n_roles; r++) {
		unsigned before = at;

		for (unsigned i = 0; i < trial->cohort.n_fields; i++)
			if (is_for(&roles[r], trial->cohort.fields[i].id))
				trial->columns[at++] = i;
		trial->counts[r] = at - before;
		if (at == before && !(roles[r].flags & JURI_OPTIONAL)) {
			problem_error(problems, EXIT_EVIDENCE, E_ROLE_COLUMN,
				      &(struct place){.file = path},
				      _("expected a column %s, found none"), roles[r].name);
			return false;
		}
	}
	return true;
}

bool trial_read(struct trial *trial, const char *path, struct problems *problems)
{
	const struct evidence_rules rules = {.id = "id",
					     .name = "name",
					     .class_id = "class",
					     .region = "region",
					     .edition_column = "edition",
					     .edition = "",
					     .open = open_column,
					     .user = trial};
	size_t before = problems->errors;

	evidence_read(&trial->cohort, &rules, &path, 1, problems);
	return problems->errors == before && bind_columns(trial, path, problems);
}

/* --- Asking --- */

/* Whether a needed role has its input in a row; of a list, entries that do not apply are passed over, but not all. */
static bool has_input(const struct trial *trial, size_t row, const unsigned *fields, unsigned count)
{
	unsigned left_out = 0;

	for (unsigned i = 0; i < count; i++) {
		if (cohort_state(&trial->cohort, row, fields[i]) == STATE_NOT_APPLICABLE)
			left_out++;
		else if (isnan(cohort_value(&trial->cohort, row, fields[i])))
			return false;
	}
	return left_out < count;
}

void trial_present(const struct trial *trial, size_t block, uint8_t *present)
{
	uint32_t rows = cohort_block_rows(&trial->cohort, block);
	const unsigned *fields = trial->columns;

	memset(present, 1, rows);
	for (unsigned r = 0; r < trial->method->n_roles; fields += trial->counts[r++])
		for (uint32_t row = 0; row < rows; row++)
			if (!(trial->method->roles[r].flags & JURI_OPTIONAL) &&
			    !has_input(trial, block * COHORT_BLOCK + row, fields, trial->counts[r]))
				present[row] = 0;
}

/* What the method said of a row, or to whoever runs it. */
static void add_remark(const struct trial *trial, size_t block, const struct remark *remark,
		       struct problems *problems)
{
	const char *id = remark->row == UINT32_MAX
			     ? NULL
			     : cohort_id(&trial->cohort, block * COHORT_BLOCK + remark->row);
	struct place place = {.criterion = trial->method->name, .agency = id};

	if (id)
		problem_warning(problems, "N-PLG-001", &place, _("method %s, agency %s: %s"),
				trial->method->name, id, text_quoted(remark->text));
	else
		problem_warning(problems, "W-PLG-001", &place, _("method %s: %s"),
				trial->method->name, text_quoted(remark->text));
}

static void add_measures(const struct trial *trial, const struct reply *reply,
			 struct problems *problems, struct text *out)
{
	char number[DECIMAL_TEXT];

	for (uint32_t i = 0; i < reply->rows; i++)
		text_print(out, "%s,%s\n",
			   cohort_id(&trial->cohort, reply->block * COHORT_BLOCK + i),
			   decimal_print_double(number, reply->measures[i]));
	for (size_t i = 0; problems && i < reply->n_remarks; i++)
		add_remark(trial, reply->block, &reply->remarks[i], problems);
}

bool trial_measure(const struct trial *trial, struct worker *worker, struct problems *problems,
		   struct text *out)
{
	const struct instance instance = {.method = trial->index,
					  .fields = trial->columns,
					  .counts = trial->counts,
					  .params = trial->params};
	uint8_t present[COHORT_BLOCK];
	struct reply reply;

	text_add(out, "id,measure\n");
	worker_bind(worker, &instance, 1);
	for (size_t block = 0; block < trial->cohort.n_blocks; block++) {
		trial_present(trial, block, present);
		if (!worker_send(worker, &trial->cohort, 0, 1, block, present) ||
		    !worker_receive(worker, &reply))
			return false;
		add_measures(trial, &reply, problems, out);
	}
	return true;
}
