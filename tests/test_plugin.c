/*
 * The plugin table: what is refused and in which words, the way over the border, and finding.
 */
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin.h"

void suite_plugin(void);

/* --- A good table that every test spoils in one way --- */

static int measure(const juri_call *call)
{
	(void)call;
	return 0;
}

static juri_role roles[2];
static juri_param params[3];
static juri_method methods[2];
static juri_plugin table;

static void make_good(void)
{
	roles[0] = (juri_role){.name = "part", .text = "the part", .unit = "h", .direction = 1};
	roles[1] = (juri_role){.name = "value", .text = "all", .flags = JURI_LIST};
	params[0] = (juri_param){.name = "per",
				 .text = "divisor",
				 .unit = "kg",
				 .initial = "25%",
				 .min = 0.25,
				 .max = 10,
				 .type = JURI_NUMBER};
	params[1] = (juri_param){.name = "abs", .text = "sign", .initial = "no", .type = JURI_FLAG};
	params[2] = (juri_param){.name = "mode",
				 .text = "how",
				 .choices = "low mid high",
				 .initial = "mid",
				 .type = JURI_CHOICE};
	methods[0] = (juri_method){.name = "one",
				   .text = "part / value",
				   .unit = "h",
				   .min = -1,
				   .max = 2,
				   .roles = roles,
				   .n_roles = 2,
				   .params = params,
				   .n_params = 3,
				   .measure = measure};
	methods[1] = (juri_method){
	    .name = "two", .text = "-", .max = 1, .roles = roles, .n_roles = 1, .measure = measure};
	table = (juri_plugin){.head = JURI_HEAD,
			      .name = "cat",
			      .version = "1.2",
			      .text = "Caf\xc3\xa9",
			      .methods = methods,
			      .n_methods = 2};
}

/* The table is refused with a sentence that holds all of part. */
static void refused(const char *part)
{
	struct plugin plugin;
	char *wrong = plugin_copy(&plugin, &table, "cat");

	if (!wrong || !strstr(wrong, part))
		fprintf(stderr, "\n  wanted \"%s\", got \"%s\"\n", part,
			wrong ? wrong : "(nothing)");
	CU_ASSERT_TRUE(wrong && strstr(wrong, part));
	free(wrong);
	plugin_free(&plugin);
	make_good();
}

static void is_good(const struct plugin *plugin)
{
	const juri_method *one = &plugin->methods[0];

	CU_ASSERT_STRING_EQUAL(plugin->name, "cat");
	CU_ASSERT_STRING_EQUAL(plugin->version, "1.2");
	CU_ASSERT_STRING_EQUAL(plugin->text, "Caf\xc3\xa9");
	CU_ASSERT_EQUAL(plugin->minor, 0);
	CU_ASSERT_EQUAL_FATAL(plugin->n_methods, 2);
	CU_ASSERT_STRING_EQUAL(one->name, "one");
	CU_ASSERT_STRING_EQUAL(one->unit, "h");
	CU_ASSERT_EQUAL(one->min, -1);
	CU_ASSERT_EQUAL(one->max, 2);
	CU_ASSERT_EQUAL_FATAL(one->n_roles, 2);
	CU_ASSERT_EQUAL_FATAL(one->n_params, 3);
	CU_ASSERT_EQUAL(one->roles[0].direction, 1);
	CU_ASSERT_EQUAL(one->roles[1].flags, JURI_LIST);
	CU_ASSERT_PTR_NULL(one->roles[1].unit);
	CU_ASSERT_STRING_EQUAL(one->params[0].initial, "25%");
	CU_ASSERT_EQUAL(one->params[0].min, 0.25);
	CU_ASSERT_EQUAL(one->params[0].max, 10);
	CU_ASSERT_EQUAL(one->params[2].type, JURI_CHOICE);
	CU_ASSERT_STRING_EQUAL(one->params[2].choices, "low mid high");
	CU_ASSERT_STRING_EQUAL(plugin->methods[1].name, "two");
	CU_ASSERT_PTR_NULL(plugin->methods[1].params);
}

/* --- plugin_copy --- */

