#include "samples.h"

#include <math.h>
#include <string.h>

enum { A, B, C, CODED, STEPPED, FOLDED_FIELD, FIELDS };

static struct code codes[] = {{"A", 3}, {"B", 2}, {"C", 1}};
static struct step steps[] = {{"25", 25, 90}, {"15", 15, 60}, {"5", 5, 0}};

const struct field sample_fields[] = {
    [A] = {.id = "a", .min = -HUGE_VAL, .max = HUGE_VAL},
    [B] = {.id = "b", .min = 0, .max = 100},
    [C] = {.id = "c.d", .min = -5, .max = 1e9},
    [CODED] = {.id = "coded", .min = 0, .max = 3, .codes = codes, .n_codes = 3},
    [STEPPED] = {.id = "stepped",
		 .min = 0,
		 .max = 1000,
		 .steps = {.list = steps, .count = 3, .kind = STEP_ABOVE}},
    [FOLDED_FIELD] = {.id = "folded", .min = -HUGE_VAL, .max = HUGE_VAL, .fold = FOLD_SUM},
};
const unsigned n_sample_fields = FIELDS;

const struct states sample_states = {
    .names = {"missing", "value", "not-applicable", "unknown", "unverified", "undefined", "late"},
    .policies = {POLICY_AS_MISSING, POLICY_AS_VALUE, POLICY_LEAVE_OUT, POLICY_AS_MISSING,
		 POLICY_AS_VALUE, POLICY_AS_MISSING, POLICY_AS_ZERO},
    .count = 7};

static const char *const ignored[] = {"note*", "x"};
static const char *const missing[] = {"-", "n/a"};
static const char *const numeral_missing[] = {"-999", "-", "7e0"};
static const char *const not_applicable[] = {"none"};
static const char *const classes[] = {"big", "small"};
static const char *const editions[] = {"2023", "20?4*"};
static const char *const made_up[] = {"*made*"};

#define USUAL                                                                                      \
	.id = "id", .name = "name", .class_id = "class", .region = "region",                       \
	.edition_column = "edition", .item = "item", .edition = "2023", .ignore = ignored,         \
	.n_ignore = 2, .missing = missing, .n_missing = 2, .not_applicable = not_applicable,       \
	.n_not_applicable = 1

/* o_*: any number. */
static bool open_field(void *user, const char *name, struct field *field)
{
	(void)user;
	*field = (struct field){.min = -HUGE_VAL, .max = HUGE_VAL};
	return !strncmp(name, "o_", 2);
}

#define PLAIN                                                                                      \
	"id,name,class,region,a,b,c.d,note 1\n"                                                    \
	"k1,Kota Satu,big,Jatim,12.5,99,1000000,\n"                                                \
	"k2,Kota \xc3\x9cmit,small,Jateng,-0,0,0.000001,text\n"                                    \
	"k3,,big,,,,,\n"                                                                           \
	"k-4,\"Kota, Empat\",small,Bali,-,n/a,none,\"a, b\"\n"                                     \
	"k.5,Kota Lima,big,\"Jatim\",\"3\",100,-5,\"a \"\"b\"\"\"\n"                               \
	"K_6,Kota Enam,big,Bali,9007199254740994,1e2,12e-1,\xe2\x82\xac 5\n"                       \
	"k7,Kota Tujuh,small,Bali,!unknown,!late,!unverified,-\n"                                  \
	"k8,Kota Delapan,small,Bali,!unverified 7,!late 8,!missing,-\n"                            \
	"k9,Kota Sembilan,big,Bali,0.1234567890123456789,007,1,\n"                                 \
	"k10,Kota Sepuluh,big,Jatim,123456789012345678901234567890.0,1,2,\n"

