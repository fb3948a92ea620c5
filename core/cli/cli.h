/*
 * cli - the commands of juri, one file each.
 *
 * A command gets its own arguments (argv[0] is its name) and returns the exit code.
 */
#ifndef JURI_CLI_H
#define JURI_CLI_H

#include <getopt.h>

#include "../problem.h"
#include "../round.h"

#ifndef JURI_VERSION
#define JURI_VERSION "unknown"
#endif

int cli_check(int argc, char **argv);
int cli_score(int argc, char **argv);
int cli_freeze(int argc, char **argv);
int cli_template(int argc, char **argv);
int cli_plugins(int argc, char **argv);
int cli_reproduce(int argc, char **argv);

/* Options that several commands take. */
struct cli_common {
	struct round_options round;
	unsigned jobs;
};

#define CLI_COMMON_LONG                                                                            \
	{"help", no_argument, NULL, 'h'}, {"lang", required_argument, NULL, 'L'},                  \
	    {"diagnostics", required_argument, NULL, 'D'},                                         \
	    {"plugins", required_argument, NULL, 'P'}, {"timeout", required_argument, NULL, 'T'},  \
	    {"in-process", no_argument, NULL, 'I'}, {"require-sandbox", no_argument, NULL, 'R'},   \
	{                                                                                          \
		"jobs", required_argument, NULL, 'j'                                               \
	}

/* Defaults: jobs as many as cores, a deadline of 10 seconds. */
void cli_common_init(struct cli_common *common);

/* The arguments that the command reads with getopt. */
extern char **cli_arguments;

/* getopt_long() for these options; ends the program with EXIT_BAD_USAGE when one with a value comes twice. */
int cli_option(int argc, char **argv, const char *shorts, const struct option *longs);

/* Takes one of the common options; help prints and ends, and so does one that getopt did not
 * understand. False when option is another. */
bool cli_common_option(struct cli_common *common, int option, const char *help);

/* The line of a command's help that says where the common options are explained: juri --help. */
const char *cli_common_help(void);

#define E_ARGUMENTS "E-USE-001"    /* the arguments are not those that the command takes */
#define E_OPTION "E-USE-002"       /* no option of the command, or one without its value */
#define E_OPTION_VALUE "E-USE-003" /* a value that the option does not take */
#define E_COMMAND "E-USE-004"      /* no such command */

/* Says what is wrong with the arguments (E_ARGUMENTS) and returns EXIT_BAD_USAGE. */
int cli_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same under another code. */
int cli_usage_as(const char *code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A whole number from 0 for an option; ends the program with EXIT_BAD_USAGE when it is none. */
size_t cli_number(const char *option, const char *text);

/* Sets the language of all texts: "id", "en" or, for NULL, what the environment asks for. */
void cli_language(const char *language);

/* What --lang was given; ends the program when it is neither id nor en. */
void cli_language_option(const char *value);

/* What --diagnostics was given; ends the program when it is neither text nor json. */
void cli_diagnostics_option(const char *value);

/* The columns of the terminal on standard output, at least 60; 80 when it is none. */
size_t cli_width(void);

/* True when a path, which need not exist, lies in a folder or deeper; folder may be NULL. */
bool cli_is_inside(const char *folder, const char *path);

/* Prints text on standard output; EXIT_IO with a message when that fails, else EXIT_DONE. */
int cli_print(const char *text);

/* The same of what was written there already: whether all of it was, else with the errno of that. */
int cli_printed(bool written);

#endif
