#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "crew.h"
#include "text.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
    {"check", cli_check},         {"score", cli_score},       {"freeze", cli_freeze},
    {"reproduce", cli_reproduce}, {"template", cli_template}, {"plugins", cli_plugins},
};

#define N_COMMANDS (sizeof(commands) / sizeof(*commands))

static const char *help(void)
{
	return _(
	    "juri: scores agencies against written criteria and ranks them\n"
	    "\n"
	    "  juri check ROUND [EVIDENCE...]          validate; print the effective rules\n"
	    "  juri score ROUND EVIDENCE... [-o DIR]   score and rank; DIR gets the bundle\n"
	    "  juri freeze ROUND EVIDENCE... -o DIR    keep the evidence as it is\n"
	    "  juri reproduce DIR|FILE...              run samples, compare what is published\n"
	    "  juri template ROUND                     an evidence file to fill in\n"
	    "  juri plugins [list|describe|check|run]  what the installed plugins measure\n"
	    "\n"
	    "  juri COMMAND --help, juri --version     options, examples, exit codes; version\n"
	    "\n"
	    "Options of every command:\n"
	    "  --lang id|en            language of texts (default: from the environment)\n"
	    "  --diagnostics text|json messages as text, or one JSON object a line\n"
	    "  --plugins DIRS          look for plugins there first (colon-separated)\n"
	    "  --jobs N                work on N categories at once (default: the cores)\n"
	    "  --timeout N             seconds that a plugin has for one answer (default 10)\n"
	    "  --in-process            run plugins inside juri, unprotected (for debuggers)\n"
	    "  --require-sandbox       refuse plugins where a protection is lacking\n"
	    "\n"
	    "Exit codes: 0 done; 1 something differs; 3 done, but something is withheld,\n"
	    "refused or changed; 64 usage; 65 bad evidence; 66 no such input; 69 plugin\n"
	    "unusable; 70 fault in juri; 71 no memory; 73 cannot create; 74 cannot read or\n"
	    "write; 75 locked by another run; 77 not trusted; 78 bad configuration.\n");
}

/* Descriptors 0 to 2 exist, so that no file of ours becomes standard output; writing to one that was
 * closed fails and is said. */
static void open_standard(void)
{
	for (int i = 0; i <= 2; i++)
		if (fcntl(i, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDONLY) != i)
			_exit(EXIT_IO);
}

static int unknown_command(const char *name)
{
	const char *names[N_COMMANDS], *nearest;

	for (size_t i = 0; i < N_COMMANDS; i++)
		names[i] = commands[i].name;
	nearest = text_nearest(name, names, N_COMMANDS);
	if (nearest)
		return cli_usage_as(E_COMMAND, _("no command %s; did you mean %s?"),
				    text_quoted(name), nearest);
	return cli_usage_as(E_COMMAND, _("expected a command (juri --help lists them), found %s"),
			    text_quoted(name));
}

/* Wherever --diagnostics stands: what is wrong with the arguments before it is said in its form, too. */
static void find_form(char **argv)
{
	for (char **at = argv + 1; *at; at++)
		if ((!strcmp(at[0], "--diagnostics") && at[1] && !strcmp(at[1], "json")) ||
		    !strcmp(at[0], "--diagnostics=json"))
			problem_form(PROBLEM_JSON);
}

/* The same of --lang, whose value is judged later. */
static void find_language(char **argv)
{
	for (char **at = argv + 1; *at; at++) {
		const char *value = !strncmp(at[0], "--lang=", strlen("--lang="))
					? at[0] + strlen("--lang=")
				    : !strcmp(at[0], "--lang") ? at[1]
							       : NULL;

		if (value && (!strcmp(value, "id") || !strcmp(value, "en")))
			cli_language(value);
	}
}

/* One of the options that may also stand before the command; how many arguments it takes up. */
static int take_option(char **arguments)
{
	static const struct {
		const char *name;
		void (*take)(const char *value);
	} options[] = {{"--lang", cli_language_option}, {"--diagnostics", cli_diagnostics_option}};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		size_t length = strlen(options[i].name);

		if (strncmp(arguments[0], options[i].name, length) != 0)
			continue;
		if (arguments[0][length] == '=') {
			options[i].take(arguments[0] + length + 1);
			return 1;
		}
		if (!arguments[0][length] && arguments[1]) {
			options[i].take(arguments[1]);
			return 2;
		}
	}
	return 0;
}

static int no_command(void)
{
	if (problem_is_json())
		return cli_usage_as(E_COMMAND, _("expected a command (juri --help lists them), "
						 "found none"));
	return fputs(help(), stderr) < 0 ? EXIT_IO : EXIT_BAD_USAGE;
}

int main(int argc, char **argv)
{
	static char line[8192]; /* a problem goes out whole, also beside those of another process */

	setvbuf(stderr, line, _IOLBF, sizeof(line));
	open_standard();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a limit of file sizes is an error like any other */
	cli_language(NULL);
	find_form(argv);
	find_language(argv);
	for (int taken = 1; argc > 1 && (taken = take_option(argv + 1)) > 0; argc -= taken)
		argv += taken;
	if (argc < 2)
		return no_command();
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		return cli_print(help());
	if (!strcmp(argv[1], "--version"))
		return cli_print("juri " JURI_VERSION "\n");
	opterr = 0; /* cli_common_option says it, with control bytes escaped */
	cli_arguments = argv + 1;
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (!strcmp(argv[1], commands[i].name)) {
			int code = commands[i].run(argc - 1, argv + 1);

			crew_end();
			return code;
		}
	}
	return unknown_command(argv[1]);
}
