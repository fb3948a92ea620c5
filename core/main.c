#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "text.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
    {"check", cli_check},       {"score", cli_score},     {"reproduce", cli_reproduce},
    {"template", cli_template}, {"plugins", cli_plugins},
};

#define N_COMMANDS (sizeof(commands) / sizeof(*commands))

static const char *help(void)
{
	return _(
	    "juri: scores agencies against written criteria and ranks them\n"
	    "\n"
	    "  juri check ROUND [EVIDENCE...]          validate; print the effective rules\n"
	    "  juri score ROUND EVIDENCE... [-o DIR]   score and rank; DIR gets the bundle\n"
	    "  juri reproduce DIR|FILE...              run samples, compare what is published\n"
	    "  juri template ROUND                     an evidence file to fill in\n"
	    "  juri plugins [list|describe|check|run]  what the installed plugins measure\n"
	    "\n"
	    "  juri COMMAND --help                     options, examples, exit codes\n"
	    "  juri --version\n"
	    "\n"
	    "  --lang id|en   language of texts (default: from the environment)\n"
	    "\n"
	    "Exit codes: 0 done; 3 done, but something was withheld; 64 usage; 65 bad\n"
	    "evidence; 66 no such input; 69 plugin unusable; 70 fault in juri; 71 no memory;\n"
	    "73 cannot create; 74 cannot read or write; 75 another run writes it; 77 not\n"
	    "trusted; 78 bad configuration.\n");
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
		return cli_usage(_("no command %s; did you mean %s?"), text_quoted(name), nearest);
	return cli_usage(_("no command %s"), text_quoted(name));
}

int main(int argc, char **argv)
{
	open_standard();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a limit of file sizes is an error like any other */
	cli_language(NULL);
	if (argc > 2 && !strcmp(argv[1], "--lang")) {
		cli_language_option(argv[2]);
		argc -= 2;
		argv += 2;
	}
	if (argc < 2)
		return fputs(help(), stderr) < 0 ? EXIT_IO : EXIT_BAD_USAGE;
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		return cli_print(help());
	if (!strcmp(argv[1], "--version"))
		return cli_print("juri " JURI_VERSION "\n");
	opterr = 0; /* cli_common_option says it, with control bytes escaped */
	cli_arguments = argv + 1;
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	return unknown_command(argv[1]);
}