static void test_good(void)
{
	struct plugin plugin;

	make_good();
	CU_ASSERT_PTR_NULL(plugin_copy(&plugin, &table, "cat"));
	is_good(&plugin);
	CU_ASSERT_TRUE(plugin.methods[0].measure == measure);
	CU_ASSERT_PTR_NOT_EQUAL(plugin.name, table.name);
	CU_ASSERT_PTR_NOT_EQUAL(plugin.methods[0].roles[0].text, roles[0].text);
	plugin_free(&plugin);
	CU_ASSERT_EQUAL(plugin.n_methods, 0);
}

static void test_versions(void)
{
	struct plugin plugin;

	make_good();
	table.head.major = 3;
	refused("plugin cat speaks contract 3, juri speaks 1");
	table.head.minor = 9;
	CU_ASSERT_PTR_NULL(plugin_copy(&plugin, &table, "cat"));
	CU_ASSERT_EQUAL(plugin.minor, 9);
	plugin_free(&plugin);
}

static void test_sizes_too_small(void)
{
	make_good();
	table.head.size--;
	refused("head.size: expected ");
	table.head.method_size = 8;
	refused("head.method_size: expected ");
	table.head.role_size = 0;
	refused("head.role_size: expected ");
	table.head.param_size = UINT32_MAX;
	refused("head.param_size: expected ");
}

/* A newer plugin has longer structures: the strides are its own, what is new is passed over. */
static void test_newer_plugin(void)
{
	struct {
		juri_role role;
		double newer[3];
	} longer_roles[2];
	struct {
		juri_method method;
		char newer[40];
	} longer_methods[2];
	struct plugin plugin;

	make_good();
	memset(longer_roles, 0x55, sizeof(longer_roles));
	memset(longer_methods, 0x55, sizeof(longer_methods));
	for (int i = 0; i < 2; i++) {
		longer_roles[i].role = roles[i];
		longer_methods[i].method = methods[i];
		longer_methods[i].method.roles = &longer_roles[0].role;
	}
	table.methods = &longer_methods[0].method;
	table.head.method_size = sizeof(longer_methods[0]);
	table.head.role_size = sizeof(longer_roles[0]);
	CU_ASSERT_PTR_NULL(plugin_copy(&plugin, &table, "cat"));
	is_good(&plugin);
	plugin_free(&plugin);
	make_good();
}

static void test_table_members(void)
{
	struct plugin plugin;
	char *wrong;

	make_good();
	table.name = NULL;
	refused("the table: name: expected a text, found NULL");
	table.name = "Cat";
	refused("the table: name: expected 1 to 36 of a-z, 0-9 and -, found \"Cat\"");
	table.name = "dog";
	refused("expected \"cat\" as the file has it, found \"dog\"");
	table.version = NULL;
	refused("the table: version: expected a text, found NULL");
	table.text = NULL;
	refused("the table: text: expected a text, found NULL");
	table.methods = NULL;
	refused("the table: methods: expected an array, found NULL");
	table.n_methods = 0;
	refused("n_methods: expected 1 to 256, found 0");
	table.n_methods = 257;
	refused("n_methods: expected 1 to 256, found 257");
	wrong = plugin_copy(&plugin, NULL, "cat");
	CU_ASSERT_STRING_EQUAL(wrong, "juri_plugin_v1(): expected a table, found NULL");
	free(wrong);
}

static void test_texts(void)
{
	static char long_text[1002];

	make_good();
	memset(long_text, 'x', 1001);
	table.text = long_text;
	refused("the table: text: expected at most 1000 bytes, found more");
	methods[0].text = "a\xffz";
	refused("method \"one\": text: expected UTF-8, found other bytes from byte 1");
	roles[1].text = "two\nlines";
	refused("method \"one\": role \"value\": text: expected text, found control");
	params[0].unit = "\x1b[2J";
	refused("method \"one\": parameter \"per\": unit: expected text, found control");
	methods[0].unit = "\xc2\x9b"
			  "2J"; /* the same to a terminal, in one character of C1 */
	refused("method \"one\": unit: expected text, found control");
	methods[0].name = "a\x1b";
	refused("method 1: name: expected text, found control");
}