#define QUOTED                                                                                     \
	"id,region,reason,competes,test,a,a.source,note,b\r\n"                                     \
	"p1,\"Jatim, Bali\",,yes,,1,\"two, lines\",\"three\r\n\r\nlines, \"\"with\"\" "            \
	"quotes\",2\r\n"                                                                           \
	"p2,Bali,its own jury,no,no,2,,\"x\r\np9,Bali,,yes,no,5,,y,6\",3\r\n"                      \
	"p3,Bali,,,,3,letter 5,,4\r\n"                                                             \
	"\r\n"                                                                                     \
	"p4,Bali,,yes,no,4,,,5\r\n"                                                                \
	"p5,\"Bali\",\"\",\"no\",no,\"\",,\"\",6\r\n"                                              \
	"p6,Bali,,no,,6,\"a \"\"letter\"\"\",,7\r\n"                                               \
	"p7,Bali,,no,,7,,,8"

#define COMMAS                                                                                     \
	"id;name;coded;stepped;a;b;c.d\n"                                                          \
	"r1;Satu;A;95;1,5;99,25;-4,125\n"                                                          \
	"r2;Dua, dan;B;60;-999;7e0;0\n"                                                            \
	"r3;\"Tiga; dan\";C;0,5;-;-;-\n"                                                           \
	"r4;;;;;;\n"                                                                               \
	"r5;Lima;none;!late;1e3;0,1e1;7\n"                                                         \
	"r6;Enam;C;1000;-999,0;7;-4\n"

/* Names in one order and in others, with blanks and without, all kinds of values, unknown and skipped names. */
#define LINES                                                                                      \
	"{\"id\":\"k1\",\"name\":\"Kota "                                                          \
	"Satu\",\"class\":\"big\",\"region\":\"Jatim\",\"evidence\":"                              \
	"{\"a\":12.5,\"b\":99,\"c.d\":1000000,\"coded\":\"A\",\"stepped\":95}}\n"                  \
	"{\"id\":\"k2\",\"name\":\"Kota "                                                          \
	"\xc3\x9cmit\",\"class\":\"small\",\"region\":\"Bali\",\"evidence\":"                      \
	"{\"a\":-0,\"b\":true,\"c.d\":0.000001,\"coded\":null,\"stepped\":0.5}}\n"                 \
	"{ \"id\": \"k3\", \"class\": \"big\", \"evidence\": { \"a\": -12345678.5, \"b\" : 0 , "   \
	"\"coded\":\"C\" , \"note\": \"x \\\"y\\\" \\n \xe2\x82\xac\" } }\r\n"                     \
	"{\"evidence\":{\"stepped\":61,\"b\":1e1,\"a\":null},\"class\":\"small\",\"id\":\"k-4\","  \
	"\"x\":[]}\n"                                                                              \
	"{\"id\":\"k5\",\"class\":\"big\",\"name\":\"\",\"evidence\":{}}\n"                        \
	"\n"                                                                                       \
	"{\"id\":\"k6\",\"class\":\"big\",\"evidence\":{\"a\":9007199254740994,\"c\":{\"d\":7},"   \
	"\"b\":{\"value\":5,\"source\":\"letter\"},\"note 2\":-1.50,\"x\":false}}\n"               \
	"{\"id\":\"k7\",\"class\":\"small\",\"evidence\":{\"a\":0.1234567890123456789,\"b\":100,"  \
	"\"c.d\":{\"state\":\"late\"},\"stepped\":999.9999}}\n"                                    \
	"{\"id\":\"k8\",\"name\":\"Delapan\",\"class\":\"big\",\"evidence\":{\"b\":1.0,\"a\":2,"   \
	"\"stepped\":"                                                                             \
	"3,\"coded\":\"B\",\"c.d\":-5}}\n"                                                         \
	"{\"id\":\"k9\",\"class\":\"big\",\"evidence\":{\"a\":12345678901234567168,\"b\":0.10}}"

#define MORE_LINES                                                                                 \
	"{\"id\":\"k1\",\"class\":\"big\",\"evidence\":{\"o_1\":1}}\n"                             \
	"{\"id\":\"m1\",\"competes\":false,\"reason\":\"its own "                                  \
	"jury\",\"class\":\"small\",\"evidence\":"                                                 \
	"{\"o_1\":2,\"a\":1}}\n"                                                                   \
	"{\"id\":\"m2\",\"competes\":true,\"class\":\"small\",\"evidence\":{\"o_2\":3,\"o_1\":2}}" \
	"\n"                                                                                       \
	"{\"id\":\"m3\",\"test\":false,\"class\":\"small\",\"evidence\":{\"other\":3,\"o_1\":2}}"  \
	"\n"                                                                                       \
	"{\"id\":\"m4\",\"class\":\"small\",\"evidence\":{\"other\":\"\\u00e9\",\"o_2\":0}}\n"     \
	"{\"id\":\"m5\",\"class\":\"small\",\"evidence\":{\"other\":4,\"o_2\":7,\"a\":8}}\n"