static void test_method_members(void)
{
	make_good();
	methods[1].name = "";
	refused("method 2: name: expected 1 to 36");
	methods[1].name = "one";
	refused("method 2: name: expected each once, found \"one\" twice");
	methods[1].measure = NULL;
	refused("method \"two\": measure: expected a function, found NULL");
	methods[0].min = 3;
	refused("method \"one\": expected .min below .max, the range of the measure, found");
	methods[0].max = NAN;
	refused("method \"one\": expected .min below .max, the range of the measure, found");
	methods[1].max = 0;
	refused("method \"two\": expected .min below .max, the range of the measure, found");
	methods[1].n_roles = 0;
	refused("method \"two\": n_roles: expected 1 to 64, found 0");
	methods[1].n_roles = 65;
	refused("method \"two\": n_roles: expected 1 to 64, found 65");
	methods[1].roles = NULL;
	refused("method \"two\": roles: expected an array, found NULL");
	methods[0].n_params = 65;
	refused("method \"one\": n_params: expected at most 64, found 65");
	methods[0].params = NULL;
	refused("method \"one\": params: expected an array, found NULL");
	methods[0].n_params = 0;
	refused("method \"one\": n_params: expected the number of params, found 0");
}

static void test_role_members(void)
{
	make_good();
	roles[1].name = NULL;
	refused("method \"one\": role 2: name: expected a text, found NULL");
	roles[1].name = "under_score";
	refused("method \"one\": role 2: name: expected");
	roles[1].name = "part";
	refused("method \"one\": role 2: name: expected each once, found \"part\" twice");
	roles[0].text = NULL;
	refused("method \"one\": role \"part\": text: expected a text, found NULL");
	roles[0].direction = 2;
	refused("direction: expected -1, 0 or +1, found 2");
	roles[0].flags = 4;
	refused("flags: expected JURI_LIST and JURI_OPTIONAL at most, found 0x4");
}

/* Criteria could not tell these from their own keys. */
static void test_keys_of_criteria(void)
{
	static const char *const names[] = {
	    "in",       "title",         "source",        "weight",    "weight-sum", "round",
	    "grades",   "range",         "role",          "applies",   "method",     "of",
	    "missing",  "measure-round", "measure-range", "direction", "scale",      "reference",
	    "constant", "clamp",         "rank-ties",     "sd",        "lowest",     "claim",
	    "min",      "max",           "outliers",      "state",     "remove",     "extends",
	    "needs",    "aggregate",     "rescale",       "passes",    "plugin"};
	char sentence[100];

	make_good();
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(sentence, sizeof(sentence),
			 "role 1: name: expected no key of criteria, found \"%s\"", names[i]);
		roles[0].name = names[i];
		refused(sentence);
	}
	params[1].name = "clamp";
	refused("parameter 2: name: expected no key of criteria, found \"clamp\"");
}

static void test_param_members(void)
{
	make_good();
	params[1].name = "per";
	refused("parameter 2: name: expected each once, found \"per\" twice");
	params[1].name = "value";
	refused("parameter 2: name: expected each once, found \"value\" twice");
	params[1].text = NULL;
	refused("parameter \"abs\": text: expected a text, found NULL");
	params[1].type = 3;
	refused("parameter \"abs\": type: expected JURI_NUMBER, JURI_FLAG or JURI_CHOICE, found 3");
	params[1].reserved = 1;
	refused("parameter \"abs\": reserved: expected 0, found another number");
	params[0].min = 11;
	refused("parameter \"per\": expected min below max, found otherwise");
	params[0].choices = "a b";
	refused("parameter \"per\": choices: expected them with JURI_CHOICE, and only there, found "
		"otherwise");
	params[2].choices = NULL;
	refused("parameter \"mode\": choices: expected them with JURI_CHOICE, and only there, "
		"found otherwise");
	params[2].choices = "low  mid";
	refused("parameter \"mode\": choices: expected words");
	params[2].choices = "low mid ";
	refused("parameter \"mode\": choices: expected words");
	params[2].choices = "low mid low";
	refused("choices: expected each once, found \"low\" twice");
	params[0].initial = "0.2";
	refused("parameter \"per\": initial: expected a number in 0.25..10 (divisor), found "
		"\"0.2\"");
	params[1].initial = "maybe";
	refused("parameter \"abs\": initial: expected yes or no (sign), found \"maybe\"");
	params[2].initial = "mi";
	refused("parameter \"mode\": initial: expected one of: low mid high (how), found \"mi\"");
}

static void test_param_value(void)
{
	double value = 77;

	make_good();
	CU_ASSERT_TRUE(plugin_param_value(&params[0], "50%", &value));
	CU_ASSERT_EQUAL(value, 0.5);
	CU_ASSERT_TRUE(plugin_param_value(&params[0], "10", &value));
	CU_ASSERT_EQUAL(value, 10);
	CU_ASSERT_FALSE(plugin_param_value(&params[0], "10.001", &value));
	CU_ASSERT_FALSE(plugin_param_value(&params[0], "nan", &value));
	CU_ASSERT_FALSE(plugin_param_value(&params[0], "1,5", &value));
	CU_ASSERT_FALSE(plugin_param_value(&params[0], "", &value));
	CU_ASSERT_EQUAL(value, 10);
	CU_ASSERT_TRUE(plugin_param_value(&params[1], "yes", &value));
	CU_ASSERT_EQUAL(value, 1);
	CU_ASSERT_TRUE(plugin_param_value(&params[1], "no", &value));
	CU_ASSERT_EQUAL(value, 0);
	CU_ASSERT_FALSE(plugin_param_value(&params[1], "1", &value));
	CU_ASSERT_TRUE(plugin_param_value(&params[2], "high", &value));
	CU_ASSERT_EQUAL(value, 2);
	CU_ASSERT_FALSE(plugin_param_value(&params[2], "low mid", &value));
	CU_ASSERT_FALSE(plugin_param_value(&params[2], "", &value));
	CU_ASSERT_EQUAL(value, 2);
}

/* --- The way over the border --- */

static struct text packed(void)
{
	struct plugin plugin;
	struct text bytes = {0};

	make_good();
	CU_ASSERT_PTR_NULL_FATAL(plugin_copy(&plugin, &table, "cat"));
	plugin_pack(&plugin, &bytes);
	plugin_free(&plugin);
	return bytes;
}

static void test_pack(void)
{
	struct text bytes = packed();
	struct plugin plugin;
	char *wrong = plugin_unpack(&plugin, bytes.data, bytes.length, "cat");

	CU_ASSERT_PTR_NULL_FATAL(wrong);
	is_good(&plugin);
	CU_ASSERT_TRUE(plugin.methods[0].measure == NULL);
	plugin_free(&plugin);
	text_free(&bytes);
}

/* Unpacks bytes; true when they were refused. A private copy lets the sanitizers see overruns. */
static bool unpack_refuses(const char *data, size_t length, const char *name)
{
	char *copy = malloc(length + !length);
	struct plugin plugin;
	char *wrong;

	memcpy(copy, data, length);
	wrong = plugin_unpack(&plugin, copy, length, name);
	plugin_free(&plugin);
	free(copy);
	if (!wrong)
		return false;
	free(wrong);
	return true;
}

static void test_unpack_cut(void)
{
	struct text bytes = packed();

	for (size_t length = 0; length < bytes.length; length++)
		CU_ASSERT_TRUE(unpack_refuses(bytes.data, length, "cat"));
	text_add_n(&bytes, "", 1);
	CU_ASSERT_TRUE(unpack_refuses(bytes.data, bytes.length, "cat"));
	text_free(&bytes);
}

static void test_unpack_other_name(void)
{
	struct text bytes = packed();

	CU_ASSERT_TRUE(unpack_refuses(bytes.data, bytes.length, "dog"));
	text_free(&bytes);
}