const struct sample samples[] = {
    {.name = "lines",
     .files = {"one.ndjson", "two.ndjson"},
     .contents = {LINES, MORE_LINES},
     .rules = {USUAL, .classes = classes, .n_classes = 2, .extra = true, .open = open_field}},
    {.name = "lines again",
     .files = {"one.ndjson"},
     .contents = {LINES},
     .rules = {USUAL, .classes = classes, .n_classes = 2}},
    {.name = "lines, refused",
     .files = {"one.ndjson", "two.csv"},
     .contents = {LINES, "id,class,a\nk2,small,\nl1,big,1\nl2,big,2\n"},
     .rules = {USUAL, .allow_refused = true}},
    {.name = "lines of a panel",
     .files = {"one.ndjson", "two-made-up.ndjson"},
     .contents = {"\xef\xbb\xbf{\"id\":\"v1\",\"edition\":\"2023\",\"evidence\":{\"a\":1}}\n"
		  "{\"id\":\"v1\",\"edition\":2023,\"evidence\":{\"b\":1}}\n"
		  "{\"id\":\"v1\",\"edition\":\"2034\",\"evidence\":{\"a\":3,\"b\":4}}\n"
		  "{\"id\":\"v2\",\"edition\":\"2024\",\"evidence\":{\"a\":3,\"b\":4}}\n",
		  "{\"id\":\"v2\",\"edition\":\"2023\",\"evidence\":{\"a\":3,\"b\":4}}\n"
		  "{\"id\":\"v3\",\"edition\":\"2023\",\"evidence\":{\"folded\":3,\"b\":4}}\n"
		  "{\"id\":\"v3\",\"edition\":\"2024\",\"evidence\":{\"a\":3,\"b\":4}}\n"
		  "{\"id\":\"v3\",\"edition\":\"2023\",\"evidence\":{\"folded\":3}}\n"},
     .rules = {USUAL, .editions = editions, .n_editions = 2, .made_up = made_up, .n_made_up = 1}},
    {.name = "lines of test evidence",
     .files = {"one.ndjson"},
     .contents = {"{\"id\":\"y1\",\"test\":true,\"evidence\":{\"a\":1}}\n"
		  "{\"id\":\"y2\",\"test\":true,\"evidence\":{\"a\":2}}\n"
		  "{\"id\":\"y3\",\"test\":true,\"evidence\":{\"a\":3}}\n"},
     .rules = {USUAL}},
    {.name = "lines and a roster",
     .files = {"one.ndjson"},
     .contents = {"{\"id\":\"w1\",\"evidence\":{\"a\":1}}\n{\"id\":\"w2\",\"evidence\":{\"a\":2}}\n"
		  "{\"id\":\"w3\",\"evidence\":{\"a\":2}}\n"},
     .roster = "id,name,region\nw1,Satu,Bali\nw2,,Bali\nw3,Tiga,Bali\n",
     .rules = {USUAL}},
    {.name = "plain",
     .files = {"plain.csv"},
     .contents = {PLAIN},
     .rules = {USUAL, .classes = classes, .n_classes = 2}},
    {.name = "refused",
     .files = {"plain.csv", "more.csv"},
     .contents = {PLAIN, "id,class,a,stepped\nk1,big,,20\nn1,small,1,2\nk3,big,5,\n"
			 "n2,big,,\nn3,small,3,70\n"},
     .rules = {USUAL, .classes = classes, .n_classes = 2, .allow_refused = true}},
    {.name = "quoted", .files = {"quoted.csv"}, .contents = {QUOTED}, .rules = {USUAL}},
    {.name = "quoted and refused",
     .files = {"quoted.csv"},
     .contents = {QUOTED},
     .rules = {USUAL, .allow_refused = true}},
    {.name = "decimal commas",
     .files = {"commas.csv"},
     .contents = {COMMAS},
     .rules = {.id = "id",
	       .name = "name",
	       .class_id = "class",
	       .region = "region",
	       .edition_column = "edition",
	       .edition = "2023",
	       .delimiter = ';',
	       .decimal = ',',
	       .missing = numeral_missing,
	       .n_missing = 3,
	       .not_applicable = not_applicable,
	       .n_not_applicable = 1}},
    {.name = "commas everywhere",
     .files = {"commas.csv"},
     .contents = {"id,a,b,stepped\ns1,1,2,3\ns2,\"1,5\",\"2,25\",95\ns3,4,5,6\n"},
     .rules = {USUAL, .decimal = ','}},
    {.name = "tabs",
     .files = {"tabs.csv"},
     .contents = {"\xef\xbb\xbf"
		  "id\tname\ta\tb\tx\nt1\tSatu, dua\t1\t2\t\nt2\tDua\t3\t4\t\"a\tb\"\n"
		  "t3\tTiga\t\t5\t\n"},
     .rules = {USUAL, .delimiter = '\t'}},
    {.name = "unknown columns",
     .files = {"extra.csv", "more.csv"},
     .contents = {"id,a,o_1,other,o_1.source\nu1,1,2,x,\nu2,2,3,\"y\",\nu3,3,,,z\nu4,4,5,,\n",
		  "id,o_2,o_1,b\nu1,1,,2\nu5,2,7,3\n"},
     .rules = {USUAL, .extra = true, .open = open_field}},
    {.name = "panel",
     .files = {"one.csv", "two-made-up.csv"},
     .contents = {"id,edition,class,a,b\nv1,2023,big,1,2\nv1,2024-a,small,2,3\nv2,2023,big,4,5\n"
		  "v2,2034,big,,\nv3,2024,small,7,8\n",
		  "id,edition,class,c.d\nv1,2023,big,1\nv4,2024,big,2\nv3,2023,small,3\n"},
     .rules = {USUAL, .editions = editions, .n_editions = 2, .made_up = made_up, .n_made_up = 1}},
    {.name = "roster",
     .files = {"one.csv"},
     .contents = {"id,name,a,b\nw1,Satu,1,2\nw2,Dua,3,4\nw3,,5,6\n"},
     .roster = "id,name,region\nw1,Satu,Bali\nw2,,Bali\nw3,Tiga,Bali\n",
     .rules = {USUAL}},
    {.name = "test evidence",
     .files = {"one.csv"},
     .contents = {"id,test,a\ny1,yes,1\ny2,yes,2\ny3,yes,3\ny4,yes,\n"},
     .rules = {USUAL}},
    {.name = "folded",
     .files = {"one.csv", "two.csv", "three.csv"},
     .contents = {"id,a,b\nz1,1,2\nz2,3,4\nz3,,\n", "id,folded\nz1,1\nz1,2\nz2,3\nz4,4\n",
		  "id,item,value\nz3,a,4\nz2,stepped,5\nz1,stepped,6\n"},
     .rules = {USUAL}},
    {.name = "one column",
     .files = {"one.csv", "two.csv"},
     .contents = {"id\nq1\nq2\n\"q3\"\nq4\n", "id,a\nq1,1\nq5,2\n"},
     .rules = {USUAL}},
};
const size_t n_samples = sizeof(samples) / sizeof(*samples);

#define TABLE                                                                                      \
	.id = "id", .name = "name", .class_id = "class", .region = "region",                       \
	.edition_column = "edition", .edition = "2023", .ignore = ignored, .n_ignore = 2,          \
	.missing = missing, .n_missing = 2, .not_applicable = not_applicable,                      \
	.n_not_applicable = 1, .extra = true, .open = open_field, .allow_refused = true

const struct sample table_samples[] = {
    {.name = "commas", .files = {"table.csv"}, .rules = {TABLE}},
    {.name = "semicolons",
     .files = {"table.csv"},
     .rules = {TABLE, .delimiter = ';', .decimal = ','}},
    {.name = "tabs", .files = {"table.csv"}, .rules = {TABLE, .delimiter = '\t'}},
};