/* Every byte replaced by every kind of byte: refused or not, nothing is read beyond the end. */
static void test_unpack_garbled(void)
{
	static const unsigned char bad[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
	struct text bytes = packed();
	size_t refusals = 0;

	for (size_t i = 0; i < bytes.length; i++) {
		for (size_t k = 0; k < sizeof(bad); k++) {
			char kept = bytes.data[i];

			bytes.data[i] = (char)bad[k];
			refusals += unpack_refuses(bytes.data, bytes.length, "cat");
			bytes.data[i] = kept;
		}
	}
	CU_ASSERT_TRUE(refusals > bytes.length);
	text_free(&bytes);
}

static void test_unpack_nul_and_utf8(void)
{
	struct text bytes = packed();
	char *text = memmem(bytes.data, bytes.length, "the part", 8);

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	text[3] = '\0';
	CU_ASSERT_TRUE(unpack_refuses(bytes.data, bytes.length, "cat"));
	text[3] = (char)0xc3;
	CU_ASSERT_TRUE(unpack_refuses(bytes.data, bytes.length, "cat"));
	text[3] = '\t';
	CU_ASSERT_TRUE(unpack_refuses(bytes.data, bytes.length, "cat"));
	text[3] = '_';
	CU_ASSERT_FALSE(unpack_refuses(bytes.data, bytes.length, "cat"));
	text_free(&bytes);
}

/* --- Looking up and finding --- */

static void test_lookup(void)
{
	struct plugin plugin;

	make_good();
	CU_ASSERT_PTR_NULL_FATAL(plugin_copy(&plugin, &table, "cat"));
	CU_ASSERT_EQUAL(plugin_method(&plugin, "two"), 1);
	CU_ASSERT_EQUAL(plugin_method(&plugin, "tw"), -1);
	CU_ASSERT_EQUAL(plugin_role(&plugin.methods[0], "value"), 1);
	CU_ASSERT_EQUAL(plugin_role(&plugin.methods[0], "per"), -1);
	CU_ASSERT_EQUAL(plugin_param(&plugin.methods[0], "mode"), 2);
	CU_ASSERT_EQUAL(plugin_param(&plugin.methods[1], "mode"), -1);
	plugin_free(&plugin);
}

static void touch(const char *folder, const char *name)
{
	char path[200];
	FILE *stream;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	stream = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
	fclose(stream);
}

static char *two_folders(char first[], char second[])
{
	static char both[200];

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(first));
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(second));
	touch(first, "zulu.so");
	touch(first, "same.so");
	touch(first, "Upper.so");
	touch(first, "readme.txt");
	touch(second, "alpha.so");
	touch(second, "same.so");
	snprintf(both, sizeof(both), "%s::%s", first, second);
	return both;
}

static void remove_files(const char *folder)
{
	static const char *const names[] = {"zulu.so", "same.so", "Upper.so", "readme.txt",
					    "alpha.so"};
	char path[200];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
}

static void found_at(const char *name, const struct plugin_places *places, const char *folder)
{
	char wanted[200];
	char *path = plugin_find(name, places);

	snprintf(wanted, sizeof(wanted), "%s/%s.so", folder, name);
	CU_ASSERT_PTR_NOT_NULL_FATAL(path);
	CU_ASSERT_STRING_EQUAL(path, wanted);
	free(path);
}

static void found_nowhere(const char *name, const struct plugin_places *places)
{
	CU_ASSERT_PTR_NULL(plugin_find(name, places));
}

static void test_find(void)
{
	char first[] = "/tmp/juri-test-XXXXXX", second[] = "/tmp/juri-test-XXXXXX";
	const struct plugin_places both = {.given = two_folders(first, second)}, none = {0};

	found_at("same", &both, first);
	found_at("alpha", &both, second);
	found_nowhere("none", &both);
	found_nowhere("Upper", &both);
	found_nowhere("../same", &both);
	found_nowhere("", &both);
	found_nowhere("zulu", &none);
	remove_files(first);
	remove_files(second);
}

static void other_is(const char *name, const struct plugin_places *places, const char *folder)
{
	char wanted[200];
	char *other = plugin_find_other(name, places);

	snprintf(wanted, sizeof(wanted), "%s/%s.so", folder ? folder : "", name);
	CU_ASSERT(folder ? other && !strcmp(other, wanted) : !other);
	free(other);
}

/* The folders of --plugins come before the round's. */
static void test_find_in_round(void)
{
	char first[] = "/tmp/juri-test-XXXXXX", second[] = "/tmp/juri-test-XXXXXX";
	struct plugin_places places = {0};

	two_folders(first, second);
	places.round = first;
	found_at("same", &places, first);
	found_at("zulu", &places, first);
	found_nowhere("alpha", &places);
	other_is("same", &places, NULL);
	places.given = second;
	found_at("same", &places, second);
	found_at("zulu", &places, first);
	other_is("same", &places, first);
	other_is("zulu", &places, NULL);
	other_is("alpha", &places, NULL);
	other_is("none", &places, NULL);
	remove_files(first);
	remove_files(second);
}

/* What is no file is found all the same, and no other one in its place. */
static void test_find_no_file(void)
{
	char first[] = "/tmp/juri-test-XXXXXX", second[] = "/tmp/juri-test-XXXXXX", path[200];
	const struct plugin_places places = {.given = two_folders(first, second)};

	snprintf(path, sizeof(path), "%s/same.so", first);
	unlink(path);
	CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
	found_at("same", &places, first);
	rmdir(path);
	CU_ASSERT_EQUAL(symlink("nowhere", path), 0);
	found_at("same", &places, first);
	remove_files(first);
	remove_files(second);
}

static void test_absolute(void)
{
	char *here = mem_real("."), *wanted = mem_print("%s/a/../b.so", here);
	static const char *const paths[] = {"a/../b.so", "./a/../b.so", ".//./a/../b.so"};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		char *path = plugin_absolute(paths[i]);

		CU_ASSERT_STRING_EQUAL(path, wanted);
		free(path);
	}
	free(wanted);
	free(here);
	wanted = plugin_absolute("/a//b");
	CU_ASSERT_STRING_EQUAL(wanted, "/a//b");
	free(wanted);
}

static size_t position(char **names, size_t count, const char *name)
{
	size_t at = count;

	for (size_t i = 0; i < count; i++) {
		if (!strcmp(names[i], name)) {
			CU_ASSERT_EQUAL(at, count); /* no name twice */
			at = i;
		}
	}
	return at;
}

static void test_names(void)
{
	char first[] = "/tmp/juri-test-XXXXXX", second[] = "/tmp/juri-test-XXXXXX";
	const struct plugin_places both = {.given = two_folders(first, second)};
	size_t count, alpha, same, zulu;
	char **names = plugin_names(&both, &count);

	alpha = position(names, count, "alpha");
	same = position(names, count, "same");
	zulu = position(names, count, "zulu");
	CU_ASSERT_TRUE(alpha < same && same < zulu && zulu < count);
	CU_ASSERT_EQUAL(position(names, count, "Upper"), count);
	CU_ASSERT_EQUAL(position(names, count, "readme"), count);
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	remove_files(first);
	remove_files(second);
}

void suite_plugin(void)
{
	CU_pSuite suite = CU_add_suite("plugin", NULL, NULL);

	CU_add_test(suite, "a good table is copied", test_good);
	CU_add_test(suite, "versions of the contract", test_versions);
	CU_add_test(suite, "sizes that cannot be", test_sizes_too_small);
	CU_add_test(suite, "a newer plugin with longer structures", test_newer_plugin);
	CU_add_test(suite, "members of the table", test_table_members);
	CU_add_test(suite, "texts", test_texts);
	CU_add_test(suite, "members of a method", test_method_members);
	CU_add_test(suite, "members of a role", test_role_members);
	CU_add_test(suite, "names that are keys of criteria", test_keys_of_criteria);
	CU_add_test(suite, "members of a parameter", test_param_members);
	CU_add_test(suite, "the value of a parameter", test_param_value);
	CU_add_test(suite, "pack and unpack", test_pack);
	CU_add_test(suite, "unpack what was cut", test_unpack_cut);
	CU_add_test(suite, "unpack under another name", test_unpack_other_name);
	CU_add_test(suite, "unpack what was garbled", test_unpack_garbled);
	CU_add_test(suite, "unpack NUL, bad UTF-8, control characters", test_unpack_nul_and_utf8);
	CU_add_test(suite, "look up by name", test_lookup);
	CU_add_test(suite, "find a plugin's file", test_find);
	CU_add_test(suite, "find a plugin in the round's folder", test_find_in_round);
	CU_add_test(suite, "find what is no file", test_find_no_file);
	CU_add_test(suite, "absolute paths", test_absolute);
	CU_add_test(suite, "names of all plugins", test_names);
}
